// Package schema writes the grammar of the language as JSON Schema (draft 2020-12), so that ordinary editors complete and
// check the files of designers.
//
// # What not
//
// It says nothing that the grammar in package stroomschema does not say: there is no second list of keys here. It looks up
// no names: whether a role exists, an expression has a type or a step is reached is for `stroom check` and the language
// server to say.
//
// # Nouns
//
//	shape, value   see the grammar (stroomschema.Shape, stroomschema.ShapeValue)
//	object         a JSON object whose members keep their order
//	Language       the language of titles and descriptions
//
// # The caller's duties
//
// None: the result is a whole document, the same bytes for the same grammar.
//
// # Errors
//
// None. A grammar that cannot be written is a fault of this product, and panics.
//
// # Limits
//
// What a schema refuses, the compiler refuses too; tests hold that for every file we have and for broken copies of them.
// The other way round it sees less: `blind_test.go` names each code of the compiler that no schema can see, with the
// reason.
//
// # Why
//
// Editors read drafts 07 to 2020-12 unevenly: many ignore unevaluatedProperties and dependentRequired. Only words that all
// of them know are used: closed mappings have additionalProperties false, keys that need each other are told by if and
// then. A mapping that may have one of several shapes is told by the key that makes it, with if and then instead of oneOf:
// an editor then complains about the shape that the author is writing, not about all of them. For the same reason a place
// that takes a text, a list or a mapping asks first which of the three stands there.
//
// YAML decides what is a number; the language does not, for everything is a text until its type is known. So conditions,
// texts and values may be numbers or booleans for a schema.
package schema
