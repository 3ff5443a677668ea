// Package store keeps what has happened and where everything stands: Postgres in production, SQLite embedded. It is the
// only importer of gorm.
//
// What: the journal (Record, At, Of, Entries, Event), the picture and its lists (Load, List, Tasks, CountTasks), the outbox and the
// inboxes (Claim, Deliver, Notices), where everything stands and what has happened how often (Steps, Standings, Tallies), the
// refusal ledger, the audit trail, people by reference, published definitions, and the questions of the reconciler (Touched,
// Overdue, Following, Stuck, Restand).
//
// What not: it judges nothing and filters no field. A list contains the trajectories whose audience rows match the
// reader's addresses; what he may see of each is readmodel.View's.
//
// Nouns: a Place is where a page ended; an address is a role at an organisation, and an empty organisation stands for every
// one; a Stand is how far a journal is.
//
// # The tables
//
//	trajectories 1--n events 1--n journal      append-only: triggers refuse UPDATE and DELETE
//	     |  1--n audience, tasks, parties      written anew when they change
//	     |  1--n standings n--1 circles        where it stands now, and who may see that
//	     |  1--n outbox 1--1 notices           what is to go out, and what has been delivered
//	definitions, refusals, audit               append-only
//	retirements, subjects, sessions, members
//	substitutions                              ended once, never removed
//	tallies                                    added to; name no trajectory and no person
//
// The schema comes from SQL files, one set for each dialect, run by Migrate; gorm never makes or changes a table. A test
// compares the two sets and the row types. Every row of the journal, the events and the refusals carries the edition of
// the engine (semantics) and the worker build; the first two and the outbox the epoch, which goes up by one at a restore.
// Rows of an epoch that is over are read; nobody writes to it any more.
//
// # What is sealed
//
// Whatever may be personal stands in a column that Sealer has closed, with the id of its key: the state, the picture, the
// entries, what goes out, what was refused, names, addresses of clients. The scope of a key is one trajectory. Until
// encryption comes the Sealer is Plain. Everything else is a reference, a digest, a code, a count or a moment; a test makes
// whoever adds a readable column say which.
//
// # Recording
//
// Record locks the trajectory's row, compares its sequence with where the record begins, and writes everything or returns
// what stands. The unique keys (trajectory, seq, epoch) and (trajectory, event id) hold even if the code is wrong. A
// transaction runs again, with jitter and at most five times, after a fault that passes: serialization, deadlock, lost
// unique race, connection, failover. When the answer to a commit is lost, running again finds its rows.
//
// # The overview and the tallies
//
// Both are written by Record, in its transaction, and so once for each entry of the journal. A circle is a set of addresses
// with a name, its digest: the sights of very many trajectories are the same, so that a count over what a reader may see reads
// the standings of his circles and asks nothing about single rows. Former parties see the past and are in no circle. What is
// quiet waits longer than nine in ten of those that have left that step, in days; those nine in ten are asked for once in five
// minutes. trajectories.tallied says up to which entry a journal is in the tallies: Fill brings what an older edition recorded
// up to it, and a record that finds its tallies behind leaves them to Fill. Tallies are kept for the whole and for each
// organisation that was a party at the time; they cannot be led back to a trajectory, so they can be added to and not compared.
//
// Caller's duties: migrate before use (Migrate, then Publish the shipped definitions, then Fill); ask Ready before taking decisions;
// give every call a context with a deadline; close the Store.
//
// Errors: ErrUnknown, ErrPublished, ErrStands, ErrSchema, ErrDurability, and those of activities.Journal. Any other error is
// of the database; Transient tells whether it passes. No error holds a value of a row.
//
// Limits: a page has at most 200 rows, of the journal 1,000; a reader has at most 32 addresses; a payload at most 16 MiB.
//
// # Why
//
//   - Lists are made for 1,000,000 trajectories: the audience table holds copies of the columns that lists filter and order
//     by, so a page is the merge of a few index ranges, each cut off at the length of a page. A join that filters afterwards
//     would read everything a supervisor may see. A test asks both planners about every query.
//   - Tallies in Postgres are divided over eight rows: everybody who decides adds to the same few of this month, and a lock is
//     held until the commit. They are written last in the transaction, and in one order.
//   - SQLite is modernc's, through a dialect of our own: gorm's driver wants a C compiler. One connection writes, with
//     immediate transactions; readers have their own and never wait for it.
//   - A lock on the row, and not a serializable transaction: a trajectory has one writer by design, so the lock is free, and
//     the second writer after a crash waits a moment instead of failing.
//   - After a failover the old primary still answers on open connections and refuses to write (25006). One such answer
//     retires every connection of its time.
package store
