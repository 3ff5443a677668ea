package engine

import "slices"

// Names that nobody has: any person, or organisation, that the trajectory does not know.
const (
	somebody  = "\x00somebody"
	elsewhere = "\x00elsewhere"
)

// others finds who else could take the decision beside a first change. Everybody who could is among those who decide it.
func (q *question) others(first *trial) []*trial {
	if first.c == nil || !first.byWho() && !q.failingReads(first, readsActor) {
		return nil
	}
	s := *first.c.scope
	s.log = nil
	var found []*trial
	for _, a := range s.deciders(first.c.decision, first.c.noForm) {
		if q.trials >= maxTrials {
			break
		}
		found = append(found, q.ofAddress(first, a)...)
	}
	return nearest(found, q.ev.Actor)
}

// ofAddress tries people of an address. Where the organisation does not count, one answer says so for all of them.
func (q *question) ofAddress(first *trial, a Address) []*trial {
	if a.Organisation != "" {
		return q.ofOrganisation(first, a.Role, a.Organisation)
	}
	own := q.ev.Actor.Organisation
	t := q.by(first, Actor{Person: somebody, Role: a.Role, Organisation: elsewhere}, OtherWho{Role: a.Role})
	if t != nil && q.accepted(t) {
		here := q.by(first, Actor{Person: somebody, Role: a.Role, Organisation: own}, OtherWho{Role: a.Role, Organisation: own})
		t.as.Elsewhere = !q.accepted(here)
		return []*trial{t}
	}
	if t != nil && !t.byWho() && !q.failingReads(t, readsActor) {
		return nil // nobody else in that role makes a difference
	}
	var found []*trial
	for _, org := range q.organisations() {
		found = append(found, q.ofOrganisation(first, a.Role, org)...)
	}
	return found
}

// organisations lists that of the actor, and those that are parties now: who is a party is known to whoever sees the rest.
func (q *question) organisations() []string {
	list := []string{q.ev.Actor.Organisation}
	for _, p := range q.now().st.Parties {
		if p.Until == nil && !slices.Contains(list, p.Organisation) {
			list = append(list, p.Organisation)
		}
	}
	return list
}

func (q *question) ofOrganisation(first *trial, role, organisation string) []*trial {
	actor := q.ev.Actor
	as := OtherWho{Role: role, Organisation: organisation}
	if organisation == actor.Organisation {
		if role != actor.Role {
			himself := actor
			himself.Role = role
			if t := q.by(first, himself, as); t != nil && q.accepted(t) {
				return []*trial{t}
			}
		}
		as.Colleague = role == actor.Role
	}
	if t := q.by(first, Actor{Person: somebody, Role: role, Organisation: organisation}, as); t != nil && q.accepted(t) {
		return []*trial{t}
	}
	return nil
}

// by tries somebody else; nil when nothing is left to decide by then. Who may decide, and is refused for another reason, is
// remembered: something beside may be enough.
func (q *question) by(first *trial, who Actor, as OtherWho) *trial {
	ch := first.change
	ch.who, ch.as = &who, as
	t := q.try(ch)
	if first == q.base && t != nil && t.curable() && !t.byWho() {
		q.tried = append(q.tried, t)
	}
	return t
}

// nearest leaves out who differs in more from the actor than another does: in role and organisation, where another role at
// his own organisation is enough.
func nearest(found []*trial, actor Actor) []*trial {
	return slices.DeleteFunc(slices.Clone(found), func(t *trial) bool {
		role, org := t.as.Role != actor.Role, t.as.Organisation != actor.Organisation
		return slices.ContainsFunc(found, func(o *trial) bool {
			oRole, oOrg := o.as.Role != actor.Role, o.as.Organisation != actor.Organisation
			return (role || !oRole) && (org || !oOrg) && (role != oRole || org != oOrg)
		})
	})
}
