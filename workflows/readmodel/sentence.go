package readmodel

import (
	"fmt"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
	"stroom/workflows/engine"
)

// waitingText says what a run waits for, since when and until when: "Wacht op ... sinds ... tot en met ...".
func waitingText(def *stroomschema.Definition, st engine.State, run engine.Run) engine.Said {
	since, step := said2(sayDay(def, run.Entered)), stepOf(def, run)
	switch {
	case run.Stuck != 0:
		return both("Staat stil door een fout in het stroomschema. Een beheerder moet dit oplossen.",
			"Stopped by a fault in the stroomschema. An operator must resolve it.")
	case run.Suspended != nil:
		by, day := placeLabel(def, run.Suspended.By), said2(sayDay(def, run.Suspended.At))
		return compose("Stilgelegd door %s sinds %s.", "Suspended by %s since %s.", by, day)
	case run.Waiting:
		return compose("Wacht tot een andere stap klaar is, sinds %s.", "Waiting for another step to finish, since %s.", since)
	case step == nil:
		return compose("Staat sinds %s bij een stap die niet meer bestaat.", "Since %s at a step that no longer exists.", since)
	}
	if due, ok := nextMoment(run); ok && step.Kind == stroomschema.Waiting {
		return compose("Wacht %s, sinds %s.", "Waiting %s, since %s.", said2(sayUntil(def, due)), since)
	}
	return join(compose("Wacht op %s sinds %s", "Waiting for %s since %s", awaited(def, st, run, step), since), until(def, st, run))
}

// awaited names what a step waits for: people, other flows, an outside service, or something that happens.
func awaited(def *stroomschema.Definition, st engine.State, run engine.Run, step *stroomschema.Step) engine.Said {
	switch step.Kind {
	case stroomschema.People:
		return holdersLabel(def, engine.Holders(def, st, run))
	case stroomschema.Calling:
		return said(step.Call.Flow.Title)
	case stroomschema.Forking:
		var parts []engine.Said
		for _, part := range run.Parts {
			if other, ok := runNumbered(st, part.Run); ok && !part.Ended {
				parts = append(parts, runLabel(def, other))
			}
		}
		return list(parts, both("andere delen", "other parts"))
	case stroomschema.Asking:
		return compose("antwoord van %s", "an answer from %s", said(step.Ask.Service.Label))
	case stroomschema.Waiting:
		return both("een gebeurtenis", "an event")
	case stroomschema.Passing:
		return both("niets", "nothing")
	default:
		panic(fmt.Sprintf("readmodel: step kind %d", step.Kind))
	}
}

// until says how the term of a run stands, and closes the sentence.
func until(def *stroomschema.Definition, st engine.State, run engine.Run) engine.Said {
	due := dueOf(run)
	switch {
	case due == nil:
		return both(".", ".")
	case run.Clock.Paused != nil:
		return compose(". De termijn staat stil sinds %s.", ". The term has been paused since %s.", said2(sayDay(def, *run.Clock.Paused)))
	case lateOf(run, st.Time):
		return compose(". Te laat: de termijn liep %s.", ". Late: the term ran %s.", said2(sayUntil(def, *due)))
	default:
		return compose(" %s.", " %s.", said2(sayUntil(def, *due)))
	}
}

func holdersLabel(def *stroomschema.Definition, holders []engine.Address) engine.Said {
	return holdersOr(def, holders, both("iemand die nog niet is aangewezen", "somebody not yet appointed"))
}

func addressLabel(def *stroomschema.Definition, a engine.Address) engine.Said {
	label := roleLabel(def, a.Role)
	if a.Organisation == "" {
		return label
	}
	return engine.Said{NL: label.NL + " (" + a.Organisation + ")", EN: label.EN + " (" + a.Organisation + ")"}
}

// runLabel names a run by the title of its flow and its key.
func runLabel(def *stroomschema.Definition, run engine.Run) engine.Said {
	return flowLabel(versionOf(def, run.Version), run.Flow, run.Key)
}

// placeLabel names "flow" or "flow[key]".
func placeLabel(def *stroomschema.Definition, place string) engine.Said {
	flow, key, _ := strings.Cut(strings.TrimSuffix(place, "]"), "[")
	return flowLabel(def, flow, key)
}

