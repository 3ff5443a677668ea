package engine

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// failure is a rule that does not hold, with the scope in which it was judged: its explanation is made from both.
type failure struct {
	rule    *stroomschema.Rule
	refusal *stroomschema.Refusal
	scope   *scope
}

// spare is the scope of a rule that held: nobody looks at it any more, and the next rule is judged in it. A decision is
// judged by many rules, and nearly all of them hold.
type spare struct {
	scope  *scope
	locals locals
}

// judge evaluates a rule as it is used. nil: it holds. An error is a fault of the definition.
func (s *scope) judge(use *stroomschema.RuleUse, room *spare) (*failure, error) {
	locals, err := s.givenIn(room.locals[:0], use.Rule.Given, use.With)
	if err != nil {
		return nil, err
	}
	inner := room.scope
	if inner == nil {
		inner = new(scope)
	}
	*inner = *s
	inner.locals, inner.made, inner.outer = locals, use.With, s
	*room = spare{}
	failed, err := inner.judgeRule(use.Rule)
	if failed == nil && err == nil {
		*room = spare{inner, locals}
	}
	return failed, err
}

// given computes the inputs of a rule: as written, or by the same name from the inputs around it (in a group).
func (s *scope) given(fields []stroomschema.Field, with map[string]*rules.Expr) (locals, error) {
	return s.givenIn(make(locals, 0, max(len(with), len(fields))), fields, with)
}

// givenIn is given, in a list to be filled.
func (s *scope) givenIn(out locals, fields []stroomschema.Field, with map[string]*rules.Expr) (locals, error) {
	for _, f := range fields {
		if _, written := with[f.Name]; !written {
			v, _ := s.locals.get(f.Name)
			out = append(out, local{f.Name, v})
		}
	}
	for name, x := range with {
		v, err := x.Eval(s)
		if err != nil {
			return nil, err
		}
		out = append(out, local{name, v})
	}
	return out, nil
}

func (s *scope) judgeRule(rule *stroomschema.Rule) (*failure, error) {
	if rule.If == nil {
		for _, member := range rule.All {
			failed, err := s.judge(member, new(spare))
			if failed != nil || err != nil {
				return failed.orGroup(rule), err
			}
		}
		return nil, nil
	}
	ok, err := rule.If.Holds(s)
	if err != nil || ok {
		return nil, err
	}
	return &failure{rule: rule, refusal: rule.Refusal, scope: s}, nil
}

// orGroup gives a failed member without a text of its own that of its group.
func (f *failure) orGroup(group *stroomschema.Rule) *failure {
	if f != nil && f.refusal == nil {
		f.refusal = group.Refusal
	}
	return f
}

// judgeAll evaluates rules in order and returns every one that fails. With stateOnly, rules that read the form are left
// out and named instead.
func (s *scope) judgeAll(uses []*stroomschema.RuleUse, stateOnly bool) (failed []*failure, remaining []string, err error) {
	var room spare
	for _, use := range uses {
		f, rest, err := s.judgeUse(use, stateOnly, &room)
		if err != nil {
			return failed, remaining, err
		}
		failed = append(failed, f...)
		remaining = append(remaining, rest...)
	}
	return failed, remaining, nil
}

func (s *scope) judgeUse(use *stroomschema.RuleUse, stateOnly bool, room *spare) (failed []*failure, remaining []string, err error) {
	if stateOnly && use.Rule.If != nil && s.usesForm(use, nil) {
		return nil, []string{use.Rule.Name}, nil
	}
	if use.Rule.If != nil {
		f, err := s.judge(use, room)
		if f != nil {
			failed = append(failed, f)
		}
		if s.log != nil {
			s.log.end(use.Rule.Name)
		}
		return failed, nil, err
	}
	inner := s
	if !stateOnly {
		locals, err := s.given(use.Rule.Given, use.With)
		if err != nil {
			return nil, nil, err
		}
		inner = s.within(locals, use.With)
	} else {
		inner = s.within(s.stateInputs(use), use.With)
	}
	for _, member := range use.Rule.All {
		if stateOnly && s.usesForm(member, use) {
			remaining = append(remaining, member.Rule.Name)
			continue
		}
		f, rest, err := inner.judgeUse(member, stateOnly, room)
		if err != nil {
			return failed, remaining, err
		}
		failed, remaining = append(failed, f...), append(remaining, rest...)
	}
	return failed, remaining, nil
}

