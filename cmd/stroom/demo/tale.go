package demo

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Tale is the past of one trajectory.
type Tale struct {
	ID     string // also its start id
	About  string // where it stands now, in a sentence
	events []told
}

// told is one event, so many days before the day of telling.
type told struct {
	ago      int // days
	clock    string
	by       string // short name; he acts in his first role
	decision string
	key      string
	form     form
}

// form is what somebody fills in, as plain data. A day stands for a date.
type form map[string]any

// day is a date: so many days after the day of the event itself.
type day int

// Tell returns the events of the tale as they would have happened up to now. Who says them are references, by short name.
// Moments on a weekend move to the Friday before.
func (t Tale) Tell(def *stroomschema.Definition, now time.Time, references map[string]string) ([]engine.Event, error) {
	var events []engine.Event
	var last time.Time
	for i, e := range t.events {
		at, err := e.moment(now.In(def.Zone), last)
		if err != nil {
			return nil, fmt.Errorf("tell %s, event %d: %w", t.ID, i+1, err)
		}
		last = at
		ev, err := e.event(def, at, references)
		if err != nil {
			return nil, fmt.Errorf("tell %s, event %d: %w", t.ID, i+1, err)
		}
		ev.ID = fmt.Sprintf("%s-%02d", t.ID, i+1)
		ev.Digest = engine.DigestOf(ev)
		events = append(events, ev)
	}
	return events, nil
}

// moment is when it happened: never on a weekend, always after what came before, and never in the future.
func (e told) moment(now, last time.Time) (time.Time, error) {
	clock, err := time.Parse("15:04", e.clock)
	if err != nil {
		return time.Time{}, err
	}
	y, m, d := now.Date()
	date := time.Date(y, m, d-e.ago, clock.Hour(), clock.Minute(), 0, 0, now.Location())
	switch date.Weekday() {
	case time.Saturday:
		date = date.AddDate(0, 0, -1)
	case time.Sunday:
		date = date.AddDate(0, 0, -2)
	}
	if !date.After(last) {
		date = last.Add(5 * time.Minute)
	}
	if date.After(now) {
		return time.Time{}, fmt.Errorf("it would happen after %s", now.Format(time.DateTime))
	}
	return date.UTC(), nil
}

func (e told) event(def *stroomschema.Definition, at time.Time, references map[string]string) (engine.Event, error) {
	who, ok := Named(e.by)
	if !ok || references[e.by] == "" {
		return engine.Event{}, fmt.Errorf("nobody is called %q", e.by)
	}
	member := who.Memberships[0]
	decision := def.Decision(e.decision)
	if decision == nil {
		return engine.Event{}, fmt.Errorf("there is no decision %s", e.decision)
	}
	values, err := e.form.values(def, decision, at.In(def.Zone))
	if err != nil {
		return engine.Event{}, fmt.Errorf("%s: %w", e.decision, err)
	}
	ev := engine.Event{
		Kind: engine.Decided, At: at,
		Actor: engine.Actor{Person: references[e.by], Role: member.Role, Organisation: member.Organisation},
	}
	if decision == def.Flows[0].Begin {
		ev.Kind, ev.Start = engine.Started, &engine.StartedEvent{Form: values}
	} else {
		ev.Decide = &engine.DecidedEvent{Decision: e.decision, Key: e.key, Form: values}
	}
	return ev, nil
}

// values turns the form into typed values, on the day of the event.
func (f form) values(def *stroomschema.Definition, d *stroomschema.Decision, at time.Time) (engine.Values, error) {
	fields := slices.Clone(d.Form)
	if d == d.Flow.Begin {
		fields = append(slices.Clone(d.Flow.With), fields...)
	}
	var out engine.Values
	for _, field := range fields {
		v, faults := def.Env.Schema().Decode(field.Type, dated(f[field.Name], at))
		if len(faults) > 0 {
			return nil, fmt.Errorf("%s.%s: %s", field.Name, faults[0].Path, faults[0].EN)
		}
		if v.IsSet() {
			if out == nil {
				out = engine.Values{}
			}
			out[field.Name] = v
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if !slices.ContainsFunc(fields, func(x stroomschema.Field) bool { return x.Name == name }) {
			return nil, fmt.Errorf("there is no field %s", name)
		}
	}
	return out, nil
}

// dated puts dates in the place of days.
func dated(v any, at time.Time) any {
	switch v := v.(type) {
	case day:
		return at.AddDate(0, 0, int(v)).Format(time.DateOnly)
	case form:
		out := map[string]any{}
		for name, x := range v {
			out[name] = dated(x, at)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = dated(x, at)
		}
		return out
	}
	return v
}