func flowLabel(def *stroomschema.Definition, name, key string) engine.Said {
	label, flow := word(def, name), def.Flow(name)
	if flow != nil {
		label = said(flow.Title)
	}
	if key == "" {
		return label
	}
	var keys *stroomschema.Key
	if flow != nil {
		keys = flow.Key
	}
	of := keyLabel(def, keys, key)
	return engine.Said{NL: label.NL + " (" + of.NL + ")", EN: label.EN + " (" + of.EN + ")"}
}

func runNumbered(st engine.State, number int) (engine.Run, bool) {
	for _, r := range st.Runs {
		if r.Number == number {
			return r, true
		}
	}
	return engine.Run{}, false
}

// nextMoment returns the first planned moment of a run that has not fired.
func nextMoment(run engine.Run) (time.Time, bool) {
	var first *time.Time
	for _, m := range run.Moments {
		if m.Due == nil || (m.Fired != nil && m.Fired.Equal(*m.Due)) {
			continue
		}
		if first == nil || m.Due.Before(*first) {
			first = m.Due
		}
	}
	if first == nil {
		return time.Time{}, false
	}
	return *first, true
}

// sayDay writes the day of a moment in the zone of the definition.
func sayDay(def *stroomschema.Definition, t time.Time) (nl, en string) {
	day := calendar.Of(t, def.Zone)
	return day.In("nl"), day.In("en")
}

// sayMoment writes a moment with its time of day.
func sayMoment(def *stroomschema.Definition, t time.Time) (nl, en string) {
	nl, en = sayDay(def, t)
	clock := t.In(def.Zone).Format("15:04")
	return nl + " om " + clock + " uur", en + " at " + clock
}

// sayEnd writes a due moment: local midnight is the end of the day before, which is how people say it.
func sayEnd(def *stroomschema.Definition, t time.Time) (nl, en string) {
	if day, ok := endOfDay(def, t); ok {
		nl, en = sayDay(def, day)
		return "het einde van " + nl, "the end of " + en
	}
	return sayMoment(def, t)
}

// sayUntil writes a due moment with the word that leads to it.
func sayUntil(def *stroomschema.Definition, t time.Time) (nl, en string) {
	if day, ok := endOfDay(def, t); ok {
		nl, en = sayDay(def, day)
		return "tot en met " + nl, "until the end of " + en
	}
	nl, en = sayMoment(def, t)
	return "tot " + nl, "until " + en
}

// endOfDay returns a moment in the day that ends at t, if t is the first moment of a day.
func endOfDay(def *stroomschema.Definition, t time.Time) (time.Time, bool) {
	before := t.Add(-time.Microsecond).In(def.Zone)
	local := t.In(def.Zone)
	return before, before.YearDay() != local.YearDay()
}

func both(nl, en string) engine.Said { return engine.Said{NL: nl, EN: en} }

func said2(nl, en string) engine.Said { return both(nl, en) }

func join(a, b engine.Said) engine.Said { return both(a.NL+b.NL, a.EN+b.EN) }

// ended closes a sentence, unless what it ends with has done so.
func ended(s engine.Said) engine.Said {
	end := func(text string) string {
		if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "?") {
			return text
		}
		return text + "."
	}
	return both(end(s.NL), end(s.EN))
}

// compose fills both templates with the parts, each in its own language.
func compose(nl, en string, parts ...engine.Said) engine.Said {
	inNL, inEN := make([]any, len(parts)), make([]any, len(parts))
	for i, p := range parts {
		inNL[i], inEN[i] = p.NL, p.EN
	}
	return both(fmt.Sprintf(nl, inNL...), fmt.Sprintf(en, inEN...))
}

// list joins names with commas. It has no last "and" or "or": at one step any of them may act, at another all are awaited.
func list(names []engine.Said, none engine.Said) engine.Said {
	if len(names) == 0 {
		return none
	}
	nl, en := make([]string, len(names)), make([]string, len(names))
	for i, n := range names {
		nl[i], en[i] = n.NL, n.EN
	}
	return both(strings.Join(nl, ", "), strings.Join(en, ", "))
}
