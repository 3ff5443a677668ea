package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
)

// deliver hands the first posted message to its receivers.
func (m *machine) deliver() {
	p := m.queue[0]
	m.queue = m.queue[1:]
	numbers := m.st.openRuns(p.flow.Name, p.key, p.all || p.flow.Key == nil)
	if len(numbers) == 0 {
		m.write(MessageSent{Message: p.message.Name, From: p.from, With: p.with})
		if p.ifAbsent != "fine" {
			m.incident("ABSENT", p.flow.Name, p.from)
		}
		return
	}
	for _, n := range numbers {
		r := m.run(n)
		if r == nil || m.fault != nil {
			continue
		}
		m.write(MessageSent{Message: p.message.Name, From: p.from, To: n, With: p.with})
		at := append(slices.Clip(r.Kept), Kept{Message: p.message.Name, With: p.with})
		switch {
		case !r.held() && (m.hear(r, at, len(r.Kept)) || !p.message.Keep):
		case len(at) > MaxKept:
			m.incident("TOO_MANY_KEPT", place(r), n)
		default:
			r.Kept = at
			m.change(r)
		}
	}
}

// hear fires the first trigger of a run that listens to one of the messages that are there for it: those that were kept,
// and the one that comes now. What it takes is kept no longer. It returns false when none listens.
func (m *machine) hear(r *Run, at []Kept, i int) bool {
	s := m.scope(r)
	t := m.listener(s, r, at, i)
	if t == nil {
		return false
	}
	left := without(at, taken(t, at, i))
	if len(left) > MaxKept {
		return false
	}
	if len(left) != len(r.Kept) { // else it took nothing but the message that comes now
		r.Kept = left
		m.change(r)
	}
	m.fire(s, r, t)
	return true
}

// listener finds the first trigger that listens to a message, and gives the scope the message that it can read.
func (m *machine) listener(s *scope, r *Run, at []Kept, i int) *stroomschema.Trigger {
	for _, t := range m.watching(r) {
		switch t.Kind {
		case stroomschema.Hears:
			if t.Hears.Name != at[i].Message {
				continue
			}
			s.message = at[i].With
		case stroomschema.HearsAll:
			if !together(t, at, at[i].Message) {
				continue
			}
			s.message = nil
		default:
			continue
		}
		if t.If == nil || m.holds(s, t.If, place(r)) {
			return t
		}
	}
	return nil
}

// together says whether the messages that a trigger waits for are there, that of a given name among them.
func together(t *stroomschema.Trigger, at []Kept, name string) bool {
	if !slices.ContainsFunc(t.All, func(m *stroomschema.Message) bool { return m.Name == name }) {
		return false
	}
	if t.Need == 0 {
		return len(oldest(t.All, at)) == len(t.All)
	}
	different := 0
	for _, m := range t.All {
		if slices.ContainsFunc(at, func(k Kept) bool { return k.Message == m.Name }) {
			different++
		}
	}
	return different >= t.Need
}

// taken lists the places of the messages that a trigger takes: the one that it hears, one for each that it waits for
// together, or none when it only counts them.
func taken(t *stroomschema.Trigger, at []Kept, i int) []int {
	switch {
	case t.Kind == stroomschema.Hears:
		return []int{i}
	case t.Need == 0:
		return oldest(t.All, at)
	default:
		return nil
	}
}

// oldest finds for each message the oldest that is there and not found yet; of those that are not there none.
func oldest(all []*stroomschema.Message, at []Kept) []int {
	var found []int
	for _, m := range all {
		for i, k := range at {
			if k.Message == m.Name && !slices.Contains(found, i) {
				found = append(found, i)
				break
			}
		}
	}
	return found
}

func without(at []Kept, places []int) []Kept {
	if len(places) == 0 {
		return at
	}
	left := make([]Kept, 0, len(at))
	for i, k := range at {
		if !slices.Contains(places, i) {
			left = append(left, k)
		}
	}
	return left
}

// hearKept lets a run hear what was kept for it. A message that is for whoever listens now was kept only because the run
// was held: when nothing listens where it goes on, it is gone.
func (m *machine) hearKept() bool {
	for i := range m.st.Runs {
		if r := &m.st.Runs[i]; len(r.Kept) == 0 || r.held() || r.Waiting {
			continue
		}
		r := m.run(m.st.Runs[i].Number)
		for j, k := range r.Kept {
			if m.hear(r, r.Kept, j) {
				return true
			}
			if !m.scope(r).def.Message(k.Message).Keep {
				r.Kept = slices.Delete(slices.Clone(r.Kept), j, j+1)
				m.change(r)
				return true
			}
		}
	}
	return false
}
