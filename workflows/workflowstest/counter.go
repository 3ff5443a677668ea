package workflowstest

import (
	_ "embed"
	"strings"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/engine"
)

//go:embed counter.yaml
var counter string

// Clerk is who takes every decision of the counter.
var Clerk = engine.Actor{Person: "p1", Role: "clerk", Organisation: "office"}

// Counter returns version 1 of the definition, or version 2, to which a trajectory can be moved.
func Counter(t testing.TB, version int) *stroomschema.Definition {
	t.Helper()
	source := counter
	if version == 2 {
		source = strings.Replace(source, "version: 1", "version: 2", 1) +
			"migration: {from: 1, flows: {main: {runs: move, steps: {counting: counting}, terms: keep}}}\n"
	}
	def, found := stroomschema.Compile("counter.yaml", []byte(source), stroomschema.Options{})
	if def == nil {
		t.Fatalf("compile counter: %v", found)
	}
	return def
}

// Pinned returns the definition as a start needs it.
func Pinned(t testing.TB, version int) workflows.Pinned {
	t.Helper()
	p, err := workflows.Pin(Counter(t, version))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Operator is who moves a counter to another version.
var Operator = engine.Actor{Person: "op1", Role: engine.Operator, Organisation: "office"}

// Started begins a counter.
func Started(id string, at time.Time) engine.Event {
	return engine.Event{ID: id, Kind: engine.Started, At: at, Actor: Clerk, Start: &engine.StartedEvent{}}
}

// Add adds one to the counter.
func Add(id string, at time.Time) engine.Event { return decided(id, at, "main.counting.add") }

// Close closes the counter; it is refused with NOT_READY until the counter has stood for an hour.
func Close(id string, at time.Time) engine.Event { return decided(id, at, "main.counting.close") }

func decided(id string, at time.Time, decision string) engine.Event {
	return engine.Event{ID: id, Kind: engine.Decided, At: at, Actor: Clerk, Decide: &engine.DecidedEvent{Decision: decision}}
}

// Moved moves a counter to version 2.
func Moved(t testing.TB, id string, at time.Time) workflows.Submission {
	t.Helper()
	p := Pinned(t, 2)
	return workflows.Submission{
		Event: engine.Event{
			ID: id, Kind: engine.Migrated, At: at, Actor: Operator,
			Migrate: &engine.MigratedEvent{Version: p.Version, Hash: p.Hash, Reason: "test"},
		},
		Definition: &p,
	}
}

// Trace makes a past trace of the counter.
func Trace(events ...engine.Event) engine.Trace {
	for i := range events {
		events[i].Imported = true
		events[i].Digest = engine.DigestOf(events[i])
	}
	return engine.Trace{Format: 1, Definition: "counter", Version: 1, Events: events}
}
