package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

// onBoth runs a test on both databases.
func onBoth(t *testing.T, test func(t *testing.T, dialect store.Dialect)) {
	t.Helper()
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, dialect)
		})
	}
}

func TestDecisions(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect store.Dialect) {
		h := newHouse(t, dialect, workflows.Limits{})
		h.work()
		id := h.start("s", 0).Trajectory
		first := h.accept(id, workflowstest.Add("a", h.began))
		second := h.accept(id, workflowstest.Add("b", h.began))
		if first.Seq == 0 || second.Seq <= first.Seq || first.FirstRun == "" {
			t.Errorf("first %+v, second %+v", first, second)
		}

		if again := h.accept(id, workflowstest.Add("a", h.began)); again.Seq > first.Seq {
			t.Errorf("the same id again: %+v", again)
		}
		if other := h.judge(id, workflowstest.Close("a", h.began)); other.Rejection == nil || other.Rejection.Code != engine.OtherContent {
			t.Errorf("the same id with other content: %+v", other)
		}
		if again := h.start("s", 0); again.Trajectory != id {
			t.Errorf("the same start again: %+v", again)
		}
		h.agree(id, "s", "a", "b")
	})
}

func TestARefusalCostsTemporalNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	h.work()
	id := h.start("s", 0).Trajectory
	h.accept(id, workflowstest.Add("a", h.began))
	before, _ := h.history(id)
	for range 5 {
		r := h.judge(id, workflowstest.Close("c", h.began))
		if r.Rejection == nil || r.Rejection.Code != "NOT_READY" || r.Recorded {
			t.Fatalf("too early: %+v", r)
		}
	}
	if after, _ := h.history(id); after != before {
		t.Errorf("refusals wrote %d events", after-before)
	}
	h.accept(id, workflowstest.Add("b", h.began))
	if after, _ := h.history(id); after-before > 8 {
		t.Errorf("an accepted decision wrote %d events, at most 8", after-before)
	}
	h.agree(id, "s", "a", "b")
}

func TestWhatIsNotThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	h.work()
	if _, err := h.client.Judge(t.Context(), "tnobody", workflowstest.Add("a", h.began)); !errors.Is(err, workflows.ErrUnknown) {
		t.Errorf("unknown trajectory: %v", err)
	}
	if err := h.client.Signal(t.Context(), "tnobody", workflowstest.Add("a", h.began)); !errors.Is(err, workflows.ErrUnknown) {
		t.Errorf("signal to an unknown trajectory: %v", err)
	}
	r := h.start("s", 0)
	other := workflows.Address{Trajectory: r.Trajectory, FirstRun: "00000000-0000-4000-8000-000000000000"}
	if _, err := h.client.Submit(t.Context(), other, workflows.Submission{Event: workflowstest.Add("a", h.began)}); !errors.Is(err, workflows.ErrUnknown) {
		t.Errorf("another chain of runs: %v", err)
	}
	same := workflows.Address{Trajectory: r.Trajectory, FirstRun: r.FirstRun}
	if got, err := h.client.Submit(t.Context(), same, workflows.Submission{Event: workflowstest.Add("a", time.Now())}); err != nil || !got.Accepted {
		t.Errorf("the same chain of runs: %+v, %v", got, err)
	}
	refused := workflowstest.Started("t", time.Now())
	refused.Actor.Role = "stranger"
	got, err := h.client.Start(t.Context(), workflows.StartRequest{StartID: "t", Definition: workflowstest.Pinned(t, 1), Event: refused})
	if err != nil || got.Rejection == nil {
		t.Errorf("a start that is refused: %+v, %v", got, err)
	}
	if _, err := h.client.State(t.Context(), got.Trajectory); !errors.Is(err, workflows.ErrUnknown) {
		t.Errorf("a refused start began something: %v", err)
	}
	h.agree(r.Trajectory, "s", "a")
}

func TestSignals(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	stop := h.work()
	id := h.start("s", 0).Trajectory
	stop()
	for _, ev := range []engine.Event{workflowstest.Add("a", time.Now()), workflowstest.Close("c", time.Now()), workflowstest.Add("a", time.Now())} {
		if err := h.client.Signal(t.Context(), id, ev); err != nil { // durable while no worker runs
			t.Fatal(err)
		}
	}
	h.work()
	var refused workflows.Receipt
	eventually(t, "the signals are judged", func() bool {
		refused, _ = h.client.Receipt(t.Context(), id, "c")
		return refused.Known
	})
	if refused.Rejection == nil || refused.Rejection.Code != "NOT_READY" || !refused.Recorded {
		t.Errorf("a refused signal: %+v", refused)
	}
	if r, err := h.client.Receipt(t.Context(), id, "a"); err != nil || !r.Accepted {
		t.Errorf("an accepted signal: %+v, %v", r, err)
	}
	h.agree(id, "s", "a")
	ledger, err := h.store.Refusals(t.Context(), store.RefusalFilter{Trajectory: id, Limit: 10})
	if err != nil || len(ledger) != 1 || ledger[0].Event.ID != "c" {
		t.Errorf("ledger %+v, %v", ledger, err)
	}
}

