package rules_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"stroom/rules"
)

// guardTerm writes a random tree of &&, ||, ! and ?: over three optional variables, which it asks after and reads, and
// two conditions that have nothing to do with them.
func (w *writer) guardTerm(depth int) term {
	if depth == 0 {
		name := pickOne(w, "last", "limit", "nick")
		switch w.IntN(5) {
		case 0:
			cond := pickOne(w, "open", "main.open")
			return term{cond, func(m *machine) rules.Value { return m.scope[cond] }}
		case 1, 2:
			return term{"has(" + name + ")", func(m *machine) rules.Value { return rules.BoolOf(m.scope[name].IsSet()) }}
		}
		read := map[string]string{"last": "last == start", "limit": "limit == 1", "nick": "nick == name"}[name]
		equal := map[string]func(m *machine) rules.Value{
			"last":  func(m *machine) rules.Value { return m.scope["start"] },
			"limit": func(*machine) rules.Value { return rules.IntOf(1) },
			"nick":  func(m *machine) rules.Value { return m.scope["name"] },
		}[name]
		return term{read, func(m *machine) rules.Value {
			return rules.BoolOf(m.set(term{name, func(m *machine) rules.Value { return m.scope[name] }}).Equal(equal(m)))
		}}
	}
	a, b := w.guardTerm(w.IntN(depth)), w.guardTerm(w.IntN(depth))
	switch w.IntN(6) {
	case 0:
		return term{"!(" + a.src + ")", func(m *machine) rules.Value { return rules.BoolOf(!m.set(a).Bool()) }}
	case 1:
		c := w.guardTerm(w.IntN(depth))
		return term{"(" + a.src + " ? " + b.src + " : " + c.src + ")", func(m *machine) rules.Value {
			if m.set(a).Bool() {
				return m.set(b)
			}
			return m.set(c)
		}}
	case 2, 3:
		return chained("||", true, a, b)
	}
	return chained("&&", false, a, b)
}

// guardScopes are all scopes that matter: each variable unset, as compared, and otherwise; each condition both ways.
func guardScopes() []values {
	var all []values
	last := []rules.Value{{}, rules.DateOf(2026, 1, 1), rules.DateOf(2026, 1, 2)}
	limit := []rules.Value{{}, rules.IntOf(1), rules.IntOf(2)}
	nick := []rules.Value{{}, rules.TextOf("a"), rules.TextOf("b")}
	for i := range 3 * 3 * 3 * 4 {
		all = append(all, values{"start": last[1], "name": nick[1], "last": last[i%3], "limit": limit[i/3%3], "nick": nick[i/9%3],
			"open": rules.BoolOf(i/27%2 == 0), "main.open": rules.BoolOf(i/54%2 == 0)})
	}
	return all
}

