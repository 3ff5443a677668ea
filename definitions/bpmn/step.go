package bpmn

import (
	"fmt"
	"slices"
	"strconv"

	"stroom/definitions/stroomschema"
)

// place makes the node of a step, and before it what the step says to other flows on entry.
func (b *builder) place(step *stroomschema.Step) {
	id := b.id(step.Name)
	word := b.node(id)
	n := &node{id: id, name: word[b.tongue()].Label, about: b.stepText(step, word)}
	says := contacts(step.OnEntry)
	if len(says) > 0 {
		b.enter[step] = b.throw(b.scope, id+"-entry", says)
	}
	b.at[step] = b.scope.add(n)
	for _, a := range step.OnEntry {
		n.ext = append(n.ext, el("stroom:onEntry").add(actionElement(a)))
	}
	switch step.Kind {
	case stroomschema.People:
		b.people(n, step)
	case stroomschema.Waiting:
		n.tag = "eventBasedGateway"
		if events := b.events(step); len(events) == 1 && !events[0].keeps {
			n.tag = "intermediateCatchEvent"
		}
	case stroomschema.Passing:
		n.tag = "exclusiveGateway"
		if len(step.Go) == 1 {
			n.tag = "scriptTask"
			if _, named := b.def.Words[step.Name]; !named {
				n.name = b.in(sayItself.text())
			}
		}
		n.ext = append(n.ext, branchElements(step.Go)...)
	case stroomschema.Calling:
		n.tag = "callActivity"
		n.attrs = append(n.attrs, attr{"calledElement", step.Call.Flow.Name})
		n.ext = append(n.ext, callElement(step.Call))
	case stroomschema.Forking:
		b.fork(n, step)
	case stroomschema.Asking:
		n.tag = "serviceTask"
		n.ext = append(n.ext, askElement(step.Ask))
	default:
		panic(fmt.Sprintf("bpmn: step kind %d", step.Kind))
	}
	if len(says) == 0 {
		b.enter[step] = n
		return
	}
	b.scope.join(&edge{id: id + "-entered", from: b.enter[step], to: n})
}

// people makes a user task, or for a checklist an ad-hoc sub-process with a task for each item. Decisions after which the
// step stands where it stood make it a task that loops.
func (b *builder) people(n *node, step *stroomschema.Step) {
	n.who, n.tint = step.Who, b.crewTint(step.Who)
	if !b.laned {
		n.name = b.crew(step) + ":\n" + n.name
	}
	n.ext = append(n.ext, termElement(step), whoElement("not", step.Not))
	for _, d := range step.Decide {
		n.ext = append(n.ext, decisionElement(d))
	}
	if step.Checklist == nil {
		n.tag = "userTask"
		for _, d := range step.Decide {
			if _, leaving := split(d.Go); len(leaving) == 0 {
				n.loop = el("bpmn:standardLoopCharacteristics", "testBefore", "false").add(expression("bpmn:loopCondition", "decision stays"))
				break
			}
		}
		return
	}
	n.tag, n.inner = "adHocSubProcess", &scope{}
	n.last = []*element{expression("bpmn:completionCondition", "all items are done")}
	for _, d := range step.Decide {
		if _, leaving := split(d.Go); len(leaving) > 0 {
			continue // it ends the step: an event at its edge
		}
		task := n.inner.add(&node{id: n.id + ".decide." + d.Name, tag: "userTask", name: b.label(d.Name), about: b.decisionText(d), who: d.By, tint: b.crewTint(d.By)})
		if !d.Once {
			task.loop = el("bpmn:standardLoopCharacteristics", "testBefore", "false")
		}
	}
}

