package engine

import (
	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// perform carries out effects in order and returns the run as it stands after them; nil when they ended it.
func (m *machine) perform(s *scope, number int, actions []*stroomschema.Action) *Run {
	r := m.run(number)
	if len(actions) == 0 || r == nil {
		return r
	}
	inner := s.of(r)
	for _, a := range actions {
		if m.fault != nil {
			return r
		}
		m.act(inner, r, a)
		now := m.st.run(number)
		if now == nil {
			return nil
		}
		*r = *now // as the next effect finds it
	}
	return r
}

func (m *machine) act(s *scope, r *Run, a *stroomschema.Action) {
	switch a.Kind {
	case stroomschema.DoSet:
		m.assign(s, r, a.Set)
	case stroomschema.DoUnset:
		m.unset(s, r, a.Unset)
	case stroomschema.DoBind, stroomschema.DoLend:
		m.bind(s, r, a)
	case stroomschema.DoGiveBack:
		m.giveBack(s, r, a)
	case stroomschema.DoTell:
		m.tell(s, r, a.Tell, a.Notice)
	case stroomschema.DoSend:
		m.send(s, r, a)
	case stroomschema.DoStart:
		m.startFlow(s, r, a)
	case stroomschema.DoCancel, stroomschema.DoSuspend, stroomschema.DoResume:
		m.control(s, r, a)
	case stroomschema.DoCount:
		m.write(CountAdded{Counted{Count: a.Count.Name, With: m.values(s, a.With, place(r)), At: m.now}})
	case stroomschema.DoPause, stroomschema.DoContinue:
		m.pause(r, a.Kind == stroomschema.DoPause)
	case stroomschema.DoLengthen:
		m.lengthen(s.with(s.inputs(a.With)), r, a.Term)
	case stroomschema.DoAdopt:
		m.adopt(r)
	case stroomschema.DoIf:
		if m.holds(s, a.If, place(r)) {
			m.perform(s, r.Number, a.Do)
		}
	case stroomschema.DoForEach:
		m.forEach(s, r, a)
	default:
		panic("engine: unknown action " + string(a.Kind))
	}
}

// assign sets places at once: the right sides read the values from before.
func (m *machine) assign(s *scope, r *Run, list []stroomschema.Assignment) {
	type resolved struct {
		fact, own string
		value     rules.Value
	}
	values := make([]resolved, 0, len(list))
	for _, a := range list {
		v := m.eval(s, a.Value, place(r))
		if m.fault != nil {
			return
		}
		if a.Own != "" {
			values = append(values, resolved{own: a.Own, value: v})
			continue
		}
		values = append(values, resolved{fact: m.factName(s, a.Place), value: v})
	}
	for _, v := range values {
		if v.own != "" {
			r = m.run(r.Number)
			r.Own = r.Own.set(v.own, v.value)
			m.change(r)
			continue
		}
		m.setFact(s, r, v.fact, v.value)
	}
}

func (m *machine) factName(s *scope, p stroomschema.Place) string {
	if p.Key == nil {
		return p.Fact.Name
	}
	return FactName(p.Fact.Name, m.eval(s, p.Key, p.Fact.Name).Str())
}

// setFact sets a fact after asserting the author's invariants over changes.
func (m *machine) setFact(s *scope, r *Run, name string, v rules.Value) {
	if m.fault != nil {
		return
	}
	old := m.st.Facts[name].Value
	if old.Equal(v) && old.IsSet() == v.IsSet() && v.IsSet() {
		// Set to the same: still recorded, for the age of a fact counts from its last recording.
		m.write(FactSet{Fact: name, Value: v})
		return
	}
	m.assertChange(s, r, name, old, v)
	if m.fault == nil {
		m.write(FactSet{Fact: name, Value: v})
	}
}

func (m *machine) unset(s *scope, r *Run, places []stroomschema.Place) {
	for _, p := range places {
		if p.Own != "" {
			r = m.run(r.Number)
			r.Own = r.Own.set(p.Own, rules.Value{})
			m.change(r)
			continue
		}
		name := m.factName(s, p)
		if _, isSet := m.st.Facts[name]; isSet {
			m.setFact(s, r, name, rules.Value{})
		}
	}
}

func (m *machine) bind(s *scope, r *Run, a *stroomschema.Action) {
	lender := 0
	if a.Kind == stroomschema.DoLend {
		lender = r.Number
	}
	for _, b := range a.Bind {
		key := m.bindKey(s, b)
		to := m.eval(s, b.Value, place(r)).Str()
		if m.fault != nil {
			return
		}
		if to == "" {
			m.fail(DefinitionFault, place(r), r.Number)
			return
		}
		m.write(PartyBound{Role: b.Role.Name, Key: key, Organisation: to, LentBy: lender})
	}
}

func (m *machine) bindKey(s *scope, b stroomschema.BindTo) string {
	if b.Key == nil {
		return ""
	}
	return m.eval(s, b.Key, b.Role.Name).Str()
}

func (m *machine) giveBack(s *scope, r *Run, a *stroomschema.Action) {
	for _, b := range a.Bind {
		m.returnParty(r.Number, b.Role.Name, m.bindKey(s, b))
	}
}

// giveBackAll returns what a run was lent: a lend never outlives its run.
func (m *machine) giveBackAll(r *Run) {
	for _, p := range m.st.Parties {
		if p.LentBy == r.Number && p.Until == nil {
			m.returnParty(r.Number, p.Role, p.Key)
		}
	}
}

// returnParty binds again the organisation that was bound before the lend; not one that a run lent which has ended since.
func (m *machine) returnParty(lender int, role, key string) {
	for i := len(m.st.Parties) - 1; i >= 0; i-- {
		p := m.st.Parties[i]
		if p.Role != role || p.Key != key {
			continue
		}
		if p.Until == nil && p.LentBy != lender {
			return // bound anew meanwhile: nothing to give back
		}
		if p.LentBy == 0 || p.LentBy != lender && m.st.run(p.LentBy) != nil {
			m.write(PartyBound{Role: role, Key: key, Organisation: p.Organisation, LentBy: p.LentBy})
			return
		}
	}
	m.write(PartyBound{Role: role, Key: key})
}

func (m *machine) forEach(s *scope, r *Run, a *stroomschema.Action) {
	for _, v := range m.eval(s, a.Each, place(r)).Elems() {
		if !m.move(place(r), r.Number) {
			return
		}
		m.perform(s.within(s.locals.set(a.Var, v), map[string]*rules.Expr{a.Var: a.Each}), r.Number, a.Do)
	}
}

// adopt puts the second beginning in the place of the first.
func (m *machine) adopt(r *Run) {
	if r.AgainBy == nil {
		m.fail(DefinitionFault, place(r), r.Number)
		return
	}
	flow := m.flow(r)
	with := Values{}
	for _, f := range flow.With {
		if v, ok := r.Again[f.Name]; ok {
			with[f.Name] = v
		}
	}
	r.With, r.Starter, r.Begun = with, *r.AgainBy, r.AgainBegun
	m.change(r)
}

// control cancels, suspends or resumes runs.
func (m *machine) control(s *scope, r *Run, a *stroomschema.Action) {
	numbers := m.refer(s, r, a.Target)
	if len(numbers) == 0 && a.IfAbsent != "fine" && !a.Target.All && !a.Target.Other {
		m.incident("ABSENT", place(r), r.Number)
		return
	}
	for _, n := range numbers {
		if m.fault != nil {
			return
		}
		switch a.Kind {
		case stroomschema.DoCancel:
			outcome := a.As
			if outcome == "" {
				outcome = "cancelled"
			}
			m.cancel(n, outcome)
		case stroomschema.DoSuspend:
			m.suspend(n, r, a.Clocks)
		case stroomschema.DoResume:
			m.resume(n)
		}
	}
}

// refer resolves a flow reference to the numbers of open runs, in order.
func (m *machine) refer(s *scope, r *Run, ref *stroomschema.FlowRef) []int {
	if ref.Other {
		main := m.def.Flows[0].Name
		var others []int
		for _, x := range m.st.Runs {
			if x.Number != r.Number && x.Flow != main {
				others = append(others, x.Number)
			}
		}
		return others
	}
	if ref.All || (ref.Key == nil && ref.Flow.Key == nil) {
		return m.st.openRuns(ref.Flow.Name, "", true)
	}
	return m.st.openRuns(ref.Flow.Name, m.refKey(s, r, ref.Flow, ref.Key), false)
}

// refKey is the key of a referred flow: as written, or the key of this run.
func (m *machine) refKey(s *scope, r *Run, flow *stroomschema.Flow, key *rules.Expr) string {
	if key != nil {
		return m.eval(s, key, place(r)).Str()
	}
	if flow.Key == nil {
		return ""
	}
	return r.Key
}

func (m *machine) suspend(number int, by *Run, clocksRun bool) {
	r := m.run(number)
	if r == nil || r.Suspended != nil {
		return
	}
	r.Suspended = &Pause{By: FactName(by.Flow, by.Key), At: m.now, Runs: clocksRun}
	if r.Clock != nil && !clocksRun {
		r.Clock = r.Clock.stopped(m.now)
	}
	m.change(r)
}

func (m *machine) resume(number int) {
	r := m.run(number)
	if r == nil || r.Suspended == nil {
		return
	}
	pause := *r.Suspended
	r.Suspended = nil
	if r.Clock != nil && !pause.Runs {
		r.Clock = m.restarted(*r.Clock)
	}
	m.change(r)
}
