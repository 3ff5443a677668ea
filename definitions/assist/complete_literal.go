package assist

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// literals offers the values of the type that is wanted here.
func (c *completer) literals() {
	t, ok := c.literalType()
	if !ok {
		return
	}
	if t.Optional {
		c.words(rankOther, "none")
	}
	if c.kind == Scenario && t.Optional {
		c.words(rankOther, "unset")
	}
	switch t.Kind {
	case rules.Bool:
		c.words(rankFits, "true", "false")
	case rules.Enum:
		c.values(t.Name, "", rankFits)
	}
}

// literalFields offers the fields of a record that is written as it is.
func (c *completer) literalFields() {
	t, ok := c.literalType()
	if !ok || c.definition().Env == nil {
		return
	}
	if decl := c.definition().Env.Schema().Record(t.Name); decl != nil && t.Kind == rules.Record {
		var list []stroomschema.Field
		for _, f := range decl.Fields {
			list = append(list, stroomschema.Field{Name: f.Name, Type: f.Type})
		}
		c.fields(list)
	}
}

// values offers the values of an enumeration, with something before each.
func (c *completer) values(typeName, before string, rank int) {
	kinds := []stroomschema.SymbolKind{stroomschema.SymbolValue, stroomschema.SymbolKeyValue, stroomschema.SymbolStep}
	for _, i := range c.symbolsWhere(func(s stroomschema.Symbol) bool {
		return s.In == typeName && slices.Contains(kinds, s.Kind) || typeName == "Role" && s.Kind == stroomschema.SymbolRole
	}) {
		s := c.p.known().Index.Symbols[i]
		c.add(Completion{Label: before + s.Name, Kind: ItemConstant, Detail: c.p.brief(i, c.ask.Lang), About: c.p.describe(i, c.ask.Lang), rank: rank})
	}
	if typeName == "Cause" {
		for _, cause := range []string{"person", "silence", "moment", "message"} {
			c.add(Completion{Label: before + cause, Kind: ItemConstant, rank: rank})
		}
	}
}

// literalType is the type of a value that is written here as it is.
func (c *completer) literalType() (rules.Type, bool) {
	def, path := c.definition(), c.cursor.Path
	last := ""
	if len(path) > 0 {
		last = path[len(path)-1].Key
	}
	switch {
	case c.kind != Scenario && c.under("parameters") != "":
		if parameter := def.Parameter(c.under("parameters")); parameter != nil {
			return parameter.Type, true
		}
	case c.kind != Scenario && len(path) == 5 && path[0].Key == "types" && def.Env != nil:
		if decl := def.Env.Schema().Enum(path[1].Key); decl != nil {
			for _, a := range decl.Attributes {
				if a.Name == last {
					return a.Type, true
				}
			}
		}
	case len(path) > 1 && path[len(path)-2].Key == "parameters":
		if parameter := def.Parameter(last); parameter != nil {
			return parameter.Type, true
		}
	case len(path) > 1 && path[len(path)-2].Key == "facts":
		return c.factType(last)
	case c.kind == Scenario && def.Env != nil:
		return c.formType(path)
	}
	return rules.Type{}, false
}

// factType is the type of place[key].level.
func (c *completer) factType(name string) (rules.Type, bool) {
	head, fields, _ := strings.Cut(name, ".")
	head, _, _ = strings.Cut(head, "[")
	fact := c.definition().Fact(head)
	if fact == nil {
		return rules.Type{}, false
	}
	t := fact.Type.Some()
	for field := range strings.SplitSeq(fields, ".") {
		if field != "" {
			t = c.fieldType(t, field)
		}
	}
	t.Optional = true
	return t, t.Kind != rules.Unset
}

// fieldType is the type of a field of a record; the zero Type when there is none.
func (c *completer) fieldType(t rules.Type, field string) rules.Type {
	if decl := c.definition().Env.Schema().Record(t.Name); decl != nil && t.Kind == rules.Record {
		for _, f := range decl.Fields {
			if f.Name == field {
				return f.Type
			}
		}
	}
	return rules.Type{}
}

// formType is the type of a field, or of a field of a record, below a `with` of a scenario.
func (c *completer) formType(path []stroomschema.PathStep) (rules.Type, bool) {
	at := slices.IndexFunc(path, func(step stroomschema.PathStep) bool { return step.Key == "with" })
	if at < 0 || at == len(path)-1 {
		return rules.Type{}, false
	}
	event, _ := c.cursor.Root.At(path[:at])
	var t rules.Type
	for _, field := range c.eventForm(event) {
		if field.Name == path[at+1].Key {
			t = field.Type
		}
	}
	for _, step := range path[at+2:] {
		switch {
		case step.Key != "":
			t = c.fieldType(t, step.Key)
		case t.Elem != nil:
			t = *t.Elem
		}
	}
	return t, t.Kind != rules.Unset
}
