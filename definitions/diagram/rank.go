package diagram

// rank gives every box a rank, so that the wires are short and a rank between is left for a label. Then it puts a label or
// a bend into every rank that a wire passes.
func (g *graph) rank() {
	springs := make([]spring, 0, len(g.wires))
	for _, w := range g.wires {
		switch {
		case w.unseen && w.back, w.isLoop():
		case w.unseen: // beside it, or below
			springs = append(springs, spring{w.from.index, w.to.index, 0, w.weight()})
		default:
			springs = append(springs, spring{w.upper().index, w.lower().index, g.apart, w.weight()})
		}
	}
	boxes := len(g.vertices)
	for i, place := range settle(boxes, springs) {
		g.vertices[i].rank = place
	}
	for _, w := range g.wires {
		if !w.isLoop() && !w.unseen {
			g.chain(w)
		}
	}
	for _, v := range g.vertices {
		for len(g.ranks) <= v.rank {
			g.ranks = append(g.ranks, nil)
		}
		g.ranks[v.rank] = append(g.ranks[v.rank], v)
	}
}

// chain lays a wire through the ranks between its ends. Its label stands next to where it comes from.
func (g *graph) chain(w *wire) {
	upper, lower := w.upper(), w.lower()
	labelled := upper.rank + 1
	if w.back {
		labelled = lower.rank - 1
	}
	last := upper
	for r := upper.rank + 1; r < lower.rank; r++ {
		v := &vertex{kind: isBend, wire: w, rank: r}
		if r == labelled && w.body.w > 0 {
			v.kind, v.body = isPill, w.body
			w.pill = v
		}
		w.join(last, g.vertex(v))
		last = v
	}
	w.join(last, lower)
}

func (w *wire) join(upper, lower *vertex) {
	l := &link{wire: w, upper: upper, lower: lower}
	w.links = append(w.links, l)
	upper.down, lower.up = append(upper.down, l), append(lower.up, l)
}
