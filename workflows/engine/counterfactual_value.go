package engine

import (
	"slices"
	"strings"
	"time"

	"stroom/rules"
)

// What stands for a value of a type that has too many to try.
const (
	maxListed   = 16 // values of a range that are all tried; of a longer one its ends and the neighbours
	anyText     = "…"
	anyDuration = 24 * time.Hour
)

// possible makes values to try.
type possible struct {
	schema *rules.Schema
	m      *machine
	actor  Actor
}

// other is a value that differs at a path.
type other struct {
	path  string
	value rules.Value
}

// others lists the values that differ from v at a path, or at any field of a record that is read whole. at is the path so far.
func (p *possible) others(t rules.Type, v rules.Value, path, at string) []other {
	if t.Kind != rules.Record || !v.IsSet() {
		var out []other
		if t.Optional && v.IsSet() && at != "" {
			out = append(out, other{at, rules.Value{}})
		}
		for _, value := range p.instead(t, v) {
			out = append(out, other{at, value})
		}
		return out
	}
	head, rest, _ := strings.Cut(path, ".")
	decl := p.schema.Record(t.Name)
	var out []other
	for i, f := range decl.Fields {
		if head != "" && f.Name != head {
			continue
		}
		for _, o := range p.others(f.Type, v.Field(f.Name), rest, strings.TrimPrefix(at+"."+f.Name, ".")) {
			out = append(out, other{o.path, replaced(decl, v, i, o.value)})
		}
	}
	return out
}

// replaced is a record with one field otherwise.
func replaced(decl *rules.RecordDecl, v rules.Value, field int, value rules.Value) rules.Value {
	names, fields := make([]string, len(decl.Fields)), make([]rules.Value, len(decl.Fields))
	for i, f := range decl.Fields {
		names[i], fields[i] = f.Name, v.Field(f.Name)
	}
	fields[field] = value
	return rules.RecordOf(decl.Name, names, fields)
}

// complete lists values to begin with for something that is missing: a record with everything filled in and true, and one
// with as little as may be.
func (p *possible) complete(t rules.Type) []rules.Value {
	if t.Kind != rules.Record {
		return p.instead(t, rules.Value{})
	}
	decl := p.schema.Record(t.Name)
	var out []rules.Value
	for _, full := range []bool{true, false} {
		names, fields := make([]string, len(decl.Fields)), make([]rules.Value, len(decl.Fields))
		for i, f := range decl.Fields {
			names[i] = f.Name
			list := p.complete(f.Type.Some())
			switch {
			case !full && f.Type.Optional || len(list) == 0:
			case full:
				fields[i] = list[0]
			default:
				fields[i] = list[len(list)-1]
			}
		}
		out = append(out, rules.RecordOf(decl.Name, names, fields))
	}
	return out
}

// instead lists values of a type other than v. Of days the present comes first.
func (p *possible) instead(t rules.Type, v rules.Value) []rules.Value {
	var out []rules.Value
	add := func(list ...rules.Value) {
		for _, x := range list {
			if !x.Equal(v) && !slices.ContainsFunc(out, x.Equal) {
				out = append(out, x)
			}
		}
	}
	zone, now := p.m.def.Zone, p.m.now
	switch t.Kind {
	case rules.Bool:
		add(rules.BoolOf(true), rules.BoolOf(false))
	case rules.Enum:
		for _, name := range p.schema.Enum(t.Name).Values {
			add(rules.EnumOf(t.Name, name))
		}
	case rules.Int:
		add(integers(t, v)...)
	case rules.Decimal:
		add(rules.DecimalOf(0))
	case rules.Date:
		for _, days := range []int{0, 1, -1} {
			add(rules.DateOfTime(now.In(zone).AddDate(0, 0, days), zone))
		}
	case rules.Instant:
		add(rules.InstantOf(now), rules.InstantOf(now.Add(24*time.Hour)), rules.InstantOf(now.Add(-24*time.Hour)))
	case rules.Duration:
		add(rules.DurationOf(anyDuration), rules.DurationOf(0))
	case rules.Text:
		if !v.IsSet() {
			add(rules.TextOf(anyText))
		}
	case rules.Document:
		if !v.IsSet() {
			add(rules.DocumentOf(anyText))
		}
	case rules.Organisation:
		add(rules.OrganisationOf(p.actor.Organisation))
		for _, party := range p.m.st.Parties {
			if party.Until == nil {
				add(rules.OrganisationOf(party.Organisation))
			}
		}
	case rules.Person:
		add(rules.PersonOf(p.actor.Person))
	case rules.List:
		add(p.lists(t, v)...)
	case rules.Record:
		add(p.complete(t)...)
	}
	return out
}

// integers lists every value of a short range, else its ends, nothing, and the neighbours.
func integers(t rules.Type, v rules.Value) []rules.Value {
	var out []rules.Value
	if t.Ranged && t.Max-t.Min < maxListed {
		for n := t.Min; n <= t.Max; n++ {
			out = append(out, rules.IntOf(n))
		}
		return out
	}
	try := []int64{0, 1}
	if v.IsSet() {
		try = append(try, v.Int()-1, v.Int()+1)
	}
	if t.Ranged {
		try = append(try, t.Min, t.Max)
	}
	for _, n := range try {
		if !t.Ranged || n >= t.Min && n <= t.Max {
			out = append(out, rules.IntOf(n))
		}
	}
	return out
}

// lists adds one element to a list, or empties it.
func (p *possible) lists(t rules.Type, v rules.Value) []rules.Value {
	out := []rules.Value{rules.ListOf()}
	for _, e := range p.instead(t.Elem.Some(), rules.Value{}) {
		if v.IsSet() && slices.ContainsFunc(v.Elems(), e.Equal) || v.IsSet() && len(v.Elems()) >= maxListed {
			continue
		}
		var elems []rules.Value
		if v.IsSet() {
			elems = slices.Clone(v.Elems())
		}
		out = append(out, rules.ListOf(append(elems, e)...))
	}
	return out
}
