package stroomschema

import (
	"fmt"
	"slices"

	"stroom/definitions/diag"
)

// Silence and guarded attributes.
//
// Silence is the end of a term (overdue or tacit) and a moment: nobody decides. What it leads to in the same run to
// completion may not lower an attribute that its type guards. The check follows silence through actions, branches, passing
// steps, messages, starts, calls, ends and conditions on facts, and carries along which conditions the file has asked on
// every such way. A `set` of a guarded fact on the way is right when one of these conditions excludes that it lowers the
// attribute.
//
// A condition is fresh when it is asked after the silence, and stale when it was asked earlier in the same run: on every
// way to the step at which silence fell, with nothing in the run having changed what it reads. Other flows may have changed
// a fact since, so a stale condition gives a warning; a `set` that no condition covers is an error. The engine asserts the
// same at the moment of the `set`, whatever this check found.

// silence is one run of the check over a definition.
type silence struct {
	c        *compiler
	graphs   map[*Flow]*flowGraph
	before   map[*Step]held // what holds when a run has come to rest at a step
	arrived  map[*Step]held // what holds when silence leads to a step
	ways     map[*way]held  // ways that silence may take, with what held before
	queue    []func()
	ended    map[string]bool // "flow outcome" that silence may lead to
	started  map[*Flow]bool
	heard    map[*Message]bool
	stopped  map[*Flow]bool // cancelled
	edges    bool           // conditions on facts are looked at
	report   bool
	reported map[diag.Range]bool
	current  string // where the silence that is followed began, and how it came here: for the message
	on       map[*way]string
	at       map[*Step]string
}

// checkSilence finds the places where silence may lower a guarded attribute.
func (c *compiler) checkSilence(graphs []*flowGraph) {
	if !slices.ContainsFunc(c.def.Facts, func(f *Fact) bool { return c.guardedPart(f.Type) != "" }) {
		return
	}
	s := &silence{
		c: c, graphs: map[*Flow]*flowGraph{}, before: map[*Step]held{}, arrived: map[*Step]held{}, ways: map[*way]held{},
		ended: map[string]bool{}, started: map[*Flow]bool{}, heard: map[*Message]bool{}, stopped: map[*Flow]bool{}, reported: map[diag.Range]bool{},
		on: map[*way]string{}, at: map[*Step]string{},
	}
	for _, g := range graphs {
		s.graphs[g.flow] = g
		if g.asks {
			s.settle(g)
		}
	}
	for _, g := range graphs {
		for _, w := range g.ways {
			if w.silent() {
				s.take(w)
			}
		}
	}
	s.late()
	for len(s.queue) > 0 {
		next := s.queue[0]
		s.queue = s.queue[1:]
		next()
	}
	s.report = true
	for _, g := range graphs {
		s.judge(g)
	}
}

// judge goes over everything that silence may do once more, now that it is known what holds everywhere, and reports.
func (s *silence) judge(g *flowGraph) {
	for _, step := range g.flow.Steps {
		if at, ok := s.arrived[step]; ok {
			s.current = s.at[step]
			s.act(step.OnEntry, at, g.flow)
		}
	}
	for _, w := range g.ways {
		if before, ok := s.ways[w]; ok {
			s.follow(w, before)
		}
	}
	s.current = ""
	if s.stopped[g.flow] {
		s.act(g.flow.Undo, nil, g.flow)
		s.act(g.flow.OnEnd, nil, g.flow)
	}
	if g.flow.Index == 0 {
		s.late()
	}
}

// late does what notices say for when no reply comes: that is silence too.
func (s *silence) late() {
	for _, notice := range s.c.def.Notices {
		if notice.Reply != nil {
			s.act(notice.Reply.Late, nil, s.c.def.Flows[0])
		}
	}
}

// settle finds what holds when a run stands at a step, whoever brought it there.
func (s *silence) settle(g *flowGraph) {
	entry := held{}
	if b := g.flow.Begin; b != nil && len(s.c.starters[g.flow]) == 0 {
		entry = entry.with(s.c.guardedRules(b.If), false).without(changes(b.Do))
	}
	s.spread(g, nil, entry)
	for changed := true; changed; {
		changed = false
		for _, step := range g.flow.Steps {
			if at, ok := s.before[step]; ok && s.spread(g, step, at) {
				changed = true
			}
		}
	}
}

