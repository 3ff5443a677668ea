package rules

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Scalar is a plain scalar of YAML: unquoted text that may stand for a number, a date or a name. Only a Scalar, never a
// string, may be read as a kind that JSON writes otherwise.
type Scalar string

// Fault says what is wrong with a value and where.
type Fault struct {
	Path   string // dotted fields and indexes below the value: "to.level", "titles[2]"; "" for the value itself
	Code   string // one of the Fault codes
	NL, EN string // a sentence for people
}

// The codes of faults.
const (
	FaultMissing = "missing"       // a value is needed and there is none
	FaultUnknown = "unknown_field" // a record has no field of this name
	FaultValue   = "unknown_value" // an enumeration has no value of this name
	FaultType    = "wrong_type"    // something else is expected here
	FaultFormat  = "wrong_format"  // a date, moment or duration in a form that is not read
	FaultRange   = "out_of_range"  // a number outside its limits
	FaultLong    = "too_long"      // a text or list over its limit
)

// MaxFaults is the number of faults that are reported of one value.
const MaxFaults = 20

// maxNesting bounds records in records; a schema that goes deeper, or holds itself, gives faults.
const maxNesting = 16

// Decode turns plain data into a value of type t: bool, json.Number, string, int, int64, float64, []any, map[string]any,
// Scalar, and nil for unset. Records must name their fields exactly. The value is unset when there are faults; at most
// MaxFaults are returned, in the order of declaration.
func (s *Schema) Decode(t Type, raw any) (Value, []Fault) {
	d := decoder{schema: s}
	v := d.value("", t, raw, 0)
	if len(d.faults) > 0 {
		return Value{}, d.faults
	}
	return v, nil
}

// Check returns what keeps v from being a value of type t; nil when it is one.
func (s *Schema) Check(t Type, v Value) []Fault {
	d := decoder{schema: s}
	d.check("", t, v, 0)
	return d.faults
}

type decoder struct {
	schema *Schema
	faults []Fault
}

func (d *decoder) fault(path, code, nl, en string) Value {
	if len(d.faults) < MaxFaults {
		d.faults = append(d.faults, Fault{path, code, nl, en})
	}
	return Value{}
}

func (d *decoder) wrong(path string, t Type) Value {
	return d.fault(path, FaultType, "Hier hoort "+describe("nl", t)+".", "This must be "+describe("en", t)+".")
}

func (d *decoder) missing(path string) Value {
	return d.fault(path, FaultMissing, "Dit ontbreekt.", "This is missing.")
}

// describe names a type in a sentence.
func describe(lang string, t Type) string {
	names := map[Kind][2]string{
		Bool: {"ja of nee (true of false)", "true or false"}, Int: {"een geheel getal", "a whole number"},
		Decimal: {"een getal", "a number"}, Text: {"tekst", "text"}, Date: {"een datum, zoals 2026-01-12", "a date, such as 2026-01-12"},
		Instant:  {"een moment, zoals 2026-01-12T08:00:00Z", "a moment, such as 2026-01-12T08:00:00Z"},
		Duration: {"een duur, zoals 72h", "a duration, such as 72h"}, Enum: {"een waarde van " + t.Name, "a value of " + t.Name},
		Record: {"een " + t.Name + " met zijn velden", "a " + t.Name + " with its fields"}, List: {"een lijst", "a list"},
		Document:     {"een verwijzing naar een document", "a reference to a document"},
		Organisation: {"de code van een organisatie", "the id of an organisation"}, Person: {"een verwijzing naar een persoon", "a reference to a person"},
	}
	pair, ok := names[t.Kind]
	if !ok {
		return choose(lang, "een waarde", "a value")
	}
	return choose(lang, pair[0], pair[1])
}

func join(path, field string) string {
	if path == "" {
		return field
	}
	return path + "." + field
}

