package stroomschema

import (
	"slices"

	"stroom/rules"
)

// way is one branch of a flow with what the file asked on it.
type way struct {
	from    *Step   // nil: the start of the flow, or `again`
	to      *Target // where it leads
	do      []*Action
	kind    wayKind
	by      *Decision // wayDecision
	trigger *Trigger  // wayTrigger
	conds   []known   // what held when it was taken and reads a guarded fact: `while`, rules, `if`, earlier branches
	clock   bool      // a condition on it reads the clock
}

// wayKind says who or what takes a way.
type wayKind uint8

// The kinds of way: people decide, the world happens, silence runs out, nobody stands there.
const (
	wayStart wayKind = iota
	wayDecision
	wayTrigger
	waySilence
	wayPassing
	wayService
)

// silent reports whether the way is taken without anybody deciding: silence, or a moment.
func (w *way) silent() bool {
	return w.kind == waySilence || w.kind == wayTrigger && w.trigger.Kind == AtMoment
}

// looks reports whether the way is taken because messages have come, and leaves them: they are there still when the step is
// entered again.
func (w *way) looks() bool {
	return w.kind == wayTrigger && w.trigger.Kind == HearsAll && w.trigger.Need > 0
}

// flowGraph is a flow as a graph of steps.
type flowGraph struct {
	flow  *Flow
	asks  bool // it sets a guarded fact, so what has been asked on its ways matters
	ways  []*way
	outOf map[*Step][]*way
	asked map[*Decision][]known // what `while` and the rules of a decision say about guarded facts
}

// graph lists every way of a flow, in the order of the file.
func (c *compiler) graph(flow *Flow) *flowGraph {
	g := &flowGraph{flow: flow, asks: c.setsGuarded(flow), outOf: map[*Step][]*way{}, asked: map[*Decision][]known{}}
	g.add(c, nil, wayStart, flow.Start, nil)
	if flow.Again != nil {
		for _, step := range flow.Steps {
			g.decision(c, step, flow.Again)
		}
	}
	for _, t := range flow.When {
		for _, step := range stepsOr(t.In, flow) {
			g.trigger(c, step, t)
		}
	}
	for _, d := range flow.Decide {
		for _, step := range d.In {
			g.decision(c, step, d)
		}
	}
	for _, step := range flow.Steps {
		g.step(c, step)
	}
	return g
}

func stepsOr(in []*Step, flow *Flow) []*Step {
	if len(in) > 0 {
		return in
	}
	return flow.Steps
}

func (g *flowGraph) step(c *compiler, step *Step) {
	for _, d := range step.Decide {
		g.decision(c, step, d)
	}
	for _, t := range step.When {
		g.trigger(c, step, t)
	}
	g.add(c, step, waySilence, step.Overdue, nil)
	if t := step.Tacit; t != nil {
		for _, w := range g.add(c, step, waySilence, t.Go, g.rules(c, t.If)) {
			w.do = append(append([]*Action(nil), t.Do...), w.do...)
		}
		if len(t.If) > 0 {
			g.append(&way{from: step, to: &t.Else, kind: waySilence})
		}
	}
	g.add(c, step, wayPassing, step.Go, nil)
	if step.Fork != nil {
		for _, w := range g.add(c, step, wayTrigger, step.Fork.Go, nil) {
			w.trigger = &Trigger{Kind: Ended, Flow: g.flow, Step: step}
		}
	}
	if step.Ask != nil {
		g.add(c, step, wayService, step.Ask.Answered, nil)
		g.add(c, step, wayService, step.Ask.Failed, nil)
	}
	if list := step.Checklist; list != nil {
		for _, w := range g.add(c, step, wayDecision, list.Go, nil) {
			w.do = append(append([]*Action(nil), list.Do...), w.do...)
			if len(list.Items) > 0 {
				w.by = list.Items[len(list.Items)-1]
			}
		}
	}
}

func (g *flowGraph) decision(c *compiler, step *Step, d *Decision) {
	conds, ok := g.asked[d]
	if !ok {
		conds = append(g.condition(c, d.While, false), g.rules(c, d.If)...)
		g.asked[d] = conds
	}
	for _, w := range g.add(c, step, wayDecision, d.Go, conds) {
		w.by = d
		w.do = append(append([]*Action(nil), d.Do...), w.do...)
	}
}

func (g *flowGraph) trigger(c *compiler, step *Step, t *Trigger) {
	for _, w := range g.add(c, step, wayTrigger, t.Go, g.condition(c, t.If, false)) {
		w.trigger = t
		w.do = append(append([]*Action(nil), t.Do...), w.do...)
	}
}

// add makes a way of each branch, with what held before and what the branches asked.
func (g *flowGraph) add(c *compiler, from *Step, kind wayKind, branches []Branch, conds []known) []*way {
	var list []*way
	held, clock := conds, false
	for i := range branches {
		b := &branches[i]
		clock = clock || readsClock(b.If)
		w := &way{from: from, to: &b.To, do: b.Do, kind: kind, clock: clock}
		w.conds = append(slices.Clip(held), g.condition(c, b.If, false)...)
		held = append(slices.Clip(held), g.condition(c, b.If, true)...)
		g.append(w)
		list = append(list, w)
	}
	return list
}

func readsClock(x *rules.Expr) bool {
	return x != nil && slices.ContainsFunc(x.Reads(), func(name string) bool { return name == "now" || name == "today" })
}

// setsGuarded reports whether anything in a flow sets a guarded fact.
func (c *compiler) setsGuarded(flow *Flow) bool {
	return slices.ContainsFunc(c.sets, func(p setPlace) bool { return p.scope.flow == flow && c.guardedFacts[p.fact.Name] })
}

func (g *flowGraph) condition(c *compiler, x *rules.Expr, not bool) []known {
	if !g.asks {
		return nil
	}
	return c.guardedCondition(x, not)
}

func (g *flowGraph) rules(c *compiler, uses []*RuleUse) []known {
	if !g.asks {
		return nil
	}
	return c.guardedRules(uses)
}

// guardedCondition is what a condition says about guarded facts: nothing when it reads none.
func (c *compiler) guardedCondition(x *rules.Expr, not bool) []known {
	if x == nil || !c.readsGuarded(x) {
		return nil
	}
	if cond := parseSyn(x.Source()); cond != nil {
		return []known{newKnown(cond, not, x.Reads())}
	}
	return nil
}

// guardedRules is what rules that hold say about guarded facts.
func (c *compiler) guardedRules(uses []*RuleUse) []known {
	var list []known
	for _, use := range uses {
		list = append(list, c.ruleConditions(use, nil, c.readsGuarded)...)
	}
	return list
}

func (c *compiler) readsGuarded(x *rules.Expr) bool {
	return slices.ContainsFunc(x.Reads(), func(name string) bool { return c.guardedFacts[name] })
}

func (g *flowGraph) append(w *way) {
	g.ways = append(g.ways, w)
	g.outOf[w.from] = append(g.outOf[w.from], w)
}

// reached returns the steps that can be reached from the start along the ways that are allowed.
func (g *flowGraph) reached(allowed func(*way) bool) map[*Step]bool {
	seen := map[*Step]bool{}
	var visit func(from *Step)
	visit = func(from *Step) {
		for _, w := range g.outOf[from] {
			if next := w.to.Step; w.to.Kind == ToStep && next != nil && !seen[next] && allowed(w) {
				seen[next] = true
				visit(next)
			}
		}
	}
	visit(nil)
	return seen
}

func always(*way) bool { return true }
