package enginetest

import (
	"fmt"
	"strconv"
	"strings"
)

func (a *author) writeStep(l *lines, f *flowPlan, i int) {
	s := f.steps[i]
	l.add(3, "%s:", s.name)
	h := here{flow: f, step: s, auto: true}
	switch s.kind {
	case "people":
		a.writePeople(l, f, i, h)
	case "checklist":
		a.writeChecklist(l, f, i, h)
	case "passing":
		l.key(4, "go", a.forward(h, i))
	case "waiting":
		a.writeWaiting(l, f, i, h)
	case "calling":
		a.writeCalling(l, f, i, h)
	case "forking":
		a.writeForking(l, f, i, h)
	case "asking":
		answered := h
		answered.answer = true
		l.key(4, "ask_service", a.use("desk"))
		l.key(4, "with", "{n: "+expr(a.value(h, "int 0..9"))+"}")
		l.key(4, "answered", a.forward(answered, i))
		l.key(4, "failed", a.forward(h, i))
	default:
		panic("enginetest: step of kind " + s.kind)
	}
}

// exit is where a step leads in the end: the next step, or the end.
func exit(f *flowPlan, i int) string {
	if i+1 < len(f.steps) {
		return f.steps[i+1].name
	}
	return "end done"
}

// forward writes a GO that leads on, or to the end: for what happens by itself, so that nothing runs in circles.
func (a *author) forward(h here, i int) string {
	target := exit(h.flow, i)
	if a.chance(35) {
		other := "end failed"
		if j := i + 1 + a.r.IntN(len(h.flow.steps)-i); j < len(h.flow.steps) && !h.flow.steps[j].keeper {
			other = h.flow.steps[j].name
		}
		do := a.actions(h, 1)
		return list([]string{mapping(pair("if", expr(a.condition(h, 1))), pair("do", do), pair("go", other)), mapping("otherwise: yes", pair("go", target))})
	}
	return target
}

// anywhere writes a GO for a decision or for time: also back.
func (a *author) anywhere(h here, i int) string {
	switch n := a.r.IntN(10); {
	case n < 3:
		return exit(h.flow, i)
	case n < 6:
		return "stay"
	case n < 7:
		return "end " + a.pick("done", "failed")
	case n < 8:
		return a.forward(h, i)
	default:
		if s := h.flow.steps[a.r.IntN(len(h.flow.steps))]; !s.keeper {
			return s.name
		}
		return "stay"
	}
}

func (a *author) writeTexts(l *lines, s *stepPlan) {
	l.key(4, "what", text("Doe "+s.name+".", "Do "+s.name+"."))
	l.key(4, "goal", text("Verder komen.", "Getting on."))
}

func (a *author) writePeople(l *lines, f *flowPlan, i int, h here) {
	s := f.steps[i]
	if f.mode == isBegun && !f.shared && a.chance(35) {
		l.key(4, "who", "[owner, clerk]") // enough people to be another one
		l.key(4, "not", "begin")
	} else {
		l.key(4, "who", a.who(h))
	}
	a.writeTexts(l, s)
	term, tail := a.term(f, i, h)
	l.key(4, "term", term)
	h.clock = term != "none"
	if a.chance(35) {
		entry := h
		entry.entry = true
		l.key(4, "on_entry", a.actions(entry, 2))
	}
	l.add(4, "decide:")
	a.writeDecisions(l, f, i, h)
	if a.chance(15) {
		l.key(4, "when", list([]string{a.stepTrigger(h, i)}))
	}
	if a.chance(20) {
		l.key(4, "remind", list([]string{mapping("moment: "+a.pick("start of step", "1 calendar days before day", "2 calendar days after day"), "tell: clerk", "notice: "+a.use("plain"))}))
	}
	if h.clock && a.chance(20) {
		l.key(4, "paused", "{every: 5 working days, tell: owner, notice: "+a.use("plain")+"}")
	}
	for _, line := range tail {
		l.add(4, "%s", line)
	}
}

// stepTrigger is a trigger of one step: a moment or a condition.
func (a *author) stepTrigger(h here, i int) string {
	do := pair("do", a.actions(h, 1))
	if a.chance(50) {
		return mapping(pair("moment", a.pick("end of day", "4 calendar days after start of step", "2 working days after day")), do, pair("go", a.pick("stay", exit(h.flow, i))))
	}
	h.timeless = true
	return mapping(pair("if", expr(a.condition(h, 1))), do, pair("go", a.pick("stay", exit(h.flow, i))))
}

