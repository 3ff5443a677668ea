// Package assist helps somebody who is writing a definition or a scenario: it says what is wrong, what can be written at a
// place, what a name means, where it is declared and used, and how to give it another name everywhere.
//
// # What
//
// A Project is one definition at one moment, with its parts and the scenarios beside it. Its methods answer questions about
// a place in one of its files: Complete, Signature, Hover, Definition, References, Highlights, Rename, Symbols, Fixes,
// Tokens. Inside conditions they know CEL as the place knows it: the variables in scope with their types, the fields below
// them, the values of enumerations, the rules with their inputs.
//
// # What not
//
// It reads no files and speaks no protocol: texts and places come in, answers go out. It has no parser, no grammar and no
// table of names of its own: those of stroomschema are asked, so that what is offered is what compiles.
//
// # Nouns
//
//	Project     a definition with its parts and scenarios, as they stand now
//	spot        a place where somebody is writing, with what the grammar expects there
//	chain       a dotted name inside an expression, up to the cursor: place[component].level
//	family      names that must change together, because one fills the other by name
//
// # The caller's duties
//
//  1. Names of files are relative to the folder of the definition, with slashes: v1.yaml, v1.words.yaml, scenarios/1.yaml.
//  2. A Project is used by one goroutine at a time: it keeps what it has read, and expressions are compiled to learn their types.
//  3. Places are lines and columns in code points, from 1. The Byte of a place that comes back means nothing.
//  4. Complete and Signature are given the text as it stands now, which may be newer than that of the Project. The others
//     answer about the texts of the Project.
//
// # Errors
//
// Rename returns *Refusal, which says in words why a name cannot be given. Everything else answers with what it knows,
// which may be nothing.
//
// # Limits
//
// MaxScenarios files are read for references and renaming. The limits of stroomschema hold for each file.
//
// # Why
//
// Rename: whether a new name fits cannot be said by looking at the name. So the change is made, everything is compiled
// again, and the two indexes are compared: every name must lead to what it led to before, and no fault may be new. Inputs
// are filled by name in this language, so a field of a form and the input of a rule that it fills are one family, and
// change together.
//
// What is being typed is seldom right. Completion therefore asks two things apart: the grammar, about the lines around the
// cursor as they are now, mended where they are no YAML; and the last analysis, about what the place may read.
package assist
