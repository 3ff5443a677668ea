package stroomschema

import (
	"slices"
	"strings"

	"stroom/rules"
)

func (c *compiler) declareKeys() {
	for _, p := range c.entries(c.section("keys"), "keys", plainName) {
		if !c.claim("key", p.key) {
			continue
		}
		f := c.fields(p.value, p.key.rng, "key "+p.key.text, keyShape)
		key := &Key{Name: p.key.text, Label: f.textFields(), Range: p.key.rng}
		for _, v := range c.entries(f.need("values", "write values: {first: {nl: ..., en: ...}}"), "values of key "+p.key.text, plainName) {
			key.Values = append(key.Values, Value{Name: v.key.text, Label: c.text(v.value, p.key.text+"."+v.key.text)})
		}
		c.index.named("type "+key.Name, SymbolKey, "", p.key, p.value, rules.Type{Kind: rules.Enum, Name: key.Name})
		for _, v := range f.get("values").pairsOf() {
			c.index.named("value "+key.Name+"."+v.key.text, SymbolKeyValue, key.Name, v.key, v.value, rules.Type{Kind: rules.Enum, Name: key.Name})
		}
		key.AtMost = len(key.Values)
		if f.has("at_most") {
			key.AtMost = f.number("at_most", 1, max(1, len(key.Values)))
		}
		c.def.Keys = append(c.def.Keys, key)
		c.types[key.Name] = rules.Type{Kind: rules.Enum, Name: key.Name}
		c.typeNames = append(c.typeNames, key.Name)
		c.schema.Enums = append(c.schema.Enums, &rules.EnumDecl{Name: key.Name, Values: names(key.Values, func(v Value) string { return v.Name })})
		c.schema.Keys = append(c.schema.Keys, key.Name)
	}
}

// key finds a declared key; nil after a diagnostic.
func (c *compiler) key(p piece) *Key {
	for _, k := range c.def.Keys {
		if k.Name == p.text {
			c.use("key", k.Name)
			c.index.refer(p, k.Range)
			return k
		}
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Keys, func(k *Key) string { return k.Name })), "there is no key %q", shorten(p.text))
	return nil
}

// perKey reads `per: KEY`.
func (c *compiler) perKey(f fields) *Key {
	p, ok := f.scalar("per")
	if !ok {
		return nil
	}
	return c.key(p)
}

func (c *compiler) declareRoles() {
	decl := &rules.EnumDecl{Name: "Role"}
	for _, p := range c.entries(c.root.need("roles", "write roles: {member: {nl: ..., en: ...}}"), "roles", plainName) {
		if p.key.text == "who" || p.key.text == "starter" {
			c.report(CodeTaken, p.key.rng, "choose another name", "%q has a meaning of its own where a role is named", p.key.text)
			continue
		}
		f := c.fields(p.value, p.key.rng, "role "+p.key.text, roleShape)
		role := &Role{Name: p.key.text, Label: f.textFields(), Range: p.key.rng}
		c.binding(role, f)
		c.def.Roles = append(c.def.Roles, role)
		decl.Values = append(decl.Values, role.Name)
		c.index.named("value Role."+role.Name, SymbolRole, "", p.key, p.value, rules.Type{})
		c.declared("role", p.key)
	}
	c.schema.Enums = append(c.schema.Enums, decl,
		&rules.EnumDecl{Name: "Cause", Values: []string{"person", "silence", "moment", "message"}})
	c.types["Role"] = rules.Type{Kind: rules.Enum, Name: "Role"}
}

// binding reads `party: once` or `party: per KEY`.
func (c *compiler) binding(role *Role, f fields) {
	p, ok := f.scalar("party")
	switch {
	case !ok:
	case p.text == "once":
		role.Binding = Once
	case strings.HasPrefix(p.text, "per "):
		if role.Key = c.key(p.part(len("per "), len(p.text)).trim()); role.Key != nil {
			role.Binding = PerKey
		}
	default:
		c.report(CodeLiteral, p.all(), "write party: once, or party: per KEY", "%q of %s cannot be %q", "party", f.what, shorten(p.text))
	}
}

