package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/activities"
	"stroom/workflows"
	"stroom/workflows/engine"
)

var _ activities.Journal = (*Store)(nil)

// Rows of one INSERT. Postgres takes 65,535 values in a statement. SQLite takes 32,766, and its driver looks for each among all
// of them: many small statements are several times as fast as one of thousands of values.
const (
	batchPostgres = 500
	batchSQLite   = 20
)

// batchOf is how many rows go into one INSERT.
func batchOf(tx *gorm.DB) int {
	if tx.Name() == string(Postgres) {
		return batchPostgres
	}
	return batchSQLite
}

// errStands ends a transaction that has found what it wanted to write: nothing is written.
var errStands = errors.New("stands already")

// Record writes a record in one transaction, or returns what stands at its place. See activities.Journal.
//
// It is safe to call again after any error: an earlier call whose commit was not acknowledged is found by its keys.
func (s *Store) Record(ctx context.Context, r activities.Record) (activities.Standing, error) {
	if err := checkRecord(r); err != nil {
		return activities.Standing{}, fmt.Errorf("record %s at %d: %w", r.Trajectory, r.Before+1, err)
	}
	rows, err := s.rowsOf(r)
	if err != nil {
		return activities.Standing{}, fmt.Errorf("record %s at %d: %w", r.Trajectory, r.Before+1, err)
	}
	standing := standingOf(r.Taken[0])
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		found, err := s.writeRecord(tx, r, rows)
		if errors.Is(err, errStands) {
			standing = found
		}
		return err
	})
	if err != nil && !errors.Is(err, errStands) {
		return activities.Standing{}, fmt.Errorf("record %s at %d: %w", r.Trajectory, r.Before+1, err)
	}
	return standing, nil
}

// MaxRecords bounds the records of one RecordAll.
const MaxRecords = 200

// RecordAll writes records of new trajectories in one transaction, all or none, and returns how many of them were not there
// yet. It is for whoever fills a database: a record of which anything stands is passed over.
func (s *Store) RecordAll(ctx context.Context, records []activities.Record) (written int, err error) {
	if len(records) > MaxRecords {
		return 0, fmt.Errorf("record %d trajectories at once, at most %d", len(records), MaxRecords)
	}
	all := make([]recordRows, len(records))
	for i, r := range records {
		err := checkRecord(r)
		if err == nil && r.Before != 0 {
			err = errors.New("it is not the beginning")
		}
		if err != nil {
			return 0, fmt.Errorf("record %s: %w", r.Trajectory, err)
		}
		if all[i], err = s.rowsOf(r); err != nil {
			return 0, fmt.Errorf("record %s: %w", r.Trajectory, err)
		}
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		written = 0
		var tallies []tallyRow
		for i, r := range records {
			rows := all[i]
			rows.tallies = nil // of all together, once
			_, err := s.writeRecord(tx, r, rows)
			if errors.Is(err, errStands) {
				continue
			}
			if err != nil {
				return err
			}
			written++
			tallies = append(tallies, all[i].tallies...)
		}
		return addTallies(tx, merged(tallies))
	})
	if err != nil {
		return 0, fmt.Errorf("record %d trajectories: %w", len(records), err)
	}
	return written, nil
}

// checkRecord asserts what the caller owes: numbers without gaps, from Before+1 up to State.Seq.
func checkRecord(r activities.Record) error {
	if r.Trajectory == "" || len(r.Taken) == 0 {
		return errors.New("no trajectory or no event")
	}
	seq := r.Before
	for _, t := range r.Taken {
		if t.Event.ID == "" || len(t.Entries) == 0 {
			return errors.New("an event without id or entries")
		}
		for _, e := range t.Entries {
			if seq++; e.Seq != seq {
				return fmt.Errorf("entry %d where %d belongs", e.Seq, seq)
			}
		}
	}
	if r.State.Seq != seq {
		return fmt.Errorf("state at %d after entry %d", r.State.Seq, seq)
	}
	return nil
}

func standingOf(t activities.Taken) activities.Standing {
	return activities.Standing{Event: t.Event.ID, Digest: t.Event.Digest, Entries: t.Entries}
}

// recordRows are the rows of a record, made before the transaction so that it holds its locks as short as can be.
type recordRows struct {
	trajectory trajectoryRow
	events     []eventRow
	journal    []journalRow
	audience   []audienceRow
	tasks      []taskRow
	parties    []partyRow
	circle     []circleRow
	standings  []standingRow
	tallies    []tallyRow
	audit      []auditRow
	outbox     []outboxRow
	retract    []string // ids of events whose outgoing things are taken back
}

func (s *Store) rowsOf(r activities.Record) (recordRows, error) {
	var rows recordRows
	now := stored(s.now())
	for _, t := range r.Taken {
		rows.events = append(rows.events, s.eventRow(r, t, now))
		for _, e := range t.Entries {
			row, err := s.journalRow(r, t, e)
			if err != nil {
				return recordRows{}, err
			}
			rows.journal = append(rows.journal, row)
		}
	}
	var err error
	if rows.audit, err = s.auditOf(r, now); err != nil {
		return recordRows{}, err
	}
	if rows.outbox, rows.retract, err = s.outboxOf(r, now); err != nil {
		return recordRows{}, err
	}
	rows.audience, rows.tasks, rows.parties = audienceOf(r), tasksOf(r), partiesOf(r)
	if rows.trajectory, err = s.trajectoryOf(r, now); err != nil {
		return recordRows{}, err
	}
	rows.circle = circleOf(r)
	rows.standings, rows.tallies = standingsOf(r, nameOf(rows.circle)), s.talliesOf(r)
	t := &rows.trajectory.Head
	t.Circle, t.StandingsDigest, t.Tallied = nameOf(rows.circle), digestOf(rows.standings), r.State.Seq
	t.AudienceDigest, t.TasksDigest, t.PartiesDigest = digestAudience(rows.audience), digestOf(rows.tasks), digestParties(rows.parties)
	return rows, nil
}

