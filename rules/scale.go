package rules

// Order is the result of comparing two values on a scale.
type Order uint8

// The four results. Neither means that the values cannot be ordered: one part is lighter and another heavier, or they
// are different values that weigh the same.
const (
	Neither Order = iota
	Same
	Lighter
	Heavier
)

// String returns the word for the order: "lighter".
func (o Order) String() string {
	switch o {
	case Same:
		return "same"
	case Lighter:
		return "lighter"
	case Heavier:
		return "heavier"
	}
	return "neither"
}

// Compare says how a stands to b. Scales are compared attribute by attribute, records field by field: lighter means that
// no part is heavier and at least one is lighter. A field that is unset on either side is not compared. Ordered
// enumerations, numbers, dates, instants and durations compare by their order; of other types two values are the
// same or neither. Values of different types are neither.
func (s *Schema) Compare(a, b Value) Order {
	if a.kind != b.kind || a.name != b.name {
		return Neither
	}
	switch a.kind {
	case Enum:
		return s.compareEnum(a, b)
	case Record:
		return s.compareRecord(a, b)
	case Int, Decimal, Date, Instant, Duration:
		return orderOf(compareNum(a, b))
	case Unset:
		return Neither
	}
	if a.Equal(b) {
		return Same
	}
	return Neither
}

func orderOf(cmp int) Order {
	switch {
	case cmp < 0:
		return Lighter
	case cmp > 0:
		return Heavier
	}
	return Same
}

func (s *Schema) compareEnum(a, b Value) Order {
	if a.text == b.text {
		return Same
	}
	decl := s.Enum(a.name)
	if decl == nil {
		return Neither
	}
	if len(decl.Compare) == 0 {
		i, j := decl.index(a.text), decl.index(b.text)
		if !decl.Ordered || i < 0 || j < 0 {
			return Neither
		}
		return orderOf(i - j)
	}
	var w weighing
	for _, c := range decl.Compare {
		if c.Within != "" && !decl.attr(a, c.Within).Equal(decl.attr(b, c.Within)) {
			continue
		}
		w.add(s.Compare(decl.attr(a, c.Attribute), decl.attr(b, c.Attribute)))
	}
	if o := w.order(); o != Same {
		return o
	}
	return Neither // two values that weigh the same
}

func (s *Schema) compareRecord(a, b Value) Order {
	var w weighing
	for i, name := range a.names {
		if other := b.Field(name); other.IsSet() {
			w.add(s.Compare(a.items[i], other))
		}
	}
	return w.order()
}

// weighing gathers the orders of the parts.
type weighing struct{ lighter, heavier, neither bool }

func (w *weighing) add(o Order) {
	switch o {
	case Lighter:
		w.lighter = true
	case Heavier:
		w.heavier = true
	case Neither:
		w.neither = true
	}
}

func (w weighing) order() Order {
	switch {
	case w.neither || w.lighter && w.heavier:
		return Neither
	case w.lighter:
		return Lighter
	case w.heavier:
		return Heavier
	}
	return Same
}

// attr returns an attribute of a value of this enumeration; unset if there is none.
func (e *EnumDecl) attr(v Value, name string) Value {
	i := e.attribute(name)
	values := e.Attribute[v.text]
	if i < 0 || i >= len(values) {
		return Value{}
	}
	return values[i]
}

// Attribute returns an attribute of a value of an enumeration; unset when it has none of this name.
func (s *Schema) Attribute(v Value, name string) Value {
	if v.kind != Enum {
		return Value{}
	}
	if decl := s.Enum(v.name); decl != nil {
		return decl.attr(v, name)
	}
	return Value{}
}

// Guarded returns the guarded attribute of a value of a scale, or of the first field of a record that has one. ok is
// false when nothing in a is guarded.
func (s *Schema) Guarded(a Value) (attr Value, ok bool) {
	switch a.kind {
	case Enum:
		decl := s.Enum(a.name)
		if decl == nil || decl.Guard == "" {
			return Value{}, false
		}
		attr = decl.attr(a, decl.Guard)
		return attr, attr.IsSet()
	case Record:
		for _, f := range a.items {
			if attr, ok := s.Guarded(f); ok {
				return attr, true
			}
		}
	}
	return Value{}, false
}
