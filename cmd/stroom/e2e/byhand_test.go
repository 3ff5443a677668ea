package e2e

import (
	"context"
	"errors"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"stroom/activities"
	"stroom/workflows"
)

// The workflow that somebody would write by hand for one process: an Update with a validator, and no definition, rule,
// picture or explanation behind it. The shell is measured against it.
const (
	byHandWorkflow = "ByHand"
	byHandUpdate   = "decide"
	byHandWrite    = "Write"
)

// byHandInput says whether a workflow writes a journal, and how many decisions stand in it already.
type byHandInput struct {
	Journal bool
	Taken   int
}

// writeByHand asks for the rows of one decision to be written.
type writeByHand struct {
	Trajectory string
	Number     int
}

// byHand counts decisions, one at a time, and writes each down by a local activity with the shell's patience.
func byHand(ctx workflow.Context, in byHandInput) error {
	id, taken, mutex := workflow.GetInfo(ctx).WorkflowExecution.ID, in.Taken, workflow.NewMutex(ctx)
	decide := func(ctx workflow.Context, sub workflows.Submission) (workflows.Receipt, error) {
		if err := mutex.Lock(ctx); err != nil {
			return workflows.Receipt{}, err
		}
		defer mutex.Unlock()
		r := workflows.Receipt{Trajectory: id, Event: sub.Event.ID, At: sub.Event.At, Accepted: true, Known: true}
		if in.Journal {
			local := workflow.WithLocalActivityOptions(ctx, workflow.LocalActivityOptions{
				ScheduleToCloseTimeout: workflows.DefaultPatience,
				RetryPolicy:            &temporal.RetryPolicy{InitialInterval: 50 * time.Millisecond},
			})
			if err := workflow.ExecuteLocalActivity(local, byHandWrite, writeByHand{id, taken}).Get(ctx, &r.Seq); err != nil {
				return workflows.Receipt{}, err
			}
		}
		taken++
		return r, nil
	}
	validate := func(_ workflow.Context, sub workflows.Submission) error {
		if sub.Event.ID == "" || sub.Event.Decide == nil || sub.Event.Actor.Role == "" {
			return errors.New("not a decision")
		}
		return nil
	}
	if err := workflow.SetUpdateHandlerWithOptions(ctx, byHandUpdate, decide, workflow.UpdateHandlerOptions{Validator: validate}); err != nil {
		return err
	}
	return workflow.Await(ctx, func() bool { return false })
}

// tape is what the shell hands to the store for one decision after the other. A workflow by hand writes the same records
// under its own id: the same rows and the same bytes by the same statements, and nothing is judged for them.
type tape struct {
	activities.Journal
	records []activities.Record
}

// Record keeps a record on the tape and writes it.
func (t *tape) Record(ctx context.Context, r activities.Record) (activities.Standing, error) {
	t.records = append(t.records, r)
	return t.Journal.Record(ctx, r)
}

// write is the activity of the workflow by hand. It returns the number of the last row.
func (t *tape) write(ctx context.Context, w writeByHand) (uint64, error) {
	if w.Number >= len(t.records) {
		return 0, errors.New("the tape is over")
	}
	r := t.records[w.Number]
	r.Trajectory = w.Trajectory
	standing, err := t.Journal.Record(ctx, r)
	if err != nil {
		return 0, err
	}
	return standing.Entries[len(standing.Entries)-1].Seq, nil
}

func (t *tape) register(w worker.Worker) {
	w.RegisterWorkflowWithOptions(byHand, workflow.RegisterOptions{Name: byHandWorkflow})
	w.RegisterActivityWithOptions(t.write, activity.RegisterOptions{Name: byHandWrite})
}

// startByHand begins a workflow by hand.
func (h *house) startByHand(ctx context.Context, id string, in byHandInput) error {
	options := client.StartWorkflowOptions{ID: id, TaskQueue: h.place.Queue}
	_, err := h.conn.ExecuteWorkflow(ctx, options, byHandWorkflow, in)
	return err
}

// decideByHand sends one decision to a workflow by hand.
func (h *house) decideByHand(ctx context.Context, id string, sub workflows.Submission) error {
	handle, err := h.conn.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		UpdateID: sub.Event.ID, WorkflowID: id, UpdateName: byHandUpdate, Args: []any{sub},
		WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return err
	}
	var r workflows.Receipt
	return handle.Get(ctx, &r)
}
