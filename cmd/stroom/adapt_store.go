package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stroom/activities/store"
	"stroom/definitions/stroomschema"
	"stroom/server"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

var (
	_ server.Trajectories = reading{}
	_ server.Worklist     = reading{}
	_ server.Overview     = reading{}
	_ server.Tallies      = reading{}
	_ server.Ledger       = reading{}
	_ server.Auditor      = auditor{}
	_ server.Definitions  = published{}
	_ server.Subjects     = subjects{}
	_ server.SessionStore = sessions{}
	_ server.Substitutes  = substitutes{}
)

// reading gives the API what is recorded, and the ledger of refusals. It turns the store's types into those of the ports.
type reading struct{ store *store.Store }

func (r reading) Load(ctx context.Context, id string) (server.Loaded, error) {
	l, err := r.store.Load(ctx, id)
	if err != nil {
		return server.Loaded{}, portError(err)
	}
	return loaded(l), nil
}

func (r reading) LoadAll(ctx context.Context, ids []string) ([]server.Loaded, error) {
	return convert(loaded)(r.store.LoadAll(ctx, ids))
}

func (r reading) List(ctx context.Context, f server.Filter) ([]server.Loaded, error) {
	return convert(loaded)(r.store.List(ctx, store.Filter{
		Audience: f.Audience, IDs: f.IDs, Definition: f.Definition, Version: f.Version, Status: f.Status, Outcome: f.Outcome,
		Party: f.Party, Late: f.Late, DueBefore: f.DueBefore, After: place(f.After), Limit: f.Limit,
	}))
}

func (r reading) Find(ctx context.Context, who []engine.Address, number string, limit int) ([]string, error) {
	ids, err := r.store.Find(ctx, who, number, limit)
	return ids, portError(err)
}

func (r reading) Events(ctx context.Context, id string, after uint64, limit int) ([]engine.Entry, error) {
	entries, err := r.store.Entries(ctx, id, after, limit)
	return entries, portError(err)
}

func (r reading) Decision(ctx context.Context, trajectory, event string) (server.Recorded, error) {
	e, err := r.store.Event(ctx, trajectory, event)
	if err != nil {
		return server.Recorded{}, portError(err)
	}
	return server.Recorded{Event: e.Event, Actor: e.Actor, Received: e.Received, Recorded: e.Recorded, Entries: e.Entries}, nil
}

func (r reading) Tasks(ctx context.Context, f server.TaskFilter) ([]server.TaskRow, error) {
	return convert(func(t store.TaskRow) server.TaskRow { return server.TaskRow(t) })(r.store.Tasks(ctx, taskFilter(f)))
}

func (r reading) CountTasks(ctx context.Context, f server.TaskFilter, now, soon time.Time) ([]server.TaskCount, error) {
	return convert(func(n store.TaskCount) server.TaskCount { return server.TaskCount(n) })(r.store.CountTasks(ctx, taskFilter(f), now, soon))
}

func (r reading) Workloads(ctx context.Context, who []engine.Address, role string, now time.Time) ([]server.Workload, error) {
	return convert(func(w store.Workload) server.Workload { return server.Workload(w) })(r.store.Workloads(ctx, who, role, now))
}

func taskFilter(f server.TaskFilter) store.TaskFilter {
	return store.TaskFilter{
		Readers: f.Readers, Person: f.Person, Handled: f.Handled, Definition: f.Definition, Flow: f.Flow, DueAfter: f.DueAfter, DueUpTo: f.DueUpTo,
		After: place(f.After), Limit: f.Limit,
	}
}

func (r reading) Steps(ctx context.Context, f server.StandingFilter) ([]server.StepCount, []server.VersionCount, error) {
	steps, versions, err := r.store.Steps(ctx, standingFilter(f))
	if err != nil {
		return nil, nil, portError(err)
	}
	counts, err := convert(func(c store.StepCount) server.StepCount { return server.StepCount(c) })(steps, nil)
	if err != nil {
		return nil, nil, err
	}
	byVersion, err := convert(func(c store.VersionCount) server.VersionCount { return server.VersionCount(c) })(versions, nil)
	return counts, byVersion, err
}

