package bpmn

import (
	"cmp"
	"slices"

	"stroom/definitions/diagram"
)

// spot is something that has a place in a column: a cluster, the name of an edge, or a point where an edge passes.
type spot struct {
	cluster *cluster
	edge    *edge // of a name or a passing point
	w, h    int
	port    int // the height at which edges come in, and go out unless they say otherwise
	lane    int
	column  int
	row     int // its number in the column
	x, y    int
	index   int
	in, out []*hop
	beside  [2][]*spot // what hops join it with in the column before, and in the one behind
	wish    int        // twice the row it would like, while columns are sorted
}

// hop is a part of an edge: from a spot to a spot one column on, or for an edge that leads back to a spot one column
// before; at both ends of such an edge a turn stays in its column.
type hop struct {
	edge     *edge
	from, to *spot
	exit     int  // height within from
	turn     bool // from and to stand in one column: the edge turns round beside it
	left     bool // a turn on the left side of the column
	line     []point
}

// leave is the height at which a hop goes out of its first spot, and enter that at which it comes into its second.
func (h *hop) leave() int { return h.from.y + h.exit }
func (h *hop) enter() int { return h.to.y + h.to.port }

// layering is one scope while it gets its places, from left to right.
type layering struct {
	spots   []*spot
	columns [][]*spot
	hops    []*hop
	lanes   int
}

func (l *layering) spot(s *spot) *spot {
	s.index = len(l.spots)
	l.spots = append(l.spots, s)
	return s
}

// arc is an edge between spots while columns are chosen: a named edge is two, with its name between. One without an edge is
// no line: a link leads from its throw event to its catch event.
type arc struct {
	edge     *edge
	from, to *spot
	exit     int
	back     bool
}

// arcs makes spots for names, and the arcs between spots.
func (l *layering) arcs(edges []*edge, at map[*node]*spot, exit func(*edge) int) []*arc {
	var list []*arc
	for _, e := range edges {
		from, to := at[anchor(e.from)], at[anchor(e.to)]
		if from == nil || to == nil {
			continue // from a boundary event straight down to what hangs below it
		}
		if e.name == "" {
			list = append(list, &arc{edge: e, from: from, to: to, exit: exit(e)})
			continue
		}
		w, h := measured(e.name, edgeLabel)
		name := l.spot(&spot{edge: e, w: w + 8, h: h + 4, port: h + 3, lane: from.lane})
		list = append(list, &arc{edge: e, from: from, to: name, exit: exit(e)}, &arc{edge: e, from: name, to: to, exit: name.port})
	}
	return list
}

// linked adds to the arcs those of links, so that what a link leads to stands behind where it comes from, unless lines lead
// the other way.
func (l *layering) linked(nodes []*node, at map[*node]*spot, arcs []*arc) []*arc {
	catches := map[string]*spot{}
	for _, n := range nodes {
		if n.tag == "intermediateCatchEvent" && n.link() != "" {
			catches[n.link()] = at[n]
		}
	}
	for _, n := range nodes {
		from := n
		if n.host != nil && n.aside != nil {
			from = n.aside
		}
		start := at[anchor(n)]
		if from.tag != "intermediateThrowEvent" || from.link() == "" || start == nil {
			continue
		}
		if to := catches[from.link()]; !l.leads(to, start, arcs) {
			arcs = append(arcs, &arc{from: start, to: to})
		}
	}
	return arcs
}

// leads reports whether arcs that do not lead back go from one spot to another.
func (l *layering) leads(from, to *spot, arcs []*arc) bool {
	seen := make([]bool, len(l.spots))
	list := []*spot{from}
	for len(list) > 0 {
		s := list[len(list)-1]
		list = list[:len(list)-1]
		if s == to {
			return true
		}
		for _, a := range arcs {
			switch {
			case a.from == s && !a.back && !seen[a.to.index]:
				seen[a.to.index] = true
				list = append(list, a.to)
			case a.to == s && a.back && !seen[a.from.index]:
				seen[a.from.index] = true
				list = append(list, a.from)
			}
		}
	}
	return false
}

