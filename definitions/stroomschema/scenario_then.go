package stroomschema

import (
	"slices"
	"strings"
	"time"

	"stroom/rules"
)

const thenKeys = "refused at facts due who notices no_notices measures outcome ended incidents open not_open party"

// then reads what must be true after an event.
func (r *scenarioReader) then(n *node, ev *ScenarioEvent) *Expectation {
	if n == nil {
		return nil
	}
	f := r.fields(n, n.rng, "then", thenKeys)
	if len(f.node.pairs) > 0 {
		r.expected = true
	}
	x := &Expectation{Range: n.rng}
	x.Refused = r.refused(f.get("refused"))
	r.expectAt(f.get("at"), x)
	r.expectFacts(f.get("facts"), x)
	r.expectDue(f.get("due"), x)
	r.expectWho(f.get("who"), x)
	r.expectNotices(f, x)
	r.expectMeasures(f.get("measures"), x)
	r.expectOutcomes(f.get("outcome"), x)
	r.expectParties(f.get("party"), x)
	if p, ok := f.scalar("ended"); ok {
		x.Ended = r.outcomeOf(r.def.Flows[0], p.node)
	}
	if f.has("incidents") {
		count := f.number("incidents", 0, 1000)
		x.Incidents = &count
	}
	x.Open, x.NotOpen = r.decisions(f.get("open")), r.decisions(f.get("not_open"))
	if (len(x.Open) > 0 || len(x.NotOpen) > 0) && ev.By == nil {
		r.report(CodeScenario, n.rng, "write by: NAME", "what is open depends on who asks, and nobody acts here")
	}
	return x
}

func (r *scenarioReader) refused(n *node) *ExpectRefused {
	if n == nil {
		return nil
	}
	x := &ExpectRefused{Range: n.rng}
	if n.kind == scalarNode {
		x.Code = n.text
		return x
	}
	f := r.fields(n, n.rng, "refused", "code rule nl")
	if p, ok := f.needScalar("code", "write code: CODE"); ok {
		x.Code = p.text
	}
	if p, ok := f.scalar("nl"); ok {
		x.NL = p.text
	}
	if p, ok := f.scalar("rule"); ok {
		if x.Rule = r.def.Rule(p.text); x.Rule == nil {
			r.report(CodeUnknownName, p.all(), suggest(p.text, names(r.def.Rules, func(x *Rule) string { return x.Name })), "there is no rule %q", shorten(p.text))
		}
	}
	return x
}

// each goes through a mapping of things that the scenario names.
func (r *scenarioReader) each(n *node, what string, read func(pair)) {
	if n == nil {
		return
	}
	if n.kind != mappingNode {
		r.report(CodeShape, n.rng, "write {name: ...}", "%s is %s; a mapping is expected", what, n.words())
		return
	}
	for _, p := range n.pairs {
		read(p)
	}
}

func (r *scenarioReader) eachRun(n *node, what string, read func(RunRef, pair)) {
	r.each(n, what, func(p pair) {
		if ref, ok := r.runRef(p.key); ok {
			read(ref, p)
		}
	})
}

func (r *scenarioReader) expectAt(n *node, x *Expectation) {
	r.eachRun(n, "at", func(ref RunRef, p pair) {
		e := ExpectAt{Run: ref, Range: p.key.rng}
		name := p.value
		if p.value.kind == mappingNode {
			f := r.fields(p.value, p.key.rng, p.key.text, "step suspended")
			name = f.need("step", "write step: STEP")
			if s := f.get("suspended"); s != nil {
				e.Suspended = s.text == "true"
				if s.text != "true" && s.text != "false" {
					r.report(CodeLiteral, s.rng, "", "suspended is true or false")
				}
			}
		}
		if name == nil {
			return
		}
		if name.text != "none" {
			if e.Step = ref.Flow.Step(name.text); e.Step == nil {
				r.report(CodeUnknownName, name.rng, suggest(name.text, names(ref.Flow.Steps, func(s *Step) string { return s.Name })), "flow %s has no step %q", ref.Flow.Name, shorten(name.text))
				return
			}
		}
		x.At = append(x.At, e)
	})
}