func (d *decoder) value(path string, t Type, raw any, depth int) Value {
	if raw == nil || raw == Scalar("null") && t.Kind != Text {
		if t.Optional {
			return Value{}
		}
		return d.missing(path)
	}
	if depth > maxNesting {
		return d.wrong(path, t)
	}
	switch t.Kind {
	case Record:
		return d.record(path, t, raw, depth)
	case List:
		return d.list(path, t, raw, depth)
	case Bool:
		return d.bool(path, t, raw)
	case Int:
		return d.int(path, t, raw)
	case Decimal:
		return d.decimal(path, t, raw)
	}
	text, ok := raw.(string)
	if sc, plain := raw.(Scalar); plain {
		text, ok = string(sc), true
	}
	if !ok {
		return d.wrong(path, t)
	}
	return d.text(path, t, text)
}

func (d *decoder) bool(path string, t Type, raw any) Value {
	switch b := raw.(type) {
	case bool:
		return BoolOf(b)
	case Scalar:
		if b == "true" || b == "false" {
			return BoolOf(b == "true")
		}
	}
	return d.wrong(path, t)
}

func (d *decoder) int(path string, t Type, raw any) Value {
	var n int64
	switch i := raw.(type) {
	case int:
		n = int64(i)
	case int64:
		n = i
	case float64:
		if i != math.Trunc(i) || math.Abs(i) > MaxResult {
			return d.wrong(path, t)
		}
		n = int64(i)
	case json.Number:
		return d.intText(path, t, i.String())
	case Scalar:
		return d.intText(path, t, string(i))
	default:
		return d.wrong(path, t)
	}
	return d.inRange(path, t, n)
}

func (d *decoder) intText(path string, t Type, s string) Value {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return d.wrong(path, t)
	}
	return d.inRange(path, t, n)
}

// inRange checks an Int against its type; it is not held within the limits before it has been compared with them.
func (d *decoder) inRange(path string, t Type, n int64) Value {
	lo, hi := int64(-MaxInt), int64(MaxInt)
	if t.Ranged {
		lo, hi = max(lo, t.Min), min(hi, t.Max)
	}
	if n < lo || n > hi {
		return d.fault(path, FaultRange, fmt.Sprintf("Het getal moet liggen van %d tot en met %d.", lo, hi),
			fmt.Sprintf("The number must lie from %d up to and including %d.", lo, hi))
	}
	return IntOf(n)
}

func (d *decoder) decimal(path string, t Type, raw any) Value {
	var s string
	switch n := raw.(type) {
	case int:
		s = strconv.Itoa(n)
	case int64:
		s = strconv.FormatInt(n, 10)
	case float64:
		s = strconv.FormatFloat(n, 'f', -1, 64)
	case json.Number:
		s = n.String()
	case Scalar:
		s = string(n)
	default:
		return d.wrong(path, t)
	}
	n, ok := parseDecimal(s)
	if !ok {
		return d.wrong(path, t)
	}
	if DecimalOf(n).num != n {
		return d.fault(path, FaultRange, "Het getal is te groot.", "The number is too large.")
	}
	return DecimalOf(n)
}

// text reads the kinds that are written as text.
func (d *decoder) text(path string, t Type, s string) Value {
	if utf8.RuneCountInString(s) > MaxText {
		return d.fault(path, FaultLong, fmt.Sprintf("De tekst is langer dan %d tekens.", MaxText), fmt.Sprintf("The text is longer than %d letters.", MaxText))
	}
	switch t.Kind {
	case Text:
		return TextOf(s)
	case Enum:
		return d.enum(path, t, s)
	case Document, Organisation, Person:
		if s == "" {
			return d.missing(path)
		}
		return refOf(t.Kind, s)
	}
	v, ok := parsePlain(t.Kind.String(), s)
	if !ok || v.kind == Duration && v.Duration() != durationAsWritten(s) {
		return d.fault(path, FaultFormat, "Hier hoort "+describe("nl", t)+".", "This must be "+describe("en", t)+".")
	}
	return v
}

// durationAsWritten tells whether the limits changed a duration.
func durationAsWritten(s string) time.Duration {
	d, _ := time.ParseDuration(s)
	return d
}

func (d *decoder) enum(path string, t Type, s string) Value {
	decl := d.schema.Enum(t.Name)
	if decl == nil {
		return d.wrong(path, t)
	}
	if decl.index(s) < 0 {
		names := strings.Join(decl.Values[:min(len(decl.Values), 30)], ", ")
		return d.fault(path, FaultValue, fmt.Sprintf("%.60q is geen waarde van %s. Kies uit: %s.", s, t.Name, names),
			fmt.Sprintf("%.60q is not a value of %s. Choose one of: %s.", s, t.Name, names))
	}
	return EnumOf(t.Name, s)
}

