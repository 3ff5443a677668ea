package calendar_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"stroom/rules/calendar"
)

func length(t testing.TB, s string) calendar.Length {
	t.Helper()
	l, err := calendar.ParseLength(s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func at(t testing.TB, s string, zone *time.Location) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestParseLength(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]calendar.Length{
		"10 working days": {Count: 10, Unit: calendar.WorkingDays}, "1 working day": {Count: 1, Unit: calendar.WorkingDays},
		"49 calendar days": {Count: 49, Unit: calendar.CalendarDays}, "6 weeks": {Count: 6, Unit: calendar.Weeks},
		"4 months": {Count: 4, Unit: calendar.Months}, "24 hours": {Count: 24, Unit: calendar.Hours}, "same day": {Unit: calendar.SameDay},
		"1 month": {Count: 1, Unit: calendar.Months},
	} {
		got, err := calendar.ParseLength(s)
		if err != nil || got != want || got.String() != s {
			t.Errorf("%q: %v %v, written back %q", s, got, err, got)
		}
	}
	for _, s := range []string{"", "10", "working days", "0 weeks", "-1 weeks", "+1 weeks", "01 weeks", "1.5 weeks", "10001 hours", "2 week", "3 days", "10  weeks", "10 weeks ", "2 years", "1 same day"} {
		if got, err := calendar.ParseLength(s); err == nil {
			t.Errorf("%q was read as %v", s, got)
		}
	}
	for s, want := range map[string]string{"10 working days": "10 werkdagen", "1 month": "1 maand", "24 hours": "24 uur", "same day": "dezelfde dag", "49 calendar days": "49 dagen"} {
		if got := length(t, s).In("nl"); got != want {
			t.Errorf("%s in Dutch: %s", s, got)
		}
	}
}

// The last day of terms. Those marked with a case are the dates of the acceptance cases of the domain reference.
func TestEnd(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	for _, c := range []struct {
		start, length string
		law           calendar.Law
		last          string
	}{
		{"2026-01-12 09:00", "10 working days", calendar.Exact, "2026-01-26"},  // case 1
		{"2026-01-26 09:00", "5 working days", calendar.Exact, "2026-02-02"},   // case 1
		{"2026-02-03 09:00", "10 working days", calendar.Exact, "2026-02-17"},  // case 2
		{"2026-03-02 09:00", "10 working days", calendar.Exact, "2026-03-16"},  // case 9
		{"2026-03-05 09:00", "5 working days", calendar.Exact, "2026-03-12"},   // case 9
		{"2026-02-20 22:00", "3 working days", calendar.Exact, "2026-02-25"},   // case 10
		{"2026-02-20 22:00", "49 calendar days", calendar.Exact, "2026-04-10"}, // case 10
		{"2026-03-30 10:00", "5 working days", calendar.Exact, "2026-04-08"},   // case 15: Good Friday and Easter Monday do not count
		{"2026-04-03 00:00", "1 working day", calendar.Exact, "2026-04-07"},
		{"2026-04-04 12:00", "1 working day", calendar.Exact, "2026-04-07"},
		{"2026-01-31 12:00", "1 month", calendar.Exact, "2026-02-28"},
		{"2026-01-30 12:00", "1 month", calendar.Exact, "2026-02-28"},
		{"2028-01-31 12:00", "1 month", calendar.Exact, "2028-02-29"},
		{"2026-01-12 12:00", "4 months", calendar.Exact, "2026-05-12"},
		{"2026-01-12 23:59", "same day", calendar.Exact, "2026-01-12"},
		{"2026-01-12 00:00", "6 weeks", calendar.Exact, "2026-02-23"},
		// Algemene termijnenwet, article 1: an end on Saturday, Sunday or holiday moves on.
		{"2026-01-12 09:00", "5 calendar days", calendar.ATW, "2026-01-19"}, // Saturday 17
		{"2026-01-13 09:00", "5 calendar days", calendar.ATW, "2026-01-19"}, // Sunday 18
		{"2026-01-14 09:00", "5 calendar days", calendar.ATW, "2026-01-19"}, // Monday 19: stays
		{"2026-03-20 09:00", "2 weeks", calendar.ATW, "2026-04-07"},         // Good Friday 3 April to Tuesday after Easter
		{"2026-03-27 09:00", "1 month", calendar.ATW, "2026-04-28"},         // King's Day
		{"2026-04-14 09:00", "1 month", calendar.ATW, "2026-05-15"},         // Ascension Day
		{"2026-12-18 09:00", "1 week", calendar.ATW, "2026-12-28"},          // Christmas on Friday and Saturday
		{"2025-12-25 09:00", "1 week", calendar.ATW, "2026-01-02"},          // New Year's Day
		{"2026-01-17 09:00", "same day", calendar.ATW, "2026-01-19"},        // Saturday
		{"2026-01-16 09:00", "1 calendar day", calendar.ATW, "2026-01-19"},  // Saturday
		{"2026-01-12 09:00", "10 working days", calendar.ATW, "2026-01-26"}, // always a working day already
		// Article 2: three days or more hold two working days.
		{"2026-04-02 09:00", "3 calendar days", calendar.ATW, "2026-04-08"}, // Thursday; Good Friday to Easter Monday do not count: Tuesday and Wednesday
		{"2026-04-02 09:00", "2 calendar days", calendar.ATW, "2026-04-07"}, // shorter than three days: article 1 only
		{"2026-12-24 09:00", "3 calendar days", calendar.ATW, "2026-12-29"}, // Christmas on Friday and Saturday, then Sunday: Monday and Tuesday
		{"2026-01-16 09:00", "3 calendar days", calendar.ATW, "2026-01-20"}, // Friday to Monday holds one working day: Tuesday too
		{"2026-01-15 09:00", "3 calendar days", calendar.ATW, "2026-01-19"}, // Thursday to Sunday holds one: Monday is the second
		{"2026-01-14 09:00", "3 calendar days", calendar.ATW, "2026-01-19"}, // Wednesday to Saturday holds two: article 1 moves to Monday
		// Article 4(a): not for hours, over 90 days, twelve weeks, three months.
		{"2026-01-01 09:00", "90 calendar days", calendar.ATW, "2026-04-01"},
		{"2026-01-03 09:00", "90 calendar days", calendar.ATW, "2026-04-07"}, // Good Friday 3 April
		{"2026-01-02 09:00", "91 calendar days", calendar.ATW, "2026-04-03"}, // stays on Good Friday
		{"2026-01-09 09:00", "12 weeks", calendar.ATW, "2026-04-07"},
		{"2026-01-02 09:00", "13 weeks", calendar.ATW, "2026-04-03"},
		{"2026-01-03 09:00", "3 months", calendar.ATW, "2026-04-07"},
		{"2025-12-03 09:00", "4 months", calendar.ATW, "2026-04-03"},
	} {
		got := nl1(t).End(at(t, c.start, zone), length(t, c.length), c.law, zone)
		if want := day(t, c.last).AddDays(1).Start(zone); !got.Equal(want) {
			t.Errorf("%s, %s, %s: ends %s, want the end of %s", c.start, c.length, c.law, got.In(zone), c.last)
		}
	}
}

// Hours are exact, over the changes of the clock too, and no law moves them.
func TestHours(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	for _, c := range []struct{ start, length, end string }{
		{"2026-02-20 22:00", "24 hours", "2026-02-21 22:00"},
		{"2026-03-28 12:00", "24 hours", "2026-03-29 13:00"}, // an hour is skipped
		{"2026-10-24 12:00", "24 hours", "2026-10-25 11:00"}, // an hour comes twice
		{"2026-01-16 12:00", "48 hours", "2026-01-18 12:00"}, // Sunday
	} {
		for _, law := range []calendar.Law{calendar.Exact, calendar.ATW} {
			if got := nl1(t).End(at(t, c.start, zone), length(t, c.length), law, zone); !got.Equal(at(t, c.end, zone)) {
				t.Errorf("%s and %s: %s, want %s", c.start, c.length, got.In(zone), c.end)
			}
		}
	}
}

// A naive, independent way to the end of a term: walk day by day over time.Date, and ask of each day only whether it is
// a working day.
func walkEnd(c *calendar.Calendar, start time.Time, l calendar.Length, law calendar.Law, zone *time.Location) time.Time {
	works := func(d time.Time) bool {
		return c.IsWorkingDay(calendar.Civil{Year: d.Year(), Month: d.Month(), Day: d.Day()})
	}
	y, m, d := start.In(zone).Date()
	first := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	last, days := first, 0
	switch l.Unit {
	case calendar.WorkingDays:
		for n := 0; n < l.Count; {
			if last = last.AddDate(0, 0, 1); works(last) {
				n++
			}
		}
		days = l.Count
	case calendar.CalendarDays:
		last, days = first.AddDate(0, 0, l.Count), l.Count
	case calendar.Weeks:
		last, days = first.AddDate(0, 0, 7*l.Count), 7*l.Count
	case calendar.Months:
		last = time.Date(y, m+time.Month(l.Count)+1, 0, 0, 0, 0, 0, time.UTC) // the last of the month
		if d < last.Day() {
			last = last.AddDate(0, 0, d-last.Day())
		}
		days = 28
	}
	long := l.Unit == calendar.Months && l.Count > 3 || l.Unit == calendar.Weeks && l.Count > 12 || (l.Unit == calendar.CalendarDays || l.Unit == calendar.WorkingDays) && l.Count > 90
	if law == calendar.ATW && !long {
		worked := 0
		for day := first.AddDate(0, 0, 1); !day.After(last); day = day.AddDate(0, 0, 1) {
			if works(day) {
				worked++
			}
		}
		for !works(last) || days >= 3 && worked < 2 {
			if last = last.AddDate(0, 0, 1); works(last) {
				worked++
			}
		}
	}
	return time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, zone)
}

