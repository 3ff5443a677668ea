package stroomschema

import (
	"slices"

	"stroom/rules"
	"stroom/rules/calendar"
)

func (c *compiler) compileMeasures() {
	for _, p := range c.entries(c.section("measures"), "measures", plainName) {
		what := "measure " + p.key.text
		f := c.fields(p.value, p.key.rng, what, sumShape, timeShape)
		m := &Measure{Name: p.key.text, Label: f.textFields(), Range: p.key.rng}
		c.def.Measures = append(c.def.Measures, m)
		c.index.declare(SymbolMeasure, "", p.key, p.value, rules.Type{})
		if f.has("of") == f.has("from") {
			c.report(CodeShape, p.key.rng, "write of: COUNT with add: ..., or from: FLOW.STEP with to: FLOW.STEP", "%s is either a sum over a count, or a time between two steps", what)
			continue
		}
		if f.has("from") {
			c.timeMeasure(m, f)
			continue
		}
		c.sumMeasure(m, f)
	}
}

func (c *compiler) timeMeasure(m *Measure, f fields) {
	if p, ok := f.scalar("from"); ok {
		m.From = c.stepPlace(p)
	}
	if p, ok := f.needScalar("to", "write to: FLOW.STEP"); ok {
		m.To = c.stepPlace(p)
	}
	if f.need("in", "write in: working days") != nil {
		m.Unit = calendar.Unit(f.oneOf("in", string(calendar.WorkingDays), string(calendar.CalendarDays), string(calendar.Weeks), string(calendar.Months), string(calendar.Hours)))
	}
	for _, key := range []string{"add", "side_by_side", "split"} {
		if f.has(key) {
			c.report(CodeShape, f.keyRange(key), "remove it", "a time between two steps has no %q", key)
		}
	}
}

func (c *compiler) sumMeasure(m *Measure, f fields) {
	for _, key := range []string{"to", "in"} {
		if f.has(key) {
			c.report(CodeShape, f.keyRange(key), "remove it", "a sum over a count has no %q", key)
		}
	}
	p, ok := f.scalar("of")
	if !ok {
		return
	}
	if m.Of = c.def.Count(p.text); m.Of == nil {
		c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Counts, func(k *Count) string { return k.Name })), "there is no count %q", shorten(p.text))
		return
	}
	c.use("count", p.text)
	c.index.refer(p, m.Of.Range)
	s := &scope{what: f.what, vars: c.parameterVars().With(fieldVars("", m.Of.With)...)}
	c.index.within(f.node, s)
	if n := f.need("add", `write add: "1" to count them`); n != nil {
		m.Add = c.value(n, s, rules.Type{Kind: rules.Int}, "`add` of "+f.what)
	}
	for _, item := range f.get("side_by_side").list() {
		q, ok := c.word(item, "a parameter of "+f.what)
		if !ok {
			continue
		}
		parameter := c.def.Parameter(q.text)
		if parameter == nil {
			c.report(CodeUnknownName, q.all(), suggest(q.text, names(c.def.Parameters, func(p *Parameter) string { return p.Name })), "there is no parameter %q", shorten(q.text))
			continue
		}
		c.index.refer(q, parameter.Range)
		m.SideBySide = append(m.SideBySide, parameter)
	}
	if q, ok := f.scalar("split"); ok {
		i := slices.IndexFunc(m.Of.With, func(w Field) bool { return w.Name == q.text })
		if i < 0 {
			c.report(CodeUnknownName, q.all(), suggest(q.text, fieldNames(m.Of.With)), "count %s has no %q", m.Of.Name, shorten(q.text))
			return
		}
		if kind := m.Of.With[i].Type.Kind; kind != rules.Enum && kind != rules.Bool {
			c.report(CodeShape, q.all(), "split by an enumeration or a bool", "%s has too many values to split by", q.text)
		}
		c.index.refer(q, m.Of.With[i].Range)
		m.Split = q.text
	}
}

func (c *compiler) compileInvariants() {
	for _, p := range c.entries(c.section("invariants"), "invariants", anyName) {
		what := "invariant " + p.key.text
		f := c.fields(p.value, p.key.rng, what, alwaysShape, onChangeShape, onDecisionShape, eventuallyShape, possibleShape)
		inv := &Invariant{Name: p.key.text, Label: f.textFields(), Range: p.key.rng}
		c.def.Invariants = append(c.def.Invariants, inv)
		c.index.declare(SymbolInvariant, "", p.key, p.value, rules.Type{})
		kinds := 0
		for _, kind := range []InvariantKind{Always, OnChange, OnDecision, Eventually, Possible} {
			if f.has(string(kind)) {
				inv.Kind = kind
				kinds++
			}
		}
		if kinds != 1 {
			c.report(CodeShape, p.key.rng, "write one of always, on_change, on_decision, eventually, possible", "%s says not in one way what must hold", what)
			continue
		}
		c.fillInvariant(inv, f)
	}
}

