package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// migrated moves the trajectory to the definition that Step was given. m.def is the earlier version until here: what was
// due under it has been settled.
func (m *machine) migrated(ev Event) *Rejection {
	if ev.Actor.Role != Operator || ev.Actor.Person == "" {
		return m.reject(ev, NotAllowed)
	}
	to := m.to
	if to == nil || to.Earlier == nil || to.Migration == nil || to.Earlier.Hash != m.st.Hash ||
		to.Hash != ev.Migrate.Hash || to.Migration.From != m.st.Version || to.Name != m.st.Name {
		return m.reject(ev, UnknownItem)
	}
	if slices.ContainsFunc(m.st.Runs, func(r Run) bool { return r.Version != m.st.Version }) {
		return m.reject(ev, Conflict) // at most two versions at once: runs of an older one must end first
	}
	m.opened(ev, nil)
	m.def = to
	m.write(VersionChanged{Version: to.Version, Hash: to.Hash})
	m.newFacts() // BEFORE the runs: what they read must be there
	var numbers []int
	for _, r := range m.st.Runs {
		numbers = append(numbers, r.Number)
	}
	for _, n := range numbers {
		m.moveRun(n)
	}
	return m.finishOther(ev)
}

// moveRun lets a run end under its own version, or moves it to the new one.
func (m *machine) moveRun(number int) {
	r := m.run(number)
	if r == nil {
		return // a run that moved before it has ended it
	}
	rule := m.migration(r.Flow)
	flow := m.def.Flow(r.Flow)
	if flow == nil || rule.Finish {
		return // the flow is gone, or says so: what runs of it ends under the version before
	}
	from := m.step(r)
	to := rule.Steps[r.Step]
	if to == nil {
		to = flow.Step(r.Step)
	}
	if from == nil || to == nil {
		return
	}
	moments := movedMoments(r, m.flow(r), from, flow, to)
	r.Version = m.def.Version
	if r.Step != to.Name {
		r.Step = to.Name
		r.Visit++
		r.Moved = m.st.Seq + 1
	}
	r.Moments = moments
	for _, f := range flow.Own {
		if _, has := r.Own[f.Name]; !has && f.AtStart != nil {
			r.Own = r.Own.set(f.Name, m.eval(m.scope(r), f.AtStart, flow.Name))
		}
	}
	if slices.ContainsFunc(r.Chosen, func(c Chosen) bool { return m.def.Role(c.Is) == nil }) {
		r.Chosen = nil // chosen anew, where it is asked for
	}
	r.Edges = m.edgesNow(r)
	m.moveClock(r, to, rule.Restart)
	m.change(r)
	if !r.Waiting && !sameWork(from, to) {
		m.leaveWork(r)
		m.work(m.scope(r), r, to)
	}
}

// migration is what the new version says about the open runs of a flow.
func (m *machine) migration(flow string) stroomschema.MigrateFlow {
	i := slices.IndexFunc(m.def.Migration.Flows, func(f stroomschema.MigrateFlow) bool { return f.Flow.Name == flow })
	if i < 0 {
		return stroomschema.MigrateFlow{}
	}
	return m.def.Migration.Flows[i]
}

// sameWork says whether what a step started by itself goes on at another: a call, a fork, a question.
func sameWork(a, b *stroomschema.Step) bool {
	switch {
	case a.Kind != b.Kind:
		return (a.Kind == stroomschema.People || a.Kind == stroomschema.Waiting) && (b.Kind == stroomschema.People || b.Kind == stroomschema.Waiting)
	case a.Kind == stroomschema.Calling:
		return a.Call.Flow.Name == b.Call.Flow.Name
	case a.Kind == stroomschema.Asking:
		return a.Ask.Service.Name == b.Ask.Service.Name
	default:
		return true
	}
}

// moveClock keeps the clock of a run, or starts the one of its new step.
func (m *machine) moveClock(r *Run, to *stroomschema.Step, restart bool) {
	switch c := r.Clock; {
	case r.Waiting:
	case c == nil, restart, m.def.Term(c.Term) == nil:
		m.startClock(m.scope(r), r, to)
	case c.Step == to.Name, to.Term.Keep != nil:
	default:
		moved := *c
		moved.Step = to.Name
		r.Clock = &moved
	}
}

// movedMoments keeps for the moments of the new text what has fired for the same words of the old one: their places may
// have shifted, and what has come does not come again.
func movedMoments(r *Run, oldFlow *stroomschema.Flow, from *stroomschema.Step, newFlow *stroomschema.Flow, to *stroomschema.Step) []Planned {
	was := momentsOf(oldFlow, from)
	var kept []Planned
	for _, now := range momentsOf(newFlow, to) {
		i := slices.IndexFunc(was, func(w namedMoment) bool { return w.source == now.source && ofStep(w.trigger) == ofStep(now.trigger) })
		if i < 0 {
			continue
		}
		for _, p := range r.Moments {
			if p.Trigger == was[i].trigger {
				p.Trigger = now.trigger
				kept = append(kept, p)
			}
		}
		was = slices.Delete(was, i, i+1)
	}
	return kept
}

// namedMoment is a moment as it is written, with the name under which it is planned.
type namedMoment struct{ source, trigger string }

func momentsOf(flow *stroomschema.Flow, step *stroomschema.Step) []namedMoment {
	var found []namedMoment
	for _, list := range [][]*stroomschema.Trigger{flow.When, step.When} {
		for _, t := range list {
			if t.Kind == stroomschema.AtMoment {
				found = append(found, namedMoment{t.Moment.Source, triggerName(t)})
			}
		}
	}
	for i, re := range step.Remind {
		found = append(found, namedMoment{"remind " + re.Moment.Source, remindName(i)})
	}
	return found
}

// edgesNow lists the conditions that hold at the move: they fire when they turn true again, not by the move itself.
func (m *machine) edgesNow(r *Run) []string {
	var edges []string
	s := m.scope(r)
	for _, t := range m.watching(r) {
		if t.Kind == stroomschema.IfHolds && s.holds(t.If) {
			edges = append(edges, triggerName(t))
		}
	}
	return edges
}

// newFacts gives the facts that the version before did not have what the migration says, or else what they are at the
// start.
func (m *machine) newFacts() {
	for _, f := range m.def.Facts {
		i := slices.IndexFunc(m.def.Migration.Facts, func(a stroomschema.Assignment) bool { return a.Fact == f })
		switch {
		case i >= 0:
			m.initial(f, m.def.Migration.Facts[i].Value)
		case m.def.Earlier.Fact(f.Name) == nil && f.AtStart != nil:
			m.initial(f, f.AtStart)
		}
	}
}

// initial gives a fact its first value, for every key that it has.
func (m *machine) initial(f *stroomschema.Fact, value *rules.Expr) {
	s := m.scope(nil)
	if f.Key == nil {
		m.write(FactSet{Fact: f.Name, Value: m.eval(s, value, f.Name)})
		return
	}
	for _, k := range f.Key.Values {
		inner := s.with(locals{{f.Key.Name, rules.EnumOf(f.Key.Name, k.Name)}})
		m.write(FactSet{Fact: FactName(f.Name, k.Name), Value: m.eval(inner, value, f.Name)})
	}
}
