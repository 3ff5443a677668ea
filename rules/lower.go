package rules

import (
	"fmt"
	"strconv"

	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/decls"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/interpreter"
)

// lowering writes a checked node as an expression of CEL. Every read of a variable becomes an identifier of its type,
// numbered within the expression ("date#0"): so CEL's checker needs to know a few identifiers per type, not the variables
// of every place in a definition.
type lowering struct {
	env  *Env
	fac  ast.ExprFactory
	next int64
	byID []*node // by the id of the CEL expression; nil for those that only CEL needs
	used map[string]int
}

// lower plans a node: checked by CEL a second time, and ready to run. It returns CEL's complaint if there is one, which
// means that our checker and CEL's do not agree.
func (e *Env) lower(root *node) error {
	l := &lowering{env: e, fac: ast.NewExprFactory(), byID: []*node{nil}, used: map[string]int{}}
	expr := l.node(root)
	source := common.NewTextSource(root.src.source)
	tree, errs := checker.Check(ast.NewAST(expr, ast.NewSourceInfo(source)), source, e.checker)
	if list := errs.GetErrors(); len(list) > 0 {
		return fmt.Errorf("%s", list[0].Message)
	}
	if got, want := tree.GetType(expr.ID()), e.celType(root.typ); !got.IsExactType(want) && got.Kind() != types.DynKind {
		return fmt.Errorf("CEL finds type %s, not %s", got, want)
	}
	_, err := e.interpreter.NewInterpretable(tree, interpreter.CustomDecoratorV2(l.decorate), interpreter.Optimize())
	return err
}

// id returns a new id for a part of CEL's expression.
func (l *lowering) id(n *node) int64 {
	l.next++
	l.byID = append(l.byID, n)
	return l.next
}

// ident returns the next identifier of a type, making it known to CEL's checker when it is new.
func (l *lowering) ident(id int64, key string, t func() *types.Type) ast.Expr {
	i := l.used[key]
	l.used[key] = i + 1
	name := key + "#" + strconv.Itoa(i)
	if i >= l.env.idents[key] {
		if err := l.env.checker.AddIdents(decls.NewVariable(name, t())); err != nil {
			panic("rules: " + err.Error())
		}
		l.env.idents[key] = i + 1
	}
	return l.fac.NewIdent(id, name)
}

// typed returns an identifier of one of our types.
func (l *lowering) typed(id int64, t Type) ast.Expr {
	return l.ident(id, t.Kind.String()+" "+t.key(), func() *types.Type { return l.env.celType(t) })
}

// key names a type, leaving aside ranges and whether it is optional.
func (t Type) key() string {
	if t.Kind == List && t.Elem != nil {
		return "list of " + t.Elem.Kind.String() + " " + t.Elem.key()
	}
	return t.Name
}

func (l *lowering) node(n *node) ast.Expr {
	switch n.op {
	case opRule:
		return l.node(n.kids[0])
	case opConst:
		return l.constant(n)
	case opPath:
		return l.read(n, n.typ)
	case opHas:
		return l.read(n, boolType)
	case opAnd:
		return l.chain(n, operators.LogicalAnd)
	case opOr:
		return l.chain(n, operators.LogicalOr)
	case opNot:
		n.id = l.id(n)
		return l.fac.NewCall(n.id, operators.LogicalNot, l.node(n.kids[0]))
	case opChoose:
		n.id = l.id(n)
		return l.fac.NewCall(n.id, operators.Conditional, l.all(n.kids)...)
	case opAll, opExists:
		return l.loop(n)
	case opList:
		n.id = l.id(n)
		return l.fac.NewList(n.id, l.all(n.kids), nil)
	case opField:
		n.id = l.id(n)
		return l.fac.NewCall(n.id, fnField, l.node(n.kids[0]), l.fac.NewLiteral(l.id(nil), types.String(n.step.name)))
	case opCall:
		n.id = l.id(n)
		name := n.fn.name
		if n.fn.cel != "" {
			name = n.fn.cel
		}
		kids := l.all(n.kids)
		if n.fn.member {
			return l.fac.NewMemberCall(n.id, name, kids[0], kids[1:]...)
		}
		return l.fac.NewCall(n.id, name, kids...)
	}
	panic("rules: node of unknown kind")
}

func (l *lowering) all(kids []*node) []ast.Expr {
	out := make([]ast.Expr, len(kids))
	for i, k := range kids {
		out[i] = l.node(k)
	}
	return out
}

func (l *lowering) constant(n *node) ast.Expr {
	n.id = l.id(n)
	switch n.val.kind {
	case Bool:
		return l.fac.NewLiteral(n.id, types.Bool(n.val.Bool()))
	case Int:
		return l.fac.NewLiteral(n.id, types.Int(n.val.num))
	case Text:
		return l.fac.NewLiteral(n.id, types.String(n.val.text))
	}
	return l.typed(n.id, n.typ)
}

// read writes a read of a path: an identifier, or @at(identifier, key) when the key is found while running.
func (l *lowering) read(n *node, t Type) ast.Expr {
	n.id = l.id(n)
	key := n.path.key
	if key == nil || key.op == opConst {
		return l.typed(n.id, t)
	}
	name := t.Kind.String() + " " + t.key() + " by " + key.typ.Name
	table := l.ident(l.id(nil), name, func() *types.Type { return types.NewMapType(l.env.celType(key.typ), l.env.celType(t)) })
	return l.fac.NewCall(n.id, fnAt, table, l.node(key))
}

// chain writes a && b && c as a && (b && c); decorate makes it one step again.
func (l *lowering) chain(n *node, operator string) ast.Expr {
	n.id = l.id(n)
	kids := l.all(n.kids)
	last := kids[len(kids)-1]
	for i := len(kids) - 2; i > 0; i-- {
		last = l.fac.NewCall(l.id(nil), operator, kids[i], last)
	}
	return l.fac.NewCall(n.id, operator, kids[0], last)
}

// loop writes all and exists as a comprehension that stops at the first element that decides, and that an error in one
// element stays an error: CEL's own macros pass over errors when another element decides.
func (l *lowering) loop(n *node) ast.Expr {
	n.id = l.id(n)
	accu := "@" + n.local
	result := func() ast.Expr { return l.fac.NewIdent(l.id(nil), accu) }
	constant := func(b bool) ast.Expr { return l.fac.NewLiteral(l.id(nil), types.Bool(b)) }
	list, cond := l.node(n.kids[0]), l.node(n.kids[1])
	if n.op == opAll {
		return l.fac.NewComprehension(n.id, list, n.local, accu, constant(true), result(),
			l.fac.NewCall(l.id(nil), operators.Conditional, result(), cond, constant(false)), result())
	}
	goOn := l.fac.NewCall(l.id(nil), operators.LogicalNot, result())
	return l.fac.NewComprehension(n.id, list, n.local, accu, constant(false), goOn,
		l.fac.NewCall(l.id(nil), operators.Conditional, result(), constant(true), cond), result())
}
