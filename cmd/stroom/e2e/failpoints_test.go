package e2e

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/workflowstest"
)

// places are the eight at which a worker is killed with kill -9 in the middle of one decision. In the first run of a
// trajectory the start is judgement 1; a run of three judgements continues as new behind the third.
var places = []struct {
	name       string
	failpoints string
	limits     workflows.Limits
	before     []string // decisions taken by a worker that lives
}{
	{workflows.BeforeJudge, "before-judge:kill", workflows.Limits{}, nil},
	{workflows.AfterJudge, "after-judge:kill", workflows.Limits{}, nil},
	{workflows.InTransaction, "in-transaction:kill", workflows.Limits{}, nil},
	{workflows.AfterCommit, "after-commit:kill", workflows.Limits{}, nil},
	{workflows.AfterCompletion, "after-completion:kill", workflows.Limits{}, nil},
	{workflows.BeforeContinue, "before-continue:kill", workflows.Limits{ContinueAfter: 3}, []string{"b"}},
	{workflows.AfterContinue, "after-continue:kill", workflows.Limits{ContinueAfter: 3}, []string{"b"}},
	{workflows.InFallback, "before-judge:error,in-fallback:kill", workflows.Limits{Patience: 300 * time.Millisecond}, nil},
}

// atOnce is how many of the scenarios run beside each other. They wait for timeouts most of their time, so that it is more
// than the processors that tests are otherwise given.
const atOnce = 8

// A worker is killed in the middle of decision d. Then either the same decision comes again, or another event comes first.
func TestKilledInTheMiddleOfADecision(t *testing.T) {
	t.Parallel()
	var wg sync.WaitGroup
	slots := make(chan struct{}, atOnce)
	scenario := func(name string, run func(t *testing.T)) {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			t.Run(name, run)
		})
	}
	for _, at := range places {
		for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
			scenario(at.name+"/the same again/"+string(dialect), func(t *testing.T) {
				h, id, want := killed(t, dialect, at.limits, at.failpoints, at.before)
				h.accept(id, workflowstest.Add("d", time.Now()))
				h.accept(id, workflowstest.Add("d", time.Now()))
				h.agree(id, append(want, "d")...)
			})
			scenario(at.name+"/another first/"+string(dialect), func(t *testing.T) {
				h, id, want := killed(t, dialect, at.limits, at.failpoints, at.before)
				h.accept(id, workflowstest.Add("e", time.Now()))
				h.accept(id, workflowstest.Add("d", time.Now()))
				h.agree(id, append(want, "d", "e")...)
			})
		}
	}
	wg.Wait()
}

// killed starts a counter, takes some decisions, and has a worker die in the middle of decision d. Then a worker lives
// again.
func killed(t *testing.T, dialect store.Dialect, limits workflows.Limits, failpoints string, before []string) (*house, string, []string) {
	t.Helper()
	h := newHouse(t, dialect, limits)
	alive := h.workProcess("")
	id := h.start("s", 0).Trajectory
	want := []string{"s"}
	for _, event := range before {
		h.accept(id, workflowstest.Add(event, time.Now()))
		want = append(want, event)
	}
	alive.kill()

	dies := h.workProcess(failpoints)
	ctx, hangUp := context.WithCancel(t.Context())
	sent := make(chan struct{})
	go func() { // an API process that has not heard the answer when its officer's browser gives up
		defer close(sent)
		for ctx.Err() == nil {
			r, err := h.client.Judge(ctx, id, workflowstest.Add("d", time.Now()))
			if err == nil && !r.Pending {
				return
			}
		}
	}()
	dies.died(t)
	hangUp()
	<-sent
	h.workProcess("")
	return h, id, want
}

// A decision that is in flight when its worker is killed is answered by the other worker, within eight seconds.
func TestAnotherWorkerTakesOver(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	alive := h.workProcess("")
	id := h.start("s", 0).Trajectory
	alive.kill()
	dies := h.workProcess("before-judge:kill")
	answered := make(chan error, 1)
	began := time.Now()
	go func() {
		r, err := h.client.Judge(t.Context(), id, workflowstest.Add("d", began))
		if err == nil && !r.Accepted {
			err = errors.New("not accepted")
		}
		answered <- err
	}()
	dies.died(t)
	h.work()
	if err := <-answered; err != nil {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
	t.Logf("answered after %v", time.Since(began))
	h.agree(id, "s", "d")
}

// A worker writes a decision and dies, Temporal forgets the Update, and nobody comes back: the journal is ahead. A poke
// brings the workflow up to it, and a refusal that the state behind it would give is not believed.
func TestAJournalThatIsAhead(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"poke", "refusal"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, store.SQLite, workflows.Limits{})
			stop := h.work()
			r := h.start("s", time.Hour)
			id := r.Trajectory
			eventually(t, "the term runs out", func() bool { return len(h.journal(id)) > int(r.Seq) })
			h.write(id, workflowstest.Close("c", time.Now()))

			if how == "poke" {
				if err := h.client.Poke(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			} else if got := h.judge(id, workflowstest.Add("c", time.Now())); got.Rejection == nil || got.Rejection.Code != "OTHER_CONTENT" {
				t.Errorf("other content under the id in the journal: %+v", got)
			}
			stop()
			h.work()
			h.agree(id, "s", "c")
		})
	}
}
