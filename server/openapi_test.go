package server

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// document is what clients get, read back.
func document(t *testing.T) map[string]any {
	t.Helper()
	got := newBench(t).send(http.MethodGet, "/v1/openapi.json", "", "").want(t, http.StatusOK)
	var doc map[string]any
	if err := json.Unmarshal([]byte(got.body), &doc); err != nil {
		t.Fatal(err)
	}
	return doc
}

// at goes down a document by names.
func at(v any, names ...string) any {
	for _, n := range names {
		m, _ := v.(map[string]any)
		v = m[n]
	}
	return v
}

// operations are all operations of a document, by "METHOD path" as echo knows it.
func operations(doc map[string]any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for path, item := range at(doc, "paths").(map[string]any) {
		prefix := "/v1"
		if at(item, "servers") != nil {
			prefix = ""
		}
		for method, op := range item.(map[string]any) {
			if method != "parameters" && method != "servers" {
				full := prefix + strings.NewReplacer("{", ":", "}", "").Replace(path)
				out[strings.ToUpper(method)+" "+full] = op.(map[string]any)
			}
		}
	}
	return out
}

func TestDocumentAndRoutesAreTheSame(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var served []string
	for _, r := range b.server.echo.Routes() {
		if r.Method != http.MethodHead && !isPagePath(r.Path) { // OpenAPI leaves HEAD to be understood, and is about the API alone
			served = append(served, r.Method+" "+r.Path)
		}
	}
	var told []string
	for name := range operations(document(t)) {
		told = append(told, name)
	}
	slices.Sort(served)
	slices.Sort(told)
	if !slices.Equal(served, told) {
		t.Errorf("served:\n%s\ntold:\n%s", strings.Join(served, "\n"), strings.Join(told, "\n"))
	}
}

// The design rules that look at the document. Source: NL GOV API Design Rules 2.1.0 and 2.2.0-rc.1.
func TestDocumentKeepsTheDesignRules(t *testing.T) {
	t.Parallel()
	doc := document(t)
	if at(doc, "openapi") != "3.0.3" {
		t.Error("not OpenAPI 3.0.3") // doc-openapi
	}
	if at(doc, "paths", "/openapi.json") == nil {
		t.Error("the document does not tell of itself") // publish-openapi
	}
	if at(doc, "paths", "/openapi.json", "get", "responses", "200", "headers", "access-control-allow-origin") == nil {
		t.Error("the document does not say that every origin may read it") // cors
	}
	for _, name := range []string{"name", "email", "url"} { // doc-openapi-contact
		if text, _ := at(doc, "info", "contact", name).(string); text == "" {
			t.Errorf("contact has no %s", name)
		}
	}
	if v, _ := at(doc, "info", "version").(string); !regexp.MustCompile(`^\d+\.\d+\.\d+$`).MatchString(v) || v != Version { // semver
		t.Errorf("version %q", v)
	}
	for _, s := range at(doc, "servers").([]any) { // uri-version
		if url, _ := at(s, "url").(string); !regexp.MustCompile(`^https://[^/]+/v\d+$`).MatchString(url) {
			t.Errorf("server %q", url)
		}
	}
	segment := regexp.MustCompile(`^(_?[a-z0-9]+(-[a-z0-9]+)*|\{[a-z][A-Za-z]*\}|openapi\.json)$`)
	for path := range at(doc, "paths").(map[string]any) {
		if path != "/" && strings.HasSuffix(path, "/") { // no-trailing-slash
			t.Errorf("path %s ends in a slash", path)
		}
		for part := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") { // path-segments-kebab-case
			if part != "" && !segment.MatchString(part) {
				t.Errorf("path %s has the segment %s", path, part)
			}
		}
	}
	ids := map[string]bool{}
	for name, op := range operations(doc) {
		checkOperation(t, name, op)
		id, _ := op["operationId"].(string)
		if id == "" || ids[id] {
			t.Errorf("%s: operationId %q", name, id)
		}
		ids[id] = true
	}
}

func checkOperation(t *testing.T, name string, op map[string]any) {
	t.Helper()
	for _, p := range listOf(op["parameters"]) { // query-keys-camel-case
		if at(p, "in") == "query" && !camelCase.MatchString(at(p, "name").(string)) {
			t.Errorf("%s: parameter %v", name, at(p, "name"))
		}
	}
	responses := op["responses"].(map[string]any)
	for status, response := range responses {
		if at(response, "headers", "API-Version") == nil { // version-header
			t.Errorf("%s: %s without API-Version", name, status)
		}
		content, _ := at(response, "content").(map[string]any)
		if _, problem := content["application/problem+json"]; problem != (status >= "400") { // problem-details
			t.Errorf("%s: %s answers with %v", name, status, content)
		}
	}
	if responses["400"] == nil { // invalid-input
		t.Errorf("%s: no 400", name)
	}
	_, hasBody := op["requestBody"]
	if hasBody != strings.HasPrefix(name, "POST") {
		t.Errorf("%s: body %v", name, hasBody)
	}
}

