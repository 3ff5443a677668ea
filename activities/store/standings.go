package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/activities"
	"stroom/workflows/readmodel"
)

// circleOf lists who may see where the trajectory stands now, in the order of the audience, under the name of that set. The
// first row is that of the circle itself, without a role: nobody acts in it, and circles can be counted by it.
func circleOf(r activities.Record) []circleRow {
	rows := []circleRow{{}}
	hash := sha256.New()
	for _, a := range r.Audience {
		if a.Now {
			rows = append(rows, circleRow{Role: a.Role, Organisation: a.Organisation})
			fmt.Fprintf(hash, "%d:%s%d:%s", len(a.Role), a.Role, len(a.Organisation), a.Organisation)
		}
	}
	name := hex.EncodeToString(hash.Sum(nil)[:16])
	for i := range rows {
		rows[i].Circle = name
	}
	return rows
}

func nameOf(circle []circleRow) string { return circle[0].Circle }

// standingsOf lists the open runs at their steps.
func standingsOf(r activities.Record, circle string) []standingRow {
	rows := make([]standingRow, 0, len(r.State.Runs))
	for _, run := range r.State.Runs {
		rows = append(rows, standingRow{
			ID: fmt.Sprintf("%s.%d", r.Trajectory, run.Number), Trajectory: r.Trajectory, Circle: circle, Run: run.Number,
			Definition: r.State.Name, Version: run.Version, Flow: run.Flow, RunKey: run.Key, Step: run.Step,
			Since: stored(run.Entered), SinceDay: readmodel.Day(run.Entered), DueAt: dueOrNever(readmodel.Deadline(run)),
		})
	}
	return rows
}

// writeStandings brings the rows of a trajectory up to the record. Most decisions move one run of several, so only rows that
// differ are written.
func writeStandings(tx *gorm.DB, before *headColumns, rows recordRows) error {
	after := rows.trajectory.Head
	if before == nil || before.Circle != after.Circle {
		if err := insertNew(tx, rows.circle); err != nil {
			return err
		}
	}
	if before != nil && before.StandingsDigest == after.StandingsDigest {
		return nil
	}
	ids := make([]string, len(rows.standings))
	for i, row := range rows.standings {
		ids[i] = row.ID
	}
	if before != nil {
		gone := tx.Where("trajectory = ?", rows.trajectory.ID)
		if len(ids) > 0 {
			gone = gone.Where("id NOT IN ?", ids)
		}
		if err := gone.Delete(&standingRow{}).Error; err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return tx.Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "id"}},
		DoUpdates: clause.AssignmentColumns(changing),
		Where: clause.Where{Exprs: []clause.Expression{clause.Expr{
			SQL: "(standings.circle, standings.version, standings.step, standings.since, standings.due_at) <> " +
				"(excluded.circle, excluded.version, excluded.step, excluded.since, excluded.due_at)",
		}}},
	}).CreateInBatches(slices.Clone(rows.standings), batchOf(tx)).Error
}

// changing are the columns of a standing that change while its run is open.
var changing = []string{"circle", "version", "step", "since", "since_day", "due_at"}
