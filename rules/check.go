package rules

import (
	"fmt"
	"strings"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
)

// compiler turns a parsed tree into nodes: it resolves names, writes out rules, finds types, and proves that no optional
// value is read outside a guard and that no number grows too large. It goes on after a problem; a node that has been
// reported is opBad and causes no further problems.
type compiler struct {
	env      *Env
	src      *parsed
	vars     *Vars
	given    map[string]*node // the inputs of the rule being written out
	elements []element        // of the all and exists around this place
	known    facts
	loops    int
	shared   *shared
	call     *span  // while a rule is written out: its outermost call, in the source being compiled
	inRule   string // and the rule's name
}

// shared is the part of a compiler that the compilers of rules written out have in common.
type shared struct {
	problems []Problem
	nodes    int
	elements int
}

// element is the name that stands for the elements of a list inside all and exists.
type element struct {
	name, unique string
	typ          Type
}

// report adds a problem. Inside a rule written out the place is the call of the rule.
func (c *compiler) report(at span, code, message, hint string) *node {
	if c.call != nil {
		at, message = *c.call, "In the rule "+c.inRule+": "+message
	}
	p := Problem{Code: code, Offset: at.off, End: at.end, Message: message, Hint: hint}
	for _, q := range c.shared.problems {
		if q == p {
			return &node{op: opBad, src: c.src, at: at}
		}
	}
	if len(c.shared.problems) < MaxProblems {
		c.shared.problems = append(c.shared.problems, p)
	}
	return &node{op: opBad, src: c.src, at: at}
}

func (c *compiler) span(e ast.Expr) span { return c.src.spans[e.ID()] }

// node returns a new node for a part of the source.
func (c *compiler) node(o op, e ast.Expr, t Type, kids ...*node) *node {
	n := &node{op: o, typ: t, src: c.src, at: c.span(e), kids: kids, cost: 1}
	for _, k := range kids {
		n.cost += k.cost
	}
	c.shared.nodes++
	return n
}

// value checks a part that must be set here.
func (c *compiler) value(e ast.Expr) *node { return c.need(c.expr(e, false)) }

// need reports a node that may be unset here.
func (c *compiler) need(n *node) *node {
	if n.op == opBad || !n.typ.Optional {
		return n
	}
	text := n.src.text(n.at)
	return c.report(n.at, ProblemUnset, fmt.Sprintf("%s may be unset here.", text),
		fmt.Sprintf("Ask has(%s) && ... before it, or !has(%s) || ... .", text, text))
}

// boolean checks a condition.
func (c *compiler) boolean(e ast.Expr) *node {
	n := c.value(e)
	if n.op != opBad && n.typ.Kind != Bool {
		return c.report(n.at, ProblemType, fmt.Sprintf("A condition must stand here; %s is %s.", n.src.text(n.at), n.typ.article()), "")
	}
	return n
}

// under checks with more facts known.
func (c *compiler) under(f facts, check func() *node) *node {
	before := c.known
	c.known = c.known.also(f)
	n := check()
	c.known = before
	return n
}

// expr checks a part. Where optional is set the part may be unset, and so may the branches of a choice.
func (c *compiler) expr(e ast.Expr, optional bool) *node {
	if c.shared.nodes > MaxExpanded {
		return c.report(c.span(e), ProblemNodes, "The expression has too many parts when the rules it calls are written out.", "Call fewer rules, or simpler ones.")
	}
	switch e.Kind() {
	case ast.LiteralKind:
		return c.literal(e)
	case ast.IdentKind, ast.SelectKind:
		return c.name(e)
	case ast.CallKind:
		return c.apply(e, optional)
	case ast.ListKind:
		return c.report(c.span(e), ProblemConstruct, "A list can only stand to the right of in.", "Write x in [a, b].")
	case ast.MapKind, ast.StructKind:
		return c.report(c.span(e), ProblemConstruct, "Records and maps cannot be made in an expression.", "")
	}
	return c.report(c.span(e), ProblemSyntax, "This is no expression.", "")
}

// literal checks a constant.
func (c *compiler) literal(e ast.Expr) *node {
	var v Value
	switch l := e.AsLiteral().(type) {
	case types.Bool:
		v = BoolOf(bool(l))
	case types.Int:
		if l > MaxInt || l < -MaxInt {
			return c.report(c.span(e), ProblemOverflow, "The number is larger than 1,000,000,000.", "")
		}
		v = IntOf(int64(l))
	case types.String:
		v = TextOf(string(l))
	case types.Double:
		n, ok := parseDecimal(c.src.text(c.span(e)))
		if !ok || DecimalOf(n).num != n {
			return c.report(c.span(e), ProblemConstruct, "A decimal number has at most six digits behind the point and is at most 1,000,000,000.", "")
		}
		v = DecimalOf(n)
	case types.Null:
		return c.report(c.span(e), ProblemConstruct, "There is no null.", "Ask !has(x) whether x is unset.")
	default:
		return c.report(c.span(e), ProblemConstruct, "Numbers with u and texts with b are not part of the language.", "")
	}
	return c.constant(e, Type{Kind: v.kind}, v)
}

func (c *compiler) constant(e ast.Expr, t Type, v Value) *node {
	n := c.node(opConst, e, t)
	n.val = v
	switch v.kind {
	case Int:
		n.in = exactly(v.num)
	case Bool:
		n.then.never, n.other.never = !v.Bool(), v.Bool()
	}
	return n
}