// Every start day of 1996-2045, with lengths of every unit under both laws.
func TestEndAgainstAWalk(t *testing.T) {
	t.Parallel()
	zone, c := amsterdam(t), nl1(t)
	lengths := []string{"1 working day", "3 working days", "10 working days", "1 calendar day", "2 calendar days", "3 calendar days", "4 calendar days",
		"14 calendar days", "90 calendar days", "91 calendar days", "1 week", "12 weeks", "13 weeks", "1 month", "3 months", "4 months", "same day"}
	for i, d := 0, day(t, "1996-01-01"); d.Year <= 2045; i, d = i+1, d.AddDays(1) {
		start := d.Start(zone).Add(time.Duration(i%23) * time.Hour)
		for _, s := range lengths {
			l := length(t, s)
			for _, law := range []calendar.Law{calendar.Exact, calendar.ATW} {
				if got, want := c.End(start, l, law, zone), walkEnd(c, start, l, law, zone); !got.Equal(want) {
					t.Fatalf("%s, %s, %s: %s, walked to %s", start, s, law, got.In(zone), want)
				}
			}
		}
	}
}

// Every change of the clock in Amsterdam from 1996 to 2045: days begin and end where the clock on the wall says so, and
// are 23 or 25 hours long on the two days of change.
func TestClockChanges(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	changes := 0
	for d := day(t, "1996-01-01"); d.Year <= 2045; d = d.AddDays(1) {
		start, end := d.Start(zone), d.End(zone)
		if calendar.Of(start, zone) != d || calendar.Of(start.Add(-time.Nanosecond), zone) != d.AddDays(-1) ||
			calendar.Of(end, zone) != d.AddDays(1) || calendar.Of(end.Add(-time.Nanosecond), zone) != d {
			t.Fatalf("%s runs from %s to %s", d, start, end)
		}
		_, before := start.Zone()
		_, after := end.In(zone).Zone()
		if got, want := end.Sub(start), 24*time.Hour-time.Duration(after-before)*time.Second; got != want {
			t.Fatalf("%s lasts %s, want %s", d, got, want)
		}
		if before != after {
			changes++
			if d.Weekday() != time.Sunday || d.Month != time.March && d.Month != time.October {
				t.Errorf("the clock changes on %s", d)
			}
		}
	}
	if changes != 100 {
		t.Errorf("%d changes in fifty years", changes)
	}
}

