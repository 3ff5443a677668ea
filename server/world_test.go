package server

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
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

// Worklist

func (w *world) Tasks(_ context.Context, who []engine.Address, after *Place, limit int) ([]TaskRow, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []TaskRow
	for _, t := range w.trajectories {
		for _, task := range readmodel.Of(t.def, t.state).Tasks {
			row := TaskRow{
				ID: fmt.Sprintf("%s-%d-%s-%s", t.id, task.Run, task.Role, task.Organisation), Trajectory: t.id, Run: task.Run, Visit: task.Visit,
				Role: task.Role, Organisation: task.Organisation, Due: task.Due,
			}
			mine := slices.ContainsFunc(who, func(a engine.Address) bool {
				return a.Role == row.Role && (row.Organisation == "" || row.Organisation == a.Organisation)
			})
			if mine && behind(row.Due, row.ID, after) {
				out = append(out, row)
			}
		}
	}
	slices.SortFunc(out, func(a, b TaskRow) int { return dueFirst(a.Due, b.Due, a.ID, b.ID) })
	return out[:min(len(out), limit)], w.loading
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
		w.audits = append(w.audits, rows...)
	}
	return w.auditor
}

func (w *world) Newest(context.Context) ([]DefinitionInfo, error) {
	return []DefinitionInfo{w.definitions[len(w.definitions)-1].info}, nil
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

// bench is a server on a world, with people who have tokens.
type bench struct {
	*world
	t      testing.TB
	issuer *auth.DevIssuer
	server *Server
}

// The people. Ann and Bob are parties of what is started here, Eve of nothing; Ivy sees everything; Olga intervenes anywhere,
// Sam where he sees it; Max hands messages in and Ina imports.
var people = map[string]auth.DevPerson{
	"ann":  {Subject: "ann", Name: "Ann", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}},
	"amy":  {Subject: "amy", Name: "Amy", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}},
	"bob":  {Subject: "bob", Name: "Bob", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}},
	"eve":  {Subject: "eve", Name: "Eve", Memberships: []auth.Membership{{Role: "keeper", Organisation: "east"}, {Role: "reader", Organisation: "east"}}},
	"ivy":  {Subject: "ivy", Name: "Ivy", Memberships: []auth.Membership{{Role: "inspector", Organisation: "state"}}, Permissions: []auth.Permission{auth.Refusals}},
	"olga": {Subject: "olga", Name: "Olga", Memberships: []auth.Membership{{Role: "operator", Organisation: "centre"}}, Permissions: interventions(auth.Everywhere)},
	"sam":  {Subject: "sam", Name: "Sam", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}, Permissions: interventions()},
	"max":  {Subject: "max", Name: "Max", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}, Permissions: []auth.Permission{auth.Messages}},
	"ina":  {Subject: "ina", Name: "Ina", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}, Permissions: []auth.Permission{auth.Import}},
	"two":  {Subject: "two", Name: "Two", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}, {Role: "inspector", Organisation: "state"}}},
	"new":  {Subject: "new", Name: "New"},
}

func interventions(more ...auth.Permission) []auth.Permission {
	return append([]auth.Permission{auth.Resolve, auth.Adjust, auth.Rebind, auth.Correct, auth.Migrate, auth.Stop}, more...)
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{world: newWorld(t), t: t}
	var err error
	if b.issuer, err = auth.NewDevIssuer("https://sign-in.example", "stroom"); err != nil {
		t.Fatal(err)
	}
	b.build(func(*Config) {})
	return b
}

