package calendar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Holiday is one recognised holiday with its names.
type Holiday struct {
	Date   Civil
	NL, EN string
}

// The years of the tables. Outside them only Saturday and Sunday are no working days.
const (
	firstTableYear = 1996
	lastTableYear  = 2060
)

// nl1 returns the table of nl@1, whose sha256 a test pins: a table that differs must get another name, for terms that run
// under nl@1 may never change. It holds the holidays of article 3 of the Algemene termijnenwet, first and second section.
// Easter Sunday and Whit Sunday are not named there (they are Sundays). Days that a royal decree equates with a holiday
// (third section; such decrees cover three years) are not in it.
func nl1() []Holiday {
	var table []Holiday
	for y := firstTableYear; y <= lastTableYear; y++ {
		easter := easterSunday(y)
		day := func(m time.Month, d int, nl, en string) {
			table = append(table, Holiday{Civil{y, m, d}, nl, en})
		}
		moving := func(offset int, nl, en string) {
			table = append(table, Holiday{easter.AddDays(offset), nl, en})
		}
		day(time.January, 1, "Nieuwjaarsdag", "New Year's Day")
		moving(-2, "Goede Vrijdag", "Good Friday")
		moving(1, "tweede paasdag", "Easter Monday")
		if y < 2014 {
			day(time.April, notSunday(y, time.April, 30), "Koninginnedag", "Queen's Day")
		} else {
			day(time.April, notSunday(y, time.April, 27), "Koningsdag", "King's Day")
		}
		day(time.May, 5, "Bevrijdingsdag", "Liberation Day")
		moving(39, "Hemelvaartsdag", "Ascension Day")
		moving(50, "tweede pinksterdag", "Whit Monday")
		day(time.December, 25, "eerste kerstdag", "Christmas Day")
		day(time.December, 26, "tweede kerstdag", "Boxing Day")
	}
	// Two holidays may fall on one day (Ascension Day on 5 May 2005): both stay, in the order of the statute's list.
	slices.SortStableFunc(table, func(a, b Holiday) int { return int(a.Date.Days() - b.Date.Days()) })
	return table
}

// notSunday returns the day, or the day before it when it is a Sunday.
func notSunday(y int, m time.Month, d int) int {
	if (Civil{y, m, d}).Weekday() == time.Sunday {
		return d - 1
	}
	return d
}

// easterSunday returns Easter Sunday of a Gregorian year.
// Source: the "Anonymous Gregorian" computus (Nature, 20 April 1876), as in Meeus, Astronomical Algorithms, ch. 8.
func easterSunday(y int) Civil {
	a, b, c := y%19, y/100, y%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return Civil{y, time.Month(n / 31), n%31 + 1}
}

// tableHash returns the sha256 of the table, written as one line "2026-01-01 name" per holiday.
func tableHash(table []Holiday) string {
	var b strings.Builder
	for _, h := range table {
		fmt.Fprintf(&b, "%s %s\n", h.Date, h.NL)
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}
