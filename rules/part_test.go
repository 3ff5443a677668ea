package rules_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"stroom/rules"
)

// render writes a part as a tree: one line each, with its value, element and what it read.
func render(p rules.Part, indent string) string {
	var b strings.Builder
	head := p.Op
	if p.Rule != "" {
		head += " " + p.Rule
	}
	value := p.Value.String()
	if p.Skipped {
		value = "skipped"
	}
	fmt.Fprintf(&b, "%s%s `%s` = %s", indent, head, p.Source, value)
	if p.Element.IsSet() {
		fmt.Fprintf(&b, " at %s", p.Element)
	}
	for _, r := range p.Reads {
		name := r.Name
		if r.Key != "" {
			name += "[" + r.Key + "]"
		}
		if r.Path != "" {
			name += "." + r.Path
		}
		fmt.Fprintf(&b, ", %s %s", name, r.Value)
	}
	b.WriteString("\n")
	for _, k := range p.Parts {
		b.WriteString(render(k, indent+"  "))
	}
	return b.String()
}

func place(level string) rules.Value {
	return rules.RecordOf("Place", []string{"level"}, []rules.Value{rules.EnumOf("Level", level)})
}

func TestExplain(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	defineHeavier(t, e)
	scope := values{
		"open": rules.BoolOf(true), "count": rules.IntOf(7), "today": rules.DateOf(2026, 3, 5), "start": rules.DateOf(2026, 3, 2),
		"part": rules.EnumOf("part", "second"), "to": place("A1"), "colour": rules.EnumOf("Colour", "red"),
		"place[first]": place("C1"), "place[second]": place("B1"), "weight[first]": rules.IntOf(3), "weight[second]": rules.IntOf(9), "weight[third]": rules.IntOf(4),
		"deed": rules.RecordOf("Deed", []string{"colour", "begin"}, []rules.Value{rules.EnumOf("Colour", "blue"), rules.DateOf(2026, 1, 1)}),
	}
	for _, c := range []struct{ source, want, failing string }{
		{"open", "leaf `open` = true, open true\n", ""},
		{"open && count > 9 && colour == Colour.red", `and ¶open && count > 9 && colour == Colour.red¶ = false
  leaf ¶open¶ = true, open true
  leaf ¶count > 9¶ = false, count 7
  leaf ¶colour == Colour.red¶ = skipped
`, "count > 9"},
		{"count > 9 || (!open || colour == Colour.blue)", `or ¶count > 9 || (!open || colour == Colour.blue)¶ = false
  leaf ¶count > 9¶ = false, count 7
  or ¶!open || colour == Colour.blue¶ = false
    not ¶!open¶ = false
      leaf ¶open¶ = true, open true
    leaf ¶colour == Colour.blue¶ = false, colour red
`, "count > 9; open; colour == Colour.blue"},
		{"has(deed) ? deed.end == today || deed.colour == Colour.red : open", "", ""},
		{"has(deed) ? deed.colour == Colour.red : open", `choose ¶has(deed) ? deed.colour == Colour.red : open¶ = false
  leaf ¶has(deed)¶ = true, deed {colour: blue, begin: 2026-01-01}
  leaf ¶deed.colour == Colour.red¶ = false, deed.colour blue
  leaf ¶open¶ = skipped
`, "has(deed); deed.colour == Colour.red"},
		{"open && heavier(to, part)", `and ¶open && heavier(to, part)¶ = false
  leaf ¶open¶ = true, open true
  rule heavier ¶heavier(to, part)¶ = false
    and ¶has(place[part]) && to.heavier_than(place[part])¶ = false
      leaf ¶has(place[part])¶ = true, place[second] {level: B1}, part second
      leaf ¶to.heavier_than(place[part])¶ = false, to {level: A1}, place[second] {level: B1}, part second
`, "to.heavier_than(place[part])"},
		{"heavier(to, part.third)", `rule heavier ¶heavier(to, part.third)¶ = false
  and ¶has(place[part]) && to.heavier_than(place[part])¶ = false
    leaf ¶has(place[part])¶ = false, place[third] unset
    leaf ¶to.heavier_than(place[part])¶ = skipped
`, "has(place[part])"},
		{"every.part.all(p, p == part || weight[p] < 4)", `all ¶every.part.all(p, p == part || weight[p] < 4)¶ = false at third
  or ¶p == part || weight[p] < 4¶ = false
    leaf ¶p == part¶ = false, part second
    leaf ¶weight[p] < 4¶ = false, weight[third] 4
`, "p == part; weight[p] < 4"},
		{"!every.part.exists(p, weight[p] > 5)", `not ¶!every.part.exists(p, weight[p] > 5)¶ = false
  exists ¶every.part.exists(p, weight[p] > 5)¶ = true at second
    leaf ¶weight[p] > 5¶ = true, weight[second] 9
`, "weight[p] > 5"},
		{"every.part.exists(p, weight[p] > 15)", "exists `every.part.exists(p, weight[p] > 15)` = false\n", "every.part.exists(p, weight[p] > 15)"},
		{"every.part.all(p, every.part.exists(q, p != q && weight[q] > 4))", `all ¶every.part.all(p, every.part.exists(q, p != q && weight[q] > 4))¶ = false at second
  exists ¶every.part.exists(q, p != q && weight[q] > 4)¶ = false
`, "every.part.exists(q, p != q && weight[q] > 4)"},
		{"(days_between(start, today) > 2) == (count in [1, 2])", `leaf ¶(days_between(start, today) > 2) == (count in [1, 2])¶ = false, start 2026-03-02, today 2026-03-05, count 7
`, "(days_between(start, today) > 2) == (count in [1, 2])"},
		{"to.level.lock >= place[part.first].level.lock // why\n", "", ""},
		{"has(place[part.first]) && to.level.lock >= place[part.first].level.lock // why\n", `and ¶has(place[part.first]) && to.level.lock >= place[part.first].level.lock¶ = false
  leaf ¶has(place[part.first])¶ = true, place[first] {level: C1}
  leaf ¶to.level.lock >= place[part.first].level.lock¶ = false, to.level A1, place[first].level C1
`, "to.level.lock >= place[part.first].level.lock"},
	} {
		x, problems := e.Compile(c.source, facts(), typ(rules.Bool))
		if c.want == "" {
			if len(problems) == 0 {
				t.Errorf("%s was accepted", c.source)
			}
			continue
		}
		if len(problems) > 0 {
			t.Errorf("%s: %+v", c.source, problems)
			continue
		}
		p := x.Explain(scope)
		if got, want := render(p, ""), strings.ReplaceAll(c.want, "¶", "`"); got != want {
			t.Errorf("%s\ngot\n%swant\n%s", c.source, got, want)
		}
		var failing []string
		for _, f := range p.Failing() {
			failing = append(failing, f.Source)
		}
		if got := strings.Join(failing, "; "); got != c.failing {
			t.Errorf("%s fails by %q, want %q", c.source, got, c.failing)
		}
	}
}

