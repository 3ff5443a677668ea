package enginetest_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"stroom/workflows/engine"
	"stroom/workflows/enginetest"
)

// A trace goes through JSON, is accepted event by event, and imported as a past trace leads to the same place.
func TestTrace(t *testing.T) {
	t.Parallel()
	played := 0
	for seed := range uint64(40) {
		def := compiled(t, enginetest.Definition(seed))
		trace := enginetest.Trace(def, seed, 20)
		if len(trace.Events) == 0 {
			continue // a promise of the author forbids every start: rare, and fair
		}
		played++
		var read engine.Trace
		if err := json.Unmarshal(marshal(t, trace), &read); err != nil {
			t.Fatal(err)
		}
		same(t, "a trace through JSON", marshal(t, trace), marshal(t, read))
		st, _, err := engine.Fold(def, read.Events)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		now := read.Events[len(read.Events)-1].At.Add(time.Hour)
		settled, err := engine.Step(def, st, engine.Event{Kind: engine.Due, At: now}, now)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		imported, _, err := engine.Import(def, trace, now)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		same(t, "an imported trajectory", marshal(t, settled.State), marshal(t, imported))
	}
	if played < 35 {
		t.Errorf("only %d traces", played)
	}
}

// An impossible event in the middle refuses the whole import and says which event it is.
func TestImportWithAnImpossibleEvent(t *testing.T) {
	t.Parallel()
	refused := 0
	for seed := range uint64(40) {
		def := compiled(t, enginetest.Definition(seed))
		trace := enginetest.Trace(def, seed, 12)
		if len(trace.Events) < 4 {
			continue
		}
		trace.Events[2].Kind, trace.Events[2].Decide = engine.Decided, &engine.DecidedEvent{Decision: "main.s0.nothing"}
		trace.Events[2].Digest = ""
		_, _, err := engine.Import(def, trace, trace.Events[len(trace.Events)-1].At)
		var at *engine.TraceError
		if !errors.As(err, &at) || at.Index != 2 {
			t.Errorf("seed %d: %v", seed, err)
		}
		refused++
	}
	if refused < 20 {
		t.Errorf("only %d traces were long enough", refused)
	}
}
