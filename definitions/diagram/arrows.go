package diagram

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
)

// decision makes the arrows of a decision at a step.
func (b *builder) decision(place, from string, d *stroomschema.Decision, who []Party) {
	base := Arrow{Origin: Person, Label: b.label(d.Name), Effects: b.effects(d.Do)}
	if by := b.parties(d.By); !slices.Equal(by, who) {
		base.By = by
	}
	branches := d.Go
	if len(branches) == 0 { // an item of a checklist stays where it is
		branches = []stroomschema.Branch{{}}
	}
	b.branches(place, from, branches, base)
}

// trigger makes the arrows of something that happens at a step.
func (b *builder) trigger(place, from string, t *stroomschema.Trigger) {
	b.branches(place, from, t.Go, Arrow{Origin: triggerOrigin(t), Label: b.happens(t), Effects: b.effects(t.Do)})
}

// triggerOrigin says whether the world or another flow makes something happen.
func triggerOrigin(t *stroomschema.Trigger) Origin {
	if t.Kind == stroomschema.Hears || t.Kind == stroomschema.HearsAll || t.Kind == stroomschema.Ended {
		return Another
	}
	return World
}

// happens says what must happen, in words.
func (b *builder) happens(t *stroomschema.Trigger) string {
	switch t.Kind {
	case stroomschema.AtMoment:
		return b.moment(t.Moment)
	case stroomschema.IfHolds:
		return b.say(sayIf, b.condition(t.If))
	case stroomschema.Hears, stroomschema.HearsAll:
		label := b.heard(t)
		if t.If != nil {
			label += ", " + b.say(sayIf, b.condition(t.If))
		}
		return label
	case stroomschema.Ended:
		return b.text(t.Ended.Title) + ": " + b.outcomes(t)
	default:
		panic(fmt.Sprintf("diagram: trigger kind %d", t.Kind))
	}
}

// heard says which messages are heard, and how many of them are needed.
func (b *builder) heard(t *stroomschema.Trigger) string {
	if t.Kind == stroomschema.Hears {
		return b.say(sayHears, b.label(t.Hears.Name))
	}
	var words []string
	for _, m := range t.All {
		words = append(words, b.label(m.Name))
	}
	if t.Need > 0 {
		return b.say(sayHearsSome, t.Need, strings.Join(words, ", "))
	}
	return b.say(sayHears, strings.Join(words, " + "))
}

// outcomes says with which outcomes a called flow has ended.
func (b *builder) outcomes(t *stroomschema.Trigger) string {
	var words []string
	for _, as := range t.As {
		i := slices.IndexFunc(t.Ended.Outcomes, func(v stroomschema.Value) bool { return v.Name == as })
		if i < 0 {
			words = append(words, b.say(sayCancelled))
			continue
		}
		words = append(words, b.outcome(t.Ended.Outcomes[i]))
	}
	if len(words) == 0 {
		return strings.ToLower(b.say(sayEnds))
	}
	return and(words, b.say(sayOr))
}

// silence makes the arrows of a term that runs out.
func (b *builder) silence(n *Node, s *stroomschema.Step) {
	b.branches(s.Name+".overdue", n.ID, s.Overdue, Arrow{Origin: Silence, Label: b.say(sayOverdue)})
	t := s.Tacit
	if t == nil {
		return
	}
	b.branches(s.Name+".tacit", n.ID, t.Go, Arrow{Origin: Silence, Label: b.say(sayTacit), Effects: b.effects(t.Do)})
	if len(t.If) > 0 {
		b.arrow(s.Name+".tacit.else", n.ID, t.Else, Arrow{Origin: Silence, Label: b.say(sayTacitElse), Passage: stroomschema.Passage{Kind: stroomschema.PassElse, At: t.Range}})
	}
}

