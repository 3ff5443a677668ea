package diagram

import (
	"cmp"
	"slices"
)

// Room between things, in pixels.
const (
	portGap   = 20 // between lines that leave one side of a box
	sideGap   = 14 // between a box and the column of a line that enters at its side, and between columns
	boxGap    = 28 // between boxes of a rank
	pillGap   = 14 // between labels of a rank, and a label and a passing line
	bendGap   = 14 // between passing lines
	loopGap   = 18 // between a box and the label of an arrow to itself
	rowGap    = 16 // between ranks without lanes
	laneGap   = 9  // between lanes
	arrowRoom = 13 // below the last lane, for the head of the arrow
)

// place gives every vertex the middle of its place from the left.
func (g *graph) place() {
	for _, v := range g.vertices {
		v.chooseSides()
	}
	for _, v := range g.vertices {
		v.spread(true)
		v.spread(false)
		v.reserve()
	}
	var springs []spring
	n := len(g.vertices)
	for _, rank := range g.ranks {
		for i := 1; i < len(rank); i++ {
			a, b := rank[i-1], rank[i]
			springs = append(springs, spring{a.index, b.index, a.right + b.left + gapBetween(a, b), 0})
		}
	}
	for _, w := range g.wires {
		for _, l := range w.links {
			// |upper + dx - (lower + dx)| is the least sum of two springs from a point of its own.
			apart := l.lowerAt.dx - l.upperAt.dx // how far the middles are apart when the link is straight
			weight := l.weight()
			springs = append(springs, spring{n, l.upper.index, max(apart, 0), weight}, spring{n, l.lower.index, max(-apart, 0), weight})
			n++
		}
	}
	for i, x := range settle(n, springs)[:len(g.vertices)] {
		g.vertices[i].x = x
	}
	g.relax()
	left := 0
	for i, v := range g.vertices {
		if i == 0 || v.x-v.left < left {
			left = v.x - v.left
		}
	}
	for _, v := range g.vertices {
		v.x -= left
	}
}

func gapBetween(a, b *vertex) int {
	switch {
	case a.kind == isBox && b.kind == isBox:
		return boxGap
	case a.kind == isBend && b.kind == isBend:
		return bendGap
	}
	return pillGap
}

// weight is how much a link wants to be straight: the longer the wire runs on, the more a bend in it disturbs.
func (l *link) weight() int {
	w := 1
	if l.upper.kind == isBend || l.lower.kind == isBend {
		w = 2
	}
	if l.upper.kind != isBox && l.lower.kind != isBox {
		w = 6
	}
	if l.wire.spine {
		w *= 4
	}
	return w
}

// chooseSides lets a wire that leads up leave and enter a box at a side, so that lines leave downwards and enter from above
// only: to the side where it goes. Where an arrow to itself takes the right, that is the left.
func (v *vertex) chooseSides() {
	for _, above := range []bool{true, false} {
		links := v.neighbours(above)
		for _, l := range links {
			if !l.wire.back || v.kind != isBox {
				continue
			}
			var left, right int
			for _, m := range links {
				if m.wire.back {
					continue
				}
				if m.far(v).pos < l.far(v).pos {
					left++
				} else {
					right++
				}
			}
			at := atRight
			if len(v.loops) > 0 || left < right || left == right && l.far(v).pos < v.pos {
				at = atLeft
			}
			l.portAt(v).side = at
		}
	}
}

// portAt is the port of a link at one of its ends.
func (l *link) portAt(v *vertex) *port {
	if l.upper == v {
		return &l.upperAt
	}
	return &l.lowerAt
}