// apply checks a call or operator.
func (c *compiler) apply(e ast.Expr, optional bool) *node {
	call := e.AsCall()
	args := call.Args()
	switch call.FunctionName() {
	case operators.LogicalAnd, operators.LogicalOr:
		return c.logic(e, args, call.FunctionName() == operators.LogicalAnd)
	case operators.LogicalNot:
		kid := c.boolean(args[0])
		if kid.op == opBad {
			return kid
		}
		n := c.node(opNot, e, Type{Kind: Bool}, kid)
		n.then, n.other = kid.other, kid.then
		return n
	case operators.Conditional:
		return c.choice(e, args, optional)
	case operators.Index:
		return c.name(e)
	case operators.Equals, operators.NotEquals:
		return c.equality(e, args, call.FunctionName())
	case operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals:
		return c.comparison(e, args, call.FunctionName())
	case operators.In:
		return c.membership(e, args)
	case operators.Add, operators.Subtract, operators.Multiply, operators.Negate:
		return c.arithmetic(e, args, call.FunctionName())
	case operators.Divide, operators.Modulo:
		return c.report(c.span(e), ProblemFunction, "Numbers cannot be divided: a division by zero has no answer.", "")
	}
	return c.function(e, call)
}

// logic checks a chain of && or ||: each part knows what follows from those before it.
func (c *compiler) logic(e ast.Expr, args []ast.Expr, and bool) *node {
	before := c.known
	n := c.node(opOr, e, Type{Kind: Bool})
	if and {
		n.op = opAnd
	}
	bad := false
	for i, arg := range args {
		kid := c.boolean(arg)
		bad = bad || kid.op == opBad
		n.kids = append(n.kids, kid)
		n.cost += kid.cost
		passing := kid.other
		if and {
			passing = kid.then
		}
		c.known = c.known.also(passing)
		switch {
		case i == 0:
			n.then, n.other = kid.then, kid.other
		case and:
			n.other = n.other.either(n.then.also(kid.other))
			n.then = n.then.also(kid.then)
		default:
			n.then = n.then.either(n.other.also(kid.then))
			n.other = n.other.also(kid.other)
		}
	}
	c.known = before
	if bad {
		n.op = opBad
	}
	return n
}

// choice checks condition ? then : otherwise.
func (c *compiler) choice(e ast.Expr, args []ast.Expr, optional bool) *node {
	branch := func(arg ast.Expr) *node {
		if optional {
			return c.expr(arg, true)
		}
		return c.value(arg)
	}
	cond := c.boolean(args[0])
	yes := c.under(cond.then, func() *node { return branch(args[1]) })
	no := c.under(cond.other, func() *node { return branch(args[2]) })
	if cond.op == opBad || yes.op == opBad || no.op == opBad {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	if !yes.typ.same(no.typ) {
		return c.report(c.span(e), ProblemType, fmt.Sprintf("The two answers of a choice must be of one type; these are %s and %s.", yes.typ.article(), no.typ.article()), "")
	}
	t := Type{Kind: yes.typ.Kind, Name: yes.typ.Name, Elem: yes.typ.Elem, Optional: yes.typ.Optional || no.typ.Optional}
	n := c.node(opChoose, e, t, cond, yes, no)
	n.cost = 1 + cond.cost + max(yes.cost, no.cost)
	n.in = yes.in.hull(no.in)
	n.then = cond.then.also(yes.then).either(cond.other.also(no.then))
	n.other = cond.then.also(yes.other).either(cond.other.also(no.other))
	return n
}

// article returns the type in a sentence: "an int", "a Level".
func (t Type) article() string {
	s := t.Some().String()
	if t.Kind == Int {
		s = "int"
	}
	if strings.ContainsRune("aeiouAEIO", rune(s[0])) {
		return "an " + s
	}
	return "a " + s
}

// written checks a call of a defined rule and writes it out with its inputs filled in.
func (c *compiler) written(e ast.Expr, r *rule, args []ast.Expr) *node {
	if len(args) != len(r.given) {
		return c.report(c.span(e), ProblemArguments, fmt.Sprintf("The rule %s takes %s; %d given.", r.name, inputs(r.given), len(args)), "")
	}
	given := make(map[string]*node, len(args))
	bad := false
	for i, arg := range args {
		in := r.given[i]
		n := c.expr(arg, false)
		if n.op == opBad {
			bad = true
			continue
		}
		if !in.Type.Optional {
			n = c.need(n)
		}
		if n.op != opBad && !n.typ.same(in.Type) {
			n = c.report(n.at, ProblemType, fmt.Sprintf("The input %s of the rule %s is %s; this is %s.", in.Name, r.name, in.Type.article(), n.typ.article()), c.literalHint(n, in.Type))
		}
		bad = bad || n.op == opBad
		given[in.Name] = n
	}
	if bad {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	inner := &compiler{env: c.env, src: r.parsed, vars: r.vars, given: given, known: c.known, loops: c.loops,
		shared: c.shared, call: c.call, inRule: c.inRule}
	if inner.call == nil {
		at := c.span(e)
		inner.call, inner.inRule = &at, r.name
	}
	body := inner.boolean(r.parsed.expr)
	n := c.node(opRule, e, Type{Kind: Bool}, body)
	n.rule = r.name
	n.then, n.other = body.then, body.other
	if body.op == opBad {
		n.op = opBad
	}
	return n
}

// inputs lists the inputs of a rule: "2 inputs (to, component)".
func inputs(given []Var) string {
	names := make([]string, len(given))
	for i, v := range given {
		names[i] = v.Name
	}
	switch len(given) {
	case 0:
		return "no inputs"
	case 1:
		return "1 input (" + names[0] + ")"
	}
	return fmt.Sprintf("%d inputs (%s)", len(given), strings.Join(names, ", "))
}
