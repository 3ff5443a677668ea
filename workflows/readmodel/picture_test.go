package readmodel_test

import (
	"testing"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// The whole picture as a store keeps it: camelCase, nothing that is empty, due moments as the first moment after the last
// day (Monday 19 January ends the fifth working day after Monday 12 January).
func TestPicture(t *testing.T) {
	t.Parallel()
	w := planted(t)
	p := readmodel.Of(w.def, w.st)
	p.Seq, p.Hash = 16, "h" // how many entries it took is for the engine to say
	want := `{
  "seq": 16,
  "definition": "garden",
  "version": 1,
  "hash": "h",
  "status": "open",
  "started": "2026-01-12T08:00:00Z",
  "settled": "2026-01-12T09:00:00Z",
  "nextDue": "2026-01-19T23:00:00Z",
  "late": false,
  "incidents": 0,
  "steps": [
    {
      "run": 1,
      "flow": "main",
      "step": "manage",
      "visit": 1,
      "since": "2026-01-12T08:00:00Z",
      "title": {
        "nl": "Beheer",
        "en": "Management"
      },
      "what": {
        "nl": "Beheer de tuin.",
        "en": "Manage the garden."
      },
      "goal": {
        "nl": "Een mooie tuin.",
        "en": "A fine garden."
      },
      "text": {
        "nl": "Wacht op gemeente (town) sinds 12 januari 2026.",
        "en": "Waiting for council (town) since 12 January 2026."
      }
    },
    {
      "run": 2,
      "flow": "tend",
      "key": "north",
      "step": "plant",
      "visit": 1,
      "since": "2026-01-12T09:00:00Z",
      "due": "2026-01-19T23:00:00Z",
      "title": {
        "nl": "Verzorging",
        "en": "Tending"
      },
      "what": {
        "nl": "Plant het bed.",
        "en": "Plant the bed."
      },
      "goal": {
        "nl": "Een vol bed.",
        "en": "A full bed."
      },
      "text": {
        "nl": "Wacht op tuinier (diggers) sinds 12 januari 2026 tot en met 19 januari 2026.",
        "en": "Waiting for gardener (diggers) since 12 January 2026 until the end of 19 January 2026."
      },
      "then": {
        "nl": "Daarna blijft het hier staan.",
        "en": "After that it stays here."
      }
    }
  ],
  "tasks": [
    {
      "run": 1,
      "flow": "main",
      "step": "manage",
      "visit": 1,
      "role": "council",
      "organisation": "town",
      "what": {
        "nl": "Beheer de tuin.",
        "en": "Manage the garden."
      },
      "since": "2026-01-12T08:00:00Z"
    },
    {
      "run": 2,
      "flow": "tend",
      "key": "north",
      "step": "plant",
      "visit": 1,
      "role": "gardener",
      "organisation": "diggers",
      "what": {
        "nl": "Plant het bed.",
        "en": "Plant the bed."
      },
      "since": "2026-01-12T09:00:00Z",
      "due": "2026-01-19T23:00:00Z"
    }
  ],
  "parties": [
    {
      "role": "council",
      "organisation": "town",
      "from": "2026-01-12T08:00:00Z"
    },
    {
      "role": "gardener",
      "key": "north",
      "organisation": "diggers",
      "from": "2026-01-12T08:20:00Z"
    }
  ]
}`
	if got := asJSON(t, p); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What a run waits for, in words, as it goes on.
func TestWaitingText(t *testing.T) {
	t.Parallel()
	w := planted(t)
	check := func(nl, en string) {
		t.Helper()
		p := readmodel.Of(w.def, w.st)
		if got := p.Steps[1].Text; got != (engine.Said{NL: nl, EN: en}) {
			t.Errorf("got\n%s\n%s\nwant\n%s\n%s", got.NL, got.EN, nl, en)
		}
	}
	w.decide("2026-01-13 09:00", digger, "tend.plant.wait_on", "north", nil)
	check("Wacht op tuinier (diggers) sinds 12 januari 2026. De termijn staat stil sinds 13 januari 2026.",
		"Waiting for gardener (diggers) since 12 January 2026. The term has been paused since 13 January 2026.")
	w.decide("2026-01-15 09:00", digger, "tend.plant.go_on", "north", nil)
	check("Wacht op tuinier (diggers) sinds 12 januari 2026 tot en met 21 januari 2026.",
		"Waiting for gardener (diggers) since 12 January 2026 until the end of 21 January 2026.")
	w.take("2026-01-22 00:00", engine.Event{Kind: engine.Due})
	check("Wacht op tuinier (diggers) sinds 12 januari 2026. Te laat: de termijn liep tot en met 21 januari 2026.",
		"Waiting for gardener (diggers) since 12 January 2026. Late: the term ran until the end of 21 January 2026.")
	if p := readmodel.Of(w.def, w.st); !p.Late || !p.Steps[1].Late || !p.Tasks[1].Late {
		t.Error("the picture does not say that the term has ended")
	}
	w.decide("2026-01-22 09:00", digger, "tend.plant.planted", "north", nil)
	check("Wacht op weger sinds 22 januari 2026.", "Waiting for weigher since 22 January 2026.")
	w.decide("2026-01-23 09:30", weigher, "tend.weigh.weighed", "north", kilos(30))
	check("Wacht tot 26 januari 2026 om 09:30 uur, sinds 23 januari 2026.", "Waiting until 26 January 2026 at 09:30, since 23 January 2026.")
}

// Who may see the trajectory at all, as rows of a filter table.
func TestAudience(t *testing.T) {
	t.Parallel()
	w := planted(t)
	rows := func() string { return asJSON(t, readmodel.Audience(w.def, w.st)) }
	check := func(want ...readmodel.Row) {
		t.Helper()
		if got := rows(); got != asJSON(t, want) {
			t.Errorf("got %s\nwant %s", got, asJSON(t, want))
		}
	}
	check(readmodel.Row{Role: "auditor", Now: true}, readmodel.Row{Role: "chief", Organisation: "diggers", Now: true}, readmodel.Row{Role: "chief", Organisation: "town", Now: true},
		readmodel.Row{Role: "council", Organisation: "town", Now: true}, readmodel.Row{Role: "gardener", Organisation: "diggers", Now: true})
	w.decide("2026-01-13 09:00", digger, "tend.plant.planted", "north", nil)
	check(readmodel.Row{Role: "auditor", Now: true}, readmodel.Row{Role: "chief", Organisation: "diggers", Now: true}, readmodel.Row{Role: "chief", Organisation: "town", Now: true},
		readmodel.Row{Role: "council", Organisation: "town", Now: true}, readmodel.Row{Role: "gardener", Organisation: "diggers", Now: true}, readmodel.Row{Role: "weigher", Now: true})
	for _, row := range readmodel.Audience(w.def, w.st) {
		if row.Organisation == "" {
			row.Organisation = "anywhere"
		}
		if !readmodel.Visible(w.def, w.st, engine.Actor{Role: row.Role, Organisation: row.Organisation}) {
			t.Errorf("%v is in the audience and may not see it", row)
		}
	}
	if readmodel.Visible(w.def, w.st, nobody) {
		t.Error("a gardener of no bed may see it")
	}
}
