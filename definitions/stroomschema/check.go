package stroomschema

import (
	"slices"
	"strings"
)

// check looks at the definition as a whole. It needs every reference to lead somewhere, so it waits until they do.
func (c *compiler) check() {
	c.checkWords()
	if c.found.HasErrors() {
		return
	}
	c.checkFlows()
	c.checkSetBy()
	c.checkSees()
	c.checkLadders()
	if !c.found.HasErrors() { // what an error breaks off seems unused
		c.checkUnused()
	}
}

// checkSetBy holds every place that sets a fact against the fact's `set_by`.
func (c *compiler) checkSetBy() {
	setting := map[string]bool{}
	for _, place := range c.sets {
		fact := place.fact
		flow, _, _ := strings.Cut(place.scope.place, ".")
		for _, allowed := range []string{place.scope.place, flow} {
			setting[fact.Name+" "+allowed] = true
		}
		if len(fact.SetBy) > 0 && !slices.Contains(fact.SetBy, place.scope.place) && !slices.Contains(fact.SetBy, flow) {
			c.report(CodeSetBy, place.at, "set it elsewhere, or add "+place.scope.place+" to set_by of "+fact.Name,
				"the fact %s may not be set in %s", fact.Name, place.scope.place)
		}
	}
	for _, fact := range c.def.Facts {
		for _, item := range c.nodes.facts[fact.Name].get("set_by").list() {
			if !setting[fact.Name+" "+item.text] {
				c.report(CodeSetByEmpty, item.rng, "remove it", "%s does not set the fact %s", item.text, fact.Name)
			}
		}
	}
}

// checkLadders finds rungs that never come, because the end of the term leads on.
func (c *compiler) checkLadders() {
	for _, flow := range c.def.Flows {
		for _, step := range flow.Steps {
			c.checkStepNot(step)
			if step.Term.Term == nil {
				continue
			}
			beyond := slices.IndexFunc(step.Term.Term.Ladder, func(r Rung) bool { return r.Percent > 100 })
			stays := step.Tacit == nil && slices.ContainsFunc(step.Overdue, func(b Branch) bool { return b.To.Kind == Stay })
			if beyond >= 0 && !stays {
				c.report(CodeBeyondEnd, c.nodes.steps[step].get("term").rng, "use a ladder that ends at 100%, or let the step stay",
					"the rung at %d%% never comes: at the end of its term %s is left", step.Term.Term.Ladder[beyond].Percent, stepWords(step))
			}
		}
	}
}

// checkLengthened finds a `lengthen` to a term that is shorter.
func (c *compiler) checkLengthened(a *Action, s *scope, p piece) {
	n := c.nodes.steps[s.step].get("term")
	if n.kind == mappingNode {
		n = n.get("is")
	}
	if n == nil || a.Term == nil {
		return
	}
	term := c.def.Term(n.text)
	if term == nil || len(term.Choose) != 1 || len(a.Term.Choose) != 1 {
		return
	}
	now, then := term.Choose[0], a.Term.Choose[0]
	if now.Count == nil && then.Count == nil && now.Length.Unit == then.Length.Unit && then.Length.Count <= now.Length.Count {
		c.report(CodeNeverShorter, p.all(), "name a longer term", "%s is not longer than %s", then.Length, now.Length)
	}
}
