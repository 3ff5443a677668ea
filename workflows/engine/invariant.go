package engine

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// brokenInvariant returns the first promise over states that does not hold now and held before this Step.
func (m *machine) brokenInvariant() *stroomschema.Invariant {
	s := m.scope(nil)
	s.asking = true
	for _, inv := range m.def.Invariants {
		if inv.Kind != stroomschema.Always {
			continue
		}
		if !s.holds(inv.Holds) && m.heldBefore(inv) {
			return inv
		}
	}
	return nil
}

func (m *machine) heldBefore(inv *stroomschema.Invariant) bool {
	if m.before.Seq == 0 {
		return true
	}
	s := &scope{def: m.def, st: &m.before, now: m.now, asking: true}
	return s.holds(inv.Holds)
}

// assertAtRest opens an incident for a promise that something other than a decision has broken: the end of a term or a
// title must always work.
func (m *machine) assertAtRest() {
	if m.fault != nil {
		return
	}
	s := m.scope(nil)
	s.asking = true
	for _, inv := range m.def.Invariants {
		if inv.Kind != stroomschema.Always || s.holds(inv.Holds) {
			continue
		}
		known := slices.ContainsFunc(m.st.Incidents, func(i Incident) bool { return i.Place == inv.Name })
		if !known && m.heldBefore(inv) {
			m.incident(InvariantBroken, inv.Name, 0)
		}
	}
}

// assertChange asserts the promises over the change of a fact. A decision is refused; for anything else it is an incident, and
// the change stands. Silence that lowers a guarded attribute is stopped whatever the author says.
func (m *machine) assertChange(s *scope, r *Run, name string, old, now rules.Value) {
	if m.cause == BySilence && m.lowersGuard(old, now) {
		m.fail("GUARD_LOWERED", place(r), r.Number)
		return
	}
	fact, _, _ := strings.Cut(name, "[")
	for _, inv := range m.def.Invariants {
		if inv.Kind != stroomschema.OnChange || inv.Fact.Name != fact {
			continue
		}
		inner := *s
		inner.changes, inner.cause, inner.asking = &factChange{old, now}, m.cause, true
		if !inner.holds(inv.Never) {
			continue
		}
		if m.deciding {
			m.fail(InvariantBroken, inv.Name, r.Number)
			return
		}
		m.incident(InvariantBroken, inv.Name, 0)
	}
}

// lowersGuard says whether a change lowers an attribute that its scale guards.
func (m *machine) lowersGuard(old, now rules.Value) bool {
	if !old.IsSet() || !now.IsSet() {
		return false
	}
	schema := m.def.Env.Schema()
	before, guarded := schema.Guarded(old)
	after, still := schema.Guarded(now)
	return guarded && still && before.Kind() == rules.Int && after.Int() < before.Int()
}

// assertDecision asserts the promises over a decision.
func (m *machine) assertDecision(c *candidate) *Rejection {
	for _, inv := range m.def.Invariants {
		if inv.Kind != stroomschema.OnDecision || !slices.ContainsFunc(inv.Decisions, func(d *stroomschema.Decision) bool { return d.ID() == c.decision.ID() }) {
			continue
		}
		inner := *c.scope
		inner.first, inner.asking = m.firstTaker(c), true
		if inner.holds(inv.Never) {
			return m.refuseInvariant(c.event, inv)
		}
	}
	return nil
}

// firstTaker is who took the decision that `not` names, or else who began the run.
func (m *machine) firstTaker(c *candidate) *Actor {
	for _, a := range m.exclusions(c) {
		if a != nil {
			return a
		}
	}
	if c.run != nil && c.run.Begun {
		return &c.run.Starter
	}
	return nil
}

func (m *machine) refuseInvariant(ev Event, inv *stroomschema.Invariant) *Rejection {
	r := m.reject(ev, InvariantBroken)
	r.Explanation.Rule = inv.Name
	r.Explanation.Text.NL += " " + inv.Label.NL
	r.Explanation.Text.EN += " " + inv.Label.EN
	return r
}
