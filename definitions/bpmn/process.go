package bpmn

import (
	"strconv"
	"strings"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// builder makes the process of one flow.
type builder struct {
	*exporter
	flow  *stroomschema.Flow
	pool  *pool
	scope *scope
	at    map[*stroomschema.Step]*node // where a run stands
	enter map[*stroomschema.Step]*node // where one comes in: the step itself, or what it says on entry
	ends  map[endKey]*node
	laned bool // lanes say who does what
}

// endKey names an end event: one for each outcome and scope.
type endKey struct {
	scope   *scope
	outcome string
}

// fill makes the process of a pool.
func (x *exporter) fill(p *pool) {
	flow := p.flow
	b := &builder{
		exporter: x, flow: flow, pool: p, scope: p.scope, at: map[*stroomschema.Step]*node{}, enter: map[*stroomschema.Step]*node{},
		ends: map[endKey]*node{},
	}
	b.laned = b.useLanes()
	b.begin()
	for _, step := range flow.Steps {
		b.place(step)
	}
	b.lead(way{scope: p.scope, from: b.entrance(), id: b.id("Start"), do: beginActions(flow), to: numbered(flow.Start)})
	for _, step := range flow.Steps {
		b.leave(step)
	}
	b.anywhere()
	b.stopped()
	b.lanesOf()
}

func beginActions(flow *stroomschema.Flow) []*stroomschema.Action {
	if flow.Begin == nil {
		return nil
	}
	return flow.Begin.Do
}

// id is the id of something in the flow.
func (b *builder) id(name string) string { return b.flow.Name + "." + name }

// begin makes the start events: one for people and for flows that call this one, one for flows that start it by a message.
func (b *builder) begin() {
	plain := b.flow.Begin != nil || b.rel.called[b.flow] || !b.rel.started[b.flow]
	if plain {
		n := b.scope.add(&node{id: b.id("Begin"), tag: "startEvent", name: b.node(b.id("Begin"))[b.tongue()].Label, about: b.beginText()})
		for _, d := range []*stroomschema.Decision{b.flow.Begin, b.flow.Again} {
			if d != nil {
				n.ext = append(n.ext, decisionElement(d))
			}
		}
	}
	if b.rel.started[b.flow] {
		n := b.scope.add(&node{id: b.id("Begin-message"), tag: "startEvent", name: b.in(sayStart.of(b.flow.Title))})
		n.defs = []*element{el("bpmn:messageEventDefinition", "messageRef", b.startMessage(b.flow))}
		b.starts[b.flow] = n
	}
}

// beginText says who may begin the flow.
func (b *builder) beginText() stroomschema.Text {
	if b.flow.Begin == nil {
		return stroomschema.Text{}
	}
	word := b.node(b.id("Begin"))
	return lines(b.flow.Begin.What, whoText(word), paired(word, func(n *diagram.Node) string { return n.Not }), b.rulesText(b.flow.Begin.If))
}

// entrance joins the start events, when there are two, and returns what the first step follows.
func (b *builder) entrance() *node {
	first := b.scope.nodes[0]
	if len(b.scope.nodes) == 1 || b.scope.nodes[1].tag != "startEvent" {
		return first
	}
	gate := b.scope.add(&node{id: b.id("Begin-joined"), tag: "exclusiveGateway"})
	for i, n := range b.scope.nodes[:2] {
		b.scope.join(&edge{id: b.id("Begin-joined-" + strconv.Itoa(i+1)), from: n, to: gate})
	}
	return gate
}

// end is the end event of an outcome; "" is a run that was cancelled without one.
func (b *builder) end(s *scope, outcome, prefix string) *node {
	key := endKey{s, outcome}
	if n := b.ends[key]; n != nil {
		return n
	}
	if prefix == "" {
		prefix = b.id("")
	}
	n := s.add(&node{id: strings.TrimSuffix(prefix+"End."+outcome, "."), tag: "endEvent", name: b.in(outcomeText(b.def, b.flow, outcome))})
	b.finish(n)
	b.ends[key] = n
	return n
}

// finish lets an end event say what the flow says to others when it ends, whatever its outcome.
func (b *builder) finish(n *node) {
	if b.rel.watched[b.flow] {
		n.defs = append(n.defs, el("bpmn:signalEventDefinition", "signalRef", b.signal("ended", sayEnded, b.flow)))
	}
	for _, a := range b.flow.OnEnd {
		n.ext = append(n.ext, actionElement(a))
	}
	b.speak(n, contacts(b.flow.OnEnd))
}

// speak gives an event the definitions of what it says to other flows.
func (b *builder) speak(n *node, says []contact) {
	for _, c := range says {
		switch c.verb {
		case stroomschema.DoSend:
			n.defs = append(n.defs, el("bpmn:messageEventDefinition", "messageRef", b.messageOf(c.message)))
		case stroomschema.DoStart:
			n.defs = append(n.defs, el("bpmn:messageEventDefinition", "messageRef", b.startMessage(c.flow)))
		case stroomschema.DoCancel:
			n.defs = append(n.defs, el("bpmn:signalEventDefinition", "signalRef", b.cancelSignal(c.flow, c.outcome)))
		case stroomschema.DoSuspend:
			n.defs = append(n.defs, el("bpmn:signalEventDefinition", "signalRef", b.signal("suspend", saySuspend, c.flow)))
		case stroomschema.DoResume:
			n.defs = append(n.defs, el("bpmn:signalEventDefinition", "signalRef", b.signal("resume", sayResume, c.flow)))
		}
		b.sent = append(b.sent, sending{contact: c, from: n, pool: b.pool})
	}
}

// throw makes an intermediate event that says something to other flows.
func (b *builder) throw(s *scope, id string, says []contact) *node {
	texts := make([]stroomschema.Text, len(says))
	for i, c := range says {
		texts[i] = contactText(b.def, c)
	}
	n := s.add(&node{id: id, tag: "intermediateThrowEvent", name: b.in(texts[0]), nameAbove: s != b.scope, tint: tintFlow})
	if len(says) > 1 {
		n.name, n.about = b.in(sayMore.of(texts[0])), listed(texts)
	}
	b.speak(n, says)
	return n
}
