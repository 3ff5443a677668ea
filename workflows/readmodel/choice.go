package readmodel

import (
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// Choice is a parameter that a measure reads, with the value under which it is computed and those that can be chosen.
type Choice struct {
	Name    string
	Label   engine.Said
	Value   string // in the short form that ChooseParameter reads
	InForce string // the value that the definition says
	Free    bool   // any whole number from 0 to MaxChosen can be chosen
	Listed  []Option
}

// Option is a value that the definition lists for a parameter, with its reason.
type Option struct {
	Value string
	Label engine.Said
	Why   engine.Said
}

// MaxChosen is the greatest whole number that can be chosen for a parameter.
const MaxChosen = 10_000

// MeasureChoices lists the parameters that a measure of the definition reads, in the order of the definition; none for a
// time between two steps.
func MeasureChoices(def *stroomschema.Definition, m *stroomschema.Measure, chosen map[string]rules.Value) []Choice {
	if m.Of == nil {
		return nil
	}
	reads := m.Add.Reads()
	var out []Choice
	for _, p := range def.Parameters {
		if !slices.Contains(reads, "param."+p.Name) {
			continue
		}
		value, other := chosen[p.Name]
		if !other {
			value = p.Value
		}
		c := Choice{Name: p.Name, Label: said(p.Label), Value: shortForm(value), InForce: shortForm(p.Value), Free: p.Type.Kind == rules.Int}
		for _, listed := range p.Choices {
			c.Listed = append(c.Listed, Option{Value: shortForm(listed.Value), Label: parameterLabel(def, listed.Value), Why: said(listed.Why)})
		}
		out = append(out, c)
	}
	return out
}

// ChooseParameter reads a value for a parameter: one that the definition lists, in its short form, or for a whole number any
// from 0 to MaxChosen that its type allows. It returns false for anything else.
func ChooseParameter(p *stroomschema.Parameter, text string) (rules.Value, bool) {
	for _, c := range p.Choices {
		if shortForm(c.Value) == text {
			return c.Value, true
		}
	}
	n, err := strconv.ParseInt(text, 10, 64)
	ranged := p.Type.Ranged && (n < p.Type.Min || n > p.Type.Max)
	if p.Type.Kind != rules.Int || err != nil || n < 0 || n > MaxChosen || ranged || strings.HasPrefix(text, "+") {
		return rules.Value{}, false
	}
	return rules.IntOf(n), true
}
