package enginetest

import (
	"slices"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Tally counts what happened, so that a test can tell when a construct was never reached.
type Tally struct {
	Events, Accepted, Refused int
	Changes                   map[string]int           // accepted entries, by kind
	Codes                     map[engine.Code]int      // refusals
	Kinds                     map[engine.EventKind]int // accepted events
	Constructs                map[string]int           // what the language can say, and what came of it
}

// NewTally returns an empty tally.
func NewTally() *Tally {
	return &Tally{Changes: map[string]int{}, Codes: map[engine.Code]int{}, Kinds: map[engine.EventKind]int{}, Constructs: map[string]int{}}
}

// Add adds another tally.
func (t *Tally) Add(u *Tally) {
	t.Events, t.Accepted, t.Refused = t.Events+u.Events, t.Accepted+u.Accepted, t.Refused+u.Refused
	add(t.Changes, u.Changes)
	add(t.Codes, u.Codes)
	add(t.Kinds, u.Kinds)
	add(t.Constructs, u.Constructs)
}

func add[K comparable](to, from map[K]int) {
	for k, n := range from {
		to[k] += n
	}
}

// count counts one event.
func (t *Tally) count(p *probe) {
	t.Events++
	if p.reject != nil {
		t.Refused++
		t.Codes[p.reject.Code]++
		return
	}
	t.Accepted++
	t.Kinds[p.ev.Kind]++
	for _, e := range p.out.Entries {
		t.Changes[e.Kind()]++
		t.entry(p, e)
	}
	t.heard(p)
}

// counterfactuals counts the answers to what would let a decision through.
func (t *Tally) counterfactuals(told []engine.Alternative) {
	for _, a := range told {
		parts := len(a.Facts)
		for _, f := range a.Facts {
			t.Constructs["counterfactual "+f.Kind]++
		}
		if a.From != nil {
			t.Constructs["counterfactual day"]++
			parts++
		}
		if a.Who != nil {
			t.Constructs["counterfactual person"]++
			parts++
		}
		if parts > 1 {
			t.Constructs["counterfactual pair"]++
		}
	}
}

// heard counts the runs that have taken messages together: fewer are kept for them than were and came.
func (t *Tally) heard(p *probe) {
	came := map[int]int{}
	for _, r := range p.st.Runs {
		came[r.Number] = len(r.Kept)
	}
	for _, e := range p.out.Entries {
		if c, ok := e.Change.(engine.MessageSent); ok {
			came[c.To]++
		}
	}
	for _, r := range p.out.State.Runs {
		flow := p.def.Flow(r.Flow)
		if flow != nil && came[r.Number] > len(r.Kept)+1 && slices.ContainsFunc(flow.When, func(w *stroomschema.Trigger) bool { return w.Kind == stroomschema.HearsAll }) {
			t.Constructs["heard together"]++
		}
	}
}

var stepKinds = map[stroomschema.StepKind]string{
	stroomschema.People: "people", stroomschema.Waiting: "waiting", stroomschema.Passing: "passing",
	stroomschema.Calling: "calling", stroomschema.Forking: "forking", stroomschema.Asking: "asking",
}

// entry counts the constructs that an entry tells of.
func (t *Tally) entry(p *probe, e engine.Entry) {
	switch c := e.Change.(type) {
	case engine.StepEntered:
		t.step(p, c)
	case engine.EventTaken:
		if d := p.def.Decision(c.Place); d != nil && d == d.Flow.Again {
			t.Constructs["again"]++
		}
		if c.Event.Decide != nil && c.Event.Decide.Occurred != nil {
			t.Constructs["occurred"]++
		}
	case engine.PartyBound:
		if c.LentBy != 0 {
			t.Constructs["lend"]++
		}
	case engine.DueSettled:
		t.Constructs["due "+c.What]++
		if c.What == "term" && e.Cause == engine.BySilence {
			t.silence(p, c)
		}
	case engine.RunChanged:
		t.run(c.Run)
	case engine.RunEnded:
		if c.Outcome == "cancelled" {
			t.Constructs["cancel"]++
		}
	}
}

func (t *Tally) step(p *probe, c engine.StepEntered) {
	flow := p.def.Flow(c.Flow)
	if flow == nil || flow.Step(c.Step) == nil {
		return
	}
	step := flow.Step(c.Step)
	t.Constructs["step "+stepKinds[step.Kind]]++
	if step.Checklist != nil {
		t.Constructs["step checklist"]++
	}
	if step.Term.Keep != nil {
		t.Constructs["keep"]++
	}
	if step.Not != nil {
		t.Constructs["not: begin"]++
	}
	if flow.Key != nil {
		t.Constructs["keyed flow"]++
	}
	if flow.Several {
		t.Constructs["several runs"]++
	}
}

func (t *Tally) silence(p *probe, c engine.DueSettled) {
	for _, r := range p.st.Runs {
		if flow := p.def.Flow(r.Flow); r.Number == c.Run && flow != nil && flow.Step(r.Step) != nil && flow.Step(r.Step).Tacit != nil {
			t.Constructs["tacit"]++
		}
	}
}

func (t *Tally) run(r engine.Run) {
	notes := []struct {
		name string
		is   bool
	}{
		{"suspended", r.Suspended != nil}, {"one at a time", r.Waiting}, {"message kept", len(r.Kept) > 0},
		{"chosen role", len(r.Chosen) > 0}, {"paused", r.Clock != nil && r.Clock.Paused != nil},
		{"lengthened", r.Clock != nil && r.Clock.Term == "longest"}, {"condition", len(r.Edges) > 0},
		{"incident stops a run", r.Stuck != 0}, {"moment planned", len(r.Moments) > 0}, {"once", len(r.Ticked) > 0},
		{"clock stopped", r.Clock != nil && r.Clock.Stopped != nil}, {"called", r.Caller != 0},
	}
	for _, n := range notes {
		if n.is {
			t.Constructs[n.name]++
		}
	}
}