// expectFacts reads "title", "place[care]", "place[care].level".
func (r *scenarioReader) expectFacts(n *node, x *Expectation) {
	r.each(n, "facts", func(p pair) {
		text, key := p.key.text, ""
		head, path, _ := strings.Cut(text, ".")
		if i := strings.IndexByte(text, '['); i >= 0 {
			end := strings.IndexByte(text, ']')
			if end < i {
				r.report(CodeScenario, p.key.rng, "write place[care].level", "%q names no fact", shorten(text))
				return
			}
			head, key, path = text[:i], text[i+1:end], strings.TrimPrefix(text[end+1:], ".")
		}
		fact := r.def.Fact(head)
		if fact == nil || (fact.Key == nil) != (key == "") ||
			fact.Key != nil && !slices.ContainsFunc(fact.Key.Values, func(v Value) bool { return v.Name == key }) {
			r.report(CodeUnknownName, p.key.rng, suggest(head, names(r.def.Facts, func(f *Fact) string { return f.Name })), "%q names no fact", shorten(text))
			return
		}
		t, ok := r.fieldType(fact.Type, path)
		if !ok {
			r.report(CodeUnknownName, p.key.rng, "", "fact %s has no part %q", fact.Name, shorten(path))
			return
		}
		e := ExpectFact{Fact: fact, Key: key, Path: path, Range: p.key.rng}
		if !p.value.is("unset") {
			e.Value = r.literal(p.value, t.Some(), text)
		}
		x.Facts = append(x.Facts, e)
	})
}

// fieldType follows dotted fields below a type: of records, and attributes of enumerations.
func (r *scenarioReader) fieldType(t rules.Type, path string) (rules.Type, bool) {
	for path != "" {
		var field string
		field, path, _ = strings.Cut(path, ".")
		var list []rules.FieldDecl
		if decl := r.def.Env.Schema().Record(t.Name); decl != nil && t.Kind == rules.Record {
			list = decl.Fields
		}
		i := slices.IndexFunc(list, func(f rules.FieldDecl) bool { return f.Name == field })
		if i < 0 {
			return t, false
		}
		t = list[i].Type
	}
	return t, true
}

func (r *scenarioReader) expectDue(n *node, x *Expectation) {
	r.eachRun(n, "due", func(ref RunRef, p pair) {
		e := ExpectDue{Run: ref, Range: p.key.rng}
		if !p.value.is("none") {
			e.At = r.dueMoment(p.value)
		}
		x.Due = append(x.Due, e)
	})
}

// dueMoment reads a moment, or the last day of a term: its 24:00.
func (r *scenarioReader) dueMoment(n *node) time.Time {
	if day, err := time.ParseInLocation("2006-01-02", n.text, r.def.Zone); err == nil {
		return day.AddDate(0, 0, 1).UTC()
	}
	return r.instant(n)
}

func (r *scenarioReader) expectWho(n *node, x *Expectation) {
	r.eachRun(n, "who", func(ref RunRef, p pair) {
		e := ExpectWho{Run: ref, Range: p.key.rng}
		for _, item := range p.value.list() {
			if role := r.role(item); role != nil {
				e.Roles = append(e.Roles, role)
			}
		}
		x.Who = append(x.Who, e)
	})
}

func (r *scenarioReader) notice(n *node) *Notice {
	notice := r.def.Notice(n.text)
	if notice == nil {
		r.report(CodeUnknownName, n.rng, suggest(n.text, names(r.def.Notices, func(x *Notice) string { return x.Name })), "there is no notice %q", shorten(n.text))
	}
	return notice
}

func (r *scenarioReader) expectNotices(f fields, x *Expectation) {
	for _, item := range f.get("notices").list() {
		e := ExpectNotice{Range: item.rng}
		if item.kind == scalarNode {
			e.Notice = r.notice(item)
		} else {
			one := r.fields(item, item.rng, "a notice", "notice to")
			if n := one.need("notice", "write notice: NOTICE"); n != nil {
				e.Notice = r.notice(n)
			}
			if n := one.get("to"); n != nil {
				e.To = r.role(n)
			}
		}
		if e.Notice != nil {
			x.Notices = append(x.Notices, e)
		}
	}
	for _, item := range f.get("no_notices").list() {
		if notice := r.notice(item); notice != nil {
			x.NoNotices = append(x.NoNotices, notice)
		}
	}
}

