package rules

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/google/cel-go/common"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/parser"
)

// span is a stretch of a source in code points; end lies behind the last.
type span struct{ off, end int }

// parsed is a source with its tree as CEL's parser gives it, and where every part of the tree stands.
type parsed struct {
	source string
	runes  []rune
	expr   ast.Expr
	info   *ast.SourceInfo
	spans  map[int64]span
	depth  int
}

// text returns the source of a stretch.
func (p *parsed) text(s span) string { return string(p.runes[s.off:s.end]) }

// newParser returns CEL's parser without macros: `has`, `all` and `exists` stay calls, so that their places are kept and
// our own rules for them can be applied. The recursion limit is that of the grammar, where one operator is several
// levels; MaxDepth is checked on the tree.
func newParser() *parser.Parser {
	p, err := parser.NewParser(
		parser.MaxRecursionDepth(3*MaxDepth),
		parser.ExpressionSizeCodePointLimit(MaxSource),
		parser.MaxExpressionNodeCount(2*MaxNodes),
		parser.ErrorRecoveryLimit(4),
		parser.ErrorRecoveryLookaheadTokenLimit(32),
		parser.ErrorReportingLimit(MaxProblems),
		parser.EnableVariadicOperatorASTs(true),
		parser.EnableOptionalSyntax(false),
		parser.EnableIdentEscapeSyntax(false),
	)
	if err != nil {
		panic("rules: parser options: " + err.Error())
	}
	return p
}

// parse reads a source.
func (e *Env) parse(source string) (*parsed, []Problem) {
	if !utf8.ValidString(source) {
		return nil, []Problem{{Code: ProblemSyntax, End: 1, Message: "The text is not valid UTF-8."}}
	}
	n := utf8.RuneCountInString(source)
	if n > MaxSource {
		return nil, []Problem{{Code: ProblemLong, Offset: MaxSource, End: n,
			Message: "The expression is longer than 2,000 letters.", Hint: "Move parts of it to named rules."}}
	}
	p := &parsed{source: source, runes: []rune(source), spans: map[int64]span{}}
	if p.parseQuick() {
		return p, nil
	}
	return e.parseWhole(p)
}

// parseWhole reads a source with CEL's parser.
func (e *Env) parseWhole(p *parsed) (*parsed, []Problem) {
	tree, errs := e.parser.Parse(common.NewTextSource(p.source))
	if list := errs.GetErrors(); len(list) > 0 {
		return nil, p.syntaxProblems(list)
	}
	p.expr, p.info = tree.Expr(), tree.SourceInfo()
	m := measurer{parsed: p, match: brackets(p.runes)}
	_, p.depth = m.measure(p.expr, 1)
	switch {
	case m.count > MaxNodes:
		return nil, []Problem{{Code: ProblemNodes, End: len(p.runes),
			Message: "The expression has more than 500 parts.", Hint: "Move parts of it to named rules."}}
	case p.depth > MaxDepth:
		return nil, []Problem{tooDeep(len(p.runes))}
	}
	return p, nil
}

// reservedWord holds the words that CEL does not read as names.
var reservedWord = map[string]bool{
	"true": true, "false": true, "null": true, "in": true, "as": true, "break": true, "const": true, "continue": true,
	"else": true, "for": true, "function": true, "if": true, "import": true, "let": true, "loop": true,
	"package": true, "namespace": true, "return": true, "var": true, "void": true, "while": true,
}

func isNameRune(r rune, first bool) bool {
	return r == '_' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || !first && r >= '0' && r <= '9'
}

// syntaxProblems turns the parser's first error into a problem; those after it mostly follow from it.
func (p *parsed) syntaxProblems(list []*common.Error) []Problem {
	err := list[0]
	at := p.offset(err.Location.Line(), err.Location.Column())
	msg := strings.TrimPrefix(err.Message, "Syntax error: ")
	one := Problem{Code: ProblemSyntax, Offset: at, End: min(at+1, len(p.runes))}
	token := between(msg, "'", "'")
	switch {
	case strings.Contains(msg, "recursion limit") || strings.Contains(msg, "recursion depth"):
		return []Problem{tooDeep(len(p.runes))}
	case strings.Contains(msg, "'<EOF>'"):
		one.Message = "The expression stops too early."
	case strings.HasPrefix(msg, "token recognition error"):
		one.Message = "This letter has no meaning here."
		if at < len(p.runes) {
			one.Hint = map[rune]string{'=': "Write == to compare.", '&': "Write && for and.", '|': "Write || for or.",
				'"': "The text is not closed.", '\'': "The text is not closed."}[p.runes[at]]
		}
	case strings.HasPrefix(msg, "missing "):
		one.Message = strings.TrimPrefix(msg[:max(strings.Index(msg, " at "), 0)], "missing ") + " is missing here."
	case strings.HasPrefix(msg, "reserved identifier"):
		one.Message = strings.TrimPrefix(msg, "reserved identifier: ") + " is a reserved word of CEL and cannot be a name."
		one.End = p.wordEnd(at)
	case strings.Contains(msg, "input '") && token != "":
		one.End = min(at+utf8.RuneCountInString(token), len(p.runes))
		one.Message = fmt.Sprintf("%.60s was not expected here.", p.text(span{at, one.End}))
	default:
		one.Message = "This is no expression: " + msg + "."
	}
	return []Problem{one}
}

func tooDeep(end int) Problem {
	return Problem{Code: ProblemDeep, End: end, Message: "The expression is nested deeper than 40 levels.", Hint: "Move parts of it to named rules."}
}

