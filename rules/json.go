package rules

import (
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"

	"stroom/rules/calendar"
)

// Limits of stored values. They are wider than those of fresh data, so that what a rule computed can be read back.
const (
	maxStoredDepth = 8   // of lists and records in each other
	maxStoredName  = 100 // bytes of a type or field name
	maxStoredParts = 200 // elements of a list or fields of a record
)

// MarshalJSON writes the tagged form: true, {"int":5}, {"text":"x"}, {"date":"2026-01-12"}, {"enum":"K2L","of":"Level"},
// {"record":"Title","fields":{...}} with the fields in declared order; null for unset. Equal values give equal bytes.
func (v Value) MarshalJSON() ([]byte, error) { return v.appendJSON(nil), nil }

func (v Value) appendJSON(b []byte) []byte {
	switch v.kind {
	case Unset:
		return append(b, "null"...)
	case Bool:
		return strconv.AppendBool(b, v.num != 0)
	case Int:
		b = append(b, `{"int":`...)
		return append(strconv.AppendInt(b, v.num, 10), '}')
	case Enum:
		b = append(appendString(append(b, `{"enum":`...), v.text), `,"of":`...)
		return append(appendString(b, v.name), '}')
	case Record:
		b = append(appendString(append(b, `{"record":`...), v.name), `,"fields":{`...)
		for i, f := range v.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendString(b, v.names[i]), ':')
			b = f.appendJSON(b)
		}
		return append(b, "}}"...)
	case List:
		b = append(b, `{"list":[`...)
		for i, e := range v.items {
			if i > 0 {
				b = append(b, ',')
			}
			b = e.appendJSON(b)
		}
		return append(b, "]}"...)
	case Text, Document, Organisation, Person:
		return appendTagged(b, v.kind, v.text)
	case Decimal, Date, Instant, Duration:
		return appendTagged(b, v.kind, v.String())
	}
	panic("rules: value of unknown kind")
}

func appendTagged(b []byte, k Kind, s string) []byte {
	b = append(append(append(b, `{"`...), k.String()...), `":`...)
	return append(appendString(b, s), '}')
}

// appendString writes a JSON string. Only what must be escaped is, so that the bytes do not depend on HTML rules.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < 0x20 || r == 0x7f || r == '\u2028' || r == '\u2029':
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else: unknown tags, doubled or misplaced members, numbers and
// dates in another spelling, and values over the limits are errors.
func (v *Value) UnmarshalJSON(data []byte) error {
	r := reader{tokens{data: data}}
	got, err := r.value(0)
	if err != nil {
		return fmt.Errorf("read value: %w", err)
	}
	if r.next() != 0 || r.at < len(data) {
		return errors.New("read value: something follows the value")
	}
	*v = got
	return nil
}

// reader reads tagged values token by token, because the order of a record's fields counts.
type reader struct{ tokens }

func (r *reader) value(depth int) (Value, error) {
	if depth > maxStoredDepth {
		return Value{}, errors.New("nested too deep")
	}
	switch r.next() {
	case 'n':
		return Value{}, r.word("null")
	case 't':
		return BoolOf(true), r.word("true")
	case 'f':
		return BoolOf(false), r.word("false")
	case '{':
		return r.tagged(depth)
	}
	return Value{}, fmt.Errorf("no value stands at byte %d", r.at)
}

// tagged reads an object whose first member names the kind.
func (r *reader) tagged(depth int) (Value, error) {
	if err := r.mark('{'); err != nil {
		return Value{}, err
	}
	tag, err := r.member()
	if err != nil {
		return Value{}, err
	}
	var v Value
	switch tag {
	case "int":
		v, err = r.int()
	case "enum":
		v, err = r.enum()
	case "record":
		v, err = r.record(depth)
	case "list":
		v, err = r.list(depth)
	default:
		v, err = r.plain(tag)
	}
	if err != nil {
		return Value{}, err
	}
	return v, r.mark('}')
}

