package diagram

import (
	"cmp"
	"slices"
)

// Sweeps over the ranks in search of fewer crossings. More of them change nothing in the definitions we know.
const sweeps = 24

// order puts the vertices of each rank in an order with few crossings: parts that no wire joins one after another, each
// sorted by the medians of the neighbours above and below, with neighbours swapped as long as that helps. It starts from two
// orders and keeps the best it meets.
func (g *graph) order() {
	ranks := make([][]*vertex, len(g.ranks))
	for _, part := range g.parts() {
		for r, list := range part.best(g) {
			ranks[r] = append(ranks[r], list...)
		}
	}
	g.ranks = ranks
	number(g.ranks)
}

// number writes into each vertex where it stands in its rank.
func number(ranks [][]*vertex) {
	for _, rank := range ranks {
		for i, v := range rank {
			v.pos = i
		}
	}
}

// part is a set of vertices that wires join, from the first vertex of the file on.
type part struct{ down, up [][]*vertex }

// parts collects what belongs together, by rank: once as met on a walk down, and once as met on a walk that turns the other
// way at each fork.
func (g *graph) parts() []part {
	var parts []part
	seen := make([]bool, len(g.vertices))
	for _, v := range g.vertices {
		if seen[v.index] {
			continue
		}
		members := walkFrom(v, len(g.ranks), seen, false)
		again := make([]bool, len(g.vertices))
		parts = append(parts, part{down: members, up: walkFrom(v, len(g.ranks), again, true)})
	}
	return parts
}

// walkFrom lists what hangs together with a vertex, by rank, in the order in which a walk meets it.
func walkFrom(v *vertex, ranks int, seen []bool, backward bool) [][]*vertex {
	out := make([][]*vertex, ranks)
	var visit func(v *vertex)
	visit = func(v *vertex) {
		if seen[v.index] {
			return
		}
		seen[v.index] = true
		out[v.rank] = append(out[v.rank], v)
		next := make([]*vertex, 0, len(v.down)+len(v.up))
		for _, l := range v.down {
			next = append(next, l.lower)
		}
		if backward {
			slices.Reverse(next)
		}
		for _, l := range v.up {
			next = append(next, l.upper)
		}
		for _, u := range next {
			visit(u)
		}
	}
	visit(v)
	return out
}

// maxCandidates is how many orders with equally few crossings are compared by how straight their lines are.
const maxCandidates = 6

// best returns the order with the fewest crossings, and of those the one with the straightest lines; the main way stands on
// the left if it stands on a side.
func (p part) best(g *graph) [][]*vertex {
	var candidates [][][]*vertex
	fewest := -1
	note := func(ranks [][]*vertex) {
		n := crossings(ranks)
		if fewest < 0 || n < fewest {
			fewest, candidates = n, nil
		}
		known := slices.ContainsFunc(candidates, func(c [][]*vertex) bool { return slices.EqualFunc(c, ranks, slices.Equal[[]*vertex]) })
		if n == fewest && !known && len(candidates) < maxCandidates {
			candidates = append(candidates, cloneRanks(ranks))
		}
	}
	for _, start := range [][][]*vertex{p.down, p.up} {
		current := cloneRanks(start)
		number(current)
		swap(current)
		note(current)
		var before [2][][]*vertex // of the last sweep down and the last one up
		for i := range sweeps {
			sweep(current, i%2 == 0)
			swap(current)
			if slices.EqualFunc(current, before[i%2], slices.Equal[[]*vertex]) {
				break
			}
			before[i%2] = cloneRanks(current)
			note(current)
			polished := cloneRanks(current)
			polish(polished)
			note(polished)
			number(current)
		}
	}
	best, least := candidates[0], -1
	for _, c := range candidates {
		number(c)
		if cost := g.settleRanks(c); least < 0 || cost < least {
			best, least = c, cost
		}
	}
	number(best)
	if g.settleRanks(best); spineIsRight(best) {
		for _, rank := range best {
			slices.Reverse(rank)
		}
		number(best)
	}
	return best
}

// spineIsRight reports whether the main way stands in the right half.
func spineIsRight(ranks [][]*vertex) bool {
	var sum, n, left, right int
	first := true
	for _, rank := range ranks {
		for _, v := range rank {
			if first {
				left, right, first = v.x-v.left, v.x+v.right, false
			}
			left, right = min(left, v.x-v.left), max(right, v.x+v.right)
			if slices.ContainsFunc(v.down, func(l *link) bool { return l.wire.spine }) {
				sum, n = sum+v.x, n+1
			}
		}
	}
	return n > 0 && 2*sum > n*(left+right)
}

func cloneRanks(ranks [][]*vertex) [][]*vertex {
	out := make([][]*vertex, len(ranks))
	for i, r := range ranks {
		out[i] = slices.Clone(r)
	}
	return out
}

