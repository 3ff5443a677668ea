package stroomschema

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/rules"
)

// verbHint lists the verbs.
func verbHint() string {
	verbs := names(actionShapes, func(s *Shape) string { return s.Made })
	return "write a verb first: " + strings.Join(verbs, ", ")
}

// actions reads a `do` list.
func (c *compiler) actions(n *node, s *scope) []*Action {
	if n == nil {
		return nil
	}
	if n.kind == mappingNode && len(n.pairs) > 0 {
		n = &node{kind: sequenceNode, src: n.src, rng: n.rng, items: []*node{n}}
	}
	if n.kind != sequenceNode {
		c.report(CodeShape, n.rng, "write do: [{tell: ..., notice: ...}]", "the actions of %s are %s; a list is expected", s.what, n.words())
		return nil
	}
	c.index.within(n, s)
	var list []*Action
	for _, item := range c.atMost(n, "`do` of "+s.what) {
		c.index.within(item, s)
		done := c.action(item, s)
		list = append(list, done...)
		s = s.after(done)
	}
	return list
}

// action reads one item: several actions when a `cancel`, `suspend` or `resume` names several flows.
func (c *compiler) action(n *node, s *scope) []*Action {
	if n.kind != mappingNode {
		c.report(CodeShape, n.rng, verbHint(), "an action of %s is %s", s.what, n.words())
		return nil
	}
	for _, shape := range actionShapes {
		verb := n.key(shape.Made)
		if verb == nil {
			continue
		}
		f := c.fields(n, verb.rng, "`"+shape.Made+"`", shape)
		value := f.get(shape.Made)
		if value == nil {
			return nil // it stands empty, which has been reported
		}
		return c.fillAction(&Action{Kind: actionKind(shape.Made), Range: n.rng}, f, value, s)
	}
	c.report(CodeUnknownKey, n.rng, verbHint(), "an action of %s has no verb", s.what)
	return nil
}

func (c *compiler) fillAction(a *Action, f fields, value *node, s *scope) []*Action {
	switch a.Kind {
	case DoSet:
		a.Set = c.assignments(value, s)
	case DoUnset:
		c.unset(a, value, s)
	case DoBind, DoLend:
		a.Bind = c.bindings(value, s)
	case DoGiveBack:
		c.giveBack(a, value, s)
	case DoTell:
		a.Tell = c.whoList(value, s, "tell of "+s.what, telling)
		a.Notice = c.noticeUse(f, s, a.Tell)
	case DoSend:
		c.send(a, f, value, s)
	case DoStart:
		c.start(a, f, value, s)
	case DoCancel, DoSuspend, DoResume:
		return c.onFlows(a, f, value, s)
	case DoCount:
		c.count(a, f, value, s)
	case DoPause, DoContinue, DoLengthen:
		c.onTerm(a, f, value, s)
	case DoAdopt:
		if s.flow == nil || s.flow.Again == nil || len(s.flow.Again.Form) == 0 || !value.is("again") {
			c.report(CodeLiteral, value.rng, "write adopt: again, in a flow whose `again` has a form", "nothing can be adopted here")
		}
	case DoIf:
		a.If = c.condition(value, s, "`if` of "+s.what)
		a.Do = c.needActions(f, s.holding(a.If))
	case DoForEach:
		c.forEach(a, f, value, s)
	}
	return []*Action{a}
}

func (c *compiler) needActions(f fields, s *scope) []*Action {
	n := f.need("do", "write do: [...]")
	if n == nil {
		return nil
	}
	return c.actions(n, s)
}

// setPlace is one place of the file that sets or unsets a fact, for the check of who may.
type setPlace struct {
	fact  *Fact
	scope *scope
	at    diag.Range
}

