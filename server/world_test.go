package server

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// monday is when every test begins: a working day, in the morning.
var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// world is everything behind the ports, in memory: written by hand, and as strict as the real one where it matters.
type world struct {
	mu           sync.Mutex
	now          time.Time
	definitions  []published
	trajectories map[string]*lived
	refusals     []Refusal
	audits       []AuditRow
	mostAudits   int                                     // rows that were written at once
	tallied      []readmodel.Tally                       // by hand, beside those of the trajectories
	members      map[engine.Address]map[string]time.Time // who has signed in as what, and when last
	standIns     []Substitution
	log          bytes.Buffer

	// What goes wrong on command.
	decider, ledger, auditor, loading, notReady error
	pending                                     bool              // the next event is received and not judged
	hold                                        chan struct{}     // Judge waits here
	entered                                     chan struct{}     // Judge says here that it is in
	onLoad                                      func(*lived, int) // before each Load, with its number
	loads                                       int
}

type published struct {
	def  *stroomschema.Definition
	info DefinitionInfo
}

// lived is one trajectory with its journal.
type lived struct {
	id      string
	def     *stroomschema.Definition
	state   engine.State
	entries []engine.Entry
	events  map[string]Recorded
	digest  string // of its start
	waiting map[string]bool
	updated time.Time
}

// loanDefinition is compiled once: a Definition is immutable.
var loanDefinition = sync.OnceValues(func() (*stroomschema.Definition, error) {
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		return nil, err
	}
	def, found := stroomschema.Compile("loan.yaml", source, stroomschema.Options{})
	if def == nil {
		return nil, fmt.Errorf("loan.yaml does not compile: %v", found)
	}
	return def, nil
})

func newWorld(t testing.TB) *world {
	t.Helper()
	def, err := loanDefinition()
	if err != nil {
		t.Fatal(err)
	}
	w := &world{now: monday, trajectories: map[string]*lived{}}
	w.publish(def)
	return w
}

func (w *world) publish(def *stroomschema.Definition) {
	info := DefinitionInfo{Name: def.Name, Version: def.Version, Hash: def.Hash, Title: def.Title, Status: "published", PublishedAt: monday.AddDate(0, -1, 0)}
	w.definitions = append(w.definitions, published{def, info})
}

// Decider

func (w *world) TrajectoryID(startID string) string {
	return "t-" + strings.NewReplacer("/", "-").Replace(startID)
}

func (w *world) Start(_ context.Context, r StartRequest) (Receipt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.decider != nil {
		return Receipt{}, w.decider
	}
	id := w.TrajectoryID(r.StartID)
	first, past := r.Event, r.Past
	if past == nil {
		past = []engine.Event{r.Event}
	} else {
		first = past[0]
	}
	if t, known := w.trajectories[id]; known {
		if t.digest != first.Digest {
			return Receipt{}, ErrOtherContent
		}
		return Receipt{Event: first.ID, Accepted: true, Seq: t.entries[len(t.events[first.ID].Entries)-1].Seq}, nil
	}
	t := &lived{id: id, def: r.Definition, events: map[string]Recorded{}, waiting: map[string]bool{}, digest: first.Digest}
	for i, ev := range past {
		if rejection := t.step(ev, cmp.Or(ev.At, r.Now)); rejection != nil {
			return Receipt{Event: ev.ID, Rejection: rejection, Line: i + 1}, nil
		}
	}
	w.trajectories[id] = t
	return Receipt{Event: first.ID, Accepted: true, Seq: t.state.Seq}, nil
}

func (t *lived) step(ev engine.Event, now time.Time) *engine.Rejection {
	out, err := engine.Step(t.def, t.state, ev, now)
	if err != nil {
		var rejection *engine.Rejection
		if !errors.As(err, &rejection) {
			panic(err)
		}
		return rejection
	}
	t.state, t.entries, t.updated = out.State, append(t.entries, out.Entries...), now
	if len(out.Entries) > 0 {
		t.events[ev.ID] = Recorded{Event: ev.ID, Actor: ev.Actor, Received: ev.At, Recorded: now, Entries: out.Entries}
	}
	return nil
}

