package enginetest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// token is a text that random forms make: a word that stands nowhere else.
var token = regexp.MustCompile(`zq[0-9a-z]+qz`)

// secrecy holds property 12 for one reader: neither an explanation nor a page tells what he may not see.
func (p *Player) secrecy(pr *probe, reader engine.Actor) (int, string) {
	pr = pr.afterDues()
	sight := engine.SightOf(pr.def, pr.st, reader)
	hidden := hiddenTokens(pr, sight)
	for _, ev := range append(p.taken[:len(p.taken):len(p.taken)], pr.ev) {
		if flow, key, ok := placeOf(ev); !ok || sight.RunAt(flow, key, p.takenAt(ev)) || ev.Actor == reader {
			for _, t := range token.FindAllString(string(bytesOf(ev)), -1) {
				delete(hidden, t) // in a form that he may read
			}
		}
	}
	explanations := []engine.Explanation{engine.Explain(pr.def, pr.st, pr.ev, pr.now, reader)}
	for _, r := range pr.st.Runs {
		explanations = append(explanations, engine.Wait(pr.def, pr.st, r.Number, reader))
	}
	for _, o := range engine.Permitted(pr.def, pr.st, reader, momentOf(pr)) {
		if o.Refused != nil {
			explanations = append(explanations, *o.Refused)
		}
	}
	for _, x := range explanations {
		if detail := p.told(pr, sight, x); detail != "" {
			return 12, detail
		}
	}
	pages := [][]byte{bytesOf(explanations), bytesOf(engine.Counterfactuals(pr.def, pr.st, pr.ev, pr.now, reader))}
	if seen, ok := readmodel.View(pr.def, pr.st, reader); ok {
		pages = append(pages, bytesOf(seen), bytesOf(readmodel.Journal(pr.def, pr.st, p.entries, reader)))
	}
	for _, page := range pages {
		for _, t := range token.FindAllString(string(page), -1) {
			if where := hidden[t]; where != "" {
				return 12, fmt.Sprintf("%s of %s reads %s of %s in %s", reader.Role, reader.Organisation, t, where, page)
			}
		}
	}
	return 0, ""
}

// takenAt is the moment at which an event was taken; its receipt while it was not.
func (p *Player) takenAt(ev engine.Event) time.Time {
	for _, e := range p.entries {
		if taken, ok := e.Change.(engine.EventTaken); ok && taken.Event.ID == ev.ID {
			return e.At
		}
	}
	return ev.At
}

// afterDues is the same event against the state in which it is judged: what was due can change who sees what.
func (p *probe) afterDues() *probe {
	out, err := engine.Step(p.def, p.st, engine.Event{ID: "settle", Kind: engine.Due, At: momentOf(p)}, momentOf(p))
	if err != nil || p.st.Seq == 0 {
		return p
	}
	settled := *p
	settled.st = out.State
	return &settled
}

// placeOf returns the flow and key of the form of an event.
func placeOf(ev engine.Event) (flow, key string, ok bool) {
	switch {
	case ev.Start != nil:
		return "main", "", true
	case ev.Decide != nil:
		flow, _, _ = strings.Cut(ev.Decide.Decision, ".")
		return flow, ev.Decide.Key, true
	default:
		return "", "", false
	}
}

// told compares every reading of an explanation with what the reader may see.
func (p *Player) told(pr *probe, sight engine.Sight, x engine.Explanation) string {
	for _, failed := range x.Failed {
		for _, why := range failed.Parts {
			for _, r := range why.Reads {
				name, key, path := partsOf(r.Name)
				if pr.def.Fact(name) == nil {
					continue
				}
				if r.Hidden && (r.Value != "" || r.Text != engine.Said{}) {
					return "a hidden reading of " + r.Name + " has a value"
				}
				if !r.Hidden && r.Value != "unset" && !sight.Fact(name, key, path) {
					return fmt.Sprintf("%s = %s is shown by rule %s, and %s may not see it", r.Name, r.Value, failed.Rule, "the reader")
				}
			}
		}
	}
	return ""
}

// partsOf splits "room[north].level", or "room.level[north]", into fact, key and path.
func partsOf(name string) (fact, key, path string) {
	if open := strings.IndexByte(name, '['); open >= 0 {
		end := strings.IndexByte(name[open:], ']') + open
		key = name[open+1 : end]
		name = name[:open] + name[end+1:]
	}
	fact, path, _ = strings.Cut(name, ".")
	return fact, key, path
}

// hiddenTokens lists the words in facts and runs that the sight does not reach, with where they stand. A word that stands
// somewhere visible too is not hidden.
func hiddenTokens(pr *probe, sight engine.Sight) map[string]string {
	hidden, visible := map[string]string{}, map[string]bool{}
	note := func(v rules.Value, where string, may bool) {
		for _, t := range token.FindAllString(v.String(), -1) {
			if may {
				visible[t] = true
			} else {
				hidden[t] = where
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(pr.st.Facts)) {
		v := pr.st.Facts[name].Value
		fact, key, _ := partsOf(name)
		if v.Kind() == rules.Record && !sight.Fact(fact, key, "") {
			for _, field := range v.FieldNames() {
				note(v.Field(field), name+"."+field, sight.Fact(fact, key, field))
			}
			continue
		}
		note(v, name, sight.Fact(fact, key, ""))
	}
	for _, r := range pr.st.Runs {
		may := sight.Run(r.Flow, r.Key)
		for _, values := range []engine.Values{r.With, r.Own, r.Again} {
			for _, name := range slices.Sorted(maps.Keys(values)) {
				note(values[name], r.Flow+"."+name, may)
			}
		}
	}
	for t := range visible {
		delete(hidden, t)
	}
	return hidden
}
