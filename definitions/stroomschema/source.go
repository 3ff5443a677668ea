package stroomschema

import (
	"bytes"
	"unicode/utf8"

	"stroom/definitions/diag"
)

// source is the text of one file with the places of its lines. It is immutable after newSource.
type source struct {
	file  string
	bytes []byte
	lines []int // byte offset of the first byte of each line
}

func newSource(file string, text []byte) *source {
	s := &source{file: file, bytes: text, lines: []int{0}}
	for i, b := range text {
		if b == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// line returns the bytes of a line (from 1) without its end.
func (s *source) line(number int) []byte {
	if number < 1 || number > len(s.lines) {
		return nil
	}
	end := len(s.bytes)
	if number < len(s.lines) {
		end = s.lines[number] - 1
	}
	start := s.lines[number-1]
	if end > start && s.bytes[end-1] == '\r' {
		end--
	}
	return s.bytes[start:end]
}

// lastWith is the last line up to a number that holds some text; that number when none does.
func (s *source) lastWith(text []byte, number int) int {
	for n := number; n > 0; n-- {
		if bytes.Contains(s.line(n), text) {
			return n
		}
	}
	return number
}

// whole is the range of the trimmed text of a line, for faults of which only the line is known.
func (s *source) whole(number int) diag.Range {
	number = max(1, min(number, len(s.lines)))
	line := s.line(number)
	first := 0
	for first < len(line) && line[first] == ' ' {
		first++
	}
	start := diag.Pos{Line: number, Column: first + 1, Byte: s.lines[number-1] + first}
	end := diag.Pos{Line: number, Column: first + 1 + utf8.RuneCount(line[first:]), Byte: s.lines[number-1] + len(line)}
	return diag.Range{File: s.file, Start: start, End: end}
}

// cursor walks forward through a source and counts lines and columns. Places that are asked for in the order of the text
// cost one walk together, however long a line is.
type cursor struct {
	src *source
	pos diag.Pos
}

func (s *source) start() cursor {
	return cursor{src: s, pos: diag.Pos{Line: 1, Column: 1}}
}

// seek moves to a line and column. Moving back starts at the line again.
func (c *cursor) seek(line, column int) diag.Pos {
	if line != c.pos.Line || column < c.pos.Column {
		line = max(1, min(line, len(c.src.lines)))
		c.pos = diag.Pos{Line: line, Column: 1, Byte: c.src.lines[line-1]}
	}
	for c.pos.Column < column && !c.atEnd() && c.peek() != '\n' {
		c.next()
	}
	return c.pos
}

func (c *cursor) atEnd() bool { return c.pos.Byte >= len(c.src.bytes) }

// peek returns the code point under the cursor, or utf8.RuneError at the end.
func (c *cursor) peek() rune {
	r, _ := utf8.DecodeRune(c.src.bytes[c.pos.Byte:])
	return r
}

// peekAt returns the byte at a distance, or 0 behind the end.
func (c *cursor) peekAt(distance int) byte {
	if at := c.pos.Byte + distance; at < len(c.src.bytes) {
		return c.src.bytes[at]
	}
	return 0
}

// next moves over one code point.
func (c *cursor) next() {
	if c.atEnd() {
		return
	}
	r, size := utf8.DecodeRune(c.src.bytes[c.pos.Byte:])
	c.pos.Byte += size
	if r == '\n' {
		c.pos.Line++
		c.pos.Column = 1
		return
	}
	c.pos.Column++
}

func (c *cursor) skip(count int) {
	for range count {
		c.next()
	}
}
