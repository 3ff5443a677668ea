package diagram

import (
	"fmt"
	"strings"

	"stroom/definitions/stroomschema"
)

// Difference is one thing that two versions of a definition say differently.
type Difference struct {
	Where string // the flow; "" for the whole definition
	Text  string // in one sentence
}

// Differences says in words what after says otherwise than before: flows, steps, who, to what end, terms, ways, rules and
// parameters, in the order of after; what is gone stands behind what is left. Both are charts of the same definition in the
// same language, with all their flows.
func Differences(before, after *Chart, earlier, later *stroomschema.Definition) []Difference {
	d := differ{lang: after.Lang}
	for _, f := range after.Flows {
		if old := before.Flow(f.ID); old != nil {
			d.flow(old, f)
		} else {
			d.add("", sayNewFlow, f.Title)
		}
	}
	for _, f := range before.Flows {
		if after.Flow(f.ID) == nil {
			d.add("", sayOldFlow, f.Title)
		}
	}
	d.rules(earlier, later)
	d.parameters(earlier, later)
	return d.found
}

var (
	sayNewFlow   = phrase{"Nieuw deel: %s.", "New part: %s."}
	sayOldFlow   = phrase{"Dit deel is weg: %s.", "This part is gone: %s."}
	sayNewStep   = phrase{"Nieuwe stap: %s", "New step: %s"}
	sayOldStep   = phrase{"Deze stap is weg: %s", "This step is gone: %s"}
	sayNewWay    = phrase{"Nieuw bij ‘%s’: %s.", "New at ‘%s’: %s."}
	sayOldWay    = phrase{"Weg bij ‘%s’: %s.", "Gone at ‘%s’: %s."}
	sayNow       = phrase{"‘%s’, %s: was ‘%s’, is nu ‘%s’.", "‘%s’, %s: was ‘%s’, is now ‘%s’."}
	sayWhat      = phrase{"wat", "what"}
	sayWhoIs     = phrase{"wie", "who"}
	sayGoalIs    = phrase{"waarvoor", "to what end"}
	sayTermIs    = phrase{"termijn", "term"}
	sayCondition = phrase{"voorwaarde", "condition"}
	sayTo        = phrase{"leidt naar", "leads to"}
	sayNobody    = phrase{"niemand", "nobody"}
	sayNone      = phrase{"geen", "none"}
	sayNewRule   = phrase{"Nieuwe regel: %s", "New rule: %s"}
	sayOldRule   = phrase{"Deze regel is weg: %s", "This rule is gone: %s"}
	sayOtherRule = phrase{"Deze regel kijkt nu anders: %s", "This rule looks differently now: %s"}
	sayParameter = phrase{"Parameter ‘%s’: was %s, is nu %s.", "Parameter ‘%s’: was %s, is now %s."}
)

type differ struct {
	lang  string
	where string
	found []Difference
}

func (d *differ) add(where string, p phrase, values ...any) {
	d.found = append(d.found, Difference{Where: where, Text: p.in(d.lang, values...)})
}

func (d *differ) flow(before, after *Flow) {
	d.where = after.Title
	for _, n := range after.Nodes {
		if old := before.Node(n.ID); old != nil {
			d.node(old, n)
		} else if n.Kind != Outcome {
			d.add(d.where, sayNewStep, n.Label)
		}
	}
	for _, n := range before.Nodes {
		if after.Node(n.ID) == nil && n.Kind != Outcome {
			d.add(d.where, sayOldStep, n.Label)
		}
	}
	d.arrows(before, after)
}

func (d *differ) node(before, after *Node) {
	d.change(after.Label, sayWhat, before.Label, after.Label, sayNone)
	d.change(after.Label, sayWhoIs, strings.Join(labels(before.Who), ", "), strings.Join(labels(after.Who), ", "), sayNobody)
	d.change(after.Label, sayGoalIs, before.Goal, after.Goal, sayNone)
	d.change(after.Label, sayTermIs, before.Term, after.Term, sayNone)
}

