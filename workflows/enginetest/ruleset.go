package enginetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rulePlan is a rule that decisions name.
type rulePlan struct {
	name  string
	given []field
	group []string
	text  string
}

// rules writes an `if` list of a decision; "" for none.
func (a *author) rules(h here) string {
	var items []string
	for range []int{0, 0, 1, 1, 2}[a.r.IntN(5)] {
		if item := a.rule(h); !slices.Contains(items, item) {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return ""
	}
	return list(items)
}

// rule names a rule whose inputs can be found here, an old one or a new one.
func (a *author) rule(h here) string {
	scope := slices.Concat(h.ask, h.flow.with)
	if len(a.made) > 0 && a.chance(50) {
		old := a.made[a.r.IntN(len(a.made))]
		if containsAll(scope, old.given) {
			return old.name
		}
		if with := a.ruleInputs(h, old.given); with != "" && old.group == nil {
			return fmt.Sprintf("{rule: %s, with: %s}", old.name, with)
		}
	}
	if members := a.members(scope); len(members) > 1 && a.chance(25) {
		return a.group(members)
	}
	return a.newRule(scope)
}

func containsAll(scope, fields []field) bool {
	return !slices.ContainsFunc(fields, func(f field) bool { return !slices.Contains(scope, f) })
}

func (a *author) ruleInputs(h here, given []field) string {
	var parts []string
	for _, f := range given {
		v := a.value(h, f.typ)
		if v == "" {
			return ""
		}
		parts = append(parts, f.name+": "+expr(v))
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

func (a *author) members(scope []field) []rulePlan {
	var out []rulePlan
	for _, r := range a.made {
		if r.group == nil && containsAll(scope, r.given) && len(out) < 3 {
			out = append(out, r)
		}
	}
	return out
}

func (a *author) group(members []rulePlan) string {
	r := rulePlan{name: "both" + strconv.Itoa(len(a.made))}
	for _, m := range members {
		r.group = append(r.group, m.name)
		for _, f := range m.given {
			if !slices.Contains(r.given, f) {
				r.given = append(r.given, f)
			}
		}
	}
	r.text = mapping(pair("all", list(r.group)))
	a.made = append(a.made, r)
	return r.name
}

func (a *author) newRule(scope []field) string {
	r := rulePlan{name: "rule" + strconv.Itoa(len(a.made))}
	condition := ""
	if len(scope) > 0 && a.chance(60) {
		f := scope[a.r.IntN(len(scope))]
		if atoms := fieldAtoms("", []field{f}); len(atoms) > 0 {
			r.given = []field{f}
			condition = "(" + atoms[a.r.IntN(len(atoms))] + ")"
		}
	}
	other := a.condition(here{inRule: true}, 1)
	switch {
	case condition == "":
		condition = other
	case a.chance(60):
		condition += a.pick(" || ", " || ", " && ") + other
	}
	if a.chance(40) {
		condition = "(" + condition + ") || level <= 4" // most rules hold most of the time, or no trajectory gets anywhere
	}
	nl, en := a.refusalText(r)
	refusal := mapping("code: RULE_"+strconv.Itoa(len(a.made)), "nl: "+quote(nl), "en: "+quote(en))
	r.text = mapping(pair("given", form(r.given)), pair("if", expr(condition)), pair("refusal", refusal))
	a.made = append(a.made, r)
	return r.name
}

// refusalText quotes facts only where every role sees them: else the definition would not compile.
func (a *author) refusalText(r rulePlan) (nl, en string) {
	nl, en = "Dit mag niet van regel "+r.name+" op {today}.", "Not allowed by rule "+r.name+" on {today}."
	if !a.restricted {
		nl += " {level}, {day | geen}, {secret | niets}."
		en += " {level}, {day | none}, {secret | nothing}."
	}
	return nl, en
}
