package stroomschema

import (
	"fmt"
	"slices"
	"strings"

	"stroom/rules"
)

// maxWays is how many ways the checks look at: ten times those of a large real definition.
const maxWays = 10_000

// checkFlows looks at each flow as a graph of steps.
func (c *compiler) checkFlows() {
	graphs := make([]*flowGraph, len(c.def.Flows))
	for _, fact := range c.def.Facts {
		if c.guardedPart(fact.Type) != "" {
			c.guardedFacts[fact.Name] = true
		}
	}
	ways := 0
	for i, flow := range c.def.Flows {
		graphs[i] = c.graph(flow)
		if ways += len(graphs[i].ways); ways > maxWays {
			c.report(CodeTooMany, flow.Range, "limit flow-wide `when` and `decide` to fewer steps", "the definition has more than %d ways between steps", maxWays)
			return
		}
	}
	for i, flow := range c.def.Flows {
		c.checkReach(graphs[i])
		c.checkPassing(graphs[i])
		c.checkZeroTime(graphs[i])
		c.checkNot(graphs[i])
		c.checkKeep(graphs[i])
		c.checkEntry(flow)
		for _, d := range decisionsOf(flow) {
			c.checkTakers(d)
		}
	}
	c.checkMessages()
	c.checkParties()
	c.checkSilence(graphs)
	c.def.Guarded = c.guardedPaths(graphs)
}

// checkReach finds steps that no way leads to, and steps from which no way leads on.
func (c *compiler) checkReach(g *flowGraph) {
	reached := g.reached(always)
	whole := len(c.found)
	for _, step := range g.flow.Steps {
		switch {
		case !reached[step]:
			c.report(CodeUnreachable, step.Range, "let a `go` lead to it, or remove it", "no way leads to %s", stepWords(step))
		case !leavable(g.outOf[step], step):
			c.report(CodeNoWayOut, step.Range, "add a decision, a `when` or an end", "no way leads on from %s", stepWords(step))
		}
	}
	if len(g.flow.Outcomes) == 0 || len(c.found) > whole {
		return // it runs until it is cancelled, or the cause has just been named
	}
	ending := g.canEnd()
	for _, step := range g.flow.Steps {
		if !ending[step] {
			c.report(CodeNeverEnds, step.Range, "let a way lead to an end", "from %s the flow can never end", stepWords(step))
		}
	}
}

// leavable reports whether a way leads out of a step. A way back into the same step counts: it is a new visit.
func leavable(ways []*way, step *Step) bool {
	return slices.ContainsFunc(ways, func(w *way) bool { return w.to.Kind != Stay }) || step.Kind == Calling && len(step.When) > 0
}

// canEnd returns the steps from which an end can be reached.
func (g *flowGraph) canEnd() map[*Step]bool {
	can := map[*Step]bool{}
	for changed := true; changed; {
		changed = false
		for _, w := range g.ways {
			if w.from == nil || can[w.from] {
				continue
			}
			if w.to.Kind == End || w.to.Kind == ToStep && can[w.to.Step] {
				can[w.from] = true
				changed = true
			}
		}
	}
	return can
}

// checkPassing finds circles of steps at which nobody stands: of passing steps and messages that are only looked at, and of
// conditions on facts that are the same all the way round.
func (c *compiler) checkPassing(g *flowGraph) {
	atOnce := func(w *way) bool { return w.kind == wayPassing || mayStartNone(w) || w.looks() }
	whole := len(c.found)
	c.checkCircles(g, atOnce, func(s *Step) {
		c.report(CodePassingLoop, s.Range, "let one of the steps wait for somebody or something", "%s leads back to itself, and nobody stands anywhere on the way", stepWords(s))
	})
	if len(c.found) > whole {
		return
	}
	words := map[*Trigger]string{}
	seen := map[string]bool{}
	for _, w := range g.ways {
		if w.kind == wayTrigger && w.trigger.Kind == IfHolds && w.trigger.If != nil && words[w.trigger] == "" {
			words[w.trigger] = normal(w.trigger.If)
			seen[words[w.trigger]] = true
		}
	}
	for _, condition := range sortedKeys(seen) {
		c.checkCircles(g, func(w *way) bool { return atOnce(w) || w.trigger != nil && words[w.trigger] == condition }, func(s *Step) {
			c.report(CodePassingLoop, s.Range, "ask different conditions", "%s leads back to itself while one condition holds, and nothing happens on the way", stepWords(s))
		})
	}
}

