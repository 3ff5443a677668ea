package stroomschema

import (
	"regexp"
	"slices"
	"strings"

	"stroom/rules"
)

var lengthBefore = regexp.MustCompile(`^(\d+ (?:working days?|calendar days?|weeks?|months?|hours?)) (before|after) (.+)$`)

// moment reads a MOMENT: `end of EXPR`, `start of step`, `start of EXPR`, `2 weeks before EXPR`, `2 weeks after EXPR`, EXPR.
func (c *compiler) moment(p piece, s *scope) *Moment {
	p = p.trim()
	c.index.within(p.node, s)
	m := &Moment{Source: p.text, Range: p.all()}
	of := p
	if found := lengthBefore.FindStringSubmatchIndex(p.text); found != nil {
		m.Length = c.length(p.part(found[2], found[3]))
		m.Before = p.text[found[4]:found[5]] == "before"
		of = p.part(found[6], found[7]).trim()
	}
	switch {
	case of.text == "start of step":
		if s.step == nil {
			c.report(CodeLength, of.all(), "", "there is no step here, so it has no start")
		}
		if m.Before {
			c.report(CodeLength, p.all(), "write after", "a moment before the start of the step has always passed")
		}
		return m
	case strings.HasPrefix(of.text, "end of "):
		m.End = true
		of = of.part(len("end of "), len(of.text)).trim()
	case strings.HasPrefix(of.text, "start of "):
		of = of.part(len("start of "), len(of.text)).trim()
	}
	x := c.expr(of, s, anything)
	if x == nil {
		return m
	}
	if t := x.Type(); t.Kind != rules.Date && (t.Kind != rules.Instant || m.End) {
		wanted := "a date or an instant"
		if m.End {
			wanted = "a date"
		}
		c.report(CodeExprResult, of.all(), "", "%q is %s; %s is expected", shorten(of.text), typeText(t), wanted)
	}
	m.Of, m.Reads = x, x.Reads()
	for _, name := range clockNames {
		if slices.Contains(m.Reads, name) {
			c.report(CodeNotHere, of.all(), "count from a date or instant that is kept", "a moment is computed from facts, and cannot read %q", name)
		}
	}
	return m
}

// clockNames are the variables that change though nothing happens.
var clockNames = []string{"now", "today", "occurred", "due"}
