package stroomschema_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const checks = "testdata/check"

// TestChecks compiles, for every code, a file that is wrong and the same file put right; of some codes there are several,
// called CODE-what. What is wrong must be found as the golden file shows it, whole; what is right must give no diagnostic.
func TestChecks(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob(filepath.Join(checks, "*.bad.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, file := range cases {
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		code, _, _ := strings.Cut(name, "-")
		seen[code] = true
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			checkCase(t, name, code)
		})
	}
	for _, page := range stroomschema.Codes() {
		if !seen[page.Code] {
			t.Errorf("%s has no example", page.Code)
		}
	}
}

func checkCase(t *testing.T, name, code string) {
	page, ok := stroomschema.Explain(code)
	if !ok {
		t.Fatalf("there is no code %s", code)
	}
	bad := name + ".bad.yaml"
	text := readFile(t, filepath.Join(checks, bad))
	got := diag.Text(findings(t, bad, text), map[string][]byte{bad: text})
	golden := filepath.Join(checks, name+".golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(readFile(t, golden)); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if !strings.Contains(got, page.Severity.String()+" "+code+":") {
		t.Errorf("%s is not found in its own example:\n%s", code, got)
	}
	good := name + ".good.yaml"
	text = readFile(t, filepath.Join(checks, good))
	if got := findings(t, good, text); len(got) > 0 {
		t.Errorf("the right file is not right:\n%s", diag.Text(got, map[string][]byte{good: text}))
	}
}

// findings compiles a definition, or reads a scenario against the definition of the loan.
func findings(t *testing.T, name string, text []byte) diag.List {
	t.Helper()
	options := stroomschema.Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(checks, name)) }}
	if !bytes.HasPrefix(text, []byte("scenario:")) {
		def, found := stroomschema.Compile(name, text, options)
		if (def == nil) != found.HasErrors() {
			t.Errorf("there is a definition: %v, and errors: %v", def != nil, found.HasErrors())
		}
		return found
	}
	def, found := stroomschema.Compile("loan.yaml", readFile(t, filepath.Join(checks, "loan.yaml")), options)
	if def == nil {
		t.Fatal(found)
	}
	scenario, found := stroomschema.ParseScenario(name, text, def)
	if (scenario == nil) != found.HasErrors() {
		t.Errorf("there is a scenario: %v, and errors: %v", scenario != nil, found.HasErrors())
	}
	return found
}

func readFile(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestCodes holds the table of codes together: in order, each once, each with its page in both languages.
func TestCodes(t *testing.T) {
	t.Parallel()
	previous := ""
	for _, page := range stroomschema.Codes() {
		if page.Code <= previous {
			t.Errorf("%s comes after %s", page.Code, previous)
		}
		previous = page.Code
		for _, text := range []string{page.Title.NL, page.Title.EN, page.Why.NL, page.Why.EN} {
			if text == "" {
				t.Errorf("%s lacks a text", page.Code)
			}
		}
		if got, ok := stroomschema.Explain(page.Code); !ok || got != page {
			t.Errorf("%s is not explained", page.Code)
		}
	}
	if _, ok := stroomschema.Explain("SS000"); ok {
		t.Error("SS000 is explained")
	}
}
