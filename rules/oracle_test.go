package rules_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/rules"
	"stroom/rules/calendar"
)

// The oracle writes random expressions and knows, apart from the package under test, what they mean: every term carries
// its text and a plain function that computes it over the values of a scope.

var (
	seed = flag.Uint64("seed", 0, "seed of the random expressions; 0 takes one from the clock")
	size = flag.Int("size", 2500, "number of random expressions")
)

// term is an expression with its meaning. eval panics with errUnset when it reads what is unset.
type term struct {
	src  string
	eval func(m *machine) rules.Value
}

var errUnset = fmt.Errorf("an unset value was read")

// machine is what a term is evaluated with: the scope and the elements of the loops around it.
type machine struct {
	scope values
	elems map[string]rules.Value
}

// writer writes random terms.
type writer struct {
	*rand.Rand
	schema *rules.Schema
	vars   *rules.Vars
	zone   *time.Location
	cal    *calendar.Calendar
	may    map[string]bool // paths that may be unset
	loops  []rules.Var     // elements of the loops around this place
}

func pickOne[T any](w *writer, all ...T) T { return all[w.IntN(len(all))] }

// path writes a path to a value of the type; ok is false when there is none.
func (w *writer) path(want rules.Type) (t term, ok bool) {
	found := w.paths(want)
	if len(found) == 0 {
		return term{}, false
	}
	return pickOne(w, found...), true
}

// mayPath writes a path to a value of the type that may be unset.
func (w *writer) mayPath(want rules.Type) term {
	found := w.paths(want)
	found = slices.DeleteFunc(found, func(t term) bool { return !w.may[t.src] })
	return pickOne(w, found...)
}

func (w *writer) paths(want rules.Type) (found []term) {
	for _, el := range w.loops {
		w.reach(&found, want, el.Type, term{el.Name, func(m *machine) rules.Value { return m.elems[el.Name] }})
	}
	for _, name := range w.vars.Names() {
		v, _ := w.vars.Lookup(name)
		if v.Key == "" {
			w.reach(&found, want, v.Type, term{name, func(m *machine) rules.Value { return m.scope.Value(name, "") }})
			continue
		}
		key := w.key()
		src := name + "[" + key.src + "]"
		if head, tail, dotted := strings.Cut(name, "."); dotted && w.IntN(2) == 0 {
			src = head + "[" + key.src + "]." + tail
		}
		w.reach(&found, want, v.Type, term{src, func(m *machine) rules.Value { return m.scope.Value(name, key.eval(m).Str()) }})
	}
	return found
}

// reach collects the paths to values of a type from a value of another.
func (w *writer) reach(found *[]term, want, have rules.Type, t term) {
	if have.Kind == want.Kind && have.Name == want.Name && (have.Kind != rules.List || have.Elem.Name == want.Elem.Name && have.Elem.Kind == want.Elem.Kind) {
		w.may[t.src] = w.may[t.src] || have.Optional
		*found = append(*found, t)
	}
	below := func(name string, of rules.Type, get func(rules.Value) rules.Value) {
		longer := t.src + "." + name
		w.may[longer] = w.may[t.src] || have.Optional
		w.reach(found, want, of, term{longer, func(m *machine) rules.Value {
			v := t.eval(m)
			if !v.IsSet() {
				return rules.Value{}
			}
			return get(v)
		}})
	}
	switch have.Kind {
	case rules.Record:
		for _, f := range w.schema.Record(have.Name).Fields {
			below(f.Name, f.Type, func(v rules.Value) rules.Value { return v.Field(f.Name) })
		}
	case rules.Enum:
		for _, a := range w.schema.Enum(have.Name).Attributes {
			below(a.Name, a.Type, func(v rules.Value) rules.Value { return w.schema.Attribute(v, a.Name) })
		}
	}
}

func (w *writer) key() term {
	for _, el := range w.loops {
		if el.Type.Name == "part" && w.IntN(2) == 0 {
			return term{el.Name, func(m *machine) rules.Value { return m.elems[el.Name] }}
		}
	}
	if w.IntN(2) == 0 {
		return term{"part", func(m *machine) rules.Value { return m.scope["part"] }}
	}
	name := pickOne(w, "first", "second", "third")
	return constant("part."+name, rules.EnumOf("part", name))
}

