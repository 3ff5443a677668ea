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

// TestChecks compiles, for every code, a file that is wrong and the same file put right. What is wrong must be found as the
// golden file shows it, whole; what is right must give no diagnostic at all.
func TestChecks(t *testing.T) {
	t.Parallel()
	for _, page := range stroomschema.Codes() {
		t.Run(page.Code, func(t *testing.T) {
			t.Parallel()
			name := page.Code + ".bad.yaml"
			text := readFile(t, filepath.Join(checks, name))
			got := diag.Text(findings(t, name, text), map[string][]byte{name: text})
			golden := filepath.Join(checks, page.Code+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := string(readFile(t, golden)); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
			if !strings.Contains(got, page.Severity.String()+" "+page.Code+":") {
				t.Errorf("%s is not found in its own example:\n%s", page.Code, got)
			}
			name = page.Code + ".good.yaml"
			text = readFile(t, filepath.Join(checks, name))
			if got := findings(t, name, text); len(got) > 0 {
				t.Errorf("the right file is not right:\n%s", diag.Text(got, map[string][]byte{name: text}))
			}
		})
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
