package engine_test

import (
	"io/fs"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

// shippedTrace is the first shipped scenario as a trace, with its definition.
func shippedTrace(b *testing.B) (*stroomschema.Definition, []engine.Event) {
	b.Helper()
	def, found, err := definitions.Compile("trajectindicatie", 1, nil)
	if def == nil {
		b.Fatal(found, err)
	}
	path := definitions.Scenarios("trajectindicatie")[0]
	source, err := fs.ReadFile(definitions.FS(), path)
	if err != nil {
		b.Fatal(err)
	}
	sc, problems := stroomschema.ParseScenario(path, source, def)
	if sc == nil {
		b.Fatal(problems)
	}
	return def, simulate.Run(def, nil, sc).Trace.Events
}

// BenchmarkStep judges one decision of the shipped definition: a proposal with the whole authority of a step down, its
// effects, its clock, its notices and its withdrawal window.
func BenchmarkStep(b *testing.B) {
	def, events := shippedTrace(b)
	var st engine.State
	for _, ev := range events {
		if ev.Decide != nil && ev.Decide.Decision == "step_change.begin" {
			b.Run("proposal", func(b *testing.B) { benchmarkStep(b, def, st, ev) })
		}
		if ev.Decide != nil && ev.Decide.Decision == "main.record_risk" {
			b.Run("fact", func(b *testing.B) { benchmarkStep(b, def, st, ev) })
		}
		out, err := engine.Step(def, st, ev, ev.At)
		if err != nil {
			b.Fatal(err)
		}
		st = out.State
	}
}

func benchmarkStep(b *testing.B, def *stroomschema.Definition, st engine.State, ev engine.Event) {
	// What fell due before is settled first, so that one decision alone is measured.
	settled, err := engine.Step(def, st, engine.Event{Kind: engine.Due, At: ev.At}, ev.At)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := engine.Step(def, settled.State, ev, ev.At); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApply folds the whole journal of the first shipped scenario.
func BenchmarkApply(b *testing.B) {
	def, events := shippedTrace(b)
	_, entries, err := engine.Fold(def, events)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		engine.Apply(def, engine.State{}, entries)
	}
}
