package demo

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"stroom/definitions"
	"stroom/workflows/engine"
)

// crowdOf makes a crowd that ends on a Friday.
func crowdOf(t *testing.T, seed uint64) *Crowd {
	t.Helper()
	def, found, err := definitions.Compile(Definition, definitions.Newest(Definition), nil)
	if err != nil || def == nil {
		t.Fatal(found, err)
	}
	references := map[string]string{}
	for _, p := range CrowdPeople() {
		if references[p.Subject] != "" {
			t.Fatalf("two people are %s", p.Subject)
		}
		references[p.Subject] = "ref-" + p.Subject
	}
	return &Crowd{Definition: def, Seed: seed, Now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC), References: references}
}

// What is told is what an import of the same events gives, and the same every time it is told. Together the stories come
// everywhere: at every step of the main flow, to steps, a crisis, a conference and the end.
func TestCrowd(t *testing.T) {
	t.Parallel()
	c := crowdOf(t, 7)
	places := map[string]int{}
	for number := range 120 {
		told, err := c.Live(number)
		if err != nil {
			t.Fatal(err)
		}
		trace := engine.Trace{Format: engine.TraceFormat, Definition: c.Definition.Name, Version: c.Definition.Version}
		var entries []engine.Entry
		for _, one := range told {
			entries = append(entries, one.Entries...)
			if one.Event.Kind != engine.Due {
				trace.Events = append(trace.Events, one.Event)
			}
		}
		_, imported, err := engine.Import(c.Definition, trace, c.Now)
		if err != nil {
			t.Fatalf("story %d: %v", number, err)
		}
		if asText(t, entries) != asText(t, imported) {
			t.Fatalf("story %d is not what an import makes of it", number)
		}
		for _, e := range entries {
			switch change := e.Change.(type) {
			case engine.StepEntered:
				places[change.Flow+"."+change.Step]++
			case engine.RunEnded:
				places["end of "+change.Flow+": "+change.Outcome]++
			}
		}
		if number%40 == 0 {
			again, err := c.Live(number)
			if err != nil || asText(t, again) != asText(t, told) {
				t.Fatalf("story %d is another when it is told again: %v", number, err)
			}
		}
	}
	for _, want := range []string{
		"main.intake", "main.classic", "main.request", "main.drawing_up", "main.title_settled", "main.applying", "main.under_care",
		"main.prepare_end", "main.closing", "main.exit_overdue", "end of main: closed", "end of main: classic", "placing.consult",
		"step_change.objection", "step_change.consent", "step_change.conference", "end of step_change: done", "crisis.confirm",
		"end of crisis: settled", "end of breach: informed",
	} {
		if places[want] == 0 {
			t.Errorf("nobody came to %s", want)
		}
	}
}

func asText(t *testing.T, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// Another seed gives another crowd.
func TestCrowdSeed(t *testing.T) {
	t.Parallel()
	a, err := crowdOf(t, 1).Live(3)
	if err != nil {
		t.Fatal(err)
	}
	b, err := crowdOf(t, 2).Live(3)
	if err != nil {
		t.Fatal(err)
	}
	when := func(told []Told) time.Time { return told[0].Event.At }
	if when(a).Equal(when(b)) {
		t.Error("two seeds, one story")
	}
	if !slices.ContainsFunc(CrowdPeople(), func(p Person) bool { return p.Memberships[0].Organisation == linde }) {
		t.Error("nobody of the crowd is at an organisation of the demonstration")
	}
}
