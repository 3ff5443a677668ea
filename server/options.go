package server

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Option is a decision that the caller may take now, or may not and why not.
type Option struct {
	As              Actor        `json:"as" doc:"De rol en organisatie waarmee u zou beslissen."`
	Decision        string       `json:"decision" doc:"Het besluit, zoals u het instuurt."`
	Label           string       `json:"label" doc:"Het besluit in woorden."`
	Key             string       `json:"key,omitempty" doc:"Waarvoor het deel loopt."`
	Run             int          `json:"run,omitempty" doc:"Nummer van het deel. Ontbreekt bij een begin."`
	Visit           int          `json:"visit,omitempty" doc:"De visit om mee te sturen."`
	Open            bool         `json:"open" doc:"U mag dit nu doen."`
	Remaining       []string     `json:"remaining,omitempty" doc:"Regels die naar het formulier kijken. Die toetsen wij als u het instuurt."`
	Form            []FormField  `json:"form" doc:"De velden van het formulier."`
	Urgent          bool         `json:"urgent,omitempty" doc:"Dit kan niet wachten."`
	Final           bool         `json:"final,omitempty" doc:"Dit is niet ongedaan te maken. Op een pagina meldt wie het vastlegt zich eerst opnieuw aan."`
	OccurredAllowed bool         `json:"occurredAllowed,omitempty" doc:"U mag zeggen wanneer het echt gebeurde."`
	Code            string       `json:"code,omitempty" doc:"Waarom niet: vaste code."`
	Explanation     *Explanation `json:"explanation,omitempty" doc:"Waarom niet, in woorden."`
	Needed          *Needed      `json:"needed,omitempty" doc:"Wat er nodig is om het wel te mogen."`
}

// FormField is one field of a form.
type FormField struct {
	Name     string   `json:"name" doc:"De naam van het veld."`
	Label    string   `json:"label" doc:"De naam in woorden."`
	Type     string   `json:"type" doc:"De soort waarde."`
	Optional bool     `json:"optional,omitempty" doc:"Mag leeg blijven."`
	Choices  []Choice `json:"choices,omitempty" doc:"De waarden waaruit u kiest."`
}

// Choice is one value of an enumeration.
type Choice struct {
	Value string `json:"value" doc:"De waarde."`
	Label string `json:"label" doc:"De waarde in woorden."`
}

// Options is what the caller may do now in one trajectory.
type Options struct {
	Seq   uint64    `json:"seq" doc:"Het volgnummer van het beeld waarvoor dit geldt. Stuur het als read mee."`
	At    time.Time `json:"at" doc:"Het moment waarvoor dit geldt."`
	Items []Option  `json:"items" doc:"Wat u mag, en wat u nu niet mag en waarom."`
}

func (c *call) listOptions() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	out := Options{Seq: loaded.State.Seq, At: c.now}
	if out.Items, err = c.optionsOf(loaded); err != nil {
		return answer{}, err
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

func (c *call) option(o engine.Option, def *stroomschema.Definition, actor engine.Actor) Option {
	out := Option{
		As: Actor{actor.Role, actor.Organisation}, Decision: o.ID, Key: o.Key, Run: o.Run, Visit: o.Visit, Open: o.Open,
		Label: c.decisionLabel(def, o.Decision), Remaining: o.Remaining, Form: []FormField{}, OccurredAllowed: o.Decision.Occurred != nil,
		Urgent: o.Decision.Urgent, Final: o.Decision.Final,
	}
	for _, f := range formOf(o.Decision) {
		out.Form = append(out.Form, c.field(def, f))
	}
	if o.Refused != nil {
		out.Code = string(o.Refused.Code)
		out.Explanation, out.Needed = explained(c.lang, *o.Refused), neededOf(*o.Refused)
	}
	return out
}

// decisionLabel is what a decision is called: by its own text, else by the word for its name.
func (c *call) decisionLabel(def *stroomschema.Definition, d *stroomschema.Decision) string {
	if text := say(c.lang, engine.Said(d.What)); text != "" {
		return text
	}
	if begin := d.Flow.Begin; d == d.Flow.Again && begin != nil {
		return c.decisionLabel(def, begin) // it is what he asks for, though it runs already
	}
	return c.word(def, d.Name)
}

func (c *call) word(def *stroomschema.Definition, name string) string {
	if text, known := def.Words[name]; known {
		return say(c.lang, engine.Said(text))
	}
	return name
}

func (c *call) field(def *stroomschema.Definition, f stroomschema.Field) FormField {
	out := FormField{Name: f.Name, Label: c.word(def, f.Name), Type: f.Type.Some().String(), Optional: f.Type.Optional}
	if key := slices.IndexFunc(def.Keys, func(k *stroomschema.Key) bool { return k.Name == f.Type.Name }); key >= 0 {
		for _, v := range def.Keys[key].Values {
			out.Choices = append(out.Choices, Choice{Value: v.Name, Label: say(c.lang, engine.Said(v.Label))})
		}
		return out
	}
	if enum := def.Env.Schema().Enum(f.Type.Name); enum != nil {
		for _, v := range enum.Values {
			out.Choices = append(out.Choices, Choice{Value: v, Label: say(c.lang, engine.Said(def.ValueLabel(f.Type.Name, v)))})
		}
	}
	return out
}
