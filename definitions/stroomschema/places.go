package stroomschema

import (
	"unicode/utf8"

	"stroom/definitions/diag"
)

// places maps the code points of a scalar to their places in the file. YAML folds lines, strips the indentation of block
// scalars and replaces escapes, so a distance in the decoded text is not a distance in the file; the letters themselves
// come in the same order, and that is what the map is made from.
type places struct {
	file string
	at   []diag.Pos // one for each code point, and one for the end
}

// rng returns the range of the code points from up to end. The end is the place just behind the last of them, so that it
// never runs over an indentation.
func (p places) rng(from, end int) diag.Range {
	start := p.at[min(from, len(p.at)-1)]
	if end <= from {
		return diag.Range{File: p.file, Start: start, End: start}
	}
	last := p.at[min(end-1, len(p.at)-1)]
	behind := last
	behind.Column++
	behind.Byte++ // at least one byte; exact for the end of the text
	if end < len(p.at) && p.at[end].Line == last.Line {
		behind = p.at[end]
	}
	return diag.Range{File: p.file, Start: start, End: behind}
}

// places walks the raw text of a scalar beside its decoded text.
func (n *node) places() places {
	c := cursor{src: n.src, pos: n.rng.Start}
	switch n.style {
	case singleQuoted, doubleQuoted:
		c.next()
	}
	at := make([]diag.Pos, 0, runeCount(n.text)+1)
	for _, r := range n.text {
		n.settle(&c, r)
		at = append(at, c.pos)
		n.pass(&c, r)
	}
	return places{file: n.src.file, at: append(at, c.pos)}
}

// settle moves the cursor to the raw text of the decoded code point r.
func (n *node) settle(c *cursor, r rune) {
	if r == ' ' || r == '\n' || r == '\t' {
		return
	}
	for !c.atEnd() {
		switch raw := c.peek(); {
		case raw == ' ' || raw == '\n' || raw == '\t' || raw == '\r':
			c.next()
		case n.style == doubleQuoted && raw == '\\' && (c.peekAt(1) == '\n' || c.peekAt(1) == '\r'):
			c.next()
		default:
			return
		}
	}
}

// pass moves the cursor over the raw text of the decoded code point r.
func (n *node) pass(c *cursor, r rune) {
	raw := c.peek()
	switch {
	case n.style == doubleQuoted && raw == '\\':
		c.skip(escapeLength(c.peekAt(1)))
	case n.style == singleQuoted && raw == '\'':
		c.skip(2)
	case r == ' ' && (raw == '\n' || raw == '\r'): // a folded line
		c.next()
	case raw == r:
		c.next()
	case r == '\n' && raw == '\r':
		c.skip(2)
	}
}

// escapeLength is the number of code points of an escape in double quotes, by the letter behind the backslash.
func escapeLength(letter byte) int {
	switch letter {
	case 'x':
		return 4
	case 'u':
		return 6
	case 'U':
		return 10
	}
	return 2
}

func runeCount(s string) int { return utf8.RuneCountInString(s) }
