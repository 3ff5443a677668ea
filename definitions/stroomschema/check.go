package stroomschema

import (
	"stroom/definitions/diag"
)

// toldPlace is one place where somebody is told something.
type toldPlace struct {
	use   *NoticeUse
	to    []*Who
	scope *scope
	at    diag.Range
}

// refusedPlace is one place where somebody can be refused by a rule.
type refusedPlace struct {
	use   *RuleUse
	scope *scope
}

func (c *compiler) refused(use *RuleUse, s *scope) {
	c.refusals = append(c.refusals, refusedPlace{use, s})
}

func (c *compiler) tellText(t Template, text *scope, to []*Who, s *scope) {}
func (c *compiler) checkLengthened(a *Action, s *scope, p piece)          {}

// check looks at the definition as a whole.
func (c *compiler) check() {
	c.checkWords()
	if c.found.HasErrors() {
		return
	}
	c.checkUnused()
}
