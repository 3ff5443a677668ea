package main

import (
	"encoding/json"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/cmd/stroom/demo"
)

// apiClient is somebody who uses the API from outside, with the tokens of the people that he may be.
type apiClient struct {
	t      *testing.T
	api    string
	tokens map[string]string // by short name
	tales  map[string]string // trajectories of the demonstration, by what they are about; of journeys only
}

// reply is an answer of the API.
type reply struct {
	status int
	header http.Header
	body   map[string]any
}

// ask sends one request as somebody.
func (c apiClient) ask(by, method, path, body string) reply {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.api+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.tokens[by])
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	r := reply{status: answer.StatusCode, header: answer.Header}
	if err := json.Unmarshal(text, &r.body); err != nil {
		c.t.Fatalf("%s %s: %d %s", method, path, answer.StatusCode, text)
	}
	return r
}

// at follows names and indexes into the body of a reply; nil if there is nothing.
func (r reply) at(path ...any) any {
	var v any = r.body
	for _, p := range path {
		switch p := p.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[p]
		case int:
			l, _ := v.([]any)
			if p >= len(l) {
				return nil
			}
			v = l[p]
		}
	}
	return v
}

// items are the rows of a list that fit.
func (r reply) items(fits func(row map[string]any) bool) []map[string]any {
	var out []map[string]any
	rows, _ := r.body["items"].([]any)
	for _, row := range rows {
		if m, ok := row.(map[string]any); ok && fits(m) {
			out = append(out, m)
		}
	}
	return out
}

var (
	exported = regexp.MustCompile(`(?m)^export (\w+)=(\S+)$`)
	address  = regexp.MustCompile(`(?m)^API=(\S+)$`)
	printed  = regexp.MustCompile(`(?m)^as \$(\w+)(?: -d '([^']*)')? "\$API(\S+)"$`)
)

// pasted reads what `stroom dev` printed, as somebody who pastes it would use it.
func pasted(t *testing.T, text string) (apiClient, []demo.Scene) {
	t.Helper()
	c := apiClient{t: t, tokens: map[string]string{}}
	for _, m := range exported.FindAllStringSubmatch(text, -1) {
		c.tokens[strings.ToLower(m[1])] = m[2]
	}
	if m := address.FindStringSubmatch(text); m != nil {
		c.api = m[1]
	}
	var scenes []demo.Scene
	for _, m := range printed.FindAllStringSubmatch(text, -1) {
		s := demo.Scene{By: strings.ToLower(m[1]), Method: http.MethodGet, Body: m[2], Path: m[3]}
		if s.Body != "" {
			s.Method = http.MethodPost
		}
		scenes = append(scenes, s)
	}
	told := demo.Walk("x", "y", time.Now())
	if len(scenes) != len(told) || c.api == "" {
		t.Fatalf("%d commands were printed for %d scenes:\n%s", len(scenes), len(told), text)
	}
	for i := range scenes {
		scenes[i].About, scenes[i].Status = told[i].About, told[i].Status
	}
	return c, scenes
}

// walk does every scene and returns the answers, by what they are about.
func (c apiClient) walk(scenes []demo.Scene) map[string]reply {
	c.t.Helper()
	answers := map[string]reply{}
	for _, s := range scenes {
		r := c.ask(s.By, s.Method, s.Path, s.Body)
		if r.status != s.Status {
			c.t.Fatalf("%s: %d %v, want %d", s.About, r.status, r.body, s.Status)
		}
		answers[s.About] = r
	}
	return answers
}

// checkWalk looks at what the people of the walk read.
func checkWalk(t *testing.T, answers map[string]reply) (trajectory string) {
	t.Helper()
	refused := answers["Kees proposes a step down, and is refused: the answer names the rule, the values and what is missing"]
	for path, want := range map[string]string{
		"code": "RISK_TOO_OLD", "rule": "recent_risk", "title": "Dit mag nu niet",
		"detail": "Er is geen risicotaxatie die nieuw genoeg is (laatste: geen). Leg eerst een nieuwe vast.",
	} {
		if got := refused.at(path); got != want {
			t.Errorf("the refusal has %s %v, want %q", path, got, want)
		}
	}
	if refused.header.Get("Content-Type") != "application/problem+json" || refused.at("explanation", "failed", 0, "parts", 0, "reads", 0, "name") == nil {
		t.Errorf("the refusal does not name the values: %v", refused.body)
	}
	if got := refused.at("needed", "instead"); got != "main.record_risk" {
		t.Errorf("the refusal says to do %v instead: %v", got, refused.body)
	}

	level := answers["The new level, as Kees sees it"]
	facts, _ := level.at("facts").([]any)
	at := slices.IndexFunc(facts, func(f any) bool { return f.(map[string]any)["name"] == "place" })
	if at < 0 || level.at("facts", at, "value", "level") != "V1" {
		t.Errorf("the place is %v", level.at("facts", max(at, 0)))
	}
	trajectory, _ = level.at("id").(string)

	journal := answers["The journal"]
	decided := journal.items(func(row map[string]any) bool { return row["decision"] == "main.intake.register" })
	if len(decided) != 1 || decided[0]["text"] == "" || decided[0]["at"] == nil {
		t.Errorf("the journal holds %v", decided)
	}
	for _, about := range []string{"What Anna has to do, due first", "What Kees has to do, due first"} {
		work := answers[about].items(func(row map[string]any) bool { return row["trajectory"] == trajectory })
		due := slices.ContainsFunc(work, func(row map[string]any) bool { return row["task"].(map[string]any)["due"] != nil })
		if !due {
			t.Errorf("%s: no task of the walk with a due date", about)
		}
	}
	for _, about := range []string{"What Anna may do now, and why not the rest", "What Kees may do now, and why not the rest"} {
		open := answers[about].items(func(row map[string]any) bool { return row["open"] == true })
		closed := answers[about].items(func(row map[string]any) bool {
			explanation, _ := row["explanation"].(map[string]any)
			return row["open"] == false && explanation["text"] != ""
		})
		all := answers[about].items(func(map[string]any) bool { return true })
		if len(open) == 0 || len(closed) == 0 || len(open)+len(closed) != len(all) {
			t.Errorf("%s: %d open, %d explained, of %d", about, len(open), len(closed), len(all))
		}
	}
	if refusals := answers["What was refused to Kees"].items(func(row map[string]any) bool { return row["code"] == "RISK_TOO_OLD" }); len(refusals) != 1 {
		t.Errorf("the ledger has %d refusals", len(refusals))
	}
	return trajectory
}