func (c *compiler) fillInvariant(inv *Invariant, f fields) {
	s := &scope{what: f.what, vars: c.base}
	c.index.within(f.node, s)
	switch inv.Kind {
	case Always, Eventually, Possible:
		inv.Holds = c.condition(f.get(string(inv.Kind)), s, "`"+string(inv.Kind)+"` of "+f.what)
		if inv.Kind == Eventually {
			inv.After = c.condition(f.need("after", "write after: CONDITION"), s, "`after` of "+f.what)
		}
	case OnChange:
		if p, ok := f.scalar("on_change"); ok {
			if inv.Fact = c.def.Fact(p.text); inv.Fact == nil {
				c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Facts, func(x *Fact) string { return x.Name })), "there is no fact %q", shorten(p.text))
				return
			}
			c.use("fact", p.text)
			c.index.refer(p, inv.Fact.Range)
			t := inv.Fact.Type
			t.Optional = true
			vars := []rules.Var{{Name: "old", Type: t}, {Name: "new", Type: t}, {Name: "cause", Type: rules.Type{Kind: rules.Enum, Name: "Cause"}}}
			if inv.Fact.Key != nil {
				vars = append(vars, keyVar(inv.Fact.Key))
			}
			c.index.replace(f.node, s.with(vars...))
			inv.Never = c.condition(f.need("never", "write never: CONDITION"), s.with(vars...), "`never` of "+f.what)
		}
	case OnDecision:
		for _, item := range f.get("on_decision").list() {
			p, ok := c.word(item, "a decision of "+f.what)
			if !ok {
				continue
			}
			if d := c.def.Decision(p.text); d != nil {
				inv.Decisions = append(inv.Decisions, d)
				c.index.referDecision(p, d)
				continue
			}
			c.report(CodeUnknownName, p.all(), suggest(p.text, decisionIDs(c.def)), "there is no decision %q", shorten(p.text))
		}
		vars := append(actorVars("actor", false), actorVars("first", true)...)
		c.index.replace(f.node, s.with(vars...))
		inv.Never = c.condition(f.need("never", "write never: CONDITION"), s.with(vars...), "`never` of "+f.what)
	}
}

// compileMigration reads how running trajectories of the version before go on under this one. The names of that version
// are checked when the two are linked.
func (c *compiler) compileMigration() {
	n := c.section("migration")
	if n == nil {
		return
	}
	f := c.fields(n, c.root.keyRange("migration"), "migration", migrationShape)
	m := &Migration{Range: c.root.keyRange("migration")}
	if f.need("from", "write from: 1, the version before") != nil {
		m.From = f.number("from", 1, max(1, c.def.Version-1))
	}
	for _, p := range c.entries(f.get("flows"), "flows of the migration", plainName) {
		flow := c.flow(p.key.piece())
		if flow == nil {
			continue
		}
		k := c.fields(p.value, p.key.rng, "the migration of flow "+flow.Name, migrateFlowShape)
		one := MigrateFlow{Flow: flow}
		k.need("runs", "write runs: finish, or runs: move")
		one.Finish = k.oneOf("runs", "finish", "move") == "finish"
		if !one.Finish {
			one.Steps = map[string]*Step{}
			for _, q := range c.entries(k.get("steps"), "the steps of "+k.what, plainName) {
				if to, ok := c.word(q.value, "the new step of "+q.key.text); ok {
					one.Steps[q.key.text] = c.stepOf(to, flow)
				}
			}
			k.need("terms", "say whether running terms go on: terms: keep, or terms: restart")
			one.Restart = k.oneOf("terms", "keep", "restart") == "restart"
		}
		m.Flows = append(m.Flows, one)
	}
	for _, p := range c.entries(f.get("facts"), "facts of the migration", plainName) {
		fact := c.def.Fact(p.key.text)
		if fact == nil {
			c.report(CodeUnknownName, p.key.rng, suggest(p.key.text, names(c.def.Facts, func(x *Fact) string { return x.Name })), "there is no fact %q", p.key.text)
			continue
		}
		c.index.refer(p.key.piece(), fact.Range)
		s := &scope{what: "the migration of fact " + fact.Name, vars: c.base}
		if fact.Key != nil {
			s = s.with(keyVar(fact.Key))
		}
		m.Facts = append(m.Facts, Assignment{Place: Place{Fact: fact, Range: p.key.rng}, Value: c.value(p.value, s, fact.Type, p.key.text+" of the migration")})
	}
	c.def.Migration = m
}
