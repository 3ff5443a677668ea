// Package stroomschema is the language in which process designers write flow charts of work: it reads a definition, checks
// it as far as can be done before anything runs, and compiles it into the model that the engine follows. It also reads the
// scenario files that stand beside a definition.
//
// # What
//
//	read -> declare -> compile -> check
//
// Read turns the bytes of a file into nodes that know their place. Declare makes everything that has a name, with its type.
// Compile fills in what refers to something else, and every expression, in the scope of its place. Check looks at the
// definition as a whole: steps that nobody reaches, decisions that nobody could take, silence that could lower what is
// guarded, texts that show what their reader may not see. Each phase goes on after a fault, so that an author sees all of
// them; the checks of the whole wait until every reference leads somewhere, and warnings about what nobody uses wait until
// there is no error. Beside this way, Format writes a file anew in its one canonical form, and Examples shows what a code
// means by the lines of our own tests.
//
// Which mappings there are, which keys each has, and what may stand under them, is one table: the grammar (grammar.go and the
// files beside it). The parser asks it which keys are allowed, and nobody keeps another list; the JSON Schema, completion,
// the formatter and the reference for designers are made from it.
//
// # What not
//
// It runs nothing, reads no files (parts are handed in by the caller), and knows no word of any field. What an expression
// means is the business of package rules; what a definition does is that of the engine. The little parser in syntax.go
// judges nothing: it gives the checks the shape of an expression that package rules has accepted.
//
// # Nouns
//
//	Definition   a checked and compiled stroomschema; immutable
//	Flow, Step   a sequential machine, and a place where a run of it stands
//	Decision     what people may decide; Trigger: what the world does; Overdue and Tacit: what silence does
//	Rule, Term, Notice, Message, Service, Count, Measure, Invariant: see definition.go
//	Scenario     a test by an author: who does what and when, and what must then be true
//	Arrow        one way in which a trajectory goes on, as the file says it; a Passage is its place, or that of a step
//	Answered     a rule or condition with what evaluations have made of it: only with Options.Tally
//	Shape        a kind of mapping, as the grammar says it; ShapeKey, ShapeValue: its keys, and what stands under them
//	node, piece  a value of the file, and a part of a text, with their places
//	entry        a key with its value, or an item, with the comments that belong to it: what Format moves and prints
//	scope        what an expression at one place may read, and where inputs are looked for
//	way          one branch of a flow, with what the file asked on it
//	Document     a file as it is being written, mended where it is no YAML; Node, Cursor: what stands there, and where
//	             somebody is writing
//	Analysis     what is known of a definition, right or not: for tools that help while it is written
//	Index        where every name is declared, and every place that names it, with what may be read where
//
// # The caller's duties
//
//  1. Hand in Options.Parts when a definition may have parts. Keep Definition.Source: it is one document that compiles to
//     the same definition without them.
//  2. Show diagnostics with the texts of all files they point into.
//  3. Never write to what a Definition points to. It may be read by any number of goroutines; with
//     Options.Tally it may be used by one at a time.
//  4. Set Earlier by Linked, on a copy, when runs of an earlier version go on.
//
// # Errors
//
// Diagnostics only: a Definition is nil if and only if one of them is an error, and so is a Scenario. Every code stands in
// one table with what it means and why it matters (Codes, Explain); a code never changes its meaning. A variable that fits
// by our types and is refused by package rules is a fault of this product, and panics. Format alone has an error as well:
// what it wrote did not read back as what it had read.
//
// # Limits
//
// MaxSource, MaxLines, MaxDepth, MaxNodes, MaxScalar, rules.MaxSource, MaxAllExpr, MaxSteps, MaxItems, MaxParts,
// MaxEvents, and MaxFound diagnostics. A hostile file costs at most 100 ms and 64 MiB.
//
// maxReads bounds the mending of a file that is no YAML.
//
// # Why
//
// The index is kept by the compiler, at the places where it looks a name up, and by package rules for the words of
// expressions: a second reader of the language would one day say something else than the first. It costs nothing
// where nobody asks for it.
//
// Places: YAML strips the indentation of block scalars, folds lines and replaces escapes, so a column inside a decoded text
// is not a column in the file. places.go walks the raw text beside the decoded one, as cel-go/policy does for its block
// scalars, and does it for every style.
//
// Guards: `{if: has(x), do: [...]}` proves to what stands inside that x is set, and so do `while`, branches and the
// conditions that failed before a branch (rules.Vars.Given). What a list of actions unsets is no longer known behind it.
//
// Inputs by name: a rule, notice, term or chosen role says what it needs, and gets it from the form, then the flow, then
// the key; anything else is written out. A name means the same thing wherever it stands, because a name that expressions
// read can be declared once only.
//
// Ladders are compiled for each use of their term, because what a rung tells comes from the flow of the step. Uses that say
// the same share one Term; another use has a copy of it.
//
// Format works on our own nodes and the text around them, not on the comments of the YAML library, which loses some and
// moves others. Between the scalars, whose places we know, there are only signs and comments (format_tree.go); each comment
// is given to the entry it stands at (format_comments.go), keys are brought in the order of the grammar (format_order.go),
// and the whole is printed anew (format_print.go). Whether brackets or lines are used stays the author's choice while it
// fits; what no longer fits is broken in one way only. It reads back what it wrote before it hands it out.
//
// Silence: the check of what is guarded is a data flow over the graphs of all flows (check_silence.go). It is conservative:
// what it does not understand counts as lowering. It accepts a condition that was asked before the silence only with a
// warning, because another flow may have changed the fact since; and the engine asserts the same when the moment comes.
package stroomschema
