package stroomschema

import (
	"fmt"
	"slices"
	"strings"

	"stroom/rules"
)

const (
	maxOpen    = 100   // runs of one flow at once
	maxDecided = 1_000 // decisions in one definition
)

// declareFlows makes the flows, steps and decisions with their names and forms, so that everything can refer to them.
func (c *compiler) declareFlows() {
	n := c.root.need("flows", "write flows: {main: {...}}")
	pairs := c.entries(n, "flows", plainName)
	for _, p := range pairs {
		if !c.claim("flow", p.key) {
			continue
		}
		if p.value.kind != mappingNode {
			c.report(CodeShape, p.value.rng, "write "+p.key.text+": {title: ..., start: ..., steps: ...}", "flow %s is %s; a mapping is expected", p.key.text, p.value.words())
			continue
		}
		flow := &Flow{Name: p.key.text, Index: len(c.def.Flows), Range: p.key.rng}
		c.def.Flows = append(c.def.Flows, flow)
		c.nodes.flows[flow.Name] = p.value
		c.index.named("type "+flow.Name, SymbolFlow, "", p.key, p.value, rules.Type{})
	}
	if n != nil && (len(c.def.Flows) == 0 || c.def.Flows[0].Name != "main") {
		c.report(CodeShape, c.root.keyRange("flows"), "write main first: it is the trajectory itself", "the first flow is not main")
	}
	steps, decisions := 0, 0
	for _, flow := range c.def.Flows {
		c.declareFlow(flow)
		steps += len(flow.Steps)
		decisions += len(flow.Decide)
		for _, step := range flow.Steps {
			decisions += len(step.Decide)
		}
	}
	if steps > MaxSteps {
		c.report(CodeTooMany, c.root.keyRange("flows"), "divide the work into definitions", "the definition has %d steps; at most %d are possible", steps, MaxSteps)
	}
	if decisions > maxDecided {
		c.report(CodeTooMany, c.root.keyRange("flows"), "", "the definition has %d decisions; at most %d are possible", decisions, maxDecided)
	}
}

func (c *compiler) declareFlow(flow *Flow) {
	what := "flow " + flow.Name
	f := c.fields(c.nodes.flows[flow.Name], flow.Range, what, mainShape, flowShape)
	flow.Title = f.needText("title", "write title: {nl: ..., en: ...}")
	flow.Key = c.perKey(f)
	if flow.Several = f.yes("several"); flow.Several != f.has("at_most") {
		c.report(CodeShape, flow.Range, "write several: yes and at_most: N", "%s needs both `several` and `at_most`, or neither", what)
	}
	flow.AtMost = f.number("at_most", 1, maxOpen)
	if flow.Index == 0 && (flow.Key != nil || flow.Several) {
		c.report(CodeShape, flow.Range, "", "main is one run: it has neither `per` nor `several`")
	}
	for _, p := range c.entries(f.get("outcomes"), "outcomes of "+what, plainName) {
		outcome := Value{Name: p.key.text}
		if p.value.null() {
			c.shown(p.key, "outcome of "+what)
		} else {
			outcome.Label = c.text(p.value, "outcome "+p.key.text)
		}
		if p.key.text == "cancelled" {
			c.report(CodeTaken, p.key.rng, "choose another name", "`cancelled` is the outcome of every run that is cancelled")
		}
		flow.Outcomes = append(flow.Outcomes, outcome)
		c.index.named("outcome "+flow.Name+"."+outcome.Name, SymbolOutcome, flow.Name, p.key, p.value, rules.Type{})
		c.declared("outcome of "+flow.Name, p.key)
	}
	decl := &rules.EnumDecl{Name: flow.Name}
	for _, p := range c.entries(f.need("steps", "write steps: {first: {...}}"), "steps of "+what, plainName) {
		if slices.Contains([]string{"stay", "open", "suspended", "step", "runs", "ended", "begin", "again"}, p.key.text) {
			c.report(CodeTaken, p.key.rng, "choose another name", "%q has a meaning of its own, so no step can have it", p.key.text)
			continue
		}
		step := &Step{Name: p.key.text, Flow: flow, Index: len(flow.Steps), Range: p.key.rng}
		flow.Steps = append(flow.Steps, step)
		decl.Values = append(decl.Values, step.Name)
		c.nodes.steps[step] = p.value
		c.index.named("value "+flow.Name+"."+step.Name, SymbolStep, flow.Name, p.key, p.value, rules.Type{})
	}
	c.schema.Enums = append(c.schema.Enums, decl)
	c.declareForm(flow, f)
	flow.Decide = c.declareDecisions(f.get("decide"), flow, nil)
	for _, step := range flow.Steps {
		step.Decide = c.declareDecisions(c.nodes.steps[step].get("decide"), flow, step)
	}
	for _, d := range flow.Decide {
		if flow.Step(d.Name) != nil {
			c.report(CodeTaken, d.Range, "choose another name", "%s.%s is a step already", flow.Name, d.Name)
		}
	}
}

