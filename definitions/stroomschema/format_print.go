package stroomschema

import (
	"slices"
	"strings"
)

// What a line may take, in code points. A row of a table, whose columns are read downwards, may take more.
const (
	lineWidth     = 120
	rowWidth      = 180
	commentColumn = 32 // where a comment behind a short line begins, from 1
	commentsAlign = 80 // up to this column comments of neighbouring lines are aligned
)

// layout is how the value of an entry is written.
type layout uint8

const (
	onOneLine layout = iota
	asBlock          // a scalar of several lines
	filled           // a list of scalars in brackets, over several lines
	broken           // one line, or more, for each child
)

// printer writes the canonical form, line by line.
type printer struct {
	lines  []printed
	inline map[*entry]string // collections that fit on some line; "" for those that cannot
}

type printed struct{ text, comment string }

// print returns the canonical form of a whole file.
func (e *entry) print() string {
	p := printer{inline: map[*entry]string{}}
	for _, c := range slices.Concat(e.above, e.line) {
		p.own(c, 0)
	}
	if len(e.children) == 0 {
		for _, c := range e.last {
			p.own(c, 0)
		}
	}
	switch how := p.layout(e, 0, 0, lineWidth); {
	case how == asBlock: // its lines would have no indentation, and end the document
		p.value(e, "", 0, onOneLine, nil)
	case how != broken:
		p.value(e, "", 0, how, nil)
	default:
		p.children(e, "", 0, 0)
	}
	return p.text()
}

