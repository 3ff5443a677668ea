package engine

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// addresses resolves a Who to roles at organisations. Organisation "" is: whoever holds the role. An unbound party gives
// none: nobody.
func (s *scope) addresses(w *stroomschema.Who) []Address {
	switch w.Kind {
	case stroomschema.OfRole:
		return s.ofRole(w)
	case stroomschema.OfKey:
		key := s.eval(w.Expr)
		return s.at(w.Role, s.st.party(w.Role.Name, key.Str()))
	case stroomschema.OfOrg:
		return s.at(w.Role, s.eval(w.Expr).Str())
	case stroomschema.OfAnyKey:
		return s.ofAnyKey(w.Role)
	case stroomschema.OfWho:
		var found []Address
		for _, of := range s.addresses(w.Of) {
			found = append(found, Address{Role: w.Role.Name, Organisation: of.Organisation})
		}
		return compact(found)
	case stroomschema.StepWho:
		if s.run == nil {
			return nil
		}
		if step := s.def.Flow(s.run.Flow).Step(s.run.Step); step != nil {
			return s.all(step.Who)
		}
		return nil
	case stroomschema.OfStarter:
		if s.run == nil || s.run.Starter == (Actor{}) {
			return nil
		}
		return []Address{{Role: s.run.Starter.Role, Organisation: s.run.Starter.Organisation}}
	default:
		panic("engine: unknown kind of who")
	}
}

// all resolves a list of Whos, in order, without doubles.
func (s *scope) all(whos []*stroomschema.Who) []Address {
	var found []Address
	for _, w := range whos {
		found = append(found, s.addresses(w)...)
	}
	return compact(found)
}

func compact(list []Address) []Address {
	var out []Address
	for _, a := range list {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// at is a role at an organisation; nobody when there is none.
func (s *scope) at(role *stroomschema.Role, organisation string) []Address {
	if organisation == "" {
		return nil
	}
	return []Address{{Role: role.Name, Organisation: organisation}}
}

func (s *scope) ofRole(w *stroomschema.Who) []Address {
	role := w.Role
	if len(role.Chosen) > 0 {
		role = s.chosen(w)
		if role == nil {
			return nil
		}
	}
	if role.Of != nil {
		return s.at(role, s.boundOf(role.Of))
	}
	switch role.Binding {
	case stroomschema.Once:
		return s.at(role, s.st.party(role.Name, ""))
	case stroomschema.PerKey:
		if s.run == nil {
			return nil
		}
		return s.at(role, s.st.party(role.Name, s.run.Key))
	default:
		return []Address{{Role: role.Name}}
	}
}

func (s *scope) boundOf(role *stroomschema.Role) string {
	if role.Binding == stroomschema.PerKey && s.run != nil {
		return s.st.party(role.Name, s.run.Key)
	}
	return s.st.party(role.Name, "")
}

func (s *scope) ofAnyKey(role *stroomschema.Role) []Address {
	var found []Address
	for _, p := range s.st.Parties {
		if p.Role == role.Name && p.Until == nil {
			found = append(found, Address{Role: role.Name, Organisation: p.Organisation})
		}
	}
	return compact(found)
}

// chosen says which role a chosen role is: the one kept for this visit, or else the first whose condition holds.
func (s *scope) chosen(w *stroomschema.Who) *stroomschema.Role {
	if s.run != nil {
		for _, c := range s.run.Chosen {
			if c.Role == w.Role.Name {
				return s.def.Role(c.Is)
			}
		}
	}
	inner := s.with(s.inputs(w.With))
	for _, c := range w.Role.Chosen {
		if c.If == nil || inner.holds(c.If) {
			return c.Is
		}
	}
	return nil
}

// inputs evaluates inputs given by name.
func (s *scope) inputs(with map[string]*rules.Expr) locals {
	if len(with) == 0 {
		return nil
	}
	values := make(locals, 0, len(with))
	for name, x := range with {
		values = append(values, local{name, s.eval(x)})
	}
	return values
}

// readsForm says whether who it is depends on the form of the decision.
func (s *scope) readsForm(w *stroomschema.Who) bool {
	if w == nil {
		return false
	}
	if w.Expr != nil && s.exprReadsForm(w.Expr) {
		return true
	}
	for _, x := range w.With {
		if s.exprReadsForm(x) {
			return true
		}
	}
	return s.readsForm(w.Of)
}

// exprReadsForm says whether an expression reads what is sent with the decision. While a run has yet to begin, its input is
// the form.
func (s *scope) exprReadsForm(x *rules.Expr) bool {
	beginning := s.run != nil && s.run.Number == 0
	for name := range x.ReadNames() {
		if strings.HasPrefix(name, "ask.") || name == "occurred" || beginning && strings.HasPrefix(name, "with.") {
			return true
		}
	}
	return false
}

// eval evaluates an expression whose failure the compiler has excluded: unset when it fails all the same.
func (s *scope) eval(x *rules.Expr) rules.Value {
	v, err := x.Eval(s)
	if err != nil {
		return rules.Value{}
	}
	return v
}

// holds evaluates a condition; one that fails does not hold.
func (s *scope) holds(x *rules.Expr) bool {
	ok, err := x.Holds(s)
	return err == nil && ok
}

// among says whether an actor is one of the addressed, and whether at least his role is.
func among(actor Actor, list []Address) (whole, role bool) {
	for _, a := range list {
		if a.Role != actor.Role {
			continue
		}
		role = true
		if a.Organisation == "" || a.Organisation == actor.Organisation {
			return true, true
		}
	}
	return false, role
}

// Holders lists who may act at the step where a run stands.
func Holders(def *stroomschema.Definition, st State, run Run) []Address {
	return holders(def, &st, &run)
}

func holders(def *stroomschema.Definition, st *State, run *Run) []Address {
	def = version(def, run.Version)
	flow := def.Flow(run.Flow)
	if flow == nil {
		return nil
	}
	step := flow.Step(run.Step)
	if step == nil || run.Waiting {
		return nil
	}
	s := &scope{def: def, st: st, now: st.Time, run: run}
	list := s.all(step.Who)
	if step.Not == nil {
		return list
	}
	first := run.taker(step.Not.Name)
	return slices.DeleteFunc(list, func(a Address) bool {
		return first != nil && a.Organisation != "" && a.Organisation == first.Organisation
	})
}

// taker returns who took a decision of this run last; nil when nobody has.
func (r *Run) taker(decision string) *Actor {
	if decision == "begin" {
		if r.Begun {
			return &r.Starter
		}
		return nil
	}
	for i := len(r.Taken) - 1; i >= 0; i-- {
		if r.Taken[i].Decision == decision {
			return &r.Taken[i].Actor
		}
	}
	return nil
}

// versionOf returns the definition that a run follows.
func versionOf(def *stroomschema.Definition, run Run) *stroomschema.Definition {
	return version(def, run.Version)
}

// version returns a version of a definition: the present one, or the one before it.
func version(def *stroomschema.Definition, number int) *stroomschema.Definition {
	if def.Earlier != nil && number == def.Earlier.Version {
		return def.Earlier
	}
	return def
}
