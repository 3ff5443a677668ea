package bpmn

import (
	"strconv"

	"stroom/definitions/stroomschema"
)

// way is one way on: from a node, with what is done, along branches.
type way struct {
	scope     *scope
	from      *node
	id        string                 // of the arrows, without the number of the branch
	words     string                 // the same in the diagram, where that is another
	name      string                 // on the first edge
	condition string                 // on the first edge
	do        []*stroomschema.Action // before the branches are looked at
	to        []choice
	stay      *node  // where `stay` leads
	prefix    string // of end events inside a sub-process
}

// choice is a branch with its number in the file, from 1.
type choice struct {
	number int
	stroomschema.Branch
}

// numbered numbers branches. No branches is one that stays: an item of a checklist.
func numbered(branches []stroomschema.Branch) []choice {
	if len(branches) == 0 {
		return []choice{{number: 1}}
	}
	list := make([]choice, len(branches))
	for i, b := range branches {
		list[i] = choice{i + 1, b}
	}
	return list
}

// split parts branches that stay from those that lead away.
func split(branches []stroomschema.Branch) (staying, leaving []choice) {
	for _, c := range numbered(branches) {
		if c.To.Kind == stroomschema.Stay {
			staying = append(staying, c)
		} else {
			leaving = append(leaving, c)
		}
	}
	return staying, leaving
}

// lead draws a way: what is said to other flows as an event, several branches as a gateway.
func (b *builder) lead(w way) {
	if w.words == "" {
		w.words = w.id
	}
	if says := contacts(w.do); len(says) > 0 {
		event := b.throw(w.scope, w.id+"-send", says)
		w.scope.join(&edge{id: w.id + "-sends", from: w.from, to: event, name: w.name, condition: w.condition})
		w.from, w.name, w.condition = event, "", ""
	}
	if len(w.to) == 1 {
		only := w.to[0]
		number := "." + strconv.Itoa(only.number)
		name := w.name
		if name == "" {
			name = b.arrow(w.words + number).Condition
		}
		b.branch(w, &edge{id: w.id + number, from: w.from, name: name, condition: w.condition}, only.Branch)
		return
	}
	gate := w.from
	if gate.tag != "exclusiveGateway" || len(gate.out) > 0 || w.name != "" || w.condition != "" {
		gate = w.scope.add(&node{id: w.id + "-choice", tag: "exclusiveGateway"})
		w.scope.join(&edge{id: w.id + "-chooses", from: w.from, to: gate, name: w.name, condition: w.condition})
	}
	for _, c := range w.to {
		number := "." + strconv.Itoa(c.number)
		e := &edge{id: w.id + number, from: gate, name: b.arrow(w.words + number).Condition, otherwise: c.If == nil}
		if c.If != nil {
			e.condition = c.If.Source()
		}
		b.branch(w, e, c.Branch)
	}
}

// branch ends an edge where the branch leads, by way of what it says to other flows.
func (b *builder) branch(w way, e *edge, branch stroomschema.Branch) {
	if says := contacts(branch.Do); len(says) > 0 {
		e.to = b.throw(w.scope, e.id+"-send", says)
		w.scope.join(e)
		e = &edge{id: e.id + "-sent", from: e.to}
	}
	e.to = b.target(w, branch.To)
	w.scope.join(e)
}

// target is the node to which a branch leads.
func (b *builder) target(w way, t stroomschema.Target) *node {
	switch t.Kind {
	case stroomschema.Stay:
		return w.stay
	case stroomschema.ToStep:
		return b.enter[t.Step]
	case stroomschema.End:
		return b.end(w.scope, t.Outcome, w.prefix)
	}
	panic("bpmn: a target of no kind")
}
