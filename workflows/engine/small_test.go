package engine_test

import (
	"slices"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// small compiles a definition of which the test writes only what it is about: the head is the same everywhere.
func small(t testing.TB, version int, body string) *stroomschema.Definition {
	t.Helper()
	head := "stroomschema: small\nversion: " + string(rune('0'+version)) + `
title: {nl: "Klein", en: "Small"}
zone: Europe/Amsterdam
calendar: nl@1
`
	def, found := stroomschema.Compile("small.yaml", []byte(head+body), stroomschema.Options{})
	if def == nil {
		for _, d := range found {
			if d.Severity == diag.Error {
				t.Log(d.Subject.Start.Line, d.Code, d.Summary, d.Hint)
			}
		}
		t.Fatal("the definition does not compile")
	}
	return def
}

// begun starts a trajectory of a small definition on Monday 12 January 2026, 09:00.
func begun(t *testing.T, body string, form engine.Values) *bench {
	t.Helper()
	b := &bench{t: t, def: small(t, 1, body)}
	b.ok(at("2026-01-12 09:00"), engine.Event{ID: "s", Kind: engine.Started, Actor: hal, Start: &engine.StartedEvent{Form: form}})
	return b
}

var (
	hal = engine.Actor{Person: "hal", Role: "desk", Organisation: "hall"}
	ivy = engine.Actor{Person: "ivy", Role: "desk", Organisation: "hall"}
	joe = engine.Actor{Person: "joe", Role: "guest", Organisation: "club"}
	ops = engine.Actor{Person: "ops", Role: engine.Operator, Organisation: "ict"}
)

func wait() engine.Event { return engine.Event{Kind: engine.Due} }

func withdraw(id string, who engine.Actor, of string) engine.Event {
	return engine.Event{ID: id, Kind: engine.Withdrawn, Actor: who, Withdraw: &engine.WithdrawnEvent{Of: of}}
}

func (b *bench) run(flow string) *engine.Run {
	i := slices.IndexFunc(b.st.Runs, func(r engine.Run) bool { return r.Flow == flow })
	if i < 0 {
		return nil
	}
	return &b.st.Runs[i]
}

func (b *bench) notices() []engine.Notify {
	var found []engine.Notify
	for _, e := range b.last.Effects {
		if n, ok := e.(engine.Notify); ok {
			found = append(found, n)
		}
	}
	return found
}

func textOf(s string) rules.Value { return rules.TextOf(s) }
func boolOf(v bool) rules.Value   { return rules.BoolOf(v) }

func instantOf(s string) rules.Value { return rules.InstantOf(at(s)) }
