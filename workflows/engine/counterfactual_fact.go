package engine

import (
	"cmp"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// maxValues is how many values of one fact are tried.
const maxValues = 40

// Kinds of change of a fact.
const (
	FactRecorded = "recorded" // it is missing
	FactAgain    = "again"    // it is too old: the same, recorded today
	FactCleared  = "cleared"  // it should not be there
	FactOther    = "other"    // another value
)

// FactChange is a fact that would have to be otherwise.
type FactChange struct {
	Name   string `json:"name"`             // "risk", "room[north]"
	Path   string `json:"path,omitempty"`   // the part of it that differs; "" for the whole
	Kind   string `json:"kind"`             // recorded, again, cleared, other
	Label  Said   `json:"label"`            // as people call it, or its part
	Was    Said   `json:"was,omitzero"`     // the value now; zero when there is none
	Values []Said `json:"values,omitempty"` // with each of which it works; of a missing fact what is asked of it

	Tried []rules.Value `json:"-"` // the values of the whole fact with which it was judged, unset ones included
}

// variant is a fact with another value.
type variant struct {
	fact  *stroomschema.Fact
	key   string
	path  string
	kind  string
	value rules.Value
	was   rules.Value
	show  []part
}

func (v variant) same(w variant) bool { return v.fact == w.fact && v.key == w.key }

func (v variant) compare(w variant) int {
	return cmp.Or(cmp.Compare(FactName(v.fact.Name, v.key), FactName(w.fact.Name, w.key)), cmp.Compare(v.path, w.path))
}

// remembers says whether a change was tried by itself.
func (q *question) remembers(v variant) bool {
	return slices.ContainsFunc(q.tried, func(t *trial) bool {
		return t.later == 0 && t.who == nil && len(t.facts) == 1 && t.facts[0].same(v) && t.facts[0].value.Equal(v.value) && t.facts[0].kind == v.kind
	})
}

// variants lists the values to try of the facts for which a trial was refused: with every set, of those that each failing
// rule reads, else of those that any does. What the reader may not see is left alone.
func (q *question) variants(t *trial, every bool) []variant {
	var out []variant
	for _, r := range q.failingFacts(t, every) {
		fact := t.m.def.Fact(r.name)
		out = append(out, q.values(t, fact, r.key)...)
	}
	return out
}

// failingFacts lists the facts, with their keys, in the order in which they were read.
func (q *question) failingFacts(t *trial, every bool) []keyed {
	if t.byWho() || t.rejected.Code == Suspended {
		return nil
	}
	parts := q.failingParts(t)
	var out []keyed
	for _, r := range t.log.reads {
		name := strings.TrimPrefix(r.name, "recorded.")
		if t.m.def.Fact(name) == nil || slices.Contains(out, keyed{name, r.key}) {
			continue
		}
		reads := 0
		for _, part := range parts {
			if slices.ContainsFunc(part, func(x rules.Read) bool { return strings.TrimPrefix(x.Name, "recorded.") == name }) {
				reads++
			}
		}
		if reads == len(parts) || reads > 0 && !every {
			out = append(out, keyed{name, r.key})
		}
	}
	return out
}

// failingParts lists what each of the conditions reads for which a trial was refused.
func (q *question) failingParts(t *trial) [][]rules.Read {
	if len(t.c.failed) == 0 {
		return [][]rules.Read{q.about.while}
	}
	var parts [][]rules.Read
	for _, f := range t.c.failed {
		parts = append(parts, q.about.rules[f.rule.Name])
	}
	return parts
}

// values lists what is tried for one fact.
func (q *question) values(t *trial, fact *stroomschema.Fact, key string) []variant {
	now := t.m.st.Facts[FactName(fact.Name, key)].Value
	base := variant{fact: fact, key: key, was: now}
	p := &possible{schema: t.m.def.Env.Schema(), m: t.m, actor: q.ev.Actor}
	var out []variant
	add := func(path, kind string, value rules.Value) {
		known := slices.ContainsFunc(out, func(v variant) bool { return v.value.Equal(value) && v.kind == kind })
		if !known && len(out) < maxValues {
			v := base
			v.path, v.kind, v.value = path, kind, value
			out = append(out, v)
		}
	}
	paths, again := q.pathsOf(t, fact, key)
	if again && now.IsSet() {
		add("", FactAgain, now)
	}
	for _, r := range paths {
		switch {
		case !now.IsSet():
			for _, first := range p.complete(fact.Type) {
				add("", FactRecorded, first)
				for _, o := range p.others(fact.Type, first, r.Path, "") {
					add("", FactRecorded, o.value)
				}
			}
		case r.Has && r.Path == "" && fact.Type.Optional:
			add("", FactCleared, rules.Value{})
		case !r.Has || r.Path != "":
			for _, o := range p.others(fact.Type, now, r.Path, "") {
				add(o.path, FactOther, o.value)
			}
		}
	}
	for i := range out {
		out[i].show = shown(out[i], paths)
	}
	return out
}

// pathsOf lists what failing conditions read of a fact, as far as the reader may see it, and whether they read when it was
// recorded.
func (q *question) pathsOf(t *trial, fact *stroomschema.Fact, key string) (paths []rules.Read, again bool) {
	for _, part := range q.failingParts(t) {
		for _, r := range part {
			switch {
			case r.Name == "recorded."+fact.Name:
				again = again || q.sight.Fact(fact.Name, key, "")
			case r.Name != fact.Name || slices.Contains(paths, r):
			case q.sight.Fact(fact.Name, key, r.Path), r.Has && q.sight.Has(fact.Name, key, r.Path):
				paths = append(paths, r)
			}
		}
	}
	return paths, again
}

// shown lists what of a value is told: of a missing record the parts that are read.
func shown(v variant, paths []rules.Read) []part {
	switch {
	case v.kind == FactCleared || v.kind == FactAgain:
		return nil
	case v.kind != FactRecorded || v.value.Kind() != rules.Record:
		if value := below(v.value, v.path); tells(value) {
			return []part{{"", value}}
		}
		return nil
	}
	var out []part
	for _, r := range paths {
		for _, field := range v.value.FieldNames() {
			if p := (part{field, below(v.value, r.Path)}); strings.HasPrefix(r.Path+".", field+".") && tells(p.value) && !slices.ContainsFunc(out, p.same) {
				out = append(out, p)
			}
		}
	}
	return out
}

// part is a value that is told, with the name of the field in which it stands.
type part struct {
	field string
	value rules.Value
}

func (p part) same(o part) bool { return p.field == o.field && p.value.Equal(o.value) }

// tells says whether a value means something to people: texts and references here are only examples.
func tells(v rules.Value) bool {
	switch v.Kind() {
	case rules.Unset, rules.Text, rules.Document, rules.Person, rules.Record:
		return false
	}
	return true
}

// below returns the part of a value that a path names, as far as it goes through records.
func below(v rules.Value, path string) rules.Value {
	for path != "" && v.Kind() == rules.Record {
		var head string
		head, path, _ = strings.Cut(path, ".")
		v = v.Field(head)
	}
	return v
}

// told turns trials into answers: those that differ in nothing but the value of a fact become one.
func (q *question) told(found []*trial) []Alternative {
	var out []Alternative
	at := map[string]int{}
	for _, t := range found {
		name := t.kind()
		if i, known := at[name]; known && len(t.facts) == 1 && t.later == 0 && t.who == nil {
			out[i].Facts[0].Tried = append(out[i].Facts[0].Tried, t.facts[0].value)
			if v := t.facts[0]; !example(v) {
				out[i].Facts[0].Values = appendSaid(out[i].Facts[0].Values, q.said(v.show)...)
			}
			continue
		} else if known || len(out) == maxAlternatives {
			continue
		}
		at[name] = len(out)
		out = append(out, q.alternative(t))
	}
	return out
}

// example says whether one value stands for all that would do: a record that is missing, a day.
func example(v variant) bool {
	value := below(v.value, v.path)
	return value.Kind() == rules.Record && v.kind == FactRecorded || value.Kind() == rules.Date || value.Kind() == rules.Instant
}

// kind names what a trial changes, without its values.
func (t *trial) kind() string {
	var b strings.Builder
	for _, v := range t.facts {
		b.WriteString(v.kind + " " + FactName(v.fact.Name, v.key) + "." + v.path + "|")
	}
	if t.later > 0 {
		b.WriteString("later|")
	}
	if t.who != nil {
		b.WriteString(t.as.Role + "@" + t.as.Organisation)
	}
	return b.String()
}

func (q *question) alternative(t *trial) Alternative {
	var out Alternative
	for _, v := range t.facts {
		x := FactChange{Name: FactName(v.fact.Name, v.key), Path: v.path, Kind: v.kind, Values: q.said(v.show), Tried: []rules.Value{v.value},
			Label: Said(q.now().def.ReadingLabel(v.fact.Name, v.key, v.path))}
		if was := below(v.was, v.path); v.kind == FactOther && was.IsSet() {
			x.Was = q.base.c.scope.written(was)
		}
		out.Facts = append(out.Facts, x)
	}
	if t.later > 0 {
		at := t.m.now
		out.From = &at
	}
	if t.who != nil {
		as := t.as
		out.Who = &as
	}
	return out
}

func (q *question) said(parts []part) []Said {
	var out []Said
	for _, p := range parts {
		text := q.base.c.scope.written(p.value)
		if label := q.now().def.Label(p.field); p.field != "" {
			text = Said{NL: label.NL + ": " + text.NL, EN: label.EN + ": " + text.EN}
		}
		out = append(out, text)
	}
	return out
}

func appendSaid(list []Said, more ...Said) []Said {
	for _, s := range more {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}
