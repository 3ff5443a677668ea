package rules

import (
	"fmt"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
)

// pair checks the two sides of an operator; ok is false when one of them has been reported.
func (c *compiler) pair(args []ast.Expr) (a, b *node, ok bool) {
	a, b = c.value(args[0]), c.value(args[1])
	return a, b, a.op != opBad && b.op != opBad
}

// mismatch reports two sides that do not fit together.
func (c *compiler) mismatch(e ast.Expr, a, b *node, verb string) *node {
	hint := c.literalHint(b, a.typ)
	if hint == "" {
		hint = c.literalHint(a, b.typ)
	}
	return c.report(c.span(e), ProblemType, fmt.Sprintf("%s and %s cannot be %s.", upperFirst(a.typ.article()), b.typ.article(), verb), hint)
}

// literalHint says how to write a constant of another type than it has.
func (c *compiler) literalHint(n *node, want Type) string {
	if n.op != opConst {
		return ""
	}
	switch {
	case n.val.kind == Text && want.Kind == Enum:
		if decl := c.env.enum(want.Name); decl != nil && decl.index(n.val.text) >= 0 {
			return fmt.Sprintf("Write %s.%s, without quotes.", want.Name, n.val.text)
		}
		return fmt.Sprintf("A value of %s is written %s.NAME.", want.Name, want.Name)
	case n.val.kind == Int && want.Kind == Decimal:
		return fmt.Sprintf("Write %d.0.", n.val.num)
	}
	return ""
}

