package stroomschema

import (
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
)

// Scenario is a checked scenario file: who acts, what happens when, and what must then be true. Every name in it has been
// looked up in the definition and every value has the type that the definition gives it.
type Scenario struct {
	File       string
	Title      string
	Definition string            // "name@version"; "": the newest version of the folder
	Parameters map[string]string // overrides, as written; the definition was compiled with them
	People     []*Persona
	Start      *ScenarioEvent   // Kind ScenarioBegin of the flow main
	Events     []*ScenarioEvent // in order of time; equal times in order of the file
	Range      diag.Range
}

// Persona is someone who acts in a scenario.
type Persona struct {
	Name         string // short name, as the events use it
	Person       string
	Roles        []*Role // never empty
	Organisation string
	Range        diag.Range
}

// ScenarioKind says what happens in one event of a scenario.
type ScenarioKind string

// The kinds of scenario event.
const (
	ScenarioTake     ScenarioKind = "take"     // a decision at a step, or flow-wide
	ScenarioBegin    ScenarioKind = "begin"    // the begin (or again) of a flow
	ScenarioWait     ScenarioKind = "wait"     // only time passes
	ScenarioMessage  ScenarioKind = "message"  // a message from outside
	ScenarioAnswer   ScenarioKind = "answer"   // an outside service answers
	ScenarioFail     ScenarioKind = "fail"     // an outside service fails for good
	ScenarioWithdraw ScenarioKind = "withdraw" // a decision is taken back
	ScenarioMigrate  ScenarioKind = "migrate"  // the trajectory moves to another version
)

// ScenarioEvent is one thing that happens, with what must be true after it. Only the parts of its Kind are set.
type ScenarioEvent struct {
	Kind      ScenarioKind
	At        time.Time // UTC; `after` has been added to the event before
	By        *Persona  // nil for wait, message, answer and fail
	As        *Role     // the role he acts as
	Decision  *Decision // take, begin
	Flow      *Flow     // the flow of Decision
	Key       string    // "" when the flow is not kept per key
	Run       int       // 0: the open one
	Visit     int       // 0: the present one
	ID        string    // "": the runner makes one
	With      []NamedValue
	Occurred  time.Time // zero: not said
	Notice    *Notice   // message: the standard message that arrives
	Arrival   string    // message: its kind ("accepted")
	From      string    // message: the sending organisation
	Service   *Service  // answer, fail
	Withdraws string    // withdraw: the ID of an earlier event
	Migrate   string    // migrate: the file of the other version, beside the scenario
	Then      *Expectation
	Range     diag.Range
}

// NamedValue is one field of a form. Fields left out of an optional form field do not stand here.
type NamedValue struct {
	Name  string
	Value rules.Value
	Range diag.Range
}

// RunRef names the run of a flow that an expectation is about: the open run, or the last one when none is open.
type RunRef struct {
	Flow *Flow
	Key  string // "" when the flow is not kept per key
}

// Expectation is what must be true after an event, settled to its time. Nil parts expect nothing.
type Expectation struct {
	Refused   *ExpectRefused
	At        []ExpectAt
	Facts     []ExpectFact
	Due       []ExpectDue
	Who       []ExpectWho
	Notices   []ExpectNotice // sent since the event before, at least these
	NoNotices []*Notice      // not sent since the event before
	Measures  []ExpectMeasure
	Outcomes  []ExpectOutcome
	Ended     string // the outcome of main; "": not expected
	Incidents *int
	Open      []*Decision // the persona of the event may take these now
	NotOpen   []*Decision
	Parties   []ExpectParty
	Keys      map[string]diag.Range // of the parts that are written, by their key: "ended", "incidents", "open"
	Range     diag.Range
}

// ExpectRefused expects that the event is refused.
type ExpectRefused struct {
	Code  string
	Rule  *Rule  // nil: any
	NL    string // the whole text; "": any
	Range diag.Range
}

// ExpectAt expects where a run stands, or all open runs of its flow and key.
type ExpectAt struct {
	Run    RunRef
	Stands []ExpectStand // All: of every open run, in order of number. Else one: of the newest
	All    bool
	Range  diag.Range
}

// ExpectStand is where one run is expected to stand.
type ExpectStand struct {
	Step      *Step // nil: no open run
	Suspended bool
	Waiting   bool // before the step, until `one_at_a_time` lets it in
}

// ExpectFact expects the value of a fact, or of a part of it.
type ExpectFact struct {
	Fact  *Fact
	Key   string
	Path  string      // dotted fields below the fact; "" for the whole
	Value rules.Value // not set: the fact is unset
	Range diag.Range
}

// ExpectDue expects the end of the term of the step at which a run stands.
type ExpectDue struct {
	Run   RunRef
	At    time.Time // UTC; a day stands for its 24:00. Zero: no due moment
	Range diag.Range
}

// ExpectWho expects which roles may act at the step at which a run stands.
type ExpectWho struct {
	Run   RunRef
	Roles []*Role
	Range diag.Range
}

// ExpectNotice expects a notice. To is nil when any receiver will do.
type ExpectNotice struct {
	Notice *Notice
	To     *Role
	Range  diag.Range
}

// ExpectMeasure expects the value of a measure. With is empty for the value under the parameters in force, else the values
// of the parameters it is computed side by side over.
type ExpectMeasure struct {
	Measure *Measure
	With    []NamedValue
	Value   int64
	Range   diag.Range
}

// ExpectOutcome expects how the last ended run of a flow ended.
type ExpectOutcome struct {
	Run     RunRef
	Outcome string // one of the flow's outcomes, or "cancelled"
	Range   diag.Range
}

// ExpectParty expects the organisation that a role is bound to.
type ExpectParty struct {
	Role         *Role
	Key          string
	Organisation string // "": not bound
	Range        diag.Range
}
