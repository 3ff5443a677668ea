package workflows_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"

	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

var nine = time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)

func TestDecisionsAreJudgedInTheOrderInWhichTheyCome(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() { b.update("first", workflowstest.Add("a", nine)) })
	b.at(2*time.Minute, func() { b.update("second", workflowstest.Add("b", nine)) })
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "a", "b", "c")
	for _, name := range []string{"first", "second", "close"} {
		if a := b.answers[name]; a.err != nil || !a.receipt.Accepted {
			t.Errorf("%s: %+v", name, a)
		}
	}
	var result workflows.Result
	if err := b.env.GetWorkflowResult(&result); err != nil {
		t.Fatal(err)
	}
	want := workflows.Result{Started: true, Seq: uint64(len(b.journal.Entries(b.id))), Outcome: "closed"}
	if result != want {
		t.Errorf("result %+v, want %+v", result, want)
	}
}

func TestTheSameIDIsAnsweredAgain(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() { b.update("first", workflowstest.Add("a", nine)) })
	b.at(2*time.Minute, func() { b.update("again", workflowstest.Add("a", nine)) })
	b.at(3*time.Minute, func() { b.update("other", workflowstest.Close("a", nine)) })
	b.at(4*time.Minute, func() { b.env.CancelWorkflow() }) // a trajectory cannot be cancelled
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "a", "c")
	first, again := b.answers["first"].receipt, b.answers["again"].receipt
	if again.Seq == 0 || again.Seq > first.Seq || !again.Accepted {
		t.Errorf("first %+v, again %+v", first, again)
	}
	if got := b.answers["other"].code(); got != engine.OtherContent {
		t.Errorf("other content: %q", got)
	}
}

// The state remembers so many ids and no more; the journal remembers all.
func TestAnIDThatTheStateHasForgotten(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	want := []string{"s"}
	b.at(time.Minute, func() {
		for i := range engine.MaxRemembered + 10 {
			id := fmt.Sprintf("a%d", i)
			want = append(want, id)
			b.signal(workflowstest.Add(id, nine))
		}
	})
	b.at(2*time.Minute, func() {
		if slices.ContainsFunc(b.state().State.Decisions, func(d engine.Remembered) bool { return d.ID == "a0" }) {
			t.Error("the state remembers everything")
		}
		b.update("again", workflowstest.Add("a0", nine))
	})
	b.at(2*time.Hour, func() { b.update("other", workflowstest.Close("a1", nine)) })
	b.at(3*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{ContinueAfter: 10_000}))

	b.events(append(want, "c")...)
	again := b.answers["again"].receipt
	if !again.Accepted || again.Seq == 0 || again.Seq > 20 {
		t.Errorf("the same content: %+v", b.answers["again"])
	}
	if got := b.answers["other"].code(); got != engine.OtherContent {
		t.Errorf("other content: %+v", b.answers["other"])
	}
}

func TestARefusalByTheValidatorWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	calls := 0
	b.at(time.Minute, func() { calls = b.journal.Calls(); b.update("early", workflowstest.Close("c", nine)) })
	b.at(2*time.Minute, func() {
		if b.journal.Calls() != calls {
			t.Error("a refused decision was recorded")
		}
	})
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	early := b.answers["early"]
	if early.code() != "NOT_READY" || early.kind() != "Refused" {
		t.Errorf("early: %+v", early)
	}
	if len(b.journal.Refusals()) != 0 {
		t.Error("the shell recorded a refusal that the caller records")
	}
	if !b.answers["close"].receipt.Accepted {
		t.Errorf("the same id after a refusal: %+v", b.answers["close"])
	}
}

func TestADatabaseThatIsAwayMakesADecisionPending(t *testing.T) {
	t.Parallel()
	b := newBench(t) // the test environment gives up an activity after ten tries: here that is half a minute
	b.at(time.Minute, func() { b.journal.SetDown(workflowstest.ErrDown); b.update("waits", workflowstest.Add("a", nine)) })
	b.at(70*time.Second, func() {
		if r := b.receipt("a"); !r.Pending {
			t.Errorf("receipt while waiting: %+v", r)
		}
		b.update("busy", workflowstest.Add("b", nine))
		b.update("same", workflowstest.Add("a", nine))
	})
	b.at(80*time.Second, func() {
		if _, answered := b.answers["waits"]; answered {
			t.Error("answered while the database was away")
		}
		b.journal.SetDown(nil)
	})
	b.at(2*time.Minute, func() { b.update("after", workflowstest.Add("b", nine)) })
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "a", "b", "c")
	if got := b.answers["busy"].kind(); got != "Busy" {
		t.Errorf("another decision meanwhile: %+v", b.answers["busy"])
	}
	for _, name := range []string{"waits", "same", "after", "close"} {
		if a := b.answers[name]; a.err != nil || !a.receipt.Accepted {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestAJournalThatIsAheadIsAdopted(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() { // a worker wrote "lost" and died before it told Temporal
		b.journal.Write(t, b.id, b.state(), workflowstest.Add("lost", b.env.Now().UTC()))
		b.update("next", workflowstest.Add("a", nine))
	})
	b.at(2*time.Minute, func() { b.update("lost", workflowstest.Add("lost", nine)) })
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "lost", "a", "c")
	lost, next := b.answers["lost"].receipt, b.answers["next"].receipt
	if !lost.Accepted || !next.Accepted || lost.Seq >= next.Seq {
		t.Errorf("lost %+v, next %+v", lost, next)
	}
}

