package bpmn

import (
	"fmt"
	"strconv"

	"stroom/definitions/stroomschema"
)

// write makes the XML document of the model: what it means, and where it stands.
func (x *exporter) write() *element {
	doc := el("bpmn:definitions",
		"xmlns:bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL",
		"xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI",
		"xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC",
		"xmlns:di", "http://www.omg.org/spec/DD/20100524/DI",
		"xmlns:color", "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
		"xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xmlns:stroom", namespace,
		"id", "definitions", "name", x.def.Name, "targetNamespace", "urn:stroom:"+x.def.Name,
		"expressionLanguage", ruleLanguage, "exporter", "stroom")
	collaboration := el("bpmn:collaboration", "id", "collaboration", "name", x.in(x.def.Title))
	collaboration.add(documentation("collaboration", x.def.Title)...)
	collaboration.add(extension(definitionElements(x.def)))
	for _, p := range x.pools {
		collaboration.add(p.participant(x))
	}
	for _, m := range x.mail {
		to := m.toPool.id()
		if m.to != nil {
			to = m.to.id
		}
		collaboration.add(el("bpmn:messageFlow", "id", m.id, "sourceRef", m.from.id, "targetRef", to))
	}
	doc.add(x.roots.list...)
	doc.add(collaboration)
	for _, p := range x.pools {
		doc.add(p.process(x))
	}
	return doc.add(x.diagram())
}

func (p *pool) id() string { return p.flow.Name + "-pool" }

// participant is the pool in the collaboration; a flow of which several may run has a multiplicity.
func (p *pool) participant(x *exporter) *element {
	e := el("bpmn:participant", "id", p.id(), "name", p.name(x), "processRef", p.flow.Name)
	switch f := p.flow; {
	case f.Key != nil:
		e.add(el("bpmn:participantMultiplicity", "minimum", "0", "maximum", strconv.Itoa(f.Key.AtMost)))
	case f.Several:
		e.add(el("bpmn:participantMultiplicity", "minimum", "0", "maximum", strconv.Itoa(f.AtMost)))
	}
	return e
}

// name is the title of the flow, with its key when there is one run for each.
func (p *pool) name(x *exporter) string {
	if p.flow.Key == nil {
		return x.in(p.flow.Title)
	}
	return x.in(sayPer.of(p.flow.Title, p.flow.Key.Label))
}

func (p *pool) process(x *exporter) *element {
	f := p.flow
	e := el("bpmn:process", "id", f.Name, "name", x.in(f.Title), "isExecutable", "false")
	e.add(documentation(f.Name, f.Title)...)
	e.add(extension(flowElements(f)))
	if len(p.lanes) > 0 {
		set := el("bpmn:laneSet", "id", f.Name+"-lanes")
		for _, l := range p.lanes {
			lane := el("bpmn:lane", "id", l.id, "name", l.name)
			for _, n := range l.nodes {
				lane.add(letters("bpmn:flowNodeRef", n.id))
			}
			set.add(lane)
		}
		e.add(set)
	}
	return e.add(p.scope.elements(x)...)
}

// flowElements keep what BPMN cannot say of a flow.
func flowElements(f *stroomschema.Flow) []*element {
	e := el("stroom:flow", "name", f.Name)
	if f.Key != nil {
		e.set("per", f.Key.Name)
	}
	for _, o := range f.Outcomes {
		e.add(el("stroom:outcome", "name", o.Name))
	}
	for _, w := range f.With {
		e.add(el("stroom:field", "name", w.Name, "type", w.Type.String()))
	}
	for _, o := range f.Own {
		own := el("stroom:own", "name", o.Name, "type", o.Type.String())
		if o.AtStart != nil {
			own.set("atStart", o.AtStart.Source())
		}
		e.add(own)
	}
	return []*element{e}
}

// elements writes what is in a scope: nodes in their order, then the edges.
func (s *scope) elements(x *exporter) []*element {
	var list []*element
	for _, n := range s.nodes {
		list = append(list, n.element(x))
	}
	for _, e := range s.edges {
		flow := el("bpmn:sequenceFlow", "id", e.id, "name", e.name, "sourceRef", e.from.id, "targetRef", e.to.id)
		if e.condition != "" {
			flow.add(expression("bpmn:conditionExpression", e.condition))
		}
		list = append(list, flow)
	}
	return list
}

// element writes a node, its children in the order of the schema.
func (n *node) element(x *exporter) *element {
	e := el("bpmn:"+n.tag, "id", n.id, "name", n.name)
	e.attrs = append(e.attrs, n.attrs...)
	if n.host != nil {
		e.set("attachedToRef", n.host.id)
	}
	switch {
	case n.tag == "boundaryEvent" && n.keeps:
		e.set("cancelActivity", "false")
	case n.tag == "startEvent" && n.keeps:
		e.set("isInterrupting", "false")
	}
	for _, out := range n.out {
		if out.otherwise && n.tag == "exclusiveGateway" {
			e.set("default", out.id)
		}
	}
	e.add(documentation(n.id, n.about)...)
	e.add(extension(n.ext))
	for _, in := range n.in {
		e.add(letters("bpmn:incoming", in.id))
	}
	for _, out := range n.out {
		e.add(letters("bpmn:outgoing", out.id))
	}
	for i, w := range n.who {
		e.add(performer(fmt.Sprintf("%s-who-%d", n.id, i+1), w))
	}
	e.add(n.loop)
	if n.inner != nil {
		e.add(n.inner.elements(x)...)
	}
	return e.add(n.defs...).add(n.last...)
}

// performer says who may do a task: a role, and where needed the words by which the definition finds the people.
func performer(id string, w *stroomschema.Who) *element {
	e := el("bpmn:potentialOwner", "id", id, "name", w.Source)
	if w.Role == nil || w.Kind != stroomschema.OfRole {
		return e.add(el("bpmn:resourceAssignmentExpression").add(expression("bpmn:formalExpression", w.Source, whoLanguage)))
	}
	return e.add(letters("bpmn:resourceRef", "role-"+w.Role.Name))
}

// documentation is a text in both languages.
func documentation(id string, text stroomschema.Text) []*element {
	var list []*element
	for i, t := range [2]string{text.NL, text.EN} {
		if t != "" {
			list = append(list, letters("bpmn:documentation", t, "id", id+"-"+languages[i]))
		}
	}
	return list
}

// extension wraps what is kept in our own namespace; nil for nothing.
func extension(list []*element) *element {
	e := el("bpmn:extensionElements").add(list...)
	if len(e.kids) == 0 {
		return nil
	}
	return e
}
