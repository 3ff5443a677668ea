package server

import (
	"encoding/json"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/server/strict"
	"stroom/server/ui"
)

// A form of a definition is asked on a page field by field: "f.NAME" for a field, "f.NAME.PART" for a part of a record. It is
// read back into the JSON that a client of the API would have sent, and goes the same way from there.

const (
	formPrefix = "f."
	fewChoices = 9 // up to this many choices all are shown
	maxRecords = 5 // of a list of records, on a page
)

// asked makes the fields of a form, with what was typed before and what is wrong with it.
type formPage struct {
	c      *call
	def    *stroomschema.Definition
	typed  url.Values
	faults map[string]string // by name of the field
}

func (p formPage) fields(form []stroomschema.Field) []ui.Field {
	var out []ui.Field
	for _, f := range form {
		out = append(out, p.field(formPrefix+f.Name, p.def.Label(f.Name).In(p.c.lang), f.Type))
	}
	return out
}

// field makes one field. The label says that it may stay empty, for most may not.
func (p formPage) field(name, label string, t rules.Type) ui.Field {
	f := ui.Field{Name: name, Label: ui.Imperative(label), Needed: !t.Optional, Value: p.typed.Get(name), Fault: p.faults[name]}
	if t.Optional {
		f.Label += " (" + ui.Say(p.c.lang, "decide.optional") + ")"
	}
	switch t.Kind {
	case rules.Bool:
		f.Kind = ui.OneField
		f.Choices = []ui.Choice{{Value: "true", Text: ui.Say(p.c.lang, "decide.yes")}, {Value: "false", Text: ui.Say(p.c.lang, "decide.no")}}
	case rules.Enum:
		f.Choices, f.Kind = p.choices(t.Name), ui.OneField
		if len(f.Choices) > fewChoices || t.Optional { // a choice once made among buttons cannot be left empty again
			f.Kind = ui.SelectField
		}
	case rules.Int, rules.Decimal:
		f.Kind, f.Hint = ui.NumberField, ui.Say(p.c.lang, "decide.number")
		if t.Ranged {
			f.Hint = ui.Say(p.c.lang, "decide.range", strconv.FormatInt(t.Min, 10), strconv.FormatInt(t.Max, 10))
		}
	case rules.Date:
		f.Kind, f.Hint = ui.DateField, ui.Say(p.c.lang, "decide.date")
	case rules.Instant:
		f.Kind = ui.MomentField
	case rules.Text:
		f.Kind = ui.TextField
	case rules.Record:
		return p.group(f, t)
	case rules.List:
		return p.list(f, *t.Elem)
	default:
		f.Kind, f.Hint = ui.LineField, p.hint(t.Kind)
	}
	for i := range f.Choices {
		f.Choices[i].Here = slices.Contains(p.typed[name], f.Choices[i].Value)
	}
	return f
}

func (p formPage) hint(kind rules.Kind) string {
	keys := map[rules.Kind]string{
		rules.Document: "decide.document", rules.Organisation: "decide.org", rules.Person: "decide.person", rules.Duration: "decide.duration",
	}
	if key, ok := keys[kind]; ok {
		return ui.Say(p.c.lang, key)
	}
	return ""
}

// choices are the values of an enumeration or key, in declared order.
func (p formPage) choices(name string) []ui.Choice {
	var out []ui.Choice
	if key := p.def.Key(name); key != nil {
		for _, v := range key.Values {
			out = append(out, ui.Choice{Value: v.Name, Text: v.Label.In(p.c.lang)})
		}
		return out
	}
	if enum := p.def.Env.Schema().Enum(name); enum != nil {
		for _, v := range enum.Values {
			out = append(out, ui.Choice{Value: v, Text: p.def.ValueLabel(name, v).In(p.c.lang)})
		}
	}
	return out
}

