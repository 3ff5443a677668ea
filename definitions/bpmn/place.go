package bpmn

import (
	"slices"

	"stroom/definitions/diagram"
)

// heights gives every spot its height: hops are as straight as can be, spots of a column keep apart, lanes lie below each
// other. It returns the upper edge of each lane, and below the last the lower edge.
func (l *layering) heights() []int {
	at, border := l.threads()
	points := border + l.lanes + 1 // one for each border of lanes; behind them one for each hop
	var springs []diagram.Spring
	tie := func(from, to, length, weight int) {
		springs = append(springs, diagram.Spring{From: from, To: to, Length: length, Weight: weight})
	}
	for i := range l.lanes {
		tie(border+i, border+i+1, laneHeight, 1)
	}
	for _, column := range l.columns {
		for i, s := range column {
			if i == 0 || column[i-1].lane != s.lane {
				tie(border+s.lane, at[s.index], laneGap, 0)
			}
			if i == len(column)-1 || column[i+1].lane != s.lane {
				tie(at[s.index], border+s.lane+1, s.h+laneGap, 0)
			}
			if i > 0 {
				tie(at[column[i-1].index], at[s.index], column[i-1].h+apart(column[i-1], s), 0)
			}
		}
	}
	for _, h := range l.hops {
		from, to := at[h.from.index], at[h.to.index]
		if from == to {
			continue
		}
		d := h.exit - h.to.port // to stands this much lower, or higher, than from when the hop is straight
		tie(points, from, max(0, -d), h.weight())
		tie(points, to, max(0, d), h.weight())
		points++
	}
	places := diagram.Settle(points, springs)
	for _, s := range l.spots {
		s.y = places[at[s.index]]
	}
	return places[border : border+l.lanes+1]
}

// threads numbers the spots by what has a height of its own. The points where one edge passes columns have one height
// together, as far as the edge crosses no other such edge there: orders in columns that do not cross cannot contradict each
// other. It returns the number of each spot, and how many there are.
func (l *layering) threads() (at []int, n int) {
	same := make([]*spot, len(l.spots)) // the spot before it on the same thread
	passing := make([][]*hop, len(l.columns)+1)
	for _, h := range l.hops {
		if h.passes() {
			right := max(h.from.column, h.to.column)
			passing[right] = append(passing[right], h)
		}
	}
	for _, hops := range passing {
		for _, h := range hops {
			if h.from.lane == h.to.lane && !slices.ContainsFunc(hops, h.crosses) {
				same[h.to.index] = h.from
			}
		}
	}
	at = make([]int, len(l.spots))
	for i := range at {
		at[i] = -1
	}
	var number func(s *spot) int
	number = func(s *spot) int {
		if at[s.index] < 0 {
			if before := same[s.index]; before != nil {
				at[s.index] = number(before)
			} else {
				at[s.index] = n
				n++
			}
		}
		return at[s.index]
	}
	for _, s := range l.spots {
		number(s)
	}
	return at, n
}

// passes reports whether both ends of the hop are points where its edge passes a column.
func (h *hop) passes() bool {
	return !h.turn && h.from.cluster == nil && h.to.cluster == nil && h.from.w == 0 && h.to.w == 0
}

// crosses reports whether two hops between the same columns cross, whichever way each of them runs.
func (h *hop) crosses(o *hop) bool {
	a, b := h.rows()
	c, d := o.rows()
	return (a-c)*(b-d) < 0
}

// rows are the rows of the left and the right end of a hop.
func (h *hop) rows() (left, right int) {
	if h.from.column < h.to.column {
		return h.from.row, h.to.row
	}
	return h.to.row, h.from.row
}

// pull ties two spots together.
func pull(from, to *spot, length, weight int) diagram.Spring {
	return diagram.Spring{From: from.index, To: to.index, Length: length, Weight: weight}
}

// Distances in a column.
const (
	laneHeight = 90
	laneGap    = 16
	passGap    = 12
)

// apart is the distance between two spots that stand above each other.
func apart(above, below *spot) int {
	if above.cluster == nil && below.cluster == nil {
		return passGap
	}
	return rowGap
}

// weight is how much a hop wants to be straight: an edge that passes more than one that begins or ends, a turn hardly.
func (h *hop) weight() int {
	switch {
	case h.turn:
		return 1
	case h.from.cluster == nil && h.to.cluster == nil:
		return 8
	case h.exit == h.from.port && h.from.cluster != nil && h.alone():
		return 6 // the only way on
	}
	return 3
}

// alone reports whether no other hop leaves the same place.
func (h *hop) alone() bool {
	return !slices.ContainsFunc(h.from.out, func(o *hop) bool { return o != h && o.exit == h.exit })
}

// sides gives columns their horizontal places, with room between them for the lines that turn there, and draws the lines.
// It returns the width of everything.
func (l *layering) sides() int {
	x := 0
	gaps := l.gaps()
	for i, column := range l.columns {
		x += gaps[i].room()
		gaps[i].right = x
		width := 0
		for _, s := range column {
			width = max(width, s.w)
		}
		for _, s := range column {
			s.x = x
			if s.cluster != nil && s.w < labelWidth { // small ones stand in line, with names below or not
				s.x = x + (min(width, labelWidth)-s.w)/2
			}
		}
		x += width
		gaps[i+1].left = x
	}
	last := gaps[len(gaps)-1]
	last.right = x + last.room()
	for _, g := range gaps {
		g.draw()
	}
	return last.right
}

// gap is the space before a column, where lines go up and down.
type gap struct {
	left, right int // its edges
	nets        []*net
	tracks      int
}