// fork makes a sub-process in which the flows run side by side.
func (b *builder) fork(n *node, step *stroomschema.Step) {
	fork := step.Fork
	n.tag, n.inner = "subProcess", &scope{}
	n.ext = append(n.ext, forkElement(fork))
	in := n.inner
	first := in.add(&node{id: n.id + "-begin", tag: "startEvent"})
	var calls []*node
	for i, start := range fork.Start {
		call := &node{id: n.id + "-" + strconv.Itoa(i+1), tag: "callActivity", name: b.in(start.Flow.Title), attrs: []attr{{"calledElement", start.Flow.Name}}}
		call.ext = append(call.ext, callElement(&start.CallUse))
		if start.Each != nil {
			call.loop = el("bpmn:multiInstanceLoopCharacteristics")
			call.about = sayEach.of(b.def.Label(start.Var), start.Flow.Title)
			if len(fork.Start) == 1 && fork.Need > 0 {
				call.loop.add(expression("bpmn:completionCondition", "ended >= "+strconv.Itoa(fork.Need)))
			}
		}
		calls = append(calls, in.add(call))
	}
	last := &node{id: n.id + "-end", tag: "endEvent"}
	if fork.Rest == "cancel" && (fork.Need > 0 && len(fork.Start) > 1) {
		last.defs = []*element{el("bpmn:terminateEventDefinition")}
	}
	maybe := slices.ContainsFunc(fork.Start, perhaps)
	if len(calls) == 1 && !maybe {
		in.add(last)
		in.join(&edge{id: n.id + "-in", from: first, to: calls[0]})
		in.join(&edge{id: n.id + "-out", from: calls[0], to: last})
		return
	}
	apart := in.add(&node{id: n.id + "-split", tag: "parallelGateway"})
	together := in.add(&node{id: n.id + "-joined", tag: "parallelGateway"})
	if maybe {
		apart.tag, together.tag = "inclusiveGateway", "inclusiveGateway"
	}
	if fork.Need > 0 && fork.Need < len(fork.Start) {
		together.tag = "complexGateway"
		together.name = b.needText(fork.Need)
		together.last = []*element{expression("bpmn:activationCondition", "ended >= "+strconv.Itoa(fork.Need))}
	}
	in.add(last)
	in.join(&edge{id: n.id + "-in", from: first, to: apart})
	for i, call := range calls {
		way := &edge{id: call.id + "-in", from: apart, to: call}
		if start := fork.Start[i]; perhaps(start) {
			way.condition = start.If.Source()
		}
		in.join(way)
		in.join(&edge{id: call.id + "-out", from: call, to: together})
	}
	if maybe && !slices.ContainsFunc(fork.Start, func(s *stroomschema.ForkStart) bool { return !perhaps(s) }) {
		in.join(&edge{id: n.id + "-none", from: apart, to: together, otherwise: true})
	}
	in.join(&edge{id: n.id + "-out", from: together, to: last})
}

// perhaps reports whether a start is made only where its condition holds. For each of a list that is asked of each element,
// and the activity for all of them is always there.
func perhaps(s *stroomschema.ForkStart) bool { return s.If != nil && s.Each == nil }

func (b *builder) needText(need int) string {
	if need == 1 {
		return b.in(sayFirst.text())
	}
	return b.in(saySome.of(same(strconv.Itoa(need))))
}

// leave draws everything that leads away from a step.
func (b *builder) leave(step *stroomschema.Step) {
	n := b.at[step]
	switch step.Kind {
	case stroomschema.People:
		b.decisions(n, step)
	case stroomschema.Passing:
		b.lead(way{scope: b.scope, from: n, id: n.id + ".go", to: numbered(step.Go), stay: n})
	case stroomschema.Calling:
		b.returned(n, step)
	case stroomschema.Forking:
		b.lead(way{scope: b.scope, from: n, id: n.id + ".go", do: step.Fork.Do, to: numbered(step.Fork.Go), stay: n})
	case stroomschema.Asking:
		b.lead(way{scope: b.scope, from: n, id: n.id + ".answered", to: numbered(step.Ask.Answered), stay: n})
	case stroomschema.Waiting:
	default:
		panic(fmt.Sprintf("bpmn: step kind %d", step.Kind))
	}
	for _, e := range b.events(step) {
		b.happen(n, step, e)
	}
}

// decisions draws what people can choose: one way by itself, several by way of a gateway.
func (b *builder) decisions(n *node, step *stroomschema.Step) {
	if list := step.Checklist; list != nil {
		b.lead(way{scope: b.scope, from: n, id: n.id + ".checklist", do: list.Do, to: numbered(list.Go), stay: n})
		return
	}
	var leaving []*stroomschema.Decision
	for _, d := range step.Decide {
		if _, away := split(d.Go); len(away) > 0 {
			leaving = append(leaving, d)
		}
	}
	from := n
	if len(leaving) > 1 {
		from = b.scope.add(&node{id: n.id + "-decided", tag: "exclusiveGateway"})
		b.scope.join(&edge{id: n.id + "-done", from: n, to: from})
	}
	for _, d := range leaving {
		w := way{scope: b.scope, from: from, id: n.id + ".decide." + d.Name, name: b.label(d.Name), do: d.Do, to: numbered(d.Go), stay: n}
		if len(leaving) > 1 {
			w.condition = "decision == '" + d.Name + "'"
		}
		b.lead(w)
	}
}

// returned draws what follows the end of a called flow: one way by itself, several by way of a gateway.
func (b *builder) returned(n *node, step *stroomschema.Step) {
	var ends []*stroomschema.Trigger
	for _, t := range step.When {
		if answersCall(t, step) {
			ends = append(ends, t)
		}
	}
	from := n
	if len(ends) > 1 {
		from = b.scope.add(&node{id: n.id + "-ended", tag: "exclusiveGateway"})
		b.scope.join(&edge{id: n.id + "-done", from: n, to: from})
	}
	for _, t := range ends {
		id := n.id + ".when." + strconv.Itoa(t.Index+1)
		w := way{scope: b.scope, from: from, id: id, do: t.Do, to: numbered(t.Go), stay: n}
		n.ext = append(n.ext, triggerElement(t))
		if len(ends) > 1 {
			w.name, w.condition = b.outcomesText(t), outcomesCondition(t)
		}
		b.lead(w)
	}
}
