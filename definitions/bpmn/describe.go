package bpmn

import (
	"strings"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
)

// tongue is the index of the language of the export in what is kept for both.
func (x *exporter) tongue() int {
	if x.words.Lang == languages[1] {
		return 1
	}
	return 0
}

// node is what the diagram says of a node, in both languages.
func (x *exporter) node(id string) [2]*diagram.Node {
	var out [2]*diagram.Node
	flow, _, _ := strings.Cut(id, ".")
	for i, chart := range x.both {
		out[i] = chart.Flow(flow).Node(id)
	}
	return out
}

// arrow is what the diagram says of an arrow, in the language of the export; nothing of what is no arrow there.
func (x *exporter) arrow(id string) diagram.Arrow {
	if a := x.arrows[id]; a != nil {
		return *a
	}
	return diagram.Arrow{}
}

// paired makes a text of what is said in both languages.
func paired(word [2]*diagram.Node, f func(*diagram.Node) string) stroomschema.Text {
	return stroomschema.Text{NL: f(word[0]), EN: f(word[1])}
}

// with fills a text into a phrase, unless there is none.
func (p phrase) with(t stroomschema.Text) stroomschema.Text {
	if t.NL == "" && t.EN == "" {
		return t
	}
	return p.of(t)
}

// partiesText says who, with commas.
func partiesText(parties []diagram.Party) string {
	labels := make([]string, len(parties))
	for i, p := range parties {
		labels[i] = p.Label
	}
	return strings.Join(labels, ", ")
}

func whoText(word [2]*diagram.Node) stroomschema.Text {
	return sayWho.with(paired(word, func(n *diagram.Node) string { return partiesText(n.Who) }))
}

// stepText is the documentation of a step: what, who, to what end, by when, and what people can choose.
func (x *exporter) stepText(step *stroomschema.Step, word [2]*diagram.Node) stroomschema.Text {
	text := lines(
		step.What, whoText(word), paired(word, func(n *diagram.Node) string { return n.Not }), sayGoal.with(step.Goal),
	)
	if step.Kind == stroomschema.People {
		text = lines(text, sayTerm.with(paired(word, func(n *diagram.Node) string { return n.Term })))
	}
	if step.Term.Term != nil {
		text = lines(text, sayGround.with(same(step.Term.Term.Ground)))
	}
	for _, d := range step.Decide {
		text = lines(text, sayCan.of(x.choiceText(d)))
	}
	return text
}

// choiceText is a decision with the refusals of its rules.
func (x *exporter) choiceText(d *stroomschema.Decision) stroomschema.Text {
	text := x.def.Label(d.Name)
	if names := ruleNames(d.If); names != "" {
		text.NL, text.EN = text.NL+" ("+names+")", text.EN+" ("+names+")"
	}
	return text
}

// decisionText is the documentation of a decision that stands by itself.
func (x *exporter) decisionText(d *stroomschema.Decision) stroomschema.Text {
	by := make([]stroomschema.Text, len(d.By))
	for i, w := range d.By {
		by[i] = whoLabel(w)
	}
	return lines(d.What, sayWho.with(listed(by)), x.rulesText(d.If))
}

// whoLabel names people as the diagram does, in both languages.
func whoLabel(w *stroomschema.Who) stroomschema.Text {
	switch w.Kind {
	case stroomschema.StepWho:
		return sayStepWho.text()
	case stroomschema.OfStarter:
		return sayStarter.text()
	case stroomschema.OfWho:
		return sayOf.of(w.Role.Label, whoLabel(w.Of))
	case stroomschema.OfRole, stroomschema.OfKey, stroomschema.OfOrg, stroomschema.OfAnyKey:
		return w.Role.Label
	}
	panic("bpmn: people of no kind")
}

func (x *exporter) who(list []*stroomschema.Who) string {
	texts := make([]stroomschema.Text, len(list))
	for i, w := range list {
		texts[i] = whoLabel(w)
	}
	return x.in(listed(texts))
}

// rulesText says what a decision is refused for.
func (x *exporter) rulesText(uses []*stroomschema.RuleUse) stroomschema.Text {
	var text stroomschema.Text
	for _, use := range uses {
		if r := use.Rule.Refusal; r != nil {
			text = lines(text, sayRefused.of(templateText(r.Text)))
			continue
		}
		for _, part := range use.Rule.All {
			if r := part.Rule.Refusal; r != nil {
				text = lines(text, sayRefused.of(templateText(r.Text)))
			}
		}
	}
	return text
}

func ruleNames(uses []*stroomschema.RuleUse) string {
	names := make([]string, len(uses))
	for i, use := range uses {
		names[i] = use.Rule.Name
	}
	return strings.Join(names, ", ")
}

// toldText says who is told what.
func (x *exporter) toldText(tell []*stroomschema.Who, use *stroomschema.NoticeUse) stroomschema.Text {
	to := make([]stroomschema.Text, len(tell))
	for i, w := range tell {
		to[i] = whoLabel(w)
	}
	return sayTold.of(x.def.Label(use.Notice.Name), listed(to))
}

// atText says at which steps something may happen.
func (b *builder) atText(in []*stroomschema.Step) stroomschema.Text {
	if len(in) == len(b.flow.Steps) {
		return stroomschema.Text{}
	}
	var list []stroomschema.Text
	for _, s := range in {
		list = append(list, paired(b.node(b.id(s.Name)), func(n *diagram.Node) string { return n.Label }))
	}
	return sayAt.of(listed(list))
}

// outcomesText names the outcomes of a called flow.
func (b *builder) outcomesText(t *stroomschema.Trigger) string {
	if len(t.As) == 0 {
		return b.in(sayOtherwise.text())
	}
	var words []string
	for _, as := range t.As {
		words = append(words, b.in(outcomeText(b.def, t.Ended, as)))
	}
	return strings.Join(words, ", ")
}

func outcomesCondition(t *stroomschema.Trigger) string {
	if len(t.As) == 0 {
		return "true"
	}
	return "outcome in ['" + strings.Join(t.As, "', '") + "']"
}

// templateText is a text with its quoted values in braces, as the author wrote it.
func templateText(t stroomschema.Template) stroomschema.Text {
	return stroomschema.Text{NL: pieces(t.NL), EN: pieces(t.EN)}
}

func pieces(list []stroomschema.Piece) string {
	var b strings.Builder
	for _, p := range list {
		switch {
		case p.Quote == nil:
			b.WriteString(p.Text)
		case p.Otherwise != "":
			b.WriteString("{" + p.Quote.Source() + " | " + p.Otherwise + "}")
		default:
			b.WriteString("{" + p.Quote.Source() + "}")
		}
	}
	return b.String()
}
