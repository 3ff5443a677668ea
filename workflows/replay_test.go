package workflows_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"

	"stroom/rules/calendar"
	"stroom/workflows"
	"stroom/workflows/workflowstest"
)

// childEnv marks a process of this test binary that replays under other circumstances.
const childEnv = "STROOM_REPLAY_CHILD"

// Every history that an earlier binary wrote must replay in this one. They are made by package e2e with -update; after a
// release none is rewritten: what the shell does anew gets files of its own.
func TestGoldenHistoriesReplay(t *testing.T) {
	files := goldenHistories(t)
	if os.Getenv(childEnv) == "unjudging" {
		disarm(t, files)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if err := workflows.Replay(bytes.NewReader(unzipped(t, file)), nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// The same under other time zones, numbers of processors, orders of maps, and with definitions that cannot judge: another
// calendar and zone, and no rules. A replay that judged anything would panic or go another way.
func TestGoldenHistoriesReplayElsewhere(t *testing.T) {
	t.Parallel()
	if os.Getenv(childEnv) != "" {
		t.Skip("this is the other place")
	}
	for _, env := range [][]string{
		{"TZ=Pacific/Kiritimati", "GOMAXPROCS=1"},
		{"TZ=America/St_Johns", "GOMAXPROCS=4"},
		{"TZ=UTC", "GOMAXPROCS=2"},
		{"TZ=Europe/Amsterdam", childEnv + "=unjudging"},
		{"TZ=Pacific/Kiritimati", "GOMAXPROCS=1", childEnv + "=unjudging"},
	} {
		for range 4 { // each process iterates its maps in another order
			cmd := exec.Command(os.Args[0], "-test.run=^TestGoldenHistoriesReplay$")
			cmd.Env = append(append(os.Environ(), childEnv+"=plain"), env...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%q: %v\n%s", env, err, out)
			}
		}
	}
}

// A history that was tampered with does not replay: the replayer does look.
func TestAnotherHistoryDoesNotReplay(t *testing.T) {
	t.Parallel()
	if os.Getenv(childEnv) != "" {
		t.Skip("this is the other place")
	}
	text := unzipped(t, filepath.Join("testdata", "histories", "v1", "decisions-1.json.gz"))
	other := bytes.Replace(text, []byte("EVENT_TYPE_TIMER_STARTED"), []byte("EVENT_TYPE_TIMER_CANCELED"), 1)
	if bytes.Equal(text, other) {
		t.Fatal("the history holds no timer")
	}
	if err := workflows.Replay(bytes.NewReader(other), nil); err == nil {
		t.Error("a changed history replays")
	}
}

// disarm gives the process definitions that cannot judge in place of those that the histories pin.
func disarm(t *testing.T, files []string) {
	t.Helper()
	done := 0
	for _, file := range files {
		for _, p := range pinnedIn(t, file) {
			def, err := p.Compile()
			if err != nil {
				t.Fatal(err)
			}
			blunt := *def
			blunt.Calendar, blunt.Env, blunt.Zone = &calendar.Calendar{}, nil, time.FixedZone("elsewhere", -3600)
			blunt.Rules, blunt.Terms = nil, nil
			workflows.PutCompiled(p, &blunt)
			done++
		}
	}
	if done < len(files) {
		t.Fatalf("%d definitions in %d histories", done, len(files))
	}
}

// pinnedIn returns the definitions in the input of a history. Version 2 comes in by a marker: it is the one of the tests.
func pinnedIn(t *testing.T, file string) []workflows.Pinned {
	t.Helper()
	history, err := client.HistoryFromJSON(bytes.NewReader(unzipped(t, file)), client.HistoryJSONOptions{})
	if err != nil {
		t.Fatal(err)
	}
	in := inputOf(t, history)
	if in.Start != nil {
		return []workflows.Pinned{in.Start.Definition, workflowstest.Pinned(t, 2)}
	}
	return in.Carried.Defs
}

func inputOf(t *testing.T, history *historypb.History) workflows.Input {
	t.Helper()
	var in workflows.Input
	payloads := history.Events[0].GetWorkflowExecutionStartedEventAttributes().GetInput()
	if err := converter.GetDefaultDataConverter().FromPayloads(payloads, &in); err != nil {
		t.Fatal(err)
	}
	return in
}

func goldenHistories(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "histories", "*", "*.json.gz"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden histories: %v", err)
	}
	return files
}

func unzipped(t *testing.T, file string) []byte {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zip, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(zip)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
