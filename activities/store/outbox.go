package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"stroom/activities"
	"stroom/workflows/engine"
)

var _ activities.Outbox = (*Store)(nil)

// The kinds of things in the outbox.
const (
	kindNotify = "notify"
	kindAsk    = "ask"
	kindAlarm  = "alarm"
	kindAnswer = "answer"
)

// How a thing in the outbox came to its end.
const (
	outcomeDone      = "done"
	outcomeRetracted = "retracted"
)

// codeUnreadable stands in last_code of a row whose payload cannot be opened.
const codeUnreadable = "UNREADABLE"

// maxClaim bounds what one relay takes at once.
const maxClaim = 100

// outboxPayload is what is to be done. Exactly one is set, as the kind says.
type outboxPayload struct {
	Notify *engine.Notify `json:"notify,omitempty"`
	Ask    *engine.Ask    `json:"ask,omitempty"`
	Alarm  *engine.Alarm  `json:"alarm,omitempty"`
	Answer *engine.Event  `json:"answer,omitempty"`
}

// outboxOf makes a row for everything that a record wants done: one for each address of a notice, so that one address
// that fails does not hold up or repeat the others.
func (s *Store) outboxOf(r activities.Record, now time.Time) (rows []outboxRow, retract []string, err error) {
	add := func(event, kind string, notBefore time.Time, payload outboxPayload) error {
		sealed, keyID, err := s.seal(r.Trajectory, payload)
		if err != nil {
			return err
		}
		notBefore = stored(notBefore)
		rows = append(rows, outboxRow{
			ID:         fmt.Sprintf("%s.%d.%d.%d", r.Trajectory, r.Epoch, r.Before+1, len(rows)),
			Trajectory: r.Trajectory, Epoch: r.Epoch, Seq: r.Before + 1, EventID: event, Kind: kind,
			NotBefore: notBefore, NextAt: notBefore, CreatedAt: now, Payload: sealed, KeyID: keyID,
		})
		return nil
	}
	for _, effect := range r.Effects {
		switch e := effect.(type) {
		case engine.Notify:
			for i, to := range e.To {
				one := e
				one.To, one.Texts = []engine.Address{to}, e.Texts[i:i+1]
				err = errors.Join(err, add(e.Event, kindNotify, e.NotBefore, outboxPayload{Notify: &one}))
			}
		case engine.Ask:
			err = errors.Join(err, add(e.Event, kindAsk, e.NotBefore, outboxPayload{Ask: &e}))
		case engine.Alarm:
			err = errors.Join(err, add(r.Taken[0].Event.ID, kindAlarm, r.At, outboxPayload{Alarm: &e}))
		case engine.Retract:
			retract = append(retract, e.Event)
		default:
			panic(fmt.Sprintf("store: effect %T", effect))
		}
	}
	return rows, retract, err
}

func writeOutbox(tx *gorm.DB, trajectory string, rows recordRows) error {
	for _, event := range rows.retract {
		err := tx.Model(&outboxRow{}).Where("trajectory = ? AND event_id = ? AND done_at IS NULL", trajectory, event).
			Updates(map[string]any{"done_at": rows.trajectory.UpdatedAt, "outcome": outcomeRetracted}).Error
		if err != nil {
			return err
		}
	}
	if len(rows.outbox) == 0 {
		return nil
	}
	return tx.CreateInBatches(&rows.outbox, batchOf(tx)).Error
}

// Claim hands out what is due. See activities.Outbox. Two relays never get the same thing while its lease lasts.
func (s *Store) Claim(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]activities.Outgoing, error) {
	limit = min(max(limit, 1), maxClaim)
	var out []activities.Outgoing
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		out = nil
		var unreadable []string
		var rows []outboxRow
		err := tx.Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate, Options: clause.LockingOptionsSkipLocked}).
			Where("done_at IS NULL AND next_at <= ?", stored(now)).Order("next_at, id").Limit(limit).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		ids := make([]string, len(rows))
		for i, row := range rows {
			ids[i] = row.ID
			one, err := s.outgoing(row)
			if err != nil {
				unreadable = append(unreadable, row.ID)
				continue
			}
			out = append(out, one)
		}
		if err := markUnreadable(tx, unreadable); err != nil {
			return err
		}
		return tx.Model(&outboxRow{}).Where("id IN ?", ids).
			Updates(map[string]any{"next_at": stored(now.Add(lease)), "attempts": gorm.Expr("attempts + 1")}).Error
	})
	if err != nil {
		return nil, fmt.Errorf("claim from the outbox: %w", err)
	}
	return out, nil
}