// spread carries what holds at a step along the ways out of it, and reports whether anything changed.
func (s *silence) spread(g *flowGraph, from *Step, at held) bool {
	changed := false
	for _, w := range g.outOf[from] {
		to := w.to.Step
		if w.to.Kind == Stay && from != nil { // the run rests here, and something has changed
			if kept := s.before[from].without(changes(w.do)); len(kept) < len(s.before[from]) {
				s.before[from] = kept
				changed = true
			}
			continue
		}
		if w.to.Kind != ToStep || to == nil {
			continue
		}
		next := at.with(w.conds, false).without(changes(w.do)).without(changes(to.OnEntry)).stale()
		old, ok := s.before[to]
		if ok {
			next = old.meet(next)
		}
		if !ok || len(next) < len(old) {
			s.before[to] = next
			changed = true
		}
	}
	return changed
}

// take notes that silence may take a way from a step at which a run rests.
func (s *silence) take(w *way) {
	if _, ok := s.ways[w]; ok || w.from == nil {
		return
	}
	s.ways[w] = s.before[w.from]
	s.on[w] = wayWords(w)
	s.later(func() { s.follow(w, s.ways[w]) })
	if !s.edges {
		s.edges = true
		s.takeWhere(func(o *way) bool { return o.kind == wayTrigger && o.trigger.Kind == IfHolds })
	}
}

// wayWords says where a way begins.
func wayWords(w *way) string {
	switch {
	case w.kind == waySilence && w.from.Tacit != nil:
		return "tacit of " + stepWords(w.from)
	case w.kind == waySilence:
		return "overdue of " + stepWords(w.from)
	case w.kind == wayTrigger && w.trigger.Step == nil:
		return "a `when` of flow " + w.from.Flow.Name
	case w.kind == wayTrigger:
		return "a `when` of " + stepWords(w.from)
	}
	return stepWords(w.from)
}

func (s *silence) later(f func()) {
	if !s.report {
		s.queue = append(s.queue, f)
	}
}

// takeWhere takes the ways of all flows that are meant, in order.
func (s *silence) takeWhere(meant func(*way) bool) {
	for _, flow := range s.c.def.Flows {
		for _, w := range s.graphs[flow].ways {
			if meant(w) {
				s.take(w)
			}
		}
	}
}

// follow does what stands on a way and goes where it leads.
func (s *silence) follow(w *way, before held) {
	flow := s.flowOf(w)
	s.current = s.on[w]
	at := s.act(w.do, before.with(w.conds, true), flow)
	switch w.to.Kind {
	case End:
		s.act(flow.OnEnd, at, flow)
		s.end(flow, w.to.Outcome)
	case ToStep:
		if w.to.Step != nil {
			s.arrive(w.to.Step, at)
		}
	case Stay:
	}
}

func (s *silence) flowOf(w *way) *Flow {
	if w.from != nil {
		return w.from.Flow
	}
	return w.to.Step.Flow
}

// arrive notes what holds when silence leads to a step, and goes on where nobody stands.
func (s *silence) arrive(step *Step, at held) {
	old, ok := s.arrived[step]
	if ok {
		at = old.meet(at)
		if len(at) == len(old) && sameFreshness(at, old) {
			return
		}
	}
	if s.report {
		return
	}
	s.arrived[step] = at
	if s.at[step] == "" {
		s.at[step] = s.current + " > " + step.Name
	}
	s.later(func() {
		s.current = s.at[step]
		at := s.act(step.OnEntry, s.arrived[step], step.Flow)
		if step.Call != nil {
			s.start(step.Call.Flow)
		}
		if step.Fork != nil {
			for _, start := range step.Fork.Start {
				s.start(start.Flow)
			}
		}
		for _, w := range s.graphs[step.Flow].outOf[step] {
			if w.kind == wayPassing {
				s.ways[w] = at
				s.on[w] = s.at[step]
				s.follow(w, at)
			}
		}
	})
}

func sameFreshness(a, b held) bool {
	for words, k := range a {
		if b[words].fresh != k.fresh {
			return false
		}
	}
	return true
}

// start notes that silence may start a flow: its `begin` is not judged then.
func (s *silence) start(flow *Flow) {
	if flow == nil || s.started[flow] {
		return
	}
	s.started[flow] = true
	s.later(func() {
		for _, w := range s.graphs[flow].outOf[nil] {
			s.ways[w] = held{}
			s.on[w] = "the start of flow " + flow.Name
			s.follow(w, held{})
		}
	})
	if flow.Again != nil {
		s.takeWhere(func(w *way) bool { return w.by == flow.Again })
	}
}

// end notes that silence may end a flow with an outcome.
func (s *silence) end(flow *Flow, outcome string) {
	key := flow.Name + " " + outcome
	if s.ended[key] {
		return
	}
	s.ended[key] = true
	s.later(func() {
		s.takeWhere(func(w *way) bool {
			if w.kind != wayTrigger || w.trigger.Kind != Ended {
				return false
			}
			if w.trigger.Ended == nil { // the join of a fork
				return slices.ContainsFunc(w.from.Fork.Start, func(f *ForkStart) bool { return f.Flow == flow })
			}
			return w.trigger.Ended == flow && (len(w.trigger.As) == 0 || slices.Contains(w.trigger.As, outcome))
		})
	})
}

