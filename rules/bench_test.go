package rules_test

import (
	"fmt"
	"testing"

	"stroom/rules"
)

// authority is a typical rule of three conditions: a condition, a guarded fact of a key, and the age of a fact.
const authority = "!blocked[part] && (!has(place[part]) || to.level.lock <= place[part].level.lock) && days_between(start, today) <= 90"

func authorityScope() values {
	return values{"part": rules.EnumOf("part", "first"), "blocked[first]": rules.BoolOf(false), "place[first]": place("C2"), "to": place("C1"),
		"start": rules.DateOf(2026, 1, 5), "today": rules.DateOf(2026, 3, 5)}
}

func BenchmarkHolds(b *testing.B) {
	e := newEnv(b)
	x, scope := compile(b, e, authority, typ(rules.Bool)), authorityScope()
	b.ReportAllocs()
	for b.Loop() {
		if ok, err := x.Holds(scope); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}

func BenchmarkHoldsParallel(b *testing.B) {
	e := newEnv(b)
	x, scope := compile(b, e, authority, typ(rules.Bool)), authorityScope()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if ok, err := x.Holds(scope); !ok || err != nil {
				b.Fatal(ok, err)
			}
		}
	})
}

func BenchmarkExplain(b *testing.B) {
	e := newEnv(b)
	x, scope := compile(b, e, authority, typ(rules.Bool)), authorityScope()
	b.ReportAllocs()
	for b.Loop() {
		x.Explain(scope)
	}
}

// shipped are expressions as a definition has them: mostly names, then single conditions, then rules.
func shipped() []string {
	var all []string
	for i := range 100 {
		all = append(all, "to", "part", "to.level", "today",
			fmt.Sprintf("count > %d", i), "colour == Colour.red",
			"has(place[part]) && to.heavier_than(place[part])", "main.step in [main.waiting, main.busy]",
			authority, "heavier(to, part) && !(has(deed) && deed.terms.strict)")
	}
	return all[:500]
}

func BenchmarkCompile500(b *testing.B) {
	vars, all := facts(), shipped()
	b.ReportAllocs()
	for b.Loop() {
		e := newEnv(b)
		defineHeavier(b, e)
		for _, source := range all {
			if _, problems := e.Compile(source, vars, rules.Type{}); len(problems) > 0 {
				b.Fatal(source, problems)
			}
		}
	}
}

func BenchmarkNewEnv(b *testing.B) {
	for b.Loop() {
		newEnv(b)
	}
}