// assignments reads the mapping of `set`. Right sides read the values from before, so its order means nothing.
func (c *compiler) assignments(n *node, s *scope) []Assignment {
	if n.kind != mappingNode || len(n.pairs) == 0 {
		c.report(CodeShape, n.rng, "write set: {fact: value}", "`set` of %s is %s; a mapping is expected", s.what, n.words())
		return nil
	}
	var list []Assignment
	for _, p := range n.pairs {
		place, t, ok := c.settable(p.key.piece(), s, false)
		if !ok {
			c.value(p.value, s, anything, "a value of "+s.what)
			continue
		}
		want := t
		want.Optional = true
		x := c.value(p.value, s, want, p.key.text+" of "+s.what)
		if x != nil && x.Type().Optional {
			c.report(CodeMaybeUnset, p.value.piece().all(), "write {if: has(...), do: [...]}, or unset", "%q may be unset, and setting it would wipe %s silently", shorten(x.Source()), p.key.text)
		}
		list = append(list, Assignment{Place: place, Value: x})
	}
	return list
}

// settable reads a place that can be set: a fact, a fact of a key, or a run's own value.
func (c *compiler) settable(p piece, s *scope, unset bool) (Place, rules.Type, bool) {
	p = p.trim()
	if name, ok := strings.CutPrefix(p.text, "own."); ok {
		return c.settableOwn(p, name, s, unset)
	}
	name, key := p, piece{}
	if open := strings.IndexByte(p.text, '['); open > 0 && strings.HasSuffix(p.text, "]") {
		name, key = p.part(0, open), p.part(open+1, len(p.text)-1)
	}
	fact := c.def.Fact(name.text)
	if fact == nil {
		candidates := names(c.def.Facts, func(f *Fact) string { return f.Name })
		if s.flow != nil {
			for _, own := range s.flow.Own {
				candidates = append(candidates, "own."+own.Name)
			}
		}
		c.report(CodeUnknownName, name.all(), suggest(name.text, candidates), "there is no fact %q to set", shorten(name.text))
		return Place{}, rules.Type{}, false
	}
	c.index.refer(name, fact.Range)
	place := Place{Fact: fact, Range: p.all()}
	switch {
	case fact.Key == nil && key.node != nil:
		c.report(CodeSetPlace, p.all(), "write "+fact.Name, "the fact %s is not kept per key", fact.Name)
		return Place{}, rules.Type{}, false
	case fact.Key != nil && key.node == nil:
		c.report(CodeSetPlace, p.all(), fmt.Sprintf("write %q", fact.Name+"["+fact.Key.Name+"]"), "the fact %s is kept per %s, and it is not said which", fact.Name, fact.Key.Name)
		return Place{}, rules.Type{}, false
	case fact.Key != nil:
		if place.Key = c.expr(key, s, rules.Type{Kind: rules.Enum, Name: fact.Key.Name}); place.Key == nil {
			return Place{}, rules.Type{}, false
		}
	}
	if unset && !fact.Type.Optional {
		c.report(CodeUnsetNeeded, p.all(), "set another value", "the fact %s cannot be unset: its type is not optional", fact.Name)
	}
	c.use("set", fact.Name)
	c.sets = append(c.sets, setPlace{fact, s, p.all()})
	return place, fact.Type, true
}

func (c *compiler) settableOwn(p piece, name string, s *scope, unset bool) (Place, rules.Type, bool) {
	if s.flow == nil {
		c.report(CodeSetPlace, p.all(), "", "there is no run here, so nothing of its own")
		return Place{}, rules.Type{}, false
	}
	i := slices.IndexFunc(s.flow.Own, func(o OwnField) bool { return o.Name == name })
	if i < 0 {
		var candidates []string
		for _, own := range s.flow.Own {
			candidates = append(candidates, "own."+own.Name)
		}
		c.report(CodeUnknownName, p.all(), suggest(p.text, candidates), "flow %s has no %q of its own", s.flow.Name, shorten(name))
		return Place{}, rules.Type{}, false
	}
	own := s.flow.Own[i]
	c.index.refer(p.part(len("own."), len(p.text)), own.Range)
	if unset && !own.Type.Optional {
		c.report(CodeUnsetNeeded, p.all(), "set another value", "%s cannot be unset: its type is not optional", p.text)
	}
	return Place{Own: name, Range: p.all()}, own.Type, true
}

