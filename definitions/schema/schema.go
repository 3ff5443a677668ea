package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
)

// Language says in which language titles and descriptions are written.
type Language string

// The languages of a schema.
const (
	Dutch   Language = "nl"
	English Language = "en"
	Both    Language = "both" // Dutch first, then English
)

// draft is the version of JSON Schema in which the document is written.
const draft = "https://json-schema.org/draft/2020-12/schema"

// Of returns the JSON Schema of the files that have a shape: one of DefinitionShape, PartShape and ScenarioShape. The text is
// indented, ends in a line feed, and is the same from run to run.
func Of(root *stroomschema.Shape, lang Language) []byte {
	w := &writer{lang: lang, started: map[string]bool{}}
	document := object{
		{"$schema", draft},
		{"title", "stroom: " + w.text(root.Title)},
	}
	body := w.shape(root)
	for _, m := range body {
		if m.name != "title" {
			document = append(document, m)
		}
	}
	document = document.with("$defs", w.defs)
	raw, err := encode(document)
	if err != nil {
		panic(fmt.Sprintf("schema: write %s: %v", root.Name, err))
	}
	var out bytes.Buffer
	if err := json.Indent(&out, raw, "", "  "); err != nil {
		panic(fmt.Sprintf("schema: indent %s: %v", root.Name, err))
	}
	out.WriteByte('\n')
	return out.Bytes()
}

// writer holds the definitions that were written so far.
type writer struct {
	lang    Language
	defs    object          // in the order in which they are first needed
	started map[string]bool // by name
}

// text writes a short text in the language of the schema.
func (w *writer) text(t stroomschema.Text) string {
	switch {
	case w.lang == Dutch:
		return t.NL
	case w.lang == English || t.NL == t.EN:
		return t.EN
	}
	return t.NL + " / " + t.EN
}

// described adds what something is about: plain, and as Markdown where that says more.
func (w *writer) described(o object, about stroomschema.Text, examples []string) object {
	plain, markdown, example := about.NL+"\n\n"+about.EN, about.NL+"\n\n*"+about.EN+"*", "Voorbeeld / Example: "
	switch w.lang {
	case Dutch:
		plain, markdown, example = about.NL, about.NL, "Voorbeeld: "
	case English:
		plain, markdown, example = about.EN, about.EN, "Example: "
	}
	if len(examples) > 0 {
		markdown += "\n\n" + example + "`" + strings.Join(examples, "`, `") + "`"
	}
	o = o.with("description", plain)
	if markdown == plain {
		return o
	}
	return o.with("markdownDescription", markdown)
}

// defName is the name of a definition: the name of a shape or kind without spaces.
func defName(name string) string { return strings.ReplaceAll(name, " ", "_") }

// ref returns a reference to a definition, which is made when it is first needed.
func (w *writer) ref(name string, make func() object) object {
	name = defName(name)
	if !w.started[name] {
		w.started[name] = true
		at := len(w.defs)
		w.defs = append(w.defs, member{name, nil}) // its place, before those that it needs
		w.defs[at].value = make()
	}
	return object{{"$ref", "#/$defs/" + name}}
}

// shape writes a mapping.
func (w *writer) shape(s *stroomschema.Shape) object {
	o := object{}
	if s.Title.EN != "" {
		o = o.with("title", w.text(s.Title))
		o = w.described(o, s.About, nil)
	}
	o = o.with("type", "object")
	var properties object
	var required []string
	for _, k := range s.Keys {
		properties = properties.with(k.Name, w.key(k))
		if k.Required {
			required = append(required, k.Name)
		}
	}
	if len(properties) > 0 {
		o = o.with("properties", properties)
	}
	if len(required) > 0 && s.Outside == "" {
		o = o.with("required", required)
	}
	o = w.names(o, s)
	rules := keyRules(s)
	if s.Outside != "" {
		rules = append(rules, object{{"if", object{{"not", present(s.Outside)}}}, {"then", object{{"required", required}}}})
	}
	if len(rules) > 0 {
		o = o.with("allOf", rules)
	}
	return o
}

