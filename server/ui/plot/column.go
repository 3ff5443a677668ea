package plot

// Column is one month of a figure of columns.
type Column struct {
	Label string // under it, short; "" for none
	Below string // under the label: the year, where one begins; "" for none
	Said  string // its value in words, with the month
	Value int64
}

const (
	tall  = 120 // of the columns
	above = 16  // for the number of the highest line
	below = 40  // for labels and years
	left  = 1400
)

// Columns draws one column for each month, in their order. The scale reaches to the greatest value of all figures that stand
// beside each other, so that they can be compared; a greater one of its own counts too. Not every month has a label: as many
// as fit the narrowest page. tick says the values of the scale in words.
func Columns(h Head, columns []Column, greatest int64, tick func(int64) string) []byte {
	columns = columns[:min(len(columns), MaxColumns)]
	values := []int64{greatest}
	for _, c := range columns {
		values = append(values, c.Value)
	}
	s, ticks := over(values, 3, above+tall, above)
	d := &drawing{}
	d.open(h, above+tall+below)
	for _, v := range ticks {
		y := s.at(v)
		class := "grid"
		if v == 0 {
			class = "zero"
		}
		d.put(`<line class="%s" x1="%s" x2="100%%" y1="%d" y2="%d"/>`+"\n", class, percent(left), y, y)
		d.put(`<text x="%s" y="%d" class="end tick-y">%s</text>`+"\n", percent(left-200), y+4, esc(tick(v)))
	}
	for i, c := range columns {
		from, to := left+(whole-left)*i/len(columns), left+(whole-left)*(i+1)/len(columns)
		room := (to - from) / 6
		if c.Value != 0 {
			zero, end := s.at(0), s.at(bounded(c.Value))
			d.rect("column", from+room, to-room, min(zero, end), max(2, zero-end, end-zero), c.Said)
		}
		for n, text := range []string{c.Label, c.Below} {
			if text != "" {
				d.put(`<text x="%s" y="%d" class="tick">%s</text>`+"\n", percent((from+to)/2), above+tall+17+n*16, esc(text))
			}
		}
	}
	return d.close()
}
