package bpmn

// arrange lays out a scope with all that is inside it. The top left corner of everything is at 0,0; it returns the size, and
// for a process with lanes the height at which each begins.
func (x *exporter) arrange(s *scope, lanes [][]*node) (w, h int, borders []int) {
	hanging := map[*node][]*node{}
	hung := map[*node]bool{} // boundary events and what is below them
	for _, n := range s.nodes {
		n.size()
		if n.host != nil {
			hanging[n.host] = append(hanging[n.host], n)
			hung[n] = true
			if n.aside != nil {
				hung[n.aside] = true
			}
		}
		if n.inner != nil {
			x.enclose(n)
		}
	}
	l := &layering{lanes: max(1, len(lanes))}
	at := map[*node]*spot{}
	laneOf := laneNumbers(lanes)
	for _, n := range s.nodes {
		if hung[n] || n.reacts() {
			continue
		}
		c := clusterOf(n, hanging[n])
		at[n] = l.spot(&spot{cluster: c, w: c.w, h: c.h, port: c.port, lane: laneOf[n]})
	}
	arcs := l.arcs(s.edges, at, func(e *edge) int {
		c := at[anchor(e.from)].cluster
		if h, ok := c.exits[e.from]; ok {
			return h
		}
		return c.port
	})
	l.turnBack(arcs)
	l.assign(l.linked(s.nodes, at, arcs))
	for _, a := range arcs {
		l.lay(a)
	}
	l.sortColumns()
	borders = l.heights()
	w = l.sides()
	for _, sp := range l.spots {
		if sp.cluster != nil {
			sp.cluster.move(sp.x, sp.y, hanging[sp.cluster.node])
		}
		h = max(h, sp.y+sp.h)
	}
	h = max(h, borders[len(borders)-1])
	l.lines()
	straightDown(s.edges)
	w, h = x.below(s, w, h)
	return w, h, borders
}

// reacts reports whether the node is an event sub-process, which nothing leads to.
func (n *node) reacts() bool {
	return n.inner != nil && n.tag == "subProcess" && len(n.in)+len(n.out) == 0 && n.attr("triggeredByEvent") != ""
}

func (n *node) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

func laneNumbers(lanes [][]*node) map[*node]int {
	of := map[*node]int{}
	for i, nodes := range lanes {
		for _, n := range nodes {
			of[n] = i
		}
	}
	return of
}

// enclose lays out the inside of a sub-process and gives it its size.
func (x *exporter) enclose(n *node) {
	w, h, _ := x.arrange(n.inner, nil)
	title, height := measured(n.name, max(taskWidth, w-20))
	head := max(subHead, height+14)
	n.box.w, n.box.h = max(w, title+40), h+head+14
	if n.tag == "adHocSubProcess" {
		n.box.h += 12
	}
	n.inner.shift((n.box.w-w)/2, head)
}

// below puts the event sub-processes in rows under everything else.
func (x *exporter) below(s *scope, w, h int) (int, int) {
	var list []*node
	widest := 0
	for _, n := range s.nodes {
		if n.reacts() {
			list = append(list, n)
			widest = max(widest, n.box.w)
		}
	}
	if len(list) == 0 {
		return w, h
	}
	limit := max(w, widest+2*subPad, minSheet)
	y := h + subPad
	if h == 0 {
		y = 0
	}
	at, row := subPad, 0
	for _, n := range list {
		if at > subPad && at+n.box.w+subPad > limit {
			at, y, row = subPad, y+row+subPad, 0
		}
		n.shift(at, y)
		at += n.box.w + subPad
		w, row = max(w, at), max(row, n.box.h)
	}
	return w, y + row + subPad
}

const minSheet = 1200 // below this width, rows of event sub-processes are not broken

// lines puts the hops of each edge together.
func (l *layering) lines() {
	lines := map[*edge][]point{}
	for _, h := range l.hops {
		lines[h.edge] = append(lines[h.edge], h.line...)
	}
	for _, h := range l.hops {
		h.edge.line = tidy(lines[h.edge])
	}
	for _, s := range l.spots {
		if s.edge != nil && s.cluster == nil && s.w > 0 {
			s.edge.label = box{s.x + 4, s.y, s.w - 8, s.h - 4}
		}
	}
	for _, h := range l.hops {
		h.edge.dock()
	}
}

// dock begins and ends a line at the outline of its nodes instead of that of their clusters.
func (e *edge) dock() {
	if len(e.line) < 2 {
		return
	}
	if b := e.from.box; e.from.host != nil {
		first := point{b.middle().x, b.bottom()}
		if e.line[0] != first {
			e.line = append([]point{first, {first.x, e.line[0].y}}, e.line...)
		}
	} else {
		e.line[0].x = b.right()
	}
	e.line[len(e.line)-1].x = e.to.box.x
	e.line = tidy(e.line)
}

// tidy removes points that a line passes straight on.
func tidy(line []point) []point {
	var out []point
	for _, p := range line {
		if len(out) > 0 && out[len(out)-1] == p {
			continue
		}
		if n := len(out); n > 1 && (out[n-2].x == out[n-1].x && out[n-1].x == p.x || out[n-2].y == out[n-1].y && out[n-1].y == p.y) {
			out[n-1] = p
			continue
		}
		out = append(out, p)
	}
	return out
}

// straightDown draws the lines from boundary events to what hangs below them.
func straightDown(edges []*edge) {
	for _, e := range edges {
		if e.from.aside == e.to && e.from.host != nil {
			x := e.from.box.middle().x
			e.line = []point{{x, e.from.box.bottom()}, {x, e.to.box.y}}
		}
	}
}
