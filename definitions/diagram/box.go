package diagram

import (
	"slices"
	"strconv"
	"strings"
)

// Sizes of what stands in the drawing, in pixels. At this scale the smallest letters are 11 pixels high.
const (
	boxWidth     = 212
	boxPad       = 12
	stripe       = 5 // the edge of a box in the colour of its role
	pillWidth    = 168
	pillPad      = 8
	outcomeWidth = 132
	choiceWidth  = 120
	lineSmall    = 15
	lineBig      = 18
)

var (
	fontSmall  = font{size: 11}
	fontStrong = font{size: 11, bold: true}
	fontLabel  = font{size: 12}
	fontBig    = font{size: 13, bold: true}
	fontTitle  = font{size: 16, bold: true}
)

// content is what stands in a box or pill before it has a place: lines from the top down, and how large that makes it.
type content struct {
	w, h  int
	lines []line
	rows  []row
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

func (w *writer) gap(by int) { w.h += by }

// contentOf makes what stands in the box of a node.
func (d *drafter) contentOf(n *Node) content {
	switch n.Kind {
	case Outcome:
		w := &writer{x: boxPad, width: outcomeWidth - 2*boxPad}
		w.gap(6)
		w.write(n.Label, fontLabel, StyleOutcome, 3)
		w.gap(8)
		w.w = max(64, fontLabel.widest(texts(w.lines))+2*boxPad)
		return w.content
	case Choice:
		w := &writer{x: 20, width: choiceWidth + 40}
		w.gap(7)
		w.write(numbered(n)+n.Label, fontStrong, StyleWho, 2)
		w.gap(8)
		w.w = max(choiceWidth, fontStrong.widest(texts(w.lines))+40)
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
	if head := d.headOf(n); head != "" {
		w.write(head, fontStrong, StyleWho, 3)
	}
	w.gap(2)
	w.write(n.Label, fontBig, StyleWhat, 5)
	if n.Goal != "" {
		w.gap(1)
		w.write(n.Goal, fontSmall, StyleGoal, 3)
	}
	if where := d.whereOf(n); where != "" {
		w.gap(2)
		w.write(where, fontSmall, StyleNote, 2)
	}
	if n.Term != "" && n.Term != d.say(sayNoTerm) {
		w.gap(3)
		w.write(n.Term, fontLabel, StyleTerm, 2)
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
	w.gap(9)
	return w.content
}

// headOf says which number a step has and who is responsible.
func (d *drafter) headOf(n *Node) string {
	who := labels(n.Who)
	switch n.Kind {
	case Calling, Forking:
		who = nil
		for _, id := range n.Calls {
			who = append(who, d.title(id))
		}
	case Asking:
		who = []string{n.Service}
	}
	return numbered(n) + strings.Join(who, ", ")
}

func numbered(n *Node) string {
	if n.Number == 0 {
		return ""
	}
	return strconv.Itoa(n.Number) + "  "
}

// whereOf says at which steps something may happen.
func (d *drafter) whereOf(n *Node) string {
	if n.Kind != Anywhere {
		return ""
	}
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
		d.stayRow(w, a.Label+d.byText(a), a)
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
	w.x, w.width = w.x+14, w.width-14
	w.write(text, fontLabel, StyleStay, 2)
	w.x, w.width = w.x-14, w.width+14
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

// effectsText says what is done to other flows.
func (d *drafter) effectsText(effects []Effect) string {
	says := map[EffectKind]phrase{Starts: sayStarts, CallsIt: sayCalls, Tells: sayAlsoTells, Suspends: saySuspends, Resumes: sayResumes, Cancels: sayCancels}
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
		if len(flows) > 0 {
			parts = append(parts, d.say(says[kind], listed(flows)))
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
	w := &writer{x: pillPad + 16, width: pillWidth - 2*pillPad - 16}
	w.gap(4)
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
		w.w = max(w.w, l.font.width(l.text)+2*pillPad+16)
	}
	return w.content
}