func (c *compiler) unset(a *Action, n *node, s *scope) {
	for _, item := range n.list() {
		p, ok := c.word(item, "`unset` of "+s.what)
		if !ok {
			continue
		}
		if place, _, ok := c.settable(p, s, true); ok {
			a.Unset = append(a.Unset, place)
		}
	}
}

// bindings reads {role: organisation, "role[key]": organisation}.
func (c *compiler) bindings(n *node, s *scope) []BindTo {
	if n.kind != mappingNode {
		c.report(CodeShape, n.rng, "write bind: {role: organisation}", "`bind` of %s is %s; a mapping is expected", s.what, n.words())
		return nil
	}
	var list []BindTo
	for _, p := range n.pairs {
		to, ok := c.boundRole(p.key.piece(), s)
		x := c.value(p.value, s, organisation, p.key.text+" of "+s.what)
		if ok {
			to.Value = x
			list = append(list, to)
		}
	}
	return list
}

// boundRole reads ROLE or ROLE[EXPRESSION].
func (c *compiler) boundRole(p piece, s *scope) (BindTo, bool) {
	name, key := p, piece{}
	if open := strings.IndexByte(p.text, '['); open > 0 && strings.HasSuffix(p.text, "]") {
		name, key = p.part(0, open), p.part(open+1, len(p.text)-1)
	}
	role := c.role(name)
	if role == nil {
		return BindTo{}, false
	}
	to := BindTo{Role: role}
	switch {
	case role.Binding == Anywhere:
		c.report(CodeSetPlace, p.all(), "write party: once, or party: per KEY, at the role", "role %s is no party, so it cannot be bound", role.Name)
		return BindTo{}, false
	case role.Binding == Once && key.node != nil:
		c.report(CodeSetPlace, p.all(), "write "+role.Name, "role %s is a party once, not per key", role.Name)
		return BindTo{}, false
	case role.Binding == PerKey && key.node == nil:
		c.report(CodeSetPlace, p.all(), fmt.Sprintf("write %q", role.Name+"["+role.Key.Name+"]"), "role %s is a party per %s, and it is not said which", role.Name, role.Key.Name)
		return BindTo{}, false
	case role.Binding == PerKey:
		to.Key = c.expr(key, s, rules.Type{Kind: rules.Enum, Name: role.Key.Name})
	}
	c.use("bound", role.Name)
	return to, true
}

func (c *compiler) giveBack(a *Action, n *node, s *scope) {
	for _, item := range n.list() {
		if p, ok := c.word(item, "`give_back` of "+s.what); ok {
			if to, ok := c.boundRole(p, s); ok {
				a.Bind = append(a.Bind, to)
			}
		}
	}
}

// send reads {send: MESSAGE, to: FLOW, with: {...}, if_absent: fine}.
func (c *compiler) send(a *Action, f fields, n *node, s *scope) {
	p, ok := c.word(n, "`send` of "+s.what)
	if !ok {
		return
	}
	a.Message = c.message(p)
	if a.Message != nil {
		c.use("sent", a.Message.Name)
		a.With = c.filled(a.Message.With, f.get("with"), s, p.all(), "message "+p.text)
	}
	if to, ok := f.needScalar("to", "write to: FLOW"); ok {
		a.Target = c.flowRef(to, s)
	}
	if f.need("if_absent", "say what happens when nobody is there: if_absent: fine, or if_absent: incident") != nil {
		a.IfAbsent = f.oneOf("if_absent", "fine", "incident")
	}
}

