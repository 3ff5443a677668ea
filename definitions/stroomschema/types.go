package stroomschema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stroom/rules"
)

var simpleTypes = map[string]rules.Kind{
	"bool": rules.Bool, "int": rules.Int, "decimal": rules.Decimal, "text": rules.Text, "date": rules.Date,
	"instant": rules.Instant, "duration": rules.Duration, "document": rules.Document,
	"organisation": rules.Organisation, "person": rules.Person,
}

// simpleTypeNames are the words for types in the order in which a message lists them.
var simpleTypeNames = strings.Fields("bool int decimal text date instant duration document organisation person")

// typeOf reads a TYPE; ok is false after a diagnostic.
func (c *compiler) typeOf(n *node, what string) (rules.Type, bool) {
	if n.kind == mappingNode {
		c.report(CodeShape, n.rng, "declare the type under `types`, and write its name", "%s is a mapping; the name of a type is expected", what)
		return rules.Type{}, false
	}
	p, ok := c.word(n, what)
	if !ok {
		return rules.Type{}, false
	}
	return c.parseType(p.trim())
}

func (c *compiler) parseType(p piece) (rules.Type, bool) {
	if strings.HasPrefix(p.text, "optional ") {
		t, ok := c.parseType(p.part(len("optional "), len(p.text)).trim())
		t.Optional = true
		return t, ok
	}
	if strings.HasPrefix(p.text, "list of ") {
		elem, ok := c.parseType(p.part(len("list of "), len(p.text)).trim())
		if ok && (elem.Optional || elem.Kind == rules.List) {
			c.report(CodeUnknownType, p.all(), "", "a list holds neither lists nor values that may be unset")
			return rules.Type{}, false
		}
		return rules.Type{Kind: rules.List, Elem: &elem}, ok
	}
	if kind, ok := simpleTypes[p.text]; ok {
		return rules.Type{Kind: kind}, true
	}
	if bounds, ok := strings.CutPrefix(p.text, "int "); ok {
		return c.rangedInt(p, bounds)
	}
	if t, ok := c.types[p.text]; ok {
		c.use("type", p.text)
		c.index.referNamed(p, "type "+p.text)
		return t, true
	}
	if c.failedTypes[p.text] {
		return rules.Type{}, false // its own declaration has a diagnostic
	}
	c.report(CodeUnknownType, p.all(), suggest(p.text, slices.Concat(c.typeNames, simpleTypeNames)), "there is no type %q", shorten(p.text))
	return rules.Type{}, false
}

func (c *compiler) rangedInt(p piece, bounds string) (rules.Type, bool) {
	low, high, found := strings.Cut(strings.TrimSpace(bounds), "..")
	a, errA := strconv.ParseInt(low, 10, 64)
	b, errB := strconv.ParseInt(high, 10, 64)
	if !found || errA != nil || errB != nil || a > b || a < -rules.MaxInt || b > rules.MaxInt {
		c.report(CodeUnknownType, p.all(), "write, for example, int 0..2", "%q is no range of numbers", shorten(p.text))
		return rules.Type{}, false
	}
	return rules.Type{Kind: rules.Int, Ranged: true, Min: a, Max: b}, true
}

// typeText writes a type as an author does.
func typeText(t rules.Type) string {
	if t.Optional {
		return "optional " + typeText(t.Some())
	}
	switch t.Kind {
	case rules.Enum, rules.Record:
		return t.Name
	case rules.List:
		if t.Elem != nil {
			return "list of " + typeText(*t.Elem)
		}
	case rules.Int:
		if t.Ranged {
			return fmt.Sprintf("int %d..%d", t.Min, t.Max)
		}
	}
	for _, name := range simpleTypeNames {
		if simpleTypes[name] == t.Kind {
			return name
		}
	}
	return "unset"
}

// sameType reports whether two types have the same values, apart from ranges and from being unset.
func sameType(a, b rules.Type) bool {
	if a.Kind != b.Kind || a.Name != b.Name {
		return false
	}
	return a.Kind != rules.List || a.Elem == nil || b.Elem == nil || sameType(*a.Elem, *b.Elem)
}

// fits reports whether every value of have is a value of want.
func fits(have, want rules.Type) bool {
	if !sameType(have, want) || have.Optional && !want.Optional {
		return false
	}
	return !want.Ranged || have.Ranged && have.Min >= want.Min && have.Max <= want.Max
}

