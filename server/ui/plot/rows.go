package plot

// Bar is a row of a figure of bars.
type Bar struct {
	Label  string
	Said   string // its value in words, with a sign when it is chosen
	Value  int64  // may be negative
	Chosen bool   // it stands out, unless all do
}

// Bars draws one bar for each row, all from the same zero.
func Bars(h Head, bars []Bar) []byte {
	bars = bars[:min(len(bars), MaxRows)]
	values, all := make([]int64, len(bars)), true
	for i, b := range bars {
		values[i], all = b.Value, all && b.Chosen
	}
	s := exact(values)
	d := &drawing{}
	d.open(h, heightOf(len(bars), func(i int) int { return headHeight(bars[i].Label, bars[i].Said) }))
	y := 0
	for _, b := range bars {
		y = d.head(y, b.Label, b.Said, b.Chosen && !all)
		class := "bar"
		if b.Chosen {
			class = "bar chosen"
		}
		d.rect("track", 0, whole, y, thick, "")
		zero, end := s.at(0), s.at(bounded(b.Value))
		if b.Value != 0 {
			d.rect(class, min(zero, end), max(zero, end, min(zero, end)+20), y, thick, "")
		}
		if s.low < 0 {
			d.upright("zero", zero, y-2, y+thick+2)
		}
		y += thick + gap
	}
	return d.close()
}

// exact is the scale from the least to the greatest value and zero, over the whole width.
func exact(values []int64) scale {
	s := scale{first: 0, last: whole}
	for _, v := range values {
		s.low, s.high = min(s.low, bounded(v)), max(s.high, bounded(v))
	}
	if s.low == s.high {
		s.high++
	}
	return s
}

// heightOf is the height of rows with heads of these heights.
func heightOf(rows int, head func(i int) int) int {
	height := 0
	for i := range rows {
		height += head(i) + thick + gap
	}
	return max(height, gap)
}

// Share is a row of a figure of parts: so many of the whole are good, and the others are not.
type Share struct {
	Label     string
	Said      string
	Good, All int64
}

// Shares draws for each row which part of its whole is good. What is not good is hatched.
func Shares(h Head, rows []Share) []byte {
	rows = rows[:min(len(rows), MaxRows)]
	d := &drawing{}
	d.open(h, heightOf(len(rows), func(i int) int { return headHeight(rows[i].Label, rows[i].Said) }))
	id := esc(h.ID)
	d.put(`<defs><pattern id="%s-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="hatch" width="2.5" height="6"/></pattern></defs>`+"\n", id)
	y := 0
	for _, r := range rows {
		y = d.head(y, r.Label, r.Said, false)
		all := max(1, bounded(r.All))
		part := int(min(max(bounded(r.Good), 0), all) * whole / all)
		switch {
		case r.Good > 0 && r.Good < r.All: // both can be seen, however few
			part = min(max(part, 60), whole-60)
		case r.All <= 0:
			part = 0
		}
		if part > 0 {
			d.rect("kept", 0, part, y, thick, "")
		}
		if r.All > 0 && part < whole {
			d.put(`<rect class="broken" fill="url(#%s-h)" x="%s" y="%d" width="%s" height="%d"/>`+"\n", id, percent(part), y, percent(whole-part), thick)
		}
		y += thick + gap
	}
	return d.close()
}

// Spread is a row of a figure of spreads: nine of ten lie above Low, half below Middle, and nine of ten below High.
type Spread struct {
	Label             string
	Said              string
	Low, Middle, High int64 // Low <= Middle <= High
}

const ruler = 22 // the height of the numbers under the rows

// Spreads draws for each row a line from Low to High with a mark at Middle, all along one ruler that begins at 0 or below.
// tick says the values of the ruler in words.
func Spreads(h Head, rows []Spread, tick func(int64) string) []byte {
	rows = rows[:min(len(rows), MaxRows)]
	var values []int64
	for _, r := range rows {
		values = append(values, r.Low, r.High)
	}
	s, ticks := over(values, 5, 150, whole-600)
	d := &drawing{}
	height := heightOf(len(rows), func(i int) int { return headHeight(rows[i].Label, rows[i].Said) })
	d.open(h, height+ruler)
	for _, v := range ticks {
		d.upright("grid", s.at(v), 0, height+ruler-20)
	}
	y := 0
	for _, r := range rows {
		y = d.head(y, r.Label, r.Said, false)
		low, middle, high := s.at(bounded(r.Low)), s.at(bounded(r.Middle)), s.at(bounded(r.High))
		d.rect("range", low, max(high, low+30), y+3, thick-6, "")
		d.put(`<circle class="middle" cx="%s" cy="%d" r="6"/>`+"\n", percent(middle), y+thick/2)
		y += thick + gap
	}
	for i, v := range ticks {
		class := "tick"
		if i == 0 {
			class = "tick first"
		}
		d.put(`<text x="%s" y="%d" class="%s">%s</text>`+"\n", percent(s.at(v)), height+ruler-8, class, esc(tick(v)))
	}
	return d.close()
}