func TestExplainValues(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	x := compile(t, e, "open ? count + 1 : 0", typ(rules.Int))
	want := "choose `open ? count + 1 : 0` = 8\n  leaf `open` = true, open true\n  leaf `count + 1` = 8, count 7\n  leaf `0` = skipped\n"
	if got := render(x.Explain(values{"open": rules.BoolOf(true), "count": rules.IntOf(7)}), ""); got != want {
		t.Error(got)
	}
	want = "choose `open ? count + 1 : 0` = skipped\n  leaf `open` = skipped\n  leaf `count + 1` = skipped\n  leaf `0` = skipped\n"
	if got := render(x.Outline(), ""); got != want {
		t.Error(got)
	}
}

// A scope that breaks its promise gives an error, never a hidden one: && and || do not pass over it as CEL's own would.
func TestErrorsAreNotHidden(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for _, source := range []string{
		"count > 3 || open", "open || count > 3", "count > 3 && main.open", "colours.exists(c, count > 3 || c == colour)",
		"colours.all(c, count > 3)", "(count > 3 ? open : open)", "blocked[part]", "count == 3 || open",
	} {
		x := compile(t, e, source, typ(rules.Bool))
		scope := values{"open": rules.BoolOf(source != "open || count > 3"), "main.open": rules.BoolOf(false), "count": rules.TextOf("x"), "colour": rules.EnumOf("Colour", "red"),
			"colours": rules.ListOf(rules.EnumOf("Colour", "blue"), rules.EnumOf("Colour", "red"))}
		if got, err := x.Holds(scope); err == nil {
			t.Errorf("%s gives %v", source, got)
		}
	}
	x := compile(t, e, "count", typ(rules.Int))
	_, err := x.Eval(values{})
	if err == nil || err.Error() != "evaluate count: count is unset" {
		t.Error(err)
	}
}

