package store

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"stroom/activities"
)

// errKeyTurned says that a trajectory got another key between its state and its picture; the next attempt finds one.
var errKeyTurned = errors.New("the key turned while the record was sealed")

func (s *Store) trajectoryOf(r activities.Record, now time.Time) (trajectoryRow, error) {
	state, keyID, err := s.seal(r.Trajectory, r.State)
	if err != nil {
		return trajectoryRow{}, err
	}
	picture, pictureKey, err := s.seal(r.Trajectory, r.Picture)
	if err != nil {
		return trajectoryRow{}, err
	}
	if pictureKey != keyID {
		return trajectoryRow{}, errKeyTurned
	}
	return trajectoryRow{
		ID: r.Trajectory,
		Head: headColumns{
			Epoch: r.Epoch, Seq: r.State.Seq, Semantics: r.State.Semantics, Build: s.build,
			Definition: r.State.Name, Version: r.State.Version, DefinitionHash: r.State.Hash,
			Status: string(r.Picture.Status), Outcome: r.Picture.Outcome, Late: r.Picture.Late,
			DueAt: dueOrNever(r.Picture.NextDue),
		},
		FirstRun: r.FirstRun, Incidents: r.Picture.Incidents,
		StartedAt: stored(r.State.Started), UpdatedAt: now,
		Picture: picture, State: state, KeyID: keyID,
	}, nil
}

func audienceOf(r activities.Record) []audienceRow {
	rows := make([]audienceRow, 0, len(r.Audience))
	for _, a := range r.Audience {
		rows = append(rows, audienceRow{
			Trajectory: r.Trajectory, Role: a.Role, Organisation: a.Organisation,
			Status: string(r.Picture.Status), Definition: r.State.Name, Version: r.State.Version,
			Outcome: r.Picture.Outcome, Late: r.Picture.Late, DueAt: dueOrNever(r.Picture.NextDue),
		})
	}
	return rows
}

func tasksOf(r activities.Record) []taskRow {
	rows := make([]taskRow, 0, len(r.Picture.Tasks))
	for i, t := range r.Picture.Tasks {
		row := taskRow{
			ID:         fmt.Sprintf("%s.%d.%d.%d", r.Trajectory, t.Run, t.Visit, i),
			Trajectory: r.Trajectory, Run: t.Run, Visit: t.Visit, Flow: t.Flow, RunKey: t.Key, Step: t.Step,
			Role: t.Role, Organisation: t.Organisation, DueAt: dueOrNever(t.Due), Since: stored(t.Since),
			Definition: r.State.Name,
		}
		if len(t.Exclude) > 0 { // of one earlier decision, so of one actor
			row.ExcludeRef, row.ExcludeFor, row.ExcludeOrg = t.Exclude[0].Person, t.Exclude[0].For, t.Exclude[0].Organisation
		}
		rows = append(rows, row)
	}
	return rows
}

// partiesOf lists each binding once: a role may be bound twice to the same organisation, of its own and lent.
func partiesOf(r activities.Record) []partyRow {
	rows := make([]partyRow, 0, len(r.Picture.Parties))
	for _, p := range r.Picture.Parties {
		row := partyRow{
			Trajectory: r.Trajectory, Role: p.Role, PartyKey: p.Key, Organisation: p.Organisation, Since: stored(p.From), Listed: true,
			Status: string(r.Picture.Status), DueAt: dueOrNever(r.Picture.NextDue),
		}
		twice := false
		for _, had := range rows {
			if had.Organisation == row.Organisation {
				row.Listed = false
				twice = twice || had.Role == row.Role && had.PartyKey == row.PartyKey
			}
		}
		if !twice {
			rows = append(rows, row)
		}
	}
	return rows
}

// digestOf recognises rows that have not changed, so that they need not be written again.
func digestOf[T any](rows []T) string {
	body, err := json.Marshal(rows)
	if err != nil {
		panic("store: rows are plain: " + err.Error())
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

// digestAudience looks at who may see the trajectory, not at the copied columns.
func digestAudience(rows []audienceRow) string {
	bare := make([]audienceRow, len(rows))
	for i, r := range rows {
		bare[i] = audienceRow{Role: r.Role, Organisation: r.Organisation}
	}
	return digestOf(bare)
}

// digestParties looks at who is bound, not at the copied columns.
func digestParties(rows []partyRow) string {
	bare := slices.Clone(rows)
	for i := range bare {
		bare[i].Status, bare[i].DueAt = "", time.Time{}
	}
	return digestOf(bare)
}

// writeProjection brings the rows that lists are read from up to the record. before is nil for a new trajectory, whose
// own row has been written.
func writeProjection(tx *gorm.DB, before *headColumns, rows recordRows) error {
	after := rows.trajectory
	if before != nil {
		// Select("*") writes zero values too; gorm would skip them. What never changes is left out.
		updated := tx.Model(&trajectoryRow{}).Where("id = ?", after.ID).
			Select("*").Omit("id", "first_run", "started_at").Updates(&after)
		if updated.Error != nil {
			return updated.Error
		}
	}
	if err := writeAudience(tx, before, rows); err != nil {
		return err
	}
	if err := writeParties(tx, before, rows); err != nil {
		return err
	}
	if err := writeStandings(tx, before, rows); err != nil {
		return err
	}
	if before == nil || before.TasksDigest != after.Head.TasksDigest {
		return replace(tx, before != nil, after.ID, rows.tasks)
	}
	return nil
}

func writeAudience(tx *gorm.DB, before *headColumns, rows recordRows) error {
	id, after := rows.trajectory.ID, rows.trajectory.Head
	if before == nil || before.AudienceDigest != after.AudienceDigest {
		return replace(tx, before != nil, id, rows.audience)
	}
	if before.Status == after.Status && before.Definition == after.Definition && before.Version == after.Version &&
		before.Outcome == after.Outcome && before.Late == after.Late && before.DueAt.Equal(after.DueAt) {
		return nil
	}
	return tx.Model(&audienceRow{}).Where("trajectory = ?", id).Updates(map[string]any{
		"status": after.Status, "definition": after.Definition, "version": after.Version,
		"outcome": after.Outcome, "late": after.Late, "due_at": after.DueAt,
	}).Error
}

func writeParties(tx *gorm.DB, before *headColumns, rows recordRows) error {
	id, after := rows.trajectory.ID, rows.trajectory.Head
	if before == nil || before.PartiesDigest != after.PartiesDigest {
		return replace(tx, before != nil, id, rows.parties)
	}
	if len(rows.parties) == 0 || before.Status == after.Status && before.DueAt.Equal(after.DueAt) {
		return nil
	}
	return tx.Model(&partyRow{}).Where("trajectory = ?", id).
		Updates(map[string]any{"status": after.Status, "due_at": after.DueAt}).Error
}

// replace writes the rows of a trajectory anew.
func replace[T any](tx *gorm.DB, had bool, trajectory string, rows []T) error {
	if had {
		if err := tx.Where("trajectory = ?", trajectory).Delete(new(T)).Error; err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows, batchOf(tx)).Error
}
