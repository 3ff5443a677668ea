package server

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// intervene hands an intervention in.
func (b *bench) intervene(trajectory, who, verb, more string) response {
	m := people[who].Memberships[0]
	return b.post("/v1/trajectories/"+trajectory+"/_"+verb, who,
		fmt.Sprintf(`{"id":"i-%s","as":{"role":%q,"organisation":%q},"reason":"Zo is het afgesproken."%s}`, verb, m.Role, m.Organisation, more))
}

func TestInterventions(t *testing.T) {
	t.Parallel()
	for _, who := range []string{"olga", "sam"} { // one may everywhere, one where he sees it
		b := newBench(t)
		id := b.loan("l1")
		b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
		b.intervene(id, who, "adjust", `,"flow":"lending","due":"2026-03-20T12:00:00+01:00"`).want(t, http.StatusCreated)
		b.intervene(id, who, "correct", `,"of":"d1","set":[{"fact":"fine","value":7},{"fact":"borrowed"}]`).want(t, http.StatusCreated)
		b.intervene(id, who, "rebind", `,"role":"reader","organisation":"east"`).want(t, http.StatusCreated)
		b.intervene(id, who, "resolve", `,"incident":4`).refusedWith(t, http.StatusConflict, "UNKNOWN_ITEM")
		st := b.trajectories[id].state
		if lending := st.Runs[1]; lending.Flow != "lending" || !lending.Clock.Due.Equal(time.Date(2026, 3, 20, 11, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %+v", who, lending)
		}
		if st.Facts["fine"].Value.Int() != 7 {
			t.Errorf("%s: fine %v", who, st.Facts["fine"].Value)
		}
		b.get("/v1/trajectories/"+id, "eve").want(t, http.StatusOK) // her branch is the party now
		b.get("/v1/trajectories/"+id, "ann").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
		b.intervene(id, who, "stop", "").want(t, http.StatusCreated)
		if b.trajectories[id].state.Outcome != "stopped" {
			t.Errorf("%s: %s", who, b.trajectories[id].state.Outcome)
		}
		taken := b.trajectories[id].events["i-stop"].Actor
		if want := (engine.Actor{Person: "ref-" + who, Role: engine.Operator, Organisation: people[who].Memberships[0].Organisation}); taken != want {
			t.Errorf("by %+v, want %+v", taken, want)
		}
		if row := b.audits[len(b.audits)-1]; row.Ground != "permission:stop" || row.Action != AuditExecute {
			t.Errorf("%+v", row)
		}
	}
}

// Everywhere lets one act, not look.
func TestEverywhereShowsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for _, path := range []string{"", "/events", "/options", "/refusals", "/decisions/l1"} {
		b.get("/v1/trajectories/"+id+path, "olga").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	}
	b.decide(id, "olga", "d1", "main.block", "").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	got := b.intervene(id, "olga", "correct", `,"of":"l1","set":[{"fact":"fine","value":700}]`).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	if got.Faults[0].Path != "set[0].value" {
		t.Errorf("%+v", got.Faults)
	}
	b.intervene(id, "olga", "correct", `,"of":"l1","set":[{"fact":"nothing","value":1},{"fact":"fine","value":"x"}]`).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	b.intervene(id, "olga", "correct", `,"of":"l1","set":[]`).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	b.intervene(id, "olga", "rebind", `,"role":"inspector","organisation":"x"`).refusedWith(t, http.StatusConflict, "UNKNOWN_ITEM")
	b.intervene(id, "olga", "adjust", `,"flow":"main","due":"2026-03-20T12:00:00Z"`).refusedWith(t, http.StatusConflict, "UNKNOWN_ITEM")
	b.intervene("t-none", "olga", "stop", "").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
}

