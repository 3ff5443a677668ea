package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/server/auth"
)

// The matrix: every route, with every method, for every kind of caller, about an object of his own, a foreign one, a missing
// one, an ended one and a name that cannot be. What is expected comes from the model below, which knows people and objects and
// nothing of the server. Source: OWASP API1, API5, API9.

// object is what a request is about.
type object string

const (
	own       object = "own"       // of north and south, running
	ended     object = "ended"     // of north and south, ended
	foreign   object = "foreign"   // of west and far
	missing   object = "missing"   // of nobody
	malformed object = "malformed" // no id at all
)

var objects = []object{own, ended, foreign, missing, malformed}

// seesObject is what the fixture's `sees` says, written out by hand.
func seesObject(who string, o object) bool {
	switch o {
	case own, ended:
		return slices.Contains([]string{"ann", "amy", "bob", "ivy", "sam", "max", "ina", "two", "lou"}, who)
	case foreign:
		return slices.Contains([]string{"ivy", "two"}, who) // inspectors see always
	}
	return false
}

// strangers are callers who never get in, and why.
var strangers = []string{"none", "garbage", "expired", "another key", "another audience", "basic", "twice"}

// callers are all rows of the matrix.
func callers() []string {
	var names []string
	for name := range people {
		names = append(names, name)
	}
	slices.Sort(names)
	return append(names, strangers...)
}

// expected are the statuses that the model allows.
func expected(r route, method, who string, o object) []int {
	switch {
	case method == http.MethodOptions:
		return []int{http.StatusNoContent}
	case method != r.method && (method != http.MethodHead || r.method != http.MethodGet):
		return []int{http.StatusMethodNotAllowed}
	case r.open:
		return []int{http.StatusOK}
	case slices.Contains(strangers, who):
		return []int{http.StatusUnauthorized}
	case r.aboutOne && r.method == http.MethodGet:
		return expectedRead(r, who, o)
	case r.aboutOne || r.name == "receiveMessage":
		return expectedWrite(r, who, o)
	}
	return expectedCollection(r, who, o)
}

func expectedRead(r route, who string, o object) []int {
	switch {
	case len(people[who].Memberships) == 0:
		return []int{http.StatusForbidden}
	case !seesObject(who, o):
		return []int{http.StatusNotFound}
	case r.name == "readDecision" && o != own:
		return []int{http.StatusNotFound} // d2 is a decision of the running one
	}
	return []int{http.StatusOK}
}

// judged is every status with which the engine's word comes back.
var judged = []int{http.StatusCreated, http.StatusConflict, http.StatusForbidden, http.StatusBadRequest}

func expectedWrite(r route, who string, o object) []int {
	permitted := r.permission == "" || slices.Contains(people[who].Permissions, r.permission)
	switch {
	case len(people[who].Memberships) == 0: // he acts as somebody that he is not
		return []int{http.StatusForbidden}
	case r.name == "receiveMessage" && !permitted:
		return []int{http.StatusForbidden}
	case who == "olga" && r.permission != "" && (o == own || o == ended || o == foreign):
		return []int{http.StatusCreated, http.StatusConflict, http.StatusBadRequest}
	case r.name == "receiveMessage" && o == malformed:
		return []int{http.StatusBadRequest} // there it is a field of the body
	case !seesObject(who, o):
		return []int{http.StatusNotFound}
	case !permitted:
		return []int{http.StatusForbidden}
	}
	return judged
}

func expectedCollection(r route, who string, o object) []int {
	noRole := len(people[who].Memberships) == 0
	switch r.name {
	case "listDefinitions":
		return []int{http.StatusOK}
	case "listVersions", "readVersion":
		if o == own {
			return []int{http.StatusOK}
		}
		return []int{http.StatusNotFound}
	case "validateDefinition":
		return []int{http.StatusOK}
	case "importTrajectory":
		if who != "ina" {
			return []int{http.StatusForbidden}
		}
		return []int{http.StatusCreated}
	case "startTrajectory":
		if noRole || people[who].Memberships[0].Role != "reader" {
			return []int{http.StatusForbidden}
		}
		return []int{http.StatusCreated}
	case "listTrajectories", "searchTrajectories", "listWork":
		if noRole {
			return []int{http.StatusForbidden}
		}
		return []int{http.StatusOK}
	}
	panic("the matrix does not know the route " + r.name)
}

// stage is a bench with the objects on it, and the tokens of all callers.
type stage struct {
	*bench
	ids    map[object]string
	tokens map[string]string
	number int
}

