package stroomschema

import (
	"slices"

	"stroom/definitions/diag"
	"stroom/rules"
)

// stepShapes are the kinds of step, in the order in which the keys that make them are looked for.
var stepShapes = []struct {
	*Shape
	kind  StepKind
	words string
}{
	{peopleShape, People, "where people decide"},
	{callShape, Calling, "done by another flow"},
	{forkShape, Forking, "done by several flows"},
	{askShape, Asking, "done by an outside service"},
	{waitShape, Waiting, "that waits"},
	{passShape, Passing, "that is passed"},
}

func (c *compiler) compileStep(step *Step, flow *scope) {
	n := c.nodes.steps[step]
	s := *flow
	s.step, s.place, s.what = step, step.Flow.Name+"."+step.Name, stepWords(step)
	c.index.within(n, &s)
	if n.kind != mappingNode {
		c.report(CodeShape, n.rng, "write "+step.Name+": {who: ..., what: ..., goal: ..., term: ...}", "%s is %s; a mapping is expected", s.what, n.words())
		return
	}
	f := c.stepFields(step, n, s.what)
	if step.Kind == People {
		step.Who = c.whoList(f.get("who"), &s, "who of "+s.what, doing)
	}
	step.OnEntry = c.actions(f.get("on_entry"), s.within("on_entry of "+s.what))
	if step.Kind != Passing {
		if n := f.get("what"); n != nil {
			step.What = c.text(n, "`what` of "+s.what)
		}
		if n := f.get("goal"); n != nil {
			step.Goal = c.text(n, "`goal` of "+s.what)
		}
		step.When = c.triggers(f.get("when"), &s, step.Flow, step)
	}
	switch step.Kind {
	case People:
		c.compilePeople(step, f, &s)
	case Passing:
		step.Go = c.ways(f.get("go"), &s, mustMove)
	case Calling:
		use := c.callUse(f.get("call"), nil, f.get("with"), &s)
		step.Call = &use
		f.need("when", "say what follows: when: [{ended: FLOW, go: STEP}]")
	case Forking:
		c.compileFork(step, f, &s)
	case Asking:
		c.compileAsk(step, f, &s)
	case Waiting:
	}
}

// stepFields finds the kind of a step and opens it with the keys of that kind.
func (c *compiler) stepFields(step *Step, n *node, what string) fields {
	for _, shape := range stepShapes {
		if n.get(shape.Made) == nil {
			continue
		}
		step.Kind = shape.kind
		var wrong []string
		for _, other := range stepShapes {
			if other.kind != shape.kind && n.get(other.Made) != nil && shape.Key(other.Made) == nil {
				wrong = append(wrong, other.Made)
			}
		}
		if len(wrong) > 0 {
			c.report(CodeStepKind, n.key(wrong[0]).rng, "make two steps of it", "%s is a step %s, because of %q; %q belongs to another kind", what, shape.words, shape.Made, wrong[0])
			clean := *n
			clean.pairs = slices.DeleteFunc(slices.Clone(n.pairs), func(p pair) bool { return slices.Contains(wrong, p.key.text) })
			n = &clean
		}
		return c.fields(n, step.Range, what, shape.Shape)
	}
	c.report(CodeStepKind, step.Range, "write who (people decide), when (it waits), go (it is passed), call, fork or ask_service", "%s says not what happens there", what)
	step.Kind = Waiting
	return c.reopen(&node{kind: mappingNode, src: n.src, rng: n.rng}, step.Range, what, waitShape)
}