func constant(src string, v rules.Value) term {
	return term{src, func(*machine) rules.Value { return v }}
}

// set evaluates a term that must be set.
func (m *machine) set(t term) rules.Value {
	v := t.eval(m)
	if !v.IsSet() {
		panic(errUnset)
	}
	return v
}

// value writes a term of a type.
func (w *writer) value(want rules.Type, depth int) term {
	if depth > 0 && w.IntN(6) == 0 {
		cond, yes, no := w.cond(depth-1), w.value(want, depth-1), w.value(want, depth-1)
		return term{fmt.Sprintf("(%s ? %s : %s)", cond.src, yes.src, no.src), func(m *machine) rules.Value {
			if m.set(cond).Bool() {
				return m.set(yes)
			}
			return m.set(no)
		}}
	}
	if w.IntN(3) > 0 || want.Kind == rules.Record || want.Kind == rules.List || want.Kind >= rules.Document {
		if t, ok := w.path(want); ok {
			return t
		}
	}
	return w.made(want, depth)
}

// made writes a constant or a call that gives a type.
func (w *writer) made(want rules.Type, depth int) term {
	deeper := depth > 0 && w.IntN(2) == 0
	switch want.Kind {
	case rules.Bool:
		b := w.IntN(2) == 0
		return constant(fmt.Sprint(b), rules.BoolOf(b))
	case rules.Enum:
		name := pickOne(w, w.schema.Enum(want.Name).Values...)
		return constant(want.Name+"."+name, rules.EnumOf(want.Name, name))
	case rules.Int:
		if deeper {
			return w.computed(depth)
		}
		n := int64(w.IntN(9) - 4)
		return constant(fmt.Sprint(n), rules.IntOf(n))
	case rules.Decimal:
		n := int64(w.IntN(5)) * 500_000
		return constant(fmt.Sprintf("%d.%d", n/1_000_000, n%1_000_000/100_000), rules.DecimalOf(n))
	case rules.Text:
		s := pickOne(w, "", "a", "ab", "b")
		return constant(`"`+s+`"`, rules.TextOf(s))
	case rules.Date:
		if deeper {
			return w.shifted(depth)
		}
	case rules.Instant:
		if deeper {
			return w.moment(depth)
		}
	case rules.Duration:
		n := w.IntN(50)
		switch w.IntN(3) {
		case 0:
			return constant(fmt.Sprintf("days(%d)", n), rules.DurationOf(time.Duration(n)*24*time.Hour))
		case 1:
			return constant(fmt.Sprintf("hours(%d)", n), rules.DurationOf(time.Duration(n)*time.Hour))
		}
		a, b := w.value(want, 0), w.value(want, 0)
		return term{"(" + a.src + " - " + b.src + ")", func(m *machine) rules.Value { return rules.DurationOf(m.set(a).Duration() - m.set(b).Duration()) }}
	}
	t, _ := w.path(want)
	return t
}

func (w *writer) computed(depth int) term {
	a, b := w.value(typ(rules.Int), depth-1), w.value(typ(rules.Int), depth-1)
	d, e := w.value(typ(rules.Date), depth-1), w.value(typ(rules.Date), depth-1)
	binary := func(format string, f func(x, y int64) int64) term {
		return term{fmt.Sprintf(format, a.src, b.src), func(m *machine) rules.Value { return rules.IntOf(f(m.set(a).Int(), m.set(b).Int())) }}
	}
	between := func(name string, f func(x, y calendar.Civil) int) term {
		return term{fmt.Sprintf("%s(%s, %s)", name, d.src, e.src), func(m *machine) rules.Value {
			return rules.IntOf(int64(f(civil(m.set(d)), civil(m.set(e)))))
		}}
	}
	switch w.IntN(7) {
	case 0:
		return binary("(%s + %s)", func(x, y int64) int64 { return x + y })
	case 1:
		return binary("(%s - %s)", func(x, y int64) int64 { return x - y })
	case 2:
		return binary("(%s * %s)", func(x, y int64) int64 { return x * y })
	case 3:
		l, _ := w.path(listOf(enum("Colour")))
		return term{"size(" + l.src + ")", func(m *machine) rules.Value { return rules.IntOf(int64(len(m.set(l).Elems()))) }}
	case 4:
		return between("days_between", func(x, y calendar.Civil) int { return int(utc(y).Sub(utc(x)) / (24 * time.Hour)) })
	case 5:
		return between("working_days_between", func(x, y calendar.Civil) int {
			n := 0
			for ; x.Before(y); n += w.worked(x) {
				x = x.AddDays(1)
			}
			for ; y.Before(x); y = y.AddDays(1) {
				n -= w.worked(y)
			}
			return n
		})
	}
	return between("months_between", func(x, y calendar.Civil) int {
		n := 0
		for !y.Before(x.AddMonths(n + 1)) {
			n++
		}
		if y.Before(x) {
			for n = 0; !x.Before(y.AddMonths(n + 1)); {
				n++
			}
			n = -n
		}
		return n
	})
}