// spread gives the links at the top or bottom of a vertex their ports, in the order of where they lead: the main way in the
// middle.
func (v *vertex) spread(above bool) {
	var straight, left, right []*link
	for _, l := range v.neighbours(above) {
		switch l.portAt(v).side {
		case atLeft:
			left = append(left, l)
		case atRight:
			right = append(right, l)
		case topOrBottom:
			straight = append(straight, l)
		}
	}
	byPlace := func(a, b *link) int { return cmp.Compare(a.far(v).pos, b.far(v).pos) }
	slices.SortStableFunc(straight, byPlace)
	slices.SortStableFunc(left, func(a, b *link) int { return byPlace(b, a) })
	slices.SortStableFunc(right, byPlace)
	v.spreadStraight(straight, above)
	v.spreadSide(left, -1, above)
	v.spreadSide(right, 1, above)
}

func (v *vertex) spreadStraight(links []*link, above bool) {
	main := slices.IndexFunc(links, func(l *link) bool { return l.wire.spine })
	twice := 2 * main // twice the place of the middle among the links
	if main < 0 {
		twice = len(links) - 1
	}
	widest := max(twice, 2*(len(links)-1)-twice)
	if widest == 0 {
		return
	}
	room := v.body.w/2 - 14
	if v.node != nil && v.node.Kind == Choice {
		room -= 8
	}
	step := min(2*portGap, 2*2*room/widest) // twice the distance
	for i, l := range links {
		l.portAt(v).dx = (2*i - twice) * step / 4
	}
}

// spreadSide gives the links at a side their columns, the nearest to the box first, and their heights: those that go up in
// the upper half, so that no line crosses another one there.
func (v *vertex) spreadSide(links []*link, sign int, above bool) {
	step := min(9, (v.body.h/2-8)/max(1, len(links)))
	for i, l := range links {
		p := l.portAt(v)
		p.dx = sign * (v.body.w/2 + sideGap*(i+1))
		from := 5 + step*(len(links)-1-i)
		if above {
			p.y = v.body.h/2 - from
		} else {
			p.y = v.body.h/2 + from
		}
	}
}

// reserve computes how much room a vertex takes on both sides of its middle.
func (v *vertex) reserve() {
	v.left, v.right = v.body.w/2, v.body.w-v.body.w/2
	for _, l := range append(slices.Clone(v.up), v.down...) {
		p := l.portAt(v)
		v.left, v.right = max(v.left, -p.dx), max(v.right, p.dx)
	}
	x, y := v.body.w-v.body.w/2, 0
	for _, w := range v.loops {
		w.loopAt = Rect{X: x + loopGap, Y: y + 22, W: max(w.body.w, 12), H: max(w.body.h, 10)}
		y = w.loopAt.Bottom() + 10
		v.right = max(v.right, w.loopAt.Right())
	}
	if len(v.loops) > 0 {
		v.body.h = max(v.body.h, y+14)
	}
}

// relax moves boxes that lie anywhere within a range of equally good places to the middle of it.
func (g *graph) relax() {
	for range 4 {
		for _, rank := range g.ranks {
			for i, v := range rank {
				g.centre(rank, i, v)
			}
		}
	}
}

// centre moves one vertex to the middle of the places where its links are as short as they are now.
func (g *graph) centre(rank []*vertex, i int, v *vertex) {
	low, high := v.x-10_000, v.x+10_000
	if i > 0 {
		low = rank[i-1].x + rank[i-1].right + v.left + gapBetween(rank[i-1], v)
	}
	if i+1 < len(rank) {
		high = rank[i+1].x - rank[i+1].left - v.right - gapBetween(v, rank[i+1])
	}
	type pull struct{ x, weight int }
	var pulls []pull
	total := 0
	for _, above := range []bool{true, false} {
		for _, l := range v.neighbours(above) {
			far := l.far(v)
			pulls = append(pulls, pull{far.x + l.portAt(far).dx - l.portAt(v).dx, l.weight()})
			total += l.weight()
		}
	}
	if total == 0 {
		return
	}
	slices.SortFunc(pulls, func(a, b pull) int { return cmp.Compare(a.x, b.x) })
	sum := 0
	for j, p := range pulls {
		if sum += p.weight; 2*sum == total && j+1 < len(pulls) {
			v.x = min(max((p.x+pulls[j+1].x)/2, low), high)
			return
		}
	}
}
