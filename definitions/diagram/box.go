package diagram

import (
	"slices"
	"strconv"
	"strings"
)

// Sizes of what stands in the drawing, in pixels. At this scale the smallest letters are 11 pixels high.
const (
	// grid is what widths and gaps are multiples of, so that lines that bend do so visibly, and not by a pixel or two.
	grid         = 8
	boxWidth     = 208
	boxPad       = 12
	stripe       = 5 // the edge of a box in the colour of its role
	iconRoom     = 16
	pillWidth    = 176
	pillPad      = 8
	outcomeWidth = 144
	choiceWidth  = 112
	mapWidth     = 176
	lineSmall    = 15
	lineBig      = 18
)

var (
	fontSmall  = font{size: 11}
	fontStrong = font{size: 11, bold: true}
	fontLabel  = font{size: 12}
	fontBig    = font{size: 13, bold: true}
	fontTitle  = font{size: 16, bold: true}
	fontSheet  = font{size: 22, bold: true}

	fontLabelBold = font{size: 12, bold: true}
)

// content is what stands in a box or pill before it has a place: lines from the top down, and how large that makes it.
type content struct {
	w, h  int
	lines []line
	icons []Icon
	rows  []row
	free  Rect
}

// line is one line of text, with the height of its baseline from the top of the box.
type line struct {
	text string
	font font
	role Style
	x, y int
}

// row is a line that stands for arrows that stay.
type row struct {
	arrows []*Arrow
	y, h   int
}

// writer fills a content from the top down.
type writer struct {
	content
	x, width int
}

func (w *writer) write(text string, f font, role Style, most int) {
	height := lineSmall
	if f.size > 12 {
		height = lineBig
	}
	for _, l := range f.wrap(text, w.width, most) {
		w.h += height
		w.lines = append(w.lines, line{text: l, font: f, role: role, x: w.x, y: w.h - height/4})
	}
}

// icon sets a sign before the next line, and that line to the right of it.
func (w *writer) icon(o Origin) {
	w.icons = append(w.icons, Icon{o, Point{w.x, w.h + 2}})
}

// indent moves what is written next to the right, or back.
func (w *writer) indent(by int) { w.x, w.width = w.x+by, w.width-by }

// withIcon writes a text behind a sign.
func (w *writer) withIcon(o Origin, text string, f font, role Style, most int) {
	w.icon(o)
	w.indent(iconRoom)
	w.write(text, f, role, most)
	w.indent(-iconRoom)
}

func (w *writer) gap(by int) { w.h += by }

// centre sets every line in the middle.
func (w *writer) centre() {
	for i, l := range w.lines {
		w.lines[i].x = (w.w - l.font.width(l.text)) / 2
	}
}

// contentOf makes what stands in the box of a node.
func (d *drafter) contentOf(n *Node) content {
	switch n.Kind {
	case Outcome:
		w := &writer{x: boxPad, width: outcomeWidth - 2*boxPad}
		w.gap(6)
		w.write(n.Label, fontLabel, StyleOutcome, 3)
		w.gap(8)
		w.w = even(max(64, fontLabel.widest(texts(w.lines))+2*boxPad))
		w.centre()
		return w.content
	case Choice:
		w := &writer{x: 20, width: choiceWidth + 40}
		w.gap(7)
		w.write(strconv.Itoa(n.Number)+"  "+n.Label, fontStrong, StyleWho, 2)
		w.gap(8)
		w.w = even(max(choiceWidth, fontStrong.widest(texts(w.lines))+40))
		w.centre()
		return w.content
	case Whole:
		w := &writer{x: 10, width: mapWidth - 20}
		w.gap(7)
		w.write(n.Label, fontLabelBold, StyleWhat, 3)
		if n.Goal != "" {
			w.write(n.Goal, fontSmall, StyleNote, 1)
		}
		w.w = even(max(96, fontLabelBold.widest(texts(w.lines))+20))
		if d.second {
			w.free = Rect{w.x, w.h, w.w - 20, lineSmall}
			w.gap(lineSmall)
		}
		w.gap(8)
		w.centre()
		return w.content
	case Begin, People, Waiting, Calling, Forking, Asking, Anywhere:
		return d.stepContent(n)
	default:
		panic("diagram: node kind " + string(n.Kind))
	}
}

