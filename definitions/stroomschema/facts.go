package stroomschema

import (
	"slices"
	"time"

	"stroom/rules"
)

// declareValues declares what has a type of its own: facts, parameters, inputs of rules, terms and notices, forms, messages,
// services, counts.
func (c *compiler) declareValues() {
	c.declareFacts()
	c.declareParameters()
	for _, p := range c.entries(c.section("terms"), "terms", plainName) {
		f := c.fields(p.value, p.key.rng, "term "+p.key.text, termShape, chosenTermShape)
		c.def.Terms = append(c.def.Terms, &Term{Name: p.key.text, Given: c.given(f, "term "+p.key.text), Range: p.key.rng})
		c.nodes.terms[p.key.text] = p.value
		c.index.declare(SymbolTerm, "", p.key, p.value, rules.Type{})
		c.declared("term", p.key)
	}
	for _, p := range c.entries(c.section("ladders"), "ladders", plainName) {
		c.declareLadder(p)
		c.index.named("ladder "+p.key.text, SymbolLadder, "", p.key, p.value, rules.Type{})
		c.declared("ladder", p.key)
	}
	for _, p := range c.entries(c.section("notices"), "notices", anyName) {
		f := c.fields(p.value, p.key.rng, "notice "+p.key.text, noticeShape)
		c.def.Notices = append(c.def.Notices, &Notice{Name: p.key.text, Given: c.given(f, "notice "+p.key.text), Range: p.key.rng})
		c.nodes.notices[p.key.text] = p.value
		c.index.declare(SymbolNotice, "", p.key, p.value, rules.Type{})
		c.declared("notice", p.key)
	}
	for _, p := range c.entries(c.section("messages"), "messages", plainName) {
		f := c.fields(p.value, p.key.rng, "message "+p.key.text, messageShape)
		c.def.Messages = append(c.def.Messages, &Message{Name: p.key.text, Keep: f.yes("keep"), With: c.inputFields(f.get("with"), "message "+p.key.text), Range: p.key.rng})
		c.nodes.messages[p.key.text] = p.value
		c.index.declare(SymbolMessage, "", p.key, p.value, rules.Type{})
		c.declared("message", p.key)
	}
	for _, p := range c.entries(c.section("services"), "services", plainName) {
		c.declareService(p)
	}
	for _, p := range c.entries(c.section("counts"), "counts", plainName) {
		count := &Count{Name: p.key.text, Range: p.key.rng}
		if !p.value.null() {
			count.With = c.inputFields(p.value, "count "+p.key.text)
		}
		c.def.Counts = append(c.def.Counts, count)
		c.index.declare(SymbolCount, "", p.key, p.value, rules.Type{})
		c.declared("count", p.key)
	}
	for _, p := range c.entries(c.section("rules"), "rules", plainName) {
		if c.claim("rule", p.key) {
			c.def.Rules = append(c.def.Rules, &Rule{Name: p.key.text, Range: p.key.rng})
			c.nodes.rules[p.key.text] = p.value
			c.index.named("rule "+p.key.text, SymbolRule, "", p.key, p.value, boolType)
		}
	}
	for _, rule := range c.def.Rules {
		f := c.fields(c.nodes.rules[rule.Name], rule.Range, "rule "+rule.Name, ruleShape, groupShape)
		rule.Given = c.given(f, "rule "+rule.Name)
	}
}

func (c *compiler) declareFacts() {
	for _, p := range c.entries(c.section("facts"), "facts", plainName) {
		if !c.claim("fact", p.key) {
			continue
		}
		f := c.fields(p.value, p.key.rng, "fact "+p.key.text, factShape)
		fact := &Fact{Name: p.key.text, Key: c.perKey(f), Personal: f.yes("personal"), Range: p.key.rng}
		if n := f.need("type", "write type: optional text"); n != nil {
			fact.Type, _ = c.typeOf(n, "the type of fact "+p.key.text)
		}
		c.def.Facts = append(c.def.Facts, fact)
		c.nodes.facts[fact.Name] = p.value
		c.index.declare(SymbolFact, "", p.key, p.value, fact.Type)
		c.shown(p.key, "a fact")
	}
}

func (c *compiler) compileFacts() {
	for _, fact := range c.def.Facts {
		f := c.reopen(c.nodes.facts[fact.Name], fact.Range, "fact "+fact.Name, factShape)
		s := &scope{what: f.what, vars: c.parameterVars()}
		c.index.within(f.node, s)
		if n := f.get("at_start"); n != nil {
			fact.AtStart = c.value(n, s, fact.Type, "at_start of "+f.what)
		} else if !fact.Type.Optional && fact.Type.Kind != rules.Unset {
			c.report(CodeAtStart, fact.Range, "write at_start: ..., or make the type optional", "the fact %s has no value at the start", fact.Name)
		}
		for _, item := range f.get("set_by").list() {
			if p, ok := c.word(item, "a place in set_by of "+f.what); ok && c.placeExists(p) {
				fact.SetBy = append(fact.SetBy, p.text)
			}
		}
		if guarded := c.guardedPart(fact.Type); guarded != "" && !f.has("set_by") {
			c.report(CodeSetByNone, fact.Range, "write set_by: [FLOW.STEP, FLOW.begin, ...]", "the fact %s holds what is guarded (%s), and says not who may set it", fact.Name, guarded)
		}
	}
}

