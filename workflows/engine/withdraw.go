package engine

import (
	"slices"
)

// openWindow says until when a decision may be withdrawn, and keeps what that restores. Its notices and calls wait that
// long.
func (m *machine) openWindow(c *candidate, before State, written int) {
	if c.decision.Withdraw == 0 || m.st.Ended != nil {
		return
	}
	until := m.now.Add(c.decision.Withdraw)
	m.write(WindowOpened{Window{Event: c.event.ID, Actor: c.actor, Until: until, Before: m.difference(before, written)}})
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
	for _, e := range m.entries[written:] {
		switch c := e.Change.(type) {
		case CountAdded:
			b.Counts = append(b.Counts, c.Counted)
		case PartyBound:
			b.Bound, b.Parties = true, before.Parties
		}
	}
	return b
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
	if i < 0 || m.st.Windows[i].Actor != ev.Actor || !m.now.Before(m.st.Windows[i].Until) {
		return m.reject(ev, NotWithdrawable)
	}
	m.opened(ev, nil, nil, nil)
	for _, c := range m.st.Windows[i].Before.Counts {
		c.Back = true
		m.write(CountAdded{c})
	}
	m.write(DecisionUndone{Of: ev.Withdraw.Of})
	m.effects = append(m.effects, Retract{Event: ev.Withdraw.Of})
	return m.finish(ev)
}