func (w *writer) worked(d calendar.Civil) int {
	if w.cal.IsWorkingDay(d) {
		return 1
	}
	return 0
}

func civil(v rules.Value) calendar.Civil {
	y, m, d := v.Civil()
	return calendar.Civil{Year: y, Month: m, Day: d}
}

func utc(d calendar.Civil) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func dateOf(d calendar.Civil) rules.Value { return rules.DateOf(d.Year, d.Month, d.Day) }

func (w *writer) shifted(depth int) term {
	d, n := w.value(typ(rules.Date), depth-1), w.IntN(41)-20
	call := func(name string, f func(calendar.Civil) calendar.Civil) term {
		return term{fmt.Sprintf("%s.%s(%d)", d.src, name, n), func(m *machine) rules.Value { return dateOf(f(civil(m.set(d)))) }}
	}
	switch w.IntN(4) {
	case 0:
		return call("plus_days", func(c calendar.Civil) calendar.Civil { return c.AddDays(n) })
	case 1:
		return call("plus_months", func(c calendar.Civil) calendar.Civil { return c.AddMonths(n) })
	case 2:
		return call("plus_working_days", func(c calendar.Civil) calendar.Civil {
			step := 1
			if n < 0 {
				step = -1
			}
			for left := n * step; left > 0; left -= w.worked(c) {
				c = c.AddDays(step)
			}
			return c
		})
	}
	at := w.value(typ(rules.Instant), depth-1)
	return term{at.src + ".date()", func(m *machine) rules.Value { return rules.DateOfTime(m.set(at).Time(), w.zone) }}
}

func (w *writer) moment(depth int) term {
	d, at, n := w.value(typ(rules.Date), depth-1), w.value(typ(rules.Instant), depth-1), w.IntN(100)-50
	local := func(v rules.Value, days int) rules.Value {
		y, mo, da := v.Civil()
		return rules.InstantOf(time.Date(y, mo, da+days, 0, 0, 0, 0, w.zone))
	}
	switch w.IntN(3) {
	case 0:
		return term{d.src + ".start()", func(m *machine) rules.Value { return local(m.set(d), 0) }}
	case 1:
		return term{d.src + ".end()", func(m *machine) rules.Value { return local(m.set(d), 1) }}
	}
	return term{fmt.Sprintf("%s.plus_hours(%d)", at.src, n), func(m *machine) rules.Value {
		return rules.InstantOf(m.set(at).Time().Add(time.Duration(n) * time.Hour))
	}}
}

// cond writes a condition.
func (w *writer) cond(depth int) term {
	if depth <= 0 {
		return w.leaf(0)
	}
	switch w.IntN(9) {
	case 0, 1:
		return w.joined("&&", false, depth)
	case 2:
		return w.joined("||", true, depth)
	case 3:
		a := w.cond(depth - 1)
		return term{"!(" + a.src + ")", func(m *machine) rules.Value { return rules.BoolOf(!m.set(a).Bool()) }}
	case 4, 5:
		return w.guarded(depth)
	case 6:
		if len(w.loops) < 2 {
			return w.loop(depth)
		}
	}
	return w.leaf(depth)
}

// joined writes a chain of two or three parts.
func (w *writer) joined(op string, stop bool, depth int) term {
	parts := []term{w.cond(depth - 1), w.cond(depth - 1)}
	if w.IntN(3) == 0 {
		parts = append(parts, w.cond(depth-1))
	}
	return chained(op, stop, parts...)
}

