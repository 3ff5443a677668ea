package calendar

import (
	"fmt"
	"strings"
	"time"
)

// Explanation says how the end of a term was found.
type Explanation struct {
	Start   time.Time
	Length  Length
	Law     Law
	Nominal time.Time // the end before the law moved it
	End     time.Time
	Skipped []Holiday // recognised holidays that were passed over: in working days those within the term, else those that moved its end
	Article int       // the article of the Algemene termijnenwet that moved the end: 1 or 2; 0 for none
	zone    *time.Location
}

// maxSkipped bounds the holidays an explanation names.
const maxSkipped = 50

// Explain returns how End finds the end of a term.
func (c *Calendar) Explain(start time.Time, l Length, law Law, zone *time.Location) Explanation {
	x := Explanation{Start: start, Length: l, Law: law, End: c.End(start, l, law, zone), zone: zone}
	x.Nominal = c.End(start, l, Exact, zone)
	if l.IsZero() || l.Unit == Hours {
		return x
	}
	first := Of(start, zone)
	nominal, last := c.nominal(first, l), lastDayOf(x.End, zone)
	if nominal != last {
		x.Article = 1
		if last != c.onWorkingDay(nominal) {
			x.Article = 2
		}
	}
	from, to := nominal.AddDays(-1), last
	if l.Unit == WorkingDays || x.Article == 2 {
		from = first
	}
	for _, h := range c.holidays {
		wd := h.Date.Weekday()
		inside := from.Before(h.Date) && !to.Before(h.Date) && wd != time.Saturday && wd != time.Sunday
		if inside && len(x.Skipped) < maxSkipped && (l.Unit == WorkingDays || x.Article != 0) {
			x.Skipped = append(x.Skipped, h)
		}
	}
	return x
}

// Text returns the explanation as sentences, in Dutch ("nl") or English.
func (x Explanation) Text(lang string) string {
	if x.Length.IsZero() {
		return pick(lang, "Er is geen termijn.", "There is no term.")
	}
	if x.Length.Unit == Hours {
		return fmt.Sprintf(pick(lang, "%s vanaf %s: tot en met %s.", "%s from %s: up to %s."),
			x.Length.In(lang), x.moment(x.Start, lang), x.moment(x.End, lang))
	}
	var b strings.Builder
	fmt.Fprintf(&b, pick(lang, "De dag van de start is %s. %s", "The day of the start is %s. %s"),
		Of(x.Start, x.zone).In(lang), pick(lang, "Die dag telt niet mee. ", "That day does not count. "))
	if x.Length.Unit == SameDay {
		b.Reset()
		b.WriteString(pick(lang, "De termijn eindigt op de dag van de start. ", "The term ends on the day of the start. "))
	}
	nominal, last := lastDayOf(x.Nominal, x.zone), lastDayOf(x.End, x.zone)
	if x.Length.Unit != SameDay {
		fmt.Fprintf(&b, pick(lang, "%s later is %s. ", "%s later is %s. "), x.Length.In(lang), nominal.In(lang))
	}
	switch x.Article {
	case 1:
		b.WriteString(pick(lang,
			"Dat is een zaterdag, zondag of feestdag; de termijn loopt door tot de eerste werkdag (Algemene termijnenwet, artikel 1). ",
			"That is a Saturday, Sunday or holiday; the term runs on to the first working day (Algemene termijnenwet, article 1). "))
	case 2:
		b.WriteString(pick(lang,
			"In een termijn van drie dagen of meer horen twee werkdagen te zitten (Algemene termijnenwet, artikel 2). ",
			"A term of three days or more must hold two working days (Algemene termijnenwet, article 2). "))
	}
	if len(x.Skipped) > 0 {
		names := make([]string, len(x.Skipped))
		for i, h := range x.Skipped {
			names[i] = pick(lang, h.NL, h.EN) + " (" + h.Date.In(lang) + ")"
		}
		fmt.Fprintf(&b, pick(lang, "Geen werkdag: %s. ", "No working day: %s. "), strings.Join(names, ", "))
	}
	fmt.Fprintf(&b, pick(lang, "De termijn loopt tot en met %s.", "The term runs up to and including %s."), last.In(lang))
	return b.String()
}

func (x Explanation) moment(t time.Time, lang string) string {
	return Of(t, x.zone).In(lang) + t.In(x.zone).Format(" 15:04")
}

func pick(lang, nl, en string) string {
	if lang == "nl" {
		return nl
	}
	return en
}

var (
	monthsNL = [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	unitsNL  = map[Unit][2]string{
		WorkingDays: {"werkdag", "werkdagen"}, CalendarDays: {"dag", "dagen"}, Weeks: {"week", "weken"},
		Hours: {"uur", "uur"}, Months: {"maand", "maanden"}, SameDay: {"dezelfde dag", "dezelfde dag"},
	}
)

// In returns the day for people: "12 januari 2026" in Dutch ("nl"), "12 January 2026" otherwise.
func (d Civil) In(lang string) string {
	if !d.Valid() {
		return d.String()
	}
	return fmt.Sprintf("%d %s %d", d.Day, pick(lang, monthsNL[d.Month-1], d.Month.String()), d.Year)
}

// In returns the length for people: "10 werkdagen" in Dutch ("nl"), "10 working days" otherwise.
func (l Length) In(lang string) string {
	if lang != "nl" || l.IsZero() {
		return l.String()
	}
	names := unitsNL[l.Unit]
	switch {
	case l.Unit == SameDay:
		return names[0]
	case l.Count == 1:
		return "1 " + names[0]
	}
	return fmt.Sprintf("%d %s", l.Count, names[1])
}
