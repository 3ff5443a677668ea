package assist

import (
	"fmt"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// teller says in words what a declared name means.
type teller struct {
	of    *stroomschema.Analysis
	def   *stroomschema.Definition
	index *stroomschema.Index
	lang  Lang
	lines []string
}

// symbolOf finds a symbol by what it is; -1 when there is none.
func (p *Project) symbolOf(kind stroomschema.SymbolKind, in, name string) int {
	return slices.IndexFunc(p.known().Index.Symbols, func(s stroomschema.Symbol) bool {
		return s.Kind == kind && s.In == in && s.Name == name
	})
}

// describe says what a symbol of the definition means, as Markdown; "" when it is unknown.
func (p *Project) describe(i int, lang Lang) string { return describeIn(p.known(), i, lang) }

// describeIn is describe for a symbol of one analysis.
func describeIn(a *stroomschema.Analysis, i int, lang Lang) string {
	if i < 0 || i >= len(a.Index.Symbols) || a.Definition == nil {
		return ""
	}
	t := &teller{of: a, def: a.Definition, index: a.Index, lang: lang}
	t.symbol(a.Index.Symbols[i])
	return strings.Join(t.lines, "\n\n")
}

// brief says in a few words what a symbol is: its label or type.
func (p *Project) brief(i int, lang Lang) string {
	a := p.known()
	if i < 0 || i >= len(a.Index.Symbols) || a.Definition == nil {
		return ""
	}
	t := &teller{of: a, def: a.Definition, index: a.Index, lang: lang}
	s := a.Index.Symbols[i]
	switch s.Kind {
	case stroomschema.SymbolTerm:
		if term := t.def.Term(s.Name); term != nil && len(term.Choose) == 1 {
			return t.length(term.Choose[0])
		}
		return kindWords(s.Kind, lang)
	case stroomschema.SymbolRule:
		if rule := t.def.Rule(s.Name); rule != nil {
			return ruleSignature(rule)
		}
	case stroomschema.SymbolFact, stroomschema.SymbolParameter, stroomschema.SymbolField, stroomschema.SymbolOwn, stroomschema.SymbolAttribute:
		return s.Type.String()
	case stroomschema.SymbolStep:
		if step := t.step(s); step != nil && step.What != (stroomschema.Text{}) {
			return lang.text(step.What)
		}
	}
	if label := t.label(s); label != "" {
		return label
	}
	return kindWords(s.Kind, lang)
}

// kindNames are the words for the kinds of symbol.
var kindNames = map[stroomschema.SymbolKind]stroomschema.Text{
	stroomschema.SymbolKey: text("sleutel", "key"), stroomschema.SymbolKeyValue: text("onderdeel", "value of a key"),
	stroomschema.SymbolRole: text("rol", "role"), stroomschema.SymbolType: text("type", "type"), stroomschema.SymbolValue: text("waarde", "value"),
	stroomschema.SymbolField: text("veld", "field"), stroomschema.SymbolAttribute: text("eigenschap", "attribute"),
	stroomschema.SymbolFact: text("feit", "fact"), stroomschema.SymbolParameter: text("parameter", "parameter"),
	stroomschema.SymbolTerm: text("termijn", "term"), stroomschema.SymbolLadder: text("ladder", "ladder"),
	stroomschema.SymbolRule: text("regel", "rule"), stroomschema.SymbolCode: text("code van een weigering", "code of a refusal"),
	stroomschema.SymbolNotice: text("bericht", "notice"), stroomschema.SymbolArrival: text("soort bericht", "kind of message"),
	stroomschema.SymbolMessage: text("bericht tussen flows", "message between flows"), stroomschema.SymbolService: text("dienst", "service"),
	stroomschema.SymbolForm: text("formulier", "form"), stroomschema.SymbolFlow: text("flow", "flow"),
	stroomschema.SymbolOutcome: text("uitkomst", "outcome"), stroomschema.SymbolOwn: text("eigen waarde", "own value"),
	stroomschema.SymbolStep: text("stap", "step"), stroomschema.SymbolDecision: text("beslissing", "decision"),
	stroomschema.SymbolElement: text("element", "element"), stroomschema.SymbolExclusion: text("niet tegelijk", "one at a time"),
	stroomschema.SymbolCount: text("telling", "count"), stroomschema.SymbolMeasure: text("maat", "measure"),
	stroomschema.SymbolInvariant: text("belofte", "invariant"), stroomschema.SymbolWord: text("label", "label"),
	stroomschema.SymbolPerson: text("persoon", "person"), stroomschema.SymbolEvent: text("gebeurtenis", "event"),
}

func kindWords(kind stroomschema.SymbolKind, lang Lang) string { return lang.text(kindNames[kind]) }

// say adds a line.
func (t *teller) say(format string, args ...any) {
	t.lines = append(t.lines, fmt.Sprintf(format, args...))
}

// both adds a line in the language of the reader.
func (t *teller) both(nl, en string, args ...any) { t.say(t.lang.say(nl, en), args...) }

// label is what people read instead of a name.
func (t *teller) label(s stroomschema.Symbol) string {
	switch s.Kind {
	case stroomschema.SymbolRole:
		if r := t.def.Role(s.Name); r != nil {
			return t.lang.text(r.Label)
		}
	case stroomschema.SymbolKey:
		if k := t.def.Key(s.Name); k != nil {
			return t.lang.text(k.Label)
		}
	case stroomschema.SymbolFlow:
		if f := t.def.Flow(s.Name); f != nil {
			return t.lang.text(f.Title)
		}
	case stroomschema.SymbolValue, stroomschema.SymbolKeyValue:
		return t.lang.text(t.def.ValueLabel(s.In, s.Name))
	case stroomschema.SymbolOutcome:
		if f := t.def.Flow(s.In); f != nil {
			for _, o := range f.Outcomes {
				if o.Name == s.Name && o.Label != (stroomschema.Text{}) {
					return t.lang.text(o.Label)
				}
			}
		}
	case stroomschema.SymbolParameter:
		if x := t.def.Parameter(s.Name); x != nil {
			return t.lang.text(x.Label)
		}
	case stroomschema.SymbolMeasure:
		if x := t.def.Measure(s.Name); x != nil {
			return t.lang.text(x.Label)
		}
	case stroomschema.SymbolInvariant:
		if x := t.def.Invariant(s.Name); x != nil {
			return t.lang.text(x.Label)
		}
	case stroomschema.SymbolService:
		if x := t.def.Service(s.Name); x != nil {
			return t.lang.text(x.Label)
		}
	}
	return t.lang.text(t.def.Words[s.Name])
}

// symbol says what a name means: a heading, and what belongs to its kind.
func (t *teller) symbol(s stroomschema.Symbol) {
	head := "**" + kindWords(s.Kind, t.lang) + " " + code(s.Name) + "**"
	if label := t.label(s); label != "" {
		head += " — " + label
	}
	t.lines = append(t.lines, head)
	if s.Type.Kind != rules.Unset && s.Kind != stroomschema.SymbolRule && s.Kind != stroomschema.SymbolWord {
		t.typed(s.Type)
	}
	switch s.Kind {
	case stroomschema.SymbolFact:
		t.fact(t.def.Fact(s.Name))
	case stroomschema.SymbolRole:
		t.role(t.def.Role(s.Name))
	case stroomschema.SymbolTerm:
		t.term(t.def.Term(s.Name))
	case stroomschema.SymbolRule:
		t.rule(t.def.Rule(s.Name))
	case stroomschema.SymbolNotice:
		t.notice(t.def.Notice(s.Name))
	case stroomschema.SymbolFlow:
		t.flow(t.def.Flow(s.Name))
	case stroomschema.SymbolStep:
		t.stepWords(t.step(s))
	case stroomschema.SymbolDecision:
		t.decision(t.def.Decision(s.In + "." + s.Name))
	case stroomschema.SymbolParameter:
		t.parameter(t.def.Parameter(s.Name))
	case stroomschema.SymbolValue:
		t.value(s)
	case stroomschema.SymbolType:
		t.scale(s.Name)
	case stroomschema.SymbolMessage:
		if m := t.def.Message(s.Name); m != nil && m.Of != nil {
			t.both("Van flow %s.", "Of flow %s.", code(m.Of.Name))
			t.fields("Velden", "Fields", m.With)
		}
	case stroomschema.SymbolCount:
		if c := t.def.Count(s.Name); c != nil {
			t.fields("Bijzonderheden", "Particulars", c.With)
		}
	case stroomschema.SymbolService:
		if x := t.def.Service(s.Name); x != nil {
			t.fields("Vraag", "Asks", x.Ask)
			t.fields("Antwoord", "Answers", x.Answer)
		}
	case stroomschema.SymbolInvariant:
		t.invariant(t.def.Invariant(s.Name))
	case stroomschema.SymbolWord:
		t.word(s.Name)
	case stroomschema.SymbolCode:
		t.refusals(s.Name)
	case stroomschema.SymbolField, stroomschema.SymbolOwn, stroomschema.SymbolAttribute, stroomschema.SymbolOutcome:
		t.say("_%s_", s.In)
	}
}

// typed says the type of something with the values it can have.
func (t *teller) typed(of rules.Type) {
	line := "`" + of.String() + "`"
	inner := of.Some()
	if inner.Kind == rules.List && inner.Elem != nil {
		inner = *inner.Elem
	}
	if t.def.Env == nil {
		t.say("%s", line)
		return
	}
	schema := t.def.Env.Schema()
	if decl := schema.Enum(inner.Name); inner.Kind == rules.Enum && decl != nil {
		line += ": " + t.valueList(decl)
	}
	if decl := schema.Record(inner.Name); inner.Kind == rules.Record && decl != nil {
		var fields []string
		for _, f := range decl.Fields {
			fields = append(fields, f.Name+": "+f.Type.String())
		}
		line += " {" + strings.Join(fields, ", ") + "}"
	}
	t.say("%s", line)
}

// mostValues is how many values of an enumeration are named; the rest is counted.
const mostValues = 12

func (t *teller) valueList(decl *rules.EnumDecl) string {
	var list []string
	for _, v := range decl.Values[:min(len(decl.Values), mostValues)] {
		list = append(list, code(v)+" "+t.lang.text(t.def.ValueLabel(decl.Name, v)))
	}
	if more := len(decl.Values) - mostValues; more > 0 {
		list = append(list, fmt.Sprintf(t.lang.say("en nog %d", "and %d more"), more))
	}
	return strings.Join(list, ", ")
}

func (t *teller) fields(nl, en string, fields []stroomschema.Field) {
	var list []string
	for _, f := range fields {
		list = append(list, code(f.Name+": "+f.Type.String()))
	}
	if len(list) > 0 {
		t.say("%s: %s.", t.lang.say(nl, en), strings.Join(list, ", "))
	}
}

func (t *teller) fact(f *stroomschema.Fact) {
	if f == nil {
		return
	}
	if f.Key != nil {
		t.both("Per %s: %s.", "Per %s: %s.", code(f.Key.Name), t.lang.text(f.Key.Label))
	}
	if f.Personal {
		t.both("Persoonsgegeven: wordt verzegeld bewaard.", "Personal: stored sealed.")
	}
	if f.AtStart != nil {
		t.both("Aan het begin: %s.", "At the start: %s.", code(f.AtStart.Source()))
	} else {
		t.both("Aan het begin onbekend.", "Unset at the start.")
	}
	switch places := t.of.SetIn(f.Name); {
	case len(f.SetBy) > 0:
		t.both("Alleen gezet door %s.", "Set only by %s.", codes(f.SetBy))
	case len(places) > 0:
		t.both("Gezet in %s.", "Set in %s.", codes(places))
	default:
		t.both("Niets zet het.", "Nothing sets it.")
	}
	t.seenBy(f)
}

// seenBy says which roles see a fact.
func (t *teller) seenBy(f *stroomschema.Fact) {
	var list []string
	for _, s := range t.def.Sees {
		for _, sight := range s.Facts {
			if sight.Fact != f && !sight.All || sight.All && sight.Own && f.Key == nil {
				continue
			}
			what := code(s.Role.Name)
			if sight.Path != "" {
				what += " (" + code(f.Name+"."+sight.Path) + ")"
			}
			if sight.Own {
				what += t.lang.say(" (eigen)", " (own)")
			}
			if !slices.Contains(list, what) {
				list = append(list, what)
			}
		}
	}
	if len(list) == 0 {
		t.both("Geen rol ziet het.", "No role sees it.")
		return
	}
	t.both("Te zien voor %s.", "Seen by %s.", strings.Join(list, ", "))
}

func codes(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = code(s)
	}
	return strings.Join(quoted, ", ")
}