// cancel notes that silence may cancel a flow.
func (s *silence) cancel(flow *Flow, as string) {
	if as == "" {
		as = "cancelled"
	}
	if !s.stopped[flow] {
		s.stopped[flow] = true
		s.later(func() {
			s.act(flow.Undo, nil, flow)
			s.act(flow.OnEnd, nil, flow)
		})
	}
	s.end(flow, as)
	s.takeWhere(func(w *way) bool {
		return w.kind == wayTrigger && w.trigger.Kind == Ended && w.trigger.Ended == flow && slices.Contains(w.trigger.As, "cancelled")
	})
}

// act goes through actions in order and returns what holds behind them.
func (s *silence) act(actions []*Action, at held, flow *Flow) held {
	for _, a := range actions {
		switch a.Kind {
		case DoSet:
			for _, set := range a.Set {
				s.set(set, at)
			}
		case DoUnset:
			for _, place := range a.Unset {
				s.unset(place)
			}
		case DoIf:
			s.act(a.Do, at.with(conditionOf(a), true), flow)
		case DoForEach:
			s.act(a.Do, at, flow)
		case DoSend:
			s.send(a)
		case DoStart:
			if a.Target != nil {
				s.start(a.Target.Flow)
			}
		case DoCancel:
			s.cancelled(a, flow)
		}
		at = at.without(changes([]*Action{a}))
	}
	return at
}

func conditionOf(a *Action) []known {
	if a.If == nil {
		return nil
	}
	if cond := parseSyn(a.If.Source()); cond != nil {
		return []known{newKnown(cond, false, a.If.Reads())}
	}
	return nil
}

func (s *silence) send(a *Action) {
	if a.Message == nil || s.heard[a.Message] {
		return
	}
	s.heard[a.Message] = true
	s.takeWhere(func(w *way) bool {
		return w.kind == wayTrigger && (w.trigger.Hears == a.Message || slices.Contains(w.trigger.All, a.Message))
	})
}

func (s *silence) cancelled(a *Action, flow *Flow) {
	if a.Target == nil {
		return
	}
	if !a.Target.Other {
		s.cancel(a.Target.Flow, a.As)
		return
	}
	for _, other := range s.c.def.Flows {
		if other != flow {
			s.cancel(other, a.As)
		}
	}
}

// set judges one assignment of a guarded fact.
func (s *silence) set(a Assignment, at held) {
	if !s.report || a.Fact == nil || a.Value == nil {
		return
	}
	if s.reported[a.Range] || s.c.guardedPart(a.Fact.Type) == "" ||
		s.c.keepsUp(a, at, func(k heldCondition) bool { return k.fresh }) {
		return
	}
	stale := s.c.keepsUp(a, at, func(k heldCondition) bool { return !k.fresh })
	s.reported[a.Range] = true
	code, summary := CodeLowered, "silence may lower %s here: nothing on the way asks that %s is not less than %s"
	hint := "ask it in a rule under `if` of tacit, or in a branch on the way"
	if stale {
		code, summary = CodeAskedOnce, "silence may lower %s here: that %s is not less than %s was asked only before the silence, and another flow may have changed it since"
		hint = "ask it again in a rule under `if` of tacit, or in a branch behind it"
		if !s.setElsewhere(a) {
			return
		}
	}
	now, before := "the new value", "the old one"
	if l := s.c.loweringOf(a); l != nil {
		now, before = l.new[len(l.new)-1], l.old[len(l.old)-1]
	}
	d := diag.Diagnostic{Code: code, Subject: a.Range, Hint: hint, Summary: fmt.Sprintf(summary, a.Fact.Name, now, before)}
	if s.current != "" {
		d.Detail = "silence comes here from " + s.current
	}
	s.c.add(d)
}

// setElsewhere reports whether another flow than that of the assignment sets the fact too.
func (s *silence) setElsewhere(a Assignment) bool {
	var own *Flow
	for _, place := range s.c.sets {
		if place.at == a.Range {
			own = place.scope.flow
		}
	}
	return slices.ContainsFunc(s.c.sets, func(p setPlace) bool { return p.fact == a.Fact && p.scope.flow != own })
}

// unset judges one fact that is unset: what comes after it could be anything.
func (s *silence) unset(p Place) {
	if !s.report || p.Fact == nil || s.c.guardedPart(p.Fact.Type) == "" || s.reported[p.Range] {
		return
	}
	s.reported[p.Range] = true
	s.c.report(CodeLowered, p.Range, "let a person decide it", "silence may unset %s here, and with it what is guarded", p.Fact.Name)
}
