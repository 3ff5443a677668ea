package rules_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"stroom/rules"
)

func TestDecode(t *testing.T) {
	t.Parallel()
	s := schema()
	many := make([]any, rules.MaxList+1)
	for _, c := range []struct {
		typ  rules.Type
		raw  any
		want string // the value, or the faults as "path code"
	}{
		{typ(rules.Bool), true, "true"},
		{typ(rules.Bool), rules.Scalar("false"), "false"},
		{typ(rules.Bool), rules.Scalar("yes"), " wrong_type"},
		{typ(rules.Bool), "true", " wrong_type"},
		{typ(rules.Int), json.Number("5"), "5"},
		{typ(rules.Int), 5, "5"},
		{typ(rules.Int), int64(-5), "-5"},
		{typ(rules.Int), 5.0, "5"},
		{typ(rules.Int), 5.5, " wrong_type"},
		{typ(rules.Int), json.Number("5.0"), " wrong_type"},
		{typ(rules.Int), rules.Scalar("5"), "5"},
		{typ(rules.Int), "5", " wrong_type"},
		{typ(rules.Int), json.Number("1000000000"), "1000000000"},
		{typ(rules.Int), json.Number("1000000001"), " out_of_range"},
		{typ(rules.Int), json.Number("99999999999999999999"), " wrong_type"},
		{ranged(0, 2), 3, " out_of_range"},
		{ranged(0, 2), 2, "2"},
		{typ(rules.Decimal), json.Number("1.50"), "1.5"},
		{typ(rules.Decimal), rules.Scalar("2"), "2"},
		{typ(rules.Decimal), 0.25, "0.25"},
		{typ(rules.Decimal), json.Number("1.0000001"), " wrong_type"},
		{typ(rules.Decimal), json.Number("9999999999"), " out_of_range"},
		{typ(rules.Text), "null", `"null"`},
		{typ(rules.Text), rules.Scalar("no"), `"no"`},
		{typ(rules.Text), 5, " wrong_type"},
		{typ(rules.Text), strings.Repeat("é", 2000), `"` + strings.Repeat("é", 2000) + `"`},
		{typ(rules.Text), strings.Repeat("é", 2001), " too_long"},
		{typ(rules.Date), "2026-01-12", "2026-01-12"},
		{typ(rules.Date), rules.Scalar("2028-02-29"), "2028-02-29"},
		{typ(rules.Date), "2026-02-29", " wrong_format"},
		{typ(rules.Instant), "2026-01-12T09:00:00+01:00", "2026-01-12T08:00:00Z"},
		{typ(rules.Instant), "2026-01-12", " wrong_format"},
		{typ(rules.Duration), "90m", "1h30m0s"},
		{typ(rules.Duration), "9999999h", " wrong_format"},
		{enum("Colour"), "red", "red"},
		{enum("Colour"), rules.Scalar("red"), "red"},
		{enum("Colour"), "Red", " unknown_value"},
		{typ(rules.Organisation), "o1", "o1"},
		{typ(rules.Organisation), "", " missing"},
		{typ(rules.Text), nil, " missing"},
		{optional(typ(rules.Text)), nil, "unset"},
		{optional(typ(rules.Date)), rules.Scalar("null"), "unset"},
		{listOf(enum("Colour")), []any{"red", "blue"}, "[red, blue]"},
		{listOf(enum("Colour")), []any{"red", "pink", nil}, "[1] unknown_value, [2] missing"},
		{listOf(enum("Colour")), many, " too_long"},
		{listOf(enum("Colour")), "red", " wrong_type"},
		{record("Place"), map[string]any{"size": "B", "level": "C1"}, "{level: C1, size: B}"},
		{record("Place"), map[string]any{"level": "C1", "size": nil}, "{level: C1}"},
		{record("Place"), map[string]any{"size": "B", "sise": "B", "a": 1}, "level missing, a unknown_field, sise unknown_field"},
		{record("Place"), "C1", " wrong_type"},
		{record("Deed"), map[string]any{"colour": "red", "begin": "x", "tags": []any{"red", "x"}, "terms": map[string]any{"strict": true, "count": 51}},
			"begin wrong_format, tags[1] unknown_value, terms.count out_of_range"},
	} {
		v, faults := s.Decode(c.typ, c.raw)
		if got := outcome(v, faults); got != c.want {
			t.Errorf("%s from %v: %s, want %s", c.typ, c.raw, got, c.want)
		}
		if len(faults) == 0 && len(s.Check(c.typ, v)) > 0 {
			t.Errorf("%s from %v does not check: %v", c.typ, c.raw, s.Check(c.typ, v))
		}
	}
}

func outcome(v rules.Value, faults []rules.Fault) string {
	if len(faults) == 0 {
		return v.String()
	}
	var all []string
	for _, f := range faults {
		all = append(all, f.Path+" "+f.Code)
	}
	return strings.Join(all, ", ")
}

