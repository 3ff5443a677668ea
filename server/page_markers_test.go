package server

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/browsertest"
)

// marker is what an attacker writes wherever a text can be written: it leaves a text, an attribute, a script, a title and a
// drawing, and is a formula where a spreadsheet opens it. Source: OWASP XSS and CSV injection cheat sheets.
const marker = `=xss("<img src=x onerror=xss()>' onfocus='xss()' \" onfocus="xss()" </script></title></textarea></svg><script>xss()</script>{{.}}")`

// live are the parts of the marker that stand in an answer as they are only when a browser would take them for something of ours.
var live = []string{`<img src=x`, `<script>xss`, `</title></textarea>`, `' onfocus='`, `" onfocus="`}

// marked puts the marker into every label and every sentence of the definition.
func marked(t *testing.T) *stroomschema.Definition {
	t.Helper()
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	quoted := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "{", "", "}", "").Replace(marker) // braces would be a place for a value
	text := regexp.MustCompile(`\b(nl|en): "([^"]*)"`).ReplaceAllString(string(source), `$1: "$2 `+strings.ReplaceAll(quoted, "$", "$$")+`"`)
	def, found := stroomschema.Compile("loan.yaml", []byte(text), stroomschema.Options{})
	if def == nil {
		t.Fatalf("the marked definition does not compile: %v", found)
	}
	return def
}

// markedDoor lets everybody in under a name that is the marker.
type markedDoor struct{ door }

func (d markedDoor) Finish(ctx context.Context, begun auth.Begun, back auth.Returned, now time.Time) (auth.SignedIn, error) {
	in, err := d.door.Finish(ctx, begun, back, now)
	in.Caller.Name += " " + marker
	return in, err
}

// hostile is a stage on which every text is the marker: labels, names, what was filled in, reasons, refusals.
func hostile(t *testing.T) *stage {
	t.Helper()
	b := newBench(t)
	b.definitions = nil
	b.publish(marked(t))
	b.build(func(c *Config) { c.SignIn = markedDoor{} })
	s := &stage{bench: b, ids: map[object]string{own: b.loan("own")}, tokens: map[string]string{}}
	id, text := s.ids[own], jsonText(marker)
	b.decide(id, "ann", "d2", "lending.begin", `,"form":{"book":`+text+`,"urgent":false}`).want(t, http.StatusCreated)
	b.decide(id, "bob", "d3", "lending.answer.agree", `,"run":2,"visit":1`).want(t, http.StatusCreated)
	b.decide(id, "ann", "d4", "lending.begin", `,"form":{"book":`+text+`,"urgent":false}`).want(t, http.StatusCreated)
	b.decide(id, "bob", "d5", "lending.answer.refuse", `,"run":3,"visit":1,"form":{"reason":`+text+`}`).want(t, http.StatusCreated)
	b.decide(id, "bob", "d6", "main.bring", `,"form":{"book":`+text+`}`).want(t, http.StatusCreated)
	b.decide(id, "ann", "d7", "lending.begin", `,"form":{"book":`+text+`,"urgent":false}`).want(t, http.StatusCreated)
	b.post("/v1/trajectories/"+id+"/_correct", "sam", `{"id":"c1","as":{"role":"keeper","organisation":"south"},"reason":`+text+
		`,"of":"own","set":[{"fact":"remark","value":`+text+`}]}`).want(t, http.StatusCreated)
	b.decide(id, "ann", "d8", "main.visit", "").want(t, http.StatusConflict) // refused, with a sentence of the definition
	return s
}

// inert checks that nothing of the marker is alive in an answer.
func inert(t *testing.T, what string, got response) {
	t.Helper()
	media := strings.TrimSpace(strings.Split(got.header.Get("Content-Type"), ";")[0])
	switch media {
	case "text/html":
		for _, part := range live {
			if at := strings.Index(got.body, part); at >= 0 {
				t.Errorf("%s: %s is alive: %s", what, part, got.body[max(0, at-200):min(len(got.body), at+100)])
			}
		}
		if strangeLinks.MatchString(got.body) {
			t.Errorf("%s: a link of the marker's: %s", what, strangeLinks.FindString(got.body))
		}
	case "text/csv":
		sheet := csv.NewReader(strings.NewReader(strings.TrimPrefix(got.body, "\ufeff")))
		sheet.Comma, sheet.FieldsPerRecord = ';', -1
		rows, err := sheet.ReadAll()
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		for _, cell := range slices.Concat(rows...) {
			if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r") {
				t.Errorf("%s: a formula: %s", what, cell)
			}
		}
	case "application/json", "application/problem+json":
		if !json.Valid([]byte(got.body)) {
			t.Errorf("%s: %s", what, got.body)
		}
	case "":
	default:
		t.Errorf("%s: the marker comes as %s", what, media)
	}
}

// strangeLinks lead elsewhere than to a path of ours, an address for mail, a place on the page, or nothing.
var strangeLinks = regexp.MustCompile(`(?i)\b(?:href|src|action|formaction|xlink:href)="\s*(?:javascript|data:[^,]|vbscript|https?:|//|=)[^"]*"`)

