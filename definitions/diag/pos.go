package diag

import (
	"cmp"
	"strconv"
)

// Pos is a place in a text.
type Pos struct {
	Line   int `json:"line"`   // from 1
	Column int `json:"column"` // in code points, from 1
	Byte   int `json:"byte"`   // from 0
}

// Compare orders places as they are read.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(cmp.Compare(p.Line, q.Line), cmp.Compare(p.Column, q.Column))
}

// Range is a piece of a file. The zero Range is nowhere.
type Range struct {
	File  string `json:"file"`
	Start Pos    `json:"start"`
	End   Pos    `json:"end"` // the first place behind it
}

// IsZero reports whether r is nowhere.
func (r Range) IsZero() bool { return r == Range{} }

// To returns the range from the start of r up to the end of other, both in one file.
func (r Range) To(other Range) Range {
	if other.End.Compare(r.End) > 0 {
		r.End = other.End
	}
	return r
}

// String returns "file:line:column".
func (r Range) String() string {
	return r.File + ":" + strconv.Itoa(r.Start.Line) + ":" + strconv.Itoa(r.Start.Column)
}
