package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stroom/workflows/simulate"
)

// passing is the street party with the scenario that passes only.
const passing = "^A party"

func TestCoverageOfScenarios(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := run(t, nil, "test", "--run", passing, "--coverage", "testdata/street_party")
	if code != exitOK || stderr != "" {
		t.Errorf("exit %d, %s", code, stderr)
	}
	golden(t, "coverage.txt", stdout)

	code, stdout, _ = run(t, nil, "test", "--run", passing, "--coverage-min", "steps=100,rules=50", "--json", "testdata/street_party")
	var result struct {
		Coverage []simulate.Report
		Missed   []string
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil || code != exitOK || len(result.Coverage) != 1 || result.Missed != nil {
		t.Fatalf("exit %d, %v\n%s", code, err, stdout)
	}
	if r := result.Coverage[0]; r.Definition != "street_party@1" || r.Arrows.Of != 7 || r.Arrows.Reached != 3 || len(r.Arrows.Gaps) != 4 {
		t.Errorf("%+v", r)
	}

	code, stdout, _ = run(t, nil, "test", "--run", passing, "--coverage-min", "arrows=50", "testdata/street_party")
	if code != exitFound || !strings.HasSuffix(stdout, "\nstreet_party@1: arrows covered for 42.8%, below 50.0%\n") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}

func TestReportsOfScenarios(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	picture, report := filepath.Join(dir, "c.svg"), filepath.Join(dir, "r.xml")
	code, _, stderr := run(t, nil, "test", "--run", passing, "--coverage-diagram", picture, "--junit", report, "testdata/street_party")
	if code != exitOK || stderr != "" {
		t.Fatalf("exit %d, %s", code, stderr)
	}
	for file, want := range map[string][]string{
		picture: {"<svg ", "sd-covered", "sd-missed"},
		report:  {`<testsuites name="stroom test" tests="1" failures="0" errors="0">`, `<testcase name="A party is allowed"`},
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range want {
			if !strings.Contains(string(text), part) {
				t.Errorf("%s lacks %s", file, part)
			}
		}
	}
	if code, _, stderr := run(t, nil, "test", "--junit", filepath.Join(dir, "no", "such", "r.xml"), "testdata/street_party"); code != exitFound || !strings.Contains(stderr, "no such file or directory") {
		t.Errorf("a report that cannot be written: exit %d, %s", code, stderr)
	}
}

func TestWrongCallsOfTest(t *testing.T) {
	t.Parallel()
	for says, args := range map[string][]string{
		"--run: error parsing regexp":                                {"--run", "(", "testdata/street_party"},
		`no scenario has a title or file name that matches "zebra"`:  {"--run", "zebra", "testdata/street_party"},
		`--coverage-min: "steps" is no minimum`:                      {"--coverage-min", "steps", "testdata/street_party"},
		"--watch is for people; leave out --json":                    {"--watch", "--json", "testdata/street_party"},
		"read no-such-folder: no such file or directory":             {"--watch", "no-such-folder"},
		"--coverage-diagram draws one definition, and these were pl": {"--coverage-diagram", filepath.Join(t.TempDir(), "c.svg"), "testdata/street_party", "testdata/street_party"},
	} {
		code, stdout, stderr := run(t, nil, append([]string{"test"}, args...)...)
		if code != exitUsage || stdout != "" || !strings.HasPrefix(stderr, "stroom test: "+says) {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

// Watching plays at once and ends with the call; on no terminal it clears no screen.
func TestWatchingEnds(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	var stdout, stderr bytes.Buffer
	m := Main{
		Stdout: writerFunc(func(p []byte) (int, error) {
			if bytes.Contains(p, []byte("watching")) {
				stop()
			}
			return stdout.Write(p)
		}),
		Stderr: &stderr, Getenv: func(string) (string, bool) { return "", false }, Environ: func() []string { return nil },
		Now: func() time.Time { return time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC) },
	}
	code := m.Run(ctx, []string{"test", "--watch", "--run", passing, "testdata/street_party"})
	want := "ok    A party is allowed (3 events, 5 checks)\n1 of 1 scenario passed, 5 checks\n\n09:00:00  watching testdata/street_party; Ctrl-C ends\n"
	if code != exitOK || stdout.String() != want || stderr.Len() > 0 {
		t.Errorf("exit %d\n%s%s", code, &stdout, &stderr)
	}
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
