package calendar

import (
	"fmt"
	"time"
)

// Civil is a day of the Gregorian calendar, without a time or zone. The zero value is no day; IsZero tells. Values made
// by this package lie in MinYear..MaxYear.
type Civil struct {
	Year  int
	Month time.Month
	Day   int
}

// The years that arithmetic stays within: a result outside them becomes the first or last day there is, so that no sum
// of a date and a number can fail.
const (
	MinYear = 1
	MaxYear = 9999
)

var (
	firstDay = Civil{MinYear, time.January, 1}
	lastDay  = Civil{MaxYear, time.December, 31}
)

// Of returns the day on which the instant t falls in zone.
func Of(t time.Time, zone *time.Location) Civil {
	y, m, d := t.In(zone).Date()
	return Civil{y, m, d}.clamp()
}

// ParseCivil reads "2026-01-12". Years have four digits; the day must exist.
func ParseCivil(s string) (Civil, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil || t.Year() < MinYear {
		return Civil{}, fmt.Errorf("%q is not a day: write year-month-day, such as 2026-01-12", s)
	}
	y, m, d := t.Date()
	return Civil{y, m, d}, nil
}

// CivilFromDays returns the day that lies n days after 1 January 1970, within MinYear..MaxYear.
func CivilFromDays(n int64) Civil {
	switch {
	case n <= firstDay.Days():
		return firstDay
	case n >= lastDay.Days():
		return lastDay
	}
	// Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days.
	n += 719468
	era := floorDiv(n, 146097)
	doe := n - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d := doy - (153*mp+2)/5 + 1
	m := mp + 3
	y := yoe + era*400
	if m > 12 {
		m -= 12
		y++
	}
	return Civil{int(y), time.Month(m), int(d)}
}

// Days returns the number of days from 1 January 1970 to d; negative before it.
func (d Civil) Days() int64 {
	// Howard Hinnant, days_from_civil: the year starts in March, so that the leap day is its last.
	y, m := int64(d.Year), int64(d.Month)
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + int64(d.Day) - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b != 0 && (a < 0) != (b < 0) {
		q--
	}
	return q
}

// clamp moves a day of a year outside MinYear..MaxYear to the nearest day inside.
func (d Civil) clamp() Civil {
	switch {
	case d.Year < MinYear:
		return firstDay
	case d.Year > MaxYear:
		return lastDay
	}
	return d
}

// IsZero reports whether d is the zero value, which is no day.
func (d Civil) IsZero() bool { return d == Civil{} }

// AddDays returns the day n days after d; n may be negative.
func (d Civil) AddDays(n int) Civil {
	const all = (MaxYear + 1) * 366
	switch {
	case n > all:
		return lastDay
	case n < -all:
		return firstDay
	}
	return CivilFromDays(d.Days() + int64(n))
}

// AddMonths returns the same day of the month n months later, or the last day of that month when it is shorter:
// 31 January and one month is 28 or 29 February. n may be negative.
func (d Civil) AddMonths(n int) Civil {
	const all = (MaxYear + 1) * 12
	switch {
	case n > all:
		return lastDay
	case n < -all:
		return firstDay
	}
	months := int64(d.Year)*12 + int64(d.Month) - 1 + int64(n)
	y := floorDiv(months, 12)
	m := time.Month(months-y*12) + 1
	switch {
	case y < MinYear:
		return firstDay
	case y > MaxYear:
		return lastDay
	}
	return Civil{int(y), m, min(d.Day, daysIn(int(y), m))}
}

// daysIn returns the number of days of a month.
func daysIn(y int, m time.Month) int {
	switch m {
	case time.February:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	case time.April, time.June, time.September, time.November:
		return 30
	}
	return 31
}

// Valid reports whether d is a day that exists, in MinYear..MaxYear.
func (d Civil) Valid() bool {
	return d.Year >= MinYear && d.Year <= MaxYear && d.Month >= time.January && d.Month <= time.December &&
		d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// Weekday returns the day of the week.
func (d Civil) Weekday() time.Weekday {
	n := (d.Days() + 4) % 7 // 1 January 1970 was a Thursday
	if n < 0 {
		n += 7
	}
	return time.Weekday(n)
}

// Before reports whether d comes before e.
func (d Civil) Before(e Civil) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// DaysUntil returns the number of days from d to e; negative when e comes first.
func (d Civil) DaysUntil(e Civil) int { return int(e.Days() - d.Days()) }

// MonthsUntil returns the number of whole months from d to e: the largest n for which d.AddMonths(n) is not after e.
// It is negative, or zero within a month, when e comes first: then it is minus the whole months from e to d.
func (d Civil) MonthsUntil(e Civil) int {
	if e.Before(d) {
		return -e.MonthsUntil(d)
	}
	n := (e.Year-d.Year)*12 + int(e.Month) - int(d.Month)
	if e.Before(d.AddMonths(n)) {
		n--
	}
	return n
}

// String returns the day as 2026-01-12.
func (d Civil) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// Start returns the first instant of the day in zone. Where the clocks skip midnight that is the first instant that
// exists; where midnight comes twice, the first of the two.
func (d Civil) Start(zone *time.Location) time.Time {
	naive := time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)
	_, before := naive.Add(-24 * time.Hour).In(zone).Zone()
	_, after := naive.Add(24 * time.Hour).In(zone).Zone()
	early := naive.Add(-time.Duration(max(before, after)) * time.Second).In(zone)
	if isMidnight(early, d) {
		return early
	}
	late := naive.Add(-time.Duration(min(before, after)) * time.Second).In(zone)
	if isMidnight(late, d) {
		return late
	}
	// Midnight was skipped. With the offset from before the change, midnight lies just behind the change, so the
	// bounds of that instant's zone begin with the change.
	skipped := naive.Add(-time.Duration(before) * time.Second).In(zone)
	change, _ := skipped.ZoneBounds()
	return change
}

func isMidnight(t time.Time, d Civil) bool {
	y, m, day := t.Date()
	h, minute, s := t.Clock()
	return y == d.Year && m == d.Month && day == d.Day && h == 0 && minute == 0 && s == 0
}

// End returns the first instant after the day in zone: the start of the next day. A day "ends at 24:00"; an event at
// exactly that instant is after it.
func (d Civil) End(zone *time.Location) time.Time { return d.AddDays(1).Start(zone) }