func (p formPage) group(f ui.Field, t rules.Type) ui.Field {
	f.Kind = ui.GroupField
	if decl := p.def.Env.Schema().Record(t.Name); decl != nil {
		for _, part := range decl.Fields {
			f.Fields = append(f.Fields, p.field(f.Name+"."+part.Name, p.def.Label(part.Name).In(p.c.lang), part.Type))
		}
	}
	return f
}

// list asks values of an enumeration as boxes to tick, records one after the other, and anything else line by line.
func (p formPage) list(f ui.Field, elem rules.Type) ui.Field {
	switch elem.Kind {
	case rules.Enum:
		f.Kind, f.Choices = ui.SomeField, p.choices(elem.Name)
		for i := range f.Choices {
			f.Choices[i].Here = slices.Contains(p.typed[f.Name], f.Choices[i].Value)
		}
	case rules.Record:
		f.Kind = ui.GroupField
		for i := range maxRecords {
			part := p.field(f.Name+"."+strconv.Itoa(i), f.Label+" "+strconv.Itoa(i+1), elem)
			f.Fields = append(f.Fields, part)
		}
	default:
		f.Kind, f.Hint = ui.TextField, ui.Say(p.c.lang, "decide.lines")
	}
	return f
}

// sent reads a form back as JSON. What is empty is not there; what cannot be read is handed on as it was typed, so that the
// fault is told by whoever reads JSON.
func (p formPage) sent(form []stroomschema.Field) strict.Node {
	object := map[string]any{}
	for _, f := range form {
		if v := p.value(formPrefix+f.Name, f.Type); v != nil {
			object[f.Name] = v
		}
	}
	data, err := json.Marshal(object)
	if err != nil {
		panic("server: texts and numbers: " + err.Error())
	}
	node, _ := strict.Parse(data, MaxBody) // what we wrote ourselves
	return node
}

func (p formPage) value(name string, t rules.Type) any {
	text := strings.TrimSpace(strings.ReplaceAll(p.typed.Get(name), "\r\n", "\n"))
	switch t.Kind {
	case rules.Record:
		return p.record(name, t)
	case rules.List:
		return p.items(name, text, *t.Elem, t.Optional)
	}
	if text == "" {
		return nil
	}
	switch t.Kind {
	case rules.Bool:
		if text == "true" || text == "false" {
			return text == "true"
		}
	case rules.Int, rules.Decimal:
		number := strings.ReplaceAll(text, ",", ".")
		if _, err := strconv.ParseFloat(number, 64); err == nil && json.Valid([]byte(number)) {
			return json.Number(number)
		}
	case rules.Instant:
		if at, err := time.ParseInLocation("2006-01-02T15:04", text, p.def.Zone); err == nil {
			return at.UTC().Format(time.RFC3339)
		}
	}
	return text
}

func (p formPage) record(name string, t rules.Type) any {
	decl := p.def.Env.Schema().Record(t.Name)
	if decl == nil {
		return nil
	}
	object := map[string]any{}
	for _, f := range decl.Fields {
		if v := p.value(name+"."+f.Name, f.Type); v != nil {
			object[f.Name] = v
		}
	}
	if len(object) == 0 && t.Optional {
		return nil
	}
	return object
}

func (p formPage) items(name, text string, elem rules.Type, optional bool) any {
	items := []any{}
	switch elem.Kind {
	case rules.Enum:
		for _, v := range p.typed[name] {
			items = append(items, v)
		}
	case rules.Record:
		empty := elem
		empty.Optional = true
		for i := range maxRecords {
			if v := p.value(name+"."+strconv.Itoa(i), empty); v != nil {
				items = append(items, v)
			}
		}
	default:
		for line := range strings.SplitSeq(text, "\n") {
			if line = strings.TrimSpace(line); line != "" {
				items = append(items, line)
			}
		}
	}
	if len(items) == 0 && optional {
		return nil
	}
	return items
}

// labelled finds the label of a field by the name under which it is sent.
func labelled(fields []ui.Field, name string) (string, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f.Label, true
		}
		if label, ok := labelled(f.Fields, name); ok {
			return label, true
		}
	}
	return "", false
}