// term writes the clock of a step and what its end does.
func (a *author) term(f *flowPlan, i int, h here) (term string, tail []string) {
	s := f.steps[i]
	if s.keeper {
		return "{keep: " + f.steps[i-1].name + "}", []string{"overdue: stay"}
	}
	if !s.clock {
		return "none", nil
	}
	name := a.use(a.pick("brief", "brief", "lengthy", "hourly", "monthly", "chosen", "counted", "today_only"))
	term = name
	if a.chance(15) && name != "hourly" && name != "today_only" {
		return fmt.Sprintf("{is: %s, from: %s}", name, a.pick("end of day", "start of step", "1 calendar days after day")), []string{"overdue: stay"}
	}
	late := h
	late.clock = true
	switch a.r.IntN(4) {
	case 0:
		return term, []string{"overdue: stay"}
	case 1:
		return term, []string{"overdue: " + mapping(pair("do", a.actions(late, 2)), pair("go", a.overdueGo(late, i)))}
	case 2:
		return term, []string{"overdue: " + exit(f, i)}
	default:
		parts := []string{
			"ground: " + text("Artikel 1.", "Article 1."), "nl: " + quote("Niemand had bezwaar."), "en: " + quote("Nobody objected."),
		}
		if rules := a.rules(here{flow: f, step: s, auto: true}); rules != "" {
			parts = append(parts, pair("if", rules), pair("else", strings.TrimPrefix(exit(f, i), "end done")))
			if i+1 == len(f.steps) {
				parts[len(parts)-1] = "else: " + f.steps[0].name
			}
		}
		parts = append(parts, pair("do", a.actions(late, 1)), pair("go", exit(f, i)))
		return term, []string{"tacit: " + mapping(parts...)}
	}
}

func (a *author) overdueGo(h here, i int) string {
	if s := h.flow.steps[a.r.IntN(len(h.flow.steps))]; !s.keeper && a.chance(40) {
		return s.name
	}
	return exit(h.flow, i)
}

// writeDecisions writes the decisions of a people's step: the first leads on, the others do anything.
func (a *author) writeDecisions(l *lines, f *flowPlan, i int, h here) {
	names := []string{"accept", "decline", "discuss", "amend"}
	for n := range 1 + a.r.IntN(3) {
		d := here{flow: f, step: f.steps[i], decision: true, clock: h.clock, ask: a.askFields(f, 3)}
		var parts []string
		if a.chance(20) {
			parts = append(parts, pair("by", a.who(here{flow: f, decision: true, ask: d.ask})))
		}
		if n > 0 && a.chance(15) {
			parts = append(parts, "not: accept", "if_none: anyone")
		}
		if n > 0 || a.chance(30) {
			parts = append(parts, a.conditions(d)...)
		}
		graded := a.graded && a.chance(20)
		if graded {
			d.ask = append(d.ask, field{"new_grade", "Grade"})
			a.setters = append(a.setters, f.name+"."+f.steps[i].name)
		}
		parts = append(parts, pair("ask", a.form(d.ask)))
		if a.chance(25) {
			parts = append(parts, "withdraw: "+a.pick("15 minutes", "30 minutes"))
		}
		if a.chance(15) {
			parts = append(parts, "occurred: {at_most: "+a.pick("2 calendar days", "1 weeks", "5 working days")+"}")
		}
		target := exit(f, i)
		if n > 0 {
			target = a.anywhere(d, i)
		}
		if target == "stay" && a.chance(25) {
			parts = append(parts, "once: yes")
		}
		parts = append(parts, pair("do", a.decisionActions(d, graded)), pair("go", target))
		name := names[n]
		a.word(name)
		l.add(5, "%s: %s", name, mapping(parts...))
		if n == 0 && len(d.ask) == 0 && a.r.IntN(4) == 0 {
			a.arrivals = append(a.arrivals, f.name+"."+f.steps[i].name+"."+name)
		}
	}
}

