package bpmn

import "stroom/definitions/stroomschema"

// scope is what holds flow nodes: a process, or an expanded sub-process. Order is that of the file.
type scope struct {
	nodes []*node
	edges []*edge
}

// node is one flow node: an activity, a gateway or an event.
type node struct {
	id    string // stable; see doc.go
	tag   string // the element of BPMN, without its prefix: "userTask"
	name  string
	attrs []attr // further attributes, such as calledElement
	about stroomschema.Text
	ext   []*element
	who   []*stroomschema.Who // who may do it
	loop  *element            // loop characteristics
	defs  []*element          // event definitions
	last  []*element          // what stands behind everything else: completionCondition
	inner *scope              // of a sub-process
	host  *node               // of a boundary event: the activity on whose edge it stands
	aside *node               // of a boundary event: the little event just below it, where it leads
	keeps bool                // an event that does not interrupt
	in    []*edge
	out   []*edge
	tint  string // #rrggbb, of its outline; "" for the viewer's own
	// nameAbove puts the name of an event above it, because a message flow leaves it below.
	nameAbove bool
	box       box // where it stands, in the plane
	label     box // where its name stands, for what has its name outside
}

// edge is a sequence flow.
type edge struct {
	id        string
	name      string
	from, to  *node
	condition string
	otherwise bool // the default flow of its gateway
	line      []point
	label     box
}

// message is a message flow: from an event of one flow to an event, or to the pool, of another.
type message struct {
	id       string
	from     *node
	fromPool *pool
	to       *node // nil: the pool
	toPool   *pool
	line     []point
}

// pool is one flow of the definition: a participant with its process.
type pool struct {
	flow  *stroomschema.Flow
	index int // from above
	scope *scope
	lanes []*lane
	box   box
}

// lane is one role's strip of a pool.
type lane struct {
	id, name string
	nodes    []*node
	anytime  bool // for what may happen at any time
	box      box
}

// point is a place in the plane, in pixels; y grows downwards.
type point struct{ x, y int }

// box is a rectangle in the plane. The zero box is none.
type box struct{ x, y, w, h int }

func (b box) right() int    { return b.x + b.w }
func (b box) bottom() int   { return b.y + b.h }
func (b box) middle() point { return point{b.x + b.w/2, b.y + b.h/2} }
func (b box) none() bool    { return b == box{} }
func (b box) moved(dx, dy int) box {
	if b.none() {
		return b
	}
	return box{b.x + dx, b.y + dy, b.w, b.h}
}

// add puts a node into the scope.
func (s *scope) add(n *node) *node {
	s.nodes = append(s.nodes, n)
	return n
}

// join draws a sequence flow between two nodes of the scope.
func (s *scope) join(e *edge) *edge {
	s.edges = append(s.edges, e)
	e.from.out = append(e.from.out, e)
	e.to.in = append(e.to.in, e)
	return e
}

// isEvent reports whether the node is drawn as a circle.
func (n *node) isEvent() bool {
	switch n.tag {
	case "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent":
		return true
	}
	return false
}

// isGateway reports whether the node is drawn as a diamond.
func (n *node) isGateway() bool {
	return n.tag == "exclusiveGateway" || n.tag == "eventBasedGateway" || n.tag == "parallelGateway" || n.tag == "inclusiveGateway" || n.tag == "complexGateway"
}

// eachNode calls f for every node of the scope and of the sub-processes in it, outer before inner.
func (s *scope) eachNode(f func(*node)) {
	for _, n := range s.nodes {
		f(n)
		if n.inner != nil {
			n.inner.eachNode(f)
		}
	}
}
