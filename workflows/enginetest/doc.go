// Package enginetest holds what tests of the engine share: a generator of definitions and of what happens under them, the
// properties that the engine promises, and a runner of transcripts.
//
// What: Definition writes the text of a random stroomschema, so that the whole language pipeline is exercised, and
// NextDefinition its second version. A Player walks random trajectories under a compiled one, with good, bad and hostile
// events, repeated, late, with a wrong visit or other content, and holds the properties of the engine against each. Trace
// gives the good events only, for tests of what runs the engine elsewhere. Transcript plays a file that a domain expert can
// read.
//
// What not: no production code imports this package, and nothing here is part of the product.
//
// Nouns: a Player walks one random trajectory and holds every property against each event; a Breach is a property that did
// not hold, with what is needed to see it again; a transcript is a file of commands with their output.
//
// Caller's duties: pass a seed, and print it. The same seed gives the same definition and the same trajectory, on every
// machine.
//
// Errors: a Breach is an error. A definition that does not compile is a fault of the generator (or of the language) and
// comes back with its diagnostics.
//
// Limits: generated definitions have at most 7 flows of at most 7 steps; a trajectory has as many events as is asked.
//
// Why text and not the compiled model: a definition made in memory would test the engine on inputs that the language can
// never give it, and would leave parser, checks and compiler untested where they meet the engine.
package enginetest