// message finds a declared message; nil after a diagnostic.
func (c *compiler) message(p piece) *Message {
	for _, m := range c.def.Messages {
		if m.Name == p.text {
			c.use("message", m.Name)
			c.index.refer(p, m.Range)
			return m
		}
	}
	c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Messages, func(m *Message) string { return m.Name })), "there is no message %q", shorten(p.text))
	return nil
}

// filled reads values for all fields: those that are not optional must stand there.
func (c *compiler) filled(given []Field, with *node, s *scope, at diag.Range, what string) map[string]*rules.Expr {
	out := c.explicitInputs(given, with, s, what)
	for _, field := range given {
		if _, ok := out[field.Name]; !ok && !field.Type.Optional {
			c.report(CodeInput, at, "write with: {"+field.Name+": ...}", "%s needs %s (%s)", what, field.Name, typeText(field.Type))
		}
	}
	return out
}

func (c *compiler) count(a *Action, f fields, n *node, s *scope) {
	p, ok := c.word(n, "`count` of "+s.what)
	if !ok {
		return
	}
	if a.Count = c.def.Count(p.text); a.Count == nil {
		c.report(CodeUnknownName, p.all(), suggest(p.text, names(c.def.Counts, func(k *Count) string { return k.Name })), "there is no count %q", shorten(p.text))
		return
	}
	c.use("count", a.Count.Name)
	c.index.refer(p, a.Count.Range)
	a.With = c.filled(a.Count.With, f.get("with"), s, p.all(), "count "+p.text)
}

// onTerm reads {pause: term}, {continue: term}, {lengthen: term, to: TERM}.
func (c *compiler) onTerm(a *Action, f fields, n *node, s *scope) {
	if !n.is("term") {
		c.report(CodeLiteral, n.rng, "write "+string(a.Kind)+": term", "`%s` of %s can only be `term`: that of the step", a.Kind, s.what)
	}
	if s.step == nil || c.nodes.steps[s.step].get("term") == nil || c.nodes.steps[s.step].get("term").is("none") {
		c.report(CodeOverdue, n.rng, "", "there is no term here: %s stands at no step that has one", s.what)
		return
	}
	if a.Kind != DoLengthen {
		return
	}
	if p, ok := f.needScalar("to", "write to: TERM"); ok {
		use := c.namedTerm(p, s)
		a.Term, a.With = use.Term, use.With
		c.checkLengthened(a, s, p)
	}
}

// forEach reads {for each: VAR, in: LIST, do: [...]}.
func (c *compiler) forEach(a *Action, f fields, n *node, s *scope) {
	inner, x, name := c.eachElement(n, f, s)
	a.Each, a.Var = x, name
	a.Do = c.needActions(f, inner)
}

// eachElement reads the name of an element and the list it comes from, and returns the scope that has it.
func (c *compiler) eachElement(n *node, f fields, s *scope) (*scope, *rules.Expr, string) {
	p, ok := c.word(n, "the name of the element")
	if !ok || !c.checkName(n, plainName) {
		return s, nil, ""
	}
	if _, taken := s.vars.Lookup(p.text); taken || slices.Contains(reserved, p.text) {
		c.report(CodeTaken, p.all(), "choose another name for the element", "%q means something else here already", p.text)
	}
	in := f.need("in", "write in: LIST")
	if in == nil {
		return s, nil, p.text
	}
	x := c.value(in, s, anything, "the list of `for each`")
	if x == nil {
		return s, nil, p.text
	}
	t := x.Type()
	if t.Kind != rules.List || t.Elem == nil || t.Optional {
		c.report(CodeExprResult, in.piece().all(), "", "%q is %s; a list is expected", shorten(x.Source()), typeText(t))
		return s, nil, p.text
	}
	at := n.rng
	c.index.declare(SymbolElement, "", n, nil, *t.Elem)
	inner := s.with(rules.Var{Name: p.text, Type: *t.Elem, Tag: &at})
	inner.each = &eachOf{name: p.text, once: s.each == nil && strings.HasPrefix(x.Source(), "every.")}
	return inner, x, p.text
}
