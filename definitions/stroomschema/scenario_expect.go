package stroomschema

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// then reads what is expected after an event; nil when nothing is.
func (r *scenarioReader) then(n *node) *Expectation {
	if n == nil {
		return nil
	}
	f := r.fields(n, n.rng, "an expectation", expectationShape)
	if n.kind == mappingNode && len(n.pairs) == 0 {
		r.report(CodeNoExpectation, n.rng, "write what must be true", "`then` is empty")
	}
	then := &Expectation{Range: n.rng, Keys: map[string]diag.Range{}, Refused: r.refused(f)}
	for _, p := range n.pairs {
		then.Keys[p.key.text] = p.rng()
	}
	r.places(then, f)
	r.expectedFacts(then, f)
	r.notices(then, f)
	r.measures(then, f)
	for _, p := range r.anyEntries(f.get("outcome"), "outcome") {
		if run, ok := r.run(p.key); ok {
			then.Outcomes = append(then.Outcomes, ExpectOutcome{Run: run, Outcome: r.outcomeOf(run.Flow, p.value), Range: p.rng()})
		}
	}
	if n := f.get("ended"); n != nil {
		then.Ended = r.outcomeOf(r.def.Flows[0], n)
	}
	if n := f.get("incidents"); n != nil {
		count := f.number("incidents", 0, 1000)
		then.Incidents = &count
	}
	then.Open = r.decisions(f.get("open"))
	then.NotOpen = r.decisions(f.get("not_open"))
	for _, p := range r.anyEntries(f.get("party"), "party") {
		r.party(then, p)
	}
	return then
}

// anyEntries opens a mapping whose keys are references, such as "room[north].level".
func (r *scenarioReader) anyEntries(n *node, what string) []pair {
	if n == nil {
		return nil
	}
	if n.kind != mappingNode {
		r.report(CodeShape, n.rng, "write "+what+": {name: value}", "%q is %s; a mapping is expected", what, n.words())
		return nil
	}
	return n.pairs
}

// refused reads CODE, or {code, rule, nl}.
func (r *scenarioReader) refused(f fields) *ExpectRefused {
	n := f.get("refused")
	if n == nil {
		return nil
	}
	out := &ExpectRefused{Range: n.rng}
	if n.kind == scalarNode {
		if p, ok := r.word(n, "a code"); ok && r.checkName(n, codeName) {
			r.index.referNamed(p, "code "+p.text)
			out.Code = p.text
		}
		return out
	}
	x := r.fields(n, f.keyRange("refused"), "`refused`", refusedShape)
	if p, ok := x.needScalar("code", "write code: CODE"); ok && r.checkName(p.node, codeName) {
		r.index.referNamed(p, "code "+p.text)
		out.Code = p.text
	}
	if p, ok := x.scalar("rule"); ok {
		if out.Rule = r.def.Rule(p.text); out.Rule == nil {
			r.unknown(p, "rule", names(r.def.Rules, func(r *Rule) string { return r.Name }))
		} else {
			r.index.refer(p, out.Rule.Range)
		}
	}
	if p, ok := x.scalar("nl"); ok {
		out.NL = p.text
	}
	return out
}

// places reads where runs stand, when they are due and who may act.
func (r *scenarioReader) places(then *Expectation, f fields) {
	for _, p := range r.anyEntries(f.get("at"), "at") {
		run, ok := r.run(p.key)
		if !ok {
			continue
		}
		at := ExpectAt{Run: run, All: p.value.kind == sequenceNode, Range: p.rng()}
		for _, item := range r.something(p) {
			if stand, ok := r.stand(item, run.Flow, p.key, at.All); ok {
				at.Stands = append(at.Stands, stand)
			}
		}
		then.At = append(then.At, at)
	}
	for _, p := range r.anyEntries(f.get("due"), "due") {
		run, ok := r.run(p.key)
		q, isText := r.word(p.value, "the due moment of "+p.key.text)
		if ok && isText {
			then.Due = append(then.Due, ExpectDue{Run: run, At: r.dueTime(q), Range: p.rng()})
		}
	}
	for _, p := range r.anyEntries(f.get("who"), "who") {
		run, ok := r.run(p.key)
		if !ok {
			continue
		}
		who := ExpectWho{Run: run, Range: p.rng()}
		for _, item := range r.something(p) {
			if role := r.role(item); role != nil {
				who.Roles = append(who.Roles, role)
			}
		}
		then.Who = append(then.Who, who)
	}
}