// branches makes an arrow of each branch.
func (b *builder) branches(place, from string, list []stroomschema.Branch, base Arrow) {
	for i, branch := range list {
		a := base
		if !branch.Range.IsZero() {
			a.Passage = stroomschema.Passage{Kind: stroomschema.PassBranch, At: branch.Range}
		}
		a.Effects = append(slices.Clip(base.Effects), b.effects(branch.Do)...)
		switch {
		case branch.If != nil:
			a.Condition = b.say(sayIf, b.condition(branch.If))
		case len(list) > 1:
			a.Condition = b.say(sayOtherwise)
		}
		b.arrow(place+"."+strconv.Itoa(i+1), from, branch.To, a)
	}
}

// arrow adds one arrow.
func (b *builder) arrow(place, from string, to stroomschema.Target, a Arrow) {
	a.ID, a.From = b.id(place), from
	switch to.Kind {
	case stroomschema.Stay:
		a.To, a.Stay = from, true
	case stroomschema.ToStep:
		a.To = b.id(to.Step.Name)
	case stroomschema.End:
		a.To = b.id("End." + to.Outcome)
	default:
		panic(fmt.Sprintf("diagram: target kind %d", to.Kind))
	}
	b.out.Arrows = append(b.out.Arrows, &a)
}

// term says how long a step may take and who is reminded.
func (b *builder) term(n *Node, s *stroomschema.Step) {
	use := s.Term
	switch {
	case use.None:
		n.Term = b.say(sayNoTerm)
	case use.Keep != nil:
		n.Term = b.say(sayKeepsTerm, use.Keep.Index+1)
	case use.Term != nil:
		n.Term = b.lengths(use.Term)
		if use.From != nil {
			n.Term = b.say(sayTermFrom, n.Term, b.moment(use.From))
		}
		for _, rung := range use.Term.Ladder {
			n.Reminders = append(n.Reminders, strconv.Itoa(rung.Percent)+"%")
		}
	}
	for _, r := range s.Remind {
		n.Reminders = append(n.Reminders, b.moment(r.Moment))
	}
}

// lengths says how long a term is: every length it may have, in the order of the file.
func (b *builder) lengths(t *stroomschema.Term) string {
	var words []string
	for _, l := range t.Choose {
		word := l.Length.In(b.lang)
		if l.Count != nil {
			word = b.say(sayAtMost, word)
		}
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	return and(words, b.say(sayOr))
}

// moment says when, in words.
func (b *builder) moment(m *stroomschema.Moment) string {
	of := b.say(sayStepStart)
	if m.Of != nil {
		of = b.condition(m.Of)
	}
	if m.End {
		of = b.say(sayEndOf, of)
	}
	switch {
	case m.Length.IsZero():
		return of
	case m.Before:
		return b.say(sayBefore, m.Length.In(b.lang), of)
	}
	return b.say(sayAfter, m.Length.In(b.lang), of)
}

// parties says who, each role once for each way of naming it.
func (b *builder) parties(list []*stroomschema.Who) []Party {
	var parties []Party
	for _, w := range list {
		if p := b.party(w); !slices.Contains(parties, p) {
			parties = append(parties, p)
		}
	}
	return parties
}

func (b *builder) party(w *stroomschema.Who) Party {
	switch w.Kind {
	case stroomschema.OfStarter:
		return Party{Label: b.say(sayStarter)}
	case stroomschema.OfWho:
		p := b.party(w.Of)
		return Party{Role: w.Role.Name, Label: b.text(w.Role.Label) + " (" + p.Label + ")"}
	case stroomschema.OfRole, stroomschema.OfKey, stroomschema.OfOrg, stroomschema.OfAnyKey:
		return Party{Role: w.Role.Name, Label: b.text(w.Role.Label)}
	case stroomschema.StepWho:
		return Party{}
	default:
		panic(fmt.Sprintf("diagram: who kind %d", w.Kind))
	}
}

// not says whom four eyes keep away.
func (b *builder) not(d *stroomschema.Decision) string {
	switch {
	case d == nil:
		return ""
	case d.Step == nil && d.Name == "begin":
		return b.say(sayNotBeginner)
	}
	return b.say(sayNot, b.label(d.Name))
}
