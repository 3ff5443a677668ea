package rules_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"stroom/rules"
)

func TestValueForms(t *testing.T) {
	t.Parallel()
	place := rules.RecordOf("Place", []string{"level", "size"}, []rules.Value{rules.EnumOf("Level", "C1"), rules.EnumOf("Size", "B")})
	label := func(typeName, value string) string {
		return map[string]string{"Level.C1": "gesloten 1", "Place.level": "niveau"}[typeName+"."+value]
	}
	for _, c := range []struct {
		v                  rules.Value
		json, text, nl, en string
	}{
		{rules.Value{}, `null`, "unset", "niet ingevuld", "not set"},
		{rules.BoolOf(true), `true`, "true", "ja", "yes"},
		{rules.BoolOf(false), `false`, "false", "nee", "no"},
		{rules.IntOf(-5), `{"int":-5}`, "-5", "-5", "-5"},
		{rules.DecimalOf(1_500_000), `{"decimal":"1.5"}`, "1.5", "1,5", "1.5"},
		{rules.DecimalOf(-1), `{"decimal":"-0.000001"}`, "-0.000001", "-0,000001", "-0.000001"},
		{rules.DecimalOf(12_000_000), `{"decimal":"12"}`, "12", "12", "12"},
		{rules.TextOf("a\"b\\\n<é>"), `{"text":"a\"b\\\u000a<é>"}`, `"a\"b\\\n<é>"`, "a\"b\\\n<é>", "a\"b\\\n<é>"},
		{rules.DateOf(2026, time.January, 12), `{"date":"2026-01-12"}`, "2026-01-12", "12 januari 2026", "12 January 2026"},
		{rules.InstantOf(time.Date(2026, 1, 12, 9, 30, 0, 1000, time.FixedZone("", 3600))), `{"instant":"2026-01-12T08:30:00.000001Z"}`,
			"2026-01-12T08:30:00.000001Z", "12 januari 2026 08:30 UTC", "12 January 2026 08:30 UTC"},
		{rules.DurationOf(72 * time.Hour), `{"duration":"72h0m0s"}`, "72h0m0s", "3 dagen", "3 days"},
		{rules.DurationOf(36 * time.Hour), `{"duration":"36h0m0s"}`, "36h0m0s", "36 uur", "36 hours"},
		{rules.DurationOf(time.Minute), `{"duration":"1m0s"}`, "1m0s", "1 minuut", "1 minute"},
		{rules.DurationOf(0), `{"duration":"0s"}`, "0s", "0 minuten", "0 minutes"},
		{rules.EnumOf("Level", "C1"), `{"enum":"C1","of":"Level"}`, "C1", "gesloten 1", "gesloten 1"},
		{place, `{"record":"Place","fields":{"level":{"enum":"C1","of":"Level"},"size":{"enum":"B","of":"Size"}}}`,
			"{level: C1, size: B}", "niveau: gesloten 1, size: B", "niveau: gesloten 1, size: B"},
		{rules.ListOf(rules.IntOf(1), rules.Value{}, rules.IntOf(2)), `{"list":[{"int":1},{"int":2}]}`, "[1, 2]", "1, 2", "1, 2"},
		{rules.DocumentOf("d-1"), `{"document":"d-1"}`, "d-1", "d-1", "d-1"},
		{rules.OrganisationOf("o-1"), `{"organisation":"o-1"}`, "o-1", "o-1", "o-1"},
		{rules.PersonOf("p-1"), `{"person":"p-1"}`, "p-1", "p-1", "p-1"},
	} {
		b, err := json.Marshal(c.v)
		// encoding/json escapes < and > of what MarshalJSON gives; the direct form does not.
		direct, _ := c.v.MarshalJSON()
		if err != nil || string(direct) != c.json {
			t.Errorf("json of %s: %s %v, want %s", c.v, direct, err, c.json)
		}
		var back rules.Value
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(c.v) {
			t.Errorf("%s read back: %s %v", b, back, err)
		}
		if c.v.String() != c.text || c.v.Display("nl", label) != c.nl || c.v.Display("en", label) != c.en {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.json, c.v.String(), c.v.Display("nl", label), c.v.Display("en", label), c.text, c.nl, c.en)
		}
	}
}

func TestDisplayIn(t *testing.T) {
	t.Parallel()
	v := rules.InstantOf(time.Date(2026, 7, 1, 22, 30, 0, 0, time.UTC))
	if got := v.DisplayIn("nl", amsterdam(t), nil); got != "2 juli 2026 00:30" {
		t.Error(got)
	}
}