// Zones in which midnight is skipped, comes twice, or a whole day is missing.
func TestStartOfDayInOtherZones(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ zone, day, start string }{
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00"}, // midnight is skipped
		{"America/Sao_Paulo", "2018-02-18", "2018-02-18T00:00:00-03:00"}, // 23:00 comes twice
		{"America/Havana", "2026-11-01", "2026-11-01T00:00:00-04:00"},    // midnight comes twice: the first
		{"America/Havana", "2026-03-08", "2026-03-08T01:00:00-04:00"},
		{"Asia/Beirut", "2022-03-27", "2022-03-27T01:00:00+03:00"},
		{"Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00"}, // the day does not exist
		{"Africa/Cairo", "2024-04-26", "2024-04-26T01:00:00+03:00"},
		{"Europe/Amsterdam", "2026-03-29", "2026-03-29T00:00:00+01:00"},
		{"UTC", "2026-03-29", "2026-03-29T00:00:00Z"},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := day(t, c.day).Start(zone).Format(time.RFC3339); got != c.start {
			t.Errorf("%s in %s starts %s, want %s", c.day, c.zone, got, c.start)
		}
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	for _, c := range []struct {
		start, length string
		law           calendar.Law
		percent       int
		last          string // the day whose end the rung is, or a minute
	}{
		{"2026-01-12 09:00", "10 working days", calendar.Exact, 80, "2026-01-22"},
		{"2026-01-12 09:00", "10 working days", calendar.Exact, 100, "2026-01-26"},
		{"2026-01-12 09:00", "10 working days", calendar.Exact, 120, "2026-01-28"},
		{"2026-01-12 09:00", "10 working days", calendar.Exact, 150, "2026-02-02"},
		{"2026-02-20 09:00", "3 working days", calendar.Exact, 80, "2026-02-25"}, // 2.4 rounds up to 3: with 100%
		{"2026-02-20 09:00", "3 working days", calendar.Exact, 120, "2026-02-26"},
		{"2026-02-20 09:00", "49 calendar days", calendar.Exact, 80, "2026-04-01"}, // 39.2 -> 40
		{"2026-01-31 09:00", "1 month", calendar.Exact, 50, "2026-02-14"},          // 28 days from the actual start
		{"2026-03-31 09:00", "1 month", calendar.Exact, 50, "2026-04-15"},          // 30 days
		{"2026-01-12 09:00", "2 weeks", calendar.Exact, 50, "2026-01-19"},
		{"2026-01-12 09:00", "same day", calendar.Exact, 80, "2026-01-12"},
		{"2026-01-12 09:00", "same day", calendar.Exact, 120, "2026-01-13"},
		{"2026-01-12 09:00", "5 calendar days", calendar.ATW, 80, "2026-01-16"},
		{"2026-01-12 09:00", "5 calendar days", calendar.ATW, 100, "2026-01-19"}, // moved from Saturday
		{"2026-01-12 09:00", "5 calendar days", calendar.ATW, 120, "2026-01-20"}, // a day after the moved end
		{"2026-03-28 12:00", "24 hours", calendar.Exact, 80, "2026-03-29 08:12"}, // 19.2 hours, and the hour that is skipped
		{"2026-02-20 22:00", "1 hour", calendar.Exact, 33, "2026-02-20 22:20"},   // 19.8 minutes
		{"2026-02-20 22:00", "24 hours", calendar.Exact, 150, "2026-02-22 10:00"},
	} {
		l, start := length(t, c.length), at(t, c.start, zone)
		got := nl1(t).Percent(start, nl1(t).End(start, l, c.law, zone), l, c.law, c.percent, zone)
		want := time.Time{}
		if len(c.last) > 10 {
			want = at(t, c.last, zone)
		} else {
			want = day(t, c.last).End(zone)
		}
		if !got.Equal(want) {
			t.Errorf("%d%% of %s from %s: %s, want %s", c.percent, c.length, c.start, got.In(zone), c.last)
		}
	}
}

