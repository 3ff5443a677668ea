package rules

import (
	"strconv"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
)

// quick parses the common part of CEL: names, calls, operators, whole numbers, plain texts, lists. CEL's own parser takes
// most of the time of compiling, and a definition has hundreds of expressions. Whatever is not common, and every mistake, is
// left to CEL's parser, which so remains the judge of what an expression is; a test holds that the two give the same tree
// and the same places.
type quick struct {
	*parsed
	fac    ast.ExprFactory
	at     int
	id     int64
	nested int
	failed bool
}

// part is a parsed part with the stretch it takes including brackets around it, and its height.
type part struct {
	expr   ast.Expr
	outer  span
	height int
}

// parseQuick parses p; false leaves p to CEL's parser.
func (p *parsed) parseQuick() bool {
	q := &quick{parsed: p, fac: ast.NewExprFactory()}
	root := q.ternary()
	q.space()
	if q.failed || q.at != len(q.runes) || q.id > MaxNodes || root.height > MaxDepth {
		clear(p.spans)
		return false
	}
	p.expr, p.depth = root.expr, root.height
	return true
}

// fail gives up.
func (q *quick) fail() part {
	q.failed = true
	return part{}
}

func (q *quick) space() {
	for q.at < len(q.runes) {
		switch q.runes[q.at] {
		case ' ', '\n', '\t', '\r', '\f':
			q.at++
		default:
			return
		}
	}
}

// peek returns the letters at the place, after space; 0 at the end.
func (q *quick) peek() (r, next rune) {
	q.space()
	if q.at < len(q.runes) {
		r = q.runes[q.at]
	}
	if q.at+1 < len(q.runes) {
		next = q.runes[q.at+1]
	}
	return r, next
}

// take moves past a letter if it stands here.
func (q *quick) take(want rune) bool {
	if r, _ := q.peek(); r != want {
		return false
	}
	q.at++
	return true
}

// done returns a part whose own stretch is s.
func (q *quick) done(id int64, e ast.Expr, s span, kids ...part) part {
	q.spans[id] = s
	p := part{expr: e, outer: s, height: 1}
	for _, k := range kids {
		p.height = max(p.height, k.height+1)
	}
	return p
}

func (q *quick) next() int64 {
	q.id++
	return q.id
}

// call returns an operator on parts.
func (q *quick) call(name string, kids ...part) part {
	id := q.next()
	args := make([]ast.Expr, len(kids))
	for i, k := range kids {
		args[i] = k.expr
	}
	return q.done(id, q.fac.NewCall(id, name, args...), span{kids[0].outer.off, kids[len(kids)-1].outer.end}, kids...)
}

func (q *quick) ternary() part {
	if q.nested++; q.nested > MaxDepth {
		return q.fail()
	}
	defer func() { q.nested-- }()
	cond := q.chain(operators.LogicalOr, '|', func() part { return q.chain(operators.LogicalAnd, '&', q.relation) })
	if q.failed || !q.take('?') {
		return cond
	}
	yes := q.chain(operators.LogicalOr, '|', func() part { return q.chain(operators.LogicalAnd, '&', q.relation) })
	if q.failed || !q.take(':') {
		return q.fail()
	}
	no := q.ternary()
	if q.failed {
		return part{}
	}
	return q.call(operators.Conditional, cond, yes, no)
}

// chain parses a && b && c, or the same of ||.
func (q *quick) chain(name string, letter rune, operand func() part) part {
	kids := []part{operand()}
	for !q.failed {
		if r, next := q.peek(); r != letter || next != letter {
			break
		}
		q.at += 2
		kids = append(kids, operand())
	}
	if q.failed || len(kids) == 1 {
		return kids[0]
	}
	return q.call(name, kids...)
}

func (q *quick) relation() part {
	left := q.sum()
	for !q.failed {
		name, width := q.comparing()
		if name == "" {
			return left
		}
		q.at += width
		right := q.sum()
		if q.failed {
			return part{}
		}
		left = q.call(name, left, right)
	}
	return part{}
}

// comparing returns the comparison that stands here and how many letters it takes.
func (q *quick) comparing() (name string, width int) {
	switch r, next := q.peek(); {
	case r == '<' && next == '=':
		return operators.LessEquals, 2
	case r == '<':
		return operators.Less, 1
	case r == '>' && next == '=':
		return operators.GreaterEquals, 2
	case r == '>':
		return operators.Greater, 1
	case r == '=' && next == '=':
		return operators.Equals, 2
	case r == '!' && next == '=':
		return operators.NotEquals, 2
	case r == 'i' && next == 'n' && (q.at+2 == len(q.runes) || !isNameRune(q.runes[q.at+2], false)):
		return operators.In, 2
	}
	return "", 0
}

func (q *quick) sum() part {
	left := q.product()
	for !q.failed {
		name := operators.Add
		switch r, _ := q.peek(); r {
		case '+':
		case '-':
			name = operators.Subtract
		default:
			return left
		}
		q.at++
		right := q.product()
		if q.failed {
			return part{}
		}
		left = q.call(name, left, right)
	}
	return part{}
}

func (q *quick) product() part {
	left := q.unary()
	for !q.failed && q.take('*') {
		right := q.unary()
		if q.failed {
			return part{}
		}
		left = q.call(operators.Multiply, left, right)
	}
	return left
}

