package engine

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
)

// openRun opens a run of a flow, before it stands anywhere, and returns its number. Its own values may count from when that
// what opened it really happened; zero: now.
func (m *machine) openRun(flow *stroomschema.Flow, key string, with Values, begun bool, caller int, occurred time.Time) int {
	n := m.st.NextRun
	r := Run{Number: n, Flow: flow.Name, Key: key, Version: m.def.Version, Visit: 0, Entered: m.now, With: with, Begun: begun, Caller: caller, StarterAt: m.now}
	if m.actor != nil {
		r.Starter = *m.actor
	}
	s := m.scope(&r)
	s.occurred = occurred
	for _, f := range flow.Own {
		if f.AtStart != nil {
			r.Own = r.Own.set(f.Name, m.eval(s, f.AtStart, flow.Name))
		}
	}
	m.write(RunStarted{Run: r})
	return n
}

// begin stands a fresh run at its first step.
func (m *machine) begin(s *scope, number int) {
	if r := m.run(number); r != nil && m.fault == nil {
		m.follow(s.of(r), r, m.flow(r).Start)
	}
}

// startFlow starts a run from another: no person begins it, and the rules of its `begin` are not judged.
func (m *machine) startFlow(s *scope, r *Run, a *stroomschema.Action) {
	flow := a.Target.Flow
	m.launch(s, r, flow, m.refKey(s, r, flow, a.Target.Key), m.values(s, a.With, place(r)), 0)
}

// launch opens and begins a run, or does what the flow says of a second beginning. It returns the number of that run; 0:
// none. The caller, if there is one, waits for it.
func (m *machine) launch(s *scope, r *Run, flow *stroomschema.Flow, key string, with Values, caller int) int {
	if m.fault != nil || !m.move(flow.Name, r.Number) {
		return 0
	}
	open := m.st.openRuns(flow.Name, key, flow.Key == nil)
	switch {
	case flow.Several && len(open) >= flow.AtMost, len(m.st.Runs) >= MaxRuns:
		m.incident("TOO_MANY", flow.Name, r.Number)
		return 0
	case !flow.Several && len(open) > 0:
		if caller != 0 {
			m.await(caller, open[0])
		}
		m.startAgain(s, flow, open[0], with)
		return open[0]
	}
	n := m.openRun(flow, key, with, false, caller, s.occurred)
	if caller != 0 {
		m.await(caller, n)
	}
	inner := m.scope(m.st.run(n))
	inner.occurred = s.occurred
	m.begin(inner, n)
	return n
}

// startAgain is a start by a flow on a key that is open: an event of the open run. Without one that a flow may cause it is
// a fault of the definition.
func (m *machine) startAgain(s *scope, flow *stroomschema.Flow, number int, with Values) {
	again := flow.Again
	if again == nil || again.Refuse != nil || len(again.By) > 0 && !again.ByFlow {
		m.fail(DefinitionFault, flow.Name, number)
		return
	}
	r := m.run(number)
	if r.Suspended != nil {
		m.incident(Suspended, flow.Name, number)
		return
	}
	by := Actor{}
	if m.actor != nil {
		by = *m.actor
	}
	r.Again, r.AgainBy, r.AgainBegun = with, &by, false
	m.change(r)
	inner := m.scope(r)
	inner.form, inner.occurred = with, s.occurred
	if r = m.perform(inner, number, again.Do); r != nil && m.fault == nil {
		m.follow(inner, r, again.Go)
	}
}

// await notes that a run waits for another.
func (m *machine) await(caller, number int) {
	r := m.run(caller)
	r.Parts = append(slices.Clip(r.Parts), Part{Run: number})
	m.change(r)
}

func (m *machine) callFlow(s *scope, r *Run, step *stroomschema.Step) {
	c := step.Call
	if m.launch(s, r, c.Flow, m.refKey(s, r, c.Flow, c.Key), m.values(s, c.With, place(r)), r.Number) == 0 {
		m.fail(TooMany, place(r), r.Number) // it would wait for nothing
	}
}

