package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
)

// follow takes the first branch whose condition holds: its effects, and then where it leads.
func (m *machine) follow(s *scope, r *Run, branches []stroomschema.Branch) {
	s = s.of(r)
	for i := range branches {
		b := &branches[i]
		if b.If != nil && !m.holds(s, b.If, place(r)) {
			if m.fault != nil {
				return
			}
			continue
		}
		m.pass(stroomschema.PassBranch, b.Range)
		r = m.perform(s, r.Number, b.Do)
		if r == nil || m.fault != nil {
			return
		}
		m.goTo(s, r, b.To)
		return
	}
	m.fail(DefinitionFault, place(r), r.Number)
}

func (m *machine) goTo(s *scope, r *Run, to stroomschema.Target) {
	switch to.Kind {
	case stroomschema.Stay:
	case stroomschema.ToStep:
		m.leave(r)
		m.enter(s, r.Number, to.Step)
	case stroomschema.End:
		m.leave(r)
		m.end(r.Number, to.Outcome)
	default:
		panic("engine: unknown kind of target")
	}
}

// leave ends the visit of a step: what was called for it is cancelled, its clock kept if another step goes on with it.
func (m *machine) leave(r *Run) {
	if r.Step == "" {
		return
	}
	m.write(StepLeft{Run: r.Number, Flow: r.Flow, Key: r.Key, Step: r.Step})
	m.leaveWork(r)
	if m.st.run(r.Number) == nil {
		return
	}
	if r.Clock != nil && m.keepsClock(r) {
		r.Clocks = append(slices.DeleteFunc(slices.Clone(r.Clocks), func(c Clock) bool { return c.Step == r.Clock.Step }), *r.Clock)
	}
	r.Clock, r.Chosen, r.Ticked = nil, nil, nil
	r.Moments = slices.DeleteFunc(slices.Clone(r.Moments), func(p Planned) bool { return ofStep(p.Trigger) })
	r.Edges = slices.DeleteFunc(slices.Clone(r.Edges), ofStep)
	m.change(r)
}

// leaveWork ends what a step has started by itself: what it called, and what it asked.
func (m *machine) leaveWork(r *Run) {
	m.letGo(r, true)
	if r.Call != 0 {
		m.write(CallClosed{Number: r.Call})
	}
	if fresh := m.run(r.Number); fresh != nil {
		*r = *fresh
		r.Call, r.Answer = 0, nil
		m.change(r)
	}
}

func (m *machine) keepsClock(r *Run) bool {
	return slices.ContainsFunc(m.flow(r).Steps, func(s *stroomschema.Step) bool {
		return s.Term.Keep != nil && (s.Term.Keep.Name == r.Clock.Step)
	})
}

// enter stands a run at a step: roles chosen, clock started, entry effects, and on, where the step is passed at once.
func (m *machine) enter(s *scope, number int, step *stroomschema.Step) {
	r := m.run(number)
	if r == nil || !m.move(step.Flow.Name+"."+step.Name, number) {
		return
	}
	waits := m.excluded(r, step) || m.queued(r, step)
	r.Step, r.Visit, r.Entered, r.Waiting = step.Name, r.Visit+1, m.now, waits
	r.Moved = m.st.Seq + 1
	m.pass(stroomschema.PassStep, step.Range)
	m.write(StepEntered{Run: r.Number, Flow: r.Flow, Key: r.Key, Step: step.Name, Visit: r.Visit})
	m.dropEdges(r, step)
	m.change(r)
	if !waits {
		m.admit(s, number, step)
	}
}

// admit begins the visit proper.
func (m *machine) admit(s *scope, number int, step *stroomschema.Step) {
	r := m.run(number)
	inner := *s
	inner.run = r
	s = &inner
	r.Chosen = m.choose(s, step)
	m.startClock(s, r, step)
	m.change(r)
	visit := r.Visit
	if r = m.perform(s, number, step.OnEntry); r == nil || r.Visit != visit || m.fault != nil {
		return
	}
	s.run = r
	m.firePassedRungs(r)
	m.work(s, r, step)
}

// work begins what a step does by itself.
func (m *machine) work(s *scope, r *Run, step *stroomschema.Step) {
	switch step.Kind {
	case stroomschema.People, stroomschema.Waiting:
	case stroomschema.Passing:
		m.follow(s, r, step.Go)
	case stroomschema.Calling:
		m.callFlow(s, r, step)
	case stroomschema.Forking:
		m.fork(s, r, step)
	case stroomschema.Asking:
		m.askService(s, r, step)
	default:
		panic("engine: unknown kind of step")
	}
}

// dropEdges re-arms flow-wide triggers that do not watch this step: leaving and re-entering their steps arms them again.
func (m *machine) dropEdges(r *Run, step *stroomschema.Step) {
	for _, t := range m.flow(r).When {
		if watches(t, step) {
			continue
		}
		name := triggerName(t)
		r.Edges = slices.DeleteFunc(slices.Clone(r.Edges), func(e string) bool { return e == name })
		r.Moments = slices.DeleteFunc(slices.Clone(r.Moments), func(p Planned) bool { return p.Trigger == name })
	}
}

