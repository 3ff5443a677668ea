package workflows

import (
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stroom/workflows/engine"
)

// Types of the errors with which the validator turns an Update away. They stand on the wire: never change one.
const (
	errRefused = "Refused" // details: the Receipt
	errBusy    = "Busy"    // a decision waits in the fallback
	errMoving  = "Moving"  // the run is about to close or to continue as new: come again at once
)

// register opens the doors. The state must be set: Temporal delivers what is waiting as soon as there is a handler.
func (t *trajectory) register(ctx workflow.Context) error {
	if err := workflow.SetUpdateHandlerWithOptions(ctx, UpdateJudge, t.update, workflow.UpdateHandlerOptions{Validator: t.validate}); err != nil {
		return fmt.Errorf("register update: %w", err)
	}
	if err := workflow.SetQueryHandler(ctx, QueryState, t.snapshot); err != nil {
		return fmt.Errorf("register query: %w", err)
	}
	remembered := func(event string) (Receipt, error) { return t.remembered(ctx, event), nil }
	if err := workflow.SetQueryHandler(ctx, QueryReceipt, remembered); err != nil {
		return fmt.Errorf("register query: %w", err)
	}
	return nil
}

// validate turns away what need not be let in: a refusal then costs Temporal nothing. It reads and changes nothing but
// what it has foreseen, may run more than once for an Update, and never runs on replay.
func (t *trajectory) validate(ctx workflow.Context, sub Submission) error {
	ev := sub.Event
	same := ev.ID != "" && (ev.ID == t.starting || ev.ID == t.pending)
	switch {
	case t.pending != "" && !same:
		return turnAway(errBusy, errBusy)
	case t.moving:
		return turnAway(errMoving, errMoving)
	case ev.Imported:
		return t.validateImported(ctx, sub)
	case same:
		return nil // it waits for the answer of the one that is being judged
	}
	if r, ok := t.accepted(ctx, ev); ok {
		return t.turnAwayRefused(r)
	}
	if ev.Kind == engine.Due {
		return nil // a poke: the journal may be ahead, which Step cannot know
	}
	req := JudgeRequest{
		Trajectory: t.id, Epoch: t.epoch, Defs: t.defs, State: t.state, Submission: sub, Now: workflow.Now(ctx).UTC(),
	}
	judged, err := Judge(req)
	if err == nil {
		t.foreseen = &foreseen{req.State.Seq, req.Now, ev, judged}
		return nil
	}
	if r := rejectionOf(err); r != nil {
		return t.turnAwayRefused(t.receipt(ctx, ev, Receipt{Rejection: r}))
	}
	panic(fmt.Sprintf("validate: %v", err)) // the pinned definition does not compile: block and alarm
}

// validateImported lets someone ask what became of the past trace with which this trajectory started, and nothing else:
// only a start may bring one.
func (t *trajectory) validateImported(ctx workflow.Context, sub Submission) error {
	r := t.remembered(ctx, sub.Event.ID)
	switch {
	case r.Known && sub.Past == t.past:
		return nil
	case r.Known:
		r = t.receipt(ctx, sub.Event, Receipt{Rejection: refuse(sub.Event, engine.OtherContent)})
	default:
		r = t.receipt(ctx, sub.Event, Receipt{Rejection: refuse(sub.Event, engine.ImportMismatch)})
	}
	return t.turnAwayRefused(r)
}

func (t *trajectory) turnAwayRefused(r Receipt) error {
	if r.Rejection == nil {
		return nil
	}
	return turnAway(errRefused, string(r.Rejection.Code), r)
}

// turnAway makes the error of a refused Update. Its message is a code: messages may be read by whoever runs Temporal.
func turnAway(kind, message string, details ...any) error {
	return temporal.NewApplicationErrorWithOptions(message, kind, temporal.ApplicationErrorOptions{NonRetryable: true, Details: details})
}

// update is the first door: one decision, answered when it is judged and written down. A refusal that falls here is an
// ordinary result: it was accepted as an Update, and the shell has recorded it.
func (t *trajectory) update(ctx workflow.Context, sub Submission) (Receipt, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx)
	defer func() { t.answered++ }()
	ev, starts := sub.Event, sub.Event.ID == t.starting
	if !starts && !ev.Imported {
		return t.submit(ctx, sub), nil
	}
	if err := workflow.Await(ctx, func() bool { return t.starting == "" }); err != nil {
		panic(fmt.Sprintf("wait for the start: %v", err)) // only a cancelled context, and this one cannot be
	}
	return t.remembered(ctx, ev.ID), nil // its answer is that of the start
}

// remembered answers the receipt query.
func (t *trajectory) remembered(ctx workflow.Context, event string) Receipt {
	for _, d := range t.state.Decisions {
		if d.ID == event {
			return t.receipt(ctx, engine.Event{ID: event}, Receipt{Accepted: true, Seq: d.Seq})
		}
	}
	for i := len(t.refused) - 1; i >= 0; i-- {
		if t.refused[i].Event == event {
			return t.refused[i]
		}
	}
	if event != "" && (event == t.pending || event == t.starting) {
		return t.receipt(ctx, engine.Event{ID: event}, Receipt{Pending: true})
	}
	r := t.receipt(ctx, engine.Event{ID: event}, Receipt{})
	r.Known = false
	return r
}

func (t *trajectory) snapshot() (Snapshot, error) {
	return Snapshot{Epoch: t.epoch, Defs: t.defs, State: t.state, Pending: t.pending}, nil
}
