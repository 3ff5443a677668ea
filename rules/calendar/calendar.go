package calendar

import (
	"math"
	"slices"
	"time"
)

// Calendar is a named table of holidays. It is immutable and may be shared.
type Calendar struct {
	name     string
	hash     string
	holidays []Holiday // sorted by day
	weekdays []int64   // the days of holidays that fall on Monday to Friday, in days since 1970, sorted, each once
}

var nlCalendar = newCalendar("nl@1", nl1())

func newCalendar(name string, table []Holiday) *Calendar {
	c := &Calendar{name: name, hash: tableHash(table), holidays: table}
	for _, h := range table {
		if wd := h.Date.Weekday(); wd != time.Saturday && wd != time.Sunday {
			c.weekdays = append(c.weekdays, h.Date.Days())
		}
	}
	c.weekdays = slices.Compact(c.weekdays)
	return c
}

// Named returns the calendar with this name and edition, such as "nl@1".
func Named(name string) (*Calendar, bool) {
	if name == nlCalendar.name {
		return nlCalendar, true
	}
	return nil, false
}

// Names returns the names of all calendars, sorted.
func Names() []string { return []string{nlCalendar.name} }

// Name returns the name of the calendar with its edition: "nl@1".
func (c *Calendar) Name() string { return c.name }

// Hash returns the sha256 of the table of holidays, in hexadecimal.
func (c *Calendar) Hash() string { return c.hash }

// Holidays returns the table: sorted by day, not to be written.
func (c *Calendar) Holidays() []Holiday { return c.holidays }

// Holiday returns the Dutch name of the recognised holiday on day d. When two fall on one day it is the first of the
// statute's list.
func (c *Calendar) Holiday(d Civil) (name string, ok bool) {
	h, ok := c.holiday(d)
	return h.NL, ok
}

func (c *Calendar) holiday(d Civil) (Holiday, bool) {
	i, ok := slices.BinarySearchFunc(c.holidays, d.Days(), func(h Holiday, day int64) int {
		return int(h.Date.Days() - day)
	})
	if !ok {
		return Holiday{}, false
	}
	return c.holidays[i], true
}

// IsWorkingDay reports whether d is no Saturday, Sunday or recognised holiday.
func (c *Calendar) IsWorkingDay(d Civil) bool { return c.isWorking(d.Days()) }

func (c *Calendar) isWorking(day int64) bool {
	if !isWeekday(day) {
		return false
	}
	_, holiday := slices.BinarySearch(c.weekdays, day)
	return !holiday
}

// isWeekday reports whether a day is a Monday to Friday. Day -3 is the Monday before 1 January 1970.
func isWeekday(day int64) bool { return day+3-floorDiv(day+3, 7)*7 < 5 }

// weekdayIndex returns a number that grows by one with each Monday to Friday and stands still at the weekend.
func weekdayIndex(day int64) int64 {
	week := floorDiv(day+3, 7)
	return week*5 + min(day+3-week*7, 4)
}

// weekdayAt returns the Monday to Friday with this index.
func weekdayAt(index int64) int64 {
	week := floorDiv(index, 5)
	return week*7 + index - week*5 - 3
}

// holidaysUpTo returns the number of Monday-to-Friday holidays on or before a day.
func (c *Calendar) holidaysUpTo(day int64) int64 {
	n, found := slices.BinarySearch(c.weekdays, day)
	if found {
		n++
	}
	return int64(n)
}

// workIndex returns a number that grows by one with each working day.
func (c *Calendar) workIndex(day int64) int64 { return weekdayIndex(day) - c.holidaysUpTo(day) }

// workingDayAt returns the working day with this index.
func (c *Calendar) workingDayAt(index int64) int64 {
	// Each round passes over the holidays found so far; their number only grows, so this ends.
	day := weekdayAt(index)
	for {
		next := weekdayAt(index + c.holidaysUpTo(day))
		if next == day {
			return day
		}
		day = next
	}
}

// AddWorkingDays returns the n-th working day after d, where d itself is day 0 whether it is a working day or not;
// d itself for n = 0; the n-th working day before d when n is negative.
func (c *Calendar) AddWorkingDays(d Civil, n int) Civil {
	const all = (MaxYear + 1) * 366
	n = min(max(n, -all), all)
	day := d.Days()
	switch {
	case n == 0:
		return d
	case n > 0:
		return CivilFromDays(c.workingDayAt(c.workIndex(day) + int64(n)))
	default:
		return CivilFromDays(c.workingDayAt(c.workIndex(day-1) + int64(n) + 1))
	}
}

// WorkingDaysBetween returns the number of working days after a up to and including b, so that
// WorkingDaysBetween(a, AddWorkingDays(a, n)) = n. When b lies before a it is minus the number of working days from b up
// to but not including a.
func (c *Calendar) WorkingDaysBetween(a, b Civil) int {
	from, to := a.Days(), b.Days()
	if to < from {
		from, to = from-1, to-1
	}
	n := c.workIndex(to) - c.workIndex(from)
	return int(min(max(n, math.MinInt32), math.MaxInt32))
}
