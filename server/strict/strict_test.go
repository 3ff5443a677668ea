package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"
)

func faultsOf(faults []Fault) string {
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "%s@%s ", f.Code, f.Path)
	}
	return strings.TrimSpace(b.String())
}

func TestParseFaults(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", MaxDepth+1) + strings.Repeat("]", MaxDepth+1)
	for _, c := range []struct{ name, in, want string }{
		{"plain", `{"a":[1,"x",true,null,{"b":-1.5e3}]}`, ""},
		{"empty", ``, "SYNTAX@"},
		{"two values", `{} {}`, "SYNTAX@"},
		{"letters behind", `{}x`, "SYNTAX@"},
		{"cut", `{"a":`, "SYNTAX@"},
		{"comma", `{"a":1,}`, "SYNTAX@"},
		{"comment", `{/* */}`, "SYNTAX@"},
		{"nan", `{"a":NaN}`, "SYNTAX@"},
		{"bom", "\ufeff{}", "SYNTAX@"},
		{"not utf-8", "{\"a\":\"\xff\"}", "SYNTAX@"},
		{"lone surrogate", `{"a":"\ud800"}`, "BAD_VALUE@a"},
		{"nul", `{"a":"x\u0000"}`, "BAD_VALUE@a"},
		{"control", `{"a":"\u001b[2J"}`, "BAD_VALUE@a"},
		{"twice", `{"a":1,"a":2}`, "DUPLICATE@a"},
		{"twice, escaped", `{"a":1,"\u0061":2}`, "DUPLICATE@a"},
		{"twice below, and more", `{"a":[{"b":1,"b":1}],"c":"\u0000"}`, "DUPLICATE@a[0].b BAD_VALUE@c"},
		{"odd name", `{"a b":1,"a b":1}`, `DUPLICATE@"a b"`},
		{"at the depth", deep[1 : len(deep)-1], ""},
		{"too deep", deep, "TOO_DEEP@" + strings.Repeat("[0]", MaxDepth)},
		{"long text", `"` + strings.Repeat("é", MaxText+1) + `"`, "TOO_LONG@"},
		{"text at the limit", `"` + strings.Repeat("é", MaxText) + `"`, ""},
		{"long number", strings.Repeat("1", MaxNumber+1), "TOO_LONG@"},
		{"many parts", "[" + strings.Repeat("0,", MaxNodes) + "0]", "TOO_LONG@"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, faults := Parse([]byte(c.in), MaxText); faultsOf(faults) != c.want {
				t.Errorf("got  %s\nwant %s", faultsOf(faults), c.want)
			}
		})
	}
}

type inner struct {
	Level string `json:"level"`
	Note  string `json:"note,omitempty" max:"5"`
}

type body struct {
	ID    string           `json:"id" pattern:"id"`
	Count int              `json:"count,omitempty"`
	Seq   uint64           `json:"seq,omitempty"`
	On    bool             `json:"on,omitempty"`
	At    *time.Time       `json:"at,omitempty"`
	To    inner            `json:"to"`
	Many  []string         `json:"many,omitempty" max:"2" pattern:"name"`
	Named map[string]inner `json:"named,omitempty"`
	Form  Node             `json:"form,omitzero"`
}

