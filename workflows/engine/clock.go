package engine

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// startClock gives the run the clock of a step.
func (m *machine) startClock(s *scope, r *Run, step *stroomschema.Step) {
	use := step.Term
	switch {
	case use.Keep != nil:
		r.Clock = kept(r, use.Keep.Name)
	case use.Term != nil:
		length, law := m.chooseLength(s.with(s.inputs(use.With)), use.Term)
		r.Clock = &Clock{Step: step.Name, Term: use.Term.Name, Count: length.Count, Unit: length.Unit, Law: law, Start: m.now}
		m.plan(s, r, use)
	default:
		r.Clock = nil
	}
	if r.Clock != nil && r.Suspended != nil && !r.Suspended.Runs {
		r.Clock = r.Clock.stopped(m.now)
	}
}

// kept finds the clock of a step that was left; nil when that step was never left.
func kept(r *Run, step string) *Clock {
	for i := range r.Clocks {
		if r.Clocks[i].Step == step {
			c := r.Clocks[i]
			return &c
		}
	}
	return nil
}

// plan computes the due moment of a fresh clock. `from` may still be unset: then there is none yet.
func (m *machine) plan(s *scope, r *Run, use stroomschema.TermUse) {
	c := *r.Clock
	if use.From != nil {
		start, ok := m.moment(s, r, use.From)
		if !ok {
			return
		}
		if use.From.End && c.Unit != calendar.Hours {
			start = start.Add(-time.Nanosecond) // the day that ends is day 0
		}
		c.Start = start
	}
	due := m.endOf(c)
	c.Due = &due
	r.Clock = &c
}

// replan gives clocks that waited for a fact their due moment.
func (m *machine) replan() {
	for i := range m.st.Runs {
		if r := &m.st.Runs[i]; r.Clock == nil || r.Clock.Due != nil || r.Suspended != nil || r.Stuck != 0 {
			continue
		}
		r := m.run(m.st.Runs[i].Number)
		step := m.step(r)
		if step == nil || step.Term.Term == nil {
			continue
		}
		m.plan(m.scope(r), r, step.Term)
		if r.Clock.Due != nil {
			m.change(r)
			m.firePassedRungs(r)
		}
	}
}

// chooseLength is the length of a term that starts now, and the law by which it ends. Its count is computed where the author
// computes it, and held within its bound.
func (m *machine) chooseLength(s *scope, t *stroomschema.Term) (calendar.Length, calendar.Law) {
	for _, l := range t.Choose {
		if l.If != nil && !m.holds(s, l.If, t.Name) {
			continue
		}
		out := l.Length
		if l.Count != nil {
			out.Count = min(max(int(m.eval(s, l.Count, t.Name).Int()), 1), l.AtMost)
		}
		return out, l.Law
	}
	m.fail(DefinitionFault, t.Name, runNumber(s.run))
	return calendar.Length{}, calendar.Exact
}

func (c Clock) length() calendar.Length { return calendar.Length{Count: c.Count, Unit: c.Unit} }

// rungAt is the moment of a rung.
func (m *machine) rungAt(c Clock, percent int) time.Time {
	if percent == 100 {
		return *c.Due
	}
	return writable(m.def.Calendar.Percent(c.Start, *c.Due, c.length(), c.Law, percent, m.def.Zone))
}

// ticking says whether a clock can reach anything now.
func (c *Clock) ticking() bool {
	return c != nil && c.Due != nil && c.Paused == nil && c.Stopped == nil
}

// nextRung is the next rung that has not fired, with its moment. Rungs at one moment are one: the highest.
func (m *machine) nextRung(r *Run) (*stroomschema.Rung, time.Time, bool) {
	c := *r.Clock
	ladder := m.ladder(r)
	for i := range ladder {
		if ladder[i].Percent <= c.Fired {
			continue
		}
		at := m.rungAt(c, ladder[i].Percent)
		for i+1 < len(ladder) && !m.rungAt(c, ladder[i+1].Percent).After(at) {
			i++
		}
		return &ladder[i], at, true
	}
	return nil, time.Time{}, false
}

// ladder is the ladder of the running term, as the use that set it compiled it: its notices are filled from there.
func (m *machine) ladder(r *Run) []stroomschema.Rung {
	if step := m.flow(r).Step(r.Clock.Step); step != nil {
		if t := step.Term.Term; t != nil && t.Name == r.Clock.Term {
			return t.Ladder
		}
		for _, d := range step.Decide {
			if t := lengthensTo(d.Do, r.Clock.Term); t != nil {
				return t.Ladder
			}
		}
	}
	if t := versionOf(m.def, *r).Term(r.Clock.Term); t != nil {
		return t.Ladder
	}
	return nil // the version to which the run moved has no such term: it ends as it began
}