// stand reads STEP, none, or {step: STEP, suspended: true, waiting: true}. In a list of all runs nothing is `none`.
func (r *scenarioReader) stand(n *node, flow *Flow, key *node, listed bool) (ExpectStand, bool) {
	var stand ExpectStand
	if n.kind == mappingNode {
		x := r.fields(n, key.rng, "where "+key.text+" stands", standsShape)
		stand.Suspended, stand.Waiting = r.truth(x, "suspended"), r.truth(x, "waiting")
		if n = x.need("step", "write step: STEP"); n == nil {
			return stand, false
		}
	}
	p, ok := r.word(n, "the step of "+key.text)
	if !ok || p.text == "none" && !listed {
		return stand, ok
	}
	if stand.Step = flow.Step(p.text); stand.Step == nil {
		candidates := names(flow.Steps, func(s *Step) string { return s.Name })
		if !listed {
			candidates = append(candidates, "none")
		}
		r.unknown(p, "step in flow "+flow.Name, candidates)
		return stand, false
	}
	r.index.refer(p, stand.Step.Range)
	return stand, true
}

// something is the list under a name that the author chose; nothing at all cannot be expected.
func (r *scenarioReader) something(p pair) []*node {
	if p.value.null() {
		r.report(CodeShape, p.value.rng, "write what is expected", "nothing is expected of %s", p.key.text)
	}
	return p.value.list()
}

// truth reads a part that is true or false; left out it is false.
func (r *scenarioReader) truth(f fields, name string) bool {
	n := f.get(name)
	if n == nil || n.is("true") {
		return n != nil
	}
	if !n.is("false") {
		r.report(CodeLiteral, n.rng, "write "+name+": true", "%q is neither true nor false", shorten(n.text))
	}
	return false
}

// dueTime reads a day, which stands for its 24:00, or a time.
func (r *scenarioReader) dueTime(p piece) time.Time {
	if p.text == "none" || p.text == "never" {
		return time.Time{}
	}
	if day, err := time.Parse("2006-01-02", p.text); err == nil && day.Year() >= 1996 && day.Year() <= 2060 {
		return calendar.Civil{Year: day.Year(), Month: day.Month(), Day: day.Day()}.End(r.def.Zone).UTC()
	}
	return r.localTime(p)
}

func (r *scenarioReader) expectedFacts(then *Expectation, f fields) {
	for _, p := range r.anyEntries(f.get("facts"), "facts") {
		name, key, path := split(p.key.piece())
		fact := r.def.Fact(name.text)
		if fact == nil {
			r.unknown(name, "fact", names(r.def.Facts, func(f *Fact) string { return f.Name }))
			continue
		}
		if fact.Key != nil && key.node == nil {
			r.report(CodeFlowKey, p.key.rng, "write "+fact.Name+"["+fact.Key.Values[0].Name+"]", "the fact %s is kept per %s, and it is not said which", fact.Name, fact.Key.Name)
			continue
		}
		r.index.refer(name, fact.Range)
		k, ok := r.keyOf(key, fact.Key, "the fact "+fact.Name)
		r.index.referFields(p.key.piece(), path, fact.Type, r.def.Env.Schema())
		t, known := r.typeAt(fact.Type, path, p.key)
		if !ok || !known {
			continue
		}
		expected := ExpectFact{Fact: fact, Key: k, Path: path, Range: p.rng()}
		if !p.value.is("unset") {
			if expected.Value, ok = r.literal(p.value, t.Some(), p.key.text); !ok {
				continue
			}
		}
		then.Facts = append(then.Facts, expected)
	}
}

// typeAt finds the type of a part of a record.
func (r *scenarioReader) typeAt(t rules.Type, path string, n *node) (rules.Type, bool) {
	for path != "" {
		name, rest, _ := strings.Cut(path, ".")
		decl := r.def.Env.Schema().Record(t.Name)
		i := -1
		var fields []string
		if t.Kind == rules.Record && decl != nil {
			for j, field := range decl.Fields {
				fields = append(fields, field.Name)
				if field.Name == name {
					i = j
				}
			}
		}
		if i < 0 {
			r.report(CodeUnknownName, n.rng, suggest(name, fields), "%s has no field %q", typeText(t.Some()), shorten(name))
			return t, false
		}
		t, path = decl.Fields[i].Type, rest
	}
	return t, true
}