// stepContent writes who, what, goal and term, and what can be done without going anywhere.
func (d *drafter) stepContent(n *Node) content {
	w := &writer{x: stripe + boxPad, width: boxWidth - stripe - 2*boxPad}
	w.w = boxWidth
	w.gap(8)
	d.head(w, n)
	w.gap(2)
	if n.Kind == Anywhere && n.Origin != Person {
		w.withIcon(n.Origin, n.Label, fontBig, StyleWhat, 5)
	} else {
		w.write(n.Label, fontBig, StyleWhat, 5)
	}
	if !d.brief {
		d.details(w, n)
	}
	if d.second && n.Number > 0 {
		w.gap(3)
		w.free = Rect{w.x, w.h, w.width, lineSmall}
		w.gap(lineSmall)
	}
	w.gap(10)
	return w.content
}

// details writes what a box says beside who does what.
func (d *drafter) details(w *writer, n *Node) {
	if n.Goal != "" {
		w.gap(2)
		w.write(n.Goal, fontSmall, StyleGoal, 3)
	}
	if n.Kind == Anywhere {
		w.gap(2)
		top := w.h
		w.write(d.whereOf(n), fontSmall, StyleNote, 2)
		d.quietRow(w, n, top)
	}
	if n.Term != "" && n.Term != d.say(sayNoTerm) {
		w.gap(4)
		w.withIcon(Silence, n.Term, fontLabel, StyleTerm, 2)
	}
	if n.Not != "" {
		w.gap(2)
		w.write(n.Not, fontSmall, StyleNote, 2)
	}
	if does := d.effectsText(n.Effects); does != "" {
		w.gap(2)
		w.write(does, fontSmall, StyleNote, 3)
	}
	d.stays(w, n)
}

// head writes the number of a step and who is responsible: people, other flows, a service.
func (d *drafter) head(w *writer, n *Node) {
	who := labels(n.Who)
	switch n.Kind {
	case Calling, Forking:
		who = nil
		for _, id := range n.Calls {
			who = append(who, d.title(id))
		}
	case Asking:
		who = []string{n.Service}
	case Waiting:
		who = []string{d.say(sayWaitsFor)}
	case Begin, People, Choice, Anywhere, Outcome, Whole:
	}
	if n.Number > 0 {
		number := strconv.Itoa(n.Number)
		w.lines = append(w.lines, line{text: number, font: fontStrong, role: StyleNumber, x: w.x + numberPad, y: w.h + lineSmall - lineSmall/4})
		indent := fontStrong.width(number) + 2*numberPad + 6
		w.indent(indent)
		defer w.indent(-indent)
	}
	top := w.h
	w.write(strings.Join(who, ", "), fontStrong, StyleWho, 3)
	if n.Number > 0 {
		w.h = max(w.h, top+lineSmall)
	}
}

// numberPad is the ground of a number, left and right of it.
const numberPad = 5

// quietRow lets the line that says where something may happen stand for an arrow that stays and has nothing more to say.
func (d *drafter) quietRow(w *writer, n *Node, top int) {
	for _, a := range d.flow.Out(n.ID) {
		if a.Stay && d.cardText(a) == "" {
			w.rows = append(w.rows, row{arrows: []*Arrow{a}, y: top, h: w.h - top + 2})
		}
	}
}

// whereOf says at which steps something may happen.
func (d *drafter) whereOf(n *Node) string {
	if len(n.At) == 0 {
		return d.say(sayAtEveryStep)
	}
	return d.say(sayAtStep, and(d.numbers(n), d.say(sayAnd)))
}

// numbers are the numbers of the steps at which something may happen.
func (d *drafter) numbers(n *Node) []string {
	flow := d.chart.Flow(n.Flow)
	var numbers []string
	for _, id := range n.At {
		if at := flow.Node(id); at != nil {
			numbers = append(numbers, strconv.Itoa(at.Number))
		}
	}
	return numbers
}

// maxRows is how many rows of what stays a box shows.
const maxRows = 8