// expectMeasures reads the value of a measure, or its values side by side by the values of one parameter.
func (r *scenarioReader) expectMeasures(n *node, x *Expectation) {
	r.each(n, "measures", func(p pair) {
		i := slices.IndexFunc(r.def.Measures, func(m *Measure) bool { return m.Name == p.key.text })
		if i < 0 {
			r.report(CodeUnknownName, p.key.rng, suggest(p.key.text, names(r.def.Measures, func(m *Measure) string { return m.Name })), "there is no measure %q", shorten(p.key.text))
			return
		}
		m := r.def.Measures[i]
		if p.value.kind == scalarNode {
			x.Measures = append(x.Measures, ExpectMeasure{Measure: m, Value: r.wholeNumber(p.value), Range: p.key.rng})
			return
		}
		r.each(p.value, p.key.text, func(side pair) {
			if with, ok := r.sideOf(m, side.key); ok {
				x.Measures = append(x.Measures, ExpectMeasure{Measure: m, With: with, Value: r.wholeNumber(side.value), Range: side.key.rng})
			}
		})
	})
}

// sideOf finds the parameter that a value belongs to: "nifp", or several as "nifp, 4".
func (r *scenarioReader) sideOf(m *Measure, n *node) ([]NamedValue, bool) {
	var with []NamedValue
	for _, word := range strings.Split(n.text, ",") {
		word = strings.TrimSpace(word)
		found := false
		for _, param := range m.SideBySide {
			i := slices.IndexFunc(param.Choices, func(c ParameterChoice) bool { return c.Value.String() == word })
			taken := slices.ContainsFunc(with, func(w NamedValue) bool { return w.Name == param.Name })
			if i >= 0 && !taken {
				with = append(with, NamedValue{Name: param.Name, Value: param.Choices[i].Value, Range: n.rng})
				found = true
				break
			}
		}
		if !found {
			r.report(CodeUnknownName, n.rng, "", "measure %s is not computed for %q", m.Name, shorten(word))
			return nil, false
		}
	}
	return with, true
}

func (r *scenarioReader) expectOutcomes(n *node, x *Expectation) {
	r.eachRun(n, "outcome", func(ref RunRef, p pair) {
		x.Outcomes = append(x.Outcomes, ExpectOutcome{Run: ref, Outcome: r.outcomeOf(ref.Flow, p.value), Range: p.key.rng})
	})
}

func (r *scenarioReader) outcomeOf(flow *Flow, n *node) string {
	known := append(names(flow.Outcomes, func(v Value) string { return v.Name }), "cancelled", "stopped")
	if !slices.Contains(known, n.text) {
		r.report(CodeUnknownName, n.rng, suggest(n.text, known), "flow %s has no outcome %q", flow.Name, shorten(n.text))
	}
	return n.text
}

func (r *scenarioReader) decisions(n *node) []*Decision {
	var list []*Decision
	for _, item := range n.list() {
		d := r.def.Decision(item.text)
		if d == nil {
			if f := r.def.Flow(item.text); f != nil {
				d = f.Begin
			}
		}
		if d == nil {
			r.report(CodeUnknownName, item.rng, suggest(item.text, decisionIDs(r.def)), "there is no decision %q", shorten(item.text))
			continue
		}
		list = append(list, d)
	}
	return list
}

func (r *scenarioReader) expectParties(n *node, x *Expectation) {
	r.each(n, "party", func(p pair) {
		name, key, _ := strings.Cut(strings.TrimSuffix(p.key.text, "]"), "[")
		role := r.def.Role(name)
		if role == nil || (role.Binding == PerKey) != (key != "") {
			r.report(CodeUnknownName, p.key.rng, "", "%q names no party", shorten(p.key.text))
			return
		}
		e := ExpectParty{Role: role, Key: key, Range: p.key.rng}
		if !p.value.is("none") {
			e.Organisation = p.value.text
		}
		x.Parties = append(x.Parties, e)
	})
}
