package diagram

// drafter lays out one flow.
type drafter struct {
	chart  *Chart
	flow   *Flow
	titles map[string]string
	second bool // leave room for the second line of a mark
	brief  bool // steps and lines only
}

func (d *drafter) say(p phrase, values ...any) string { return p.in(d.chart.Lang, values...) }

// Room inside a panel.
const (
	panelPad  = 24
	panelHead = 44
	apartGap  = 28 // above what may happen at several steps
)

// panel makes the panel of a flow, at the top left of the sheet.
func (d *drafter) panel() *Panel {
	p := &Panel{Flow: d.flow, ID: d.flow.ID}
	apart := d.apart()
	g := d.build(apart)
	width, height := g.layOut(p)
	d.finish(p, apart, width, height)
	return p
}

// layOut gives a graph its places and draws it into a panel; it returns how large it is.
func (g *graph) layOut(p *Panel) (width, height int) {
	g.breakCycles()
	g.findSpine()
	g.rank()
	g.order()
	g.place()
	height = g.route()
	p.Crossings = crossings(g.ranks)
	g.draw(p)
	for _, v := range g.vertices {
		width = max(width, v.x+v.right)
	}
	return width, height
}

// apart are the nodes for what may happen at several steps that lead to no step: nothing is to be seen in a line from them.
func (d *drafter) apart() map[string]bool {
	apart := map[string]bool{}
	for _, n := range d.flow.Nodes {
		if n.Kind == Anywhere {
			apart[n.ID] = true
		}
	}
	for _, a := range d.flow.Arrows {
		if to := d.flow.Node(a.To); apart[a.From] && !a.Stay && to.Kind != Outcome {
			delete(apart, a.From)
		}
	}
	return apart
}

// draw makes boxes and edges of vertices and wires.
func (g *graph) draw(p *Panel) {
	boxes := map[*vertex]*Box{}
	for _, v := range g.vertices {
		if v.kind != isBox {
			continue
		}
		boxes[v] = v.body.box(v.node, v.copy, v.x-v.body.w/2, v.y)
		p.Boxes = append(p.Boxes, boxes[v])
	}
	for _, w := range g.wires {
		if w.unseen {
			continue
		}
		e := &Edge{Arrows: w.arrows, IDs: arrowIDs(w.arrows), Origin: w.origin(), Kind: w.kind, From: boxes[w.from], To: boxes[w.to], Back: w.back}
		if w.isLoop() {
			w.drawLoop(e)
		} else {
			w.drawLine(e)
		}
		p.Edges = append(p.Edges, e)
	}
}

// drawLine joins the corners of the links, from the source of the wire to its target.
func (w *wire) drawLine(e *Edge) {
	var points []Point
	points = append(points, w.end(w.links[0].upper, w.links[0].upperAt, false)...)
	for _, l := range w.links {
		points = append(points, l.points...)
	}
	last := w.links[len(w.links)-1]
	points = append(points, w.end(last.lower, last.lowerAt, true)...)
	e.Points = simplified(points)
	if w.back {
		for i, j := 0, len(e.Points)-1; i < j; i, j = i+1, j-1 {
			e.Points[i], e.Points[j] = e.Points[j], e.Points[i]
		}
	}
	if w.pill != nil {
		e.Pill = w.body.pill(w.pill.x-w.body.w/2, w.pill.y)
	}
}

// end is how a wire meets a box: at its top or bottom, or by a column beside it.
func (w *wire) end(v *vertex, at port, above bool) []Point {
	x := v.x + at.dx
	switch {
	case at.side == topOrBottom && above:
		return []Point{{x, v.y}}
	case at.side == topOrBottom:
		return []Point{{x, v.y + v.body.h}}
	}
	edge := v.x - v.body.w/2
	if at.side == atRight {
		edge += v.body.w
	}
	column, touch := Point{x, v.y + at.y}, Point{edge, v.y + at.y}
	if above {
		return []Point{column, touch}
	}
	return []Point{touch, column}
}

// drawLoop leads an arrow out of the right side of its box, through its label, and back in above.
func (w *wire) drawLoop(e *Edge) {
	v := w.from
	right := v.x - v.body.w/2 + v.body.w
	at := Rect{v.x + w.loopAt.X, v.y + w.loopAt.Y, w.loopAt.W, w.loopAt.H}
	x := at.X + at.W/2
	e.Points = []Point{{right, at.Bottom() + 8}, {x, at.Bottom() + 8}, {x, at.Y - 9}, {right, at.Y - 9}}
	if w.body.w > 0 {
		e.Pill = w.body.pill(at.X, at.Y)
	}
}

