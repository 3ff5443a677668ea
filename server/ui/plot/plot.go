package plot

import (
	"fmt"
	"strconv"
	"strings"

	"stroom/definitions/diagram"
)

// Limits of a figure.
const (
	MaxRows    = 40
	MaxColumns = 120
)

// Head is what a figure is called, and what it says as a whole.
type Head struct {
	ID    string // of the element; no other on the page has it
	Title string
	Desc  string
}

// Sizes in pixels. A page of 320 pixels leaves narrow for a figure.
const (
	narrow   = 250
	letter   = 13
	line     = 18
	thick    = 14 // of a bar
	gap      = 14 // below a row
	maxLines = 3
	between  = 12 // a label and its value
)

// whole is the width of a figure, in hundredths of a per cent.
const whole = 10_000

// drawing writes one figure.
type drawing struct {
	b strings.Builder
}

func (d *drawing) put(format string, args ...any) { fmt.Fprintf(&d.b, format, args...) }

// open begins a figure of a height in pixels.
func (d *drawing) open(h Head, height int) {
	id := esc(h.ID)
	d.put(`<svg xmlns="http://www.w3.org/2000/svg" class="plot" role="img" width="100%%" height="%d" aria-labelledby="%s-t" aria-describedby="%s-d">`+"\n", height, id, id)
	d.put(`<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`+"\n", id, esc(h.Title), id, esc(h.Desc))
}

func (d *drawing) close() []byte {
	d.put("</svg>\n")
	return []byte(d.b.String())
}

// head writes the label and the value of a row from y downwards, and returns where they end.
func (d *drawing) head(y int, label, said string, strong bool) int {
	class, end := "", "end"
	if strong {
		class, end = ` class="strong"`, "end strong"
	}
	lines, _ := headLines(label, said)
	for i, text := range lines {
		d.put(`<text y="%d"%s>%s</text>`+"\n", y+line*(i+1)-5, class, esc(text))
	}
	y += headHeight(label, said)
	d.put(`<text x="100%%" y="%d" class="%s">%s</text>`+"\n", y-5, end, esc(said))
	return y
}

// headLines breaks a label so that it fits the narrowest page, and says whether its value fits beside the last line there.
// If not, it has a line of its own.
func headLines(label, said string) (lines []string, beside bool) {
	lines = diagram.WrapText(label, letter, narrow, maxLines)
	if len(lines) == 0 {
		return nil, false
	}
	return lines, diagram.TextWidth(lines[len(lines)-1], letter)+between+diagram.TextWidth(said, letter) <= narrow
}

// headHeight is the height of a label with its value.
func headHeight(label, said string) int {
	lines, beside := headLines(label, said)
	if !beside {
		return line * (len(lines) + 1)
	}
	return line * len(lines)
}

// rect draws a block over a part of the width. The tip is for a pointer that rests on it; "" where its value is written.
func (d *drawing) rect(class string, from, to, y, height int, tip string) {
	d.put(`<rect class="%s" x="%s" y="%d" width="%s" height="%d"`, class, percent(from), y, percent(to-from), height)
	if tip == "" {
		d.put("/>\n")
		return
	}
	d.put("><title>%s</title></rect>\n", esc(tip))
}

// upright draws a line from top to bottom.
func (d *drawing) upright(class string, x, from, to int) {
	d.put(`<line class="%s" x1="%s" x2="%s" y1="%d" y2="%d"/>`+"\n", class, percent(x), percent(x), from, to)
}

// percent writes hundredths of a per cent.
func percent(hundredths int) string {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	text := strconv.Itoa(hundredths / 100)
	if rest := hundredths % 100; rest > 0 {
		text += "." + strings.TrimRight(fmt.Sprintf("%02d", rest), "0")
	}
	return sign + text + "%"
}

// scale puts values in places along a line.
type scale struct {
	low, high   int64 // values; low < high
	first, last int   // places
}

// at is the place of a value, rounded down.
func (s scale) at(v int64) int {
	v = min(max(v, s.low), s.high)
	return s.first + int((v-s.low)*int64(s.last-s.first)/(s.high-s.low))
}

// most bounds a value that is drawn: so that arithmetic in hundredths of a per cent is exact.
const most = 1_000_000_000_000

func bounded(v int64) int64 { return min(max(v, -most), most) }

// over makes a scale over values that begins and ends at a round one, with at most steps steps between them, and returns the
// values of its steps.
func over(values []int64, steps int64, first, last int) (scale, []int64) {
	low, high := int64(0), int64(0)
	for _, v := range values {
		low, high = min(low, bounded(v)), max(high, bounded(v))
	}
	step := round(max(1, (high-low+steps-1)/steps))
	if rest := low % step; rest != 0 {
		low -= rest + step
	}
	if rest := high % step; rest != 0 {
		high += step - rest
	}
	if high == low {
		high += step
	}
	var ticks []int64
	for v := low; v <= high; v += step {
		ticks = append(ticks, v)
	}
	return scale{low, high, first, last}, ticks
}

// round is the least of 1, 2, 5, 10, 20, 50, ... that is at least n.
func round(n int64) int64 {
	for ten := int64(1); ; ten *= 10 {
		for _, r := range []int64{1, 2, 5} {
			if r*ten >= n {
				return r * ten
			}
		}
	}
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// esc makes a text safe inside an element or an attribute.
func esc(text string) string {
	return escaper.Replace(strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r >= 0x20 && r != 0xfffe && r != 0xffff {
			return r
		}
		return '\ufffd'
	}, strings.ToValidUTF8(text, "\ufffd")))
}
