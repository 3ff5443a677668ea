package readmodel_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// world is a garden whose trajectory goes on event by event.
type world struct {
	t       *testing.T
	def     *stroomschema.Definition
	st      engine.State
	entries []engine.Entry
	serial  int
}

func garden(t *testing.T) *world {
	t.Helper()
	text, err := os.ReadFile("testdata/garden.yaml")
	if err != nil {
		t.Fatal(err)
	}
	def, found := stroomschema.Compile("garden.yaml", text, stroomschema.Options{})
	if def == nil || len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{"garden.yaml": text}))
	}
	return &world{t: t, def: def}
}

var (
	council = engine.Actor{Person: "ann", Role: "council", Organisation: "town"}
	digger  = engine.Actor{Person: "bob", Role: "gardener", Organisation: "diggers"}
	mower   = engine.Actor{Person: "eve", Role: "gardener", Organisation: "mowers"}
	weigher = engine.Actor{Person: "cor", Role: "weigher", Organisation: "scales"}
	auditor = engine.Actor{Person: "dan", Role: "auditor", Organisation: "court"}
	chief   = engine.Actor{Person: "gus", Role: "chief", Organisation: "diggers"}
	nobody  = engine.Actor{Person: "zoe", Role: "gardener", Organisation: "others"}
)

// at reads a moment in Amsterdam.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		t.Fatal(err)
	}
	return moment.UTC()
}

// take gives an event to the engine, which must accept it.
func (w *world) take(when string, ev engine.Event) {
	w.t.Helper()
	w.serial++
	ev.ID, ev.At = fmt.Sprintf("e%d", w.serial), at(w.t, when)
	out, err := engine.Step(w.def, w.st, ev, ev.At)
	if err != nil {
		w.t.Fatalf("%s: %v", when, err)
	}
	w.st, w.entries = out.State, append(w.entries, out.Entries...)
}

func (w *world) decide(when string, who engine.Actor, decision, key string, form engine.Values) {
	w.t.Helper()
	w.take(when, engine.Event{Kind: engine.Decided, Actor: who, Decide: &engine.DecidedEvent{Decision: decision, Key: key, Form: form}})
}

// planted is the world in which the north bed is being planted since 12 January, by the diggers.
func planted(t *testing.T) *world {
	t.Helper()
	w := garden(t)
	w.take("2026-01-12 09:00", engine.Event{Kind: engine.Started, Actor: council, Start: &engine.StartedEvent{}})
	w.decide("2026-01-12 09:10", council, "main.manage.survey", "", engine.Values{
		"new_soil": rules.RecordOf("Soil", []string{"kind", "remark"}, []rules.Value{rules.EnumOf("Kind", "clay"), rules.TextOf("vervuild")}),
	})
	w.decide("2026-01-12 09:20", council, "main.manage.assign", "", engine.Values{"bed_no": rules.EnumOf("bed", "north"), "whom": rules.OrganisationOf("diggers")})
	w.decide("2026-01-12 10:00", council, "tend.begin", "north", engine.Values{"seed": rules.TextOf("prei")})
	return w
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
