package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
)

// builtin is an operator or function that expressions may use. CEL knows it as cel, with an overload for its types.
type builtin struct {
	name   string // as it is written
	cel    string
	member bool   // written a.name(b)
	args   []Type // the receiver first; nil for operators, which are checked apart
	result Type
	in     interval // of an Int result
	cost   uint64
}

// MaxDays and MaxMonths bound the differences between dates: all years of the calendar.
const (
	maxDays   = 3_700_000
	maxMonths = 122_000
)

var (
	boolType     = Type{Kind: Bool}
	intType      = Type{Kind: Int}
	textType     = Type{Kind: Text}
	dateType     = Type{Kind: Date}
	instantType  = Type{Kind: Instant}
	durationType = Type{Kind: Duration}
)

// builtins are the functions of the language, sorted by name. Those that compare on a scale and size take more than
// one type and are checked apart.
var builtins = []*builtin{
	{name: "contains", member: true, args: []Type{textType, textType}, result: boolType, cost: 20},
	{name: "date", member: true, args: []Type{instantType}, result: dateType, cost: 2},
	{name: "days", args: []Type{intType}, result: durationType, cost: 1},
	{name: "days_between", args: []Type{dateType, dateType}, result: intType, in: interval{-maxDays, maxDays}, cost: 1},
	{name: "end", member: true, args: []Type{dateType}, result: instantType, cost: 5},
	{name: "endsWith", member: true, args: []Type{textType, textType}, result: boolType, cost: 20},
	{name: "hours", args: []Type{intType}, result: durationType, cost: 1},
	{name: "minutes", args: []Type{intType}, result: durationType, cost: 1},
	{name: "months_between", args: []Type{dateType, dateType}, result: intType, in: interval{-maxMonths, maxMonths}, cost: 2},
	{name: "plus_days", member: true, args: []Type{dateType, intType}, result: dateType, cost: 1},
	{name: "plus_hours", member: true, args: []Type{instantType, intType}, result: instantType, cost: 1},
	{name: "plus_months", member: true, args: []Type{dateType, intType}, result: dateType, cost: 2},
	{name: "plus_working_days", member: true, args: []Type{dateType, intType}, result: dateType, cost: 5},
	{name: "start", member: true, args: []Type{dateType}, result: instantType, cost: 5},
	{name: "startsWith", member: true, args: []Type{textType, textType}, result: boolType, cost: 20},
	{name: "working_days_between", args: []Type{dateType, dateType}, result: intType, in: interval{-maxDays, maxDays}, cost: 5},
}

// weighings are the functions that compare on a scale.
var weighings = []*builtin{
	{name: "heavier_than", member: true}, {name: "lighter_than", member: true},
	{name: "neither", member: true}, {name: "same_as", member: true},
}

var sizeFunction = &builtin{name: "size", cel: "size"}

// operatorFunctions are the operators, by the names that CEL gives them.
var operatorFunctions = func() map[string]*builtin {
	all := map[string]*builtin{}
	for _, name := range []string{operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater,
		operators.GreaterEquals, operators.In, operators.Add, operators.Subtract, operators.Multiply, operators.Negate} {
		all[name] = &builtin{name: name, cel: name}
	}
	return all
}()

func operatorNamed(name string) *builtin { return operatorFunctions[name] }

// function checks a call by name.
func (c *compiler) function(e ast.Expr, call ast.CallExpr) *node {
	name, args := call.FunctionName(), call.Args()
	member := call.IsMemberFunction()
	if member {
		args = append([]ast.Expr{call.Target()}, args...)
	}
	switch {
	case name == "has" && !member:
		return c.has(e, args)
	case (name == "all" || name == "exists") && member:
		return c.loop(e, args, name == "all")
	case name == "size" && !member:
		return c.size(e, args)
	}
	if r, ok := c.env.rules[name]; ok && !member {
		at := c.span(e).off
		c.note(span{at, at + len(name)}, Use{Kind: UseRule, Name: name, Type: boolType})
		return c.written(e, r, args)
	}
	for _, fn := range weighings {
		if fn.name == name && member {
			return c.weigh(e, fn, args)
		}
	}
	for _, fn := range c.env.functions {
		if fn.name == name && fn.member == member {
			return c.invoke(e, fn, args)
		}
	}
	return c.noFunction(e, name, member)
}

