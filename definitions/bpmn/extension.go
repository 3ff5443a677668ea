package bpmn

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// The languages of expressions in the export. What they mean is said in definitions/README.md, not by BPMN.
const (
	ruleLanguage   = "urn:stroom:rule"   // CEL
	termLanguage   = "urn:stroom:term"   // "10 working days atw"
	momentLanguage = "urn:stroom:moment" // "6 weeks before title.end"
	whoLanguage    = "urn:stroom:who"    // "provider of own.candidate"
	namespace      = "urn:stroom:bpmn:1"
)

// expression is a formal expression; without a language it is CEL, which the document declares as its own.
func expression(name, body string, language ...string) *element {
	e := letters(name, body, "xsi:type", "bpmn:tFormalExpression")
	for _, l := range language {
		e.set("language", l)
	}
	return e
}

func timer(kind, body, language string) *element {
	return el("bpmn:timerEventDefinition").add(expression(kind, body, language))
}

// decisionElement keeps what BPMN cannot say of a decision.
func decisionElement(d *stroomschema.Decision) *element {
	e := el("stroom:decision", "id", d.ID())
	if d.While != nil {
		e.add(letters("stroom:while", d.While.Source()))
	}
	for _, w := range d.By {
		e.add(el("stroom:by", "who", w.Source))
	}
	e.add(whoElement("not", d.Not))
	for _, use := range d.If {
		e.add(ruleUseElement(use))
	}
	for _, f := range d.Form {
		e.add(el("stroom:field", "name", f.Name, "type", f.Type.String()))
	}
	if d.Occurred != nil {
		e.set("occurredAtMost", d.Occurred.AtMost.String())
	}
	if d.Withdraw > 0 {
		e.set("withdraw", d.Withdraw.String())
	}
	for _, s := range d.Suggest {
		e.add(el("stroom:suggest", "field", s.Path).add(letters("stroom:value", s.Value.Source())))
	}
	if d.Urgent {
		e.set("urgent", "yes")
	}
	if d.Final {
		e.set("final", "yes")
	}
	if d.Once {
		e.set("once", "yes")
	}
	if d.Refuse != nil {
		e.add(refusalElement(d.Refuse))
	}
	for _, s := range d.In {
		e.add(el("stroom:in", "step", s.Name))
	}
	return e.add(actionElements(d.Do)...).add(branchElements(d.Go)...)
}

// whoElement names a decision that keeps people away: four eyes.
func whoElement(name string, d *stroomschema.Decision) *element {
	if d == nil {
		return nil
	}
	return el("stroom:"+name, "decision", d.ID())
}

func ruleUseElement(use *stroomschema.RuleUse) *element {
	return el("stroom:rule", "name", use.Rule.Name).add(inputElements(use.With)...)
}

// inputElements are inputs by name, sorted.
func inputElements(with map[string]*rules.Expr) []*element {
	var list []*element
	for _, name := range slices.Sorted(maps.Keys(with)) {
		list = append(list, letters("stroom:with", with[name].Source(), "name", name))
	}
	return list
}

func refusalElement(r *stroomschema.Refusal) *element {
	text := templateText(r.Text)
	return el("stroom:refusal", "code", r.Code, "instead", r.Instead).add(letters("stroom:nl", text.NL), letters("stroom:en", text.EN))
}

func branchElements(branches []stroomschema.Branch) []*element {
	var list []*element
	for _, b := range branches {
		e := el("stroom:go", "to", targetSource(b.To))
		if b.If != nil {
			e.set("if", b.If.Source())
		}
		list = append(list, e.add(actionElements(b.Do)...))
	}
	return list
}

func targetSource(t stroomschema.Target) string {
	switch t.Kind {
	case stroomschema.Stay:
		return "stay"
	case stroomschema.ToStep:
		return t.Step.Name
	case stroomschema.End:
		return strings.TrimSpace("end " + t.Outcome)
	}
	panic("bpmn: a target of no kind")
}

