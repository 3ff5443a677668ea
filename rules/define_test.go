package rules_test

import (
	"strings"
	"testing"

	"stroom/rules"
)

func TestDefine(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	defineHeavier(t, e)
	for _, c := range []struct{ name, source, code string }{
		{"heavier", "open", rules.ProblemRule},
		{"plus_days", "open", rules.ProblemRule},
		{"has", "open", rules.ProblemRule},
		{"matches", "open", rules.ProblemRule},
		{"true", "open", rules.ProblemRule},
		{"a b", "open", rules.ProblemRule},
		{"", "open", rules.ProblemRule},
		{"self", "self()", rules.ProblemFunction},
		{"later", "heavier(to, part) && early()", rules.ProblemFunction},
		{"number", "count", rules.ProblemResult},
		{"fine", "heavier(to, part) && open", ""},
	} {
		x, problems := e.Define(c.name, nil, facts(), c.source)
		switch {
		case c.code == "" && (x == nil || len(problems) > 0):
			t.Errorf("%s: %+v", c.name, problems)
		case c.code != "" && (x != nil || problems[0].Code != c.code):
			t.Errorf("%s: %+v, want %s", c.name, problems, c.code)
		}
	}
	if _, problems := e.Compile("fine() && !fine()", facts(), typ(rules.Bool)); len(problems) > 0 {
		t.Errorf("%+v", problems)
	}
	if _, problems := e.Compile("self()", facts(), typ(rules.Bool)); len(problems) == 0 {
		t.Error("a rule with a problem was defined")
	}
}

// Inputs are filled in as values, not as text: names in the rule mean what they meant where it was defined.
func TestInputsAreFilledIn(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	define := func(name, source string, given ...rules.Var) {
		t.Helper()
		if _, problems := e.Define(name, given, facts(), source); len(problems) > 0 {
			t.Fatalf("%s: %+v", name, problems)
		}
	}
	define("less", "a < b", variable("a", typ(rules.Int)), variable("b", typ(rules.Int)))
	define("twice", "less(count, a) && less(a, 10)", variable("a", typ(rules.Int)))
	define("shut", "a.level.form == Form.shut", variable("a", record("Place")))
	define("any_lock", "every.part.exists(p, has(place[p]) && place[p].level.lock > n)", variable("n", typ(rules.Int)))
	define("in_first", "part == part.first && p == part.first", variable("part", enum("part")), variable("p", enum("part")))
	scope := values{"count": rules.IntOf(4), "total": rules.IntOf(8), "open": rules.BoolOf(true), "to": place("C1"), "part": rules.EnumOf("part", "second"),
		"place[first]": place("A1"), "place[second]": place("C2"), "numbers": rules.ListOf(rules.IntOf(1), rules.IntOf(5))}
	for source, want := range map[string]bool{
		"less(count, total)":             true,
		"less(total, count)":             false,
		"less(total - 5, count * 1)":     true,
		"twice(total)":                   true,
		"twice(open ? total : count)":    true,
		"twice(open ? 12 : count)":       false,
		"numbers.all(a, less(a, total))": true,
		"numbers.all(b, twice(b))":       false,
		"shut(to)":                       true,
		"shut(open ? to : to)":           true,
		"any_lock(1)":                    true,
		"any_lock(count)":                false,
		"every.part.all(p, p == part.third || has(place[p]))": true,
		"every.part.exists(p, in_first(p, p))":                true,
		"in_first(part.first, part)":                          false,
		"in_first(part.first, part.first)":                    true,
		"has(place[part]) && shut(place[part])":               true,
		"!has(place[part.third]) || shut(place[part.third])":  true,
	} {
		x := compile(t, e, source, typ(rules.Bool))
		if got, err := x.Holds(scope); err != nil || got != want {
			t.Errorf("%s: %v %v, want %v", source, got, err, want)
		}
		x.Explain(scope)
	}
}

// Rules that double at each step must not make a small definition costly.
func TestRulesCannotExplode(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	name, problems := "r0", []rules.Problem(nil)
	e.Define(name, nil, facts(), "open && main.open")
	for i := 1; i < 40 && problems == nil; i++ {
		next := "r" + strings.Repeat("x", i)
		_, problems = e.Define(next, nil, facts(), name+"() && "+name+"()")
		name = next
	}
	if len(problems) != 1 || problems[0].Code != rules.ProblemNodes {
		t.Errorf("%+v", problems)
	}
	// What is wrong inside a rule written out is shown at the call.
	e.Define("wide", []rules.Var{variable("n", typ(rules.Int))}, facts(), "n * 1000 > 5")
	_, problems = e.Compile("open && wide(total * 1000000)", facts(), typ(rules.Bool))
	want := rules.Problem{Code: rules.ProblemOverflow, Offset: 8, End: 29, Message: "In the rule wide: This number may grow too large to be exact.", Hint: "Give the facts in it a range, such as int 0..1000."}
	if len(problems) != 1 || problems[0] != want {
		t.Errorf("%+v", problems)
	}
}

func TestOwnFunctions(t *testing.T) {
	t.Parallel()
	own := rules.Function{Name: "longest", Args: []rules.Type{typ(rules.Text), typ(rules.Text)}, Result: typ(rules.Text), Cost: 3,
		Call: func(args []rules.Value) rules.Value {
			if len(args[0].Str()) >= len(args[1].Str()) {
				return args[0]
			}
			return args[1]
		}}
	e := rules.NewEnv(rules.Config{Schema: schema(), Functions: []rules.Function{own}})
	x, problems := e.Compile(`longest(name, "ab") == "abc"`, facts(), typ(rules.Bool))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	if ok, err := x.Holds(values{"name": rules.TextOf("abc")}); !ok || err != nil {
		t.Error(ok, err)
	}
	if _, problems := e.Compile(`longest(name, count) == "abc"`, facts(), typ(rules.Bool)); len(problems) != 1 || problems[0].Code != rules.ProblemType {
		t.Error(problems)
	}
}
