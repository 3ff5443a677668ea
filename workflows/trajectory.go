package workflows

import (
	"fmt"
	"time"

	"go.temporal.io/sdk/workflow"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// trajectory is one run of a trajectory's workflow. Only its own coroutines touch it, one at a time; state is changed
// in adopt alone, under the mutex.
type trajectory struct {
	id     string
	epoch  int
	limits Limits

	defs  []Pinned                 // the present definition, then those that unfinished runs still follow
	def   *stroomschema.Definition // defs, compiled and linked
	state engine.State
	due   *time.Time // the next due moment, as it came with the last judgement

	mutex    workflow.Mutex // one event is judged at a time
	past     string         // sum of the past trace with which it started, "" for none
	starting string         // id of the event that starts it, until that is judged
	pending  string         // id of the event that waits in the fallback, "" for none
	moving   bool           // it is about to close or to continue as new: no further Updates
	refused  []Receipt      // the latest refusals that fell late
	waiting  []Submission   // signals not yet judged

	foreseen *foreseen // of the last event that the validator let in

	judged   int // judgements in this run
	answered int // Updates completed in this run

	alarm alarm
}

// Run is the workflow type "Trajectory". It interprets a definition by applying what JudgeAndRecord returned, and
// nothing else: a replay judges nothing.
func Run(ctx workflow.Context, in Input) (Result, error) {
	ctx, _ = workflow.NewDisconnectedContext(ctx) // a cancelled workflow goes on: only a Stopped event ends a trajectory
	t := newTrajectory(ctx, in)
	if err := t.register(ctx); err != nil {
		return Result{}, err
	}
	if in.Carried != nil && !workflow.IsReplaying(ctx) {
		_ = Failpoint(AfterContinue)
	}
	if in.Start != nil {
		t.start(ctx, *in.Start)
	}
	signals := workflow.GetSignalChannel(ctx, SignalEvent)
	for {
		t.drain(signals)
		t.judgeWaiting(ctx)
		t.settle(ctx)
		if t.over(ctx) {
			t.finishHandlers(ctx)
			t.drain(signals)
			t.judgeWaiting(ctx)
			return Result{Started: t.state.Seq > 0, Seq: t.state.Seq, Outcome: t.state.Outcome}, nil
		}
		if t.wantsToContinue(ctx) {
			return Result{}, t.continueAsNew(ctx, signals)
		}
		t.wait(ctx, signals)
	}
}

func newTrajectory(ctx workflow.Context, in Input) *trajectory {
	t := &trajectory{
		id: workflow.GetInfo(ctx).WorkflowExecution.ID, epoch: in.Epoch, limits: in.Limits.or(),
		mutex: workflow.NewMutex(ctx),
	}
	switch {
	case in.Start != nil:
		t.follow([]Pinned{in.Start.Definition})
		t.starting, t.past = in.Start.Event.ID, in.Start.Past
	case in.Carried != nil:
		t.follow(in.Carried.Defs)
		t.state, t.due = in.Carried.State, in.Carried.NextDue
		t.past, t.refused, t.waiting = in.Carried.Past, in.Carried.Refused, in.Carried.Waiting
	default:
		panic("a run has neither a start nor what an earlier run left")
	}
	return t
}

// follow makes defs the definitions of the trajectory. A definition that was pinned and does not compile blocks the
// workflow: the worker is wrong, the trajectory is not.
func (t *trajectory) follow(defs []Pinned) {
	def, err := link(defs)
	if err != nil {
		panic(fmt.Sprintf("follow definition: %v", err))
	}
	t.defs, t.def = defs, def
}

// start judges the event, or the past trace, with which the trajectory begins. If that is refused the workflow stays
// open for a while: the same start may come again as an Update and is then judged anew.
func (t *trajectory) start(ctx workflow.Context, s Start) {
	_ = t.mutex.Lock(ctx) // it fails only on a cancelled context
	if s.Trace != nil {
		t.imports(ctx, s)
	} else {
		t.judge(ctx, Submission{Event: s.Event})
	}
	t.starting = ""
	t.mutex.Unlock()
}

// drain takes the signals that have come in. One that cannot be read is dropped by the SDK, with a line in its log.
func (t *trajectory) drain(signals workflow.ReceiveChannel) {
	for {
		var sub Submission
		if !signals.ReceiveAsync(&sub) {
			return
		}
		t.waiting = append(t.waiting, sub)
	}
}

func (t *trajectory) judgeWaiting(ctx workflow.Context) {
	for len(t.waiting) > 0 {
		sub := t.waiting[0]
		t.waiting = t.waiting[1:]
		t.submit(ctx, sub)
	}
}

// settle lets what is due happen, each at its own time, by the same door as every other event.
func (t *trajectory) settle(ctx workflow.Context) {
	for {
		now := workflow.Now(ctx)
		if t.due == nil || t.due.After(now) {
			return
		}
		seq := t.state.Seq
		t.submit(ctx, Submission{Event: engine.Event{ID: fmt.Sprintf("due-%d", seq), Kind: engine.Due, At: now.UTC()}})
		if t.state.Seq == seq {
			panic("what is due does not settle") // a broken invariant of the engine: block and alarm
		}
	}
}

// over reports whether the workflow may close: the trajectory ended, or was refused a start, long enough ago.
func (t *trajectory) over(ctx workflow.Context) bool {
	until, ok := t.openUntil(ctx)
	return ok && !workflow.Now(ctx).Before(until)
}

// openUntil returns the moment at which the workflow closes, if it is known.
func (t *trajectory) openUntil(ctx workflow.Context) (time.Time, bool) {
	switch {
	case t.state.Seq == 0 && t.starting == "":
		return workflow.GetInfo(ctx).WorkflowStartTime.Add(t.limits.KeepOpen), true
	case t.state.Ended != nil:
		return t.state.Ended.Add(t.limits.KeepOpen), true
	}
	return time.Time{}, false
}

// wait returns when there is something to do.
func (t *trajectory) wait(ctx workflow.Context, signals workflow.ReceiveChannel) {
	for {
		t.plan(ctx)
		seq, judged := t.state.Seq, t.judged
		err := workflow.Await(ctx, func() bool {
			return signals.Len() > 0 || t.alarm.rang() || t.state.Seq != seq || t.judged != judged
		})
		if err != nil {
			panic(fmt.Sprintf("wait: %v", err)) // only a cancelled context, and this one cannot be
		}
		if signals.Len() > 0 || t.alarm.rang() || t.wantsToContinue(ctx) {
			return
		}
	}
}
