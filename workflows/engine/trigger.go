package engine

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// triggerName addresses a trigger inside a run: flow-wide ones by their place in the flow, the others by their place in
// the step, which ends with the visit.
func triggerName(t *stroomschema.Trigger) string {
	if t.Step == nil {
		return flowTriggers.name(t.Index)
	}
	return stepTriggers.name(t.Index)
}

func remindName(i int) string { return reminders.name(i) }

// Names of triggers are asked for at every step: the usual ones are made once.
var flowTriggers, stepTriggers, reminders = numbering("flow/"), numbering("step/"), numbering("remind/")

// numbered are names with a number; the first is the prefix alone.
type numbered []string

func numbering(prefix string) numbered {
	names := numbered{prefix}
	for i := range 50 {
		names = append(names, prefix+strconv.Itoa(i))
	}
	return names
}

func (n numbered) name(i int) string {
	if i+1 < len(n) {
		return n[i+1]
	}
	return n[0] + strconv.Itoa(i)
}

func ofStep[T interface{ ~string }](name T) bool { return !strings.HasPrefix(string(name), "flow/") }

// watches says whether a flow-wide trigger looks at a step.
func watches(t *stroomschema.Trigger, step *stroomschema.Step) bool {
	return len(t.In) == 0 || slices.Contains(t.In, step)
}

// watching lists the triggers of a run where it stands: those of the step, and then those of the flow.
func (m *machine) watching(r *Run) []*stroomschema.Trigger {
	step := m.step(r)
	if step == nil || r.Waiting {
		return nil
	}
	flow := m.flow(r)
	list := make([]*stroomschema.Trigger, 0, len(step.When)+len(flow.When))
	list = append(list, step.When...)
	for _, t := range flow.When {
		if watches(t, step) {
			list = append(list, t)
		}
	}
	return list
}

// fire carries out a trigger.
func (m *machine) fire(s *scope, r *Run, t *stroomschema.Trigger) {
	if !m.move(place(r), r.Number) {
		return
	}
	if r = m.perform(s, r.Number, t.Do); r != nil && m.fault == nil {
		m.follow(s, r, t.Go)
	}
}

// moment computes an instant; false while a part is unset.
func (m *machine) moment(s *scope, r *Run, mo *stroomschema.Moment) (time.Time, bool) {
	base, isDate := r.Entered, false
	if mo.Of != nil {
		v := m.eval(s, mo.Of, mo.Source)
		switch v.Kind() {
		case rules.Date:
			base, isDate = dayOf(v).Start(m.def.Zone).UTC(), true
		case rules.Instant:
			base = v.Time()
		default:
			return time.Time{}, false
		}
	}
	switch {
	case mo.End:
		return calendar.Of(base, m.def.Zone).End(m.def.Zone).UTC(), true
	case mo.Length.IsZero():
		return base, true
	default:
		return writable(m.displaced(base, isDate, mo)), true
	}
}

// displaced is the moment so long before or after another. Counted from a date it falls at the start of a day.
func (m *machine) displaced(base time.Time, isDate bool, mo *stroomschema.Moment) time.Time {
	n := mo.Length.Count
	if mo.Before {
		n = -n
	}
	day := calendar.Of(base, m.def.Zone)
	var shifted calendar.Civil
	switch mo.Length.Unit {
	case calendar.Hours:
		return base.Add(time.Duration(n) * time.Hour)
	case calendar.CalendarDays:
		shifted = day.AddDays(n)
	case calendar.Weeks:
		shifted = day.AddDays(7 * n)
	case calendar.Months:
		shifted = day.AddMonths(n)
	case calendar.WorkingDays:
		shifted = m.def.Calendar.AddWorkingDays(day, n)
	default:
		shifted = day
	}
	at := shifted.Start(m.def.Zone).UTC()
	if isDate {
		return at
	}
	return at.Add(base.Sub(day.Start(m.def.Zone)))
}

func dayOf(v rules.Value) calendar.Civil {
	y, mo, d := v.Civil()
	return calendar.Civil{Year: y, Month: mo, Day: d}
}

