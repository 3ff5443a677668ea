package diagram

import (
	"cmp"
	"slices"
)

// Room between things, in pixels.
const (
	portGap    = 2 * grid // between lines that leave the top or bottom of a box
	portLeast  = grid     // the same where there are many: the box becomes wider before they come nearer
	portMargin = 2 * grid // between such a line and the corner
	sideLeast  = 4        // between lines that leave a side of a box: it becomes higher before they come nearer
	sideMargin = 10       // between such a line and the corner
	sideGap    = 2 * grid // between a box and the column of a line that enters at its side, and between columns
	boxGap     = 4 * grid // between boxes of a rank
	pillGap    = 2 * grid // between labels of a rank, and between a label and a passing line
	bendGap    = 2 * grid // between passing lines
	loopGap    = 2 * grid // between a box and the label of an arrow to itself
	rowGap     = 18       // between ranks without lanes
	laneTop    = 9        // above the first lane
	laneGap    = 9        // between lanes
	arrowRoom  = 16       // below the last lane, for the head of the arrow
)

// place gives every vertex the middle of its place from the left.
func (g *graph) place() {
	g.settleRanks(g.ranks)
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

// settleRanks places the vertices of some ranks so that their links are as straight as they can be, and returns how much
// they are not.
func (g *graph) settleRanks(ranks [][]*vertex) (cost int) {
	var list []*vertex
	at := make([]int, len(g.vertices))
	for i := range at {
		at[i] = -1
	}
	for _, rank := range ranks {
		for _, v := range rank {
			at[v.index] = len(list)
			list = append(list, v)
			v.chooseSides()
		}
	}
	for _, v := range list {
		v.widen()
		v.spread(true)
		v.spread(false)
		v.reserve()
	}
	springs := g.springs(ranks, list, at)
	for i, x := range settle(len(list)+g.ties(at), springs)[:len(list)] {
		list[i].x = x
	}
	for _, v := range list {
		for _, l := range v.down {
			cost += l.weight() * abs(v.x+l.upperAt.dx-l.lower.x-l.lowerAt.dx)
		}
	}
	return cost
}

// ties counts the points that the links and unseen wires between placed vertices need.
func (g *graph) ties(at []int) int {
	n := 0
	for _, w := range g.wires {
		if at[w.from.index] >= 0 && at[w.to.index] >= 0 {
			n += len(w.links)
			if w.unseen {
				n++
			}
		}
	}
	return n
}

// springs hold the vertices of a rank apart and draw the ends of links over each other: |upper + dx - (lower + dx)| is the
// least sum of two springs from a point of its own.
func (g *graph) springs(ranks [][]*vertex, list []*vertex, at []int) []spring {
	var springs []spring
	for _, rank := range ranks {
		for i := 1; i < len(rank); i++ {
			a, b := rank[i-1], rank[i]
			springs = append(springs, spring{at[a.index], at[b.index], a.right + b.left + gapBetween(a, b), 0})
		}
	}
	n := len(list)
	tie := func(upper, lower *vertex, apart, weight int) { // apart: how far the middles are from each other when it is straight
		springs = append(springs, spring{n, at[upper.index], max(apart, 0), weight}, spring{n, at[lower.index], max(-apart, 0), weight})
		n++
	}
	for _, w := range g.wires {
		if at[w.from.index] < 0 || at[w.to.index] < 0 {
			continue
		}
		for _, l := range w.links {
			tie(l.upper, l.lower, l.lowerAt.dx-l.upperAt.dx, l.weight())
		}
		if w.unseen {
			tie(w.from, w.to, 0, 1)
		}
	}
	return springs
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
		w *= 12
	}
	return w
}

// chooseSides lets a wire that leads up leave and enter a box at a side, so that lines leave downwards and enter from above
// only: to the side where it goes. Where an arrow to itself takes the right, that is the left.
func (v *vertex) chooseSides() {
	for _, above := range []bool{true, false} {
		links := v.neighbours(above)
		for _, l := range links {
			l.portAt(v).side = topOrBottom
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

// widen makes a box large enough for the lines at each of its sides.
func (v *vertex) widen() {
	for _, above := range []bool{true, false} {
		var count [3]int
		for _, l := range v.neighbours(above) {
			count[l.portAt(v).side]++
		}
		if n := count[topOrBottom]; n > 1 {
			v.body.w = max(v.body.w, even((n-1)*portLeast+2*portMargin))
		}
		if n := max(count[atLeft], count[atRight]); n > 0 {
			v.body.h = max(v.body.h, 2*(n*sideLeast+sideMargin))
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
	v.spreadStraight(straight)
	v.spreadSide(left, -1, above)
	v.spreadSide(right, 1, above)
}

func (v *vertex) spreadStraight(links []*link) {
	if len(links) == 0 {
		return
	}
	main := slices.IndexFunc(links, func(l *link) bool { return l.wire.spine })
	room := v.body.w/2 - portMargin
	if furthest := max(main, len(links)-1-main); main >= 0 && furthest*portLeast <= room {
		step := portGap
		if furthest > 0 {
			step = min(step, room/furthest)
		}
		for i, l := range links {
			l.portAt(v).dx = (i - main) * step
		}
		return
	}
	step := portGap
	if len(links) > 1 {
		step = min(step, 2*room/(len(links)-1))
	}
	for i, l := range links {
		l.portAt(v).dx = (2*i - len(links) + 1) * step / 2
	}
}

// spreadSide gives the links at a side their columns, the nearest to the box first, and their heights: those that go up in
// the upper half, so that no line crosses another one there.
func (v *vertex) spreadSide(links []*link, sign int, above bool) {
	if len(links) == 0 {
		return
	}
	step := min(9, (v.body.h/2-sideMargin)/len(links))
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
	if len(v.loops) > 0 && v.body.h < y+14 {
		v.body.h = y + 14
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
			v.x = min(max((p.x+pulls[j+1].x)/2/grid*grid, low), high)
			return
		}
	}
}