// compilePeople compiles a step where people decide.
func (c *compiler) compilePeople(step *Step, f fields, s *scope) {
	f.need("what", "say what is done: what: {nl: ..., en: ...}")
	f.need("goal", "say to what end: goal: {nl: ..., en: ...}")
	step.Not = c.notDecision(f, step.Flow, step)
	step.NotIfNone = c.ifNone(f)
	if n := f.need("term", "write term: TERM, or term: none"); n != nil {
		step.Term = c.termUse(n, s)
	}
	for _, d := range step.Decide {
		c.compileDecision(d, s)
	}
	if n := f.get("decide"); n != nil && len(step.Decide) == 0 && n.kind == mappingNode {
		c.report(CodeShape, f.keyRange("decide"), "name a decision, or remove it", "`decide` of %s is empty", f.what)
	}
	c.silence(step, f, s)
	for _, item := range f.get("remind").list() {
		r := c.fields(item, f.keyRange("remind"), "a reminder of "+f.what, reminderShape)
		reminder := &Reminder{Range: item.rng}
		if p, ok := r.needScalar("moment", "write moment: 14 calendar days before DATE"); ok {
			reminder.Moment = c.moment(p, s)
		}
		reminder.Tell = c.whoList(r.need("tell", "write tell: who"), s, "tell of "+r.what, telling)
		reminder.Notice = c.noticeUse(r, s, reminder.Tell)
		step.Remind = append(step.Remind, reminder)
	}
	if n := f.get("paused"); n != nil {
		r := c.fields(n, f.keyRange("paused"), "`paused` of "+f.what, pausedShape)
		step.Paused = &PausedReminder{Range: n.rng, Every: c.needLength(r, "every", "write every: 5 working days")}
		step.Paused.Tell = c.whoList(r.need("tell", "write tell: who"), s, "tell of "+r.what, telling)
		step.Paused.Notice = c.noticeUse(r, s, step.Paused.Tell)
	}
	if n := f.get("checklist"); n != nil {
		c.compileChecklist(step, c.fields(n, f.keyRange("checklist"), "the checklist of "+f.what, checklistShape), s)
	}
}

// silence reads what happens at the end of the term: overdue, or tacit.
func (c *compiler) silence(step *Step, f fields, s *scope) {
	hasTerm := f.has("term") && !step.Term.None
	switch {
	case f.has("overdue") && f.has("tacit"):
		c.report(CodeOverdue, f.keyRange("tacit"), "keep one of both", "%s has both `overdue` and `tacit`", f.what)
	case hasTerm && !f.has("overdue") && !f.has("tacit"):
		c.report(CodeOverdue, f.keyRange("term"), "write overdue: stay, overdue: {do: [...], go: STEP}, or tacit", "%s has a term, and says not what happens at its end", f.what)
	case !hasTerm && f.has("overdue"):
		c.report(CodeOverdue, f.keyRange("overdue"), "name a term, or remove it", "%s has no term, so it can never be overdue", f.what)
	case !hasTerm && f.has("tacit"):
		c.report(CodeOverdue, f.keyRange("tacit"), "name a term, or remove it", "%s has no term, so silence can never decide", f.what)
	}
	if n := f.get("overdue"); n != nil {
		step.Overdue = c.overdue(n, f, s.within("overdue of "+s.what))
	}
	if n := f.get("tacit"); n != nil {
		step.Tacit = c.tacit(n, f, s.within("tacit of "+s.what))
	}
}

// overdue reads GO, or {do, go}.
func (c *compiler) overdue(n *node, f fields, s *scope) []Branch {
	if n.kind != mappingNode {
		return c.ways(n, s, mayStay)
	}
	o := c.fields(n, f.keyRange("overdue"), s.what, overdueShape)
	do := c.actions(o.get("do"), s)
	branches := c.ways(o.need("go", "write go: stay, or go: STEP"), s, mayStay)
	return prefixed(do, branches)
}

// prefixed puts actions before those of every branch: they are done whichever is taken.
func prefixed(do []*Action, branches []Branch) []Branch {
	if len(do) == 0 {
		return branches
	}
	for i := range branches {
		branches[i].Do = append(slices.Clone(do), branches[i].Do...)
	}
	return branches
}

// tacit reads what silence decides, with its ground and its text.
func (c *compiler) tacit(n *node, f fields, s *scope) *Tacit {
	t := c.fields(n, f.keyRange("tacit"), s.what, tacitShape)
	tacit := &Tacit{Range: f.keyRange("tacit")}
	if g := t.get("ground"); g != nil {
		tacit.Ground = c.text(g, "the ground of "+s.what)
	} else {
		c.report(CodeGround, tacit.Range, "write ground: {nl: ..., en: ...}: the law or agreement that gives silence this meaning", "%s has no ground", s.what)
	}
	text := s.with(rules.Var{Name: "due", Type: instantType})
	c.index.within(n, text)
	tacit.Text = c.template(t, text)
	c.tellText(tacit.Text, s.step.Who, s, tacit.Range)
	tacit.If = c.ruleUses(t.get("if"), s)
	inner := s
	for _, use := range tacit.If {
		inner = c.assumingRule(use, inner)
	}
	switch p, ok := t.scalar("else"); {
	case ok:
		tacit.Else = c.target(p.trim(), s, mayStay)
		if len(tacit.If) == 0 {
			c.report(CodeCovered, p.all(), "remove it", "`else` of %s is never reached: there is no rule under `if`", s.what)
		}
	case len(tacit.If) > 0 && t.has("if"):
		c.report(CodeMissingKey, t.keyRange("if"), "write else: STEP", "%s says not what happens when a rule does not hold", s.what)
	}
	tacit.Do = c.actions(t.get("do"), inner)
	tacit.Go = c.ways(t.need("go", "write go: STEP"), inner.after(tacit.Do), mayStay)
	return tacit
}