func (r reading) Standings(ctx context.Context, f server.StandingFilter) ([]server.StandingRow, error) {
	return convert(func(s store.Standing) server.StandingRow { return server.StandingRow(s) })(r.store.Standings(ctx, standingFilter(f)))
}

func standingFilter(f server.StandingFilter) store.StandingFilter {
	return store.StandingFilter{
		Who: f.Who, Now: f.Now, Soon: f.Soon, Class: store.Class(f.Class), Definition: f.Definition, Version: f.Version, Flow: f.Flow,
		Step: f.Step, Party: f.Party, After: place(f.After), Limit: f.Limit,
	}
}

func (r reading) Tallies(ctx context.Context, f server.TallyFilter) ([]readmodel.Tally, error) {
	tallies, err := r.store.Tallies(ctx, store.TallyFilter(f))
	return tallies, portError(err)
}

// Refuse writes a refusal. One of an event that stands in the journal was judged on a state that was behind: it is not
// told, and the client comes again.
func (r reading) Refuse(ctx context.Context, refusal server.Refusal) error {
	err := r.store.WriteRefusal(ctx, store.Refused{
		ID: refusal.ID, Trajectory: refusal.Trajectory, Event: refusal.Event, Rejection: refusal.Rejection,
		Definition: refusal.Definition, TraceID: refusal.TraceID, At: refusal.Event.At,
	})
	if errors.Is(err, store.ErrStands) {
		return fmt.Errorf("%w: %w", server.ErrUnavailable, err)
	}
	return err
}

func (r reading) Refusals(ctx context.Context, f server.RefusalFilter) ([]server.Refusal, error) {
	return convert(func(x store.Refused) server.Refusal {
		return server.Refusal{
			ID: x.ID, Trajectory: x.Trajectory, Event: x.Event, Rejection: x.Rejection, Definition: x.Definition, TraceID: x.TraceID,
		}
	})(r.store.Refusals(ctx, store.RefusalFilter{
		Trajectory: f.Trajectory, Event: f.Event, Person: f.Person, After: place(f.After), Limit: f.Limit,
	}))
}

// auditor keeps the audit trail.
type auditor struct{ store *store.Store }

func (a auditor) Record(ctx context.Context, rows []server.AuditRow) error {
	out := make([]store.AuditRow, len(rows))
	for i, r := range rows {
		out[i] = store.AuditRow{
			At: r.At, Actor: r.Actor, Action: string(r.Action), Kind: r.Kind, Trajectory: r.Trajectory, Event: r.Event,
			Result: string(r.Result), Code: r.Code, Ground: r.Ground, ClientAddress: r.ClientAddress, TraceID: r.TraceID,
			Purpose: r.Purpose,
		}
	}
	return a.store.RecordAudit(ctx, out)
}

func (a auditor) Audited(ctx context.Context, f server.AuditFilter) ([]server.AuditRow, error) {
	results := make([]string, len(f.Results))
	for i, r := range f.Results {
		results[i] = string(r)
	}
	rows, places, err := a.store.Audit(ctx, store.AuditFilter{
		Trajectory: f.Trajectory, Person: f.Person, From: f.From, Until: f.Until, Results: results, After: place(f.After), Limit: f.Limit,
	})
	if err != nil {
		return nil, portError(err)
	}
	out := make([]server.AuditRow, len(rows))
	for i, r := range rows {
		out[i] = server.AuditRow{
			ID: places[i].ID, At: r.At, Actor: r.Actor, Action: server.AuditAction(r.Action), Kind: r.Kind, Trajectory: r.Trajectory,
			Event: r.Event, Result: server.AuditResult(r.Result), Code: r.Code, Ground: r.Ground, ClientAddress: r.ClientAddress,
			TraceID: r.TraceID, Purpose: r.Purpose,
		}
	}
	return out, nil
}