func (s *Store) eventRow(r activities.Record, t activities.Taken, now time.Time) eventRow {
	row := eventRow{
		Trajectory: r.Trajectory, EventID: t.Event.ID, Epoch: r.Epoch,
		FirstSeq: t.Entries[0].Seq, LastSeq: t.Entries[len(t.Entries)-1].Seq,
		Digest: t.Event.Digest, Kind: string(t.Event.Kind),
		ActorRef: t.Event.Actor.Person, Role: t.Event.Actor.Role, Organisation: t.Event.Actor.Organisation,
		DefinitionHash: r.State.Hash, Imported: t.Event.Imported,
		ReceivedAt: stored(t.Event.At), RecordedAt: now, Semantics: r.State.Semantics, Build: s.build,
	}
	for _, e := range t.Entries {
		if taken, ok := e.Change.(engine.EventTaken); ok && taken.Event.ID == t.Event.ID {
			row.Place = taken.Place
		}
	}
	return row
}

func (s *Store) journalRow(r activities.Record, t activities.Taken, e engine.Entry) (journalRow, error) {
	sealed, keyID, err := s.seal(r.Trajectory, e)
	return journalRow{
		Trajectory: r.Trajectory, Seq: e.Seq, Epoch: r.Epoch, EventID: t.Event.ID, At: stored(e.At),
		Kind: e.Kind(), Cause: string(e.Cause), Sealed: sealed, KeyID: keyID,
		Semantics: r.State.Semantics, Build: s.build,
	}, err
}

// writeRecord is the transaction. It returns errStands with what it found when the place or an event id is taken.
func (s *Store) writeRecord(tx *gorm.DB, r activities.Record, rows recordRows) (activities.Standing, error) {
	before, found, err := s.claimPlace(tx, r, rows.trajectory)
	if err != nil {
		return found, err
	}
	if found, err := s.insertEvents(tx, r, rows.events); err != nil {
		return found, err
	}
	if before != nil && before.Tallied != r.Before {
		// What was recorded before there were tallies is counted by Fill, and this with it.
		rows.trajectory.Head.Tallied, rows.tallies = before.Tallied, nil
	}
	steps := []func() error{
		func() error { return tx.CreateInBatches(&rows.journal, batchOf(tx)).Error },
		func() error { return writeProjection(tx, before, rows) },
		func() error { return tx.CreateInBatches(&rows.audit, batchOf(tx)).Error },
		func() error { return writeOutbox(tx, r.Trajectory, rows) },
		func() error { return addTallies(tx, rows.tallies) }, // last: others who count the same wait from here on
		func() error { return workflows.Failpoint(workflows.InTransaction) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return activities.Standing{}, err
		}
	}
	return activities.Standing{}, nil
}

// claimPlace locks the trajectory and compares where it stands with where the record begins. It returns the columns as
// they were before this record; for a new trajectory it has written the row and returns nil.
func (s *Store) claimPlace(tx *gorm.DB, r activities.Record, row trajectoryRow) (*headColumns, activities.Standing, error) {
	if r.Before == 0 {
		created := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
		if created.Error != nil {
			return nil, activities.Standing{}, created.Error
		}
		if created.RowsAffected == 1 {
			return nil, activities.Standing{}, nil
		}
	}
	head, err := lockHead(tx, r.Trajectory)
	if err != nil {
		return nil, activities.Standing{}, err
	}
	switch {
	case head == nil || head.Seq < r.Before:
		return nil, activities.Standing{}, activities.ErrBehind
	case head.Epoch > r.Epoch:
		return nil, activities.Standing{}, activities.ErrEpoch
	case head.Seq > r.Before:
		found, ok, err := s.standingAt(tx, r.Trajectory, r.Before+1)
		if err == nil && !ok {
			err = activities.ErrDiverged
		}
		if err != nil {
			return nil, activities.Standing{}, err
		}
		return nil, found, errStands
	}
	return head, activities.Standing{}, nil
}

// lockHead reads where a trajectory stands and keeps every other writer of it waiting. nil: there is none.
func lockHead(tx *gorm.DB, trajectory string) (*headColumns, error) {
	var heads []headColumns
	err := tx.Model(&trajectoryRow{}).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).
		Where("id = ?", trajectory).Limit(1).Find(&heads).Error
	if err != nil || len(heads) == 0 {
		return nil, err
	}
	return &heads[0], nil
}

// insertEvents writes the rows of the events, or finds the first whose id stands elsewhere in the journal.
func (s *Store) insertEvents(tx *gorm.DB, r activities.Record, rows []eventRow) (activities.Standing, error) {
	size := batchOf(tx)
	for from := 0; from < len(rows); from += size {
		part := rows[from:min(from+size, len(rows))]
		created := tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&part)
		if created.Error != nil {
			return activities.Standing{}, created.Error
		}
		if created.RowsAffected == int64(len(part)) {
			continue
		}
		for _, row := range part {
			var other []eventRow
			err := tx.Where("trajectory = ? AND event_id = ? AND first_seq <> ?", r.Trajectory, row.EventID, row.FirstSeq).
				Limit(1).Find(&other).Error
			if err != nil {
				return activities.Standing{}, err
			}
			if len(other) == 1 {
				found, err := s.standingFrom(tx, other[0])
				if err != nil {
					return activities.Standing{}, err
				}
				return found, errStands
			}
		}
		return activities.Standing{}, activities.ErrDiverged
	}
	return activities.Standing{}, nil
}
