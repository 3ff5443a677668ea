package workflows

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"

	"stroom/workflows/engine"
)

// What a call on a Client may return beside a receipt. Callers compare with errors.Is.
var (
	// ErrUnavailable: no worker took it up in time, or Temporal does not answer. Come again with the same id.
	ErrUnavailable = errors.New("trajectories cannot be reached")
	// ErrBusy: a decision on this trajectory waits for the database, or too many come at once. Come again later.
	ErrBusy = errors.New("the trajectory is busy")
	// ErrUnknown: there is no such trajectory.
	ErrUnknown = errors.New("no such trajectory")
	// ErrClosed: its workflow has closed. Answer from the stored state with JudgeClosed.
	ErrClosed = errors.New("the trajectory has closed")
)

// ClientOptions say how long a Client waits and what it may ask.
type ClientOptions struct {
	Namespace string        // of the connection; asked for beside it because the connection does not tell
	Queue     string        // "": TaskQueue
	Key       []byte        // for TrajectoryID; at least 32 bytes
	Patience  time.Duration // for one call; 0: 8 seconds
	Pending   time.Duration // after which an Update that was accepted counts as pending; 0: 3 seconds
	InFlight  int           // calls at once on one trajectory from this process; 0: 8. Temporal allows 10 in all
	Limits    Limits        // of the trajectories that it starts

	// Recorded returns how far the journal of a trajectory goes. With it a Client sees that a refusal was judged on a
	// state behind the journal, pokes the trajectory and asks again. nil: it does not look.
	Recorded func(ctx context.Context, trajectory string) (epoch int, seq uint64, err error)
}

// Client is the typed door to trajectories. It may be used by any number of goroutines.
type Client struct {
	temporal client.Client
	options  ClientOptions
	gate     gate
}

// NewClient makes a Client over a connection made by Dial.
func NewClient(c client.Client, o ClientOptions) (*Client, error) {
	if len(o.Key) < 32 {
		return nil, errors.New("new client: the key of trajectory ids has less than 32 bytes")
	}
	if o.Namespace == "" {
		return nil, errors.New("new client: no namespace")
	}
	if o.Queue == "" {
		o.Queue = TaskQueue
	}
	if o.Patience <= 0 {
		o.Patience = 8 * time.Second
	}
	if o.Pending <= 0 {
		o.Pending = 3 * time.Second
	}
	if o.InFlight <= 0 {
		o.InFlight = 8
	}
	return &Client{temporal: c, options: o, gate: gate{limit: o.InFlight, busy: map[string]int{}}}, nil
}

// Address says which trajectory is meant.
type Address struct {
	Trajectory string
	FirstRun   string // Receipt.FirstRun of its start: then no other chain of runs under the same id can take it. "": not stated
}

// StartRequest begins a trajectory, with an event or with a past trace.
type StartRequest struct {
	StartID    string // made by the client; also the id of the Started event
	Definition Pinned
	Event      engine.Event  // Started
	Trace      *engine.Trace // instead of Event
}

// Start begins a trajectory. The same StartID is the same trajectory: a second call answers as the first.
//
// Errors: ErrUnavailable. A refusal is a Receipt; nothing was begun then, and the same start may come again.
func (c *Client) Start(ctx context.Context, req StartRequest) (Receipt, error) {
	id := TrajectoryID(c.options.Key, req.StartID)
	sub, refused, err := c.firstSubmission(id, req)
	if err != nil || refused != nil {
		return orZero(refused), err
	}
	ev := sub.Event
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	first, err := c.execute(ctx, id, Input{Limits: c.options.Limits, Start: &Start{
		Definition: req.Definition, Event: ev, Trace: req.Trace, Past: sub.Past,
	}})
	if err != nil {
		return Receipt{}, err
	}
	r, err := c.submit(ctx, Address{Trajectory: id}, sub)
	if errors.Is(err, ErrUnavailable) && first != "" {
		// It is durable now, with its first event: whenever a worker comes it will be judged.
		return Receipt{Trajectory: id, Event: ev.ID, At: ev.At, Pending: true, FirstRun: first}, nil
	}
	return r, err
}

// firstSubmission returns that by which the start is known, or the refusal that spares Temporal a start.
func (c *Client) firstSubmission(id string, req StartRequest) (Submission, *Receipt, error) {
	if req.Trace != nil {
		return firstOfPast(id, req)
	}
	ev := req.Event
	ev.ID, ev.Digest = req.StartID, engine.DigestOf(ev)
	sub := Submission{Event: ev}
	_, err := Judge(JudgeRequest{Trajectory: id, Defs: []Pinned{req.Definition}, Submission: sub, Now: ev.At})
	if err == nil {
		return sub, nil, nil
	}
	if r := rejectionOf(err); r != nil {
		return sub, &Receipt{Trajectory: id, Event: ev.ID, At: ev.At, Rejection: r}, nil
	}
	return sub, nil, fmt.Errorf("judge start: %w", err)
}

