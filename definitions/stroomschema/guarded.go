package stroomschema

import "slices"

// GuardedPath is one way in which a guarded fact can be set: what a supervisor signs.
type GuardedPath struct {
	Fact      *Fact
	Attribute string   // dotted path to the guarded attribute: "security", "level.security"
	Place     string   // where it is set: flow.step, flow.begin, flow.again, flow
	Cause     string   // who or what sets it: the id of a decision, or the place of silence or of a trigger
	By        []string // the roles that may decide; empty where nobody does
	Rules     []string // the rules that are asked of them, groups written out
	MayLower  bool     // no condition on the way excludes that the attribute gets lower
}

// maxCauses is how many causes are followed through passing steps: far more than anybody could sign.
const maxCauses = 5_000

// guardedPaths lists every way to every `set` of a guarded fact, in the order of the file.
func (c *compiler) guardedPaths(graphs []*flowGraph) []GuardedPath {
	if len(c.guardedFacts) == 0 {
		return nil
	}
	var list []GuardedPath
	followed := 0
	for _, g := range graphs {
		if !g.asks {
			continue
		}
		for _, d := range []*Decision{g.flow.Begin, g.flow.Again} {
			if d != nil {
				list = append(list, c.guardedSets(d.Do, d.ID(), cause{d.ID(), d, held{}.with(c.guardedRules(d.If), true)})...)
			}
		}
		passed := g.passed(&followed)
		if followed > maxCauses {
			c.report(CodeTooMany, g.flow.Range, "lead fewer decisions through passing steps", "more than %d ways lead to what is guarded", maxCauses)
			return nil
		}
		for _, w := range g.ways {
			for _, why := range g.causes(w, passed) {
				list = append(list, c.guardedOn(g, w, why)...)
			}
		}
		list = append(list, c.guardedSets(g.flow.Undo, g.flow.Name, cause{name: g.flow.Name + " cancelled"})...)
	}
	return distinct(list)
}

// guardedOn lists what a way sets: in its own actions, on entry of the step it leads to, or at the end it leads to.
func (c *compiler) guardedOn(g *flowGraph, w *way, why cause) []GuardedPath {
	place := g.flow.Name
	if w.from != nil && (w.by == nil || w.by.Step != nil) && (w.trigger == nil || w.trigger.Step != nil) {
		place += "." + w.from.Name
	}
	list := c.guardedSets(w.do, place, why)
	why.held = why.held.without(changes(w.do))
	switch {
	case w.to.Kind == ToStep && w.to.Step != nil:
		list = append(list, c.guardedSets(w.to.Step.OnEntry, g.flow.Name+"."+w.to.Step.Name, why)...)
	case w.to.Kind == End:
		list = append(list, c.guardedSets(g.flow.OnEnd, g.flow.Name, why)...)
	}
	return list
}

// cause is who or what sets a run in motion, with what has been asked on the way.
type cause struct {
	name string
	by   *Decision
	held held
}

// causes finds what leads to a way: of a way out of a passing step, everything that leads to that step.
func (g *flowGraph) causes(w *way, passed map[*Step][]cause) []cause {
	switch {
	case w.kind == wayPassing:
		list := slices.Clone(passed[w.from])
		for i := range list {
			list[i].held = list[i].held.with(w.conds, true)
		}
		return list
	case w.kind == wayDecision && w.by != nil:
		return []cause{{w.by.ID(), w.by, held{}.with(w.conds, true)}}
	case w.kind == wayStart && g.flow.Begin != nil:
		return []cause{{g.flow.Begin.ID(), g.flow.Begin, held{}.with(w.conds, true)}}
	case w.kind == wayStart:
		return []cause{{"the start of " + g.flow.Name, nil, held{}.with(w.conds, true)}}
	}
	return []cause{{wayWords(w), nil, held{}.with(w.conds, true)}}
}

// passed finds for every passing step what leads to it, with what is asked on all ways from the same cause.
func (g *flowGraph) passed(followed *int) map[*Step][]cause {
	out := map[*Step][]cause{}
	for changed := true; changed && *followed <= maxCauses; {
		changed = false
		for _, w := range g.ways {
			to := w.to.Step
			if w.to.Kind != ToStep || to == nil || to.Kind != Passing {
				continue
			}
			for _, why := range g.causes(w, out) {
				why.held = why.held.without(changes(w.do)).without(changes(to.OnEntry))
				i := slices.IndexFunc(out[to], func(o cause) bool { return o.name == why.name })
				switch {
				case i < 0:
					out[to] = append(out[to], why)
					*followed++
					changed = true
				default:
					if both := out[to][i].held.meet(why.held); len(both) < len(out[to][i].held) {
						out[to][i].held = both
						changed = true
					}
				}
			}
		}
	}
	return out
}

// guardedSets lists the guarded facts that actions set.
func (c *compiler) guardedSets(actions []*Action, place string, why cause) []GuardedPath {
	var list []GuardedPath
	for _, a := range actions {
		for _, set := range a.Set {
			if set.Fact == nil || set.Value == nil || !c.guardedFacts[set.Fact.Name] {
				continue
			}
			path := GuardedPath{Fact: set.Fact, Attribute: c.guardedPart(set.Fact.Type), Place: place, Cause: why.name}
			if why.by != nil {
				path.By, path.Rules = whoWords(why.by.By), ruleNames(why.by.If)
			}
			path.MayLower = !c.keepsUp(set, why.held, func(heldCondition) bool { return true })
			list = append(list, path)
		}
		inner := why
		inner.held = why.held.with(c.guardedCondition(a.If, false), true)
		list = append(list, c.guardedSets(a.Do, place, inner)...)
		why.held = why.held.without(changes([]*Action{a}))
	}
	return list
}

// keepsUp reports whether one of the conditions that count excludes that an assignment lowers what is guarded.
func (c *compiler) keepsUp(a Assignment, at held, counts func(heldCondition) bool) bool {
	l := c.loweringOf(a)
	if l == nil {
		return false
	}
	for _, words := range sortedKeys(at) {
		if counts(at[words]) && l.excluded(at[words].known) {
			return true
		}
	}
	return false
}

// loweringOf prepares the question whether an assignment lowers what is guarded; nil when its shape is not understood.
func (c *compiler) loweringOf(a Assignment) *lowering {
	value := parseSyn(a.Value.Source())
	if value == nil {
		return nil
	}
	target := &syn{op: synPath, name: a.Fact.Name}
	if a.Key != nil {
		key := parseSyn(a.Key.Source())
		if key == nil {
			return nil
		}
		target = target.selecting(pathPart{key: key})
	}
	return newLowering(c, target, value, c.guardedPart(a.Fact.Type))
}

func whoWords(list []*Who) []string {
	return names(list, func(w *Who) string { return w.Source })
}

// ruleNames lists the rules of an `if` list, groups written out.
func ruleNames(uses []*RuleUse) []string {
	var list []string
	for _, use := range uses {
		if len(use.Rule.All) > 0 {
			list = append(list, ruleNames(use.Rule.All)...)
			continue
		}
		list = append(list, use.Rule.Name)
	}
	return list
}

// distinct keeps one path of those with the same fact, place and cause; it may lower when any of them may.
func distinct(list []GuardedPath) []GuardedPath {
	var out []GuardedPath
	for _, path := range list {
		i := slices.IndexFunc(out, func(o GuardedPath) bool {
			return o.Fact == path.Fact && o.Place == path.Place && o.Cause == path.Cause
		})
		if i < 0 {
			out = append(out, path)
			continue
		}
		out[i].MayLower = out[i].MayLower || path.MayLower
	}
	return out
}
