package simulate_test

import (
	"encoding/json"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

// shipped compiles the newest version of the first shipped definition.
func shipped(t testing.TB) *stroomschema.Definition {
	t.Helper()
	name := definitions.Names()[0]
	def, found, err := definitions.Compile(name, definitions.Newest(name), nil)
	if err != nil || def == nil {
		t.Fatalf("compile %s: %v %v", name, err, found)
	}
	return def
}

// A walk is the same for the same seed, gets somewhere, and can be told again as a trace.
func TestWalk(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	one, two := simulate.Walk(def, 7, 400), simulate.Walk(def, 7, 400)
	a, err := json.Marshal(one)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(two)
	if err != nil {
		t.Fatal(err)
	}
	if string(a) != string(b) {
		t.Error("the same seed gives two walks")
	}
	if one.Steps != 400 || one.Accepted < 400/3 { // else it mostly knocks on closed doors
		t.Errorf("%d steps, %d accepted", one.Steps, one.Accepted)
	}
	st, _, err := engine.Fold(def, one.Trace.Events)
	if err != nil {
		t.Fatalf("the trace of a walk is refused: %v", err)
	}
	told, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	walked, err := json.Marshal(one.State)
	if err != nil {
		t.Fatal(err)
	}
	if string(told) != string(walked) {
		t.Errorf("the trace leads to\n%s\nthe walk to\n%s", told, walked)
	}
}

// BenchmarkWalk reports the random steps per second under the shipped definition.
func BenchmarkWalk(b *testing.B) {
	def := shipped(b)
	b.ReportAllocs()
	b.ResetTimer()
	walked := simulate.Walk(def, 1, b.N)
	b.ReportMetric(float64(walked.Steps)/b.Elapsed().Seconds(), "steps/s")
	b.ReportMetric(float64(walked.Accepted)/float64(walked.Steps), "accepted/step")
}
