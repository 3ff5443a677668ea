package enginetest_test

import (
	"slices"
	"testing"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/enginetest"
	"stroom/workflows/readmodel"
)

// tallyDefinitions is how many definitions are played for the tallies.
const tallyDefinitions = 80

// Tallies of random trajectories under random definitions: what each event adds is, added up, what the whole journal gives; a
// visit of a step that has ended is tallied once, unless the decision that ended it was withdrawn; and nobody who looks at tallies
// measures anything else than who reads the journal.
func TestTallies(t *testing.T) {
	t.Parallel()
	seed := startSeed(t)
	withdrawn, spans, leads := 0, 0, 0
	for n := range uint64(tallyDefinitions) {
		def := compiled(t, enginetest.Definition(seed+n))
		for k := range uint64(4) {
			played := (seed+n)*1000 + k
			entries, pieces := told(t, def, enginetest.Trace(def, played, 40))
			whole, err := readmodel.Tallies(def, engine.State{}, entries, nothingBefore)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := marshal(t, summed(pieces)), marshal(t, whole); string(got) != string(want) {
				t.Fatalf("definition %d, trajectory %d: event by event\n%s\nat once\n%s", seed+n, played, got, want)
			}
			undone := undoneIn(entries)
			withdrawn += len(undone)
			all := ofWhole(whole)
			if got, want := visits(all), leftSteps(def, entries, undone); got != want {
				t.Fatalf("definition %d, trajectory %d: %d visits tallied, %d ended", seed+n, played, got, want)
			}
			spans += visits(all)
			for _, one := range all {
				if one.Kind == readmodel.TallyLead {
					leads++
				}
			}
			if len(undone) == 0 {
				sameMeasures(t, def, entries, all)
			}
		}
	}
	t.Logf("%d visits, %d measured times, %d withdrawn decisions", spans, leads, withdrawn)
	if spans < 500 || leads < 10 || withdrawn < 2 {
		t.Error("that is too little to say anything")
	}
}

func nothingBefore() ([]engine.Entry, error) { return nil, nil }

// told plays a trace and returns its entries, and what each event adds to the tallies.
func told(t *testing.T, def *stroomschema.Definition, trace engine.Trace) (entries []engine.Entry, pieces []readmodel.Tally) {
	t.Helper()
	var st engine.State
	for _, ev := range trace.Events {
		out, err := engine.Step(def, st, ev, ev.At)
		if err != nil {
			t.Fatalf("%s: %v", ev.ID, err)
		}
		before := slices.Clone(entries)
		added, err := readmodel.Tallies(def, st, out.Entries, func() ([]engine.Entry, error) { return before, nil })
		if err != nil {
			t.Fatal(err)
		}
		st, entries, pieces = out.State, append(entries, out.Entries...), append(pieces, added...)
	}
	return entries, pieces
}

// summed adds up tallies.
func summed(tallies []readmodel.Tally) []readmodel.Tally {
	out := []readmodel.Tally{}
	slices.SortStableFunc(tallies, readmodel.CompareTallies)
	for _, one := range tallies {
		if last := len(out) - 1; last >= 0 && readmodel.CompareTallies(out[last], one) == 0 {
			out[last].N += one.N
			continue
		}
		out = append(out, one)
	}
	return slices.DeleteFunc(out, func(one readmodel.Tally) bool { return one.N == 0 })
}

func undoneIn(entries []engine.Entry) (undone []string) {
	for _, e := range entries {
		if c, ok := e.Change.(engine.DecisionUndone); ok {
			undone = append(undone, c.Of)
		}
	}
	return undone
}

func ofWhole(tallies []readmodel.Tally) []readmodel.Tally {
	return slices.DeleteFunc(slices.Clone(tallies), func(one readmodel.Tally) bool { return one.Organisation != "" })
}

func visits(tallies []readmodel.Tally) (n int) {
	for _, one := range tallies {
		if one.Kind == readmodel.TallySpan {
			n += one.N
		}
	}
	return n
}

// leftSteps counts the steps that were left for good and at which somebody or something could wait.
func leftSteps(def *stroomschema.Definition, entries []engine.Entry, undone []string) (n int) {
	for _, e := range entries {
		left, ok := e.Change.(engine.StepLeft)
		if ok && (e.Event == "" || !slices.Contains(undone, e.Event)) && def.Flow(left.Flow).Step(left.Step).Kind != stroomschema.Passing {
			n++
		}
	}
	return n
}

// sameMeasures compares what is measured over the journal with what is measured over its tallies.
func sameMeasures(t *testing.T, def *stroomschema.Definition, entries []engine.Entry, tallies []readmodel.Tally) {
	t.Helper()
	if got, want := marshal(t, readmodel.MeasuresOf(def, tallies, nil)), marshal(t, readmodel.Measures(def, entries)); string(got) != string(want) {
		t.Fatalf("over tallies %s\nover entries %s", got, want)
	}
}