// declareForm reads what a flow is started with and what a run keeps for itself, and makes begin and again.
func (c *compiler) declareForm(flow *Flow, f fields) {
	what := "flow " + flow.Name
	flow.With = c.form(f.get("with"), what)
	for _, p := range c.entries(f.get("own"), "own of "+what, plainName) {
		n := p.value
		if n.kind == mappingNode {
			own := c.fields(n, p.key.rng, "own."+p.key.text, ownShape)
			if n = own.need("type", "write type: bool"); n == nil {
				continue
			}
		}
		t, ok := c.typeOf(n, "the type of own."+p.key.text)
		if !ok {
			continue
		}
		flow.Own = append(flow.Own, OwnField{Field: Field{Name: p.key.text, Type: t, Range: p.key.rng}})
		c.index.declare(SymbolOwn, flow.Name, p.key, p.value, t)
		if p.value.get("at_start") == nil && !t.Optional {
			c.report(CodeAtStart, p.key.rng, "write {type: "+typeText(t)+", at_start: ...}", "own.%s has no value at the start", p.key.text)
		}
		c.declared("own value", p.key)
	}
	if n := f.get("begin"); n != nil {
		flow.Begin = c.declareDecision("begin", n, flow, nil, f.keyRange("begin"))
		flow.Begin.Form = c.withAndAsk(flow, flow.Begin.Form)
	}
	if n := f.get("again"); n != nil {
		flow.Again = c.declareDecision("again", n, flow, nil, f.keyRange("again"))
		flow.Again.Form = c.withAndAsk(flow, flow.Again.Form)
	}
}

// withAndAsk is what people fill in to begin a flow: what the run is started with, and what only the beginning needs.
func (c *compiler) withAndAsk(flow *Flow, ask []Field) []Field {
	form := slices.Clone(flow.With)
	for _, field := range ask {
		if slices.ContainsFunc(flow.With, func(w Field) bool { return w.Name == field.Name }) {
			c.report(CodeTaken, field.Range, "remove it from ask: people give the fields of `with` anyway", "flow %s is started with a field %q already", flow.Name, field.Name)
			continue
		}
		form = append(form, field)
	}
	return form
}

func (c *compiler) compileFlows() {
	for _, m := range c.def.Messages {
		f := c.reopen(c.nodes.messages[m.Name], m.Range, "message "+m.Name, messageShape)
		if p, ok := f.needScalar("of", "write of: FLOW, the flow that sends it"); ok {
			m.Of = c.flow(p)
		}
	}
	for _, flow := range c.def.Flows {
		c.compileFlow(flow)
	}
}

func (c *compiler) compileFlow(flow *Flow) {
	f := c.reopen(c.nodes.flows[flow.Name], flow.Range, "flow "+flow.Name, mainShape, flowShape)
	s := c.runScope(flow)
	c.index.within(f.node, s)
	c.compileOwn(flow, f, s)
	if flow.Begin != nil {
		c.compileBegin(flow, f, s)
	}
	if flow.Again != nil {
		c.compileAgain(flow, f, s)
	}
	start := s.within("the start of flow " + flow.Name)
	flow.Start = c.ways(f.need("start", "write start: STEP"), start, mustMove)
	for _, b := range flow.Start {
		if b.To.Kind == End {
			c.report(CodeShape, b.Range, "name a step", "flow %s ends before it starts", flow.Name)
		}
	}
	flow.When = c.triggers(f.get("when"), s, flow, nil)
	for _, d := range flow.Decide {
		c.compileDecision(d, s)
	}
	for _, step := range flow.Steps {
		c.compileStep(step, s)
	}
	ending := s.within("on_end of flow " + flow.Name).with(rules.Var{Name: "outcome", Type: textType})
	ending.inputs = append(slices.Clone(s.inputs), "")
	flow.OnEnd = c.actions(f.get("on_end"), ending)
	c.literalOutcomes(flow, flow.OnEnd)
	flow.Undo = c.actions(f.get("undo"), s.within("undo of flow "+flow.Name))
}

// compileOwn compiles what a run keeps for itself. It is set when the run starts, BEFORE begin's `do`.
func (c *compiler) compileOwn(flow *Flow, f fields, s *scope) {
	vars := s.vars
	if flow.Begin != nil {
		vars = vars.With(actorVars("actor", true)...)
	}
	inner := &scope{what: "own of flow " + flow.Name, flow: flow, vars: vars, place: flow.Name}
	c.index.within(f.get("own"), inner)
	for i := range flow.Own {
		own := &flow.Own[i]
		if n := c.reopen(f.get("own").get(own.Name), own.Range, "own."+own.Name, ownShape).get("at_start"); n != nil {
			own.AtStart = c.value(n, inner, own.Type, "at_start of own."+own.Name)
			if own.AtStart != nil {
				for _, name := range own.AtStart.Reads() {
					if strings.HasPrefix(name, "own.") {
						c.report(CodeNotHere, n.piece().all(), "", "own values are set together, so one cannot read %q", name)
					}
				}
			}
		}
	}
}

