package enginetest

import (
	"slices"
	"strings"
)

// here is where an expression or action stands: what it can read, and what it may do.
type here struct {
	flow     *flowPlan
	step     *stepPlan
	ask      []field // the form of the decision
	decision bool    // a person decides: actor can be read
	outcome  bool    // on_end
	message  bool    // a message with its field n is at hand
	answer   bool    // an answer with its field n is at hand
	clock    bool    // a term runs here
	rule     []field // the inputs of a rule: nothing of a run can be read
	inRule   bool
	auto     bool // happens without a person
	entry    bool // while the run moves: on_entry, on_end, undo
	timeless bool // the clock cannot be read
}

// condition writes a random condition, at most so many operators deep.
func (a *author) condition(h here, depth int) string {
	if depth == 0 || a.chance(45) {
		return a.atom(h)
	}
	left, right := a.condition(h, depth-1), a.condition(h, depth-1)
	switch a.r.IntN(5) {
	case 0:
		return "!(" + left + ")"
	case 1:
		return "(" + left + " || " + right + ")"
	case 2:
		return "(" + left + " ? " + right + " : " + a.condition(h, depth-1) + ")"
	default:
		return "(" + left + " && " + right + ")"
	}
}

// atom writes one comparison of something that can be read here.
func (a *author) atom(h here) string {
	options := []string{
		"flag", "!flag", "level > 1", "level <= 6", "level == 3",
		"has(day) && day <= today", "!has(day) || day > today", "has(secret) && secret != \"x\"", "has(secret) && size(secret) > 4",
		"has(box) && box.size > 4", "has(box) && has(box.note) && size(box.note) > 2", "has(mood) && mood >= Mood.calm",
		"param.way == Way.quick", "param.most > 2", "has(recorded.secret) && recorded.secret <= today", "today.plus_days(3) > today",
	}
	if a.graded {
		options = append(options, "has(grade) && grade.heavier_than(Grade.g1)", "!has(grade) || !grade.lighter_than(Grade.g2)", "has(grade) && grade.rank > 0")
	}
	if a.keyed {
		options = append(options, "every.part.exists(p, mark[p])", "every.part.all(p, !mark[p] || has(weight[p]))")
	}
	options = append(options, a.viewAtoms(h)...)
	options = append(options, fieldAtoms("", h.rule)...)
	if !h.inRule {
		options = append(options, a.runAtoms(h)...)
	}
	if h.timeless {
		options = slices.DeleteFunc(options, func(o string) bool { return strings.Contains(o, "today") })
	}
	return "(" + options[a.r.IntN(len(options))] + ")"
}

// viewAtoms read where other flows stand.
func (a *author) viewAtoms(h here) []string {
	var out []string
	for _, f := range a.flows {
		if f == h.flow {
			continue
		}
		switch {
		case f.keyed && h.flow != nil && h.flow.keyed && !h.inRule:
			out = append(out, f.name+"[part].open", f.name+"[part].ended > 1")
		case f.keyed:
			out = append(out, f.name+"[part.a].open", "every.part.exists(p, "+f.name+"[p].open)")
		default:
			out = append(out, f.name+".open", f.name+".runs > 0", f.name+".ended > 1")
			if !f.several {
				out = append(out, "has("+f.name+".step) && "+f.name+".step == "+f.name+".s0")
			}
		}
	}
	return out
}

// runAtoms read what belongs to the run and to what happens now.
func (a *author) runAtoms(h here) []string {
	out := []string{}
	if h.flow.index > 0 {
		out = append(out, "begun")
	}
	out = append(out, fieldAtoms("with.", h.flow.with)...)
	out = append(out, fieldAtoms("own.", h.flow.own)...)
	out = append(out, fieldAtoms("ask.", h.ask)...)
	if h.flow.keyed {
		out = append(out, "mark[part]", "has(weight[part]) && weight[part] > 3", "part == part.a")
	}
	if h.decision {
		out = append(out, "actor.role == Role.clerk")
		if h.flow.index == 0 {
			out = append(out, "actor.organisation == starter.organisation")
		} else {
			out = append(out, "has(starter.organisation) && actor.organisation != starter.organisation")
		}
	}
	if h.message {
		out = append(out, "message.n > 3")
	}
	if h.answer {
		out = append(out, "answer.n > 3")
	}
	if h.outcome {
		out = append(out, "outcome == \"done\"")
	}
	return out
}

func fieldAtoms(prefix string, fields []field) []string {
	var out []string
	for _, f := range fields {
		n := prefix + f.name
		switch f.typ {
		case "bool":
			out = append(out, n)
		case "int 0..9":
			out = append(out, n+" > 4", n+" <= level")
		case "text":
			out = append(out, "size("+n+") > 3")
		case "date":
			out = append(out, n+" <= today")
		case "optional date":
			out = append(out, "has("+n+") && "+n+" < today")
		case "Kind":
			out = append(out, n+" == Kind.soft")
		case "optional Box":
			out = append(out, "has("+n+") && "+n+".size < 5")
		case "optional Mood":
			out = append(out, "has("+n+") && "+n+" == Mood.wild")
		case "Grade":
			out = append(out, "has(grade) && "+n+".lighter_than(grade)", n+".rank <= 2")
		case "list of part":
			out = append(out, "size("+n+") > 1", n+".exists(q, mark[q])")
		case "part":
			out = append(out, n+" != part.b", "mark["+n+"]")
		}
	}
	return out
}

// value writes an expression of a type; "" when nothing of that type can be read here and no constant exists.
func (a *author) value(h here, typ string) string {
	var options []string
	for _, source := range []struct {
		prefix string
		fields []field
	}{{"with.", h.withFields()}, {"ask.", h.ask}} {
		for _, f := range source.fields {
			if f.typ == strings.TrimPrefix(typ, "optional ") {
				options = append(options, source.prefix+f.name, source.prefix+f.name)
			}
		}
	}
	switch strings.TrimPrefix(typ, "optional ") {
	case "bool":
		options = append(options, "true", "false", "!flag", "level > 2")
	case "int 0..9":
		options = append(options, "0", "1", "7", "level > 3 ? 2 : 5")
	case "text":
		options = append(options, "\"vast\"")
	case "date":
		options = append(options, "today", "today.plus_days(5)", "today.plus_working_days(2)", "occurred.date()")
	case "Kind":
		options = append(options, "Kind.soft", "Kind.hard")
	case "Mood":
		options = append(options, "Mood.calm", "Mood.wild")
	case "Grade":
		options = append(options, "Grade.g1", "Grade.g3")
	case "part":
		options = append(options, "part.a", "part.b")
	case "organisation":
		if h.decision {
			options = append(options, "actor.organisation")
		}
	}
	if len(options) == 0 {
		return ""
	}
	return options[a.r.IntN(len(options))]
}

func (h here) withFields() []field {
	if h.flow == nil || h.inRule {
		return nil
	}
	return h.flow.with
}

// expr quotes an expression for YAML.
func expr(s string) string { return quote(s) }
