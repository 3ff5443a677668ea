package ui

import (
	"strconv"
	"time"
)

// Due is the end of a term, in words, with a sign and a class so that no meaning hangs on colour alone.
type Due struct {
	Text  string // "nog 2 werkdagen (di 24 nov)"
	Class string // "late", "soon" or ""
	Sign  string // one letter before it
}

var (
	dayNames = map[string][7]string{
		"nl": {"zo", "ma", "di", "wo", "do", "vr", "za"},
		"en": {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	}
	monthNames = map[string][12]string{
		"nl": {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"},
		"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	}
)

// Day writes the day of a moment in its own zone: "di 24 nov", and with the year when it is not that of now: "di 24 nov 2026".
func Day(lang string, t, now time.Time) string {
	text := dayNames[lang][t.Weekday()] + " " + strconv.Itoa(t.Day()) + " " + monthNames[lang][t.Month()-1]
	if t.Year() != now.In(t.Location()).Year() {
		text += " " + strconv.Itoa(t.Year())
	}
	return text
}

// Date writes the day with its year.
func Date(lang string, t time.Time) string {
	return Day(lang, t, t) + " " + strconv.Itoa(t.Year())
}

// Moment writes the day and the time of a moment in its own zone: "di 24 nov 2026, 14:05".
func Moment(lang string, t time.Time) string { return Date(lang, t) + ", " + t.Format("15:04") }

// DueIn says how far away the end of a term is. workdays is the number of working days after today up to and including
// the day of the end; it is not read when the end has passed.
func DueIn(lang string, due, now time.Time, workdays int) Due {
	due = due.In(now.Location())
	last := due.Add(-time.Nanosecond) // a term ends at the end of its last day, which is the first moment of the day after
	day := Day(lang, last, now)
	switch {
	case !due.After(now):
		return Due{Say(lang, "due.late", day), "late", "!"}
	case sameDay(last, now) && !sameDay(due, now):
		return Due{Say(lang, "due.today"), "soon", "•"}
	case sameDay(last, now):
		return Due{Say(lang, "due.hour", due.Format("15:04")), "soon", "•"}
	case workdays <= 1:
		return Due{Say(lang, "due.one", day), "soon", "•"}
	default:
		return Due{Say(lang, "due.days", strconv.Itoa(workdays), day), "", "○"}
	}
}

func sameDay(a, b time.Time) bool {
	y, m, d := a.Date()
	y2, m2, d2 := b.Date()
	return y == y2 && m == m2 && d == d2
}

var dateMessages = map[string]message{
	"due.late":  {"te laat (%s)", "late (%s)"},
	"due.today": {"nog tot het eind van vandaag", "until the end of today"},
	"due.hour":  {"vandaag, voor %s uur", "today, before %s"},
	"due.one":   {"nog 1 werkdag (%s)", "1 working day left (%s)"},
	"due.days":  {"nog %s werkdagen (%s)", "%s working days left (%s)"},
}