// equality checks == and !=.
func (c *compiler) equality(e ast.Expr, args []ast.Expr, operator string) *node {
	for _, arg := range args {
		if arg.Kind() == ast.LiteralKind && arg.AsLiteral() == types.NullValue {
			return c.literal(arg)
		}
	}
	a, b, ok := c.pair(args)
	if !ok {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	if !a.typ.same(b.typ) {
		return c.mismatch(e, a, b, "compared")
	}
	n := c.node(opCall, e, Type{Kind: Bool}, a, b)
	n.fn = operatorNamed(operator)
	n.cost += weight(a.typ)
	if a.typ.Kind == Int {
		same, different := narrowed(a, b.in), facts{}
		same = same.also(narrowed(b, a.in))
		if operator == operators.Equals {
			n.then, n.other = same, different
		} else {
			n.then, n.other = different, same
		}
	}
	return n
}

// weight is the cost of comparing two values of a type.
func weight(t Type) uint64 {
	switch t.Kind {
	case Record:
		return 20
	case List:
		return MaxList
	case Text:
		return 5
	}
	return 1
}

// narrowed returns what is known when a number is found to lie in an interval.
func narrowed(n *node, in interval) facts {
	if n.op != opPath {
		return facts{}
	}
	names := n.path.names()
	if names == nil {
		return facts{}
	}
	return facts{list: []fact{{path: names[len(names)-1], bounded: true, in: in}}}
}

// comparison checks < <= > >=.
func (c *compiler) comparison(e ast.Expr, args []ast.Expr, operator string) *node {
	a, b, ok := c.pair(args)
	if !ok {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	if !a.typ.same(b.typ) {
		return c.mismatch(e, a, b, "compared")
	}
	if !c.env.ordered(a.typ) {
		hint := ""
		if c.env.weighed(a.typ) {
			hint = "Write a.lighter_than(b) or a.heavier_than(b)."
		}
		return c.report(c.span(e), ProblemType, fmt.Sprintf("%s has no order.", upperFirst(a.typ.article())), hint)
	}
	n := c.node(opCall, e, Type{Kind: Bool}, a, b)
	n.fn = operatorNamed(operator)
	if a.typ.Kind == Int {
		small, large, strict := a, b, operator == operators.Less || operator == operators.Greater
		if operator == operators.Greater || operator == operators.GreaterEquals {
			small, large = b, a
		}
		n.then, n.other = below(small, large, strict), below(large, small, !strict)
	}
	return n
}

// below returns what is known when small < large (strict) or small <= large.
func below(small, large *node, strict bool) facts {
	gap := int64(0)
	if strict {
		gap = 1
	}
	f := narrowed(small, interval{-MaxResult, large.in.hi - gap})
	return f.also(narrowed(large, interval{small.in.lo + gap, MaxResult}))
}

// ordered reports whether < works on a type.
func (e *Env) ordered(t Type) bool {
	switch t.Kind {
	case Int, Decimal, Date, Instant, Duration:
		return true
	case Enum:
		decl := e.enum(t.Name)
		return decl != nil && decl.Ordered && len(decl.Compare) == 0
	}
	return false
}

// weighed reports whether lighter_than works on a type.
func (e *Env) weighed(t Type) bool {
	switch t.Kind {
	case Record:
		return true
	case Enum:
		decl := e.enum(t.Name)
		return decl != nil && len(decl.Compare) > 0
	}
	return false
}

// membership checks x in list.
func (c *compiler) membership(e ast.Expr, args []ast.Expr) *node {
	a := c.value(args[0])
	var b *node
	if args[1].Kind() == ast.ListKind {
		b = c.list(args[1], a)
	} else {
		b = c.keyedList(args[1])
	}
	if a.op == opBad || b.op == opBad {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	if b.typ.Kind != List {
		return c.report(b.at, ProblemType, fmt.Sprintf("A list must stand to the right of in; this is %s.", b.typ.article()), "")
	}
	if !b.typ.Elem.same(a.typ) {
		return c.report(c.span(e), ProblemType, fmt.Sprintf("%s cannot be in a %s.", upperFirst(a.typ.article()), b.typ.Some()), c.literalHint(a, *b.typ.Elem))
	}
	n := c.node(opCall, e, Type{Kind: Bool}, a, b)
	n.fn = operatorNamed(operators.In)
	n.cost += uint64(c.env.longest(b)) * weight(a.typ)
	return n
}

// list checks a list literal to the right of in.
func (c *compiler) list(e ast.Expr, first *node) *node {
	n := c.node(opList, e, Type{Kind: List})
	bad := first.op == opBad
	for _, arg := range e.AsList().Elements() {
		kid := c.value(arg)
		if kid.op != opBad && first.op != opBad && !kid.typ.same(first.typ) {
			kid = c.mismatch(arg, first, kid, "compared")
		}
		bad = bad || kid.op == opBad
		n.kids = append(n.kids, kid)
		n.cost += kid.cost
	}
	elem := first.typ
	n.typ.Elem = &elem
	if len(n.kids) > MaxList {
		return c.report(n.at, ProblemConstruct, "The list has more than 100 elements.", "")
	}
	if bad {
		n.op = opBad
	}
	return n
}

// longest bounds the number of elements of a list.
func (e *Env) longest(n *node) int {
	switch n.op {
	case opList:
		return len(n.kids)
	case opConst:
		return len(n.val.items)
	}
	return MaxList
}

// arithmetic checks + - * and the minus sign.
func (c *compiler) arithmetic(e ast.Expr, args []ast.Expr, operator string) *node {
	var kids []*node
	for _, arg := range args {
		kid := c.value(arg)
		if kid.op == opBad {
			return kid
		}
		kids = append(kids, kid)
	}
	k := kids[0].typ.Kind
	sums := operator == operators.Add || operator == operators.Subtract
	if len(kids) == 2 && !kids[0].typ.same(kids[1].typ) || k != Int && (k != Duration || !sums) {
		return c.cannotCompute(e, kids, operator)
	}
	n := c.node(opCall, e, Type{Kind: k}, kids...)
	n.fn = operatorNamed(operator)
	if k != Int {
		return n
	}
	switch operator {
	case operators.Add:
		n.in = kids[0].in.add(kids[1].in)
	case operators.Subtract:
		n.in = kids[0].in.add(kids[1].in.negate())
	case operators.Multiply:
		n.in = kids[0].in.multiply(kids[1].in)
	case operators.Negate:
		n.in = kids[0].in.negate()
	}
	if !n.in.within(interval{-MaxResult, MaxResult}) {
		return c.report(n.at, ProblemOverflow, "This number may grow too large to be exact.", "Give the facts in it a range, such as int 0..1000.")
	}
	return n
}

func (c *compiler) cannotCompute(e ast.Expr, kids []*node, operator string) *node {
	word := map[string]string{operators.Add: "added", operators.Subtract: "subtracted", operators.Multiply: "multiplied", operators.Negate: "negated"}[operator]
	hint := ""
	switch kids[0].typ.Kind {
	case Date:
		hint = "Write date.plus_days(n), date.plus_months(n) or days_between(a, b)."
	case Instant:
		hint = "Write instant.plus_hours(n)."
	}
	if len(kids) == 1 {
		return c.report(c.span(e), ProblemType, fmt.Sprintf("%s cannot be negated.", upperFirst(kids[0].typ.article())), hint)
	}
	return c.report(c.span(e), ProblemType, fmt.Sprintf("%s and %s cannot be %s.", upperFirst(kids[0].typ.article()), kids[1].typ.article(), word), hint)
}
