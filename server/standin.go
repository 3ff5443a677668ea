package server

import (
	"errors"
	"slices"
	"time"

	"stroom/rules/calendar"
	"stroom/server/auth"
	"stroom/workflows/engine"
)

// Substitution: somebody hands his work in one role of one organisation to a colleague for a while.
//
// It gives nobody anything to do that he could not do before: the colleague must hold the same role at the same organisation by
// his own sign-in, at the moment he acts. The actor of what he does is he himself; that he did it in another's place (engine.
// Actor.For) stands beside it in the journal, in the audit trail and on every page, and makes four eyes count the two of them as
// one. Only he whose work it is can hand it over, for at most MaxStandIn days, and each of the two can end it; that holds from
// the next request on. It is not handed on: who stands in for Anna does not stand in for those for whom she stands in.

// Bounds of substitution.
const (
	MaxStandIn    = 92                   // days, the first and the last included
	MaxStandAhead = 366                  // days from now to the first
	MaxStandIns   = 20                   // that are not over, of one person's work
	colleagueFor  = 180 * 24 * time.Hour // since somebody last signed in
)

// stands reports whether somebody acts in another's place.
func (s *session) stands() bool { return s != nil && s.Stand != "" }

// active reports whether a substitution goes on at a moment.
func (v Substitution) active(now time.Time) bool { return !now.Before(v.From) && now.Before(v.Until) }

func (v Substitution) membership() auth.Membership {
	return auth.Membership{Role: v.Role, Organisation: v.Organisation}
}

// stand is the substitution in which the caller acts; "" when he acts in his own place.
func (c *call) stand() string {
	if c.session == nil {
		return ""
	}
	return c.session.Stand
}

// standInOf finds a substitution in which the caller may act now. Errors: ErrUnknown.
func (c *call) standInOf(id string) (Substitution, error) {
	all, err := c.s.Substitutes.Substitutions(c.ctx(), c.person, c.now)
	if err != nil {
		return Substitution{}, err
	}
	at := slices.IndexFunc(all, func(v Substitution) bool {
		return v.ID == id && v.By == c.person && v.active(c.now) && c.caller.Holds(v.membership())
	})
	if at < 0 {
		return Substitution{}, ErrUnknown
	}
	return all[at], nil
}

// checkStand sees to it that a session acts in another's place no longer than was agreed. It is asked at every request, so that
// an end holds at once.
func (c *call) checkStand() error {
	if !c.session.stands() {
		return nil
	}
	v, err := c.standInOf(c.session.Stand)
	if err == nil && c.session.As == v.membership() {
		return nil
	}
	if err != nil && !errors.Is(err, ErrUnknown) {
		return err
	}
	c.session.standDown()
	return c.keep(c.session)
}

// standDown makes a session act in its own place.
func (s *session) standDown() { s.Stand, s.For, s.ForName = "", "", "" }

// noted keeps as what somebody has signed in, so that his colleagues find him.
func (c *call) noted(caller auth.Caller) error {
	person, err := c.s.Subjects.Reference(c.ctx(), Subject{Issuer: caller.Issuer, Subject: caller.Subject, Name: caller.Name})
	if err != nil {
		return err
	}
	var as []engine.Address
	for _, m := range caller.Memberships {
		as = append(as, engine.Address{Role: m.Role, Organisation: m.Organisation})
	}
	return c.s.Substitutes.Note(c.ctx(), person, as, c.now)
}

// actingName says as whom somebody acts, and in whose place.
func (c *call) actingName(a Actor) string {
	name := c.actorName(a)
	if c.session.stands() {
		name += ", " + c.say("standin.for", c.session.ForName)
	}
	return name
}

// called tells what people are called; one whose name nobody knows is called a colleague.
func (c *call) called(refs ...string) (func(ref string) string, error) {
	known, err := c.s.Subjects.Names(c.ctx(), slices.Compact(slices.Sorted(slices.Values(refs))))
	return func(ref string) string {
		if name := known[ref]; name != "" {
			return name
		}
		return c.say("standin.nameless")
	}, err
}

// zone is the time zone of the days on pages that are about no trajectory: that of the newest definition.
func (c *call) zone() *time.Location {
	infos, err := c.s.Definitions.Newest(c.ctx())
	if err == nil && len(infos) > 0 {
		if def, _, err := c.s.Definitions.Version(c.ctx(), infos[0].Name, infos[0].Version); err == nil {
			return def.Zone
		}
	}
	return time.UTC
}

// days reads the first and the last day of a substitution as they were typed, with the moments at which it begins and is over.
// It names the message that says what is wrong; "" for nothing.
func (c *call) days(first, last string) (from, until time.Time, wrong string) {
	zone := c.zone()
	a, err := time.ParseInLocation(time.DateOnly, first, zone)
	b, err2 := time.ParseInLocation(time.DateOnly, last, zone)
	if err != nil || err2 != nil {
		return from, until, "standin.days"
	}
	today, begin, end := calendar.Of(c.now, zone), calendar.Of(a, zone), calendar.Of(b, zone)
	switch {
	case begin.Before(today):
		return from, until, "standin.past"
	case end.Before(begin):
		return from, until, "standin.backwards"
	case begin.DaysUntil(end) >= MaxStandIn:
		return from, until, "standin.long"
	case today.DaysUntil(begin) > MaxStandAhead:
		return from, until, "standin.ahead"
	}
	return a.UTC(), end.End(zone).UTC(), ""
}
