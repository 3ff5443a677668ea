package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// MaxFailures is how many failures of one scenario are told.
const MaxFailures = 20

// Versions finds another version of the definition by the name of the file that a `migrate` names.
type Versions func(file string) (*stroomschema.Definition, error)

// Result is what became of one scenario.
type Result struct {
	Title    string
	File     string
	Failures []Failure      // empty: it passed
	Trace    engine.Trace   // the accepted events
	Entries  []engine.Entry // the whole journal
	Trail    []Passed       // what the scenario came past; nil unless the definition was compiled with Options.Tally
	State    engine.State
	Events   int // events played, refused ones included
	Checks   int // expectations compared
}

// Passed reports whether every expectation was met.
func (r Result) Passed() bool { return len(r.Failures) == 0 }

// Failure is one expectation that was not met.
type Failure struct {
	Place    diag.Range // of the expectation, or of the event
	What     string     // what was compared: "room[north].level"
	Expected string
	Actual   string
	Unplayed int      // events that were not played, because of this failure
	Story    []Moment // what happened until then, in order of time
}

// Run plays a scenario under a definition. versions may be nil when the scenario migrates to no other version.
func Run(def *stroomschema.Definition, versions Versions, sc *stroomschema.Scenario) Result {
	p := &player{def: def, versions: versions, zone: def.Zone, result: Result{
		Title: sc.Title, File: sc.File,
		Trace: engine.Trace{Format: engine.TraceFormat, Definition: def.Name, Version: def.Version},
	}}
	events := sc.Events
	if sc.Start != nil {
		events = append([]*stroomschema.ScenarioEvent{sc.Start}, events...)
	}
	for i, ev := range events {
		if !p.play(i, ev) {
			p.result.Failures[len(p.result.Failures)-1].Unplayed = len(events) - i - 1
			break
		}
		if len(p.result.Failures) >= MaxFailures {
			break
		}
	}
	if p.result.Checks == 0 && p.result.Passed() {
		p.place = sc.Range
		p.fail("the scenario", "at least one expectation (`then`)", "none: it would pass whatever the definition says")
	}
	p.result.State = p.st
	return p.result
}

// player holds what has happened so far.
type player struct {
	def      *stroomschema.Definition
	versions Versions
	zone     *time.Location
	st       engine.State
	result   Result
	story    []Moment
	place    diag.Range // of the event being played

	// Of the event being played.
	now       time.Time
	rejection *engine.Rejection
	outbox    []engine.Notify // notices that wait out the window in which their decision may be withdrawn
	sent      []engine.Notify // since the event before
}

// play plays one event and compares what is expected of it. It returns false when the scenario cannot go on.
func (p *player) play(i int, ev *stroomschema.ScenarioEvent) bool {
	p.place, p.now, p.rejection, p.sent = ev.Range, ev.At, nil, nil
	p.result.Events++
	p.post()
	p.settle(fmt.Sprintf("due-%d", i))
	p.story = append(p.story, Moment{At: ev.At.In(p.zone), Event: describe(ev)})
	if ev.Kind != stroomschema.ScenarioWait {
		event, ok := p.event(i, ev)
		if !ok {
			return false
		}
		p.take(event)
	}
	p.post()
	expected := ev.Then != nil && ev.Then.Refused != nil
	if p.rejection != nil && !expected {
		p.fail("the event", "accepted", strings.Join(refusal(p.rejection), " "))
		return false
	}
	if ev.Then != nil {
		p.compare(ev)
	}
	return p.rejection != nil || !expected
}

// settle lets time pass up to now, if anything is due.
func (p *player) settle(id string) {
	if due, ok := engine.NextDue(p.def, p.st); ok && !due.After(p.now) {
		p.take(engine.Event{ID: id, Kind: engine.Due, At: p.now})
	}
}

// take gives an event to the engine.
func (p *player) take(ev engine.Event) {
	ev.Digest = engine.DigestOf(ev)
	outcome, err := p.step(ev)
	if err != nil {
		rejection, ok := err.(*engine.Rejection)
		if !ok {
			panic(fmt.Sprintf("simulate: Step returned %T", err))
		}
		p.rejection = rejection
		m := p.moment(p.now)
		m.Became = append(m.Became, refusal(rejection)...)
		return
	}
	p.became(outcome.Entries)
	p.st = outcome.State
	p.result.Entries = append(p.result.Entries, outcome.Entries...)
	p.result.Trace.Events = append(p.result.Trace.Events, ev)
	for _, effect := range outcome.Effects {
		switch e := effect.(type) {
		case engine.Notify:
			p.outbox = append(p.outbox, e)
		case engine.Retract:
			p.outbox = slices.DeleteFunc(p.outbox, func(n engine.Notify) bool { return n.Event == e.Event })
		}
	}
}

// step gives an event to the engine, and keeps what it came past where that is asked for.
func (p *player) step(ev engine.Event) (engine.Outcome, error) {
	if !p.def.Tallied() {
		return engine.Step(p.def, p.st, ev, p.now)
	}
	outcome, trail, err := engine.StepTrail(p.def, p.st, ev, p.now)
	p.pass(trail...)
	if ev.Kind == engine.Withdrawn && err == nil {
		if d := p.def.Decision(p.placeOf(ev.Withdraw.Of)); d != nil {
			p.pass(stroomschema.Passage{Kind: stroomschema.PassWithdraw, At: d.Range})
		}
	}
	return outcome, err
}

// placeOf is the decision that an earlier event was judged as; "" when it was none.
func (p *player) placeOf(event string) string {
	for _, e := range p.result.Entries {
		if taken, ok := e.Change.(engine.EventTaken); ok && taken.Event.ID == event {
			return taken.Place
		}
	}
	return ""
}

// post sends the notices whose time has come, in the order in which they were told.
func (p *player) post() {
	p.outbox = slices.DeleteFunc(p.outbox, func(n engine.Notify) bool {
		if n.NotBefore.After(p.now) {
			return false
		}
		p.sent = append(p.sent, n)
		m := p.moment(n.NotBefore)
		m.Became = append(m.Became, "notice "+n.Notice+" to "+addresses(n.To))
		return true
	})
}

// fail adds a failure of the event being played.
func (p *player) fail(what, expected, actual string) { p.failAt(p.place, what, expected, actual) }

func (p *player) failAt(place diag.Range, what, expected, actual string) {
	if len(p.result.Failures) >= MaxFailures {
		return
	}
	p.result.Failures = append(p.result.Failures, Failure{
		Place: place, What: what, Expected: expected, Actual: actual, Story: about(p.story, what),
	})
}
