package calendar

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is the unit of a length of time.
type Unit string

// The units. SameDay has no count: the term ends with the day on which it starts.
const (
	WorkingDays  Unit = "working days"
	CalendarDays Unit = "calendar days"
	Weeks        Unit = "weeks"
	Hours        Unit = "hours"
	Months       Unit = "months"
	SameDay      Unit = "same day"
)

// Law says how the end of a term is treated when it falls on a day on which nobody works.
type Law string

// The two laws. Exact leaves the end where it falls. ATW follows the Algemene termijnenwet.
const (
	Exact Law = "exact"
	ATW   Law = "atw"
)

// ParseLaw reads "exact" or "atw".
func ParseLaw(s string) (Law, error) {
	switch l := Law(s); l {
	case Exact, ATW:
		return l, nil
	}
	return "", fmt.Errorf("%q is no way to compute an end: write exact or atw", s)
}

// MaxCount is the largest count of a length: ten thousand days is more than twenty-seven years.
const MaxCount = 10_000

// Length is a number of units. The zero value is no length.
type Length struct {
	Count int
	Unit  Unit
}

// IsZero reports whether l is no length at all.
func (l Length) IsZero() bool { return l == Length{} }

// ParseLength reads "10 working days", "1 month" or "same day".
// Errors: the unit is unknown, or the count is not a whole number from 1 to MaxCount.
func ParseLength(s string) (Length, error) {
	if s == string(SameDay) {
		return Length{Unit: SameDay}, nil
	}
	number, word, ok := strings.Cut(s, " ")
	if !ok {
		return Length{}, fmt.Errorf("%q is not a length of time: write a number and a unit, such as 10 working days", s)
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > MaxCount || number != strconv.Itoa(n) {
		return Length{}, fmt.Errorf("%q is not a whole number from 1 to %d", number, MaxCount)
	}
	for _, u := range []Unit{WorkingDays, CalendarDays, Weeks, Hours, Months} {
		plural := string(u)
		if word == plural || n == 1 && word == strings.TrimSuffix(plural, "s") {
			return Length{n, u}, nil
		}
	}
	return Length{}, fmt.Errorf("%q is not a unit of time: use working days, calendar days, weeks, months or hours, or write same day", word)
}

// String returns the length as ParseLength reads it: "1 month", "10 working days"; "" for the zero value.
func (l Length) String() string {
	switch {
	case l.IsZero():
		return ""
	case l.Unit == SameDay:
		return string(SameDay)
	case l.Count == 1:
		return "1 " + strings.TrimSuffix(string(l.Unit), "s")
	}
	return strconv.Itoa(l.Count) + " " + string(l.Unit)
}
