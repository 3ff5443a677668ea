package stroomschema

import (
	"slices"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
)

// declareDecisions makes the decisions of a flow or step with their forms.
func (c *compiler) declareDecisions(n *node, flow *Flow, step *Step) []*Decision {
	what := "flow " + flow.Name
	if step != nil {
		what = "step " + step.Name
	}
	var list []*Decision
	for _, p := range c.entries(n, "decide of "+what, plainName) {
		if p.key.text == "begin" || p.key.text == "again" {
			c.report(CodeTaken, p.key.rng, "choose another name", "%q is how a flow is entered, so no decision can have it", p.key.text)
			continue
		}
		if p.value.null() {
			p.value = &node{kind: mappingNode, src: p.value.src, rng: p.key.rng}
		}
		list = append(list, c.declareDecision(p.key.text, p.value, flow, step, p.key.rng))
		c.shown(p.key, "decision of "+what)
	}
	return list
}

func (c *compiler) declareDecision(name string, n *node, flow *Flow, step *Step, at diag.Range) *Decision {
	d := &Decision{Name: name, Flow: flow, Step: step, Range: at}
	f := c.reopen(n, at, decisionWords(d), flowDecisionShape, stepDecisionShape, beginShape, beginMainShape, againShape)
	if f.has("ask") {
		d.Form = c.form(f.get("ask"), decisionWords(d))
	}
	c.nodes.decisions[d] = n
	if c.index != nil {
		in, _ := strings.CutSuffix(d.ID(), "."+name)
		c.index.declare(SymbolDecision, in, &node{kind: scalarNode, src: n.src, rng: at, text: name}, n, rules.Type{})
	}
	return d
}

// byScope is what `by` may read: the form is filled in before the decision is judged.
func (c *compiler) byScope(d *Decision, s *scope) *scope {
	inner := s.with(fieldVars("ask.", d.askFields())...)
	inner.inputs = append([]string{"ask."}, s.inputs...)
	inner.what = decisionWords(d)
	return inner
}

// compileDecision compiles a decision at a step or of a whole flow.
func (c *compiler) compileDecision(d *Decision, s *scope) {
	f := c.fields(c.nodes.decisions[d], d.Range, decisionWords(d), flowDecisionShape, stepDecisionShape)
	if d.Step == nil {
		d.In = c.stepList(f, "in", d.Flow)
		f.need("in", "name the steps at which it is open: in: [STEP]")
		d.What = f.needText("what", "say what is decided: what: {nl: ..., en: ...}")
		f.need("by", "say who may decide: by: ROLE")
	} else if f.has("in") {
		c.report(CodeShape, f.keyRange("in"), "remove it, or move the decision to `decide` of the flow", "%s is open at its own step only", f.what)
	} else if f.has("what") {
		d.What = f.needText("what", "")
	}
	d.By = c.whoList(f.get("by"), c.byScope(d, s), "by of "+f.what, doing)
	if d.Step != nil && !f.has("by") {
		d.By = d.Step.Who
	}
	inner := s.deciding(d)
	d.Once = f.yes("once")
	c.decisionParts(d, f, inner, inner)
	if n := f.need("go", "say where it leads: go: STEP, stay, or end OUTCOME"); n != nil {
		d.Go = c.ways(n, c.afterRules(d, inner).after(d.Do), mayStay)
	}
}

// decisionParts compiles what every decision can have. judging is the scope of `if` and `while`, acting that of `do`.
func (c *compiler) decisionParts(d *Decision, f fields, judging, acting *scope) {
	c.index.within(f.node, acting)
	d.Not = c.notDecision(f, d.Flow, d.Step)
	d.NotIfNone = c.ifNone(f)
	if n := f.get("while"); n != nil {
		d.While = c.condition(n, judging, "`while` of "+f.what)
		if d.While != nil {
			for _, name := range d.While.Reads() {
				if strings.HasPrefix(name, "ask.") {
					c.report(CodeNotHere, n.piece().all(), "put it into a rule under `if`", "`while` says whether a decision is offered, before its form is filled in: it cannot read %q", name)
				}
			}
			c.constantIf(d.While, "`while` of "+f.what)
		}
	}
	d.If = c.ruleUses(f.get("if"), judging.holding(d.While))
	if n := f.get("occurred"); n != nil {
		o := c.fields(n, f.keyRange("occurred"), "occurred of "+f.what, occurredShape)
		d.Occurred = &Occurred{AtMost: c.needLength(o, "at_most", "write at_most: 7 calendar days")}
	}
	d.Withdraw = c.elapsed(f, "withdraw", time.Second, 7*24*time.Hour)
	d.Urgent, d.Final = f.yes("urgent"), f.yes("final")
	if d.Final && f.has("withdraw") {
		c.report(CodeShape, f.keyRange("final"), "keep one of both", "%s can be taken back, so it is not final", f.what)
	}
	c.suggestions(d, f.get("suggest"), judging)
	d.Do = c.actions(f.get("do"), c.afterRules(d, acting))
}

