package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/activities/store/pgtest"
	"stroom/cmd/stroom/demo"
	"stroom/rules"
	"stroom/workflows"
	"stroom/workflows/engine"
)

// signIn is an issuer of tokens with its keys on the web, as an organisation would run one.
type signIn struct {
	*httptest.Server
	key *ecdsa.PrivateKey
}

func newSignIn(t *testing.T) *signIn {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: &key.PublicKey, KeyID: "one", Algorithm: string(jose.ES256), Use: "sig"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	s := &signIn{key: key, Server: httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(keys) // who asked may have gone
	}))}
	t.Cleanup(s.Close)
	return s
}

// token signs for one of the demo people. Its claims are not those of the demonstration: the settings say how to read them.
func (s *signIn) token(t *testing.T, p demo.Person) string {
	t.Helper()
	var roles []string
	for _, m := range p.Memberships {
		roles = append(roles, m.Role+"@"+m.Organisation)
	}
	now := time.Now()
	claims, err := json.Marshal(map[string]any{
		"iss": s.URL, "aud": []string{"other", "stroom"}, "sub": "subject-of-" + p.Subject, "given": p.Name,
		"iat": now.Unix(), "exp": now.Add(time.Hour).Unix(), "realm": map[string]any{"roles": roles},
	})
	if err != nil {
		t.Fatal(err)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: s.key},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", "one"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// production is the set-up of docker-compose.yml, in processes of this machine: Postgres, a Temporal server on it, and
// stroom migrate, serve and work.
type production struct {
	t           *testing.T
	environment map[string]string
	api         apiClient
	postgres    *pgtest.Server
	serve, work *process
}

func newProduction(t *testing.T) *production {
	t.Helper()
	postgres := pgtest.Start(t)
	issuer := newSignIn(t)
	temporalPort, apiPort, healthPort := freePort(t), freePort(t), freePort(t)
	temporal := spawn(t, map[string]string{setTemporalDatabase.env: postgres.Address("temporal")}, "temporal", "--port", temporalPort)
	temporal.await(t, "Temporal listens on 127.0.0.1:"+temporalPort)

	p := &production{t: t, postgres: postgres, environment: map[string]string{
		"STROOM_DATABASE":         makeDatabase(t, postgres, "stroom"),
		"STROOM_TEMPORAL_ADDRESS": "127.0.0.1:" + temporalPort, "STROOM_TEMPORAL_NAMESPACE": "production",
		"STROOM_SUBJECT_KEY": goodKey, "STROOM_ID_KEY": goodKey, "STROOM_CURSOR_KEY": goodKey,
		"STROOM_LISTEN": "127.0.0.1:" + apiPort, "STROOM_HEALTH_LISTEN": "127.0.0.1:" + healthPort,
		"STROOM_PUBLIC_URL": "https://stroom.example.nl", "STROOM_CONTACT": "Team,team@example.nl,https://example.nl",
		"STROOM_ISSUER": issuer.URL, "STROOM_JWKS": issuer.URL, "STROOM_AUDIENCE": "stroom",
		"STROOM_CLAIMS": `{"Name": "/given", "Memberships": "/realm/roles"}`,
	}}
	p.api = apiClient{t: t, api: "http://127.0.0.1:" + apiPort, tokens: map[string]string{}}
	for _, person := range demo.People() {
		p.api.tokens[person.Short] = issuer.token(t, person)
	}
	return p
}

// settings are those that a command reads: what it does not read it is not given.
func (p *production) settings(name string) map[string]string {
	out := map[string]string{}
	for _, c := range commands() {
		if c.name == name {
			for _, s := range c.settings {
				if value, ok := p.environment[s.env]; ok {
					out[s.env] = value
				}
			}
		}
	}
	return out
}

// ready waits until a process says that it is.
func (p *production) ready(address string) {
	p.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		code, _, _ := program(p.t, nil, "health", "--address", address)
		if code == exitOK {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s does not become ready", address)
		}
	}
}

func (p *production) startWork() {
	p.t.Helper()
	p.work = spawn(p.t, p.settings("work"), "work")
	p.ready(p.environment["STROOM_HEALTH_LISTEN"])
}

