package rules_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"stroom/rules"
)

var update = flag.Bool("update", false, "rewrite testdata")

// problemCases pairs what an author may write wrong with the code and the very words it is about, and a right way.
var problemCases = []struct{ bad, code, subject, good string }{
	{"open &&", "syntax", "", "open && main.open"},
	{"count = 5", "syntax", "=", "count == 5"},
	{"name == 'x", "syntax", "'", "name == 'x'"},
	{"(open && main.open", "syntax", "", "(open && main.open)"},
	{"'é' == name && colr == Colour.red", "unknown_name", "colr", "'é' == name && name != r'é'"},
	{"open open", "syntax", "open", "open || open"},
	{"if == 1", "syntax", "if", "count == 1"},
	{"", "syntax", "", "open"},
	{"open || @", "syntax", "@", "open || main.open"},
	{"colr == Colour.red", "unknown_name", "colr", ""},
	{"mian.step == main.done", "unknown_name", "mian", "main.step == main.done"},
	{"main.stop == main.done", "unknown_value", "stop", ""},
	{"red == colour", "unknown_name", "red", "Colour.red == colour"},
	{"colour == Colour", "unknown_name", "Colour", ""},
	{"every.thing.all(k, true)", "unknown_name", "every.thing", "every.part.all(k, true)"},
	{"heavier", "unknown_name", "heavier", "heavier(to, part)"},
	{"colours.all(open, true)", "unknown_name", "open", "colours.all(c, true)"},
	{"colours.all(main, true)", "unknown_name", "main", ""},
	{"to.lever == Level.A1", "unknown_field", "lever", "to.level == Level.A1"},
	{"to.level.lok == 1", "unknown_field", "lok", "to.level.lock == 1"},
	{"count.x == 1", "unknown_field", "x", ""},
	{"colour == Colour.rde", "unknown_value", "rde", "colour == Colour.red"},
	{"name.matches('a')", "unknown_function", "name.matches('a')", "name.startsWith('a')"},
	{"total / 2 == 1", "unknown_function", "total / 2", "total == 2"},
	{"string(count) == '1'", "unknown_function", "string(count)", ""},
	{"plus_days(start, 1) > today", "unknown_function", "plus_days(start, 1)", "start.plus_days(1) > today"},
	{"to.heavier(part)", "unknown_function", "to.heavier(part)", "heavier(to, part)"},
	{"numbers.map(n, n)", "unknown_function", "numbers.map(n, n)", "numbers.all(n, n > 0)"},
	{"heavier(to)", "wrong_arguments", "heavier(to)", ""},
	{"start.plus_days() > today", "wrong_arguments", "start.plus_days()", ""},
	{"has() && open", "wrong_arguments", "has()", ""},
	{"colours.all(c)", "wrong_arguments", "colours.all(c)", ""},
	{"colour == 'red'", "type_mismatch", "colour == 'red'", ""},
	{"colour == Size.A", "type_mismatch", "colour == Size.A", ""},
	{"price > 1", "type_mismatch", "price > 1", "price > 1.0"},
	{"level < Level.B1", "type_mismatch", "level < Level.B1", "level.lighter_than(Level.B1)"},
	{"size.lighter_than(Size.B)", "type_mismatch", "size.lighter_than(Size.B)", "size < Size.B"},
	{"name < 'b'", "type_mismatch", "name < 'b'", "name == 'b'"},
	{"start + 1 == today", "type_mismatch", "start + 1", "start.plus_days(1) == today"},
	{"-name == 'a'", "type_mismatch", "-name", "-count == -1"},
	{"name + 'a' == 'b'", "type_mismatch", "name + 'a'", ""},
	{"count && open", "type_mismatch", "count", "count > 0 && open"},
	{"(open ? 1 : 'a') == 1", "type_mismatch", "open ? 1 : 'a'", "(open ? 1 : 2) == 1"},
	{"colour in Colour.red", "type_mismatch", "Colour.red", "colour in [Colour.red]"},
	{"'red' in colours", "type_mismatch", "'red' in colours", "Colour.red in colours"},
	{"colour in [Colour.red, 'blue']", "type_mismatch", "'blue'", "colour in [Colour.red, Colour.blue]"},
	{"size(count) == 1", "type_mismatch", "count", "size(name) == 1"},
	{"count.all(c, true)", "type_mismatch", "count", ""},
	{"today.date() == today", "type_mismatch", "today", "now.date() == today"},
	{"days_between(start, 'x') > 1", "type_mismatch", "'x'", "days_between(start, today) > 1"},
	{"blocked[colour]", "type_mismatch", "colour", "blocked[part]"},
	{"heavier(level, part)", "type_mismatch", "level", ""},
	{"has(count)", "type_mismatch", "count", "has(limit)"},
	{"count", "wrong_result", "count", "count > 1"},
	{"last > today", "unset_read", "last", "has(last) && last > today"},
	{"!has(last) && last > today", "unset_read", "last", "!has(last) || last > today"},
	{"has(last) || last > today", "unset_read", "last", "has(last) ? last > today : open"},
	{"(has(last) || open) && last > today", "unset_read", "last", "(has(last) && open) && last > today"},
	{"has(deed) && deed.end > today", "unset_read", "deed.end", "has(deed.end) && deed.end > deed.begin"},
	{"has(deed.end) && deed.terms.note == 'x'", "unset_read", "deed.terms.note", "has(deed.terms.note) && deed.terms.note == 'x'"},
	{"place[part].level == level", "unset_read", "place[part].level", "has(place[part]) && place[part].level == level"},
	{"has(place[part]) && place[part.first].level == level", "unset_read", "place[part.first].level", "has(place[part.first]) && place[part.first].level == level"},
	{"every.part.all(p, place[p].level == level)", "unset_read", "place[p].level", "every.part.all(p, !has(place[p]) || place[p].level == level)"},
	{"colours.exists(c, has(last)) && last > today", "unset_read", "last", ""},
	{"owner == actor.organisation", "unset_read", "owner", "has(owner) && owner != actor.organisation"},
	{"wide", "unset_read", "wide", "has(wide) && wide"},
	{"blocked", "missing_key", "blocked", "blocked[part]"},
	{"run.open", "missing_key", "run.open", "run[part].open"},
	{"run.open && open", "missing_key", "run.open", "run.open[part] && open"},
	{"count[part] == 1", "missing_key", "[part]", "weight[part] == 1"},
	{"colours.all(c, c[part] == c)", "missing_key", "[part]", ""},
	{"blocked[part][part]", "not_allowed", "blocked[part][part]", ""},
	{"colours[0] == colour", "missing_key", "[0]", "colour in colours"},
	{"blocked.all(b, b)", "map_iteration", "blocked", "every.part.all(p, blocked[p])"},
	{"run.open.exists(b, b)", "map_iteration", "run.open", "every.part.exists(p, run[p].open)"},
	{"size(blocked) > 1", "map_iteration", "blocked", "size(colours) > 1"},
	{"[1, 2] == numbers", "not_allowed", "[1, 2]", "1 in numbers"},
	{"{1: 2} == 3", "not_allowed", "{1: 2}", ""},
	{"Place{level: level} == to", "not_allowed", "Place{level: level}", "to.level == level"},
	{"last == null", "not_allowed", "null", "!has(last)"},
	{"count == 5u", "not_allowed", "5u", "count == 5"},
	{"name == b'x'", "not_allowed", "b'x'", "name == 'x'"},
	{"price == 1.0000001", "not_allowed", "1.0000001", "price == 1.000001"},
	{"colours.all(a, colours.all(b, colours.all(c, a == b)))", "too_many_loops", "colours.all(c, a == b)", "every.part.all(a, every.part.all(b, a == b))"},
	{"colours.all(a, colours.exists(b, a == b))", "too_costly", "colours.all(a, colours.exists(b, a == b))", "every.part.all(a, colours.exists(b, open))"},
	{"total * total * total > 0", "too_large", "total * total", "count * count * count > 0"},
	{"total == 9999999999", "too_large", "9999999999", "total == 1000000000"},
}

