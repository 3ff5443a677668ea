package engine

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
)

// Step takes one event and says what becomes of the trajectory. It never changes st. What fell due up to the moment of the
// event comes first, each at its own time; then the event is judged at its moment: its receipt, never before what has been
// settled and never after now; then what it made due itself. The only error is *Rejection; then nothing changes, and what was due is not settled either.
func Step(def *stroomschema.Definition, st State, ev Event, now time.Time) (Outcome, error) {
	return newMachine(def, st, moment(st, ev, now)).settleAndTake(ev)
}

// StepTrail is Step, and tells which steps were entered and which arrows of the definition were taken, in order, also those of
// what was due. What was taken back is not among them: a refused event has a trail only where the definition itself says
// `again: {refusal}`.
func StepTrail(def *stroomschema.Definition, st State, ev Event, now time.Time) (Outcome, []stroomschema.Passage, error) {
	m := newMachine(def, st, moment(st, ev, now))
	m.watched = true
	outcome, err := m.settleAndTake(ev)
	return outcome, m.trail, err
}

func (m *machine) settleAndTake(ev Event) (Outcome, error) {
	st, at := m.before, m.now
	if known, rejected := m.known(ev); rejected != nil {
		return Outcome{}, rejected
	} else if known {
		return Outcome{State: st}, nil
	}
	if ev.Kind == Due {
		m.event = ev.ID
	}
	m.settleVersion(ev)
	m.settleFirst(at)
	m.now, m.moves, m.cause, m.event = at, 0, causeOf(ev), ev.ID
	if rejected := m.take(ev); rejected != nil {
		rejected.Event = ev.ID
		m.trail = slices.DeleteFunc(m.trail, func(p stroomschema.Passage) bool { return p.Kind != stroomschema.PassRefused })
		return Outcome{}, rejected
	}
	if m.st.Seq > 0 {
		m.deciding = false
		m.settle(at) // what the event itself made due: nothing lies in the past afterwards
		m.openWindow()
	}
	return Outcome{State: m.st.released(), Entries: m.entries, Effects: m.effects}, nil
}

// moment is when an event counts.
func moment(st State, ev Event, now time.Time) time.Time {
	at := ev.At
	if ev.Kind == Due || at.After(now) || at.IsZero() {
		at = now
	}
	if at.Before(st.Time) {
		at = st.Time
	}
	return at.UTC().Truncate(time.Microsecond)
}

func causeOf(ev Event) Cause {
	switch ev.Kind {
	case Due:
		return BySilence
	case Answered, Received:
		return ByMessage
	default:
		return ByPerson
	}
}

// known says whether an event with this id was accepted before; with other content it is refused.
func (m *machine) known(ev Event) (bool, *Rejection) {
	for _, d := range m.st.Decisions {
		if d.ID != ev.ID || ev.Kind == Due {
			continue
		}
		if d.Digest == ev.Digest {
			return true, nil
		}
		return false, m.reject(ev, OtherContent)
	}
	return false, nil
}

// settleVersion settles what was due before a migration under the version that it was due under.
func (m *machine) settleVersion(ev Event) {
	if ev.Kind == Migrated && m.def.Earlier != nil {
		m.to, m.def = m.def, m.def.Earlier
	}
}

// take judges an event.
func (m *machine) take(ev Event) *Rejection {
	if rejected := m.admissible(ev); rejected != nil {
		return rejected
	}
	actor := ev.Actor
	if actor != (Actor{}) {
		m.actor = &actor
	}
	switch ev.Kind {
	case Started:
		return m.started(ev)
	case Due:
		return nil // what was due has been settled
	case Decided:
		return m.decided(ev)
	case Answered:
		return m.answered(ev)
	case Received:
		return m.received(ev)
	case Withdrawn:
		return m.withdrawn(ev)
	case Resolved, Adjusted, Rebound, Corrected, Stopped:
		return m.intervene(ev)
	case Migrated:
		return m.migrated(ev)
	default:
		return m.reject(ev, BadForm)
	}
}

