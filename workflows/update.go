package workflows

import (
	"context"
	"errors"
	"fmt"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	updatepb "go.temporal.io/api/update/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	commonpb "go.temporal.io/api/common/v1"
)

// retryPause is the time between two tries of one call.
const retryPause = 25 * time.Millisecond

// errAborted is the type of Temporal's failure for an Update that was accepted by a run that closed.
const errAborted = "AcceptedUpdateCompletedWorkflow"

// submit sends one event through the first door and stays with it until its end is known: the same Update is sent again
// until it is completed, refused, or the patience is over.
func (c *Client) submit(ctx context.Context, to Address, sub Submission) (Receipt, error) {
	if !c.gate.enter(to.Trajectory) {
		return Receipt{}, ErrBusy
	}
	defer c.gate.leave(to.Trajectory)
	anew := false
	for {
		r, err := c.once(ctx, to, sub, updateID(c.options.Key, sub, anew))
		switch {
		case err == nil && r.Rejection != nil && r.Recorded && !r.At.Equal(sub.Event.At) && !anew:
			anew = true // the refusal of an earlier try of the same event: this one is judged anew
			continue
		case err == nil:
			return r, nil
		case !errors.Is(err, errAgain):
			return Receipt{}, c.explained(ctx, to.Trajectory, err)
		}
		select {
		case <-ctx.Done():
			return Receipt{}, ErrUnavailable
		case <-time.After(retryPause):
		}
	}
}

// errAgain says that the same call may be made again at once.
var errAgain = errors.New("again")

// once sends the Update and waits for its outcome. From time to time it asks how far the Update is: one that is accepted
// and not completed waits in the fallback.
func (c *Client) once(ctx context.Context, to Address, sub Submission, id string) (Receipt, error) {
	type answer struct {
		r   Receipt
		err error
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	answered := make(chan answer, 1)
	go func() {
		r, err := c.update(ctx, to, sub, id)
		answered <- answer{r, err}
	}()
	look := time.NewTimer(c.options.Pending)
	defer look.Stop()
	for {
		select {
		case a := <-answered:
			return a.r, a.err
		case <-look.C:
			if c.isAccepted(ctx, to, id) {
				return Receipt{Trajectory: to.Trajectory, Event: sub.Event.ID, At: sub.Event.At, Pending: true}, nil
			}
			look.Reset(time.Second)
		}
	}
}

func (c *Client) update(ctx context.Context, to Address, sub Submission, id string) (Receipt, error) {
	handle, err := c.temporal.UpdateWorkflow(ctx, client.UpdateWorkflowOptions{
		UpdateID: id, WorkflowID: to.Trajectory, FirstExecutionRunID: to.FirstRun, UpdateName: UpdateJudge,
		Args: []any{sub}, WaitForStage: client.WorkflowUpdateStageCompleted,
	})
	if err != nil {
		return Receipt{}, c.again(ctx, err)
	}
	var r Receipt
	if err := handle.Get(ctx, &r); err != nil {
		return c.failed(ctx, to, sub, err)
	}
	return r, nil
}

// failed reads the failure of an Update: a refusal of the validator, or the reason why it was turned away.
func (c *Client) failed(ctx context.Context, to Address, sub Submission, err error) (Receipt, error) {
	var failure *temporal.ApplicationError
	if !errors.As(err, &failure) {
		return Receipt{}, c.again(ctx, err)
	}
	switch failure.Type() {
	case errRefused:
		var r Receipt
		if err := failure.Details(&r); err != nil {
			return Receipt{}, err
		}
		return r, nil
	case errBusy:
		return Receipt{}, ErrBusy
	case errMoving:
		return Receipt{}, errAgain
	case errAborted:
		// It was accepted by a run that closed before it was completed. What became of it stands in the next run.
		var r Receipt
		if err := c.query(ctx, to.Trajectory, &r, QueryReceipt, sub.Event.ID); err == nil && r.Known && !r.Pending {
			return r, nil
		}
		if open, err := c.isOpen(ctx, to.Trajectory); err == nil && !open {
			return Receipt{}, ErrClosed
		}
	}
	return Receipt{}, errAgain
}

// again says whether a call that failed may be made again at once: while the patience lasts, all that is not a clear no.
func (c *Client) again(ctx context.Context, err error) error {
	var (
		missing *serviceerror.NotFound
		full    *serviceerror.ResourceExhausted
		invalid *serviceerror.InvalidArgument
		refused *serviceerror.PermissionDenied
		noSpace *serviceerror.NamespaceNotFound
	)
	switch {
	case ctx.Err() != nil, errors.As(err, &missing), errors.As(err, &full), errors.As(err, &invalid),
		errors.As(err, &refused), errors.As(err, &noSpace):
		return err
	}
	return errAgain
}

// isAccepted asks how far an Update is, without waiting.
func (c *Client) isAccepted(ctx context.Context, to Address, id string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	resp, err := c.temporal.WorkflowService().PollWorkflowExecutionUpdate(ctx, &workflowservice.PollWorkflowExecutionUpdateRequest{
		Namespace: c.options.Namespace,
		UpdateRef: &updatepb.UpdateRef{
			WorkflowExecution: &commonpb.WorkflowExecution{WorkflowId: to.Trajectory}, UpdateId: id,
		},
	})
	return err == nil && resp.GetStage() == enumspb.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED
}

// explained turns an error of Temporal's client into one of this package's. A workflow that is not there is unknown, or
// has closed.
func (c *Client) explained(ctx context.Context, trajectory string, err error) error {
	var missing *serviceerror.NotFound
	if err == nil || !errors.As(err, &missing) {
		return mapped(err)
	}
	open, err := c.isOpen(ctx, trajectory)
	switch {
	case errors.As(err, &missing):
		return ErrUnknown
	case err != nil:
		return mapped(err)
	case !open:
		return ErrClosed
	}
	return ErrUnknown // there is one under this id, but not the chain of runs that was meant
}

// isOpen reports whether the newest run under this id is running.
func (c *Client) isOpen(ctx context.Context, trajectory string) (bool, error) {
	d, err := c.temporal.DescribeWorkflowExecution(ctx, trajectory, "")
	return d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_RUNNING, err
}

func mapped(err error) error {
	var full *serviceerror.ResourceExhausted
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ErrBusy), errors.Is(err, ErrUnavailable), errors.Is(err, ErrUnknown), errors.Is(err, ErrClosed):
		return err
	case errors.As(err, &full) && full.Cause == enumspb.RESOURCE_EXHAUSTED_CAUSE_CONCURRENT_LIMIT:
		return ErrBusy
	}
	return fmt.Errorf("%w: %s", ErrUnavailable, serviceerror.ToStatus(err).Code()) // the code alone: messages may quote
}

func alreadyStarted(err error) bool {
	var started *serviceerror.WorkflowExecutionAlreadyStarted
	return errors.As(err, &started)
}
