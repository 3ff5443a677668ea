package rules

// interval is the range in which an Int lies.
type interval struct{ lo, hi int64 }

var anyInt = interval{-MaxInt, MaxInt}

func exactly(n int64) interval { return interval{n, n} }

// within reports whether a lies in b.
func (a interval) within(b interval) bool { return a.lo >= b.lo && a.hi <= b.hi }

func (a interval) hull(b interval) interval { return interval{min(a.lo, b.lo), max(a.hi, b.hi)} }

// meet returns what lies in both. Where nothing does the place is never reached, and any interval is sound there.
func (a interval) meet(b interval) interval {
	lo, hi := max(a.lo, b.lo), min(a.hi, b.hi)
	if lo > hi {
		return a
	}
	return interval{lo, hi}
}

func (a interval) negate() interval { return interval{-a.hi, -a.lo} }

func (a interval) add(b interval) interval { return interval{a.lo + b.lo, a.hi + b.hi} }

// multiply returns the interval of products. Its bounds stay exact because both sides lie within MaxResult and one of
// them is first cut: a product beyond MaxResult is refused anyway.
func (a interval) multiply(b interval) interval {
	if b.within(interval{-1000, 1000}) || a.within(anyInt) && b.within(anyInt) || a.within(interval{-1000, 1000}) {
		p, q, r, s := a.lo*b.lo, a.lo*b.hi, a.hi*b.lo, a.hi*b.hi
		return interval{min(p, q, r, s), max(p, q, r, s)}
	}
	return interval{-2 * MaxResult, 2 * MaxResult}
}

// typeInterval returns the range that a type gives.
func typeInterval(t Type) interval {
	if t.Ranged {
		return interval{max(t.Min, -MaxInt), min(t.Max, MaxInt)}
	}
	return anyInt
}

// fact is what is known at a place in an expression because of the conditions around it: that a path is set and, when
// bounded, in which interval its value lies.
type fact struct {
	path    string
	bounded bool
	in      interval
}

// facts are what follows from a condition. never means that the condition cannot have this outcome, so everything
// follows.
type facts struct {
	never bool
	list  []fact
}

// also returns what follows from both conditions together.
func (f facts) also(g facts) facts {
	if f.never || g.never {
		return facts{never: true}
	}
	if len(f.list) == 0 {
		return g
	}
	if len(g.list) == 0 {
		return f
	}
	both := make([]fact, 0, len(f.list)+len(g.list))
	return facts{list: append(append(both, f.list...), g.list...)}
}

// either returns what follows from each of the two conditions.
func (f facts) either(g facts) facts {
	switch {
	case f.never:
		return g
	case g.never:
		return f
	}
	var out facts
	for _, a := range f.list {
		if out.knows(a.path) {
			continue
		}
		if !g.knows(a.path) {
			continue
		}
		one := fact{path: a.path}
		x, okX := f.bounds(a.path)
		y, okY := g.bounds(a.path)
		if okX && okY {
			one.bounded, one.in = true, x.hull(y)
		}
		out.list = append(out.list, one)
	}
	return out
}

// knows reports whether a path is known to be set.
func (f facts) knows(path string) bool {
	for i := range f.list {
		if f.list[i].path == path {
			return true
		}
	}
	return f.never
}

// bounds returns the interval known of a path.
func (f facts) bounds(path string) (in interval, ok bool) {
	for i := range f.list {
		if g := &f.list[i]; g.bounded && g.path == path {
			if ok {
				in = in.meet(g.in)
			} else {
				in, ok = g.in, true
			}
		}
	}
	return in, ok
}
