package engine

import (
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

// termEnd is the end of a named term that starts at a moment, for terms that belong to no step.
func (m *machine) termEnd(s *scope, t *stroomschema.Term, start time.Time) time.Time {
	length, law := m.chooseLength(s, t)
	return writable(m.def.Calendar.End(start, length, law, m.def.Zone))
}
