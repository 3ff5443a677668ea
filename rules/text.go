package rules

import (
	"strconv"
	"strings"
	"time"

	"stroom/rules/calendar"
)

// instantLayout is RFC 3339 with as many digits behind the second as are needed, up to six.
const instantLayout = "2006-01-02T15:04:05.999999Z07:00"

// million is the number of parts of a Decimal.
const million = 1_000_000

// String returns the canonical short form: K2L, 2026-01-12, 2026-01-12T08:00:00Z, "text", [a, b],
// {level: K2L, intensity: F}; "unset" for the zero Value. It is the same for equal values, but not unique over types.
func (v Value) String() string {
	switch v.kind {
	case Unset:
		return "unset"
	case Bool:
		return strconv.FormatBool(v.num != 0)
	case Int:
		return strconv.FormatInt(v.num, 10)
	case Decimal:
		return formatDecimal(v.num)
	case Text:
		return strconv.Quote(v.text)
	case Date:
		return v.civil().String()
	case Instant:
		return v.Time().Format(instantLayout)
	case Duration:
		return v.Duration().String()
	case Enum, Document, Organisation, Person:
		return v.text
	case List:
		return "[" + joinValues(v.items, Value.String) + "]"
	case Record:
		parts := make([]string, len(v.items))
		for i, f := range v.items {
			parts[i] = v.names[i] + ": " + f.String()
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	panic("rules: value of unknown kind")
}

func joinValues(vs []Value, text func(Value) string) string {
	parts := make([]string, len(vs))
	for i, v := range vs {
		parts[i] = text(v)
	}
	return strings.Join(parts, ", ")
}

// formatDecimal writes millionths without trailing zeros: 1.5, -0.000001, 12.
func formatDecimal(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(n/million, 10)
	if part := n % million; part != 0 {
		digits := strconv.FormatInt(million+part, 10)[1:]
		s += "." + strings.TrimRight(digits, "0")
	}
	return s
}

// parseDecimal reads a decimal number with at most six digits behind the point.
func parseDecimal(s string) (millionths int64, ok bool) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, part, point := strings.Cut(digits, ".")
	if !allDigits(whole) || point && !allDigits(part) || len(part) > 6 || len(whole) > 10 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", 6-len(part)), 10, 64)
	if err != nil {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return s != ""
}

// Display returns the value for people, in Dutch ("nl") or English. Dates are "12 januari 2026"; instants are given in
// UTC (see DisplayIn); values of enumerations, and the names of the fields of records, are given by label, which may be
// nil or return "" for a name without a label.
func (v Value) Display(lang string, label func(typeName, value string) string) string {
	return v.DisplayIn(lang, time.UTC, label)
}

// DisplayIn is Display with instants in a time zone.
func (v Value) DisplayIn(lang string, zone *time.Location, label func(typeName, value string) string) string {
	named := func(typeName, value string) string {
		if label != nil {
			if s := label(typeName, value); s != "" {
				return s
			}
		}
		return value
	}
	switch v.kind {
	case Unset:
		return choose(lang, "niet ingevuld", "not set")
	case Bool:
		if v.Bool() {
			return choose(lang, "ja", "yes")
		}
		return choose(lang, "nee", "no")
	case Decimal:
		return strings.Replace(formatDecimal(v.num), ".", choose(lang, ",", "."), 1)
	case Text:
		return v.text
	case Date:
		return v.civil().In(lang)
	case Instant:
		t := v.Time().In(zone)
		s := calendar.Of(t, zone).In(lang) + t.Format(" 15:04")
		if zone == time.UTC {
			s += " UTC"
		}
		return s
	case Duration:
		return displayDuration(lang, v.Duration())
	case Enum:
		return named(v.name, v.text)
	case List:
		return joinValues(v.items, func(e Value) string { return e.DisplayIn(lang, zone, label) })
	case Record:
		if len(v.items) == 1 { // one field says enough without its name
			return v.items[0].DisplayIn(lang, zone, label)
		}
		parts := make([]string, len(v.items))
		for i, f := range v.items {
			parts[i] = named(v.name, v.names[i]) + ": " + f.DisplayIn(lang, zone, label)
		}
		return strings.Join(parts, ", ")
	}
	return v.String()
}

func choose(lang, nl, en string) string {
	if lang == "nl" {
		return nl
	}
	return en
}

// displayDuration writes a duration in its largest whole unit: "3 dagen", "36 uur", "15 minuten".
func displayDuration(lang string, d time.Duration) string {
	for _, u := range []struct {
		size             time.Duration
		nl, nls, en, ens string
	}{
		{24 * time.Hour, "dag", "dagen", "day", "days"},
		{time.Hour, "uur", "uur", "hour", "hours"},
		{time.Minute, "minuut", "minuten", "minute", "minutes"},
		{time.Second, "seconde", "seconden", "second", "seconds"},
	} {
		if d%u.size != 0 || d == 0 && u.size != time.Minute {
			continue
		}
		n := int64(d / u.size)
		if n == 1 {
			return "1 " + choose(lang, u.nl, u.en)
		}
		return strconv.FormatInt(n, 10) + " " + choose(lang, u.nls, u.ens)
	}
	return d.String()
}