// excluded says whether another run stands in the same `one_at_a_time` set.
func (m *machine) excluded(r *Run, step *stroomschema.Step) bool {
	for _, x := range version(m.def, r.Version).OneAtATime {
		if !inSteps(x.Steps, r.Flow, step.Name) {
			continue
		}
		for _, other := range m.st.Runs {
			if other.Number != r.Number && !other.Waiting && inSteps(x.Steps, other.Flow, other.Step) {
				return true
			}
		}
	}
	return false
}

// queued says whether others who wait could go in, now that a run comes to the same place: the place became free in this very
// Step, and nobody has been let in yet. Who cannot go in yet holds up nobody, least of all who goes on from one step of a
// set to another.
func (m *machine) queued(r *Run, step *stroomschema.Step) bool {
	for _, x := range version(m.def, r.Version).OneAtATime {
		if !inSteps(x.Steps, r.Flow, step.Name) {
			continue
		}
		for i := range m.st.Runs {
			if other := &m.st.Runs[i]; other.Number != r.Number && inSteps(x.Steps, other.Flow, other.Step) && m.mayEnter(other) {
				return true
			}
		}
	}
	return false
}

// mayEnter says whether a run waits before a step that is free now.
func (m *machine) mayEnter(r *Run) bool {
	return r.Waiting && r.Suspended == nil && !m.excluded(r, m.step(r))
}

func inSteps(steps []*stroomschema.Step, flow, step string) bool {
	return slices.ContainsFunc(steps, func(s *stroomschema.Step) bool { return s.Flow.Name == flow && s.Name == step })
}

// letIn admits a run that waits before a step which has become free: of several, the one that has waited longest.
func (m *machine) letIn() bool {
	next := -1
	for i := range m.st.Runs {
		if r := &m.st.Runs[i]; m.mayEnter(r) && (next < 0 || r.Moved < m.st.Runs[next].Moved) {
			next = i
		}
	}
	if next < 0 {
		return false
	}
	first := m.run(m.st.Runs[next].Number)
	first.Waiting, first.Entered = false, m.now
	first.Moved = m.st.Seq + 1 // only now others can read where it stands
	m.change(first)
	m.admit(m.scope(first), first.Number, m.step(first))
	return true
}

// choose fixes the chosen roles of a step for the length of the visit.
func (m *machine) choose(s *scope, step *stroomschema.Step) []Chosen {
	var chosen []Chosen
	add := func(w *stroomschema.Who) {
		for ; w != nil; w = w.Of {
			if w.Role == nil || len(w.Role.Chosen) == 0 || slices.ContainsFunc(chosen, func(c Chosen) bool { return c.Role == w.Role.Name }) {
				continue
			}
			if is := s.chosen(w); is != nil {
				chosen = append(chosen, Chosen{Role: w.Role.Name, Is: is.Name})
			}
		}
	}
	for _, w := range step.Who {
		add(w)
	}
	for _, d := range step.Decide {
		for _, w := range d.By {
			if !s.readsForm(w) {
				add(w)
			}
		}
	}
	return chosen
}

// end closes a run with an outcome: its on_end, then what waits for it, and the trajectory itself when it is main.
func (m *machine) end(number int, outcome string) {
	r := m.run(number)
	if r == nil {
		return
	}
	s := m.scope(r)
	s.outcome = outcome
	m.perform(s, number, m.flow(r).OnEnd)
	if r = m.run(number); r == nil || m.fault != nil {
		return
	}
	m.giveBackAll(r)
	m.write(RunEnded{Run: number, Flow: r.Flow, Key: r.Key, Outcome: outcome})
	if r.Flow == m.def.Flows[0].Name {
		m.endTrajectory(outcome)
		return
	}
	m.partEnded(number, outcome)
}

// endTrajectory ends what is still open: nothing runs on without main.
func (m *machine) endTrajectory(outcome string) {
	for i := range m.st.Runs {
		m.letGo(m.run(m.st.Runs[i].Number), false)
	}
	for len(m.st.Runs) > 0 && m.fault == nil {
		m.cancel(m.st.Runs[0].Number, "cancelled")
	}
	if m.fault == nil {
		m.queue = nil
		m.write(TrajectoryEnded{Outcome: outcome})
	}
}

// cancel ends a run from outside: what it called first, then its undo, its on_end, its end.
func (m *machine) cancel(number int, outcome string) {
	r := m.run(number)
	if r == nil || !m.move(place(r), number) {
		return
	}
	m.letGo(r, true)
	if r = m.run(number); r == nil || m.fault != nil {
		return
	}
	if r.Call != 0 {
		m.write(CallClosed{Number: r.Call})
	}
	if r.Step != "" {
		m.write(StepLeft{Run: r.Number, Flow: r.Flow, Key: r.Key, Step: r.Step})
	}
	s := m.scope(r)
	s.outcome = outcome
	m.perform(s, number, m.flow(r).Undo)
	if m.fault == nil {
		m.end(number, outcome)
	}
}