func (c *compiler) compileBegin(flow *Flow, f fields, s *scope) {
	d := flow.Begin
	b := c.fields(f.get("begin"), d.Range, "begin of flow "+flow.Name, beginShape, beginMainShape)
	d.By = c.whoList(b.need("by", "say who may begin: by: ROLE"), c.byScope(d, s), "by of "+b.what, doing)
	if flow.Index != 0 {
		d.What = b.needText("what", "say what it is to begin this: what: {nl: ..., en: ...}")
	} else if b.has("what") {
		d.What = b.needText("what", "")
	} else {
		d.What = flow.Title
	}
	inner := s.deciding(d)
	inner.place = flow.Name + ".begin"
	judging := *inner
	judging.inputs = []string{"ask.", "with.", ""}
	c.decisionParts(d, b, &judging, inner)
}

func (c *compiler) compileAgain(flow *Flow, f fields, s *scope) {
	d := flow.Again
	a := c.fields(f.get("again"), d.Range, "again of flow "+flow.Name, againShape, refuseAgainShape)
	if n := a.get("refusal"); n != nil {
		inner := s.with(fieldVars("ask.", d.Form)...)
		c.index.within(a.node, inner)
		inner.what = "the refusal of again of flow " + flow.Name
		d.Refuse = c.refusal(n, inner)
		if len(a.node.pairs) > 1 {
			c.report(CodeShape, d.Range, "keep one of both", "`again` of flow %s refuses always, so nothing else can stand there", flow.Name)
		}
		if flow.Begin != nil {
			d.By = flow.Begin.By
		}
		return
	}
	if a.has("by") {
		d.By = c.whoList(a.get("by"), c.byScope(d, s), "by of "+a.what, doing)
	} else if d.ByFlow = true; flow.Begin != nil {
		d.By = flow.Begin.By
	}
	if a.has("what") {
		d.What = a.needText("what", "")
	} else if flow.Begin != nil {
		d.What = flow.Begin.What
	}
	inner := s.deciding(d)
	inner.place = flow.Name + ".again"
	c.decisionParts(d, a, inner, inner)
	d.Go = c.ways(a.need("go", "say where it leads: go: stay, or go: STEP"), inner, mayStay)
}

// compileExclusions reads one_at_a_time.
func (c *compiler) compileExclusions() {
	for _, p := range c.entries(c.section("one_at_a_time"), "one_at_a_time", plainName) {
		x := &Exclusion{Name: p.key.text, Range: p.key.rng}
		c.index.declare(SymbolExclusion, "", p.key, p.value, rules.Type{})
		for _, item := range p.value.list() {
			if q, ok := c.word(item, "a step of "+p.key.text); ok {
				if step := c.stepPlace(q); step != nil {
					x.Steps = append(x.Steps, step)
				}
			}
		}
		if len(p.value.list()) < 2 && (len(x.Steps) == 0 || !x.Steps[0].Flow.Several && x.Steps[0].Flow.Key == nil) {
			c.report(CodeShape, p.value.rng, "name at least two steps", "one_at_a_time %s keeps nothing apart", p.key.text)
		}
		c.def.OneAtATime = append(c.def.OneAtATime, x)
	}
}

// placeExists checks a place of `set_by`: FLOW, FLOW.STEP, FLOW.begin or FLOW.again.
func (c *compiler) placeExists(p piece) bool {
	name, rest, dotted := strings.Cut(p.text, ".")
	flow := c.def.Flow(name)
	if flow == nil {
		c.report(CodeUnknownName, p.all(), suggest(name, names(c.def.Flows, func(f *Flow) string { return f.Name })), "there is no flow %q", shorten(name))
		return false
	}
	step := flow.Step(rest)
	if !dotted || step != nil || rest == "begin" && flow.Begin != nil || rest == "again" && flow.Again != nil {
		c.index.referPath(p, flow.Range)
		if step != nil {
			c.index.referPath(p, flow.Range, step.Range)
		}
		return true
	}
	candidates := append(names(flow.Steps, func(s *Step) string { return s.Name }), "begin", "again")
	c.report(CodeUnknownName, p.all(), suggest(rest, candidates), "flow %s has no step %q", name, shorten(rest))
	return false
}

// stepWords names a step in a message.
func stepWords(s *Step) string { return fmt.Sprintf("step %s of flow %s", s.Name, s.Flow.Name) }
