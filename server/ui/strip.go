package ui

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Strip is a past on one screen: lanes beside each other over one line of time. Days on which nothing happens anywhere are folded, with how
// many there are written in the fold. The zero Strip draws nothing.
type Strip struct {
	Lang  string
	Now   time.Time
	Lanes []Lane
}

// Lane is one part.
type Lane struct {
	Title string
	Stays []Stay
	Marks []Mark
}

// Stay is how long a part stood at one step.
type Stay struct {
	Run         int
	From, Until time.Time
	Text, Short string // what it says when pointed at, and what is written in it when there is room
	Now         bool   // it stands there now
	Late        bool   // and its term is over
	Held        bool   // it lies still there
	Future      bool   // so long it may still stand there
}

// Mark is something that somebody did, or tried to do.
type Mark struct {
	At      time.Time
	Text    string
	Refused bool
}

// Measures of the drawing, in its own units; letterWidth is of the widest letters of its type.
const (
	stripWidth  = 1000
	stripLeft   = 190 // beside it stand the titles
	stripTop    = 44
	laneHeight  = 30
	barHeight   = 18
	letterWidth = 6.3
	foldDays    = 14 // days that are drawn as they are; of more, only so many
	roomForDate = 74
	roomForFold = 48
)

// axis tells where a moment stands.
type axis struct {
	days []int     // days on which something happens, counted from 1970 in the zone of the strip
	at   []float64 // where each begins; one more than days: the end
}

// Draw makes the drawing as SVG.
func (s Strip) Draw() template.HTML {
	if len(s.Lanes) == 0 {
		return ""
	}
	a := s.axis()
	height := stripTop + len(s.Lanes)*laneHeight + 6
	var b strings.Builder
	fmt.Fprintf(&b, `<svg viewBox="0 0 %d %d" role="img" aria-labelledby="strip-title"><title id="strip-title">%s</title>`,
		stripWidth, height, template.HTMLEscapeString(Say(s.Lang, "timeline.whole")+". "+Say(s.Lang, "timeline.same")))
	s.folds(&b, a, height)
	s.dates(&b, a, height)
	for i, l := range s.Lanes {
		l.draw(&b, a, float64(stripTop+i*laneHeight))
	}
	now := a.x(s.Now)
	fmt.Fprintf(&b, `<path class="s-today" d="M%s %dV%d"/></svg>`, coordinate(now), stripTop-6, height)
	return template.HTML(b.String()) // every text in it is escaped
}

