package workflows

import (
	"time"

	"stroom/workflows/engine"
)

// Input starts a run of a trajectory's workflow. Exactly one of Start and Carried is set.
type Input struct {
	Epoch   int      `json:"epoch"`
	Limits  Limits   `json:"limits"`
	Start   *Start   `json:"start,omitempty"`   // the first run
	Carried *Carried `json:"carried,omitempty"` // each later run
}

// Start begins a trajectory: with a Started event, or with a past trace.
type Start struct {
	Definition Pinned        `json:"definition"`
	Event      engine.Event  `json:"event"`           // Started; of a past trace: its first event, by which its result is asked
	Trace      *engine.Trace `json:"trace,omitempty"` // a past trace
	Past       string        `json:"past,omitempty"`  // its sum: another trace under the same start is refused
}

// Carried is what one run leaves to the next.
type Carried struct {
	Defs    []Pinned     `json:"defs"`
	State   engine.State `json:"state"`
	NextDue *time.Time   `json:"nextDue,omitempty"`
	Past    string       `json:"past,omitempty"`
	Refused []Receipt    `json:"refused,omitempty"` // the latest refusals that fell late
	Waiting []Submission `json:"waiting,omitempty"` // signals not yet judged, in order of arrival
}

// Limits of a trajectory's workflow. They stand in its input, so that every worker replays it alike. Zero: the default.
type Limits struct {
	ContinueAfter int           `json:"continueAfter,omitempty"` // judgements in one run
	KeepOpen      time.Duration `json:"keepOpen,omitempty"`      // after the trajectory has ended, or its start was refused
	Patience      time.Duration `json:"patience,omitempty"`      // of the local activity, before the fallback takes over
}

// The defaults, and what is not for a caller to set.
const (
	// DefaultContinueAfter keeps a run under 4,000 events (8 for each judgement at most) and under Temporal's 2,000
	// Updates for each run.
	DefaultContinueAfter = 400
	// DefaultKeepOpen is how long a trajectory that has ended can still be corrected. After it the workflow closes, the
	// trajectory is final, and the API answers from the stored state (JudgeClosed).
	DefaultKeepOpen = 90 * 24 * time.Hour
	// DefaultPatience is how long the local activity may try.
	DefaultPatience = 2 * time.Second

	// MaxDefs is how many versions a trajectory can follow at once.
	MaxDefs = 4
	// MaxTrace is how large a past trace may be, in bytes of JSON: it stands in the input of a run, beside the definition.
	MaxTrace = 1 << 20
	// MaxID is the longest id of an event, in bytes.
	MaxID = 200

	maxRefused = 50                    // late refusals that a trajectory remembers
	quietTime  = 20 * time.Millisecond // between the task that completes an Update and the one that continues as new
)

func (l Limits) or() Limits {
	if l.ContinueAfter <= 0 {
		l.ContinueAfter = DefaultContinueAfter
	}
	if l.KeepOpen <= 0 {
		l.KeepOpen = DefaultKeepOpen
	}
	if l.Patience <= 0 {
		l.Patience = DefaultPatience
	}
	return l
}

// Result is what a trajectory's workflow returns when it closes.
type Result struct {
	Started bool   `json:"started"` // false: its start was refused and nobody came with a better one
	Seq     uint64 `json:"seq"`
	Outcome string `json:"outcome,omitempty"`
}
