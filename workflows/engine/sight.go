package engine

import (
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// Sight is what one reader may see of one trajectory, as the definition's `sees` says. It is the only filter there is:
// pages, API, explanations and notices all ask it.
type Sight struct {
	def     *stroomschema.Definition
	st      *State
	reader  Actor
	held    *[][]Address // who may act at the step of each run, found when it is first asked; shared by all readers of Sights
	sees    *stroomschema.Sees
	now     bool     // may see where the trajectory stands
	keys    []string // keys whose party this reader's organisation is now, or for which it has a task
	whole   bool     // it is a party of the whole trajectory, not of a key
	spans   []span   // periods in which it was a party, when what happened then stays visible
	ownForm bool     // the reader typed the form himself
}

// span is a period in which the organisation of a reader was a party, of a key or of the whole.
type span struct {
	key   string
	from  time.Time
	until *time.Time
}

func (p span) covers(t time.Time) bool {
	return !t.Before(p.from) && (p.until == nil || t.Before(*p.until))
}

// SightOf says what a reader may see. A reader without any right gets a Sight that shows nothing.
func SightOf(def *stroomschema.Definition, st State, reader Actor) Sight {
	return SightsOf(def, st).Of(reader)
}

// Sights gives the Sight of one reader after the other on the same state. It is not safe for use by several goroutines.
type Sights struct {
	def  *stroomschema.Definition
	st   *State
	held *[][]Address
}

// SightsOf makes ready for readers of a state.
func SightsOf(def *stroomschema.Definition, st State) Sights {
	return sightsOf(def, &st)
}

func sightsOf(def *stroomschema.Definition, st *State) Sights {
	return Sights{def: def, st: st, held: new([][]Address)}
}

// Of says what a reader may see. A reader without any right gets a Sight that shows nothing.
func (all Sights) Of(reader Actor) Sight {
	s := Sight{def: all.def, st: all.st, reader: reader, held: all.held}
	for _, sees := range all.def.Sees {
		if sees.Role.Name == reader.Role {
			s.sees = sees
		}
	}
	if s.sees == nil || reader.Role == "" {
		return s
	}
	s.look()
	return s
}

func (s *Sight) look() {
	bound := s.bound()
	switch s.sees.While {
	case stroomschema.WhileAlways:
		s.now = true
	case stroomschema.WhileTold:
		tasks := s.hasTask()
		s.now = s.told() || tasks
	case stroomschema.WhileTask:
		s.now = s.hasTask()
	case stroomschema.WhileParty:
		s.now = bound || s.hasTask()
	}
}

// bound fills keys and spans, and says whether the reader's organisation is a party now.
func (s *Sight) bound() bool {
	now := false
	for _, p := range s.st.Parties {
		if p.Organisation != s.reader.Organisation || !s.standsFor(p.Role) {
			continue
		}
		if s.sees.OwnPeriod {
			s.spans = append(s.spans, span{p.Key, p.From, p.Until})
		}
		if p.Until != nil {
			continue
		}
		now = true
		if p.Key == "" {
			s.whole = true
		} else if !slices.Contains(s.keys, p.Key) {
			s.keys = append(s.keys, p.Key)
		}
	}
	return now
}

// standsFor says whether the reader's role speaks for a bound role: itself, or one that it is `of`.
func (s *Sight) standsFor(bound string) bool {
	role := s.sees.Role
	return role.Name == bound || role.OfAny || (role.Of != nil && role.Of.Name == bound)
}

func (s *Sight) hasTask() bool {
	found := false
	for i, to := range s.holders() {
		if mine, _ := among(s.reader, to); mine {
			found = true
			r := &s.st.Runs[i]
			if r.Key != "" && !slices.Contains(s.keys, r.Key) {
				s.keys = append(s.keys, r.Key)
			}
		}
	}
	return found
}

// holders lists who may act at the step of each run, in the order of the runs.
func (s *Sight) holders() [][]Address {
	if *s.held == nil {
		held := make([][]Address, len(s.st.Runs))
		for i := range s.st.Runs {
			held[i] = holders(s.def, s.st, &s.st.Runs[i])
		}
		*s.held = held
	}
	return *s.held
}

func (s *Sight) told() bool {
	return slices.ContainsFunc(s.st.Told, func(t Told) bool {
		return t.Role == s.reader.Role && (t.Organisation == "" || t.Organisation == s.reader.Organisation)
	})
}

// Any says whether the reader may see the trajectory at all.
func (s Sight) Any() bool { return s.now || len(s.spans) > 0 }

// Now says whether the reader may see where the trajectory stands; a former party may only see what happened in its period.
func (s Sight) Now() bool { return s.now }

// At says whether the reader may see what happened at a moment.
func (s Sight) At(t time.Time) bool {
	return s.now || slices.ContainsFunc(s.spans, func(p span) bool { return p.covers(t) })
}

// own says whether the reader may see what belongs to a key, as it was at a moment.
func (s Sight) own(key string, at time.Time) bool {
	return s.now && slices.Contains(s.keys, key) ||
		slices.ContainsFunc(s.spans, func(p span) bool { return p.key == key && p.covers(at) })
}

// All says whether the reader sees every fact.
func (s Sight) All() bool { return s.now && s.seesAll() }

func (s Sight) seesAll() bool {
	return slices.ContainsFunc(s.sees.Facts, func(f stroomschema.Sight) bool { return f.All && !f.Own })
}

// Fact says whether the reader may see a fact (of a key), or the part of it that path names ("code", "conditions.admission").
func (s Sight) Fact(name, key, path string) bool {
	return s.FactAt(name, key, path, s.st.Facts[FactName(name, key)].At)
}

// FactAt is Fact for the value that was set at a moment: a line of the journal tells a former party what was set in its own
// period, although it may not see what the fact is now.
func (s Sight) FactAt(name, key, path string, at time.Time) bool {
	if !s.Any() {
		return false
	}
	return slices.ContainsFunc(s.sees.Facts, func(f stroomschema.Sight) bool {
		named := f.All || f.Fact.Name == name && (f.Path == "" || path == f.Path || strings.HasPrefix(path, f.Path+"."))
		if !named || f.Own && key == "" {
			return false
		}
		return f.Own && s.own(key, at) || !f.Own && s.At(at)
	})
}

// Has says whether the reader may know that a fact is set, or a part of it: he may see it, or something below it that is
// there whenever it is.
func (s Sight) Has(name, key, path string) bool {
	if s.Fact(name, key, path) {
		return true
	}
	fact := s.def.Fact(name)
	return fact != nil && slices.ContainsFunc(s.partsSeen(name), func(part string) bool {
		return (path == "" || strings.HasPrefix(part, path+".")) && s.Fact(name, key, part) && s.alwaysBelow(fact.Type, part, path)
	})
}

// partsSeen lists the parts of a fact that the reader's role sees.
func (s Sight) partsSeen(name string) []string {
	var parts []string
	if s.sees == nil {
		return nil
	}
	for _, f := range s.sees.Facts {
		if !f.All && f.Fact.Name == name && f.Path != "" {
			parts = append(parts, f.Path)
		}
	}
	return parts
}

// alwaysBelow says whether a part of a record is there whenever the part of it above is.
func (s Sight) alwaysBelow(t rules.Type, part, above string) bool {
	at := ""
	for head := range strings.SplitSeq(part, ".") {
		decl := s.def.Env.Schema().Record(t.Name)
		if t.Kind != rules.Record || decl == nil {
			return t.Kind == rules.Enum // an attribute of a value
		}
		i := slices.IndexFunc(decl.Fields, func(f rules.FieldDecl) bool { return f.Name == head })
		if i < 0 {
			return false
		}
		t, at = decl.Fields[i].Type, strings.TrimPrefix(at+"."+head, ".")
		if t.Optional && len(at) > len(above) {
			return false
		}
	}
	return true
}

// Run says whether the reader may see what a run keeps for itself now: its input, its own values and the forms of its
// decisions. Those who may act in that flow may, for their own keys, and those who see all.
func (s Sight) Run(flow, key string) bool { return s.RunAt(flow, key, s.st.Time) }

// RunAt is Run for what a run kept at a moment.
func (s Sight) RunAt(flow, key string, at time.Time) bool {
	if !s.Any() || !s.At(at) {
		return false
	}
	if s.seesAll() {
		return true
	}
	f := s.def.Flow(flow)
	if f == nil || !s.actsIn(f) {
		return false
	}
	if key == "" || f.Key == nil || s.whole || !s.keyed() {
		return true
	}
	return s.own(key, at)
}

// keyed says whether the role of the reader is for parties of a key, or acts for one.
func (s Sight) keyed() bool {
	role := s.sees.Role
	return role.Binding == stroomschema.PerKey || role.OfAny || role.Of != nil && role.Of.Binding == stroomschema.PerKey
}

func (s Sight) actsIn(f *stroomschema.Flow) bool {
	acts := func(whos []*stroomschema.Who) bool {
		return slices.ContainsFunc(whos, func(w *stroomschema.Who) bool { return s.isRole(w) })
	}
	decisions := func(list []*stroomschema.Decision) bool {
		return slices.ContainsFunc(list, func(d *stroomschema.Decision) bool { return acts(d.By) })
	}
	if f.Begin != nil && acts(f.Begin.By) || f.Again != nil && acts(f.Again.By) || decisions(f.Decide) {
		return true
	}
	return slices.ContainsFunc(f.Steps, func(step *stroomschema.Step) bool { return acts(step.Who) || decisions(step.Decide) })
}

func (s Sight) isRole(w *stroomschema.Who) bool {
	if w.Role == nil {
		return false
	}
	if w.Role.Name == s.reader.Role {
		return true
	}
	return slices.ContainsFunc(w.Role.Chosen, func(c stroomschema.Choice) bool { return c.Is.Name == s.reader.Role })
}

// withOwnForm lets a reader see what he has typed himself.
func (s Sight) withOwnForm(own bool) Sight {
	s.ownForm = own
	return s
}