func TestATermRunsOut(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{KeepOpen: time.Second})
	h.work()
	id := h.start("s", time.Hour-2*time.Second).Trajectory
	if r := h.judge(id, workflowstest.Close("early", h.began)); r.Rejection == nil {
		t.Fatalf("before the term has run out: %+v", r)
	}
	eventually(t, "the term runs out", func() bool {
		return slices.ContainsFunc(h.journal(id), func(e engine.Entry) bool {
			_, due := e.Change.(engine.DueSettled)
			return due
		})
	})
	h.accept(id, workflowstest.Close("c", h.began))
	h.agree(id, "s", "c")

	eventually(t, "the workflow closes", func() bool {
		_, err := h.client.Judge(t.Context(), id, workflowstest.Add("late", time.Now()))
		return errors.Is(err, workflows.ErrClosed)
	})
	loaded, err := h.store.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	for ev, want := range map[string]engine.Code{"late": engine.Closed, "c": ""} {
		sub := workflows.Submission{Event: workflowstest.Close(ev, time.Now())}
		r, err := workflows.JudgeClosed(workflows.JudgeRequest{
			Trajectory: id, Defs: []workflows.Pinned{workflowstest.Pinned(t, 1)}, State: loaded.State, Submission: sub, Now: time.Now(),
		})
		if err != nil || (want == "") != r.Accepted || (want != "" && r.Rejection.Code != want) {
			t.Errorf("%s after the workflow closed: %+v, %v", ev, r, err)
		}
	}
}