func defineHeavier(t testing.TB, e *rules.Env) {
	t.Helper()
	given := []rules.Var{variable("to", record("Place")), variable("part", enum("part"))}
	if _, problems := e.Define("heavier", given, facts(), "has(place[part]) && to.heavier_than(place[part])"); len(problems) > 0 {
		t.Fatal(problems)
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	defineHeavier(t, e)
	var golden strings.Builder
	for _, c := range problemCases {
		rules.SameTrees(t, c.bad)
		rules.SameTrees(t, c.good)
		x, problems := e.Compile(c.bad, facts(), typ(rules.Bool))
		if x != nil || len(problems) == 0 {
			t.Errorf("%s: no problem", c.bad)
			continue
		}
		p := problems[0]
		if subject := string([]rune(c.bad)[p.Offset:p.End]); p.Code != c.code || subject != c.subject {
			t.Errorf("%s: %s at %q, want %s at %q", c.bad, p.Code, subject, c.code, c.subject)
		}
		fmt.Fprintf(&golden, "%s\n", c.bad)
		for _, p := range problems {
			fmt.Fprintf(&golden, "  %s%s\n  %s: %s\n", strings.Repeat(" ", p.Offset), strings.Repeat("^", max(1, p.End-p.Offset)), p.Code, p.Message)
			if p.Hint != "" {
				fmt.Fprintf(&golden, "  %s\n", p.Hint)
			}
		}
		golden.WriteString("\n")
		if c.good == "" {
			continue
		}
		if _, problems := e.Compile(c.good, facts(), typ(rules.Bool)); len(problems) > 0 {
			t.Errorf("%s: %+v", c.good, problems)
		}
	}
	const file = "testdata/problems.txt"
	if *update {
		if err := os.WriteFile(file, []byte(golden.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(file); err != nil || string(want) != golden.String() {
		t.Errorf("the texts differ from %s (%v); run with -update and read the difference", file, err)
	}
}
