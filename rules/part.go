package rules

import (
	"fmt"
	"slices"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// Reading is one variable, or field below it, that a leaf reads, with its value.
type Reading struct {
	Name  string // of the variable
	Key   string // when it is keyed
	Path  string // dotted fields below the variable; "" for the whole
	Value Value
}

// The operations of a Part.
const (
	OpAnd    = "and"
	OpOr     = "or"
	OpNot    = "not"
	OpChoose = "choose" // parts: the condition, what holds then, what holds otherwise
	OpRule   = "rule"   // one part: the rule's own expression
	OpAll    = "all"    // one part: the condition on Element, when there is one
	OpExists = "exists"
	OpLeaf   = "leaf"
)

// Part is one part of an explained expression.
type Part struct {
	Source      string // of the part, as written
	Offset, End int    // code points into the source it was written in: the expression, or the rule around it
	Op          string
	Rule        string    // OpRule: the name of the rule
	Value       Value     // unset when Skipped
	Skipped     bool      // not evaluated, because the parts before it decided
	Element     Value     // all: the first element that fails; exists: the first that holds; unset for none
	Reads       []Reading // OpLeaf: what it read, in the order written, each once
	Parts       []Part
}

// Holds reports whether the part is true.
func (p Part) Holds() bool { return p.Value.Bool() }

// Explain evaluates the expression part by part, in the order written, and stops where the expression would. Each part is
// evaluated by itself, so its value does not lean on how the parts were put together; the whole is then evaluated once
// more, and Explain panics if the two differ. A part that could not be evaluated has an unset Value.
func (x *Expr) Explain(s Scope) Part {
	a := &activation{s}
	p := x.env.explain(x.root, a, true)
	if v, err := x.Eval(s); err == nil && !v.Equal(p.Value) {
		panic(fmt.Sprintf("rules: %s gives %s but is explained as %s", x.source, v, p.Value))
	}
	return p
}

// Outline returns the parts of the expression without values, all marked Skipped: what Explain can say something about.
func (x *Expr) Outline() Part { return x.env.explain(x.root, &activation{noScope{}}, false) }

// explain explains a node. With run not set it is only outlined.
func (e *Env) explain(n *node, a interpreter.Activation, run bool) Part {
	p := Part{Source: n.src.text(n.at), Offset: n.at.off, End: n.at.end, Op: OpLeaf, Skipped: !run}
	switch n.op {
	case opAnd, opOr:
		p.Op = OpAnd
		if n.op == opOr {
			p.Op = OpOr
		}
		e.explainLogic(&p, n, a, run)
	case opNot:
		p.Op = OpNot
		p.Parts = []Part{e.explain(n.kids[0], a, run)}
		if p.Parts[0].Value.IsSet() {
			p.Value = BoolOf(!p.Parts[0].Holds())
		}
	case opRule:
		p.Op, p.Rule = OpRule, n.rule
		p.Parts = []Part{e.explain(n.kids[0], a, run)}
		p.Value = p.Parts[0].Value
	case opChoose:
		p.Op = OpChoose
		e.explainChoice(&p, n, a, run)
	case opAll, opExists:
		p.Op = OpExists
		if n.op == opAll {
			p.Op = OpAll
		}
		e.explainLoop(&p, n, a, run)
	default:
		if run {
			p.Value, _ = e.eval(n, a)
			p.Reads = e.readings(n, a)
		}
	}
	return p
}

func (e *Env) explainLogic(p *Part, n *node, a interpreter.Activation, run bool) {
	and := n.op == opAnd
	decided := !run
	if run {
		p.Value = BoolOf(and)
	}
	for _, k := range n.kids {
		part := e.explain(k, a, !decided)
		p.Parts = append(p.Parts, part)
		if decided {
			continue
		}
		if !part.Value.IsSet() || part.Holds() != and {
			p.Value, decided = part.Value, true
		}
	}
}

func (e *Env) explainChoice(p *Part, n *node, a interpreter.Activation, run bool) {
	cond := e.explain(n.kids[0], a, run)
	known := run && cond.Value.IsSet()
	yes := e.explain(n.kids[1], a, known && cond.Holds())
	no := e.explain(n.kids[2], a, known && !cond.Holds())
	p.Parts = []Part{cond, yes, no}
	if known {
		p.Value = no.Value
		if cond.Holds() {
			p.Value = yes.Value
		}
	}
}

func (e *Env) explainLoop(p *Part, n *node, a interpreter.Activation, run bool) {
	list, cond := n.kids[0], n.kids[1]
	if !run {
		p.Parts = []Part{e.explain(cond, a, false)}
		return
	}
	var elems traits.Lister
	if step := list.planned(); step != nil {
		elems, _ = step.Eval(a).(traits.Lister)
	}
	if elems == nil {
		return
	}
	all := n.op == opAll
	p.Value = BoolOf(all)
	for it := elems.Iterator(); it.HasNext() == types.True; {
		elem := it.Next()
		at := &bound{a, n.local, elem}
		var holds ref.Val = cond.planned().Eval(at)
		if b, ok := holds.(types.Bool); ok && bool(b) == all {
			continue
		}
		p.Element, _ = fromCEL(elem)
		p.Parts = []Part{e.explain(cond, at, true)}
		p.Value = p.Parts[0].Value
		return
	}
}

// readings returns what a leaf reads here, in the order written, each once. Inside a loop within the leaf nothing can be
// said of what is read for each element.
func (e *Env) readings(n *node, a interpreter.Activation) []Reading {
	var all []Reading
	n.walk(func(one *node) {
		if one.path == nil || one.path.local {
			return
		}
		r := Reading{Name: one.path.name, Path: one.path.fields()}
		if key := one.path.key; key != nil {
			k, err := e.keyHere(key, a)
			if err != nil {
				return
			}
			r.Key = k
		}
		r.Value = scopeOf(a).Value(r.Name, r.Key)
		for _, s := range one.path.steps {
			if s.enum != nil {
				break
			}
			r.Value = r.Value.Field(s.name)
		}
		if !slices.ContainsFunc(all, func(have Reading) bool { return have.Name == r.Name && have.Key == r.Key && have.Path == r.Path }) {
			all = append(all, r)
		}
	})
	return all
}

// keyHere returns the key that a node gives; an error when it hangs on an element that has no value here.
func (e *Env) keyHere(key *node, a interpreter.Activation) (string, error) {
	v, err := e.eval(key, a)
	if err == nil && v.kind != Enum {
		err = fmt.Errorf("the key is unset")
	}
	return v.text, err
}

// Failing returns the leaves that make a false part false: for `and` those of the first part that fails, for `or` those of
// all parts, for `not` those that make the inside true. It is nil for a part that holds or was not evaluated. A
// loop that no single element decides is itself such a leaf.
func (p Part) Failing() []Part {
	if p.Value.kind != Bool || p.Holds() {
		return nil
	}
	return p.deciding()
}

// deciding returns the leaves that make the part what it is.
func (p Part) deciding() []Part {
	var out []Part
	switch p.Op {
	case OpAnd, OpOr:
		// One part was enough when it is what `or` looks for or `and` is broken by.
		one := p.Holds() == (p.Op == OpOr)
		for _, k := range p.Parts {
			if k.Skipped || one && k.Holds() != p.Holds() {
				continue
			}
			out = append(out, k.deciding()...)
		}
		return out
	case OpChoose:
		for _, k := range p.Parts {
			if !k.Skipped {
				out = append(out, k.deciding()...)
			}
		}
		return out
	case OpNot, OpRule, OpAll, OpExists:
		for _, k := range p.Parts {
			out = append(out, k.deciding()...)
		}
		if len(out) > 0 {
			return out
		}
	}
	return []Part{p}
}