// decisionActions writes the effects of a decision; a started flow is started by the first decision that can.
func (a *author) decisionActions(d here, graded bool) string {
	var items []string
	if graded {
		items = append(items, "{set: {grade: ask.new_grade}}")
	}
	for _, f := range a.flows {
		if f.mode == isStarted && f.parent == d.flow.index && !f.started {
			if item := a.start(d, f); item != "" {
				items = append(items, item)
			}
		}
	}
	items = append(items, a.partners(d)...)
	if more := a.actions(d, 3); more != "" {
		items = append(items, strings.TrimSuffix(strings.TrimPrefix(more, "["), "]"))
	}
	if len(items) == 0 {
		return ""
	}
	return list(items)
}

// partners sends one of the messages that a flow hears together: seldom enough that one waits for the other.
func (a *author) partners(d here) []string {
	var items []string
	for _, f := range a.flows {
		if f.partner == "" || f.parent != d.flow.index {
			continue
		}
		to := f.name
		if f.keyed {
			to = quote(f.name + "[all]")
		}
		items = append(items, mapping(pair("send", a.use([]string{f.hears, f.partner}[a.more.IntN(2)])), pair("to", to), "with: {n: 3}", "if_absent: fine"))
	}
	return items
}

func (a *author) writeChecklist(l *lines, f *flowPlan, i int, h here) {
	l.key(4, "who", a.who(h))
	a.writeTexts(l, f.steps[i])
	l.key(4, "term", "none")
	l.add(4, "decide:")
	keyed := a.keyed && !f.keyed && a.chance(50)
	for n, name := range []string{"first_act", "second_act"} {
		d := here{flow: f, step: f.steps[i], decision: true, ask: a.askFields(f, 1)}
		d.ask = without(d.ask, []field{{"which", "part"}})
		if keyed && n == 0 {
			d.ask = append(d.ask, field{"which", "part"})
		}
		l.add(5, "%s: %s", a.word(name), mapping(pair("ask", a.form(d.ask)), pair("do", a.actions(d, 1)), "go: stay"))
	}
	l.key(4, "checklist", mapping("items: [first_act, second_act]", pair("do", a.actions(h, 1)), pair("go", exit(f, i))))
}

// writeWaiting writes a step that only the world leads on from; a moment from its own start makes sure that it does.
func (a *author) writeWaiting(l *lines, f *flowPlan, i int, h here) {
	items := []string{mapping(pair("moment", a.pick("3 calendar days", "1 weeks", "20 hours")+" after start of step"), pair("do", a.actions(h, 1)), pair("go", exit(f, i)))}
	if a.chance(50) {
		h.timeless = true
		items = append(items, mapping(pair("if", expr(a.condition(h, 1))), pair("go", exit(f, i))))
	}
	l.key(4, "when", list(items))
}

func (a *author) writeCalling(l *lines, f *flowPlan, i int, h here) {
	callee := f.steps[i].calls[0]
	l.key(4, "call", a.ref(h, callee, false))
	l.key(4, "with", a.inputs(h, callee))
	items := []string{mapping("ended: "+callee.name, pair("do", a.actions(h, 1)), pair("go", exit(f, i)))}
	if a.chance(50) {
		items = []string{
			mapping("ended: "+callee.name, "as: done", pair("go", exit(f, i))),
			mapping("ended: "+callee.name, "as: [failed, cancelled]", pair("go", a.forward(h, i))),
		}
	}
	l.key(4, "when", list(items))
}

func (a *author) writeForking(l *lines, f *flowPlan, i int, h here) {
	var starts []string
	for _, callee := range f.steps[i].calls {
		with, maybe := a.inputs(h, callee), ""
		if a.chance(30) {
			maybe = pair("if", expr(a.condition(h, 1)))
		}
		switch {
		case callee.keyed && !f.keyed && a.chance(50):
			starts = append(starts, mapping("for each: q", pair("in", expr("every.part")), maybe, pair("flow", callee.name), "key: q", pair("with", with)))
		case callee.keyed && !f.keyed:
			starts = append(starts, mapping(maybe, pair("flow", callee.name), "key: part.b", pair("with", with)))
		default:
			starts = append(starts, mapping(maybe, pair("flow", callee.name), pair("with", with)))
		}
	}
	need := a.pick("all", "first")
	if len(starts) > 1 && a.chance(30) {
		need = strconv.Itoa(1 + a.r.IntN(len(starts)))
	}
	l.key(4, "fork", mapping(pair("start", list(starts)), pair("need", need), pair("rest", a.pick("cancel", "leave"))))
	l.key(4, "go", exit(f, i))
}
