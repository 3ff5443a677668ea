package workflows_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

// begun returns a request on a counter that was started at nine.
func begun(t *testing.T, ev engine.Event, now time.Time) workflows.JudgeRequest {
	t.Helper()
	req := workflows.JudgeRequest{
		Trajectory: "t1", Defs: []workflows.Pinned{workflowstest.Pinned(t, 1)}, Now: nine,
		Submission: workflows.Submission{Event: workflowstest.Started("s", nine)},
	}
	judged, err := workflows.Judge(req)
	if err != nil {
		t.Fatal(err)
	}
	req.State, req.Now, req.Submission.Event = judged.Outcome.State, now, ev
	return req
}

func codeOf(err error) engine.Code {
	var r *engine.Rejection
	if errors.As(err, &r) {
		return r.Code
	}
	return ""
}

// The moment that counts is the receipt, but never after now and never before what has been settled.
func TestTheMomentThatCounts(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ at, now, want time.Time }{
		"received in time":       {nine.Add(time.Minute), nine.Add(2 * time.Minute), nine.Add(time.Minute)},
		"clock of the API ahead": {nine.Add(3 * time.Minute), nine.Add(2 * time.Minute), nine.Add(2 * time.Minute)},
		"overtaken by another":   {nine.Add(-time.Minute), nine.Add(2 * time.Minute), nine},
		"no receipt":             {time.Time{}, nine.Add(2 * time.Minute), nine.Add(2 * time.Minute)},
	} {
		judged, err := workflows.Judge(begun(t, workflowstest.Add("a", c.at), c.now))
		if err != nil {
			t.Fatal(err)
		}
		if !judged.Event.At.Equal(c.want) || !judged.Outcome.State.Time.Equal(c.want) {
			t.Errorf("%s: judged at %v, settled to %v, want %v", name, judged.Event.At, judged.Outcome.State.Time, c.want)
		}
	}
}

func TestWhatNoDoorLetsIn(t *testing.T) {
	t.Parallel()
	lies := workflowstest.Add("a", nine)
	lies.Digest = engine.DigestOf(workflowstest.Close("a", nine))
	imported := workflowstest.Add("a", nine)
	imported.Imported = true
	for name, c := range map[string]struct {
		ev   engine.Event
		want engine.Code
	}{
		"no id":           {workflowstest.Add("", nine), engine.BadForm},
		"a long id":       {workflowstest.Add(strings.Repeat("a", workflows.MaxID+1), nine), engine.BadForm},
		"a wrong digest":  {lies, engine.OtherContent},
		"a past event":    {imported, engine.BadForm},
		"a second start":  {workflowstest.Started("s2", nine), engine.AlreadyStarted},
		"too early":       {workflowstest.Close("c", nine), "NOT_READY"},
		"a foreign actor": {engine.Event{ID: "a", Kind: engine.Decided, At: nine, Decide: &engine.DecidedEvent{Decision: "main.counting.add"}}, engine.NotYourRole},
	} {
		if _, err := workflows.Judge(begun(t, c.ev, nine)); codeOf(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestAMoveBringsItsDefinition(t *testing.T) {
	t.Parallel()
	moved := workflowstest.Moved(t, "m", nine)
	req := begun(t, moved.Event, nine)
	if _, err := workflows.Judge(req); codeOf(err) != engine.BadForm {
		t.Errorf("without a definition: %v", err)
	}
	other := workflowstest.Pinned(t, 1)
	req.Submission.Definition = &other
	if _, err := workflows.Judge(req); codeOf(err) != engine.BadForm {
		t.Errorf("with another definition: %v", err)
	}
	broken := *moved.Definition
	broken.Source = broken.Source[:10]
	req.Submission.Definition = &broken
	if _, err := workflows.Judge(req); codeOf(err) != engine.BadForm {
		t.Errorf("with a broken definition: %v", err)
	}
	req.Submission.Definition = moved.Definition
	judged, err := workflows.Judge(req)
	if err != nil || judged.Def.Version != 2 || judged.Def.Earlier == nil || judged.Pinned == nil {
		t.Errorf("with its definition: %v", err)
	}
	for len(req.Defs) < workflows.MaxDefs {
		req.Defs = append(req.Defs, req.Defs[0])
	}
	if _, err := workflows.Judge(req); codeOf(err) != engine.TooMany {
		t.Errorf("with too many definitions: %v", err)
	}
}

func TestAClosedTrajectoryAnswers(t *testing.T) {
	t.Parallel()
	added, err := workflows.Judge(begun(t, workflowstest.Add("a", nine), nine))
	if err != nil {
		t.Fatal(err)
	}
	req := begun(t, workflowstest.Add("a", nine), nine)
	req.State = added.Outcome.State
	for name, c := range map[string]struct {
		ev   engine.Event
		want engine.Code // "": accepted
	}{
		"the same again":    {workflowstest.Add("a", nine), ""},
		"other content":     {workflowstest.Close("a", nine), engine.OtherContent},
		"what it would do":  {workflowstest.Add("b", nine), engine.Closed},
		"what it would not": {workflowstest.Close("c", nine), "NOT_READY"},
	} {
		req.Submission.Event = c.ev
		r, err := workflows.JudgeClosed(req)
		if err != nil {
			t.Fatal(err)
		}
		if r.Accepted != (c.want == "") || (c.want != "" && r.Rejection.Code != c.want) {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
