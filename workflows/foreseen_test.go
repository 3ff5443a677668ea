package workflows

import (
	"testing"
	"time"

	"stroom/workflows/engine"
)

// What was foreseen counts for the same event, on the same state, at the same moment, and for nothing else.
func TestForeseen(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ev := engine.Event{ID: "d", Kind: engine.Decided, At: now, Decide: &engine.DecidedEvent{Decision: "main.work.done"}}
	ev.Digest = engine.DigestOf(ev)
	req := JudgeRequest{State: engine.State{Seq: 7}, Submission: Submission{Event: ev}, Now: now}
	f := &foreseen{7, now, ev, Judged{Event: ev}}
	if got := f.of(req); got == nil || got.Event.ID != "d" {
		t.Errorf("the same request: %+v", got)
	}
	for name, change := range map[string]func(*JudgeRequest){
		"another state":      func(r *JudgeRequest) { r.State.Seq = 8 },
		"a later moment":     func(r *JudgeRequest) { r.Now = now.Add(time.Microsecond) },
		"another id":         func(r *JudgeRequest) { r.Submission.Event.ID = "e" },
		"another receipt":    func(r *JudgeRequest) { r.Submission.Event.At = now.Add(-time.Second) },
		"other content":      func(r *JudgeRequest) { r.Submission.Event.Digest = "other" },
		"content not stated": func(r *JudgeRequest) { r.Submission.Event.Digest = "" },
		"a migration":        func(r *JudgeRequest) { r.Submission.Definition = &Pinned{} },
	} {
		other := req
		change(&other)
		if got := f.of(other); got != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := (*foreseen)(nil).of(req); got != nil {
		t.Errorf("nothing was foreseen: %+v", got)
	}
}
