package bpmn

import (
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
)

// clock lists what time does at a step: reminders, the rungs of the ladder, and the end of the term.
func (b *builder) clock(step *stroomschema.Step) []event {
	id := b.id(step.Name)
	var list []event
	if step.Term.Term != nil {
		list = append(list, b.ladder(id, step)...)
	}
	for i, r := range step.Remind {
		e := event{id: id + ".remind." + strconv.Itoa(i+1), keeps: true, tint: tintWorld, name: b.node(id)[b.tongue()].Reminders[b.rungs(step)+i]}
		e.defs = []*element{timer("bpmn:timeDate", r.Moment.Source, momentLanguage)}
		e.about, e.does = b.toldText(r.Tell, r.Notice), b.told(r.Notice)
		list = append(list, e)
	}
	if len(step.Overdue) > 0 {
		list = append(list, b.overdue(id, step)...)
	}
	if t := step.Tacit; t != nil {
		e := b.term(id+".tacit", step)
		e.about = lines(t.Ground, templateText(t.Text))
		e.ext = append(e.ext, tacitElement(t))
		e.do, e.to = t.Do, numbered(t.Go)
		if len(t.If) > 0 {
			e.more = []choice{{Branch: stroomschema.Branch{To: t.Else}}}
		}
		list = append(list, e)
	}
	return list
}

// rungs is the number of reminders in the diagram that are rungs of the ladder; moments follow them.
func (b *builder) rungs(step *stroomschema.Step) int {
	if step.Term.Term == nil {
		return 0
	}
	return len(step.Term.Term.Ladder)
}

// ladder makes one event of the rungs that send the same notice to the same sort of people: a reminder when it goes to whoever
// the step is for, an escalation when it goes to others.
func (b *builder) ladder(id string, step *stroomschema.Step) []event {
	type group struct {
		notice    *stroomschema.Notice
		escalates bool
	}
	var list []event
	var groups []group
	for i, rung := range step.Term.Term.Ladder {
		g := group{rung.Notice.Notice, !slices.ContainsFunc(rung.Tell, func(w *stroomschema.Who) bool { return w.Kind == stroomschema.StepWho })}
		percent := strconv.Itoa(rung.Percent) + "%"
		at := slices.Index(groups, g)
		if at < 0 {
			at = len(groups)
			groups = append(groups, g)
			e := event{id: id + ".ladder." + strconv.Itoa(i+1), keeps: true, tint: tintSilence, name: percent, does: b.told(rung.Notice)}
			if g.escalates {
				e.does = []*element{el("bpmn:escalationEventDefinition", "escalationRef", b.escalation(g.notice))}
			}
			list = append(list, e)
		} else {
			list[at].name += ", " + percent
		}
		about := b.toldText(rung.Tell, rung.Notice)
		list[at].about = lines(list[at].about, stroomschema.Text{NL: percent + ": " + about.NL, EN: percent + ": " + about.EN})
		list[at].ext = append(list[at].ext, rungElement(rung))
	}
	for i := range list {
		list[i].defs = []*element{timer("bpmn:timeCycle", list[i].name+" of "+termSource(step), termLanguage)}
	}
	return list
}

func (b *builder) told(use *stroomschema.NoticeUse) []*element {
	return []*element{el("bpmn:messageEventDefinition", "messageRef", b.noticeMessage(use.Notice))}
}

// overdue is the end of a term. One that leads nowhere and does nothing is left to the ladder; without a ladder it is drawn,
// because a term that cannot be seen is none.
func (b *builder) overdue(id string, step *stroomschema.Step) []event {
	e := b.term(id+".overdue", step)
	e.ext = append(e.ext, branchElements(step.Overdue)...)
	e.to = numbered(step.Overdue)
	if _, leaving := split(step.Overdue); len(leaving) > 0 {
		return []event{e}
	}
	do := allActions(nil, step.Overdue)
	if len(do) == 0 && step.Term.Term != nil && len(step.Term.Term.Ladder) > 0 {
		return nil
	}
	e.keeps = true
	e.does, e.says = b.deeds(do)
	return []event{e}
}

// term is an event at the end of the term of a step.
func (b *builder) term(id string, step *stroomschema.Step) event {
	return event{id: id, tint: tintSilence, name: b.node(b.id(step.Name))[b.tongue()].Term, defs: []*element{timer("bpmn:timeDuration", termSource(step), termLanguage)}}
}

// tacit draws what silence decides: when its rules hold, and else.
func (b *builder) tacit(n *node, step *stroomschema.Step, e event) {
	at := b.at[step]
	gate := b.scope.add(&node{id: e.id + "-rules", tag: "exclusiveGateway"})
	b.scope.join(&edge{id: e.id + "-judged", from: n, to: gate})
	b.lead(way{scope: b.scope, from: gate, id: e.id, name: b.in(sayAllowed.text()), condition: rulesSource(step.Tacit.If), do: e.do, to: e.to, stay: at})
	otherwise := &edge{id: e.id + ".else", from: gate, name: b.in(sayOtherwise.text()), otherwise: true}
	b.branch(way{scope: b.scope, stay: at}, otherwise, e.more[0].Branch)
}

// termSource writes the term of a step as one expression of termLanguage.
func termSource(step *stroomschema.Step) string {
	use := step.Term
	if use.Keep != nil {
		return "keep " + use.Keep.Name
	}
	var parts []string
	for _, l := range use.Term.Choose {
		part := l.Length.String()
		if l.Count != nil {
			part = l.Count.Source() + " " + string(l.Length.Unit) + " at most " + strconv.Itoa(l.AtMost)
		}
		part += " " + string(l.Law)
		if l.If != nil {
			part = "if " + l.If.Source() + ": " + part
		}
		parts = append(parts, part)
	}
	text := strings.Join(parts, "; otherwise ")
	if use.From != nil {
		text += " from " + use.From.Source
	}
	return text
}
