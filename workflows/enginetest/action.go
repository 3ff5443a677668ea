package enginetest

import (
	"fmt"
	"strings"
)

// actions writes a `do` list of at most so many items; "" for none.
func (a *author) actions(h here, most int) string {
	var items []string
	for range a.r.IntN(most + 1) {
		if item := a.action(h); item != "" {
			items = append(items, item)
		}
	}
	if len(items) == 0 {
		return ""
	}
	return list(items)
}

// action writes one action; "" when the one chosen cannot stand here.
func (a *author) action(h here) string {
	switch a.r.IntN(18) {
	case 0, 1, 2:
		return a.set(h)
	case 3:
		return "{unset: [" + a.pick("day", "secret", "box", "mood") + "]}"
	case 4, 5:
		return a.tell(h)
	case 6:
		return a.send(h)
	case 7:
		return a.count(h)
	case 8:
		return a.bind(h)
	case 9, 10:
		return a.otherFlow(h)
	case 11:
		return a.startFlow(h)
	case 16, 17:
		if h.auto {
			return a.startFlow(h)
		}
	case 12:
		return a.clock(h)
	case 13:
		if inner := a.actions(h, 2); inner != "" {
			return mapping(pair("if", expr(a.condition(h, 1))), pair("do", inner))
		}
	case 14:
		if a.keyed && !h.auto {
			return "{for each: p, in: " + expr(a.keyList(h)) + ", do: [{set: {" + quote("mark[p]") + ": " + expr(a.pick("true", "!mark[p]")) + "}}]}"
		}
	case 15:
		if h.flow.keyed && h.decision && a.chance(30) {
			return "{give_back: [\"agent[part]\"]}"
		}
		if h.flow.keyed && h.decision {
			return "{lend: {\"agent[part]\": " + expr(a.value(h, "organisation")) + "}}"
		}
	}
	return ""
}

// keyList names a list of keys that can be read here.
func (a *author) keyList(h here) string {
	for _, f := range h.ask {
		if f.typ == "list of part" {
			return "ask." + f.name
		}
	}
	return "every.part"
}

func (a *author) set(h here) string {
	options := []struct{ place, value string }{
		{"flag", a.value(h, "bool")}, {"level", a.value(h, "int 0..9")}, {"mood", a.value(h, "Mood")},
	}
	if !h.auto {
		options = append(options, struct{ place, value string }{"day", a.value(h, "date")})
	}
	for _, f := range h.ask {
		switch f.typ {
		case "text":
			options = append(options, struct{ place, value string }{"secret", "ask." + f.name})
		case "Box":
			options = append(options, struct{ place, value string }{"box", "ask." + f.name})
		}
	}
	for _, f := range h.flow.own {
		options = append(options, struct{ place, value string }{"own." + f.name, a.value(h, f.typ)})
	}
	if h.flow.keyed {
		options = append(options, struct{ place, value string }{"mark[part]", a.value(h, "bool")}, struct{ place, value string }{"weight[part]", a.value(h, "int 0..9")})
	}
	first := options[a.r.IntN(len(options))]
	parts := []string{quote(first.place) + ": " + expr(first.value)}
	if second := options[a.r.IntN(len(options))]; second.place != first.place && a.chance(30) {
		parts = append(parts, quote(second.place)+": "+expr(second.value))
	}
	return "{set: {" + strings.Join(parts, ", ") + "}}"
}

// tell sends a notice to someone who can be told here.
func (a *author) tell(h here) string {
	to := []string{"owner", "clerk", "chief of owner", "judge", "auditor"}
	if h.flow.index > 0 {
		to = append(to, "starter")
	}
	if h.step != nil && h.step.kind == "people" {
		to = append(to, "who")
	}
	if a.keyed {
		to = append(to, "agent of any part")
		if h.flow.keyed {
			to = append(to, "agent", "agent")
		}
	}
	who := a.pick(to...)
	if a.chance(25) {
		if other := a.pick(to...); other != who {
			who = list([]string{who, other})
		}
	}
	switch n := a.r.IntN(6); {
	case n == 0:
		return mapping(pair("tell", who), pair("notice", a.use("about")), pair("with", "{n: "+expr(a.value(h, "int 0..9"))+"}"))
	case n == 1 && a.replies && h.decision:
		return mapping(pair("tell", who), pair("notice", a.use("question")))
	default:
		return mapping(pair("tell", who), pair("notice", a.use("plain")))
	}
}

