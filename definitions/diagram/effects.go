package diagram

import (
	"slices"
	"strconv"

	"stroom/definitions/stroomschema"
)

// effects are what a list of actions does to other flows, also inside conditions and loops; each once.
func (b *builder) effects(actions []*stroomschema.Action) []Effect {
	var list []Effect
	eachAction(actions, func(a *stroomschema.Action) {
		if e, ok := b.effect(a); ok && !slices.Contains(list, e) {
			list = append(list, e)
		}
	})
	return list
}

// eachAction visits actions and those inside them, in the order of the file.
func eachAction(actions []*stroomschema.Action, visit func(*stroomschema.Action)) {
	for _, a := range actions {
		visit(a)
		eachAction(a.Do, visit)
	}
}

var effectKinds = map[stroomschema.ActionKind]EffectKind{
	stroomschema.DoStart: Starts, stroomschema.DoSend: Tells, stroomschema.DoSuspend: Suspends, stroomschema.DoResume: Resumes,
	stroomschema.DoCancel: Cancels,
}

func (b *builder) effect(a *stroomschema.Action) (Effect, bool) {
	kind, ok := effectKinds[a.Kind]
	if !ok {
		return Effect{}, false
	}
	e := Effect{Kind: kind, Flow: Others, Outcome: a.As}
	if a.Target.Flow != nil {
		e.Flow = a.Target.Flow.Name
	}
	if a.Message != nil {
		e.Message = b.label(a.Message.Name)
	}
	return e, true
}

// collect notes what a flow does to other ones.
func (b *builder) collect(f *stroomschema.Flow) {
	note := func(at string, lists ...[]*stroomschema.Action) {
		for _, list := range lists {
			for _, e := range b.effects(list) {
				b.link(Link{From: f.Name, To: e.Flow, Kind: e.Kind, At: at, Message: e.Message, Outcome: e.Outcome})
			}
		}
	}
	branches := func(place string, do []*stroomschema.Action, list []stroomschema.Branch) {
		for i, branch := range list {
			note(f.Name+"."+place+"."+strconv.Itoa(i+1), do, branch.Do)
		}
		if len(list) == 0 {
			note(f.Name+"."+place, do)
		}
	}
	if f.Begin != nil {
		note(f.Name+".Begin", f.Begin.Do)
	}
	branches("Start", nil, f.Start)
	for _, s := range f.Steps {
		b.collectStep(s, note, branches)
	}
	if f.Again != nil {
		branches("Again", f.Again.Do, f.Again.Go)
	}
	for _, d := range f.Decide {
		branches("Decide."+d.Name, d.Do, d.Go)
	}
	for i, t := range f.When {
		branches("When."+strconv.Itoa(i+1), t.Do, t.Go)
	}
	note(f.Name, f.OnEnd, f.Undo)
}

func (b *builder) collectStep(s *stroomschema.Step, note func(string, ...[]*stroomschema.Action), branches func(string, []*stroomschema.Action, []stroomschema.Branch)) {
	id := s.Flow.Name + "." + s.Name
	note(id, s.OnEntry)
	for _, d := range s.Decide {
		branches(s.Name+".decide."+d.Name, d.Do, d.Go)
	}
	for i, t := range s.When {
		branches(s.Name+".when."+strconv.Itoa(i+1), t.Do, t.Go)
	}
	branches(s.Name+".overdue", nil, s.Overdue)
	if s.Tacit != nil {
		branches(s.Name+".tacit", s.Tacit.Do, s.Tacit.Go)
	}
	branches(s.Name+".go", nil, s.Go)
	if s.Call != nil {
		b.link(Link{From: s.Flow.Name, To: s.Call.Flow.Name, Kind: CallsIt, At: id})
	}
	if s.Fork != nil {
		for _, start := range s.Fork.Start {
			b.link(Link{From: s.Flow.Name, To: start.Flow.Name, Kind: CallsIt, At: id})
		}
		branches(s.Name+".go", s.Fork.Do, s.Fork.Go)
	}
	if s.Ask != nil {
		branches(s.Name+".answered", nil, s.Ask.Answered)
		branches(s.Name+".failed", nil, s.Ask.Failed)
	}
	if s.Checklist != nil {
		branches(s.Name+".checklist", s.Checklist.Do, s.Checklist.Go)
	}
}

// link adds a link, once. What is done to every other flow stands at each of them nowhere: the effect of the arrow says it.
func (b *builder) link(l Link) {
	if l.To != Others && !slices.Contains(b.links, l) {
		b.links = append(b.links, l)
	}
}

// done adds to a flow what other flows do to it whatever its step: stop and suspend it.
func (b *builder) done(f *stroomschema.Flow) {
	type doing struct{ by, outcome string }
	for _, kind := range []EffectKind{Cancels, Suspends} {
		var seen []doing
		for _, l := range b.links {
			d := doing{l.From, l.Outcome}
			if l.To != f.Name || l.Kind != kind || slices.Contains(seen, d) {
				continue
			}
			seen = append(seen, d)
			if kind == Cancels {
				b.doneNode("Stopped."+strconv.Itoa(len(seen)), sayStopped, d.by, stroomschema.Target{Kind: stroomschema.End, Outcome: d.outcome})
			} else {
				b.doneNode("Suspended."+strconv.Itoa(len(seen)), saySuspended, d.by, stroomschema.Target{Kind: stroomschema.Stay})
			}
		}
	}
}

func (b *builder) doneNode(name string, label phrase, by string, to stroomschema.Target) {
	n := &Node{ID: b.id(name), Kind: Anywhere, Origin: Another, Name: name, Label: b.say(label, b.title(by))}
	b.add(n)
	b.arrow(name, n.ID, to, Arrow{Origin: Another})
}
