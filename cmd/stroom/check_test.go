package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A definition with faults in YAML, in names, in texts, in flows and inside a condition: all of them, each with its place,
// caret and hint.
func TestCheckTellsAllFaults(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, nil, "check", "testdata/faulty.yaml")
	if code != exitFound || stderr != "" {
		t.Errorf("exit %d, %s", code, stderr)
	}
	golden(t, "faulty.txt", stdout)

	code, stdout, stderr = run(t, nil, "check", "--json", "testdata/faulty.yaml")
	if code != exitFound || stderr != "" {
		t.Errorf("--json: exit %d, %s", code, stderr)
	}
	golden(t, "faulty.json", stdout)
}

func TestCheckOfGoodDefinitions(t *testing.T) {
	t.Parallel()
	shipped, err := filepath.Glob("../../definitions/*/v1.yaml")
	if err != nil || len(shipped) == 0 {
		t.Fatal("no definitions found", err)
	}
	files := append(shipped, "testdata/street_party/v1.yaml")
	code, stdout, stderr := run(t, nil, append([]string{"check"}, files...)...)
	if want := "0 errors, 0 warnings in " + count(len(files), "file") + "\n"; code != exitOK || stdout != want || stderr != "" {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, _ = run(t, nil, "check", "--json", "testdata/street_party/v1.yaml")
	if want := "{\n  \"errors\": 0,\n  \"warnings\": 0,\n  \"findings\": []\n}\n"; code != exitOK || stdout != want {
		t.Errorf("--json: exit %d\n%s", code, stdout)
	}
}

// A fault in a part has the place of the part, seen from where the command runs.
func TestCheckNamesThePart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text, err := os.ReadFile("testdata/street_party/v1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	whole := string(text)
	from, to := strings.Index(whole, "words:\n"), strings.Index(whole, "roles:\n")
	words := strings.Replace(whole[from:to], "dag van het feest", "dag van het feest\", xx: \"day", 1)
	for name, content := range map[string]string{
		"v1.yaml": whole[:from] + "parts: [v1.words.yaml]\n" + whole[to:], "v1.words.yaml": words,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, _ := run(t, nil, "check", filepath.Join(dir, "v1.yaml"))
	if code != exitFound || !strings.HasPrefix(stdout, filepath.Join(dir, "v1.words.yaml")+":2:") || !strings.Contains(stdout, "^") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}

// A hostile file gets a diagnostic, whatever it holds.
func TestCheckOfHostileFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"empty": "", "binary": "\x00\x01\xff", "long": strings.Repeat("a: b\n", 100_000), "deep": strings.Repeat("[", 100_000),
		"alias": "a: &a [1]\nb: *a\n", "scalar": "hello", "two": "a: 1\n---\nb: 2\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := run(t, nil, "check", "--json", file)
		var result checked
		if err := json.Unmarshal([]byte(stdout), &struct{ Errors *int }{&result.Errors}); err != nil || code != exitFound || result.Errors == 0 {
			t.Errorf("%s: exit %d, %v\n%.200s%s", name, code, err, stdout, stderr)
		}
	}
	if code, _, stderr := run(t, nil, "check", dir); code != exitUsage || !strings.Contains(stderr, "is a directory") {
		t.Errorf("a folder: exit %d, %s", code, stderr)
	}
}

func TestScenariosArePlayed(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, nil, "test", "testdata/street_party")
	if code != exitFound || stderr != "" {
		t.Errorf("exit %d, %s", code, stderr)
	}
	golden(t, "street_party.txt", stdout)
	code, stdout, _ = run(t, nil, "test", "--json", "testdata/street_party")
	if code != exitFound {
		t.Errorf("--json: exit %d", code)
	}
	golden(t, "street_party.json", stdout)
}

// A fault of the definition is told once, however many scenarios meet it; and what happened until an event once, however
// many of its expectations are not met.
func TestScenariosDoNotRepeatThemselves(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/street_party/v1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	scenario := `scenario: "S"
people:
  anna: {person: anna, role: resident, organisation: elm-street}
start: {at: "2026-05-04 09:00", by: anna, with: {street: Elm Street, day: 2026-06-20}}
events:
  - {at: "2026-05-04 09:01", wait: yes, then: {facts: {party_day: unset}, incidents: 1}}
`
	play := func(definition string) string {
		t.Helper()
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "scenarios"), 0o700); err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string]string{"v1.yaml": definition, "scenarios/a.yaml": scenario, "scenarios/b.yaml": scenario} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		code, stdout, stderr := run(t, nil, "test", dir)
		if code != exitFound || stderr != "" {
			t.Errorf("exit %d, %s", code, stderr)
		}
		return strings.ReplaceAll(stdout, filepath.ToSlash(dir), "DIR")
	}
	failed := func(file string) string {
		return `FAIL  S
  DIR/scenarios/` + file + `:6:56: party_day
    |
  6 |   - {at: "2026-05-04 09:01", wait: yes, then: {facts: {party_day: unset}, incidents: 1}}
    |                                                        ^^^^^^^^^^^^^^^^
    expected | actual
    unset    | 2026-06-20
    what happened until then
      Monday 4 May 2026
        09:00  anna begins main with street "Elm Street", day 2026-06-20
                 party resident: elm-street
                 main stands at decide
                 party_day becomes 2026-06-20
        09:01  time passes

  DIR/scenarios/` + file + `:6:75: open incidents
    |
  6 |   - {at: "2026-05-04 09:01", wait: yes, then: {facts: {party_day: unset}, incidents: 1}}
    |                                                                           ^^^^^^^^^^^^
    expected | actual
    1        | 0
`
	}
	if got, want := play(string(text)), failed("a.yaml")+failed("b.yaml")+"0 of 2 scenarios passed, 4 checks\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	got := play(strings.Replace(string(text), "calendar: nl@1", "calendar: nl@7", 1))
	want := `FAIL  DIR/scenarios/a.yaml
  DIR/v1.yaml:5:11: error SS601: there is no calendar "nl@7"
    |
  5 | calendar: nl@7
    |           ^^^^
    = did you mean "nl@1"?
FAIL  DIR/scenarios/b.yaml
  DIR/v1.yaml has the errors that are told above
0 of 2 scenarios passed, 0 checks
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The acceptance cases of the shipped definitions.
func TestShippedScenariosPass(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob("../../definitions/*/scenarios")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no scenarios found", err)
	}
	for _, dir := range dirs {
		code, stdout, stderr := run(t, nil, "test", filepath.Dir(dir))
		if code != exitOK {
			t.Errorf("exit %d\n%s%s", code, stdout, stderr)
		}
	}
}

func TestFoldersThatCannotBePlayed(t *testing.T) {
	t.Parallel()
	bare, empty := t.TempDir(), t.TempDir()
	for _, name := range []string{filepath.Join(bare, "v1.yaml"), filepath.Join(empty, "v1.yaml")} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(empty, "scenarios"), 0o700); err != nil {
		t.Fatal(err)
	}
	for dir, says := range map[string]string{
		"no-such-folder": "read no-such-folder: no such file or directory",
		"testdata/help":  "testdata/help holds no definition: no v1.yaml",
		bare:             "no such file or directory",
		empty:            "holds no scenarios",
	} {
		if code, _, stderr := run(t, nil, "test", dir); code != exitUsage || !strings.Contains(stderr, says) {
			t.Errorf("%s: exit %d, %s", dir, code, stderr)
		}
	}
}
