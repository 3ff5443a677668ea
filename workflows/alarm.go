package workflows

import (
	"time"

	"go.temporal.io/sdk/workflow"
)

// alarm is the one timer of a run. It is set again only when its moment changes: a timer that is planned anew costs two
// events of history.
type alarm struct {
	at     time.Time // zero: not set
	timer  workflow.Future
	cancel workflow.CancelFunc
}

func (a *alarm) rang() bool { return a.timer != nil && a.timer.IsReady() }

// plan sets the alarm to the next moment at which something happens by itself. Temporal may let a timer go off up to a
// second early: then nothing is due yet and the rest is waited for.
func (t *trajectory) plan(ctx workflow.Context) {
	at := t.nextMoment(ctx)
	if t.alarm.rang() {
		t.alarm = alarm{}
	}
	if at.Equal(t.alarm.at) {
		return
	}
	if t.alarm.cancel != nil {
		t.alarm.cancel()
	}
	t.alarm = alarm{}
	if at.IsZero() {
		return
	}
	timerCtx, cancel := workflow.WithCancel(ctx)
	timer := workflow.NewTimerWithOptions(timerCtx, at.Sub(workflow.Now(ctx)), workflow.TimerOptions{Summary: "next due moment"})
	t.alarm = alarm{at: at, timer: timer, cancel: cancel}
}

// nextMoment returns the earlier of the next due moment and the closing of the workflow; zero if there is neither.
func (t *trajectory) nextMoment(ctx workflow.Context) time.Time {
	var at time.Time
	if t.due != nil {
		at = *t.due
	}
	until, closes := t.openUntil(ctx)
	if !closes || (!at.IsZero() && at.Before(until)) {
		return at
	}
	return until
}
