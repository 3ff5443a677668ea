package stroomschema

import (
	"fmt"
	"slices"
)

// usage remembers what is declared and what is used, for the warnings about what nobody uses.
type usage struct {
	declared []declaredName
	used     map[string]bool // "kind name"
	shown    []shownName
	seen     map[string]bool
}

type declaredName struct {
	kind string
	key  *node
}

// shownName is a name that people read, so that it needs a word.
type shownName struct {
	key  *node
	what string
}

func newUsage() usage { return usage{used: map[string]bool{}, seen: map[string]bool{}} }

// declared notes that a name of a kind exists.
func (c *compiler) declared(kind string, key *node) {
	c.usage.declared = append(c.usage.declared, declaredName{kind, key})
}

// use notes that something refers to a name.
func (c *compiler) use(kind, name string) { c.usage.used[kind+" "+name] = true }

func (c *compiler) isUsed(kind, name string) bool { return c.usage.used[kind+" "+name] }

// shown notes that people read a name.
func (c *compiler) shown(key *node, what string) {
	if !c.usage.seen[key.text] {
		c.usage.seen[key.text] = true
		c.usage.shown = append(c.usage.shown, shownName{key, what})
	}
}

// claim notes that a name can be read in expressions; each such name stands for one thing.
func (c *compiler) claim(kind string, key *node) bool {
	if slices.Contains(reserved, key.text) {
		c.report(CodeTaken, key.rng, "choose another name", "%q has a meaning of its own in expressions, so no %s can have it", key.text, kind)
		return false
	}
	if other, ok := c.names[key.text]; ok {
		c.report(CodeTaken, key.rng, "choose another name", "%q is the name of a %s already, so no %s can have it", key.text, other, kind)
		return false
	}
	c.names[key.text] = kind
	c.declared(kind, key)
	return true
}

func (c *compiler) declareWords() {
	for _, p := range c.entries(c.section("words"), "words", anyName) {
		c.index.declare(SymbolWord, "", p.key, p.value, textType)
		c.def.Words[p.key.text] = c.text(p.value, fmt.Sprintf("the word %s", p.key.text))
	}
}

// checkWords warns about names that people read without a label. A key has one of its own.
func (c *compiler) checkWords() {
	for _, s := range c.usage.shown {
		if _, ok := c.def.Words[s.key.text]; !ok && c.def.Key(s.key.text) == nil {
			c.report(CodeNoWord, s.key.rng, "add it under words: "+s.key.text+": {nl: ..., en: ...}",
				"people read %q (%s), and it has no label", s.key.text, s.what)
		}
	}
}

// checkUnused warns about what nobody uses.
func (c *compiler) checkUnused() {
	for _, d := range c.usage.declared {
		name := d.key.text
		switch {
		case d.kind == "fact":
			c.checkFactUse(d.key)
		case c.isUsed(d.kind, name), d.kind == "flow", d.kind == "parameter" && c.measured(name):
		case d.kind == "notice" && c.nodes.notices[name].get("arrives") != nil: // the world uses it
		default:
			c.report(CodeUnused, d.key.rng, "use it, or remove it", "nothing uses the %s %q", d.kind, name)
		}
	}
}

func (c *compiler) measured(parameter string) bool {
	return slices.ContainsFunc(c.def.Measures, func(m *Measure) bool {
		return slices.ContainsFunc(m.SideBySide, func(p *Parameter) bool { return p.Name == parameter })
	})
}

func (c *compiler) checkFactUse(key *node) {
	read, set := c.isUsed("fact", key.text) || c.isUsed("sees", key.text), c.isUsed("set", key.text)
	switch {
	case !read && !set:
		c.report(CodeUnused, key.rng, "use it, or remove it", "nothing uses the fact %q", key.text)
	case !read:
		c.report(CodeNeverRead, key.rng, "", "the fact %q is set, and neither a rule, a text nor `sees` reads it", key.text)
	case !set:
		c.report(CodeNeverSet, key.rng, "set it in a `do`, or make it a parameter", "the fact %q is read, and nothing sets it", key.text)
	}
}

// names of things, for suggestions.
func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = name(item)
	}
	return out
}
