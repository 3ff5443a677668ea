package bpmn

import "strconv"

// diagram makes the diagram interchange: where everything of the model stands.
func (x *exporter) diagram() *element {
	plane := el("bpmndi:BPMNPlane", "id", "plane", "bpmnElement", "collaboration")
	for _, p := range x.pools {
		plane.add(strip(p.id(), p.box))
		for _, l := range p.lanes {
			plane.add(strip(l.id, l.box))
		}
		p.scope.shapes(plane)
	}
	for _, m := range x.mail {
		plane.add(lineElement(m.id, m.line, box{}))
	}
	return el("bpmndi:BPMNDiagram", "id", "diagram", "name", x.in(x.def.Title)).add(plane)
}

// strip is the shape of a pool or lane.
func strip(id string, b box) *element {
	return el("bpmndi:BPMNShape", "id", id+"-shape", "bpmnElement", id, "isHorizontal", "true").add(bounds(b))
}

func (s *scope) shapes(plane *element) {
	for _, n := range s.nodes {
		shape := el("bpmndi:BPMNShape", "id", n.id+"-shape", "bpmnElement", n.id)
		switch {
		case n.inner != nil:
			shape.set("isExpanded", "true")
		case n.tag == "exclusiveGateway":
			shape.set("isMarkerVisible", "true")
		}
		n.tinted(shape)
		shape.add(bounds(n.box))
		plane.add(shape.add(n.labelShape()))
		if n.inner != nil {
			n.inner.shapes(plane)
		}
	}
	for _, e := range s.edges {
		plane.add(lineElement(e.id, e.line, e.label))
	}
}

// labelShape says where the name of a node stands, and keeps it dark where the outline has a colour; nil for neither.
func (n *node) labelShape() *element {
	if n.label.none() && n.tint == "" {
		return nil
	}
	label := el("bpmndi:BPMNLabel")
	if n.tint != "" {
		label.set("color:color", ink)
	}
	if !n.label.none() {
		label.add(bounds(n.label))
	}
	return label
}

func bounds(b box) *element {
	return el("dc:Bounds", "x", strconv.Itoa(b.x), "y", strconv.Itoa(b.y), "width", strconv.Itoa(b.w), "height", strconv.Itoa(b.h))
}

func lineElement(id string, line []point, label box) *element {
	e := el("bpmndi:BPMNEdge", "id", id+"-edge", "bpmnElement", id)
	for _, p := range line {
		e.add(el("di:waypoint", "x", strconv.Itoa(p.x), "y", strconv.Itoa(p.y)))
	}
	if !label.none() {
		e.add(el("bpmndi:BPMNLabel").add(bounds(label)))
	}
	return e
}
