package stroomschema

import (
	"slices"
	"strings"
)

// syn is the shape of an expression, for the checks that reason about what an expression says without evaluating it: which
// rules it calls, what it guards, whether it excludes that something gets lower. Package rules judges whether the
// expression is right; a syn is made only of what it accepted.
type syn struct {
	op    synOp
	name  string     // path: the first name; call, method: its name; literal: as written
	args  []*syn     // operands; a method's receiver first
	parts []pathPart // path and selection: what follows
}

// pathPart is one step of a path: a field, or a key in brackets.
type pathPart struct {
	field string
	key   *syn // not nil: [key]
}

type synOp string

// The operators that checks look at have names; the other ones are their own text.
const (
	synPath    synOp = "path"
	synSelect  synOp = "select" // a field of something that is no path: args[0]
	synCall    synOp = "call"
	synMethod  synOp = "method"
	synLiteral synOp = "literal"
	synList    synOp = "list"
	synNot     synOp = "!"
	synNeg     synOp = "-x"
	synAnd     synOp = "&&"
	synOr      synOp = "||"
	synChoose  synOp = "?"
)

// parseSyn returns the shape of an expression, or nil when the text is no expression.
func parseSyn(text string) *syn {
	p := &synParser{rest: text}
	p.next()
	s := p.choose()
	if p.failed || p.token != "" {
		return nil
	}
	return s
}

type synParser struct {
	rest   string
	token  string // "" at the end
	depth  int
	failed bool
}

const maxSynDepth = 64

var synOperators = []string{"&&", "||", "==", "!=", "<=", ">="}

