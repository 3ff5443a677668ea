package stroomschema

import (
	"slices"
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// Decision is something that people may decide: at a step, at several steps of a flow, or to begin a flow.
type Decision struct {
	Name      string // "begin" and "again" for the entries of a flow
	Flow      *Flow
	Step      *Step   // nil: flow-wide, begin or again
	In        []*Step // flow-wide: the steps at which it is open
	By        []*Who  // never empty; a step's decision without `by` has the step's `who`
	Not       *Decision
	NotIfNone bool // `if_none: anyone`: open to all when that decision was not taken
	What      Text
	While     *rules.Expr // nil: always open; never reads the form
	If        []*RuleUse
	Form      []Field
	Suggest   []Suggestion
	Occurred  *Occurred
	Withdraw  time.Duration // 0: cannot be withdrawn
	Urgent    bool          // cannot wait: shown before everything else
	Final     bool          // cannot be undone: recorded after a fresh sign-in; Withdraw is 0
	Once      bool          // once per visit
	Do        []*Action
	Go        []Branch
	Refuse    *Refusal // `again: {refusal}`: always refused with this
	ByFlow    bool     // `again` without `by`: a start by a flow leads to it too. With `by` such a start is a definition fault
	Range     diag.Range
}

// ID returns the name that addresses the decision in traces and `set_by`: flow.step.name, or flow.name.
func (d *Decision) ID() string {
	if d.Step != nil {
		return d.Flow.Name + "." + d.Step.Name + "." + d.Name
	}
	return d.Flow.Name + "." + d.Name
}

// Suggestion is what a form holds when it is opened. It decides nothing: whoever sends the form has seen it.
type Suggestion struct {
	Path  string      // a field of the form, or a part of it: "to", "to.level"
	Type  rules.Type  // of that part
	Value *rules.Expr // unset: nothing is suggested
}

// Records reports whether people take the decision to record a fact, of whatever key, as one of some values: nothing moves by
// it, and it begins nothing. What it sets is not known before it is taken, unless it is always the same.
func (d *Decision) Records(fact string, values []rules.Value) bool {
	moves := slices.ContainsFunc(d.Go, func(b Branch) bool { return b.To.Kind != Stay })
	return d != d.Flow.Begin && d != d.Flow.Again && !d.Urgent && !moves && canSet(d.Do, fact, values)
}

func canSet(actions []*Action, fact string, values []rules.Value) bool {
	named := func(p Place) bool { return p.Fact != nil && p.Fact.Name == fact }
	return slices.ContainsFunc(actions, func(a *Action) bool {
		return canSet(a.Do, fact, values) ||
			slices.ContainsFunc(a.Unset, func(p Place) bool { return named(p) && slices.ContainsFunc(values, rules.Value{}.Equal) }) ||
			slices.ContainsFunc(a.Set, func(s Assignment) bool {
				always, fixed := s.Value.Constant()
				return named(s.Place) && (!fixed && slices.ContainsFunc(values, rules.Value.IsSet) || slices.ContainsFunc(values, always.Equal))
			})
	})
}

// Occurred bounds how long before its receipt a thing may have happened.
type Occurred struct {
	AtMost calendar.Length
}

// TriggerKind says what the world must do.
type TriggerKind uint8

// The five triggers.
const (
	AtMoment TriggerKind = iota
	IfHolds
	Hears
	Ended
	HearsAll // several messages that are kept, together
)

// Trigger is one item of a `when` list.
type Trigger struct {
	Kind          TriggerKind
	Index         int // position in its list
	Flow          *Flow
	Step          *Step   // nil: flow-wide
	In            []*Step // flow-wide: limited to these; empty: all
	Moment        *Moment
	If            *rules.Expr // IfHolds; with Hears and HearsAll: only if it holds
	Hears         *Message
	All           []*Message // HearsAll: two or more, of which every one is kept
	Need          int        // HearsAll: so many different ones are enough, and they stay kept. 0: all, and they are taken, one message also more than once
	Ended         *Flow
	As            []string // outcomes, or "cancelled"; empty: any
	AlsoSuspended bool
	Do            []*Action
	Go            []Branch // never empty
	Range         diag.Range
}

// Moment is an instant computed from facts.
type Moment struct {
	Source string          // as written
	Length calendar.Length // zero: none
	Before bool            // Length before Of; else after
	End    bool            // the end of the day Of
	Of     *rules.Expr     // date or instant; nil: the start of the step
	Reads  []string
	Range  diag.Range
}

// Branch is one item of a `go` list. If is nil in the last (`otherwise`).
type Branch struct {
	If    *rules.Expr
	Do    []*Action
	To    Target
	Range diag.Range
}

// TargetKind says where a run goes.
type TargetKind uint8

// The three targets.
const (
	Stay TargetKind = iota
	ToStep
	End
)

// Target is where a run goes.
type Target struct {
	Kind    TargetKind
	Step    *Step
	Outcome string
}

// WhoKind says how a Who is resolved.
type WhoKind uint8

// The kinds of Who.
const (
	OfRole    WhoKind = iota // ROLE: at the bound party of this key, or anywhere
	OfKey                    // ROLE of KEY-EXPR: at the party of that key
	OfOrg                    // ROLE of ORGANISATION-EXPR
	OfAnyKey                 // ROLE of any KEY
	OfWho                    // ROLE of WHO: `lead of desk`
	StepWho                  // `who`: whoever the step is for
	OfStarter                // `starter`: role and organisation that began the run
)

// Who names the people that may do something or are told something.
type Who struct {
	Kind   WhoKind
	Role   *Role
	Expr   *rules.Expr            // OfKey, OfOrg
	Of     *Who                   // OfWho
	With   map[string]*rules.Expr // inputs of a chosen role
	Source string
	Range  diag.Range
}
