package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/definitions/stroomschema"
	"stroom/server"
	"stroom/workflows"
	"stroom/workflows/engine"
)

var (
	_ server.Decider      = decider{}
	_ activities.Answerer = decider{}
)

// decider is the API's door to running trajectories.
type decider struct {
	client *workflows.Client
	store  *store.Store
	key    []byte
}

func (d decider) TrajectoryID(startID string) string { return workflows.TrajectoryID(d.key, startID) }

func (d decider) Start(ctx context.Context, r server.StartRequest) (server.Receipt, error) {
	pinned, err := workflows.Pin(r.Definition)
	if err != nil {
		return server.Receipt{}, err
	}
	req := workflows.StartRequest{StartID: r.StartID, Definition: pinned, Event: r.Event}
	if r.Past != nil {
		req.Trace = &engine.Trace{
			Format: engine.TraceFormat, Definition: r.Definition.Name, Version: r.Definition.Version, Events: r.Past,
		}
	}
	receipt, err := d.client.Start(ctx, req)
	if errors.Is(err, workflows.ErrClosed) {
		receipt, err = d.closed(ctx, d.TrajectoryID(r.StartID), r.Event, r.Now)
	}
	if err != nil {
		return server.Receipt{}, portError(err)
	}
	if receipt.Rejection == nil {
		return receiptOf(receipt), nil
	}
	// Within a trace an id may stand twice too; its first event is its start, and no second of anything.
	if receipt.Rejection.Code == engine.OtherContent && receipt.Index == 0 {
		return server.Receipt{}, server.ErrOtherContent
	}
	out := receiptOf(receipt)
	if receipt.Index < len(r.Past) { // else it is the time after the last event that does not fit
		out.Line = receipt.Index + 1
	}
	return out, nil
}

func (d decider) Judge(ctx context.Context, trajectory string, ev engine.Event) (server.Receipt, error) {
	return d.submit(ctx, trajectory, workflows.Submission{Event: ev})
}

func (d decider) Migrate(ctx context.Context, trajectory string, ev engine.Event, target *stroomschema.Definition) (server.Receipt, error) {
	pinned, err := workflows.Pin(target)
	if err != nil {
		return server.Receipt{}, err
	}
	return d.submit(ctx, trajectory, workflows.Submission{Event: ev, Definition: &pinned})
}

func (d decider) submit(ctx context.Context, trajectory string, sub workflows.Submission) (server.Receipt, error) {
	receipt, err := d.client.Submit(ctx, workflows.Address{Trajectory: trajectory}, sub)
	if errors.Is(err, workflows.ErrClosed) {
		receipt, err = d.closed(ctx, trajectory, sub.Event, sub.Event.At)
	}
	if err != nil {
		return server.Receipt{}, portError(err)
	}
	return receiptOf(receipt), nil
}

// closed answers for a trajectory whose workflow has closed, from its stored state.
func (d decider) closed(ctx context.Context, trajectory string, ev engine.Event, now time.Time) (workflows.Receipt, error) {
	l, err := d.store.Load(ctx, trajectory)
	if err != nil {
		return workflows.Receipt{}, err
	}
	pinned, err := workflows.Pin(l.Definition)
	if err != nil {
		return workflows.Receipt{}, err
	}
	return workflows.JudgeClosed(workflows.JudgeRequest{
		Trajectory: trajectory, Epoch: l.Epoch, Defs: []workflows.Pinned{pinned}, State: l.State,
		Submission: workflows.Submission{Event: ev}, Now: now,
	})
}

func (d decider) Receipt(ctx context.Context, trajectory, event string) (server.Receipt, error) {
	receipt, err := d.client.Receipt(ctx, trajectory, event)
	if err != nil {
		return server.Receipt{}, portError(err)
	}
	if !receipt.Known {
		return server.Receipt{}, server.ErrUnknown
	}
	return receiptOf(receipt), nil
}

// Answer hands the answer of a service to its trajectory.
func (d decider) Answer(ctx context.Context, trajectory string, ev engine.Event) error {
	receipt, err := d.client.Judge(ctx, trajectory, ev)
	switch {
	case errors.Is(err, workflows.ErrUnknown), errors.Is(err, workflows.ErrClosed):
		return fmt.Errorf("answer: %w", activities.ErrGone)
	case err != nil:
		return fmt.Errorf("answer: %w", err)
	case receipt.Rejection != nil:
		return receipt.Rejection
	case receipt.Pending:
		return fmt.Errorf("answer: %w", workflows.ErrBusy)
	}
	return nil
}

// recorded says how far the journal of a trajectory goes; nowhere, when there is none.
func recorded(s *store.Store) func(ctx context.Context, trajectory string) (int, uint64, error) {
	return func(ctx context.Context, trajectory string) (int, uint64, error) {
		stand, err := s.StandOf(ctx, trajectory)
		if errors.Is(err, store.ErrUnknown) {
			return 0, 0, nil
		}
		return stand.Epoch, stand.Seq, err
	}
}

func receiptOf(r workflows.Receipt) server.Receipt {
	out := server.Receipt{
		Trajectory: r.Trajectory, Epoch: r.Epoch, Event: r.Event, Accepted: r.Accepted, Pending: r.Pending,
		Rejection: r.Rejection, Recorded: r.Recorded,
	}
	if r.Accepted {
		out.Seq = r.Seq
	}
	return out
}

// portError turns the errors of what is behind a port into those that the API knows.
func portError(err error) error {
	for _, known := range []struct{ from, to error }{
		{workflows.ErrUnavailable, server.ErrUnavailable},
		{workflows.ErrBusy, server.ErrBusy},
		{workflows.ErrUnknown, server.ErrUnknown},
		{store.ErrUnknown, server.ErrUnknown},
	} {
		if errors.Is(err, known.from) {
			return fmt.Errorf("%w: %w", known.to, err)
		}
	}
	return err
}
