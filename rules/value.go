package rules

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"stroom/rules/calendar"
)

// Value is an immutable typed value. The zero Value is "unset". It carries the names of its types but no schema, so it
// survives JSON alone; attributes of enumerations are found through an Env.
type Value struct {
	kind  Kind
	num   int64    // Bool 0/1; Int; Decimal in millionths; Date in days since 1970-01-01; Instant in microseconds since the epoch; Duration in microseconds
	text  string   // Text; Enum value name; Document, Organisation, Person reference
	name  string   // type name of an Enum or Record
	items []Value  // elements of a List; fields of a Record, in the order of names
	names []string // field names of a Record in declared order; only set fields stand here
}

// The first and last moment an Instant can have: the years of the calendar. Sums are held within them.
var (
	minInstant = time.Date(calendar.MinYear, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMicro()
	maxInstant = time.Date(calendar.MaxYear+1, time.January, 1, 0, 0, 0, 0, time.UTC).UnixMicro() - 1
)

// maxDuration is the longest duration in microseconds, either way: 300,000 hours, over 34 years. Sums are held within it.
const maxDuration = 300_000 * 3600 * 1_000_000

// BoolOf returns a Bool.
func BoolOf(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.num = 1
	}
	return v
}

// IntOf returns an Int, held within MaxResult.
func IntOf(n int64) Value {
	return Value{kind: Int, num: min(max(n, -MaxResult), MaxResult)}
}

// DecimalOf returns a Decimal of so many millionths, held within MaxResult millionths.
func DecimalOf(millionths int64) Value {
	return Value{kind: Decimal, num: min(max(millionths, -MaxResult), MaxResult)}
}

// TextOf returns a Text. Bytes that are no UTF-8 become U+FFFD.
func TextOf(s string) Value { return Value{kind: Text, text: strings.ToValidUTF8(s, "\uFFFD")} }

// DateOf returns a Date. A day that does not exist is normalised as time.Date does (31 February is 2 or 3 March); the
// years are held within those of package calendar.
func DateOf(y int, m time.Month, d int) Value {
	return dateOfCivil(calendar.Of(time.Date(y, m, d, 12, 0, 0, 0, time.UTC), time.UTC))
}

func dateOfCivil(c calendar.Civil) Value { return Value{kind: Date, num: c.Days()} }

// DateOfTime returns the day on which t falls in zone.
func DateOfTime(t time.Time, zone *time.Location) Value { return dateOfCivil(calendar.Of(t, zone)) }

// InstantOf returns an Instant, cut to microseconds.
func InstantOf(t time.Time) Value {
	if t.Year() < calendar.MinYear || t.Year() > calendar.MaxYear {
		if t.Year() < calendar.MinYear {
			return instantOfMicros(minInstant)
		}
		return instantOfMicros(maxInstant)
	}
	return instantOfMicros(t.UnixMicro())
}

func instantOfMicros(n int64) Value {
	return Value{kind: Instant, num: min(max(n, minInstant), maxInstant)}
}

// DurationOf returns a Duration, cut to microseconds.
func DurationOf(d time.Duration) Value { return durationOfMicros(d.Microseconds()) }

func durationOfMicros(n int64) Value {
	return Value{kind: Duration, num: min(max(n, -maxDuration), maxDuration)}
}

// EnumOf returns a value of an enumeration or key type.
func EnumOf(typeName, value string) Value { return Value{kind: Enum, name: typeName, text: value} }

// RecordOf returns a record. names and fields run side by side, names in declared order; unset fields are dropped.
func RecordOf(typeName string, names []string, fields []Value) Value {
	v := Value{kind: Record, name: typeName}
	for i, f := range fields {
		if f.IsSet() && i < len(names) {
			v.names = append(v.names, names[i])
			v.items = append(v.items, f)
		}
	}
	return v
}

// ListOf returns a list of the elements that are set.
func ListOf(elems ...Value) Value {
	v := Value{kind: List}
	for _, e := range elems {
		if e.IsSet() {
			v.items = append(v.items, e)
		}
	}
	return v
}

// DocumentOf returns a reference to a document.
func DocumentOf(ref string) Value { return refOf(Document, ref) }

// OrganisationOf returns the id of an organisation.
func OrganisationOf(id string) Value { return refOf(Organisation, id) }

// PersonOf returns a reference to a person.
func PersonOf(ref string) Value { return refOf(Person, ref) }

func refOf(k Kind, ref string) Value { return Value{kind: k, text: strings.ToValidUTF8(ref, "\uFFFD")} }

// Kind returns the kind; Unset for the zero Value.
func (v Value) Kind() Kind { return v.kind }

// IsSet reports whether v is a value at all.
func (v Value) IsSet() bool { return v.kind != Unset }

// TypeName returns the name of the type of an Enum or Record; "" for other kinds.
func (v Value) TypeName() string { return v.name }

// Bool returns the value of a Bool; false for other kinds.
func (v Value) Bool() bool { return v.kind == Bool && v.num != 0 }

// Int returns the value of an Int, or the millionths of a Decimal; 0 for other kinds.
func (v Value) Int() int64 {
	if v.kind == Int || v.kind == Decimal {
		return v.num
	}
	return 0
}

// Str returns a Text, the value name of an Enum, or the reference of a Document, Organisation or Person; "" otherwise.
func (v Value) Str() string { return v.text }

// Time returns an Instant in UTC; the zero time for other kinds.
func (v Value) Time() time.Time {
	if v.kind != Instant {
		return time.Time{}
	}
	return time.UnixMicro(v.num).UTC()
}

// Civil returns the parts of a Date; zeros for other kinds.
func (v Value) Civil() (y int, m time.Month, d int) {
	c := v.civil()
	return c.Year, c.Month, c.Day
}

func (v Value) civil() calendar.Civil {
	if v.kind != Date {
		return calendar.Civil{}
	}
	return calendar.CivilFromDays(v.num)
}

// Duration returns a Duration; 0 for other kinds.
func (v Value) Duration() time.Duration {
	if v.kind != Duration {
		return 0
	}
	return time.Duration(v.num) * time.Microsecond
}

// Elems returns the elements of a List as a copy; nil for other kinds.
func (v Value) Elems() []Value {
	if v.kind != List {
		return nil
	}
	return slices.Clone(v.items)
}

// Field returns a field of a Record; unset when the record has no such field or v is no record.
func (v Value) Field(name string) Value {
	if v.kind == Record {
		for i, n := range v.names {
			if n == name {
				return v.items[i]
			}
		}
	}
	return Value{}
}

// FieldNames returns the names of the set fields of a Record in declared order, as a copy; nil for other kinds.
func (v Value) FieldNames() []string { return slices.Clone(v.names) }

// Equal reports whether v and w are the same value of the same type. Unset equals unset.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.num == w.num && v.text == w.text && v.name == w.name &&
		slices.Equal(v.names, w.names) && slices.EqualFunc(v.items, w.items, Value.Equal)
}

// compareNum orders two values of the kinds that are held as a number.
func compareNum(a, b Value) int { return cmp.Compare(a.num, b.num) }
