package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"stroom/activities"
	"stroom/workflows"
	"stroom/workflows/engine"
)

var _ activities.Ledger = (*Store)(nil)

// ErrStands says that the event which is to be written down as refused stands in the journal as accepted: the one who
// refused it looked at a trajectory that was behind.
var ErrStands = errors.New("the event stands in the journal")

// Refused is one line of the refusal ledger.
type Refused struct {
	ID         string
	Trajectory string
	Epoch      int
	Seq        uint64 // of the state on which it was judged; 0 if not known
	Event      engine.Event
	Rejection  engine.Rejection
	Definition string // hash
	TraceID    string
	At         time.Time
}

// sealedRefusal is what was sent, and why it was refused.
type sealedRefusal struct {
	Event     engine.Event     `json:"event"`
	Rejection engine.Rejection `json:"rejection"`
}

// Refuse writes a refusal that the shell found. See activities.Ledger. The shell has looked in the journal before it
// refused; the event may have been sent again and accepted since.
func (s *Store) Refuse(ctx context.Context, r workflows.Refusal) error {
	return s.writeRefusal(ctx, Refused{
		ID: r.ID, Trajectory: r.Trajectory, Epoch: r.Epoch, Seq: r.Seq, Event: r.Event, Rejection: r.Rejection,
		Definition: r.Hash, At: r.At,
	}, false)
}

// WriteRefusal writes one line; the same ID twice is one line.
//
// Errors: ErrStands if this very event (id and digest) stands in the journal; nothing is written then.
func (s *Store) WriteRefusal(ctx context.Context, r Refused) error {
	return s.writeRefusal(ctx, r, true)
}

func (s *Store) writeRefusal(ctx context.Context, r Refused, look bool) error {
	if r.ID == "" {
		return errors.New("write refusal: no id")
	}
	row, err := s.refusalRow(r)
	if err != nil {
		return fmt.Errorf("write refusal: %w", err)
	}
	err = s.transaction(ctx, func(tx *gorm.DB) error {
		if look {
			if err := standsNot(tx, row); err != nil {
				return err
			}
		}
		return insertNew(tx, []refusalRow{row})
	})
	if err != nil {
		return fmt.Errorf("write refusal: %w", err)
	}
	return nil
}

// standsNot returns ErrStands if the event was accepted.
func standsNot(tx *gorm.DB, row refusalRow) error {
	var stands int64
	err := tx.Model(&eventRow{}).
		Where("trajectory = ? AND event_id = ? AND digest = ?", row.Trajectory, row.EventID, row.Digest).Count(&stands).Error
	if err == nil && stands > 0 {
		err = ErrStands
	}
	return err
}

func (s *Store) refusalRow(r Refused) (refusalRow, error) {
	sealed, keyID, err := s.seal(r.Trajectory, sealedRefusal{r.Event, r.Rejection})
	digest := r.Event.Digest
	if digest == "" {
		digest = engine.DigestOf(r.Event)
	}
	row := refusalRow{
		ID: clean(r.ID), Trajectory: r.Trajectory, Epoch: r.Epoch, Seq: r.Seq, EventID: clean(r.Event.ID), Digest: clean(digest),
		Kind: clean(string(r.Event.Kind)), ActorRef: r.Event.Actor.Person, Role: r.Event.Actor.Role,
		Organisation: r.Event.Actor.Organisation, Code: string(r.Rejection.Code), Rule: r.Rejection.Explanation.Rule,
		DefinitionHash: r.Definition, TraceID: clean(r.TraceID), At: stored(r.At), Sealed: sealed, KeyID: keyID,
		Semantics: engine.Semantics, Build: s.build,
	}
	// A decision that the definition does not have is whatever somebody typed: it stands in the sealed part only.
	if d := r.Event.Decide; d != nil && r.Rejection.Code != engine.UnknownDecision {
		row.Decision = clean(d.Decision)
	}
	return row, err
}

// RefusalFilter chooses refusals of one trajectory. Zero fields do not choose.
type RefusalFilter struct {
	Trajectory string // never empty
	Event      string
	Person     string
	After      *Place // newest first
	Limit      int
}

// Refusals returns refusals of a trajectory, newest first, in the order (At, ID).
func (s *Store) Refusals(ctx context.Context, f RefusalFilter) ([]Refused, error) {
	if f.Trajectory == "" {
		return nil, errFilter
	}
	var rows []refusalRow
	err := s.query(ctx, func(db *gorm.DB) error {
		q := newestFirst(db, f.After).Where("trajectory = ?", f.Trajectory).Limit(clampLimit(f.Limit))
		if f.Event != "" {
			q = q.Where("event_id = ?", clean(f.Event))
		}
		if f.Person != "" {
			q = q.Where("actor_ref = ?", f.Person)
		}
		return q.Find(&rows).Error
	})
	if err != nil {
		return nil, fmt.Errorf("read refusals of %s: %w", f.Trajectory, err)
	}
	out := make([]Refused, len(rows))
	for i, row := range rows {
		var sealed sealedRefusal
		if err := s.open(row.Trajectory, row.KeyID, row.Sealed, &sealed); err != nil {
			return nil, fmt.Errorf("read refusal %s: %w", row.ID, err)
		}
		out[i] = Refused{
			ID: row.ID, Trajectory: row.Trajectory, Epoch: row.Epoch, Seq: row.Seq, Event: sealed.Event,
			Rejection: sealed.Rejection, Definition: row.DefinitionHash, TraceID: row.TraceID, At: row.At.UTC(),
		}
	}
	return out, nil
}
