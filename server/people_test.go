package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"stroom/server/auth"
	"stroom/workflows/engine"
)

// bench is a server on a world, with people who have tokens.
type bench struct {
	*world
	t        testing.TB
	issuer   *auth.DevIssuer
	sessions *sessions
	cookies  map[string]string // of who has signed in, by short name
	server   *Server
}

// The people. Ann and Bob are parties of what is started here, Eve of nothing; Ivy sees everything; Olga intervenes anywhere,
// Sam where he sees it; Max hands messages in and Ina imports.
var people = map[string]auth.DevPerson{
	"ann":  {Subject: "ann", Name: "Ann", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}},
	"amy":  {Subject: "amy", Name: "Amy", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}},
	"bob":  {Subject: "bob", Name: "Bob", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}},
	"eve":  {Subject: "eve", Name: "Eve", Memberships: []auth.Membership{{Role: "keeper", Organisation: "east"}, {Role: "reader", Organisation: "east"}}},
	"ivy":  {Subject: "ivy", Name: "Ivy", Memberships: []auth.Membership{{Role: "inspector", Organisation: "state"}}, Permissions: []auth.Permission{auth.Refusals, auth.Audit}},
	"olga": {Subject: "olga", Name: "Olga", Memberships: []auth.Membership{{Role: "operator", Organisation: "centre"}}, Permissions: interventions(auth.Everywhere)},
	"sam":  {Subject: "sam", Name: "Sam", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}, Permissions: interventions()},
	"max":  {Subject: "max", Name: "Max", Memberships: []auth.Membership{{Role: "keeper", Organisation: "south"}}, Permissions: []auth.Permission{auth.Messages}},
	"ina":  {Subject: "ina", Name: "Ina", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}, Permissions: []auth.Permission{auth.Import}},
	"two":  {Subject: "two", Name: "Two", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}, {Role: "inspector", Organisation: "state"}}},
	"lou":  {Subject: "lou", Name: "Lou", Memberships: []auth.Membership{{Role: "reader", Organisation: "north"}}, Permissions: []auth.Permission{auth.Audit}},
	"new":  {Subject: "new", Name: "New"},
}

func interventions(more ...auth.Permission) []auth.Permission {
	return append([]auth.Permission{auth.Resolve, auth.Adjust, auth.Rebind, auth.Correct, auth.Migrate, auth.Stop}, more...)
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{world: newWorld(t), t: t, sessions: &sessions{kept: map[string]kept{}}, cookies: map[string]string{}}
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
		Decider: b.world, Trajectories: b.world, Worklist: b.world, Overview: b.world, Tallies: tallies{b.world}, Ledger: b.world, Auditor: b.world, Definitions: b.world, Subjects: b.world,
		Verifier: verifier, Ready: func(context.Context) error { return b.notReady },
		Now:     func() time.Time { b.mu.Lock(); defer b.mu.Unlock(); return b.world.now },
		Log:     slog.New(slog.NewTextHandler(&lockedLog{b.world}, nil)),
		Contact: Contact{Name: "Team stroom", Email: "stroom@example.org", URL: "https://example.org/stroom"},
		SignIn:  door{}, Sessions: b.sessions, Substitutes: b.world, CursorKey: []byte("key of the tests"), PublicURL: "https://api.example.org",
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