// role finds a declared role; nil after a diagnostic.
func (c *compiler) role(p piece) *Role {
	if r := c.def.Role(p.text); r != nil {
		c.use("role", r.Name)
		c.index.refer(p, r.Range)
		return r
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Roles, func(r *Role) string { return r.Name })), "there is no role %q", shorten(p.text))
	return nil
}

// compileRoles reads what roles say about each other.
func (c *compiler) compileRoles() {
	section := c.section("roles")
	for _, role := range c.def.Roles {
		f := c.reopen(section.get(role.Name), role.Range, "role "+role.Name, roleShape)
		if p, ok := f.scalar("of"); ok {
			if role.OfAny = p.text == "any role"; !role.OfAny {
				role.Of = c.role(p)
			}
		}
		if p, ok := f.scalar("fallback"); ok {
			role.Fallback = c.role(p)
		}
		c.chosen(role, f)
		kinds := 0
		for _, has := range []bool{role.Binding != Anywhere, role.Of != nil || role.OfAny, len(role.Chosen) > 0} {
			if has {
				kinds++
			}
		}
		if kinds > 1 {
			c.report(CodeShape, role.Range, "keep one of party, of and chosen", "role %s is a party, of another role, or chosen; not more than one of these", role.Name)
		}
	}
	for _, role := range c.def.Roles {
		if role.Of != nil && (role.Of.Of != nil || role.Of.OfAny || len(role.Of.Chosen) > 0) {
			c.report(CodeShape, role.Range, "", "role %s is of role %s, which is itself of another role or chosen", role.Name, role.Of.Name)
		}
		for _, choice := range role.Chosen {
			if choice.Is != nil && len(choice.Is.Chosen) > 0 {
				c.report(CodeShape, role.Range, "", "role %s can be %s, which is itself chosen", role.Name, choice.Is.Name)
			}
		}
	}
}

// chosen reads a role that is one of others.
func (c *compiler) chosen(role *Role, f fields) {
	role.Given = c.given(f, "role "+role.Name)
	n := f.get("chosen")
	if n == nil {
		if f.has("given") {
			c.report(CodeShape, f.keyRange("given"), "", "role %s has inputs, but is not chosen", role.Name)
		}
		return
	}
	s := &scope{what: "role " + role.Name, vars: c.base.With(fieldVars("", role.Given)...)}
	c.index.within(f.node, s)
	for i, item := range n.list() {
		b := c.fields(item, f.keyRange("chosen"), "a choice of role "+role.Name, roleIfShape, roleElseShape)
		choice := Choice{}
		c.index.within(item, s)
		last := i == len(n.list())-1
		if choice.If = c.branchCondition(b, s, last); choice.If != nil {
			s = s.failing(choice.If)
		}
		if p, ok := b.needScalar("is", "write is: ROLE"); ok {
			choice.Is = c.role(p)
		}
		role.Chosen = append(role.Chosen, choice)
	}
	c.checkConditions(n.list(), "role "+role.Name)
}

// branchCondition reads the condition of one item of an ordered choice: `if` in all but the last, `otherwise: yes` there.
func (c *compiler) branchCondition(b fields, s *scope, last bool) *rules.Expr {
	switch {
	case b.has("if") && b.has("otherwise"):
		c.report(CodeOtherwise, b.keyRange("otherwise"), "keep one of both", "%s has both `if` and `otherwise`", b.what)
	case b.has("otherwise"):
		b.yes("otherwise")
		if !last {
			c.report(CodeOtherwise, b.keyRange("otherwise"), "make it the last one", "what stands behind `otherwise` is never reached")
		}
		return nil
	case !b.has("if"):
		c.report(CodeOtherwise, b.at, "write if: CONDITION, or otherwise: yes in the last", "%s says not when", b.what)
	case last:
		c.report(CodeOtherwise, b.keyRange("if"), "add a last item with otherwise: yes", "nothing is said for when no condition holds")
	}
	return c.condition(b.get("if"), s, "`if` of "+b.what)
}

// given reads the inputs of a rule, notice, term or role.
func (c *compiler) given(f fields, what string) []Field {
	list := c.inputFields(f.get("given"), what)
	for _, field := range list {
		kind, taken := c.names[field.Name]
		if taken && !(kind == "key" && field.Type.Name == field.Name) {
			c.report(CodeTaken, field.Range, "choose another name for the input", "%q is the name of a %s, so no input can have it", field.Name, kind)
		}
	}
	return list
}

