package rules_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"stroom/rules"
)

func drawDuration(t *rapid.T) time.Duration {
	return time.Duration(rapid.Int64Range(-200, 200).Draw(t, "hours")) * time.Hour
}

func TestCompare(t *testing.T) {
	t.Parallel()
	s := schema()
	level := func(name string) rules.Value { return rules.EnumOf("Level", name) }
	place := func(l, size string) rules.Value {
		sz := rules.Value{}
		if size != "" {
			sz = rules.EnumOf("Size", size)
		}
		return rules.RecordOf("Place", []string{"level", "size"}, []rules.Value{level(l), sz})
	}
	for _, c := range []struct {
		a, b rules.Value
		want rules.Order
	}{
		{level("A1"), level("A1"), rules.Same},
		{level("A1"), level("A2"), rules.Lighter}, // one form: rank counts
		{level("A2"), level("B1"), rules.Lighter}, // another form: rank is not compared
		{level("B1"), level("B2"), rules.Neither}, // different values of one weight
		{level("C2"), level("C1"), rules.Heavier}, // lock
		{level("C1"), level("B1"), rules.Heavier}, // lock and form
		{place("C1", "B"), place("C1", "B"), rules.Same},
		{place("C1", "A"), place("C1", "B"), rules.Lighter},
		{place("B1", "C"), place("C1", "A"), rules.Neither}, // a mixed change
		{place("B1", ""), place("C1", "A"), rules.Lighter},  // unset on one side: not compared
		{place("C1", ""), place("C1", "A"), rules.Same},
		{place("B1", "A"), place("B2", "A"), rules.Neither},
		{rules.EnumOf("Size", "A"), rules.EnumOf("Size", "C"), rules.Lighter},
		{rules.EnumOf("Colour", "red"), rules.EnumOf("Colour", "blue"), rules.Neither},
		{rules.EnumOf("Colour", "red"), rules.EnumOf("Colour", "red"), rules.Same},
		{rules.EnumOf("Colour", "red"), rules.EnumOf("Size", "A"), rules.Neither},
		{rules.IntOf(2), rules.IntOf(1), rules.Heavier},
		{rules.TextOf("a"), rules.TextOf("a"), rules.Same},
		{rules.TextOf("a"), rules.TextOf("b"), rules.Neither},
		{rules.Value{}, rules.Value{}, rules.Neither},
	} {
		if got := s.Compare(c.a, c.b); got != c.want {
			t.Errorf("%s to %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
	if got := s.Attribute(level("C2"), "lock"); !got.Equal(rules.IntOf(2)) {
		t.Error(got)
	}
	if got, ok := s.Guarded(place("C2", "A")); !ok || !got.Equal(rules.IntOf(2)) {
		t.Error(got, ok)
	}
	if got, ok := s.Guarded(rules.EnumOf("Size", "A")); ok {
		t.Error(got)
	}
}

// On one scale, lighter is a strict partial order and heavier its mirror; same is equality.
func TestScaleIsAPartialOrder(t *testing.T) {
	t.Parallel()
	s := schema()
	mirror := map[rules.Order]rules.Order{rules.Lighter: rules.Heavier, rules.Heavier: rules.Lighter, rules.Same: rules.Same, rules.Neither: rules.Neither}
	var all []rules.Value
	for name := range grades {
		all = append(all, rules.EnumOf("Level", name))
	}
	for _, a := range all {
		for _, b := range all {
			if s.Compare(b, a) != mirror[s.Compare(a, b)] {
				t.Errorf("%s and %s: %s, back %s", a, b, s.Compare(a, b), s.Compare(b, a))
			}
			if (s.Compare(a, b) == rules.Same) != a.Equal(b) {
				t.Errorf("%s and %s: %s", a, b, s.Compare(a, b))
			}
			for _, c := range all {
				if s.Compare(a, b) == rules.Lighter && s.Compare(b, c) == rules.Lighter && s.Compare(a, c) != rules.Lighter {
					t.Errorf("%s < %s < %s, but %s", a, b, c, s.Compare(a, c))
				}
			}
		}
	}
}
