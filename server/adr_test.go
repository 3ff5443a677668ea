package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// The NL GOV API Design Rules as tests over all routes, in our own words, each named by its rule. The rules about headers and
// problems stand in checkAnswer, which holds every answer of every test to them; those about the document in openapi_test.go.

// example is a path of a route that exists on a stage.
func (s *stage) example(r route) string {
	return strings.NewReplacer("{id}", s.ids[own], "{decisionId}", "d2", "{name}", "loan", "{version}", "1").Replace(r.path)
}

func TestADR_HTTPMethods_HeadIsGetWithoutBody(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, r := range routes() {
		if r.method != http.MethodGet {
			continue
		}
		path := s.example(r)
		get, head := s.get(path, "ann"), s.send(http.MethodHead, path, "ann", "")
		get.header.Del("Traceparent")
		head.header.Del("Traceparent")
		if get.status != http.StatusOK || head.status != get.status || head.body != "" || fmt.Sprint(head.header) != fmt.Sprint(get.header) {
			t.Errorf("%s:\nGET  %d %v\nHEAD %d %v", path, get.status, get.header, head.status, head.header)
		}
	}
}

func TestADR_HTTPMethods_AllowTellsWhatIsTaken(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for path, want := range map[string]string{
		"/v1/trajectories": "GET, HEAD, OPTIONS, POST", "/v1/trajectories/_search": "OPTIONS, POST", "/v1/worklist": "GET, HEAD, OPTIONS",
		"/v1/trajectories/" + s.ids[own] + "/decisions": "OPTIONS, POST", "/v1/trajectories/" + s.ids[own]: "GET, HEAD, OPTIONS",
		"/v1/openapi.json": "GET, HEAD, OPTIONS", "/": "GET, HEAD, OPTIONS",
	} {
		got := s.send(http.MethodDelete, path, "ann", "")
		got.refusedWith(t, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
		allowed := strings.Split(got.header.Get("Allow"), ", ")
		slices.Sort(allowed)
		if strings.Join(allowed, ", ") != want {
			t.Errorf("%s allows %q, want %q", path, got.header.Get("Allow"), want)
		}
	}
	s.send(http.MethodGet, "/v1/trajectories/_search", "ann", "").refusedWith(t, http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
	if got := s.send("GET", "/v1/worklist", "ann", "", "X-HTTP-Method-Override", "DELETE"); got.status != http.StatusOK {
		t.Errorf("the override header changed the method: %d", got.status)
	}
}

func TestADR_NoTrailingSlash(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, r := range routes() {
		if r.path == "/" {
			continue
		}
		for _, path := range []string{s.example(r) + "/", s.example(r) + "//"} {
			got := s.send(r.method, path, "ann", "")
			if got.refusedWith(t, http.StatusNotFound, "NOT_FOUND"); got.header.Get("Location") != "" {
				t.Errorf("%s leads to %s", path, got.header.Get("Location"))
			}
		}
	}
	for _, path := range []string{"/v1", "/v2/trajectories", "/V1/trajectories", "/v1/Trajectories", "/v1/trajectories.json", "/v1/unknown", "/favicon.ico"} {
		s.get(path, "ann").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	}
}

func TestADR_HTTPSafety_ReadingChangesNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	before := s.snapshot()
	for _, r := range routes() {
		if r.method == http.MethodGet || r.action == AuditRead {
			for range 2 {
				if r.method == http.MethodGet {
					s.get(s.example(r), "ann").want(t, http.StatusOK)
				} else {
					s.post(s.example(r), "ann", `{}`).want(t, http.StatusOK)
				}
			}
		}
	}
	if after := s.snapshot(); after != before {
		t.Errorf("reading changed the world:\n%s\n%s", before, after)
	}
}

// snapshot is all that the world remembers, but for the audit, which must grow.
func (w *world) snapshot() string { return fmt.Sprint(w.standing(), len(w.refusals)) }

// standing is where all trajectories stand.
func (w *world) standing() string {
	var all []string
	for id, trajectory := range w.trajectories {
		state, err := json.Marshal(trajectory.state)
		if err != nil {
			return err.Error()
		}
		all = append(all, fmt.Sprint(id, len(trajectory.entries), string(state)))
	}
	slices.Sort(all)
	return fmt.Sprint(all)
}

func TestADR_ContentTypes(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, r := range routes() {
		if r.method != http.MethodPost {
			continue
		}
		for _, media := range []string{"", "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/json; charset=latin1", "application/jsonp", "json", "application/json, application/json"} {
			s.send(r.method, s.example(r), "ann", `{}`, "Content-Type", media).refusedWith(t, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE")
		}
		s.send(r.method, s.example(r), "ann", `{}`, "Content-Encoding", "gzip").refusedWith(t, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE")
		for _, media := range []string{"application/json", "APPLICATION/JSON", "application/json;charset=utf-8", `application/json; charset="UTF-8"`} {
			if got := s.send(r.method, s.example(r), "ann", `{}`, "Content-Type", media); got.status == http.StatusUnsupportedMediaType {
				t.Errorf("%s: %s is not taken", r.path, media)
			}
		}
	}
}

func TestADR_Accept(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, r := range routes() {
		if r.method != http.MethodGet {
			continue
		}
		kind, _, _ := strings.Cut(r.media(), "/")
		for accept, good := range map[string]bool{
			"": true, "*/*": true, kind + "/*": true, r.media(): true, r.media() + ";q=0.1": true, "image/png, */*;q=0.1": true, strings.ToUpper(r.media()): true,
			"image/png": false, "application/xml": false, r.media() + ";q=0": false, "*/*, " + r.media() + ";q=0": false, "*/*;q=0": false, "nonsense": false, r.media() + ";q=2": false,
		} {
			got := s.send(r.method, s.example(r), "ann", "", "Accept", accept)
			if good {
				got.want(t, http.StatusOK)
			} else {
				got.refusedWith(t, http.StatusNotAcceptable, "NOT_ACCEPTABLE")
			}
		}
	}
}

func TestADR_ContentTypeOfAnswers(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for _, r := range routes() {
		if r.method == http.MethodGet {
			want := "application/json"
			if r.path == "/" {
				want = "text/html; charset=utf-8"
			}
			if got := s.get(s.example(r), "ann").header.Get("Content-Type"); got != want {
				t.Errorf("%s: %q", r.path, got)
			}
		}
	}
}

// All faults of a body in one answer, with 400 and never 422.
func TestADR_InvalidInput_AllErrors(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	at := "/v1/trajectories/" + s.ids[own]
	for _, c := range []struct{ path, body, code, faults string }{
		{at + "/decisions", `{`, "BAD_SYNTAX", "SYNTAX@"},
		{at + "/decisions", `[]`, "BAD_BODY", "WRONG_TYPE@"},
		{at + "/decisions", `{"id":1,"as":{"role":"Reader"},"decision":"../x","run":"a","extra":1}`, "BAD_BODY",
			"WRONG_TYPE@id BAD_VALUE@as.role MISSING@as.organisation BAD_VALUE@decision WRONG_TYPE@run UNKNOWN_FIELD@extra"},
		{at + "/decisions", `{"id":"x","id":"y","as":{"role":"reader","organisation":"north"},"decision":"main.visit"}`, "BAD_BODY", "DUPLICATE@id"},
		{at + "/decisions", `{"id":"x","as":{"role":"reader","organisation":"north"},"decision":"lending.begin","form":{"book":7,"hurry":true}}`, "BAD_FORM",
			"WRONG_TYPE@form.book MISSING@form.urgent UNKNOWN_FIELD@form.hurry"},
		{at + "/decisions", `{"id":"x","as":{"role":"reader","organisation":"north"},"decision":"lending.begin","form":["book"]}`, "BAD_FORM", "WRONG_TYPE@form"},
		{"/v1/trajectories", `{"id":"x","as":{"role":"reader","organisation":"north"},"definition":"nothing"}`, "BAD_BODY", "BAD_VALUE@definition"},
		{"/v1/trajectories", `{"id":"x","as":{"role":"reader","organisation":"north"},"definition":"loan","version":7}`, "BAD_BODY", "BAD_VALUE@definition"},
		{"/v1/trajectories/_search", `{"limit":101,"status":"lost","cursor":"x","version":100001}`, "BAD_BODY", "BAD_VALUE@cursor BAD_VALUE@limit BAD_VALUE@status BAD_VALUE@version"},
	} {
		p := s.post(c.path, "ann", c.body).refusedWith(t, http.StatusBadRequest, c.code)
		var got []string
		for _, f := range p.Faults {
			got = append(got, f.Code+"@"+f.Path)
		}
		if strings.Join(got, " ") != c.faults {
			t.Errorf("%s\ngot  %s\nwant %s", c.body, strings.Join(got, " "), c.faults)
		}
	}
}

func TestADR_InvalidInput_Query(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	for query, want := range map[string]string{
		"limit=0": "BAD_VALUE@limit", "limit=101": "BAD_VALUE@limit", "limit=-1": "BAD_VALUE@limit", "limit=x": "BAD_VALUE@limit", "limit=": "BAD_VALUE@limit", "limit=%2B5": "BAD_VALUE@limit",
		"status=lost": "BAD_VALUE@status", "late=yes": "BAD_VALUE@late", "dueBefore=2026-03-02": "BAD_VALUE@dueBefore", "cursor=abc": "BAD_VALUE@cursor",
		"definition=A%20B": "BAD_VALUE@definition", "version=100001": "BAD_VALUE@version", "unknown=1": "UNKNOWN_FIELD@unknown", "access_token=x": "UNKNOWN_FIELD@access_token",
		"Limit=5": "UNKNOWN_FIELD@Limit", "limit=5&limit=6": "DUPLICATE@limit", "limit=%zz": "SYNTAX@", "a=1;b=2": "SYNTAX@",
		"late=x&zz=1&status=y&aa=2": "BAD_VALUE@status BAD_VALUE@late UNKNOWN_FIELD@aa UNKNOWN_FIELD@zz",
		"asRole=reader":             "MISSING@asRole", "asOrganisation=north": "MISSING@asRole", "definition=" + strings.Repeat("a", MaxQuery): "SYNTAX@",
	} {
		p := s.get("/v1/trajectories?"+query, "ann").refusedWith(t, http.StatusBadRequest, "BAD_QUERY")
		var got []string
		for _, f := range p.Faults {
			got = append(got, f.Code+"@"+f.Path)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: got %s, want %s", query, strings.Join(got, " "), want)
		}
	}
	for _, r := range routes() { // no route takes what it does not know
		if r.method == http.MethodGet {
			s.get(s.example(r)+"?colour=red", "ann").refusedWith(t, http.StatusBadRequest, "BAD_QUERY")
		}
	}
}

// Any offset comes in, UTC goes out.
func TestADR_Timezone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.decide(s.ids[own], "ann", "v1", "main.visit", `,"occurred":"2026-03-02T08:30:00+01:00"`).want(t, http.StatusCreated)
	lines := read[DecisionOut](t, s.get("/v1/trajectories/"+s.ids[own]+"/decisions/v1", "ann").want(t, http.StatusOK)).Lines
	if want := "Lezer (north) koos ‘bezoeken’ bij Traject. Dit gebeurde op 2 maart 2026 om 08:30 uur."; lines[0].Text != want {
		t.Errorf("got  %s\nwant %s", lines[0].Text, want)
	}
	late := read[Page[Summary]](t, s.get("/v1/trajectories?dueBefore=2026-03-10T00:00:01%2B01:00", "ann").want(t, http.StatusOK))
	early := read[Page[Summary]](t, s.get("/v1/trajectories?dueBefore=2026-03-06T00:00:00%2B01:00", "ann").want(t, http.StatusOK))
	if len(late.Items) != 1 || len(early.Items) != 0 {
		t.Errorf("due before: %d late, %d early", len(late.Items), len(early.Items))
	}
}

func TestADR_CORS(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	r := httptest.NewRequest(http.MethodGet, "/v1/openapi.json", nil)
	r.Header.Set("Origin", "https://anybody.example")
	if got := b.do(r); got.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Error("not open to all origins")
	}
	r = httptest.NewRequest(http.MethodGet, "/v1/worklist", nil)
	r.Header.Set("Origin", "https://anybody.example")
	r.Header.Set("Authorization", "Bearer "+b.token("ann"))
	for name := range b.do(r).header {
		if strings.HasPrefix(name, "Access-Control-") {
			t.Errorf("%s on a route that is not open", name)
		}
	}
}
