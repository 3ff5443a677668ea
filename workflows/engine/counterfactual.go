package engine

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
)

// Limits of one question about what would let a decision through.
const (
	LaterDays       = 92  // days that are looked ahead
	maxTrials       = 600 // judgements in all
	maxAlternatives = 12  // answers
	pairedDays      = 6   // days on which the verdict changes, tried together with something else
)

// byRules stands for the codes of the rules that do not hold, while nobody is told of them.
const byRules Code = "RULES"

// Alternative is one way in which a refused decision would be accepted: the parts that are set, together, everything else
// being as it is. Each was verified by judging the decision so.
type Alternative struct {
	Facts []FactChange `json:"facts,omitempty"` // at most two
	From  *time.Time   `json:"from,omitempty"`  // the beginning of the first day on which it holds, if nothing happens before but what silence does
	Who   *OtherWho    `json:"who,omitempty"`
}

// OtherWho is somebody else by whom it would be accepted.
type OtherWho struct {
	Role         string `json:"role"`
	Organisation string `json:"organisation,omitempty"` // "": whichever it is
	Elsewhere    bool   `json:"elsewhere,omitempty"`    // as long as it is another than that of the actor
	Colleague    bool   `json:"colleague,omitempty"`    // the same role and organisation, another person
}

// Counterfactuals says what would let a refused decision through, with the form that was sent: later, by somebody else, or
// with another value of a fact that the failing rules read. It gives all smallest changes of a kind: those of one thing
// first, those of two only where no one thing is enough. It gives none for a decision that is accepted, and none for what no
// such change cures: a form that is wrong, something that has changed meanwhile, an end.
//
// Nothing of it tells the reader more than the refusal did. Where an answer leans on a value that he may not see, it is left
// out; the rules that the refusal has told him to hold do not count, as long as the answer leaves what they read alone.
func Counterfactuals(def *stroomschema.Definition, st State, ev Event, now time.Time, reader Actor) []Alternative {
	if ev.Kind != Decided || ev.Decide == nil || st.Seq == 0 {
		return nil
	}
	return daysFrom(def, st, moment(st, ev, now)).ask(ev, reader, true)
}

// OptionCounterfactuals is Counterfactuals for options that Permitted refuses this actor: judged without a form, as the
// option was, and one thing at a time: a page asks it of every option that is closed, and two things together are no help among so
// many. The answers stand in the order of the options; an open one has none.
func OptionCounterfactuals(def *stroomschema.Definition, st State, options []Option, who Actor, now time.Time) [][]Alternative {
	out := make([][]Alternative, len(options))
	if st.Seq == 0 {
		return out
	}
	days := daysFrom(def, st, moment(st, Event{At: now}, now))
	for i, o := range options {
		if o.Open || o.Refused == nil {
			continue
		}
		out[i] = days.ask(Event{ID: "option", Kind: Decided, At: now, Actor: who,
			Decide: &DecidedEvent{Decision: o.ID, Key: o.Key, Run: o.Run, Visit: o.Visit}}, who, false)
	}
	return out
}

func (d *days) ask(ev Event, reader Actor, form bool) []Alternative {
	m := d.list[0].m
	q := &question{ev: ev, form: form, days: d, sight: SightOf(m.def, m.st, reader).withOwnForm(reader == ev.Actor)}
	if m.st.Ended != nil || !q.sight.Now() {
		return nil
	}
	q.base = q.try(change{})
	if !q.base.curable() {
		return nil
	}
	q.about = readsOf(q.base.c)
	if found := q.single(); len(found) > 0 || !form {
		return found
	}
	return q.pairs()
}

// question is a refused decision of which is asked what would let it through.
type question struct {
	ev     Event
	form   bool // judged with its form
	sight  Sight
	about  decisionReads
	days   *days
	base   *trial
	tried  []*trial // the single changes that were not enough
	trials int
}

// change is what is otherwise in one trial: at most two of its parts.
type change struct {
	facts []variant
	later int // days
	who   *Actor
	as    OtherWho // who, as it is told
}

// trial is one judgement.
type trial struct {
	change
	day      *laterDay
	m        *machine
	c        *candidate
	rejected *Rejection
	log      *readLog
}

// curable says whether the refusal is one that another person, time or fact might cure.
func (t *trial) curable() bool {
	if t.rejected == nil || t.c == nil || t.c.decision.Refuse != nil {
		return false
	}
	switch t.rejected.Code {
	case NotYourRole, NotYourParty, FourEyes, Suspended, NotOffered, byRules:
		return true
	}
	return false
}

// byWho says whether it was refused for who decides.
func (t *trial) byWho() bool {
	if t.rejected == nil {
		return false
	}
	switch t.rejected.Code {
	case NotYourRole, NotYourParty, FourEyes:
		return true
	}
	return false
}