// lengthensTo finds the effect that lengthens a term to the one of that name.
func lengthensTo(actions []*stroomschema.Action, term string) *stroomschema.Term {
	for _, a := range actions {
		if a.Kind == stroomschema.DoLengthen && a.Term.Name == term {
			return a.Term
		}
		if t := lengthensTo(a.Do, term); t != nil {
			return t
		}
	}
	return nil
}

// fireRung tells the people of one rung. A rung never decides.
func (m *machine) fireRung(r *Run, rung *stroomschema.Rung, due time.Time) {
	c := *r.Clock
	c.Fired = rung.Percent
	r.Clock = &c
	m.change(r)
	m.pass(stroomschema.PassRung, rung.Range)
	m.write(DueSettled{Run: r.Number, What: "rung", Name: c.Term, Due: due})
	s := m.scope(r).with(locals{{"percent", rules.IntOf(int64(rung.Percent))}})
	m.tell(s, r, rung.Tell, rung.Notice)
}

// firePassedRungs tells once, for the last of the rungs that already lay in the past when the clock was set.
func (m *machine) firePassedRungs(r *Run) {
	r = m.run(r.Number)
	if r == nil || !r.Clock.ticking() {
		return
	}
	var last *stroomschema.Rung
	var at time.Time
	probe := *r
	for {
		rung, due, ok := m.nextRung(&probe)
		if !ok || due.After(m.now) || rung.Percent > 100 && probe.Clock.Due.After(m.now) {
			break
		}
		last, at = rung, due
		c := *probe.Clock
		c.Fired = rung.Percent
		probe.Clock = &c
	}
	if last != nil {
		m.fireRung(r, last, at)
	}
}

// pause stops or continues the term of the step.
func (m *machine) pause(r *Run, stop bool) {
	if r.Clock == nil || r.Clock.Done || (r.Clock.Paused != nil) == stop {
		return
	}
	c := *r.Clock
	if stop {
		now := m.now
		c.Paused = &now
		if p := m.step(r).Paused; p != nil {
			at := m.def.Calendar.End(now, p.Every, calendar.Exact, m.def.Zone).UTC()
			c.Remind = &at
		}
	} else if c.Due != nil {
		due := writable(m.def.Calendar.Shift(*c.Due, *c.Paused, m.now, c.length(), c.Law, m.def.Zone))
		c.Due, c.Paused, c.Remind = &due, nil, nil
	} else {
		c.Paused, c.Remind = nil, nil
	}
	r.Clock = &c
	m.change(r)
}

// stopped is the clock of a run that is suspended.
func (c Clock) stopped(now time.Time) *Clock {
	if c.Paused == nil {
		c.Stopped = &now
	}
	return &c
}

// restarted is the clock of a run that goes on: what it stood still is added to its end.
func (m *machine) restarted(c Clock) *Clock {
	if c.Stopped == nil {
		return &c
	}
	if c.Due != nil {
		due := writable(m.def.Calendar.Shift(*c.Due, *c.Stopped, m.now, c.length(), c.Law, m.def.Zone))
		c.Due = &due
	}
	c.Stopped = nil
	return &c
}

// endOf is the end of a clock that never stood still.
func (m *machine) endOf(c Clock) time.Time {
	return writable(m.def.Calendar.End(c.Start, c.length(), c.Law, m.def.Zone))
}

// writable holds a moment at the first or last that can be written down: what a date on a form leads to is always a state
// that can be saved.
func writable(t time.Time) time.Time { return rules.InstantOf(t).Time().UTC() }

// lengthen gives the running term another length from the same start. It never gets shorter.
func (m *machine) lengthen(s *scope, r *Run, t *stroomschema.Term) {
	if r.Clock == nil || r.Clock.Due == nil {
		m.fail(DefinitionFault, place(r), r.Number)
		return
	}
	c := *r.Clock
	planned := m.endOf(c)
	length, law := m.chooseLength(s, t)
	c.Term, c.Count, c.Unit, c.Law = t.Name, length.Count, length.Unit, law
	due := m.endOf(c)
	if c.Due.After(planned) { // what it stood still stays counted; the last days are compared, not the midnights after them
		due = m.def.Calendar.Shift(due, planned.Add(-time.Nanosecond), c.Due.Add(-time.Nanosecond), c.length(), c.Law, m.def.Zone)
		due = writable(due)
	}
	if due.Before(*c.Due) {
		m.fail(DefinitionFault, place(r), r.Number)
		return
	}
	c.Due, c.Done = &due, false
	r.Clock = &c
	m.change(r)
}
