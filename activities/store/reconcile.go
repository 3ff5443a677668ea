package store

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
)

// Stand says how far the journal of an open trajectory is. Whoever compares it with the workflow knows which is behind.
type Stand struct {
	ID      string
	Epoch   int
	Seq     uint64
	Due     *time.Time
	Updated time.Time
}

// Touched returns open trajectories recorded in [since, until), in the order (Updated, ID): those whose workflow may not
// know yet what the journal holds. With since zero it walks all that are open.
func (s *Store) Touched(ctx context.Context, since, until time.Time, after *Place, limit int) ([]Stand, error) {
	return s.stands(ctx, limit, func(db *gorm.DB) *gorm.DB {
		q := db.Where("status = 'open' AND updated_at >= ? AND updated_at < ?", stored(since), stored(until)).Order("updated_at, id")
		if after != nil {
			q = q.Where("(updated_at, id) > (?, ?)", dueOrNever(after.Time), after.ID)
		}
		return q
	})
}

// Overdue returns open trajectories on which something should have happened by itself before a moment, in the order
// (Due, ID): their timer was lost, or nobody works.
func (s *Store) Overdue(ctx context.Context, before time.Time, after *Place, limit int) ([]Stand, error) {
	return s.stands(ctx, limit, func(db *gorm.DB) *gorm.DB {
		q := db.Where("status = 'open' AND due_at < ?", stored(before)).Order("due_at, id")
		if after != nil {
			q = q.Where("(due_at, id) > (?, ?)", dueOrNever(after.Time), after.ID)
		}
		return q
	})
}

// Following returns open trajectories that follow a definition, in order of ID, beginning behind one.
func (s *Store) Following(ctx context.Context, hash, afterID string, limit int) ([]Stand, error) {
	return s.stands(ctx, limit, func(db *gorm.DB) *gorm.DB {
		return db.Where("status = 'open' AND definition_hash = ? AND id > ?", hash, afterID).Order("id")
	})
}

// Stuck returns trajectories with open incidents, longest untouched first, in the order (Updated, ID).
func (s *Store) Stuck(ctx context.Context, after *Place, limit int) ([]Stand, error) {
	return s.stands(ctx, limit, func(db *gorm.DB) *gorm.DB {
		q := db.Where("incidents > 0").Order("updated_at, id")
		if after != nil {
			q = q.Where("(updated_at, id) > (?, ?)", dueOrNever(after.Time), after.ID)
		}
		return q
	})
}

func (s *Store) stands(ctx context.Context, limit int, choose func(*gorm.DB) *gorm.DB) ([]Stand, error) {
	var rows []trajectoryRow
	err := s.query(ctx, func(db *gorm.DB) error {
		return choose(db.Select("id", "epoch", "seq", "due_at", "updated_at")).Limit(clampLimit(limit)).Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("list trajectories to reconcile: %w", err)
	}
	out := make([]Stand, len(rows))
	for i, r := range rows {
		out[i] = Stand{ID: r.ID, Epoch: r.Head.Epoch, Seq: r.Head.Seq, Due: optional(r.Head.DueAt), Updated: r.UpdatedAt.UTC()}
	}
	return out, nil
}

// Backlog says how much of the outbox is due and how long the oldest has waited.
type Backlog struct {
	Due    int64
	Oldest *time.Time // nil: nothing is due
}

// Backlog measures the outbox at a moment.
func (s *Store) Backlog(ctx context.Context, now time.Time) (Backlog, error) {
	var b Backlog
	err := s.query(ctx, func(db *gorm.DB) error {
		due := func() *gorm.DB { return db.Model(&outboxRow{}).Where("done_at IS NULL AND next_at <= ?", stored(now)) }
		if err := due().Count(&b.Due).Error; err != nil {
			return err
		}
		var oldest []outboxRow
		if err := due().Order("next_at, id").Limit(1).Find(&oldest).Error; err != nil {
			return err
		}
		b.Oldest = nil
		if len(oldest) == 1 {
			at := oldest[0].NextAt.UTC()
			b.Oldest = &at
		}
		return nil
	})
	if err != nil {
		return Backlog{}, fmt.Errorf("measure the outbox: %w", err)
	}
	return b, nil
}
