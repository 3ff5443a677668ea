package stroomschema

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// exprKey names an expression that has been compiled: the same words in the same scope with the same wish are one.
type exprKey struct {
	source string
	vars   *rules.Vars
	want   string
}

// anything is the wish for a value of any type, set or not.
var anything = rules.Type{}

// value compiles the expression of a node. The result is nil after a diagnostic.
func (c *compiler) value(n *node, s *scope, want rules.Type, what string) *rules.Expr {
	if n.kind != scalarNode || n.null() || strings.TrimSpace(n.text) == "" {
		hint := ""
		if n.kind == mappingNode {
			hint = "put quotes around an expression with braces; a whole record can only come from a form, a fact or a message"
		}
		c.report(CodeShape, n.rng, hint, "%s is %s; an expression is expected", what, n.words())
		c.index.expression(n, s, want)
		return nil
	}
	return c.expr(n.piece(), s, want)
}

// condition compiles a condition that must be there.
func (c *compiler) condition(n *node, s *scope, what string) *rules.Expr {
	if n == nil {
		return nil
	}
	c.apart = c.opts.Tally
	x := c.value(n, s, boolType, what)
	c.apart = false
	if c.opts.Tally && x != nil {
		c.def.conditions[x] = true
	}
	return x
}

// expr compiles an expression in a scope. The result is nil after a diagnostic.
func (c *compiler) expr(p piece, s *scope, want rules.Type) *rules.Expr {
	p = p.trim()
	c.index.expression(p.node, s, want)
	key := exprKey{p.text, s.vars, wantText(want)}
	known := c.exprs[key]
	if known != nil && !c.apart {
		c.index.said(known, p)
		return known
	}
	if known == nil && !c.affordable(p) {
		return nil
	}
	x, problems := c.env.Compile(p.text, s.vars, want)
	c.index.said(x, p)
	for _, problem := range problems {
		c.problem(p, problem)
	}
	if x == nil {
		return nil
	}
	c.exprs[key] = x
	c.keep(x, p)
	for _, name := range x.Reads() {
		c.useOwn(name, s)
	}
	c.readable(x, p, s, nil)
	return x
}

// useOwn marks a run's own value as read.
func (c *compiler) useOwn(name string, s *scope) {
	if own, ok := strings.CutPrefix(name, "own."); ok && s.flow != nil {
		c.use("own of "+s.flow.Name, own)
	}
}

// affordable counts the letters of all expressions; over the limit no more of them are compiled.
func (c *compiler) affordable(p piece) bool {
	before := c.exprTotal
	c.exprTotal += len(p.text)
	if before <= MaxAllExpr && c.exprTotal > MaxAllExpr {
		c.report(CodeExprTotal, p.all(), "name what stands there often as a rule", "the expressions of the definition are longer than %d signs together", MaxAllExpr)
	}
	return c.exprTotal <= MaxAllExpr
}

// keep remembers where an expression stands and what it uses.
func (c *compiler) keep(x *rules.Expr, p piece) {
	c.def.places[x] = p
	for _, name := range x.Reads() {
		c.useVariable(name)
	}
	if shape := parseSyn(x.Source()); shape != nil {
		shape.each(func(s *syn) { c.useShape(s) })
	}
}

// useShape marks the rules and types that a part of an expression names.
func (c *compiler) useShape(s *syn) {
	switch {
	case s.op == synCall && c.nodes.rules[s.name] != nil:
		c.use("rule", s.name)
	case s.op == synPath && len(s.parts) > 0 && s.parts[0].field != "":
		if _, ok := c.types[s.name]; ok {
			c.use("type", s.name)
			c.use("value", s.name+"."+s.parts[0].field)
		}
	}
}

// useVariable marks what a variable stands for as read.
func (c *compiler) useVariable(name string) {
	head, rest, dotted := strings.Cut(name, ".")
	switch {
	case !dotted:
		c.use("fact", name)
	case head == "recorded":
		c.use("fact", rest)
	case head == "param":
		c.use("parameter", rest)
	case head == "party":
		c.use("role", rest)
	case head == "own":
		c.use("own value", rest)
	default:
		c.use("flow", head)
	}
}