// link is the name of the link that an event throws or catches; "" for other nodes.
func (n *node) link() string {
	for _, d := range n.defs {
		if d.name == "bpmn:linkEventDefinition" {
			return d.attrs[0].value
		}
	}
	return ""
}

// anchor is the node that stands in a column for a node: its host, for an event on the edge of an activity.
func anchor(n *node) *node {
	if n.host != nil {
		return n.host
	}
	return n
}

// turnBack marks the arcs that close a circle, as a walk in the order of the file meets them.
func (l *layering) turnBack(arcs []*arc) {
	out := make([][]*arc, len(l.spots))
	for _, a := range arcs {
		out[a.from.index] = append(out[a.from.index], a)
	}
	const open, closed = 1, 2
	state := make([]int, len(l.spots))
	var walk func(s *spot)
	walk = func(s *spot) {
		state[s.index] = open
		for _, a := range out[s.index] {
			switch state[a.to.index] {
			case open:
				a.back = true
			case 0:
				walk(a.to)
			}
		}
		state[s.index] = closed
	}
	for _, s := range l.spots {
		if state[s.index] == 0 {
			walk(s)
		}
	}
}

// assign chooses a column for each spot: arcs lead to the right and are short, but for those that lead back.
func (l *layering) assign(arcs []*arc) {
	springs := make([]diagram.Spring, 0, len(arcs))
	for _, a := range arcs {
		switch {
		case a.from == a.to:
		case a.back:
			springs = append(springs, pull(a.to, a.from, 0, 1))
		case a.edge == nil:
			springs = append(springs, pull(a.from, a.to, 1, 1))
		default:
			springs = append(springs, pull(a.from, a.to, 1, 4))
		}
	}
	for i, column := range diagram.Settle(len(l.spots), springs) {
		l.spots[i].column = column
	}
}

// lay makes the hops of an arc, with a point in every column that it passes.
func (l *layering) lay(a *arc) {
	at := a.from
	pass := func(column int) {
		p := l.spot(&spot{edge: a.edge, h: 2, port: 1, lane: passLane(a, column), column: column})
		l.hop(&hop{edge: a.edge, from: at, to: p, exit: exitOf(at, a), turn: at.column == column})
		at = p
	}
	if !a.back {
		for c := a.from.column + 1; c < a.to.column; c++ {
			pass(c)
		}
		l.hop(&hop{edge: a.edge, from: at, to: a.to, exit: exitOf(at, a)})
		return
	}
	for c := a.from.column; c >= a.to.column; c-- {
		pass(c)
	}
	l.hop(&hop{edge: a.edge, from: at, to: a.to, exit: at.port, turn: true, left: true})
}

// exitOf is the height at which an arc goes on from a spot.
func exitOf(at *spot, a *arc) int {
	if at == a.from {
		return a.exit
	}
	return at.port
}

// passLane keeps an edge in the lane where it comes from, until the column before its end.
func passLane(a *arc, column int) int {
	if !a.back && column == a.to.column-1 && column > a.from.column+1 {
		return a.to.lane
	}
	return a.from.lane
}

func (l *layering) hop(h *hop) {
	l.hops = append(l.hops, h)
	h.from.out = append(h.from.out, h)
	h.to.in = append(h.to.in, h)
}

// sortColumns puts the spots into columns, in an order with few crossings. Lanes come before everything.
func (l *layering) sortColumns() {
	for _, s := range l.spots {
		for len(l.columns) <= s.column {
			l.columns = append(l.columns, nil)
		}
	}
	for _, h := range l.hops {
		if left, right := h.from, h.to; !h.turn {
			if left.column > right.column {
				left, right = right, left
			}
			left.beside[1], right.beside[0] = append(left.beside[1], right), append(right.beside[0], left)
		}
	}
	for _, s := range l.walked() {
		l.columns[s.column] = append(l.columns[s.column], s)
	}
	for _, c := range l.columns {
		slices.SortStableFunc(c, func(a, b *spot) int { return cmp.Compare(a.lane, b.lane) })
	}
	l.number()
	best, fewest := l.rows(), l.crossings()
	for i := range sweeps {
		if fewest == 0 {
			break
		}
		l.sweep(i%2 == 0)
		l.swap()
		if n := l.crossings(); n < fewest {
			best, fewest = l.rows(), n
		}
	}
	for _, c := range l.columns {
		slices.SortFunc(c, func(a, b *spot) int { return cmp.Compare(best[a.index], best[b.index]) })
	}
	l.number()
}

