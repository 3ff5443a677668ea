package server

import (
	"slices"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/server/ui"
	"stroom/workflows/readmodel"
)

const documentKind = rules.Document

// ladders shows each scale of the definition with what stands where on it: facts that are a value of the scale, or records
// with such values. A record with two of them bounds what lies between. A fact that is kept per key stands somewhere; one
// that is not, is a bound.
func (c *call) ladders(def *stroomschema.Definition, seen readmodel.Seen) []ui.Ladder {
	var out []ui.Ladder
	for _, scale := range def.Env.Schema().Scales() {
		l := ladder{c: c, def: def, scale: scale.Name, values: scale.Values, here: map[string][]string{}, marks: map[string][]string{}}
		for _, f := range seen.Facts {
			if fact := def.Fact(f.Name); fact != nil {
				l.place(fact, say(c.lang, f.Label), f.Value)
			}
		}
		if len(l.here)+len(l.marks) > 0 {
			out = append(out, l.drawn())
		}
	}
	return out
}

// ladder is one scale, with what was found on it.
type ladder struct {
	c      *call
	def    *stroomschema.Definition
	scale  string
	values []string
	here   map[string][]string // by value: what stands there
	marks  map[string][]string // by value: which bound it is
	bounds []string
}

func (l *ladder) place(fact *stroomschema.Fact, label string, value any) {
	if fact.Type.Kind == rules.Enum {
		if text, ok := value.(string); ok && fact.Type.Name == l.scale {
			l.here[text] = append(l.here[text], label)
		}
		return
	}
	record, ok := value.(map[string]any)
	decl := l.def.Env.Schema().Record(fact.Type.Name)
	if !ok || decl == nil {
		return
	}
	var found []rules.FieldDecl
	for _, f := range decl.Fields {
		if f.Type.Kind == rules.Enum && f.Type.Name == l.scale {
			found = append(found, f)
		}
	}
	for _, f := range found {
		text, ok := record[f.Name].(string)
		switch {
		case !ok:
		case len(found) == 1:
			l.here[text] = append(l.here[text], label)
		default:
			l.marks[text] = append(l.marks[text], l.c.word(l.def, f.Name))
			l.bounds = append(l.bounds, text)
		}
	}
}

// drawn puts the heaviest value on top.
func (l *ladder) drawn() ui.Ladder {
	out := ui.Ladder{Title: ui.Imperative(l.def.Label(l.scale).In(l.c.lang))}
	low, high := l.between()
	for i, v := range slices.Backward(l.values) {
		out.Rungs = append(out.Rungs, ui.Rung{
			Text: l.def.ValueLabel(l.scale, v).In(l.c.lang), Here: len(l.here[v]) > 0, Marks: slices.Concat(l.here[v], l.marks[v]),
			Inside: low >= 0 && i >= low && i <= high,
		})
	}
	return out
}

// between is the range of the bounds, as places among the values; -1 without bounds.
func (l *ladder) between() (low, high int) {
	low, high = -1, -1
	for _, b := range l.bounds {
		at := slices.Index(l.values, b)
		if low < 0 || at < low {
			low = at
		}
		high = max(high, at)
	}
	return low, high
}