func (w *world) Judge(ctx context.Context, trajectory string, ev engine.Event) (Receipt, error) {
	if w.hold != nil {
		w.entered <- struct{}{}
		select {
		case <-w.hold:
		case <-ctx.Done():
			return Receipt{}, ctx.Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.decider != nil {
		return Receipt{}, w.decider
	}
	t, known := w.trajectories[trajectory]
	if !known {
		return Receipt{}, ErrUnknown
	}
	if w.pending {
		t.waiting[ev.ID] = true
		return Receipt{Event: ev.ID, Pending: true}, nil
	}
	if rejection := t.step(ev, w.now); rejection != nil {
		return Receipt{Event: ev.ID, Rejection: rejection}, nil
	}
	entries := t.events[ev.ID].Entries
	return Receipt{Event: ev.ID, Accepted: true, Seq: entries[len(entries)-1].Seq}, nil
}

func (w *world) Migrate(ctx context.Context, trajectory string, ev engine.Event, target *stroomschema.Definition) (Receipt, error) {
	w.mu.Lock()
	t := w.trajectories[trajectory]
	if t != nil {
		next := *target
		next.Earlier = t.def
		t.def = &next
	}
	w.mu.Unlock()
	return w.Judge(ctx, trajectory, ev)
}

func (w *world) Receipt(_ context.Context, trajectory, event string) (Receipt, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t, known := w.trajectories[trajectory]; known && t.waiting[event] {
		return Receipt{Event: event, Pending: true}, nil
	}
	return Receipt{}, ErrUnknown
}

// Trajectories

func (t *lived) loaded() Loaded {
	l := Loaded{ID: t.id, State: t.state, Definition: t.def, Updated: t.updated}
	l.Due = readmodel.Of(t.def, t.state).NextDue
	return l
}

func (w *world) Load(_ context.Context, id string) (Loaded, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, known := w.trajectories[id]
	w.loads++
	if w.onLoad != nil && known {
		w.onLoad(t, w.loads)
	}
	switch {
	case w.loading != nil:
		return Loaded{}, w.loading
	case !known:
		return Loaded{}, ErrUnknown
	}
	return t.loaded(), nil
}

func (w *world) LoadAll(_ context.Context, ids []string) ([]Loaded, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Loaded
	for _, id := range ids {
		if t, known := w.trajectories[id]; known {
			out = append(out, t.loaded())
		}
	}
	return out, w.loading
}

// behind says whether a row comes after a place, in the order (time, id) with unset times last.
func behind(at *time.Time, id string, p *Place) bool {
	switch {
	case p == nil:
		return true
	case (at == nil) != (p.Time == nil):
		return at == nil
	case at != nil && !at.Equal(*p.Time):
		return at.After(*p.Time)
	}
	return id > p.ID
}

func dueFirst(a, b *time.Time, idA, idB string) int {
	switch {
	case a == nil && b == nil:
		return cmp.Compare(idA, idB)
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return cmp.Or(a.Compare(*b), cmp.Compare(idA, idB))
}

func (w *world) List(_ context.Context, f Filter) ([]Loaded, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(f.Audience) == 0 || f.Limit < 1 || f.Limit > MaxLimit+1 {
		return nil, fmt.Errorf("filter out of bounds: %+v", f)
	}
	var out []Loaded
	for _, t := range w.trajectories {
		l, picture := t.loaded(), readmodel.Of(t.def, t.state)
		heard := slices.ContainsFunc(readmodel.Audience(t.def, t.state), func(r readmodel.Row) bool {
			return slices.ContainsFunc(f.Audience, func(a engine.Address) bool {
				return a.Role == r.Role && (r.Organisation == "" || r.Organisation == a.Organisation)
			})
		})
		party := f.Party == "" || slices.ContainsFunc(picture.Parties, func(p readmodel.PartyNow) bool { return p.Organisation == f.Party })
		if heard && party && behind(l.Due, l.ID, f.After) &&
			(f.IDs == nil || slices.Contains(f.IDs, l.ID)) &&
			(f.Definition == "" || f.Definition == picture.Definition) && (f.Version == 0 || f.Version == picture.Version) &&
			(f.Status == "" || f.Status == string(picture.Status)) && (f.Outcome == "" || f.Outcome == picture.Outcome) &&
			(f.Late == nil || *f.Late == picture.Late) && (f.DueBefore == nil || l.Due != nil && l.Due.Before(*f.DueBefore)) {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b Loaded) int { return dueFirst(a.Due, b.Due, a.ID, b.ID) })
	return out[:min(len(out), f.Limit)], w.loading
}

func (w *world) Events(_ context.Context, id string, after uint64, limit int) ([]engine.Entry, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []engine.Entry
	if t, known := w.trajectories[id]; known {
		for _, e := range t.entries {
			if e.Seq > after && len(out) < limit {
				out = append(out, e)
			}
		}
	}
	return out, w.loading
}

func (w *world) Decision(_ context.Context, trajectory, event string) (Recorded, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if t, known := w.trajectories[trajectory]; known {
		if r, known := t.events[event]; known {
			return r, nil
		}
	}
	return Recorded{}, ErrUnknown
}

// Ledger

func (w *world) Refuse(_ context.Context, r Refusal) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ledger == nil {
		w.refusals = append(w.refusals, r)
	}
	return w.ledger
}

func (w *world) Refusals(_ context.Context, f RefusalFilter) ([]Refusal, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Refusal
	newestFirst := slices.Clone(w.refusals)
	slices.SortFunc(newestFirst, func(a, b Refusal) int {
		return cmp.Or(b.Event.At.Compare(a.Event.At), cmp.Compare(b.ID, a.ID))
	})
	for _, r := range newestFirst {
		later := f.After == nil || r.Event.At.Before(*f.After.Time) || r.Event.At.Equal(*f.After.Time) && r.ID < f.After.ID
		if later && r.Trajectory == f.Trajectory && (f.Event == "" || f.Event == r.Event.ID) &&
			(f.Person == "" || f.Person == r.Event.Actor.Person) && len(out) < f.Limit {
			out = append(out, r)
		}
	}
	return out, w.ledger
}

// Auditor, Definitions, Subjects

func (w *world) Record(_ context.Context, rows []AuditRow) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.auditor == nil {
		w.audits, w.mostAudits = append(w.audits, rows...), max(w.mostAudits, len(rows))
	}
	return w.auditor
}

func (w *world) Audited(_ context.Context, f AuditFilter) ([]AuditRow, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Trajectory == "" && f.Person == "" || f.Limit < 1 || f.Limit > MaxAudited {
		return nil, fmt.Errorf("filter out of bounds: %+v", f)
	}
	var out []AuditRow
	for i, r := range slices.Backward(w.audits) { // newest first, for time never goes back in a test
		r.ID = fmt.Sprintf("a-%06d", i)
		later := f.After == nil || r.At.Before(*f.After.Time) || r.At.Equal(*f.After.Time) && r.ID < f.After.ID
		if later && (f.Trajectory == "" || f.Trajectory == r.Trajectory) && (f.Person == "" || f.Person == r.Actor.Person) &&
			!r.At.Before(f.From) && (f.Until.IsZero() || r.At.Before(f.Until)) &&
			(f.Results == nil || slices.Contains(f.Results, r.Result)) && len(out) < f.Limit {
			out = append(out, r)
		}
	}
	return out, w.auditor
}

func (w *world) Newest(context.Context) ([]DefinitionInfo, error) {
	var out []DefinitionInfo
	for _, p := range slices.Backward(w.definitions) {
		if !slices.ContainsFunc(out, func(i DefinitionInfo) bool { return i.Name == p.info.Name }) {
			out = append(out, p.info)
		}
	}
	slices.SortFunc(out, func(a, b DefinitionInfo) int { return cmp.Compare(a.Name, b.Name) })
	return out, nil
}

func (w *world) Versions(_ context.Context, name string) ([]DefinitionInfo, error) {
	var out []DefinitionInfo
	for _, p := range slices.Backward(w.definitions) {
		if p.info.Name == name {
			out = append(out, p.info)
		}
	}
	return out, nil
}

func (w *world) Version(_ context.Context, name string, version int) (*stroomschema.Definition, DefinitionInfo, error) {
	for _, p := range slices.Backward(w.definitions) {
		if p.info.Name == name && (version == 0 || version == p.info.Version) {
			return p.def, p.info, nil
		}
	}
	return nil, DefinitionInfo{}, ErrUnknown
}

func (w *world) Reference(_ context.Context, s Subject) (string, error) {
	return "ref-" + s.Subject, nil
}

// Names knows everybody of the tests but who has no name.
func (w *world) Names(_ context.Context, references []string) (map[string]string, error) {
	names := map[string]string{}
	for _, p := range people {
		if p.Name != "" && slices.Contains(references, "ref-"+p.Subject) {
			names["ref-"+p.Subject] = p.Name
		}
	}
	return names, nil
}
