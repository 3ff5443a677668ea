// Package simulate runs trajectories on a virtual clock: the scenarios that designers write beside a definition, and
// seeded random walks through it.
//
// What: Run plays one scenario and compares every expectation. Walker takes one random step after another: an open
// decision of a random actor with a random form, an answer from outside, or time that passes.
//
// What not: it judges nothing itself. Every event goes through engine.Step, the door that the running system uses. It does
// not read files; it starts no goroutine; its clock is the time of the events.
//
// Nouns: a Result is what became of one scenario; a Failure is one expectation that was not met, with the story that led to
// it, in Moments; a Walker is a random walk that has not ended. A Coverage adds up what scenarios reach of one version: steps,
// arrows, and both answers of every rule and condition; its Report says what they do not.
//
// Caller's duties: compile the definition with the parameters of the scenario before Run; for a Coverage with Options.Tally, and
// then play one scenario at a time. The names in a scenario were
// looked up when it was parsed; Run compares by name, so that a scenario can go on under another version.
//
// Errors: none are returned. A scenario that cannot be run (an unexpected refusal, an answer that nobody asked for) has a
// Failure that says so, and ends there: what follows would be judged in a state that nobody described. A scenario without
// any expectation fails.
//
// Limits: at most MaxFailures failures per scenario are told.
//
// Why dues are settled before each event, in an event of their own: a scenario says which notices were sent since the
// event before, also when the event itself is refused, and a refusal leaves no trace. Settling first changes nothing else:
// Step(event, now) is, by the laws of the engine, what is due up to now, and then the event.
//
// Why the walks use math/rand/v2 with a seed: a walk that found something must be walked again.
package simulate
