package engine

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// Suggested is what a form holds when it is opened: a value of a field, or of a part of it.
type Suggested struct {
	Path  string // "to", "to.level"
	Value rules.Value
}

// Suggest says what the form of a decision holds when this person opens it, in the order of the file. What is made of
// something that he may not see is left out, and so is what is unset. A suggestion decides nothing: whoever sends the form has
// seen it, and Step judges what he sent.
func Suggest(def *stroomschema.Definition, st State, d DecidedEvent, who Actor, now time.Time) []Suggested {
	ev := Event{Kind: Decided, Actor: who, At: now, Decide: &d}
	m := newMachine(def, st, moment(st, ev, now))
	m.settleFirst(m.now)
	if m.st.Ended != nil {
		return nil
	}
	c, rejected := m.address(ev)
	if rejected != nil {
		return nil
	}
	s, sight := m.candidateScope(c, c.run), m.readerOf(who)
	s.asking = true
	var out []Suggested
	for _, one := range c.decision.Suggest {
		if !s.mayRead(one.Value, sight) {
			continue
		}
		v, err := one.Value.Eval(s)
		if err != nil || !v.IsSet() {
			continue
		}
		out = append(out, Suggested{one.Path, v})
	}
	return out
}