func (t *teller) term(term *stroomschema.Term) {
	if term == nil {
		return
	}
	var list []string
	for _, choice := range term.Choose {
		switch {
		case choice.If != nil:
			list = append(list, fmt.Sprintf(t.lang.say("- als %s: %s", "- if %s: %s"), code(choice.If.Source()), t.length(choice)))
		case len(term.Choose) > 1:
			list = append(list, fmt.Sprintf(t.lang.say("- anders: %s", "- otherwise: %s"), t.length(choice)))
		default:
			list = append(list, t.length(choice))
		}
	}
	t.say("%s", strings.Join(list, "\n"))
	if term.Ground != "" {
		t.both("Grond: %s", "Ground: %s", term.Ground)
	}
	t.ladder(term.Ladder)
}

// length says a length with the way its end is computed.
func (t *teller) length(l stroomschema.TermLength) string {
	out := l.Length.In(string(t.lang))
	if l.Count != nil {
		out = fmt.Sprintf(t.lang.say("%s, hooguit %s", "%s, at most %s"), code(l.Count.Source()), out)
	}
	if l.Law == calendar.ATW {
		return out + t.lang.say(", volgens de Algemene termijnenwet", ", by the Dutch act on terms")
	}
	return out + t.lang.say(", precies geteld", ", counted exactly")
}

func (t *teller) ladder(rungs []stroomschema.Rung) {
	var list []string
	for _, r := range rungs {
		if r.Notice == nil || r.Notice.Notice == nil {
			continue
		}
		list = append(list, fmt.Sprintf(t.lang.say("- op %d%% hoort %s %s", "- at %d%% %s is told %s"), r.Percent, whoList(r.Tell), code(r.Notice.Notice.Name)))
	}
	if len(list) > 0 {
		t.say("%s", strings.Join(list, "\n"))
	}
}

func whoList(list []*stroomschema.Who) string {
	var out []string
	for _, w := range list {
		out = append(out, code(w.Source))
	}
	return strings.Join(out, ", ")
}

func (t *teller) step(s stroomschema.Symbol) *stroomschema.Step {
	if f := t.def.Flow(s.In); f != nil {
		return f.Step(s.Name)
	}
	return nil
}
