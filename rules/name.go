package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
)

// segment is one name of a dotted chain, with the key in brackets behind it if there is one.
type segment struct {
	name string
	at   span // of the name alone
	end  int  // of everything up to and including the segment
	key  ast.Expr
}

// chain takes a dotted name apart: a.b[k].c. ok is false when it does not begin with a name; rest is then the part it
// begins with.
func (c *compiler) chain(e ast.Expr) (segs []segment, root ast.Expr, ok bool) {
	switch e.Kind() {
	case ast.IdentKind:
		at := c.span(e)
		return []segment{{name: e.AsIdent(), at: at, end: at.end}}, nil, true
	case ast.SelectKind:
		sel := e.AsSelect()
		segs, root, ok = c.chain(sel.Operand())
		at := c.span(e)
		name := span{at.end - len([]rune(sel.FieldName())), at.end}
		return append(segs, segment{name: sel.FieldName(), at: name, end: at.end}), root, ok
	case ast.CallKind:
		if call := e.AsCall(); call.FunctionName() == operators.Index {
			segs, root, ok = c.chain(call.Args()[0])
			if len(segs) == 0 || segs[len(segs)-1].key != nil {
				return segs, e, false
			}
			last := &segs[len(segs)-1]
			last.key, last.end = call.Args()[1], c.span(e).end
			return segs, root, ok
		}
	}
	return nil, e, false
}

// name checks a dotted name.
func (c *compiler) name(e ast.Expr) *node {
	segs, root, ok := c.chain(e)
	if ok {
		n := c.resolve(e, segs)
		return n
	}
	if root == e || slices.ContainsFunc(segs, func(s segment) bool { return s.key != nil }) {
		return c.report(c.span(e), ProblemConstruct, "Only a keyed variable can be followed by brackets: elements of lists are not counted out.", "Use all or exists.")
	}
	n := c.value(root)
	if n.op == opBad {
		return n
	}
	return c.below(e, n, segs)
}

// resolve finds what a dotted name stands for. A longer name of a variable goes before a shorter one.
func (c *compiler) resolve(e ast.Expr, segs []segment) *node {
	first := segs[0]
	if decl := c.constantOf(segs); decl != nil {
		return c.enumConstant(e, decl, segs, 1)
	}
	for i := len(c.elements) - 1; i >= 0; i-- {
		if el := c.elements[i]; el.name == first.name {
			c.note(first.at, Use{Kind: UseElement, Name: el.unique, Type: el.typ})
			return c.extend(e, &path{name: el.unique, local: true, typ: el.typ}, segs, 1)
		}
	}
	names := make([]string, len(segs))
	for i, s := range segs {
		names[i] = s.name
	}
	for k := len(segs); k > 0; k-- {
		if arg, ok := c.given[first.name]; ok && k == 1 {
			return c.input(e, arg, segs)
		}
		if v, ok := c.vars.Lookup(strings.Join(names[:k], ".")); ok {
			c.noteVariable(v, segs[:k])
			return c.variable(e, v, segs, k)
		}
	}
	if first.name == "every" {
		return c.every(e, segs)
	}
	for k := len(segs) - 1; k > 0; k-- {
		if decl := c.env.enum(strings.Join(names[:k], ".")); decl != nil {
			return c.enumConstant(e, decl, segs, k)
		}
	}
	return c.unknown(segs, names)
}

// constantOf returns the enumeration when the name is TYPE.value although TYPE is also the name of a variable of that
// type: in a flow kept per key, `part` is the key and `part.first` a constant.
func (c *compiler) constantOf(segs []segment) *EnumDecl {
	if len(segs) < 2 || segs[0].key != nil {
		return nil
	}
	decl := c.env.enum(segs[0].name)
	if decl == nil || decl.index(segs[1].name) < 0 || decl.attribute(segs[1].name) >= 0 {
		return nil
	}
	of := func(t Type) bool { return t.Kind == Enum && t.Name == decl.Name }
	for _, el := range c.elements {
		if el.name == decl.Name {
			return pick(of(el.typ), decl)
		}
	}
	if _, longer := c.vars.Lookup(segs[0].name + "." + segs[1].name); longer {
		return nil
	}
	if arg, ok := c.given[decl.Name]; ok {
		return pick(of(arg.typ), decl)
	}
	v, ok := c.vars.Lookup(decl.Name)
	return pick(!ok || of(v.Type), decl)
}

func pick(ok bool, decl *EnumDecl) *EnumDecl {
	if ok {
		return decl
	}
	return nil
}

