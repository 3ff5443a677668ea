package diagram

import "slices"

// Sheet says what the drawing of a chart has. The zero Sheet has everything.
type Sheet struct {
	// Width is how wide a sheet with several flows may become, in pixels; 0: so wide that the sheet has about the form of
	// paper on its side. A flow that is wider makes the sheet wider.
	Width int
	// Bare leaves out the title, the legend and the map: they stand on the page around the drawing.
	Bare bool
	// Second leaves room in every step for the second line of its mark.
	Second bool
	// Brief draws steps and the lines between them, without what stands on the lines, goals, terms and what may happen at
	// several steps and leads to no step: a picture for numbers. The list has everything.
	Brief bool
	// Map draws how the flows touch, and no flow.
	Map bool
}

// Layout gives everything in the chart its place.
func (c *Chart) Layout(s Sheet) *Drawing {
	d := &Drawing{Chart: c}
	titles := map[string]string{}
	for _, f := range c.Titles {
		titles[f.ID] = f.Title
	}
	flows := c.Flows
	if s.Map {
		flows = nil
	}
	for _, f := range flows {
		draft := &drafter{chart: c, flow: f, titles: titles, second: s.Second, brief: s.Brief}
		d.Panels = append(d.Panels, draft.panel())
	}
	panels := d.Panels
	if s.Map || !s.Bare && len(c.Flows) > 1 && len(c.Flows) == len(c.Titles) && len(c.Links) > 0 {
		d.Map = (&drafter{chart: c, titles: titles, second: s.Second}).flowMap()
		panels = append([]*Panel{d.Map}, panels...)
	}
	width := s.Width
	if width == 0 {
		width = paperWidth(panels)
	}
	for _, p := range panels {
		width = max(width, p.Rect.W+2*sheetGap)
	}
	top := sheetGap
	if !s.Bare {
		top = d.heading(max(min(width, sideBySide(panels)), leastHeading))
	}
	d.arrange(panels, width, top)
	return d
}

const sheetGap = 24 // between panels, and at the edge of the sheet

// leastHeading is how wide the title and the legend may be above a narrower flow.
const leastHeading = 560

// sideBySide is how wide a sheet is on which all panels stand in one row.
func sideBySide(panels []*Panel) int {
	width := sheetGap
	for _, p := range panels {
		width += p.Rect.W + sheetGap
	}
	return width
}

// paperWidth is the width with which the panels together come nearest to the form of paper on its side.
func paperWidth(panels []*Panel) int {
	const tries, wide, high = 12, 14, 10
	area, widest := 0, 0
	for _, p := range panels {
		area += (p.Rect.W + sheetGap) * (p.Rect.H + sheetGap)
		widest = max(widest, p.Rect.W+2*sheetGap)
	}
	best, off := widest, -1
	for i := range tries {
		// The width of paper of that area, and steps of a tenth around it.
		width := max(widest, squareRoot(area*wide/high)*(8+i)/10)
		set := stack(panels, width)
		w, h := 0, 0
		for _, r := range set {
			w, h = max(w, r.Right()), max(h, r.Bottom())
		}
		if by := abs(w*high - h*wide); off < 0 || by < off {
			best, off = width, by
		}
	}
	return best
}