func TestBind(t *testing.T) {
	t.Parallel()
	n, faults := Parse([]byte(`{"id":"d-1","count":3,"seq":9,"on":true,"at":"2026-01-12T10:00:00+01:00","to":{"level":"K2L"},
		"many":["a","b_1"],"named":{"x":{"level":"y","note":null}},"form":{"z":[1,{"b":"<"}]}}`), MaxText)
	if faults != nil {
		t.Fatal(faults)
	}
	var got body
	if faults := Bind(n, &got); faults != nil {
		t.Fatal(faults)
	}
	at := time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)
	form := got.Form
	got.Form = Node{}
	want := body{ID: "d-1", Count: 3, Seq: 9, On: true, At: &at, To: inner{Level: "K2L"}, Many: []string{"a", "b_1"},
		Named: map[string]inner{"x": {Level: "y"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if string(form.JSON()) != `{"z":[1,{"b":"\u003c"}]}` {
		t.Errorf("form: %s", form.JSON())
	}
}

func TestBindTellsAllFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"nothing", `{}`, "MISSING@id MISSING@to"},
		{"not an object", `[]`, "WRONG_TYPE@"},
		{"null", `null`, "WRONG_TYPE@"},
		{"case counts", `{"ID":"x","id":"y","to":{"Level":"a","level":"b"}}`, "UNKNOWN_FIELD@to.Level UNKNOWN_FIELD@ID"},
		{"everything wrong", `{"id":"../x","count":1.5,"seq":-1,"on":"true","at":"2026-01-12","to":{"level":3,"note":"123456","x":1},"many":["a","b","c"],"named":{"q":1},"extra":0}`,
			"BAD_VALUE@id BAD_VALUE@count BAD_VALUE@seq WRONG_TYPE@on BAD_VALUE@at WRONG_TYPE@to.level TOO_LONG@to.note UNKNOWN_FIELD@to.x TOO_LONG@many WRONG_TYPE@named.q UNKNOWN_FIELD@extra"},
		{"empty id", `{"id":"","to":{"level":""}}`, "MISSING@id MISSING@to.level"},
		{"null id", `{"id":null,"to":null}`, "WRONG_TYPE@id WRONG_TYPE@to"},
		{"name in a list", `{"id":"x","to":{"level":"a"},"many":["a","B"]}`, "BAD_VALUE@many[1]"},
		{"huge count", `{"id":"x","to":{"level":"a"},"count":99999999999999999999,"seq":9007199254740993}`, "BAD_VALUE@count BAD_VALUE@seq"},
		{"exponent", `{"id":"x","to":{"level":"a"},"count":1e2}`, "BAD_VALUE@count"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n, faults := Parse([]byte(c.in), MaxText)
			if faults != nil {
				t.Fatal(faults)
			}
			var got body
			if got := faultsOf(Bind(n, &got)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestPatternsHaveWords(t *testing.T) {
	t.Parallel()
	for name := range Patterns {
		if nl, en := Wanted(name); nl == "" || en == "" {
			t.Errorf("%s has no words", name)
		}
	}
}

func TestMoment(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-01-12T09:00:00Z":                                 "2026-01-12T09:00:00Z",
		"2026-01-12T09:00:00.1234567Z":                         "2026-01-12T09:00:00.123456Z",
		"2026-07-12T09:00:00+02:00":                            "2026-07-12T07:00:00Z",
		"2026-01-12T00:30:00+01:00":                            "2026-01-11T23:30:00Z",
		"2026-01-12T09:00:00-00:00":                            "",
		"2026-01-12t09:00:00z":                                 "",
		"2026-01-12 09:00:00Z":                                 "",
		"2026-01-12T09:00:00":                                  "",
		"2026-01-12T09:00:00,5Z":                               "",
		"2026-01-12T24:00:00Z":                                 "",
		"2026-02-30T09:00:00Z":                                 "",
		"1899-12-31T23:59:59Z":                                 "",
		"2201-01-01T00:00:00Z":                                 "",
		"0000-00-00T00:00:00Z":                                 "",
		"2026-01-12T09:00:00.0000000000000000000000000000000Z": "",
		"": "",
	} {
		got := ""
		if at, ok := Moment(in); ok {
			got = at.Format(time.RFC3339Nano)
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// What Parse accepts, encoding/json reads as the same value, and JSON writes it back without loss.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"x",true,null,{"b":-1.5e3}]}`, `[]`, `"\u00e9"`, `{"a":1,"a":2}`, `{"a":{"":0}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, faults := Parse(data, MaxText)
		if faults != nil {
			return
		}
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		var want any
		if err := dec.Decode(&want); err != nil {
			t.Fatalf("accepted what encoding/json refuses: %v", err)
		}
		if !reflect.DeepEqual(n.Plain(), want) {
			t.Fatalf("got %v, want %v", n.Plain(), want)
		}
		again, faults := Parse(n.JSON(), MaxText)
		if faults != nil || !reflect.DeepEqual(again, n) {
			t.Fatalf("lost in writing: %s", n.JSON())
		}
	})
}
