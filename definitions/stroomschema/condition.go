package stroomschema

import (
	"cmp"
	"slices"

	"stroom/definitions/diag"
	"stroom/rules"
)

// Answered is a rule or a condition with what evaluations have made of it so far.
type Answered struct {
	Rule        *Rule // nil: of no rule
	Words       string
	At          diag.Range // the very words
	True, False bool
}

// Tallied reports whether the definition was compiled with Options.Tally.
func (d *Definition) Tallied() bool { return d.tally }

// RuleAnswers returns which rules have held and which have not, in the order of the file; groups are told by their members.
// It is nil unless the definition was compiled with Options.Tally.
func (d *Definition) RuleAnswers() []Answered {
	if !d.tally {
		return nil
	}
	var all []Answered
	for _, r := range d.Rules {
		if r.If != nil {
			yes, no := r.If.Answers()
			all = append(all, Answered{Rule: r, Words: r.Name, At: r.Range, True: yes, False: no})
		}
	}
	return all
}

// Conditions returns what the conditions inside expressions have given, sorted by place: of everything that is written as a
// condition, the whole and the parts between && || ! and ?: , inside all and exists; of rules the parts; of every other
// expression the conditions inside it. Promises (invariants) are left out, for they are never broken, and so are constants. It is nil unless the
// definition was compiled with Options.Tally.
func (d *Definition) Conditions() []Answered {
	if !d.tally {
		return nil
	}
	left := map[*rules.Expr]bool{}
	for _, inv := range d.Invariants {
		left[inv.Holds], left[inv.Never], left[inv.After] = true, true, true
	}
	ofRule := map[*rules.Expr]*Rule{}
	for _, r := range d.Rules {
		ofRule[r.If] = r
	}
	var all []Answered
	for x, p := range d.places { // sorted below
		if left[x] {
			continue
		}
		rule := ofRule[x]
		for _, o := range x.Outcomes() {
			if o.Whole && (rule != nil || !d.conditions[x]) {
				continue // the rule itself, which has answers of its own; or a value, which is no condition
			}
			all = append(all, Answered{Rule: rule, Words: oneLine(o.Source), At: p.rng(o.Offset, o.End), True: o.True, False: o.False})
		}
	}
	slices.SortFunc(all, func(a, b Answered) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), a.At.Start.Compare(b.At.Start), -a.At.End.Compare(b.At.End), cmp.Compare(a.Words, b.Words))
	})
	return slices.CompactFunc(all, func(a, b Answered) bool { return a.At == b.At && a.Words == b.Words })
}
