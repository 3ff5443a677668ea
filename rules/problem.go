package rules

// Problem says what the author of an expression wrote wrong. Message and Hint are English sentences.
type Problem struct {
	Code        string
	Offset, End int // code points into the source, from 0; End lies behind the last
	Message     string
	Hint        string // what to do; may be ""
}

// The codes of problems.
const (
	ProblemSyntax    = "syntax"           // the text is no expression
	ProblemName      = "unknown_name"     // no variable, rule, type or element of this name
	ProblemField     = "unknown_field"    // the type has no such field or attribute
	ProblemValue     = "unknown_value"    // the enumeration has no such value
	ProblemFunction  = "unknown_function" // there is no such function, or it is not allowed here
	ProblemArguments = "wrong_arguments"  // the wrong number of arguments
	ProblemType      = "type_mismatch"    // the parts do not fit together
	ProblemResult    = "wrong_result"     // the whole has another type than is wanted
	ProblemUnset     = "unset_read"       // an optional value is read outside a guard
	ProblemKey       = "missing_key"      // a keyed variable is used without its key, or a key is given where none belongs
	ProblemMap       = "map_iteration"    // all or exists over a keyed variable
	ProblemConstruct = "not_allowed"      // CEL that this language leaves out
	ProblemLong      = "too_long"         // more than MaxSource code points
	ProblemDeep      = "too_deep"         // nested deeper than MaxDepth
	ProblemNodes     = "too_many_parts"   // more than MaxNodes parts, or MaxExpanded with rules written out
	ProblemNesting   = "too_many_loops"   // all and exists nested deeper than MaxLoops
	ProblemCost      = "too_costly"       // a static cost over MaxCost
	ProblemOverflow  = "too_large"        // a number that may grow beyond its limits
	ProblemRule      = "bad_rule"         // a rule that cannot be defined: its name is taken or reserved
	ProblemDisagree  = "checkers_differ"  // CEL's own checker refuses what ours accepts: a fault of this package
)

// The limits of an expression.
const (
	MaxSource   = 2000   // code points of the source
	MaxDepth    = 40     // operators and calls inside each other
	MaxNodes    = 500    // parts of the source
	MaxExpanded = 3000   // parts when the rules it calls are written out
	MaxLoops    = 2      // all and exists inside each other
	MaxCost     = 10_000 // steps of one evaluation, at most
	MaxProblems = 20     // reported of one expression
)