func TestExpr(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	defineHeavier(t, e)
	for _, c := range []struct {
		source string
		want   rules.Type
		typ    string
		reads  string
		paths  string
	}{
		{"heavier(to, part) && start <= today", rules.Type{}, "bool", "[part place start to today]", "[{part  false} {place  false} {place  true} {start  false} {to  false} {today  false}]"},
		{"has(deed.end) && deed.end < deed.begin && to.level.lock > 1", rules.Type{}, "bool", "[deed to]", "[{deed begin false} {deed end false} {deed end true} {to level false}]"},
		{"last", rules.Type{}, "optional date", "[last]", "[{last  false}]"},
		{"last", optional(typ(rules.Date)), "optional date", "[last]", "[{last  false}]"},
		{"open ? last : start", optional(typ(rules.Date)), "optional date", "[last open start]", "[{last  false} {open  false} {start  false}]"},
		{"run[part].step", optional(enum("main")), "optional main", "[part run.step]", "[{part  false} {run.step  false}]"},
		{"every.part.all(p, has(place[p]))", rules.Type{}, "bool", "[place]", "[{place  true}]"},
		{"colours", listOf(enum("Colour")), "list of Colour", "[colours]", "[{colours  false}]"},
		{"every.part", rules.Type{}, "list of part", "[]", "[]"},
		{"Level.C2.lock + 1", rules.Type{}, "int", "[]", "[]"},
	} {
		x := compile(t, e, c.source, c.want)
		if got := x.Type().String(); got != c.typ {
			t.Errorf("%s: type %s", c.source, got)
		}
		if got := fmt.Sprint(x.Reads()); got != c.reads {
			t.Errorf("%s: reads %s", c.source, got)
		}
		if got := fmt.Sprint(x.ReadPaths()); got != c.paths {
			t.Errorf("%s: paths %s", c.source, got)
		}
		if x.Source() != c.source {
			t.Errorf("source %q", x.Source())
		}
	}
	if v, ok := compile(t, e, "Level.C2.lock + 1", rules.Type{}).Constant(); !ok || !v.Equal(rules.IntOf(3)) {
		t.Error(v, ok)
	}
	if v, ok := compile(t, e, "every.part", rules.Type{}).Constant(); !ok || v.String() != "[first, second, third]" {
		t.Error(v, ok)
	}
	if _, ok := compile(t, e, "count + 1", rules.Type{}).Constant(); ok {
		t.Error("count + 1 is no constant")
	}
	unset := compile(t, e, "open ? last : start", optional(typ(rules.Date)))
	if v, err := unset.Eval(values{"open": rules.BoolOf(true)}); err != nil || v.IsSet() {
		t.Error(v, err)
	}
}

// An expression may be evaluated by any number of goroutines.
func TestEvaluationIsConcurrent(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	x := compile(t, e, authority+" && colours.all(c, c != Colour.green) && every.part.exists(p, p == part)", typ(rules.Bool))
	var wait sync.WaitGroup
	for i := range 8 {
		wait.Go(func() {
			scope := authorityScope()
			scope["colours"] = rules.ListOf(rules.EnumOf("Colour", []string{"red", "green"}[i%2]))
			for range 200 {
				got, err := x.Holds(scope)
				if err != nil || got != (i%2 == 0) || x.Explain(scope).Holds() != got {
					t.Errorf("%v %v", got, err)
					return
				}
			}
		})
	}
	wait.Wait()
}
