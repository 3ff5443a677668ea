package stroomschema

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// starter is a place of the file that starts runs of a flow: a `start`, a call, a fork.
type starter struct {
	flow   *Flow // in which it stands; nil outside flows
	at     diag.Range
	repeat bool // a list from outside may name the same run twice
}

// flow finds a declared flow; nil after a diagnostic.
func (c *compiler) flow(p piece) *Flow {
	if f := c.def.Flow(p.text); f != nil {
		c.index.refer(p, f.Range)
		return f
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Flows, func(f *Flow) string { return f.Name })), "there is no flow %q", shorten(p.text))
	return nil
}

// flowRef reads FLOW, FLOW[EXPRESSION], FLOW[all] or `every other flow`; nil after a diagnostic.
func (c *compiler) flowRef(p piece, s *scope) *FlowRef { return c.flowRefAt(p, piece{}, s) }

// flowRefAt is flowRef with the key apart; a piece without a node where there is none.
func (c *compiler) flowRefAt(p, key piece, s *scope) *FlowRef {
	c.index.within(p.node, s)
	p = p.trim()
	if p.text == "every other flow" && key.node == nil {
		return &FlowRef{Other: true}
	}
	name := p
	if open := strings.IndexByte(p.text, '['); open > 0 && strings.HasSuffix(p.text, "]") {
		if key.node != nil {
			c.report(CodeFlowKey, key.all(), "keep one of both", "the key of the run stands here twice")
		}
		name, key = p.part(0, open), p.part(open+1, len(p.text)-1)
	}
	flow := c.flow(name)
	if flow == nil {
		return nil
	}
	ref := &FlowRef{Flow: flow}
	switch {
	case key.node != nil && key.text == "all":
		ref.All = true
	case key.node != nil && flow.Key == nil:
		c.report(CodeFlowKey, p.all(), "write "+flow.Name, "flow %s is not kept per key", flow.Name)
	case key.node != nil:
		ref.Key = c.expr(key, s, rules.Type{Kind: rules.Enum, Name: flow.Key.Name})
	case flow.Key != nil && (s.flow == nil || s.flow.Key != flow.Key):
		c.report(CodeFlowKey, p.all(), "write "+flow.Name+"[EXPRESSION], or "+flow.Name+"[all]", "flow %s is kept per %s, and it is not said which", flow.Name, flow.Key.Name)
	}
	return ref
}

// start reads {start: FLOW, with: {...}}.
func (c *compiler) start(a *Action, f fields, n *node, s *scope) {
	p, ok := c.word(n, "`start` of "+s.what)
	if !ok {
		return
	}
	a.Target = c.started(p, s)
	if a.Target != nil {
		a.With = c.filled(a.Target.Flow.With, f.get("with"), s, p.all(), "flow "+a.Target.Flow.Name)
	}
}

// started reads a flow that is to be started: one run of one flow, never main.
func (c *compiler) started(p piece, s *scope) *FlowRef { return c.startedAt(p, piece{}, s) }

func (c *compiler) startedAt(p, key piece, s *scope) *FlowRef {
	ref := c.flowRefAt(p, key, s)
	switch {
	case ref == nil:
		return nil
	case ref.Other || ref.All:
		c.report(CodeFlowKey, p.all(), "name one flow", "one run is started at a time")
		return nil
	case ref.Flow.Index == 0:
		c.report(CodeFlowKey, p.all(), "name another flow", "main is the trajectory itself, and cannot be started again")
		return nil
	}
	c.starters[ref.Flow] = append(c.starters[ref.Flow], starter{s.flow, p.all(), s.repeats(ref)})
	return ref
}

// repeats says whether a `for each` may start the same run twice. The lists on forms may hold a value more than once.
func (s *scope) repeats(ref *FlowRef) bool {
	return s.each != nil && !(s.each.once && ref.Key != nil && ref.Key.Source() == s.each.name)
}

// onFlows reads cancel, suspend and resume, one action for each flow that is named.
func (c *compiler) onFlows(a *Action, f fields, n *node, s *scope) []*Action {
	if a.Kind == DoSuspend && f.need("clocks", "say whether its clocks run on: clocks: stop, or clocks: run") != nil {
		a.Clocks = f.oneOf("clocks", "stop", "run") == "run"
	}
	a.IfAbsent = f.oneOf("if_absent", "fine", "incident")
	var list []*Action
	for _, item := range n.list() {
		p, ok := c.word(item, "`"+string(a.Kind)+"` of "+s.what)
		if !ok {
			continue
		}
		one := *a
		if one.Target = c.flowRef(p, s); one.Target == nil {
			continue
		}
		c.needsAbsent(&one, p, s)
		if a.Kind == DoCancel {
			c.cancelledAs(&one, f)
		}
		list = append(list, &one)
	}
	return list
}

// cancelledAs reads the outcome of a `cancel`, which every flow that is cancelled must have.
func (c *compiler) cancelledAs(a *Action, f fields) {
	as, ok := f.scalar("as")
	if !ok {
		return
	}
	a.As = as.text
	if a.Target.Flow != nil && !c.outcome(a.Target.Flow, as) {
		return
	}
	if a.Target.Other {
		for _, f := range c.def.Flows[min(1, len(c.def.Flows)):] {
			c.outcome(f, as)
		}
	}
}

// outcome checks that a flow has an outcome, and notes that it is reached.
func (c *compiler) outcome(f *Flow, p piece) bool {
	for _, o := range f.Outcomes {
		if o.Name == p.text {
			c.use("outcome of "+f.Name, p.text)
			c.index.referNamed(p, "outcome "+f.Name+"."+p.text)
			return true
		}
	}
	c.report(CodeOutcome, p.all(), suggest(p.text, names(f.Outcomes, func(v Value) string { return v.Name })), "flow %s has no outcome %q", f.Name, shorten(p.text))
	return false
}

// needsAbsent reports an action on one run that may not exist, where the file neither says what happens then nor has asked
// before.
func (c *compiler) needsAbsent(a *Action, p piece, s *scope) {
	if a.IfAbsent != "" || a.Target.All || a.Target.Other || a.Target.Flow.Index == 0 {
		return
	}
	for _, k := range s.known {
		for _, part := range k.cond.conjuncts() {
			if !k.not && part.op == synPath && part.name == a.Target.Flow.Name && len(part.parts) > 0 && part.parts[len(part.parts)-1].field == "open" {
				return
			}
		}
	}
	c.report(CodeIfAbsent, p.all(), "write if_absent: fine (or incident), or ask before whether it is open", "a run of flow %s may not be open here", a.Target.Flow.Name)
}

// callUse reads a flow with the values it starts with. The key stands apart, or in brackets behind the name.
func (c *compiler) callUse(name, key, with *node, s *scope) CallUse {
	if name == nil {
		return CallUse{} // it stands empty, which has been reported
	}
	use := CallUse{Range: name.rng}
	p, ok := c.word(name, "the flow to call")
	if !ok {
		return use
	}
	apart := piece{}
	if key != nil {
		if apart, ok = c.word(key, "the key of flow "+shorten(p.text)); !ok {
			return use
		}
	}
	if ref := c.startedAt(p, apart, s); ref != nil {
		use.Flow, use.Key = ref.Flow, ref.Key
		use.With = c.filled(ref.Flow.With, with, s, p.all(), "flow "+ref.Flow.Name)
	}
	return use
}