// readable reports what the rules that an expression calls read and the scope does not have: a rule about the person who
// acts, where nobody does.
func (c *compiler) readable(x *rules.Expr, p piece, s *scope, given []Field) {
	for _, name := range x.Reads() {
		if slices.ContainsFunc(given, func(f Field) bool { return f.Name == name }) {
			continue
		}
		if _, ok := s.vars.Lookup(name); !ok && !strings.HasPrefix(name, "every.") {
			c.report(CodeNotHere, p.all(), "", "a rule used here reads %q, which does not exist in %s", name, s.what)
		}
	}
}

// variable compiles the reading of one variable: what an input by name is filled with.
func (c *compiler) variable(v rules.Var, s *scope, want rules.Type) *rules.Expr {
	key := exprKey{v.Name, nil, wantText(v.Type) + ">" + wantText(want)}
	x, ok := c.exprs[key]
	if !ok {
		var problems []rules.Problem
		x, problems = c.env.Compile(v.Name, c.onlyVar(v), want)
		c.index.deaf()
		if len(problems) > 0 {
			panic(fmt.Sprintf("stroomschema: variable %s of type %s refused where %s is wanted: %v", v.Name, typeText(v.Type), typeText(want), problems))
		}
		c.exprs[key] = x
	}
	c.useVariable(v.Name)
	c.useOwn(v.Name, s)
	return x
}

func (c *compiler) onlyVar(v rules.Var) *rules.Vars { return rules.NewVars(v) }

func wantText(t rules.Type) string {
	if t == (rules.Type{}) {
		return "any"
	}
	return typeText(t)
}

// problemCodes maps what package rules finds to the codes that authors see.
var problemCodes = map[string]string{
	rules.ProblemSyntax: CodeExprSyntax, rules.ProblemName: CodeExprName, rules.ProblemField: CodeExprField,
	rules.ProblemValue: CodeExprValue, rules.ProblemFunction: CodeExprFunction, rules.ProblemArguments: CodeExprFunction,
	rules.ProblemType: CodeExprType, rules.ProblemResult: CodeExprResult, rules.ProblemUnset: CodeExprUnset,
	rules.ProblemKey: CodeExprName, rules.ProblemMap: CodeExprMap, rules.ProblemConstruct: CodeExprFunction,
	rules.ProblemLong: CodeExprSize, rules.ProblemDeep: CodeExprSize, rules.ProblemNodes: CodeExprSize,
	rules.ProblemNesting: CodeExprSize, rules.ProblemCost: CodeExprCost, rules.ProblemOverflow: CodeExprRange,
}

// problem turns a problem of an expression into a diagnostic at the very words in the file.
func (c *compiler) problem(p piece, problem rules.Problem) {
	code, ok := problemCodes[problem.Code]
	if !ok {
		code = CodeExprOther
	}
	if (code == CodeExprName || code == CodeExprField) && c.broken(p.text) {
		return // the declaration has a diagnostic of its own
	}
	d := diag.Diagnostic{Code: code, Summary: clause(problem.Message), Hint: clause(problem.Hint), Subject: p.rng(problem.Offset, problem.End)}
	if d.Subject.Start == d.Subject.End {
		d.Subject = p.all()
	}
	c.add(d)
}

// broken reports whether an expression reads a field that is declared with a fault.
func (c *compiler) broken(text string) bool {
	for _, name := range c.brokenNames {
		if strings.Contains(text, "."+name) {
			return true
		}
	}
	return false
}

// sentenceStarts are the words that open the sentences of package rules. Other first words are names, and stay as they are.
var sentenceStarts = strings.Fields("A All An Ask Bound Call Choose Did Divide Give Go In It Keep Leave Lists Make Move No Only Put " +
	"Records Remove Say The There This Use What Write")

// clause turns a sentence into the form of our own messages: no capital, no full stop.
func clause(s string) string {
	first, rest, _ := strings.Cut(s, " ")
	if slices.Contains(sentenceStarts, first) {
		s = strings.ToLower(first) + " " + rest
	}
	return strings.TrimSuffix(strings.TrimSuffix(s, "."), " ")
}
