package engine_test

import (
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

// A trajectory whose main can hold and release the flow `work`, at a step of every kind.
const holding = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: always, facts: []}
facts: {}
terms:
  slow: {length: 10 working days, law: exact}
notices:
  still: {nl: "Het staat stil.", en: "It stands still."}
messages:
  bell: {of: work}
services:
  bank: {nl: "bank", en: "bank", ask: {}, answer: {ok: bool}, tries: 1, backoff: 1 minutes, timeout: 1 seconds}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}]}
    start: watch
    steps:
      watch:
        who: desk
        what: {nl: "Let op.", en: "Watch."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          part: {do: [{start: work, with: {way: "'fork'"}}], go: stay}
          pass: {do: [{start: work, with: {way: "'call'"}}], go: stay}
          ask: {do: [{start: work, with: {way: "'bank'"}}], go: stay}
          rest: {do: [{start: work, with: {way: "'rest'"}}], go: stay}
          hold: {do: [{suspend: work, clocks: stop, if_absent: fine}], go: stay}
          free: {do: [{resume: work, if_absent: fine}], go: stay}
          ring: {do: [{send: bell, to: work, if_absent: fine}], go: stay}
          finish: {go: end done}
  work:
    title: {nl: "Werk", en: "Work"}
    outcomes: {done: ~}
    with: {way: text}
    start:
      - {if: "with.way == 'fork'", go: parts}
      - {if: "with.way == 'call'", go: calls}
      - {if: "with.way == 'bank'", go: asks}
      - {otherwise: yes, go: rests}
    again: {go: stay}
    steps:
      parts:
        fork: {start: [piece], need: all, rest: cancel}
        go: joined
      calls:
        call: piece
        when: [{ended: piece, go: joined}]
      asks:
        ask_service: bank
        with: {}
        answered: joined
        failed: joined
      rests:
        who: desk
        what: {nl: "Rust.", en: "Rest."}
        goal: {nl: "Rust.", en: "Rest."}
        term: slow
        paused: {every: 2 working days, tell: desk, notice: still}
        decide:
          hush: {do: [{pause: term}], go: stay}
          on: {go: joined}
        overdue: stay
      joined:
        who: desk
        what: {nl: "Maak af.", en: "Finish."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          finish: {go: end done}
        when: [{hears: bell, go: end done}]
  piece:
    title: {nl: "Deel", en: "Part"}
    outcomes: {done: ~}
    start: doing
    again: {go: stay}
    steps:
      doing:
        who: guest
        what: {nl: "Doe.", en: "Do."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          finish: {go: end done}
`

func TestWhatASuspendedRunWaitsForHappensWhenItGoesOn(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"part", "pass", "ask"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			b := begun(t, holding, nil)
			b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.watch."+way, nil))
			b.ok(at("2026-01-12 11:00"), decide("d2", hal, "main.watch.hold", nil))
			stood := b.stands("work")
			if way == "ask" {
				b.ok(at("2026-01-12 12:00"), engine.Event{ID: "a1", Kind: engine.Answered,
					Answer: &engine.AnsweredEvent{Call: b.run("work").Call, Answer: engine.Values{"ok": rules.BoolOf(true)}}})
			} else {
				b.ok(at("2026-01-12 12:00"), decide("d3", joe, "piece.doing.finish", nil))
			}
			if got := b.stands("work"); got != stood {
				t.Errorf("a suspended run moved from %s to %s", stood, got)
			}
			b.ok(at("2026-01-12 13:00"), decide("d4", hal, "main.watch.free", nil))
			if got := b.stands("work"); got != "joined" {
				t.Errorf("the run stands at %s", got)
			}
		})
	}
}

// A message that is not kept is for whoever listens now. One that came while its flow was held is heard where the flow
// goes on, or never.
func TestHeldMessageIsNotHeardLater(t *testing.T) {
	t.Parallel()
	b := begun(t, holding, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.watch.rest", nil))
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "main.watch.hold", nil))
	b.ok(at("2026-01-12 12:00"), decide("d3", hal, "main.watch.ring", nil))
	b.ok(at("2026-01-12 13:00"), decide("d4", hal, "main.watch.free", nil))
	b.ok(at("2026-01-13 10:00"), decide("d5", hal, "work.rests.on", nil))
	if got := b.stands("work"); got != "joined" {
		t.Errorf("a bell of yesterday was heard: the run stands at %q", got)
	}
}

// Reminders of a paused term that could not be sent while the run was held are not made up for one by one.
func TestPausedRemindersAreNotMadeUpFor(t *testing.T) {
	t.Parallel()
	b := begun(t, holding, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.watch.rest", nil))
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "work.rests.hush", nil))
	b.ok(at("2026-01-12 12:00"), decide("d3", hal, "main.watch.hold", nil))
	b.ok(at("2026-03-12 12:00"), decide("d4", hal, "main.watch.free", nil))
	if n := len(b.notices()); n > 1 {
		t.Errorf("%d reminders at once", n)
	}
	if due := b.run("work").Clock.Remind; due == nil || !due.Equal(at("2026-03-17 00:00")) {
		t.Errorf("the next reminder is at %v", due)
	}
}
