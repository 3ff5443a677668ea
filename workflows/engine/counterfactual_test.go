package engine_test

import (
	"strings"
	"testing"
	"time"

	"stroom/rules"
	"stroom/workflows/engine"
)

// gate has decisions that hang on who takes them, on a day, on a fact that grows old, and on one that a reader may not see.
const gate = `
roles:
  desk: {nl: "balie", en: "desk", party: once}
  guest: {nl: "gast", en: "guest"}
  chief: {nl: "chef", en: "chief"}
sees:
  desk: {while: party, facts: [test.day, paid, mood, swept, opening]}
  guest: {while: always, facts: []}
  chief: {while: always, facts: [all]}
types:
  Mood: {one of: [calm, wild, still]}
  Test: {record: {day: date, score: int 0..9, remark: optional text}}
words:
  test: {nl: "toets", en: "test"}
  day: {nl: "dag", en: "day"}
  score: {nl: "cijfer", en: "score"}
facts:
  test: {type: optional Test}
  paid: {type: bool, at_start: "false"}
  mood: {type: optional Mood}
  secret: {type: bool, at_start: "false"}
  swept: {type: optional date}
  opening: {type: optional date}
rules:
  fresh: {if: "has(test) && today <= test.day.plus_days(10)", refusal: {code: OLD, nl: "De toets is oud.", en: "The test is old."}}
  settled: {if: "paid", refusal: {code: UNPAID, nl: "Niet betaald.", en: "Not paid."}}
  after: {given: {first: date}, if: "today >= first", refusal: {code: EARLY, nl: "Te vroeg.", en: "Too early."}}
  opened: {if: "has(opening) && today >= opening", refusal: {code: SHUT, nl: "Dicht.", en: "Shut."}}
  quiet: {if: "has(mood) && mood != Mood.wild", refusal: {code: LOUD, nl: "Te druk.", en: "Too loud."}}
  trusted: {if: "secret", refusal: {code: SECRET, nl: "Nee.", en: "No."}}
  good: {if: "has(test) && test.score >= 8", refusal: {code: POOR, nl: "Te laag.", en: "Too low."}}
  clean: {if: "has(recorded.swept) && recorded.swept == today", refusal: {code: DUSTY, nl: "Stof.", en: "Dust."}}
  by_chief: {if: "actor.role == Role.chief", refusal: {code: CHIEF, nl: "Alleen de chef.", en: "The chief only."}}
terms:
  nap: {length: 3 calendar days, law: exact}
flows:
  main:
    title: {nl: "Hoofd", en: "Main"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Begin.", en: "Begin."}, do: [{bind: {desk: actor.organisation}}, {set: {swept: today, opening: today.plus_days(14)}}]}
    start: watch
    steps:
      watch:
        who: desk
        what: {nl: "Let op.", en: "Watch."}
        goal: {nl: "Klaar.", en: "Done."}
        term: none
        decide:
          record: {ask: {new: Test}, do: [{set: {test: ask.new}}], go: stay}
          feel: {ask: {to: Mood, paying: bool}, do: [{set: {mood: ask.to, paid: ask.paying}}], go: stay}
          trust: {do: [{set: {secret: "true"}}], go: stay}
          enter: {if: [fresh], go: stay}
          pay: {if: [settled], go: stay}
          both: {if: [settled, quiet], go: stay}
          dig: {ask: {day: date}, if: [{rule: after, with: {first: ask.day}}], go: stay}
          look: {if: [opened], go: stay}
          hidden: {if: [trusted], go: stay}
          beside: {if: [trusted, settled], go: stay}
          order: {by: [desk, chief], if: [by_chief], go: stay}
          judge: {by: chief, if: [settled], go: stay}
          hide: {by: chief, if: [trusted], go: stay}
          score: {if: [good], go: stay}
          dust: {if: [clean], go: stay}
          calm: {while: "has(mood) && mood == Mood.still", go: stay}
          alone: {while: "!rest.open", go: stay}
          second: {by: [desk, chief], not: begin, go: stay}
          finish: {go: end done}
  rest:
    title: {nl: "Rust", en: "Rest"}
    outcomes: {done: ~}
    begin: {by: desk, what: {nl: "Rust.", en: "Rest."}}
    start: resting
    again: {go: stay}
    steps:
      resting:
        who: desk
        what: {nl: "Rust.", en: "Rest."}
        goal: {nl: "Klaar.", en: "Done."}
        term: nap
        overdue: {go: end done}
        decide:
          wake: {go: end done}
`

// in tells an answer in a line.
func in(alternatives []engine.Alternative) string {
	var lines []string
	for _, a := range alternatives {
		var parts []string
		for _, f := range a.Facts {
			text := f.Kind + " " + f.Label.EN
			if f.Was.EN != "" {
				text += " (" + f.Was.EN + ")"
			}
			for _, v := range f.Values {
				text += " [" + v.EN + "]"
			}
			parts = append(parts, text)
		}
		if a.From != nil {
			parts = append(parts, "from "+a.From.Format(time.RFC3339))
		}
		if a.Who != nil {
			text := "by " + a.Who.Role + "@" + a.Who.Organisation
			if a.Who.Elsewhere {
				text += "elsewhere"
			}
			if a.Who.Colleague {
				text += "another person"
			}
			parts = append(parts, text)
		}
		lines = append(lines, strings.Join(parts, " and "))
	}
	return strings.Join(lines, "; ")
}