// sweep sorts each rank by the medians of its neighbours in the rank before it.
func sweep(ranks [][]*vertex, down bool) {
	for i := range ranks {
		rank := ranks[i]
		if !down {
			rank = ranks[len(ranks)-1-i]
		}
		median := make(map[*vertex]int, len(rank)) // doubled; -1: no neighbours, it stays where it is
		for _, v := range rank {
			median[v] = v.median(down)
		}
		var moved []*vertex
		for _, v := range rank {
			if median[v] >= 0 {
				moved = append(moved, v)
			}
		}
		slices.SortStableFunc(moved, func(a, b *vertex) int { return cmp.Compare(median[a], median[b]) })
		for j, v := range rank {
			if median[v] >= 0 {
				rank[j], moved = moved[0], moved[1:]
			}
		}
		for j, v := range rank {
			v.pos = j
		}
	}
}

// median is twice the middle place of the neighbours above or below; -1 without any.
func (v *vertex) median(above bool) int {
	var at []int
	for _, l := range v.neighbours(above) {
		at = append(at, l.far(v).pos)
	}
	if len(at) == 0 {
		return -1
	}
	slices.Sort(at)
	m := len(at) / 2
	switch {
	case len(at)%2 == 1:
		return 2 * at[m]
	case len(at) == 2:
		return at[0] + at[1]
	}
	left, right := at[m-1]-at[0], at[len(at)-1]-at[m]
	if left+right == 0 {
		return at[m-1] + at[m]
	}
	return 2 * (at[m-1]*right + at[m]*left) / (left + right)
}

func (v *vertex) neighbours(above bool) []*link {
	if above {
		return v.up
	}
	return v.down
}

// far is the other end of a link.
func (l *link) far(v *vertex) *vertex {
	if l.upper == v {
		return l.lower
	}
	return l.upper
}

// swap exchanges neighbours in a rank as long as that takes away crossings.
func swap(ranks [][]*vertex) {
	for changed := true; changed; {
		changed = false
		for _, rank := range ranks {
			for i := 0; i+1 < len(rank); i++ {
				a, b := rank[i], rank[i+1]
				if crossed(a, b) > crossed(b, a) {
					rank[i], rank[i+1] = b, a
					a.pos, b.pos = i+1, i
					changed = true
				}
			}
		}
	}
}

// crossed counts the crossings of the links of two vertices when a stands left of b.
func crossed(a, b *vertex) int {
	n := 0
	for _, above := range []bool{true, false} {
		for _, l := range a.neighbours(above) {
			for _, m := range b.neighbours(above) {
				if l.far(a).pos > m.far(b).pos {
					n++
				}
			}
		}
	}
	return n
}

// polish exchanges neighbours in a rank where that takes away crossings beside boxes, which swap does not see.
func polish(ranks [][]*vertex) {
	for range maxPolish {
		changed := false
		for r, rank := range ranks {
			near := ranks[max(0, r-1):min(len(ranks), r+2)]
			for i := 0; i+1 < len(rank); i++ {
				before := crossings(near)
				exchange(rank, i)
				if crossings(near) < before {
					changed = true
					continue
				}
				exchange(rank, i)
			}
		}
		if !changed {
			return
		}
	}
}

const maxPolish = 4

func exchange(rank []*vertex, i int) {
	rank[i], rank[i+1] = rank[i+1], rank[i]
	rank[i].pos, rank[i+1].pos = i, i+1
}

// crossings counts all crossings between some ranks that follow each other, also those of lines that meet boxes at a side.
func crossings(ranks [][]*vertex) int {
	for _, rank := range ranks {
		for _, v := range rank {
			v.chooseSides()
		}
	}
	n := 0
	for _, rank := range ranks[:max(0, len(ranks)-1)] {
		var links []*link
		for _, v := range rank {
			links = append(links, v.down...)
		}
		for i, l := range links {
			for _, m := range links[i+1:] {
				if compareEnds(l, m, true)*compareEnds(l, m, false) < 0 {
					n++
				}
			}
		}
	}
	return n
}

// compareEnds tells which of two links is further left at their upper or lower ends.
func compareEnds(l, m *link, upper bool) int {
	v, w := l.lower, m.lower
	if upper {
		v, w = l.upper, m.upper
	}
	if v != w {
		return cmp.Compare(v.pos, w.pos)
	}
	return cmp.Or(cmp.Compare(sidePlace[l.portAt(v).side], sidePlace[m.portAt(w).side]), cmp.Compare(l.far(v).pos, m.far(w).pos))
}

// sidePlace orders the sides of a box from the left.
var sidePlace = [...]int{atLeft: -1, topOrBottom: 0, atRight: 1}