// dayOf counts days in the zone of a moment.
func dayOf(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

func (s Strip) axis() axis {
	days := []int{dayOf(s.Now), dayOf(s.Now) + 1}
	for _, l := range s.Lanes {
		for _, b := range l.Stays {
			days = append(days, dayOf(b.From), dayOf(b.Until), dayOf(b.Until)+1)
		}
		for _, m := range l.Marks {
			days = append(days, dayOf(m.At), dayOf(m.At)+1)
		}
	}
	slices.Sort(days)
	a := axis{days: slices.Compact(days)}
	units := 0
	for i := range a.days[1:] {
		units += min(a.gap(i), foldDays)
	}
	unit, x := float64(stripWidth-stripLeft-4)/float64(max(units, 1)), float64(stripLeft)
	for i := range a.days {
		a.at = append(a.at, x)
		if i+1 < len(a.days) {
			x += float64(min(a.gap(i), foldDays)) * unit
		}
	}
	return a
}

// gap is how many days lie between a day of the axis and the next.
func (a axis) gap(i int) int { return a.days[i+1] - a.days[i] }

// x is where a moment stands.
func (a axis) x(t time.Time) float64 {
	day := dayOf(t)
	i, _ := slices.BinarySearch(a.days, day+1)
	i = max(i-1, 0)
	if i+1 >= len(a.days) {
		return a.at[len(a.at)-1]
	}
	h, m, _ := t.Clock()
	part := (float64(day-a.days[i]) + float64(h*60+m)/1440) / float64(a.gap(i))
	return a.at[i] + part*(a.at[i+1]-a.at[i])
}

// folds draws the times that are folded, with their length where there is room.
func (s Strip) folds(b *strings.Builder, a axis, height int) {
	for i := range a.days[1:] {
		if a.gap(i) <= foldDays {
			continue
		}
		x, width := a.at[i], a.at[i+1]-a.at[i]
		text := Say(s.Lang, "timeline.days", strconv.Itoa(a.gap(i)))
		fmt.Fprintf(b, `<rect class="s-fold" x="%s" y="%d" width="%s" height="%d"><title>%s</title></rect>`,
			coordinate(x), stripTop-6, coordinate(width), height-stripTop+6, template.HTMLEscapeString(text))
		if width < roomForFold {
			text = strconv.Itoa(a.gap(i))
		}
		if width >= roomForFold/2 {
			fmt.Fprintf(b, `<text class="s-soft" text-anchor="middle" x="%s" y="%d">%s</text>`, coordinate(x+width/2), stripTop-10, template.HTMLEscapeString(text))
		}
	}
}

// dates writes as many days above the strip as there is room for, and today always.
func (s Strip) dates(b *strings.Builder, a axis, height int) {
	now := a.x(s.Now)
	write := func(x float64, text, class string) {
		anchor := "start"
		if x > stripWidth-roomForDate {
			anchor = "end"
		}
		fmt.Fprintf(b, `<text class="%s" text-anchor="%s" x="%s" y="14">%s</text>`, class, anchor, coordinate(x), template.HTMLEscapeString(text))
	}
	write(now, Say(s.Lang, "timeline.today"), "s-now")
	last := float64(stripLeft - roomForDate)
	for i, day := range a.days {
		x := a.at[i]
		if x < last+roomForDate || x > now-roomForDate && x < now+roomForDate || x > stripWidth-roomForDate/2 {
			continue
		}
		at := time.Unix(int64(day)*86_400, 0).UTC()
		write(x, strconv.Itoa(at.Day())+" "+monthNames[s.Lang][at.Month()-1]+" "+strconv.Itoa(at.Year()%100), "s-soft")
		last = x
	}
}

// draw writes one lane: its title, its bars and its marks.
func (l Lane) draw(b *strings.Builder, a axis, y float64) {
	fmt.Fprintf(b, `<g><title>%s</title><text x="0" y="%s">%s</text><path class="s-line" d="M0 %sH%d"/>`,
		template.HTMLEscapeString(l.Title), coordinate(y+17), template.HTMLEscapeString(fitting(l.Title, stripLeft-6)), coordinate(y+laneHeight-3), stripWidth)
	for _, bar := range l.Stays {
		x, end := a.x(bar.From), a.x(bar.Until)
		width := max(end-x, 3)
		class := "s-past"
		switch {
		case bar.Future:
			class = "s-future"
		case bar.Held:
			class = "s-held"
		case bar.Late:
			class = "s-late"
		case bar.Now:
			class = "s-present"
		}
		fmt.Fprintf(b, `<g class="%s"><title>%s</title><rect x="%s" y="%s" width="%s" height="%d" rx="3"/>`,
			class, template.HTMLEscapeString(bar.Text), coordinate(x), coordinate(y+3), coordinate(width), barHeight)
		if short := fitting(bar.Short, width-8); short != "" {
			fmt.Fprintf(b, `<text x="%s" y="%s">%s</text>`, coordinate(x+4), coordinate(y+16), template.HTMLEscapeString(short))
		}
		b.WriteString("</g>")
	}
	for _, m := range l.Marks {
		x, at := a.x(m.At), y+laneHeight-5
		if m.Refused {
			fmt.Fprintf(b, `<path class="s-no" d="M%s %sl7 7m0 -7l-7 7"><title>%s</title></path>`, coordinate(x-3.5), coordinate(at-3.5), template.HTMLEscapeString(m.Text))
			continue
		}
		fmt.Fprintf(b, `<circle class="s-mark" cx="%s" cy="%s" r="3.5"><title>%s</title></circle>`, coordinate(x), coordinate(at), template.HTMLEscapeString(m.Text))
	}
	b.WriteString("</g>")
}

// fitting cuts a text to a width; "" when too little of it would be left to read.
func fitting(text string, width float64) string {
	letters, room := []rune(text), int(width/letterWidth)
	switch {
	case len(letters) <= room:
		return text
	case room < 6:
		return ""
	}
	return strings.TrimSpace(string(letters[:room-1])) + "…"
}

func coordinate(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
