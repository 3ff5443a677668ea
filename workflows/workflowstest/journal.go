package workflowstest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"

	"go.temporal.io/sdk/activity"

	"stroom/workflows"
	"stroom/workflows/engine"
)

// Journal is a journal in memory with the activities that write to it. The zero value is ready.
type Journal struct {
	mu       sync.Mutex
	kept     map[string]*kept
	refusals []workflows.Refusal
	down     error
	calls    int // of JudgeAndRecord
}

// kept is one trajectory: its entries in order, and where each event begins.
type kept struct {
	entries []engine.Entry
	pinned  []workflows.Pinned
}

// Registry is where activities are made known: a worker, or the environment of a test.
type Registry = interface {
	RegisterActivityWithOptions(a any, options activity.RegisterOptions)
}

// Register registers the activities under the names by which a trajectory calls them.
func (j *Journal) Register(r Registry) {
	r.RegisterActivityWithOptions(j.JudgeAndRecord, activity.RegisterOptions{Name: workflows.JudgeAndRecord})
	r.RegisterActivityWithOptions(j.ImportAndRecord, activity.RegisterOptions{Name: workflows.ImportAndRecord})
	r.RegisterActivityWithOptions(j.RecordRefusal, activity.RegisterOptions{Name: workflows.RecordRefusal})
}

// ErrDown is why a journal of a test is down, where it does not matter why.
var ErrDown = errors.New("the journal is down")

// SetDown makes every activity fail, or work again: nil.
func (j *Journal) SetDown(why error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.down = why
}

// JudgeAndRecord is the activity of that name.
func (j *Journal) JudgeAndRecord(_ context.Context, req workflows.JudgeRequest) (workflows.Judgement, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.calls++
	if j.down != nil {
		return workflows.Judgement{}, j.down
	}
	k := j.of(req.Trajectory)
	judged, err := workflows.Judge(req)
	var refused *engine.Rejection
	if err != nil && !errors.As(err, &refused) {
		return workflows.Judgement{}, err
	}
	if uint64(len(k.entries)) > req.State.Seq { // something stands at this place
		return k.standing(req, k.entries[req.State.Seq].Event)
	}
	if slices.ContainsFunc(k.entries, func(e engine.Entry) bool { return e.Event == req.Submission.Event.ID }) {
		return k.standing(req, req.Submission.Event.ID)
	}
	if refused != nil {
		return workflows.Judgement{Event: req.Submission.Event.ID, Rejection: refused}, nil
	}
	if judged.Pinned != nil {
		k.pinned = append(k.pinned, *judged.Pinned)
	}
	k.entries = append(k.entries, judged.Outcome.Entries...)
	return req.Standing(judged.Event.ID, judged.Outcome.Entries, false, judged.Pinned)
}

// Write judges and keeps an event as a worker does that dies before it tells Temporal.
func (j *Journal) Write(t testing.TB, trajectory string, held workflows.Snapshot, ev engine.Event) {
	t.Helper()
	ev.Digest = engine.DigestOf(ev)
	written, err := j.JudgeAndRecord(t.Context(), workflows.JudgeRequest{
		Trajectory: trajectory, Epoch: held.Epoch, Defs: held.Defs, State: held.State,
		Submission: workflows.Submission{Event: ev}, Now: ev.At,
	})
	if err != nil || written.Rejection != nil {
		t.Fatalf("write %s: %+v, %v", ev.ID, written, err)
	}
}

// standing returns the entries of an event as they stand here.
func (k *kept) standing(req workflows.JudgeRequest, event string) (workflows.Judgement, error) {
	var entries []engine.Entry
	var definition *workflows.Pinned
	for _, e := range k.entries {
		if e.Event != event {
			continue
		}
		entries = append(entries, e)
		if changed, ok := e.Change.(engine.VersionChanged); ok {
			i := slices.IndexFunc(k.pinned, func(p workflows.Pinned) bool { return p.Hash == changed.Hash })
			definition = &k.pinned[i]
		}
	}
	return req.Standing(event, entries, true, definition)
}

// ImportAndRecord is the activity of that name.
func (j *Journal) ImportAndRecord(_ context.Context, req workflows.ImportRequest) (workflows.Imported, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.down != nil {
		return workflows.Imported{}, j.down
	}
	def, err := req.Defs[0].Compile()
	if err != nil {
		return workflows.Imported{}, err
	}
	st, entries, err := engine.Import(def, req.Trace, req.Now)
	var misfit *engine.TraceError
	if errors.As(err, &misfit) {
		return workflows.Imported{Index: misfit.Index, Rejection: misfit.Rejection}, nil
	} else if err != nil {
		return workflows.Imported{}, err
	}
	j.of(req.Trajectory).entries = entries
	return workflows.Imported{State: st, NextDue: workflows.NextDue(def, st)}, nil
}

// RecordRefusal is the activity of that name.
func (j *Journal) RecordRefusal(_ context.Context, r workflows.Refusal) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.down != nil {
		return j.down
	}
	if !slices.ContainsFunc(j.refusals, func(o workflows.Refusal) bool { return o.ID == r.ID }) {
		j.refusals = append(j.refusals, r)
	}
	return nil
}

func (j *Journal) of(trajectory string) *kept {
	if j.kept == nil {
		j.kept = map[string]*kept{}
	}
	if j.kept[trajectory] == nil {
		j.kept[trajectory] = &kept{}
	}
	return j.kept[trajectory]
}

// Entries returns what stands in the journal of a trajectory.
func (j *Journal) Entries(trajectory string) []engine.Entry {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.of(trajectory).entries)
}

// Events returns the ids of the events in the journal of a trajectory, in order, each as often as it stands there.
func (j *Journal) Events(trajectory string) []string {
	var ids []string
	for _, e := range j.Entries(trajectory) {
		if taken, ok := e.Change.(engine.EventTaken); ok {
			ids = append(ids, taken.Event.ID)
		}
	}
	return ids
}

// Refusals returns what the shell wrote into the ledger.
func (j *Journal) Refusals() []workflows.Refusal {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.refusals)
}

// Calls returns how often JudgeAndRecord was called.
func (j *Journal) Calls() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.calls
}
