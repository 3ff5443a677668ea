package workflows

import (
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"stroom/workflows/engine"
)

// submit judges one event when it is its turn and says what became of it.
func (t *trajectory) submit(ctx workflow.Context, sub Submission) Receipt {
	_ = t.mutex.Lock(ctx) // it fails only on a cancelled context
	defer t.mutex.Unlock()
	return t.judge(ctx, sub)
}

// judge is submit for a caller that holds the mutex.
func (t *trajectory) judge(ctx workflow.Context, sub Submission) Receipt {
	for {
		if r, ok := t.accepted(ctx, sub.Event); ok {
			return t.late(ctx, sub, r)
		}
		t.judged++
		j := t.record(ctx, sub)
		switch {
		case j.Rejection != nil:
			return t.late(ctx, sub, t.receipt(ctx, sub.Event, Receipt{Rejection: j.Rejection}))
		case len(j.Entries) == 0:
			return t.receipt(ctx, sub.Event, Receipt{})
		case j.Event == sub.Event.ID:
			return t.late(ctx, sub, t.adoptOwn(ctx, sub, j))
		}
		t.adopt(j) // another event stands at this place; this one is judged again behind it
	}
}

// adoptOwn applies the entries of the event that was submitted. They may have been applied long ago, by a trajectory
// that has forgotten so: the journal never forgets.
func (t *trajectory) adoptOwn(ctx workflow.Context, sub Submission, j Judgement) Receipt {
	last := j.Entries[len(j.Entries)-1].Seq
	if last > t.state.Seq {
		t.adopt(j)
		return t.receipt(ctx, sub.Event, Receipt{Accepted: true, Seq: last})
	}
	taken, ok := j.Entries[0].Change.(engine.EventTaken)
	if ok && taken.Event.Digest != sub.Event.Digest {
		return t.receipt(ctx, sub.Event, Receipt{Rejection: refuse(sub.Event, engine.OtherContent)})
	}
	return t.receipt(ctx, sub.Event, Receipt{Accepted: true, Seq: last})
}

// adopt folds what stands in the journal behind the present state into it. It is the only place that changes the state.
func (t *trajectory) adopt(j Judgement) {
	if first := j.Entries[0].Seq; first != t.state.Seq+1 {
		panic(fmt.Sprintf("the journal goes on at %d, the state stands at %d", first, t.state.Seq))
	}
	if j.Definition != nil {
		t.follow(append([]Pinned{*j.Definition}, t.defs...))
	}
	t.state, t.due = engine.Apply(t.def, t.state, j.Entries), j.NextDue
	if t.state.Hash != t.defs[0].Hash {
		panic("the journal follows a definition that is not pinned here")
	}
	t.forgetDefinitions()
}

// forgetDefinitions lets go of the earlier definitions that no open run follows.
func (t *trajectory) forgetDefinitions() {
	kept := t.defs[:1:1]
	for _, d := range t.defs[1:] {
		for _, run := range t.state.Runs {
			if run.Version == d.Version {
				kept = append(kept, d)
				break
			}
		}
	}
	if len(kept) != len(t.defs) {
		t.follow(kept)
	}
}

// record asks for one judgement: by a local activity, which costs one marker, and if the database does not answer in
// time by a normal activity that tries for ever. The command of the latter makes the acceptance of an Update durable.
func (t *trajectory) record(ctx workflow.Context, sub Submission) Judgement {
	req := JudgeRequest{
		Trajectory: t.id, Epoch: t.epoch, Defs: t.defs, State: t.state, Submission: sub, Now: workflow.Now(ctx).UTC(),
	}
	req.foreseen, t.foreseen = t.foreseen.of(req), nil
	var j Judgement
	t.call(ctx, JudgeAndRecord, sub.Event.ID, req, &j)
	return j
}

