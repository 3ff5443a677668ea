package engine_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"stroom/rules"
	"stroom/workflows/engine"
)

// trail gives an event to StepTrail and writes what it came past, by the lines of loan.yaml.
func (b *bench) trail(when time.Time, ev engine.Event) string {
	b.t.Helper()
	ev.At, ev.Digest = when, engine.DigestOf(ev)
	out, passed, err := engine.StepTrail(b.def, b.st, ev, when)
	var all []string
	for _, p := range passed {
		all = append(all, fmt.Sprintf("%s %d", p.Kind, p.At.Start.Line))
	}
	if err == nil {
		b.st = out.State
	} else {
		all = append(all, err.Error())
	}
	return strings.Join(all, ", ")
}

func asked(urgent bool) *engine.DecidedEvent {
	return &engine.DecidedEvent{Decision: "lending.begin", Form: engine.Values{"book": rules.TextOf("Atlas"), "urgent": rules.BoolOf(urgent)}}
}

// The trail of an event is what it came past, in order; of one that is refused it is empty, unless the definition itself
// refuses a second beginning.
func TestTrail(t *testing.T) {
	t.Parallel()
	b := &bench{t: t, def: loan(t)}
	for _, c := range []struct {
		at   string
		ev   engine.Event
		want string
	}{
		{"2026-03-02 09:00", engine.Event{ID: "s", Kind: engine.Started, Actor: ann,
			Start: &engine.StartedEvent{Form: engine.Values{"branch": rules.OrganisationOf("south")}}}, "begin 54, branch 58, step 63"},
		{"2026-03-02 09:01", engine.Event{ID: "a", Kind: engine.Decided, Actor: eve, Decide: asked(true)}, "NOT_YOUR_PARTY"},
		{"2026-03-02 10:00", engine.Event{ID: "b", Kind: engine.Decided, Actor: ann, Decide: asked(true)}, "begin 74, branch 81, step 95"},
		{"2026-03-02 10:00", engine.Event{ID: "b", Kind: engine.Decided, Actor: ann, Decide: asked(true)}, ""}, // known
		{"2026-03-02 10:01", engine.Event{ID: "c", Kind: engine.Decided, Actor: bob, Decide: asked(true)}, "refused 83, ASKED"},
		{"2026-03-02 10:02", engine.Event{ID: "d", Kind: engine.Decided, Actor: bob, Decide: &engine.DecidedEvent{Decision: "main.block"}}, "branch 61"},
		{"2026-03-30 10:00", engine.Event{ID: "e", Kind: engine.Due}, "rung 37, else 103, step 85, rung 37, branch 94"},
		{"2026-03-30 10:01", engine.Event{ID: "f", Kind: engine.Decided, Actor: bob, Decide: &engine.DecidedEvent{Decision: "lending.answer.agree"}}, "BLOCKED"},
		{"2026-03-30 10:02", engine.Event{ID: "g", Kind: engine.Decided, Actor: bob,
			Decide: &engine.DecidedEvent{Decision: "lending.answer.refuse", Form: engine.Values{"reason": rules.TextOf("kapot")}}}, "branch 93"},
		{"2026-03-30 10:03", engine.Event{ID: "h", Kind: engine.Decided, Actor: ann, Decide: &engine.DecidedEvent{Decision: "main.desk.finish"}}, "branch 69"},
	} {
		if got := b.trail(at(c.at), c.ev); got != c.want {
			t.Errorf("%s %s: %q, want %q", c.at, c.ev.ID, got, c.want)
		}
	}
}
