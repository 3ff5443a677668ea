package activities

import (
	"context"
	"errors"
	"time"

	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Journal is the point of truth: what stands in it has happened.
//
// Errors: ErrEpoch, ErrBehind and ErrDiverged need a person; any other error means that the database did not answer, and
// whether something was written is not known. Calling again with the same record is then right: it finds what stands.
type Journal interface {
	// Record writes a record in one transaction, or nothing at all when its place or one of its event ids is taken: then
	// it returns what stands there, with Adopted set.
	Record(ctx context.Context, r Record) (Standing, error)
	// At returns what stands at a place, or false if the journal ends before it.
	At(ctx context.Context, trajectory string, epoch int, seq uint64) (Standing, bool, error)
	// Of returns the event of that id, wherever it stands, or false.
	Of(ctx context.Context, trajectory, event string) (Standing, bool, error)
	// History returns the entries of a trajectory up to and with one, in order of Seq.
	History(ctx context.Context, trajectory string, until uint64) ([]engine.Entry, error)
	// Pinned returns a published definition by its hash, or ErrDefinition.
	Pinned(ctx context.Context, hash string) (workflows.Pinned, error)
}

// Errors of a Journal.
var (
	// ErrEpoch says that the caller belongs to an epoch that is over: the database was restored since.
	ErrEpoch = errors.New("the epoch is over")
	// ErrBehind says that the journal ends before the place: it has lost what the trajectory knows.
	ErrBehind = errors.New("the journal is behind the trajectory")
	// ErrDiverged says that the place is inside another event: the journal and the trajectory tell different stories.
	ErrDiverged = errors.New("the journal and the trajectory differ")
	// ErrDefinition says that a definition which a trajectory follows was never published here.
	ErrDefinition = errors.New("the definition is not published")
)

// Record is what one judgement leaves behind: journal rows, and how the trajectory stands after them.
type Record struct {
	Trajectory string
	Epoch      int
	FirstRun   string  // of the workflow; kept when the trajectory is new
	Before     uint64  // State.Seq on which it was judged: the place is Before+1
	Taken      []Taken // in order, never empty; more than one only for a past trace
	State      engine.State
	Picture    readmodel.Picture
	Audience   []readmodel.Row
	Tallies    []readmodel.Tally // what Taken adds to them
	Effects    []engine.Effect
	At         time.Time // of the judgement
}

// Taken is an accepted event with its entries, never empty, their numbers without gaps.
type Taken struct {
	Event   engine.Event
	Entries []engine.Entry
}

// Standing is an event as it stands in the journal.
type Standing struct {
	Event   string
	Digest  string
	Entries []engine.Entry // in order of Seq; never empty
	Adopted bool           // it stood there before this call
}

// Ledger keeps refusals. The same ID twice is one line.
type Ledger interface {
	Refuse(ctx context.Context, r workflows.Refusal) error
}

// Outgoing is one thing to be done in the world. Exactly one of Notify, Ask, Alarm and Answer is set. ID stays the same
// over all attempts: an outside system may use it to recognise a repetition.
type Outgoing struct {
	ID         string
	Trajectory string
	Event      string
	Attempt    int // of this claim, from 1; Done and Retry take effect for the latest claim only

	Notify *engine.Notify // one address
	Ask    *engine.Ask
	Alarm  *engine.Alarm
	Answer *engine.Event // an answer that is to be handed to the trajectory
}

// Outbox holds what has been decided but not yet done. A claim is a lease: who does not report in time loses it.
type Outbox interface {
	// Claim hands out at most limit things whose time has come, for the length of lease.
	Claim(ctx context.Context, now time.Time, limit int, lease time.Duration) ([]Outgoing, error)
	// Deliver puts a Notify into the inbox of its address and closes it, both or neither.
	Deliver(ctx context.Context, out Outgoing, at time.Time) error
	// Answered closes an Ask and puts the answer in its place, to be handed over next.
	Answered(ctx context.Context, out Outgoing, answer engine.Event) error
	// Done closes out.
	Done(ctx context.Context, out Outgoing, at time.Time) error
	// Retry tries out again at a later moment. The code says why; it never quotes another system.
	Retry(ctx context.Context, out Outgoing, at time.Time, code string) error
}

// Services calls outside systems.
type Services interface {
	// Call asks a service. id is the same for every attempt. An error of type *ServiceError carries a code; any other is
	// SERVICE_FAILED.
	Call(ctx context.Context, id string, ask engine.Ask) (engine.Values, error)
}

// ServiceError says how a call failed, by a code: texts of outside systems go no further.
type ServiceError struct {
	Code    string
	Lasting bool // trying again gives the same
}

// Error returns the code.
func (e *ServiceError) Error() string { return e.Code }

// ErrGone says that a trajectory has ended and its workflow is no longer there, or never was.
var ErrGone = errors.New("no such trajectory runs")

// Answerer hands an answer to its trajectory. Errors: *engine.Rejection or ErrGone, and the answer is let go of; any other,
// and it is tried again.
type Answerer interface {
	Answer(ctx context.Context, trajectory string, ev engine.Event) error
}

// Alarms tells the operators. It gets codes and places, no data.
type Alarms interface {
	Alarm(ctx context.Context, trajectory string, alarm engine.Alarm)
}