func (r *scenarioReader) notices(then *Expectation, f fields) {
	for _, item := range f.get("notices").list() {
		x := r.fields(item, f.keyRange("notices"), "an expected notice", expectedNoticeShape)
		expected := ExpectNotice{Range: item.rng}
		if p, ok := x.needScalar("notice", "write notice: NAME"); ok {
			expected.Notice = r.notice(p)
		}
		if n := x.get("to"); n != nil {
			expected.To = r.role(n)
		}
		then.Notices = append(then.Notices, expected)
	}
	for _, item := range f.get("no_notices").list() {
		if p, ok := r.word(item, "a notice"); ok {
			if notice := r.notice(p); notice != nil {
				then.NoNotices = append(then.NoNotices, notice)
			}
		}
	}
}

func (r *scenarioReader) notice(p piece) *Notice {
	notice := r.def.Notice(p.text)
	if notice == nil {
		r.unknown(p, "notice", names(r.def.Notices, func(n *Notice) string { return n.Name }))
		return nil
	}
	r.index.refer(p, notice.Range)
	return notice
}

// measures reads a number, or numbers by the values of the parameters that a measure is computed side by side over and of
// the particular that it is split by.
func (r *scenarioReader) measures(then *Expectation, f fields) {
	for _, p := range r.anyEntries(f.get("measures"), "measures") {
		m := r.def.Measure(p.key.text)
		if m == nil {
			r.unknown(p.key.piece(), "measure", names(r.def.Measures, func(m *Measure) string { return m.Name }))
			continue
		}
		r.index.refer(p.key.piece(), m.Range)
		var by []Field
		for _, parameter := range m.SideBySide {
			by = append(by, Field{Name: parameter.Name, Type: parameter.Type})
		}
		if m.Split != "" {
			i := slices.IndexFunc(m.Of.With, func(w Field) bool { return w.Name == m.Split })
			by = append(by, m.Of.With[i])
		}
		r.measure(then, m, p.value, by, nil)
	}
}

func (r *scenarioReader) measure(then *Expectation, m *Measure, n *node, by []Field, with []NamedValue) {
	if n.kind != mappingNode {
		value, err := strconv.ParseInt(n.text, 10, 64)
		if err != nil || n.kind != scalarNode {
			r.report(CodeLiteral, n.rng, "", "the value of measure %s is %s; a whole number is expected", m.Name, n.words())
			return
		}
		then.Measures = append(then.Measures, ExpectMeasure{Measure: m, With: with, Value: value, Range: n.rng})
		return
	}
	if len(by) == 0 {
		r.report(CodeScenario, n.rng, "write one number", "measure %s has no more to tell apart", m.Name)
		return
	}
	for _, p := range n.pairs {
		if v, ok := r.literal(p.key, by[0].Type.Some(), by[0].Name); ok {
			r.measure(then, m, p.value, by[1:], append(slices.Clip(with), NamedValue{Name: by[0].Name, Value: v, Range: p.key.rng}))
		}
	}
}

func (r *scenarioReader) outcomeOf(flow *Flow, n *node) string {
	p, ok := r.word(n, "the outcome of flow "+flow.Name)
	if !ok {
		return ""
	}
	candidates := append(names(flow.Outcomes, func(v Value) string { return v.Name }), "cancelled")
	if !slices.Contains(candidates, p.text) {
		r.unknown(p, "outcome of flow "+flow.Name, candidates)
	}
	r.index.referNamed(p, "outcome "+flow.Name+"."+p.text)
	return p.text
}

func (r *scenarioReader) decisions(n *node) []*Decision {
	var list []*Decision
	for _, item := range n.list() {
		p, ok := r.word(item, "a decision")
		if !ok {
			continue
		}
		if d := r.def.Decision(p.text); d != nil {
			r.index.referDecision(p, d)
			list = append(list, d)
			continue
		}
		r.unknown(p, "decision", decisionIDs(r.def))
	}
	return list
}

func (r *scenarioReader) party(then *Expectation, p pair) {
	name, key, _ := split(p.key.piece())
	role := r.def.Role(name.text)
	if role == nil || role.Binding == Anywhere {
		r.unknown(name, "party", names(r.def.Roles, func(r *Role) string { return r.Name }))
		return
	}
	r.index.refer(name, role.Range)
	k, ok := r.keyOf(key, role.Key, "the party "+role.Name)
	q, isText := r.word(p.value, "the party "+role.Name)
	if !ok || !isText {
		return
	}
	expected := ExpectParty{Role: role, Key: k, Organisation: q.text, Range: p.rng()}
	if q.text == "none" {
		expected.Organisation = ""
	}
	then.Parties = append(then.Parties, expected)
}