// inputFields reads {name: TYPE, ...} of things that people do not fill in.
func (c *compiler) inputFields(n *node, what string) []Field {
	var list []Field
	for _, p := range c.entries(n, "inputs of "+what, plainName) {
		if t, ok := c.typeOf(p.value, "the type of "+p.key.text); ok {
			list = append(list, Field{Name: p.key.text, Type: t, Range: p.key.rng})
			c.index.declare(SymbolField, what, p.key, p.value, t)
		}
	}
	return list
}

func (c *compiler) compileSees() {
	n := c.root.need("sees", "write sees: {ROLE: {while: task, facts: []}}")
	for _, p := range c.entries(n, "sees", plainName) {
		role := c.def.Role(p.key.text)
		if role == nil {
			c.report(CodeUnknownName, p.key.rng, suggest(p.key.text, names(c.def.Roles, func(r *Role) string { return r.Name })), "there is no role %q", p.key.text)
			continue
		}
		c.use("role", role.Name)
		c.index.refer(p.key.piece(), role.Range)
		f := c.fields(p.value, p.key.rng, "sees of "+p.key.text, sightShape)
		sees := &Sees{Role: role, While: While(f.oneOf("while", "party", "task", "told", "always")), Range: p.key.rng}
		f.need("while", "write while: task, party, told or always")
		if sees.While == WhileAlways {
			c.use("role", role.Name) // a reader, who neither acts nor is told
		}
		if f.has("after") {
			sees.OwnPeriod = f.oneOf("after", "own period") != ""
		}
		if facts := f.need("facts", "write facts: [...]; [] for none"); facts != nil {
			if facts.kind != sequenceNode {
				c.report(CodeShape, facts.rng, "write facts: [title, place]", "the facts of %s are no list", f.what)
			}
			for _, item := range facts.items {
				if sight, ok := c.sight(item, role); ok {
					sees.Facts = append(sees.Facts, sight)
				}
			}
		}
		c.def.Sees = append(c.def.Sees, sees)
	}
}

// sight reads NAME, NAME.field, NAME[own], all or all[own].
func (c *compiler) sight(n *node, role *Role) (Sight, bool) {
	p, ok := c.word(n, "a fact that "+role.Name+" sees")
	if !ok {
		return Sight{}, false
	}
	head, path, _ := strings.Cut(p.text, ".")
	name, own := strings.CutSuffix(head, "[own]")
	sight := Sight{Own: own, Path: path}
	if name == "all" && path == "" {
		sight.All = true
		for _, f := range c.def.Facts {
			if !own || f.Key != nil {
				c.use("sees", f.Name)
			}
		}
		return sight, true
	}
	if sight.Fact = c.def.Fact(name); sight.Fact == nil {
		c.report(CodeUnknownName, p.all(), suggest(name, names(c.def.Facts, func(f *Fact) string { return f.Name })), "there is no fact %q", shorten(name))
		return Sight{}, false
	}
	if own && sight.Fact.Key == nil {
		c.report(CodeShape, p.all(), "write "+name, "the fact %s is not kept per key, so it has no [own]", name)
	}
	c.use("fact", name)
	at := len(name)
	c.index.refer(p.part(0, at), sight.Fact.Range)
	at = len(head) + 1
	t := sight.Fact.Type
	for _, field := range strings.Split(path, ".") {
		if path == "" {
			break
		}
		decl := c.schema.Record(t.Name)
		i := -1
		if t.Kind == rules.Record && decl != nil {
			i = slices.IndexFunc(decl.Fields, func(f rules.FieldDecl) bool { return f.Name == field })
		}
		if i < 0 {
			c.report(CodeUnknownName, p.all(), "", "%s has no field %q", typeText(t.Some()), shorten(field))
			return Sight{}, false
		}
		c.index.referNamed(p.part(at, at+len(field)), "field "+t.Name+"."+field)
		at += len(field) + 1
		t = decl.Fields[i].Type
	}
	return sight, true
}
