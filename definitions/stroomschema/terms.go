package stroomschema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/rules"
	"stroom/rules/calendar"
)

// compileTerms reads lengths and laws. The ladders are compiled for each use: what a rung tells depends on the flow.
func (c *compiler) compileTerms() {
	for _, term := range c.def.Terms {
		what := "term " + term.Name
		f := c.reopen(c.nodes.terms[term.Name], term.Range, what, termShape, chosenTermShape)
		if p, ok := f.scalar("ground"); ok {
			term.Ground = p.text
		}
		if p, ok := f.scalar("ladder"); ok {
			if c.ladders[p.text] == nil {
				c.report(CodeUnknownName, p.all(), suggest(p.text, sortedKeys(c.ladders)), "there is no ladder %q", shorten(p.text))
			}
			c.use("ladder", p.text)
			c.index.referNamed(p, "ladder "+p.text)
		}
		s := &scope{what: what, vars: c.base.With(fieldVars("", term.Given)...)}
		c.index.within(f.node, s)
		choose := f.get("choose")
		if choose == nil {
			if !f.has("length") {
				c.report(CodeMissingKey, term.Range, "write length: 10 working days", "%s lacks %q", what, "length")
				continue
			}
			term.Choose = []TermLength{c.termLength(f, s)}
			continue
		}
		if f.has("length") || f.has("law") {
			c.report(CodeShape, f.keyRange("choose"), "move length and law into the choices", "%s has a length beside its choices", what)
		}
		for i, item := range choose.list() {
			c.index.within(item, s)
			b := c.fields(item, f.keyRange("choose"), "a choice of "+what, termIfShape, termElseShape)
			condition := c.branchCondition(b, s, i == len(choose.list())-1)
			length := c.termLength(b, s.holding(condition))
			length.If = condition
			s = s.failing(condition)
			term.Choose = append(term.Choose, length)
		}
		c.checkConditions(choose.list(), what)
	}
}

// termLength reads a length with its law.
func (c *compiler) termLength(f fields, s *scope) TermLength {
	var out TermLength
	if p, ok := f.needScalar("length", "write length: 10 working days"); ok {
		if strings.Contains(p.text, " at most ") {
			c.computedLength(&out, p, s)
		} else {
			out.Length = c.length(p)
		}
	}
	if p, ok := f.needScalar("law", "write law: exact, or law: atw"); ok {
		law, err := calendar.ParseLaw(p.text)
		if err != nil {
			c.report(CodeLiteral, p.all(), "write law: exact, or law: atw", "%q is no way to compute the end of a term", shorten(p.text))
		}
		out.Law = law
	}
	return out
}

// computedLength reads `EXPR calendar days at most 98`.
func (c *compiler) computedLength(out *TermLength, p piece, s *scope) {
	for _, unit := range []calendar.Unit{calendar.WorkingDays, calendar.CalendarDays, calendar.Weeks, calendar.Hours, calendar.Months} {
		at := strings.LastIndex(p.text, " "+string(unit)+" at most ")
		if at < 0 {
			continue
		}
		most, err := strconv.Atoi(strings.TrimSpace(p.text[at+len(unit)+len(" ")+len(" at most "):]))
		if err != nil || most < 1 || most > calendar.MaxCount {
			break
		}
		out.Length = calendar.Length{Count: most, Unit: unit}
		out.AtMost = most
		out.Count = c.expr(p.part(0, at), s, rules.Type{Kind: rules.Int})
		return
	}
	c.report(CodeLength, p.all(), "write a number with a unit (10 working days), or EXPRESSION calendar days at most 98", "%q is no length of time", shorten(p.text))
}

// length reads `10 working days`.
func (c *compiler) length(p piece) calendar.Length {
	l, err := calendar.ParseLength(strings.TrimSpace(p.text))
	if err != nil {
		c.report(CodeLength, p.all(), "write, for example, 10 working days", "%v", err)
	}
	return l
}

// needLength reads a length under a key that must be there.
func (c *compiler) needLength(f fields, key, hint string) calendar.Length {
	if p, ok := f.needScalar(key, hint); ok {
		return c.length(p)
	}
	return calendar.Length{}
}

