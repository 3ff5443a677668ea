package stroomschema

import (
	"slices"
	"strings"

	"stroom/rules"
)

// compileRules compiles the rules in an order in which each comes after the rules it calls, whatever the order of the file.
func (c *compiler) compileRules() {
	order, circles := c.ruleOrder()
	for _, rule := range circles {
		c.report(CodeCircle, rule.Range, "", "the rule %s calls itself, directly or through other rules", rule.Name)
	}
	s := c.ruleScope()
	for _, rule := range order {
		f := c.ruleFields(rule)
		switch {
		case f.has("if") == f.has("all"):
			c.report(CodeShape, rule.Range, "write if: CONDITION, or all: [RULES]", "rule %s needs either `if` or `all`", rule.Name)
		case f.has("if"):
			c.compileRule(rule, f, s)
		}
	}
	for _, rule := range order {
		if f := c.ruleFields(rule); f.has("all") && !f.has("if") {
			c.compileGroup(rule, f)
		}
	}
	for _, rule := range order {
		c.compileRefusalOf(rule, s)
	}
}

func (c *compiler) ruleFields(rule *Rule) fields {
	return c.reopen(c.nodes.rules[rule.Name], rule.Range, "rule "+rule.Name, ruleShape, groupShape)
}

// ruleOrder sorts the rules; rules in a circle are returned apart.
func (c *compiler) ruleOrder() (order, circles []*Rule) {
	byName := make(map[string]*Rule, len(c.def.Rules))
	for _, rule := range c.def.Rules {
		byName[rule.Name] = rule
	}
	const entered, left, circular = 1, 2, 3
	state := map[*Rule]int{}
	var visit func(rule *Rule) bool
	visit = func(rule *Rule) bool {
		if state[rule] != 0 {
			return state[rule] == left
		}
		state[rule] = entered
		ok := true
		for _, name := range calledNames(c.nodes.rules[rule.Name].get("if")) {
			if called := byName[name]; called != nil && !visit(called) {
				ok = false
			}
		}
		if !ok {
			state[rule] = circular
			circles = append(circles, rule)
			return false
		}
		state[rule] = left
		order = append(order, rule)
		return true
	}
	for _, rule := range c.def.Rules {
		visit(rule)
	}
	return order, circles
}

// calledNames lists what is called in an expression, as far as its letters tell.
func calledNames(n *node) []string {
	if n == nil || n.kind != scalarNode {
		return nil
	}
	var list []string
	p := &synParser{rest: n.text}
	before := ""
	for p.next(); p.token != ""; p.next() {
		if p.token == "(" && before != "" && isWord(before[0]) {
			list = append(list, before)
		}
		before = p.token
	}
	return list
}

func (c *compiler) compileRule(rule *Rule, f fields, s *scope) {
	if f.get("if").kind != scalarNode || f.get("if").null() {
		c.value(f.get("if"), s, boolType, "`if` of "+f.what)
		return
	}
	given := make([]rules.Var, len(rule.Given))
	for i, field := range rule.Given {
		given[i] = rules.Var{Name: field.Name, Type: field.Type, Tag: &rule.Given[i].Range}
	}
	p := f.get("if").piece().trim()
	c.index.expression(p.node, s.with(given...), boolType)
	if !c.affordable(p) {
		return
	}
	x, problems := c.env.Define(rule.Name, given, s.vars, p.text)
	c.index.said(x, p)
	for _, problem := range problems {
		c.problem(p, problem)
	}
	if x == nil {
		return
	}
	rule.If = x
	c.keep(x, p)
	if shape := parseSyn(x.Source()); shape != nil {
		c.ruleSyn[rule.Name] = shape
		c.unusedInputs(rule, shape)
	}
}

// unusedInputs warns about inputs that a rule never reads, neither in its condition nor in its refusal.
func (c *compiler) unusedInputs(rule *Rule, shape *syn) {
	read := map[string]bool{}
	shape.each(func(s *syn) {
		if s.op == synPath {
			read[s.name] = true
		}
	})
	refusal := c.nodes.rules[rule.Name].get("refusal")
	for _, field := range rule.Given {
		quoted := refusal != nil && (strings.Contains(textOf(refusal.get("nl")), "{"+field.Name) || strings.Contains(textOf(refusal.get("en")), "{"+field.Name))
		if !read[field.Name] && !quoted {
			c.report(CodeUnused, field.Range, "remove it from given", "the rule %q never reads its input %q", rule.Name, field.Name)
		}
	}
}

func textOf(n *node) string {
	if n == nil {
		return ""
	}
	return n.text
}

// compileGroup reads {all: [rule, ...]}. Its inputs are those of its members.
func (c *compiler) compileGroup(rule *Rule, f fields) {
	if f.has("given") {
		c.report(CodeShape, f.keyRange("given"), "remove it", "a group takes the inputs of its rules")
	}
	members := f.get("all")
	if members.kind != sequenceNode || len(members.items) == 0 {
		c.report(CodeShape, members.rng, "write all: [first, second]", "the rules of group %s are no list", rule.Name)
		return
	}
	var uses []*RuleUse
	for _, item := range c.atMost(members, "group "+rule.Name) {
		member := c.member(rule, item)
		if member == nil {
			continue
		}
		if slices.ContainsFunc(uses, func(u *RuleUse) bool { return u.Rule == member }) {
			c.report(CodeSameTwice, item.rng, "remove one of them", "group %s names the rule %s twice", rule.Name, member.Name)
			continue
		}
		for _, field := range member.Given {
			i := slices.IndexFunc(rule.Given, func(g Field) bool { return g.Name == field.Name })
			switch {
			case i < 0:
				rule.Given = append(rule.Given, field)
			case fits(field.Type, rule.Given[i].Type):
				rule.Given[i].Type = field.Type // the narrower of the two serves both
			case !fits(rule.Given[i].Type, field.Type):
				c.report(CodeInputType, item.rng, "give one of the inputs another name", "rule %s takes %s as %s, another rule of the group as %s",
					member.Name, field.Name, typeText(field.Type), typeText(rule.Given[i].Type))
			}
		}
		uses = append(uses, &RuleUse{Rule: member, Range: item.rng})
	}
	inner := &scope{what: "group " + rule.Name, vars: rules.NewVars(fieldVars("", rule.Given)...), inputs: []string{""}}
	for _, use := range uses {
		use.With = c.compileInputs(use.Rule.Given, nil, inner, use.Range, "rule "+use.Rule.Name)
	}
	rule.All = uses
}

