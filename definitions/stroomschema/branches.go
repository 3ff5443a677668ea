package stroomschema

import (
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// staying says whether a way may lead nowhere.
type staying bool

// A passing step and the start of a flow must lead somewhere.
const (
	mayStay  staying = true
	mustMove staying = false
)

// ways reads GO: a step, stay, `end OUTCOME`, or a list of branches.
func (c *compiler) ways(n *node, s *scope, stay staying) []Branch {
	if n == nil {
		return nil
	}
	c.index.within(n, s)
	if n.kind == scalarNode {
		p, ok := c.word(n, "`go` of "+s.what)
		if !ok {
			return nil
		}
		return []Branch{{To: c.target(p.trim(), s, stay), Range: n.rng}}
	}
	if n.kind != sequenceNode || len(n.items) == 0 {
		c.report(CodeShape, n.rng, "write go: STEP, or go: [{if: ..., go: ...}, {otherwise: yes, go: ...}]", "`go` of %s is %s", s.what, n.words())
		return nil
	}
	var list []Branch
	items := c.atMost(n, "`go` of "+s.what)
	for i, item := range items {
		f := c.fields(item, n.rng, "a branch of "+s.what, branchShape, otherBranchShape)
		branch := Branch{Range: item.rng}
		c.index.within(item, s)
		branch.If = c.branchCondition(f, s, i == len(items)-1)
		inner := s.holding(branch.If)
		branch.Do = c.actions(f.get("do"), inner)
		if p, ok := f.needScalar("go", "say where it leads: go: STEP, stay, or end OUTCOME"); ok {
			branch.To = c.target(p.trim(), s, stay)
		}
		s = s.failing(branch.If)
		list = append(list, branch)
	}
	c.checkConditions(items, s.what)
	return list
}

// target reads STEP, stay or `end OUTCOME`.
func (c *compiler) target(p piece, s *scope, stay staying) Target {
	switch {
	case s.flow == nil:
		c.report(CodeShape, p.all(), "", "there is no flow here to go on in")
		return Target{}
	case p.text == "stay":
		if stay == mustMove {
			c.report(CodeNoWayOut, p.all(), "name a step", "%s cannot stay: nobody stands there", s.what)
		}
		return Target{Kind: Stay}
	case strings.HasPrefix(p.text, "end "):
		outcome := p.part(len("end "), len(p.text)).trim()
		c.outcome(s.flow, outcome)
		return Target{Kind: End, Outcome: outcome.text}
	}
	return Target{Kind: ToStep, Step: c.stepOf(p, s.flow)}
}

// stepOf finds a step of a flow; nil after a diagnostic.
func (c *compiler) stepOf(p piece, flow *Flow) *Step {
	if flow == nil {
		return nil
	}
	if step := flow.Step(p.text); step != nil {
		c.index.refer(p, step.Range)
		return step
	}
	candidates := names(flow.Steps, func(s *Step) string { return s.Name })
	c.report(CodeUnknownName, p.all(), suggest(p.text, append(candidates, "stay")), "flow %s has no step %q", flow.Name, shorten(p.text))
	return nil
}

// stepPlace reads FLOW.STEP; nil after a diagnostic.
func (c *compiler) stepPlace(p piece) *Step {
	flow, step, ok := strings.Cut(p.text, ".")
	if f := c.def.Flow(flow); ok && f != nil {
		if found := f.Step(step); found != nil {
			c.index.referPath(p, f.Range, found.Range)
			return found
		}
		c.report(CodeUnknownName, p.all(), suggest(step, names(f.Steps, func(s *Step) string { return s.Name })), "flow %s has no step %q", f.Name, shorten(step))
		return nil
	}
	c.report(CodeUnknownName, p.all(), "write FLOW.STEP", "there is no step %q", shorten(p.text))
	return nil
}

// checkConditions looks at the conditions of an ordered choice: the same one twice, one that is always or never true, and
// values of an enumeration that are all named before `otherwise`.
func (c *compiler) checkConditions(items []*node, what string) {
	seen := map[string]diag.Range{}
	covered := map[string][]string{}
	complete := false
	for _, item := range items {
		n := item.get("if")
		if n == nil || n.kind != scalarNode {
			if item.get("otherwise") != nil && complete {
				c.report(CodeCovered, item.key("otherwise").rng, "make the last named value the `otherwise`", "`otherwise` of %s is never reached: every value has been named", what)
			}
			continue
		}
		shape := parseSyn(n.text)
		if shape == nil {
			continue
		}
		at := n.piece().trim().all()
		words := shape.String()
		if _, twice := seen[words]; twice {
			c.report(CodeSameTwice, at, "remove one of them", "the same condition stands before it, so this branch of %s is never taken", what)
		}
		seen[words] = at
		if words == "true" || words == "false" {
			c.report(CodeLiteralIf, at, "remove the branch, or write otherwise: yes in the last", "this condition is always %s", words)
		}
		complete = complete || c.covers(shape, covered)
	}
}

// covers adds `x == Type.value` to what has been named and reports whether every value of the type now is.
func (c *compiler) covers(s *syn, covered map[string][]string) bool {
	if s.op != "==" || s.args[0].op != synPath || s.args[1].op != synPath || len(s.args[1].parts) != 1 {
		return false
	}
	typeName, value := s.args[1].name, s.args[1].parts[0].field
	decl := c.schema.Enum(typeName)
	if decl == nil || !slices.Contains(decl.Values, value) {
		return false
	}
	of := s.args[0].String() + " " + typeName
	if !slices.Contains(covered[of], value) {
		covered[of] = append(covered[of], value)
	}
	return len(covered[of]) == len(decl.Values)
}

// constantIf reports a condition that reads nothing.
func (c *compiler) constantIf(x *rules.Expr, what string) {
	if x == nil {
		return
	}
	if v, ok := x.Constant(); ok {
		c.report(CodeLiteralIf, c.def.places[x].all(), "remove it", "%s is always %v", what, v.Bool())
	}
}