// declareTypes makes the enumerations and records of `types`, after the keys.
func (c *compiler) declareTypes() {
	pairs := c.entries(c.section("types"), "types", typeName)
	for _, p := range pairs {
		switch kind := declaredKind(p.value); {
		case p.key.text == "Role" || p.key.text == "Cause":
			c.report(CodeTaken, p.key.rng, "", "the type %s exists already: it is part of the language", p.key.text)
			c.failedTypes[p.key.text] = true
			continue
		case kind == rules.Unset:
			c.report(CodeShape, p.value.rng, "write {one of: [...]}, {record: {...}} or {attributes: {...}, values: {...}}",
				"type %s says not what it is", p.key.text)
			c.failedTypes[p.key.text] = true
			continue
		default:
			c.types[p.key.text] = rules.Type{Kind: kind, Name: p.key.text}
			c.typeNames = append(c.typeNames, p.key.text)
			c.index.named("type "+p.key.text, SymbolType, "", p.key, p.value, c.types[p.key.text])
			c.declared("type", p.key)
		}
	}
	for _, p := range pairs {
		switch {
		case c.failedTypes[p.key.text]:
		case p.value.get("one of") != nil:
			c.declareEnum(p)
		case p.value.get("record") != nil:
			c.declareRecord(p)
		default:
			c.declareScale(p)
		}
	}
	c.checkRecordCircles(pairs)
}

// declaredKind is the kind of a type, by the first of the keys that make one, in the order in which they are read.
func declaredKind(n *node) rules.Kind {
	switch {
	case n.get("one of") != nil:
		return rules.Enum
	case n.get("record") != nil:
		return rules.Record
	case n.get("values") != nil:
		return rules.Enum
	}
	return rules.Unset
}

// declareEnum reads {one of: [a, b], ordered: yes}.
func (c *compiler) declareEnum(p pair) {
	f := c.fields(p.value, p.key.rng, "type "+p.key.text, enumShape)
	decl := &rules.EnumDecl{Name: p.key.text, Ordered: f.yes("ordered")}
	list := f.get("one of")
	if list == nil {
		list = &node{kind: sequenceNode} // it stands empty, which has been reported
	} else if list.kind != sequenceNode || len(list.items) == 0 {
		c.report(CodeShape, list.rng, "write one of: [a, b]", "the values of %s are no list", p.key.text)
	}
	for _, item := range list.items {
		if !c.checkName(item, valueName) {
			continue
		}
		if slices.Contains(decl.Values, item.text) {
			c.report(CodeTaken, item.rng, "", "%s has the value %s twice", p.key.text, item.text)
			continue
		}
		decl.Values = append(decl.Values, item.text)
		c.index.named("value "+decl.Name+"."+item.text, SymbolValue, decl.Name, item, nil, rules.Type{Kind: rules.Enum, Name: decl.Name})
		c.shown(item, "value of "+p.key.text)
	}
	c.schema.Enums = append(c.schema.Enums, decl)
}

// declareRecord reads {record: {field: TYPE}}.
func (c *compiler) declareRecord(p pair) {
	f := c.fields(p.value, p.key.rng, "type "+p.key.text, recordShape)
	decl := &rules.RecordDecl{Name: p.key.text}
	for _, field := range c.fieldList(f.get("record"), "type "+p.key.text) {
		decl.Fields = append(decl.Fields, rules.FieldDecl{Name: field.Name, Type: field.Type})
		c.index.name("field "+decl.Name+"."+field.Name, field.Range)
	}
	c.schema.Records = append(c.schema.Records, decl)
}

// fieldList reads {name: TYPE, ...} in the order of the file.
func (c *compiler) fieldList(n *node, what string) []Field {
	var list []Field
	for _, p := range c.entries(n, what, plainName) {
		if t, ok := c.typeOf(p.value, fmt.Sprintf("the type of %s", p.key.text)); ok {
			list = append(list, Field{Name: p.key.text, Type: t, Range: p.key.rng})
			c.index.declare(SymbolField, what, p.key, p.value, t)
			c.shown(p.key, "field of "+what)
		} else {
			c.brokenNames = append(c.brokenNames, p.key.text)
		}
	}
	return list
}

// declareScale reads an enumeration with attributes; with `compare` it is a scale.
func (c *compiler) declareScale(p pair) {
	what := "type " + p.key.text
	f := c.fields(p.value, p.key.rng, what, scaleShape)
	decl := &rules.EnumDecl{Name: p.key.text, Attribute: map[string][]rules.Value{}}
	for _, a := range c.entries(f.need("attributes", "a type without attributes is written {one of: [...]}"), "attributes of "+what, plainName) {
		if t, ok := c.typeOf(a.value, "the type of "+a.key.text); ok {
			decl.Attributes = append(decl.Attributes, rules.FieldDecl{Name: a.key.text, Type: t})
			c.index.named("field "+decl.Name+"."+a.key.text, SymbolAttribute, decl.Name, a.key, a.value, t)
		}
	}
	for _, item := range f.get("compare").list() {
		if comparison, ok := c.comparison(decl, item); ok {
			decl.Compare = append(decl.Compare, comparison)
		}
	}
	if guard, ok := f.scalar("guard"); ok && c.attribute(decl, guard) {
		if decl.Guard = guard.text; !slices.ContainsFunc(decl.Compare, func(k rules.Comparison) bool { return k.Attribute == guard.text && k.Within == "" }) {
			c.report(CodeLiteral, guard.all(), "write it under compare", "%s guards %q, but does not compare by it", what, guard.text)
		}
	}
	c.schema.Enums = append(c.schema.Enums, decl)
	c.scaleValues = append(c.scaleValues, scaleValues{decl: decl, values: f.get("values")})
}

