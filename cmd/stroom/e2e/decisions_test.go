package e2e

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

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
