package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"stroom/activities"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// fillPage is how many trajectories Fill asks for at once.
const fillPage = 100

// Fill makes the standings and the tallies of what was recorded before this schema had them, and of any trajectory whose
// recording found its tallies behind. It returns of how many. It reads their journals, one after the other, each in a
// transaction of its own: it may be stopped at any moment and run again, beside workers that record. When everything is filled
// it asks one question and is done.
func (s *Store) Fill(ctx context.Context) (filled int, err error) {
	after := ""
	for {
		var ids []string
		err := s.query(ctx, func(db *gorm.DB) error {
			return db.Raw("SELECT t.id FROM trajectories AS t WHERE t.tallied < t.seq AND t.id > ? ORDER BY t.id LIMIT ?", after, fillPage).Scan(&ids).Error
		})
		if err != nil {
			return filled, fmt.Errorf("find what is to be filled: %w", err)
		}
		if len(ids) == 0 {
			return filled, nil
		}
		for _, id := range ids {
			if err := s.fillOne(ctx, id); err != nil {
				return filled, fmt.Errorf("fill %s: %w", id, err)
			}
			filled++
		}
		after = ids[len(ids)-1]
	}
}

// fillOne fills one trajectory, again when somebody records meanwhile.
func (s *Store) fillOne(ctx context.Context, id string) error {
	for {
		done, err := s.tryFill(ctx, id)
		if done || err != nil {
			return err
		}
	}
}

func (s *Store) tryFill(ctx context.Context, id string) (done bool, err error) {
	l, err := s.Load(ctx, id)
	if err != nil {
		return false, err
	}
	entries, err := s.History(ctx, id, l.State.Seq)
	if err != nil {
		return false, err
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		head, err := lockHead(tx, id)
		switch {
		case err != nil:
			return err
		case head == nil || head.Seq != l.State.Seq:
			done = false // it went on; what was read is of the past
			return nil
		}
		done = true
		if head.Tallied == head.Seq {
			return nil
		}
		return s.fillRows(tx, *head, l, entries)
	})
	return done, err
}

// fillRows writes what Record would have written.
func (s *Store) fillRows(tx *gorm.DB, head headColumns, l Loaded, entries []engine.Entry) error {
	past := entries[:head.Tallied]
	before := engine.Apply(l.Definition, engine.State{}, past)
	tallies, err := readmodel.Tallies(l.Definition, before, entries[head.Tallied:], func() ([]engine.Entry, error) { return past, nil })
	if err != nil {
		return err
	}
	r := activities.Record{Trajectory: l.ID, State: l.State, Audience: readmodel.Audience(l.Definition, l.State), Tallies: tallies}
	rows := recordRows{circle: circleOf(r)}
	rows.standings = standingsOf(r, nameOf(rows.circle))
	after := head
	after.Circle, after.StandingsDigest, after.Tallied = nameOf(rows.circle), digestOf(rows.standings), head.Seq
	rows.trajectory = trajectoryRow{ID: l.ID, Head: after}
	if err := writeStandings(tx, &head, rows); err != nil {
		return err
	}
	updated := tx.Model(&trajectoryRow{}).Where("id = ?", l.ID).Updates(map[string]any{
		"circle": after.Circle, "standings_digest": after.StandingsDigest, "tallied": after.Tallied,
	})
	if updated.Error != nil {
		return updated.Error
	}
	return addTallies(tx, s.talliesOf(r))
}

// Restand compares the standings of a trajectory with its state, and reports whether they differ; with mend it writes them
// anew. Tallies name no trajectory and cannot be compared.
//
// Errors: ErrUnknown.
func (s *Store) Restand(ctx context.Context, id string, mend bool) (differ bool, err error) {
	for {
		l, err := s.Load(ctx, id)
		if err != nil {
			return false, err
		}
		r := activities.Record{Trajectory: l.ID, State: l.State, Audience: readmodel.Audience(l.Definition, l.State)}
		want := recordRows{trajectory: trajectoryRow{ID: id}, circle: circleOf(r)}
		want.trajectory.Head.Seq, want.standings = l.State.Seq, standingsOf(r, nameOf(want.circle))
		differ, still, err := s.restood(ctx, want)
		if err == nil && still && differ && mend {
			still, err = s.restand(ctx, want)
		}
		if err != nil {
			return differ, fmt.Errorf("compare the standings of %s: %w", id, err)
		}
		if still {
			return differ, nil
		}
	}
}

// restood reports whether what stands differs from what is wanted, and whether that is still of the same entry.
func (s *Store) restood(ctx context.Context, want recordRows) (differ, still bool, err error) {
	var head []headColumns
	var have []standingRow
	var known int64
	err = s.query(ctx, func(db *gorm.DB) error {
		return errors.Join(
			db.Model(&trajectoryRow{}).Where("id = ?", want.trajectory.ID).Limit(1).Find(&head).Error,
			db.Where("trajectory = ?", want.trajectory.ID).Find(&have).Error,
			db.Model(&circleRow{}).Where("circle = ?", nameOf(want.circle)).Count(&known).Error,
		)
	})
	if err != nil || len(head) == 0 || head[0].Seq != want.trajectory.Head.Seq {
		return false, false, err
	}
	return !sameStandings(have, want.standings) || head[0].Circle != nameOf(want.circle) || int(known) != len(want.circle), true, nil
}

// restand writes what is wanted, unless the trajectory has gone on.
func (s *Store) restand(ctx context.Context, want recordRows) (still bool, err error) {
	id := want.trajectory.ID
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		head, err := lockHead(tx, id)
		if still = head != nil && head.Seq == want.trajectory.Head.Seq; err != nil || !still {
			return err
		}
		if err := errors.Join(insertNew(tx, want.circle), replace(tx, true, id, want.standings)); err != nil {
			return err
		}
		return tx.Model(&trajectoryRow{}).Where("id = ?", id).
			Updates(map[string]any{"circle": nameOf(want.circle), "standings_digest": digestOf(want.standings)}).Error
	})
	return still, err
}

// sameStandings compares rows by what they say, in whatever order.
func sameStandings(a, b []standingRow) bool {
	text := func(rows []standingRow) []string {
		var out []string
		for _, r := range rows {
			r.Since, r.DueAt = r.Since.UTC(), r.DueAt.UTC()
			out = append(out, fmt.Sprintf("%+v", r))
		}
		slices.Sort(out)
		return out
	}
	return slices.Equal(text(a), text(b))
}