func TestSignalsAreJudgedAlike(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() {
		b.signal(workflowstest.Add("a", nine))
		b.signal(workflowstest.Close("early", nine))
		b.signal(workflowstest.Add("a", nine))
	})
	b.at(2*time.Minute, func() {
		if r := b.receipt("a"); !r.Accepted {
			t.Errorf("accepted signal: %+v", r)
		}
		if r := b.receipt("early"); r.Rejection == nil || r.Rejection.Code != "NOT_READY" || !r.Recorded {
			t.Errorf("refused signal: %+v", r)
		}
		if r := b.receipt("nobody"); r.Known {
			t.Errorf("unknown event: %+v", r)
		}
	})
	b.at(2*time.Hour, func() { b.signal(workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "a", "c")
	refusals := b.journal.Refusals()
	if len(refusals) != 1 || refusals[0].Event.ID != "early" || refusals[0].Rejection.Code != "NOT_READY" {
		t.Errorf("ledger: %+v", refusals)
	}
}

func TestARefusalThatFallsLateIsRecorded(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(2*time.Hour, func() { // both pass the validator; the second is judged behind the first
		b.update("first", workflowstest.Close("c", nine))
		b.update("second", workflowstest.Add("a", nine))
	})
	b.run(b.started(workflows.Limits{}))

	b.events("s", "c")
	second := b.answers["second"]
	if second.code() != engine.Closed {
		t.Fatalf("second: %+v", second)
	}
	if recorded := second.receipt.Recorded; recorded != (len(b.journal.Refusals()) == 1) {
		t.Errorf("recorded says %v, the ledger holds %+v", recorded, b.journal.Refusals())
	}
}

func TestATermRunsOutOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var set []time.Duration
	b.env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { set = append(set, d) })
	for i := range 3 { // decisions that leave the due moment where it is
		b.at(time.Duration(i+1)*time.Minute, func() { b.update("add", workflowstest.Add(string(rune('a'+i)), nine)) })
	}
	b.at(3*time.Hour, func() { b.update("close", workflowstest.Close("z", nine)) })
	b.run(b.started(workflows.Limits{}))

	// One for the term, one for the closing, and one for a quiet task before it.
	if want := []time.Duration{time.Hour, workflows.DefaultKeepOpen, 20 * time.Millisecond}; !slices.Equal(set, want) {
		t.Errorf("timers %v, want %v", set, want)
	}
	var settled []time.Time
	for _, e := range b.journal.Entries(b.id) {
		if due, ok := e.Change.(engine.DueSettled); ok {
			settled = append(settled, due.Due.UTC())
		}
	}
	if want := []time.Time{nine.Add(time.Hour)}; !slices.EqualFunc(settled, want, time.Time.Equal) {
		t.Errorf("settled %v, want %v", settled, want)
	}
}

func TestARunContinuesAsNewWithAllItHolds(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() { b.update("a", workflowstest.Add("a", nine)) })
	b.at(2*time.Minute, func() { b.signal(workflowstest.Close("early", nine)) })
	b.at(3*time.Minute, func() { b.update("b", workflowstest.Add("b", nine)) })
	b.at(3*time.Minute+5*time.Millisecond, func() {
		b.update("moving", workflowstest.Add("m", nine))
		b.signal(workflowstest.Add("n", nine))
	})
	b.run(b.started(workflows.Limits{ContinueAfter: 4}))

	var next *workflow.ContinueAsNewError
	if err := b.env.GetWorkflowError(); !errors.As(err, &next) {
		t.Fatalf("ended with %v", err)
	}
	var in workflows.Input
	if err := converter.GetDefaultDataConverter().FromPayloads(next.Input, &in); err != nil {
		t.Fatal(err)
	}
	if got := b.answers["moving"].kind(); got != "Moving" {
		t.Errorf("an Update meanwhile: %+v", b.answers["moving"])
	}
	if in.Carried == nil || len(in.Carried.Waiting) != 1 || in.Carried.Waiting[0].Event.ID != "n" {
		t.Fatalf("carried %+v", in.Carried)
	}
	if r := in.Carried.Refused; len(r) != 1 || r[0].Event != "early" {
		t.Errorf("carried refusals %+v", r)
	}
	b.events("s", "a", "b")

	second := newBench(t)
	second.journal = b.journal
	second.journal.Register(second.env)
	second.env.SetStartTime(nine.Add(4 * time.Minute))
	second.at(time.Minute, func() { second.update("again", workflowstest.Add("a", nine)) })
	second.at(2*time.Hour, func() { second.update("close", workflowstest.Close("c", nine)) })
	second.run(in)
	second.events("s", "a", "b", "n", "c")
	if again := second.answers["again"].receipt; !again.Accepted || again.Seq > b.answers["a"].receipt.Seq {
		t.Errorf("the same id in the next run: %+v, first %+v", again, b.answers["a"].receipt)
	}
}