func (c *compiler) comparison(decl *rules.EnumDecl, item *node) (rules.Comparison, bool) {
	if item.kind == mappingNode && len(item.pairs) == 1 {
		attribute, within := item.pairs[0].key.piece(), item.pairs[0].value.piece()
		if name, ok := strings.CutPrefix(within.text, "within "); ok && c.attribute(decl, attribute) && c.attribute(decl, within.part(len("within "), len(within.text))) {
			return rules.Comparison{Attribute: attribute.text, Within: name}, true
		}
		if !strings.HasPrefix(within.text, "within ") {
			c.report(CodeShape, item.rng, "write {rank: within form}", "a comparison is an attribute, or an attribute within another")
		}
		return rules.Comparison{}, false
	}
	p, ok := c.word(item, "a comparison of "+decl.Name)
	if !ok || !c.attribute(decl, p) {
		return rules.Comparison{}, false
	}
	return rules.Comparison{Attribute: p.text}, true
}

// attribute checks that the piece names an attribute that can be compared.
func (c *compiler) attribute(decl *rules.EnumDecl, p piece) bool {
	var names []string
	for _, a := range decl.Attributes {
		if a.Name == p.text {
			c.index.referNamed(p, "field "+decl.Name+"."+p.text)
			return true
		}
		names = append(names, a.Name)
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names), "type %s has no attribute %q", decl.Name, shorten(p.text))
	return false
}

// scaleValues are the values of an enumeration with attributes, read after all types are known.
type scaleValues struct {
	decl   *rules.EnumDecl
	values *node
}

func (c *compiler) readScaleValues() {
	for _, s := range c.scaleValues {
		what := "values of type " + s.decl.Name
		attributes := make([]string, len(s.decl.Attributes))
		for i, a := range s.decl.Attributes {
			attributes[i] = a.Name
		}
		for _, p := range c.entries(s.values, what, valueName) {
			f := c.fieldsAnd(p.value, p.key.rng, s.decl.Name+"."+p.key.text, attributes, scaleValueShape)
			s.decl.Values = append(s.decl.Values, p.key.text)
			c.index.named("value "+s.decl.Name+"."+p.key.text, SymbolValue, s.decl.Name, p.key, p.value, rules.Type{Kind: rules.Enum, Name: s.decl.Name})
			c.labels[s.decl.Name+"."+p.key.text] = f.textFields()
			var row []rules.Value
			for _, a := range s.decl.Attributes {
				n := f.need(a.Name, "every value has every attribute")
				if n == nil {
					continue
				}
				row = append(row, c.literal(n, a.Type, a.Name+" of "+p.key.text))
				c.index.referNamed(f.node.key(a.Name).piece(), "field "+s.decl.Name+"."+a.Name)
			}
			s.decl.Attribute[p.key.text] = row
		}
	}
	c.scaleValues = nil
}

// checkRecordCircles finds records that hold themselves.
func (c *compiler) checkRecordCircles(pairs []pair) {
	const entered, left = 1, 2
	state := map[string]int{}
	var visit func(name string) bool
	visit = func(name string) bool {
		if state[name] != 0 {
			return state[name] == entered
		}
		state[name] = entered
		defer func() { state[name] = left }()
		decl := c.schema.Record(name)
		if decl == nil {
			return false
		}
		for _, f := range decl.Fields {
			t := f.Type
			if t.Kind == rules.List && t.Elem != nil {
				t = *t.Elem
			}
			if t.Kind == rules.Record && visit(t.Name) {
				return true
			}
		}
		return false
	}
	for _, p := range pairs {
		if visit(p.key.text) {
			c.report(CodeCircle, p.key.rng, "a record can only hold records that do not hold it", "type %s holds itself", p.key.text)
			c.circular = true
		}
	}
}

// literal decodes a value written in the file: a name, number, date, true, false, or none for an optional type.
func (c *compiler) literal(n *node, t rules.Type, what string) rules.Value {
	if n.null() {
		c.report(CodeShape, n.rng, "write none for what is not known", "%s is empty", what)
		return rules.Value{}
	}
	if t.Optional && n.is("none") {
		return rules.Value{}
	}
	c.index.literal(n, t, c.schema)
	v, faults := c.schema.Decode(t, plain(n))
	for _, f := range faults {
		at := what
		if f.Path != "" {
			at += " (" + f.Path + ")"
		}
		c.report(CodeLiteral, n.rng, f.EN, "%s is not a value of type %s", at, typeText(t))
	}
	return v
}

// plain returns a node as the data that rules.Schema.Decode reads.
func plain(n *node) any {
	switch {
	case n.kind == mappingNode:
		m := make(map[string]any, len(n.pairs))
		for _, p := range n.pairs {
			m[p.key.text] = plain(p.value)
		}
		return m
	case n.kind == sequenceNode:
		list := make([]any, len(n.items))
		for i, item := range n.items {
			list[i] = plain(item)
		}
		return list
	case n.null():
		return nil
	case n.style == plainStyle:
		return rules.Scalar(n.text)
	}
	return n.text
}
