package stroomschema

import (
	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// Flow is a sequential machine: at one step at a time.
type Flow struct {
	Name     string
	Index    int // position in Definition.Flows
	Title    Text
	Key      *Key // nil: one run per trajectory
	Several  bool // more than one run may be open
	AtMost   int  // with Several
	Outcomes []Value
	With     []Field
	Own      []OwnField
	Begin    *Decision // nil: only flows start it
	Start    []Branch
	Again    *Decision // nil unless Begin or several starters
	When     []*Trigger
	Decide   []*Decision // open at several steps
	Steps    []*Step
	OnEnd    []*Action
	Undo     []*Action
	Range    diag.Range
}

// OwnField is a value kept by a run for itself.
type OwnField struct {
	Field
	AtStart *rules.Expr // nil: unset
}

// StepKind says what happens at a step.
type StepKind uint8

// The kinds of step.
const (
	People  StepKind = iota // people decide
	Waiting                 // only `when` leads on
	Passing                 // passed at once by Go
	Calling                 // another flow does it
	Forking                 // several flows do it
	Asking                  // an outside service does it
)

// Step is a place where a run stands.
type Step struct {
	Name      string
	Flow      *Flow
	Index     int // position in Flow.Steps
	Kind      StepKind
	What      Text
	Goal      Text
	Who       []*Who
	Not       *Decision // nobody who took this decision, person or organisation, may decide here
	NotIfNone bool      // `if_none: anyone`: open to all when that decision was not taken
	Term      TermUse
	OnEntry   []*Action
	Decide    []*Decision
	When      []*Trigger
	Overdue   []Branch // nil when there is no term, or Tacit is set
	Tacit     *Tacit
	Remind    []*Reminder
	Paused    *PausedReminder
	Go        []Branch   // Passing
	Call      *CallUse   // Calling
	Fork      *Fork      // Forking
	Ask       *Ask       // Asking
	Checklist *Checklist // nil for none
	Range     diag.Range
}

// TermUse says which clock a step has.
type TermUse struct {
	Term *Term
	With map[string]*rules.Expr // inputs of the term by name
	From *Moment                // nil: the entry of the step
	Keep *Step                  // not nil: the clock of that step runs on
	None bool                   // `term: none`
}

// PausedReminder is sent at intervals while a term is paused.
type PausedReminder struct {
	Every  calendar.Length
	Tell   []*Who
	Notice *NoticeUse
	Range  diag.Range
}

// Reminder is a notice at a moment computed from facts.
type Reminder struct {
	Moment *Moment
	Tell   []*Who
	Notice *NoticeUse
	Range  diag.Range
}

// Tacit lets silence decide at the end of a term.
type Tacit struct {
	Ground Text
	Text   Template
	If     []*RuleUse
	Else   Target
	Do     []*Action
	Go     []Branch
	Range  diag.Range
}

// Checklist is a set of decisions to be taken in any order, once each (per key where the decision's form has one).
type Checklist struct {
	Items []*Decision
	Do    []*Action
	Go    []Branch
}

// CallUse starts a run of another flow and waits for its end.
type CallUse struct {
	Flow  *Flow
	Key   *rules.Expr // nil: the same key, or none
	With  map[string]*rules.Expr
	Range diag.Range
}

// Fork starts several flows and waits.
type Fork struct {
	Start []*ForkStart
	Need  int    // how many must end before it goes on: len(all), 1 for the first, n. 0: all
	Rest  string // "cancel" or "leave": what becomes of the others
	Go    []Branch
	Do    []*Action
}

// ForkStart starts one flow, or one for each element of a list, where its condition holds.
type ForkStart struct {
	CallUse
	If   *rules.Expr // nil: always
	Each *rules.Expr // nil: once; else a list of keys
	Var  string      // the name of the element in With and Key
}

// Ask calls an outside service.
type Ask struct {
	Service  *Service
	With     map[string]*rules.Expr
	Answered []Branch // variables: answer.FIELD
	Failed   []Branch
}