// between returns what stands between the first open and the close after it.
func between(s, open, shut string) string {
	_, rest, ok := strings.Cut(s, open)
	if !ok {
		return ""
	}
	inside, _, _ := strings.Cut(rest, shut)
	return inside
}

// offset turns a line from 1 and column from 0 into code points.
func (p *parsed) offset(line, column int) int {
	at := 0
	for ; line > 1 && at < len(p.runes); at++ {
		if p.runes[at] == '\n' {
			line--
		}
	}
	return max(0, min(at+column, len(p.runes)))
}

// measurer finds the stretch of every part of a tree. CEL's parser keeps one token of each part (the operator of a sum,
// the bracket of a call), so the rest is found from the parts inside it and from the brackets around them.
type measurer struct {
	*parsed
	match []int // for the place of a bracket that of its partner; -1 elsewhere
	count int
}

func (m *measurer) measure(e ast.Expr, depth int) (s span, deepest int) {
	m.count++
	if m.count > MaxNodes || depth > MaxDepth {
		return span{0, len(m.runes)}, depth
	}
	token, ok := m.info.GetOffsetRange(e.ID())
	if ok {
		s = span{int(token.Start), int(token.Stop)}
	}
	deepest = depth
	inside := func(kid ast.Expr) {
		ks, kd := m.measure(kid, depth+1)
		s = span{min(s.off, ks.off), max(s.end, ks.end)}
		deepest = max(deepest, kd)
	}
	switch e.Kind() {
	case ast.LiteralKind:
		s.end = m.literalEnd(s)
	case ast.SelectKind:
		s.end = m.wordEnd(s.off + 1)
		inside(e.AsSelect().Operand())
	case ast.CallKind:
		m.measureCall(e.AsCall(), &s, inside)
	case ast.ListKind:
		s.end = m.partnerEnd(s.off)
		for _, el := range e.AsList().Elements() {
			inside(el)
		}
	case ast.MapKind, ast.StructKind:
		s.end = m.partnerEnd(s.off)
		for e.Kind() == ast.StructKind && s.off > 0 && (isNameRune(m.runes[s.off-1], false) || m.runes[s.off-1] == '.') {
			s.off--
		}
	}
	s = m.balance(s)
	m.spans[e.ID()] = s
	return s, deepest
}

func (m *measurer) measureCall(call ast.CallExpr, s *span, inside func(ast.Expr)) {
	name := call.FunctionName()
	_, isOperator := operators.FindReverse(name)
	switch {
	case name == operators.Index:
		s.end = m.partnerEnd(s.off)
	case isOperator:
	default:
		open := s.off
		s.end = m.partnerEnd(open)
		for s.off = open; s.off > 0 && !isNameRune(m.runes[s.off-1], false); {
			s.off--
		}
		for s.off > 0 && isNameRune(m.runes[s.off-1], false) {
			s.off--
		}
	}
	if call.IsMemberFunction() {
		inside(call.Target())
	}
	for _, arg := range call.Args() {
		inside(arg)
	}
}

// wordEnd returns the end of the name at or after a place.
func (p *parsed) wordEnd(at int) int {
	for at < len(p.runes) && !isNameRune(p.runes[at], true) {
		at++
	}
	for at < len(p.runes) && isNameRune(p.runes[at], false) {
		at++
	}
	return at
}

// literalEnd returns the end of a literal. CEL's parser counts the length of a token in bytes, which is too much for a
// text with letters beyond ASCII.
func (m *measurer) literalEnd(s span) int {
	for i := s.off; i < min(s.end, len(m.runes)); i++ {
		if r := m.runes[i]; r == '"' || r == '\'' {
			return textEnd(m.runes, i)
		}
	}
	return s.end
}

// partnerEnd returns the place behind the partner of the bracket at a place.
func (m *measurer) partnerEnd(at int) int {
	if at < len(m.match) && m.match[at] >= 0 {
		return m.match[at] + 1
	}
	return min(at+1, len(m.runes))
}

// balance widens a stretch until every bracket in it has its partner in it.
func (m *measurer) balance(s span) span {
	s = span{max(s.off, 0), min(s.end, len(m.runes))}
	for i := s.off; i < s.end; i++ {
		switch partner := m.match[i]; {
		case partner < 0:
		case partner >= s.end:
			s.end = partner + 1
		case partner < s.off:
			s.off, i = partner, partner
		}
	}
	return s
}

// brackets pairs the brackets of a source, passing over texts and comments.
func brackets(src []rune) []int {
	match := make([]int, len(src))
	var open []int
	for i := range match {
		match[i] = -1
	}
	for i := 0; i < len(src); i++ {
		switch r := src[i]; r {
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if len(open) > 0 {
				partner := open[len(open)-1]
				open = open[:len(open)-1]
				match[i], match[partner] = partner, i
			}
		case '"', '\'':
			i = textEnd(src, i) - 1
		case '/':
			if i+1 < len(src) && src[i+1] == '/' {
				for i < len(src) && src[i] != '\n' {
					i++
				}
			}
		}
	}
	return match
}

// textEnd returns the place behind the text literal whose first quote stands at a place.
func textEnd(src []rune, at int) int {
	raw := at > 0 && (src[at-1] == 'r' || src[at-1] == 'R') && (at < 2 || !isNameRune(src[at-2], false))
	quote := src[at : at+1]
	if at+2 < len(src) && src[at+1] == src[at] && src[at+2] == src[at] {
		quote = src[at : at+3]
	}
	for i := at + len(quote); i < len(src); i++ {
		if src[i] == '\\' && !raw {
			i++
			continue
		}
		if i+len(quote) <= len(src) && string(src[i:i+len(quote)]) == string(quote) {
			return i + len(quote)
		}
	}
	return len(src)
}
