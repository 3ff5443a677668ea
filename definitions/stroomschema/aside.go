package stroomschema

import "slices"

// Aside reports whether a decision only says something: a question or a note beside the work, after which everything stands
// where it stood. It is the beginning of a flow that only talks, or a decision of a whole flow that sets nothing, starts
// nothing and leads nowhere.
func (d *Decision) Aside() bool {
	switch {
	case d.Step != nil || d == d.Flow.Again:
		return false
	case d == d.Flow.Begin:
		return d.Flow.Index != 0 && d.Flow.Talks()
	}
	return speaks(d.Do) && !slices.ContainsFunc(d.Go, func(b Branch) bool { return b.To.Kind != Stay || !speaks(b.Do) })
}

// Talks reports whether a flow does nothing but ask, answer and tell: no run of it changes a fact, a party or another flow.
func (f *Flow) Talks() bool {
	if !speaks(f.OnEnd) || !speaks(f.Undo) || !allSpeak(f.Start) || !triggersSpeak(f.When) || !decisionsSpeak(f.Decide) {
		return false
	}
	if f.Begin != nil && !speaks(f.Begin.Do) || f.Again != nil && !decisionsSpeak([]*Decision{f.Again}) {
		return false
	}
	return !slices.ContainsFunc(f.Steps, func(s *Step) bool { return !s.talks() })
}

func (s *Step) talks() bool {
	if s.Call != nil || s.Fork != nil || s.Ask != nil || !speaks(s.OnEntry) || !allSpeak(s.Go) || !allSpeak(s.Overdue) {
		return false
	}
	if s.Tacit != nil && (!speaks(s.Tacit.Do) || !allSpeak(s.Tacit.Go)) {
		return false
	}
	if s.Checklist != nil && (!speaks(s.Checklist.Do) || !allSpeak(s.Checklist.Go)) {
		return false
	}
	return decisionsSpeak(s.Decide) && triggersSpeak(s.When)
}

// speaks reports whether actions tell and count only. What a run keeps for itself may change.
func speaks(actions []*Action) bool {
	return !slices.ContainsFunc(actions, func(a *Action) bool {
		switch a.Kind {
		case DoTell, DoCount:
			return false
		case DoIf, DoForEach:
			return !speaks(a.Do)
		case DoSet:
			return slices.ContainsFunc(a.Set, func(x Assignment) bool { return x.Fact != nil })
		default:
			return true
		}
	})
}

func allSpeak(ways []Branch) bool {
	return !slices.ContainsFunc(ways, func(b Branch) bool { return !speaks(b.Do) })
}

func decisionsSpeak(list []*Decision) bool {
	return !slices.ContainsFunc(list, func(d *Decision) bool { return !speaks(d.Do) || !allSpeak(d.Go) })
}

func triggersSpeak(list []*Trigger) bool {
	return !slices.ContainsFunc(list, func(t *Trigger) bool { return !speaks(t.Do) || !allSpeak(t.Go) })
}
