package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
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
	m.opened(ev, nil, nil, nil)
	m.def = to
	m.write(VersionChanged{Version: to.Version, Hash: to.Hash})
	for i := range m.st.Runs {
		m.moveRun(m.run(m.st.Runs[i].Number))
	}
	for _, a := range to.Migration.Facts {
		m.newFact(a)
	}
	return m.finishOther(ev)
}

// moveRun lets a run end under its own version, or moves it to the new one.
func (m *machine) moveRun(r *Run) {
	i := slices.IndexFunc(m.def.Migration.Flows, func(f stroomschema.MigrateFlow) bool { return f.Flow.Name == r.Flow })
	if i >= 0 && m.def.Migration.Flows[i].Finish {
		return
	}
	var rule stroomschema.MigrateFlow
	if i >= 0 {
		rule = m.def.Migration.Flows[i]
	}
	flow := m.def.Flow(r.Flow)
	if flow == nil {
		return // the flow is gone: what runs of it ends under the version before
	}
	step := rule.Steps[r.Step]
	if step == nil {
		step = flow.Step(r.Step)
	}
	if step == nil {
		return
	}
	r.Version = m.def.Version
	moved := r.Step != step.Name
	r.Step = step.Name
	if moved {
		r.Visit++
		r.Moved = m.st.Seq + 1
	}
	// Places of triggers may have shifted: they are planned anew, and conditions count as seen where they hold.
	r.Moments = nil
	r.Edges = m.edgesNow(r)
	if rule.Restart && r.Clock != nil {
		m.startClock(m.scope(r), r, step)
	} else if r.Clock != nil && m.def.Term(r.Clock.Term) == nil {
		m.startClock(m.scope(r), r, step)
	}
	m.change(r)
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

func (m *machine) newFact(a stroomschema.Assignment) {
	s := m.scope(nil)
	v := m.eval(s, a.Value, a.Fact.Name)
	if a.Fact.Key == nil {
		m.write(FactSet{Fact: a.Fact.Name, Value: v})
		return
	}
	for _, k := range a.Fact.Key.Values {
		m.write(FactSet{Fact: FactName(a.Fact.Name, k.Name), Value: v})
	}
}