// What the guard analysis accepts never reads an unset value, whatever is set; and what it refuses mostly would.
func TestGuardsAreSound(t *testing.T) {
	t.Parallel()
	from := *seed
	if from == 0 {
		from = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed %d", from)
	w := &writer{Rand: rand.New(rand.NewPCG(from, 2))}
	e, scopes, vars := newEnv(t), guardScopes(), facts()
	accepted, refused, harmless := 0, 0, 0
	for range *size {
		expr := w.guardTerm(1 + w.IntN(4))
		x, problems := e.Compile(expr.src, vars, typ(rules.Bool))
		reads := false
		for _, scope := range scopes {
			want, ok := expected(expr, scope)
			reads = reads || !ok
			if x == nil {
				continue
			}
			if got, err := x.Holds(scope); err != nil || !ok || got != want.Bool() {
				t.Fatalf("%s\n%v\ngives %v %v, want %s %v", expr.src, scope, got, err, want, ok)
			}
		}
		switch {
		case x != nil:
			accepted++
		case problems[0].Code != rules.ProblemUnset:
			t.Fatalf("%s: %+v", expr.src, problems)
		case reads:
			refused++
		default:
			harmless++
		}
	}
	t.Logf("%d accepted, %d refused, %d refused that never read an unset value", accepted, refused, harmless)
	if harmless*4 > accepted {
		t.Errorf("the analysis refuses too much")
	}
}

// The forms in which people write guards.
func TestGuards(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	defineHeavier(t, e)
	if _, problems := e.Define("known", []rules.Var{variable("part", enum("part"))}, facts(), "has(place[part]) && open"); len(problems) > 0 {
		t.Fatal(problems)
	}
	if _, problems := e.Define("free", []rules.Var{variable("d", optional(typ(rules.Date)))}, facts(), "!has(d) || d < today"); len(problems) > 0 {
		t.Fatal(problems)
	}
	for source, ok := range map[string]bool{
		"known(part) && place[part].level == level":                                     true, // what a rule vouches for counts outside it
		"heavier(to, part) && place[part].level == level":                               true,
		"!known(part) || place[part].level == level":                                    true,
		"known(part) || place[part].level == level":                                     false,
		"known(part.first) && place[part].level == level":                               false,
		"!(has(last) && open) || last > today":                                          true,
		"!(!has(last) || !open) && last > today":                                        true,
		"has(last) && (open || last > today)":                                           true,
		"has(last) == true && last > today":                                             false, // only conditions guard, not comparisons of them
		"has(last) ? true : false":                                                      true,
		"(has(last) ? open : false) && last > today":                                    true, // the other branch cannot hold
		"(has(last) ? false : open) || last > today":                                    false,
		"has(deed.end) && deed.begin < today":                                           true, // a field vouches for its record
		"has(deed) && has(deed.terms.note) && deed.terms.note == name":                  true,
		"has(places) && places.all(p, !has(p.size) || p.size < size)":                   true,
		"has(places) && places.all(p, p.size < size)":                                   false,
		"every.part.all(p, every.part.all(q, !has(place[p]) || place[q] == to))":        false,
		"every.part.all(p, !has(run[p].step) || run[p].step != main.done)":              true,
		"free(last) && free(start) && free(deed.end)":                                   true, // an optional input may be unset
		"has(last) && free(last.plus_days(1))":                                          true,
		"free(last.plus_days(1))":                                                       false,
		"free(open ? last : start)":                                                     false, // only a path may be unset
		"heavier(place[part], part)":                                                    false, // a mandatory input may not
		"has(place[part]) && heavier(place[part], part)":                                true,
		"has(place[open ? part.first : part]) && place[open ? part.first : part] == to": false, // a computed key is never the same
		"has(place[part.first]) && place[part.first] == to":                             true,
	} {
		_, problems := e.Compile(source, facts(), typ(rules.Bool))
		if (len(problems) == 0) != ok || !ok && problems[0].Code != rules.ProblemUnset {
			t.Errorf("%s: %+v", source, problems)
		}
	}
}

// Numbers: what conditions say about a number counts where they hold.
func TestRanges(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for source, ok := range map[string]bool{
		"count":                                           true,
		"count + 1":                                       false,
		"count < 100 ? count + 1 : count":                 true,
		"count <= 100 ? count + 1 : count":                false,
		"count >= 100 ? count : count + 1":                true,
		"100 > count ? count + 1 : count":                 true,
		"!(count < 100) ? 100 : count + 1":                true,
		"count != 100 ? count : 0":                        true,
		"count == 5 ? count * 20 : 0":                     true,
		"count == 6 ? count * 20 : 0":                     false,
		"open && count < 50 ? count * 2 : 1":              true,
		"open || count < 50 ? count * 2 : 1":              false,
		"count < 10 || count < 50 ? count * 2 : 1":        true,
		"has(limit) ? limit * 10 : 0":                     true,
		"has(limit) && limit > 0 ? limit - 1 : 0":         true,
		"has(limit) ? limit - 1 : 0":                      false,
		"weight[part] * 5":                                true,
		"weight[part] * 6":                                false,
		"weight[part] < 10 ? weight[part] * 10 : 0":       true,
		"weight[part] < 10 ? weight[part.first] * 10 : 0": false,
		"to.level.lock * 11":                              true,
		"-count":                                          false,
		"count - count":                                   false, // each side by itself
		"size(colours)":                                   true,
		"total":                                           false,
		"total < 3 && total > -1 ? total : 0":             true,
		"days_between(start, today)":                      false,
	} {
		_, problems := e.Compile(source, facts(), ranged(0, 100))
		if (len(problems) == 0) != ok || !ok && problems[0].Code != rules.ProblemOverflow {
			t.Errorf("%s: %+v", source, problems)
		}
	}
}