// markUnreadable says of rows why they are not handed out: their key is gone, or their payload is damaged. They are
// claimed and put off like the others, so that they never hold up what stands behind them.
func markUnreadable(tx *gorm.DB, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	return tx.Model(&outboxRow{}).Where("id IN ?", ids).Update("last_code", codeUnreadable).Error
}

func (s *Store) outgoing(row outboxRow) (activities.Outgoing, error) {
	var p outboxPayload
	if err := s.open(row.Trajectory, row.KeyID, row.Payload, &p); err != nil {
		return activities.Outgoing{}, fmt.Errorf("outbox %s: %w", row.ID, err)
	}
	return activities.Outgoing{
		ID: row.ID, Trajectory: row.Trajectory, Event: row.EventID, Attempt: row.Attempts + 1,
		Notify: p.Notify, Ask: p.Ask, Alarm: p.Alarm, Answer: p.Answer,
	}, nil
}

// Deliver puts a notice into the inbox of its address. See activities.Outbox. A notice that was retracted meanwhile, or
// that another relay has claimed since, is not delivered.
func (s *Store) Deliver(ctx context.Context, out activities.Outgoing, at time.Time) error {
	n := out.Notify
	sealed, keyID, err := s.seal(out.Trajectory, n)
	if err != nil {
		return fmt.Errorf("deliver %s: %w", out.ID, err)
	}
	row := noticeRow{
		ID: out.ID, Trajectory: out.Trajectory, Role: n.To[0].Role, Organisation: n.To[0].Organisation,
		Notice: n.Notice, Number: n.Number, EventID: n.Event, At: stored(at), Sealed: sealed, KeyID: keyID,
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		mine, err := closeClaim(tx, out, at)
		if err != nil || !mine {
			return err
		}
		return tx.Create(&row).Error
	})
	if err != nil {
		return fmt.Errorf("deliver %s: %w", out.ID, err)
	}
	return nil
}

// Answered replaces an Ask by its answer. See activities.Outbox.
func (s *Store) Answered(ctx context.Context, out activities.Outgoing, answer engine.Event) error {
	sealed, keyID, err := s.seal(out.Trajectory, outboxPayload{Answer: &answer})
	if err != nil {
		return fmt.Errorf("keep answer %s: %w", out.ID, err)
	}
	at := stored(answer.At)
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		return claimed(tx, out).Updates(map[string]any{
			"kind": kindAnswer, "payload": sealed, "key_id": keyID,
			"not_before": at, "next_at": at, "attempts": 0, "last_code": "",
		}).Error
	})
	if err != nil {
		return fmt.Errorf("keep answer %s: %w", out.ID, err)
	}
	return nil
}

// Done closes out. See activities.Outbox.
func (s *Store) Done(ctx context.Context, out activities.Outgoing, at time.Time) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		_, err := closeClaim(tx, out, at)
		return err
	})
	if err != nil {
		return fmt.Errorf("close %s: %w", out.ID, err)
	}
	return nil
}

// Retry tries out again later. See activities.Outbox.
func (s *Store) Retry(ctx context.Context, out activities.Outgoing, at time.Time, code string) error {
	err := s.transaction(ctx, func(tx *gorm.DB) error {
		return claimed(tx, out).Updates(map[string]any{"next_at": stored(at), "last_code": code}).Error
	})
	if err != nil {
		return fmt.Errorf("put off %s: %w", out.ID, err)
	}
	return nil
}

// claimed chooses the row of a claim as long as it is open and nobody has claimed it since.
func claimed(tx *gorm.DB, out activities.Outgoing) *gorm.DB {
	return tx.Model(&outboxRow{}).Where("id = ? AND attempts = ? AND done_at IS NULL", out.ID, out.Attempt)
}

func closeClaim(tx *gorm.DB, out activities.Outgoing, at time.Time) (mine bool, err error) {
	closed := claimed(tx, out).Updates(map[string]any{"done_at": stored(at), "outcome": outcomeDone})
	return closed.RowsAffected == 1, closed.Error
}