// noFunction reports a call of something that is no function.
func (c *compiler) noFunction(e ast.Expr, name string, member bool) *node {
	at := c.span(e)
	hint, names := "", slices.Sorted(maps.Keys(c.env.rules))
	for _, fn := range slices.Concat(c.env.functions, weighings, []*builtin{sizeFunction, {name: "has"}, {name: "all", member: true}, {name: "exists", member: true}}) {
		if fn.name == name {
			if fn.member {
				hint = fmt.Sprintf("Write x.%s(...).", name)
			} else {
				hint = fmt.Sprintf("Write %s(x, ...).", name)
			}
		}
		names = append(names, fn.name)
	}
	if _, ok := c.env.rules[name]; ok && member {
		hint = fmt.Sprintf("Write %s(x, ...): a rule is not written behind a point.", name)
	}
	if foreign[name] != "" {
		return c.report(at, ProblemFunction, fmt.Sprintf("%s is CEL, but not part of this language.", name), foreign[name])
	}
	if hint == "" {
		if best := nearest(name, names); best != "" {
			hint = fmt.Sprintf("Did you mean %s?", best)
		}
	}
	return c.report(at, ProblemFunction, fmt.Sprintf("There is no function %.80s.", name), hint)
}

// foreign names functions of CEL that the language leaves out, and what to write instead.
var foreign = map[string]string{
	"matches": "Use startsWith, endsWith or contains.", "map": "Use all or exists.", "filter": "Use all or exists.",
	"exists_one": "Use exists.", "int": "Values are not converted: give the fact the type it needs.",
	"uint": "There are only whole numbers: int.", "double": "Write a decimal number such as 1.5.",
	"string": "Values are not converted: give the fact the type it needs.", "bytes": "There are no bytes.",
	"bool": "Values are not converted: give the fact the type it needs.", "dyn": "Every value has a type.",
	"type": "The types of all values are known.", "duration": "Write hours(n), minutes(n) or days(n).",
	"timestamp": "A moment comes from a fact, now, or date.start().", "getHours": "Compare instants or dates.",
	"getFullYear": "Compare dates.", "getMonth": "Compare dates.", "getDate": "Compare dates.", "getDayOfWeek": "Use plus_working_days or working_days_between.",
}

// arguments checks the number of arguments.
func (c *compiler) arguments(e ast.Expr, fn *builtin, got, want int) *node {
	if got == want {
		return nil
	}
	if fn.member {
		got, want = got-1, want-1
	}
	return c.report(c.span(e), ProblemArguments, fmt.Sprintf("%s takes %s; %s given.", fn.name, plural(want), strconv.Itoa(got)), "")
}

func plural(n int) string {
	if n == 1 {
		return "1 value"
	}
	return strconv.Itoa(n) + " values"
}

// invoke checks a call of a function with typed arguments.
func (c *compiler) invoke(e ast.Expr, fn *builtin, args []ast.Expr) *node {
	if bad := c.arguments(e, fn, len(args), len(fn.args)); bad != nil {
		return bad
	}
	var kids []*node
	bad := false
	for i, arg := range args {
		kid := c.value(arg)
		if kid.op != opBad && !kid.typ.same(fn.args[i]) {
			what := "takes " + fn.args[i].article() + " here"
			if fn.member && i == 0 {
				what = "is for " + fn.args[i].article()
			}
			kid = c.report(kid.at, ProblemType, fmt.Sprintf("%s %s; this is %s.", fn.name, what, kid.typ.article()), c.literalHint(kid, fn.args[i]))
		}
		bad = bad || kid.op == opBad
		kids = append(kids, kid)
	}
	n := c.node(opCall, e, fn.result, kids...)
	n.fn, n.in = fn, fn.in
	n.cost += fn.cost
	if bad {
		n.op = opBad
	}
	return n
}

// weigh checks a comparison on a scale.
func (c *compiler) weigh(e ast.Expr, fn *builtin, args []ast.Expr) *node {
	if bad := c.arguments(e, fn, len(args), 2); bad != nil {
		return bad
	}
	a, b, ok := c.pair(args)
	if !ok {
		return &node{op: opBad, src: c.src, at: c.span(e)}
	}
	if !a.typ.same(b.typ) {
		return c.mismatch(e, a, b, "weighed")
	}
	if !c.env.weighed(a.typ) {
		hint := ""
		if c.env.ordered(a.typ) {
			hint = "Write < or >."
		}
		return c.report(c.span(e), ProblemType, fmt.Sprintf("%s is no scale.", upperFirst(a.typ.article())), hint)
	}
	n := c.node(opCall, e, boolType, a, b)
	n.fn = fn
	n.cost += 5 + weight(a.typ)
	return n
}