// net is what shares one line up and down in a gap: hops that leave one spot, or that come into one.
type net struct {
	hops  []*hop
	ends  []end
	track int
}

// end is where a net meets the edge of its gap.
type end struct {
	y     int
	right bool
}

// Distances between lines in a gap, and from its edges.
const (
	trackGap  = 12
	gapMargin = 18
	mailTrack = 10 // from the left edge of a gap: there message flows go up and down
)

func (g *gap) room() int {
	if g.tracks == 0 {
		return 2 * gapMargin
	}
	return 2*gapMargin + mailTrack + (g.tracks-1)*trackGap
}

// gaps collects the hops that cross each gap, before the first column and behind the last one too.
func (l *layering) gaps() []*gap {
	list := make([]*gap, len(l.columns)+1)
	for i := range list {
		list[i] = &gap{}
	}
	for _, h := range l.hops {
		at := max(h.from.column, h.to.column)
		if h.turn && !h.left {
			at++
		}
		list[at].take(h)
	}
	for _, g := range list {
		g.order()
	}
	return list
}

// ends are where a hop meets the edges of its gap.
func (h *hop) ends() [2]end {
	switch {
	case h.turn:
		return [2]end{{h.leave(), h.left}, {h.enter(), h.left}}
	case h.from.column < h.to.column:
		return [2]end{{h.leave(), false}, {h.enter(), true}}
	}
	return [2]end{{h.leave(), true}, {h.enter(), false}}
}

// take puts a hop into the net of the hops that leave the same place of the same spot, else into that of those that come
// into the same spot.
func (g *gap) take(h *hop) {
	for _, n := range g.nets {
		first := n.hops[0]
		if first.from == h.from && first.exit == h.exit && first.turn == h.turn || first.to == h.to && len(h.from.out) == 1 && n.converges() {
			n.add(h)
			return
		}
	}
	n := &net{}
	n.add(h)
	g.nets = append(g.nets, n)
}

// converges reports whether all hops of the net come into one spot, each as the only one that leaves its own.
func (n *net) converges() bool {
	return !slices.ContainsFunc(n.hops, func(h *hop) bool { return h.to != n.hops[0].to || len(h.from.out) > 1 })
}

func (n *net) add(h *hop) {
	n.hops = append(n.hops, h)
	for _, e := range h.ends() {
		if !slices.Contains(n.ends, e) {
			n.ends = append(n.ends, e)
		}
	}
}

// span is from the highest to the lowest end of a net.
func (n *net) span() (top, bottom int) {
	top, bottom = n.ends[0].y, n.ends[0].y
	for _, e := range n.ends {
		top, bottom = min(top, e.y), max(bottom, e.y)
	}
	return top, bottom
}

// straight reports whether the net needs no line up or down.
func (n *net) straight() bool {
	top, bottom := n.span()
	return top == bottom && !n.hops[0].turn
}

// order chooses which net turns where: the order with the fewest crossings that changing places of neighbours finds.
func (g *gap) order() {
	var turning []*net
	for _, n := range g.nets {
		if !n.straight() {
			turning = append(turning, n)
		}
	}
	slices.SortStableFunc(turning, func(a, b *net) int {
		top, _ := a.span()
		other, _ := b.span()
		return top - other
	})
	for range len(turning) {
		changed := false
		for i := 0; i+1 < len(turning); i++ {
			if before(turning[i+1], turning[i]) < before(turning[i], turning[i+1]) {
				turning[i], turning[i+1] = turning[i+1], turning[i]
				changed = true
			}
		}
		if !changed {
			break
		}
	}
	for i, n := range turning {
		n.track = 0
		for _, m := range turning[:i] {
			if m.meets(n) {
				n.track = max(n.track, m.track+1)
			}
		}
		g.tracks = max(g.tracks, n.track+1)
	}
}

// before is what it costs when net a turns left of net b: crossings, and much more where they would lie on each other.
func before(a, b *net) int {
	cost := 0
	count := func(n, m *net, right bool) {
		top, bottom := m.span()
		for _, e := range n.ends {
			if e.right == right && top <= e.y && e.y <= bottom {
				cost++
			}
			for _, f := range m.ends {
				if e.right == right && f.right != right && abs(e.y-f.y) < 4 {
					cost += 1000
				}
			}
		}
	}
	count(a, b, true)
	count(b, a, false)
	return cost
}

// meets reports whether two nets need lines of their own, or an order.
func (n *net) meets(m *net) bool {
	top, bottom := n.span()
	above, below := m.span()
	return top-8 < below && above-8 < bottom
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// draw gives the hops of the gap their lines.
func (g *gap) draw() {
	for _, n := range g.nets {
		x := g.left + gapMargin + mailTrack + n.track*trackGap
		for _, h := range n.hops {
			h.draw(g, x)
		}
	}
}

func (h *hop) draw(g *gap, x int) {
	from, to := point{h.fromX(), h.leave()}, point{h.toX(), h.enter()}
	if from.y == to.y && !h.turn {
		h.line = []point{from, to}
		return
	}
	h.line = []point{from, {x, from.y}, {x, to.y}, to}
}

// fromX is where a hop leaves its first spot: on the right, unless it leads back.
func (h *hop) fromX() int {
	if h.turn && !h.left || h.from.column < h.to.column {
		return h.from.x + h.from.w
	}
	return h.from.x
}

func (h *hop) toX() int {
	if h.turn && h.left || h.from.column < h.to.column {
		return h.to.x
	}
	return h.to.x + h.to.w
}