func TestMigrate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for _, version := range []string{"0", "2", "100001", "9007199254740992"} {
		b.intervene(id, "olga", "migrate", `,"version":`+version).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	}
	b.publish(secondLoan(t))
	b.intervene(id, "olga", "migrate", `,"version":2`).want(t, http.StatusCreated)
	if got := read[Trajectory](t, b.get("/v1/trajectories/"+id, "ann").want(t, http.StatusOK)); got.Version != 2 {
		t.Errorf("version %d", got.Version)
	}
	versions := read[List[DefinitionInfoOut]](t, b.get("/v1/definitions/loan/versions", "ann").want(t, http.StatusOK)).Items
	if len(versions) != 2 || versions[0].Version != 2 || versions[1].Version != 1 {
		t.Errorf("%+v", versions)
	}
}

// secondLoan is the second version of the fixture, to which trajectories may move.
func secondLoan(t *testing.T) *stroomschema.Definition {
	t.Helper()
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	second := strings.Replace(string(source), "version: 1", "version: 2", 1) +
		"migration:\n  from: 1\n  flows:\n    main: {runs: move, terms: keep}\n    lending: {runs: finish}\n"
	def, found := stroomschema.Compile("loan.yaml", []byte(second), stroomschema.Options{})
	if def == nil {
		t.Fatal(found)
	}
	return def
}

func TestMessages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	message := func(trajectory, more string) string {
		return fmt.Sprintf(`{"id":"m1","as":{"role":"keeper","organisation":"south"},"trajectory":%q,"notice":"returned","kind":"brought"%s}`, trajectory, more)
	}
	b.post("/v1/messages", "max", message(id, `,"form":{"book":3}`)).refusedWith(t, http.StatusBadRequest, "BAD_FORM")
	got := b.post("/v1/messages", "max", message(id, `,"form":{"book":"Maxima"},"standard":"LB-1"`)).want(t, http.StatusCreated)
	if got.header.Get("Location") != "/v1/trajectories/"+id+"/decisions/m1" {
		t.Error(got.header.Get("Location"))
	}
	taken := b.trajectories[id].events["m1"].Entries[0].Change.(engine.EventTaken).Event
	if taken.Kind != engine.Received || taken.Receive.Sender != "south" || taken.Receive.Standard != "LB-1" || taken.Receive.Form["book"].Str() != "Maxima" {
		t.Errorf("%+v", taken.Receive)
	}
	b.post("/v1/messages", "max", message(id, `,"form":{"book":"Maxima"},"standard":"LB-1"`)).want(t, http.StatusCreated)
	b.post("/v1/messages", "max", message(id, `,"form":{"book":"Other"}`)).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	b.post("/v1/messages", "max", strings.Replace(message(id, ``), `"returned"`, `"remind"`, 1)).refusedWith(t, http.StatusConflict, "OTHER_CONTENT")
	b.post("/v1/messages", "max", strings.NewReplacer(`"returned"`, `"remind"`, `"m1"`, `"m2"`).Replace(message(id, ``))).refusedWith(t, http.StatusConflict, "UNKNOWN_ITEM")
	b.post("/v1/messages", "max", message("t-none", ``)).refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	b.post("/v1/messages", "max", strings.Replace(message(id, ``), `"south"`, `"east"`, 1)).refusedWith(t, http.StatusForbidden, "NOT_YOUR_MEMBERSHIP")
}

// past is an import of a loan that was asked for and agreed to in February, by the decision agree.
func past(id, agree string) string {
	return `{"id":"` + id + `","as":{"role":"reader","organisation":"north"},"trace":{"format":1,"definition":"loan","version":1,"events":[
		{"id":"p1","kind":"started","at":"2026-02-02T09:00:00Z","actor":{"person":"old","role":"reader","organisation":"north"},"start":{"form":{"branch":{"organisation":"south"}}}},
		{"id":"p2","kind":"decided","at":"2026-02-03T09:00:00Z","actor":{"person":"old","role":"reader","organisation":"north"},
			"decide":{"decision":"lending.begin","form":{"book":{"text":"Maxima"},"urgent":false}}},
		{"id":"p3","kind":"decided","at":"2026-02-04T09:00:00Z","actor":{"person":"other","role":"keeper","organisation":"south"},"decide":{"decision":"` + agree + `"}}]}}`
}

