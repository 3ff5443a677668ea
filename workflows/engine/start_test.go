package engine_test

import (
	"strconv"
	"strings"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

// Flows that start, call and adopt each other.
const starting = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
sees:
  desk: {while: party, facts: [all]}
facts: {}
terms:
  day: {length: 1 calendar days, law: exact}
notices:
  rung: {given: {weight: int}, nl: "Maat {weight}.", en: "Size {weight}."}
ladders:
  loud: [{at: 50%, tell: desk, notice: rung}]
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
        term: day
        decide:
          order: {do: [{start: parcel, with: {weight: "1"}}], go: stay}
          hand_over: {go: calling}
          finish: {go: end done}
        overdue: {do: [{start: parcel, with: {weight: "2"}}], go: stay}
      calling:
        call: parcel
        with: {weight: "3"}
        when: [{ended: parcel, go: watched}]
      watched:
        who: desk
        what: {nl: "Klaar.", en: "Ready."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          finish: {go: end done}
  parcel:
    title: {nl: "Pakket", en: "Parcel"}
    outcomes: {sent: ~}
    with: {weight: int}
    start: packing
    again: {do: [{adopt: again}], go: stay}
    steps:
      packing:
        who: desk
        what: {nl: "Pak in.", en: "Pack."}
        goal: {nl: "Weg.", en: "Away."}
        term: none
        decide:
          send: {go: end sent}
`

// A start by silence on a run that is open is a second beginning like any other: it has no starter.
func TestSilenceBeginsAgain(t *testing.T) {
	t.Parallel()
	b := begun(t, starting, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.watch.order", nil))
	b.ok(at("2026-01-15 10:00"), wait())
	r := b.run("parcel")
	if len(b.st.Incidents) > 0 || r.With["weight"].Int() != 2 || r.Starter != (engine.Actor{}) || r.Begun {
		t.Errorf("incidents %s, run %s", text(b.st.Incidents), text(r))
	}
}

// Calling a flow that is open already waits for the run that is open.
func TestCallOfAnOpenFlow(t *testing.T) {
	t.Parallel()
	b := begun(t, starting, nil)
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "main.watch.order", nil))
	b.ok(at("2026-01-12 11:00"), decide("d2", hal, "main.watch.hand_over", nil))
	b.ok(at("2026-01-12 12:00"), decide("d3", hal, "parcel.packing.send", nil))
	if got := b.stands("main"); got != "watched" {
		t.Errorf("main stands at %s", got)
	}
}

const sharing = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
sees:
  desk: {while: party, facts: [all]}
facts: {}
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
          finish: {go: end done}
  ride:
    title: {nl: "Rit", en: "Ride"}
    several: yes
    at_most: 5
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Kom.", en: "Come."}}
    start: queue
    steps:
      queue:
        who: desk
        what: {nl: "Wacht.", en: "Wait."}
        goal: {nl: "Rit.", en: "Ride."}
        term: none
        decide:
          go_in: {go: car}
      car:
        who: desk
        what: {nl: "Rijd.", en: "Ride."}
        goal: {nl: "Rit.", en: "Ride."}
        term: none
        decide:
          get_out: {go: queue}
          stop: {go: end done}
one_at_a_time:
  one_car: [ride.car]
`

// Whoever waits longest goes in first: nobody waits for ever behind two that come back.
func TestFirstComeFirstServed(t *testing.T) {
	t.Parallel()
	b := begun(t, sharing, nil)
	for _, id := range []string{"b1", "b2", "b3"} {
		b.ok(at("2026-01-12 10:00"), decide(id, hal, "ride.begin", nil))
	}
	take := func(id, decision string, run int) {
		ev := decide(id, hal, "ride."+decision, nil)
		ev.Decide.Run = run
		b.ok(at("2026-01-12 11:00"), ev)
	}
	take("d1", "queue.go_in", 2)
	take("d2", "queue.go_in", 4) // waits
	take("d3", "queue.go_in", 3) // waits, behind 4
	take("d4", "car.get_out", 2)
	for _, r := range b.st.Runs[1:] {
		if r.Step == "car" && !r.Waiting && r.Number != 4 {
			t.Errorf("run %d went in before run 4", r.Number)
		}
	}
}

// While somebody waits before a step, who comes to it in the same moment as it becomes free goes behind him; and nobody is
// said to stand where he only waits.
func TestNobodyOvertakesWhoWaits(t *testing.T) {
	t.Parallel()
	b := begun(t, strings.NewReplacer(
		"          get_out: {go: queue}", "          get_out: {go: home}\n          look: {while: \"has(tour.step) && tour.step == tour.car\", go: stay}",
		"one_car: [ride.car]", "one_car: [ride.car, tour.car]",
		"one_at_a_time:", `      home:
        go: [{otherwise: yes, do: [{start: tour}], go: queue}]
  tour:
    title: {nl: "Rondrit", en: "Tour"}
    outcomes: {done: ~}
    start: car
    again: {go: stay}
    steps:
      car:
        who: desk
        what: {nl: "Rijd rond.", en: "Drive around."}
        goal: {nl: "Rit.", en: "Ride."}
        term: none
        decide:
          stop: {go: end done}
one_at_a_time:`,
		"words:", "words:\n  look: {nl: \"kijken\", en: \"look\"}").Replace(sharing), nil)
	for _, id := range []string{"b1", "b2"} {
		b.ok(at("2026-01-12 10:00"), decide(id, hal, "ride.begin", nil))
	}
	take := func(id, decision string, run int) engine.Event {
		ev := decide(id, hal, decision, nil)
		ev.Decide.Run = run
		return ev
	}
	b.ok(at("2026-01-12 11:00"), take("d1", "ride.queue.go_in", 2))
	b.ok(at("2026-01-12 11:01"), take("d2", "ride.queue.go_in", 3)) // waits
	b.ok(at("2026-01-12 11:02"), take("d3", "ride.car.get_out", 2)) // starts a tour, behind 3
	if got := standing(b.st); got != "main watch, ride 2 queue, ride 3 car, tour 4 before car" {
		t.Errorf("after run 2 got out: %s", got)
	}
	b.refused(at("2026-01-12 11:03"), take("d4", "ride.car.look", 3), engine.NotOffered)
	b.ok(at("2026-01-12 11:04"), take("d5", "ride.car.stop", 3))
	if got := standing(b.st); got != "main watch, ride 2 queue, tour 4 car" {
		t.Errorf("after run 3 stopped: %s", got)
	}
}

// standing says where every open run stands.
func standing(st engine.State) string {
	var list []string
	for _, r := range st.Runs {
		name := r.Flow
		if r.Number > 1 {
			name += " " + strconv.Itoa(r.Number)
		}
		if r.Waiting {
			name += " before"
		}
		list = append(list, name+" "+r.Step)
	}
	return strings.Join(list, ", ")
}

// A fork of which each start has a condition, also one for each key.
const needed = `
keys:
  door: {nl: "deur", en: "door", values: {front: {nl: "voor", en: "front"}, back: {nl: "achter", en: "back"}}, at_most: 2}
roles:
  desk: {nl: "balie", en: "desk", party: once}
sees:
  desk: {while: party, facts: [all]}
facts:
  shut: {type: bool, per: door, at_start: false}
flows:
  main:
    title: {nl: "Ronde", en: "Round"}
    outcomes: {done: ~}
    with: {lamp: bool, front: bool, back: bool}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}, {set: {"shut[door.front]": with.front, "shut[door.back]": with.back}}]}
    start: round
    steps:
      round:
        fork:
          start:
            - {if: "with.lamp", flow: lamp}
            - {for each: d, in: every.door, if: "shut[d]", flow: unlock, key: d}
          need: all
          rest: leave
        go: rest
      rest:
        who: desk
        what: {nl: "Rust.", en: "Rest."}
        goal: {nl: "Rust.", en: "Rest."}
        term: none
        decide:
          stop: {go: end done}
  lamp:
    title: {nl: "Lamp", en: "Lamp"}
    outcomes: {done: ~}
    start: light
    steps:
      light:
        who: desk
        what: {nl: "Doe aan.", en: "Switch on."}
        goal: {nl: "Licht.", en: "Light."}
        term: none
        on_entry: [{set: {"shut[door.front]": "true", "shut[door.back]": "false"}}]
        decide:
          on: {go: end done}
  unlock:
    title: {nl: "Deur", en: "Door"}
    per: door
    outcomes: {done: ~}
    start: turn
    steps:
      turn:
        who: desk
        what: {nl: "Draai.", en: "Turn."}
        goal: {nl: "Open.", en: "Open."}
        term: none
        decide:
          opened: {go: end done}
`

// A fork starts what its conditions ask for, as things stood before the first of them began, and waits for exactly those.
func TestForkStartsWhatIsNeeded(t *testing.T) {
	t.Parallel()
	form := func(lamp, front, back bool) engine.Values {
		return engine.Values{"lamp": rules.BoolOf(lamp), "front": rules.BoolOf(front), "back": rules.BoolOf(back)}
	}
	for _, c := range []struct {
		form engine.Values
		want string
	}{
		{form(false, false, false), "main rest"},
		{form(true, false, false), "main round, lamp 2 light"},
		{form(false, true, true), "main round, unlock 2 turn, unlock 3 turn"},
		{form(true, false, true), "main round, lamp 2 light, unlock 3 turn"}, // the lamp shuts the front door and opens the back: too late
	} {
		b := begun(t, needed, c.form)
		if got := standing(b.st); got != c.want {
			t.Errorf("with %v: %s, expected %s", c.form, got, c.want)
		}
	}
	b := begun(t, needed, form(true, false, true))
	b.ok(at("2026-01-12 10:00"), decide("d1", hal, "lamp.light.on", nil))
	if got := standing(b.st); got != "main round, unlock 3 turn" {
		t.Errorf("after the lamp: %s", got)
	}
	ev := decide("d2", hal, "unlock.turn.opened", nil)
	ev.Decide.Key = "back"
	b.ok(at("2026-01-12 10:01"), ev)
	if got := standing(b.st); got != "main rest" {
		t.Errorf("after the back door: %s", got)
	}
}
