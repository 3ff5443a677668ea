package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"
)

// wantsToContinue reports whether this run has become long enough: by Temporal's count or by our own.
func (t *trajectory) wantsToContinue(ctx workflow.Context) bool {
	return t.judged >= t.limits.ContinueAfter || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// continueAsNew closes this run and opens the next with the same state. First no further Updates are let in (the client
// comes again at once, to the new run) and those that were are finished; then a task must pass in which none was
// completed; then the signals that have come in are taken along.
func (t *trajectory) continueAsNew(ctx workflow.Context, signals workflow.ReceiveChannel) error {
	t.moving = true
	for !t.quiet(ctx) {
		if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
			panic(fmt.Sprintf("finish handlers: %v", err)) // only a cancelled context, and this one cannot be
		}
		if t.quiet(ctx) {
			break
		}
		quiet := workflow.NewTimerWithOptions(ctx, quietTime, workflow.TimerOptions{Summary: "before continuing as new"})
		if err := quiet.Get(ctx, nil); err != nil {
			panic(fmt.Sprintf("wait for a quiet task: %v", err))
		}
	}
	t.drain(signals)
	if !workflow.IsReplaying(ctx) {
		_ = Failpoint(BeforeContinue)
	}
	next := Input{
		Epoch: t.epoch, Limits: t.limits,
		Carried: &Carried{Defs: t.defs, State: t.state, NextDue: t.due, Refused: t.refused, Waiting: t.waiting},
	}
	return workflow.NewContinueAsNewError(ctx, WorkflowType, next)
}