// unknown reports a name that stands for nothing.
func (c *compiler) unknown(segs []segment, names []string) *node {
	first := segs[0]
	if _, ok := c.env.rules[first.name]; ok {
		return c.report(first.at, ProblemName, fmt.Sprintf("%s is a rule: its inputs are missing.", first.name), fmt.Sprintf("Write %s(...).", first.name))
	}
	for _, decl := range c.env.config.Schema.Enums {
		if decl.Name == first.name {
			return c.report(first.at, ProblemName, fmt.Sprintf("%s is a type; one of its values must follow.", first.name), "")
		}
		if len(segs) == 1 && decl.index(first.name) >= 0 {
			return c.report(first.at, ProblemName, fmt.Sprintf("There is no %s here.", first.name), fmt.Sprintf("Write %s.%s for the value of %s.", decl.Name, first.name, decl.Name))
		}
	}
	full := strings.Join(names, ".")
	at := span{first.at.off, segs[len(segs)-1].at.end}
	// When the first part begins other names, the fault lies further on: show the whole; else show the first part.
	shown := full
	if len(segs) > 1 && !c.begins(first.name) {
		shown, at = first.name, first.at
	}
	hint := ""
	if best := nearest(shown, c.candidates()); best != "" {
		hint = fmt.Sprintf("Did you mean %s?", best)
	}
	return c.report(at, ProblemName, fmt.Sprintf("There is no %.80s here.", shown), hint)
}

// begins reports whether a variable's dotted name begins with this word.
func (c *compiler) begins(word string) bool {
	return c.vars.begins(word + ".")
}