// mayStartNone reports whether a way leads on from a fork that may find nothing to start, and is passed then.
func mayStartNone(w *way) bool {
	return w.from != nil && w.from.Kind == Forking && w.trigger != nil && w.trigger.Kind == Ended && w.trigger.Ended == nil &&
		!slices.ContainsFunc(w.from.Fork.Start, func(s *ForkStart) bool {
			return s.If == nil && (s.Each == nil || strings.HasPrefix(s.Each.Source(), "every."))
		})
}

func normal(x *rules.Expr) string {
	if shape := parseSyn(x.Source()); shape != nil {
		return shape.String()
	}
	return x.Source()
}

// checkCircles calls found for the first step (in the order of the file) of each circle of the ways that count.
func (c *compiler) checkCircles(g *flowGraph, counts func(*way) bool, found func(*Step)) {
	const entered, left = 1, 2
	state := map[*Step]int{}
	var visit func(s *Step) bool
	visit = func(s *Step) bool {
		state[s] = entered
		defer func() { state[s] = left }()
		for _, w := range g.outOf[s] {
			if w.to.Kind != ToStep || w.to.Step == nil || !counts(w) {
				continue
			}
			if state[w.to.Step] == entered || state[w.to.Step] == 0 && visit(w.to.Step) {
				return true
			}
		}
		return false
	}
	for _, s := range g.flow.Steps {
		if state[s] == 0 && visit(s) {
			found(s)
		}
	}
}

// checkZeroTime finds circles in which every term has passed already when it starts: it counts from a fact or goes on from
// another step, its end leads back, and no condition on the way reads the clock.
func (c *compiler) checkZeroTime(g *flowGraph) {
	atOnce := func(w *way) bool {
		switch {
		case w.kind == wayPassing:
		case w.kind == waySilence && w.from != nil && (w.from.Term.From != nil || w.from.Term.Keep != nil):
		default:
			return false
		}
		return !w.clock
	}
	c.checkCircles(g, atOnce, func(s *Step) {
		if s.Kind == Passing {
			return // a circle of passing steps has a diagnostic of its own
		}
		c.report(CodeZeroTimeLoop, s.Range, "lead to a step whose term starts anew, or ask today on the way",
			"the term of %s has passed when it is entered again, and its end leads back at once", stepWords(s))
	})
}

// checkNot finds `not: DECISION` where that decision may not have been taken.
func (c *compiler) checkNot(g *flowGraph) {
	check := func(not *Decision, ifNone bool, at *Step, place *Decision) {
		if not == nil || ifNone {
			return
		}
		where, what := g.flow.Range, ""
		if place != nil {
			where, what = place.Range, decisionWords(place)
		} else if at != nil {
			where, what = at.Range, stepWords(at)
		}
		if not == g.flow.Begin {
			if len(c.starters[g.flow]) > 0 {
				c.report(CodeNotTaken, where, "write if_none: anyone, or let only people begin the flow", "%s excludes who began the flow, but another flow may have started it", what)
			}
			return
		}
		if at != nil && g.reached(func(w *way) bool { return w.by != not })[at] {
			c.report(CodeNotTaken, where, "write if_none: anyone", "%s excludes who took %s, but can be reached without it", what, not.Name)
		}
	}
	for _, d := range g.flow.Decide {
		for _, step := range d.In {
			check(d.Not, d.NotIfNone, step, d)
		}
	}
	if a := g.flow.Again; a != nil {
		check(a.Not, a.NotIfNone, nil, a)
	}
	for _, step := range g.flow.Steps {
		check(step.Not, step.NotIfNone, step, nil)
		for _, d := range step.Decide {
			check(d.Not, d.NotIfNone, step, d)
		}
	}
}

// checkKeep finds clocks that cannot run on: of a step without a term, or one that may not have been left before.
func (c *compiler) checkKeep(g *flowGraph) {
	for _, step := range g.flow.Steps {
		kept := step.Term.Keep
		if kept == nil {
			continue
		}
		switch {
		case kept == step || kept.Kind != People || kept.Term.None:
			c.report(CodeKeep, step.Range, "name a step that has a term", "%s keeps the clock of %s, which has none of its own", stepWords(step), kept.Name)
		case kept.Term.Keep != nil:
			c.report(CodeKeep, step.Range, "name the step where that clock started", "%s keeps the clock of %s, which keeps that of another", stepWords(step), kept.Name)
		case g.reached(func(w *way) bool { return w.from != kept })[step]:
			c.report(CodeKeep, step.Range, "let every way to it come from that step", "%s keeps the clock of %s, but can be reached without it", stepWords(step), kept.Name)
		}
	}
}