// sweeps over the columns in search of fewer crossings; more of them change nothing in the definitions we know.
const sweeps = 24

// walked lists the spots as a walk along the hops meets them, so that what follows each other starts out side by side.
func (l *layering) walked() []*spot {
	seen := make([]bool, len(l.spots))
	var list []*spot
	var walk func(s *spot)
	walk = func(s *spot) {
		if seen[s.index] {
			return
		}
		seen[s.index] = true
		list = append(list, s)
		for _, h := range s.out {
			walk(h.to)
		}
		for _, h := range s.in {
			walk(h.from)
		}
	}
	for _, s := range l.spots {
		walk(s)
	}
	return list
}

func (l *layering) number() {
	for _, c := range l.columns {
		for i, s := range c {
			s.row = i
		}
	}
}

func (l *layering) rows() []int {
	rows := make([]int, len(l.spots))
	for i, s := range l.spots {
		rows[i] = s.row
	}
	return rows
}

// sweep sorts every column by the middle of what its spots are joined with in the column before, or after.
func (l *layering) sweep(forward bool) {
	for i := range l.columns {
		c := l.columns[i]
		if !forward {
			c = l.columns[len(l.columns)-1-i]
		}
		for _, s := range c {
			s.wish = s.median(forward)
		}
		slices.SortStableFunc(c, func(a, b *spot) int {
			return cmp.Or(cmp.Compare(a.lane, b.lane), cmp.Compare(a.wish, b.wish))
		})
		for j, s := range c {
			s.row = j
		}
	}
}

// median is twice the middle row of the spots on one side; its own row when there are none.
func (s *spot) median(before bool) int {
	side := s.beside[1]
	if before {
		side = s.beside[0]
	}
	if len(side) == 0 {
		return 2 * s.row
	}
	rows := make([]int, len(side))
	for i, other := range side {
		rows[i] = 2 * other.row
	}
	slices.Sort(rows)
	m := len(rows) / 2
	if len(rows)%2 == 1 {
		return rows[m]
	}
	return (rows[m-1] + rows[m]) / 2
}

// swap exchanges neighbours of one lane as long as that takes crossings away.
func (l *layering) swap() {
	for range len(l.spots) {
		changed := false
		for _, c := range l.columns {
			for i := 0; i+1 < len(c); i++ {
				a, b := c[i], c[i+1]
				if a.lane == b.lane && crossed(a, b) > crossed(b, a) {
					c[i], c[i+1] = b, a
					a.row, b.row = i+1, i
					changed = true
				}
			}
		}
		if !changed {
			return
		}
	}
}

// crossed counts the crossings of the hops of two spots of a column when a stands above b.
func crossed(a, b *spot) int {
	n := 0
	for side := range a.beside {
		for _, p := range a.beside[side] {
			for _, q := range b.beside[side] {
				if p.row > q.row {
					n++
				}
			}
		}
	}
	return n
}

// crossings counts all crossings between columns: for each column the pairs of hops that come in another order on its right
// side, with a tree of sums over the rows there.
func (l *layering) crossings() int {
	n := 0
	for i, c := range l.columns[:max(0, len(l.columns)-1)] {
		sums := make([]int, len(l.columns[i+1])+1)
		seen := 0
		for _, s := range c {
			for _, other := range s.beside[1] {
				n += seen
				for at := other.row + 1; at > 0; at -= at & -at {
					n -= sums[at] // not above it
				}
			}
			for _, other := range s.beside[1] {
				seen++
				for at := other.row + 1; at < len(sums); at += at & -at {
					sums[at]++
				}
			}
		}
	}
	return n
}