// change notes that a part of something was one thing and is another.
func (d *differ) change(of string, part phrase, was, is string, nothing phrase) {
	if was == is {
		return
	}
	if was == "" {
		was = nothing.in(d.lang)
	}
	if is == "" {
		is = nothing.in(d.lang)
	}
	d.add(d.where, sayNow, of, part.in(d.lang), was, is)
}

func (d *differ) arrows(before, after *Flow) {
	label := func(f *Flow, id string) string {
		if n := f.Node(id); n != nil {
			return n.Label
		}
		return id
	}
	named := func(f *Flow) map[string]*Arrow {
		all := map[string]*Arrow{}
		for _, a := range f.Arrows {
			all[a.ID] = a
		}
		return all
	}
	was, is := named(before), named(after)
	for _, a := range after.Arrows {
		old := was[a.ID]
		switch {
		case old == nil && before.Node(a.From) != nil && a.Label != "":
			d.add(d.where, sayNewWay, label(after, a.From), a.Label)
		case old != nil:
			at := label(after, a.From)
			if a.Label != "" {
				at += ": " + a.Label
			}
			d.change(at, sayCondition, old.Condition, a.Condition, sayNone)
			d.change(at, sayTo, label(before, old.To), label(after, a.To), sayNone)
			d.change(at, sayWhoIs, strings.Join(labels(old.By), ", "), strings.Join(labels(a.By), ", "), sayNobody)
		}
	}
	for _, a := range before.Arrows {
		if is[a.ID] == nil && after.Node(a.From) != nil && a.Label != "" {
			d.add(d.where, sayOldWay, label(before, a.From), a.Label)
		}
	}
}

// rules compares what refuses people: by what it tells them, and by what it looks at.
func (d *differ) rules(before, after *stroomschema.Definition) {
	for _, r := range after.Rules {
		old := before.Rule(r.Name)
		switch {
		case r.Refusal == nil:
		case old == nil:
			d.add("", sayNewRule, RefusalText(after, r, d.lang))
		case ruleSource(old) != ruleSource(r) || RefusalText(before, old, d.lang) != RefusalText(after, r, d.lang):
			d.add("", sayOtherRule, RefusalText(after, r, d.lang))
		}
	}
	for _, r := range before.Rules {
		if r.Refusal != nil && after.Rule(r.Name) == nil {
			d.add("", sayOldRule, RefusalText(before, r, d.lang))
		}
	}
}

func ruleSource(r *stroomschema.Rule) string {
	var b strings.Builder
	if r.If != nil {
		b.WriteString(r.If.Source())
	}
	for _, use := range r.All {
		b.WriteString(" " + use.Rule.Name + " " + ruleSource(use.Rule))
	}
	return b.String()
}

// RefusalText is what a rule tells whoever it refuses, with the names of the values that it quotes between brackets.
func RefusalText(def *stroomschema.Definition, r *stroomschema.Rule, lang string) string {
	if r.Refusal == nil {
		return def.Label(r.Name).In(lang)
	}
	var b strings.Builder
	for _, piece := range r.Refusal.Text.In(lang) {
		if piece.Quote == nil {
			b.WriteString(piece.Text)
			continue
		}
		name, _, _ := strings.Cut(piece.Quote.Source(), ".")
		b.WriteString("[" + def.ReadingLabel(name, "", "").In(lang) + "]")
	}
	return b.String()
}

func (d *differ) parameters(before, after *stroomschema.Definition) {
	for _, p := range after.Parameters {
		if old := before.Parameter(p.Name); old != nil {
			was, is := fmt.Sprint(before.Env.Schema().Plain(old.Value)), fmt.Sprint(after.Env.Schema().Plain(p.Value))
			if was != is {
				d.add("", sayParameter, p.Label.In(d.lang), was, is)
			}
		}
	}
}