// build makes the server, with a change to its configuration.
func (b *bench) build(change func(*Config)) {
	b.t.Helper()
	verifier, err := auth.NewVerifier(b.issuer.Issuer())
	if err != nil {
		b.t.Fatal(err)
	}
	config := Config{
		Decider: b.world, Trajectories: b.world, Worklist: b.world, Ledger: b.world, Auditor: b.world, Definitions: b.world, Subjects: b.world,
		Verifier: verifier, Ready: func(context.Context) error { return b.notReady },
		Now:       func() time.Time { b.mu.Lock(); defer b.mu.Unlock(); return b.world.now },
		Log:       slog.New(slog.NewTextHandler(&lockedLog{b.world}, nil)),
		Contact:   Contact{Name: "Team stroom", Email: "stroom@example.org", URL: "https://example.org/stroom"},
		CursorKey: []byte("key of the tests"), PublicURL: "https://api.example.org",
	}
	change(&config)
	if b.server, err = New(config); err != nil {
		b.t.Fatal(err)
	}
}

type lockedLog struct{ w *world }

func (l *lockedLog) Write(p []byte) (int, error) {
	l.w.mu.Lock()
	defer l.w.mu.Unlock()
	return l.w.log.Write(p)
}

func (b *bench) token(who string) string {
	b.t.Helper()
	person, known := people[who]
	if !known {
		b.t.Fatalf("nobody is called %s", who)
	}
	token, err := b.issuer.Token(person, b.now, time.Hour)
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

// response is an answer with its body read.
type response struct {
	status int
	header http.Header
	body   string
}

// send sends a request as somebody ("" for nobody), with more headers in pairs.
func (b *bench) send(method, path, who, body string, headers ...string) response {
	b.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+b.token(who))
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	return b.do(r)
}

func (b *bench) do(r *http.Request) response {
	b.t.Helper()
	rec := httptest.NewRecorder()
	b.server.ServeHTTP(rec, r)
	result := rec.Result()
	data, err := io.ReadAll(result.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	got := response{result.StatusCode, result.Header, string(data)}
	checkAnswer(b.t, r, got)
	return got
}

func (b *bench) get(path, who string) response { return b.send(http.MethodGet, path, who, "") }

func (b *bench) post(path, who, body string) response {
	return b.send(http.MethodPost, path, who, body)
}

// want stops the test unless the status is right.
func (r response) want(t testing.TB, status int) response {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.body)
	}
	return r
}

// read decodes the body of a good answer.
func read[T any](t testing.TB, r response) T {
	t.Helper()
	var v T
	dec := json.NewDecoder(strings.NewReader(r.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		t.Fatalf("read %s: %v", r.body, err)
	}
	return v
}

// refusedWith stops the test unless the answer is a problem with this status and code.
func (r response) refusedWith(t testing.TB, status int, code string) Problem {
	t.Helper()
	p := read[Problem](t, r.want(t, status))
	if p.Code != code {
		t.Fatalf("code %s, want %s: %s", p.Code, code, r.body)
	}
	return p
}

// loan starts a trajectory of Ann's branch with Bob's, and returns its id.
func (b *bench) loan(id string) string {
	b.t.Helper()
	got := b.post("/v1/trajectories", "ann", `{"id":"`+id+`","as":{"role":"reader","organisation":"north"},"definition":"loan","form":{"branch":"south"}}`)
	return read[ReceiptOut](b.t, got.want(b.t, http.StatusCreated)).Trajectory
}

// decide takes a decision as somebody in his first role.
func (b *bench) decide(trajectory, who, id, decision, more string) response {
	b.t.Helper()
	m := people[who].Memberships[0]
	return b.post("/v1/trajectories/"+trajectory+"/decisions", who,
		fmt.Sprintf(`{"id":%q,"as":{"role":%q,"organisation":%q},"decision":%q%s}`, id, m.Role, m.Organisation, decision, more))
}

// eventOf is a decision without a form, as the engine takes it.
func eventOf(id, who, decision string) engine.Event {
	m := people[who].Memberships[0]
	ev := engine.Event{ID: id, Kind: engine.Decided, At: monday, Decide: &engine.DecidedEvent{Decision: decision},
		Actor: engine.Actor{Person: "ref-" + who, Role: m.Role, Organisation: m.Organisation}}
	ev.Digest = engine.DigestOf(ev)
	return ev
}

func jsonText(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(data)
}
