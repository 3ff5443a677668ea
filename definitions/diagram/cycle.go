package diagram

import "slices"

// breakCycles decides which wires lead up. It looks for an order of the boxes in which the wires that lead back weigh
// least: from the order of the file and from that of a walk along the arrows, by taking out one box at a time and putting it
// back where it costs least. What the author wrote as leading on weighs more than what leads back in the file too, and steps
// that change their order cost as well: the order of the file is how the author thinks of it.
func (g *graph) breakCycles() {
	best := g.improved(g.vertices)
	if walked := g.improved(g.walked()); g.backWeight(walked) < g.backWeight(best) {
		best = walked
	}
	at := positions(best, len(g.vertices))
	for _, w := range g.wires {
		w.back = at[w.from.index] > at[w.to.index]
	}
}

// backCost is what it costs to lead a wire up.
func (w *wire) backCost() int {
	switch {
	case w.unseen:
		return 1
	case w.from.index > w.to.index && w.from.node.Kind != Anywhere:
		return 1
	case w.first:
		return 8
	case w.origin() == Silence:
		return 4
	}
	return 5
}

func positions(order []*vertex, n int) []int {
	at := make([]int, n)
	for i, v := range order {
		at[v.index] = i
	}
	return at
}

func (g *graph) backWeight(order []*vertex) int {
	at := positions(order, len(g.vertices))
	sum := 0
	for _, w := range g.wires {
		if at[w.from.index] > at[w.to.index] {
			sum += w.backCost()
		}
	}
	for i, v := range order {
		for _, u := range order[i+1:] {
			sum += turned(v, u)
		}
	}
	return sum
}

// turned is what it costs that v stands before u.
func turned(v, u *vertex) int {
	if v.index > u.index && v.node.Number > 0 && u.node.Number > 0 {
		return 1
	}
	return 0
}

// walked lists the boxes so that each stands before what it leads to, but for wires that close a circle.
func (g *graph) walked() []*vertex {
	out := make([][]*vertex, len(g.vertices))
	for _, w := range g.wires {
		out[w.from.index] = append(out[w.from.index], w.to)
	}
	seen := make([]bool, len(g.vertices))
	var order []*vertex
	var visit func(v *vertex)
	visit = func(v *vertex) {
		if seen[v.index] {
			return
		}
		seen[v.index] = true
		for _, to := range slices.Backward(out[v.index]) {
			visit(to)
		}
		order = append(order, v)
	}
	for _, v := range slices.Backward(g.vertices) {
		visit(v)
	}
	slices.Reverse(order)
	return order
}

// maxInsertions bounds the rounds; each makes the order better, and most orders need two.
const maxInsertions = 8

func (g *graph) improved(start []*vertex) []*vertex {
	order := slices.Clone(start)
	for range maxInsertions {
		changed := false
		for _, v := range start {
			changed = g.insert(order, v) || changed
		}
		if !changed {
			break
		}
	}
	return order
}

// insert moves a box to where it costs least, and reports whether that is another place.
func (g *graph) insert(order []*vertex, v *vertex) bool {
	from := slices.Index(order, v)
	gain := make([]int, len(order)) // of passing each other box: what leads to it no longer leads back
	at := positions(order, len(g.vertices))
	for _, w := range g.wires {
		switch {
		case w.from == w.to:
		case w.from == v:
			gain[at[w.to.index]] -= w.backCost()
		case w.to == v:
			gain[at[w.from.index]] += w.backCost()
		}
	}
	best, to, sum := 0, from, 0
	for i := from - 1; i >= 0; i-- { // up: what v leads to comes behind it
		sum += turned(order[i], v) - turned(v, order[i]) - gain[i]
		if sum > best {
			best, to = sum, i
		}
	}
	sum = 0
	for i := from + 1; i < len(order); i++ {
		sum += turned(v, order[i]) - turned(order[i], v) + gain[i]
		if sum > best {
			best, to = sum, i
		}
	}
	if to == from {
		return false
	}
	copy(order, slices.Insert(slices.Delete(slices.Clone(order), from, from+1), to, v))
	return true
}

// findSpine marks the main way: of all ways down from the beginning the one along which the most is decided, preferring
// at each step what the file names first.
func (g *graph) findSpine() {
	value := map[*wire]int{}
	for _, w := range g.wires {
		if w.back || w.isLoop() {
			continue
		}
		value[w] = 4
		if w.origin() == Silence {
			value[w] = 1
		}
		if w.first {
			value[w] += 6
		}
	}
	score, next := make([]int, len(g.vertices)), make([]*wire, len(g.vertices))
	done := make([]bool, len(g.vertices))
	out := make([][]*wire, len(g.vertices))
	for _, w := range g.wires {
		if !w.back && !w.isLoop() && !w.unseen {
			out[w.from.index] = append(out[w.from.index], w)
		}
	}
	var visit func(v *vertex) int
	visit = func(v *vertex) int {
		if done[v.index] {
			return score[v.index]
		}
		done[v.index] = true
		for _, w := range out[v.index] {
			if s := value[w] + visit(w.to); s > score[v.index] {
				score[v.index], next[v.index] = s, w
			}
		}
		return score[v.index]
	}
	if len(g.vertices) == 0 {
		return
	}
	v := g.vertices[0]
	visit(v)
	for w := next[v.index]; w != nil; w = next[w.to.index] {
		w.spine = true
	}
}