// guardedPart returns the path from a value of this type to its guarded attribute: "security", "level.security"; "" for
// none.
func (c *compiler) guardedPart(t rules.Type) string {
	if path, ok := c.guarded[t.Name]; ok || t.Name == "" || c.circular {
		return path
	}
	path := ""
	switch t.Kind {
	case rules.Enum:
		if decl := c.schema.Enum(t.Name); decl != nil {
			path = decl.Guard
		}
	case rules.Record:
		if decl := c.schema.Record(t.Name); decl != nil {
			for _, f := range decl.Fields {
				if inner := c.guardedPart(f.Type); inner != "" {
					path = f.Name + "." + inner
					break
				}
			}
		}
	}
	c.guarded[t.Name] = path
	return path
}

func (c *compiler) parameterVars() *rules.Vars {
	vars := make([]rules.Var, len(c.def.Parameters))
	for i, p := range c.def.Parameters {
		vars[i] = rules.Var{Name: "param." + p.Name, Type: p.Type, Tag: &p.Range}
	}
	return rules.NewVars(vars...)
}

func (c *compiler) declareParameters() {
	for _, p := range c.entries(c.section("parameters"), "parameters", plainName) {
		f := c.fields(p.value, p.key.rng, "parameter "+p.key.text, parameterShape)
		parameter := &Parameter{Name: p.key.text, Label: f.textFields(), Range: p.key.rng}
		if n := f.need("type", "write type: int"); n != nil {
			parameter.Type, _ = c.typeOf(n, "the type of parameter "+p.key.text)
		}
		c.def.Parameters = append(c.def.Parameters, parameter)
		c.nodes.parameters[parameter.Name] = p.value
		c.index.declare(SymbolParameter, "", p.key, p.value, parameter.Type)
		c.declared("parameter", p.key)
	}
}

// compileParameters reads the values, and sets those that are given when the version is published.
func (c *compiler) compileParameters() {
	for _, parameter := range c.def.Parameters {
		f := c.reopen(c.nodes.parameters[parameter.Name], parameter.Range, "parameter "+parameter.Name, parameterShape)
		if parameter.Type.Kind == rules.Unset {
			continue
		}
		for _, item := range f.need("choices", "write choices: [{value: ..., why: {nl: ..., en: ...}}]").list() {
			one := c.fields(item, f.keyRange("choices"), "a choice of "+f.what, parameterChoiceShape)
			choice := ParameterChoice{Why: one.needText("why", "say why it can be this: why: {nl: ..., en: ...}")}
			if n := one.need("value", "write value: ..."); n != nil {
				choice.Value = c.literal(n, parameter.Type, f.what)
			}
			parameter.Choices = append(parameter.Choices, choice)
		}
		n := f.need("value", "write value: ...")
		if n == nil {
			continue
		}
		parameter.Value = c.literal(n, parameter.Type, f.what)
		if text, ok := c.opts.Parameters[parameter.Name]; ok {
			n = &node{kind: scalarNode, src: n.src, rng: n.rng, text: text}
			parameter.Value = c.literal(n, parameter.Type, "the value set for "+f.what)
		}
		if !slices.ContainsFunc(parameter.Choices, func(k ParameterChoice) bool { return k.Value.Equal(parameter.Value) }) {
			c.report(CodeLiteral, n.rng, "choose one of them, or add it", "the value %s of %s is none of its choices", shorten(n.text), f.what)
		}
	}
	for _, name := range sortedKeys(c.opts.Parameters) {
		if c.def.Parameter(name) == nil {
			c.report(CodeUnknownName, c.root.keyRange("parameters"), suggest(name, names(c.def.Parameters, func(p *Parameter) string { return p.Name })),
				"a value is set for parameter %q, which does not exist", shorten(name))
		}
	}
}

func (c *compiler) declareForms() {
	for _, p := range c.entries(c.section("forms"), "forms", plainName) {
		c.forms[p.key.text] = c.fieldList(p.value, "form "+p.key.text)
		c.formNames = append(c.formNames, p.key.text)
		c.index.named("form "+p.key.text, SymbolForm, "", p.key, p.value, rules.Type{})
		c.declared("form", p.key)
	}
}

// form reads a FORM: fields, or the name of a form.
func (c *compiler) form(n *node, what string) []Field {
	if n == nil || n.kind == mappingNode {
		return c.fieldList(n, what)
	}
	p, ok := c.word(n, "the form of "+what)
	if !ok {
		return nil
	}
	form, ok := c.forms[p.text]
	if !ok {
		c.report(CodeUnknownName, p.all(), suggest(p.text, c.formNames), "there is no form %q", shorten(p.text))
	}
	c.use("form", p.text)
	c.index.referNamed(p, "form "+p.text)
	return form
}

func (c *compiler) declareService(p pair) {
	f := c.fields(p.value, p.key.rng, "service "+p.key.text, serviceShape)
	service := &Service{
		Name: p.key.text, Label: f.textFields(), Range: p.key.rng, Tries: 1,
		Ask: c.inputFields(f.get("ask"), "service "+p.key.text), Answer: c.inputFields(f.get("answer"), "service "+p.key.text),
	}
	if f.need("tries", "write tries: 3") != nil {
		service.Tries = f.number("tries", 1, 20)
	}
	f.need("backoff", "write backoff: 5 minutes")
	f.need("timeout", "write timeout: 10 seconds")
	service.Backoff = c.elapsed(f, "backoff", time.Second, 24*time.Hour)
	service.Timeout = c.elapsed(f, "timeout", time.Second, 10*time.Minute)
	c.def.Services = append(c.def.Services, service)
	c.index.declare(SymbolService, "", p.key, p.value, rules.Type{})
	c.declared("service", p.key)
}
