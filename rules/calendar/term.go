package calendar

import (
	"time"
)

// End returns the end of a term that starts at start. The day of start is day 0; a term in days, weeks or months ends at
// 24:00 of its last day in zone, that is, at the first instant of the day after. Hours are exact. Law ATW moves the end
// as articles 1 and 2 of that statute say; see appliesATW for when. The zero length ends at start.
func (c *Calendar) End(start time.Time, l Length, law Law, zone *time.Location) time.Time {
	switch l.Unit {
	case "":
		return start
	case Hours:
		return start.Add(hours(l.Count))
	}
	first := Of(start, zone)
	return c.lawful(first, c.nominal(first, l), l, law).End(zone)
}

// hours returns n hours as a duration; n is bounded so that no duration overflows (a million hours is 114 years).
func hours(n int) time.Duration {
	const most = 1_000_000
	return time.Duration(min(max(n, -most), most)) * time.Hour
}

// nominal returns the last day of a term before any law moves it.
func (c *Calendar) nominal(first Civil, l Length) Civil {
	switch l.Unit {
	case WorkingDays:
		return c.AddWorkingDays(first, l.Count)
	case CalendarDays:
		return first.AddDays(l.Count)
	case Weeks:
		return first.AddDays(7 * min(max(l.Count, -MaxYear*53), MaxYear*53))
	case Months:
		return first.AddMonths(l.Count)
	}
	return first
}

// appliesATW reports whether articles 1 and 2 of the Algemene termijnenwet hold for a term of this length.
// Source: Algemene termijnenwet, article 1(2): not for terms found by counting back; article 4(a): not for terms
// described in hours, in more than 90 days, more than twelve weeks, more than three months, or years. Article 4(b) and
// (c), on the coming into force of statutes and on deprivation of liberty, depend on what the term is for: its author
// says `exact` there. Working days are days.
func appliesATW(l Length) bool {
	if l.Count < 0 {
		return false
	}
	switch l.Unit {
	case WorkingDays, CalendarDays:
		return l.Count <= 90
	case Weeks:
		return l.Count <= 12
	case Months:
		return l.Count <= 3
	case SameDay:
		return true
	}
	return false
}

// lawful returns the last day of a term whose last day would be last.
// Source: Algemene termijnenwet, article 1(1): an end on a Saturday, Sunday or recognised holiday moves on to the next
// day that is none; article 2: a term of at least three days holds at least two days that are none.
func (c *Calendar) lawful(first, last Civil, l Length, law Law) Civil {
	if law != ATW || !appliesATW(l) {
		return last
	}
	if l.threeDays() && c.WorkingDaysBetween(first, last) < 2 {
		return c.AddWorkingDays(first, 2)
	}
	return c.onWorkingDay(last)
}

// threeDays reports whether a term is described as three days or more. Working days count as days: one working day is
// one day, also when a weekend makes it last four.
func (l Length) threeDays() bool {
	switch l.Unit {
	case WorkingDays, CalendarDays:
		return l.Count >= 3
	case Weeks, Months:
		return l.Count >= 1
	}
	return false
}

// onWorkingDay returns d, or the first working day after it when d is none.
func (c *Calendar) onWorkingDay(d Civil) Civil {
	if c.IsWorkingDay(d) {
		return d
	}
	return c.AddWorkingDays(d, 1)
}

// lastDayOf returns the last day of a term that ends at the instant end: the day just before it.
func lastDayOf(end time.Time, zone *time.Location) Civil { return Of(end.Add(-time.Nanosecond), zone) }

// Percent returns the moment of a rung: the given percentage of the term, rounded up to its unit. start and l are those
// of the term; end is its present end, which may lie later than End says because the term was paused. A rung before
// 100% shifts by as many units as the end did and is never after the end; 100% is the end; a rung above 100% lies
// after the end by the units above the count. Working days round to working days; calendar days, weeks and months to
// days (months are first turned into days from the actual start); hours to minutes. All but hours end at 24:00.
func (c *Calendar) Percent(start, end time.Time, l Length, law Law, percent int, zone *time.Location) time.Time {
	percent = min(max(percent, 0), 1000)
	switch {
	case percent == 100 || l.IsZero():
		return end
	case l.Unit == Hours:
		return percentHours(start, end, hours(l.Count), percent)
	case percent > 100:
		total := c.units(start, l, zone)
		return c.addUnits(lastDayOf(end, zone), ceilPercent(total, percent)-total, l).End(zone)
	}
	total := c.units(start, l, zone)
	base := lastDayOf(c.End(start, l, law, zone), zone)
	delay := c.unitsBetween(base, lastDayOf(end, zone), l)
	day := c.addUnits(Of(start, zone), ceilPercent(total, percent), l)
	at := c.addUnits(day, delay, l).End(zone)
	if at.After(end) {
		return end
	}
	return at
}

// percentHours is Percent for a term in hours.
func percentHours(start, end time.Time, length time.Duration, percent int) time.Time {
	minutes := ceilPercent(int(length/time.Minute), percent)
	if percent > 100 {
		return end.Add(time.Duration(minutes)*time.Minute - length)
	}
	delay := end.Sub(start.Add(length))
	at := start.Add(time.Duration(minutes)*time.Minute + delay)
	if at.After(end) {
		return end
	}
	return at
}

// ceilPercent returns percent of n, rounded up.
func ceilPercent(n, percent int) int { return (n*percent + 99) / 100 }

// units returns how many units a term has: working days as working days, everything else as calendar days.
func (c *Calendar) units(start time.Time, l Length, zone *time.Location) int {
	switch l.Unit {
	case WorkingDays:
		return l.Count
	case SameDay:
		return 1
	}
	first := Of(start, zone)
	return first.DaysUntil(c.nominal(first, l))
}

// addUnits adds working days for a term in working days, else calendar days. The one day of a same-day term is the day
// of its start, so its rungs below 100% fall after its end and are held back there.
func (c *Calendar) addUnits(d Civil, n int, l Length) Civil {
	if l.Unit == WorkingDays {
		return c.AddWorkingDays(d, n)
	}
	return d.AddDays(n)
}

// unitsBetween counts in the unit that addUnits adds.
func (c *Calendar) unitsBetween(a, b Civil, l Length) int {
	if l.Unit == WorkingDays {
		return c.WorkingDaysBetween(a, b)
	}
	return a.DaysUntil(b)
}

// Shift returns the end of a term after a pause from one instant to another: the units that the pause took are added to
// the end. Working days are added as working days, hours as elapsed time, everything else as calendar days; with law ATW
// the new end moves to a working day as article 1 says.
func (c *Calendar) Shift(end time.Time, from, to time.Time, l Length, law Law, zone *time.Location) time.Time {
	if !to.After(from) || l.IsZero() {
		return end
	}
	if l.Unit == Hours {
		return end.Add(to.Sub(from))
	}
	paused := c.unitsBetween(Of(from, zone), Of(to, zone), l)
	last := c.addUnits(lastDayOf(end, zone), paused, l)
	if law == ATW && appliesATW(l) {
		last = c.onWorkingDay(last)
	}
	return last.End(zone)
}