// simplified leaves out points that lie on the way between their neighbours.
func simplified(points []Point) []Point {
	var out []Point
	for _, p := range points {
		for len(out) > 0 {
			last := out[len(out)-1]
			if last == p {
				out = out[:len(out)-1]
				continue
			}
			if len(out) > 1 {
				before := out[len(out)-2]
				if before.X == last.X && last.X == p.X || before.Y == last.Y && last.Y == p.Y {
					out = out[:len(out)-1]
					continue
				}
			}
			break
		}
		out = append(out, p)
	}
	return out
}

// finish adds the title and what stands apart, and gives the panel its size.
func (d *drafter) finish(p *Panel, apart map[string]bool, width, height int) {
	top := panelHead
	title := d.flow.Title
	p.Title = Text{Text: title, At: Point{panelPad, 28}, Width: fontTitle.width(title), Size: fontTitle.size, Bold: true, Style: StyleTitle}
	if note := d.noteOf(); note != "" && !d.brief {
		for _, l := range fontLabel.wrap(note, max(width, 2*boxWidth), 3) {
			p.Note = append(p.Note, Text{Text: l, At: Point{panelPad, top}, Width: fontLabel.width(l), Size: fontLabel.size, Style: StyleNote})
			top += lineBig
		}
	}
	top += 8
	p.moveInside(panelPad, top)
	inner := max(width, p.Title.Width, widestText(p.Note))
	bottom := top + height
	inner, bottom = d.placeApart(p, apart, inner, bottom)
	p.Rect = Rect{0, 0, inner + 2*panelPad, bottom + panelPad}
}

func widestText(list []Text) int {
	most := 0
	for _, t := range list {
		most = max(most, t.Width)
	}
	return most
}

// noteOf says how many runs of the flow there can be, and what its end does.
func (d *drafter) noteOf() string {
	note := ""
	add := func(text string) {
		if note != "" {
			note += ". "
		}
		note += sentence(text)
	}
	if d.flow.Key != "" {
		add(d.say(sayPerKey, d.flow.Key))
	}
	if d.flow.AtMost > 0 {
		add(d.say(sayAtOnce, d.flow.AtMost))
	}
	if does := d.effectsText(d.flow.Effects); does != "" {
		add(d.say(sayAtEnd) + ": " + does)
	}
	return note
}

// placeApart sets what may happen at several steps in rows below the rest, each with the outcomes it leads to.
func (d *drafter) placeApart(p *Panel, apart map[string]bool, width, bottom int) (int, int) {
	if len(apart) == 0 || d.brief {
		return width, bottom
	}
	columns := max(1, (width+boxGap/2)/(boxWidth+boxGap/2))
	heading := d.say(saySeveral)
	bottom += apartGap
	p.Notice = &Text{Text: heading, At: Point{panelPad, bottom + 12}, Width: fontBig.width(heading), Size: fontBig.size, Bold: true, Style: StyleTitle}
	bottom += 26
	column, tallest := 0, 0
	for _, n := range d.flow.Nodes {
		if !apart[n.ID] {
			continue
		}
		if column == columns {
			column, bottom, tallest = 0, bottom+tallest+boxGap/2, 0
		}
		x := panelPad + column*(boxWidth+boxGap/2)
		tallest = max(tallest, d.placeCard(p, n, x, bottom))
		column++
		width = max(width, x-panelPad+boxWidth)
	}
	return width, bottom + tallest
}

// placeCard sets one node that stands apart and returns its height.
func (d *drafter) placeCard(p *Panel, n *Node, x, y int) int {
	body := d.contentOf(n)
	w := &writer{content: body, x: stripe + boxPad, width: boxWidth - stripe - 2*boxPad}
	w.h -= 10
	var ends []*Arrow
	for _, a := range d.flow.Out(n.ID) {
		d.cardRow(w, a)
		if !a.Stay {
			ends = append(ends, a)
		}
	}
	w.gap(9)
	card := &Box{}
	p.Boxes = append(p.Boxes, card)
	for _, a := range ends {
		to := d.flow.Node(a.To)
		body := d.contentOf(to)
		end := body.box(to, 0, x+stripe+boxPad, y+w.h)
		end.Apart = true
		p.Boxes = append(p.Boxes, end)
		w.gap(body.h + 8)
	}
	*card = *w.content.box(n, 0, x, y)
	card.Apart = true
	return w.h
}

// cardRow writes what an arrow of a card adds to it.
func (d *drafter) cardRow(w *writer, a *Arrow) {
	if text := d.cardText(a); text != "" {
		d.stayRow(w, text, a)
	}
}

// cardText says under which condition an arrow is taken and what it does to other flows.
func (d *drafter) cardText(a *Arrow) string {
	does := d.effectsText(a.Effects)
	if a.Condition != "" && does != "" {
		return a.Condition + ": " + does
	}
	return a.Condition + does
}
