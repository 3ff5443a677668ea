package engine_test

import (
	"testing"

	"stroom/workflows/engine"
)

// What a past trace asked of the world and was not answered must be asked now: nothing was sent while it was judged.
func TestImportAsksWhatIsOpen(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	trace := engine.Trace{Format: engine.TraceFormat, Definition: "small", Version: 1, Events: []engine.Event{
		{ID: "s", Kind: engine.Started, At: at("2026-01-12 09:00"), Actor: hal, Start: &engine.StartedEvent{}},
		{ID: "d1", Kind: engine.Decided, At: at("2026-01-12 10:00"), Actor: hal, Decide: &engine.DecidedEvent{Decision: "main.desk.ask"}},
	}}
	now := at("2026-02-12 10:00")
	st, _, err := engine.Import(b.def, trace, now)
	if err != nil {
		t.Fatal(err)
	}
	open := engine.Outstanding(b.def, st, now)
	if len(open) != 1 || open[0].Call != st.Calls[0].Number || open[0].Service != "bank" || !open[0].NotBefore.Equal(now) {
		t.Errorf("asked: %s", text(open))
	}
}

// Nobody states the digest of an event about himself, not in a past trace either: the same decision, sent again later, is
// known by what it says.
func TestImportMakesTheDigests(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	ev := engine.Event{ID: "d1", Kind: engine.Decided, At: at("2026-01-12 10:00"), Actor: hal, Decide: &engine.DecidedEvent{Decision: "main.desk.ask"}}
	forged := ev
	forged.Digest = "00000000000000000000000000000000"
	trace := engine.Trace{Format: engine.TraceFormat, Definition: "small", Version: 1, Events: []engine.Event{
		{ID: "s", Kind: engine.Started, At: at("2026-01-12 09:00"), Actor: hal, Start: &engine.StartedEvent{}}, forged}}
	st, _, err := engine.Import(b.def, trace, at("2026-02-12 10:00"))
	if err != nil {
		t.Fatal(err)
	}
	ev.Digest = engine.DigestOf(ev)
	if out, err := engine.Step(b.def, st, ev, at("2026-02-12 10:01")); err != nil || len(out.Entries) != 0 {
		t.Errorf("sent again: %v, %d entries", err, len(out.Entries))
	}
}
