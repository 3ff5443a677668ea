// Package strict reads JSON from strangers: one meaning or none.
//
// encoding/json is generous: it takes the last of two equal names, matches names without regard to case, drops unknown
// names when asked nicely, mends broken UTF-8 and stops at the first fault. Two readers of one body can then see two
// things, which is how checks are got round. Parse refuses all of that, and Bind reports every fault of a body at once, each
// with its place, so that the sender needs one round to mend it.
//
// What not: no schema language, no writing, no streaming. Bodies are bounded before they come here.
//
// Nouns: a Node is one parsed value; a Fault is what is wrong at one path ("events[3].decide.form").
//
// Caller's duties: bound the size of data first; bind to structs whose fields have a json name and a type that Bind knows
// (string, bool, int, uint64, time.Time, a json.Unmarshaler, a struct, a slice or map of these, pointers to them, and Node itself for what
// is judged later). Another type panics: it is a fault of the program.
//
// Limits: MaxDepth levels, MaxNodes values, MaxText code points of a text, MaxNumber letters of a number, MaxFaults
// reported.
package strict
