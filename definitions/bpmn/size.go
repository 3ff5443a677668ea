package bpmn

import (
	"strings"

	"stroom/definitions/diagram"
)

// Sizes in pixels, as bpmn.io and most modellers have them.
const (
	eventSize    = 36
	gatewaySize  = 50
	taskWidth    = 150
	wideTask     = 200 // with a long name
	taskHeight   = 80
	labelWidth   = 96  // of a name that stands outside its event
	edgeLabel    = 120 // of a name on an edge
	letterHeight = 14
	taskPad      = 9  // beside the name
	taskHead     = 24 // above and below the name: there stand the symbols
	subHead      = 32 // for the name of a sub-process
	subPad       = 24
	rowGap       = 22 // between nodes above each other
	slotWidth    = 74 // of an event on the edge of an activity
	dropHeight   = 24 // from such an event down to the little event below it, at least
	edgeStart    = 8  // of the first event on the lower edge of an activity, from its left
	levelGap     = 16 // between the lines of such events that lead away
)

// size gives a node its measures. Its place comes later; boundary events and their asides get theirs from their host.
func (n *node) size() {
	switch {
	case n.isEvent():
		n.box.w, n.box.h = eventSize, eventSize
	case n.isGateway():
		n.box.w, n.box.h = gatewaySize, gatewaySize
	case n.inner != nil:
		return // layoutScope has done it
	default:
		n.box.w = taskWidth
		if len(wrapped(n.name, taskWidth-2*taskPad)) > 6 {
			n.box.w = wideTask
		}
		n.box.h = max(taskHeight, len(wrapped(n.name, n.box.w-2*taskPad))*letterHeight+2*taskHead)
		return
	}
	if n.name != "" {
		n.label.w, n.label.h = measured(n.name, labelWidth)
	}
}

// The names of viewers: larger inside activities than outside.
const (
	insideLetters  = 12
	outsideLetters = 11
	maxLines       = 12
)

// wrapped breaks the name of an activity into lines as a viewer will. What stands on lines of its own stays there.
func wrapped(text string, width int) []string {
	var lines []string
	for part := range strings.SplitSeq(text, "\n") {
		lines = append(lines, diagram.WrapText(part, insideLetters, width, maxLines)...)
	}
	return lines
}

// measured is the size of a name outside, broken at a width.
func measured(text string, width int) (w, h int) {
	lines := diagram.WrapText(text, outsideLetters, width, maxLines)
	for _, l := range lines {
		w = max(w, diagram.TextWidth(l, outsideLetters))
	}
	return w + 4, len(lines) * letterHeight
}

// cluster is a node with all that hangs on it: the events on its edge, what is below those, and labels. It is what the
// layout moves about. Places inside are from its top left corner.
type cluster struct {
	node  *node
	w, h  int
	port  int           // the height at which edges come in and go out
	exits map[*node]int // heights at which edges of boundary events go out
}

// clusterOf arranges a node with what hangs on it.
func clusterOf(n *node, hanging []*node) *cluster {
	c := &cluster{node: n}
	switch {
	case n.isEvent():
		c.w, c.h, c.port = max(n.box.w, n.label.w), n.box.h, n.box.h/2
		n.box.x = (c.w - n.box.w) / 2
		if !n.label.none() && !n.nameAbove {
			n.label.x, n.label.y = (c.w-n.label.w)/2, n.box.h+4
			c.h += 4 + n.label.h
		}
	case n.isGateway():
		c.w, c.h, c.port = max(n.box.w, n.label.w), n.box.h, n.box.h/2
		n.box.x = (c.w - n.box.w) / 2
		n.nameAbove = true // below it edges turn
	default:
		c.hang(hanging)
	}
	if n.nameAbove && !n.label.none() {
		n.label.x, n.box.y = (c.w-n.label.w)/2, n.label.h+4
		c.h, c.port = c.h+n.box.y, c.port+n.box.y
	}
	return c
}

