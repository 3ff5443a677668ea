package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/cmd/stroom/demo"
)

const ready = "What was refused to Kees" // the last scene: all has been printed

// What a newcomer does: start it, paste what it prints.
func TestDevIsWalkedByPasting(t *testing.T) {
	t.Parallel()
	p := spawn(t, nil, "dev", "--port", "0")
	c, scenes := pasted(t, p.await(t, ready))
	checkWalk(t, c.walk(scenes))

	// The same commands again are the same decisions, and get the same answers: also from those who saw the trajectory only
	// while they had something to do.
	for _, s := range scenes[:9] {
		if r := c.ask(s.By, s.Method, s.Path, s.Body); r.status != s.Status {
			t.Errorf("again, %s: %d %v", s.About, r.status, r.body)
		}
	}
	all := c.ask("ines", "GET", "/v1/trajectories?limit=100", "")
	if n := len(all.items(func(map[string]any) bool { return true })); n != len(demo.Tales())+1 {
		t.Errorf("the inspector sees %d trajectories, want %d", n, len(demo.Tales())+1)
	}
	if code := p.stop(t); code != exitOK {
		t.Errorf("exit %d", code)
	}
	left, err := filepath.Glob(filepath.Join(environmentOf(p, "TMPDIR"), "*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func environmentOf(p *process, name string) string {
	for _, v := range p.cmd.Env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}

// Killed at any moment, also while it seeds for the first time, it goes on where it was: what was acknowledged is there,
// and nothing is there twice.
func TestDevSurvivesKill(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	early := spawn(t, nil, "dev", "--port", "0", "--data", data, "--verbose")
	if _, ok := early.stderr.await(t.Context(), "Started Worker", early.gone, patience); !ok {
		t.Fatal("it did not start")
	}
	early.kill(t) // while the demonstration's trajectories are being started

	first := spawn(t, nil, "dev", "--port", "0", "--data", data)
	c, scenes := pasted(t, first.await(t, ready))
	c.walk(scenes[:12]) // up to the second proposal
	trajectory := scenes[12].Path[len("/v1/trajectories/") : len(scenes[12].Path)-len("/decisions")]
	before := c.ask("kees", "GET", "/v1/trajectories/"+trajectory, "")
	tokens := c.tokens
	first.kill(t)

	second := spawn(t, nil, "dev", "--port", "0", "--data", data)
	c, _ = pasted(t, second.await(t, ready))
	c.tokens = tokens // those that were printed before are good still
	after := c.ask("kees", "GET", "/v1/trajectories/"+trajectory, "")
	if before.at("seq") == nil || before.at("seq") != after.at("seq") || fmt.Sprint(before.at("facts")) != fmt.Sprint(after.at("facts")) {
		t.Errorf("before the kill\n%v\nafter\n%v", before.body, after.body)
	}
	if r := c.ask(scenes[12].By, "POST", scenes[12].Path, scenes[12].Body); r.status != 201 {
		t.Errorf("the decision that had not been taken: %d %v", r.status, r.body)
	}
	if r := c.ask(scenes[11].By, "POST", scenes[11].Path, scenes[11].Body); r.status != 201 {
		t.Errorf("the decision that had been taken: %d %v", r.status, r.body)
	}
	all := c.ask("ines", "GET", "/v1/trajectories?limit=100", "")
	if n := len(all.items(func(map[string]any) bool { return true })); n != len(demo.Tales())+1 {
		t.Errorf("the inspector sees %d trajectories, want %d", n, len(demo.Tales())+1)
	}
	if code := second.stop(t); code != exitOK {
		t.Errorf("exit %d", code)
	}
}

// One folder is one process's own.
func TestDevRefusesAFolderInUse(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	p := spawn(t, nil, "dev", "--port", "0", "--data", data)
	p.await(t, ready)
	code, _, stderr := program(t, nil, "dev", "--port", "0", "--data", data)
	if code != exitFound || !strings.Contains(stderr, "another process uses this folder") {
		t.Errorf("exit %d, %s", code, stderr)
	}
}

// The keys of a folder stay what they are; one that an earlier build did not make is made now.
func TestDevKeysAreKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "keys.json")
	made, err := devKeys(file)
	if err != nil || len(made.ID) != minKey || len(made.Subject) != minKey || len(made.Cursor) != minKey || len(made.Issuer) == 0 {
		t.Fatalf("made: %v %+v", err, made)
	}
	if again, err := devKeys(file); err != nil || fmt.Sprint(again) != fmt.Sprint(made) {
		t.Errorf("again: %v", err)
	}
	earlier := fmt.Sprintf(`{"id":%q,"subject":%q,"cursor":%q}`, base64.StdEncoding.EncodeToString(made.ID),
		base64.StdEncoding.EncodeToString(made.Subject), base64.StdEncoding.EncodeToString(made.Cursor))
	if err := os.WriteFile(file, []byte(earlier), 0o600); err != nil {
		t.Fatal(err)
	}
	grown, err := devKeys(file)
	if err != nil || len(grown.Issuer) == 0 || fmt.Sprint(grown.ID, grown.Subject, grown.Cursor) != fmt.Sprint(made.ID, made.Subject, made.Cursor) {
		t.Errorf("of an earlier build: %v", err)
	}
	if err := os.WriteFile(file, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := devKeys(file); err == nil {
		t.Error("damaged keys are taken")
	}
}