func TestProduction(t *testing.T) {
	t.Parallel()
	p := newProduction(t)

	// Before the tables are there nobody is ready, and nobody gives up.
	p.serve = spawn(t, p.settings("serve"), "serve")
	early := spawn(t, p.settings("work"), "work")
	if _, ok := early.stderr.await(t.Context(), `"msg":"waiting"`, early.gone, patience); !ok {
		t.Fatal("the worker does not wait")
	}
	if code, _, _ := program(t, nil, "health", "--address", p.environment["STROOM_HEALTH_LISTEN"]); code != exitFound {
		t.Errorf("the worker is ready before the tables are there: exit %d", code)
	}
	if code := early.stop(t); code != exitOK {
		t.Errorf("a waiting worker ended with %d", code)
	}

	for range 2 { // the second time there is nothing to do
		code, stdout, stderr := program(t, p.settings("migrate"), "migrate")
		if code != exitOK || stdout != "the database is ready, with 2 definitions; the namespace production is there\n" {
			t.Fatalf("migrate: exit %d, %s%s", code, stdout, stderr)
		}
	}
	p.startWork()
	p.ready(p.environment["STROOM_LISTEN"])

	trajectory := p.walk()
	p.reconcile(trajectory)
	p.withoutWorker(trajectory)
	p.withoutDatabase(trajectory)

	if code := p.work.stop(t); code != exitOK {
		t.Errorf("work ended with %d", code)
	}
	if code := p.serve.stop(t); code != exitOK {
		t.Errorf("serve ended with %d", code)
	}
	if strings.Contains(p.serve.stderr.String(), trajectory) || strings.Contains(p.serve.stderr.String(), "Reclassering") {
		t.Error("the log names a trajectory or a person")
	}
}

// walk does what a newcomer does in `stroom dev`.
func (p *production) walk() string {
	p.t.Helper()
	anna, _ := demo.Named("anna")
	id, err := key(goodKey)
	if err != nil {
		p.t.Fatal(err)
	}
	trajectory := workflows.TrajectoryID(id, anna.Memberships[0].Organisation+"/walk")
	if got := checkWalk(p.t, p.api.walk(demo.Walk("walk", trajectory, time.Now()))); got != trajectory {
		p.t.Errorf("the walk went through %s, want %s", got, trajectory)
	}
	return trajectory
}

// reconcile: nothing differs; then a worker dies between writing and telling Temporal, and it is found and mended.
func (p *production) reconcile(trajectory string) {
	p.t.Helper()
	check := func(wantCode int, want string, flags ...string) {
		p.t.Helper()
		code, stdout, stderr := program(p.t, p.settings("reconcile"), append([]string{"reconcile", "--settled", "0s"}, flags...)...)
		if code != wantCode || stdout != want {
			p.t.Errorf("reconcile %v: exit %d\n%s%s\nwant exit %d\n%s", flags, code, stdout, stderr, wantCode, want)
		}
	}
	check(exitOK, "1 compared, 0 differences, 0 left\n")
	written, running := p.dieAfterCommit(trajectory)
	line := func(end string) string {
		return strings.Join([]string{trajectory, "ahead", "written " + written, "running " + running, end}, "  ")
	}
	check(exitFound, line("needs a person")+"\n1 compared, 1 difference, 1 left\n", "--poke=false")
	check(exitOK, line("mended")+"\n1 compared, 1 difference, 0 left\n")
	check(exitOK, "1 compared, 0 differences, 0 left\n", "--since", "1h")
}