func TestImport(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.post("/v1/trajectories/_import", "ina", past("i1", "lending.answer.agree")).want(t, http.StatusCreated)
	id := read[ReceiptOut](t, got).Trajectory
	seen := read[Trajectory](t, b.get("/v1/trajectories/"+id, "ann").want(t, http.StatusOK))
	if !seen.Started.Equal(time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)) || len(seen.Facts) != 1 || seen.Facts[0].Text != "Maxima" {
		t.Errorf("%+v", seen)
	}
	for _, line := range read[Page[Line]](t, b.get("/v1/trajectories/"+id+"/events", "ann").want(t, http.StatusOK)).Items {
		if line.Kind == "event_taken" && !line.Imported {
			t.Errorf("not marked: %+v", line)
		}
	}
	if again := b.post("/v1/trajectories/_import", "ina", past("i1", "lending.answer.agree")).want(t, http.StatusCreated); read[ReceiptOut](t, again).Trajectory != id {
		t.Error("imported twice")
	}

	refused := b.post("/v1/trajectories/_import", "ina", past("i2", "main.desk.finish")).refusedWith(t, http.StatusConflict, "IMPORT_MISMATCH")
	if len(refused.Faults) != 1 || refused.Faults[0].Path != "trace.events[2]" || refused.Faults[0].Code != "NOT_YOUR_ROLE" {
		t.Errorf("%+v", refused.Faults)
	}
	if line := b.refusals[len(b.refusals)-1]; line.Event.ID != "i2" || line.Event.Actor.Person != "ref-ina" || line.Rejection.Code != engine.ImportMismatch {
		t.Errorf("%+v", line)
	}
	for name, change := range map[string][2]string{
		"format":             {`"format":1`, `"format":2`},
		"version":            {`"version":1`, `"version":0`},
		"unknown definition": {`"definition":"loan"`, `"definition":"other"`},
		"no start first":     {`"kind":"started"`, `"kind":"decided"`},
		"bad id":             {`"id":"p2"`, `"id":"p 2"`},
		"untyped value":      {`{"text":"Maxima"}`, `"Maxima"`},
		"unknown tag":        {`{"text":"Maxima"}`, `{"txt":"Maxima"}`},
		"unknown field":      {`"kind":"decided"`, `"sort":"x","kind":"decided"`},
		"digest not ours":    {`"id":"p2"`, `"id":"p2","digest":7`},
	} {
		if got := b.post("/v1/trajectories/_import", "ina", strings.Replace(past("i3", "lending.answer.agree"), change[0], change[1], 1)); got.status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, got.status, got.body)
		}
	}
	many := strings.Replace(past("i4", "x"), `"events":[`, `"events":[`+strings.Repeat(`{"id":"x","kind":"due","at":"2026-02-02T09:00:00Z","actor":{}},`, MaxEvents), 1)
	p := b.post("/v1/trajectories/_import", "ina", many).refusedWith(t, http.StatusBadRequest, "BAD_BODY")
	if p.Faults[0].Path != "trace.events" || p.Faults[0].Code != "TOO_LONG" {
		t.Errorf("%+v", p.Faults)
	}
	if len(b.trajectories) != 1 {
		t.Errorf("%d trajectories", len(b.trajectories))
	}
}