// hang puts events on the lower edge of an activity: those with an event below them first, then those that lead away, the
// last of which turns off first, so that no line crosses another.
func (c *cluster) hang(hanging []*node) {
	n := c.node
	slots := 0
	for _, b := range hanging {
		slots += slotOf(b)
	}
	n.box.w = max(n.box.w, slots+8)
	if len(hanging) > 0 && n.inner == nil {
		n.box.h += 2 * 6 // the upper halves of the events stand inside
	}
	if n.loop != nil || n.tag == "callActivity" || n.tag == "adHocSubProcess" {
		n.box.w += c.clearFoot(hanging)
	}
	c.w, c.h, c.port = n.box.w, n.box.h, n.box.h/2
	c.exits = map[*node]int{}
	x := edgeStart
	var away []*node
	for _, b := range inOrder(hanging) {
		middle := x + leftOf(b)
		b.box = box{middle - eventSize/2, n.box.h - eventSize/2, eventSize, eventSize}
		b.label.x, b.label.y = middle+7, n.box.h+eventSize/2+2
		if a := b.aside; a != nil {
			a.box = box{b.box.x, b.box.bottom() + max(dropHeight, b.label.h+6), eventSize, eventSize}
			if !a.label.none() {
				a.label.x, a.label.y = middle-a.label.w/2, a.box.bottom()+4
			}
			c.h = max(c.h, a.box.bottom(), a.label.y+a.label.h)
		} else {
			away = append(away, b)
		}
		x += slotOf(b)
	}
	level := n.box.h + eventSize/2 + 10
	for i := len(away) - 1; i >= 0; i-- {
		b := away[i]
		level = max(level, b.label.y+b.label.h+8)
		c.exits[b] = level
		c.h = max(c.h, level+6)
		level += levelGap
	}
}

// clearFoot is how much wider an activity must be so that no event covers the symbol at the middle of its foot.
func (c *cluster) clearFoot(hanging []*node) int {
	for wider := 0; wider < 2*slotWidth; wider += 4 {
		w := c.node.box.w + wider
		x, free := edgeStart, true
		for _, b := range inOrder(hanging) {
			middle := x + leftOf(b)
			free = free && (middle+eventSize/2+14 < w/2 || middle-eventSize/2-14 > w/2)
			x += slotOf(b)
		}
		if free {
			return wider
		}
	}
	return 0
}

// inOrder puts the events with something below them before those that lead away.
func inOrder(hanging []*node) []*node {
	var with, away []*node
	for _, b := range hanging {
		if b.aside != nil {
			with = append(with, b)
		} else {
			away = append(away, b)
		}
	}
	return append(with, away...)
}

// leftOf is how far the middle of an event on the edge of an activity stands from the left of its slot, and slotOf how wide
// that is: room for its name at its right, and for the name of what is below it.
func leftOf(b *node) int {
	left := eventSize/2 + 6
	if b.aside != nil {
		left = max(left, b.aside.label.w/2+4)
	}
	return left
}

func slotOf(b *node) int {
	right := 7 + b.label.w + 8
	if b.aside != nil {
		right = max(right, b.aside.label.w/2+4)
	}
	return max(slotWidth, leftOf(b)+right)
}

// move puts a cluster with all that hangs on it at a place.
func (c *cluster) move(x, y int, hanging []*node) {
	c.node.shift(x, y)
	for _, b := range hanging {
		b.shift(x, y)
		if b.aside != nil {
			b.aside.shift(x, y)
		}
	}
}

// shift moves a node with its label and with everything inside it.
func (n *node) shift(dx, dy int) {
	n.box, n.label = n.box.moved(dx, dy), n.label.moved(dx, dy)
	if n.inner == nil {
		return
	}
	n.inner.shift(dx, dy)
}

func (s *scope) shift(dx, dy int) {
	for _, n := range s.nodes {
		n.shift(dx, dy)
	}
	for _, e := range s.edges {
		for i := range e.line {
			e.line[i].x += dx
			e.line[i].y += dy
		}
		e.label = e.label.moved(dx, dy)
	}
}