// published reads the published definitions.
type published struct{ store *store.Store }

func (p published) Newest(ctx context.Context) ([]server.DefinitionInfo, error) {
	return convert(info)(p.store.Newest(ctx))
}

func (p published) Versions(ctx context.Context, name string) ([]server.DefinitionInfo, error) {
	return convert(info)(p.store.Versions(ctx, name))
}

func (p published) Version(ctx context.Context, name string, version int) (*stroomschema.Definition, server.DefinitionInfo, error) {
	def, found, err := p.store.Version(ctx, name, version)
	if err != nil {
		return nil, server.DefinitionInfo{}, portError(err)
	}
	return def, info(found), nil
}

// subjects turns people into references.
type subjects struct{ store *store.Store }

func (s subjects) Reference(ctx context.Context, who server.Subject) (string, error) {
	return s.store.Reference(ctx, who.Issuer, who.Subject, who.Name)
}

func (s subjects) Names(ctx context.Context, references []string) (map[string]string, error) {
	names, err := s.store.Names(ctx, references)
	return names, portError(err)
}

// substitutes keeps who stands in for whom.
type substitutes struct{ store *store.Store }

func (s substitutes) Note(ctx context.Context, person string, as []engine.Address, now time.Time) error {
	return s.store.Note(ctx, person, as, now)
}

func (s substitutes) Colleagues(ctx context.Context, at engine.Address, since time.Time) ([]string, error) {
	return s.store.Colleagues(ctx, at, since)
}

func (s substitutes) Substitute(ctx context.Context, v server.Substitution) error {
	return s.store.Substitute(ctx, store.Substitution(v))
}

func (s substitutes) Substitutions(ctx context.Context, person string, now time.Time) ([]server.Substitution, error) {
	return convert(func(v store.Substitution) server.Substitution { return server.Substitution(v) })(s.store.Substitutions(ctx, person, now))
}

func (s substitutes) EndSubstitution(ctx context.Context, id, person string, now time.Time) error {
	return portError(s.store.EndSubstitution(ctx, id, person, now))
}

// sessions keeps who has signed in with a browser.
type sessions struct {
	store *store.Store
	now   func() time.Time
}

func (s sessions) Session(ctx context.Context, key string, now time.Time) ([]byte, error) {
	data, err := s.store.Session(ctx, key, now)
	return data, portError(err)
}

func (s sessions) KeepSession(ctx context.Context, key string, data []byte, until time.Time) error {
	return s.store.KeepSession(ctx, key, data, until, s.now())
}

func (s sessions) DropSession(ctx context.Context, key string) error {
	return s.store.DropSession(ctx, key)
}

func loaded(l store.Loaded) server.Loaded {
	return server.Loaded{ID: l.ID, Epoch: l.Epoch, State: l.State, Definition: l.Definition, Updated: l.Updated, Due: l.Due}
}

func info(i store.DefinitionInfo) server.DefinitionInfo {
	return server.DefinitionInfo{
		Name: i.Name, Version: i.Version, Hash: i.Hash, Title: i.Title, Status: string(i.Status), PublishedAt: i.PublishedAt,
	}
}

func place(p *server.Place) *store.Place {
	if p == nil {
		return nil
	}
	return &store.Place{Time: p.Time, ID: p.ID}
}

// convert lifts a conversion of one row to the answer of a list.
func convert[A, B any](one func(A) B) func(rows []A, err error) ([]B, error) {
	return func(rows []A, err error) ([]B, error) {
		if err != nil {
			return nil, portError(err)
		}
		out := make([]B, len(rows))
		for i, row := range rows {
			out[i] = one(row)
		}
		return out, nil
	}
}
