package lsp

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"stroom/definitions/diag"
)

// MaxDocuments is how many files an editor may have open; those after it are not looked at.
const MaxDocuments = 1_000

// document is a file that is open in the editor.
type document struct {
	uri     string
	path    string // "" of what is no file
	version int
	text    string
}

// encoding is the unit in which the editor counts columns.
type encoding string

// The encodings of positions.
const (
	utf8Encoding  encoding = "utf-8"
	utf16Encoding encoding = "utf-16"
	utf32Encoding encoding = "utf-32"
)

// chooseEncoding returns the first encoding of ours that the editor can do: utf-16 is what every editor can do.
func chooseEncoding(offered []string) encoding {
	for _, ours := range []encoding{utf8Encoding, utf32Encoding} {
		for _, one := range offered {
			if one == string(ours) {
				return ours
			}
		}
	}
	return utf16Encoding
}

// width is how many units a code point takes.
func (e encoding) width(r rune, size int) int {
	switch {
	case e == utf8Encoding:
		return size
	case e == utf16Encoding && r > 0xFFFF:
		return 2
	}
	return 1
}

// columns walks through a line: it returns the byte and the code point at which a number of units has been passed, at most
// the end of the line. A place inside a code point is that before it.
func (e encoding) columns(line string, units int) (bytes, points int) {
	for bytes < len(line) {
		r, size := utf8.DecodeRuneInString(line[bytes:])
		if units -= e.width(r, size); units < 0 {
			break
		}
		bytes += size
		points++
	}
	return bytes, points
}

// units is how many units a number of code points takes, at most those of the line.
func (e encoding) units(line string, points int) int {
	units := 0
	for at := 0; at < len(line) && points > 0; points-- {
		r, size := utf8.DecodeRuneInString(line[at:])
		units += e.width(r, size)
		at += size
	}
	return units
}

// lines are the lines of a text without their ends, as the protocol and the compiler count them.
func lines(text string) []string {
	list := strings.Split(text, "\n")
	for i, line := range list {
		list[i] = strings.TrimSuffix(line, "\r")
	}
	return list
}

// pos turns a position of the protocol into a place.
func (e encoding) pos(text []string, p position) diag.Pos {
	if p.Line < 0 || p.Line >= len(text) {
		return diag.Pos{Line: len(text), Column: utf8.RuneCountInString(text[len(text)-1]) + 1}
	}
	_, points := e.columns(text[p.Line], max(0, p.Character))
	return diag.Pos{Line: p.Line + 1, Column: points + 1}
}

// position turns a place into a position of the protocol.
func (e encoding) position(text []string, p diag.Pos) position {
	if p.Line > len(text) {
		return position{Line: len(text) - 1, Character: e.units(text[len(text)-1], len(text[len(text)-1]))}
	}
	if p.Line < 1 {
		return position{}
	}
	return position{Line: p.Line - 1, Character: e.units(text[p.Line-1], p.Column-1)}
}

// span turns a range into one of the protocol.
func (e encoding) span(text []string, r diag.Range) span {
	return span{Start: e.position(text, r.Start), End: e.position(text, r.End)}
}

// change applies one edit to a text.
// Errors: a range that runs backwards.
func (e encoding) change(text string, c contentChange) (string, error) {
	if c.Range == nil {
		return c.Text, nil
	}
	from, to := e.offset(text, c.Range.Start), e.offset(text, c.Range.End)
	if from > to {
		return "", fmt.Errorf("the range of a change ends before it starts: %+v", *c.Range)
	}
	return text[:from] + c.Text + text[to:], nil
}

// offset is the byte at which a position lies; behind the last line it is the end of the text.
func (e encoding) offset(text string, p position) int {
	at := 0
	for line := 0; line < p.Line; line++ {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return len(text)
		}
		at += next + 1
	}
	end := strings.IndexByte(text[at:], '\n')
	if end < 0 {
		end = len(text) - at
	}
	bytes, _ := e.columns(strings.TrimSuffix(text[at:at+end], "\r"), max(0, p.Character))
	return at + bytes
}
