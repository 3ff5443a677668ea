package engine

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
)

// tell sends a notice. Its text is rendered for each addressed role, and leaves out what that role may not see.
func (m *machine) tell(s *scope, r *Run, whos []*stroomschema.Who, use *stroomschema.NoticeUse) {
	m.tellAddresses(s, r, s.all(whos), whos, use)
}

func (m *machine) tellAddresses(s *scope, r *Run, to []Address, whos []*stroomschema.Who, use *stroomschema.NoticeUse) {
	if len(to) == 0 {
		to = m.fallback(s, whos)
	}
	number := m.st.NextItem
	sent := NoticeSent{Number: number, Notice: use.Notice.Name, Run: r.Number, To: to, Values: m.values(s, use.With, place(r))}
	if m.fault != nil {
		return
	}
	if reply := use.Notice.Reply; reply != nil {
		due := m.termEnd(s, reply.Term, m.now)
		sent.Awaited = &Awaited{Number: number, Notice: use.Notice.Name, Run: r.Number, Flow: r.Flow, Key: r.Key, To: to, Due: due}
	}
	m.write(sent)
	if len(to) == 0 {
		m.incident("NOBODY_TO_TELL", place(r), r.Number)
		return
	}
	m.effects = append(m.effects, m.notify(s, r, sent, use))
}

// fallback is where notices go while nobody is bound.
func (m *machine) fallback(s *scope, whos []*stroomschema.Who) []Address {
	var found []Address
	for _, w := range whos {
		if w.Role != nil && w.Role.Fallback != nil {
			found = append(found, s.ofRole(&stroomschema.Who{Kind: stroomschema.OfRole, Role: w.Role.Fallback})...)
		}
	}
	return compact(found)
}

func (m *machine) notify(s *scope, r *Run, sent NoticeSent, use *stroomschema.NoticeUse) Notify {
	n := use.Notice
	effect := Notify{
		Number: sent.Number, Event: m.event, Notice: n.Name, Standard: n.Standard, To: sent.To,
		Flow: r.Flow, Key: r.Key, Run: r.Number, NotBefore: m.now,
	}
	given := make(locals, 0, len(n.Given))
	for _, f := range n.Given {
		given = append(given, local{f.Name, sent.Values[f.Name]})
	}
	inner := s.within(given, use.With)
	sights := sightsOf(m.def, &m.st)
	for _, to := range sent.To {
		reader := sights.Of(Actor{Role: to.Role, Organisation: to.Organisation})
		effect.Texts = append(effect.Texts, inner.say(n.Text, reader, true))
	}
	for _, f := range n.Documents {
		name := f.Name
		if f.Key != nil {
			name = FactName(f.Name, r.Key)
		}
		if v := m.st.Facts[name].Value; v.IsSet() {
			effect.Documents = append(effect.Documents, name)
		}
	}
	return effect
}

// send posts a message to be delivered after the transition.
func (m *machine) send(s *scope, r *Run, a *stroomschema.Action) {
	p := posted{message: a.Message, with: m.values(s, a.With, place(r)), from: r.Number, flow: a.Target.Flow, all: a.Target.All, ifAbsent: a.IfAbsent}
	if !p.all {
		p.key = m.refKey(s, r, a.Target.Flow, a.Target.Key)
	}
	m.queue = append(m.queue, p)
}

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
		if !r.held() && (m.hear(r, p.message.Name, p.with) || !p.message.Keep) {
			continue
		}
		if len(r.Kept) >= MaxKept {
			m.incident("TOO_MANY_KEPT", place(r), n)
		} else {
			r.Kept = append(slices.Clip(r.Kept), Kept{Message: p.message.Name, With: p.with})
			m.change(r)
		}
	}
}

// hear fires the first trigger of a run that listens to a message, if there is one.
func (m *machine) hear(r *Run, message string, with Values) bool {
	s := m.scope(r)
	s.message = with
	t := m.listener(s, r, message)
	if t == nil {
		return false
	}
	m.fire(s, r, t)
	return true
}

func (m *machine) listener(s *scope, r *Run, message string) *stroomschema.Trigger {
	for _, t := range m.watching(r) {
		if t.Kind == stroomschema.Hears && t.Hears.Name == message && (t.If == nil || m.holds(s, t.If, place(r))) {
			return t
		}
	}
	return nil
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
			s := m.scope(r)
			s.message = k.With
			listens := m.listener(s, r, k.Message) != nil
			if !listens && s.def.Message(k.Message).Keep {
				continue
			}
			r.Kept = slices.Delete(slices.Clone(r.Kept), j, j+1)
			m.change(r)
			return !listens || m.hear(r, k.Message, k.With)
		}
	}
	return false
}

// termEnd is the end of a named term that starts at a moment, for terms that belong to no step.
func (m *machine) termEnd(s *scope, t *stroomschema.Term, start time.Time) time.Time {
	length, law := m.chooseLength(s, t)
	return writable(m.def.Calendar.End(start, length, law, m.def.Zone))
}