// afterRules is the scope in which `while` and all rules of a decision hold.
func (c *compiler) afterRules(d *Decision, s *scope) *scope {
	s = s.holding(d.While)
	for _, use := range d.If {
		s = c.assumingRule(use, s)
	}
	return s
}

// assumingRule is the scope in which a rule, or every rule of a group, holds.
func (c *compiler) assumingRule(use *RuleUse, s *scope) *scope {
	inner := *s
	inner.known = append(slices.Clip(s.known), c.ruleConditions(use, nil, asksOpen)...)
	return &inner
}

// asksOpen reports whether an expression asks whether a flow is open: what the check of `if_absent` looks for.
func asksOpen(x *rules.Expr) bool {
	return slices.ContainsFunc(x.Reads(), func(name string) bool { return strings.HasSuffix(name, ".open") })
}

// ruleConditions writes out what a rule asks, its inputs replaced by what fills them. Rules that do not matter are left out.
func (c *compiler) ruleConditions(use *RuleUse, outer map[string]input, matters func(*rules.Expr) bool) []known {
	if use.Rule.If != nil && !matters(use.Rule.If) {
		return nil
	}
	inputs := make(map[string]input, len(use.With))
	for _, name := range sortedKeys(use.With) {
		x := use.With[name]
		if x == nil {
			continue
		}
		one, ok := outer[x.Source()] // the inputs of a group go to its rules under the same names
		if shape := parseSyn(x.Source()); !ok && shape != nil {
			one = input{shape, x.Reads()}
		}
		inputs[name] = one
	}
	var list []known
	if shape := c.ruleSyn[use.Rule.Name]; shape != nil {
		list = append(list, written(shape, use.Rule.If.Reads(), inputs))
	}
	for _, member := range use.Rule.All {
		list = append(list, c.ruleConditions(member, inputs, matters)...)
	}
	return list
}

// input is what fills an input of a rule, with what it reads.
type input struct {
	shape *syn
	reads []string
}

// written replaces the inputs in the shape of a rule, and in what it reads.
func written(shape *syn, reads []string, inputs map[string]input) known {
	shapes := make(map[string]*syn, len(inputs))
	var all []string
	for _, name := range sortedKeys(inputs) {
		if inputs[name].shape != nil {
			shapes[name] = inputs[name].shape
		}
	}
	for _, name := range reads {
		if one, ok := inputs[name]; ok {
			all = append(all, one.reads...)
			continue
		}
		all = append(all, name)
	}
	return newKnown(shape.replace(shapes), false, all)
}

// notDecision reads `not: begin` or the name of a decision of the same step or flow.
func (c *compiler) notDecision(f fields, flow *Flow, step *Step) *Decision {
	p, ok := f.scalar("not")
	if !ok {
		return nil
	}
	if p.text == "begin" {
		if flow.Begin == nil {
			c.report(CodeUnknownName, p.all(), "", "flow %s has no `begin`, so nobody began it", flow.Name)
		} else {
			c.index.refer(p, flow.Begin.Range)
		}
		return flow.Begin
	}
	var candidates []string
	var found *Decision
	for _, d := range decisionsOf(flow) {
		candidates = append(candidates, d.Name)
		if d.Name == p.text && (found == nil || d.Step == step) {
			found = d
		}
	}
	if found == nil {
		c.report(CodeUnknownName, p.all(), suggest(p.text, append(candidates, "begin")), "flow %s has no decision %q", flow.Name, shorten(p.text))
	} else {
		c.index.refer(p, found.Range)
	}
	return found
}

func (c *compiler) ifNone(f fields) bool {
	if !f.has("if_none") {
		return false
	}
	if !f.has("not") {
		c.report(CodeShape, f.keyRange("if_none"), "write not: DECISION, or remove it", "`if_none` of %s belongs to a `not`", f.what)
	}
	return f.oneOf("if_none", "anyone") != ""
}

// decisionsOf lists the decisions of a flow, flow-wide ones first.
func decisionsOf(flow *Flow) []*Decision {
	list := slices.Clone(flow.Decide)
	for _, step := range flow.Steps {
		list = append(list, step.Decide...)
	}
	return list
}

