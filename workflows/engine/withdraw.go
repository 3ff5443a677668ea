package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
)

// opening is what a window needs to know of the time before its decision.
type opening struct {
	c       *candidate
	before  State
	written int // entries that stood then
}

// openWindow says until when a decision may be withdrawn, and keeps what that restores: all that came of it, also what it
// made due at once. Its notices and calls wait that long.
func (m *machine) openWindow() {
	if m.window == nil || m.st.Ended != nil {
		return
	}
	c := m.window.c
	m.cause = causeOf(c.event) // settling leaves it at silence
	until := m.now.Add(c.decision.Withdraw)
	m.write(WindowOpened{Window{Event: c.event.ID, Actor: c.actor, Until: until, Before: m.difference(m.window.before, m.window.written)}})
	for i, e := range m.effects {
		switch e := e.(type) {
		case Notify:
			if e.Event == c.event.ID {
				e.NotBefore = until
				m.effects[i] = e
			}
		case Ask:
			if e.Event == c.event.ID {
				e.NotBefore = until
				m.effects[i] = e
			}
		}
	}
}

// difference is what has changed since a state, as that state had it; written is how many entries stood then.
func (m *machine) difference(before State, written int) Before {
	b := Before{Facts: map[string]*Fact{}}
	for name, f := range m.st.Facts {
		if old, ok := before.Facts[name]; !ok {
			b.Facts[name] = nil
		} else if old.Seq != f.Seq {
			b.Facts[name] = old.copied()
		}
	}
	for name, old := range before.Facts {
		if _, ok := m.st.Facts[name]; !ok {
			b.Facts[name] = old.copied()
		}
	}
	touched := touchedRuns(m.entries[written:])
	for _, old := range before.Runs {
		if slices.Contains(touched, old.Number) {
			b.Runs = append(b.Runs, old)
		}
	}
	for _, r := range m.st.Runs {
		if before.run(r.Number) == nil {
			b.New = append(b.New, r.Number)
		}
	}
	for _, a := range m.st.Awaited {
		if a.Number >= before.NextItem {
			b.Items = append(b.Items, a.Number)
		}
	}
	for _, call := range m.st.Calls {
		if call.Number >= before.NextItem {
			b.Items = append(b.Items, call.Number)
		}
	}
	for _, t := range m.st.Told {
		if !slices.Contains(before.Told, t) {
			b.Told = append(b.Told, t)
		}
	}
	for _, e := range m.entries[written:] {
		switch c := e.Change.(type) {
		case CountAdded:
			b.Counts = append(b.Counts, c.Counted)
		case PartyBound:
			b.Bound, b.Parties = true, before.Parties
		case RunEnded:
			b.ended(FactName(c.Flow, c.Key), before, e.Seq)
		}
	}
	return b
}

// ended counts one ending.
func (b *Before) ended(name string, before State, seq uint64) {
	i := slices.IndexFunc(b.Ended, func(x Ended) bool { return x.Name == name })
	if i < 0 {
		i = len(b.Ended)
		b.Ended = append(b.Ended, Ended{Name: name, Outcome: before.Finished[name].Outcome})
	}
	b.Ended[i].Times++
	b.Ended[i].Last = seq
}

func (f Fact) copied() *Fact { return &f }

// touchedRuns lists the runs that entries change or end.
func touchedRuns(entries []Entry) []int {
	var list []int
	for _, e := range entries {
		switch c := e.Change.(type) {
		case RunChanged:
			list = append(list, c.Run.Number)
		case RunEnded:
			list = append(list, c.Run)
		}
	}
	return list
}

// withdrawn takes back a decision inside its window: by the same person, acting as the same, while nothing has touched what
// it changed.
func (m *machine) withdrawn(ev Event) *Rejection {
	i := slices.IndexFunc(m.st.Windows, func(w Window) bool { return w.Event == ev.Withdraw.Of })
	if i < 0 || m.st.Windows[i].Actor.self() != ev.Actor.self() || !m.now.Before(m.st.Windows[i].Until) {
		return m.reject(ev, NotWithdrawable)
	}
	before := m.st.Windows[i].Before
	m.opened(ev, nil)
	for _, c := range before.Counts {
		c.Back = true
		m.write(CountAdded{c})
	}
	m.write(DecisionUndone{Of: ev.Withdraw.Of})
	m.effects = append(m.effects, Retract{Event: ev.Withdraw.Of})
	for _, r := range before.Runs {
		m.askAgain(r.Number)
	}
	return m.finish(ev)
}

// askAgain asks for a run that waits for an answer which nobody will take any more: its call was closed.
func (m *machine) askAgain(number int) {
	r := m.run(number)
	if r == nil || r.Call == 0 || slices.ContainsFunc(m.st.Calls, func(c Call) bool { return c.Number == r.Call }) {
		return
	}
	if step := m.step(r); step != nil && step.Kind == stroomschema.Asking {
		m.askService(m.scope(r), r, step)
	}
}
