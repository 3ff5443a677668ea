package diagram

import "slices"

// mapRanks is the order in which effects count when one flow has several on another: the map has one line for them.
var mapRanks = []EffectKind{CallsIt, Starts, Tells, Suspends, Resumes, Cancels}

// flowMap draws which flow does what to which. Effects of a flow on itself are left out, and where a flow starts another one
// it may also stop it: the line shows the first of mapRanks.
func (d *drafter) flowMap() *Panel {
	g := &graph{apart: 1}
	boxes := map[string]*vertex{}
	for _, f := range d.chart.Flows {
		n := &Node{ID: f.ID, Flow: f.ID, Kind: Whole, Name: f.ID, Label: f.Title}
		if f.Key != "" {
			n.Goal = d.say(sayPerKey, f.Key)
		}
		boxes[f.ID] = g.vertex(&vertex{kind: isBox, node: n, body: d.contentOf(n)})
	}
	wires := map[[2]string]*wire{}
	first := map[*vertex]bool{}
	for _, l := range d.chart.Links {
		key := [2]string{l.From, l.To}
		w := wires[key]
		if l.From == l.To {
			continue
		}
		if w == nil {
			w = &wire{from: boxes[l.From], to: boxes[l.To], kind: l.Kind}
			w.first, first[w.from] = !first[w.from], true
			wires[key] = w
			g.wires = append(g.wires, w)
		}
		if slices.Index(mapRanks, l.Kind) < slices.Index(mapRanks, w.kind) {
			w.kind = l.Kind
		}
	}
	p := &Panel{ID: mapID}
	width, height := g.layOut(p)
	title := d.say(sayMapTitle)
	p.Title = Text{Text: title, At: Point{panelPad, 28}, Width: fontTitle.width(title), Size: fontTitle.size, Bold: true, Style: StyleTitle}
	p.moveInside(panelPad, panelHead)
	p.Rect = Rect{0, 0, max(width, p.Title.Width) + 2*panelPad, panelHead + height + panelPad}
	return p
}

// mapID is the id of the panel of the map. No flow has a capital in its name.
const mapID = "Map"
