package stroomschema

import (
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// scope is what expressions at one place of the file may read, and where inputs are looked for.
type scope struct {
	what   string      // the place in words, for messages: "decision lend of flow loan"
	vars   *rules.Vars // what an expression may read, with what is known of it
	bare   *rules.Vars // the same with nothing known; nil: nothing is
	extra  []rules.Var // what only inputs of notices may be filled from: step, percent
	inputs []string    // prefixes under which inputs are looked for, in order: "ask.", "with.", "own.", ""
	flow   *Flow       // nil outside flows
	step   *Step       // the step of the place; nil for what is flow-wide
	place  string      // as `set_by` names it: "loan.lend", "loan.begin", "loan"
	known  []known     // conditions that hold here, because the file asked them on the way
	acting []*Who      // who decides here; nil where nobody does
	each   *eachOf     // of the innermost `for each`; nil outside one
}

// eachOf is the element of a `for each`.
type eachOf struct {
	name string
	once bool // the list is every.KEY, and there is no `for each` around it: no element comes twice
}

// known is a condition that holds, or with not set, one that does not hold.
type known struct {
	cond  *syn
	not   bool
	reads []string    // the variables it reads, also through the rules it calls
	expr  *rules.Expr // nil: what a rule asks, written out
	words string      // cond and not, written in one way; only where conditions are compared
}

func newKnown(cond *syn, not bool, reads []string) known {
	words := cond.String()
	if not {
		words = "!" + words
	}
	return known{cond: cond, not: not, reads: reads, words: words}
}

// with returns the scope with more variables.
func (s *scope) with(vs ...rules.Var) *scope {
	inner := *s
	inner.vars = s.vars.With(vs...)
	if s.bare != nil {
		inner.bare = s.bare.With(vs...)
	}
	return &inner
}

// within returns the scope under another description.
func (s *scope) within(what string) *scope {
	inner := *s
	inner.what = what
	return &inner
}

// holding returns the scope in which a condition has been found to hold: what it proves to be set may be read there.
func (s *scope) holding(condition *rules.Expr) *scope { return s.knowing(condition, false) }

// failing returns the scope in which a condition has been found not to hold.
func (s *scope) failing(condition *rules.Expr) *scope { return s.knowing(condition, true) }

func (s *scope) knowing(condition *rules.Expr, not bool) *scope {
	if condition == nil {
		return s
	}
	inner := *s
	if inner.bare == nil {
		inner.bare = s.vars
	}
	if cond := parseSyn(condition.Source()); cond != nil {
		inner.known = append(slices.Clip(s.known), known{cond: cond, not: not, reads: condition.Reads(), expr: condition})
	}
	inner.vars = given(s.vars, condition, not)
	return &inner
}

func given(vars *rules.Vars, condition *rules.Expr, not bool) *rules.Vars {
	if not {
		return vars.Otherwise(condition)
	}
	return vars.Given(condition)
}

// after returns the scope behind actions: what was known of what they change is known no longer.
func (s *scope) after(actions []*Action) *scope {
	changed := changes(actions)
	if len(changed) == 0 || len(s.known) == 0 {
		return s
	}
	inner := *s
	inner.known = nil
	if s.bare != nil {
		inner.vars = s.bare
	}
	for _, k := range s.known {
		if readsAny(k.reads, changed) {
			continue
		}
		inner.known = append(inner.known, k)
		if k.expr != nil {
			inner.vars = given(inner.vars, k.expr, k.not)
		}
	}
	return &inner
}

// input finds the variable that fills an input.
func (s *scope) input(name string) (rules.Var, bool) {
	for _, prefix := range s.inputs {
		if v, ok := s.vars.Lookup(prefix + name); ok && v.Key == "" {
			return v, true
		}
	}
	i := slices.IndexFunc(s.extra, func(v rules.Var) bool { return v.Name == name })
	if i >= 0 {
		return s.extra[i], true
	}
	return rules.Var{}, false
}

// inputPlaces says in words where inputs are looked for.
func (s *scope) inputPlaces() string {
	var list []string
	for _, prefix := range s.inputs {
		if prefix != "" {
			list = append(list, strings.TrimSuffix(prefix, "."))
		}
	}
	return strings.Join(list, ", ")
}

// compileInputs fills the inputs of a rule, notice, term or role: from `with` where the author wrote it, otherwise by name
// from the scope.
func (c *compiler) compileInputs(given []Field, with *node, s *scope, at diag.Range, what string) map[string]*rules.Expr {
	explicit := c.explicitInputs(given, with, s, what)
	filled := make(map[string]*rules.Expr, len(given))
	for _, field := range given {
		if x, ok := explicit[field.Name]; ok {
			filled[field.Name] = x
			continue
		}
		filled[field.Name] = c.inputByName(field, s, at, what)
	}
	return filled
}

func (c *compiler) explicitInputs(given []Field, with *node, s *scope, what string) map[string]*rules.Expr {
	if with == nil {
		return nil
	}
	c.index.inputs(with, s, given)
	filled := map[string]*rules.Expr{}
	for _, p := range c.entries(with, "the inputs of "+what, anyName) {
		i := slices.IndexFunc(given, func(f Field) bool { return f.Name == p.key.text })
		if i < 0 {
			c.report(CodeUnknownName, p.key.rng, suggest(p.key.text, fieldNames(given)), "%s has no input %q", what, p.key.text)
			continue
		}
		c.index.refer(p.key.piece(), given[i].Range)
		filled[p.key.text] = c.value(p.value, s, given[i].Type, p.key.text+" of "+what)
	}
	return filled
}

func (c *compiler) inputByName(field Field, s *scope, at diag.Range, what string) *rules.Expr {
	v, ok := s.input(field.Name)
	if !ok {
		hint := "write with: {" + field.Name + ": ...}"
		if places := s.inputPlaces(); places != "" {
			hint = "looked for in " + places + "; " + hint
		}
		c.report(CodeInput, at, hint, "%s needs %s (%s), and %s has none", what, field.Name, typeText(field.Type), s.what)
		return nil
	}
	if !fits(v.Type, field.Type) {
		c.report(CodeInputType, at, "write with: {"+field.Name+": ...}",
			"%s needs %s of type %s, but %s is %s", what, field.Name, typeText(field.Type), v.Name, typeText(v.Type))
		return nil
	}
	c.index.fill(field.Range, v, at)
	return c.variable(v, s, field.Type)
}

func fieldNames(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

func fieldVars(prefix string, fields []Field) []rules.Var {
	vars := make([]rules.Var, len(fields))
	for i, f := range fields {
		vars[i] = rules.Var{Name: prefix + f.Name, Type: f.Type, Tag: &fields[i].Range}
	}
	return vars
}

// actorVars are the variables about a person under a name.
func actorVars(name string, optional bool) []rules.Var {
	return []rules.Var{
		{Name: name + ".person", Type: rules.Type{Kind: rules.Person, Optional: optional}},
		{Name: name + ".organisation", Type: rules.Type{Kind: rules.Organisation, Optional: optional}},
		{Name: name + ".role", Type: rules.Type{Kind: rules.Enum, Name: "Role", Optional: optional}},
	}
}

var (
	boolType     = rules.Type{Kind: rules.Bool}
	textType     = rules.Type{Kind: rules.Text}
	instantType  = rules.Type{Kind: rules.Instant}
	dateType     = rules.Type{Kind: rules.Date}
	organisation = rules.Type{Kind: rules.Organisation}
	optionalOrg  = rules.Type{Kind: rules.Organisation, Optional: true}
	maybeInstant = rules.Type{Kind: rules.Instant, Optional: true}
	maybeDate    = rules.Type{Kind: rules.Date, Optional: true}
)

// declareBase makes the variables that every expression may read: facts with the day they were set, parameters, parties,
// what may be known of the flows, and the clock.
func (c *compiler) declareBase() {
	vars := []rules.Var{{Name: "now", Type: instantType}, {Name: "today", Type: dateType}}
	for _, f := range c.def.Facts {
		key := keyName(f.Key)
		vars = append(vars,
			rules.Var{Name: f.Name, Type: f.Type, Key: key, Tag: &f.Range},
			rules.Var{Name: "recorded." + f.Name, Type: maybeDate, Key: key, Tag: &f.Range})
	}
	for _, p := range c.def.Parameters {
		vars = append(vars, rules.Var{Name: "param." + p.Name, Type: p.Type, Tag: &p.Range})
	}
	for _, r := range c.def.Roles {
		if r.Binding != Anywhere {
			vars = append(vars, rules.Var{Name: "party." + r.Name, Type: optionalOrg, Key: keyName(r.Key), Tag: &r.Range})
		}
	}
	for _, f := range c.def.Flows {
		vars = append(vars, flowVars(f)...)
	}
	c.base = rules.NewVars(vars...)
}

const maxRuns = 1000 // more runs than any limit of the engine lets be open or end

// flowVars are what may be known of a flow from outside: never its `with` or `own`.
func flowVars(f *Flow) []rules.Var {
	key := keyName(f.Key)
	count := rules.Type{Kind: rules.Int, Ranged: true, Min: 0, Max: maxRuns}
	vars := []rules.Var{
		{Name: f.Name + ".open", Type: boolType, Key: key, Tag: f},
		{Name: f.Name + ".runs", Type: count, Key: key, Tag: f},
		{Name: f.Name + ".ended", Type: count, Key: key, Tag: f},
	}
	if !f.Several {
		vars = append(vars,
			rules.Var{Name: f.Name + ".suspended", Type: boolType, Key: key, Tag: f},
			rules.Var{Name: f.Name + ".step", Type: rules.Type{Kind: rules.Enum, Name: f.Name, Optional: true}, Key: key, Tag: f})
	}
	return vars
}

// keyVar is the variable that holds the key where things are kept per key.
func keyVar(k *Key) rules.Var {
	return rules.Var{Name: k.Name, Type: rules.Type{Kind: rules.Enum, Name: k.Name}, Tag: &k.Range}
}

func keyName(k *Key) string {
	if k == nil {
		return ""
	}
	return k.Name
}

// ruleScope is what a rule may read beside its inputs: it may be asked of a person.
func (c *compiler) ruleScope() *scope {
	return &scope{vars: c.base.With(actorVars("actor", false)...).With(rules.Var{Name: "occurred", Type: instantType})}
}

// runScope is what expressions of a run of a flow may read.
func (c *compiler) runScope(f *Flow) *scope {
	vars := []rules.Var{
		{Name: "begun", Type: boolType}, {Name: "paused", Type: boolType},
		{Name: "due", Type: maybeInstant}, {Name: "occurred", Type: instantType},
	}
	if f.Key != nil {
		vars = append(vars, keyVar(f.Key))
	}
	vars = append(vars, actorVars("starter", f.Index != 0)...)
	vars = append(vars, fieldVars("with.", f.With)...)
	for i, own := range f.Own {
		vars = append(vars, rules.Var{Name: "own." + own.Name, Type: own.Type, Tag: &f.Own[i].Range})
	}
	if f.Again != nil {
		for i, field := range f.Again.Form {
			t := field.Type
			t.Optional = true
			vars = append(vars, rules.Var{Name: "again." + field.Name, Type: t, Tag: &f.Again.Form[i].Range})
		}
	}
	return &scope{
		what: "flow " + f.Name, flow: f, place: f.Name, vars: c.base.With(vars...),
		inputs: []string{"with.", "own.", ""}, extra: []rules.Var{{Name: "step", Type: textType}},
	}
}

// deciding returns the scope of a decision: its form comes first, and somebody acts.
func (s *scope) deciding(d *Decision) *scope {
	inner := s.with(append(actorVars("actor", false), fieldVars("ask.", d.askFields())...)...)
	inner.inputs = append([]string{"ask."}, s.inputs...)
	inner.what = decisionWords(d)
	inner.acting = d.By
	return inner
}

// askFields are the fields that expressions read as ask.FIELD: of `begin`, those of `with` are read as with.FIELD.
func (d *Decision) askFields() []Field {
	if d.Name == "begin" && d.Step == nil {
		return d.Form[len(d.Flow.With):]
	}
	return d.Form
}

func decisionWords(d *Decision) string {
	switch {
	case d.Step != nil:
		return "decision " + d.Name + " of step " + d.Step.Name
	case d.Name == "begin" || d.Name == "again":
		return d.Name + " of flow " + d.Flow.Name
	}
	return "decision " + d.Name + " of flow " + d.Flow.Name
}