// Eight callers decide on one trajectory while its runs change under them, and signals come in between.
func TestContinueAsNewUnderLoad(t *testing.T) {
	onBoth(t, func(t *testing.T, dialect store.Dialect) {
		const callers, each, signals = 8, 20, 20
		h := newHouse(t, dialect, workflows.Limits{ContinueAfter: 10})
		h.work()
		started := h.start("s", 0)
		id := started.Trajectory
		var wg sync.WaitGroup
		want := []string{"s"}
		for caller := range callers {
			for i := range each {
				want = append(want, fmt.Sprintf("c%d-%d", caller, i))
			}
			wg.Go(func() {
				for i := range each {
					if err := h.insist(id, workflowstest.Add(fmt.Sprintf("c%d-%d", caller, i), time.Now())); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for i := range signals {
			want = append(want, name(i))
		}
		wg.Go(func() {
			for i := range signals {
				if err := h.client.Signal(t.Context(), id, workflowstest.Add(name(i), time.Now())); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Wait()
		if t.Failed() {
			return
		}
		eventually(t, "the last signal is judged", func() bool { return len(h.events(id)) == len(want) })
		if again := h.accept(id, workflowstest.Add("c0-0", h.began)); again.Seq == 0 {
			t.Errorf("an id of an earlier run: %+v", again)
		}
		h.agree(id, want...)
		if _, run := h.history(id); run == started.FirstRun {
			t.Error("no run was continued as new")
		}
	})
}

// insist sends a decision until it is accepted.
func (h *house) insist(trajectory string, ev engine.Event) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	for {
		ev.At = time.Now().UTC()
		r, err := h.client.Judge(ctx, trajectory, ev)
		switch {
		case err == nil && r.Accepted:
			return nil
		case err == nil && !r.Pending:
			return fmt.Errorf("judge %s: %+v", ev.ID, r)
		case ctx.Err() != nil:
			return fmt.Errorf("judge %s: %w", ev.ID, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// A worker that forgets every workflow between two tasks replays each from its start, and nobody notices.
func TestReplayedAtEveryTask(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{ContinueAfter: 12})
	h.place.Forgetful = true
	h.workProcess("")
	id := h.start("s", 0).Trajectory
	want := []string{"s"}
	for i := range 15 {
		h.accept(id, workflowstest.Add(name(i), time.Now()))
		h.judge(id, workflowstest.Close("c", time.Now()))
		if err := h.client.Signal(t.Context(), id, workflowstest.Add("s"+name(i), time.Now())); err != nil {
			t.Fatal(err)
		}
		want = append(want, name(i), "s"+name(i))
	}
	eventually(t, "the last signal is judged", func() bool { return len(h.events(id)) == len(want) })
	h.agree(id, want...)
}

// broken judges like the others until it is asked for an event that breaks an invariant of the engine.
type broken struct{ *activities.Activities }

func (b broken) JudgeAndRecord(ctx context.Context, req workflows.JudgeRequest) (workflows.Judgement, error) {
	if req.Submission.Event.ID == "breaks" {
		panic("a broken invariant")
	}
	return b.Activities.JudgeAndRecord(ctx, req)
}

// A broken invariant blocks the trajectory, which is neither failed nor closed, and a better binary goes on.
func TestABrokenInvariantBlocks(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	all := activities.New(h.store, h.store)
	stop := h.workOn(func(w worker.Worker) {
		w.RegisterActivityWithOptions(broken{all}.JudgeAndRecord, activity.RegisterOptions{Name: workflows.JudgeAndRecord})
		w.RegisterActivityWithOptions(all.ImportAndRecord, activity.RegisterOptions{Name: workflows.ImportAndRecord})
		w.RegisterActivityWithOptions(all.RecordRefusal, activity.RegisterOptions{Name: workflows.RecordRefusal})
	})
	id := h.start("s", 0).Trajectory
	h.accept(id, workflowstest.Add("a", time.Now()))
	impatient := h.newClient(workflows.ClientOptions{Patience: 3 * time.Second})
	if r, err := impatient.Judge(t.Context(), id, workflowstest.Add("breaks", time.Now())); !errors.Is(err, workflows.ErrUnavailable) {
		t.Errorf("an event that breaks an invariant: %+v, %v", r, err)
	}
	d, err := h.conn.DescribeWorkflowExecution(t.Context(), id, "")
	if err != nil || d.GetWorkflowExecutionInfo().GetStatus() != enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING {
		t.Errorf("its workflow: %v, %v", d, err)
	}
	stop()
	h.work()
	h.accept(id, workflowstest.Add("breaks", time.Now()))
	h.accept(id, workflowstest.Add("b", time.Now()))
	h.agree(id, "s", "a", "breaks", "b")
}

// A past trace begins a trajectory once; another trace under the same start, and one that does not fit, begin nothing.
func TestPastTraces(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	h.work()
	at := time.Now().Add(-48 * time.Hour)
	begin := func(start string, events ...engine.Event) workflows.Receipt {
		t.Helper()
		trace := workflowstest.Trace(events...)
		r, err := h.client.Start(t.Context(), workflows.StartRequest{StartID: start, Definition: workflowstest.Pinned(t, 1), Trace: &trace})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	first, second := workflowstest.Started("p1", at), workflowstest.Add("p2", at.Add(time.Minute))
	r := begin("s", first, second)
	if !r.Accepted {
		t.Fatalf("a past trace: %+v", r)
	}
	if again := begin("s", first, second); !again.Accepted || again.Trajectory != r.Trajectory {
		t.Errorf("the same again: %+v", again)
	}
	if other := begin("s", first); other.Rejection == nil || other.Rejection.Code != engine.OtherContent {
		t.Errorf("another trace under the same start: %+v", other)
	}
	h.accept(r.Trajectory, workflowstest.Add("a", time.Now()))
	h.agree(r.Trajectory, "p1", "p2", "a")

	unfit := begin("t", first, workflowstest.Close("p2", at.Add(time.Minute)))
	if unfit.Rejection == nil || unfit.Rejection.Code != "NOT_READY" || unfit.Index != 1 {
		t.Errorf("a trace that does not fit: %+v", unfit)
	}
	if _, err := h.client.State(t.Context(), unfit.Trajectory); !errors.Is(err, workflows.ErrUnknown) {
		t.Errorf("it began something: %v", err)
	}
}

// fickle refuses an event the first time, as if another had come between the validator and the judgement.
type fickle struct {
	*activities.Activities
	refused *atomic.Bool
}

func (f fickle) JudgeAndRecord(ctx context.Context, req workflows.JudgeRequest) (workflows.Judgement, error) {
	if ev := req.Submission.Event; ev.ID == "a" && f.refused.CompareAndSwap(false, true) {
		return workflows.Judgement{Event: ev.ID, Rejection: &engine.Rejection{Code: engine.Conflict, Event: ev.ID}}, nil
	}
	return f.Activities.JudgeAndRecord(ctx, req)
}

// After a refusal that fell late, which Temporal remembers, the same decision is judged anew; the ledger keeps the refusal.
func TestTheSameIDAfterALateRefusal(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	all := activities.New(h.store, h.store)
	h.workOn(func(w worker.Worker) {
		w.RegisterActivityWithOptions(fickle{all, &atomic.Bool{}}.JudgeAndRecord, activity.RegisterOptions{Name: workflows.JudgeAndRecord})
		w.RegisterActivityWithOptions(all.RecordRefusal, activity.RegisterOptions{Name: workflows.RecordRefusal})
	})
	id := h.start("s", 0).Trajectory
	if r := h.judge(id, workflowstest.Add("a", time.Now())); r.Rejection == nil || r.Rejection.Code != engine.Conflict || !r.Recorded {
		t.Errorf("refused late: %+v", r)
	}
	h.accept(id, workflowstest.Add("a", time.Now()))
	h.agree(id, "s", "a")
	ledger, err := h.store.Refusals(t.Context(), store.RefusalFilter{Trajectory: id, Limit: 10})
	if err != nil || len(ledger) != 1 || ledger[0].Event.ID != "a" {
		t.Errorf("ledger %+v, %v", ledger, err)
	}
}

// The database committed and its answer was lost: the same event is found there and nothing is doubled.
func TestTheAnswerOfTheDatabaseIsLost(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	h.workProcess("after-commit:error*3")
	id := h.start("s", 0).Trajectory
	h.accept(id, workflowstest.Add("a", time.Now()))
	h.accept(id, workflowstest.Add("b", time.Now()))
	h.agree(id, "s", "a", "b")
}