// send posts a message to a later flow that listens.
func (a *author) send(h here) string {
	var targets []*flowPlan
	for _, f := range a.flows {
		if f.hears != "" && f.parent == h.flow.index {
			targets = append(targets, f)
		}
	}
	if len(targets) == 0 {
		return ""
	}
	f := targets[a.r.IntN(len(targets))]
	message := f.hears
	if f.partner != "" && a.more.IntN(2) == 0 {
		message = f.partner
	}
	return mapping(pair("send", a.use(message)), pair("to", a.ref(h, f, true)), pair("with", "{n: "+expr(a.value(h, "int 0..9"))+"}"), pair("if_absent", a.pick("fine", "fine", "fine", "incident")))
}

// ref names the runs of a flow from here.
func (a *author) ref(h here, f *flowPlan, all bool) string {
	if !f.keyed {
		if f.several && all {
			return quote(f.name + "[all]")
		}
		return f.name
	}
	var options []string
	if all {
		options = append(options, f.name+"[all]")
	}
	options = append(options, f.name+"[part.a]", f.name+"[part.b]")
	if h.flow.keyed {
		options = append(options, f.name, f.name)
	}
	for _, x := range h.ask {
		if x.typ == "part" {
			options = append(options, f.name+"[ask."+x.name+"]", f.name+"[ask."+x.name+"]")
		}
	}
	return quote(options[a.r.IntN(len(options))])
}

func (a *author) count(h here) string {
	return mapping("count: "+a.use("acts"), pair("with", "{size: "+expr(a.value(h, "int 0..9"))+", kind_a: "+expr(a.value(h, "Kind"))+"}"))
}

func (a *author) bind(h here) string {
	if !a.keyed || !h.decision {
		return ""
	}
	org := a.value(h, "organisation")
	if h.flow.keyed {
		return "{bind: {\"agent[part]\": " + expr(org) + "}}"
	}
	key := "part.a"
	for _, f := range h.ask {
		if f.typ == "part" {
			key = "ask." + f.name
		}
	}
	return "{bind: {" + quote("agent["+key+"]") + ": " + expr(org) + "}}"
}

// otherFlow cancels, suspends or resumes another flow. What happens by itself does so to later flows only.
func (a *author) otherFlow(h here) string {
	var others []*flowPlan
	for _, f := range a.flows[1:] {
		if f != h.flow && (!h.auto || f.index > h.flow.index) {
			others = append(others, f)
		}
	}
	if len(others) == 0 {
		return ""
	}
	f := others[a.r.IntN(len(others))]
	ref := a.ref(h, f, true)
	switch a.r.IntN(4) {
	case 0:
		return mapping(pair("cancel", ref), pair("as", a.pick("", "failed")), pair("if_absent", "fine"))
	case 1:
		return mapping(pair("resume", ref), pair("if_absent", "fine"))
	default:
		return mapping(pair("suspend", ref), pair("clocks", a.pick("stop", "stop", "run")), pair("if_absent", "fine"))
	}
}

// startFlow starts a later flow that is there to be started.
func (a *author) startFlow(h here) string {
	var targets []*flowPlan
	for _, f := range a.flows {
		if f.index > h.flow.index && f.parent == h.flow.index && (f.mode == isStarted || f.shared) {
			targets = append(targets, f)
		}
	}
	if len(targets) == 0 || h.entry {
		return ""
	}
	return a.start(h, targets[a.r.IntN(len(targets))])
}

func (a *author) start(h here, f *flowPlan) string {
	with := a.inputs(h, f)
	if with == "-" {
		return ""
	}
	if f.mode == isStarted {
		f.started = true
	}
	return mapping(pair("start", a.ref(h, f, false)), pair("with", with))
}

// inputs writes the `with` of a flow that is started from here; "-" when a field has no value here.
func (a *author) inputs(h here, f *flowPlan) string {
	var parts []string
	for _, x := range f.with {
		v := a.value(h, x.typ)
		if v == "" {
			if strings.HasPrefix(x.typ, "optional ") {
				continue
			}
			return "-"
		}
		parts = append(parts, x.name+": "+expr(v))
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// clock pauses, continues or lengthens the term of the step.
func (a *author) clock(h here) string {
	if !h.clock || !h.decision {
		return ""
	}
	switch a.r.IntN(3) {
	case 0:
		return "{pause: term}"
	case 1:
		return "{continue: term}"
	default:
		return fmt.Sprintf("{lengthen: term, to: %s}", a.use("longest"))
	}
}
