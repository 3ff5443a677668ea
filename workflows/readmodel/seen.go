package readmodel

import (
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// Seen is what one reader sees of a trajectory.
type Seen struct {
	Seq        uint64         `json:"seq"`
	Definition string         `json:"definition"`
	Version    int            `json:"version"`
	Title      engine.Said    `json:"title"`
	Status     Status         `json:"status"`
	Outcome    string         `json:"outcome,omitempty"`
	Ending     *engine.Said   `json:"ending,omitempty"` // the outcome in words
	Started    time.Time      `json:"started"`
	Ended      *time.Time     `json:"ended,omitempty"`
	Settled    time.Time      `json:"settled"`
	Late       bool           `json:"late"`
	Steps      []SeenStanding `json:"steps"`
	Tasks      []SeenTask     `json:"tasks"`
	Parties    []SeenParty    `json:"parties"`
	Facts      []SeenFact     `json:"facts"` // set ones only, in the order of the definition, then of the keys
}

// SeenStanding is a standing with the data that the run keeps for itself, for readers who may see them.
type SeenStanding struct {
	Standing
	FlowLabel engine.Said  `json:"flowLabel"`
	Data      []NamedValue `json:"data,omitempty"`
}

// SeenTask is a task; Mine says that the reader's role and organisation may act on it.
type SeenTask struct {
	Task
	Mine bool        `json:"mine"`
	For  engine.Said `json:"for"` // whom the task waits for, in words
}

// SeenParty is a party with the label of its role.
type SeenParty struct {
	PartyNow
	Label engine.Said `json:"label"`
}

// SeenFact is the value of a fact, or the parts of it that the reader may see.
type SeenFact struct {
	Name  string      `json:"name"`
	Key   string      `json:"key,omitempty"`
	Label engine.Said `json:"label"`
	Value any         `json:"value"` // plain JSON, as Schema.Plain gives it
	Text  engine.Said `json:"text"`
	At    time.Time   `json:"at"` // when it was set
}

// NamedValue is a value with the label of its name.
type NamedValue struct {
	Name  string      `json:"name"`
	Label engine.Said `json:"label"`
	Value any         `json:"value"`
	Text  engine.Said `json:"text"`
}

// View returns what a reader may see of the trajectory. It returns false when he may not see the trajectory at all: he is
// then told nothing, not even that it exists.
func View(def *stroomschema.Definition, st engine.State, reader engine.Actor) (Seen, bool) {
	sight := engine.SightOf(def, st, reader)
	if !sight.Any() {
		return Seen{}, false
	}
	picture := Of(def, st)
	seen := Seen{
		Seq: picture.Seq, Definition: picture.Definition, Version: picture.Version, Title: said(def.Title),
		Status: picture.Status, Outcome: picture.Outcome, Started: picture.Started, Ended: picture.Ended,
		Settled: picture.Settled,
		Steps:   []SeenStanding{}, Tasks: []SeenTask{}, Parties: []SeenParty{}, Facts: seenFacts(def, st, sight),
	}
	if !sight.Now() {
		// He has left: where the trajectory stands now is none of his business, what happened in his own period is in the
		// journal.
		if picture.Ended != nil && !sight.At(*picture.Ended) {
			seen.Status, seen.Outcome, seen.Ended = Open, "", nil
		}
		return seen, true
	}
	if picture.Status == Ended {
		ending := outcomeLabel(def, def.Flows[0], picture.Outcome)
		seen.Ending = &ending
	}
	seen.Late = picture.Late
	for i, standing := range picture.Steps {
		run := st.Runs[i]
		seen.Steps = append(seen.Steps, SeenStanding{
			Standing: standing, FlowLabel: runLabel(def, run), Data: runData(def, run, sight),
		})
	}
	for _, task := range picture.Tasks {
		seen.Tasks = append(seen.Tasks, SeenTask{Task: task, Mine: mine(task, reader), For: addressLabel(def, engine.Address{Role: task.Role, Organisation: task.Organisation})})
	}
	for _, party := range picture.Parties {
		seen.Parties = append(seen.Parties, SeenParty{PartyNow: party, Label: partyLabel(def, party.Role, party.Key)})
	}
	return seen, true
}

// mine reports whether the task waits for the reader, four eyes included.
func mine(task Task, reader engine.Actor) bool {
	if task.Role != reader.Role || (task.Organisation != "" && task.Organisation != reader.Organisation) {
		return false
	}
	return !slices.ContainsFunc(task.Exclude, func(a engine.Actor) bool {
		return (a.Person != "" && a.Shares(reader)) || (a.Organisation != "" && a.Organisation == reader.Organisation)
	})
}

func seenFacts(def *stroomschema.Definition, st engine.State, sight engine.Sight) []SeenFact {
	out := []SeenFact{}
	for _, fact := range def.Facts {
		for _, key := range keysOf(fact) {
			stored, ok := st.Facts[engine.FactName(fact.Name, key)]
			if !ok {
				continue
			}
			value := visiblePart(see(sight, fact.Name, key, stored.At), "", stored.Value)
			if !value.IsSet() {
				continue
			}
			out = append(out, SeenFact{
				Name: fact.Name, Key: key, Label: factLabel(def, fact.Name, key),
				Value: plain(def, value), Text: display(def, value), At: stored.At,
			})
		}
	}
	return out
}

// keysOf lists the keys of a fact in declared order; one empty key for a fact without keys.
func keysOf(fact *stroomschema.Fact) []string {
	if fact.Key == nil {
		return []string{""}
	}
	out := make([]string, len(fact.Key.Values))
	for i, v := range fact.Key.Values {
		out[i] = v.Name
	}
	return out
}

// see asks the sight of a reader about the parts of one fact that was set at a moment.
func see(sight engine.Sight, name, key string, at time.Time) func(path string) bool {
	return func(path string) bool { return sight.FactAt(name, key, path, at) }
}

// visiblePart returns what the reader may see of the value of a fact: all of it, some fields of a record, or nothing
// (the unset value).
func visiblePart(may func(path string) bool, path string, v rules.Value) rules.Value {
	if may(path) {
		return v
	}
	if v.Kind() != rules.Record {
		return rules.Value{}
	}
	names := v.FieldNames()
	fields, any := make([]rules.Value, len(names)), false
	for i, field := range names {
		fields[i] = visiblePart(may, strings.TrimPrefix(path+"."+field, "."), v.Field(field))
		any = any || fields[i].IsSet()
	}
	if !any {
		return rules.Value{}
	}
	return rules.RecordOf(v.TypeName(), names, fields)
}

// runData lists what a run keeps for itself: the form it was begun with, then its own values, in the order of the
// definition.
func runData(def *stroomschema.Definition, run engine.Run, sight engine.Sight) []NamedValue {
	flow := flowOf(def, run)
	if flow == nil || !sight.Run(run.Flow, run.Key) {
		return nil
	}
	var out []NamedValue
	for _, f := range flow.With {
		out = appendNamed(out, def, f.Name, run.With[f.Name])
	}
	for _, f := range flow.Own {
		out = appendNamed(out, def, f.Name, run.Own[f.Name])
	}
	return out
}

func appendNamed(out []NamedValue, def *stroomschema.Definition, name string, v rules.Value) []NamedValue {
	if !v.IsSet() {
		return out
	}
	return append(out, NamedValue{Name: name, Label: word(def, name), Value: plain(def, v), Text: display(def, v)})
}
