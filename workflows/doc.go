// Package workflows is the Temporal shell around the engine: one durable workflow per trajectory, its contract, and the
// typed client by which the rest of the house reaches it.
//
// # What
//
// A workflow of type "Trajectory" holds the state of one trajectory. Events come in by two doors: the Update "judge",
// which answers, and the Signal "event", which does not; timers and past traces use the same way. An event is judged and
// written down by one activity, JudgeAndRecord, in one database transaction, and the workflow applies what that activity
// returned:
//
//	Update -> validator: Judge, nothing changed -- refused -> error with the Receipt; Temporal stores nothing
//	            |                                                  and the caller records the refusal
//	            v accepted
//	          mutex -> known id? -> answer again
//	            |
//	            v
//	          JudgeAndRecord, local activity, 2 s -- database away -> the same as a normal activity, tried for ever;
//	            |                                                     meanwhile the caller hears "pending", others "busy"
//	            v
//	          another event's entries? -> Apply them, judge again
//	          own entries              -> Apply them, receipt
//	          refused after all        -> RecordRefusal, receipt with Recorded
//
// # What not
//
// It judges nothing while it replays, knows no database, no HTTP, no definition by name, and decides nothing about time:
// the next due moment comes with each judgement. It sets no search attributes and no memo: lists are read from the
// application's database.
//
// # Nouns
//
// Submission: what comes in at a door. Receipt: what became of it. Judgement: what stands in the journal at one place.
// Pinned: a definition by content. Carried: what one run leaves to the next. Epoch: counts restores of the journal.
//
// # The caller's duties
//
//  1. Make one connection with Dial (its converters are part of every history) and register on NewWorker, beside the
//     workflow, the activities JudgeAndRecord, ImportAndRecord and RecordRefusal as contract.go describes them.
//  2. Give an event an id that holds nothing personal, and send it again with the same id until there is an answer.
//  3. Write a refusal into the ledger before anybody hears of it, unless Receipt.Recorded says that the shell has.
//  4. Answer ErrUnavailable with 503 and Retry-After, ErrBusy with 429, Pending with 202; on ErrClosed, JudgeClosed.
//  5. Poke a trajectory whose journal is ahead of its workflow (the reconciler), and set ClientOptions.Recorded, so that
//     a refusal on a state behind the journal is not believed.
//
// # Errors
//
// Nothing that a person did wrong is a Go error: a refusal is a Receipt with a Rejection. ErrUnavailable, ErrBusy,
// ErrUnknown and ErrClosed say what the world did. A broken invariant panics inside the workflow: Temporal tries the task
// again and again and marks the workflow, which blocks that one trajectory, loses nothing, and is mended by a new binary.
// Messages of errors are codes, for whoever runs Temporal may read them.
//
// # Limits
//
// 400 judgements in a run (then it continues as new; Temporal's own suggestion counts too), 8 calls at once on one
// trajectory from one process, ids of 200 bytes, 200 KiB of compressed definition, 4 definitions followed at once, 1 MiB of
// past trace, 50 late refusals remembered. A trajectory that ended can be corrected for 90 days; then its workflow closes
// and it is final. A start that was refused by the workflow stays open as long for a better one.
//
// # Why
//
//   - Why a local activity: it costs one marker instead of six events and keeps 0.85 of the throughput of a bare Update.
//   - Why what the validator foresaw goes along with the local activity: nearly always nothing has happened in between, and
//     the same question to a pure function has the same answer. Where anything differs the activity judges anew.
//   - Why the marker carries entries: a newer engine, calendar or cel-go cannot change what has happened, nor break a
//     replay. Apply is the only part of the engine that a replay runs, and a released Apply never changes.
//   - Why the next due moment comes with the judgement: it is found with a calendar.
//   - Why the handler of an Update waits for its fallback, instead of answering "pending": the same Update sent again
//     finds the running one and gets its real answer; the client says "pending" when it has waited long enough.
//   - Why the id of an Update is a keyed hash over the id and the digest of the event: Temporal answers every Update with
//     a known id as it answered the first, without a look at its content, and refusing other content is ours to do; and
//     ids stand in clear in histories.
//   - Why Updates are turned away while a run is about to continue: one that is completed in the task that closes its
//     run may lose its answer (temporal#6375), and one that is accepted then is failed. The client comes again in 25 ms.
//   - Why no cancellation: only a Stopped event ends a trajectory.
package workflows