// squareRoot is the largest number whose square is not above n.
func squareRoot(n int) int {
	low, high := 0, 1<<31
	for low+1 < high {
		if mid := (low + high) / 2; mid*mid <= n {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// heading writes the title and the legend, and returns where the panels begin.
func (d *Drawing) heading(width int) int {
	c := d.Chart
	title := fontSheet.wrap(c.Title, width-2*sheetGap, 2)
	y := sheetGap
	for _, l := range title {
		y += 26
		d.Head = append(d.Head, Text{Text: l, At: Point{sheetGap, y - 5}, Width: fontSheet.width(l), Size: fontSheet.size, Bold: true, Style: StyleTitle})
	}
	version := sayVersion.in(c.Lang, c.Version)
	y += 16
	d.Head = append(d.Head, Text{Text: version, At: Point{sheetGap, y - 3}, Width: fontLabel.width(version), Size: fontLabel.size, Style: StyleNote})
	return d.legend(y+18, width)
}

// legend sets the samples in rows: first the roles, then the origins of arrows, then what flows do to each other.
func (d *Drawing) legend(y, width int) int {
	var roles, origins, kinds []Key
	for _, r := range d.Chart.Roles {
		roles = append(roles, Key{Role: r.Name, Sample: Rect{W: 12, H: 12}, Text: Text{Text: r.Label}})
	}
	for _, o := range []struct {
		origin Origin
		says   phrase
	}{{Person, sayPersonKind}, {World, sayWorldKind}, {Silence, saySilenceKind}, {Another, sayAnotherKind}, {Itself, sayItselfKind}} {
		if d.Chart.has(o.origin) {
			origins = append(origins, Key{Origin: o.origin, Sample: Rect{W: 40, H: 12}, Text: Text{Text: o.says.in(d.Chart.Lang)}})
		}
	}
	for _, k := range []struct {
		kind EffectKind
		says phrase
	}{{Starts, sayStartKind}, {CallsIt, sayCallKind}, {Tells, sayTellKind}, {Suspends, saySuspendKind}, {Cancels, sayCancelKind}} {
		if d.Map != nil && slices.ContainsFunc(d.Map.Edges, func(e *Edge) bool { return e.Kind == k.kind }) {
			kinds = append(kinds, Key{Kind: k.kind, Sample: Rect{W: 40, H: 12}, Text: Text{Text: k.says.in(d.Chart.Lang)}})
		}
	}
	for _, group := range [][]Key{roles, origins, kinds} {
		if len(group) == 0 {
			continue
		}
		x := sheetGap
		for _, k := range group {
			k.Text.Text = fontLabel.cut(k.Text.Text, width-2*sheetGap-k.Sample.W-8)
			k.Text.Width, k.Text.Size, k.Text.Style = fontLabel.width(k.Text.Text), fontLabel.size, StyleNote
			room := k.Sample.W + 6 + k.Text.Width
			if x > sheetGap && x+room > width-sheetGap {
				x, y = sheetGap, y+20
			}
			k.Sample.move(x, y)
			k.Text.At = Point{x + k.Sample.W + 6, y + 10}
			d.Legend = append(d.Legend, k)
			x += room + 20
		}
		y += 22
	}
	return y + 8
}

// has reports whether an arrow of this origin is drawn.
func (c *Chart) has(o Origin) bool {
	return slices.ContainsFunc(c.Flows, func(f *Flow) bool {
		return slices.ContainsFunc(f.Arrows, func(a *Arrow) bool { return a.Origin == o })
	})
}

// arrange moves the panels to their places and gives the sheet its size.
func (d *Drawing) arrange(panels []*Panel, width, top int) {
	d.Height = top
	for _, t := range d.Head {
		d.Width = max(d.Width, t.At.X+t.Width+sheetGap)
	}
	for _, k := range d.Legend {
		d.Width = max(d.Width, k.Text.At.X+k.Text.Width+sheetGap)
	}
	for i, at := range stack(panels, width) {
		panels[i].move(at.X+sheetGap, at.Y+top)
		d.Width, d.Height = max(d.Width, at.Right()+sheetGap), max(d.Height, top+at.Bottom())
	}
}

// stack sets panels side by side and below each other, in their order: each as high as it can stand, and of such places
// the leftmost. It returns their areas with the gap behind each.
func stack(panels []*Panel, width int) []Rect {
	var set []Rect
	for _, p := range panels {
		set = append(set, highest(set, p.Rect.W+sheetGap, p.Rect.H+sheetGap, width-sheetGap))
	}
	return set
}

// highest finds the highest, then leftmost place for an area among others. The best places touch others, so only those
// are tried.
func highest(set []Rect, w, h, width int) Rect {
	xs, ys := []int{0}, []int{0}
	for _, r := range set {
		xs, ys = append(xs, r.Right()), append(ys, r.Bottom())
	}
	best := Rect{X: -1}
	for _, y := range ys {
		for _, x := range xs {
			at := Rect{x, y, w, h}
			if x+w > width && x > 0 || best.X >= 0 && (y > best.Y || y == best.Y && x >= best.X) {
				continue
			}
			if !slices.ContainsFunc(set, at.Overlaps) {
				best = at
			}
		}
	}
	return best
}