// stateInputs computes the inputs of a group that do not read the form.
func (s *scope) stateInputs(use *stroomschema.RuleUse) locals {
	var out locals
	for name, x := range use.With {
		if !s.exprReadsForm(x) {
			out = append(out, local{name, s.eval(x)})
		}
	}
	return out
}

// usesForm says whether a rule as used reads the form of the decision: through its inputs, or those of the group around
// it, or by itself.
func (s *scope) usesForm(use, group *stroomschema.RuleUse) bool {
	for _, f := range use.Rule.Given {
		x := use.With[f.Name]
		if x == nil && group != nil {
			x = group.With[f.Name]
		}
		if x != nil && (s.exprReadsForm(x) || group != nil && s.readsFormInput(x, group)) {
			return true
		}
	}
	if use.Rule.If != nil {
		return s.exprReadsForm(use.Rule.If)
	}
	return slices.ContainsFunc(use.Rule.All, func(member *stroomschema.RuleUse) bool { return s.usesForm(member, use) })
}

// readsFormInput: an input of a member may be written over the inputs of its group.
func (s *scope) readsFormInput(x *rules.Expr, group *stroomschema.RuleUse) bool {
	for name := range x.ReadNames() {
		if outer := group.With[name]; outer != nil && s.exprReadsForm(outer) {
			return true
		}
	}
	return false
}

// results lists for the journal what was judged, and on which facts. A decision is accepted only if every rule held.
func (s *scope) results(log *readLog) []RuleResult {
	if log == nil || len(log.rules) == 0 {
		return nil
	}
	out := make([]RuleResult, len(log.rules))
	names := make([]string, 0, len(log.reads)) // of all rules in one list: most rules read a few facts
	for i, j := range log.rules {
		from := len(names)
		for _, r := range log.reads[j.from:j.to] {
			if f := s.def.Fact(strings.TrimPrefix(r.name, "recorded.")); f != nil {
				names = append(names, FactName(f.Name, r.key))
			}
		}
		slices.Sort(names[from:])
		read := slices.Clip(slices.Compact(names[from:]))
		names = names[:from+len(read)]
		out[i] = RuleResult{Rule: j.rule, Holds: true, Reads: read}
	}
	return out
}

// readings lists the facts that rules have read, by name, once each, with their values now.
func (s *scope) readings(results []RuleResult) []JudgedReading {
	var room [64]string
	names := room[:0]
	for _, r := range results {
		names = append(names, r.Reads...)
	}
	if len(names) == 0 {
		return nil
	}
	slices.Sort(names)
	names = slices.Compact(names)
	out := make([]JudgedReading, 0, len(names))
	for _, name := range names {
		out = append(out, JudgedReading{Name: name, Value: s.st.Facts[name].Value})
	}
	return out
}

// changed says whether a fact that was read, or another flow, has changed after an entry.
func (s *scope) changed(r keyed, since uint64) bool {
	head, _, dotted := strings.Cut(r.name, ".")
	if f := s.def.Fact(strings.TrimPrefix(r.name, "recorded.")); f != nil {
		name := FactName(f.Name, r.key)
		return s.st.Facts[name].Seq > since || s.st.Unset[name] > since
	}
	flow := s.def.Flow(head)
	if !dotted || flow == nil {
		return false
	}
	if slices.ContainsFunc(s.st.Runs, func(x Run) bool {
		return x.Flow == head && (r.key == "" || x.Key == r.key) && x.Moved > since
	}) {
		return true
	}
	for name, ending := range s.st.Finished {
		if ending.Seq > since && (name == FactName(head, r.key) || r.key == "" && strings.HasPrefix(name, head+"[")) {
			return true
		}
	}
	return false
}