var elapsedUnits = map[string]time.Duration{"second": time.Second, "minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}

// elapsed reads `15 minutes`: elapsed time, without a calendar.
func (c *compiler) elapsed(f fields, key string, low, high time.Duration) time.Duration {
	p, ok := f.scalar(key)
	if !ok {
		return 0
	}
	number, word, _ := strings.Cut(p.text, " ")
	n, err := strconv.Atoi(number)
	unit, known := elapsedUnits[strings.TrimSuffix(word, "s")]
	if err != nil || !known || n < 1 || n > 1_000_000 || time.Duration(n)*unit < low || time.Duration(n)*unit > high {
		c.report(CodeLength, p.all(), fmt.Sprintf("write a number of seconds, minutes or hours, from %v to %v", low, high), "%q is no length of time that can stand here", shorten(p.text))
		return 0
	}
	return time.Duration(n) * unit
}

// declareLadder looks at the rungs as they are written. Whom they tell, and what, is compiled for each use.
func (c *compiler) declareLadder(p pair) {
	c.ladders[p.key.text] = p.value
	what := "ladder " + p.key.text
	if p.value.null() {
		c.report(CodeShape, p.value.rng, "write [{at: 80%, tell: who, notice: NAME}]", "%s is empty", what)
	}
	for _, item := range p.value.list() {
		b := c.fields(item, p.value.rng, "a rung of "+what, rungShape)
		if at, ok := b.needScalar("at", "write at: 80%"); ok {
			c.percent(at)
		}
		b.need("tell", "write tell: who")
		b.needScalar("notice", "say what they are told: notice: NAME")
	}
}

// ladder compiles the rungs of a term for one use of it.
func (c *compiler) ladder(term *Term, s *scope) []Rung {
	f := c.reopen(c.nodes.terms[term.Name], term.Range, "term "+term.Name, termShape, chosenTermShape)
	p, ok := f.scalar("ladder")
	if !ok || c.ladders[p.text] == nil {
		return nil
	}
	what := "ladder " + p.text
	inner := s.within(fmt.Sprintf("%s, used in step %s", what, s.step.Name))
	inner.extra = append([]rules.Var{
		{Name: "percent", Type: rules.Type{Kind: rules.Int, Ranged: true, Min: 1, Max: maxPercent}},
	}, s.extra...)
	inner.vars = s.vars.With(rules.Var{Name: "due", Type: instantType})
	var rungs []Rung
	for _, item := range c.ladders[p.text].list() {
		c.index.within(item, inner)
		b := c.fields(item, c.ladders[p.text].rng, "a rung of "+what, rungShape)
		rung := Rung{Of: p.text, Range: item.rng}
		if at, ok := b.needScalar("at", "write at: 80%"); ok {
			rung.Percent = c.percent(at)
		}
		rung.Tell = c.whoList(b.need("tell", "write tell: who"), inner, "tell of "+what, telling)
		rung.Notice = c.noticeUse(b, inner, rung.Tell)
		if len(rungs) > 0 && rung.Percent <= rungs[len(rungs)-1].Percent && rung.Percent > 0 {
			c.report(CodeLiteral, b.keyRange("at"), "order the rungs by percentage", "this rung comes not after the one before it")
		}
		rungs = append(rungs, rung)
	}
	return rungs
}

const maxPercent = 1000

func (c *compiler) percent(p piece) int {
	number, ok := strings.CutSuffix(p.text, "%")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 1 || n > maxPercent {
		c.report(CodeLiteral, p.all(), "write, for example, 80%", "%q is no percentage from 1%% to %d%%", shorten(p.text), maxPercent)
		return 0
	}
	return n
}

// termUse reads `term:` of a step.
func (c *compiler) termUse(n *node, s *scope) TermUse {
	if n.is("none") {
		return TermUse{None: true}
	}
	if n.kind == scalarNode {
		return c.namedTerm(n.piece(), s)
	}
	f := c.fields(n, s.step.Range, "the term of step "+s.step.Name, termUseShape, keptTermShape)
	if p, ok := f.scalar("keep"); ok {
		if f.has("is") || f.has("from") {
			c.report(CodeShape, f.keyRange("keep"), "keep one of both", "a term that goes on has no `is` or `from` of its own")
		}
		return TermUse{Keep: c.stepOf(p, s.flow)}
	}
	p, ok := f.needScalar("is", "write is: TERM")
	if !ok {
		return TermUse{}
	}
	use := c.namedTermWith(p, f.get("with"), s)
	if from := f.get("from"); from != nil {
		if q, ok := c.word(from, "the start of the term"); ok {
			use.From = c.moment(q, s)
		}
	}
	return use
}

func (c *compiler) namedTerm(p piece, s *scope) TermUse { return c.namedTermWith(p, nil, s) }

// namedTermWith makes one use of a declared term. Uses whose ladders take the same inputs share the declared Term; another
// use has a copy of it with a ladder of its own.
func (c *compiler) namedTermWith(p piece, with *node, s *scope) TermUse {
	term := c.def.Term(p.text)
	if term == nil {
		hint := suggest(p.text, names(c.def.Terms, func(t *Term) string { return t.Name }))
		c.report(CodeUnknownName, p.all(), hint, "there is no term %q", shorten(p.text))
		return TermUse{}
	}
	c.use("term", term.Name)
	c.index.refer(p, term.Range)
	use := TermUse{Term: term, With: c.compileInputs(term.Given, with, s, p.all(), "term "+term.Name)}
	rungs := c.ladder(term, s)
	switch {
	case term.Ladder == nil:
		term.Ladder = rungs
	case !slices.EqualFunc(term.Ladder, rungs, sameRung):
		own := *term
		own.Ladder = rungs
		use.Term = &own
	}
	return use
}

// sameRung reports whether two compiled rungs say the same.
func sameRung(a, b Rung) bool {
	return a.Percent == b.Percent && slices.EqualFunc(a.Tell, b.Tell, sameWho) && sameNotice(a.Notice, b.Notice)
}

func sameWho(a, b *Who) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && a.Role == b.Role && a.Expr == b.Expr && sameExprs(a.With, b.With) && sameWho(a.Of, b.Of)
}

func sameNotice(a, b *NoticeUse) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Notice == b.Notice && sameExprs(a.With, b.With)
}

func sameExprs(a, b map[string]*rules.Expr) bool {
	if len(a) != len(b) {
		return false
	}
	for _, name := range sortedKeys(a) {
		if a[name] != b[name] {
			return false
		}
	}
	return true
}
