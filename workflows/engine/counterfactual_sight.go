package engine

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// decisionReads is what the expressions that judge a decision read, as they are written.
type decisionReads struct {
	head  []rules.Read            // who may decide, and while
	while []rules.Read            // the condition under which it is offered
	rules map[string][]rules.Read // by the name of the rule, its inputs and those of its group included
	vars  map[string][]rules.Read // by the name of a variable
	clock bool                    // the time is read
}

// readsOf collects what a decision is judged by.
func readsOf(c *candidate) decisionReads {
	out := decisionReads{rules: map[string][]rules.Read{}, vars: map[string][]rules.Read{}}
	if c.decision.While != nil {
		out.while = c.decision.While.ReadPaths()
	}
	out.head = slices.Clone(out.while)
	for _, w := range c.decision.By {
		out.head = append(out.head, readsOfWho(w)...)
	}
	out.note(out.head)
	for _, use := range c.decision.If {
		out.use(use, nil)
	}
	return out
}

// use collects a rule, and the members of a group with what the group gives them.
func (d *decisionReads) use(use *stroomschema.RuleUse, given []rules.Read) {
	for _, f := range use.Rule.Given {
		if x := use.With[f.Name]; x != nil {
			given = append(given[:len(given):len(given)], x.ReadPaths()...)
		}
	}
	if use.Rule.If != nil {
		reads := append(given[:len(given):len(given)], use.Rule.If.ReadPaths()...)
		d.rules[use.Rule.Name] = append(d.rules[use.Rule.Name], reads...)
		d.note(reads)
		return
	}
	for _, member := range use.Rule.All {
		d.use(member, given)
	}
}

func (d *decisionReads) note(reads []rules.Read) {
	for _, r := range reads {
		if !slices.Contains(d.vars[r.Name], r) {
			d.vars[r.Name] = append(d.vars[r.Name], r)
		}
		d.clock = d.clock || isClock(r.Name)
	}
}

// isClock: what is read of a moment that was not stated is the present.
func isClock(name string) bool { return name == "now" || name == "today" || name == "occurred" }

func readsOfWho(w *stroomschema.Who) []rules.Read {
	if w == nil {
		return nil
	}
	reads := readsOfWho(w.Of)
	if w.Expr != nil {
		reads = append(reads, w.Expr.ReadPaths()...)
	}
	if w.Role == nil {
		return reads
	}
	for _, f := range w.Role.Given {
		if x := w.With[f.Name]; x != nil {
			reads = append(reads, x.ReadPaths()...)
		}
	}
	for _, choice := range w.Role.Chosen {
		if choice.If != nil {
			reads = append(reads, choice.If.ReadPaths()...)
		}
	}
	return reads
}

// tellable says whether an answer tells its reader nothing beyond the refusal: all that was read for it he may see. What
// the refusal has told to hold is no news, as long as it reads nothing that the answer changes.
func (q *question) tellable(t *trial) bool {
	about := q.about
	if t.c.decision != q.base.c.decision { // by then it begins another run, or comes to one
		about = readsOf(t.c)
	}
	if t.day.settled && !q.sees(t.day.log.reads, &about) {
		return false
	}
	known := q.base.rejected.Code == byRules // the refusal came to the rules: all before them holds, and so do those that it does not list
	head := len(t.log.reads)
	if len(t.log.rules) > 0 {
		head = t.log.rules[0].from
	}
	if (!known || t.who != nil || t.touches(about.head)) && !q.sees(t.log.reads[:head], &about) {
		return false
	}
	for _, j := range t.log.rules {
		if known && !q.base.failed(j.rule) && !t.touches(about.rules[j.rule]) {
			continue
		}
		if !q.sees(t.log.reads[j.from:j.to], &about) {
			return false
		}
	}
	return true
}

// failed says whether a rule of this name does not hold.
func (t *trial) failed(rule string) bool {
	return slices.ContainsFunc(t.c.failed, func(f *failure) bool { return f.rule.Name == rule })
}

// sees says whether the reader may see everything that was read. What a variable is read for below it counts, where that is
// written: the rest of it is not told.
func (q *question) sees(reads []keyed, about *decisionReads) bool {
	s := q.now().candidateScope(&candidate{decision: q.base.c.decision, actor: q.ev.Actor, form: q.base.c.form}, q.base.c.run)
	return !slices.ContainsFunc(reads, func(r keyed) bool {
		if r.name == "actor.person" {
			return false // himself, or somebody who is nobody in particular
		}
		written := about.vars[r.name]
		if len(written) == 0 {
			written = []rules.Read{{Name: r.name}}
		}
		return slices.ContainsFunc(written, func(x rules.Read) bool { return !s.mayReadPath(x, []string{r.key}, q.sight) })
	})
}

// touches says whether an answer changes something that is read.
func (t *trial) touches(reads []rules.Read) bool {
	if t.day.settled {
		return true
	}
	return slices.ContainsFunc(reads, func(r rules.Read) bool {
		switch {
		case t.later > 0 && isClock(r.Name):
			return true
		case t.who != nil && readsActor(r.Name):
			return true
		}
		name := strings.TrimPrefix(r.Name, "recorded.")
		return slices.ContainsFunc(t.facts, func(v variant) bool { return v.fact.Name == name })
	})
}

// readsActor: who begins a run is known of it while it has yet to begin.
func readsActor(name string) bool {
	return strings.HasPrefix(name, "actor.") || strings.HasPrefix(name, "starter.")
}

// failingReads says whether a condition for which a trial was refused reads a variable of a kind.
func (q *question) failingReads(t *trial, kind func(name string) bool) bool {
	if t.rejected == nil || t.rejected.Code != byRules && t.rejected.Code != NotOffered {
		return t.rejected == nil && q.about.clock // refused by what comes after the rules: they all count
	}
	return slices.ContainsFunc(q.failingParts(t), func(part []rules.Read) bool {
		return slices.ContainsFunc(part, func(r rules.Read) bool { return kind(r.Name) })
	})
}
