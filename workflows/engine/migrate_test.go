package engine_test

import (
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// A flow chart with runs at every kind of step, and what a next version may have done to each.
const before = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: always, facts: []}
facts:
  day: {type: optional date}
terms:
  answer:
    ladder: calm
    choose:
      - {if: "has(day)", length: 5 working days, law: exact}
      - {otherwise: yes, length: 8 working days, law: exact}
  gone: {length: 6 working days, law: exact}
  reply: {length: 2 working days, law: exact}
ladders:
  calm: [{at: 80%, tell: desk, notice: soon}]
notices:
  soon: {nl: "Bijna.", en: "Soon."}
  asked: {nl: "Vraag.", en: "Question.", standard: Q1, reply: {notice: answer, within: reply, late: [{tell: desk, notice: soon}]}}
  answer: {nl: "Antwoord.", en: "Answer.", arrives: yes, is: {ok: reply}}
services:
  bank: {nl: "bank", en: "bank", ask: {}, answer: {ok: bool}, tries: 1, backoff: 1 minutes, timeout: 1 seconds}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}, {set: {day: "today.plus_days(3)"}}]}
    start: watch
    when: [{moment: "2 calendar days before day", do: [{tell: desk, notice: soon}], go: stay}]
    steps:
      watch:
        who: desk
        what: {nl: "Let op.", en: "Watch."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          clear: {do: [{unset: [day]}], go: stay}
          check: {do: [{start: check}], go: stay}
          time: {do: [{start: timed}], go: stay}
          pass: {do: [{start: passing}], go: stay}
          mail: {do: [{tell: guest, notice: asked}], go: stay}
          finish: {go: end done}
  check:
    title: {nl: "Toets", en: "Check"}
    outcomes: {done: ~}
    start: bank
    again: {go: stay}
    steps:
      bank:
        ask_service: bank
        with: {}
        answered: end done
        failed: end done
  timed:
    title: {nl: "Tijd", en: "Time"}
    outcomes: {done: ~}
    start: first
    again: {go: stay}
    steps:
      first:
        who: desk
        what: {nl: "Wacht.", en: "Wait."}
        goal: {nl: "Klaar.", en: "Done."}
        term: answer
        decide:
          on: {go: second}
        overdue: {go: second}
      second:
        who: desk
        what: {nl: "Wacht weer.", en: "Wait again."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          on: {go: third}
      third:
        who: desk
        what: {nl: "Wacht nog.", en: "Wait still."}
        goal: {nl: "Klaar.", en: "Done."}
        term: {keep: first}
        decide:
          on: {go: end done}
        overdue: {go: end done}
  passing:
    title: {nl: "Door", en: "Pass"}
    outcomes: {done: ~}
    start: stop
    again: {go: stay}
    steps:
      stop:
        who: desk
        what: {nl: "Wacht.", en: "Wait."}
        goal: {nl: "Klaar.", en: "Done."}
        term: gone
        decide:
          on: {go: end done}
        overdue: stay
`

// migrated plays a trajectory up to a moment and then moves it to the text with its replacements.
func migrated(t *testing.T, when, rule string, changes []string, events ...engine.Event) *bench {
	t.Helper()
	b := begun(t, before, nil)
	for _, ev := range events {
		b.ok(at("2026-01-12 10:00"), ev)
	}
	next := strings.NewReplacer(changes...).Replace(before)
	later := small(t, 2, next+"migration: {from: 1, flows: {"+rule+"}}\n")
	b.ok(at(when), wait())
	b.def = stroomschema.Linked(later, b.def)
	b.ok(at(when), engine.Event{ID: "m1", Kind: engine.Migrated, Actor: ops,
		Migrate: &engine.MigratedEvent{Version: 2, Hash: later.Hash, Reason: "nieuwe versie"}})
	return b
}

// A moment that has come does not come again because the text moved.
func TestMigrationKeepsWhatHasFired(t *testing.T) {
	t.Parallel()
	b := migrated(t, "2026-01-13 10:00", "", nil)
	if n := len(b.notices()); n != 0 {
		t.Errorf("told %d times again", n)
	}
}

// The clock of a run keeps its end, whatever became of the choices of its term.
func TestMigrationOfATermWithFewerChoices(t *testing.T) {
	t.Parallel()
	fewer := []string{"    choose:\n      - {if: \"has(day)\", length: 5 working days, law: exact}\n      - {otherwise: yes, length: 8 working days, law: exact}\n",
		"    length: 5 working days\n    law: exact\n"}
	b := migrated(t, "2026-01-13 10:00", "", fewer, decide("d1", hal, "main.watch.clear", nil), decide("d2", hal, "main.watch.time", nil))
	if due := b.run("timed").Clock.Due; due == nil || !due.Equal(at("2026-01-23 00:00")) {
		t.Errorf("due %v", due)
	}
	b.ok(at("2026-01-26 10:00"), wait())
	if got := b.stands("timed"); got != "second" {
		t.Errorf("timed stands at %s", got)
	}
}

// A clock that was kept for a later step is kept, also when its term is gone.
func TestMigrationOfAKeptClock(t *testing.T) {
	t.Parallel()
	b := migrated(t, "2026-01-13 10:00", "", []string{"        term: answer\n", "        term: gone\n", "  answer:\n", "  other:\n", "given: {}", "given: {}"},
		decide("d1", hal, "main.watch.time", nil), decide("d2", hal, "timed.first.on", nil))
	b.ok(at("2026-01-13 11:00"), decide("d3", hal, "timed.second.on", nil))
	b.ok(at("2026-02-26 10:00"), wait())
	if b.run("timed") != nil {
		t.Error("the kept term never ended")
	}
}

// A run that moves to a step of another kind begins that step.
func TestMigrationToAStepOfAnotherKind(t *testing.T) {
	t.Parallel()
	b := migrated(t, "2026-01-13 10:00", "check: {runs: move, steps: {bank: desk}, terms: keep}, passing: {runs: move, steps: {stop: through}, terms: keep}",
		[]string{"    start: bank\n", "    start: desk\n", "      bank:\n        ask_service: bank\n        with: {}\n        answered: end done\n        failed: end done\n",
			"      desk:\n        who: desk\n        what: {nl: \"Kijk.\", en: \"Look.\"}\n        goal: {nl: \"Klaar.\", en: \"Done.\"}\n        term: none\n        decide:\n          on: {go: end done}\n",
			"    start: stop\n", "    start: through\n", "      stop:\n", "      through: {go: stop}\n      stop:\n"},
		decide("d1", hal, "main.watch.check", nil), decide("d2", hal, "main.watch.pass", nil))
	if got := b.stands("check"); got != "desk" || len(b.st.Calls) != 0 {
		t.Errorf("check stands at %s, calls %s", got, text(b.st.Calls))
	}
	b.refused(at("2026-01-13 11:00"), engine.Event{ID: "a1", Kind: engine.Answered,
		Answer: &engine.AnsweredEvent{Call: 1, Answer: engine.Values{"ok": boolOf(true)}}}, engine.UnknownItem)
	if got := b.stands("passing"); got != "stop" {
		t.Errorf("passing stands at %s", got)
	}
}

// A reply that was expected under the version before is late under the new one, also when the notice is gone there.
func TestMigrationWithoutTheNotice(t *testing.T) {
	t.Parallel()
	b := migrated(t, "2026-01-13 10:00", "", []string{", reply: {notice: answer, within: reply, late: [{tell: desk, notice: soon}]}", ""},
		decide("d1", hal, "main.watch.mail", nil))
	b.ok(at("2026-01-26 10:00"), wait())
}

// A run that moves gets the values of its own that are new.
func TestMigrationWithNewOwnValues(t *testing.T) {
	t.Parallel()
	b := migrated(t, "2026-01-13 10:00", "", []string{"    start: first\n", "    own: {times: {type: int 0..9, at_start: \"0\"}}\n    start: first\n",
		"          on: {go: second}\n", "          on: {while: \"own.times < 3\", go: second}\n"},
		decide("d1", hal, "main.watch.time", nil))
	b.ok(at("2026-01-13 11:00"), decide("d2", hal, "timed.first.on", nil))
}

// The runs stay in the order of the file, which is the order of handling, when the file gets another order.
func TestMigrationSortsTheRuns(t *testing.T) {
	t.Parallel()
	timed := before[strings.Index(before, "  timed:\n"):strings.Index(before, "  passing:\n")]
	b := migrated(t, "2026-01-13 10:00", "", []string{timed, "", "  check:\n    title", timed + "  check:\n    title"},
		decide("d1", hal, "main.watch.check", nil), decide("d2", hal, "main.watch.time", nil))
	if got := b.st.Runs[1].Flow; got != "timed" {
		t.Errorf("the second run is of %s", got)
	}
}

// What the present version says of a second beginning is not said of runs that end under the version before.
func TestOptionsOfRunsOfTheVersionBefore(t *testing.T) {
	t.Parallel()
	begins := []string{"    start: first\n    again: {go: stay}\n", "    begin: {by: desk, what: {nl: \"Begin.\", en: \"Begin.\"}}\n    start: first\n    again: {by: desk, go: stay}\n"}
	b := &bench{t: t, def: small(t, 1, strings.NewReplacer(begins...).Replace(before))}
	b.ok(at("2026-01-12 09:00"), engine.Event{ID: "s", Kind: engine.Started, Actor: hal, Start: &engine.StartedEvent{}})
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "timed.begin", nil))
	refusing := []string{begins[0], strings.Replace(begins[1], "again: {by: desk, go: stay}", "again: {refusal: {code: RUNS, nl: \"Loopt al.\", en: \"Runs already.\"}}", 1)}
	later := small(t, 2, strings.NewReplacer(refusing...).Replace(before)+"migration: {from: 1, flows: {timed: {runs: finish}}}\n")
	b.def = stroomschema.Linked(later, b.def)
	b.ok(at("2026-01-13 10:00"), engine.Event{ID: "m1", Kind: engine.Migrated, Actor: ops,
		Migrate: &engine.MigratedEvent{Version: 2, Hash: later.Hash, Reason: "nieuwe versie"}})
	for _, o := range engine.Permitted(b.def, b.st, hal, at("2026-01-13 11:00")) {
		if o.ID == "timed.again" && !o.Open {
			t.Errorf("refused as option: %s", text(o.Refused))
		}
	}
	b.ok(at("2026-01-13 11:00"), decide("d2", hal, "timed.begin", nil))
}