// fork starts the flows of a step and waits for as many as it needs. Which ones is asked before the first of them begins. A
// step that starts none goes on at once.
func (m *machine) fork(s *scope, r *Run, step *stroomschema.Step) {
	f := step.Fork
	number, visit := r.Number, r.Visit
	started := 0
	for _, b := range m.branches(s, r, f) {
		inner := s.with(b.locals)
		r = m.run(number)
		if r == nil || r.Visit != visit || m.fault != nil {
			return
		}
		if m.launch(inner.of(r), r, b.start.Flow, m.refKey(inner, r, b.start.Flow, b.start.Key), m.values(inner, b.start.With, place(r)), number) != 0 {
			started++
		}
	}
	r = m.run(number)
	if r == nil || r.Visit != visit || m.fault != nil {
		return
	}
	r.Need = f.Need
	if r.Need == 0 || r.Need > started {
		r.Need = started
	}
	m.change(r)
	m.joined(number)
}

// branch is one run that a fork is to start.
type branch struct {
	start  *stroomschema.ForkStart
	locals locals
}

// branches lists what a fork starts: each flow, or one for each element of its list, whose condition holds.
func (m *machine) branches(s *scope, r *Run, f *stroomschema.Fork) []branch {
	var list []branch
	for _, fs := range f.Start {
		for _, locals := range m.each(s, r, fs) {
			if fs.If == nil || m.holds(s.with(locals), fs.If, place(r)) {
				list = append(list, branch{fs, locals})
			}
		}
	}
	return list
}

func (m *machine) each(s *scope, r *Run, fs *stroomschema.ForkStart) []locals {
	if fs.Each == nil {
		return []locals{s.locals}
	}
	var out []locals
	for _, v := range m.eval(s, fs.Each, place(r)).Elems() {
		out = append(out, locals{{fs.Var, v}})
	}
	return out
}

// letGo ends the waiting of a run for others. Those that it called into being are cancelled with it: what must go on
// without it is started, not called.
func (m *machine) letGo(r *Run, cancel bool) {
	parts := r.Parts
	if len(parts) == 0 {
		return
	}
	r.Parts, r.Need = nil, 0
	m.change(r)
	for _, p := range parts {
		if part := m.st.run(p.Run); cancel && part != nil && part.Caller == r.Number {
			m.cancel(p.Run, "cancelled")
		}
	}
}

// partEnded tells every run that waits for another that it has ended.
func (m *machine) partEnded(number int, outcome string) {
	for _, waiting := range m.waitingFor(number) {
		r := m.run(waiting)
		if r == nil || m.fault != nil {
			continue
		}
		r.Parts = slices.Clone(r.Parts)
		for i := range r.Parts {
			if r.Parts[i].Run == number {
				r.Parts[i].Ended, r.Parts[i].Outcome, r.Parts[i].Held = true, outcome, r.held()
			}
		}
		m.change(r)
		if !r.held() {
			m.goOn(r, outcome)
		}
	}
}

// waitingFor lists the runs that wait for the end of another.
func (m *machine) waitingFor(number int) []int {
	var found []int
	for _, r := range m.st.Runs {
		if slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Run == number && !p.Ended }) {
			found = append(found, r.Number)
		}
	}
	return found
}

// goOn goes on from a step that waits for other runs, one of which has ended.
func (m *machine) goOn(r *Run, outcome string) {
	switch step := m.step(r); {
	case step == nil:
	case step.Kind == stroomschema.Forking:
		m.joined(r.Number)
	case step.Kind == stroomschema.Calling:
		m.hearEnd(r, step.Call.Flow.Name, outcome)
	}
}

// held says whether a run stands still until somebody lets it go on: what comes for it is kept.
func (r *Run) held() bool { return r.Suspended != nil || r.Stuck != 0 }

