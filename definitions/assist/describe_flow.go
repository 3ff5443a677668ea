package assist

import (
	"strings"

	"stroom/definitions/stroomschema"
)

func (t *teller) role(r *stroomschema.Role) {
	if r == nil {
		return
	}
	switch {
	case r.Binding == stroomschema.Once:
		t.both("Partij: een organisatie voor het hele traject.", "Party: one organisation for the whole trajectory.")
	case r.Binding == stroomschema.PerKey && r.Key != nil:
		t.both("Partij: een organisatie per %s.", "Party: one organisation per %s.", code(r.Key.Name))
	case r.OfAny:
		t.both("Hoort bij een andere rol: %s.", "Belongs to another role: %s.", code(r.Name+" of ROLE"))
	case r.Of != nil:
		t.both("Hoort bij de organisatie van %s.", "Belongs to the organisation of %s.", code(r.Of.Name))
	case len(r.Chosen) > 0:
		for _, c := range r.Chosen {
			switch {
			case c.Is == nil:
			case c.If != nil:
				t.both("Als %s: %s.", "If %s: %s.", code(c.If.Source()), code(c.Is.Name))
			default:
				t.both("Anders: %s.", "Otherwise: %s.", code(c.Is.Name))
			}
		}
	default:
		t.both("Iedereen met deze rol, van welke organisatie ook.", "Anyone with this role, of whatever organisation.")
	}
	if sees := t.def.SeesOf(r); sees != nil {
		var facts []string
		for _, s := range sees.Facts {
			facts = append(facts, sightWords(s))
		}
		if len(facts) == 0 {
			t.both("Ziet geen feiten (%s).", "Sees no facts (%s).", code(string(sees.While)))
		} else {
			t.both("Ziet (%s): %s.", "Sees (%s): %s.", code(string(sees.While)), codes(facts))
		}
	}
	if places := t.acts(r); len(places) > 0 {
		t.both("Aan zet bij %s.", "Acts at %s.", codes(places))
	}
}

func sightWords(s stroomschema.Sight) string {
	name := "all"
	if s.Fact != nil {
		name = s.Fact.Name
	}
	if s.Own {
		name += "[own]"
	}
	if s.Path != "" {
		name += "." + s.Path
	}
	return name
}

// acts lists the steps at which a role has to act.
func (t *teller) acts(r *stroomschema.Role) []string {
	var list []string
	for _, flow := range t.def.Flows {
		for _, step := range flow.Steps {
			for _, w := range step.Who {
				if w.Role == r {
					list = append(list, flow.Name+"."+step.Name)
					break
				}
			}
		}
	}
	return list
}

func (t *teller) rule(r *stroomschema.Rule) {
	if r == nil {
		return
	}
	t.fields("Moet weten", "Needs to know", r.Given)
	if r.If != nil {
		t.say("```cel\n%s\n```", strings.TrimSpace(r.If.Source()))
	}
	if len(r.All) > 0 {
		var names []string
		for _, use := range r.All {
			if use.Rule != nil {
				names = append(names, use.Rule.Name)
			}
		}
		t.both("Al deze regels: %s.", "All of these rules: %s.", codes(names))
	}
	t.refusal(r.Refusal)
}

// refusal says what a person reads who is refused.
func (t *teller) refusal(r *stroomschema.Refusal) {
	if r == nil {
		t.both("Hulpregel: weigert zelf niets.", "A helper: it refuses nothing itself.")
		return
	}
	t.both("Weigert met %s:", "Refuses with %s:", code(r.Code))
	t.say("> %s", templateText(r.Text.In(string(t.lang))))
	if r.Instead != "" {
		t.both("Wat misschien wel kan: %s.", "What may be possible instead: %s.", code(r.Instead))
	}
}

// refusals says which rules refuse with a code.
func (t *teller) refusals(name string) {
	for _, r := range t.def.Rules {
		if r.Refusal != nil && r.Refusal.Code == name {
			t.both("Regel %s:", "Rule %s:", code(r.Name))
			t.say("> %s", templateText(r.Refusal.Text.In(string(t.lang))))
		}
	}
}

