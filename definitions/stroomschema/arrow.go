package stroomschema

import (
	"fmt"
	"strconv"
	"strings"

	"stroom/definitions/diag"
)

// Passage is one thing of a definition that a trajectory has come past: a step that was entered, or an arrow that was taken. It
// is known by where it is written, so that it means the same in every compilation of one file.
type Passage struct {
	Kind PassageKind
	At   diag.Range
}

// PassageKind says what was come past.
type PassageKind string

// The kinds of passage.
const (
	PassStep     PassageKind = "step"     // a step was entered
	PassBranch   PassageKind = "branch"   // an item of a `go` was taken, whoever or whatever led to it
	PassElse     PassageKind = "else"     // silence could not decide: the `else` of a `tacit`
	PassBegin    PassageKind = "begin"    // a person began a flow
	PassRefused  PassageKind = "refused"  // a second begin met `again: {refusal}`
	PassWithdraw PassageKind = "withdraw" // a decision was taken back in its window
	PassRung     PassageKind = "rung"     // a rung of a ladder was reached
	PassRemind   PassageKind = "remind"   // a reminder at a moment, or while a term is paused
	PassArrival  PassageKind = "arrival"  // a message from outside came in
	PassLate     PassageKind = "late"     // a reply did not come in time
)

// Origin says who or what leads along an arrow.
type Origin string

// The four origins.
const (
	ByPeople  Origin = "people"  // somebody decides
	ByWorld   Origin = "world"   // a moment, a condition, a message, the end of another flow
	BySilence Origin = "silence" // a term runs on
	ByItself  Origin = "itself"  // passed at once: a start, a choice
)

// Arrow is one way in which a trajectory goes on, as the file says it: a branch of a `go`, the beginning of a flow by a
// person, what a term, a ladder or a message does.
type Arrow struct {
	Passage
	Origin Origin
	Flow   *Flow  // nil for what belongs to no flow: rungs, arrivals, replies
	Step   *Step  // nil: from the whole flow, or from outside
	Place  string // where it begins, as people address it: "main.request.submit", "main.request overdue"
	If     string // its condition, as written; "" for none
	To     string // where it leads: "main.drawing_up", "end not_started", "stay"; "" when it moves nothing
}

// String returns the arrow in a line: "main.request.submit -> main.drawing_up".
func (a *Arrow) String() string {
	text := a.Place
	if a.If != "" {
		text += " if " + a.If
	}
	if a.To != "" {
		text += " -> " + a.To
	}
	return text
}

// Arrows lists every arrow of the definition in the order of its flows; then rungs, arrivals and late replies. A branch of
// a decision or trigger that is open at several steps is one arrow, and so is a rung of a ladder that several terms share.
func (d *Definition) Arrows() []*Arrow {
	l := &arrows{}
	for _, f := range d.Flows {
		l.flow(f)
	}
	for _, f := range d.Flows {
		for _, s := range f.Steps {
			l.rungs(s.Term.Term)
		}
	}
	for _, t := range d.Terms {
		l.rungs(t)
	}
	for _, n := range d.Notices {
		for _, a := range n.Is {
			to := "reply"
			if a.Decision != nil {
				to = a.Decision.ID()
			}
			l.add(Arrow{Passage: Passage{PassArrival, a.Range}, Origin: ByWorld, Place: n.Name + " arrives: " + a.Kind, To: to})
		}
		if n.Reply != nil {
			l.add(Arrow{Passage: Passage{PassLate, n.Reply.Range}, Origin: BySilence, Place: n.Name + " without " + n.Reply.Notice.Name + " in time"})
		}
	}
	return l.list
}

// arrows collects arrows, each once.
type arrows struct {
	list []*Arrow
	seen map[Passage]bool
}

func (l *arrows) add(a Arrow) {
	if l.seen == nil {
		l.seen = map[Passage]bool{}
	}
	if !l.seen[a.Passage] {
		l.seen[a.Passage] = true
		l.list = append(l.list, &a)
	}
}

func (l *arrows) branches(origin Origin, f *Flow, s *Step, place string, branches []Branch) {
	for i := range branches {
		b := &branches[i]
		a := Arrow{Passage: Passage{PassBranch, b.Range}, Origin: origin, Flow: f, Step: s, Place: place, To: b.To.words()}
		switch {
		case b.If != nil:
			a.If = oneLine(b.If.Source())
		case len(branches) > 1:
			a.If = "otherwise"
		}
		l.add(a)
	}
}

