package stroomschema

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// Linked returns def as it is used after a migration with `runs: finish`: runs that were open then still follow earlier.
// Neither definition is changed.
func Linked(def, earlier *Definition) *Definition {
	linked := *def
	linked.Earlier = earlier
	return &linked
}

func find[T any](list []*T, name string, nameOf func(*T) string) *T {
	for _, item := range list {
		if nameOf(item) == name {
			return item
		}
	}
	return nil
}

// Flow returns the flow of this name, nil if there is none.
func (d *Definition) Flow(name string) *Flow {
	return find(d.Flows, name, func(f *Flow) string { return f.Name })
}

// Role returns the role of this name, nil if there is none.
func (d *Definition) Role(name string) *Role {
	return find(d.Roles, name, func(r *Role) string { return r.Name })
}

// Fact returns the fact of this name, nil if there is none.
func (d *Definition) Fact(name string) *Fact {
	return find(d.Facts, name, func(f *Fact) string { return f.Name })
}

// Key returns the key of this name, nil if there is none.
func (d *Definition) Key(name string) *Key {
	return find(d.Keys, name, func(k *Key) string { return k.Name })
}

// Parameter returns the parameter of this name, nil if there is none.
func (d *Definition) Parameter(name string) *Parameter {
	return find(d.Parameters, name, func(p *Parameter) string { return p.Name })
}

// Term returns the term of this name, nil if there is none.
func (d *Definition) Term(name string) *Term {
	return find(d.Terms, name, func(t *Term) string { return t.Name })
}

// Rule returns the rule of this name, nil if there is none.
func (d *Definition) Rule(name string) *Rule {
	return find(d.Rules, name, func(r *Rule) string { return r.Name })
}

// Notice returns the notice of this name, nil if there is none.
func (d *Definition) Notice(name string) *Notice {
	return find(d.Notices, name, func(n *Notice) string { return n.Name })
}

// Message returns the message of this name, nil if there is none.
func (d *Definition) Message(name string) *Message {
	return find(d.Messages, name, func(m *Message) string { return m.Name })
}

// Service returns the service of this name, nil if there is none.
func (d *Definition) Service(name string) *Service {
	return find(d.Services, name, func(s *Service) string { return s.Name })
}

// Count returns the count of this name, nil if there is none.
func (d *Definition) Count(name string) *Count {
	return find(d.Counts, name, func(c *Count) string { return c.Name })
}

// Measure returns the measure of this name, nil if there is none.
func (d *Definition) Measure(name string) *Measure {
	return find(d.Measures, name, func(m *Measure) string { return m.Name })
}

// Invariant returns the invariant of this name, nil if there is none.
func (d *Definition) Invariant(name string) *Invariant {
	return find(d.Invariants, name, func(i *Invariant) string { return i.Name })
}

// SeesOf returns what a role sees, nil if nothing is said about it.
func (d *Definition) SeesOf(role *Role) *Sees {
	for _, s := range d.Sees {
		if s.Role == role {
			return s
		}
	}
	return nil
}

// Step returns the step of this name, nil if there is none.
func (f *Flow) Step(name string) *Step {
	return find(f.Steps, name, func(s *Step) string { return s.Name })
}

// Decision returns the flow-wide decision of this name, nil if there is none. Begin and again are no such decisions.
func (f *Flow) Decision(name string) *Decision {
	return find(f.Decide, name, func(d *Decision) string { return d.Name })
}

// Decision returns the decision of this name at the step, nil if there is none.
func (s *Step) Decision(name string) *Decision {
	return find(s.Decide, name, func(d *Decision) string { return d.Name })
}

// Decision returns the decision that an id addresses: "flow.step.name", "flow.name", "flow.begin" or "flow.again". It is
// nil if there is none.
func (d *Definition) Decision(id string) *Decision {
	flowName, rest, _ := strings.Cut(id, ".")
	flow := d.Flow(flowName)
	if flow == nil {
		return nil
	}
	step, name, deeper := strings.Cut(rest, ".")
	switch {
	case deeper:
		if s := flow.Step(step); s != nil {
			return s.Decision(name)
		}
		return nil
	case rest == "begin":
		return flow.Begin
	case rest == "again":
		return flow.Again
	}
	return flow.Decision(rest)
}

// Label returns the words for a name wherever it stands: a field, a decision, an outcome, a fact. A name without a word is
// its own label.
func (d *Definition) Label(name string) Text {
	if t, ok := d.Words[name]; ok {
		return t
	}
	plain := strings.ReplaceAll(name, "_", " ")
	return Text{NL: plain, EN: plain}
}