func newStage(t *testing.T) *stage {
	b := newBench(t)
	s := &stage{bench: b, ids: map[object]string{missing: "t-west-none", malformed: "..%2f..%2fetc"}, tokens: map[string]string{}}
	for name := range people {
		s.tokens[name] = "Bearer " + b.token(name)
	}
	s.ids[own], s.ids[ended] = b.loan("own"), b.loan("ended")
	b.decide(s.ids[own], "ann", "d2", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.decide(s.ids[ended], "ann", "e1", "main.desk.finish", "").want(t, http.StatusCreated)
	west := auth.DevPerson{Subject: "wim", Memberships: []auth.Membership{{Role: "reader", Organisation: "west"}}}
	s.ids[foreign] = s.started(west)
	s.addStrangers(west)
	return s
}

// started is a trajectory of people that are not in the matrix.
func (s *stage) started(p auth.DevPerson) string {
	s.t.Helper()
	token, err := s.issuer.Token(p, s.now, time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	got := s.send(http.MethodPost, "/v1/trajectories", "",
		`{"id":"f","as":{"role":"reader","organisation":"west"},"definition":"loan","form":{"branch":"far"}}`, "Authorization", "Bearer "+token)
	return read[ReceiptOut](s.t, got.want(s.t, http.StatusCreated)).Trajectory
}

// addStrangers makes the tokens that must not work, all of somebody who would see the foreign one.
func (s *stage) addStrangers(p auth.DevPerson) {
	s.t.Helper()
	sign := func(d *auth.DevIssuer, at time.Time) string {
		token, err := d.Token(p, at, time.Hour)
		if err != nil {
			s.t.Fatal(err)
		}
		return "Bearer " + token
	}
	issuer := func(name, audience string) *auth.DevIssuer {
		d, err := auth.NewDevIssuer(name, audience)
		if err != nil {
			s.t.Fatal(err)
		}
		return d
	}
	elsewhere := issuer("https://second.example", "elsewhere")
	s.tokens["garbage"] = "Bearer abc.def.ghi"
	s.tokens["expired"] = sign(s.issuer, s.now.Add(-2*time.Hour))
	s.tokens["another key"] = sign(issuer("https://sign-in.example", "stroom"), s.now)
	s.tokens["another audience"] = sign(elsewhere, s.now)
	s.tokens["basic"] = "Basic d2ltOndpbQ=="
	s.build(func(c *Config) {
		second := elsewhere.Issuer()
		second.Audience = "stroom" // what we ask for; the token says another
		verifier, err := auth.NewVerifier(s.issuer.Issuer(), second)
		if err != nil {
			s.t.Fatal(err)
		}
		c.Verifier = verifier
	})
}

// ask sends one cell of the matrix.
func (s *stage) ask(r route, method, who string, o object) response {
	s.t.Helper()
	s.number++
	name, version := "loan", "1"
	if o != own {
		name, version = "nothing", "9"
	}
	if r.name == "readVersion" && o == ended {
		name = "loan"
	}
	path := strings.NewReplacer("{id}", s.ids[o], "{decisionId}", "d2", "{name}", name, "{version}", version).Replace(r.path)
	body := ""
	if method == http.MethodPost && r.method == method {
		body = s.bodyOf(r, who, o)
	}
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	if token, known := s.tokens[who]; known {
		request.Header.Set("Authorization", token)
	}
	if who == "twice" {
		request.Header["Authorization"] = []string{s.tokens["ann"], s.tokens["ann"]}
	}
	return s.do(request)
}

// bodyOf is a right body for a route, as the first role of the caller.
func (s *stage) bodyOf(r route, who string, o object) string {
	m := auth.Membership{Role: "reader", Organisation: "north"}
	if p := people[who]; len(p.Memberships) > 0 {
		m = p.Memberships[0]
	}
	head := fmt.Sprintf(`{"id":"n%d","as":{"role":%q,"organisation":%q}`, s.number, m.Role, m.Organisation)
	switch r.name {
	case "startTrajectory":
		return head + `,"definition":"loan","form":{"branch":"south"}}`
	case "importTrajectory":
		return head + `,"trace":{"format":1,"definition":"loan","version":1,"events":[{"id":"p1","kind":"started","at":"2026-02-02T09:00:00Z",` +
			`"actor":{"person":"old","role":"reader","organisation":"north"},"start":{"form":{"branch":{"organisation":"south"}}}}]}}`
	case "decide":
		return head + `,"decision":"main.block"}`
	case "withdrawDecision":
		return head + `}`
	case "receiveMessage":
		id := s.ids[o]
		return head + `,"trajectory":"` + id + `","notice":"returned","kind":"brought","form":{"book":"Max"}}`
	case "resolveTrajectory":
		return head + `,"reason":"test","incident":1}`
	case "adjustTrajectory":
		return head + `,"reason":"test","flow":"lending","due":"2026-03-20T09:00:00Z"}`
	case "rebindTrajectory":
		return head + `,"reason":"test","role":"keeper","organisation":"south"}`
	case "correctTrajectory":
		return head + `,"reason":"test","of":"d2","set":[{"fact":"blocked","value":false}]}`
	case "migrateTrajectory":
		return head + `,"reason":"test","version":1}`
	case "stopTrajectory":
		return head + `,"reason":"test"}`
	case "validateDefinition":
		return `{"source":"stroomschema: x"}`
	case "searchTrajectories":
		return `{"status":"open"}`
	}
	s.t.Fatalf("the matrix has no body for %s", r.name)
	return ""
}

// anonymous takes away what differs between any two requests.
func (r response) anonymous() string {
	trace := strings.Split(r.header.Get("Traceparent"), "-")[1]
	header := r.header.Clone()
	header.Del("Traceparent")
	return fmt.Sprint(r.status, header, strings.ReplaceAll(r.body, trace, "TRACE"))
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace, "FROB"}

func TestMatrix(t *testing.T) {
	t.Parallel()
	total := 0
	for _, r := range routes() {
		cells := 0
		t.Run(r.name, func(t *testing.T) {
			for _, who := range callers() {
				s := newStage(t) // afresh: what one caller does must not help another
				for _, method := range methods {
					if r.path == "/v1/trajectories" && (method == http.MethodPost || method == http.MethodGet || method == http.MethodHead) && method != r.method && !(method == http.MethodHead && r.method == http.MethodGet) {
						continue // the other route of this path
					}
					answers := map[object]response{}
					for _, o := range objects {
						got := s.ask(r, method, who, o)
						answers[o] = got
						cells++
						if want := expected(r, method, who, o); !slices.Contains(want, got.status) {
							t.Errorf("%s %s as %s about %s: status %d, want %v: %s", method, r.path, who, o, got.status, want, got.body)
						}
					}
					if r.aboutOne && !seesObject(who, foreign) && who != "olga" && answers[foreign].anonymous() != answers[missing].anonymous() {
						t.Errorf("%s %s as %s: a foreign one and a missing one differ:\n%s\n%s", method, r.path, who, answers[foreign].anonymous(), answers[missing].anonymous())
					}
					if r.aboutOne && r.method == http.MethodGet && answers[malformed].anonymous() != answers[missing].anonymous() {
						t.Errorf("%s %s as %s: a malformed id and a missing one differ:\n%s\n%s", method, r.path, who, answers[malformed].anonymous(), answers[missing].anonymous())
					}
				}
			}
		})
		total += cells
	}
	t.Logf("%d cells", total)
	if total < 5000 {
		t.Errorf("only %d cells", total)
	}
}

// Every route that echo knows is in the table, and the other way round; HEAD stands beside every GET.
func TestEveryRouteIsInTheTable(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var known, table []string
	for _, r := range b.server.echo.Routes() {
		known = append(known, r.Method+" "+r.Path)
	}
	for _, r := range append(pageRoutes(), routes()...) {
		table = append(table, r.method+" "+r.echoPath())
		if r.method == http.MethodGet {
			table = append(table, http.MethodHead+" "+r.echoPath())
		}
	}
	slices.Sort(known)
	slices.Sort(table)
	if !slices.Equal(known, table) {
		t.Errorf("echo:\n%s\ntable:\n%s", strings.Join(known, "\n"), strings.Join(table, "\n"))
	}
}

// A foreign one and a missing one take the same time, as far as a stranger could measure.
func TestForeignAndMissingTakeTheSameTime(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	r := routes()[slices.IndexFunc(routes(), func(r route) bool { return r.name == "readTrajectory" })]
	took := map[object][]time.Duration{}
	for range 300 {
		for _, o := range []object{foreign, missing} {
			begin := time.Now()
			s.ask(r, http.MethodGet, "eve", o)
			took[o] = append(took[o], time.Since(begin))
		}
	}
	slices.Sort(took[foreign])
	slices.Sort(took[missing])
	if d := (took[foreign][150] - took[missing][150]).Abs(); d > 5*time.Millisecond {
		t.Errorf("the medians differ by %s", d)
	}
}
