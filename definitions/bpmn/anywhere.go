package bpmn

import (
	"slices"
	"strconv"

	"stroom/definitions/stroomschema"
)

// far is something that may happen at several steps: a decision or trigger of the flow, or a second begin of it.
type far struct {
	id      string // of the node in the diagram
	in      []*stroomschema.Step
	name    string
	what    string // in the task, where people do it
	about   stroomschema.Text
	defs    []*element
	ext     []*element
	who     []*stroomschema.Who
	tint    string
	attrs   []attr // of its event
	hears   []*stroomschema.Message
	do      []*stroomschema.Action
	staying []choice
	leaving []choice
}

// byLink reports whether it leads to a step: then an event at each of its steps leads away, over a link.
func (f far) byLink() bool {
	return slices.ContainsFunc(f.leaving, func(c choice) bool { return c.To.Kind == stroomschema.ToStep })
}

// fars lists what may happen at several steps, in the order of the diagram.
func (b *builder) fars() []far {
	var list []far
	add := func(f far, branches []stroomschema.Branch) {
		f.staying, f.leaving = split(branches)
		if f.in == nil {
			f.in = b.flow.Steps
		}
		list = append(list, f)
	}
	if d := b.flow.Again; d != nil && d.Refuse == nil {
		add(b.farDecision(b.id("Again"), d), d.Go)
	}
	for _, d := range b.flow.Decide {
		add(b.farDecision(b.id("Decide."+d.Name), d), d.Go)
	}
	for i, t := range b.flow.When {
		f := far{id: b.id("When." + strconv.Itoa(i+1)), in: t.In, defs: b.triggerDefs(t), attrs: triggerAttrs(t), ext: []*element{triggerElement(t)}, hears: heard(t), do: t.Do, tint: triggerTint(t)}
		f.name = b.node(f.id)[b.tongue()].Label
		add(f, t.Go)
	}
	return list
}

func (b *builder) farDecision(id string, d *stroomschema.Decision) far {
	f := far{id: id, in: d.In, about: b.decisionText(d), ext: []*element{decisionElement(d)}, who: d.By, do: d.Do, tint: tintPerson}
	f.name, f.what = b.label(d.Name), b.node(id)[b.tongue()].Label
	if d == b.flow.Again {
		f.name = b.in(sayAgain.text())
	}
	if d.ByFlow {
		f.defs = []*element{el("bpmn:messageEventDefinition", "messageRef", b.startMessage(b.flow))}
	} else {
		f.defs = b.decisionDefs(d)
	}
	return f
}

// farEvents are the events at one step of what may happen at several and leads to a step.
func (b *builder) farEvents(step *stroomschema.Step) []event {
	var list []event
	for _, f := range b.fars() {
		if f.byLink() && slices.Contains(f.in, step) {
			list = append(list, event{id: f.id + "-at-" + step.Name, name: f.name, about: f.about, defs: f.defs, attrs: f.attrs, path: f.id, hears: f.hears, tint: f.tint})
		}
	}
	return list
}

// anywhere draws what may happen at several steps. What leads to a step is an event at each of them (farEvents) and comes
// together here, behind a link; what stays, or ends the flow, is an event sub-process.
func (b *builder) anywhere() {
	for _, f := range b.fars() {
		rest := f.leaving
		if f.byLink() {
			link := &node{id: f.id + "-link", tag: "intermediateCatchEvent", name: f.name, about: f.about, ext: f.ext, tint: f.tint}
			link.defs = []*element{el("bpmn:linkEventDefinition", "name", f.id)}
			b.scope.add(link)
			b.lead(way{scope: b.scope, from: link, id: f.id, do: f.do, to: f.leaving})
			rest = nil
		}
		if len(f.staying) > 0 {
			b.reaction(f, f.id, true, f.staying)
		}
		if len(rest) > 0 {
			id := f.id
			if len(f.staying) > 0 {
				id += "-ends"
			}
			b.reaction(f, id, false, rest)
		}
	}
}

// reaction makes an event sub-process: its event, the people who do it, and where it ends.
func (b *builder) reaction(f far, id string, keeps bool, to []choice) {
	in := &scope{}
	b.scope.add(&node{id: id, tag: "subProcess", name: f.name, about: lines(f.about, b.atText(f.in)), attrs: []attr{{"triggeredByEvent", "true"}}, inner: in, ext: f.ext, tint: f.tint})
	first := in.add(&node{id: id + "-begin", tag: "startEvent", attrs: f.attrs, defs: f.defs, keeps: keeps, tint: f.tint})
	b.listens(first, f.hears)
	if len(f.who) > 0 {
		task := in.add(&node{id: id + "-task", tag: "userTask", name: b.who(f.who) + ":\n" + f.what, who: f.who, tint: b.crewTint(f.who)})
		in.join(&edge{id: id + "-in", from: first, to: task})
		first = task
	}
	done := &node{id: id + "-end", tag: "endEvent"}
	w := way{scope: in, from: first, id: id + "-does", words: f.id, do: f.do, to: to, stay: done, prefix: id + "-"}
	if keeps {
		in.add(done)
	}
	b.lead(w)
}

// stopped makes the event sub-processes by which other flows cancel this one: one for each outcome.
func (b *builder) stopped() {
	outcomes := b.rel.cancelled[b.flow]
	if b.rel.swept[b.flow] && !slices.Contains(outcomes, "") {
		outcomes = append(slices.Clone(outcomes), "")
	}
	for _, outcome := range outcomes {
		var defs []*element
		if slices.Contains(b.rel.cancelled[b.flow], outcome) {
			defs = append(defs, el("bpmn:signalEventDefinition", "signalRef", b.cancelSignal(b.flow, outcome)))
		}
		if outcome == "" && b.rel.swept[b.flow] {
			defs = append(defs, el("bpmn:signalEventDefinition", "signalRef", b.cancelSignal(nil, "")))
		}
		id := b.id("Stopped")
		if outcome != "" {
			id += "-" + outcome
		}
		b.stop(id, outcome, defs)
	}
}

// stop makes one of them: what is undone, and the end.
func (b *builder) stop(id, outcome string, defs []*element) {
	in := &scope{}
	b.scope.add(&node{id: id, tag: "subProcess", name: b.in(sayStopped.text()), attrs: []attr{{"triggeredByEvent", "true"}}, inner: in, tint: tintFlow})
	from := in.add(&node{id: id + "-begin", tag: "startEvent", defs: defs, tint: tintFlow})
	if len(b.flow.Undo) > 0 {
		task := in.add(&node{id: id + "-undo", tag: "scriptTask", name: b.in(sayUndo.text()), ext: actionElements(b.flow.Undo)})
		in.join(&edge{id: id + "-in", from: from, to: task})
		from = task
	}
	end := stroomschema.Branch{To: stroomschema.Target{Kind: stroomschema.End, Outcome: outcome}}
	b.lead(way{scope: in, from: from, id: id + "-does", do: b.flow.Undo, to: []choice{{1, end}}, prefix: id + "-"})
}
