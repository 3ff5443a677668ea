package scenario_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stroom/cmd/stroom/scenario"
)

// desk is a folder in which somebody works while it is watched.
type desk struct {
	t     *testing.T
	dir   string
	clock time.Time
	runs  []string // what each run found
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: t.TempDir(), clock: time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)}
	if err := os.Mkdir(filepath.Join(d.dir, "scenarios"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"v1.yaml", "scenarios/1-allowed.yaml"} {
		text, err := os.ReadFile(filepath.Join(street, name))
		if err != nil {
			t.Fatal(err)
		}
		d.write(name, string(text))
	}
	return d
}

func (d *desk) text(name string) string {
	d.t.Helper()
	text, err := os.ReadFile(filepath.Join(d.dir, name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(text)
}

// write writes a file a second after the one before: the clock of the file system may be coarser than a test is fast.
func (d *desk) write(name, text string) {
	d.t.Helper()
	file := filepath.Join(d.dir, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.clock = d.clock.Add(time.Second)
	if err := os.Chtimes(file, d.clock, d.clock); err != nil {
		d.t.Fatal(err)
	}
}

// watch plays the folder while one thing after another happens between two looks; nil is a look at which nothing happens.
func (d *desk) watch(happens ...func()) {
	d.t.Helper()
	ended := errors.New("ended")
	wait := func(context.Context) error {
		if len(happens) == 0 {
			return ended
		}
		if next := happens[0]; next != nil {
			next()
		}
		happens = happens[1:]
		return nil
	}
	err := scenario.Watch(context.Background(), []string{d.dir}, wait, func() {
		run, err := scenario.Play([]string{d.dir}, scenario.Options{}, compile)
		switch {
		case err != nil:
			d.runs = append(d.runs, "error")
		case run.Failed == 0:
			d.runs = append(d.runs, "passed")
		case len(run.Scenarios[0].Findings) > 0:
			d.runs = append(d.runs, "broken")
		default:
			d.runs = append(d.runs, "failed")
		}
	})
	if !errors.Is(err, ended) {
		d.t.Fatal(err)
	}
}

func (d *desk) found(want string) {
	d.t.Helper()
	if got := strings.Join(d.runs, " "); got != want {
		d.t.Errorf("runs: %s; want %s", got, want)
	}
}

// Every change makes one run: of the definition, of a scenario, of a part that comes or goes; and one that breaks a file is
// told like any other.
func TestWatch(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	definition, allowed := d.text("v1.yaml"), d.text("scenarios/1-allowed.yaml")
	d.watch(
		nil, nil,
		func() { d.write("v1.yaml", strings.Replace(definition, "10 working days", "9 working days", 1)) }, nil,
		nil,
		func() { d.write("v1.yaml", "flows: [") }, nil,
		func() { d.write("v1.yaml", definition) }, nil,
		func() { d.write("scenarios/1-allowed.yaml", strings.Replace(allowed, "2026-05-20", "2026-05-21", 1)) }, nil,
		func() { d.write("scenarios/1-allowed.yaml", allowed) }, nil,
		func() { d.write("v1.words.yaml", "words: {}\n") }, nil,
		func() { d.write("notes.txt", "no YAML") }, nil,
	)
	d.found("passed failed broken passed failed passed passed")
}

// An editor that writes beside the file and renames, in several looks, makes one run; a folder that is gone and back, two.
func TestWatchSurvivesEditors(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	definition := d.text("v1.yaml")
	file, away := filepath.Join(d.dir, "v1.yaml"), filepath.Join(d.dir, ".v1.yaml.swp")
	rename := func(from, to string) func() {
		return func() {
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.watch(
		rename(file, away),
		func() { d.write("v1.yaml", definition[:100]) },
		func() { d.write("v1.yaml", strings.Replace(definition, "10 working days", "9 working days", 1)) },
		nil, nil,
		rename(filepath.Join(d.dir, "scenarios"), filepath.Join(d.dir, ".hidden")), nil,
		rename(filepath.Join(d.dir, ".hidden"), filepath.Join(d.dir, "scenarios")), nil,
	)
	d.found("passed failed error failed")
}

func TestPauseEndsWithTheCall(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if err := scenario.Pause(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := scenario.Pause(context.Background()); err != nil {
		t.Error(err)
	}
}
