package rules

import (
	"github.com/google/cel-go/interpreter"
)

// op is what a node does.
type op uint8

const (
	opBad    op = iota // already reported
	opConst            // val
	opPath             // the value at path; null where it may be unset and that is wanted
	opHas              // whether path is set
	opAnd              // kids
	opOr               // kids
	opNot              // kid
	opChoose           // kids: condition, then, otherwise
	opRule             // kid: the rule's expression, its inputs filled in
	opAll              // kids: list, condition on local
	opExists           // kids: list, condition on local
	opCall             // fn of kids
	opList             // kids
	opField            // step below kid, which is no path
)

// node is a part of a checked expression: names resolved, rules written out, types known.
type node struct {
	op   op
	typ  Type // Optional: may be unset here, with what is known around it
	src  *parsed
	at   span
	kids []*node

	val   Value // opConst
	path  *path // opPath, opHas
	fn    *builtin
	rule  string // opRule
	local string // opAll, opExists: the unique name of the element
	step  step   // opField

	in    interval // of an Int
	then  facts    // what follows when a Bool is true
	other facts    // and when it is false
	cost  uint64

	noted []*answers // where its answers are noted; nil: nowhere

	id  int64 // of the CEL expression it became
	run interpreter.InterpretableV2
}

// step is one field of a record or attribute of an enumeration below a path.
type step struct {
	name string
	enum *EnumDecl // not nil: an attribute
	attr int
	typ  Type
}

// path is a variable, or the element of a list in all and exists, with steps below it.
type path struct {
	name  string // of the variable or element
	local bool
	key   *node // of a keyed variable; nil for none
	typ   Type  // of the variable itself
	steps []step
}

// result returns the type at the end of the path, optional when any part of it may be unset.
func (p *path) result() Type {
	t := p.typ
	if len(p.steps) == 0 {
		return t
	}
	last := p.steps[len(p.steps)-1].typ
	optional := t.Optional || last.Optional
	for _, s := range p.steps {
		optional = optional || s.typ.Optional
	}
	last.Optional = optional
	return last
}

// names returns the canonical names of the path and of every path above it, the shortest first. Equal names mean the
// same value; "" stands for a path whose key is computed, which is never the same as another.
func (p *path) names() []string {
	root := p.name
	if p.key != nil {
		key := p.key.canonical()
		if key == "" {
			return nil
		}
		root += "[" + key + "]"
	}
	all := make([]string, 1, len(p.steps)+1)
	all[0] = root
	for _, s := range p.steps {
		root += "." + s.name
		all = append(all, root)
	}
	return all
}

// canonical names a node that is used as a key.
func (n *node) canonical() string {
	switch n.op {
	case opConst:
		return "=" + n.val.text
	case opPath:
		if names := n.path.names(); len(names) > 0 {
			return names[len(names)-1]
		}
	}
	return ""
}

// maybeUnset reports whether the path may be unset where only f is known.
func (p *path) maybeUnset(f facts) bool {
	if !p.result().Optional {
		return false
	}
	names := p.names()
	for i := len(p.steps); i >= 0; i-- {
		t := p.typ
		if i > 0 {
			t = p.steps[i-1].typ
		}
		if names != nil && f.knows(names[i]) {
			return false // has() of a path vouches for all above it
		}
		if t.Optional {
			return true
		}
	}
	return false
}

// with returns the path one step longer.
func (p *path) with(s step) *path {
	longer := *p
	longer.steps = append(p.steps[:len(p.steps):len(p.steps)], s)
	return &longer
}

// fields returns the dotted record fields below the variable, attributes left out.
func (p *path) fields() string {
	var s string
	for _, st := range p.steps {
		if st.enum != nil {
			break
		}
		s = join(s, st.name)
	}
	return s
}

// clone copies a node with all below it, so that each place it is written out has nodes of its own.
func (n *node) clone() *node {
	c := *n
	c.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		c.kids[i] = k.clone()
	}
	if n.path != nil && n.path.key != nil {
		p := *n.path
		p.key = p.key.clone()
		c.path = &p
	}
	return &c
}

// count returns the number of nodes.
func (n *node) count() int {
	total := 1
	for _, k := range n.kids {
		total += k.count()
	}
	if n.path != nil && n.path.key != nil {
		total += n.path.key.count()
	}
	return total
}

// plain reports whether a node can be read without CEL: a constant, or a path whose key is one or such a path.
func (n *node) plain() bool {
	return n.op == opConst || n.op == opPath && !n.path.local && (n.path.key == nil || n.path.key.plain())
}