// Rungs never run back, never pass the end before 100%, and shift with a pause by as many units as the end.
func TestPercentIsOrdered(t *testing.T) {
	t.Parallel()
	zone, c := amsterdam(t), nl1(t)
	r := rand.New(rand.NewPCG(1, 1))
	lengths := []string{"3 working days", "10 working days", "5 calendar days", "49 calendar days", "2 weeks", "1 month", "3 months", "24 hours", "same day"}
	for range 3000 {
		l := length(t, lengths[r.IntN(len(lengths))])
		law := []calendar.Law{calendar.Exact, calendar.ATW}[r.IntN(2)]
		start := day(t, "1996-01-01").AddDays(r.IntN(18000)).Start(zone).Add(time.Duration(r.IntN(1440)) * time.Minute)
		end := c.End(start, l, law, zone)
		if r.IntN(2) == 0 {
			from := start.Add(time.Duration(r.IntN(50)) * time.Hour)
			if from.Before(end) {
				end = c.Shift(end, from, from.Add(time.Duration(r.IntN(300))*time.Hour), l, law, zone)
			}
		}
		before := start
		for _, percent := range []int{0, 10, 50, 80, 99, 100, 101, 120, 150, 300} {
			got := c.Percent(start, end, l, law, percent, zone)
			if got.Before(before) || percent < 100 && got.After(end) || percent == 100 && !got.Equal(end) || percent > 100 && got.Before(end) {
				t.Fatalf("%d%% of %s (%s) from %s to %s: %s, before it %s", percent, l, law, start, end, got, before)
			}
			before = got
		}
	}
}

