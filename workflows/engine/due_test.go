package engine_test

import (
	"fmt"
	"testing"

	"stroom/workflows/engine"
)

const dueHead = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: told, facts: []}
facts:
  day: {type: optional date}
  moment: {type: optional instant}
terms:
  hours: {length: 4 hours, law: exact}
  reply: {length: 2 working days, law: exact}
notices:
  one: {nl: "Een.", en: "One."}
  two: {nl: "Twee.", en: "Two."}
  asked: {nl: "Vraag.", en: "Question.", standard: Q1, reply: {notice: answer, within: reply, late: [%s]}}
  answer: {nl: "Antwoord.", en: "Answer.", arrives: yes, is: {ok: reply}}
messages:
  ping: {of: main}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}, {set: {day: "today.plus_days(5)"}}]}
    start: desk
    steps:
      desk:
        who: desk
        what: {nl: "Doe iets.", en: "Do something."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        remind:
          - {moment: "1 calendar days before day", tell: desk, notice: one}
          - {moment: "1 calendar days before day", tell: guest, notice: two}
        decide:
          ask: {do: [{tell: guest, notice: asked}], go: stay}
          count: {go: counting}
          plan: {ask: {when: instant}, do: [{set: {moment: ask.when}}], go: stay}
          finish: {go: end done}
        when: [{moment: "3 hours after moment", do: [{tell: desk, notice: one}], go: stay}, {hears: ping, do: [{send: ping, to: main, if_absent: fine}], go: stay}]
      counting:
        who: desk
        what: {nl: "Tel.", en: "Count."}
        goal: {nl: "Klaar.", en: "Done."}
        term: {is: hours, from: end of day}
        decide:
          finish: {go: end done}
        overdue: stay
`

func dueDefinition(late string) string { return fmt.Sprintf(dueHead, late) }

// Two people who are to be reminded at one moment are both reminded.
func TestRemindersOfOneMoment(t *testing.T) {
	t.Parallel()
	b := begun(t, dueDefinition("{tell: desk, notice: one}"), nil)
	b.ok(at("2026-01-16 08:00"), wait())
	if sent := b.notices(); len(sent) != 2 {
		t.Errorf("%d of the 2 reminders were sent: %s", len(sent), text(sent))
	}
}

// A term in hours that starts when a day ends is over so many hours after midnight, not a nanosecond before.
func TestHoursFromTheEndOfADay(t *testing.T) {
	t.Parallel()
	b := begun(t, dueDefinition("{tell: desk, notice: one}"), nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.count", nil))
	if due := b.run("main").Clock.Due; due == nil || !due.Equal(at("2026-01-18 04:00")) {
		t.Errorf("due %v", due)
	}
}

// A moment beyond what a calendar can say is held at the last that can be written: the state must always be writable.
func TestMomentBeyondTheLastYear(t *testing.T) {
	t.Parallel()
	for _, far := range []string{"9999-12-31 23:30", "0001-01-01 00:30"} {
		b := begun(t, dueDefinition("{tell: desk, notice: one}"), nil)
		b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.plan", engine.Values{"when": instantOf(far)}))
	}
}

// What a notice does when no reply came may fail: that is one incident, and time goes on.
func TestLateReplyThatFailsIsOneIncident(t *testing.T) {
	t.Parallel()
	b := begun(t, dueDefinition("{send: ping, to: main, if_absent: fine}"), nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.ask", nil))
	b.ok(at("2026-01-15 10:00"), wait())
	if n := len(b.st.Incidents); n != 1 {
		t.Errorf("%d incidents", n)
	}
	if due, ok := engine.NextDue(b.def, b.st); ok && !due.After(at("2026-01-15 10:00")) {
		t.Errorf("still due at %v", due)
	}
}

// A reply counts only when it comes from whom the question went to.
func TestReplyOfAnother(t *testing.T) {
	t.Parallel()
	b := begun(t, dueDefinition("{tell: desk, notice: one}"), nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.desk.ask", nil))
	b.st.Awaited[0].To = []engine.Address{{Role: "guest", Organisation: "club"}}
	reply := engine.Event{ID: "r1", Kind: engine.Received, Receive: &engine.ReceivedEvent{Notice: "answer", Kind: "ok", Sender: "pub"}}
	b.refused(at("2026-01-12 11:00"), reply, engine.Conflict)
	reply.ID, reply.Receive.Sender = "r2", "club"
	b.ok(at("2026-01-12 11:00"), reply)
}
