package rules_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"stroom/rules"
)

func tallied(t testing.TB) *rules.Env {
	e := newEnv(t)
	return rules.NewEnv(rules.Config{Schema: schema(), Calendar: e.Calendar(), Zone: e.Zone(), Tally: true})
}

// outcomes writes the conditions of an expression with what they have given: "open=TF" for both, "open=-" for neither.
func outcomes(x *rules.Expr) string {
	var all []string
	for _, o := range x.Outcomes() {
		given := ""
		if o.True {
			given += "T"
		}
		if o.False {
			given += "F"
		}
		if given == "" {
			given = "-"
		}
		all = append(all, o.Source+"="+given)
	}
	return strings.Join(all, "; ")
}

// Each part between the logical operators is a condition, evaluated or not; what a rule gives is noted at the rule and where
// it is called.
func TestOutcomes(t *testing.T) {
	t.Parallel()
	bools := func(open, blocked bool) values {
		return values{
			"open": rules.BoolOf(open), "part": rules.EnumOf("part", "first"), "to": place("B1"), "count": rules.IntOf(7),
			"blocked[first]": rules.BoolOf(blocked), "blocked[second]": rules.BoolOf(true), "blocked[third]": rules.BoolOf(false),
		}
	}
	for _, c := range []struct {
		source string
		scopes []values
		want   string
	}{
		{"open", []values{bools(true, false)}, "open=T"},
		{"open", []values{bools(true, false), bools(false, false)}, "open=TF"},
		{"!open", []values{bools(true, false)}, "open=T"},
		{"open && count > 3 && !blocked[part]", []values{bools(false, true)}, "open && count > 3 && !blocked[part]=F; open=F; count > 3=-; blocked[part]=-"},
		{"open && count > 3 && !blocked[part]", []values{bools(true, true), bools(true, false)}, "open && count > 3 && !blocked[part]=TF; open=T; count > 3=T; blocked[part]=TF"},
		{"(open || count > 9) && count < 9", []values{bools(false, true)}, "(open || count > 9) && count < 9=F; open || count > 9=F; open=F; count > 9=F; count < 9=-"},
		{"open ? count > 9 : count > 5", []values{bools(false, false)}, "open ? count > 9 : count > 5=T; open=F; count > 9=-; count > 5=T"},
		{"every.part.all(p, blocked[p])", []values{bools(true, true)}, "every.part.all(p, blocked[p])=F; blocked[p]=TF"},
		{"every.part.exists(p, blocked[p])", []values{bools(true, true)}, "every.part.exists(p, blocked[p])=T; blocked[p]=T"},
		{"open == (count > 3)", []values{bools(true, true)}, "open == (count > 3)=T"},
		{"true && open", []values{bools(true, true)}, "true && open=T; open=T"},
		{"count > (open ? 5 : 9)", []values{bools(true, true)}, "count > (open ? 5 : 9)=T; open=T"},
		{"open && heavier(to, part)", []values{bools(true, true)}, "open && heavier(to, part)=F; open=T; heavier(to, part)=F"},
	} {
		e := tallied(t)
		defineHeavier(t, e)
		x := compile(t, e, c.source, typ(rules.Bool))
		for _, s := range c.scopes {
			if _, err := x.Eval(s); err != nil {
				t.Fatal(err)
			}
		}
		if got := outcomes(x); got != c.want {
			t.Errorf("%s\ngives %s\nwant  %s", c.source, got, c.want)
		}
		plain := newEnv(t)
		defineHeavier(t, plain)
		if got := compile(t, plain, c.source, typ(rules.Bool)).Outcomes(); got != nil {
			t.Errorf("%s: %v without a tally", c.source, got)
		}
	}
}

// What is asked without being judged is not noted.
func TestUnnotedScope(t *testing.T) {
	t.Parallel()
	x := compile(t, tallied(t), "open", typ(rules.Bool))
	if _, err := x.Eval(quiet{values{"open": rules.BoolOf(true)}}); err != nil {
		t.Fatal(err)
	}
	if got := outcomes(x); got != "open=-" {
		t.Error(got)
	}
}

type quiet struct{ values }

func (quiet) Unnoted() bool { return true }

// A rule has the outcomes of every expression that calls it; those of `!` are turned.
func TestAnswersOfARule(t *testing.T) {
	t.Parallel()
	e := tallied(t)
	shut, problems := e.Define("shut", nil, facts(), "!open")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	caller := compile(t, e, "shut() && count > 3", typ(rules.Bool))
	if _, err := caller.Eval(values{"open": rules.BoolOf(true), "count": rules.IntOf(1)}); err != nil {
		t.Fatal(err)
	}
	if yes, no := shut.Answers(); yes || !no {
		t.Errorf("the rule: true %v, false %v", yes, no)
	}
	if got, want := outcomes(caller), "shut() && count > 3=F; shut()=F; count > 3=-"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if yes, no := caller.Answers(); yes || !no {
		t.Errorf("the caller: true %v, false %v", yes, no)
	}
}

// A tally changes no result and no explanation, and what it notes is what the explanations show.
func TestTallyChangesNothing(t *testing.T) {
	t.Parallel()
	from := *seed
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", from)
	plain, noted := newEnv(t), tallied(t)
	defineHeavier(t, plain)
	defineHeavier(t, noted)
	w := &writer{Rand: rand.New(rand.NewPCG(from, 2)), schema: schema(), vars: facts(), zone: plain.Zone(), cal: plain.Calendar(), may: map[string]bool{}}
	compared := 0
	for range *size / 4 {
		expr := w.cond(1 + w.IntN(4))
		a, problems := plain.Compile(expr.src, w.vars, typ(rules.Bool))
		b, others := noted.Compile(expr.src, w.vars, typ(rules.Bool))
		if fmt.Sprint(problems) != fmt.Sprint(others) {
			t.Fatalf("%s\n%v\n%v", expr.src, problems, others)
		}
		if a == nil {
			continue
		}
		for range 3 {
			scope := w.scope()
			want, err := a.Eval(scope)
			got, other := b.Eval(scope)
			if err != nil || other != nil || !got.Equal(want) {
				t.Fatalf("%s: %v %v with a tally, %v %v without", expr.src, got, other, want, err)
			}
			part := a.Explain(scope)
			if fmt.Sprint(part) != fmt.Sprint(b.Explain(scope)) {
				t.Fatalf("%s is explained otherwise", expr.src)
			}
			holdsIn(t, b, part)
			compared++
		}
	}
	if compared == 0 {
		t.Error("nothing was compared")
	}
}

// holdsIn holds every judged part of an explanation against the outcomes.
func holdsIn(t *testing.T, x *rules.Expr, p rules.Part) {
	t.Helper()
	if p.Op != rules.OpNot && p.Value.Kind() == rules.Bool {
		for _, o := range x.Outcomes() {
			if o.Offset == p.Offset && o.End == p.End && !o.True && p.Holds() || o.Offset == p.Offset && o.End == p.End && !o.False && !p.Holds() {
				t.Fatalf("%s: the part %s is %v and was not noted: %+v", x.Source(), p.Source, p.Holds(), o)
			}
		}
	}
	if p.Op == rules.OpRule {
		return // its parts have places in another source
	}
	for _, k := range p.Parts {
		holdsIn(t, x, k)
	}
}
