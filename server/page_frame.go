package server

import (
	"time"

	"stroom/rules/calendar"
	"stroom/server/ui"
)

// inWords says in words as whom somebody acts.
func (c *call) inWords() string {
	m := c.session.As
	if m.Role == "" {
		if len(c.caller.Memberships) != 1 {
			return ui.Say(c.lang, "frame.all")
		}
		m = c.caller.Memberships[0]
	}
	return c.membership(m)
}

// roleName is what a role is called in the newest definition that has it.
func (c *call) roleName(role string) string {
	infos, err := c.s.Definitions.Newest(c.ctx())
	if err != nil {
		return role // a page says who acts even while definitions cannot be read
	}
	for _, info := range infos {
		def, _, err := c.s.Definitions.Version(c.ctx(), info.Name, info.Version)
		if err != nil {
			continue
		}
		if r := def.Role(role); r != nil {
			return r.Label.In(c.lang)
		}
	}
	return role
}

// due puts the end of a term in words, in the zone and by the working days of a calendar.
func (c *call) due(end time.Time, zone *time.Location, days *calendar.Calendar) *ui.Due {
	now := c.now.In(zone)
	// A term ends at the end of its last day, which is the first moment of the day after.
	from, until := calendar.Of(now, zone), calendar.Of(end.Add(-time.Nanosecond), zone)
	left := 0
	if from.Before(until) {
		left = days.WorkingDaysBetween(from, until)
	}
	d := ui.DueIn(c.lang, end, now, left)
	return &d
}
