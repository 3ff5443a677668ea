package engine_test

import (
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

// A rule of one room reads a fact of another, the day on which something was set, and a fact through its input.
const reading = `
keys:
  room: {nl: "kamer", en: "room", values: {north: {nl: "noord", en: "north"}, south: {nl: "zuid", en: "south"}}, at_most: 2}
roles:
  desk: {nl: "balie", en: "desk", party: once}
sees:
  desk: {while: party, facts: [all]}
facts:
  heat: {type: int 0..99, per: room, at_start: "0"}
  limit: {type: int 0..99, at_start: "50"}
  checked: {type: optional bool}
rules:
  all_cool: {if: "every.room.all(r, heat[r] < limit)", refusal: {code: HOT, nl: "Te heet.", en: "Too hot."}}
  recent: {if: "has(recorded.checked) && recorded.checked == today", refusal: {code: OLD, nl: "Te oud.", en: "Too old."}}
  below: {given: {most: int}, if: "most > 10", refusal: {code: LOW, nl: "Te laag.", en: "Too low."}}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}, {set: {checked: "true"}}]}
    start: watch
    steps:
      watch:
        who: desk
        what: {nl: "Let op.", en: "Watch."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          warm: {ask: {room: room, to: int 0..99}, do: [{set: {"heat[ask.room]": ask.to}}], go: stay}
          check: {do: [{set: {checked: "true"}}], go: stay}
          move: {ask: {to: int 0..99}, do: [{set: {limit: ask.to}}], go: stay}
          finish: {go: end done}
  work:
    title: {nl: "Werk", en: "Work"}
    per: room
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Werk.", en: "Work."}}
    start: busy
    again: {go: stay}
    steps:
      busy:
        who: desk
        what: {nl: "Werk.", en: "Work."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          cool: {if: [all_cool], go: stay}
          recent: {if: [recent], go: stay}
          low: {if: [{rule: below, with: {most: limit}}], go: stay}
          finish: {go: end done}
`

func inRoom(id, decision, room string, read uint64) engine.Event {
	ev := decide(id, hal, decision, nil)
	ev.Decide.Key, ev.Decide.Read = room, read
	return ev
}

// Whatever a rule reads counts, under the key under which it is read.
func TestConflictOnWhatTheRulesRead(t *testing.T) {
	t.Parallel()
	number := func(n int64) rules.Value { return rules.IntOf(n) }
	for _, c := range []struct {
		decision, change string
		form             engine.Values
		reads            []string
	}{
		{"cool", "warm", engine.Values{"room": rules.EnumOf("room", "south"), "to": number(20)}, []string{"heat[north]", "heat[south]", "limit"}},
		{"recent", "check", nil, []string{"checked"}},
		{"low", "move", engine.Values{"to": number(40)}, []string{"limit"}},
	} {
		t.Run(c.decision, func(t *testing.T) {
			t.Parallel()
			b := begun(t, reading, nil)
			b.ok(at("2026-01-12 10:00"), inRoom("d1", "work.begin", "north", 0))
			read := b.st.Seq
			b.ok(at("2026-01-12 10:01"), decide("d2", hal, "main.watch."+c.change, c.form))
			b.refused(at("2026-01-12 10:02"), inRoom("d3", "work.busy."+c.decision, "north", read), engine.Conflict)
			b.ok(at("2026-01-12 10:03"), inRoom("d4", "work.busy."+c.decision, "north", b.st.Seq))
			taken := b.last.Entries[0].Change.(engine.EventTaken)
			if len(taken.Rules) != 1 || text(taken.Rules[0].Reads) != text(c.reads) {
				t.Errorf("the journal says that it read %s", text(taken.Rules))
			}
		})
	}
}
