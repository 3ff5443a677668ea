package engine

import (
	"maps"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// machine carries one Step: the working state, and what it has written so far. Changes go through write, which folds them
// at once, so that the state is always the fold of the entries.
type machine struct {
	def     *stroomschema.Definition
	before  State // as Step was given it
	st      State
	now     time.Time
	event   string
	cause   Cause
	actor   *Actor
	entries []Entry
	effects []Effect
	queue   []posted // messages sent and not yet delivered
	moves   int
	floor   int // entries before it belong to an earlier unit of work and stay as they are
	fault   *fault
	// deciding: what breaks a promise of the author now is refused. Any other event is applied, with an incident.
	deciding bool
	window   *opening                 // of the decision, when it may be withdrawn
	reader   *Actor                   // whom explanations are for; nil: the actor
	to       *stroomschema.Definition // the version that a migration moves to
	asking   bool                     // what would be open, for an explanation
	reading  *readLog                 // not nil: what is read is noted, and a refusal is not put into words
	watched  bool                     // the trail is asked for
	trail    []stroomschema.Passage
}

// fault is a definition that cannot go on: a rule that failed on data, or a bound that was passed.
type fault struct {
	code  Code
	place string
	run   int
}

// posted is a message on its way.
type posted struct {
	message  *stroomschema.Message
	with     Values
	from     int
	flow     *stroomschema.Flow
	key      string
	all      bool
	ifAbsent string
}

func newMachine(def *stroomschema.Definition, st State, now time.Time) *machine {
	return &machine{def: def, before: st, st: st.clone(), now: now}
}

// write appends an entry and folds it. Two changes of the same run in a row become one.
func (m *machine) write(c Change) {
	if next, ok := c.(RunChanged); ok && len(m.entries) > m.floor {
		last := &m.entries[len(m.entries)-1]
		if prev, same := last.Change.(RunChanged); same && prev.Run.Number == next.Run.Number && last.At.Equal(m.now) && last.Event == m.event {
			last.Change = c
			m.st.replaceRun(next.Run)
			return
		}
	}
	e := Entry{Seq: m.st.Seq + 1, At: m.now, Event: m.event, Cause: m.cause, Change: c}
	m.entries = append(m.entries, e)
	m.st.fold(m.def, e)
}

// fail stops this run to completion. The first fault counts.
func (m *machine) fail(code Code, place string, run int) {
	if m.fault == nil {
		m.fault = &fault{code, place, run}
	}
}

// move counts one transition or trigger and says whether the bound allows it.
func (m *machine) move(place string, run int) bool {
	m.moves++
	if m.moves > MaxMoves {
		m.fail(DefinitionFault, place, run)
	}
	return m.fault == nil
}

// scope is the scope of a run; nil: of the trajectory.
func (m *machine) scope(r *Run) *scope {
	def := m.def
	if r != nil {
		def = version(m.def, r.Version)
	}
	return &scope{def: def, st: &m.st, now: m.now, run: r, actor: m.actor, cause: m.cause, asking: m.asking, log: m.reading}
}

// run returns a copy of an open run to be changed; nil when it has ended.
func (m *machine) run(number int) *Run {
	r := m.st.run(number)
	if r == nil {
		return nil
	}
	c := *r
	return &c
}

func (m *machine) flow(r *Run) *stroomschema.Flow {
	return version(m.def, r.Version).Flow(r.Flow)
}

func (m *machine) step(r *Run) *stroomschema.Step {
	if r.Step == "" {
		return nil
	}
	return m.flow(r).Step(r.Step)
}

// pass notes that something of the definition was come past.
func (m *machine) pass(kind stroomschema.PassageKind, at diag.Range) {
	if m.watched {
		m.trail = append(m.trail, stroomschema.Passage{Kind: kind, At: at})
	}
}

// change saves a changed copy of a run.
func (m *machine) change(r *Run) { m.write(RunChanged{Run: *r}) }

// incident opens an incident and raises the alarm.
func (m *machine) incident(code Code, place string, run int) int {
	n := m.st.NextItem
	m.write(IncidentOpened{Incident{Number: n, Code: string(code), Place: place, Run: run, At: m.now}})
	m.effects = append(m.effects, Alarm{Incident: n, Code: string(code), Place: place})
	return n
}

// mark remembers where a unit of work began, so that a fault takes back that unit only.
type mark struct {
	st      State
	entries int
	effects int
	trail   int
}

func (m *machine) mark() mark {
	m.floor = len(m.entries)
	return mark{m.st.clone(), len(m.entries), len(m.effects), len(m.trail)}
}

func (m *machine) back(k mark) {
	m.st = k.st
	m.entries = m.entries[:k.entries]
	m.effects = m.effects[:k.effects]
	m.trail = m.trail[:k.trail]
	m.queue = nil
	m.fault = nil
}

// settleOrStop ends a unit of work that no person waits for: on a fault the unit is taken back and its run stops for a
// person, while its neighbours go on.
func (m *machine) settleOrStop(k mark, run int) {
	if m.fault == nil {
		return
	}
	f := *m.fault
	m.back(k)
	if f.run == 0 {
		f.run = run
	}
	n := m.incident(f.code, f.place, f.run)
	if r := m.run(run); r != nil {
		r.Stuck = n
		m.change(r)
	}
}

// eval evaluates an expression; a failure is a fault of the definition.
func (m *machine) eval(s *scope, x *rules.Expr, place string) rules.Value {
	v, err := x.Eval(s)
	if err != nil {
		m.fail(DefinitionFault, place, runNumber(s.run))
		return rules.Value{}
	}
	return v
}

func (m *machine) holds(s *scope, x *rules.Expr, place string) bool {
	ok, err := x.Holds(s)
	if err != nil {
		m.fail(DefinitionFault, place, runNumber(s.run))
		return false
	}
	return ok
}

func (m *machine) values(s *scope, with map[string]*rules.Expr, place string) Values {
	if len(with) == 0 {
		return nil
	}
	out := make(Values, len(with))
	for name, x := range with { // a fault is the same whichever comes first
		if v := m.eval(s, x, place); v.IsSet() {
			out[name] = v
		}
	}
	return out
}

func runNumber(r *Run) int {
	if r == nil {
		return 0
	}
	return r.Number
}

// set returns values with one replaced; the given ones stay as they are.
func (v Values) set(name string, value rules.Value) Values {
	out := maps.Clone(v)
	if out == nil {
		out = Values{}
	}
	if value.IsSet() {
		out[name] = value
	} else {
		delete(out, name)
	}
	return out
}

// place names a step in the definition.
func place(r *Run) string {
	if r.Step == "" {
		return r.Flow
	}
	return r.Flow + "." + r.Step
}
