package definitions_test

import (
	"bytes"
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// mutant is a definition with one small fault put into it.
type mutant struct {
	kind     string // negate, drop, swap, compare, constant, value, rule, term
	line     int    // of the file
	from, to int    // bytes of the file that are replaced
	put      string
	was, is  string // what stood there and what stands there now, with some words around it
}

// String tells the fault in a line.
func (m mutant) String() string {
	return fmt.Sprintf("line %d, %s: %s -> %s", m.line, m.kind, m.was, m.is)
}

// applied returns the text of the definition with the fault in it.
func (m mutant) applied(text []byte) []byte {
	return slices.Concat(text[:m.from], []byte(m.put), text[m.to:])
}

// mutator lists every place at which a definition can be given a fault.
type mutator struct {
	text []byte
	file string
	def  *stroomschema.Definition
	list []mutant
}

// mutants lists all faults that can be put into the rules, conditions, `if` lists and terms of a definition, in the order of
// the file. The definition must have been compiled with a tally, which knows its conditions.
func mutants(t *testing.T, file string, text []byte, def *stroomschema.Definition) []mutant {
	t.Helper()
	m := &mutator{text: text, file: file, def: def}
	for _, c := range def.Conditions() {
		m.condition(c)
	}
	for _, r := range def.Rules {
		m.rule(r)
	}
	for _, at := range m.expressions() {
		m.tokens(at)
	}
	for _, use := range m.uses() {
		m.drop(use)
	}
	m.terms()
	slices.SortFunc(m.list, func(a, b mutant) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.kind, b.kind), cmp.Compare(a.put, b.put))
	})
	return slices.Compact(m.list)
}

// add puts a fault on the list, with the words around it.
func (m *mutator) add(kind string, from, to int, put string) {
	before := m.text[:from]
	start := bytes.LastIndexByte(before, '\n') + 1
	start = max(start, from-24)
	end := to + strings.IndexByte(string(m.text[to:])+"\n", '\n')
	end = min(end, to+24)
	around := func(middle string) string {
		return strings.Join(strings.Fields(strings.ToValidUTF8(string(m.text[start:from])+middle+string(m.text[to:end]), "")), " ")
	}
	m.list = append(m.list, mutant{kind: kind, line: 1 + bytes.Count(before, []byte("\n")), from: from, to: to, put: put,
		was: around(string(m.text[from:to])), is: around(put)})
}

func (m *mutator) here(at diag.Range) bool { return at.File == m.file && at.End.Byte > at.Start.Byte }

// condition negates a condition, and drops it where it is one of several joined by && or ||.
func (m *mutator) condition(c stroomschema.Answered) {
	if !m.here(c.At) {
		return
	}
	from, to := c.At.Start.Byte, c.At.End.Byte
	m.add("negate", from, to, "!("+string(m.text[from:to])+")")
	switch m.joint(from, to) {
	case "&&":
		m.add("drop", from, to, "true")
	case "||":
		m.add("drop", from, to, "false")
	}
}

// rule negates a rule as a whole.
func (m *mutator) rule(r *stroomschema.Rule) {
	if r.If == nil {
		return
	}
	if at, ok := m.def.Place(r.If); ok && m.here(at) {
		m.add("negate", at.Start.Byte, at.End.Byte, "!("+string(m.text[at.Start.Byte:at.End.Byte])+")")
	}
}

// joint is the operator that joins a part of an expression to the part beside it; "" for none.
func (m *mutator) joint(from, to int) string {
	const space = " \n\t)"
	rest := strings.TrimLeft(string(m.text[to:min(len(m.text), to+200)]), space)
	before := strings.TrimRight(string(m.text[max(0, from-200):from]), " \n\t(!")
	for _, operator := range []string{"&&", "||"} {
		if strings.HasPrefix(rest, operator) || strings.HasSuffix(before, operator) {
			return operator
		}
	}
	return ""
}

// expressions lists the places of the rules and of everything else that is written as a condition, each once.
func (m *mutator) expressions() []diag.Range {
	var places []diag.Range
	for _, r := range m.def.Rules {
		if at, ok := m.def.Place(r.If); ok {
			places = append(places, at)
		}
	}
	for _, c := range m.def.Conditions() {
		if c.Rule == nil {
			places = append(places, c.At)
		}
	}
	slices.SortFunc(places, func(a, b diag.Range) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Start.Byte, b.Start.Byte), -cmp.Compare(a.End.Byte, b.End.Byte))
	})
	var outer []diag.Range // without those inside the one before
	for _, p := range places {
		if !m.here(p) || len(outer) > 0 && p.End.Byte <= outer[len(outer)-1].End.Byte {
			continue
		}
		outer = append(outer, p)
	}
	return outer
}

