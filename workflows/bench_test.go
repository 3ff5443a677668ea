package workflows_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

// bench is one trajectory in Temporal's test environment, on a clock that skips.
type bench struct {
	t       *testing.T
	env     *testsuite.TestWorkflowEnvironment
	journal *workflowstest.Journal
	answers map[string]answer // by what the test called them
	id      string
}

type answer struct {
	receipt workflows.Receipt
	err     error
}

func newBench(t *testing.T) *bench {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	b := &bench{t: t, env: suite.NewTestWorkflowEnvironment(), journal: &workflowstest.Journal{}, answers: map[string]answer{}, id: "t1"}
	b.env.SetStartTime(nine)
	b.env.SetStartWorkflowOptions(client.StartWorkflowOptions{ID: b.id, TaskQueue: "test"})
	b.env.SetTestTimeout(time.Minute)
	workflows.Register(b.env)
	b.journal.Register(b.env)
	return b
}

// started is the input of a first run.
func (b *bench) started(limits workflows.Limits) workflows.Input {
	ev := workflowstest.Started("s", nine)
	ev.Digest = engine.DigestOf(ev)
	return workflows.Input{Limits: limits, Start: &workflows.Start{Definition: workflowstest.Pinned(b.t, 1), Event: ev}}
}

// at does something after a while.
func (b *bench) at(after time.Duration, do func()) { b.env.RegisterDelayedCallback(do, after) }

// update sends an event by the first door; its answer is kept under a name.
func (b *bench) update(name string, ev engine.Event) {
	b.submit(name, workflows.Submission{Event: ev})
}

func (b *bench) submit(name string, sub workflows.Submission) {
	sub.Event.At = b.env.Now().UTC()
	sub.Event.Digest = engine.DigestOf(sub.Event)
	b.env.UpdateWorkflow(workflows.UpdateJudge, name, &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { b.answers[name] = answer{err: err} },
		OnComplete: func(r any, err error) {
			receipt, _ := r.(workflows.Receipt)
			b.answers[name] = answer{receipt, err}
		},
	}, sub)
}

func (b *bench) signal(ev engine.Event) {
	ev.At = b.env.Now().UTC()
	ev.Digest = engine.DigestOf(ev)
	b.env.SignalWorkflow(workflows.SignalEvent, workflows.Submission{Event: ev})
}

func (b *bench) receipt(event string) workflows.Receipt {
	b.t.Helper()
	value, err := b.env.QueryWorkflow(workflows.QueryReceipt, event)
	if err != nil {
		b.t.Fatal(err)
	}
	var r workflows.Receipt
	if err := value.Get(&r); err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bench) state() workflows.Snapshot {
	b.t.Helper()
	value, err := b.env.QueryWorkflow(workflows.QueryState)
	if err != nil {
		b.t.Fatal(err)
	}
	var s workflows.Snapshot
	if err := value.Get(&s); err != nil {
		b.t.Fatal(err)
	}
	return s
}

// code returns the code of a refusal, by whichever door it came.
func (a answer) code() engine.Code {
	var failure *temporal.ApplicationError
	if errors.As(a.err, &failure) && failure.HasDetails() {
		var r workflows.Receipt
		if failure.Details(&r) == nil && r.Rejection != nil {
			return r.Rejection.Code
		}
	}
	if a.receipt.Rejection != nil {
		return a.receipt.Rejection.Code
	}
	return ""
}

// kind returns the type of the error with which an Update was turned away.
func (a answer) kind() string {
	var failure *temporal.ApplicationError
	if errors.As(a.err, &failure) {
		return failure.Type()
	}
	return ""
}

// run runs the trajectory until the workflow closes or continues.
func (b *bench) run(in workflows.Input) {
	b.t.Helper()
	b.env.ExecuteWorkflow(workflows.WorkflowType, in)
	if !b.env.IsWorkflowCompleted() {
		b.t.Fatal("the workflow has not closed")
	}
	var next *workflow.ContinueAsNewError
	if err := b.env.GetWorkflowError(); err != nil && !errors.As(err, &next) {
		b.t.Fatal(err)
	}
}

func (b *bench) events(want ...string) {
	b.t.Helper()
	if got := b.journal.Events(b.id); !slices.Equal(got, want) {
		b.t.Errorf("journal holds events %q, want %q", got, want)
	}
}
