package rules

import "strconv"

// Kind is the kind of a value.
type Kind uint8

// The kinds of value. Unset is the kind of the zero Value.
const (
	Unset Kind = iota
	Bool
	Int
	Decimal  // six digits behind the point
	Text     // at most MaxText code points
	Date     // a day, without a time or zone
	Instant  // a moment
	Duration // elapsed time
	Enum     // one of the values of an enumeration or key type
	Record
	List
	Document     // a reference to a document kept elsewhere
	Organisation // an organisation's id
	Person       // a reference to a row of the subjects table, never a name
)

// Type is the static type of a value.
type Type struct {
	Kind     Kind
	Name     string // of an Enum (or key type) or Record
	Elem     *Type  // of a List
	Optional bool   // may be unset
	Min, Max int64  // of an Int when Ranged
	Ranged   bool
}

// Limits on single values. A value outside them is refused when it is decoded, so that no rule can overflow.
const (
	MaxText = 2000          // code points
	MaxInt  = 1_000_000_000 // magnitude
	MaxList = 100           // elements
)

// MaxResult bounds what a rule may compute from values within those limits, so that sums and products are exact. Compile
// proves it; Schema.Check refuses to keep an Int beyond MaxInt.
const MaxResult = 1_000_000_000_000_000

var kindNames = [...]string{
	Unset: "unset", Bool: "bool", Int: "int", Decimal: "decimal", Text: "text", Date: "date", Instant: "instant",
	Duration: "duration", Enum: "enum", Record: "record", List: "list", Document: "document",
	Organisation: "organisation", Person: "person",
}

// String returns the name of the kind as definitions write it: "bool", "date".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}

// String returns the type as definitions write it: "optional Level", "list of text", "int 0..2"; "any" for the zero Type.
func (t Type) String() string {
	s := t.Kind.String()
	switch t.Kind {
	case Unset:
		return "any"
	case Enum, Record:
		s = t.Name
	case List:
		s = "list"
		if t.Elem != nil {
			s = "list of " + t.Elem.String()
		}
	case Int:
		if t.Ranged {
			s = "int " + strconv.FormatInt(t.Min, 10) + ".." + strconv.FormatInt(t.Max, 10)
		}
	}
	if t.Optional {
		return "optional " + s
	}
	return s
}

// same reports whether two types have the same values, leaving aside ranges and whether they are optional.
func (t Type) same(u Type) bool {
	if t.Kind != u.Kind || t.Name != u.Name {
		return false
	}
	return t.Kind != List || t.Elem != nil && u.Elem != nil && t.Elem.same(*u.Elem)
}

// Some returns t without its optional mark: the type inside a guard.
func (t Type) Some() Type { t.Optional = false; return t }

// EnumDecl declares an enumeration: named values, possibly with attributes, possibly ordered.
type EnumDecl struct {
	Name       string
	Values     []string           // declared order
	Ordered    bool               // the declared order counts: < and <= work
	Attributes []FieldDecl        // the same for every value
	Attribute  map[string][]Value // value -> its attributes, in the order of Attributes
	Compare    []Comparison       // not empty: a scale; values are partly ordered by these attributes
	Guard      string             // the attribute that silence may never lower; "" for none
}

// Comparison is one attribute by which a scale is ordered. With Within set it counts only between values that have
// the same value for that other attribute.
type Comparison struct {
	Attribute string
	Within    string
}

// FieldDecl is a named, typed field of a record, or an attribute.
type FieldDecl struct {
	Name string
	Type Type
}

// RecordDecl declares a record type.
type RecordDecl struct {
	Name   string
	Fields []FieldDecl // declared order
}

// Var declares a variable that an expression may read. Name may be dotted ("ask.to", "param.consent", "main.step").
type Var struct {
	Name string
	Type Type
	Key  string // name of the key type when the variable is indexed by it ("place[component]"); "" otherwise
	Tag  any    // the caller's own mark, handed back in a Use; this package never looks at it
}