func triggerElement(t *stroomschema.Trigger) *element {
	e := el("stroom:when")
	switch t.Kind {
	case stroomschema.AtMoment:
		e.set("moment", t.Moment.Source)
	case stroomschema.IfHolds:
	case stroomschema.Hears:
		e.set("hears", t.Hears.Name)
	case stroomschema.HearsAll:
		var names []string
		for _, m := range t.All {
			names = append(names, m.Name)
		}
		e.set("hears", strings.Join(names, " "))
		if t.Need > 0 {
			e.set("need", strconv.Itoa(t.Need))
		}
	case stroomschema.Ended:
		e.set("ended", t.Ended.Name)
		e.set("as", strings.Join(t.As, " "))
	}
	if t.If != nil {
		e.set("if", t.If.Source())
	}
	if t.AlsoSuspended {
		e.set("also", "suspended")
	}
	for _, s := range t.In {
		e.add(el("stroom:in", "step", s.Name))
	}
	return e.add(actionElements(t.Do)...).add(branchElements(t.Go)...)
}

// termElement keeps the clock of a step.
func termElement(step *stroomschema.Step) *element {
	use := step.Term
	if use.Term == nil && use.Keep == nil {
		return nil
	}
	e := el("stroom:term", "is", termSource(step))
	if use.Term != nil {
		e.set("name", use.Term.Name)
		e.set("ground", use.Term.Ground)
		e.add(inputElements(use.With)...)
	}
	if p := step.Paused; p != nil {
		e.add(toldElement("stroom:paused", p.Tell, p.Notice, "every", p.Every.String()))
	}
	return e
}

func rungElement(r stroomschema.Rung) *element {
	return toldElement("stroom:rung", r.Tell, r.Notice, "at", strconv.Itoa(r.Percent)+"%")
}

func toldElement(name string, tell []*stroomschema.Who, use *stroomschema.NoticeUse, attrs ...string) *element {
	e := el(name, attrs...)
	if use != nil {
		e.set("notice", use.Notice.Name)
		e.add(inputElements(use.With)...)
	}
	for _, w := range tell {
		e.add(el("stroom:tell", "who", w.Source))
	}
	return e
}

func tacitElement(t *stroomschema.Tacit) *element {
	e := el("stroom:tacit").add(letters("stroom:nl", t.Ground.NL), letters("stroom:en", t.Ground.EN))
	for _, use := range t.If {
		e.add(ruleUseElement(use))
	}
	if len(t.If) > 0 {
		e.set("else", targetSource(t.Else))
	}
	return e.add(actionElements(t.Do)...).add(branchElements(t.Go)...)
}

func callElement(c *stroomschema.CallUse) *element {
	e := el("stroom:call", "flow", c.Flow.Name)
	if c.Key != nil {
		e.set("key", c.Key.Source())
	}
	return e.add(inputElements(c.With)...)
}

func forkElement(f *stroomschema.Fork) *element {
	need := "all"
	if f.Need > 0 {
		need = strconv.Itoa(f.Need)
	}
	e := el("stroom:fork", "need", need, "rest", f.Rest)
	for _, s := range f.Start {
		call := callElement(&s.CallUse)
		if s.Each != nil {
			call.set("each", s.Var)
			call.set("in", s.Each.Source())
		}
		if s.If != nil {
			call.set("if", s.If.Source())
		}
		e.add(call)
	}
	return e
}

func askElement(a *stroomschema.Ask) *element {
	s := a.Service
	e := el("stroom:ask", "service", s.Name, "tries", strconv.Itoa(s.Tries), "backoff", s.Backoff.String(), "timeout", s.Timeout.String())
	for _, f := range s.Ask {
		e.add(el("stroom:field", "name", f.Name, "type", f.Type.String()))
	}
	for _, f := range s.Answer {
		e.add(el("stroom:answer", "name", f.Name, "type", f.Type.String()))
	}
	return e.add(inputElements(a.With)...)
}

func actionElements(do []*stroomschema.Action) []*element {
	list := make([]*element, len(do))
	for i, a := range do {
		list[i] = actionElement(a)
	}
	return list
}