func TestAStartThatIsRefusedCanBeMadeBetter(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := b.started(workflows.Limits{})
	in.Start.Event.Actor.Role = "stranger"
	in.Start.Event.Digest = engine.DigestOf(in.Start.Event)
	b.at(time.Minute, func() {
		if r := b.receipt("s"); r.Rejection == nil || !r.Recorded {
			t.Errorf("refused start: %+v", r)
		}
		b.update("decision", workflowstest.Add("a", nine))
		b.update("better", workflowstest.Started("s", nine))
	})
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(in)

	b.events("s", "c")
	if got := b.answers["decision"].code(); got != engine.NotStarted {
		t.Errorf("decision before the start: %+v", b.answers["decision"])
	}
	if !b.answers["better"].receipt.Accepted {
		t.Errorf("better start: %+v", b.answers["better"])
	}
}

func TestAStartThatStaysRefusedIsLetGo(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	in := b.started(workflows.Limits{KeepOpen: time.Hour})
	in.Start.Event.Actor.Role = "stranger"
	b.run(in)
	var result workflows.Result
	if err := b.env.GetWorkflowResult(&result); err != nil {
		t.Fatal(err)
	}
	if want := (workflows.Result{}); result != want {
		t.Errorf("result %+v, want %+v", result, want)
	}
}

func TestATrajectoryIsMovedToAnotherVersion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.at(time.Minute, func() { b.submit("moved", workflowstest.Moved(t, "m", nine)) })
	b.at(2*time.Minute, func() {
		s := b.state()
		if len(s.Defs) != 1 || s.Defs[0].Version != 2 || s.State.Version != 2 {
			t.Errorf("definitions %+v, state of version %d", s.Defs, s.State.Version)
		}
		b.update("without", workflowstest.Moved(t, "n", nine).Event)
	})
	b.at(3*time.Minute, func() { b.update("add", workflowstest.Add("a", nine)) })
	b.at(2*time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(b.started(workflows.Limits{}))

	b.events("s", "m", "a", "c")
	if got := b.answers["without"].code(); got != engine.BadForm {
		t.Errorf("a move without a definition: %+v", b.answers["without"])
	}
}

func TestATrajectoryStartsWithAPastTrace(t *testing.T) {
	t.Parallel()
	past := nine.Add(-48 * time.Hour)
	trace := workflowstest.Trace(workflowstest.Started("p1", past), workflowstest.Add("p2", past.Add(time.Minute)))
	b := newBench(t)
	in := workflows.Input{Start: &workflows.Start{Definition: workflowstest.Pinned(t, 1), Event: trace.Events[0], Trace: &trace}}
	in.Start.Past = "sum"
	b.at(0, func() { b.submit("start", workflows.Submission{Event: trace.Events[0], Past: "sum"}) })
	b.at(time.Minute, func() {
		b.submit("again", workflows.Submission{Event: trace.Events[0], Past: "sum"})
		b.submit("other", workflows.Submission{Event: trace.Events[0], Past: "other"})
		foreign := workflowstest.Add("p3", past)
		foreign.Imported = true
		b.update("foreign", foreign)
	})
	b.at(time.Hour, func() { b.update("close", workflowstest.Close("c", nine)) })
	b.run(in)

	b.events("p1", "p2", "c")
	if a := b.answers["start"]; !a.receipt.Accepted {
		t.Errorf("the start: %+v", a)
	}
	if a := b.answers["again"]; !a.receipt.Accepted {
		t.Errorf("the same start again: %+v", a)
	}
	if got := b.answers["other"].code(); got != engine.OtherContent {
		t.Errorf("another trace under the same start: %+v", b.answers["other"])
	}
	if got := b.answers["foreign"].code(); got != engine.ImportMismatch {
		t.Errorf("an imported event by the door: %+v", b.answers["foreign"])
	}
}

func TestAPastTraceThatDoesNotFitIsRefused(t *testing.T) {
	t.Parallel()
	past := nine.Add(-48 * time.Hour)
	trace := workflowstest.Trace(workflowstest.Started("p1", past), workflowstest.Close("p2", past.Add(time.Minute)))
	b := newBench(t)
	in := workflows.Input{
		Limits: workflows.Limits{KeepOpen: time.Hour},
		Start:  &workflows.Start{Definition: workflowstest.Pinned(t, 1), Event: trace.Events[0], Trace: &trace},
	}
	b.at(time.Minute, func() { b.submit("start", workflows.Submission{Event: trace.Events[0]}) })
	b.run(in)

	b.events()
	a := b.answers["start"]
	if a.code() != "NOT_READY" || a.receipt.Index != 1 || !a.receipt.Recorded {
		t.Errorf("the start: %+v", a)
	}
}
