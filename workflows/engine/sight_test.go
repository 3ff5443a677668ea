package engine_test

import (
	"strings"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

// Two rooms, each with a keeper of its own; what one may know of the other's room, and of the time after him.
const rooms = `
keys:
  room: {nl: "kamer", en: "room", values: {north: {nl: "noord", en: "north"}, south: {nl: "zuid", en: "south"}}, at_most: 2}
roles:
  desk: {nl: "balie", en: "desk", party: once}
  keeper: {nl: "beheerder", en: "keeper", party: per room}
  lead: {nl: "leider", en: "lead", of: any role}
sees:
  desk: {while: party, facts: [all]}
  keeper: {while: party, facts: ["colour[own]", name], after: own period}
  lead: {while: party, facts: []}
facts:
  colour: {type: optional text, per: room}
  name: {type: optional text}
  secrets: {type: optional list of text}
notices:
  tell_colour: {given: {what: text}, nl: "Het is {what}.", en: "It is {what}."}
  tell_south: {nl: "Zuid is {colour[room.south] | niets}.", en: "South is {colour[room.south] | nothing}."}
  tell_all: {given: {one: text}, nl: "Geheim: {one}.", en: "Secret: {one}."}
rules:
  not_own: {given: {first: optional person}, if: "!has(first) || first != actor.person", refusal: {code: OWN, nl: "Dat deed u zelf al.", en: "That was you already."}}
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
          hand: {ask: {room: room, to: organisation}, do: [{bind: {"keeper[ask.room]": ask.to}}], go: stay}
          paint: {ask: {room: room, hue: text}, do: [{set: {"colour[ask.room]": ask.hue}}], go: stay}
          hide: {ask: {words: list of text}, do: [{set: {secrets: ask.words}}], go: stay}
          finish: {go: end done}
  care:
    title: {nl: "Zorg", en: "Care"}
    per: room
    outcomes: {done: ~}
    with: {plan: text}
    begin: {by: [keeper, desk], what: {nl: "Zorg.", en: "Care."}}
    start: caring
    again: {go: stay}
    steps:
      caring:
        who: [keeper, lead of keeper]
        what: {nl: "Zorg.", en: "Care."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          mention: {by: desk, do: [{tell: keeper, notice: tell_south}], go: stay}
          reveal: {by: desk, do: [{if: "has(secrets)", do: [{for each: one, in: secrets, do: [{tell: keeper, notice: tell_all}]}]}], go: stay}
          stop: {if: [{rule: not_own, with: {first: starter.person}}], go: end done}
`

func keeperOf(org string) engine.Actor {
	return engine.Actor{Person: "k-" + org, Role: "keeper", Organisation: org}
}

func hand(id, room, to string) engine.Event {
	return decide(id, hal, "main.watch.hand", engine.Values{"room": rules.EnumOf("room", room), "to": rules.OrganisationOf(to)})
}

func paint(id, room, hue string) engine.Event {
	return decide(id, hal, "main.watch.paint", engine.Values{"room": rules.EnumOf("room", room), "hue": textOf(hue)})
}

func care(id string, who engine.Actor, room, plan string) engine.Event {
	ev := decide(id, who, "care.begin", engine.Values{"plan": textOf(plan)})
	ev.Decide.Key = room
	return ev
}

// Who kept a room and keeps another now, sees of the first what was set while he kept it, and no more.
func TestFormerKeeperOfOneRoomWhoKeepsAnother(t *testing.T) {
	t.Parallel()
	b := begun(t, rooms, nil)
	b.ok(at("2026-01-12 10:00"), hand("d1", "north", "club"))
	b.ok(at("2026-01-12 11:00"), hand("d2", "south", "club"))
	b.ok(at("2026-01-12 12:00"), hand("d3", "north", "pub"))
	b.ok(at("2026-01-12 13:00"), paint("d4", "north", "red"))
	b.ok(at("2026-01-12 13:01"), paint("d5", "south", "blue"))
	club := engine.SightOf(b.def, b.st, keeperOf("club"))
	if club.Fact("colour", "north", "") {
		t.Error("sees what was set in a room after it left it")
	}
	if !club.Fact("colour", "south", "") {
		t.Error("does not see its own room")
	}
	if !club.FactAt("colour", "north", "", at("2026-01-12 11:30")) {
		t.Error("does not see what was set in its own period")
	}
	b.ok(at("2026-01-12 14:00"), hand("d6", "south", "pub"))
	club = engine.SightOf(b.def, b.st, keeperOf("club"))
	if club.FactAt("colour", "north", "", at("2026-01-12 13:00")) {
		t.Error("having left, sees what was set in a room that it had left before")
	}
}

// What a run keeps is for those who act in it, of their own rooms; also when they act for the keeper, or have left.
func TestRunDataOfAnotherRoom(t *testing.T) {
	t.Parallel()
	b := begun(t, rooms, nil)
	b.ok(at("2026-01-12 10:00"), hand("d1", "north", "club"))
	b.ok(at("2026-01-12 11:00"), hand("d2", "south", "pub"))
	lead := engine.SightOf(b.def, b.st, engine.Actor{Person: "l", Role: "lead", Organisation: "club"})
	if lead.Run("care", "south") || !lead.Run("care", "north") {
		t.Errorf("the lead of the keeper of north sees south %v, north %v", lead.Run("care", "south"), lead.Run("care", "north"))
	}
	b.ok(at("2026-01-12 12:00"), hand("d3", "north", "pub"))
	if engine.SightOf(b.def, b.st, keeperOf("club")).Run("care", "north") {
		t.Error("who has left sees what a run keeps now")
	}
}

// A text quotes a fact of another room only for who may see that room.
func TestTextOfAnotherRoom(t *testing.T) {
	t.Parallel()
	b := begun(t, rooms, nil)
	b.ok(at("2026-01-12 10:00"), hand("d1", "north", "club"))
	b.ok(at("2026-01-12 10:01"), paint("d2", "south", "crimson"))
	b.ok(at("2026-01-12 10:02"), care("d3", keeperOf("club"), "north", "plan"))
	ev := decide("d4", hal, "care.caring.mention", nil)
	ev.Decide.Key = "north"
	b.ok(at("2026-01-12 10:03"), ev)
	if sent := text(b.notices()); strings.Contains(sent, "crimson") {
		t.Errorf("told of another room: %s", sent)
	}
}

// The elements of a list are known to who may know the list.
func TestTextOfAnElement(t *testing.T) {
	t.Parallel()
	b := begun(t, rooms, nil)
	b.ok(at("2026-01-12 10:00"), hand("d1", "north", "club"))
	b.ok(at("2026-01-12 10:01"), decide("d2", hal, "main.watch.hide", engine.Values{"words": rules.ListOf(textOf("crimson"))}))
	b.ok(at("2026-01-12 10:02"), care("d3", keeperOf("club"), "north", "plan"))
	ev := decide("d4", hal, "care.caring.reveal", nil)
	ev.Decide.Key = "north"
	b.ok(at("2026-01-12 10:03"), ev)
	if sent := text(b.notices()); strings.Contains(sent, "crimson") {
		t.Errorf("told a secret: %s", sent)
	}
}

// Who did something is known to who sees everything; others know the role and the organisation.
func TestExplanationOfAPerson(t *testing.T) {
	t.Parallel()
	b := begun(t, rooms, nil)
	b.ok(at("2026-01-12 10:00"), hand("d1", "north", "club"))
	k := keeperOf("club")
	b.ok(at("2026-01-12 10:02"), care("d3", k, "north", "plan"))
	ev := decide("d4", k, "care.caring.stop", nil)
	ev.Decide.Key = "north"
	b.refused(at("2026-01-12 10:03"), ev, "OWN")
	x := engine.Explain(b.def, b.st, ev, at("2026-01-12 10:03"), engine.Actor{Person: "x", Role: "keeper", Organisation: "club"})
	if strings.Contains(text(x), k.Person) {
		t.Errorf("a colleague reads who it was: %s", text(x))
	}
}
