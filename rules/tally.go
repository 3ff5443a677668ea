package rules

import (
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/interpreter"
)

// Outcome says which answers one condition of an expression has given so far. A condition is the whole, when it is
// one; each part between && || ! and ?: ; the part inside all and exists; and each call of a rule that stands as such a part.
// What `!` turns around is noted once, without it.
type Outcome struct {
	Source      string // of the condition, as written
	Offset, End int    // code points into the expression
	Whole       bool   // it is the expression itself, but for a `!`
	True, False bool   // it has been true; it has been false
}

// Outcomes returns the conditions of the expression, in the order written, with what evaluations have made of them since it was
// compiled: also those of other expressions that call it as a rule. It is nil unless Config.Tally is set.
func (x *Expr) Outcomes() []Outcome {
	if x.env.tally == nil {
		return nil
	}
	var all []Outcome
	whole, _ := x.root.turned()
	x.root.conditions(true, func(n *node) {
		if n.src != x.root.src {
			return // a rule written out: it has outcomes of its own
		}
		given := x.env.tally[n.place()]
		all = append(all, Outcome{Source: n.src.text(n.at), Offset: n.at.off, End: n.at.end, Whole: n == whole, True: given.yes, False: given.no})
	})
	return all
}

// Unnoted is a Scope that may ask what would be, without being noted in Outcomes.
type Unnoted interface {
	Scope
	Unnoted() bool
}

// answers are what a condition has given.
type answers struct{ yes, no bool }

// place is one part of one source. A rule that is written out in many places has the same places in each.
type place struct {
	src *parsed
	at  span
	op  op
}

func (n *node) place() place { return place{n.src, n.at, n.op} }

// conditions visits the conditions of a node, also of the rules that it calls, each before those inside it. judged says that
// the node itself stands as one.
func (n *node) conditions(judged bool, visit func(*node)) {
	inside := false
	switch n.op {
	case opAnd, opOr, opAll, opExists:
		judged, inside = true, true
	case opNot:
		judged, inside = false, true
	case opRule:
		inside = false // its body is noted as what it is: the rule's own
	}
	if judged && n.typ.Kind == Bool && n.op != opConst {
		visit(n)
	}
	if n.path != nil && n.path.key != nil {
		n.path.key.conditions(false, visit)
	}
	for i, k := range n.kids {
		switch {
		case n.op == opChoose:
			k.conditions(i == 0 || judged, visit)
		case n.op == opRule:
			k.conditions(true, visit)
		default:
			k.conditions(inside && k.typ.Kind == Bool, visit)
		}
	}
}

// turned returns the node behind leading `!`s, and whether they turn its answers around.
func (n *node) turned() (inside *node, turned bool) {
	for n.op == opNot {
		n, turned = n.kids[0], !turned
	}
	return n, turned
}

// count has the answers of every condition of an expression noted.
func (e *Env) count(root *node) {
	root.conditions(true, func(n *node) {
		given := e.tally[n.place()]
		if given == nil {
			given = &answers{}
			e.tally[n.place()] = given
		}
		for n.op == opRule { // it has no step of its own
			n = n.kids[0]
		}
		n.noted = append(n.noted, given)
	})
}

// noting is the step of a condition whose answers are noted.
type noting struct {
	planned
	of    interpreter.InterpretableV2
	noted []*answers
}

// Eval is part of CEL's interpreter.Interpretable.
func (s *noting) Eval(a interpreter.Activation) ref.Val { return s.Exec(interpreter.AsFrame(a)) }

func (s *noting) notes(a interpreter.Activation) bool {
	quiet, ok := scopeOf(a).(Unnoted)
	return !ok || !quiet.Unnoted()
}

// Exec is part of CEL's interpreter.InterpretableV2.
func (s *noting) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := s.of.Exec(frame)
	if b, ok := v.(types.Bool); ok && s.notes(frame) {
		for _, given := range s.noted {
			given.yes, given.no = given.yes || bool(b), given.no || !bool(b)
		}
	}
	return v
}

// Answers says whether an expression that is a condition has been true and has been false, as Outcomes does.
func (x *Expr) Answers() (yes, no bool) {
	n, turned := x.root.turned()
	given := x.env.tally[n.place()]
	switch {
	case given == nil:
		return false, false
	case turned:
		return given.no, given.yes
	}
	return given.yes, given.no
}