func TestShift(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	for _, c := range []struct {
		end, from, to, length string
		law                   calendar.Law
		want                  string
	}{
		{"2026-01-27 00:00", "2026-01-14 10:00", "2026-01-19 15:00", "10 working days", calendar.Exact, "2026-01-30 00:00"}, // Thu, Fri, Mon
		{"2026-01-27 00:00", "2026-01-14 10:00", "2026-01-14 15:00", "10 working days", calendar.Exact, "2026-01-27 00:00"},
		{"2026-01-27 00:00", "2026-01-16 10:00", "2026-01-18 15:00", "10 working days", calendar.Exact, "2026-01-27 00:00"}, // a weekend holds none
		{"2026-04-02 00:00", "2026-04-01 10:00", "2026-04-02 10:00", "5 working days", calendar.Exact, "2026-04-03 00:00"},
		{"2026-04-11 00:00", "2026-03-01 10:00", "2026-03-08 15:00", "49 calendar days", calendar.Exact, "2026-04-18 00:00"},
		{"2026-01-17 00:00", "2026-01-14 10:00", "2026-01-15 15:00", "5 calendar days", calendar.ATW, "2026-01-20 00:00"}, // Saturday moves to Monday
		{"2026-01-12 10:00", "2026-01-12 08:00", "2026-01-12 08:30", "24 hours", calendar.Exact, "2026-01-12 10:30"},
		{"2026-03-30 10:00", "2026-03-28 12:00", "2026-03-29 12:00", "48 hours", calendar.Exact, "2026-03-31 09:00"}, // 23 hours
		{"2026-01-12 10:00", "2026-01-12 08:30", "2026-01-12 08:00", "24 hours", calendar.Exact, "2026-01-12 10:00"},
	} {
		got := nl1(t).Shift(at(t, c.end, zone), at(t, c.from, zone), at(t, c.to, zone), length(t, c.length), c.law, zone)
		if !got.Equal(at(t, c.want, zone)) {
			t.Errorf("%s paused from %s to %s: %s, want %s", c.end, c.from, c.to, got.In(zone), c.want)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	zone := amsterdam(t)
	for _, c := range []struct {
		start, length string
		law           calendar.Law
		nl, en        string
	}{
		{"2026-03-30 10:00", "5 working days", calendar.Exact,
			"De dag van de start is 30 maart 2026. Die dag telt niet mee. 5 werkdagen later is 8 april 2026. Geen werkdag: Goede Vrijdag (3 april 2026), tweede paasdag (6 april 2026). De termijn loopt tot en met 8 april 2026.",
			"The day of the start is 30 March 2026. That day does not count. 5 working days later is 8 April 2026. No working day: Good Friday (3 April 2026), Easter Monday (6 April 2026). The term runs up to and including 8 April 2026."},
		{"2026-03-20 10:00", "2 weeks", calendar.ATW,
			"De dag van de start is 20 maart 2026. Die dag telt niet mee. 2 weken later is 3 april 2026. Dat is een zaterdag, zondag of feestdag; de termijn loopt door tot de eerste werkdag (Algemene termijnenwet, artikel 1). Geen werkdag: Goede Vrijdag (3 april 2026), tweede paasdag (6 april 2026). De termijn loopt tot en met 7 april 2026.",
			"The day of the start is 20 March 2026. That day does not count. 2 weeks later is 3 April 2026. That is a Saturday, Sunday or holiday; the term runs on to the first working day (Algemene termijnenwet, article 1). No working day: Good Friday (3 April 2026), Easter Monday (6 April 2026). The term runs up to and including 7 April 2026."},
		{"2026-01-16 10:00", "3 calendar days", calendar.ATW,
			"De dag van de start is 16 januari 2026. Die dag telt niet mee. 3 dagen later is 19 januari 2026. In een termijn van drie dagen of meer horen twee werkdagen te zitten (Algemene termijnenwet, artikel 2). De termijn loopt tot en met 20 januari 2026.",
			"The day of the start is 16 January 2026. That day does not count. 3 calendar days later is 19 January 2026. A term of three days or more must hold two working days (Algemene termijnenwet, article 2). The term runs up to and including 20 January 2026."},
		{"2026-02-20 22:00", "24 hours", calendar.Exact, "24 uur vanaf 20 februari 2026 22:00: tot en met 21 februari 2026 22:00.", "24 hours from 20 February 2026 22:00: up to 21 February 2026 22:00."},
		{"2026-02-20 22:00", "same day", calendar.Exact, "De termijn eindigt op de dag van de start. De termijn loopt tot en met 20 februari 2026.", "The term ends on the day of the start. The term runs up to and including 20 February 2026."},
	} {
		x := nl1(t).Explain(at(t, c.start, zone), length(t, c.length), c.law, zone)
		if got := x.Text("nl"); got != c.nl {
			t.Errorf("%s\nwant\n%s", got, c.nl)
		}
		if got := x.Text("en"); got != c.en {
			t.Errorf("%s\nwant\n%s", got, c.en)
		}
	}
	if got := nl1(t).Explain(at(t, "2026-01-16 10:00", zone), calendar.Length{}, calendar.Exact, zone).Text("nl"); got != "Er is geen termijn." {
		t.Error(got)
	}
}