// next reads one token.
func (p *synParser) next() {
	p.rest = strings.TrimLeft(p.rest, " \t\r\n")
	if p.rest == "" {
		p.token = ""
		return
	}
	length := 1
	switch b := p.rest[0]; {
	case isWord(b):
		for length < len(p.rest) && (isWord(p.rest[length]) || isDigit(b) && p.rest[length] == '.' && length+1 < len(p.rest) && isDigit(p.rest[length+1])) {
			length++
		}
	case b == '"' || b == '\'':
		for length < len(p.rest) && p.rest[length] != b {
			if p.rest[length] == '\\' {
				length++
			}
			length++
		}
		length = min(length+1, len(p.rest))
	case len(p.rest) > 1 && slices.Contains(synOperators, p.rest[:2]):
		length = 2
	}
	p.token, p.rest = p.rest[:length], p.rest[length:]
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isWord(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

func (p *synParser) accept(token string) bool {
	if p.token != token {
		return false
	}
	p.next()
	return true
}

func (p *synParser) expect(token string) {
	if !p.accept(token) {
		p.failed = true
	}
}

func (p *synParser) choose() *syn {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxSynDepth || p.failed {
		p.failed = true
		return &syn{op: synLiteral}
	}
	condition := p.binary(0)
	if !p.accept("?") {
		return condition
	}
	then := p.choose()
	p.expect(":")
	return &syn{op: synChoose, args: []*syn{condition, then, p.choose()}}
}

var synLevels = [][]string{{"||"}, {"&&"}, {"==", "!=", "<", "<=", ">", ">=", "in"}, {"+", "-"}, {"*", "/", "%"}}

func (p *synParser) binary(level int) *syn {
	if level == len(synLevels) {
		return p.unary()
	}
	left := p.binary(level + 1)
	for !p.failed && p.token != "" && slices.Contains(synLevels[level], p.token) {
		op := synOp(p.token)
		p.next()
		left = &syn{op: op, args: []*syn{left, p.binary(level + 1)}}
	}
	return left
}

func (p *synParser) unary() *syn {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxSynDepth {
		p.failed = true
		return &syn{op: synLiteral}
	}
	switch {
	case p.accept("!"):
		return &syn{op: synNot, args: []*syn{p.unary()}}
	case p.accept("-"):
		return &syn{op: synNeg, args: []*syn{p.unary()}}
	}
	return p.member()
}

// member reads a name, call, literal or bracketed expression with the fields, keys and methods behind it.
func (p *synParser) member() *syn {
	s := p.primary()
	for !p.failed {
		switch {
		case p.accept("."):
			name := p.token
			if name == "" || !isWord(name[0]) {
				p.failed = true
				return s
			}
			p.next()
			if p.accept("(") {
				s = &syn{op: synMethod, name: name, args: append([]*syn{s}, p.arguments(")")...)}
				continue
			}
			s = s.selecting(pathPart{field: name})
		case p.accept("["):
			key := p.choose()
			p.expect("]")
			s = s.selecting(pathPart{key: key})
		default:
			return s
		}
	}
	return s
}

// selecting returns what a further step of a path leads to.
func (s *syn) selecting(steps ...pathPart) *syn {
	if s.op == synPath || s.op == synSelect {
		return &syn{op: s.op, name: s.name, args: s.args, parts: append(slices.Clone(s.parts), steps...)}
	}
	return &syn{op: synSelect, args: []*syn{s}, parts: steps}
}

func (p *synParser) primary() *syn {
	token := p.token
	switch {
	case token == "":
		p.failed = true
		return &syn{op: synLiteral}
	case p.accept("("):
		s := p.choose()
		p.expect(")")
		return s
	case p.accept("["):
		return &syn{op: synList, args: p.arguments("]")}
	case token == "true" || token == "false" || token == "null" || token[0] == '"' || token[0] == '\'' || token[0] >= '0' && token[0] <= '9':
		p.next()
		return &syn{op: synLiteral, name: token}
	case !isWord(token[0]):
		p.failed = true
		return &syn{op: synLiteral}
	}
	p.next()
	if p.accept("(") {
		return &syn{op: synCall, name: token, args: p.arguments(")")}
	}
	return &syn{op: synPath, name: token}
}

func (p *synParser) arguments(end string) []*syn {
	var args []*syn
	for !p.failed && p.token != end {
		args = append(args, p.choose())
		if p.token != end {
			p.expect(",")
		}
	}
	p.expect(end)
	return args
}

// String writes the shape in one way, whatever spaces or brackets the author used.
func (s *syn) String() string {
	var b strings.Builder
	s.write(&b)
	return b.String()
}

func (s *syn) write(b *strings.Builder) {
	list := func(args []*syn) {
		for i, a := range args {
			if i > 0 {
				b.WriteString(", ")
			}
			a.write(b)
		}
	}
	switch s.op {
	case synPath, synLiteral:
		b.WriteString(s.name)
	case synSelect:
		b.WriteByte('(')
		s.args[0].write(b)
		b.WriteByte(')')
	case synCall:
		b.WriteString(s.name + "(")
		list(s.args)
		b.WriteByte(')')
	case synMethod:
		s.args[0].write(b)
		b.WriteString("." + s.name + "(")
		list(s.args[1:])
		b.WriteByte(')')
	case synList:
		b.WriteByte('[')
		list(s.args)
		b.WriteByte(']')
	case synNot, synNeg:
		b.WriteByte(s.op[0])
		s.args[0].write(b)
	case synChoose:
		b.WriteString("(" + s.args[0].String() + " ? " + s.args[1].String() + " : " + s.args[2].String() + ")")
	default:
		b.WriteString("(" + s.args[0].String() + " " + string(s.op) + " " + s.args[1].String() + ")")
	}
	for _, part := range s.parts {
		if part.key != nil {
			b.WriteString("[" + part.key.String() + "]")
			continue
		}
		b.WriteString("." + part.field)
	}
}

// each calls f for s and everything in it.
func (s *syn) each(f func(*syn)) {
	f(s)
	for _, a := range s.args {
		a.each(f)
	}
	for _, part := range s.parts {
		if part.key != nil {
			part.key.each(f)
		}
	}
}

// conjuncts splits s at &&.
func (s *syn) conjuncts() []*syn {
	if s.op == synAnd {
		return append(s.args[0].conjuncts(), s.args[1].conjuncts()...)
	}
	return []*syn{s}
}

// replace returns s with names replaced by other shapes: a rule's inputs by what they are filled with.
func (s *syn) replace(by map[string]*syn) *syn {
	if len(by) == 0 {
		return s
	}
	out := &syn{op: s.op, name: s.name, parts: make([]pathPart, len(s.parts)), args: make([]*syn, len(s.args))}
	for i, a := range s.args {
		out.args[i] = a.replace(by)
	}
	for i, part := range s.parts {
		if part.key != nil {
			part.key = part.key.replace(by)
		}
		out.parts[i] = part
	}
	if s.op == synPath {
		if to, ok := by[s.name]; ok {
			if len(out.parts) == 0 {
				return to
			}
			return to.selecting(out.parts...)
		}
	}
	return out
}
