package diag

import (
	"cmp"
	"slices"
)

// Severity says what a diagnostic means for the file.
type Severity uint8

// The two severities. Nothing may run while there is an Error.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText makes the JSON form of a severity its name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Diagnostic is one finding about a file.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`             // stable; a page explains it
	Summary  string   `json:"summary"`          // what is wrong, one line, no full stop
	Detail   string   `json:"detail,omitempty"` // more of it; may be several lines
	Hint     string   `json:"hint,omitempty"`   // what to do
	Subject  Range    `json:"subject"`          // the very words
	Context  Range    `json:"context,omitzero"` // what to show around them; zero: only the line of the subject
}

// List is a number of diagnostics. The zero List says that nothing was found.
type List []Diagnostic

// HasErrors reports whether any diagnostic is an Error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Sorted returns the diagnostics in order of place (file, line, column), then severity, code and summary, without
// repetitions: two diagnostics of the same code at the same subject with the same summary are one.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, compare)
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Subject == b.Subject && a.Summary == b.Summary
	})
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(a.Subject.File, b.Subject.File),
		a.Subject.Start.Compare(b.Subject.Start),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Summary, b.Summary),
		a.Subject.End.Compare(b.Subject.End),
	)
}
