package diagram

import (
	"strings"

	"stroom/rules"
)

// maxCondition is the length in letters up to which a condition is put into words; a longer one is shown as it is written.
const maxCondition = 300

// condition says in words what an expression says. It replaces names by their labels and operators by words, letter by
// letter: that is enough for what stands at arrows. Where it meets more (arithmetic, loops, choices) it gives the expression
// as it is written, for a half-translated one misleads.
func (b *builder) condition(x *rules.Expr) string {
	if x == nil {
		return ""
	}
	source := strings.Join(strings.Fields(x.Source()), " ")
	p := &wording{b: b, rest: source}
	words := p.any()
	if p.failed || p.peek() != "" || len(source) > maxCondition {
		return source
	}
	return words
}

// wording reads an expression and writes words.
type wording struct {
	b      *builder
	rest   string
	failed bool
}

// peek returns the next token, "" at the end.
func (p *wording) peek() string {
	p.rest = strings.TrimLeft(p.rest, " ")
	if p.rest == "" {
		return ""
	}
	for _, op := range []string{"&&", "||", "==", "!=", "<=", ">="} {
		if strings.HasPrefix(p.rest, op) {
			return op
		}
	}
	end := 0
	for end < len(p.rest) && isNamePart(p.rest[end]) {
		end++
	}
	if end > 0 {
		return p.rest[:end]
	}
	if q := p.rest[0]; q == '\'' || q == '"' {
		if end = strings.IndexByte(p.rest[1:], q); end >= 0 {
			return p.rest[:end+2]
		}
	}
	return p.rest[:1]
}

func isNamePart(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func (p *wording) take() string {
	token := p.peek()
	p.rest = p.rest[len(token):]
	return token
}

func (p *wording) accept(token string) bool {
	if p.peek() == token {
		p.take()
		return true
	}
	return false
}

func (p *wording) expect(token string) {
	if !p.accept(token) {
		p.failed = true
	}
}

func (p *wording) any() string {
	words := p.all()
	for p.accept("||") {
		words += p.b.say(sayOr) + p.all()
	}
	return words
}

func (p *wording) all() string {
	words := p.compare()
	for p.accept("&&") {
		words += p.b.say(sayAnd) + p.compare()
	}
	return words
}

var comparisons = map[string]phrase{
	"==": sayIs, "!=": sayIsNot, "in": sayIn, "<": {" < ", " < "}, ">": {" > ", " > "}, "<=": {" ≤ ", " ≤ "}, ">=": {" ≥ ", " ≥ "},
}

func (p *wording) compare() string {
	left := p.part()
	word, ok := comparisons[p.peek()]
	if !ok {
		return left
	}
	p.take()
	return left + p.b.say(word) + p.part()
}

func (p *wording) part() string {
	switch token := p.peek(); {
	case p.failed || token == "":
		p.failed = true
		return ""
	case token == "!":
		p.take()
		return p.not()
	case token == "(":
		p.take()
		inner := p.any()
		p.expect(")")
		return "(" + inner + ")"
	case token == "[":
		return p.list()
	case token[0] == '\'' || token[0] == '"':
		p.take()
		return "“" + token[1:len(token)-1] + "”"
	case token[0] >= '0' && token[0] <= '9':
		return p.take()
	case isNamePart(token[0]):
		return p.path(sayKnown)
	default:
		p.failed = true
		return ""
	}
}

func (p *wording) not() string {
	if p.peek() == "has" {
		return p.path(sayUnknown)
	}
	return p.b.say(sayNotThat, p.part())
}

func (p *wording) list() string {
	p.expect("[")
	var items []string
	for !p.failed && p.peek() != "]" {
		items = append(items, p.part())
		if !p.accept(",") {
			break
		}
	}
	p.expect("]")
	return listed(items)
}

// path reads a name with what follows it: fields, a key in brackets, a call.
func (p *wording) path(known phrase) string {
	name := p.take()
	if p.peek() == "(" {
		return p.call(name, known)
	}
	var fields []string
	for !p.failed {
		switch {
		case p.accept("."):
			fields = append(fields, p.take())
			if p.peek() == "(" {
				return p.method(name, fields)
			}
		case p.accept("["): // the key; at an arrow it is that of the flow, or of the loop around it
			p.part()
			p.expect("]")
		default:
			return p.reading(name, fields)
		}
	}
	return ""
}

// method reads what holds for the keys that there are. Other methods have no words here.
func (p *wording) method(name string, fields []string) string {
	says, ok := map[string]phrase{"all": sayForEvery, "exists": sayForSome}[fields[len(fields)-1]]
	if !ok || name != "every" || len(fields) != 2 || p.b.def.Key(fields[0]) == nil {
		p.failed = true
		return ""
	}
	p.expect("(")
	p.take() // the name of the element, which stands in brackets only
	p.expect(",")
	inner := p.any()
	p.expect(")")
	return p.b.say(says, p.b.text(p.b.def.Key(fields[0]).Label), inner)
}

// call reads what stands in brackets behind the name of a rule, which says what it is about.
func (p *wording) call(name string, known phrase) string {
	if name == "has" {
		p.expect("(")
		inner := p.part()
		p.expect(")")
		return p.b.say(known, inner)
	}
	if p.b.def.Rule(name) == nil {
		p.failed = true
		return ""
	}
	depth := 0
	for {
		switch token := p.take(); token {
		case "":
			p.failed = true
			return ""
		case "(":
			depth++
		case ")":
			if depth--; depth == 0 {
				return p.b.label(name)
			}
		}
	}
}

// reading gives the words for what is read.
func (p *wording) reading(name string, fields []string) string {
	def := p.b.def
	if name == "true" || name == "false" {
		p.failed = true
		return ""
	}
	if name == "begun" {
		return p.b.say(sayBegun)
	}
	if len(fields) == 1 && isType(name) {
		return def.ValueLabel(name, fields[0]).In(p.b.lang)
	}
	head := name
	if len(fields) > 0 && (hasOwnFields(name) || def.Flow(name) != nil) {
		if flow := def.Flow(name); flow != nil {
			if step := flow.Step(fields[0]); step != nil {
				return p.b.say(sayStep, step.Index+1)
			}
			if flow == p.b.src && fields[0] == "step" {
				return p.b.say(sayTheStep)
			}
		}
		head, fields = name+"."+fields[0], fields[1:]
	}
	return def.ReadingLabel(head, "", strings.Join(fields, ".")).In(p.b.lang)
}

func isType(name string) bool { return name[0] >= 'A' && name[0] <= 'Z' }

// hasOwnFields reports whether a name only says where to look: the thing itself is the next part.
func hasOwnFields(name string) bool {
	switch name {
	case "own", "with", "ask", "again", "param", "party", "message", "answer", "recorded", "actor", "starter":
		return true
	}
	return false
}
