package engine

import (
	"cmp"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
)

// dueKind orders what falls due at one moment in one run.
type dueKind uint8

const (
	dueFlowMoment dueKind = iota // before all else, in every run: a title that ends closes what silence would decide
	dueStepMoment
	dueRung
	dueReminder
	duePaused
	dueTerm
	dueReply
)

// duty is one due moment.
type duty struct {
	at    time.Time
	kind  dueKind
	order int // of the run in the state, or of the notice
	run   int
	index int // of the trigger or reminder in Run.Moments; number of the notice
}

// before orders duties: by time, then flow-wide moments, then by run, then by kind.
func (d duty) before(o duty) bool {
	early := func(x duty) int {
		if x.kind == dueFlowMoment {
			return 0
		}
		return 1
	}
	return cmp.Or(d.at.Compare(o.at), cmp.Compare(early(d), early(o)), cmp.Compare(d.order, o.order),
		cmp.Compare(d.kind, o.kind), cmp.Compare(d.index, o.index)) < 0
}

// NextDue returns the earliest moment at which something falls due; false when nothing does. It may lie in the past.
func NextDue(def *stroomschema.Definition, st State) (time.Time, bool) {
	m := machine{def: def, st: st}
	d, ok := m.nextDuty()
	return d.at, ok
}

func (m *machine) nextDuty() (duty, bool) {
	var best duty
	found := false
	offer := func(d duty) {
		if !found || d.before(best) {
			best, found = d, true
		}
	}
	if m.st.Ended != nil {
		return best, false
	}
	for i := range m.st.Runs {
		m.runDuties(&m.st.Runs[i], i, offer)
	}
	for _, a := range m.st.Awaited {
		if !a.Late {
			offer(duty{at: a.Due, kind: dueReply, order: len(m.st.Runs), index: a.Number})
		}
	}
	return best, found
}

func (m *machine) runDuties(r *Run, order int, offer func(duty)) {
	if r.Stuck != 0 || r.Waiting || (r.Suspended != nil && !m.runsWhileSuspended(r)) {
		return
	}
	step := m.step(r)
	if step == nil {
		return
	}
	for i, p := range r.Moments {
		if p.pending() && (r.Suspended == nil || m.alsoSuspended(r, p)) {
			offer(duty{at: *p.Due, kind: momentKind(p.Trigger), order: order, run: r.Number, index: i})
		}
	}
	c := r.Clock
	if r.Suspended != nil && !r.Suspended.Runs {
		return // it is here for a moment that also looks at a suspended run
	}
	if c != nil && c.Paused != nil && c.Remind != nil && step.Paused != nil { // a clock that was kept may come from a step with a reminder
		offer(duty{at: *c.Remind, kind: duePaused, order: order, run: r.Number})
	}
	if !c.ticking() {
		return
	}
	if _, at, ok := m.nextRung(r); ok {
		offer(duty{at: at, kind: dueRung, order: order, run: r.Number})
	}
	if !c.Done && (step.Overdue != nil || step.Tacit != nil) {
		offer(duty{at: *c.Due, kind: dueTerm, order: order, run: r.Number})
	}
}

// runsWhileSuspended: with its clocks running, or with a moment that also looks at a suspended run.
func (m *machine) runsWhileSuspended(r *Run) bool {
	if r.Suspended.Runs {
		return true
	}
	for _, p := range r.Moments {
		if p.pending() && m.alsoSuspended(r, p) {
			return true
		}
	}
	return false
}

func (m *machine) alsoSuspended(r *Run, p Planned) bool {
	for _, t := range m.watching(r) {
		if t.Kind == stroomschema.AtMoment && triggerName(t) == p.Trigger {
			return t.AlsoSuspended || r.Suspended.Runs
		}
	}
	return r.Suspended.Runs
}

func momentKind(trigger string) dueKind {
	switch {
	case !ofStep(trigger):
		return dueFlowMoment
	case len(trigger) > 6 && trigger[:6] == "remind":
		return dueReminder
	default:
		return dueStepMoment
	}
}

// settleFirst settles what fell due before an event is judged. The event is judged in the state that this leaves: what was
// due changes who may see what, and which promises of the author hold already.
func (m *machine) settleFirst(until time.Time) {
	if m.st.Seq == 0 {
		return
	}
	m.settle(until)
	m.now = until // settling leaves it at the last due moment
	if len(m.entries) > 0 {
		m.before = m.st.clone()
	}
}

// settle carries out every duty up to and with a moment, in order, each at its own due time.
func (m *machine) settle(until time.Time) {
	for i := 0; ; i++ {
		d, ok := m.nextDuty()
		if !ok || d.at.After(until) {
			return
		}
		if i >= MaxDues {
			m.stick(d.run)
			return
		}
		m.now = d.at
		if m.now.Before(m.st.Time) {
			m.now = m.st.Time
		}
		m.moves = 0
		k := m.mark()
		m.carryOut(d)
		m.rest()
		failed := m.fault != nil
		m.settleOrStop(k, d.run)
		if failed && d.kind == dueReply {
			m.write(ReplyTaken{Number: d.index, Late: true}) // no run stops for it: it has been tried, and is not tried again
		}
		m.assertAtRest()
	}
}

