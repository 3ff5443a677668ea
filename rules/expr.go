package rules

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/google/cel-go/interpreter"
)

// Scope gives the values of variables during one evaluation. Value must answer the same for the same question, with a
// value of the declared type; the zero Value is unset. key is "" unless the variable is keyed.
type Scope interface {
	Value(name, key string) Value
}

// EvalError says that an expression could not be evaluated: the scope gave a value of another type than was declared,
// or left unset what is not optional. On typed values it cannot happen.
type EvalError struct {
	Source string // the expression
	Reason string
}

// Error returns the reason with the expression.
func (e *EvalError) Error() string { return fmt.Sprintf("evaluate %s: %s", e.Source, e.Reason) }

// Expr is a compiled expression. It is immutable and may be evaluated by any number of goroutines.
type Expr struct {
	env    *Env
	source string
	typ    Type
	cost   uint64
	reads  []Read
	root   *node
}

// Read is one thing that an expression reads.
type Read struct {
	Name string // of the variable
	Path string // dotted fields below it; "" for the whole
	Has  bool   // only whether it is set
}

// Source returns the text that was compiled.
func (x *Expr) Source() string { return x.source }

// Type returns the type of the result; Optional when it may be unset.
func (x *Expr) Type() Type { return x.typ }

// Cost returns the number of steps that one evaluation takes at most.
func (x *Expr) Cost() uint64 { return x.cost }

// Reads returns the names of the variables that the expression may read, also through the rules it calls. Sorted, each
// once; `now` and `today` are variables like others.
func (x *Expr) Reads() []string {
	names := make([]string, len(x.reads))
	for i, r := range x.reads {
		names[i] = r.Name
	}
	return slices.Compact(names)
}

// ReadNames gives what Reads does, one after the other, without making a list.
func (x *Expr) ReadNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range x.reads {
			if i > 0 && x.reads[i].Name == x.reads[i-1].Name {
				continue
			}
			if !yield(x.reads[i].Name) {
				return
			}
		}
	}
}

// EachRead gives what ReadPaths does, one after the other, without making a list.
func (x *Expr) EachRead() iter.Seq[Read] { return slices.Values(x.reads) }

// ReadPaths returns what Reads does, with the fields that are read below each variable. Sorted, each once.
func (x *Expr) ReadPaths() []Read { return slices.Clone(x.reads) }

// Constant returns the value of an expression that reads nothing.
func (x *Expr) Constant() (Value, bool) {
	if len(x.reads) > 0 {
		return Value{}, false
	}
	v, err := x.Eval(noScope{})
	return v, err == nil
}

// noScope has no variables.
type noScope struct{}

func (noScope) Value(string, string) Value { return Value{} }

// Eval evaluates the expression.
// Errors: *EvalError, when the scope breaks its promise.
func (x *Expr) Eval(s Scope) (Value, error) {
	v, err := x.env.evalIn(x.root, s)
	if err == nil && !v.IsSet() && !x.typ.Optional {
		err = fmt.Errorf("%s is unset", x.source)
	}
	if err != nil {
		return Value{}, &EvalError{x.source, err.Error()}
	}
	return v, nil
}

// Holds evaluates a condition.
// Errors: *EvalError, when the scope breaks its promise or the expression is no condition.
func (x *Expr) Holds(s Scope) (bool, error) {
	v, err := x.Eval(s)
	if err != nil {
		return false, err
	}
	if v.kind != Bool {
		return false, &EvalError{x.source, "it is no condition"}
	}
	return v.Bool(), nil
}

// eval evaluates a node where CEL has got to.
func (e *Env) eval(n *node, a interpreter.Activation) (Value, error) {
	if run := n.planned(); run != nil {
		return fromCEL(run.Eval(a))
	}
	return e.evalIn(n, scopeOf(a))
}

// evalIn evaluates a node in a scope. Only what needs CEL gets an activation: most expressions are a name or a constant.
func (e *Env) evalIn(n *node, s Scope) (Value, error) {
	switch run := n.planned(); {
	case run != nil:
		return fromCEL(run.Eval(&activation{s}))
	case n.op == opConst:
		return n.val, nil
	case n.op == opPath && !n.path.local:
		return e.readPath(n, s)
	}
	return Value{}, fmt.Errorf("%s was not planned", n.src.text(n.at))
}

// readPath reads a path without CEL: for expressions that are nothing more.
func (e *Env) readPath(n *node, s Scope) (Value, error) {
	key := ""
	if n.path.key != nil {
		k, err := e.evalIn(n.path.key, s)
		if err != nil {
			return Value{}, err
		}
		if key = k.text; k.kind != Enum {
			return Value{}, fmt.Errorf("the key of %s is unset", n.path.name)
		}
	}
	v := n.path.below(s.Value(n.path.name, key))
	if v.IsSet() && (v.kind != n.typ.Kind || v.name != n.typ.Name) {
		return Value{}, fmt.Errorf("%s is of type %s, not %s", n.path.name, v.kind, n.typ)
	}
	return v, nil
}

// reads returns what the node and all below it read: sorted, each once.
func (n *node) reads() []Read {
	var all []Read
	n.walk(func(one *node) {
		if one.path != nil && !one.path.local {
			all = append(all, Read{one.path.name, one.path.fields(), one.op == opHas})
		}
	})
	slices.SortFunc(all, func(a, b Read) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		if c := strings.Compare(a.Path, b.Path); c != 0 || a.Has == b.Has {
			return c
		}
		if b.Has {
			return -1
		}
		return 1
	})
	return slices.Compact(all)
}

// walk visits a node, its key and all below it, in the order written.
func (n *node) walk(visit func(*node)) {
	visit(n)
	if n.path != nil && n.path.key != nil {
		n.path.key.walk(visit)
	}
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// whole checks a complete expression against the type that is wanted.
func (c *compiler) whole(p *parsed, want Type) *node {
	optional := want.Optional || want.Kind == Unset
	n := c.expr(p.expr, optional)
	if !optional {
		n = c.need(n)
	}
	if n.op == opBad {
		return n
	}
	all := span{0, len(p.runes)}
	if want.Kind != Unset && !n.typ.same(want) {
		return c.report(all, ProblemResult, fmt.Sprintf("This gives %s, where %s is needed.", n.typ.article(), want.article()), c.literalHint(n, want))
	}
	if want.Ranged && n.typ.Kind == Int && !n.in.within(interval{want.Min, want.Max}) {
		return c.report(all, ProblemOverflow, fmt.Sprintf("This may lie from %d to %d, outside %s.", n.in.lo, n.in.hi, want.Some()),
			fmt.Sprintf("Bound it, as in x < %d ? x + 1 : x.", want.Max))
	}
	if n.cost > MaxCost {
		return c.report(all, ProblemCost, fmt.Sprintf("This may take %d steps; %d are allowed.", n.cost, MaxCost), "Go through shorter lists, or keep the answer in a fact.")
	}
	return n
}