// stepList reads [STEP, ...].
func (c *compiler) stepList(f fields, key string, flow *Flow) []*Step {
	n := f.get(key)
	if n == nil {
		return nil
	}
	if n.kind != sequenceNode || len(n.items) == 0 {
		c.report(CodeShape, n.rng, "write "+key+": [STEP]", "%q of %s is no list of steps", key, f.what)
		return nil
	}
	var list []*Step
	for _, item := range n.items {
		p, ok := c.word(item, "a step of "+f.what)
		if !ok {
			continue
		}
		step := c.stepOf(p, flow)
		if step == nil {
			continue
		}
		if slices.Contains(list, step) {
			c.report(CodeSameTwice, p.all(), "remove one of them", "the step %s stands here twice", step.Name)
			continue
		}
		list = append(list, step)
	}
	return list
}

// triggers reads a `when` list.
func (c *compiler) triggers(n *node, s *scope, flow *Flow, step *Step) []*Trigger {
	if n != nil && n.kind != sequenceNode {
		c.report(CodeShape, n.rng, "write when: [{if: ..., go: ...}]", "`when` of %s is %s; a list is expected", s.what, n.words())
		return nil
	}
	var list []*Trigger
	for i, item := range c.atMost(n, "`when` of "+s.what) {
		f := c.fields(item, item.rng, "a `when` of "+s.what, slices.Concat(flowTriggers, stepTriggers)...)
		f.at = item.rng
		t := &Trigger{Index: i, Flow: flow, Step: step, Range: item.rng}
		c.index.within(item, s)
		if step == nil {
			t.In = c.stepList(f, "in", flow)
		} else if f.has("in") {
			c.report(CodeShape, f.keyRange("in"), "remove it", "%s holds at its own step only", f.what)
		}
		if f.has("also") {
			t.AlsoSuspended = f.oneOf("also", "suspended") != ""
		}
		inner := c.triggerKind(t, f, s)
		t.Do = c.actions(f.get("do"), inner)
		t.Go = c.ways(f.need("go", "say where it leads: go: STEP, stay, or end OUTCOME"), inner.after(t.Do), mayStay)
		c.looksAndStays(t, f.what)
		list = append(list, t)
	}
	return list
}

// triggerKind reads what the world must do, and returns the scope of what follows.
func (c *compiler) triggerKind(t *Trigger, f fields, s *scope) *scope {
	inner := *s
	inner.step = t.Step
	kinds := 0
	for _, key := range []string{"moment", "hears", "ended"} {
		if f.has(key) {
			kinds++
		}
	}
	if f.has("need") && !f.has("hears") {
		c.report(CodeTogether, f.keyRange("need"), "remove it, or write hears: [MESSAGE, MESSAGE]", "%s hears no messages, so there is nothing to count", f.what)
	}
	if kinds > 1 || kinds == 0 && !f.has("if") || kinds == 1 && f.has("if") && !f.has("hears") {
		c.report(CodeShape, t.Range, "write one of moment, if, hears and ended; only hears can have an `if` too", "%s says not in one way what must happen", f.what)
	}
	switch {
	case f.has("moment"):
		t.Kind = AtMoment
		if p, ok := f.scalar("moment"); ok {
			t.Moment = c.moment(p, s)
		}
		return &inner
	case f.has("hears"):
		inner = *c.hears(t, f, &inner)
	case f.has("ended"):
		c.endedTrigger(t, f)
		return &inner
	default:
		t.Kind = IfHolds
	}
	if n := f.get("if"); n != nil {
		t.If = c.condition(n, &inner, "`if` of "+f.what)
		c.constantIf(t.If, "`if` of "+f.what)
		if t.Kind == IfHolds && t.If != nil {
			c.withoutClock(t.If)
		}
	}
	return inner.holding(t.If)
}

// withoutClock reports a condition on facts that reads the clock: nothing would look at it when the time comes.
func (c *compiler) withoutClock(x *rules.Expr) {
	for _, name := range clockNames {
		if slices.Contains(x.Reads(), name) {
			c.report(CodeNotHere, c.def.places[x].all(), "use moment: ... for what time does", "a condition on facts is looked at when a fact changes, and cannot read %q", name)
		}
	}
}

func (c *compiler) endedTrigger(t *Trigger, f fields) {
	t.Kind = Ended
	p, ok := f.scalar("ended")
	if !ok {
		return
	}
	if t.Ended = c.flow(p); t.Ended == nil {
		return
	}
	for _, item := range f.get("as").list() {
		q, ok := c.word(item, "an outcome of "+f.what)
		if !ok {
			continue
		}
		if q.text != "cancelled" && !slices.ContainsFunc(t.Ended.Outcomes, func(v Value) bool { return v.Name == q.text }) {
			candidates := append(names(t.Ended.Outcomes, func(v Value) string { return v.Name }), "cancelled")
			c.report(CodeOutcome, q.all(), suggest(q.text, candidates), "flow %s has no outcome %q", t.Ended.Name, shorten(q.text))
			continue
		}
		t.As = append(t.As, q.text)
		c.index.referNamed(q, "outcome "+t.Ended.Name+"."+q.text)
	}
}