// text joins the lines, with the comments behind them.
func (p *printer) text() string {
	var b strings.Builder
	for i := 0; i < len(p.lines); {
		end := i + 1
		for end < len(p.lines) && p.lines[end].comment != "" && p.lines[i].comment != "" &&
			indentation(p.lines[end].text) == indentation(p.lines[i].text) {
			end++
		}
		column := commentColumn - 1
		for _, line := range p.lines[i:end] {
			if behind := runeCount(line.text) + 2; behind <= commentsAlign {
				column = max(column, behind)
			}
		}
		for ; i < end; i++ {
			line := p.lines[i]
			b.WriteString(line.text)
			if line.comment != "" {
				b.WriteString(strings.Repeat(" ", max(column-runeCount(line.text), 2)) + line.comment)
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func (p *printer) line(text string, behind []comment) {
	line := printed{text: text}
	if len(behind) > 0 {
		line.comment = behind[0].text
	}
	p.lines = append(p.lines, line)
}

// own writes a comment on a line of its own.
func (p *printer) own(c comment, indent int) {
	if c.blank {
		p.empty()
	}
	p.line(spaces(indent)+c.text, nil)
}

// empty writes an empty line, never two, and none at the top.
func (p *printer) empty() {
	if n := len(p.lines); n > 0 && p.lines[n-1].text != "" {
		p.lines = append(p.lines, printed{})
	}
}

func spaces(n int) string { return strings.Repeat(" ", n) }

// children writes the children of e, each on lines of its own. lead is what stands before the first on its line; when those
// are dashes, comments about it stand at the first of them, at column own.
func (p *printer) children(e *entry, lead string, indent, own int) {
	for i, c := range e.top {
		c.blank = c.blank && i > 0
		p.own(c, own)
	}
	if len(e.top) > 0 && e.apart {
		p.empty()
	}
	limit := lineWidth
	if p.table(e, indent) {
		limit = rowWidth
	}
	for i, child := range e.children {
		if i > 0 {
			lead, own = spaces(indent), indent
			if len(e.children[i-1].foot) > 0 || len(child.head) == 0 && child.blank {
				p.empty()
			}
		}
		p.child(child, lead, indent, own, limit, i == 0)
		for _, c := range child.foot {
			p.own(c, indent)
		}
	}
	for _, c := range e.last {
		p.own(c, indent)
	}
}

// child writes a key with its value, or an item.
func (p *printer) child(e *entry, lead string, indent, own, limit int, first bool) {
	start, lines := indent+2, indent+2
	switch {
	case e.key != nil && len(e.above) == 0:
		start = indent + runeCount(e.keyText()) + 1
	case e.key != nil:
		lines = indent + 4
	}
	how := p.layout(e, start, lines, limit)
	head := e.head
	switch {
	case e.key == nil && how == broken:
		head = slices.Concat(head, e.line, e.above)
	case e.key == nil && len(e.children) == 0:
		head = slices.Concat(head, e.above, e.last)
	case e.key == nil:
		head = slices.Concat(head, e.above)
	}
	for i, c := range head {
		c.blank = c.blank && !(first && i == 0)
		p.own(c, own)
	}
	if len(e.head) > 0 && e.blank {
		p.empty()
	}
	if e.key == nil {
		p.item(e, lead+"- ", indent+2, own, how)
		return
	}
	p.pair(e, lead+e.keyText(), indent, how)
}

func (e *entry) keyText() string { return bare(e.key.text) + ":" }

func (p *printer) item(e *entry, lead string, indent, own int, how layout) {
	if how == broken {
		p.children(e, lead, indent, own)
		return
	}
	p.value(e, lead, indent, how, e.line)
}

func (p *printer) pair(e *entry, text string, indent int, how layout) {
	above := e.above
	if len(e.children) == 0 {
		above = slices.Concat(above, e.last)
	}
	if how != broken && len(above) == 0 {
		p.value(e, text+" ", indent+2, how, e.line)
		return
	}
	p.line(text, e.line)
	for i, c := range above {
		c.blank = c.blank && i > 0
		p.own(c, indent+2)
	}
	if how == broken {
		p.children(e, spaces(indent+2), indent+2, indent+2)
		return
	}
	p.value(e, spaces(indent+2), indent+4, how, nil)
}

// value writes a value that starts behind lead, with its other lines from indent.
func (p *printer) value(e *entry, lead string, indent int, how layout, behind []comment) {
	switch how {
	case filled:
		p.fill(e, lead, behind)
	case asBlock:
		header, lines, _ := p.block(e, runeCount(lead), indent)
		p.line(lead+header, behind)
		for _, line := range lines {
			if line != "" {
				line = spaces(indent) + line
			}
			p.lines = append(p.lines, printed{text: line})
		}
	default:
		p.line(lead+p.oneLine(e), behind)
	}
}

// block returns the scalar of e as a block, if that is how it is written behind start with lines from indent.
func (p *printer) block(e *entry, start, indent int) (string, []string, bool) {
	return e.blockLines(lineWidth-indent, start+runeCount(e.written()) <= lineWidth)
}

// fill writes a list in brackets over several lines.
func (p *printer) fill(e *entry, lead string, behind []comment) {
	indent := runeCount(lead) + 1
	text := lead + "["
	for i, child := range e.children {
		word := p.oneLine(child) + ","
		if i == len(e.children)-1 {
			word = p.oneLine(child) + "]"
		}
		switch {
		case i == 0:
			text += word
		case runeCount(text)+1+runeCount(word) <= lineWidth:
			text += " " + word
		default:
			p.line(text, nil)
			text = spaces(indent) + word
		}
	}
	p.line(text, behind)
}

// layout decides how the value of e is written when it starts behind start, with its other lines from indent.
func (p *printer) layout(e *entry, start, indent, limit int) layout {
	if !e.collection() {
		if _, _, ok := p.block(e, start, indent); ok {
			return asBlock
		}
		return onOneLine
	}
	if len(e.children) == 0 {
		return onOneLine
	}
	if text := p.oneLine(e); text != "" && start+runeCount(text) <= limit {
		return onOneLine
	}
	if p.fillable(e) {
		return filled
	}
	return broken
}

// fillable reports whether e is a list that begins with words, without comments.
func (p *printer) fillable(e *entry) bool {
	if e.value.kind != sequenceNode || e.children[0].collection() || p.oneLine(e) == "" {
		return false
	}
	for _, child := range e.children {
		if runeCount(p.oneLine(child)) > lineWidth*2/3 {
			return false
		}
	}
	return true
}

// commented reports whether comments belong to e itself.
func (e *entry) commented() bool {
	return len(e.head)+len(e.line)+len(e.above)+len(e.foot) > 0
}

// oneLine returns the value of e on one line; "" when it cannot be.
func (p *printer) oneLine(e *entry) string {
	if !e.collection() {
		return e.written()
	}
	if len(e.children) == 0 {
		return brackets(e)
	}
	if text, known := p.inline[e]; known {
		return text
	}
	p.inline[e] = p.makeOneLine(e)
	return p.inline[e]
}

func (p *printer) makeOneLine(e *entry) string {
	if !e.flow || len(e.last)+len(e.top) > 0 {
		return ""
	}
	var b strings.Builder
	b.WriteByte(brackets(e)[0])
	for i, child := range e.children {
		text := p.oneLine(child)
		if text == "" || child.commented() || len(child.last) > 0 {
			return ""
		}
		if i > 0 {
			b.WriteString(", ")
		}
		if child.key != nil {
			b.WriteString(child.keyText() + " ")
		}
		b.WriteString(text)
	}
	b.WriteByte(brackets(e)[1])
	return b.String()
}

func brackets(e *entry) string {
	if e.value.kind == mappingNode {
		return "{}"
	}
	return "[]"
}

// table reports whether the children of e are the rows of a table: three or more, all with the same keys, no value within a
// value, and each on one line that is not too long.
func (p *printer) table(e *entry, indent int) bool {
	if len(e.children) < 3 {
		return false
	}
	first := e.children[0]
	for _, row := range e.children {
		if row.value.kind != mappingNode || len(row.above) > 0 || len(row.children) != len(first.children) {
			return false
		}
		for i, cell := range row.children {
			if cell.collection() || cell.key.text != first.children[i].key.text {
				return false
			}
		}
		start := indent + 2
		if row.key != nil {
			start = indent + runeCount(row.keyText()) + 1
		}
		if text := p.oneLine(row); text == "" || start+runeCount(text) > rowWidth {
			return false
		}
	}
	return true
}