func TestDefinitions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	list := read[List[DefinitionInfoOut]](t, b.get("/v1/definitions", "new").want(t, http.StatusOK)).Items
	if len(list) != 1 || list[0].Name != "loan" || list[0].Title != "Lenen" || list[0].Status != "published" {
		t.Errorf("%+v", list)
	}
	one := read[DefinitionOut](t, b.get("/v1/definitions/loan/versions/1", "ann").want(t, http.StatusOK))
	if one.Hash != list[0].Hash || !strings.HasPrefix(one.Source, "# A small definition") || len(one.Roles) != 3 || one.Roles[0] != (NamedText{"reader", "lezer"}) ||
		len(one.Flows) != 2 || one.Flows[0].Name != "main" || len(one.Flows[0].Steps) != 1 {
		t.Errorf("%+v", one)
	}
	for _, path := range []string{"/other/versions", "/loan/versions/2", "/loan/versions/0", "/loan/versions/01", "/loan/versions/+1", "/loan/versions/x", "/loan/versions/999999999999999999999", "/..%2f/versions"} {
		b.get("/v1/definitions"+path, "ann").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	good := read[ValidateOut](t, b.post("/v1/definitions/_validate", "ann", quoted(t, "testdata/loan.yaml", "")).want(t, http.StatusOK))
	if !good.Valid || len(good.Hash) != 64 {
		t.Errorf("%+v", good)
	}
	bad := read[ValidateOut](t, b.post("/v1/definitions/_validate", "ann", quoted(t, "testdata/loan.yaml", "not_blocked, has_reason")).want(t, http.StatusOK))
	if bad.Valid || bad.Hash != "" || len(bad.Diagnostics) == 0 || bad.Diagnostics[0].Subject.Start.Line == 0 || !strings.Contains(bad.Text, "mine.yaml:") {
		t.Errorf("%+v", bad)
	}
	for _, source := range []string{"a: [", "&a [*a]", strings.Repeat("a: {", 5_000), "\t", "stroomschema: 1"} {
		if got := read[ValidateOut](t, b.post("/v1/definitions/_validate", "ann", `{"source":`+jsonText(source)+`}`).want(t, http.StatusOK)); got.Valid {
			t.Errorf("%.20q is valid", source)
		}
	}
	large := read[ValidateOut](t, b.post("/v1/definitions/_validate", "ann", fmt.Sprintf(`{"source":%q}`, strings.Repeat("x", stroomschema.MaxSource+1))).want(t, http.StatusOK))
	if large.Valid || len(large.Diagnostics) != 1 || large.Diagnostics[0].Summary != "the file is larger than 256 KiB" {
		t.Errorf("%+v", large.Diagnostics)
	}
	for range MaxValidate {
		b.server.checks <- struct{}{}
	}
	b.post("/v1/definitions/_validate", "ann", `{"source":"x"}`).refusedWith(t, http.StatusTooManyRequests, "BUSY")
}

// quoted is a body with a file as its source, with one word made wrong.
func quoted(t *testing.T, file, wrong string) string {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(source)
	if wrong != "" {
		text = strings.Replace(text, wrong, "nobody_knows_this", 1)
	}
	return fmt.Sprintf(`{"file":"mine.yaml","source":%s}`, jsonText(text))
}

func TestOpenPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	nl, en := b.get("/", "").want(t, http.StatusOK), b.send(http.MethodGet, "/", "", "", "Accept-Language", "en").want(t, http.StatusOK)
	if !strings.Contains(nl.body, `<html lang="nl">`) || !strings.Contains(nl.body, "De API staat op") || !strings.Contains(en.body, `<html lang="en">`) || !strings.Contains(en.body, "The API is at") {
		t.Errorf("%s\n%s", nl.body, en.body)
	}
	b.get("/healthz", "").want(t, http.StatusOK)
	b.get("/readyz", "").want(t, http.StatusOK)
	b.notReady = ErrUnavailable
	b.get("/healthz", "").want(t, http.StatusOK)
	b.get("/readyz", "").refusedWith(t, http.StatusServiceUnavailable, "UNAVAILABLE")
}

func TestConfigThatCannotWork(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for name, change := range map[string]func(*Config){
		"no port":        func(c *Config) { c.Ledger = nil },
		"no verifier":    func(c *Config) { c.Verifier = nil },
		"no clock":       func(c *Config) { c.Now = nil },
		"no contact":     func(c *Config) { c.Contact.Email = "" },
		"address":        func(c *Config) { c.PublicURL = "ftp://x" },
		"path":           func(c *Config) { c.PublicURL = "https://x/y" },
		"negative limit": func(c *Config) { c.MaxInFlight = -1 },
	} {
		config := b.server.Config
		change(&config)
		if _, err := New(config); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if s := b.server.HTTP("127.0.0.1:0"); s.ReadHeaderTimeout == 0 || s.ReadTimeout == 0 || s.WriteTimeout <= b.server.Timeout || s.IdleTimeout == 0 || s.MaxHeaderBytes == 0 {
		t.Errorf("%+v", s)
	}
}
