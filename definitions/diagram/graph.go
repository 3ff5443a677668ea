package diagram

import "slices"

// graph is one flow while it gets its places: vertices in ranks, joined by links from each rank to the next.
type graph struct {
	vertices []*vertex // boxes first, then what the wires need on the way
	wires    []*wire
	ranks    [][]*vertex
	apart    int // how many ranks a wire goes down at least: 2 leaves one for its label
}

// vertexKind says what stands at a vertex.
type vertexKind uint8

const (
	isBox  vertexKind = iota
	isPill            // the label of a wire
	isBend            // where a wire passes a rank
)

// vertex is something that has a place in a rank: a box, a label, or a point of a wire.
type vertex struct {
	kind  vertexKind
	node  *Node
	copy  int
	wire  *wire // of a pill or bend
	body  content
	index int

	rank, pos int
	x         int // of its middle
	y         int // of its top
	// left and right are the room it takes on both sides of its middle, with the columns of wires that enter at its sides
	// and the loops of arrows to itself.
	left, right int
	up, down    []*link
	loops       []*wire
}

// wire is an edge on its way through the ranks. A wire that leads up is laid from its target to its source.
type wire struct {
	arrows   []*Arrow
	kind     EffectKind // on the map
	from, to *vertex
	body     content // of its label; empty for none
	back     bool
	first    bool // the file names it first of those that leave its box
	spine    bool
	unseen   bool    // not drawn: it only keeps boxes near each other
	links    []*link // from the upper end down
	pill     *vertex
	loopAt   Rect // of the label of a loop
}

// link is the part of a wire between two ranks that follow each other.
type link struct {
	wire         *wire
	upper, lower *vertex
	upperAt      port
	lowerAt      port
	points       []Point
}

// port is where a link touches a vertex: beside its middle, and for a side, at which height.
type port struct {
	dx   int
	side side
	y    int // height below the top of the box, for a side
}

type side uint8

const (
	topOrBottom side = iota
	atLeft
	atRight
)

func (g *graph) vertex(v *vertex) *vertex {
	v.index = len(g.vertices)
	g.vertices = append(g.vertices, v)
	return v
}

// build makes the boxes and wires of a flow, without what stands apart.
func (d *drafter) build(apart map[string]bool) *graph {
	g := &graph{apart: 2}
	if d.brief {
		g.apart = 1
	}
	boxes := map[string]*vertex{}
	for _, n := range d.flow.Nodes {
		if n.Kind != Outcome && !apart[n.ID] {
			boxes[n.ID] = g.vertex(&vertex{kind: isBox, node: n, body: d.contentOf(n)})
		}
	}
	outcomes := map[[2]string]*vertex{} // an outcome has a box for each node that leads to it
	copies := map[string]int{}
	wires := map[wireKey]*wire{}
	for _, a := range d.flow.Arrows {
		from := boxes[a.From]
		if from == nil || a.Stay || d.brief && a.From == a.To {
			continue
		}
		to := boxes[a.To]
		if to == nil {
			key := [2]string{a.From, a.To}
			if to = outcomes[key]; to == nil {
				n := d.flow.Node(a.To)
				to = g.vertex(&vertex{kind: isBox, node: n, copy: copies[a.To], body: d.contentOf(n)})
				outcomes[key] = to
				copies[a.To]++
			}
		}
		key := wireKey{from, to, a.Origin}
		if wires[key] == nil {
			wires[key] = &wire{from: from, to: to}
			g.wires = append(g.wires, wires[key])
		}
		wires[key].arrows = append(wires[key].arrows, a)
	}
	first := map[*vertex]bool{}
	for _, w := range g.wires {
		if !d.brief {
			w.body = d.pillOf(w.arrows)
		}
		if w.from == w.to {
			w.from.loops = append(w.from.loops, w)
			continue
		}
		w.first, first[w.from] = !first[w.from], true
	}
	d.keepNear(g, boxes)
	return g
}

// keepNear ties what may happen at several steps to those of them that the file has before what it leads to, so that it
// stands where it belongs though no line leads there.
func (d *drafter) keepNear(g *graph, boxes map[string]*vertex) {
	for _, v := range slices.Clone(g.vertices) {
		if v.node.Kind != Anywhere {
			continue
		}
		before := len(g.vertices)
		for _, w := range g.wires {
			if w.from == v {
				before = min(before, w.to.index)
			}
		}
		for _, id := range v.node.At {
			if at := boxes[id]; at != nil && at.index < before {
				g.wires = append(g.wires, &wire{from: at, to: v, unseen: true})
			}
		}
	}
}

type wireKey struct {
	from, to *vertex
	origin   Origin
}

// weight is how much a wire counts: the main way most, silence least.
func (w *wire) weight() int {
	switch {
	case w.unseen:
		return 1
	case w.spine:
		return 8
	case w.origin() == Silence:
		return 2
	}
	return 3
}

// origin of the arrows on the wire.
func (w *wire) origin() Origin {
	if len(w.arrows) == 0 {
		return ""
	}
	return w.arrows[0].Origin
}

func (w *wire) isLoop() bool { return w.from == w.to }

// upper and lower are the ends of a wire as it is laid.
func (w *wire) upper() *vertex {
	if w.back {
		return w.to
	}
	return w.from
}

func (w *wire) lower() *vertex {
	if w.back {
		return w.from
	}
	return w.to
}