// size checks size(list) and size(text).
func (c *compiler) size(e ast.Expr, args []ast.Expr) *node {
	if bad := c.arguments(e, sizeFunction, len(args), 1); bad != nil {
		return bad
	}
	kid := c.keyedList(args[0])
	if kid.op == opBad {
		return kid
	}
	n := c.node(opCall, e, intType, kid)
	n.fn = sizeFunction
	switch kid.typ.Kind {
	case List:
		n.in = interval{0, int64(c.env.longest(kid))}
	case Text:
		n.in = interval{0, MaxText}
		n.cost += 20
	default:
		return c.report(kid.at, ProblemType, fmt.Sprintf("size is for a list or a text; this is %s.", kid.typ.article()), "")
	}
	return n
}

// has checks has(x): whether an optional variable, or something below one, is set.
func (c *compiler) has(e ast.Expr, args []ast.Expr) *node {
	if len(args) != 1 {
		return c.report(c.span(e), ProblemArguments, "has takes 1 value.", "")
	}
	arg := c.expr(args[0], false)
	if arg.op == opBad {
		return arg
	}
	if arg.op != opPath || !arg.path.result().Optional {
		if c.call != nil {
			return c.constant(e, boolType, BoolOf(true)) // the input of a rule, filled in with a value that is always set
		}
		return c.report(arg.at, ProblemType, fmt.Sprintf("%s is always set.", c.src.text(arg.at)), "Leave has(...) out.")
	}
	n := c.node(opHas, e, boolType)
	n.path, n.cost = arg.path, arg.cost
	for _, name := range arg.path.names() {
		n.then.list = append(n.then.list, fact{path: name})
	}
	if !arg.typ.Optional {
		n.other.never = true // known to be set here
	}
	return n
}

// loop checks list.all(x, condition) and list.exists(x, condition).
func (c *compiler) loop(e ast.Expr, args []ast.Expr, all bool) *node {
	word := "exists"
	if all {
		word = "all"
	}
	if len(args) != 3 || args[1].Kind() != ast.IdentKind {
		return c.report(c.span(e), ProblemArguments, fmt.Sprintf("%s takes a name for the element and a condition.", word), fmt.Sprintf("Write list.%s(x, condition on x).", word))
	}
	name := args[1].AsIdent()
	list := c.keyedList(args[0])
	if list.op == opBad {
		return list
	}
	if list.typ.Kind != List {
		return c.report(list.at, ProblemType, fmt.Sprintf("%s is for a list; this is %s.", word, list.typ.article()), "")
	}
	if c.taken(name) {
		return c.report(c.span(args[1]), ProblemName, fmt.Sprintf("%.80s stands for something else already.", name), "Give the element another name.")
	}
	if c.loops == MaxLoops {
		return c.report(c.span(e), ProblemNesting, "all and exists are nested deeper than two levels.", "Move the inner one to a fact.")
	}
	c.shared.elements++
	unique := name + "#" + strconv.Itoa(c.shared.elements)
	c.loops++
	c.elements = append(c.elements, element{name, unique, list.typ.Elem.Some()})
	c.note(c.span(args[1]), Use{Kind: UseElement, Name: unique, Declares: true, Type: list.typ.Elem.Some()})
	cond := c.boolean(args[2])
	c.elements = c.elements[:len(c.elements)-1]
	c.loops--
	n := c.node(opExists, e, boolType, list, cond)
	if all {
		n.op = opAll
	}
	n.local = unique
	n.cost = 1 + list.cost + uint64(c.env.longest(list))*(2+cond.cost)
	if cond.op == opBad {
		n.op = opBad
	}
	return n
}

// keyedList checks a part that should be a list, and says what to do when it is a keyed variable: those are maps, and
// maps have no order to go through.
func (c *compiler) keyedList(e ast.Expr) *node {
	if segs, _, ok := c.chain(e); ok {
		name := ""
		for i, s := range segs {
			if name = join(name, s.name); s.key != nil {
				break
			}
			if v, found := c.vars.Lookup(name); found && v.Key != "" && i == len(segs)-1 && c.given[segs[0].name] == nil {
				return c.report(c.span(e), ProblemMap, fmt.Sprintf("%s has a value for each %s and no order to go through.", v.Name, v.Key),
					fmt.Sprintf("Write every.%s.all(k, ... %s[k] ...).", v.Key, v.Name))
			}
		}
	}
	return c.value(e)
}

// taken reports whether a name stands for something here.
func (c *compiler) taken(name string) bool {
	_, variable := c.vars.Lookup(name)
	_, given := c.given[name]
	return variable || given || c.vars.begins(name+".") || name == "every" || c.env.enum(name) != nil && !slices.Contains(c.env.config.Schema.Keys, name) ||
		slices.ContainsFunc(c.elements, func(el element) bool { return el.name == name })
}
