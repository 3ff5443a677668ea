package engine

import (
	"slices"

	"stroom/definitions/stroomschema"
)

// received judges a standard message from another organisation: as the decision that its notice names, taken by the role
// that may take it there, or as the reply to a notice.
func (m *machine) received(ev Event) *Rejection {
	msg := ev.Receive
	notice := m.def.Notice(msg.Notice)
	if notice == nil || !notice.Arrives || msg.Sender == "" {
		return m.reject(ev, UnknownItem)
	}
	i := slices.IndexFunc(notice.Is, func(a stroomschema.Arrival) bool { return a.Kind == msg.Kind })
	if i < 0 {
		return m.reject(ev, UnknownItem)
	}
	decision := notice.Is[i].Decision
	if decision == nil {
		m.pass(stroomschema.PassArrival, notice.Is[i].Range)
		return m.replied(ev)
	}
	role, ok := m.senderRole(decision, msg)
	if !ok {
		return m.reject(ev, NotYourParty)
	}
	inner := ev
	inner.Actor = Actor{Person: ev.Actor.Person, Role: role, Organisation: msg.Sender}
	inner.Decide = &DecidedEvent{Decision: decision.ID(), Key: msg.Key, Form: msg.Form}
	m.actor = &inner.Actor
	m.pass(stroomschema.PassArrival, notice.Is[i].Range)
	return m.decided(inner)
}

// senderRole is the role in which the sender may take the decision.
func (m *machine) senderRole(d *stroomschema.Decision, msg *ReceivedEvent) (string, bool) {
	for i := range m.st.Runs {
		r := m.run(m.st.Runs[i].Number)
		if r.Flow != d.Flow.Name || r.Key != msg.Key || !standsAt(r, d) {
			continue
		}
		s := m.scope(r)
		s.form = msg.Form
		for _, a := range s.deciders(d, false) {
			if a.Organisation == msg.Sender {
				return a.Role, true
			}
		}
		return "", false
	}
	// Nobody waits for it any more: the address check answers, in the role of whoever could have sent it.
	if len(d.By) > 0 && d.By[0].Role != nil {
		return d.By[0].Role.Name, true
	}
	return "", false
}

// replied closes the notice that expected this reply.
func (m *machine) replied(ev Event) *Rejection {
	msg := ev.Receive
	for _, a := range m.st.Awaited {
		reply := m.replyTo(a)
		answers := msg.ReplyTo == a.Number || msg.ReplyTo == 0 && a.Key == msg.Key
		asked := slices.ContainsFunc(a.To, func(to Address) bool { return to.Organisation == "" || to.Organisation == msg.Sender })
		if reply == nil || reply.Notice.Name != msg.Notice || !answers || !asked {
			continue
		}
		m.opened(ev, nil)
		m.write(ReplyTaken{Number: a.Number})
		return m.finishOther(ev)
	}
	return m.reject(ev, Conflict) // overtaken, or never asked of him
}

// replyTo is the reply that a notice expects, by the version under which it was told or the present one; nil when neither
// knows of it.
func (m *machine) replyTo(a Awaited) *stroomschema.Reply {
	for _, def := range []*stroomschema.Definition{m.def, m.def.Earlier} {
		if def == nil {
			continue
		}
		if n := def.Notice(a.Notice); n != nil && n.Reply != nil {
			return n.Reply
		}
	}
	return nil
}
