package workflows

import (
	"fmt"

	"go.temporal.io/sdk/workflow"
)

// wantsToContinue reports whether this run has become long enough: by Temporal's count or by our own.
func (t *trajectory) wantsToContinue(ctx workflow.Context) bool {
	return t.judged >= t.limits.ContinueAfter || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// continueAsNew closes this run and opens the next with the same state and the signals that have come in.
func (t *trajectory) continueAsNew(ctx workflow.Context, signals workflow.ReceiveChannel) error {
	t.finishHandlers(ctx)
	t.drain(signals)
	if !workflow.IsReplaying(ctx) {
		_ = Failpoint(BeforeContinue)
	}
	next := Input{
		Epoch: t.epoch, Limits: t.limits,
		Carried: &Carried{Defs: t.defs, State: t.state, NextDue: t.due, Past: t.past, Refused: t.refused, Waiting: t.waiting},
	}
	return workflow.NewContinueAsNewError(ctx, WorkflowType, next)
}

// finishHandlers lets no further Updates in (the client comes again at once), waits until those that were are answered,
// and lets a task pass in which none was: Temporal may lose the answer of an Update that is completed together with its
// run (temporal#6375).
func (t *trajectory) finishHandlers(ctx workflow.Context) {
	t.moving = true
	for {
		if err := workflow.Await(ctx, func() bool { return workflow.AllHandlersFinished(ctx) }); err != nil {
			panic(fmt.Sprintf("finish handlers: %v", err)) // only a cancelled context, and this one cannot be
		}
		answered := t.answered
		quiet := workflow.NewTimerWithOptions(ctx, quietTime, workflow.TimerOptions{Summary: "quiet before closing"})
		if err := quiet.Get(ctx, nil); err != nil {
			panic(fmt.Sprintf("wait for a quiet task: %v", err))
		}
		if t.answered == answered && workflow.AllHandlersFinished(ctx) {
			return
		}
	}
}
