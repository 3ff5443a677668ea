package bpmn

import (
	"slices"
	"strconv"

	"stroom/definitions/stroomschema"
)

// event is something that happens at a step, whatever the people there decide: the clock, the world, another flow, or a
// decision that is open at several steps.
type event struct {
	id    string
	name  string
	about stroomschema.Text
	defs  []*element
	ext   []*element
	tint  string
	attrs []attr
	hears []*stroomschema.Message
	keeps bool                   // the step goes on
	path  string                 // the link by which it leads away; "" when it leads by itself
	does  []*element             // when it keeps: what the little event behind it throws
	do    []*stroomschema.Action // otherwise
	to    []choice
	more  []choice // `else` of a tacit term
	says  []contact
}

// events lists what happens at a step, in the order in which it is drawn along its edge: what the step says itself, then
// what holds for several steps.
func (b *builder) events(step *stroomschema.Step) []event {
	var list []event
	if step.Kind == stroomschema.Passing {
		return nil
	}
	list = append(list, b.clock(step)...)
	for _, t := range step.When {
		if !answersCall(t, step) {
			list = append(list, b.trigger(step, t))
		}
	}
	if step.Checklist != nil {
		for _, d := range step.Decide {
			if _, leaving := split(d.Go); len(leaving) > 0 {
				list = append(list, b.aloof(step, d))
			}
		}
	}
	if step.Ask != nil {
		id := b.id(step.Name) + ".failed"
		e := event{id: id, name: b.arrow(id + ".1").Label, to: numbered(step.Ask.Failed), tint: tintWorld}
		e.defs = []*element{el("bpmn:errorEventDefinition", "errorRef", b.serviceError(step.Ask.Service))}
		list = append(list, e)
	}
	return append(list, b.farEvents(step)...)
}

// trigger is an item of the `when` list of a step.
func (b *builder) trigger(step *stroomschema.Step, t *stroomschema.Trigger) event {
	id := b.id(step.Name) + ".when." + strconv.Itoa(t.Index+1)
	e := event{id: id, name: b.arrow(id + ".1").Label, defs: b.triggerDefs(t), attrs: triggerAttrs(t), hears: heard(t), ext: []*element{triggerElement(t)}, tint: triggerTint(t)}
	if _, leaving := split(t.Go); len(leaving) == 0 {
		e.keeps = true
		e.does, e.says = b.deeds(allActions(t.Do, t.Go))
	}
	e.do, e.to = t.Do, numbered(t.Go)
	return e
}

// triggerDefs is what a catch event waits for.
func (b *builder) triggerDefs(t *stroomschema.Trigger) []*element {
	switch t.Kind {
	case stroomschema.AtMoment:
		return []*element{timer("bpmn:timeDate", t.Moment.Source, momentLanguage)}
	case stroomschema.IfHolds:
		return []*element{el("bpmn:conditionalEventDefinition").add(expression("bpmn:condition", t.If.Source()))}
	case stroomschema.Hears:
		return []*element{el("bpmn:messageEventDefinition", "messageRef", b.messageOf(t.Hears))}
	case stroomschema.HearsAll:
		var defs []*element
		for _, m := range t.All {
			defs = append(defs, el("bpmn:messageEventDefinition", "messageRef", b.messageOf(m)))
		}
		return defs
	case stroomschema.Ended:
		return []*element{el("bpmn:signalEventDefinition", "signalRef", b.signal("ended", sayEnded, t.Ended))}
	}
	panic("bpmn: a trigger of no kind")
}

// listens notes the messages that an event waits for.
func (b *builder) listens(n *node, messages []*stroomschema.Message) {
	for _, m := range messages {
		key := hearing{m, b.flow}
		b.heard[key] = append(b.heard[key], n)
	}
}

// triggerAttrs says of several messages that all are waited for. How many are enough, when not all are needed, BPMN has no
// word for: an event with several definitions waits for the first. The extension keeps the number.
func triggerAttrs(t *stroomschema.Trigger) []attr {
	if t.Kind == stroomschema.HearsAll && t.Need == 0 {
		return []attr{{"parallelMultiple", "true"}}
	}
	return nil
}

// heard lists the messages that a trigger waits for, each once.
func heard(t *stroomschema.Trigger) []*stroomschema.Message {
	if t.Kind == stroomschema.Hears {
		return []*stroomschema.Message{t.Hears}
	}
	var list []*stroomschema.Message
	for _, m := range t.All {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// aloof is a decision that ends a checklist before everything in it is done.
func (b *builder) aloof(step *stroomschema.Step, d *stroomschema.Decision) event {
	id := b.id(step.Name) + ".decide." + d.Name
	return event{id: id, name: b.label(d.Name), about: b.decisionText(d), tint: tintPerson, defs: b.decisionDefs(d), do: d.Do, to: numbered(d.Go)}
}

func (b *builder) decisionDefs(d *stroomschema.Decision) []*element {
	return []*element{el("bpmn:messageEventDefinition", "messageRef", b.decisionMessage(d.ID(), b.label(d.Name)))}
}

// deeds is what happens at an event that leads nowhere: notices to people, and what is said to other flows.
func (b *builder) deeds(do []*stroomschema.Action) ([]*element, []contact) {
	var defs []*element
	for _, n := range notices(do) {
		defs = append(defs, el("bpmn:messageEventDefinition", "messageRef", b.noticeMessage(n)))
	}
	return defs, contacts(do)
}

// allActions are the actions of something, and of its branches.
func allActions(do []*stroomschema.Action, branches []stroomschema.Branch) []*stroomschema.Action {
	all := append([]*stroomschema.Action(nil), do...)
	for _, b := range branches {
		all = append(all, b.Do...)
	}
	return all
}

// happen draws an event at a step: on the edge of an activity, behind an event-based gateway, or the step itself.
func (b *builder) happen(at *node, step *stroomschema.Step, e event) {
	n := &node{id: e.id, tag: "boundaryEvent", name: e.name, about: e.about, attrs: e.attrs, defs: e.defs, ext: e.ext, keeps: e.keeps, host: at, tint: e.tint}
	switch {
	case at.tag == "intermediateCatchEvent":
		n = at
		n.attrs, n.defs, n.ext, n.tint = append(n.attrs, e.attrs...), e.defs, append(n.ext, e.ext...), e.tint
		n.about = lines(n.about, e.about)
		if step.What == (stroomschema.Text{}) {
			n.name = e.name
		}
	case at.tag == "eventBasedGateway":
		n.tag, n.host, n.keeps = "intermediateCatchEvent", nil, false
		b.scope.add(n)
		b.scope.join(&edge{id: e.id + "-waits", from: at, to: n})
	default:
		b.scope.add(n)
	}
	b.listens(n, e.hears)
	switch {
	case e.path != "":
		n.aside = b.scope.add(&node{id: e.id + "-link", tag: "intermediateThrowEvent", name: e.name, tint: e.tint, defs: []*element{el("bpmn:linkEventDefinition", "name", e.path)}})
		b.scope.join(&edge{id: e.id + "-links", from: n, to: n.aside})
	case e.keeps && n.host != nil:
		n.aside = b.scope.add(&node{id: e.id + "-done", tag: "endEvent", defs: e.does, tint: e.tint})
		b.speak(n.aside, e.says)
		b.scope.join(&edge{id: e.id + "-does", from: n, to: n.aside})
	case e.more != nil:
		b.tacit(n, step, e)
	default:
		b.lead(way{scope: b.scope, from: n, id: e.id, do: e.do, to: e.to, stay: at})
	}
}