// dieAfterCommit does what a worker does that dies between the commit and telling Temporal: it writes a judgement that the
// workflow hears nothing of.
func (p *production) dieAfterCommit(trajectory string) (written, running string) {
	p.t.Helper()
	ctx := context.Background()
	subject, _ := key(goodKey)
	s, err := store.Open(ctx, store.Options{Dialect: store.Postgres, Address: p.environment["STROOM_DATABASE"], SubjectKey: subject, Build: "test"})
	if err != nil {
		p.t.Fatal(err)
	}
	defer s.Close()
	l, err := s.Load(ctx, trajectory)
	if err != nil {
		p.t.Fatal(err)
	}
	pinned, err := workflows.Pin(l.Definition)
	if err != nil {
		p.t.Fatal(err)
	}
	anna, err := s.Reference(ctx, p.environment["STROOM_ISSUER"], "subject-of-anna", "")
	if err != nil {
		p.t.Fatal(err)
	}
	probation, _ := demo.Named("anna")
	now := time.Now().UTC()
	judged, err := activities.New(s, s).JudgeAndRecord(ctx, workflows.JudgeRequest{
		Trajectory: trajectory, Epoch: l.Epoch, Defs: []workflows.Pinned{pinned}, State: l.State, Now: now,
		Submission: workflows.Submission{Event: engine.Event{
			ID: "lost", Kind: engine.Decided, At: now,
			Actor:  engine.Actor{Person: anna, Role: probation.Memberships[0].Role, Organisation: probation.Memberships[0].Organisation},
			Decide: &engine.DecidedEvent{Decision: "review.evaluate.reviewed", Form: engine.Values{"conclusion": rules.TextOf("Het niveau past nog.")}},
		}},
	})
	if err != nil || len(judged.Entries) == 0 {
		p.t.Fatalf("judge: %v %+v", err, judged)
	}
	after := judged.Entries[len(judged.Entries)-1]
	return text(after.Seq), text(l.State.Seq)
}

// withoutWorker: a decision that nobody can judge is not answered "ok"; the same one is when somebody can.
func (p *production) withoutWorker(trajectory string) {
	p.t.Helper()
	if code := p.work.stop(p.t); code != exitOK {
		p.t.Errorf("work ended with %d", code)
	}
	path := "/v1/trajectories/" + trajectory + "/decisions"
	body := `{"id":"note","as":{"role":"provider","organisation":"de-linde"},"decision":"main.note_factor","form":{"kind":"helps","about":"Kort overleg."}}`
	r := p.api.ask("kees", "POST", path, body)
	if r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") == "" {
		p.t.Errorf("without a worker: %d %v", r.status, r.body)
	}
	p.startWork()
	if r := p.api.ask("kees", "POST", path, body); r.status != http.StatusCreated {
		p.t.Errorf("with a worker again: %d %v", r.status, r.body)
	}
	if r := p.api.ask("kees", "GET", path+"/note", ""); r.status != http.StatusOK || r.at("status") != "accepted" {
		p.t.Errorf("what became of it: %d %v", r.status, r.body)
	}
}

// withoutDatabase: Postgres crashes, and with it Temporal's tables. Nobody says "ok"; when it is back everything goes on, in
// the same processes.
func (p *production) withoutDatabase(trajectory string) {
	p.t.Helper()
	if err := p.postgres.Kill(); err != nil {
		p.t.Fatal(err)
	}
	for _, address := range []string{p.environment["STROOM_LISTEN"], p.environment["STROOM_HEALTH_LISTEN"]} {
		if code, stdout, _ := program(p.t, nil, "health", "--address", address); code != exitFound {
			p.t.Errorf("%s is ready without a database: %s", address, stdout)
		}
	}
	path := "/v1/trajectories/" + trajectory + "/decisions"
	body := `{"id":"note-2","as":{"role":"provider","organisation":"de-linde"},"decision":"main.note_factor","form":{"kind":"hinders","about":"De database viel uit."}}`
	if r := p.api.ask("kees", "POST", path, body); r.status != http.StatusServiceUnavailable {
		p.t.Errorf("without a database: %d %v", r.status, r.body)
	}
	if err := p.postgres.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.ready(p.environment["STROOM_LISTEN"])
	p.ready(p.environment["STROOM_HEALTH_LISTEN"])
	r := p.api.ask("kees", "POST", path, body)
	for deadline := time.Now().Add(patience); r.status == http.StatusServiceUnavailable && time.Now().Before(deadline); {
		r = p.api.ask("kees", "POST", path, body) // Temporal may still be finding its tables again
	}
	if r.status != http.StatusCreated {
		p.t.Errorf("with a database again: %d %v", r.status, r.body)
	}
	if code, stdout, stderr := program(p.t, p.settings("reconcile"), "reconcile", "--settled", "0s"); code != exitOK {
		p.t.Errorf("after the crash: exit %d, %s%s", code, stdout, stderr)
	}
}