func TestFaultTexts(t *testing.T) {
	t.Parallel()
	_, got := schema().Decode(record("Place"), map[string]any{"level": "C9", "x": 1})
	want := []rules.Fault{
		{Path: "level", Code: rules.FaultValue, NL: `"C9" is geen waarde van Level. Kies uit: A1, A2, B1, B2, C1, C2.`,
			EN: `"C9" is not a value of Level. Choose one of: A1, A2, B1, B2, C1, C2.`},
		{Path: "x", Code: rules.FaultUnknown, NL: "Dit veld bestaat niet in Place.", EN: "There is no such field in Place."},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	big := map[string]any{"level": "A1"}
	for i := range 100 {
		big[fmt.Sprintf("f%02d", i)] = 1
	}
	if _, got := schema().Decode(record("Place"), big); len(got) != rules.MaxFaults || got[19].Path != "f19" {
		t.Errorf("%d faults, the last at %s", len(got), got[len(got)-1].Path)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := schema()
	level, size := rules.EnumOf("Level", "C1"), rules.EnumOf("Size", "B")
	for _, c := range []struct {
		typ  rules.Type
		v    rules.Value
		want string
	}{
		{record("Place"), rules.RecordOf("Place", []string{"level", "size"}, []rules.Value{level, size}), ""},
		{record("Place"), rules.RecordOf("Place", []string{"size", "level"}, []rules.Value{size, level}), "level missing, level unknown_field"},
		{record("Place"), rules.RecordOf("Place", []string{"size"}, []rules.Value{size}), "level missing"},
		{record("Place"), rules.RecordOf("Site", []string{"level"}, []rules.Value{level}), " wrong_type"},
		{enum("Level"), rules.EnumOf("Level", "Z"), " unknown_value"},
		{enum("Level"), rules.EnumOf("Size", "A"), " wrong_type"},
		{typ(rules.Int), rules.IntOf(rules.MaxInt + 1), " out_of_range"},
		{typ(rules.Int), rules.Value{}, " missing"},
		{optional(typ(rules.Int)), rules.Value{}, ""},
		{listOf(ranged(0, 1)), rules.ListOf(rules.IntOf(0), rules.IntOf(2)), "[1] out_of_range"},
	} {
		faults := s.Check(c.typ, c.v)
		got := ""
		if len(faults) > 0 {
			got = outcome(rules.Value{}, faults)
		}
		if got != c.want {
			t.Errorf("%s against %s: %q, want %q", c.v, c.typ, got, c.want)
		}
	}
}

// What Plain gives, by way of JSON, Decode reads back.
func TestPlainIsReadBack(t *testing.T) {
	t.Parallel()
	s := schema()
	rapid.Check(t, func(t *rapid.T) {
		typ := rapid.SampledFrom(facts().Names()).Draw(t, "name")
		one, _ := facts().Lookup(typ)
		v := draw(t, s, one.Type)
		b, err := json.Marshal(s.Plain(v))
		if err != nil {
			t.Fatal(err)
		}
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.UseNumber()
		var raw any
		if err := dec.Decode(&raw); err != nil {
			t.Fatal(err)
		}
		back, faults := s.Decode(one.Type, raw)
		if len(faults) > 0 || !back.Equal(v) {
			t.Fatalf("%s -> %s -> %s %v", v, b, back, faults)
		}
	})
}

// draw draws a value of a type; an optional one is unset in half of the cases.
func draw(t *rapid.T, s *rules.Schema, typ rules.Type) rules.Value {
	if typ.Optional && rapid.Bool().Draw(t, "unset") {
		return rules.Value{}
	}
	word := rapid.StringMatching(`[a-c]{0,3}`)
	switch typ.Kind {
	case rules.Bool:
		return rules.BoolOf(rapid.Bool().Draw(t, "bool"))
	case rules.Int:
		lo, hi := int64(-rules.MaxInt), int64(rules.MaxInt)
		if typ.Ranged {
			lo, hi = typ.Min, typ.Max
		}
		return rules.IntOf(rapid.OneOf(rapid.Int64Range(lo, hi), rapid.SampledFrom([]int64{lo, hi})).Draw(t, "int"))
	case rules.Decimal:
		return rules.DecimalOf(rapid.Int64Range(-3_000_000, 3_000_000).Draw(t, "decimal"))
	case rules.Text:
		return rules.TextOf(word.Draw(t, "text"))
	case rules.Date:
		return rules.DateOf(2026, 1, rapid.IntRange(-400, 800).Draw(t, "day"))
	case rules.Instant:
		at, _ := s.Decode(rules.Type{Kind: rules.Instant}, "2026-03-29T00:30:00Z")
		return rules.InstantOf(at.Time().Add(drawDuration(t)))
	case rules.Duration:
		return rules.DurationOf(drawDuration(t))
	case rules.Enum:
		return rules.EnumOf(typ.Name, rapid.SampledFrom(s.Enum(typ.Name).Values).Draw(t, "value"))
	case rules.Document:
		return rules.DocumentOf("d" + word.Draw(t, "ref"))
	case rules.Organisation:
		return rules.OrganisationOf("o" + word.Draw(t, "ref"))
	case rules.Person:
		return rules.PersonOf("p" + word.Draw(t, "ref"))
	case rules.List:
		var elems []rules.Value
		for range rapid.IntRange(0, 3).Draw(t, "size") {
			elems = append(elems, draw(t, s, *typ.Elem))
		}
		return rules.ListOf(elems...)
	case rules.Record:
		decl := s.Record(typ.Name)
		var names []string
		var fields []rules.Value
		for _, f := range decl.Fields {
			names, fields = append(names, f.Name), append(fields, draw(t, s, f.Type))
		}
		return rules.RecordOf(typ.Name, names, fields)
	}
	panic("no value of type " + typ.String())
}
