package rules

// Reading is one variable, or field below it, that a leaf reads, with its value.
type Reading struct {
	Name  string // of the variable
	Key   string // when it is keyed
	Path  string // dotted fields below the variable; "" for the whole
	Value Value
}

// The operations of a Part.
const (
	OpAnd    = "and"
	OpOr     = "or"
	OpNot    = "not"
	OpChoose = "choose" // parts: the condition, what holds then, what holds otherwise
	OpRule   = "rule"   // one part: the rule's own expression
	OpAll    = "all"    // one part: the condition on Element, when there is one
	OpExists = "exists"
	OpLeaf   = "leaf"
)

// Part is one part of an explained expression.
type Part struct {
	Source      string // of the part, as written
	Offset, End int    // code points into the source it was written in: the expression, or the rule around it
	Op          string
	Rule        string    // OpRule: the name of the rule
	Value       Value     // unset when Skipped
	Skipped     bool      // not evaluated, because the parts before it decided
	Element     Value     // all: the first element that fails; exists: the first that holds; unset for none
	Reads       []Reading // OpLeaf: what it read, in the order written
	Parts       []Part
}

// Holds reports whether the part is true.
func (p Part) Holds() bool { return p.Value.Bool() }
