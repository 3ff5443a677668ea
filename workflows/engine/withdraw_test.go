package engine_test

import (
	"testing"

	"stroom/workflows/engine"
)

// What a withdrawal must give back, and what it must leave alone.
const taking = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: told, facts: [colour]}
facts:
  colour: {type: optional text}
  bid: {type: optional int}
terms:
  short: {length: 1 hours, law: exact}
rules:
  red: {if: "has(colour) && colour == 'red'", refusal: {code: NOT_RED, nl: "Niet rood.", en: "Not red."}}
  blank: {if: "!has(colour)", refusal: {code: NOT_BLANK, nl: "Niet leeg.", en: "Not blank."}}
notices:
  late: {nl: "Te laat.", en: "Late."}
  told: {nl: "Gezegd.", en: "Told."}
services:
  bank: {nl: "bank", en: "bank", ask: {}, answer: {ok: bool}, tries: 1, backoff: 1 minutes, timeout: 1 seconds}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}]}
    start: desk
    steps:
      desk:
        who: desk
        what: {nl: "Doe iets.", en: "Do something."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          paint: {withdraw: 15 minutes, ask: {hue: text}, do: [{set: {colour: ask.hue}}], go: stay}
          wash: {withdraw: 15 minutes, do: [{unset: [colour]}], go: stay}
          check: {if: [red], go: stay}
          seal: {if: [blank], go: stay}
          say: {withdraw: 15 minutes, do: [{tell: guest, notice: told}], go: stay}
          blink: {withdraw: 15 minutes, do: [{start: flash}], go: stay}
          ask: {do: [{start: asking}], go: stay}
          hurry: {do: [{start: clock}], go: stay}
          finish: {go: end done}
  flash:
    title: {nl: "Flits", en: "Flash"}
    outcomes: {gone: ~}
    start: now
    again: {go: stay}
    steps:
      now: {go: end gone}
  clock:
    title: {nl: "Klok", en: "Clock"}
    outcomes: {gone: ~}
    start: ticking
    again: {go: stay}
    steps:
      ticking:
        who: desk
        what: {nl: "Wacht.", en: "Wait."}
        goal: {nl: "Tijd.", en: "Time."}
        term: short
        decide:
          stop: {go: end gone}
        overdue: {do: [{tell: guest, notice: late}], go: end gone}
  asking:
    title: {nl: "Vragen", en: "Asking"}
    outcomes: {gone: ~}
    start: bank
    again: {go: stay}
    decide:
      drop: {in: [bank], by: desk, what: {nl: "Laat maar.", en: "Never mind."}, withdraw: 15 minutes, go: end gone}
    steps:
      bank:
        ask_service: bank
        with: {}
        answered: end gone
        failed: end gone
`

func TestWithdrawnFactConflictsWithWhoReadIt(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.paint", engine.Values{"hue": textOf("red")}))
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "main.desk.paint", engine.Values{"hue": textOf("blue")}))
	read := b.st.Seq // a page that shows blue
	b.ok(at("2026-01-12 11:05"), withdraw("w1", hal, "d2"))
	ev := decide("d3", ivy, "main.desk.check", nil)
	ev.Decide.Read = read
	b.refused(at("2026-01-12 11:06"), ev, engine.Conflict)
}

func TestFactThatWasUnsetConflictsWithWhoReadIt(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.paint", engine.Values{"hue": textOf("red")}))
	read := b.st.Seq // a page that shows red
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "main.desk.wash", nil))
	ev := decide("d3", ivy, "main.desk.seal", nil)
	ev.Decide.Read = read
	b.refused(at("2026-01-12 11:06"), ev, engine.Conflict)
}

func TestWithdrawnNoticeGivesNoSight(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.say", nil))
	b.ok(at("2026-01-12 10:05"), withdraw("w1", hal, "d1"))
	if engine.SightOf(b.def, b.st, joe).Any() {
		t.Fatalf("who was never told sees the trajectory: %s", text(b.st.Told))
	}
}

func TestWithdrawnEndIsNotCounted(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.blink", nil))
	if n := b.st.Finished["flash"].Count; n != 1 {
		t.Fatalf("flash ended %d times", n)
	}
	b.ok(at("2026-01-12 10:05"), withdraw("w1", hal, "d1"))
	if n := b.st.Finished["flash"].Count; n != 0 {
		t.Fatalf("flash ended %d times after its start was withdrawn", n)
	}
}

func TestWithdrawalGivesTheCallBack(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.ask", nil))
	b.ok(at("2026-01-12 10:05"), decide("d2", hal, "asking.drop", nil))
	b.ok(at("2026-01-12 10:06"), withdraw("w1", hal, "d2"))
	r := b.run("asking")
	if r == nil || len(b.st.Calls) != 1 || r.Call != b.st.Calls[0].Number {
		t.Fatalf("nobody waits for the bank any more: %s", text(b.st))
	}
	b.ok(at("2026-01-12 10:07"), engine.Event{ID: "a1", Kind: engine.Answered,
		Answer: &engine.AnsweredEvent{Call: r.Call, Answer: engine.Values{"ok": boolOf(true)}}})
	if b.run("asking") != nil {
		t.Fatal("the answer led nowhere")
	}
}

// What fell due before a decision is not the decision's: it neither waits for its window nor is taken back with it.
func TestDueNoticesDoNotWaitForAWindow(t *testing.T) {
	t.Parallel()
	b := begun(t, taking, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.hurry", nil))
	b.ok(at("2026-01-12 11:30"), decide("d2", hal, "main.desk.say", nil)) // the term ended at 11:00, nobody woke up
	sent := b.notices()
	if len(sent) != 2 || sent[0].Notice != "late" || !sent[0].NotBefore.Equal(at("2026-01-12 11:00")) || sent[0].Event == "d2" {
		t.Fatalf("the notice of the term waits for the decision: %s", text(sent))
	}
	if sent[1].Notice != "told" || !sent[1].NotBefore.Equal(at("2026-01-12 11:45")) {
		t.Fatalf("the notice of the decision does not wait: %s", text(sent))
	}
}