// try judges the decision with a change: on its day, by whom it says, with the facts as it says. Everything that only reads is
// judged in the state of that day itself.
func (q *question) try(ch change) *trial {
	q.trials++
	day := q.days.day(ch.later)
	if day == nil {
		return nil
	}
	t := &trial{change: ch, day: day, m: day.m}
	if len(ch.facts) > 0 {
		t.m = day.m.apart()
		for _, v := range ch.facts {
			t.m.write(FactSet{Fact: FactName(v.fact.Name, v.key), Value: v.value})
		}
	}
	t.c, t.log, t.rejected = t.m.weigh(q.event(t), !q.form)
	return t
}

// apart is a machine to go on with, which leaves this one as it is.
func (m *machine) apart() *machine {
	return &machine{def: m.def, before: m.before, st: m.st.clone(), now: m.now, asking: true}
}

// event is the decision as it would be handed in: nobody has read the page of what is not.
func (q *question) event(t *trial) Event {
	ev, decide := q.ev, *q.ev.Decide
	ev.At = t.m.now
	if t.who != nil {
		ev.Actor = *t.who
	}
	if len(t.facts) > 0 || t.later > 0 || t.who != nil {
		decide.Read = 0
	}
	ev.Decide = &decide
	return ev
}

// weigh judges a decision and notes what is read for it. It changes nothing.
func (m *machine) weigh(ev Event, noForm bool) (*candidate, *readLog, *Rejection) {
	m.reading = &readLog{}
	defer func() { m.reading, m.fault = nil, nil }()
	m.cause, m.event = ByPerson, ev.ID
	c, rejected := m.address(ev)
	if rejected != nil {
		return nil, m.reading, rejected
	}
	c.noForm = noForm
	rejected = m.check(c)
	if c.log != nil { // a form was judged: its rules were noted by themselves
		m.reading.add(c.log)
	}
	return c, m.reading, rejected
}

// add appends what another log noted.
func (l *readLog) add(more *readLog) {
	from := len(l.reads)
	l.reads = append(l.reads, more.reads...)
	for _, j := range more.rules {
		l.rules = append(l.rules, judged{j.rule, j.from + from, j.to + from})
	}
}

// accepted says whether a trial is an answer: accepted by what judges every decision, and no secret told by it.
func (q *question) accepted(t *trial) bool {
	if t == nil || t.rejected != nil || !q.tellable(t) {
		return false
	}
	if !q.form {
		return true
	}
	_, err := Step(t.m.def, t.m.st, q.event(t), t.m.now)
	return err == nil
}

// single looks for one change that is enough.
func (q *question) single() []Alternative {
	var found []*trial
	for _, v := range q.variants(q.base, true) {
		found = q.keep(found, change{facts: []variant{v}})
	}
	if t := q.later(q.base); t != nil {
		found = append(found, t)
	}
	found = append(found, q.others(q.base)...)
	return q.told(found)
}

// keep tries a change and adds it to the answers when it is one; else it is remembered.
func (q *question) keep(found []*trial, ch change) []*trial {
	t := q.try(ch)
	if q.accepted(t) {
		return append(found, t)
	}
	q.tried = append(q.tried, t)
	return found
}

// pairs looks for two changes that are enough together. A pair of which neither part is read for the refusal changes nothing,
// so one part is among what was tried, and the other among what is read with it.
func (q *question) pairs() []Alternative {
	for _, v := range q.variants(q.base, false) {
		if !q.remembers(v) && q.trials < maxTrials {
			q.tried = append(q.tried, q.try(change{facts: []variant{v}}))
		}
	}
	var found []*trial
	for _, first := range q.tried {
		if q.trials >= maxTrials || len(found) >= 4*maxAlternatives {
			break
		}
		if first.rejected == nil || !first.curable() {
			continue
		}
		found = q.seconds(found, first)
	}
	return q.told(found)
}

// seconds tries what may be needed beside a first change.
func (q *question) seconds(found []*trial, first *trial) []*trial {
	for _, v := range q.variants(first, true) {
		if len(first.facts) > 0 && first.facts[0].same(v) {
			continue
		}
		if q.trials >= maxTrials {
			return found
		}
		ch := first.change
		ch.facts = append(slices.Clone(ch.facts), v)
		slices.SortFunc(ch.facts, variant.compare)
		if t := q.try(ch); q.accepted(t) {
			found = append(found, t)
		}
	}
	if first.later == 0 {
		if t := q.later(first); t != nil {
			found = append(found, t)
		}
	}
	if first.who == nil {
		found = append(found, q.others(first)...)
	}
	return found
}