// member finds a rule that can be part of a group; nil after a diagnostic.
func (c *compiler) member(group *Rule, item *node) *Rule {
	p, ok := c.word(item, "a rule of group "+group.Name)
	if !ok {
		return nil
	}
	rule := c.rule(p)
	if rule == nil {
		return nil
	}
	n := c.nodes.rules[rule.Name]
	switch {
	case n.get("all") != nil:
		c.report(CodeShape, p.all(), "name its rules here", "%s is a group itself", rule.Name)
		return nil
	case n.get("refusal") == nil:
		c.report(CodeHelper, p.all(), "give it a refusal: {code: ..., nl: ..., en: ...}", "the rule %s has no refusal, so nobody could be told why", rule.Name)
		return nil
	}
	return rule
}

// rule finds a declared rule; nil after a diagnostic.
func (c *compiler) rule(p piece) *Rule {
	if rule := c.def.Rule(p.text); rule != nil {
		c.use("rule", rule.Name)
		c.index.refer(p, rule.Range)
		return rule
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Rules, func(r *Rule) string { return r.Name })), "there is no rule %q", shorten(p.text))
	return nil
}

func (c *compiler) compileRefusalOf(rule *Rule, s *scope) {
	n := c.ruleFields(rule).get("refusal")
	if n == nil {
		return
	}
	if len(rule.All) > 0 {
		c.report(CodeShape, n.rng, "remove it", "a group refuses with the text of its first rule that fails")
		return
	}
	inner := s.with(fieldVars("", rule.Given)...)
	inner.what = "the refusal of rule " + rule.Name
	rule.Refusal = c.refusal(n, inner)
}

// refusal reads {code, nl, en, instead}.
func (c *compiler) refusal(n *node, s *scope) *Refusal {
	f := c.fields(n, n.rng, s.what, refusalShape)
	c.index.within(n, s)
	refusal := &Refusal{Text: c.template(f, s)}
	if p, ok := f.needScalar("code", "write code: TOO_LATE"); ok && c.checkName(p.node, codeName) {
		refusal.Code = p.text
		c.index.code(p)
	}
	if p, ok := f.scalar("instead"); ok {
		if c.def.Flow(p.text) == nil && c.def.Decision(p.text) == nil {
			c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Flows, func(f *Flow) string { return f.Name })), "there is no flow or decision %q", shorten(p.text))
		}
		if flow := c.def.Flow(p.text); flow != nil {
			c.index.refer(p, flow.Range)
		} else if d := c.def.Decision(p.text); d != nil {
			c.index.referDecision(p, d)
		}
		refusal.Instead = p.text
	}
	return refusal
}

// ruleUses reads an `if` list: rules by name, or {rule: NAME, with: {...}}.
func (c *compiler) ruleUses(n *node, s *scope) []*RuleUse {
	var uses []*RuleUse
	if n != nil && n.kind != sequenceNode {
		c.report(CodeShape, n.rng, "write if: [rule_name]; a condition of its own goes into a rule with a refusal", "`if` of %s is %s; a list of rules is expected", s.what, n.words())
		return nil
	}
	c.index.within(n, s)
	for _, item := range c.atMost(n, "`if` of "+s.what) {
		var with *node
		name := item
		if item.kind == mappingNode {
			f := c.fields(item, item.rng, "a rule of "+s.what, ruleUseShape)
			with = f.get("with")
			if name = f.need("rule", "write rule: NAME"); name == nil {
				continue
			}
		}
		p, ok := c.word(name, "a rule of "+s.what)
		if !ok {
			continue
		}
		rule := c.rule(p)
		if rule == nil {
			continue
		}
		if len(rule.All) == 0 && rule.If != nil && c.nodes.rules[rule.Name].get("refusal") == nil {
			c.report(CodeHelper, p.all(), "give it a refusal: {code: ..., nl: ..., en: ...}", "the rule %s has no refusal, so nobody could be told why", rule.Name)
		}
		use := &RuleUse{Rule: rule, With: c.compileInputs(rule.Given, with, s, p.all(), "rule "+rule.Name), Range: p.all()}
		if slices.ContainsFunc(uses, func(u *RuleUse) bool { return u.Rule == rule && sameExprs(u.With, use.With) }) {
			c.report(CodeSameTwice, p.all(), "remove one of them", "the rule %s stands here twice", rule.Name)
		}
		c.readableRule(rule, p, s)
		c.refused(use, s)
		uses = append(uses, use)
	}
	return uses
}

// readableRule reports a rule about the person who acts, where nobody does.
func (c *compiler) readableRule(rule *Rule, p piece, s *scope) {
	if rule.If != nil {
		c.readable(rule.If, p, s, rule.Given)
	}
	for _, member := range rule.All {
		c.readableRule(member.Rule, p, s)
	}
}