// admissible refuses what no trajectory could take now, whatever it says.
func (m *machine) admissible(ev Event) *Rejection {
	switch {
	case !ev.complete():
		return m.reject(ev, BadForm)
	case ev.Kind == Due:
		return nil
	case m.st.Seq == 0 && ev.Kind != Started:
		return m.reject(ev, NotStarted)
	case m.st.Seq > 0 && ev.Kind == Started:
		return m.reject(ev, AlreadyStarted)
	case ev.Kind == Started && (m.now.Year() < FirstYear || m.now.Year() > LastYear):
		return m.reject(ev, OutOfTime)
	case m.st.Ended != nil && ev.Kind != Corrected && ev.Kind != Resolved:
		return m.reject(ev, Closed)
	}
	return nil
}

// complete says whether the part that the kind names is there.
func (ev Event) complete() bool {
	if ev.ID == "" && ev.Kind != Due {
		return false
	}
	switch ev.Kind {
	case Started:
		return ev.Start != nil
	case Decided:
		return ev.Decide != nil
	case Due:
		return true
	case Answered:
		return ev.Answer != nil
	case Received:
		return ev.Receive != nil
	case Resolved:
		return ev.Resolve != nil
	case Adjusted:
		return ev.Adjust != nil
	case Rebound:
		return ev.Rebind != nil
	case Corrected:
		return ev.Correct != nil
	case Migrated:
		return ev.Migrate != nil
	case Stopped:
		return ev.Stop != nil
	case Withdrawn:
		return ev.Withdraw != nil
	default:
		return false
	}
}

// opened writes the first entry of an accepted event, with what was judged for a decision.
func (m *machine) opened(ev Event, c *candidate) {
	taken := EventTaken{Event: ev}
	if c != nil {
		taken.Rules = c.scope.results(c.log)
		taken.Reads = c.scope.readings(taken.Rules)
		taken.Place = c.decision.ID()
		if c.run != nil {
			taken.Run, taken.Step = c.run.Number, c.run.Step
		}
	}
	m.write(taken)
}

// unit runs to rest for one run where no person waits for it: a fault takes back that unit and stops the run.
func (m *machine) unit(run int) {
	k := m.mark()
	m.rest()
	m.settleOrStop(k, run)
	m.assertAtRest()
}

// finish runs an accepted decision to rest and asserts the author's promises. A fault refuses the whole decision.
func (m *machine) finish(ev Event) *Rejection {
	m.rest()
	if m.fault != nil {
		return m.refuseFault(ev)
	}
	if broken := m.brokenInvariant(); broken != nil {
		return m.refuseInvariant(ev, broken)
	}
	return nil
}

// finishOther runs an event to rest that is no decision: where it breaks a promise of the author, that is an incident.
func (m *machine) finishOther(ev Event) *Rejection {
	m.rest()
	if m.fault != nil {
		return m.refuseFault(ev)
	}
	m.assertAtRest()
	return nil
}

// started begins the trajectory.
func (m *machine) started(ev Event) *Rejection {
	main := m.def.Flows[0]
	begin := main.Begin
	if begin == nil {
		return m.reject(ev, UnknownDecision)
	}
	c := candidate{decision: begin, event: ev, form: ev.Start.Form, actor: ev.Actor}
	// An empty trajectory has no facts: the initial values are there before its first rules are judged.
	m.write(TrajectoryOpened{Name: m.def.Name, Version: m.def.Version, Hash: m.def.Hash, Semantics: Semantics})
	m.initialFacts()
	if rejected := m.check(&c); rejected != nil {
		return rejected
	}
	m.opened(ev, &c)
	m.deciding = true
	if rejected := m.assertDecision(&c); rejected != nil {
		return rejected
	}
	m.pass(stroomschema.PassBegin, begin.Range)
	n := m.openRun(main, "", onlyWith(main, ev.Start.Form), true, 0, c.occurred)
	s := m.candidateScope(&c, m.st.run(n))
	if r := m.perform(s, n, begin.Do); r != nil {
		m.begin(s, n)
	}
	return m.finish(ev)
}

func (m *machine) initialFacts() {
	for _, f := range m.def.Facts {
		if f.AtStart != nil {
			m.initial(f, f.AtStart)
		}
	}
}

// onlyWith keeps the fields of a form that are the input of the flow.
func onlyWith(flow *stroomschema.Flow, form Values) Values {
	with := make(Values, len(flow.With))
	for _, f := range flow.With {
		if v, ok := form[f.Name]; ok && v.IsSet() {
			with[f.Name] = v
		}
	}
	return with
}

func contains(list []string, name string) bool { return slices.Contains(list, name) }
