package workflows

import (
	"context"
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
	ev, refused, err := c.firstEvent(id, req)
	if err != nil || refused != nil {
		return orZero(refused), err
	}
	ctx, cancel := context.WithTimeout(ctx, c.options.Patience)
	defer cancel()
	first, err := c.execute(ctx, id, Input{Limits: c.options.Limits, Start: &Start{Definition: req.Definition, Event: ev, Trace: req.Trace}})
	if err != nil {
		return Receipt{}, err
	}
	r, err := c.submit(ctx, Address{Trajectory: id}, Submission{Event: ev})
	if errors.Is(err, ErrUnavailable) && first != "" {
		// It is durable now, with its first event: whenever a worker comes it will be judged.
		return Receipt{Trajectory: id, Event: ev.ID, At: ev.At, Pending: true, FirstRun: first}, nil
	}
	return r, err
}

// firstEvent returns the event by which the start is known, or the refusal that spares Temporal a start.
func (c *Client) firstEvent(id string, req StartRequest) (engine.Event, *Receipt, error) {
	if req.Trace != nil {
		if len(req.Trace.Events) == 0 || req.Trace.Events[0].Kind != engine.Started {
			ev := engine.Event{ID: req.StartID}
			return ev, &Receipt{Trajectory: id, Event: ev.ID, Rejection: refuse(ev, engine.ImportMismatch)}, nil
		}
		ev := req.Trace.Events[0]
		ev.Imported, ev.Digest = true, engine.DigestOf(ev)
		return ev, nil, nil
	}
	ev := req.Event
	ev.ID, ev.Digest = req.StartID, engine.DigestOf(ev)
	_, err := Judge(JudgeRequest{
		Trajectory: id, Defs: []Pinned{req.Definition}, Submission: Submission{Event: ev}, Now: ev.At,
	})
	if err == nil {
		return ev, nil, nil
	}
	if r := rejectionOf(err); r != nil {
		return ev, &Receipt{Trajectory: id, Event: ev.ID, At: ev.At, Rejection: r}, nil
	}
	return ev, nil, fmt.Errorf("judge start: %w", err)
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