// The marker, wherever it can be written, is a text wherever it is read: on every page, in every file, in drawings, and in
// every answer of the API; and so is what stands in an address.
func TestMarkersAreTexts(t *testing.T) {
	t.Parallel()
	s := hostile(t)
	seen := map[string]bool{}
	for _, r := range pageRoutes() {
		p := proofs()[r.name]
		if r.method != http.MethodGet || r.name == "asset" {
			continue
		}
		for _, who := range []string{"ann", "bob", "sam", "ivy", "lou"} {
			for _, lang := range []string{"nl", "en"} {
				got := s.visit(s.pathOf(r, p, who, own), who, "Accept-Language", lang)
				inert(t, r.name+" as "+who, got)
				seen[r.name] = seen[r.name] || got.status < 300 && strings.Contains(got.body, "xss(")
			}
			for _, q := range r.query {
				inert(t, r.name+" with "+q.name, s.visit(s.pathOf(r, proof{path: p.path}, who, own)+"?"+q.name+"="+url.QueryEscape(marker), who))
			}
		}
		// A person's name is on every page of one who has signed in, and words of the definition on every other with content.
		if !seen[r.name] && p.look == "" {
			t.Errorf("the marker cannot be read on %s, so that this proves nothing of it", r.name)
		}
	}
}

// A form that is refused shows what was typed again.
func TestMarkersThatWereTyped(t *testing.T) {
	t.Parallel()
	s := hostile(t)
	form := url.Values{"besluit": {"lending.answer.refuse"}, "als": {"keeper@south"}, "voor": {""}, "deel": {"0"}, "stap": {"0"}, "gelezen": {"0"}, "f.reason": {marker}}
	for _, do := range []string{"show", "record"} {
		form.Set("id", "x"+do)
		form.Set("do", do)
		got := s.press(trajectoryPath(s.ids[own])+"/besluit", "bob", form)
		inert(t, do, got)
		if got.status < 400 && !strings.Contains(got.body, "xss(") && got.status != http.StatusSeeOther {
			t.Errorf("%s: what was typed is gone: %d %s", do, got.status, got.body)
		}
	}
	for _, field := range []string{"id", "besluit", "als", "voor", "deel", "stap", "gelezen", "do", "gebeurd", "lang", "back", "as", "zoek"} {
		for _, path := range []string{trajectoryPath(s.ids[own]) + "/besluit", "/taal", "/namens"} {
			hurt := url.Values{}
			for name, v := range form {
				hurt[name] = v
			}
			hurt.Set(field, marker)
			hurt.Del("token")
			got := s.press(path, "bob", hurt)
			inert(t, path+" "+field, got)
			if got.status >= 500 {
				t.Errorf("%s %s: status %d", path, field, got.status)
			}
		}
	}
}

// What the API tells of the marker is JSON that no browser takes for a page, and the text is what was written.
func TestMarkersInTheAPI(t *testing.T) {
	t.Parallel()
	s := hostile(t)
	told := 0
	for _, r := range routes() {
		if r.method != http.MethodGet || r.open {
			continue
		}
		path := strings.NewReplacer("{id}", s.ids[own], "{decisionId}", "d6", "{name}", "loan", "{version}", "1").Replace(r.path)
		got := s.get(path, "bob").want(t, http.StatusOK)
		inert(t, r.name, got)
		var body any
		if err := json.Unmarshal([]byte(got.body), &body); err != nil {
			t.Fatal(err)
		}
		told += strings.Count(strings.Join(textsOf(body), "\n"), marker)
	}
	if told < 5 {
		t.Errorf("the marker is told %d times", told)
	}
}

// textsOf are all texts of a JSON value.
func textsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var all []string
		for _, m := range v {
			all = append(all, textsOf(m)...)
		}
		return all
	case map[string]any:
		var all []string
		for _, m := range v {
			all = append(all, textsOf(m)...)
		}
		return all
	}
	return nil
}

// A real browser makes nothing of the marker either: no element, no attribute that listens, and nothing that its policy stops.
func TestMarkersInABrowser(t *testing.T) {
	t.Parallel()
	s := hostile(t)
	site := httptest.NewServer(s.server)
	t.Cleanup(site.Close)
	page := browsertest.Open(t, browsertest.Wide)
	for _, r := range pageRoutes() {
		p := proofs()[r.name]
		if p.look != "" {
			continue
		}
		if name, value, signedIn := strings.Cut(s.as(p.as), "="); signedIn {
			page.Cookie(site.URL, name, value)
		}
		page.Forget()
		page.Go(site.URL + s.pathOf(r, p, p.as, own))
		var alive []string
		page.Eval(`[...document.querySelectorAll("img, [onerror], [onfocus], svg script, script:not([src]), iframe, object, embed")].map(e => e.outerHTML)`, &alive)
		if len(alive) > 0 {
			t.Errorf("%s: %q", r.name, alive)
		}
		if list := page.Problems(); len(list) > 0 {
			t.Errorf("%s: %q", r.name, list)
		}
		if more := page.Wide(); more > 0 {
			t.Errorf("%s is %d pixels wider than its window, for a long text", r.name, more)
		}
	}
}
