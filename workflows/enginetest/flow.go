package enginetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// lines collects the text of a definition.
type lines struct{ b strings.Builder }

func (l *lines) add(indent int, format string, args ...any) {
	l.b.WriteString(strings.Repeat("  ", indent))
	fmt.Fprintf(&l.b, format, args...)
	l.b.WriteByte('\n')
}

// key adds "key: value", and nothing for an empty value.
func (l *lines) key(indent int, key, value string) {
	if value != "" {
		l.add(indent, "%s: %s", key, value)
	}
}

func (a *author) writeFlow(l *lines, f *flowPlan) {
	l.add(1, "%s:", f.name)
	l.key(2, "title", text("Stroom "+f.name, "Flow "+f.name))
	if f.keyed {
		l.key(2, "per", "part")
	}
	if f.several {
		l.key(2, "several", "yes")
		l.key(2, "at_most", strconv.Itoa(1+a.r.IntN(3)))
	}
	l.key(2, "outcomes", fmt.Sprintf("{%s: ~, %s: ~}", a.word("done"), a.word("failed")))
	l.key(2, "with", a.form(f.with))
	a.writeOwn(l, f)
	a.writeBegin(l, f)
	l.key(2, "start", a.startOf(f))
	a.writeAgain(l, f)
	l.key(2, "when", a.flowTriggers(f))
	a.writeFlowDecisions(l, f)
	l.add(2, "steps:")
	for i := range f.steps {
		a.writeStep(l, f, i)
	}
	moving := here{flow: f, auto: true, entry: true}
	if a.chance(30) {
		end := moving
		end.outcome = true
		l.key(2, "on_end", a.actions(end, 2))
	}
	if f.index > 0 && a.chance(30) {
		l.key(2, "undo", a.actions(moving, 2))
	}
}

// form writes a FORM, and notes that the names of its fields are shown.
func (a *author) form(fields []field) string {
	for _, f := range fields {
		a.word(f.name)
	}
	return form(fields)
}

func (a *author) writeOwn(l *lines, f *flowPlan) {
	if len(f.own) == 0 {
		return
	}
	var parts []string
	for _, x := range f.own {
		a.word(x.name)
		switch x.typ {
		case "bool":
			parts = append(parts, x.name+": {type: bool, at_start: false}")
		case "int 0..9":
			parts = append(parts, x.name+": {type: int 0..9, at_start: 1}")
		default:
			parts = append(parts, x.name+": "+x.typ)
		}
	}
	l.key(2, "own", "{"+strings.Join(parts, ", ")+"}")
}

func (a *author) writeBegin(l *lines, f *flowPlan) {
	if f.mode != isMain && f.mode != isBegun {
		return
	}
	h := here{flow: f, decision: true, ask: a.askFields(f, 2)}
	ask := a.form(h.ask)
	var parts []string
	if f.mode == isMain {
		parts = append(parts, pair("by", "owner"))
	} else {
		parts = append(parts, pair("by", a.who(h)))
	}
	parts = append(parts, pair("what", text("Begin "+f.name+".", "Begin "+f.name+".")), pair("ask", ask))
	if f.mode == isBegun {
		parts = append(parts, pair("if", a.rules(h)))
		if a.chance(35) {
			parts = append(parts, "withdraw: 15 minutes")
		}
	}
	if a.chance(25) {
		parts = append(parts, "occurred: {at_most: 3 calendar days}")
	}
	do := a.actions(h, 3)
	if f.mode == isMain {
		bind := "{bind: {owner: actor.organisation}}"
		if a.keyed {
			bind += ", {bind: {\"agent[part.a]\": actor.organisation}}"
		}
		do = "[" + bind + strings.TrimSuffix(", "+strings.TrimPrefix(do, "["), ", ")
		if !strings.HasSuffix(do, "]") {
			do += "]"
		}
	}
	parts = append(parts, pair("do", do))
	l.add(2, "begin: %s", mapping(parts...))
}

func without(fields, drop []field) []field {
	return slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return slices.Contains(drop, f) })
}

// writeAgain says what a second begin does: refuse, go on elsewhere, take its place, or nothing.
func (a *author) writeAgain(l *lines, f *flowPlan) {
	if f.mode == isMain || f.several {
		return
	}
	target := "s" + strconv.Itoa(a.r.IntN(len(f.steps)))
	if f.steps[0].keeper || slices.ContainsFunc(f.steps, func(s *stepPlan) bool { return s.name == target && s.keeper }) {
		target = "stay"
	}
	n := a.r.IntN(4)
	if n == 2 && len(f.with) == 0 {
		n = 3
	}
	switch {
	case f.mode == isStarted && n == 0: // a second start by the parent is a fault of the definition: refused, or an incident
		l.add(2, "again: {refusal: {code: ALREADY_OPEN, nl: \"Dit loopt al.\", en: \"This is open already.\"}}")
	case f.mode != isBegun:
		l.add(2, "again: {go: %s}", a.pick("stay", "stay", target))
	case n == 0:
		l.add(2, "again: {refusal: {code: ALREADY_OPEN, nl: \"Dit loopt al.\", en: \"This is open already.\"}}")
	case n == 1:
		l.add(2, "again: {by: %s, not: begin, if_none: anyone, go: %s}", a.who(here{flow: f, decision: true}), target)
	case n == 2:
		l.add(2, "again: {by: %s, do: [{adopt: again}], go: stay}", a.who(here{flow: f, decision: true}))
	default:
		l.add(2, "again: {go: stay}")
	}
}