func (d *decoder) record(path string, t Type, raw any, depth int) Value {
	fields, ok := raw.(map[string]any)
	decl := d.schema.Record(t.Name)
	if !ok || decl == nil {
		return d.wrong(path, t)
	}
	v := Value{kind: Record, name: t.Name}
	for _, f := range decl.Fields {
		if got := d.value(join(path, f.Name), f.Type, fields[f.Name], depth+1); got.IsSet() {
			v.names, v.items = append(v.names, f.Name), append(v.items, got)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if decl.field(name) == nil {
			d.fault(join(path, fmt.Sprintf("%.60s", name)), FaultUnknown, "Dit veld bestaat niet in "+t.Name+".", "There is no such field in "+t.Name+".")
		}
	}
	return v
}

func (d *decoder) list(path string, t Type, raw any, depth int) Value {
	elems, ok := raw.([]any)
	if !ok || t.Elem == nil {
		return d.wrong(path, t)
	}
	if len(elems) > MaxList {
		return d.fault(path, FaultLong, fmt.Sprintf("De lijst heeft meer dan %d onderdelen.", MaxList), fmt.Sprintf("The list has more than %d elements.", MaxList))
	}
	v := Value{kind: List}
	for i, e := range elems {
		if got := d.value(path+"["+strconv.Itoa(i)+"]", t.Elem.Some(), e, depth+1); got.IsSet() {
			v.items = append(v.items, got)
		}
	}
	return v
}

func (d *decoder) check(path string, t Type, v Value, depth int) {
	if !v.IsSet() {
		if !t.Optional {
			d.missing(path)
		}
		return
	}
	if v.kind != t.Kind || v.name != t.Name || depth > maxNesting {
		d.wrong(path, t)
		return
	}
	switch t.Kind {
	case Int:
		d.inRange(path, t, v.num)
	case Text, Document, Organisation, Person, Enum:
		d.text(path, t, v.text)
	case List:
		if t.Elem == nil || len(v.items) > MaxList {
			d.fault(path, FaultLong, fmt.Sprintf("De lijst heeft meer dan %d onderdelen.", MaxList), fmt.Sprintf("The list has more than %d elements.", MaxList))
			return
		}
		for i, e := range v.items {
			d.check(path+"["+strconv.Itoa(i)+"]", t.Elem.Some(), e, depth+1)
		}
	case Record:
		d.checkRecord(path, t, v, depth)
	}
}

func (d *decoder) checkRecord(path string, t Type, v Value, depth int) {
	decl := d.schema.Record(t.Name)
	if decl == nil {
		d.wrong(path, t)
		return
	}
	at := 0 // the set fields must stand in declared order
	for _, f := range decl.Fields {
		var got Value
		if at < len(v.names) && v.names[at] == f.Name {
			got = v.items[at]
			at++
		}
		d.check(join(path, f.Name), f.Type, got, depth+1)
	}
	if at < len(v.names) {
		d.fault(join(path, v.names[at]), FaultUnknown, "Dit veld bestaat niet in "+t.Name+", of staat niet op zijn plaats.", "There is no such field in "+t.Name+", or it is out of order.")
	}
}

// Plain returns v as plain data that Decode reads back: bool, int64, json.Number (decimals), string, []any,
// map[string]any; nil for unset.
func (s *Schema) Plain(v Value) any {
	switch v.kind {
	case Unset:
		return nil
	case Bool:
		return v.Bool()
	case Int:
		return v.num
	case Decimal:
		return json.Number(v.String())
	case List:
		elems := make([]any, len(v.items))
		for i, e := range v.items {
			elems[i] = s.Plain(e)
		}
		return elems
	case Record:
		fields := make(map[string]any, len(v.items))
		for i, f := range v.items {
			fields[v.names[i]] = s.Plain(f)
		}
		return fields
	case Text, Enum, Document, Organisation, Person:
		return v.text
	}
	return v.String()
}