// What would let each decision through is said by the smallest change, and by none where a hidden fact would be told.
func TestCounterfactuals(t *testing.T) {
	t.Parallel()
	b := begun(t, gate, nil)
	b.ok(at("2026-01-14 09:00"), decide("r", hal, "rest.begin", nil))
	now := at("2026-01-14 10:00")
	for _, c := range []struct {
		decision string
		form     engine.Values
		want     string
	}{
		{"enter", nil, "recorded test [day: 14 January 2026]"},
		{"pay", nil, "other paid (no) [yes]"},
		{"both", nil, "recorded mood [calm] and other paid (no) [yes]"},
		{"dig", engine.Values{"day": rules.DateOf(2026, 1, 20)}, "from 2026-01-19T23:00:00Z"},
		{"dig", engine.Values{"day": rules.DateOf(2026, 9, 20)}, ""}, // further than is looked
		{"dig", nil, ""}, // a form that is wrong
		{"look", nil, "other opening (26 January 2026) [14 January 2026]; from 2026-01-25T23:00:00Z"},
		{"hidden", nil, ""}, // it would tell the secret
		{"beside", nil, ""},
		{"order", nil, "by chief@"},
		{"judge", nil, "other paid (no) [yes] and by chief@"},
		{"hide", nil, ""},
		{"score", nil, ""}, // of a test the desk sees the day
		{"dust", nil, "again swept"},
		{"calm", nil, "recorded mood [still]"},
		{"alone", nil, "from 2026-01-17T23:00:00Z"}, // the rest ends by itself
		{"second", nil, "by chief@elsewhere"},       // whoever is not of that organisation
		{"feel", engine.Values{"to": rules.EnumOf("Mood", "calm"), "paying": rules.BoolOf(true)}, ""}, // is accepted
	} {
		if got := in(engine.Counterfactuals(b.def, b.st, decide("x", hal, "main.watch."+c.decision, c.form), now, hal)); got != c.want {
			t.Errorf("%s %v:\n got %s\nwant %s", c.decision, c.form, got, c.want)
		}
	}
}

// An option is judged without its form, and one thing at a time.
func TestOptionCounterfactuals(t *testing.T) {
	t.Parallel()
	b := begun(t, gate, nil)
	got := map[string]string{}
	options := engine.Permitted(b.def, b.st, hal, at("2026-01-14 10:00"))
	for i, told := range engine.OptionCounterfactuals(b.def, b.st, options, hal, at("2026-01-14 10:00")) {
		if len(told) > 0 {
			got[strings.TrimPrefix(options[i].ID, "main.watch.")] = in(told)
		}
	}
	want := map[string]string{
		"enter":  "recorded test [day: 14 January 2026]",
		"pay":    "other paid (no) [yes]",
		"look":   "other opening (26 January 2026) [14 January 2026]; from 2026-01-25T23:00:00Z",
		"order":  "by chief@",
		"second": "by chief@elsewhere",
		"dust":   "again swept",
		"calm":   "recorded mood [still]",
	}
	if text(got) != text(want) {
		t.Errorf("got %s\nwant %s", text(got), text(want))
	}
}

// Another reader is told as far as he may see: one who sees no fact learns nothing, one who sees all of them everything.
func TestCounterfactualsForAReader(t *testing.T) {
	t.Parallel()
	b := begun(t, gate, nil)
	now, ev := at("2026-01-14 10:00"), decide("x", hal, "main.watch.beside", nil)
	for _, c := range []struct {
		role, want string
	}{
		{"guest", ""},
		{"chief", "other paid (no) [yes] and other secret (no) [yes]"},
		{"nobody", ""},
	} {
		reader := engine.Actor{Person: "r", Role: c.role, Organisation: "tower"}
		if got := in(engine.Counterfactuals(b.def, b.st, ev, now, reader)); got != c.want {
			t.Errorf("%s: %s", c.role, got)
		}
	}
}

// BenchmarkCounterfactuals asks of every decision that is closed to an officer what would open it, as a page does, and of one
// refused decision with two things wrong.
func BenchmarkCounterfactuals(b *testing.B) {
	def, events := shippedTrace(b)
	st, _, err := engine.Fold(def, events[:len(events)/2])
	if err != nil {
		b.Fatal(err)
	}
	now := st.Time.Add(40 * 24 * time.Hour)
	who := engine.Actor{Person: "p", Role: st.Parties[0].Role, Organisation: st.Parties[0].Organisation}
	var closed []engine.Option
	for _, o := range engine.Permitted(def, st, who, now) {
		if !o.Open && o.Refused.Code != engine.NotYourRole {
			closed = append(closed, o)
		}
	}
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			engine.OptionCounterfactuals(def, st, closed, who, now)
		}
		b.ReportMetric(float64(len(closed)), "closed")
	})
	b.Run("pairs", func(b *testing.B) {
		small := begunFor(b)
		ev := decide("x", hal, "main.watch.both", nil)
		for b.Loop() {
			engine.Counterfactuals(small.def, small.st, ev, at("2026-01-14 10:00"), hal)
		}
	})
}

func begunFor(b *testing.B) *bench {
	b.Helper()
	def := small(b, 1, gate)
	out, err := engine.Step(def, engine.State{}, engine.Event{ID: "s", Kind: engine.Started, Actor: hal, Start: &engine.StartedEvent{}, At: at("2026-01-12 09:00")}, at("2026-01-12 09:00"))
	if err != nil {
		b.Fatal(err)
	}
	return &bench{def: def, st: out.State}
}
