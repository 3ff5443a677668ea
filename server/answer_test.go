package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// checkAnswer holds every answer of every test to what all answers have in common.
// Source: NL GOV API Design Rules 2.1 and 2.2 (transport, version-header, problem-details, date-time).
func checkAnswer(t testing.TB, r *http.Request, got response) {
	t.Helper()
	if isPage(r) {
		checkPage(t, r, got)
		return
	}
	for name, want := range map[string]string{
		"API-Version":               "1.0.0",
		"Cache-Control":             "no-store",
		"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
		"Referrer-Policy":           "no-referrer",
		"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
		"X-Content-Type-Options":    "nosniff",
		"X-Frame-Options":           "DENY",
		"Vary":                      "Accept-Language",
	} {
		if values := got.header.Values(name); len(values) != 1 || values[0] != want {
			t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.URL.Path, name, values, want)
		}
	}
	if !traceForm.MatchString(got.header.Get("Traceparent")) {
		t.Errorf("Traceparent %q", got.header.Get("Traceparent"))
	}
	if lang := got.header.Get("Content-Language"); lang != "nl" && lang != "en" {
		t.Errorf("Content-Language %q", lang)
	}
	if origin := got.header.Get("Access-Control-Allow-Origin"); (origin == "*") != (r.URL.Path == "/v1/openapi.json" && got.status == http.StatusOK) {
		t.Errorf("%s: Access-Control-Allow-Origin %q", r.URL.Path, origin)
	}
	if got.header.Get("Server") != "" || got.header.Get("X-Powered-By") != "" {
		t.Error("the answer says what it is made with")
	}
	if r.Method == http.MethodHead {
		if got.body != "" {
			t.Errorf("HEAD has a body: %s", got.body)
		}
		return
	}
	if got.status >= 400 {
		checkProblem(t, r, got)
		return
	}
	if got.status != http.StatusNoContent && strings.HasPrefix(got.header.Get("Content-Type"), "application/json") {
		var body any
		if err := json.Unmarshal([]byte(got.body), &body); err != nil {
			t.Fatalf("%s %s: %v in %s", r.Method, r.URL.Path, err, got.body)
		}
		if r.URL.Path != "/v1/openapi.json" {
			checkBody(t, "", body)
		}
	}
}

func checkProblem(t testing.TB, r *http.Request, got response) {
	t.Helper()
	if media := got.header.Get("Content-Type"); media != "application/problem+json" {
		t.Errorf("%s %s: Content-Type %q of a problem", r.Method, r.URL.Path, media)
	}
	var p Problem
	dec := json.NewDecoder(strings.NewReader(got.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&p); err != nil {
		t.Fatalf("%s %s: problem %v in %s", r.Method, r.URL.Path, err, got.body)
	}
	trace := strings.Split(got.header.Get("Traceparent"), "-")[1]
	if p.Status != got.status || p.Title == "" || p.Detail == "" || !strings.HasPrefix(p.Type, "urn:stroom:") || p.Code == "" || p.Instance != "urn:stroom:trace:"+trace {
		t.Errorf("%s %s: incomplete problem %s", r.Method, r.URL.Path, got.body)
	}
	for _, f := range p.Faults {
		if f.Code == "" || f.Text == "" {
			t.Errorf("fault without words: %+v", f)
		}
	}
	waits := got.status == http.StatusTooManyRequests || got.status == http.StatusServiceUnavailable
	for name, needed := range map[string]bool{
		"Retry-After": waits, "WWW-Authenticate": got.status == http.StatusUnauthorized, "Allow": got.status == http.StatusMethodNotAllowed,
	} {
		if (got.header.Get(name) != "") != needed {
			t.Errorf("%s %s: status %d with %s %q", r.Method, r.URL.Path, got.status, name, got.header.Get(name))
		}
	}
	for _, inside := range []string{"goroutine", ".go:", "panic", "sql", "temporal", "echo"} {
		if strings.Contains(strings.ToLower(got.body), inside) {
			t.Errorf("the problem tells of the inside: %s", got.body)
		}
	}
}

var camelCase = regexp.MustCompile(`^[a-z][a-z\d]*([A-Z][a-z\d]*)*$`)

// checkBody walks an answer: property names in camelCase, moments in UTC with capital letters.
func checkBody(t testing.TB, path string, v any) {
	t.Helper()
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			// What stands in `value` is of the definition, whose names have their own form.
			if !camelCase.MatchString(name) && !strings.Contains(path, ".value") {
				t.Errorf("property %s.%s is not camelCase", path, name)
			}
			checkBody(t, path+"."+name, member)
		}
	case []any:
		for _, member := range v {
			checkBody(t, path, member)
		}
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil && !strings.HasSuffix(v, "Z") {
			t.Errorf("%s: moment %s is not in UTC (%s)", path, v, at)
		}
	}
}