// candidates returns all names that could be meant, sorted.
func (c *compiler) candidates() []string {
	all := c.vars.Names()
	for _, el := range c.elements {
		all = append(all, el.name)
	}
	for name := range c.given {
		all = append(all, name)
	}
	for _, decl := range c.env.config.Schema.Enums {
		all = append(all, decl.Name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// variable checks a use of a declared variable whose name takes the first k segments.
func (c *compiler) variable(e ast.Expr, v Var, segs []segment, k int) *node {
	if !c.env.declared(v.Type) {
		return c.report(segs[0].at, ProblemName, fmt.Sprintf("%s is of type %s, which is not declared.", v.Name, v.Type), "")
	}
	p := &path{name: v.Name, typ: v.Type}
	var key ast.Expr
	for i, s := range segs[:k] {
		if s.key == nil {
			continue
		}
		if v.Key == "" || key != nil {
			return c.report(span{s.at.end, s.end}, ProblemKey, fmt.Sprintf("%s has no key.", v.Name), "")
		}
		key = segs[i].key
	}
	if v.Key != "" {
		if key == nil {
			at := span{segs[0].at.off, segs[k-1].end}
			return c.report(at, ProblemKey, fmt.Sprintf("%s has a value for each %s: the key is missing.", v.Name, v.Key), fmt.Sprintf("Write %s[%s].", v.Name, v.Key))
		}
		p.key = c.value(key)
		if p.key.op == opBad {
			return p.key
		}
		if p.key.typ.Kind != Enum || p.key.typ.Name != v.Key {
			return c.report(p.key.at, ProblemType, fmt.Sprintf("The key of %s is a %s; this is %s.", v.Name, v.Key, p.key.typ.article()), "")
		}
	}
	return c.extend(e, p, segs, k)
}

// extend checks the fields that follow a path and returns its node.
func (c *compiler) extend(e ast.Expr, p *path, segs []segment, k int) *node {
	t := p.result()
	if k == 1 && p.local && segs[0].key != nil {
		return c.report(span{segs[0].at.end, segs[0].end}, ProblemKey, fmt.Sprintf("%s has no key.", segs[0].name), "")
	}
	for _, s := range segs[k:] {
		if s.key != nil {
			return c.report(span{s.at.end, s.end}, ProblemKey, fmt.Sprintf("%s has no key.", s.name), "")
		}
		st, bad := c.step(t, s)
		if bad != nil {
			return bad
		}
		c.noteStep(t, s, st)
		p = p.with(st)
		t = st.typ
	}
	return c.pathNode(e, p)
}

// pathNode returns the node that reads a path, with what is known of it here.
func (c *compiler) pathNode(e ast.Expr, p *path) *node {
	t := p.result()
	t.Optional = p.maybeUnset(c.known)
	n := c.node(opPath, e, t)
	n.path = p
	if p.key != nil {
		n.cost += p.key.cost
	}
	switch t.Kind {
	case Int:
		n.in = typeInterval(t)
		if names := p.names(); names != nil {
			if in, ok := c.known.bounds(names[len(names)-1]); ok {
				n.in = n.in.meet(in)
			}
		}
	}
	return n
}

// step finds a field of a record or an attribute of an enumeration.
func (c *compiler) step(t Type, s segment) (step, *node) {
	var names []string
	switch t.Kind {
	case Record:
		decl := c.env.record(t.Name)
		if decl == nil {
			break
		}
		if f := decl.field(s.name); f != nil {
			return step{name: s.name, typ: f.Type}, nil
		}
		for _, f := range decl.Fields {
			names = append(names, f.Name)
		}
	case Enum:
		decl := c.env.enum(t.Name)
		if decl == nil {
			break
		}
		if i := decl.attribute(s.name); i >= 0 {
			return step{name: s.name, enum: decl, attr: i, typ: decl.Attributes[i].Type.Some()}, nil
		}
		for _, a := range decl.Attributes {
			names = append(names, a.Name)
		}
	default:
		return step{}, c.report(s.at, ProblemField, fmt.Sprintf("%s has no fields.", upperFirst(t.article())), "")
	}
	hint := ""
	if best := nearest(s.name, names); best != "" {
		hint = fmt.Sprintf("Did you mean %s?", best)
	} else if len(names) > 0 && len(names) <= 20 {
		hint = "It has: " + strings.Join(names, ", ") + "."
	}
	return step{}, c.report(s.at, ProblemField, fmt.Sprintf("%s has no %.80s.", upperFirst(t.article()), s.name), hint)
}

func upperFirst(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

// input puts the argument of a rule in the place of its input.
func (c *compiler) input(e ast.Expr, arg *node, segs []segment) *node {
	if segs[0].key != nil {
		return c.report(span{segs[0].at.end, segs[0].end}, ProblemKey, fmt.Sprintf("%s has no key.", segs[0].name), "")
	}
	if arg.op == opPath {
		p := *arg.path
		if p.key != nil {
			p.key = p.key.clone()
			c.shared.nodes += p.key.count()
		}
		return c.extend(e, &p, segs, 1)
	}
	n := arg.clone()
	n.src, n.at = c.src, c.span(e)
	c.shared.nodes += n.count()
	return c.below(e, n, segs[1:])
}

// below checks fields of something that is no path.
func (c *compiler) below(e ast.Expr, n *node, segs []segment) *node {
	for _, s := range segs {
		if s.key != nil {
			return c.report(span{s.at.end, s.end}, ProblemKey, fmt.Sprintf("%s has no key.", s.name), "")
		}
		st, bad := c.step(n.typ, s)
		if bad != nil {
			return bad
		}
		c.noteStep(n.typ, s, st)
		if n.op == opConst && st.enum != nil {
			n = c.constant(e, st.typ, st.enum.attr(n.val, st.name))
			continue
		}
		field := c.node(opField, e, st.typ, n)
		field.step = st
		if st.typ.Kind == Int {
			field.in = typeInterval(st.typ)
		}
		n = field
	}
	return n
}

// every checks every.KEY: all keys in declared order.
func (c *compiler) every(e ast.Expr, segs []segment) *node {
	keys := c.env.config.Schema.Keys
	if len(segs) != 2 || !slices.Contains(keys, segs[1].name) {
		hint := ""
		if len(keys) > 0 {
			hint = "Write every." + strings.Join(keys, " or every.") + "."
		}
		return c.report(c.span(e), ProblemName, "After every. the name of a key must follow.", hint)
	}
	decl := c.env.enum(segs[1].name)
	c.note(segs[1].at, Use{Kind: UseType, Name: decl.Name, Type: Type{Kind: Enum, Name: decl.Name}})
	elem := Type{Kind: Enum, Name: decl.Name}
	v := Value{kind: List}
	for _, name := range decl.Values {
		v.items = append(v.items, EnumOf(decl.Name, name))
	}
	return c.constant(e, Type{Kind: List, Elem: &elem}, v)
}

// enumConstant checks TYPE.value, with attributes behind it.
func (c *compiler) enumConstant(e ast.Expr, decl *EnumDecl, segs []segment, k int) *node {
	s := segs[k]
	if decl.index(s.name) < 0 {
		hint := ""
		if best := nearest(s.name, decl.Values); best != "" {
			hint = fmt.Sprintf("Did you mean %s.%s?", decl.Name, best)
		} else if best := nearest(decl.Name+"."+s.name, c.vars.Names()); best != "" {
			hint = fmt.Sprintf("Did you mean %s?", best)
		} else if len(decl.Values) <= 20 {
			hint = "Its values: " + strings.Join(decl.Values, ", ") + "."
		}
		return c.report(s.at, ProblemValue, fmt.Sprintf("%s has no value %.80s.", decl.Name, s.name), hint)
	}
	for _, one := range segs[:k+1] {
		if one.key != nil {
			return c.report(span{one.at.end, one.end}, ProblemKey, fmt.Sprintf("%s has no key.", one.name), "")
		}
	}
	c.noteConstant(decl, segs, k)
	n := c.constant(e, Type{Kind: Enum, Name: decl.Name}, EnumOf(decl.Name, s.name))
	return c.below(e, n, segs[k+1:])
}

// nearest returns the name that differs least from the one written, "" when none is near.
func nearest(written string, names []string) string {
	best, least := "", max(1, min(3, len(written)/2))+1
	for _, name := range names {
		if d := distance(written, name, least); d < least {
			best, least = name, d
		}
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with the next one to make a of b; most when it is at
// least that.
func distance(a, b string, most int) int {
	if len(a) > 100 || len(b) > 100 || len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, above, row = above, row, before
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := above[j-1]
			if a[i-1] != b[j-1] {
				cost++
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cost = min(cost, before[j-2]+1)
			}
			row[j] = min(cost, above[j]+1, row[j-1]+1)
		}
	}
	return min(row[len(b)], most)
}
