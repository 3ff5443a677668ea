// Package activities is where trajectories touch the world: it writes down what was judged, and performs what was decided.
//
// What: JudgeAndRecord judges one event and writes its entries, the picture, the audit row and what is to go out in one
// transaction. ImportAndRecord does so for a past trace, in pieces. RecordRefusal writes to the refusal ledger. Relay
// performs what stands in the outbox: notices, calls of services, their answers, alarms.
//
// What not: it judges by no code of its own (workflows.Judge, and through it engine.Step, as everywhere), and it knows no
// database: package store fills the ports Journal, Ledger and Outbox that are declared here.
//
// Nouns: a Record is what one judgement leaves behind; a Standing is an event as it stands in the journal, whoever put it
// there; an Outgoing is one thing to be done in the world; a claim is a lease on it.
//
// # How one event becomes a line in the journal
//
//	judge on the state in the request
//	  | accepted                          | refused, or nothing happened
//	  v                                   v
//	Record at State.Seq+1               what stands at State.Seq+1, or under this event id?
//	  | free: written                     | something: that is the answer
//	  | taken: what stands                | nothing: refused
//	  v                                   v
//	the entries that stand there        the rejection
//
// The trajectory applies what it gets, and when that was another event it judges its own again behind it. So the journal
// is the point of truth, a retry finds by its keys what an earlier attempt left, and nothing is doubled. The look behind a
// refusal is there for the worker that died after the commit: an event that was accepted then may be too late now, and must
// not be told refused.
//
// Caller's duties: register with Register; run at least one Relay; give Answerer an implementation that hands events to
// the trajectories. Definitions are published (store.Publish) before a trajectory starts with them or moves to them.
//
// Errors: an activity fails with a code only, for its failure stands in Temporal's history: EPOCH_OVER, JOURNAL_BEHIND,
// JOURNAL_DIVERGED and DEFINITION_MISSING need a person and go away when he has mended the cause; TIMEOUT and DATABASE pass.
// All may be tried again. What happened stands in the worker's log.
//
// Limits: ids of events are printable, at most 200 bytes, and bear none of the prefixes due-, poke-, answer- and
// import-, which are this program's own; other ids are refused with BAD_FORM. A piece of an import has about 500 entries. A relay claims 20
// things, for two minutes; a call may take one.
//
// Why a loop and no queue of Temporal's: a notice and the decision behind it must stand or fall together, and a withdrawn
// decision takes its notices back. Both are one transaction in one database, and a table with leases is all that it takes.
// A notice is delivered exactly once, because its inbox is in that database too; a service is called at least once, always
// under the same id.
package activities
