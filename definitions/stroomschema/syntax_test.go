package stroomschema

import (
	"os"
	"path/filepath"
	"testing"
)

// TestShapes reads expressions and writes them in the one way.
func TestShapes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a&&b || !c":                "((a && b) || !c)",
		"a == b ? c : d ? e : f":    "((a == b) ? c : (d ? e : f))",
		"x.y[k].z < 3":              "(x.y[k].z < 3)",
		"has( place[ component ] )": "has(place[component])",
		"a.plus_days(1 + 2) <= b":   "(a.plus_days((1 + 2)) <= b)",
		"x in [A.b, A.c]":           "(x in [A.b, A.c])",
		"f(a, g()).h":               "(f(a, g())).h",
		`s == 'it\'s' && t != "\""`: `((s == 'it\'s') && (t != "\""))`,
		"-1 - -x":                   "(-1 - -x)",
		"every.k.all(c, has(m[c]))": "every.k.all(c, has(m[c]))",
		"((a))":                     "a",
		"1.5 > x":                   "(1.5 > x)",
	} {
		if shape := parseSyn(text); shape == nil || shape.String() != want {
			t.Errorf("%s: got %v, want %s", text, shape, want)
		}
	}
	for _, text := range []string{"", "a &&", "(a", "a b", "f(a", "a[", "a.", "?", "a ? b", "@", "[a", "a..b"} {
		if shape := parseSyn(text); shape != nil {
			t.Errorf("%s is read as %s", text, shape)
		}
	}
}

// TestEveryExpressionHasAShape reads every expression of every right definition: what package rules accepts, the checks
// must understand the shape of.
func TestEveryExpressionHasAShape(t *testing.T) {
	t.Parallel()
	count := 0
	for _, pattern := range []string{"testdata/check/*.good.yaml", "testdata/whole/v3.yaml", "../*/v*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			def, _ := Compile(file, text, Options{Parts: func(name string) ([]byte, error) {
				return os.ReadFile(filepath.Join(filepath.Dir(file), name))
			}})
			if def == nil {
				continue // a scenario, or a part
			}
			for x := range def.places {
				count++
				if parseSyn(x.Source()) == nil {
					t.Errorf("%s: %s has no shape", file, x.Source())
				}
			}
		}
	}
	if count < 500 {
		t.Errorf("only %d expressions were read", count)
	}
}

// TestLowering asks which conditions exclude that `place[k]` is set to `to` with a lower guarded attribute.
func TestLowering(t *testing.T) {
	t.Parallel()
	c := newCompiler(Options{})
	c.def.Rules = []*Rule{
		{Name: "same", Given: []Field{{Name: "a"}, {Name: "b"}}},
		{Name: "lowers", Given: []Field{{Name: "x"}, {Name: "key"}}},
		{Name: "again", Given: []Field{{Name: "x"}}},
	}
	c.ruleSyn["same"] = parseSyn("a.level.guard == b.level.guard && a.level.form == b.level.form")
	c.ruleSyn["lowers"] = parseSyn("has(place[key]) && x.level.guard < place[key].level.guard")
	c.ruleSyn["again"] = parseSyn("again(x) && again(x)")
	l := newLowering(c, parseSyn("place[k]"), parseSyn("to"), "level.guard")
	for text, want := range map[string]bool{
		"to.level.guard == place[k].level.guard":          true,
		"place[k].level.guard <= to.level.guard":          true,
		"to.level.guard >= place[k].level.guard && other": true,
		"to.level.guard >= place[k].level.guard || other": false,
		"to.level.guard != place[k].level.guard":          false,
		"to.level.guard > place[k].level.guard":           true,
		"to.level.guard < place[k].level.guard":           false,
		"!(to.level.guard < place[k].level.guard)":        true,
		"!has(place[k])": true,
		"!has(place[k]) || to.level == place[k].level":            true,
		"has(place[k]) ? to == place[k] : other":                  true,
		"has(place[other]) ? to == place[k] : other":              false,
		"to.same_as(place[k])":                                    true,
		"to.heavier_than(place[k])":                               true,
		"place[k].lighter_than(to)":                               true,
		"!to.lighter_than(place[k])":                              false,
		"to.lighter_than(place[k])":                               false,
		"to.level.form == place[k].level.form":                    false,
		"to.level.guard == place[j].level.guard":                  false,
		"other.level.guard == place[k].level.guard":               false,
		"same(to, place[k])":                                      true,
		"same(place[k], to)":                                      true,
		"same(to, place[j])":                                      false,
		"!lowers(to, k)":                                          true,
		"!lowers(to, j)":                                          false,
		"lowers(to, k)":                                           false,
		"unknown(to, k)":                                          false,
		"again(to)":                                               false,
		"to.level.guard == place[k].level.guard || has(place[j])": false,
	} {
		if got := l.excluded(known{cond: parseSyn(text)}); got != want {
			t.Errorf("%s: excludes it: %v, want %v", text, got, want)
		}
	}
	if !l.excluded(known{cond: parseSyn("lowers(to, k)"), not: true}) {
		t.Error("a condition that failed is not understood")
	}
}