func TestValueJSONIsStrict(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		``, `5`, `"x"`, `[]`, `{}`, `{"number":5}`, `{"int":"5"}`, `{"int":5.0}`, `{"int":1e3}`, `{"int":05}`, `{"int":-0}`,
		`{"int":1000000000000001}`, `{"int":5,"x":1}`, `{"int":5} 6`, `{"text":5}`, `{"date":"2026-1-12"}`, `{"date":"2026-02-30"}`,
		`{"date":"0000-01-01"}`, `{"instant":"2026-01-12T09:00:00+01:00"}`, `{"instant":"2026-01-12T09:00:00.0000001Z"}`,
		`{"instant":"2026-01-12 09:00:00Z"}`, `{"duration":"72h"}`, `{"duration":"1ns"}`, `{"duration":"9999999h0m0s"}`,
		`{"decimal":"1.50"}`, `{"decimal":"1."}`, `{"decimal":".5"}`, `{"decimal":"-0"}`, `{"decimal":"1.0000001"}`, `{"decimal":"2000000000"}`,
		`{"enum":"A"}`, `{"enum":"A","type":"Level"}`, `{"enum":"","of":"Level"}`, `{"of":"Level","enum":"A"}`, `{"record":"Place"}`,
		`{"record":"Place","fields":{"a":null}}`, `{"record":"Place","fields":{"a":true,"a":false}}`, `{"record":"Place","fields":[]}`,
		`{"list":[null]}`, `{"list":{}}`, `{"list":[`, `{"list":[{"list":[{"list":[{"list":[{"list":[{"list":[{"list":[{"list":[{"list":[{"list":[]}]}]}]}]}]}]}]}]}]}`,
	} {
		var v rules.Value
		if err := v.UnmarshalJSON([]byte(bad)); err == nil {
			t.Errorf("%s was read as %s", bad, v)
		}
	}
}

// anyValue draws a value of any kind.
func anyValue(t *rapid.T, depth int) rules.Value {
	name := func(label string) string { return rapid.StringMatching(`[A-Za-z][a-z_]{0,8}`).Draw(t, label) }
	most := 12
	if depth == 0 {
		most = 10
	}
	switch rapid.IntRange(0, most).Draw(t, "kind") {
	case 0:
		return rules.BoolOf(rapid.Bool().Draw(t, "bool"))
	case 1:
		return rules.IntOf(rapid.Int64().Draw(t, "int"))
	case 2:
		return rules.DecimalOf(rapid.Int64().Draw(t, "decimal"))
	case 3:
		return rules.TextOf(rapid.String().Draw(t, "text"))
	case 4:
		return rules.DateOf(rapid.IntRange(1, 9999).Draw(t, "year"), 1, rapid.IntRange(1, 366).Draw(t, "day"))
	case 5:
		return rules.InstantOf(time.UnixMicro(rapid.Int64Range(-60_000_000_000_000_000, 250_000_000_000_000_000).Draw(t, "micros")))
	case 6:
		return rules.DurationOf(time.Duration(rapid.Int64().Draw(t, "nanos")))
	case 7:
		return rules.EnumOf(name("of"), name("value"))
	case 8:
		return rules.DocumentOf(name("ref"))
	case 9:
		return rules.OrganisationOf(name("ref"))
	case 10:
		return rules.PersonOf(name("ref"))
	case 11:
		var elems []rules.Value
		for range rapid.IntRange(0, 4).Draw(t, "size") {
			elems = append(elems, anyValue(t, depth-1))
		}
		return rules.ListOf(elems...)
	}
	var fields []rules.Value
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,5}`), 0, 4, rapid.ID).Draw(t, "names")
	for range names {
		fields = append(fields, anyValue(t, depth-1))
	}
	return rules.RecordOf(name("record"), names, fields)
}

// A value survives JSON exactly, and equal values give equal bytes.
func TestValueSurvivesJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		v := anyValue(t, 3)
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var back rules.Value
		if err := json.Unmarshal(b, &back); err != nil || !back.Equal(v) {
			t.Fatalf("%s read back as %s: %v", b, back, err)
		}
		again, _ := json.Marshal(back)
		if string(again) != string(b) {
			t.Fatalf("%s, then %s", b, again)
		}
	})
}

func FuzzValueJSON(f *testing.F) {
	for _, s := range []string{`true`, `{"int":5}`, `{"record":"P","fields":{"a":{"date":"2026-01-12"}}}`, `{"list":[{"enum":"A","of":"B"}]}`, `{"decimal":"1.5"}`, `{"duration":"1h0m0s"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var v rules.Value
		if v.UnmarshalJSON(data) != nil {
			return
		}
		b, _ := v.MarshalJSON()
		var back rules.Value
		if err := back.UnmarshalJSON(b); err != nil || !back.Equal(v) {
			t.Fatalf("%s -> %s -> %s: %v", data, b, back, err)
		}
	})
}
