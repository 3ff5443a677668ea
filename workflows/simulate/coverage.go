package simulate

import (
	"fmt"
	"slices"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Passed is what one scenario came past under one version of a definition.
type Passed struct {
	Version int
	Passage stroomschema.Passage
}

// pass keeps what was come past, each thing once.
func (p *player) pass(trail ...stroomschema.Passage) {
	for _, passage := range trail {
		if one := (Passed{p.def.Version, passage}); !slices.Contains(p.result.Trail, one) {
			p.result.Trail = append(p.result.Trail, one)
		}
	}
}

// Coverage adds up what scenarios reach of one version of a definition. The zero Coverage is not usable.
type Coverage struct {
	def    *stroomschema.Definition
	passed map[stroomschema.Passage]bool
	given  map[answered]answer
}

// answered names a rule or condition: the same words at the same place are one, in every compilation of the file.
type answered struct {
	whole bool // a rule; else a condition
	words string
	at    diag.Range
}

type answer struct{ yes, no bool }

// NewCoverage returns the coverage of a definition that no scenario has been played under.
func NewCoverage(def *stroomschema.Definition) *Coverage {
	return &Coverage{def: def, passed: map[stroomschema.Passage]bool{}, given: map[answered]answer{}}
}

// Passed adds what a scenario came past: one of this definition, or one that migrated to it.
func (c *Coverage) Passed(trail []Passed) {
	for _, p := range trail {
		if p.Version == c.def.Version {
			c.passed[p.Passage] = true
		}
	}
}

// Answered adds what rules and conditions have given in a compilation of the definition with Options.Tally. It may be any
// one of them, also with other parameters; adding it again, later, is right.
func (c *Coverage) Answered(def *stroomschema.Definition) {
	add := func(whole bool, list []stroomschema.Answered) {
		for _, a := range list {
			key := answered{whole, a.Words, a.At}
			before := c.given[key]
			c.given[key] = answer{before.yes || a.True, before.no || a.False}
		}
	}
	add(true, def.RuleAnswers())
	add(false, def.Conditions())
}

// Covered is how much of one kind of thing is reached.
type Covered struct {
	Reached int   `json:"reached"`
	Of      int   `json:"of"`
	Gaps    []Gap `json:"gaps"` // in the order of the file; never null
}

// Percent is how much is reached, in percent; of nothing everything is.
func (c Covered) Percent() float64 {
	if c.Of == 0 {
		return 100
	}
	return 100 * float64(c.Reached) / float64(c.Of)
}

// Gap is something that no scenario reaches.
type Gap struct {
	Place diag.Range `json:"place"`
	Words string     `json:"words"` // the name of a step, arrow or rule; a condition as written
	Rule  string     `json:"rule,omitempty"`
	Lacks string     `json:"lacks"` // "entered", "taken", "held", "refused", "true", "false", or two of them with " or "
}

// Report is the coverage of one version of a definition.
type Report struct {
	Definition string  `json:"definition"` // "name@version"
	Steps      Covered `json:"steps"`
	Arrows     Covered `json:"arrows"`     // see Definition.Arrows
	Rules      Covered `json:"rules"`      // two outcomes for each rule: it held, it did not
	Conditions Covered `json:"conditions"` // two outcomes for each condition inside rules and other expressions

	passed map[stroomschema.Passage]bool
}

// Reached reports whether a scenario came past a step or arrow.
func (r Report) Reached(p stroomschema.Passage) bool { return r.passed[p] }

// Report says what is reached, and what is not.
func (c *Coverage) Report() Report {
	r := Report{Definition: fmt.Sprintf("%s@%d", c.def.Name, c.def.Version), passed: c.passed}
	for _, list := range []*Covered{&r.Steps, &r.Arrows, &r.Rules, &r.Conditions} {
		list.Gaps = []Gap{}
	}
	for _, f := range c.def.Flows {
		for _, s := range f.Steps {
			r.Steps.one(c.passed[stroomschema.Passage{Kind: stroomschema.PassStep, At: s.Range}],
				Gap{Place: s.Range, Words: f.Name + "." + s.Name, Lacks: "entered"})
		}
	}
	for _, a := range c.def.Arrows() {
		r.Arrows.one(c.passed[a.Passage], Gap{Place: a.At, Words: a.String(), Lacks: "taken"})
	}
	for _, a := range c.def.RuleAnswers() {
		r.Rules.two(c.given[answered{true, a.Words, a.At}], Gap{Place: a.At, Words: a.Words}, "held", "refused")
	}
	for _, a := range c.def.Conditions() {
		gap := Gap{Place: a.At, Words: a.Words}
		if a.Rule != nil {
			gap.Rule = a.Rule.Name
		}
		r.Conditions.two(c.given[answered{false, a.Words, a.At}], gap, "true", "false")
	}
	return r
}

func (c *Covered) one(reached bool, gap Gap) {
	c.Of++
	if reached {
		c.Reached++
	} else {
		c.Gaps = append(c.Gaps, gap)
	}
}

func (c *Covered) two(given answer, gap Gap, yes, no string) {
	c.Of += 2
	switch {
	case given.yes && given.no:
		c.Reached += 2
		return
	case given.yes:
		c.Reached++
		gap.Lacks = no
	case given.no:
		c.Reached++
		gap.Lacks = yes
	default:
		gap.Lacks = yes + " or " + no
	}
	c.Gaps = append(c.Gaps, gap)
}