// firstOfPast is firstSubmission for a past trace, which is judged here as a whole: one that does not fit begins nothing.
func firstOfPast(id string, req StartRequest) (Submission, *Receipt, error) {
	text, err := json.Marshal(req.Trace)
	if err != nil {
		return Submission{}, nil, fmt.Errorf("write past trace: %w", err)
	}
	refusal := func(r *engine.Rejection, index int) (Submission, *Receipt, error) {
		return Submission{}, &Receipt{Trajectory: id, Event: r.Event, Rejection: r, Index: index}, nil
	}
	if len(text) > MaxTrace {
		return refusal(refuse(engine.Event{ID: req.StartID}, engine.TooMany), 0)
	}
	def, err := req.Definition.Compile()
	if err != nil {
		return Submission{}, nil, fmt.Errorf("judge start: %w", err)
	}
	_, _, err = engine.Import(def, *req.Trace, time.Now().UTC())
	if misfit, ok := errors.AsType[*engine.TraceError](err); ok {
		return refusal(misfit.Rejection, misfit.Index)
	} else if err != nil {
		return Submission{}, nil, fmt.Errorf("judge start: %w", err)
	}
	ev := req.Trace.Events[0] // a trace that fits begins with its start
	ev.Imported, ev.Digest = true, engine.DigestOf(ev)
	return Submission{Event: ev, Past: sum(text)}, nil, nil
}

// execute makes the workflow and returns its first run id; "" if it was there already.
func (c *Client) execute(ctx context.Context, id string, in Input) (string, error) {
	run, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: id, TaskQueue: c.options.Queue,
		WorkflowTaskTimeout:                      workflowTaskTimeout,
		WorkflowIDReusePolicy:                    enumspb.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		WorkflowIDConflictPolicy:                 enumspb.WORKFLOW_ID_CONFLICT_POLICY_FAIL,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
	}, WorkflowType, in)
	switch {
	case err == nil:
		return run.GetRunID(), nil
	case alreadyStarted(err):
		return "", nil
	}
	return "", mapped(err)
}

// workflowTaskTimeout is how long a task of a killed worker blocks its trajectory. It must be longer than the patience
// of the local activity.
const workflowTaskTimeout = 5 * time.Second

// Judge has one event judged and written down.
//
// Errors: ErrUnavailable, ErrBusy, ErrUnknown, ErrClosed. A refusal is a Receipt: if Recorded is not set, the caller
// writes it into the ledger before anybody hears of it. Pending is a Receipt too.
func (c *Client) Judge(ctx context.Context, trajectory string, ev engine.Event) (Receipt, error) {
	return c.Submit(ctx, Address{Trajectory: trajectory}, Submission{Event: ev})
}

// Submit is Judge for a trajectory of which the first run is known, or for a Migrated event with its definition.
func (c *Client) Submit(ctx context.Context, to Address, sub Submission) (Receipt, error) {
	sub.Event.Digest = engine.DigestOf(sub.Event)
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	r, err := c.submit(ctx, to, sub)
	if err != nil || r.Rejection == nil || r.Recorded || c.options.Recorded == nil {
		return r, err
	}
	behind, err := c.behind(ctx, r)
	if err != nil || !behind {
		return r, err
	}
	if err := c.Poke(ctx, to.Trajectory); err != nil {
		return Receipt{}, err
	}
	return c.submit(ctx, to, sub)
}

// behind reports whether a refusal was judged on a state that the journal has passed: a worker died between writing and
// telling Temporal.
func (c *Client) behind(ctx context.Context, r Receipt) (bool, error) {
	epoch, seq, err := c.options.Recorded(ctx, r.Trajectory)
	if err != nil {
		return false, fmt.Errorf("%w: the journal cannot be read", ErrUnavailable)
	}
	return epoch == r.Epoch && seq > r.Seq, nil
}

// Signal hands an event in by the second door: it is durable when Signal returns, also while no worker runs, and its
// result is asked by Receipt. There is no answer.
func (c *Client) Signal(ctx context.Context, trajectory string, ev engine.Event) error {
	ev.Digest = engine.DigestOf(ev)
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	return c.explained(ctx, trajectory, c.temporal.SignalWorkflow(ctx, trajectory, "", SignalEvent, Submission{Event: ev}))
}

// Poke makes a trajectory look at its journal and at the clock. It does no harm.
func (c *Client) Poke(ctx context.Context, trajectory string) error {
	at := time.Now().UTC()
	ev := engine.Event{ID: fmt.Sprintf("poke-%d", at.UnixNano()), Kind: engine.Due, At: at}
	ev.Digest = engine.DigestOf(ev)
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	_, err := c.submit(ctx, Address{Trajectory: trajectory}, Submission{Event: ev})
	return err
}

// Receipt tells what became of an event, as far as the trajectory remembers: accepted ones up to engine.MaxRemembered,
// and the latest refusals that fell late. Known says whether it does.
func (c *Client) Receipt(ctx context.Context, trajectory, event string) (Receipt, error) {
	var r Receipt
	err := c.query(ctx, trajectory, &r, QueryReceipt, event)
	return r, err
}

// State returns the state that the workflow holds. What decides is the journal; this is for operators and tests.
func (c *Client) State(ctx context.Context, trajectory string) (Snapshot, error) {
	var s Snapshot
	err := c.query(ctx, trajectory, &s, QueryState)
	return s, err
}

func (c *Client) query(ctx context.Context, trajectory string, result any, name string, args ...any) error {
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	value, err := c.temporal.QueryWorkflow(ctx, trajectory, "", name, args...)
	if err != nil {
		return c.explained(ctx, trajectory, err)
	}
	if err := value.Get(result); err != nil {
		return fmt.Errorf("read answer of query %s: %w", name, err)
	}
	return nil
}

func orZero(r *Receipt) Receipt {
	if r == nil {
		return Receipt{}
	}
	return *r
}
