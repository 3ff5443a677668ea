package diagram

// Options of a sheet.
type Sheet struct {
	// Width is how wide a sheet with several flows may become, in pixels; 0: DefaultWidth. A flow that is wider makes the
	// sheet wider.
	Width int
}

// DefaultWidth of a sheet: flows stand side by side as far as they fit.
const DefaultWidth = 1_680

// Layout gives everything in the chart its place.
func (c *Chart) Layout(s Sheet) *Drawing {
	d := &Drawing{Chart: c}
	titles := map[string]string{}
	for _, f := range c.Titles {
		titles[f.ID] = f.Title
	}
	for _, f := range c.Flows {
		draft := &drafter{chart: c, flow: f, titles: titles}
		d.Panels = append(d.Panels, draft.panel())
	}
	if s.Width == 0 {
		s.Width = DefaultWidth
	}
	d.arrange(s.Width)
	return d
}

const sheetGap = 28 // between panels, and at the edge of the sheet

// arrange sets the panels side by side and below each other, in their order: each as high as it can stand, and of such
// places the leftmost.
func (d *Drawing) arrange(width int) {
	for _, p := range d.Panels {
		width = max(width, p.Rect.W+2*sheetGap)
	}
	var set []Rect // with the gap around them
	for _, p := range d.Panels {
		at := highest(set, p.Rect.W+sheetGap, p.Rect.H+sheetGap, width-sheetGap)
		set = append(set, at)
		p.move(at.X+sheetGap, at.Y+sheetGap)
		d.Width, d.Height = max(d.Width, at.Right()+sheetGap), max(d.Height, at.Bottom()+sheetGap)
	}
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
			if !overlapsAny(at, set) {
				best = at
			}
		}
	}
	return best
}

func overlapsAny(r Rect, set []Rect) bool {
	for _, o := range set {
		if r.Overlaps(o) {
			return true
		}
	}
	return false
}
