package rules

import (
	"testing"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/debug"
)

// sameTrees holds that the quick parser gives what CEL's gives: the same tree, and every part in the same place. It
// reports whether the quick parser took the source at all.
func sameTrees(t testing.TB, source string) bool {
	t.Helper()
	e := &Env{parser: newParser()}
	fast := &parsed{source: source, runes: []rune(source), spans: map[int64]span{}}
	if !fast.parseQuick() {
		return false
	}
	whole, problems := e.parseWhole(&parsed{source: source, runes: []rune(source), spans: map[int64]span{}})
	if len(problems) > 0 {
		t.Fatalf("%q: CEL's parser says %+v", source, problems)
	}
	if a, b := debug.ToDebugString(fast.expr), debug.ToDebugString(whole.expr); a != b {
		t.Fatalf("%q:\n%s\nCEL's parser:\n%s", source, a, b)
	}
	a, b := places(fast), places(whole)
	if len(a) != len(b) || fast.depth != whole.depth {
		t.Fatalf("%q: %d parts, %d deep; CEL's parser %d parts, %d deep", source, len(a), fast.depth, len(b), whole.depth)
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("%q: part %d stands at %v, with CEL's parser at %v: %q", source, i, a[i], b[i], fast.text(a[i]))
		}
	}
	return true
}

func TestQuickParser(t *testing.T) {
	t.Parallel()
	for source, quickly := range map[string]bool{
		"a": true, " a . b\n.c ": true, "a.b(c, d)": true, "f()": true, "f (a)": true, "a[b].c": true, "a.b[c[d]]": true,
		"(a)": true, "((a || b)) && c": true, "!(a) && !b.c": true, "! a": true, "a && b && (c && d)": true, "a || b && c || d": true,
		"a ? b : c ? d : e": true, "(a ? b : c) ? d : e": true, "a == b == c": true, "a < b + c * d - e": true, "a in [b, c]": true,
		"ina in inb": true, "a-b": true, "-a": true, "- a.b": true, "1 + 22": true, "'x' + \"y\"": true, "''": true, "[]": true, "[a][b]": true,
		"true || false": true, "trueish": true, "x.all(y, y > 1)": true, "(a).b": true, "(a)(b)": false, "f((a), (b))": true, "é == 'é'": false, "a == 'é' && b": true,
		"-5": false, "- 5": false, "!!a": false, "--a": false, "!-a": false, "1.5": false, "1u": false, "0x1": false, "'a\\n'": false, "'''a'''": false, "r'a'": false,
		"a // b": false, "a / b": false, "a % b": false, "{a: b}": false, "A{b: c}": false, ".a": false, "a.package": false, "null": false, "in": false,
		"a,": false, "[a,]": false, "f(a,)": false, "a b": false, "a.?b": false, "": false, "99999999999999999999": false, "a !== b": false, "a ! = b": false, "a = = b": false,
		"a.1": false, "a?b:c": true, "a?b": false, "'a": false, "a & & b": false, "a. b (c)": true, "a.`b`": false,
	} {
		if got := sameTrees(t, source); got != quickly {
			t.Errorf("%q: taken %v, want %v", source, got, quickly)
		}
	}
}

func FuzzQuickParser(f *testing.F) {
	for _, s := range []string{"a && (b || !c.d[e]) ? f(g, 1) : x in ['y', 'z']", "a.all(b, b.c == -d)", "((a)) - (b) * c", "!(a)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		if len([]rune(source)) <= MaxSource {
			sameTrees(t, source)
		}
	})
}

// SameTrees lets the tests outside the package hold their expressions to it too.
var SameTrees = sameTrees

// places returns the stretch of every part, the tree walked from the root.
func places(p *parsed) []span {
	var all []span
	ast.PreOrderVisit(p.expr, ast.NewExprVisitor(func(e ast.Expr) { all = append(all, p.spans[e.ID()]) }))
	return all
}
