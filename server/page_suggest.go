package server

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

// suggest fills in what the definition suggests for a form that is opened, as far as this person may know it.
func (d *deciding) suggest() {
	for _, s := range engine.Suggest(d.loaded.Definition, d.loaded.State, engine.DecidedEvent{Decision: d.in.Decision, Key: d.in.Key, Run: d.in.Run}, d.reader, d.c.now) {
		t, ok := partOf(d.def.Env.Schema(), formOf(d.what), s.Path)
		if ok {
			d.form.fill(formPrefix+s.Path, t, d.def.Env.Schema().Plain(s.Value))
		}
	}
}

// fill writes a value into a form as somebody would have typed it. plain is what Schema.Plain makes of it.
func (p formPage) fill(name string, t rules.Type, plain any) {
	switch v := plain.(type) {
	case nil:
	case map[string]any:
		decl := p.def.Env.Schema().Record(t.Name)
		if decl == nil {
			return
		}
		for _, f := range decl.Fields {
			p.fill(name+"."+f.Name, f.Type, v[f.Name])
		}
	case []any:
		p.fillList(name, *t.Elem, v)
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil && t.Kind == rules.Instant {
			v = at.In(p.def.Zone).Format("2006-01-02T15:04")
		}
		p.typed.Set(name, v)
	default: // numbers, true and false
		p.typed.Set(name, fmt.Sprint(v))
	}
}

func (p formPage) fillList(name string, elem rules.Type, items []any) {
	if elem.Kind == rules.Record {
		for i, item := range items[:min(len(items), maxRecords)] {
			p.fill(name+"."+strconv.Itoa(i), elem, item)
		}
		return
	}
	var lines []string
	for _, item := range items {
		lines = append(lines, fmt.Sprint(item))
	}
	if elem.Kind == rules.Enum {
		p.typed[name] = lines
		return
	}
	p.typed.Set(name, strings.Join(lines, "\n"))
}

// first parts the fields of what cannot wait: those that must be filled in, the empty ones before what is filled in already,
// and those that may stay empty.
func first(fields []ui.Field) (now, later []ui.Field) {
	for _, f := range fields {
		switch {
		case !f.Needed:
			later = append(later, f)
		case f.Kind == ui.GroupField:
			inner, rest := first(f.Fields)
			later = append(later, below(f, rest)...)
			if len(inner) == 1 {
				now = append(now, below(f, inner)...)
			} else if f.Fields = inner; len(inner) > 0 {
				now = append(now, f)
			}
		default:
			now = append(now, f)
		}
	}
	slices.SortStableFunc(now, func(a, b ui.Field) int { return boolOrder(a.Filled(), b.Filled()) })
	return now, later
}

// below names fields after the group that they are taken out of: "Plek: niveau".
func below(group ui.Field, fields []ui.Field) []ui.Field {
	for i := range fields {
		fields[i].Label = group.Label + ": " + lowered(fields[i].Label)
	}
	return fields
}

// boolOrder puts what is not so before what is.
func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// partOf finds the type of "to" or "to.level" in a form.
func partOf(schema *rules.Schema, fields []stroomschema.Field, path string) (rules.Type, bool) {
	name, rest, _ := strings.Cut(path, ".")
	i := slices.IndexFunc(fields, func(f stroomschema.Field) bool { return f.Name == name })
	if i < 0 {
		return rules.Type{}, false
	}
	t := fields[i].Type
	for rest != "" {
		name, rest, _ = strings.Cut(rest, ".")
		decl := schema.Record(t.Name)
		if decl == nil {
			return rules.Type{}, false
		}
		part := slices.IndexFunc(decl.Fields, func(f rules.FieldDecl) bool { return f.Name == name })
		if part < 0 {
			return rules.Type{}, false
		}
		t = decl.Fields[part].Type
	}
	return t, true
}

// lowered is a label without its capital.
func lowered(label string) string {
	r, size := utf8.DecodeRuneInString(label)
	return string(unicode.ToLower(r)) + label[size:]
}
