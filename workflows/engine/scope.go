package engine

import (
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// FactName is the name of a fact, or of a fact of a key: "title", "room[north]". Parties, flows and endings are named alike.
func FactName(name, key string) string {
	if key == "" {
		return name
	}
	return name + "[" + key + "]"
}

// locals are a few named values: a list is quicker than a map at that size.
type locals []local

type local struct {
	name  string
	value rules.Value
}

func (l locals) get(name string) (rules.Value, bool) {
	for i := range l {
		if l[i].name == name {
			return l[i].value, true
		}
	}
	return rules.Value{}, false
}

// set returns the list with one value more, or another.
func (l locals) set(name string, value rules.Value) locals {
	out := make(locals, 0, len(l)+1)
	for _, x := range l {
		if x.name != name {
			out = append(out, x)
		}
	}
	return append(out, local{name, value})
}

// scope resolves the variables of one evaluation. Zero parts are unset variables.
type scope struct {
	def      *stroomschema.Definition
	st       *State
	now      time.Time
	run      *Run
	actor    *Actor
	first    *Actor // who took the decision named by `not`
	form     Values
	occurred time.Time
	message  Values
	answer   Values
	outcome  string
	changes  *factChange
	cause    Cause
	log      *readLog               // not nil: what is read is noted there
	locals   locals                 // inputs of a rule, notice or term; the element of a `for each`
	made     map[string]*rules.Expr // what the locals were made of, in outer
	outer    *scope
	asking   bool // what would be, and not what is: it is not noted which rules held
}

// factChange is what a promise over a change is asked about.
type factChange struct{ old, new rules.Value }

var _ rules.Scope = (*scope)(nil)

// Unnoted is for package rules: only what is judged of an event is noted.
func (s *scope) Unnoted() bool { return s.asking }

// with returns the scope with inputs that come before every other name.
func (s *scope) with(locals locals) *scope {
	inner := *s
	inner.locals = locals
	return &inner
}

// within returns the scope of a rule, notice or term, with its inputs and what they were made of.
func (s *scope) within(locals locals, made map[string]*rules.Expr) *scope {
	inner := s.with(locals)
	inner.made, inner.outer = made, s
	return inner
}

// of returns the scope of a run as it stands now.
func (s *scope) of(r *Run) *scope {
	inner := *s
	inner.run = r
	return &inner
}

// readLog notes what evaluations read: by its name, with the key; once for each rule.
type readLog struct {
	reads []keyed
	from  int // where the reads of the present rule begin
	rules []judged
}

type keyed struct{ name, key string }

// judged is a rule with its part of the reads.
type judged struct {
	rule     string
	from, to int
}

func (l *readLog) note(name, key string) {
	if r := (keyed{name, key}); !slices.Contains(l.reads[l.from:], r) {
		l.reads = append(l.reads, r)
	}
}

// end closes the reads of a rule. What the inputs of a group read counts with its first rule.
func (l *readLog) end(rule string) {
	l.rules = append(l.rules, judged{rule, l.from, len(l.reads)})
	l.from = len(l.reads)
}

// keys lists the keys under which a name was read.
func (l *readLog) keys(name string) []string {
	var found []string
	for _, r := range l.reads {
		if r.name == name {
			found = append(found, r.key)
		}
	}
	return found
}

// Value resolves a variable. The zero Value is unset.
func (s *scope) Value(name, key string) rules.Value {
	if s.log != nil {
		s.log.note(name, key)
	}
	if key == "" {
		if v, ok := s.locals.get(name); ok {
			return v
		}
	}
	if head, rest, dotted := strings.Cut(name, "."); dotted {
		return s.dotted(head, rest, key)
	}
	switch name {
	case "now":
		return rules.InstantOf(s.now)
	case "today":
		return rules.DateOfTime(s.now, s.def.Zone)
	case "occurred":
		return rules.InstantOf(s.occurredOrNow())
	case "outcome":
		return textOrUnset(s.outcome)
	case "old":
		return s.change().old
	case "new":
		return s.change().new
	case "cause":
		return rules.EnumOf("Cause", string(s.cause))
	}
	if s.run != nil {
		switch name {
		case "begun":
			return rules.BoolOf(s.run.Begun)
		case "due":
			return s.due()
		case "step":
			return textOrUnset(s.run.Step)
		case "paused":
			return rules.BoolOf(s.run.Clock != nil && s.run.Clock.Paused != nil)
		}
	}
	if f, ok := s.st.Facts[FactName(name, key)]; ok {
		return f.Value
	}
	if s.run != nil && key == "" && s.run.Key != "" {
		if f := s.def.Flow(s.run.Flow); f != nil && f.Key != nil && f.Key.Name == name {
			return rules.EnumOf(name, s.run.Key)
		}
	}
	return rules.Value{}
}

func (s *scope) change() factChange {
	if s.changes == nil {
		return factChange{}
	}
	return *s.changes
}

func (s *scope) occurredOrNow() time.Time {
	if s.occurred.IsZero() {
		return s.now
	}
	return s.occurred
}

func (s *scope) due() rules.Value {
	if s.run.Clock == nil || s.run.Clock.Due == nil {
		return rules.Value{}
	}
	return rules.InstantOf(*s.run.Clock.Due)
}

func (s *scope) dotted(head, rest, key string) rules.Value {
	switch head {
	case "ask":
		return s.form[rest]
	case "message":
		return s.message[rest]
	case "answer":
		return s.answer[rest]
	case "param":
		if p := s.def.Parameter(rest); p != nil {
			return p.Value
		}
		return rules.Value{}
	case "recorded":
		if f, ok := s.st.Facts[FactName(rest, key)]; ok {
			return rules.DateOfTime(f.At, s.def.Zone)
		}
		return rules.Value{}
	case "party":
		return organisationOrUnset(s.st.party(rest, key))
	case "actor":
		return actorPart(s.actor, rest)
	case "first":
		return actorPart(s.first, rest)
	}
	if s.run != nil {
		switch head {
		case "with":
			return s.run.With[rest]
		case "own":
			return s.run.Own[rest]
		case "again":
			return s.run.Again[rest]
		case "starter":
			return actorPart(&s.run.Starter, rest)
		}
	}
	return s.flowView(head, key, rest)
}

func actorPart(a *Actor, part string) rules.Value {
	if a == nil || *a == (Actor{}) {
		return rules.Value{}
	}
	switch part {
	case "person":
		return rules.PersonOf(a.Person)
	case "organisation":
		return organisationOrUnset(a.Organisation)
	case "role":
		return rules.EnumOf("Role", a.Role)
	}
	return rules.Value{}
}

// flowView is what expressions may know of a flow: whether it runs, where, and how often.
func (s *scope) flowView(flow, key, part string) rules.Value {
	var open int
	var one *Run
	for i := range s.st.Runs {
		if r := &s.st.Runs[i]; r.Flow == flow && (key == "" || r.Key == key) {
			open++
			one = r
		}
	}
	switch part {
	case "open":
		return rules.BoolOf(open > 0)
	case "runs":
		return rules.IntOf(int64(open))
	case "ended":
		return rules.IntOf(int64(s.st.Finished[FactName(flow, key)].Count))
	case "suspended":
		return rules.BoolOf(one != nil && one.Suspended != nil)
	case "step":
		if one == nil || one.Step == "" || one.Waiting {
			return rules.Value{} // who waits before a step does not stand there
		}
		return rules.EnumOf(flow, one.Step)
	}
	return rules.Value{}
}

// party returns the organisation bound to a role now, or "".
func (st *State) party(role, key string) string {
	for i := len(st.Parties) - 1; i >= 0; i-- {
		if p := st.Parties[i]; p.Role == role && p.Key == key && p.Until == nil {
			return p.Organisation
		}
	}
	return ""
}

func textOrUnset(s string) rules.Value {
	if s == "" {
		return rules.Value{}
	}
	return rules.TextOf(s)
}

func organisationOrUnset(id string) rules.Value {
	if id == "" {
		return rules.Value{}
	}
	return rules.OrganisationOf(id)
}

// run finds an open run by its number; nil when it has ended. The pointer is into st: read only.
func (st *State) run(number int) *Run {
	for i := range st.Runs {
		if st.Runs[i].Number == number {
			return &st.Runs[i]
		}
	}
	return nil
}

// openRuns lists the numbers of the open runs of a flow; key "" with every means of all keys.
func (st *State) openRuns(flow, key string, every bool) []int {
	var found []int
	for _, r := range st.Runs {
		if r.Flow == flow && (every || r.Key == key) {
			found = append(found, r.Number)
		}
	}
	return found
}
