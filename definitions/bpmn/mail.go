package bpmn

import "slices"

// What stands in the columns of a process sends and hears upwards; what may happen at any time stands below the columns, and
// sends and hears downwards. A message flow goes up or down to the channel there, along it, and through the margin at the left
// to the channel of the other pool unless that is the same. Message flows to one event share a line wherever they can.

const (
	mailGap = 8  // between message flows beside each other
	mailOff = 14 // how far above or beside its event a message flow turns
)

// end is where a message flow ends: an event, or a pool.
type address struct {
	node *node
	pool *pool
}

func (m *message) address() address { return address{m.to, m.toPool} }

// channels are those that a message flow uses: beside the pool where it begins, and beside the one where it ends. A channel
// has the number of the pool below it.
func (m *message) channels() (out, in int) {
	return m.fromPool.side(m.from), m.toPool.side(m.to)
}

// side is the channel above or below the pool, for one of its nodes; a nil node is the pool itself.
func (p *pool) side(n *node) int {
	if n != nil && p.scope.around(n) != nil {
		return p.index + 1
	}
	return p.index
}

// routes are the lines that message flows share: one for each address and channel, and one in the margin.
type routes struct {
	channels [][]address
	margin   []address
}

func (x *exporter) routes() routes {
	r := routes{channels: make([][]address, len(x.pools)+1)}
	for _, m := range x.mail {
		out, in := m.channels()
		for _, c := range [2]int{out, in} {
			if !slices.Contains(r.channels[c], m.address()) {
				r.channels[c] = append(r.channels[c], m.address())
			}
		}
		if out != in && !slices.Contains(r.margin, m.address()) {
			r.margin = append(r.margin, m.address())
		}
	}
	return r
}

// deliver draws the message flows.
func (x *exporter) deliver(r routes) {
	for _, m := range x.mail {
		out, in := m.channels()
		y := x.track(r, out, m.address())
		m.line = m.fromPool.way(m.from, out == m.fromPool.index, y)
		if out != in {
			left := sheetEdge + mailGap*slices.Index(r.margin, m.address())
			m.line = append(m.line, point{left, y})
			y = x.track(r, in, m.address())
			m.line = append(m.line, point{left, y})
		}
		end := []point{{m.toPool.box.x + poolHead/2, y}, {m.toPool.box.x + poolHead/2, m.toPool.box.y}}
		if m.to != nil {
			end = m.toPool.way(m.to, in == m.toPool.index, y)
			slices.Reverse(end)
		}
		m.line = tidy(append(m.line, end...))
	}
}

// track is the height of the line to an address in a channel.
func (x *exporter) track(r routes, channel int, a address) int {
	top := sheetEdge
	if channel > 0 {
		top = x.pools[channel-1].box.bottom()
	}
	return top + poolGap/2 + mailGap*slices.Index(r.channels[channel], a)
}

// way leads from a node of the pool to a height outside it: out of the node, where needed beside its column or sub-process,
// and up or down.
func (p *pool) way(n *node, up bool, y int) []point {
	from, edge := point{n.box.middle().x, n.box.y}, p.box.y
	turn := from.y - mailOff
	if !up {
		from.y, edge = n.box.bottom(), p.box.bottom()
		turn = p.scope.around(n).box.bottom() + mailOff/2
	}
	if p.scope.clear(from.x, min(from.y, edge), max(from.y, edge), n) {
		return []point{from, {from.x, y}}
	}
	x := p.scope.between(from.x, min(turn, edge), max(turn, edge))
	return []point{from, {from.x, turn}, {x, turn}, {x, y}}
}

// around is the sub-process of the scope in which the node stands; nil when it stands in none.
func (s *scope) around(n *node) *node {
	for _, sub := range s.nodes {
		if sub.inner == nil {
			continue
		}
		found := false
		sub.inner.eachNode(func(m *node) { found = found || m == n })
		if found {
			return sub
		}
	}
	return nil
}

// clear reports whether nothing of the scope stands on a line up or down, but the node at its end and what is around that.
func (s *scope) clear(x, top, bottom int, end *node) bool {
	free := true
	s.eachNode(func(n *node) {
		if n == end || end != nil && (end.host == n || n.inner != nil && s.around(end) == n) {
			return
		}
		for _, b := range [2]box{n.box, n.label} {
			if !b.none() && b.x-4 <= x && x <= b.right()+4 && b.y < bottom && b.bottom() > top {
				free = false
			}
		}
	})
	return free
}

// between is the place nearest to x where a line up or down meets nothing.
func (s *scope) between(x, top, bottom int) int {
	for d := mailOff; d < maxAside; d += 2 {
		for _, at := range [2]int{x - d, x + d} {
			if s.clear(at, top, bottom, nil) {
				return at
			}
		}
	}
	return x
}

const maxAside = 1500 // how far away such a place is looked for