// catchUp lets a run that is no longer held go on with what came meanwhile: an answer, or the end of what it waits for.
func (m *machine) catchUp() bool {
	for i := range m.st.Runs {
		if r := &m.st.Runs[i]; r.held() || r.Answer == nil && len(r.Parts) == 0 {
			continue
		}
		r := m.run(m.st.Runs[i].Number)
		if r.Answer != nil {
			m.takeAnswer(r)
			return true
		}
		if j := slices.IndexFunc(r.Parts, func(p Part) bool { return p.Held }); j >= 0 {
			r.Parts = slices.Clone(r.Parts)
			r.Parts[j].Held = false
			m.change(r)
			m.goOn(r, r.Parts[j].Outcome)
			return true
		}
	}
	return false
}

// hearEnd fires the first trigger that waits for this end.
func (m *machine) hearEnd(r *Run, flow, outcome string) {
	s := m.scope(r)
	s.outcome = outcome
	for _, t := range m.watching(r) {
		if t.Kind == stroomschema.Ended && t.Ended.Name == flow && (len(t.As) == 0 || slices.Contains(t.As, outcome)) {
			m.fire(s, r, t)
			return
		}
	}
}

// joined goes on when enough of the started runs have ended; the rest is cancelled or left to itself.
func (m *machine) joined(number int) {
	r := m.run(number)
	step := m.step(r)
	if len(r.Parts) > 0 && r.Need == 0 {
		return // still starting
	}
	ended := 0
	for _, p := range r.Parts {
		if p.Ended {
			ended++
		}
	}
	if ended < r.Need {
		return
	}
	f := step.Fork
	m.letGo(r, f.Rest != "leave")
	if r = m.run(number); r == nil || m.fault != nil {
		return
	}
	s := m.scope(r)
	if r = m.perform(s, number, f.Do); r != nil && m.fault == nil {
		m.follow(s, r, f.Go)
	}
}

// askService opens an outside call; its reply comes in as Answered.
func (m *machine) askService(s *scope, r *Run, step *stroomschema.Step) {
	a := step.Ask
	with := m.values(s, a.With, place(r))
	if m.fault != nil {
		return
	}
	n := m.st.NextItem
	m.write(CallOpened{Call{Number: n, Run: r.Number, Service: a.Service.Name, At: m.now}})
	r = m.run(r.Number)
	r.Call = n
	m.change(r)
	m.effects = append(m.effects, asked(a.Service, n, m.event, with, m.now))
}

func asked(service *stroomschema.Service, call int, event string, with Values, at time.Time) Ask {
	return Ask{Call: call, Event: event, Service: service.Name, With: with,
		Tries: service.Tries, Backoff: service.Backoff, Timeout: service.Timeout, NotBefore: at}
}

// answered closes an outside call. Its run keeps the answer until it has gone on with it: a run that is held does so later,
// and one that fails on it tries again when its incident is resolved.
func (m *machine) answered(ev Event) *Rejection {
	a := ev.Answer
	i := slices.IndexFunc(m.st.Calls, func(c Call) bool { return c.Number == a.Call })
	if i < 0 {
		return m.reject(ev, UnknownItem)
	}
	r := m.run(m.st.Calls[i].Run)
	if r == nil || r.Call != a.Call {
		return m.reject(ev, UnknownItem)
	}
	if !a.Failed {
		if faults := m.checkFields(m.step(r).Ask.Service.Answer, a.Answer); len(faults) > 0 {
			return m.rejectFaults(ev, faults)
		}
	}
	m.opened(ev, nil)
	m.write(CallClosed{Number: a.Call, Failed: a.Failed})
	r.Call, r.Answer = 0, &Answer{With: a.Answer, Failed: a.Failed}
	m.change(r)
	m.unit(r.Number)
	return nil
}

// takeAnswer goes the way of an answer.
func (m *machine) takeAnswer(r *Run) {
	answer := *r.Answer
	r.Answer = nil
	m.change(r)
	s := m.scope(r)
	s.answer = answer.With
	if answer.Failed {
		m.follow(s, r, m.step(r).Ask.Failed)
	} else {
		m.follow(s, r, m.step(r).Ask.Answered)
	}
}