// names writes what an author may call the keys of a mapping, and what may stand under them.
func (w *writer) names(o object, s *stroomschema.Shape) object {
	if s.Names == nil {
		return o.with("additionalProperties", false)
	}
	if s.Names.Least > 0 {
		o = o.with("minProperties", s.Names.Least)
	}
	if s.Names.Most > 0 {
		o = o.with("maxProperties", s.Names.Most)
	}
	if s.Names.Key.Kind != stroomschema.KindLiteral {
		o = o.with("propertyNames", w.value(s.Names.Key))
	}
	about := s.Names.About
	if shapes := s.Names.Value.Mappings(); len(shapes) == 1 && shapes[0].Names == nil && len(s.Names.Value.Either) == 0 {
		about = stroomschema.Text{NL: shapes[0].About.NL + " " + about.NL, EN: shapes[0].About.EN + " " + about.EN}
	}
	return o.with("additionalProperties", w.undescribed(s.Names.Value, about))
}

// keyRules writes which keys must stand beside each other, and which may not.
func keyRules(s *stroomschema.Shape) []object {
	var rules []object
	for _, group := range s.OneOf {
		rules = append(rules, anyPresent(group))
	}
	for _, group := range slices.Concat(s.OneOf, s.NotBoth) {
		for i, first := range group[:len(group)-1] {
			rules = append(rules, object{{"if", present(first)}, {"then", nonePresent(group[i+1:])}})
		}
	}
	for _, k := range s.Keys {
		if len(k.Needs) > 0 {
			rules = append(rules, object{{"if", present(k.Name)}, {"then", present(k.Needs...)}})
		}
	}
	for _, rule := range s.Rules {
		rules = append(rules, object{{"if", holds(rule)}, {"then", asks(rule)}})
	}
	return rules
}

// present holds for a mapping that has all of some keys.
func present(names ...string) object { return object{{"required", names}} }

// holds is when a rule holds.
func holds(rule stroomschema.ShapeRule) object {
	when := present(rule.Key)
	if rule.Value != "" {
		match := object{{"type", "string"}, {"pattern", "^(" + rule.Value + ")$"}}
		if rule.Not {
			match = object{{"not", match}}
		}
		when = when.with("properties", object{{rule.Key, match}})
	}
	if len(rule.But) > 0 {
		when = when.with("not", anyPresent(rule.But))
	}
	return when
}

// asks is what a rule asks.
func asks(rule stroomschema.ShapeRule) object {
	var then object
	if len(rule.AnyOf) > 0 {
		then = anyPresent(rule.AnyOf)
	}
	if len(rule.Never) > 0 {
		then = append(then, nonePresent(rule.Never)...)
	}
	return then
}

// nonePresent holds for a mapping that has none of some keys. It says so key by key, so that an editor underlines the key.
func nonePresent(names []string) object {
	var properties object
	for _, name := range names {
		properties = properties.with(name, false)
	}
	return object{{"properties", properties}}
}

// anyPresent holds for a mapping that has one or more of some keys.
func anyPresent(names []string) object {
	if len(names) == 1 {
		return present(names[0])
	}
	var choices []object
	for _, name := range names {
		choices = append(choices, present(name))
	}
	return object{{"anyOf", choices}}
}

// key writes what may stand under a key, with what it says.
func (w *writer) key(k *stroomschema.ShapeKey) object {
	return w.undescribed(k.Value, k.About)
}

// undescribed writes what may stand at a place, with what the place is about instead of what such values are.
func (w *writer) undescribed(v *stroomschema.ShapeValue, about stroomschema.Text) object {
	var out object
	for _, m := range w.value(v) {
		if m.name != "description" && m.name != "markdownDescription" && m.name != "title" {
			out = append(out, m)
		}
	}
	scalars := v.Scalars()
	if len(scalars) == 0 {
		return w.described(out, about, nil)
	}
	s, _ := scalars[len(scalars)-1].Scalar()
	out = append(object{{"title", w.text(s.Title)}}, out...)
	return w.described(out, about, shown(scalars[len(scalars)-1]))
}

// shown are the examples that only a description can show: an editor would insert them without their quotes.
func shown(v *stroomschema.ShapeValue) []string {
	if s, ok := v.Scalar(); ok && slices.ContainsFunc(s.Examples, isQuoted) {
		return s.Examples
	}
	return nil
}

func isQuoted(text string) bool { return strings.HasPrefix(text, `"`) }
