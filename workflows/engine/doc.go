// Package engine is the pure core: it says what becomes of a trajectory when something happens to it.
//
// It does no I/O, reads no clock, starts no goroutine and logs nothing. The same definition, state, event and moment give
// the same bytes, on every machine and in every year. It knows no field of work: all it knows stands in the definition.
//
// # What it is not
//
// It stores nothing, sends nothing and waits for nothing. It hands out entries to be saved and effects to be performed; the
// shell around it does both, in that order. It does not know who somebody is: the actor of an event is established before.
//
// # Nouns
//
// A Definition is a checked stroomschema. A State is all that is known about one trajectory. An Event is something that
// happened to it; an Entry is one line of the journal, and folding entries (Apply) gives the state. A Run is one open run
// of a flow; it stands at a step, and every entry of a step is a new visit. A duty is a moment at which something falls
// due: a term, a rung of its ladder, a moment computed from facts, a reminder. An Effect is to be done in the world. A
// Rejection says that this person may not do this now; an Incident is a rule that failed on data, or a promise of the
// author that something other than a decision has broken: it waits for a person while its neighbours go on. An Option is
// a decision that may be taken now. A Sight is what one reader may see. A Window is the time in which a decision can be
// withdrawn. An Alternative is the least change under which a refused decision would be accepted. A Trace is a sequence of
// events. A trail is what one event came past: the steps entered and the arrows taken, as
// the definition has them (stroomschema.Passage).
//
// # What a caller must do
//
//  1. Save Outcome.Entries BEFORE performing Outcome.Effects, all or none of them.
//  2. Call Step for one event of a trajectory at a time, with the state that its saved entries give.
//  3. Never judge a saved event again: Apply its entries.
//  4. Wake up at NextDue and give an event of kind Due.
//  5. Put the actor, the receipt and the digest into the event itself; never let the client state them. Somebody may act in the
//     place of another (Actor.For): see to it that this was agreed. The engine asks no proof of it, because it gives no authority:
//     role and organisation are always the actor's own, and four eyes shut out both people instead of one.
//
// # How one Step goes
//
// What is due up to the moment of the event comes first, in order of time, then flow-wide moments, then the order of runs
// (flow in file order, key in declared order, number). Each is settled at its own due time and runs to rest before the
// next. Then the event is judged: address, suspension, authority, `while`, form, `occurred`, what changed since the page
// was read, rules in their order. An accepted event runs to rest:
//
//	effects of the decision -> effects of the branch -> leave -> enter -> entry effects -> passing steps
//	-> messages, first in first out -> what came for a run while it was held -> kept messages -> steps that became free
//	-> conditions that turned true, until quiet
//
// and then clocks and moments are planned for the state as it is. A run is held while it is suspended or stopped for an
// incident: messages, answers and the ends of what it waits for are kept for it. Entries of what was due before an event bear
// no event; those of what the event made due at once bear that of the event, and a withdrawal takes them back with it.
//
// # Failures
//
// Step's only error is *Rejection, and then nothing has changed. A decision that would break a promise of the author is
// refused; any other event is applied, with an incident. A rule that errors, or a bound that is passed, refuses what a
// person does whole (DEFINITION_FAULT); in anything else it takes back that unit of work, opens an incident and stops that run
// until somebody resolves it. Only a broken invariant of the engine itself panics.
//
// # Limits
//
// See the constants beside State: moves in one Step, duties in one Step, runs, kept messages, counts, remembered events. What
// would let a decision through is looked for in a bounded number of judgements (counterfactual.go), at most two changes deep
// and LaterDays ahead: where the bound is reached there may be more answers than are given, and never a wrong one.
//
// # Why it is so
//
// Deciding (step.go and its neighbours) and applying (apply.go, the only file that assigns to a State) are apart, because
// replay must never judge again: a newer rule, calendar or time zone cannot change what has happened. Words about other
// flows are read from the working state, so that an effect sees what the effects before it did. A run that leaves a calling
// step cancels what it called: work that nobody waits for must be started, not called.
//
// Answers to what would let a decision through are found by judging it so, and not by solving its rules: a second reading of
// the rules could drift from the first. What keeps that quick is that a change can only matter where it is read. So only
// facts that the failing rules read are tried, days only while a failing rule reads the clock or something falls due, other
// people only where the refusal looks at who decides; and of two changes one is read for the refusal, and the other with it.
package engine