func listOf(v any) []any {
	list, _ := v.([]any)
	return list
}

func TestReferencesOfTheDocumentResolve(t *testing.T) {
	t.Parallel()
	doc := document(t)
	used := map[string]bool{}
	walk(doc, func(_ string, v map[string]any) {
		ref, is := v["$ref"].(string)
		if !is {
			return
		}
		used[ref] = true
		if at(doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
		if len(v) != 1 {
			t.Errorf("%s has company, which OpenAPI 3.0 does not read: %v", ref, v)
		}
	})
	for _, kind := range []string{"schemas", "headers"} {
		for name := range at(doc, "components", kind).(map[string]any) {
			if !used["#/components/"+kind+"/"+name] && kind == "schemas" {
				t.Errorf("nobody uses %s", name)
			}
		}
	}
}

func walk(v any, visit func(name string, v map[string]any)) { walkNamed("", v, visit) }

func walkNamed(name string, v any, visit func(string, map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		visit(name, v)
		for n, member := range v {
			walkNamed(n, member, visit)
		}
	case []any:
		for _, member := range v {
			walkNamed(name, member, visit)
		}
	}
}

// Names of properties, formats of moments, and words that would show what we are made of.
func TestSchemasOfTheDocument(t *testing.T) {
	t.Parallel()
	doc := document(t)
	for name, schema := range at(doc, "components", "schemas").(map[string]any) {
		properties, _ := at(schema, "properties").(map[string]any)
		for property, p := range properties {
			if !camelCase.MatchString(property) {
				t.Errorf("%s.%s is not camelCase", name, property)
			}
			if strings.HasPrefix(name, "Engine") {
				continue // the format of traces, which has its own page
			}
			if at(p, "description") == nil {
				t.Errorf("%s.%s has no description", name, property)
			}
			moment := slices.Contains([]string{"at", "since", "due", "from", "started", "ended", "settled", "received", "recorded", "publishedAt", "occurred", "dueBefore"}, property)
			if moment != (at(p, "format") == "date-time") {
				t.Errorf("%s.%s: format %v", name, property, at(p, "format"))
			}
		}
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, inside := range []string{"workflow", "taskQueue", "signal", "temporal", "gorm", "postgres", "sqlite", "echo", "golang"} { // hide-implementation
		if strings.Contains(strings.ToLower(string(text)), strings.ToLower(inside)) {
			t.Errorf("the document says %q", inside)
		}
	}
}

// Everything that people read in the document, and in problems, is Dutch at level B1 as far as a machine can tell: short
// sentences, and no words of the list. Source: ecosystem notes on B1; the limits are theirs.
func TestDutchIsPlain(t *testing.T) {
	t.Parallel()
	var texts []string
	walk(document(t), func(_ string, v map[string]any) {
		for _, name := range []string{"description", "summary"} {
			if text, is := v[name].(string); is {
				texts = append(texts, text)
			}
		}
	})
	for _, m := range meanings {
		texts = append(texts, m.title.NL, m.detail.NL)
		if m.title.EN == "" || m.detail.EN == "" {
			t.Errorf("no English beside %q", m.title.NL)
		}
	}
	difficult := regexp.MustCompile(`(?i)\b(betreffende|verstrekken|relevant|creëren|middels|teneinde|inzake|conform|dient te|alsmede|onderhavig|geschieden|indien|derhalve)\b`)
	words, sentences := 0, 0
	for _, text := range texts {
		text, _, _ = strings.Cut(text, " Code: ") // a list for programs
		if text == "" || !unicode.IsUpper([]rune(text)[0]) && !strings.HasPrefix(text, "open of") && !strings.HasPrefix(text, "ok") &&
			!strings.HasPrefix(text, "error of") && !strings.HasPrefix(text, "published") && !strings.HasPrefix(text, "accepted") {
			t.Errorf("does not begin like a sentence: %q", text)
		}
		if bad := difficult.FindString(text); bad != "" {
			t.Errorf("%q in %q", bad, text)
		}
		for sentence := range strings.SplitSeq(strings.NewReplacer("? ", ". ", ": ", ". ").Replace(text), ". ") {
			n := len(strings.Fields(sentence))
			words, sentences = words+n, sentences+1
			if n > 20 {
				t.Errorf("%d words in %q", n, sentence)
			}
		}
	}
	if mean := float64(words) / float64(sentences); mean > 12 {
		t.Errorf("%.1f words a sentence", mean)
	}
}