func (t Target) words() string {
	switch {
	case t.Kind == End:
		return "end " + t.Outcome
	case t.Kind == ToStep && t.Step != nil:
		return t.Step.Flow.Name + "." + t.Step.Name
	}
	return "stay"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (l *arrows) flow(f *Flow) {
	if f.Begin != nil {
		l.add(Arrow{Passage: Passage{PassBegin, f.Begin.Range}, Origin: ByPeople, Flow: f, Place: f.Begin.ID()})
		l.withdrawal(f.Begin)
	}
	l.branches(ByItself, f, nil, f.Name+" starts", f.Start)
	if f.Again != nil {
		l.decision(f.Again)
	}
	for _, t := range f.When {
		l.trigger(t, f.Name)
	}
	for _, d := range f.Decide {
		l.decision(d)
	}
	for _, s := range f.Steps {
		l.step(s)
	}
}

func (l *arrows) decision(d *Decision) {
	if d.Refuse != nil {
		if d.Flow.Begin == nil {
			return // no person can meet it; a second start by a flow is a fault of the definition
		}
		l.add(Arrow{Passage: Passage{PassRefused, d.Range}, Origin: ByPeople, Flow: d.Flow, Step: d.Step, Place: d.ID() + " refused"})
		return
	}
	l.branches(ByPeople, d.Flow, d.Step, d.ID(), d.Go)
	l.withdrawal(d)
}

func (l *arrows) withdrawal(d *Decision) {
	if d.Withdraw > 0 {
		l.add(Arrow{Passage: Passage{PassWithdraw, d.Range}, Origin: ByPeople, Flow: d.Flow, Step: d.Step, Place: d.ID() + " withdrawn"})
	}
}

func (l *arrows) trigger(t *Trigger, place string) {
	switch t.Kind {
	case AtMoment:
		place += " at " + t.Moment.Source
	case IfHolds:
		place += " when " + oneLine(t.If.Source())
	case Hears:
		place += " hears " + t.Hears.Name
		if t.If != nil {
			place += " and " + oneLine(t.If.Source())
		}
	case HearsAll:
		place += " hears " + t.heard()
		if t.If != nil {
			place += " and " + oneLine(t.If.Source())
		}
	case Ended:
		place += " when " + t.Ended.Name + " ended"
		if len(t.As) > 0 {
			place += " as " + strings.Join(t.As, " or ")
		}
	}
	l.branches(ByWorld, t.Flow, t.Step, place, t.Go)
}

// heard names the messages of a HearsAll: "pot and label", "2 of north, south, east".
func (t *Trigger) heard() string {
	list := names(t.All, func(m *Message) string { return m.Name })
	if t.Need == 0 {
		return strings.Join(list, " and ")
	}
	return strconv.Itoa(t.Need) + " of " + strings.Join(list, ", ")
}

func (l *arrows) step(s *Step) {
	place := s.Flow.Name + "." + s.Name
	l.branches(ByItself, s.Flow, s, place, s.Go)
	for _, d := range s.Decide {
		l.decision(d)
	}
	if s.Checklist != nil {
		l.branches(ByPeople, s.Flow, s, place+" all done", s.Checklist.Go)
	}
	if s.Fork != nil {
		l.branches(ByWorld, s.Flow, s, place+" joined", s.Fork.Go)
	}
	if s.Ask != nil {
		l.branches(ByWorld, s.Flow, s, place+" answered", s.Ask.Answered)
		l.branches(ByWorld, s.Flow, s, place+" failed", s.Ask.Failed)
	}
	for _, t := range s.When {
		l.trigger(t, place)
	}
	l.branches(BySilence, s.Flow, s, place+" overdue", s.Overdue)
	if t := s.Tacit; t != nil {
		l.branches(BySilence, s.Flow, s, place+" tacit", t.Go)
		if len(t.If) > 0 {
			l.add(Arrow{Passage: Passage{PassElse, t.Range}, Origin: BySilence, Flow: s.Flow, Step: s, Place: place + " tacit", If: "a rule does not hold", To: t.Else.words()})
		}
	}
	for _, r := range s.Remind {
		l.add(Arrow{Passage: Passage{PassRemind, r.Range}, Origin: ByWorld, Flow: s.Flow, Step: s, Place: place + " reminds at " + r.Moment.Source})
	}
	if p := s.Paused; p != nil {
		l.add(Arrow{Passage: Passage{PassRemind, p.Range}, Origin: BySilence, Flow: s.Flow, Step: s, Place: place + " reminds while paused"})
	}
}

func (l *arrows) rungs(t *Term) {
	if t == nil {
		return
	}
	for _, r := range t.Ladder {
		l.add(Arrow{Passage: Passage{PassRung, r.Range}, Origin: BySilence, Place: fmt.Sprintf("ladder %s at %d%%", r.Of, r.Percent)})
	}
}