var (
	token  = regexp.MustCompile(`&&|\|\||<=|>=|==|!=|<|>|\b\d+\b|\b[A-Za-z_]\w*\.[A-Za-z_]\w*\b`)
	others = map[string][]string{
		"&&": {"||"}, "||": {"&&"},
		"<=": {"<", ">"}, ">=": {">", "<"}, "<": {"<=", ">="}, ">": {">=", "<="}, "==": {"!="}, "!=": {"=="},
	}
)

// tokens swaps operators, comparisons, numbers and values of enumerations inside an expression.
func (m *mutator) tokens(at diag.Range) {
	raw := string(m.text[at.Start.Byte:at.End.Byte])
	for _, found := range token.FindAllStringIndex(raw, -1) {
		from, to := at.Start.Byte+found[0], at.Start.Byte+found[1]
		word := raw[found[0]:found[1]]
		kind := "compare"
		if word == "&&" || word == "||" {
			kind = "swap"
		}
		for _, other := range others[word] {
			m.add(kind, from, to, other)
		}
		if n, err := strconv.Atoi(word); err == nil {
			m.add("constant", from, to, strconv.Itoa(n+1))
			if n > 0 {
				m.add("constant", from, to, strconv.Itoa(n-1))
			}
		}
		m.value(word, from, to)
	}
}

// value puts the neighbours of an enumeration's value in its place.
func (m *mutator) value(word string, from, to int) {
	name, value, _ := strings.Cut(word, ".")
	enum := m.def.Env.Schema().Enum(name)
	if enum == nil {
		return
	}
	i := slices.Index(enum.Values, value)
	if i < 0 || strings.HasPrefix(string(m.text[to:]), ".") { // an attribute of it is meant
		return
	}
	for _, j := range []int{i - 1, i + 1} {
		if j >= 0 && j < len(enum.Values) {
			m.add("value", from, to, name+"."+enum.Values[j])
		}
	}
}

// uses lists the places at which rules stand in `if` lists and groups.
func (m *mutator) uses() []diag.Range {
	var all []diag.Range
	list := func(uses []*stroomschema.RuleUse) {
		for _, u := range uses {
			all = append(all, u.Range)
		}
	}
	decision := func(d *stroomschema.Decision) {
		if d != nil {
			list(d.If)
		}
	}
	for _, r := range m.def.Rules {
		list(r.All)
	}
	for _, f := range m.def.Flows {
		decision(f.Begin)
		decision(f.Again)
		for _, d := range f.Decide {
			decision(d)
		}
		for _, s := range f.Steps {
			for _, d := range s.Decide {
				decision(d)
			}
			if s.Tacit != nil {
				list(s.Tacit.If)
			}
		}
	}
	return all
}

// drop takes a rule out of its list: the word, or the braces with its inputs, and a comma.
func (m *mutator) drop(at diag.Range) {
	if !m.here(at) {
		return
	}
	from, to := at.Start.Byte, at.End.Byte
	line := m.text[bytes.LastIndexByte(m.text[:from], '\n')+1 : from]
	if i := bytes.LastIndex(line, []byte("{rule:")); i >= 0 && len(bytes.TrimSpace(line[i+len("{rule:"):])) == 0 {
		from -= len(line) - i
		depth := 0
		for to = from; to < len(m.text); to++ {
			if m.text[to] == '{' {
				depth++
			}
			if m.text[to] == '}' {
				if depth--; depth == 0 {
					to++
					break
				}
			}
		}
	}
	rest := m.text[to:]
	switch {
	case bytes.HasPrefix(rest, []byte(", ")):
		to += 2
	case bytes.HasPrefix(rest, []byte(",\n")):
		to++
	case bytes.HasSuffix(m.text[:from], []byte(", ")):
		from -= 2
	}
	m.add("rule", from, to, "")
}

// section returns where the text of a top-level key stands.
func (m *mutator) section(key string) (from, to int) {
	from = bytes.Index(m.text, []byte("\n"+key+":"))
	if from < 0 {
		return 0, 0
	}
	to = len(m.text)
	if next := topLevel.FindIndex(m.text[from+1+len(key):]); next != nil {
		to = from + 1 + len(key) + next[0]
	}
	return from, to
}

var topLevel = regexp.MustCompile(`\n[a-z_]+:`)

var length = regexp.MustCompile(`length: (?:"[^"]*at most )?(\d+) ?(?:working days|calendar days|months|month|hours|")`)

// terms makes every term a unit shorter and a unit longer.
func (m *mutator) terms() {
	offset, end := m.section("terms")
	for _, found := range length.FindAllSubmatchIndex(m.text[offset:end], -1) {
		from, to := offset+found[2], offset+found[3]
		n, err := strconv.Atoi(string(m.text[from:to]))
		if err != nil {
			continue
		}
		m.add("term", from, to, strconv.Itoa(n+1))
		if n > 1 {
			m.add("term", from, to, strconv.Itoa(n-1))
		}
	}
}
