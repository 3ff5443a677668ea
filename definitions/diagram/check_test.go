package diagram

import (
	"fmt"
	"strings"
)

// faultsOf holds a drawing against what every drawing promises, and says what is broken.
func faultsOf(d *Drawing) []string {
	var c checker
	panels := d.Panels
	if d.Map != nil {
		panels = append([]*Panel{d.Map}, panels...)
	}
	for i, p := range panels {
		if !p.Rect.Inside(Rect{0, 0, d.Width, d.Height}) {
			c.fault("panel %s leaves the sheet", p.ID)
		}
		for _, o := range panels[i+1:] {
			if p.Rect.Overlaps(o.Rect) {
				c.fault("panels %s and %s overlap", p.ID, o.ID)
			}
		}
		c.panel(p)
	}
	return c.faults
}

type checker struct{ faults []string }

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// thing is an area in which nothing else may lie.
type thing struct {
	name  string
	rect  Rect
	texts []Text
	edge  *Edge // of a pill
	box   *Box
}

func (c *checker) panel(p *Panel) {
	var things []thing
	for _, b := range p.Boxes {
		things = append(things, thing{name: fmt.Sprintf("box %s~%d", b.ID, b.Copy), rect: b.Rect, texts: b.Texts, box: b})
		for _, r := range b.Rows {
			if !r.Rect.Inside(b.Rect) {
				c.fault("a row of box %s leaves it", b.ID)
			}
		}
	}
	for _, e := range p.Edges {
		if e.Pill != nil {
			things = append(things, thing{name: "pill " + strings.Join(e.IDs, "+"), rect: e.Pill.Rect, texts: e.Pill.Texts, edge: e})
		}
	}
	for i, a := range things {
		if !a.rect.Inside(p.Rect) {
			c.fault("%s leaves its panel", a.name)
		}
		c.texts(a.name, a.texts, a.rect)
		for _, b := range things[i+1:] {
			inCard := a.box != nil && b.box != nil && a.box.Apart && b.box.Apart && b.rect.Inside(a.rect) && b.box.Node.Kind == Outcome
			if a.rect.Overlaps(b.rect) && !inCard {
				c.fault("%s and %s overlap", a.name, b.name)
			}
		}
	}
	head := append([]Text{p.Title}, p.Note...)
	if p.Notice != nil {
		head = append(head, *p.Notice)
	}
	c.texts("the head of "+p.ID, head, p.Rect)
	for _, e := range p.Edges {
		c.edge(e, p, things)
	}
	c.lines(p)
}

// texts holds that texts lie inside an area and beside each other.
func (c *checker) texts(name string, texts []Text, in Rect) {
	for i, t := range texts {
		if !t.Area().Inside(in) {
			c.fault("%q leaves %s", t.Text, name)
		}
		if t.Width != (font{t.Size, t.Bold}).width(t.Text) {
			c.fault("%q of %s has a wrong width", t.Text, name)
		}
		for _, o := range texts[i+1:] {
			if t.Area().Overlaps(o.Area()) {
				c.fault("%q and %q overlap in %s", t.Text, o.Text, name)
			}
		}
	}
}

// edge holds that a line goes straight from its one box to its other one, and through nothing else.
func (c *checker) edge(e *Edge, p *Panel, things []thing) {
	name := "line " + strings.Join(e.IDs, "+")
	if len(e.Points) < 2 {
		c.fault("%s has no points", name)
		return
	}
	if !touches(e.Points[0], e.From.Rect) || !touches(e.Points[len(e.Points)-1], e.To.Rect) {
		c.fault("%s does not join its boxes", name)
	}
	through := false
	for i := 1; i < len(e.Points); i++ {
		a, b := e.Points[i-1], e.Points[i]
		if (a.X == b.X) == (a.Y == b.Y) {
			c.fault("%s goes askew from %v to %v", name, a, b)
		}
		s := Rect{min(a.X, b.X), min(a.Y, b.Y), abs(a.X - b.X), abs(a.Y - b.Y)}
		if !s.Inside(p.Rect) {
			c.fault("%s leaves its panel", name)
		}
		for _, t := range things {
			if !crosses(s, t.rect) {
				continue
			}
			if t.edge == e {
				through = true
				continue
			}
			c.fault("%s goes through %s", name, t.name)
		}
	}
	if e.Pill != nil && !through {
		c.fault("%s does not pass its label", name)
	}
}

// touches reports whether a point lies on the edge of an area.
func touches(p Point, r Rect) bool {
	onX, onY := p.X == r.X || p.X == r.Right(), p.Y == r.Y || p.Y == r.Bottom()
	return onX && p.Y >= r.Y && p.Y <= r.Bottom() || onY && p.X >= r.X && p.X <= r.Right()
}

// crosses reports whether a straight piece runs through the inside of an area. A piece has no width in one direction.
func crosses(s, r Rect) bool {
	return s.X < r.Right() && s.Right() > r.X && s.Y < r.Bottom() && s.Bottom() > r.Y ||
		s.W == 0 && s.X > r.X && s.X < r.Right() && s.Y < r.Bottom() && s.Bottom() > r.Y ||
		s.H == 0 && s.Y > r.Y && s.Y < r.Bottom() && s.X < r.Right() && s.Right() > r.X
}

// lines holds that no two lines lie on each other: they may cross, and that is all.
func (c *checker) lines(p *Panel) {
	type piece struct {
		edge *Edge
		rect Rect
	}
	var pieces []piece
	for _, e := range p.Edges {
		for i := 1; i < len(e.Points); i++ {
			a, b := e.Points[i-1], e.Points[i]
			pieces = append(pieces, piece{e, Rect{min(a.X, b.X), min(a.Y, b.Y), abs(a.X - b.X), abs(a.Y - b.Y)}})
		}
	}
	for i, a := range pieces {
		for _, b := range pieces[i+1:] {
			if a.edge == b.edge {
				continue
			}
			down := a.rect.W == 0 && b.rect.W == 0 && abs(a.rect.X-b.rect.X) < 3 && a.rect.Y < b.rect.Bottom() && b.rect.Y < a.rect.Bottom()
			across := a.rect.H == 0 && b.rect.H == 0 && abs(a.rect.Y-b.rect.Y) < 3 && a.rect.X < b.rect.Right() && b.rect.X < a.rect.Right()
			if down || across {
				c.fault("lines %s and %s lie on each other at %v and %v", strings.Join(a.edge.IDs, "+"), strings.Join(b.edge.IDs, "+"), a.rect, b.rect)
			}
		}
	}
}
