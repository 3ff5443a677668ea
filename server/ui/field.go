package ui

import "slices"

// Field is one field of a form that a definition asks for.
type Field struct {
	Name    string // as it is sent
	Label   string
	Hint    string
	Fault   string
	Kind    FieldKind
	Value   string
	Needed  bool
	Choices []Choice
	Fields  []Field // of a group
}

// Filled reports whether something stands in the field, or in any part of it.
func (f Field) Filled() bool {
	return f.Value != "" || slices.ContainsFunc(f.Choices, func(c Choice) bool { return c.Here }) || slices.ContainsFunc(f.Fields, Field.Filled)
}

// FieldKind says how a field is asked.
type FieldKind string

// The kinds of field.
const (
	LineField   FieldKind = "line"   // a short text
	TextField   FieldKind = "text"   // a long text
	NumberField FieldKind = "number" // digits
	DateField   FieldKind = "date"
	MomentField FieldKind = "moment"
	OneField    FieldKind = "one"    // one of a few
	SelectField FieldKind = "select" // one of many
	SomeField   FieldKind = "some"   // any of a few
	GroupField  FieldKind = "group"
)

// Choice is one value that a field can have.
type Choice struct {
	Value, Text string
	Here        bool
}