func (q *quick) unary() part {
	r, next := q.peek()
	if r != '!' && r != '-' {
		return q.member(q.primary())
	}
	if r == next || r == '-' && next >= '0' && next <= '9' || r == '!' && next == '=' {
		return q.fail() // doubled signs cancel out, and the sign of a number belongs to it
	}
	start := q.at
	q.at++
	if r, _ := q.peek(); r == '!' || r == '-' || r >= '0' && r <= '9' {
		return q.fail()
	}
	kid := q.member(q.primary())
	if q.failed {
		return part{}
	}
	name := operators.LogicalNot
	if r == '-' {
		name = operators.Negate
	}
	p := q.call(name, kid)
	p.outer.off = start
	q.spans[p.expr.ID()] = p.outer
	return p
}

// member parses what follows a primary: .name, .name(...) and [...].
func (q *quick) member(p part) part {
	for !q.failed {
		switch {
		case q.take('.'):
			p = q.selected(p)
		case q.take('['):
			key := q.ternary()
			if q.failed || !q.take(']') {
				return q.fail()
			}
			id := q.next()
			p = q.done(id, q.fac.NewCall(id, operators.Index, p.expr, key.expr), span{p.outer.off, q.at}, p, key)
		default:
			return p
		}
	}
	return part{}
}

func (q *quick) selected(of part) part {
	name, _ := q.name()
	if name == "" {
		return q.fail()
	}
	end := q.at
	if !q.take('(') {
		q.at = end
		id := q.next()
		return q.done(id, q.fac.NewSelect(id, of.expr, name), span{of.outer.off, end}, of)
	}
	args, kids := q.list(')')
	if q.failed {
		return part{}
	}
	id := q.next()
	return q.done(id, q.fac.NewMemberCall(id, name, of.expr, args...), span{of.outer.off, q.at}, append(kids, of)...)
}

// name parses a name; "" when none, or a reserved word, stands here.
func (q *quick) name() (name string, start int) {
	q.space()
	start = q.at
	for q.at < len(q.runes) && isNameRune(q.runes[q.at], q.at == start) {
		q.at++
	}
	if name = string(q.runes[start:q.at]); reservedWord[name] {
		return "", start
	}
	return name, start
}

// list parses parts between commas, up to and including the bracket that closes them.
func (q *quick) list(closing rune) (args []ast.Expr, kids []part) {
	for !q.take(closing) {
		if len(kids) > 0 && !q.take(',') {
			q.fail()
		}
		kid := q.ternary()
		if q.failed {
			return nil, nil
		}
		args, kids = append(args, kid.expr), append(kids, kid)
	}
	return args, kids
}

func (q *quick) primary() part {
	r, _ := q.peek()
	switch {
	case r == '(':
		start := q.at
		q.at++
		p := q.ternary()
		if q.failed || !q.take(')') {
			return q.fail()
		}
		p.outer = span{start, q.at}
		return p
	case r == '[':
		start := q.at
		q.at++
		args, kids := q.list(']')
		if q.failed {
			return part{}
		}
		id := q.next()
		return q.done(id, q.fac.NewList(id, args, nil), span{start, q.at}, kids...)
	case r >= '0' && r <= '9':
		return q.number()
	case r == '"' || r == '\'':
		return q.text(r)
	case isNameRune(r, true):
		return q.word()
	}
	return q.fail()
}

// word parses a name, a call by name, true or false.
func (q *quick) word() part {
	name, start := q.name()
	if name == "" {
		word := string(q.runes[start:q.at])
		if word != "true" && word != "false" {
			return q.fail()
		}
		id := q.next()
		return q.done(id, q.fac.NewLiteral(id, types.Bool(word == "true")), span{start, q.at})
	}
	end := q.at
	if r, next := q.peek(); r == '{' || (r == '"' || r == '\'') && q.at == end || r == '.' && next == '{' {
		return q.fail()
	}
	if !q.take('(') {
		q.at = end
		id := q.next()
		return q.done(id, q.fac.NewIdent(id, name), span{start, end})
	}
	args, kids := q.list(')')
	if q.failed {
		return part{}
	}
	id := q.next()
	return q.done(id, q.fac.NewCall(id, name, args...), span{start, q.at}, kids...)
}

// number parses a whole number.
func (q *quick) number() part {
	start := q.at
	for q.at < len(q.runes) && q.runes[q.at] >= '0' && q.runes[q.at] <= '9' {
		q.at++
	}
	if q.at < len(q.runes) && (isNameRune(q.runes[q.at], false) || q.runes[q.at] == '.') {
		return q.fail()
	}
	n, err := strconv.ParseInt(string(q.runes[start:q.at]), 10, 64)
	if err != nil {
		return q.fail()
	}
	id := q.next()
	return q.done(id, q.fac.NewLiteral(id, types.Int(n)), span{start, q.at})
}

// text parses a text without escapes, on one line.
func (q *quick) text(quote rune) part {
	start := q.at
	for q.at++; q.at < len(q.runes) && q.runes[q.at] != quote; q.at++ {
		if r := q.runes[q.at]; r == '\\' || r < ' ' {
			return q.fail()
		}
	}
	if q.at == len(q.runes) {
		return q.fail()
	}
	q.at++
	if q.at-start == 2 && q.at < len(q.runes) && q.runes[q.at] == quote {
		return q.fail() // three quotes
	}
	id := q.next()
	return q.done(id, q.fac.NewLiteral(id, types.String(q.runes[start+1:q.at-1])), span{start, q.at})
}
