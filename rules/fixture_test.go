package rules_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"stroom/rules"
	"stroom/rules/calendar"
)

func typ(k rules.Kind) rules.Type      { return rules.Type{Kind: k} }
func enum(name string) rules.Type      { return rules.Type{Kind: rules.Enum, Name: name} }
func record(name string) rules.Type    { return rules.Type{Kind: rules.Record, Name: name} }
func listOf(t rules.Type) rules.Type   { return rules.Type{Kind: rules.List, Elem: &t} }
func optional(t rules.Type) rules.Type { t.Optional = true; return t }
func ranged(lo, hi int64) rules.Type {
	return rules.Type{Kind: rules.Int, Ranged: true, Min: lo, Max: hi}
}
func field(n string, t rules.Type) rules.FieldDecl { return rules.FieldDecl{Name: n, Type: t} }
func variable(n string, t rules.Type) rules.Var    { return rules.Var{Name: n, Type: t} }
func keyed(n string, t rules.Type) rules.Var       { return rules.Var{Name: n, Type: t, Key: "part"} }

// grades is a scale: by lock, then by form, and within one form by rank. B1 and B2 weigh the same.
var grades = map[string][]rules.Value{
	"A1": {rules.IntOf(0), rules.EnumOf("Form", "open"), rules.IntOf(1)},
	"A2": {rules.IntOf(0), rules.EnumOf("Form", "open"), rules.IntOf(2)},
	"B1": {rules.IntOf(0), rules.EnumOf("Form", "half"), rules.IntOf(1)},
	"B2": {rules.IntOf(0), rules.EnumOf("Form", "half"), rules.IntOf(1)},
	"C1": {rules.IntOf(1), rules.EnumOf("Form", "shut"), rules.IntOf(0)},
	"C2": {rules.IntOf(2), rules.EnumOf("Form", "shut"), rules.IntOf(0)},
}

func schema() *rules.Schema {
	return &rules.Schema{
		Enums: []*rules.EnumDecl{
			{Name: "part", Values: []string{"first", "second", "third"}},
			{Name: "main", Values: []string{"waiting", "busy", "done"}},
			{Name: "Colour", Values: []string{"red", "green", "blue"}},
			{Name: "Form", Values: []string{"open", "half", "shut"}, Ordered: true},
			{Name: "Size", Values: []string{"A", "B", "C"}, Ordered: true},
			{Name: "Level", Values: []string{"A1", "A2", "B1", "B2", "C1", "C2"},
				Attributes: []rules.FieldDecl{field("lock", ranged(0, 9)), field("form", enum("Form")), field("rank", ranged(0, 9))},
				Attribute:  grades,
				Compare:    []rules.Comparison{{Attribute: "lock"}, {Attribute: "form"}, {Attribute: "rank", Within: "form"}}, Guard: "lock"},
		},
		Records: []*rules.RecordDecl{
			{Name: "Place", Fields: []rules.FieldDecl{field("level", enum("Level")), field("size", optional(enum("Size")))}},
			{Name: "Deed", Fields: []rules.FieldDecl{field("colour", enum("Colour")), field("begin", typ(rules.Date)),
				field("end", optional(typ(rules.Date))), field("tags", listOf(enum("Colour"))), field("terms", record("Terms"))}},
			{Name: "Terms", Fields: []rules.FieldDecl{field("strict", typ(rules.Bool)), field("count", ranged(0, 50)), field("note", optional(typ(rules.Text)))}},
		},
		Keys: []string{"part"},
	}
}

// facts are the variables of the tests: every kind, set and optional, keyed and not.
func facts() *rules.Vars {
	return rules.NewVars(
		variable("now", typ(rules.Instant)), variable("today", typ(rules.Date)),
		variable("actor.organisation", typ(rules.Organisation)), variable("actor.person", typ(rules.Person)),
		variable("owner", optional(typ(rules.Organisation))), variable("paper", optional(typ(rules.Document))),
		variable("open", typ(rules.Bool)), variable("wide", optional(typ(rules.Bool))),
		variable("count", ranged(0, 100)), variable("total", typ(rules.Int)), variable("limit", optional(ranged(0, 10))),
		variable("price", typ(rules.Decimal)), variable("name", typ(rules.Text)), variable("nick", optional(typ(rules.Text))),
		variable("start", typ(rules.Date)), variable("last", optional(typ(rules.Date))), variable("wait", typ(rules.Duration)),
		variable("seen", optional(typ(rules.Instant))), variable("colour", enum("Colour")), variable("size", enum("Size")),
		variable("level", enum("Level")), variable("to", record("Place")), variable("deed", optional(record("Deed"))),
		variable("colours", listOf(enum("Colour"))), variable("numbers", listOf(ranged(-5, 5))), variable("places", optional(listOf(record("Place")))),
		variable("part", enum("part")), variable("main.step", enum("main")), variable("main.open", typ(rules.Bool)),
		variable("recorded.deed", optional(typ(rules.Date))), variable("param.strictness", ranged(0, 3)),
		keyed("place", optional(record("Place"))), keyed("blocked", typ(rules.Bool)), keyed("run.open", typ(rules.Bool)),
		keyed("run.step", optional(enum("main"))), keyed("weight", ranged(0, 20)),
	)
}

func amsterdam(t testing.TB) *time.Location {
	zone, err := time.LoadLocation("Europe/Amsterdam")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func newEnv(t testing.TB) *rules.Env {
	cal, _ := calendar.Named("nl@1")
	return rules.NewEnv(rules.Config{Schema: schema(), Calendar: cal, Zone: amsterdam(t)})
}

// values is a Scope: "name" or "name[key]" to value.
type values map[string]rules.Value

func (v values) Value(name, key string) rules.Value {
	if key != "" {
		name += "[" + key + "]"
	}
	return v[name]
}

func compile(t testing.TB, e *rules.Env, source string, want rules.Type) *rules.Expr {
	t.Helper()
	x, problems := e.Compile(source, facts(), want)
	if len(problems) > 0 {
		t.Fatalf("%s: %+v", source, problems)
	}
	return x
}
