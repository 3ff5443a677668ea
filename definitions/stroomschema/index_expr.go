package stroomschema

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// listen has package rules tell which words of expressions stand for what.
func (x *indexer) listen(env *rules.Env) {
	if x != nil {
		env.Note(func(u rules.Use) { x.heard = append(x.heard, u) })
	}
}

// deaf forgets what was told of an expression that is not written in the file.
func (x *indexer) deaf() {
	if x != nil {
		x.heard = x.heard[:0]
	}
}

// said notes what the words of an expression stand for: those that were told since the last time, or, of an expression that
// was compiled before, those that were told then.
func (x *indexer) said(e *rules.Expr, p piece) {
	if x == nil {
		return
	}
	uses, again := x.uses[e]
	if !again || e == nil {
		uses = append([]rules.Use(nil), x.heard...)
		if e != nil {
			x.uses[e] = uses
		}
	}
	x.heard = x.heard[:0]
	elements := map[string]diag.Range{}
	for _, u := range uses {
		if u.Declares {
			at := p.rng(u.Offset, u.End)
			elements[u.Name] = at
			name, _, _ := strings.Cut(u.Name, "#")
			x.add(Symbol{Kind: SymbolElement, Name: name, Place: at, Extent: at, Type: u.Type})
		}
	}
	for _, u := range uses {
		if to, ok := x.target(u, elements); ok {
			x.mentions = append(x.mentions, pendingMention{at: p.rng(u.Offset, u.End), to: to})
		}
	}
}

// target finds the declaration of what a word stands for.
func (x *indexer) target(u rules.Use, elements map[string]diag.Range) (diag.Range, bool) {
	id := ""
	switch u.Kind {
	case rules.UseVariable:
		return tagged(u)
	case rules.UseElement:
		to, ok := elements[u.Name]
		return to, ok && !u.Declares
	case rules.UseType:
		id = "type " + u.Name
	case rules.UseValue:
		id = "value " + u.Of + "." + u.Name
	case rules.UseRule:
		id = "rule " + u.Name
	case rules.UseField, rules.UseAttribute:
		id = "field " + u.Of + "." + u.Name
	}
	to, ok := x.names[id]
	return to, ok
}

// tagged finds the declaration of one part of a variable's name. Of loan.open it is the first part that an author named, of
// ask.to, param.limit and recorded.place the last.
func tagged(u rules.Use) (diag.Range, bool) {
	last := strings.Count(u.Var.Name, ".")
	switch of := u.Var.Tag.(type) {
	case *Flow:
		return of.Range, u.Part == 0
	case *diag.Range:
		return *of, u.Part == last
	}
	return diag.Range{}, false
}

// referFields notes the fields at the end of a text, such as "place[north].level", of a value of type t.
func (x *indexer) referFields(p piece, path string, t rules.Type, schema *rules.Schema) {
	if x == nil || path == "" {
		return
	}
	at := len(p.text) - len(path)
	for field := range strings.SplitSeq(path, ".") {
		x.referNamed(p.part(at, at+len(field)), "field "+t.Name+"."+field)
		at += len(field) + 1
		decl := schema.Record(t.Name)
		t = rules.Type{}
		if decl != nil {
			for _, f := range decl.Fields {
				if f.Name == field {
					t = f.Type
				}
			}
		}
	}
}

// literal notes the values of enumerations, and the fields of records, in a value that is written in the file.
func (x *indexer) literal(n *node, t rules.Type, schema *rules.Schema) {
	if x == nil {
		return
	}
	switch {
	case t.Kind == rules.Enum && n.kind == scalarNode:
		x.referNamed(n.piece(), "value "+t.Name+"."+n.text)
	case t.Kind == rules.List && t.Elem != nil:
		for _, item := range n.list() {
			x.literal(item, *t.Elem, schema)
		}
	case t.Kind == rules.Record && n.kind == mappingNode:
		decl := schema.Record(t.Name)
		for _, p := range n.pairs {
			x.referNamed(p.key.piece(), "field "+t.Name+"."+p.key.text)
			if decl == nil {
				continue
			}
			for _, f := range decl.Fields {
				if f.Name == p.key.text {
					x.literal(p.value, f.Type, schema)
				}
			}
		}
	}
}
