package engine_test

import (
	"testing"

	"stroom/workflows/engine"
)

// Ivy works at two halls, and so does Jim, who stands in for her.
const twoHalls = `
roles:
  desk: {nl: "balie", en: "desk"}
sees:
  desk: {while: always, facts: [all]}
facts: {}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~, back: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}}
    start: draft
    steps:
      draft:
        who: desk
        what: {nl: "Stel voor.", en: "Propose."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          propose: {withdraw: 1 hours, go: answer}
      answer:
        who: desk
        not: propose
        what: {nl: "Antwoord.", en: "Answer."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          agree: {go: end done}
`

// clerk says who acts at which hall, and in whose place.
func clerk(person, hall, stands string) engine.Actor {
	return engine.Actor{Person: person, Role: "desk", Organisation: hall, For: stands}
}

// Who stands in for somebody is not a second pair of eyes beside him, at whichever organisation, in whichever order.
func TestFourEyesSeeThroughSubstitutes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		first, second engine.Actor
		refused       engine.Code
	}{
		{"two people", clerk("ivy", "hall", ""), clerk("jim", "club", ""), ""},
		{"the same person elsewhere", clerk("ivy", "hall", ""), clerk("ivy", "club", ""), engine.FourEyes},
		{"the same organisation", clerk("ivy", "hall", ""), clerk("jim", "hall", ""), engine.FourEyes},
		{"who stands in for the first", clerk("ivy", "hall", ""), clerk("jim", "club", "ivy"), engine.FourEyes},
		{"for whom the first stood in", clerk("jim", "hall", "ivy"), clerk("ivy", "club", ""), engine.FourEyes},
		{"two who stand in for one", clerk("jim", "hall", "ivy"), clerk("kim", "club", "ivy"), engine.FourEyes},
		{"the first himself later", clerk("jim", "hall", "ivy"), clerk("jim", "club", ""), engine.FourEyes},
		{"two who stand in for two", clerk("jim", "hall", "ivy"), clerk("kim", "club", "lou"), ""},
	} {
		b := begun(t, twoHalls, nil)
		b.ok(at("2026-01-12 10:00"), decide("d1", c.first, "main.draft.propose", nil))
		ev := decide("d2", c.second, "main.answer.agree", nil)
		err := b.step(at("2026-01-12 11:30"), ev)
		rejected, _ := err.(*engine.Rejection)
		switch {
		case c.refused == "" && err != nil:
			t.Errorf("%s: refused: %v", c.name, err)
		case c.refused != "" && (rejected == nil || rejected.Code != c.refused):
			t.Errorf("%s: got %v, want %s", c.name, err, c.refused)
		}
	}
}

// What somebody did in another's place is his own doing: he may take it back as himself, and the other may not. It gives him no
// role, and it is content of the event.
func TestSubstituteActsAsHimself(t *testing.T) {
	t.Parallel()
	b := begun(t, twoHalls, nil)
	jim := clerk("jim", "hall", "ivy")
	b.refused(at("2026-01-12 10:00"), decide("d0", engine.Actor{Person: "jim", Role: "guest", Organisation: "hall", For: "ivy"}, "main.draft.propose", nil), engine.NotYourRole)
	b.ok(at("2026-01-12 10:00"), decide("d1", jim, "main.draft.propose", nil))
	b.refused(at("2026-01-12 10:10"), withdraw("w1", clerk("ivy", "hall", ""), "d1"), engine.NotWithdrawable)
	b.ok(at("2026-01-12 10:10"), withdraw("w2", clerk("jim", "hall", ""), "d1"))

	own, stands := decide("d2", clerk("jim", "hall", ""), "main.draft.propose", nil), decide("d2", jim, "main.draft.propose", nil)
	if engine.DigestOf(own) == engine.DigestOf(stands) {
		t.Error("in whose place somebody acts does not count as content")
	}
}
