package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// promises holds property 11: the author's promises, evaluated here on their own, hold after an accepted decision of a
// person if they held before it.
func (p *probe) promises() (int, string) {
	if p.reject != nil || p.ev.Kind != engine.Decided && p.ev.Kind != engine.Started {
		return 0, ""
	}
	before, after := p.aroundDecision()
	for _, inv := range p.def.Invariants {
		switch inv.Kind {
		case stroomschema.Always:
			if p.holds(inv.Holds, after, nil) || p.st.Seq > 0 && !p.holds(inv.Holds, before, nil) {
				continue
			}
			return 11, "the decision broke " + inv.Name
		case stroomschema.OnChange:
			if name := p.brokenChange(inv, before); name != "" {
				return 11, "the change of " + name + " broke " + inv.Name
			}
		}
	}
	return 0, ""
}

// aroundDecision returns the states just before and just after the decision: what was due has been settled before it, and
// what it made due comes after it, and breaks no promise in its name.
func (p *probe) aroundDecision() (before, after engine.State) {
	taken := slices.IndexFunc(p.out.Entries, func(e engine.Entry) bool {
		_, ok := e.Change.(engine.EventTaken)
		return ok
	})
	if taken < 0 {
		return p.out.State, p.out.State // known by its id: nothing was decided now
	}
	end := slices.IndexFunc(p.out.Entries[taken:], func(e engine.Entry) bool { return e.Cause != engine.ByPerson })
	if end < 0 {
		return engine.Apply(p.def, p.st, p.out.Entries[:taken]), p.out.State
	}
	return engine.Apply(p.def, p.st, p.out.Entries[:taken]), engine.Apply(p.def, p.st, p.out.Entries[:taken+end])
}

// brokenChange walks over the facts set by the decision.
func (p *probe) brokenChange(inv *stroomschema.Invariant, before engine.State) string {
	st, taken := before, false
	for _, e := range p.out.Entries {
		if _, ok := e.Change.(engine.EventTaken); ok {
			taken = true
		}
		set, ok := e.Change.(engine.FactSet)
		if !ok || !taken {
			continue
		}
		fact, _, _ := strings.Cut(set.Fact, "[")
		if fact != inv.Fact.Name {
			continue
		}
		old := st.Facts[set.Fact].Value
		if old.Equal(set.Value) {
			continue
		}
		if e.Cause == engine.ByPerson && p.holds(inv.Never, p.out.State, map[string]rules.Value{"old": old, "new": set.Value, "cause": rules.EnumOf("Cause", string(e.Cause))}) {
			return set.Fact
		}
		facts := map[string]engine.Fact{}
		for name, f := range st.Facts {
			facts[name] = f
		}
		facts[set.Fact] = engine.Fact{Value: set.Value}
		st.Facts = facts
	}
	return ""
}

func (p *probe) holds(x *rules.Expr, st engine.State, extra map[string]rules.Value) bool {
	ok, err := x.Holds(promiseScope{def: p.def, st: st, extra: extra, now: st.Time})
	if err != nil {
		panic(fmt.Sprintf("enginetest: evaluate %s: %v", x.Source(), err))
	}
	return ok
}

// promiseScope resolves what promises may read: facts, parameters, parties and where flows stand. It is written apart from
// the engine's own scope, so that a fault in that one is not repeated here.
type promiseScope struct {
	def   *stroomschema.Definition
	st    engine.State
	extra map[string]rules.Value
	now   time.Time
}

// Value resolves a variable.
func (s promiseScope) Value(name, key string) rules.Value {
	if v, ok := s.extra[name]; ok {
		return v
	}
	full := name
	if key != "" {
		full += "[" + key + "]"
	}
	if f, ok := s.st.Facts[full]; ok {
		return f.Value
	}
	switch head, rest, _ := strings.Cut(name, "."); head {
	case "now":
		return rules.InstantOf(s.now)
	case "today":
		return rules.DateOfTime(s.now, s.def.Zone)
	case "param":
		i := slices.IndexFunc(s.def.Parameters, func(p *stroomschema.Parameter) bool { return p.Name == rest })
		return s.def.Parameters[i].Value
	case "party":
		for _, p := range s.st.Parties {
			if p.Role == rest && p.Key == key && p.Until == nil {
				return rules.OrganisationOf(p.Organisation)
			}
		}
		return rules.Value{}
	default:
		return s.flow(head, key, rest)
	}
}

func (s promiseScope) flow(flow, key, part string) rules.Value {
	var open []engine.Run
	for _, r := range s.st.Runs {
		if r.Flow == flow && (key == "" || r.Key == key) {
			open = append(open, r)
		}
	}
	switch part {
	case "open":
		return rules.BoolOf(len(open) > 0)
	case "runs":
		return rules.IntOf(int64(len(open)))
	case "ended":
		full := flow
		if key != "" {
			full += "[" + key + "]"
		}
		return rules.IntOf(int64(s.st.Finished[full].Count))
	case "step":
		if len(open) > 0 && open[len(open)-1].Step != "" {
			return rules.EnumOf(flow, open[len(open)-1].Step)
		}
	case "suspended":
		return rules.BoolOf(len(open) > 0 && open[len(open)-1].Suspended != nil)
	}
	return rules.Value{}
}