func (r *reader) plain(tag string) (Value, error) {
	switch tag {
	case "text", "document", "organisation", "person", "decimal", "date", "instant", "duration":
	default:
		return Value{}, fmt.Errorf("unknown tag %.40q", tag)
	}
	s, err := r.text()
	if err != nil {
		return Value{}, err
	}
	if utf8.RuneCountInString(s) > MaxText {
		return Value{}, fmt.Errorf("%s of more than %d letters", tag, MaxText)
	}
	switch tag {
	case "text":
		return TextOf(s), nil
	case "document":
		return DocumentOf(s), nil
	case "organisation":
		return OrganisationOf(s), nil
	case "person":
		return PersonOf(s), nil
	}
	v, ok := parsePlain(tag, s)
	if !ok || v.String() != s {
		return Value{}, fmt.Errorf("%.60q is not a %s in its one spelling", s, tag)
	}
	return v, nil
}

// parsePlain reads the kinds whose text form is a spelling of a number.
func parsePlain(tag, s string) (Value, bool) {
	switch tag {
	case "decimal":
		n, ok := parseDecimal(s)
		return DecimalOf(n), ok
	case "date":
		c, err := calendar.ParseCivil(s)
		return dateOfCivil(c), err == nil
	case "instant":
		t, err := time.Parse(time.RFC3339Nano, s)
		return InstantOf(t), err == nil && t.UTC().Year() >= calendar.MinYear && t.UTC().Year() <= calendar.MaxYear
	case "duration":
		d, err := time.ParseDuration(s)
		return DurationOf(d), err == nil
	}
	return Value{}, false
}

func (r *reader) int() (Value, error) {
	s := r.number()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || IntOf(n).num != n || strconv.FormatInt(n, 10) != s {
		return Value{}, fmt.Errorf("%.40q is not a whole number within the limits", s)
	}
	return IntOf(n), nil
}

func (r *reader) enum() (Value, error) {
	value, err := r.name()
	if err != nil {
		return Value{}, err
	}
	if err := r.second("of"); err != nil {
		return Value{}, err
	}
	of, err := r.name()
	return EnumOf(of, value), err
}

func (r *reader) record(depth int) (Value, error) {
	of, err := r.name()
	if err != nil {
		return Value{}, err
	}
	if err := r.second("fields"); err != nil {
		return Value{}, err
	}
	v := Value{kind: Record, name: of}
	err = r.each('{', '}', func() error {
		name, err := r.member()
		switch {
		case err != nil:
			return err
		case name == "" || len(name) > maxStoredName:
			return errName
		case v.Field(name).IsSet() || len(v.items) >= maxStoredParts:
			return fmt.Errorf("field %q comes twice, or there are too many", name)
		}
		f, err := r.value(depth + 1)
		if err == nil && !f.IsSet() {
			err = fmt.Errorf("field %q is null: an unset field is left out", name)
		}
		v.names, v.items = append(v.names, name), append(v.items, f)
		return err
	})
	return v, err
}

func (r *reader) list(depth int) (Value, error) {
	v := Value{kind: List}
	err := r.each('[', ']', func() error {
		e, err := r.value(depth + 1)
		if err == nil && (!e.IsSet() || len(v.items) >= maxStoredParts) {
			err = errors.New("a list holds null, or too many elements")
		}
		v.items = append(v.items, e)
		return err
	})
	return v, err
}

var errName = errors.New("a name is empty or too long")

func (r *reader) name() (string, error) {
	s, err := r.text()
	if err == nil && (s == "" || len(s) > maxStoredName) {
		err = errName
	}
	return s, err
}

// second reads the name of the second member of an object, which is known.
func (r *reader) second(want string) error {
	if err := r.mark(','); err != nil {
		return err
	}
	s, err := r.member()
	if err == nil && s != want {
		err = fmt.Errorf("member %.40q stands where %q is expected", s, want)
	}
	return err
}