// ValueLabel returns the words for a value of an enumeration, a key or a role.
func (d *Definition) ValueLabel(typeName, value string) Text {
	if t, ok := d.labels[typeName+"."+value]; ok {
		return t
	}
	return d.Label(value)
}

// ReadingLabel returns the words for what an expression read: a variable by its name ("place", "ask.to", "param.limit",
// "repair", "repair.open"), the key in brackets behind it, and the fields below it ("level").
func (d *Definition) ReadingLabel(name, key, path string) Text {
	head, rest, dotted := strings.Cut(name, ".")
	label := d.readLabel(head)
	switch {
	case !dotted && d.Flow(head) != nil:
		label = d.Flow(head).Title
	case !dotted:
	case head == "param" && d.Parameter(rest) != nil:
		label = d.Parameter(rest).Label
	case head == "party" && d.Role(rest) != nil:
		label = d.Role(rest).Label
	case d.Flow(head) != nil:
		of, what := d.Flow(head).Title, d.readLabel(rest)
		label = Text{NL: of.NL + ", " + what.NL, EN: of.EN + ", " + what.EN}
	default: // of the run, its form, who decides, or when a fact was recorded
		label = d.readLabel(rest)
	}
	if key != "" {
		of := d.keyLabel(key)
		label = Text{NL: label.NL + " (" + of.NL + ")", EN: label.EN + " (" + of.EN + ")"}
	}
	if head == "recorded" {
		label = Text{NL: label.NL + ", vastgelegd op", EN: label.EN + ", recorded on"}
	}
	for field := range strings.SplitSeq(path, ".") {
		if field != "" {
			of := d.readLabel(field)
			label = Text{NL: label.NL + ", " + of.NL, EN: label.EN + ", " + of.EN}
		}
	}
	return label
}

// readLabels are the words for what expressions read without a declaration.
var readLabels = map[string]Text{
	"now": {NL: "nu", EN: "now"}, "today": {NL: "vandaag", EN: "today"}, "occurred": {NL: "moment van gebeuren", EN: "when it happened"},
	"due": {NL: "einde van de termijn", EN: "end of the term"}, "paused": {NL: "de termijn staat stil", EN: "the term is paused"},
	"begun": {NL: "door een mens begonnen", EN: "begun by a person"}, "role": {NL: "rol", EN: "role"},
	"organisation": {NL: "organisatie", EN: "organisation"}, "person": {NL: "persoon", EN: "person"},
	"open": {NL: "loopt", EN: "is open"}, "step": {NL: "stap", EN: "step"}, "suspended": {NL: "ligt stil", EN: "is suspended"},
	"runs": {NL: "aantal dat loopt", EN: "how many are open"}, "ended": {NL: "aantal dat klaar is", EN: "how many have ended"},
	"outcome": {NL: "uitkomst", EN: "outcome"},
}

func (d *Definition) readLabel(name string) Text {
	if t, declared := d.Words[name]; declared {
		return t
	}
	if k := find(d.Keys, name, func(k *Key) string { return k.Name }); k != nil {
		return k.Label
	}
	if t, known := readLabels[name]; known {
		return t
	}
	return d.Label(name)
}

// keyLabel returns the words for a value of whatever key has it.
func (d *Definition) keyLabel(value string) Text {
	for _, k := range d.Keys {
		for _, v := range k.Values {
			if v.Name == value {
				return v.Label
			}
		}
	}
	return d.Label(value)
}

// In returns the text in a language: "nl" or "en".
func (t Text) In(lang string) string {
	if lang == "en" {
		return t.EN
	}
	return t.NL
}

// In returns the pieces in a language: "nl" or "en".
func (t Template) In(lang string) []Piece {
	if lang == "en" {
		return t.EN
	}
	return t.NL
}

// Place returns where an expression of the definition stands. The second result is false for the few expressions that are
// not written in the file: inputs that are filled by name.
func (d *Definition) Place(x *rules.Expr) (diag.Range, bool) {
	p, ok := d.places[x]
	if !ok {
		return diag.Range{}, false
	}
	return p.all(), true
}

// PartPlace returns where a part of an expression stands, by its offset and end in code points of the expression's source.
func (d *Definition) PartPlace(x *rules.Expr, offset, end int) (diag.Range, bool) {
	p, ok := d.places[x]
	if !ok {
		return diag.Range{}, false
	}
	return p.rng(offset, end), true
}
