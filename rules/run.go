package rules

import (
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/interpreter"
)

// scopeName is the name under which our reads find the scope from inside CEL's loops.
const scopeName = "@scope"

// activation carries a Scope through CEL's interpreter.
type activation struct{ scope Scope }

// ResolveName is part of CEL's interpreter.Activation.
func (a *activation) ResolveName(name string) (any, bool) {
	if name == scopeName {
		return a, true
	}
	return nil, false
}

// Parent is part of CEL's interpreter.Activation.
func (a *activation) Parent() interpreter.Activation { return nil }

// bound is an activation in which one element of a list has its name.
type bound struct {
	outer interpreter.Activation
	name  string
	value ref.Val
}

// ResolveName is part of CEL's interpreter.Activation.
func (b *bound) ResolveName(name string) (any, bool) {
	if name == b.name {
		return b.value, true
	}
	return b.outer.ResolveName(name)
}

// Parent is part of CEL's interpreter.Activation.
func (b *bound) Parent() interpreter.Activation { return b.outer }

func scopeOf(a interpreter.Activation) Scope {
	if frame, ok := a.(*interpreter.ExecutionFrame); ok {
		if own, ok := frame.Activation.(*activation); ok {
			return own.scope
		}
	}
	found, _ := a.ResolveName(scopeName)
	return found.(*activation).scope
}

// planned is the common part of our own steps in a plan of CEL.
type planned struct{ id int64 }

// ID is part of CEL's interpreter.Interpretable.
func (p planned) ID() int64 { return p.id }

// read is the step that reads a path or asks whether it is set.
type read struct {
	planned
	env   *Env
	path  *path
	typ   Type
	has   bool
	unset bool                        // unset is an answer
	key   interpreter.InterpretableV2 // nil for no key or a constant
	at    string                      // the constant key
}

// Eval is part of CEL's interpreter.Interpretable.
func (r *read) Eval(a interpreter.Activation) ref.Val { return r.Exec(interpreter.AsFrame(a)) }

// Exec is part of CEL's interpreter.InterpretableV2.
func (r *read) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	if r.path.local {
		return r.element(frame)
	}
	key := r.at
	if r.key != nil {
		k, ok := r.key.Exec(frame).(*symbol)
		if !ok {
			return types.NewErr("the key of %s is no key", r.path.name)
		}
		key = k.value.text
	}
	return r.answer(r.path.below(scopeOf(frame).Value(r.path.name, key)))
}

// element reads the element of a list that all or exists stands at.
func (r *read) element(frame *interpreter.ExecutionFrame) ref.Val {
	found, _ := frame.ResolveName(r.path.name)
	v, ok := found.(ref.Val)
	if !ok {
		return types.NewErr("an element has no value")
	}
	if len(r.path.steps) == 0 && !r.has {
		return v
	}
	value, err := fromCEL(v)
	if err != nil {
		return types.WrapErr(err)
	}
	return r.answer(r.path.below(value))
}

func (r *read) answer(v Value) ref.Val {
	switch {
	case r.has:
		return types.Bool(v.IsSet())
	case r.unset && !v.IsSet():
		return types.NullValue
	}
	return r.env.toCEL(v, &r.typ)
}

// below follows the steps of a path from the value of its variable.
func (p *path) below(v Value) Value {
	for i := range p.steps {
		if !v.IsSet() {
			return Value{}
		}
		s := &p.steps[i]
		if s.enum == nil {
			v = v.Field(s.name)
			continue
		}
		values := s.enum.Attribute[v.text]
		if s.attr >= len(values) {
			return Value{}
		}
		v = values[s.attr]
	}
	return v
}

// strictLogic is && or ||: its parts in order, stopping at the first that decides. An error is an error, where CEL's
// own operators would pass over it when another part decides.
type strictLogic struct {
	planned
	stop  types.Bool // false for &&, true for ||
	parts []interpreter.InterpretableV2
}

// Eval is part of CEL's interpreter.Interpretable.
func (s *strictLogic) Eval(a interpreter.Activation) ref.Val { return s.Exec(interpreter.AsFrame(a)) }

// Exec is part of CEL's interpreter.InterpretableV2.
func (s *strictLogic) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	for _, part := range s.parts {
		v := part.Exec(frame)
		b, ok := v.(types.Bool)
		if !ok {
			return types.MaybeNoSuchOverloadErr(v)
		}
		if b == s.stop {
			return s.stop
		}
	}
	return !s.stop
}

// strictChoice is condition ? then : otherwise.
type strictChoice struct {
	planned
	cond, yes, no interpreter.InterpretableV2
}

// Eval is part of CEL's interpreter.Interpretable.
func (s *strictChoice) Eval(a interpreter.Activation) ref.Val { return s.Exec(interpreter.AsFrame(a)) }

// Exec is part of CEL's interpreter.InterpretableV2.
func (s *strictChoice) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v := s.cond.Exec(frame)
	b, ok := v.(types.Bool)
	switch {
	case !ok:
		return types.MaybeNoSuchOverloadErr(v)
	case bool(b):
		return s.yes.Exec(frame)
	}
	return s.no.Exec(frame)
}

// fieldRead is a field or attribute of something that is no path.
type fieldRead struct {
	planned
	env  *Env
	of   interpreter.InterpretableV2
	path *path
	typ  Type
}

// Eval is part of CEL's interpreter.Interpretable.
func (f *fieldRead) Eval(a interpreter.Activation) ref.Val { return f.Exec(interpreter.AsFrame(a)) }

// Exec is part of CEL's interpreter.InterpretableV2.
func (f *fieldRead) Exec(frame *interpreter.ExecutionFrame) ref.Val {
	v, err := fromCEL(f.of.Exec(frame))
	if err != nil {
		return types.WrapErr(err)
	}
	return f.env.toCEL(f.path.below(v), &f.typ)
}

// decorate puts our own steps in the place of CEL's where a node calls for it, and keeps the step of every node, so that
// an explanation can evaluate each part by itself.
func (l *lowering) decorate(i interpreter.InterpretableV2) (interpreter.InterpretableV2, error) {
	id := i.ID()
	if id >= int64(len(l.byID)) || l.byID[id] == nil {
		return i, nil
	}
	n := l.byID[id]
	p := planned{id}
	switch n.op {
	case opConst:
		n.run = interpreter.NewConstValue(id, l.env.toCEL(n.val, &n.typ))
	case opPath, opHas:
		r := &read{planned: p, env: l.env, path: n.path, typ: n.typ.Some(), has: n.op == opHas, unset: n.typ.Optional}
		if key := n.path.key; key != nil {
			if key.op == opConst {
				r.at = key.val.text
			} else {
				r.key = key.planned()
			}
		}
		n.run = r
	case opAnd, opOr:
		s := &strictLogic{planned: p, stop: n.op == opOr}
		for _, k := range n.kids {
			s.parts = append(s.parts, k.planned())
		}
		n.run = s
	case opChoose:
		n.run = &strictChoice{p, n.kids[0].planned(), n.kids[1].planned(), n.kids[2].planned()}
	case opField:
		n.run = &fieldRead{p, l.env, n.kids[0].planned(), &path{steps: []step{n.step}}, n.typ}
	default:
		n.run = i
	}
	if len(n.noted) > 0 {
		n.run = &noting{p, n.run, n.noted}
	}
	return n.run, nil
}

// planned returns the planned step of a node; a rule is its own expression.
func (n *node) planned() interpreter.InterpretableV2 {
	for n.op == opRule {
		n = n.kids[0]
	}
	return n.run
}