func chained(op string, stop bool, parts ...term) term {
	var src []string
	for _, p := range parts {
		src = append(src, p.src)
	}
	return term{"(" + strings.Join(src, " "+op+" ") + ")", func(m *machine) rules.Value {
		for _, p := range parts {
			if m.set(p).Bool() == stop {
				return rules.BoolOf(stop)
			}
		}
		return rules.BoolOf(!stop)
	}}
}

// optionals are types of which there are paths that may be unset.
var optionals = []rules.Type{typ(rules.Bool), typ(rules.Int), typ(rules.Text), typ(rules.Date), typ(rules.Instant), typ(rules.Organisation), enum("Size"), enum("main"), enum("Level"), record("Place"), record("Deed")}

// guarded writes has(p) with a condition that reads p behind it.
func (w *writer) guarded(depth int) term {
	t := pickOne(w, optionals...)
	p := w.mayPath(t)
	has := term{"has(" + p.src + ")", func(m *machine) rules.Value { return rules.BoolOf(p.eval(m).IsSet()) }}
	if t.Kind == rules.Record {
		// a part of the record, such as place[part].level.lock
		var found []term
		for _, want := range []rules.Type{typ(rules.Int), enum("Level"), typ(rules.Date), enum("Colour")} {
			w.reach(&found, want, t, p)
			if len(found) > 0 {
				return w.guardedBy(has, pickOne(w, found...), want, depth)
			}
		}
	}
	return w.guardedBy(has, p, t, depth)
}

func (w *writer) guardedBy(has, p term, t rules.Type, depth int) term {
	use := w.compare(p, t, depth-1)
	switch w.IntN(3) {
	case 0:
		not := term{"!" + has.src, func(m *machine) rules.Value { return rules.BoolOf(!m.set(has).Bool()) }}
		return chained("||", true, not, use)
	case 1:
		other := w.cond(depth - 1)
		return term{fmt.Sprintf("(%s ? %s : %s)", has.src, use.src, other.src), func(m *machine) rules.Value {
			if m.set(has).Bool() {
				return m.set(use)
			}
			return m.set(other)
		}}
	}
	return chained("&&", false, has, use)
}

func (w *writer) loop(depth int) term {
	all := w.IntN(2) == 0
	name := fmt.Sprintf("e%d", len(w.loops))
	elem, list := enum("part"), term{src: "every.part", eval: func(*machine) rules.Value {
		return rules.ListOf(rules.EnumOf("part", "first"), rules.EnumOf("part", "second"), rules.EnumOf("part", "third"))
	}}
	if w.IntN(2) == 0 {
		elem = pickOne(w, enum("Colour"), ranged(-5, 5), record("Place"))
		list, _ = w.path(listOf(elem))
	}
	w.loops = append(w.loops, rules.Var{Name: name, Type: elem})
	body := w.cond(depth - 1)
	w.loops = w.loops[:len(w.loops)-1]
	word := "exists"
	if all {
		word = "all"
	}
	return term{fmt.Sprintf("%s.%s(%s, %s)", list.src, word, name, body.src), func(m *machine) rules.Value {
		elems := m.set(list).Elems()
		before := m.elems[name]
		defer func() { m.elems[name] = before }()
		for _, el := range elems {
			m.elems[name] = el
			if m.set(body).Bool() != all {
				return rules.BoolOf(!all)
			}
		}
		return rules.BoolOf(all)
	}}
}

// leaf writes a condition without parts.
func (w *writer) leaf(depth int) term {
	switch w.IntN(6) {
	case 0:
		if t, ok := w.path(typ(rules.Bool)); ok {
			return t
		}
	case 1:
		p := w.mayPath(pickOne(w, optionals...))
		return term{"has(" + p.src + ")", func(m *machine) rules.Value { return rules.BoolOf(p.eval(m).IsSet()) }}
	case 2:
		to, _ := w.path(record("Place"))
		key := w.key()
		return term{fmt.Sprintf("heavier(%s, %s)", to.src, key.src), func(m *machine) rules.Value {
			now := m.scope.Value("place", m.set(key).Str())
			place := m.set(to)
			return rules.BoolOf(now.IsSet() && w.schema.Compare(place, now) == rules.Heavier)
		}}
	}
	t := pickOne(w, typ(rules.Int), typ(rules.Int), typ(rules.Date), typ(rules.Decimal), typ(rules.Text), typ(rules.Instant), typ(rules.Duration), typ(rules.Organisation),
		enum("Colour"), enum("Size"), enum("Level"), record("Place"), listOf(enum("Colour")))
	return w.compare(w.value(t, depth), t, depth)
}

