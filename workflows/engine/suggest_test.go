package engine_test

import (
	"slices"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
)

const suggesting = `
words:
  wish: {nl: "wens", en: "wish"}
  room: {nl: "kamer", en: "room"}
  floor: {nl: "verdieping", en: "floor"}
  secret: {nl: "geheim", en: "secret"}
  height: {nl: "maat", en: "height"}
  note: {nl: "notitie", en: "note"}
  ask_for: {nl: "vragen", en: "ask"}
  late: {nl: "laat", en: "late"}
  close: {nl: "sluiten", en: "close"}
  done: {nl: "klaar", en: "done"}
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
sees:
  desk: {while: party, facts: [height]}
  guest: {while: always, facts: [secret]}
types:
  Room: {record: {floor: int 0..9, note: optional text}}
facts:
  height: {type: optional int 0..9}
  secret: {type: text, at_start: "'x'"}
flows:
  main:
    title: {nl: "Verblijf", en: "Stay"}
    outcomes: {done: ~}
    begin: {by: desk, do: [{bind: {desk: actor.organisation}}]}
    start: ready
    steps:
      ready:
        who: desk
        what: {nl: "Sluit af.", en: "Close."}
        goal: {nl: "Rust.", en: "Rest."}
        term: none
        decide:
          late: {ask: {height: int 0..9}, do: [{set: {height: ask.height}}], go: stay}
          close: {go: end done}
  wish:
    title: {nl: "Wens", en: "Wish"}
    outcomes: {done: ~}
    with: {room: Room, secret: optional text, late: bool}
    begin:
      by: [desk, guest]
      what: {nl: "Vraag een kamer.", en: "Ask for a room."}
      suggest: {room.floor: height, room.note: "'hoek'", secret: secret, late: "has(party.desk)"}
    start: ready
    again: {refusal: {code: OPEN, nl: "Loopt al.", en: "Open already."}}
    steps:
      ready:
        who: desk
        what: {nl: "Doe het.", en: "Do it."}
        goal: {nl: "Blij.", en: "Happy."}
        term: none
        decide:
          close: {go: end done}
`

// What a form holds is what its reader may know, what is set, and what its field can hold.
func TestSuggest(t *testing.T) {
	t.Parallel()

	b := begun(t, suggesting, nil)
	begin := engine.DecidedEvent{Decision: "wish.begin"}
	ask := func(who engine.Actor) []engine.Suggested { return engine.Suggest(b.def, b.st, begin, who, b.st.Time) }
	same := func(x, y engine.Suggested) bool { return x.Path == y.Path && x.Value.Equal(y.Value) }
	check := func(what string, who engine.Actor, want ...engine.Suggested) {
		t.Helper()
		if got := ask(who); !slices.EqualFunc(got, want, same) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	corner, late := engine.Suggested{Path: "room.note", Value: rules.TextOf("hoek")}, engine.Suggested{Path: "late", Value: boolOf(true)}
	check("a height that nobody has said", hal, corner, late)
	check("a secret of whom he sees", joe, corner, engine.Suggested{Path: "secret", Value: rules.TextOf("x")}, late)
	b.ok(at("2026-01-12 10:00"), decide("l1", hal, "main.ready.late", engine.Values{"height": rules.IntOf(7)}))
	check("a height", hal, engine.Suggested{Path: "room.floor", Value: rules.IntOf(7)}, corner, late)
	b.ok(at("2026-01-12 12:00"), decide("c", hal, "main.ready.close", nil))
	check("after the end", hal)
}
