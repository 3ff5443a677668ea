package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"stroom/activities"
	"stroom/workflows/engine"
)

// At returns what stands at a place of the journal. See activities.Journal.
//
// Errors: activities.ErrEpoch if a later epoch has begun; activities.ErrDiverged if the place is inside another event.
func (s *Store) At(ctx context.Context, trajectory string, epoch int, seq uint64) (activities.Standing, bool, error) {
	var found activities.Standing
	var ok bool
	err := s.retry(ctx, func() error {
		db := s.write.WithContext(ctx) // what is decided on is read from the primary
		var heads []headColumns
		if err := db.Model(&trajectoryRow{}).Where("id = ?", trajectory).Limit(1).Find(&heads).Error; err != nil {
			return err
		}
		switch {
		case len(heads) == 0 || heads[0].Epoch <= epoch && heads[0].Seq < seq:
			ok = false
			return nil
		case heads[0].Epoch > epoch:
			return activities.ErrEpoch
		}
		var err error
		if found, ok, err = s.standingAt(db, trajectory, seq); err == nil && !ok {
			err = activities.ErrDiverged
		}
		return err
	})
	if err != nil {
		return activities.Standing{}, false, fmt.Errorf("read %s at %d: %w", trajectory, seq, err)
	}
	return found, ok, nil
}

// Of returns the event of that id, wherever it stands. See activities.Journal.
func (s *Store) Of(ctx context.Context, trajectory, event string) (activities.Standing, bool, error) {
	var found activities.Standing
	var ok bool
	err := s.retry(ctx, func() (err error) {
		found, ok, err = s.standingOfEvent(s.write.WithContext(ctx), trajectory, event)
		return err
	})
	if err != nil {
		return activities.Standing{}, false, fmt.Errorf("read event of %s: %w", trajectory, err)
	}
	return found, ok, nil
}

func (s *Store) standingAt(db *gorm.DB, trajectory string, seq uint64) (activities.Standing, bool, error) {
	return s.standing(db, db.Where("trajectory = ? AND first_seq = ?", trajectory, seq).Order("epoch DESC"))
}

func (s *Store) standingOfEvent(db *gorm.DB, trajectory, event string) (activities.Standing, bool, error) {
	return s.standing(db, db.Where("trajectory = ? AND event_id = ?", trajectory, event))
}

// standing reads the one event that the query chooses, with its entries.
func (s *Store) standing(db, query *gorm.DB) (activities.Standing, bool, error) {
	var events []eventRow
	if err := query.Limit(1).Find(&events).Error; err != nil || len(events) == 0 {
		return activities.Standing{}, false, err
	}
	found, err := s.standingFrom(db, events[0])
	return found, err == nil, err
}

func (s *Store) standingFrom(db *gorm.DB, e eventRow) (activities.Standing, error) {
	entries, err := s.entriesOf(db, e)
	if err != nil {
		return activities.Standing{}, err
	}
	return activities.Standing{Event: e.EventID, Digest: e.Digest, Entries: entries, Adopted: true}, nil
}

func (s *Store) entriesOf(db *gorm.DB, e eventRow) ([]engine.Entry, error) {
	var rows []journalRow
	err := db.Where("trajectory = ? AND epoch = ? AND seq BETWEEN ? AND ?", e.Trajectory, e.Epoch, e.FirstSeq, e.LastSeq).
		Order("seq").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	if uint64(len(rows)) != e.LastSeq-e.FirstSeq+1 {
		return nil, fmt.Errorf("event %s has %d entries of %d: %w", e.EventID, len(rows), e.LastSeq-e.FirstSeq+1, activities.ErrDiverged)
	}
	return s.openEntries(rows)
}

func (s *Store) openEntries(rows []journalRow) ([]engine.Entry, error) {
	entries := make([]engine.Entry, len(rows))
	for i, row := range rows {
		if err := s.open(row.Trajectory, row.KeyID, row.Sealed, &entries[i]); err != nil {
			return nil, fmt.Errorf("entry %d: %w", row.Seq, err)
		}
	}
	return entries, nil
}
