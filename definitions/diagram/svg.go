package diagram

import (
	"fmt"
	"strconv"
	"strings"
)

// Options say how a drawing is written. The zero Options give a picture that stands by itself, without links.
type Options struct {
	// Prefix stands before every id, so that several drawings can stand on one page. The id of a box is Prefix and the id
	// of its node; the second box of an outcome has "~2" behind it.
	Prefix string
	// Link returns where a box leads, "" for nowhere. nil: nowhere.
	Link func(n *Node) string
	// Marks are laid over nodes and arrows, by id.
	Marks Marks
	// NoStyle leaves out the <style> element: the page has CSS in a style sheet of its own, as a strict content security
	// policy asks.
	NoStyle bool
}

// SVG writes the drawing as one <svg> element. Its colours are custom properties (see CSS).
func (d *Drawing) SVG(o Options) []byte {
	w := &svg{Options: o, d: d, tints: map[string]int{}}
	for _, r := range d.Chart.Roles {
		w.tints[r.Name] = r.Tint
	}
	w.document()
	return []byte(w.b.String())
}

// svg writes a drawing. What it writes goes by the order of the drawing.
type svg struct {
	Options
	d     *Drawing
	b     strings.Builder
	tints map[string]int // by role
}

func (w *svg) say(p phrase, values ...any) string { return p.in(w.d.Chart.Lang, values...) }

// put writes text as it is; what comes from authors goes through esc first.
func (w *svg) put(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// esc makes a text safe inside an element or an attribute. Characters that XML does not know are replaced.
func esc(text string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xfffe && r != 0xffff {
			return r
		}
		return '\ufffd'
	}, strings.ToValidUTF8(text, "\ufffd")))
}

func (w *svg) document() {
	c := w.d.Chart
	steps := 0
	for _, f := range c.Flows {
		for _, n := range f.Nodes {
			if n.Number > 0 {
				steps++
			}
		}
	}
	role := "img"
	if w.Link != nil {
		role = "graphics-document document"
	}
	title, about := esc(w.Prefix+"title"), esc(w.Prefix+"desc")
	w.put(`<svg xmlns="http://www.w3.org/2000/svg" class="sd" role="%s" lang="%s" width="%d" height="%d" viewBox="0 0 %d %d" aria-labelledby="%s" aria-describedby="%s">`+"\n",
		role, c.Lang, w.d.Width, w.d.Height, w.d.Width, w.d.Height, title, about)
	w.put(`<title id="%s">%s</title>`+"\n", title, esc(w.say(sayDefinitionIs, c.Title)+", "+w.say(sayVersion, c.Version)))
	w.put(`<desc id="%s">%s</desc>`+"\n", about, esc(w.say(sayDescribed, len(c.Flows), steps)))
	if !w.NoStyle {
		w.put("<style>%s</style>\n", CSS())
	}
	w.put(`<rect class="sd-sheet" width="%d" height="%d"/>`+"\n", w.d.Width, w.d.Height)
	w.texts(w.d.Head)
	w.put("<g aria-hidden=\"true\">\n")
	for _, k := range w.d.Legend {
		w.key(k)
	}
	w.put("</g>\n")
	if w.d.Map != nil {
		w.panel(w.d.Map)
	}
	for _, p := range w.d.Panels {
		w.panel(p)
	}
	w.put("</svg>\n")
}

// key writes an item of the legend.
func (w *svg) key(k Key) {
	r := k.Sample
	if k.Role != "" {
		w.put(`<rect class="sd-r%d" %s rx="2"/>`+"\n", w.tints[k.Role], rectText(r))
	} else {
		y := r.Y + r.H/2
		w.line(&Edge{Origin: k.Origin, Kind: k.Kind, Points: []Point{{r.X, y}, {r.Right(), y}}})
	}
	w.text(k.Text)
}

