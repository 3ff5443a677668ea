package bpmn

import (
	"slices"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// Distances on the sheet.
const (
	poolHead  = 30 // the strip with the name of a pool, and with that of a lane
	poolPad   = 26
	poolGap   = 40 // between pools, and more for each message flow that runs there
	sheetEdge = 60
)

// maxLanes is how many lanes help; with more of them the lines between lanes tell less than the names in the tasks.
const maxLanes = 4

// layout gives everything its place.
func (x *exporter) layout() {
	for _, p := range x.pools {
		x.arrangePool(p)
	}
	r := x.routes()
	x.stack(r)
	x.deliver(r)
}

// arrangePool lays out one process, with lanes where they help.
func (x *exporter) arrangePool(p *pool) {
	lanes := make([][]*node, len(p.lanes))
	for i, l := range p.lanes {
		lanes[i] = l.nodes
	}
	if n := len(p.lanes); n > 0 && p.lanes[n-1].anytime {
		lanes = lanes[:n-1] // what may happen at any time stands below, whatever the columns
	}
	w, h, borders := x.arrange(p.scope, lanes)
	left := poolHead
	if len(p.lanes) > 0 {
		left = 2 * poolHead
	}
	p.scope.shift(left, poolPad)
	p.box = box{0, 0, left + w + subPad, h + 2*poolPad}
	for i, l := range p.lanes {
		top, bottom := 0, p.box.h
		if i > 0 {
			top = p.lanes[i-1].box.bottom()
		}
		if i+1 < len(borders) && i+1 < len(p.lanes) {
			bottom = borders[i+1] + poolPad
		}
		l.box = box{poolHead, top, 0, bottom - top}
	}
}

// stack puts the pools below each other, with room between for the message flows that run there.
func (x *exporter) stack(r routes) {
	y, left := sheetEdge, sheetEdge+mailGap*len(r.margin)
	for i, p := range x.pools {
		y += poolGap + mailGap*len(r.channels[i])
		dx, dy := left, y
		p.scope.shift(dx, dy)
		p.box = p.box.moved(dx, dy)
		for _, l := range p.lanes {
			l.box.w = p.box.w - poolHead
			l.box = l.box.moved(dx, dy)
		}
		y = p.box.bottom()
	}
}

// lanesOf makes the lanes of a flow: one for each group of people who stand at its steps, when there are few of them.
func (b *builder) lanesOf() {
	if !b.laned {
		return
	}
	at := map[string]*lane{}
	laneOf := map[*node]*lane{}
	put := func(n *node, l *lane) {
		laneOf[n] = l
		l.nodes = append(l.nodes, n)
	}
	for _, step := range b.flow.Steps {
		if step.Kind != stroomschema.People {
			continue
		}
		name := b.crew(step)
		if at[name] == nil {
			at[name] = &lane{id: b.id("lane-" + step.Name), name: name}
			b.pool.lanes = append(b.pool.lanes, at[name])
		}
		put(b.at[step], at[name])
	}
	b.follow(laneOf, put)
	var anytime []*node
	for _, n := range b.scope.nodes {
		if n.reacts() {
			anytime = append(anytime, n)
		}
	}
	if len(anytime) > 0 {
		b.pool.lanes = append(b.pool.lanes, &lane{id: b.id("lane"), name: b.in(sayAnytime.text()), nodes: anytime, anytime: true})
	}
}

// follow puts what is no step of people into the lane of what it follows, and what nothing precedes into that of what it
// leads to.
func (b *builder) follow(laneOf map[*node]*lane, put func(*node, *lane)) {
	for range b.scope.nodes {
		changed := false
		for _, n := range b.scope.nodes {
			if laneOf[n] != nil || n.reacts() {
				continue
			}
			if l := b.neighbour(n, laneOf); l != nil {
				put(n, l)
				changed = true
			}
		}
		if !changed {
			break
		}
	}
	for _, n := range b.scope.nodes {
		if laneOf[n] == nil && !n.reacts() {
			put(n, b.pool.lanes[0])
		}
	}
}

func (b *builder) neighbour(n *node, laneOf map[*node]*lane) *lane {
	if n.host != nil {
		return laneOf[n.host]
	}
	for _, e := range n.in {
		if l := laneOf[e.from]; l != nil {
			return l
		}
	}
	if len(n.in) > 0 {
		return nil
	}
	for _, e := range n.out {
		if l := laneOf[e.to]; l != nil {
			return l
		}
	}
	return nil
}

// crew names the people of a step, as its lane or the first line of its task.
func (b *builder) crew(step *stroomschema.Step) string {
	return b.in(paired(b.node(b.id(step.Name)), func(n *diagram.Node) string { return partiesText(n.Who) }))
}

// useLanes reports whether lanes help in a flow: when a few groups of people do all of it.
func (b *builder) useLanes() bool {
	var crews []string
	for _, step := range b.flow.Steps {
		if step.Kind == stroomschema.People && !slices.Contains(crews, b.crew(step)) {
			crews = append(crews, b.crew(step))
		}
	}
	return len(crews) > 0 && len(crews) <= maxLanes
}