// planMoments plans the moments of every run anew: what facts say now is when they fall due.
func (m *machine) planMoments() {
	for i := range m.st.Runs {
		r := &m.st.Runs[i] // only read: it is copied when a plan changes, which is seldom
		step := m.step(r)
		if step == nil || r.Waiting || (len(step.When) == 0 && len(step.Remind) == 0 && len(m.flow(r).When) == 0) {
			continue
		}
		s := m.scope(r)
		plan := r.Moments
		for _, t := range m.watching(r) {
			if t.Kind == stroomschema.AtMoment {
				plan = m.planOne(plan, s, r, triggerName(t), t.Moment)
			}
		}
		for i, re := range step.Remind {
			plan = m.planOne(plan, s, r, remindName(i), re.Moment)
		}
		if !slices.Equal(plan, r.Moments) {
			changed := m.run(r.Number)
			changed.Moments = plan
			m.change(changed)
		}
	}
}

// planOne returns the plan with one moment as it is now: the given plan when that changes nothing, else another.
func (m *machine) planOne(plan []Planned, s *scope, r *Run, name string, mo *stroomschema.Moment) []Planned {
	at, ok := m.moment(s, r, mo)
	i := slices.IndexFunc(plan, func(p Planned) bool { return p.Trigger == name })
	if !ok {
		if i < 0 || plan[i].Due == nil {
			return plan
		}
		plan = slices.Clone(plan)
		plan[i].Due = nil
		return plan
	}
	due := at.UTC()
	if i >= 0 && plan[i].Due != nil && plan[i].Due.Equal(due) {
		return plan
	}
	plan = slices.Clone(plan)
	if i < 0 {
		return append(plan, Planned{Trigger: name, Due: &due})
	}
	plan[i].Due = &due
	return plan
}

// pending is a planned moment that has not fired for its value.
func (p Planned) pending() bool {
	return p.Due != nil && (p.Fired == nil || !p.Fired.Equal(*p.Due))
}

// fireCondition fires the first `if` trigger that turned true, over all runs in file order. It keeps what held.
func (m *machine) fireCondition() bool {
	for i := range m.st.Runs {
		r := &m.st.Runs[i] // only read: it is copied when a condition has turned, which is seldom
		if r.held() || !m.hasCondition(r) {
			continue
		}
		s := m.scope(r)
		for _, t := range m.watching(r) {
			if t.Kind != stroomschema.IfHolds {
				continue
			}
			name := triggerName(t)
			held := slices.Contains(r.Edges, name)
			holds := m.holds(s, t.If, place(r))
			if m.fault != nil {
				return false
			}
			if holds == held {
				continue
			}
			turned := m.run(r.Number)
			turned.Edges = slices.DeleteFunc(slices.Clone(turned.Edges), func(e string) bool { return e == name })
			if !holds {
				m.change(turned)
				continue
			}
			turned.Edges = append(turned.Edges, name)
			m.change(turned)
			m.fire(s.of(turned), turned, t)
			return true
		}
	}
	return false
}

// hasCondition says whether a run may have an `if` trigger where it stands.
func (m *machine) hasCondition(r *Run) bool {
	isCondition := func(t *stroomschema.Trigger) bool { return t.Kind == stroomschema.IfHolds }
	step := m.step(r)
	return step != nil && (slices.ContainsFunc(step.When, isCondition) || slices.ContainsFunc(m.flow(r).When, isCondition))
}

// rest runs on until nothing moves by itself: messages in order, then what was kept, then steps that became free, then
// conditions. Afterwards moments and clocks are planned for the state as it is.
func (m *machine) rest() {
	for m.fault == nil {
		if len(m.queue) > 0 {
			if m.move("message", m.queue[0].from) {
				m.deliver()
			}
			continue
		}
		if m.catchUp() || m.hearKept() || m.letIn() || m.fireCondition() {
			continue
		}
		break
	}
	if m.fault == nil && m.st.Ended == nil {
		m.replan() // BEFORE the moments: they may be counted from what a term is due
		m.planMoments()
	}
}