// stays lists the arrows that stay where they are: a line for each would only lead back to its box.
func (d *drafter) stays(w *writer, n *Node) {
	if n.Kind == Anywhere {
		return
	}
	var shown int
	var rest []*Arrow
	for _, a := range d.flow.Out(n.ID) {
		if !a.Stay || a.Origin == Silence && len(a.Effects) == 0 && a.Condition == "" {
			continue
		}
		if shown++; shown > maxRows {
			rest = append(rest, a)
			continue
		}
		text := a.Label + d.byText(a)
		if a.Condition != "" {
			text += ", " + a.Condition
		}
		d.stayRow(w, text, a)
	}
	if len(rest) > 0 {
		d.stayRow(w, d.say(sayMoreLines, len(rest)), rest...)
	}
}

func (d *drafter) stayRow(w *writer, text string, arrows ...*Arrow) {
	if len(w.rows) == 0 {
		w.gap(5)
	}
	top := w.h
	w.withIcon(arrows[0].Origin, text, fontLabel, StyleStay, 2)
	w.gap(2)
	w.rows = append(w.rows, row{arrows: arrows, y: top, h: w.h - top})
}

// byText names who decides where that is not simply who the step is for.
func (d *drafter) byText(a *Arrow) string {
	if len(a.By) == 0 {
		return ""
	}
	return " (" + strings.Join(labels(a.By), ", ") + ")"
}

// maxNamed is how many flows a box or label names before it counts them.
const maxNamed = 3

// effectsText says what is done to other flows.
func (d *drafter) effectsText(effects []Effect) string {
	var parts []string
	for _, kind := range []EffectKind{Starts, Tells, Suspends, Resumes, Cancels} {
		var flows []string
		for _, e := range effects {
			if e.Kind != kind {
				continue
			}
			name := d.title(e.Flow)
			if kind == Tells {
				parts = append(parts, d.say(sayAlsoTells, e.Message, name))
				continue
			}
			if !slices.Contains(flows, name) {
				flows = append(flows, name)
			}
		}
		switch {
		case len(flows) > maxNamed:
			parts = append(parts, d.say(effectPhrases[kind], d.say(sayManyFlows, len(flows))))
		case len(flows) > 0:
			parts = append(parts, d.say(effectPhrases[kind], listed(flows)))
		}
	}
	return strings.Join(parts, "; ")
}

func (d *drafter) title(flow string) string {
	if flow == Others {
		return d.say(sayEveryOther)
	}
	if t, ok := d.titles[flow]; ok {
		return t
	}
	return flow
}

func labels(parties []Party) []string {
	out := make([]string, len(parties))
	for i, p := range parties {
		out[i] = p.Label
	}
	return out
}

func texts(lines []line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.text
	}
	return out
}

// maxPillArrows is how many arrows one pill names.
const maxPillArrows = 6

// pillOf makes the label on a line: a line of text for each arrow, its condition below it.
func (d *drafter) pillOf(arrows []*Arrow) content {
	w := &writer{x: pillPad + iconRoom, width: pillWidth - 2*pillPad - iconRoom}
	w.gap(4)
	w.icons = []Icon{{arrows[0].Origin, Point{pillPad, 6}}}
	empty := true
	for i, a := range arrows {
		if i == maxPillArrows {
			w.write(d.say(sayMoreLines, len(arrows)-i), fontLabel, StyleArrow, 1)
			break
		}
		if a.Label != "" {
			w.write(a.Label+d.byText(a), fontLabel, StyleArrow, 3)
			empty = false
		}
		if a.Condition != "" {
			w.write(a.Condition, fontSmall, StyleCondition, 3)
			empty = false
		}
		if does := d.effectsText(a.Effects); does != "" {
			w.write(does, fontSmall, StyleNote, 3)
			empty = false
		}
	}
	if empty {
		return content{}
	}
	w.gap(6)
	for _, l := range w.lines {
		w.w = max(w.w, l.font.width(l.text)+2*pillPad+iconRoom)
	}
	w.w = even(w.w)
	return w.content
}

// even rounds a width up so that its half is on the grid.
func even(width int) int { return (width + 2*grid - 1) / (2 * grid) * (2 * grid) }