func (a *author) startOf(f *flowPlan) string {
	if len(f.steps) > 1 && !f.steps[1].keeper && a.chance(25) {
		return fmt.Sprintf("[{if: %s, go: s1}, {otherwise: yes, go: s0}]", expr(a.condition(here{flow: f}, 1)))
	}
	return "s0"
}

// askFields invents a form. Names differ from those of `with`, unless they are of the same type.
func (a *author) askFields(f *flowPlan, most int) []field {
	all := []field{{"reason", "text"}, {"amount", "int 0..9"}, {"agreed", "bool"}, {"on_day", "date"}, {"sort_of", "Kind"}, {"crate", "Box"}, {"target", "organisation"}, {"remark", "optional text"}}
	if a.keyed && !f.keyed {
		all = append(all, field{"which", "part"}, field{"which", "part"}, field{"parts", "list of part"})
	}
	var out []field
	for range a.r.IntN(most + 1) {
		x := all[a.r.IntN(len(all))]
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// who writes who may act here.
func (a *author) who(h here) string {
	options := []string{"owner", "owner", "clerk", "chief of owner", "judge"}
	if a.keyed {
		options = append(options, "agent of any part")
		if h.flow.keyed {
			options = append(options, "agent", "agent")
		}
		for _, f := range h.ask {
			if f.typ == "part" && h.step == nil {
				options = append(options, "agent of ask."+f.name)
			}
		}
	}
	first := options[a.r.IntN(len(options))]
	if second := options[a.r.IntN(len(options))]; second != first && a.chance(40) {
		return list([]string{first, second})
	}
	return first
}

// flowTriggers writes what the world does to a flow at any of its steps.
func (a *author) flowTriggers(f *flowPlan) string {
	h := here{flow: f, auto: true}
	var items []string
	last := len(f.steps) - 1
	if f.steps[last].keeper {
		return "" // its triggers would lead to a step that is reached from one other only
	}
	if f.hears != "" {
		heard := h
		heard.message = f.partner == ""
		messages, need := f.hears, ""
		do, target := a.actions(heard, 2), a.pick("stay", "end failed", "s"+strconv.Itoa(last))
		switch {
		case f.partner == "":
		case a.more.IntN(4) == 0: // only counted: it must lead away
			messages, need, target = list([]string{f.hears, f.partner}), "first", "end failed"
		case a.more.IntN(3) == 0:
			messages = list([]string{f.hears, f.partner, f.hears})
		default:
			messages = list([]string{f.partner, f.hears})
		}
		items = append(items, mapping(pair("hears", messages), pair("need", need), pair("do", do), pair("go", target)))
	}
	if a.chance(30) {
		items = append(items, a.momentTrigger(f, h, "s"+strconv.Itoa(last)))
	}
	if a.chance(30) {
		timeless := h
		timeless.timeless = true
		items = append(items, mapping(pair("if", expr(a.condition(timeless, 2))), pair("in", a.inSteps(f)), pair("do", a.actions(h, 1)), pair("go", a.pick("stay", "stay", "end failed"))))
	}
	if len(items) == 0 {
		return ""
	}
	return list(items)
}

func (a *author) momentTrigger(f *flowPlan, h here, target string) string {
	moments := []string{"end of day", "3 calendar days after day", "2 calendar days before day", "1 months after day"}
	also := ""
	if a.chance(25) {
		also = "suspended"
	}
	return mapping(pair("moment", a.pick(moments...)), pair("in", a.inSteps(f)), pair("also", also), pair("do", a.actions(h, 2)), pair("go", a.pick("stay", "stay", "end failed", target)))
}

// inSteps limits a trigger to some people's steps, or to none.
func (a *author) inSteps(f *flowPlan) string {
	var steps []string
	for _, s := range f.steps {
		if s.kind == "people" && a.chance(60) {
			steps = append(steps, s.name)
		}
	}
	if len(steps) == 0 {
		return ""
	}
	return list(steps)
}

func (a *author) writeFlowDecisions(l *lines, f *flowPlan) {
	in := a.inSteps(f)
	if in == "" || a.chance(40) {
		return
	}
	l.add(2, "decide:")
	for i := range 1 + a.r.IntN(2) {
		h := here{flow: f, decision: true, ask: a.askFields(f, 3)}
		name := a.word([]string{"extra", "aside"}[i])
		parts := []string{pair("in", in), pair("by", a.who(h)), pair("what", text("Doe iets tussendoor.", "Do something in between."))}
		parts = append(parts, a.conditions(h)...)
		parts = append(parts, pair("ask", a.form(h.ask)))
		if a.chance(20) {
			parts = append(parts, "withdraw: 15 minutes")
		}
		if a.chance(20) {
			parts = append(parts, "occurred: {at_most: 7 calendar days}")
		}
		parts = append(parts, pair("do", a.actions(h, 3)), "go: stay")
		l.add(3, "%s: %s", name, mapping(parts...))
	}
}

// conditions writes `while` and `if` of a decision.
func (a *author) conditions(h here) []string {
	var parts []string
	if a.chance(15) {
		offered := h
		offered.ask = nil
		parts = append(parts, pair("while", expr(a.condition(offered, 1))))
	}
	return append(parts, pair("if", a.rules(h)))
}