func (w *svg) panel(p *Panel) {
	w.put(`<g class="sd-part" id="%s" role="graphics-object" aria-label="%s">`+"\n", esc(w.Prefix+p.ID), esc(p.Title.Text))
	w.put(`<rect class="sd-panel" %s rx="10"/>`+"\n", rectText(p.Rect))
	texts := append([]Text{p.Title}, p.Note...)
	if p.Notice != nil {
		texts = append(texts, *p.Notice)
	}
	w.texts(texts)
	for _, e := range p.Edges {
		w.line(e)
	}
	for _, e := range p.Edges {
		w.pill(e)
	}
	for _, b := range p.Boxes {
		w.box(b)
	}
	w.put("</g>\n")
}

func rectText(r Rect) string {
	return fmt.Sprintf(`x="%d" y="%d" width="%d" height="%d"`, r.X, r.Y, r.W, r.H)
}

// texts writes texts that are also the name of what they stand in, or stand in the list: who hears the drawing would hear
// them twice, in pieces.
func (w *svg) texts(list []Text) {
	if len(list) == 0 {
		return
	}
	w.put("<g aria-hidden=\"true\">\n")
	for _, t := range list {
		w.text(t)
	}
	w.put("</g>\n")
}

// text writes a line with its length, so that another font than it was measured with stays within it.
func (w *svg) text(t Text) {
	if t.Text == "" {
		return
	}
	if t.Style == StyleNumber {
		w.put(`<rect class="sd-chip" x="%d" y="%d" width="%d" height="15" rx="3"/>`+"\n", t.At.X-numberPad, t.At.Y-11, t.Width+2*numberPad)
	}
	weight := ""
	if t.Bold {
		weight = " sd-b"
	}
	w.put(`<text class="sd-%s sd-s%d%s" x="%d" y="%d" textLength="%d" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n", t.Style, t.Size, weight, t.At.X, t.At.Y, t.Width, esc(t.Text))
}

// line writes the line of an edge with the head of its arrow.
func (w *svg) line(e *Edge) {
	if len(e.Points) < 2 {
		return
	}
	w.put(`<g class="sd-edge sd-%s%s%s"><path class="sd-line" d="%s"/>%s</g>`+"\n", e.Origin, e.Kind, w.Marks.edgeClass(e), rounded(e.Points, 6), head(e))
}

// rounded writes a path with round corners.
func rounded(points []Point, radius int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "M%d %d", points[0].X, points[0].Y)
	for i := 1; i < len(points)-1; i++ {
		before, p, after := points[i-1], points[i], points[i+1]
		r := min(radius, length(before, p)/2, length(p, after)/2)
		from, to := toward(p, before, r), toward(p, after, r)
		fmt.Fprintf(&b, "L%d %dQ%d %d %d %d", from.X, from.Y, p.X, p.Y, to.X, to.Y)
	}
	last := points[len(points)-1]
	fmt.Fprintf(&b, "L%d %d", last.X, last.Y)
	return b.String()
}

func length(a, b Point) int { return abs(a.X-b.X) + abs(a.Y-b.Y) }

// toward is the point at a distance from p on the way to another one straight beside, above or below it.
func toward(p, to Point, by int) Point {
	return Point{p.X + by*sign(to.X-p.X), p.Y + by*sign(to.Y-p.Y)}
}

func sign(n int) int {
	switch {
	case n > 0:
		return 1
	case n < 0:
		return -1
	}
	return 0
}

// head writes the head of the arrow at the end of an edge: its form says the origin too.
func head(e *Edge) string {
	tip, from := e.Points[len(e.Points)-1], e.Points[len(e.Points)-2]
	dx, dy := sign(tip.X-from.X), sign(tip.Y-from.Y)
	at := func(back, aside int) string {
		return strconv.Itoa(tip.X-dx*back-dy*aside) + " " + strconv.Itoa(tip.Y-dy*back+dx*aside)
	}
	switch {
	case e.Origin == Silence || e.Kind == Cancels || e.Kind == Suspends: // a bar behind the head
		return fmt.Sprintf(`<path class="sd-head" d="M%sL%sL%sZM%sL%s"/>`, at(0, 0), at(9, 5), at(9, -5), at(12, 5), at(12, -5))
	case e.Origin == World, e.Kind == CallsIt:
		return fmt.Sprintf(`<path class="sd-head sd-open" d="M%sL%sL%sZ"/>`, at(1, 0), at(9, 5), at(9, -5))
	case e.Origin == Another, e.Kind == Tells:
		return fmt.Sprintf(`<path class="sd-head sd-open" d="M%sL%sL%sL%sZ"/>`, at(1, 0), at(6, 4), at(11, 0), at(6, -4))
	}
	return fmt.Sprintf(`<path class="sd-head" d="M%sL%sL%sZ"/>`, at(0, 0), at(9, 5), at(9, -5))
}

func (w *svg) pill(e *Edge) {
	if e.Pill == nil {
		return
	}
	w.put(`<g class="sd-pill sd-%s%s" role="graphics-symbol" aria-label="%s"><rect %s rx="9"/>`+"\n", e.Origin, w.Marks.edgeClass(e), esc(w.describeEdge(e)), rectText(e.Pill.Rect))
	w.icon(e.Pill.Icon)
	w.texts(e.Pill.Texts)
	if w.Marks.of(e.Arrows).Coverage == Missed {
		w.cross(Point{e.Pill.Rect.X, e.Pill.Rect.Y})
	}
	w.put("</g>\n")
}

// icons are the signs of the origins, twelve pixels wide.
var icons = map[Origin]string{
	Person:  "M6 1a2.4 2.4 0 1 1 0 4.8a2.4 2.4 0 1 1 0-4.8ZM1.5 11c0-6 9-6 9 0Z",
	Silence: "M2 1h8M2 11h8M3 1c0 4 6 6 6 10M9 1c0 4-6 6-6 10",
	World:   "M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10ZM6 3v3.2l2.2 1.6",
	Another: "M1 1.5h6v9h-6ZM4 6h7M8.5 3.5l2.5 2.5l-2.5 2.5",
	Itself:  "M6 1l5 5l-5 5l-5-5Z",
}

func (w *svg) icon(i Icon) {
	w.put(`<path class="sd-icon sd-%s" transform="translate(%d %d)" d="%s"/>`+"\n", i.Origin, i.At.X, i.At.Y, icons[i.Origin])
}

// box writes a node: the target of links to it, and a link itself when Options say where to.
func (w *svg) box(b *Box) {
	n, r := b.Node, b.Rect
	href := ""
	if w.Link != nil {
		href = w.Link(n)
	}
	id := w.Prefix + b.ID
	if n.Kind == Whole {
		id = w.Prefix + mapID + "." + b.ID
	}
	if b.Copy > 0 {
		id += "~" + strconv.Itoa(b.Copy+1)
	}
	if b.Apart && n.Kind == Outcome {
		id = w.Prefix + b.ID + "~apart"
	}
	mark := w.Marks.Nodes[n.ID]
	class := "sd-node sd-k-" + string(n.Kind) + mark.class()
	if b.Apart {
		class += " sd-apart"
	}
	if href != "" {
		w.put(`<a class="%s" id="%s" href="%s" aria-label="%s">`+"\n", class, esc(id), esc(href), esc(w.named(b, mark)))
	} else {
		w.put(`<g class="%s" id="%s" role="graphics-symbol"><title>%s</title>`+"\n", class, esc(id), esc(w.describe(n, mark)))
	}
	w.shape(n, r)
	for _, row := range b.Rows {
		w.put(`<rect class="sd-row sd-%s%s" %s/>`+"\n", row.Arrows[0].Origin, w.Marks.rowClass(row), rectText(row.Rect))
	}
	for _, i := range b.Icons {
		w.icon(i)
	}
	w.texts(b.Texts)
	w.badge(mark, b)
	if href != "" {
		w.put("</a>\n")
	} else {
		w.put("</g>\n")
	}
}

// shape writes the outline of a node with the colours of its roles.
func (w *svg) shape(n *Node, r Rect) {
	switch n.Kind {
	case Outcome:
		w.put(`<rect class="sd-shape" %s rx="%d"/>`+"\n", rectText(r), min(r.H/2, 18))
		return
	case Choice:
		w.put(`<path class="sd-shape" d="M%d %dh%dl9 9v%dl-9 9h%dl-9-9v%dZ"/>`+"\n", r.X+9, r.Y, r.W-18, r.H-18, -(r.W - 18), -(r.H - 18))
		return
	case Whole:
		w.put(`<rect class="sd-shape" %s rx="6"/>`+"\n", rectText(r))
		return
	case Begin, People, Waiting, Calling, Forking, Asking, Anywhere:
		w.put(`<path class="sd-shape" d="M%d %dh%dq7 0 7 7v%dq0 7-7 7h%dZ"/>`+"\n", r.X, r.Y, r.W-7, r.H-14, -(r.W - 7))
	}
	w.stripes(n, r)
	if n.Kind == Calling || n.Kind == Forking {
		w.put(`<path class="sd-side" d="M%d %dv%d"/>`+"\n", r.Right()-6, r.Y, r.H)
	}
}

// stripes writes the colours of the roles at the left edge of a box, one below the other.
func (w *svg) stripes(n *Node, r Rect) {
	var tints []int
	for _, p := range n.Who {
		tints = append(tints, w.tints[p.Role])
	}
	if len(tints) == 0 {
		tints = []int{0}
	}
	for i, t := range tints {
		top, bottom := r.Y+r.H*i/len(tints), r.Y+r.H*(i+1)/len(tints)
		w.put(`<rect class="sd-stripe sd-r%d" x="%d" y="%d" width="%d" height="%d"/>`+"\n", t, r.X, top, stripe, bottom-top)
	}
}

// named is the name of a link: what stands in the box and on its edge, as it stands there (WCAG 2.5.3: who says what he sees
// reaches it), then what only colours show, and everything whole when something did not fit.
func (w *svg) named(b *Box, m Mark) string {
	var shown []string
	if b.Node.Number > 0 {
		shown = append(shown, sentence(strings.TrimSpace(strings.TrimSuffix(w.say(sayStep, b.Node.Number), strconv.Itoa(b.Node.Number)))))
	}
	cut := false
	for _, t := range b.Texts {
		shown = append(shown, t.Text)
		cut = cut || strings.HasSuffix(t.Text, ellipsis)
	}
	badge, second := w.badgeTexts(m, b)
	for _, text := range []string{badge, second} {
		if text != "" {
			shown = append(shown, text)
		}
	}
	name := strings.Join(shown, " ")
	if cut || second != m.Second {
		return name + ". " + w.describe(b.Node, m)
	}
	for _, words := range (Mark{Time: m.Time, Coverage: m.Coverage}).words(w.d.Chart.Lang) {
		if words != badge {
			name += ". " + words
		}
	}
	return name
}

// describeEdge says what a line means.
func (w *svg) describeEdge(e *Edge) string {
	l := &outliner{Chart: w.d.Chart, Options: w.Options}
	flow := w.d.Chart.Flow(e.From.Node.Flow)
	var parts []string
	for _, a := range e.Arrows {
		parts = append(parts, l.arrow(flow, a))
	}
	from := e.From.Node.Label
	if n := e.From.Node.Number; n > 0 {
		from = w.say(sayStep, n)
	}
	return sentence(from) + ": " + strings.Join(parts, " ")
}

// describe says all of a node in one text, for who hears it.
func (w *svg) describe(n *Node, m Mark) string {
	parts := []string{}
	if n.Number > 0 {
		parts = append(parts, sentence(w.say(sayStep, n.Number)))
	}
	parts = append(parts, n.Label)
	if len(n.Who) > 0 {
		parts = append(parts, w.say(sayWho, strings.Join(labels(n.Who), ", ")))
	}
	if n.Goal != "" {
		parts = append(parts, w.say(sayGoal, n.Goal))
	}
	if n.Term != "" {
		parts = append(parts, w.say(sayTerm, n.Term))
	}
	parts = append(parts, m.words(w.d.Chart.Lang)...)
	for i, p := range parts {
		parts[i] = strings.TrimRight(p, ".")
	}
	return strings.Join(parts, ". ") + "."
}