// call performs one activity that writes to the database. It returns when that has been done.
func (t *trajectory) call(ctx workflow.Context, name, event string, req, result any) {
	local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
		ScheduleToCloseTimeout: t.limits.Patience,
		StartToCloseTimeout:    t.limits.Patience,
		RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 500 * time.Millisecond},
	})
	err := workflow.ExecuteLocalActivity(local, name, req).Get(ctx, result)
	if err == nil {
		return
	}
	var broken *temporal.PanicError
	if errors.As(err, &broken) {
		panic(name + " panicked") // a broken invariant: block and alarm; its text stands in the worker's log
	}
	t.pending = event
	defer func() { t.pending = "" }()
	if err := workflow.ExecuteActivity(fallback(ctx), name, req).Get(ctx, result); err != nil {
		panic(fmt.Sprintf("%s ended: %v", name, err)) // it is tried for ever, so this is a result nobody can read
	}
}

func fallback(ctx workflow.Context) workflow.Context {
	return workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 5 * time.Second, // a killed worker costs this much
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 250 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 5 * time.Second},
	})
}

// imports judges and writes a past trace. It runs as a normal activity: it may take minutes.
func (t *trajectory) imports(ctx workflow.Context, s Start) {
	long := workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute,
		HeartbeatTimeout:    10 * time.Second, // a killed worker costs this much
		RetryPolicy:         &temporal.RetryPolicy{InitialInterval: 250 * time.Millisecond, BackoffCoefficient: 2, MaximumInterval: 5 * time.Second},
	})
	req := ImportRequest{Trajectory: t.id, Epoch: t.epoch, Defs: t.defs, Trace: *s.Trace, Now: workflow.Now(ctx).UTC()}
	var done Imported
	t.pending = s.Event.ID
	err := workflow.ExecuteActivity(long, ImportAndRecord, req).Get(ctx, &done)
	t.pending = ""
	switch {
	case err != nil:
		panic(fmt.Sprintf("%s ended: %v", ImportAndRecord, err))
	case done.Rejection != nil:
		t.late(ctx, Submission{Event: s.Event}, t.receipt(ctx, s.Event, Receipt{Rejection: done.Rejection, Index: done.Index}))
	default:
		t.state, t.due = done.State, done.NextDue
	}
}

// accepted answers for an event that the state remembers: the same content was accepted, other content is refused.
func (t *trajectory) accepted(ctx workflow.Context, ev engine.Event) (Receipt, bool) {
	for _, d := range t.state.Decisions {
		if d.ID != ev.ID {
			continue
		}
		if d.Digest == ev.Digest {
			return t.receipt(ctx, ev, Receipt{Accepted: true, Seq: d.Seq}), true
		}
		return t.receipt(ctx, ev, Receipt{Rejection: refuse(ev, engine.OtherContent)}), true
	}
	return Receipt{}, false
}

// late records a refusal that fell after the event was let in: nobody else will.
func (t *trajectory) late(ctx workflow.Context, sub Submission, r Receipt) Receipt {
	if r.Rejection == nil {
		return r
	}
	if sub.Event.Kind == engine.Due {
		panic("time was refused") // a broken invariant of the engine: block and alarm
	}
	line := Refusal{
		ID:         fmt.Sprintf("%s/%d/%s/%d", t.id, t.epoch, sub.Event.ID, sub.Event.At.UnixNano()),
		Trajectory: t.id, Epoch: t.epoch, Seq: t.state.Seq, Hash: t.defs[0].Hash,
		Event: sub.Event, Rejection: *r.Rejection, At: workflow.Now(ctx).UTC(),
	}
	t.call(ctx, RecordRefusal, sub.Event.ID, line, nil)
	r.Recorded = true
	t.refused = append(t.refused, r)
	if n := len(t.refused) - maxRefused; n > 0 {
		t.refused = t.refused[n:]
	}
	return r
}

// receipt fills in what every receipt says.
func (t *trajectory) receipt(ctx workflow.Context, ev engine.Event, r Receipt) Receipt {
	r.Trajectory, r.Epoch, r.Event, r.At = t.id, t.epoch, ev.ID, ev.At
	if r.Seq == 0 {
		r.Seq = t.state.Seq
	}
	r.FirstRun = workflow.GetInfo(ctx).FirstRunID
	r.Known = true
	return r
}
