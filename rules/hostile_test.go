package rules_test

import (
	"strings"
	"testing"
	"time"

	"stroom/rules"
)

// hostile are texts made to cost much.
func hostile() []string {
	rep := strings.Repeat
	return []string{
		rep("(", 2000), rep("(", 900) + "open" + rep(")", 900), rep("!", 1990) + "open", rep("-", 1990) + "1", rep("[", 2000), rep("{", 2000),
		rep("open && ", 240) + "open", rep("open || main.open && ", 90) + "open", rep("a.", 999) + "a", rep("open?", 390) + "open" + rep(":open", 0),
		rep("open?open:", 190) + "open", rep("1+", 990) + "1 > 0", rep("count*", 300) + "1 > 0", rep("size(", 390) + "colours" + rep(")", 390),
		rep("'", 2000), rep("\"a\"+", 480) + "\"a\"", rep("colours.all(c,", 140), rep("every.part.all(p, ", 100) + "open" + rep(")", 100),
		rep("heavier(", 240), rep("[1,", 600), rep("1,", 990), rep("\\", 2000), rep("/*", 1000), rep("// ", 600), rep("\n", 1999) + "&",
		rep("\x00", 2000), rep("é", 2000), rep("a b ", 500), rep("&&", 1000), rep("?:", 1000), rep(".", 2000), rep("has(deed.", 220) + "end" + rep(")", 220),
		"count in [" + rep("1,", 900) + "1]", rep("has(last) && last > today && ", 60) + "open", rep("(open || ", 200) + "open" + rep(")", 200), "\xff\xfe", rep("x", 1<<20),
		rep("(count<1?", 150) + "open" + rep(":open)", 150), rep("b'", 900), rep("r\"\"\"", 400), rep("0x", 900), rep("1e", 900), rep("1.", 900),
	}
}

// A hostile text costs at most 100 ms and is answered with a problem or an expression. The least of three runs counts,
// because the machine may be doing other things.
func TestHostileTexts(t *testing.T) {
	e := newEnv(t)
	defineHeavier(t, e)
	for _, text := range hostile() {
		least := time.Hour
		for range 3 {
			start := time.Now()
			x, problems := e.Compile(text, facts(), typ(rules.Bool))
			least = min(least, time.Since(start))
			checkOutcome(t, text, x, problems)
			if least < 20*time.Millisecond {
				break
			}
		}
		if least > 100*time.Millisecond {
			t.Errorf("%.40q took %s", text, least)
		}
	}
}

// checkOutcome holds what is true of every compilation.
func checkOutcome(t testing.TB, text string, x *rules.Expr, problems []rules.Problem) {
	t.Helper()
	if (x == nil) != (len(problems) > 0) || len(problems) > rules.MaxProblems {
		t.Fatalf("%.80q: %v with %d problems", text, x, len(problems))
	}
	n := len([]rune(text))
	for i, p := range problems {
		if p.Offset < 0 || p.End < p.Offset || p.End > max(n, 1) || p.Message == "" || p.Code == "" || p.Code == rules.ProblemDisagree || i > 0 && p.Offset < problems[i-1].Offset {
			t.Fatalf("%.80q: %+v", text, p)
		}
	}
	if x != nil && x.Cost() > rules.MaxCost {
		t.Fatalf("%.80q costs %d", text, x.Cost())
	}
}

// FuzzCompile holds the same of any text. CEL's parser keeps what it has learned between runs, so coverage is never quite the
// same twice: give -fuzzminimizetime 5x, or the fuzzer spends its time making inputs smaller.
func FuzzCompile(f *testing.F) {
	for _, c := range problemCases {
		f.Add(c.bad)
		f.Add(c.good)
	}
	for _, text := range hostile() {
		if len(text) < 3000 {
			f.Add(text)
		}
	}
	e := newEnv(f)
	defineHeavier(f, e)
	vars := facts()
	var scopes []rules.Scope
	for _, s := range guardScopes()[:9] {
		scopes = append(scopes, s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		x, problems := e.Compile(text, vars, rules.Type{})
		if d := time.Since(start); d > time.Second {
			t.Fatalf("%.80q took %s", text, d)
		}
		checkOutcome(t, text, x, problems)
		if x == nil {
			return
		}
		for _, s := range scopes {
			// These scopes leave out variables that are not optional: that may be an error, never a panic.
			v, err := x.Eval(s)
			if part := x.Explain(s); err == nil && !part.Value.Equal(v) {
				t.Fatalf("%q gives %s, explained as %s", text, v, part.Value)
			}
		}
	})
}
