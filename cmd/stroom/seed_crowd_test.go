package main

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/cmd/stroom/demo"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// A folder is filled, once: the second time everything is there. What was made stands in the overview and in the tallies, for
// those who may see it.
func TestSeed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	var first, again struct{ Trajectories, Made, Events, Lines int }
	for _, into := range []any{&first, &again} {
		code, stdout, stderr := run(t, nil, "seed", "--data", folder, "--trajectories", "60", "--seed", "3", "--json")
		if code != exitOK || stderr != "" {
			t.Fatalf("exit %d, %s", code, stderr)
		}
		if err := json.Unmarshal([]byte(stdout), into); err != nil {
			t.Fatal(err)
		}
	}
	if first.Made != 60 || again.Made != 0 || first.Events < 300 || first.Lines < 10*first.Events/2 {
		t.Errorf("made %+v, and then %+v", first, again)
	}

	keys, err := devKeys(filepath.Join(folder, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Dialect: store.SQLite, Address: filepath.Join(folder, devDatabase), SubjectKey: keys.Subject})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	now := time.Now()
	count := func(who engine.Address) (trajectories int) {
		t.Helper()
		steps, _, err := s.Steps(ctx, store.StandingFilter{Who: []engine.Address{who}, Now: now, Soon: now.AddDate(0, 0, 7)})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range steps {
			if c.Flow == "main" {
				trajectories += c.Count
			}
		}
		return trajectories
	}
	whole := count(engine.Address{Role: "inspector", Organisation: "inspectie"})
	region := count(engine.Address{Role: "supervisor", Organisation: "reclassering-oost"})
	if whole < 10 || region < 1 || region >= whole || count(engine.Address{Role: "supervisor", Organisation: "de-linde"}) != 0 {
		t.Errorf("%d open trajectories, of which %d in one region", whole, region)
	}
	tallies, err := s.Tallies(ctx, store.TallyFilter{Definition: demo.Definition, Organisations: []string{""}, Kind: readmodel.TallySpan})
	if err != nil {
		t.Fatal(err)
	}
	intakes := 0
	for _, one := range tallies {
		if one.Name == "main.intake" {
			intakes += one.N
		}
	}
	if intakes < 50 || intakes > 60 {
		t.Errorf("%d intakes were done of 60", intakes)
	}
}

func TestSeedMisuse(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"seed"}, {"seed", "--trajectories", "0"}, {"seed", "--trajectories", "1000001"}, {"seed", "--trajectories", "5", "folder"},
		{"seed", "--trajectories", "5"}, // no database
	} {
		code, stdout, stderr := run(t, nil, args...)
		if code != exitUsage || stdout != "" || !strings.Contains(stderr, "See `stroom seed --help`.") {
			t.Errorf("%v: exit %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}
