package workflows

import (
	"time"

	"stroom/workflows/engine"
)

// foreseen is what the validator made of an event that it let in. When nothing has happened since, the local activity
// behind the validator is asked the same question in the same process and moment, and need not judge a second time: Judge
// is pure. It is a matter of time only. It stands in no history, a request that has been written down has lost it, and a
// replay has no validator and asks no activity.
type foreseen struct {
	seq    uint64    // of the state
	now    time.Time // of the workflow
	event  engine.Event
	judged Judged
}

// of returns what was foreseen for this very request; nil if it was another.
func (f *foreseen) of(req JudgeRequest) *Judged {
	if f == nil {
		return nil
	}
	ev, was := req.Submission.Event, f.event
	if f.seq != req.State.Seq || !f.now.Equal(req.Now) || was.ID != ev.ID || !was.At.Equal(ev.At) ||
		ev.Digest == "" || ev.Digest != f.judged.Event.Digest || req.Submission.Definition != nil {
		return nil
	}
	return &f.judged
}
