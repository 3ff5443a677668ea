package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"gorm.io/gorm"

	"stroom/activities"
	"stroom/workflows/engine"
)

// AuditRow says who did or saw what, from where, on what ground.
type AuditRow struct {
	At            time.Time
	Actor         engine.Actor
	Action        string // C, R, U, D or E
	Kind          string // the operation
	Trajectory    string // "" when it is about none
	Event         string // id of the event, for writes
	Result        string
	Code          string
	Ground        string
	ClientAddress string
	TraceID       string
	Purpose       string
}

// Results and kinds of the rows that Record writes itself.
const (
	auditRecorded = "recorded"
	auditCreate   = "C"
	auditUpdate   = "U"
	groundRole    = "role"
	groundTime    = "time"
)

// sealedAudit is what an audit row keeps from the reader of the table.
type sealedAudit struct {
	ClientAddress string `json:"clientAddress,omitempty"`
	Purpose       string `json:"purpose,omitempty"`
}

// MaxAuditRows bounds one call of RecordAudit and of Audit: a page of a list.
const MaxAuditRows = 1000

// RecordAudit writes all rows or none.
func (s *Store) RecordAudit(ctx context.Context, rows []AuditRow) error {
	if len(rows) == 0 {
		return nil
	}
	if len(rows) > MaxAuditRows {
		return fmt.Errorf("audit: %d rows at once, at most %d", len(rows), MaxAuditRows)
	}
	out := make([]auditRow, len(rows))
	for i, r := range rows {
		var err error
		if out[i], err = s.auditRow(r); err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	err := s.transaction(ctx, func(tx *gorm.DB) error { return insertNew(tx, out) })
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

func (s *Store) auditRow(r AuditRow) (auditRow, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return auditRow{}, err
	}
	sealed, keyID, err := s.seal(ScopeAudit, sealedAudit{ClientAddress: r.ClientAddress, Purpose: r.Purpose})
	return auditRow{
		ID: id.String(), At: stored(r.At), ActorRef: r.Actor.Person, ActorFor: r.Actor.For, Role: r.Actor.Role, Organisation: r.Actor.Organisation,
		Action: r.Action, Kind: r.Kind, Trajectory: clean(r.Trajectory), EventID: clean(r.Event), Result: r.Result, Code: r.Code,
		Ground: r.Ground, TraceID: clean(r.TraceID), Sealed: sealed, KeyID: keyID,
	}, err
}

// auditOf writes down that events were recorded: in the same transaction, so that no change is without its line.
func (s *Store) auditOf(r activities.Record, now time.Time) ([]auditRow, error) {
	rows := make([]auditRow, len(r.Taken))
	for i, t := range r.Taken {
		action, ground := auditUpdate, groundRole
		if t.Event.Kind == engine.Started {
			action = auditCreate
		}
		if t.Event.Actor == (engine.Actor{}) {
			ground = groundTime
		}
		var err error
		rows[i], err = s.auditRow(AuditRow{
			At: now, Actor: t.Event.Actor, Action: action, Kind: string(t.Event.Kind), Trajectory: r.Trajectory,
			Event: t.Event.ID, Result: auditRecorded, Ground: ground,
		})
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// AuditFilter chooses audit rows. Zero fields do not choose; at least one of Trajectory and Person is set.
type AuditFilter struct {
	Trajectory string
	Person     string
	From       time.Time // at or after
	Until      time.Time // before
	Results    []string  // one of these
	After      *Place    // newest first
	Limit      int       // at most MaxAuditRows
}

// Audit returns what was done to or seen of a trajectory, or by a person, newest first.
func (s *Store) Audit(ctx context.Context, f AuditFilter) ([]AuditRow, []Place, error) {
	if f.Trajectory == "" && f.Person == "" {
		return nil, nil, errFilter
	}
	var rows []auditRow
	err := s.query(ctx, func(db *gorm.DB) error {
		limit := min(f.Limit, MaxAuditRows)
		if f.Limit <= 0 {
			limit = defaultLimit
		}
		q := newestFirst(db, f.After).Limit(limit)
		if f.Trajectory != "" {
			q = q.Where("trajectory = ?", f.Trajectory)
		}
		if f.Person != "" {
			q = q.Where("actor_ref = ?", f.Person)
		}
		if !f.From.IsZero() {
			q = q.Where("at >= ?", stored(f.From))
		}
		if !f.Until.IsZero() {
			q = q.Where("at < ?", stored(f.Until))
		}
		if len(f.Results) > 0 {
			q = q.Where("result IN ?", f.Results)
		}
		return q.Find(&rows).Error
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read audit: %w", err)
	}
	out, places := make([]AuditRow, len(rows)), make([]Place, len(rows))
	for i, row := range rows {
		var sealed sealedAudit
		if err := s.open(ScopeAudit, row.KeyID, row.Sealed, &sealed); err != nil {
			return nil, nil, fmt.Errorf("read audit %s: %w", row.ID, err)
		}
		at := row.At.UTC()
		out[i] = AuditRow{
			At: at, Actor: engine.Actor{Person: row.ActorRef, Role: row.Role, Organisation: row.Organisation, For: row.ActorFor},
			Action: row.Action, Kind: row.Kind, Trajectory: row.Trajectory, Event: row.EventID, Result: row.Result,
			Code: row.Code, Ground: row.Ground, TraceID: row.TraceID,
			ClientAddress: sealed.ClientAddress, Purpose: sealed.Purpose,
		}
		places[i] = Place{Time: &at, ID: row.ID}
	}
	return out, places, nil
}
