package readmodel

import (
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// listedValues is how many values of a fact are named; of more it is said that there are.
const listedValues = 4

// Way is one way in which a refused decision would be accepted, as a sentence.
type Way struct {
	Text  engine.Said
	Facts []engine.FactChange
	Later bool // it says from which day
	Who   bool // it says by whom
}

// Ways puts answers of engine.Counterfactuals in words, for a decision of a key. One of each sort comes first, so that whoever
// reads only a few has read of facts, of time and of people.
func Ways(def *stroomschema.Definition, key string, alternatives []engine.Alternative) []Way {
	var first, rest []Way
	seen := map[string]bool{}
	for _, a := range alternatives {
		w := wayOf(def, key, a)
		sort := strings.Repeat("fact ", len(w.Facts))
		if w.Later {
			sort += "later "
		}
		if w.Who {
			sort += "who"
		}
		if seen[sort] {
			rest = append(rest, w)
			continue
		}
		seen[sort] = true
		first = append(first, w)
	}
	return append(first, rest...)
}

func wayOf(def *stroomschema.Definition, key string, a engine.Alternative) Way {
	w := Way{Facts: a.Facts, Later: a.From != nil, Who: a.Who != nil}
	var parts []engine.Said
	for _, f := range a.Facts {
		name, of := factParts(f.Name)
		label := f.Label
		if of != "" && of == key { // whoever reads of a key knows which
			label = said(def.ReadingLabel(name, "", f.Path))
		}
		parts = append(parts, factText(f, label))
	}
	if a.From != nil {
		parts = append(parts, compose("vanaf %s", "from %s", said2(sayDay(def, *a.From))))
	}
	if a.Who != nil {
		parts = append(parts, whoText(def, *a.Who))
	}
	text := parts[0]
	for _, p := range parts[1:] {
		text = compose("%s, en %s", "%s, and %s", text, p)
	}
	w.Text = ended(both(capital(text.NL), capital(text.EN)))
	return w
}

// factText says what a fact would have to be.
func factText(f engine.FactChange, label engine.Said) engine.Said {
	values := either(f.Values)
	switch f.Kind {
	case engine.FactAgain:
		return compose("als ‘%s’ vandaag opnieuw is vastgelegd", "if ‘%s’ is recorded again today", label)
	case engine.FactCleared:
		return compose("als ‘%s’ leeg is", "if ‘%s’ is empty", label)
	case engine.FactRecorded:
		if len(f.Values) == 0 {
			return compose("als ‘%s’ is ingevuld", "if ‘%s’ is filled in", label)
		}
		return compose("als ‘%s’ is ingevuld (%s)", "if ‘%s’ is filled in (%s)", label, values)
	}
	if len(f.Values) == 0 {
		return compose("als bij ‘%s’ iets anders staat", "if ‘%s’ is something else", label)
	}
	text := compose("als bij ‘%s’ staat: %s", "if ‘%s’ is: %s", label, values)
	if f.Was.NL == "" {
		return text
	}
	return compose("%s (nu: %s)", "%s (now: %s)", text, f.Was)
}

// either lists values of which one is enough.
func either(values []engine.Said) engine.Said {
	shown := values[:min(len(values), listedValues)]
	if len(shown) == 0 {
		return engine.Said{}
	}
	out := list(shown[:max(len(shown)-1, 1)], engine.Said{})
	if len(shown) > 1 {
		out = compose("%s of %s", "%s or %s", out, shown[len(shown)-1])
	}
	if len(values) > len(shown) {
		out = compose("onder meer %s", "such as %s", out)
	}
	return out
}

func whoText(def *stroomschema.Definition, who engine.OtherWho) engine.Said {
	role := addressLabel(def, engine.Address{Role: who.Role, Organisation: who.Organisation})
	switch {
	case who.Colleague:
		return compose("als een collega dit doet: %s", "if a colleague does it: %s", role)
	case who.Elsewhere:
		return compose("als een andere organisatie dit doet: %s", "if another organisation does it: %s", role)
	}
	return compose("als iemand anders dit doet: %s", "if somebody else does it: %s", role)
}