// compare writes a condition on a value.
func (w *writer) compare(a term, t rules.Type, depth int) term {
	b := w.value(t, depth)
	with := func(format string, f func(x, y rules.Value) bool) term {
		return term{fmt.Sprintf(format, a.src, b.src), func(m *machine) rules.Value {
			x := m.set(a)
			return rules.BoolOf(f(x, m.set(b)))
		}}
	}
	order := func(want ...rules.Order) func(x, y rules.Value) bool {
		return func(x, y rules.Value) bool {
			for _, o := range want {
				if w.schema.Compare(x, y) == o {
					return true
				}
			}
			return false
		}
	}
	switch k := w.IntN(4); {
	case k == 0 && (t.Name == "Level" || t.Name == "Place"):
		word := pickOne(w, "lighter_than", "heavier_than", "same_as", "neither")
		o := map[string]rules.Order{"lighter_than": rules.Lighter, "heavier_than": rules.Heavier, "same_as": rules.Same, "neither": rules.Neither}[word]
		return with("%s."+word+"(%s)", order(o))
	case k == 0 && t.Kind == rules.Text:
		word := pickOne(w, "startsWith", "endsWith", "contains")
		f := map[string]func(a, b string) bool{"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix, "contains": strings.Contains}[word]
		return with("%s."+word+"(%s)", func(x, y rules.Value) bool { return f(x.Str(), y.Str()) })
	case k <= 1 && (t.Kind == rules.Int || t.Kind == rules.Date || t.Kind == rules.Decimal || t.Kind == rules.Instant || t.Kind == rules.Duration || t.Name == "Size"):
		switch w.IntN(4) {
		case 0:
			return with("%s < %s", order(rules.Lighter))
		case 1:
			return with("%s <= %s", order(rules.Lighter, rules.Same))
		case 2:
			return with("%s > %s", order(rules.Heavier))
		}
		return with("%s >= %s", order(rules.Heavier, rules.Same))
	case k == 2 && t.Kind != rules.List:
		c := w.value(t, 0)
		return term{fmt.Sprintf("%s in [%s, %s]", a.src, b.src, c.src), func(m *machine) rules.Value {
			x, y, z := m.set(a), m.set(b), m.set(c)
			return rules.BoolOf(x.Equal(y) || x.Equal(z))
		}}
	case k == 3:
		return with("%s != %s", func(x, y rules.Value) bool { return !x.Equal(y) })
	}
	return with("%s == %s", rules.Value.Equal)
}

// expected evaluates a term; ok is false when it reads what is unset.
func expected(t term, scope values) (v rules.Value, ok bool) {
	defer func() {
		if r := recover(); r == errUnset {
			ok = false
		} else if r != nil {
			panic(r)
		}
	}()
	m := &machine{scope: scope, elems: map[string]rules.Value{}}
	return m.set(t), true
}

// Every accepted expression gives, on any typed values and also unset ones, what the oracle says: never an error. It
// gives the same again, and its explanation agrees.
func TestAcceptedExpressionsNeverFail(t *testing.T) {
	t.Parallel()
	from := *seed
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", from)
	e := newEnv(t)
	defineHeavier(t, e)
	w := &writer{Rand: rand.New(rand.NewPCG(from, 1)), schema: schema(), vars: facts(), zone: e.Zone(), cal: e.Calendar(), may: map[string]bool{}}
	codes := map[string]int{}
	accepted, unread, truths := 0, 0, [2]int{}
	for range *size {
		expr := w.cond(1 + w.IntN(4))
		rules.SameTrees(t, expr.src)
		x, problems := e.Compile(expr.src, w.vars, typ(rules.Bool))
		if len(problems) > 0 {
			codes[problems[0].Code]++
			switch problems[0].Code {
			case rules.ProblemUnset, rules.ProblemCost, rules.ProblemOverflow, rules.ProblemLong, rules.ProblemDeep, rules.ProblemNodes:
			case rules.ProblemType:
				if !strings.HasSuffix(problems[0].Message, "is always set.") {
					t.Fatalf("%s: %+v", expr.src, problems)
				}
			default:
				t.Fatalf("%s: %+v", expr.src, problems)
			}
			if problems[0].Code == rules.ProblemUnset && !w.everUnset(expr) {
				unread++
			}
			continue
		}
		accepted++
		for range 6 {
			scope := w.scope()
			want, ok := expected(expr, scope)
			got, err := x.Eval(scope)
			if !ok || err != nil || !got.Equal(want) {
				t.Fatalf("%s\n%v\ngives %s %v, want %s %v", expr.src, scope, got, err, want, ok)
			}
			if again, _ := x.Eval(scope); !again.Equal(got) {
				t.Fatalf("%s gives %s, then %s", expr.src, got, again)
			}
			part := x.Explain(scope)
			if !part.Value.Equal(got) || (len(part.Failing()) == 0) != got.Bool() {
				t.Fatalf("%s\n%v\nis %s, explained as %+v", expr.src, scope, got, part)
			}
			if got.Bool() {
				truths[1]++
			} else {
				truths[0]++
			}
		}
	}
	t.Logf("%d of %d accepted, %v true/false, refused: %v, of which never seen unset: %d", accepted, *size, truths, codes, unread)
	if accepted < *size/5 {
		t.Errorf("only %d of %d expressions were accepted", accepted, *size)
	}
}

// everUnset reports whether one of some scopes makes a term read what is unset.
func (w *writer) everUnset(t term) bool {
	for range 30 {
		if _, ok := expected(t, w.scope()); !ok {
			return true
		}
	}
	return false
}

// scope draws a value for every variable and key.
func (w *writer) scope() values {
	scope := values{}
	for _, name := range w.vars.Names() {
		v, _ := w.vars.Lookup(name)
		if v.Key == "" {
			scope[name] = w.draw(v.Type)
			continue
		}
		for _, k := range w.schema.Enum(v.Key).Values {
			scope[name+"["+k+"]"] = w.draw(v.Type)
		}
	}
	return scope
}

// draw draws a value of a type; an optional one is unset in half of the cases.
func (w *writer) draw(t rules.Type) rules.Value {
	if t.Optional && w.IntN(2) == 0 {
		return rules.Value{}
	}
	switch t.Kind {
	case rules.Bool:
		return rules.BoolOf(w.IntN(2) == 0)
	case rules.Int:
		if t.Ranged {
			return rules.IntOf(t.Min + w.Int64N(t.Max-t.Min+1))
		}
		return rules.IntOf(pickOne[int64](w, 0, 1, -1, 5, rules.MaxInt, -rules.MaxInt))
	case rules.Decimal:
		return rules.DecimalOf(int64(w.IntN(5)) * 500_000)
	case rules.Text:
		return rules.TextOf(pickOne(w, "", "a", "ab", "ba"))
	case rules.Date:
		return rules.DateOf(2026, 3, w.IntN(70)-20)
	case rules.Instant:
		return rules.InstantOf(time.Date(2026, 3, 28, w.IntN(80), 0, 0, 0, time.UTC))
	case rules.Duration:
		return rules.DurationOf(time.Duration(w.IntN(60)) * time.Hour)
	case rules.Enum:
		return rules.EnumOf(t.Name, pickOne(w, w.schema.Enum(t.Name).Values...))
	case rules.Document:
		return rules.DocumentOf("d")
	case rules.Organisation:
		return rules.OrganisationOf(pickOne(w, "o1", "o2"))
	case rules.Person:
		return rules.PersonOf(pickOne(w, "p1", "p2"))
	case rules.List:
		var elems []rules.Value
		for range w.IntN(4) {
			elems = append(elems, w.draw(*t.Elem))
		}
		return rules.ListOf(elems...)
	}
	var names []string
	var fields []rules.Value
	for _, f := range w.schema.Record(t.Name).Fields {
		names, fields = append(names, f.Name), append(fields, w.draw(f.Type))
	}
	return rules.RecordOf(t.Name, names, fields)
}