// stick stops a run whose duties do not end.
func (m *machine) stick(run int) {
	k := m.mark()
	m.fail(DefinitionFault, "duties", run)
	m.settleOrStop(k, run)
}

func (m *machine) carryOut(d duty) {
	m.cause = BySilence
	if d.kind == dueReply {
		m.replyLate(d.index)
		return
	}
	r := m.run(d.run)
	s := m.scope(r)
	switch d.kind {
	case dueFlowMoment, dueStepMoment:
		m.cause = ByMoment
		m.momentDue(r, d.index)
	case dueReminder:
		m.cause = ByMoment
		m.reminderDue(s, r, d.index)
	case dueRung:
		rung, at, _ := m.nextRung(r)
		m.fireRung(r, rung, at)
	case duePaused:
		m.pausedDue(s, r)
	case dueTerm:
		m.termDue(s, r)
	default:
		panic("engine: unknown kind of duty")
	}
}

// fired marks a planned moment as done for its value.
func (m *machine) fired(r *Run, index int) time.Time {
	at := *r.Moments[index].Due
	r.Moments = append([]Planned(nil), r.Moments...)
	r.Moments[index].Fired = &at
	m.change(r)
	return at
}

func (m *machine) momentDue(r *Run, index int) {
	name := r.Moments[index].Trigger
	at := m.fired(r, index)
	for _, t := range m.watching(r) {
		if t.Kind == stroomschema.AtMoment && triggerName(t) == name {
			m.write(DueSettled{Run: r.Number, What: "moment", Name: t.Moment.Source, Due: at})
			m.fire(m.scope(r), m.run(r.Number), t)
			return
		}
	}
}

// reminderDue tells at a moment. Of several moments that lay in the past already, only the last is told of.
func (m *machine) reminderDue(s *scope, r *Run, index int) {
	at := m.fired(r, index)
	for i, p := range r.Moments {
		if i != index && momentKind(p.Trigger) == dueReminder && p.pending() && p.Due.After(at) && !p.Due.After(m.now) {
			return
		}
	}
	for i, re := range m.step(r).Remind {
		if remindName(i) == r.Moments[index].Trigger {
			m.pass(stroomschema.PassRemind, re.Range)
			m.write(DueSettled{Run: r.Number, What: "reminder", Name: re.Moment.Source, Due: at})
			m.tell(s.of(r), r, re.Tell, re.Notice)
		}
	}
}

func (m *machine) pausedDue(s *scope, r *Run) {
	p := m.step(r).Paused
	c := *r.Clock
	at := m.def.Calendar.End(m.now, p.Every, calendar.Exact, m.def.Zone).UTC() // those that were missed are not made up for
	c.Remind = &at
	r.Clock = &c
	m.change(r)
	m.pass(stroomschema.PassRemind, p.Range)
	m.tell(s, r, p.Tell, p.Notice)
}

// termDue ends a term: silence decides where the file says tacit, else the step is overdue.
func (m *machine) termDue(s *scope, r *Run) {
	c := *r.Clock
	c.Done = true
	r.Clock = &c
	m.change(r)
	m.write(DueSettled{Run: r.Number, What: "term", Name: c.Term, Due: *c.Due})
	step := m.step(r)
	if step.Tacit == nil {
		m.follow(s, r, step.Overdue)
		return
	}
	m.tacit(s.of(r), r, step.Tacit)
}

func (m *machine) tacit(s *scope, r *Run, t *stroomschema.Tacit) {
	for _, use := range t.If {
		failed, err := s.judge(use, new(spare))
		if err != nil {
			m.fail(DefinitionFault, place(r), r.Number)
			return
		}
		if failed != nil {
			m.pass(stroomschema.PassElse, t.Range)
			m.goTo(s, r, t.Else)
			return
		}
	}
	if r = m.perform(s, r.Number, t.Do); r != nil && m.fault == nil {
		m.follow(s, r, t.Go)
	}
}

// replyLate carries out what a notice says for a reply that did not come in time.
func (m *machine) replyLate(number int) {
	for _, a := range m.st.Awaited {
		if a.Number != number {
			continue
		}
		m.write(ReplyTaken{Number: number, Late: true})
		m.write(DueSettled{Run: a.Run, What: "reply", Name: a.Notice, Due: a.Due})
		reply := m.replyTo(a)
		if reply == nil {
			m.incident("NO_NOTICE", a.Notice, 0) // told under a version that is gone: nobody knows what to do now
			return
		}
		// The run that told it may have ended: its flow, key and step are enough to tell again.
		r := m.run(a.Run)
		if r == nil {
			r = &Run{Number: a.Run, Flow: a.Flow, Key: a.Key, Version: m.st.Version}
		}
		m.pass(stroomschema.PassLate, reply.Range)
		s := m.scope(r)
		for _, action := range reply.Late {
			if action.Kind == stroomschema.DoTell {
				m.tell(s, r, action.Tell, action.Notice)
			} else if m.run(a.Run) != nil {
				m.act(s, m.run(a.Run), action)
			}
		}
		return
	}
}