// checkEntry looks at how a flow is begun and begun again.
func (c *compiler) checkEntry(flow *Flow) {
	starters := len(c.starters[flow])
	switch {
	case flow.Index == 0:
		if flow.Begin == nil {
			c.report(CodeNeverStarts, flow.Range, "write begin: {by: ROLE}", "nobody can start a trajectory: main has no `begin`")
		}
		return
	case flow.Begin == nil && starters == 0:
		c.report(CodeNeverStarts, flow.Range, "write begin: {by: ROLE, ...}, or start it in another flow", "nothing starts flow %s", flow.Name)
	}
	needed := flow.Begin != nil || starters > 1
	hint := "write again: {refusal: {...}}, or again: {go: ...}"
	for _, s := range c.starters[flow] {
		if s.repeat {
			needed, hint = true, fmt.Sprintf("write again: {go: stay}, or another `again`: the list at line %d may name one twice", s.at.Start.Line)
		}
	}
	switch {
	case needed && flow.Again == nil && !flow.Several:
		c.report(CodeNoAgain, flow.Range, hint, "flow %s says not what a second begin does while one is open", flow.Name)
	case flow.Again != nil && flow.Several:
		c.report(CodeNoAgain, flow.Again.Range, "remove it", "flow %s may have several runs, so a second begin is just another", flow.Name)
	}
}

// checkTakers finds decisions that nobody could take.
func (c *compiler) checkTakers(d *Decision) {
	if d.Not == nil || d.NotIfNone || len(d.By) == 0 {
		return
	}
	if alone := onlyParty(d.By); alone != nil && alone == onlyParty(d.Not.By) {
		c.report(CodeNobody, d.Range, "let another role decide, or remove `not`", "nobody can take %s: only %s may, and it took %s", decisionWords(d), alone.Name, d.Not.Name)
	}
}

// onlyParty returns the role when the people of one bound organisation are meant, nil otherwise.
func onlyParty(list []*Who) *Role {
	var role *Role
	for _, who := range list {
		if who == nil || who.Kind != OfRole || who.Role.Binding == Anywhere || role != nil && role != who.Role {
			return nil
		}
		role = who.Role
	}
	return role
}

// checkStepNot is checkTakers for a step that excludes somebody.
func (c *compiler) checkStepNot(step *Step) {
	if step.Not == nil || step.NotIfNone {
		return
	}
	if alone := onlyParty(step.Who); alone != nil && alone == onlyParty(step.Not.By) {
		c.report(CodeNobody, step.Range, "let another role decide, or remove `not`", "nobody can act at %s: only %s may, and it took %s", stepWords(step), alone.Name, step.Not.Name)
	}
}

// checkMessages finds messages that are never sent, or never heard.
func (c *compiler) checkMessages() {
	for _, m := range c.def.Messages {
		sent, heard := c.isUsed("sent", m.Name), c.isUsed("heard", m.Name)
		switch {
		case sent && !heard:
			c.report(CodeMessage, m.Range, "write when: [{hears: "+m.Name+", go: ...}] in a flow", "nobody listens to the message %q", m.Name)
		case heard && !sent:
			c.report(CodeMessage, m.Range, "send it, or remove who listens", "nobody sends the message %q", m.Name)
		}
	}
}

// checkParties finds parties that are used and never bound, and roles that act or are told something and see nothing.
func (c *compiler) checkParties() {
	for _, role := range c.def.Roles {
		if role.Binding != Anywhere && c.isUsed("role", role.Name) && !c.isUsed("bound", role.Name) {
			c.report(CodeNeverBound, role.Range, "bind it: {bind: {"+role.Name+": ...}}", "the party %s is never bound to an organisation", role.Name)
		}
	}
}

// literalOutcomes checks what the conditions of on_end compare `outcome` with.
func (c *compiler) literalOutcomes(flow *Flow, actions []*Action) {
	for _, a := range actions {
		c.literalOutcomes(flow, a.Do)
		if a.If == nil {
			continue
		}
		shape := parseSyn(a.If.Source())
		if shape == nil {
			continue
		}
		shape.each(func(s *syn) {
			if s.op != "==" && s.op != "!=" || s.args[0].String() != "outcome" || s.args[1].op != synLiteral {
				return
			}
			name := strings.Trim(s.args[1].name, `"'`)
			if name != "cancelled" && !slices.ContainsFunc(flow.Outcomes, func(v Value) bool { return v.Name == name }) {
				candidates := append(names(flow.Outcomes, func(v Value) string { return v.Name }), "cancelled")
				c.report(CodeOutcomeText, c.def.places[a.If].all(), suggest(name, candidates), "flow %s has no outcome %q", flow.Name, shorten(name))
			}
		})
	}
}