// actionElement keeps one effect.
func actionElement(a *stroomschema.Action) *element {
	e := el("stroom:" + strings.ReplaceAll(string(a.Kind), "_", "-"))
	for _, s := range a.Set {
		e.add(letters("stroom:to", s.Value.Source(), "place", placeSource(s.Place)))
	}
	for _, p := range a.Unset {
		e.add(el("stroom:place", "name", placeSource(p)))
	}
	for _, to := range a.Bind {
		party := el("stroom:party", "role", to.Role.Name)
		if to.Key != nil {
			party.set("key", to.Key.Source())
		}
		if to.Value != nil {
			party.set("is", to.Value.Source())
		}
		e.add(party)
	}
	if a.Notice != nil {
		return toldElement(e.name, a.Tell, a.Notice)
	}
	if a.Message != nil {
		e.set("message", a.Message.Name)
	}
	if a.Target != nil {
		e.set("flow", flowSource(a.Target))
	}
	e.set("as", a.As)
	e.set("ifAbsent", a.IfAbsent)
	if a.Kind == stroomschema.DoSuspend {
		e.set("clocks", map[bool]string{true: "run", false: "stop"}[a.Clocks])
	}
	if a.Count != nil {
		e.set("count", a.Count.Name)
	}
	if a.Term != nil {
		e.set("term", a.Term.Name)
	}
	if a.If != nil {
		e.set("if", a.If.Source())
	}
	if a.Each != nil {
		e.set("each", a.Var)
		e.set("in", a.Each.Source())
	}
	return e.add(inputElements(a.With)...).add(actionElements(a.Do)...)
}

func placeSource(p stroomschema.Place) string {
	switch {
	case p.Fact == nil:
		return "own." + p.Own
	case p.Key != nil:
		return p.Fact.Name + "[" + p.Key.Source() + "]"
	}
	return p.Fact.Name
}

func flowSource(r *stroomschema.FlowRef) string {
	switch {
	case r.Other:
		return "every other flow"
	case r.All:
		return r.Flow.Name + "[all]"
	case r.Key != nil:
		return r.Flow.Name + "[" + r.Key.Source() + "]"
	}
	return r.Flow.Name
}

// rulesSource writes rules that must all hold as one condition.
func rulesSource(uses []*stroomschema.RuleUse) string {
	names := make([]string, len(uses))
	for i, use := range uses {
		names[i] = use.Rule.Name
	}
	return strings.Join(names, " && ")
}

// definitionElements keep what belongs to the definition as a whole.
func definitionElements(def *stroomschema.Definition) []*element {
	head := el("stroom:definition", "name", def.Name, "version", strconv.Itoa(def.Version), "hash", def.Hash, "zone", def.Zone.String(), "calendar", def.Calendar.Name())
	list := []*element{head}
	for _, f := range def.Facts {
		e := el("stroom:fact", "name", f.Name, "type", f.Type.String())
		if f.Key != nil {
			e.set("per", f.Key.Name)
		}
		list = append(list, e)
	}
	for _, p := range def.Parameters {
		list = append(list, el("stroom:parameter", "name", p.Name, "type", p.Type.String(), "value", p.Value.String()))
	}
	for _, r := range def.Rules {
		list = append(list, ruleElement(r))
	}
	for _, o := range def.OneAtATime {
		e := el("stroom:oneAtATime", "name", o.Name)
		for _, s := range o.Steps {
			e.add(el("stroom:in", "step", s.Flow.Name+"."+s.Name))
		}
		list = append(list, e)
	}
	for _, i := range def.Invariants {
		list = append(list, invariantElement(i))
	}
	return list
}

func ruleElement(r *stroomschema.Rule) *element {
	e := el("stroom:ruleDefinition", "name", r.Name)
	for _, g := range r.Given {
		e.add(el("stroom:given", "name", g.Name, "type", g.Type.String()))
	}
	if r.If != nil {
		e.add(letters("stroom:if", r.If.Source()))
	}
	for _, use := range r.All {
		e.add(ruleUseElement(use))
	}
	if r.Refusal != nil {
		e.add(refusalElement(r.Refusal))
	}
	return e
}

func invariantElement(i *stroomschema.Invariant) *element {
	e := el("stroom:invariant", "name", i.Name, "kind", string(i.Kind))
	e.add(letters("stroom:nl", i.Label.NL), letters("stroom:en", i.Label.EN))
	return e.add(conditionElement("stroom:holds", i.Holds), conditionElement("stroom:never", i.Never), conditionElement("stroom:after", i.After))
}

// conditionElement is an expression that may be missing.
func conditionElement(name string, x *rules.Expr) *element {
	if x == nil {
		return nil
	}
	return letters(name, x.Source())
}