// templateText writes a text with the values it quotes in braces.
func templateText(pieces []stroomschema.Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Quote != nil {
			b.WriteString("{" + p.Quote.Source())
			if p.Otherwise != "" {
				b.WriteString(" | " + p.Otherwise)
			}
			b.WriteString("}")
			continue
		}
		b.WriteString(p.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (t *teller) notice(n *stroomschema.Notice) {
	if n == nil {
		return
	}
	t.say("> %s", templateText(n.Text.In(string(t.lang))))
	t.fields("Moet weten", "Needs to know", n.Given)
	if n.Standard != "" {
		t.both("Standaard: %s.", "Standard: %s.", code(n.Standard))
	}
	for _, is := range n.Is {
		if is.Decision != nil {
			t.both("%s is %s.", "%s is %s.", code(is.Kind), code(is.Decision.ID()))
		}
	}
	if n.Reply != nil && n.Reply.Term != nil && n.Reply.Notice != nil && len(n.Reply.Term.Choose) > 0 {
		t.both("Antwoord: %s binnen %s.", "Reply: %s within %s.", code(n.Reply.Notice.Name), t.length(n.Reply.Term.Choose[len(n.Reply.Term.Choose)-1]))
	}
}

func (t *teller) flow(f *stroomschema.Flow) {
	if f == nil {
		return
	}
	switch {
	case f.Key != nil:
		t.both("Een run per %s.", "One run per %s.", code(f.Key.Name))
	case f.Several:
		t.both("Hooguit %d tegelijk.", "At most %d at the same time.", f.AtMost)
	}
	t.fields("Begint met", "Starts with", f.With)
	if f.Begin != nil {
		t.both("Begonnen door %s.", "Begun by %s.", whoList(f.Begin.By))
	} else {
		t.both("Alleen andere flows starten hem.", "Only other flows start it.")
	}
	var steps, outcomes []string
	for _, s := range f.Steps {
		steps = append(steps, s.Name)
	}
	for _, o := range f.Outcomes {
		outcomes = append(outcomes, o.Name)
	}
	t.both("Stappen: %s.", "Steps: %s.", codes(steps))
	if len(outcomes) > 0 {
		t.both("Uitkomsten: %s.", "Outcomes: %s.", codes(outcomes))
	}
}

func (t *teller) stepWords(s *stroomschema.Step) {
	if s == nil {
		return
	}
	if s.What != (stroomschema.Text{}) {
		t.say("%s", t.lang.text(s.What))
	}
	if s.Goal != (stroomschema.Text{}) {
		t.both("Doel: %s", "Goal: %s", t.lang.text(s.Goal))
	}
	if len(s.Who) > 0 {
		t.both("Aan zet: %s.", "Who acts: %s.", whoList(s.Who))
	}
	if term := s.Term.Term; term != nil {
		t.both("Termijn %s:", "Term %s:", code(term.Name))
		t.term(term)
	}
	switch {
	case s.Tacit != nil:
		t.both("Zwijgen beslist: %s", "Silence decides: %s", templateText(s.Tacit.Text.In(string(t.lang))))
	case len(s.Overdue) > 0:
		t.both("Daarna: %s.", "Then: %s.", branchWords(s.Overdue))
	}
	if s.Call != nil && s.Call.Flow != nil {
		t.both("Wacht op flow %s.", "Waits for flow %s.", code(s.Call.Flow.Name))
	}
	if len(s.Go) > 0 {
		t.both("Leidt naar %s.", "Leads to %s.", branchWords(s.Go))
	}
	var decisions []string
	for _, d := range s.Decide {
		decisions = append(decisions, d.Name)
	}
	if len(decisions) > 0 {
		t.both("Beslissingen: %s.", "Decisions: %s.", codes(decisions))
	}
}

// branchWords says where branches lead.
func branchWords(list []stroomschema.Branch) string {
	var out []string
	for _, b := range list {
		to := "stay"
		switch b.To.Kind {
		case stroomschema.ToStep:
			if b.To.Step == nil {
				continue
			}
			to = b.To.Step.Name
		case stroomschema.End:
			to = "end " + b.To.Outcome
		case stroomschema.Stay:
		}
		out = append(out, code(to))
	}
	return strings.Join(out, ", ")
}

func (t *teller) decision(d *stroomschema.Decision) {
	if d == nil {
		return
	}
	if d.What != (stroomschema.Text{}) {
		t.say("%s", t.lang.text(d.What))
	}
	if len(d.By) > 0 {
		t.both("Wie dit mag: %s.", "Who may: %s.", whoList(d.By))
	}
	if d.Not != nil {
		t.both("Niet wie %s nam.", "Not who took %s.", code(d.Not.Name))
	}
	if d.While != nil {
		t.both("Alleen zolang %s.", "Only while %s.", code(d.While.Source()))
	}
	var rules []string
	for _, use := range d.If {
		if use.Rule != nil {
			rules = append(rules, use.Rule.Name)
		}
	}
	if len(rules) > 0 {
		t.both("Als deze regels gelden: %s.", "If these rules hold: %s.", codes(rules))
	}
	t.fields("Formulier", "Form", d.Form)
	if len(d.Go) > 0 {
		t.both("Leidt naar %s.", "Leads to %s.", branchWords(d.Go))
	}
	if d.Refuse != nil {
		t.refusal(d.Refuse)
	}
}

func (t *teller) parameter(p *stroomschema.Parameter) {
	if p == nil {
		return
	}
	t.both("In deze versie: %s.", "In this version: %s.", code(p.Value.String()))
	var list []string
	for _, c := range p.Choices {
		list = append(list, "- "+code(c.Value.String())+": "+t.lang.text(c.Why))
	}
	t.say("%s", strings.Join(list, "\n"))
}

// scale says the attributes of an enumeration, and how its values are compared.
func (t *teller) scale(name string) {
	if t.def.Env == nil || t.def.Env.Schema().Enum(name) == nil {
		return
	}
	decl := t.def.Env.Schema().Enum(name)
	var attributes, compare []string
	for _, a := range decl.Attributes {
		attributes = append(attributes, a.Name+": "+a.Type.String())
	}
	for _, c := range decl.Compare {
		if c.Within != "" {
			c.Attribute += " within " + c.Within
		}
		compare = append(compare, c.Attribute)
	}
	if len(attributes) > 0 {
		t.both("Eigenschappen: %s.", "Attributes: %s.", codes(attributes))
	}
	if len(compare) > 0 {
		t.both("Vergeleken op %s.", "Compared by %s.", codes(compare))
	}
	if decl.Guard != "" {
		t.both("Stilte verlaagt nooit %s.", "Silence never lowers %s.", code(decl.Guard))
	}
	if decl.Ordered {
		t.both("De volgorde telt: %s.", "The order counts: %s.", code("<"))
	}
}

// value says the attributes of a value.
func (t *teller) value(s stroomschema.Symbol) {
	if t.def.Env == nil {
		return
	}
	decl := t.def.Env.Schema().Enum(s.In)
	if decl == nil {
		return
	}
	row := decl.Attribute[s.Name]
	var list []string
	for i, a := range decl.Attributes {
		if i < len(row) {
			list = append(list, a.Name+": "+row[i].String())
		}
	}
	if len(list) > 0 {
		t.say("%s", codes(list))
	}
}

func (t *teller) invariant(i *stroomschema.Invariant) {
	switch {
	case i == nil:
	case i.Holds != nil:
		t.say("```cel\n%s\n```", strings.TrimSpace(i.Holds.Source()))
	case i.Never != nil:
		t.both("Nooit:", "Never:")
		t.say("```cel\n%s\n```", strings.TrimSpace(i.Never.Source()))
	}
}

// word says what a label is the label of.
func (t *teller) word(name string) {
	w := t.def.Words[name]
	t.say("nl: %s\\\nen: %s", w.NL, w.EN)
	var list []string
	for _, s := range t.index.Symbols {
		if s.Name == name && s.Kind != stroomschema.SymbolWord {
			list = append(list, strings.TrimSpace(kindWords(s.Kind, t.lang)+" "+s.In))
		}
	}
	if len(list) > 0 {
		t.both("Label van: %s.", "Label of: %s.", strings.Join(list, ", "))
	}
}
