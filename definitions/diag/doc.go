// Package diag holds the nouns with which a tool tells an author what is wrong in a file: places, and diagnostics about
// places.
//
// # What
//
// A Diagnostic says what is wrong (Summary), more of it where that helps (Detail), what to do (Hint), and exactly where
// (Subject), with a stable code for programs and for a page that explains it. A List is what every phase returns beside
// its value: the phase goes on after the first fault, so an author sees all of them at once.
//
// # What not
//
// It knows no language, reads no files and prints nothing: Text returns the rendered text. A refusal of a person and a
// fault in running data are other things, with other types, in other packages.
//
// # Nouns
//
//	Pos         a place: line and column from 1, byte from 0
//	Range       from a place up to (not including) a place, in a named file
//	Severity    error (nothing may run) or warning (it runs, but look at it)
//	Diagnostic  one finding
//	List        findings, sorted by place
//	Diff        what changes between two texts
//
// # The caller's duties
//
//  1. Give every diagnostic a tight Subject: the very words. Context is what is shown around them, where that helps.
//  2. Sort a List BEFORE it is shown; the functions of this package do not.
//  3. Hand Text the same bytes that the places were taken from.
//
// # Errors
//
// None: every function is total. A place outside the source is shown without a source line.
//
// # Limits
//
// Text shows at most MaxShown code points of a source line, around the subject, and never a control character of the
// source: a hostile file cannot steer a terminal.
//
// # Why
//
// The shape is that of HashiCorp's hcl: a diagnostic is a value, tight subject, wider context, returned beside the
// result. Columns count code points because that is what YAML and CEL count, so no place is ever converted.
package diag
