package workflows

import (
	"time"

	"stroom/workflows/engine"
)

// The names by which the shell is addressed and by which it calls the world. They stand in every history: never change one.
const (
	WorkflowType = "Trajectory" // the one workflow type
	UpdateJudge  = "judge"      // Submission -> Receipt: the first door
	SignalEvent  = "event"      // Submission: the second door, fire and forget
	QueryState   = "state"      // -> Snapshot
	QueryReceipt = "receipt"    // event id -> Receipt; Known says whether there is one

	// JudgeAndRecord judges one event and writes it down: JudgeRequest -> Judgement.
	JudgeAndRecord = "JudgeAndRecord"
	// ImportAndRecord judges a past trace and writes it down: ImportRequest -> Imported.
	ImportAndRecord = "ImportAndRecord"
	// RecordRefusal writes a refusal that fell after acceptance into the refusal ledger: Refusal -> nothing.
	RecordRefusal = "RecordRefusal"
)

// Submission is what comes in at either door: an event, and beside a Migrated event the definition it moves to.
type Submission struct {
	Event      engine.Event `json:"event"`
	Definition *Pinned      `json:"definition,omitempty"` // Migrated only
	Past       string       `json:"past,omitempty"`       // the first event of a past trace only: the sum of that trace
}

// JudgeRequest asks JudgeAndRecord for one judgement. The activity calls Judge with it: the validator does the same, so
// that there is one evaluation path.
type JudgeRequest struct {
	Trajectory string       `json:"trajectory"`
	Epoch      int          `json:"epoch"`
	Defs       []Pinned     `json:"defs"` // the present definition, then the earlier ones that unfinished runs follow
	State      engine.State `json:"state"`
	Submission Submission   `json:"submission"`
	Now        time.Time    `json:"now"` // of the workflow; Event.At is bounded by it

	foreseen *Judged // what the validator made of it; see foreseen
}

// Judgement is the answer of JudgeAndRecord: the entries that stand in the journal at the place State.Seq+1, whoever put
// them there, or the reason why nothing stands there.
//
// The rules, in this order:
//  1. Something stands at (Trajectory, Epoch, State.Seq+1): its event and entries, with Adopted set. This is looked up
//     ALSO when the event was refused or changed nothing, for the state in the request may be behind the journal.
//  2. The event id stands elsewhere in the journal (before State.Seq+1): its event and entries, with Adopted set.
//  3. The event was refused: Rejection.
//  4. The event changed nothing (a Due with nothing due): neither.
//  5. Otherwise the entries were written now.
//
// Standing makes the judgement of 1, 2 and 5. NextDue comes with it because rungs and terms are found with a calendar:
// a workflow that looked them up itself would judge again on replay.
type Judgement struct {
	Event      string            `json:"event"` // id of the event whose entries these are
	Entries    []engine.Entry    `json:"entries,omitempty"`
	Rejection  *engine.Rejection `json:"rejection,omitempty"`
	Adopted    bool              `json:"adopted,omitempty"`    // they stood there already
	Definition *Pinned           `json:"definition,omitempty"` // set iff the entries hold a VersionChanged: the definition it names
	NextDue    *time.Time        `json:"nextDue,omitempty"`    // with Entries: what engine.NextDue says after them; nil: nothing
}

// ImportRequest asks ImportAndRecord to judge a past trace with engine.Import and to write it down in bounded pieces. It
// may run again after it wrote a part: what stands there already is left as it is.
type ImportRequest struct {
	Trajectory string       `json:"trajectory"`
	Epoch      int          `json:"epoch"`
	Defs       []Pinned     `json:"defs"`
	Trace      engine.Trace `json:"trace"`
	Now        time.Time    `json:"now"`
}

// Imported is the answer of ImportAndRecord: the state after the trace, settled to now, or the place of the event that
// does not fit. A refused import has written nothing.
type Imported struct {
	State     engine.State      `json:"state"`
	NextDue   *time.Time        `json:"nextDue,omitempty"` // what engine.NextDue says of State
	Index     int               `json:"index,omitempty"`   // of the refused event in the trace
	Rejection *engine.Rejection `json:"rejection,omitempty"`
}

// Refusal is a line for the refusal ledger. ID is the same when the shell writes it again after a crash.
type Refusal struct {
	ID         string           `json:"id"`
	Trajectory string           `json:"trajectory"`
	Epoch      int              `json:"epoch"`
	Seq        uint64           `json:"seq"`  // of the state on which it was judged
	Hash       string           `json:"hash"` // of the definition
	Event      engine.Event     `json:"event"`
	Rejection  engine.Rejection `json:"rejection"`
	At         time.Time        `json:"at"`
}

// Receipt says what became of an event. Exactly one of Accepted, Pending and Rejection is set; none of them means that
// the event changed nothing (a poke with nothing due).
type Receipt struct {
	Trajectory string            `json:"trajectory"`
	Epoch      int               `json:"epoch"`
	Seq        uint64            `json:"seq"` // accepted: of its last entry (answered again: of its first); refused: of the state on which it was judged
	Event      string            `json:"event"`
	At         time.Time         `json:"at,omitzero"` // receipt of the event that was judged
	Accepted   bool              `json:"accepted,omitempty"`
	Pending    bool              `json:"pending,omitempty"` // received and durable, not yet judged
	Rejection  *engine.Rejection `json:"rejection,omitempty"`
	Recorded   bool              `json:"recorded,omitempty"` // the shell has written the refusal into the ledger; else the caller must
	Index      int               `json:"index,omitempty"`    // a refused import: place of the event in the trace
	Known      bool              `json:"known,omitempty"`    // the trajectory remembers this event
	FirstRun   string            `json:"firstRun,omitempty"` // of the chain of runs; to be kept and sent with later decisions
}

// Snapshot is the answer to the state query.
type Snapshot struct {
	Epoch   int          `json:"epoch"`
	Defs    []Pinned     `json:"defs"`
	State   engine.State `json:"state"`
	Pending string       `json:"pending,omitempty"` // id of the event that waits in the fallback
}

// Places in the life of one decision at which a test may stop the process. See Failpoint.
const (
	BeforeJudge     = "before-judge"     // activities: before Step
	AfterJudge      = "after-judge"      // activities: after Step, before the transaction
	InTransaction   = "in-transaction"   // store: before commit
	AfterCommit     = "after-commit"     // activities: after commit, before the task completes
	AfterCompletion = "after-completion" // worker: the task with the decision is completed
	BeforeContinue  = "before-continue"  // workflow: about to continue as new
	AfterContinue   = "after-continue"   // workflow: the new run's first task
	InFallback      = "in-fallback"      // activities: first thing in JudgeAndRecord when it runs as a normal activity
)
