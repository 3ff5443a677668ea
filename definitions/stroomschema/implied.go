package stroomschema

import "strings"

// lowering asks whether conditions leave it possible that an assignment lowers a guarded attribute. It supposes that it
// does (the old value is set, and the new attribute is less than the old one), and works out what each condition then is.
// A condition that cannot hold then, excludes it. What cannot be worked out counts as possible, so the answer is safe.
type lowering struct {
	c        *compiler
	new, old []string // the same path below both, from the whole value down to the attribute
	steps    int      // bounds the work on rules that call rules
}

const maxLoweringSteps = 4_000

// truth is what is known of a condition.
type truth int8

// The three answers.
const (
	isFalse truth = -1
	unknown truth = 0
	isTrue  truth = 1
)

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// newLowering prepares the question for one assignment: path is from a value of the fact to its guarded attribute.
func newLowering(c *compiler, target, value *syn, path string) *lowering {
	l := &lowering{c: c}
	l.new, l.old = append(l.new, value.String()), append(l.old, target.String())
	for _, field := range strings.Split(path, ".") {
		value, target = value.selecting(pathPart{field: field}), target.selecting(pathPart{field: field})
		l.new, l.old = append(l.new, value.String()), append(l.old, target.String())
	}
	return l
}

// excluded reports whether a condition that holds (or, with not, fails) makes it impossible that the attribute gets lower.
func (l *lowering) excluded(k known) bool {
	l.steps = 0
	answer := l.eval(k.cond)
	if k.not {
		answer = -answer
	}
	return answer == isFalse
}

func (l *lowering) eval(s *syn) truth {
	if l.steps++; l.steps > maxLoweringSteps {
		return unknown
	}
	switch s.op {
	case synLiteral:
		switch s.name {
		case "true", "false":
			return truthOf(s.name == "true")
		}
	case synNot:
		return -l.eval(s.args[0])
	case synAnd:
		return min(l.eval(s.args[0]), l.eval(s.args[1]))
	case synOr:
		return max(l.eval(s.args[0]), l.eval(s.args[1]))
	case synChoose:
		return l.choose(s)
	case "==", "!=", "<", "<=", ">", ">=":
		return l.compare(string(s.op), s.args[0].String(), s.args[1].String())
	case synMethod:
		if len(s.args) == 2 {
			return l.compare(s.name, s.args[0].String(), s.args[1].String())
		}
	case synCall:
		return l.call(s)
	}
	return unknown
}

func (l *lowering) choose(s *syn) truth {
	then, otherwise := l.eval(s.args[1]), l.eval(s.args[2])
	switch l.eval(s.args[0]) {
	case isTrue:
		return then
	case isFalse:
		return otherwise
	}
	if then == otherwise {
		return then
	}
	return unknown
}

// compare knows the answer where the new and the old value, or the same part of both, stand on the two sides.
func (l *lowering) compare(op, a, b string) truth {
	for i := range l.new {
		attribute := i == len(l.new)-1
		switch {
		case a == l.new[i] && b == l.old[i]:
			return lowered(op, attribute)
		case a == l.old[i] && b == l.new[i]:
			return lowered(turned[op], attribute)
		}
	}
	return unknown
}

// turned is the same comparison with its sides exchanged.
var turned = map[string]string{
	"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<=", "same_as": "same_as",
	"lighter_than": "heavier_than", "heavier_than": "lighter_than",
}

// lowered is a comparison of new with old, when the guarded attribute of new is less than that of old. Of a whole value,
// of which other parts may differ too, less is known: it is not the same, and it is not heavier.
func lowered(op string, attribute bool) truth {
	switch op {
	case "==", "same_as", "heavier_than":
		return isFalse
	case "!=":
		return isTrue
	}
	if !attribute {
		return unknown
	}
	switch op {
	case "<", "<=":
		return isTrue
	case ">", ">=":
		return isFalse
	}
	return unknown
}

// call writes out a rule; has() of the old or new value is true.
func (l *lowering) call(s *syn) truth {
	if s.name == "has" && len(s.args) == 1 {
		words := s.args[0].String()
		for i := range l.new {
			if words == l.new[i] || words == l.old[i] {
				return isTrue
			}
		}
		return unknown
	}
	shape, rule := l.c.ruleSyn[s.name], l.c.def.Rule(s.name)
	if shape == nil || rule == nil || len(rule.Given) != len(s.args) {
		return unknown
	}
	inputs := make(map[string]*syn, len(s.args))
	for i, field := range rule.Given {
		inputs[field.Name] = s.args[i]
	}
	return l.eval(shape.replace(inputs))
}
