package stroomschema

import (
	"slices"
	"strings"

	"stroom/rules"
)

// suggestions reads `suggest`: what the form of a decision holds when people open it. A value may be unset; then nothing is
// suggested.
func (c *compiler) suggestions(d *Decision, n *node, s *scope) {
	if n == nil {
		return
	}
	switch {
	case n.kind != mappingNode:
		c.report(CodeShape, n.rng, "write suggest: {FIELD: ...}", "`suggest` of %s is %s; a mapping is expected", decisionWords(d), n.words())
		return
	case len(n.pairs) == 0:
		c.report(CodeShape, n.rng, "write suggest: {FIELD: ...}, or remove it", "`suggest` of %s names no field", decisionWords(d))
		return
	}
	for _, p := range n.pairs {
		t, ok := c.formPart(d, p.key.piece())
		if !ok {
			continue
		}
		t.Optional = true
		x := c.value(p.value, s, t, p.key.text+" of `suggest`")
		if x == nil {
			continue
		}
		if before := unfilled(d, x.Reads()); before != "" {
			c.report(CodeNotHere, p.value.piece().all(), "", "a suggestion is made before the form is filled in: it cannot read %q", before)
			continue
		}
		d.Suggest = append(d.Suggest, Suggestion{Path: p.key.text, Type: t, Value: x})
	}
	for i, a := range d.Suggest {
		for _, b := range d.Suggest[:i] {
			if strings.HasPrefix(a.Path+".", b.Path+".") || strings.HasPrefix(b.Path+".", a.Path+".") {
				c.report(CodeSameTwice, n.rng, "keep one of both", "`suggest` of %s fills %s and %s, and the one is a part of the other", decisionWords(d), b.Path, a.Path)
			}
		}
	}
}

// unfilled is the first name that is known only when the form of a decision has been sent; "" when there is none. What a flow
// is started with is part of the form of its beginning.
func unfilled(d *Decision, reads []string) string {
	prefixes := []string{"ask."}
	if d == d.Flow.Begin {
		prefixes = []string{"ask.", "with.", "own.", "again."}
	}
	for _, name := range reads {
		if slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
			return name
		}
	}
	return ""
}

// formPart finds the type of what "to" or "to.level" names in the form of a decision.
func (c *compiler) formPart(d *Decision, key piece) (rules.Type, bool) {
	name, rest, _ := strings.Cut(key.text, ".")
	i := slices.IndexFunc(d.Form, func(f Field) bool { return f.Name == name })
	if i < 0 {
		c.report(CodeUnknownName, key.all(), suggest(name, fieldNames(d.Form)), "the form of %s has no field %q", decisionWords(d), shorten(name))
		return rules.Type{}, false
	}
	t, at := d.Form[i].Type, len(name)
	c.index.refer(key.part(0, at), d.Form[i].Range)
	for rest != "" {
		name, rest, _ = strings.Cut(rest, ".")
		decl := c.env.Schema().Record(t.Name)
		if decl == nil || t.Kind != rules.Record {
			c.report(CodeUnknownName, key.all(), "", "%s of %s has no parts", key.text[:at], decisionWords(d))
			return rules.Type{}, false
		}
		part := slices.IndexFunc(decl.Fields, func(f rules.FieldDecl) bool { return f.Name == name })
		if part < 0 {
			names := names(decl.Fields, func(f rules.FieldDecl) string { return f.Name })
			c.report(CodeUnknownName, key.part(at+1, at+1+len(name)).all(), suggest(name, names), "%s has no part %q", t.Name, shorten(name))
			return rules.Type{}, false
		}
		c.index.referNamed(key.part(at+1, at+1+len(name)), "field "+t.Name+"."+name)
		t, at = decl.Fields[part].Type, at+1+len(name)
	}
	return t, true
}