func (c *compiler) compileChecklist(step *Step, f fields, s *scope) {
	list := &Checklist{}
	for _, item := range f.need("items", "write items: [DECISION, DECISION]").list() {
		p, ok := c.word(item, "an item of "+f.what)
		if !ok {
			continue
		}
		i := slices.IndexFunc(step.Decide, func(d *Decision) bool { return d.Name == p.text })
		if i < 0 {
			c.report(CodeUnknownName, p.all(), suggest(p.text, names(step.Decide, func(d *Decision) string { return d.Name })), "step %s has no decision %q", step.Name, shorten(p.text))
			continue
		}
		c.index.refer(p, step.Decide[i].Range)
		step.Decide[i].Once = true
		list.Items = append(list.Items, step.Decide[i])
	}
	list.Do = c.actions(f.get("do"), s)
	list.Go = c.ways(f.need("go", "write go: STEP, or end OUTCOME"), s, mayStay)
	step.Checklist = list
}

func (c *compiler) compileAsk(step *Step, f fields, s *scope) {
	step.Ask = &Ask{}
	p, ok := f.scalar("ask_service")
	if ok {
		i := slices.IndexFunc(c.def.Services, func(v *Service) bool { return v.Name == p.text })
		if i < 0 {
			c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Services, func(v *Service) string { return v.Name })), "there is no service %q", shorten(p.text))
		} else {
			step.Ask.Service = c.def.Services[i]
			c.index.refer(p, step.Ask.Service.Range)
			c.use("service", p.text)
		}
	}
	answered := s
	if service := step.Ask.Service; service != nil {
		step.Ask.With = c.filled(service.Ask, f.get("with"), s, p.all(), "service "+service.Name)
		answered = s.with(fieldVars("answer.", service.Answer)...)
		answered.inputs = append([]string{"answer."}, s.inputs...)
	}
	step.Ask.Answered = c.ways(f.need("answered", "say what follows an answer: answered: STEP"), answered, mustMove)
	step.Ask.Failed = c.ways(f.need("failed", "say what follows when it fails for good: failed: STEP"), s, mustMove)
}

// compileFork reads {start: [...], need: all, rest: cancel}.
func (c *compiler) compileFork(step *Step, f fields, s *scope) {
	fork := &Fork{}
	step.Fork = fork
	k := c.fields(f.get("fork"), f.keyRange("fork"), "the fork of "+s.what, forkPartsShape)
	starts := k.need("start", "write start: [FLOW, FLOW]")
	each := false
	for _, item := range starts.list() {
		if start := c.forkStart(item, k.keyRange("start"), s); start != nil {
			each = each || start.Each != nil
			fork.Start = append(fork.Start, start)
		}
	}
	if p, ok := k.needScalar("need", "say how many must end: need: all, first, or a number"); ok {
		switch p.text {
		case "all":
		case "first":
			fork.Need = 1
		default:
			most := maxOpen
			if !each {
				most = max(1, len(fork.Start))
			}
			fork.Need = k.number("need", 1, most)
		}
	}
	k.need("rest", "say what becomes of the others: rest: cancel, or rest: leave")
	fork.Rest = k.oneOf("rest", "cancel", "leave")
	fork.Go = c.ways(f.need("go", "say where it leads: go: STEP"), s, mustMove)
}

// forkStart reads FLOW, {if, flow, key, with} or {for each: VAR, in: LIST, if, flow, key, with}.
func (c *compiler) forkStart(n *node, at diag.Range, s *scope) *ForkStart {
	if n.kind != mappingNode {
		return &ForkStart{CallUse: c.callUse(n, nil, nil, s)}
	}
	f := c.fields(n, at, "a start of "+s.what, forkStartShape)
	inner := s
	start := &ForkStart{}
	if v := f.get("for each"); v != nil {
		inner, start.Each, start.Var = c.eachElement(v, f, s)
	}
	c.index.within(n, inner)
	flow := f.need("flow", "write flow: FLOW")
	if flow == nil {
		return nil
	}
	start.If = c.condition(f.get("if"), inner, "`if` of "+inner.what)
	start.CallUse = c.callUse(flow, f.get("key"), f.get("with"), inner.holding(start.If))
	return start
}
