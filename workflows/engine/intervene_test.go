package engine_test

import (
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

const handled = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: always, facts: []}
facts:
  closed: {type: bool, at_start: "false"}
terms:
  week: {length: 5 working days, law: exact}
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
          close: {do: [{set: {closed: "true"}}], go: stay}
          finish: {go: end done}
  visit:
    title: {nl: "Bezoek", en: "Visit"}
    several: yes
    at_most: 3
    outcomes: {done: ~}
    begin: {by: guest, what: {nl: "Kom.", en: "Come."}}
    start: inside
    steps:
      inside:
        who: guest
        what: {nl: "Kijk.", en: "Look."}
        goal: {nl: "Klaar.", en: "Done."}
        term: week
        decide:
          leave: {go: end done}
        overdue: stay
invariants:
  watched: {nl: "Er wordt altijd gewaakt.", en: "Somebody always watches.", always: "closed || main.open"}
`

func TestAdjustLeavesAnotherRunAlone(t *testing.T) {
	t.Parallel()
	b := begun(t, handled, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", joe, "visit.begin", nil))
	b.ok(at("2026-01-12 10:01"), decide("d2", joe, "visit.begin", nil))
	first := b.run("visit").Number
	leave := decide("d3", joe, "visit.inside.leave", nil)
	leave.Decide.Run = first
	b.ok(at("2026-01-12 10:02"), leave)
	b.refused(at("2026-01-12 10:03"), engine.Event{ID: "x1", Kind: engine.Adjusted, Actor: ops,
		Adjust: &engine.AdjustedEvent{Flow: "visit", Run: first, Due: at("2026-03-01 00:00"), Reason: "ziek"}}, engine.UnknownItem)
}

// What an operator does is applied, with an incident, also when it breaks a promise of the author: the end of a trajectory
// must always work.
func TestStopBreaksAPromise(t *testing.T) {
	t.Parallel()
	b := begun(t, handled, nil)
	b.refused(at("2026-01-12 10:00"), decide("d1", hal, "main.watch.finish", nil), engine.InvariantBroken)
	b.ok(at("2026-01-12 10:01"), engine.Event{ID: "x1", Kind: engine.Stopped, Actor: ops, Stop: &engine.StoppedEvent{Reason: "fout"}})
	if b.st.Ended == nil || len(b.st.Incidents) != 1 || b.st.Incidents[0].Place != "watched" {
		t.Errorf("ended %v, incidents %s", b.st.Ended, text(b.st.Incidents))
	}
}

const lending = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest", party: once}
sees:
  desk: {while: party, facts: [all]}
  guest: {while: party, facts: []}
facts: {}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation, guest: actor.organisation}}]}
    start: watch
    steps:
      watch:
        who: desk
        what: {nl: "Let op.", en: "Watch."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          finish: {go: end done}
  loan:
    title: {nl: "Leen", en: "Loan"}
    several: yes
    at_most: 3
    outcomes: {done: ~}
    with: {to: organisation}
    begin: {by: desk, what: {nl: "Leen.", en: "Lend."}, do: [{lend: {guest: with.to}}]}
    start: out
    steps:
      out:
        who: desk
        what: {nl: "Wacht.", en: "Wait."}
        goal: {nl: "Terug.", en: "Back."}
        term: none
        decide:
          back: {go: end done}
`

// A lend never outlives its run, also when another lend lay over it.
func TestLendsThatOverlap(t *testing.T) {
	t.Parallel()
	b := begun(t, lending, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "loan.begin", engine.Values{"to": rules.OrganisationOf("club")}))
	first := b.run("loan").Number
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "loan.begin", engine.Values{"to": rules.OrganisationOf("pub")}))
	back := decide("d3", hal, "loan.out.back", nil)
	back.Decide.Run = first
	b.ok(at("2026-01-12 12:00"), back)
	if now := b.bound("guest"); now != "pub" {
		t.Errorf("guest is %s, lent by the run that goes on", now)
	}
	b.ok(at("2026-01-12 13:00"), decide("d4", hal, "loan.out.back", nil))
	if now := b.bound("guest"); now != "hall" {
		t.Errorf("guest is %s, and both lends are over", now)
	}
}

func (b *bench) bound(role string) string {
	for _, p := range b.st.Parties {
		if p.Role == role && p.Until == nil {
			return p.Organisation
		}
	}
	return ""
}
