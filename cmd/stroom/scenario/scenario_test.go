package scenario_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stroom/cmd/stroom/scenario"
	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s", file, got)
	}
}

// compile compiles a definition without parts.
func compile(file string, opts stroomschema.Options, sources map[string][]byte) (*stroomschema.Definition, diag.List, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	sources[filepath.ToSlash(file)] = text
	def, found := stroomschema.Compile(filepath.ToSlash(file), text, opts)
	return def, found, nil
}

const street = "../testdata/street_party"

func play(t *testing.T, opts scenario.Options, dirs ...string) scenario.Run {
	t.Helper()
	run, err := scenario.Play(dirs, opts, compile)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func TestCoverageText(t *testing.T) {
	t.Parallel()
	run := play(t, scenario.Options{Coverage: true}, street)
	if len(run.Coverage) != 1 || len(run.Definitions) != 1 {
		t.Fatalf("%d reports of %d definitions", len(run.Coverage), len(run.Definitions))
	}
	golden(t, "coverage.txt", scenario.CoverageText(run.Coverage[0]))
	if plain := play(t, scenario.Options{}, street); plain.Coverage != nil || plain.Passed != run.Passed || plain.Checks != run.Checks {
		t.Errorf("without coverage: %d reports, %d passed, %d checks; with: %d, %d", len(plain.Coverage), plain.Passed, plain.Checks, run.Passed, run.Checks)
	}
}

func TestOnlySomeScenarios(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"^A party":     "ok    A party is allowed (3 events, 5 checks)\n1 of 1 scenario passed, 5 checks\n",
		"1-.*yaml$":    "ok    A party is allowed (3 events, 5 checks)\n1 of 1 scenario passed, 5 checks\n",
		"(?i)a PARTY ": "ok    A party is allowed (3 events, 5 checks)\n1 of 1 scenario passed, 5 checks\n",
	} {
		if got := play(t, scenario.Options{Only: regexp.MustCompile(pattern)}, street).Text(); got != want {
			t.Errorf("%s\n%s", pattern, got)
		}
	}
	_, err := scenario.Play([]string{street}, scenario.Options{Only: regexp.MustCompile("nothing like it")}, compile)
	if err == nil || err.Error() != `no scenario has a title or file name that matches "nothing like it"` {
		t.Error(err)
	}
}

// A shell's * names plain files too.
func TestPlainFilesArePassedOver(t *testing.T) {
	t.Parallel()
	run := play(t, scenario.Options{}, street+"/v1.yaml", street)
	if len(run.Scenarios) != 3 {
		t.Errorf("%d scenarios", len(run.Scenarios))
	}
	_, err := scenario.Play([]string{street + "/v1.yaml"}, scenario.Options{}, compile)
	if err == nil || err.Error() != street+"/v1.yaml is no folder" {
		t.Error(err)
	}
}

func TestMinimum(t *testing.T) {
	t.Parallel()
	for _, wrong := range []string{"", "steps", "steps=", "steps=101", "steps=-1", "steps=NaN", "stairs=5", "steps=1,steps=2", "steps=1,,rules=2"} {
		if m, err := scenario.ParseMinimum(wrong); err == nil || !strings.Contains(err.Error(), "is no minimum") {
			t.Errorf("%q is read as %v, %v", wrong, m, err)
		}
	}
	run := play(t, scenario.Options{Coverage: true}, street)
	for text, want := range map[string]string{
		"steps=100":                             "",
		"steps=100, arrows=85.7,conditions=100": "",
		"steps=100,rules=0,arrows=90":           "street_party@1: arrows covered for 85.7%, below 90.0%",
	} {
		m, err := scenario.ParseMinimum(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(m.Missed(run.Coverage), "\n"); got != want {
			t.Errorf("%s\n%s", text, got)
		}
	}
}
