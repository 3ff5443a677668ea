package engine

import (
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
)

// laterDay is the trajectory as it stands at the beginning of a later day, when nothing happens before but what silence does.
type laterDay struct {
	m       *machine
	log     *readLog  // what was read for all that fell due by then
	due     time.Time // of what falls due next
	more    bool      // something does
	settled bool      // something fell due by then
	turned  bool      // on this very day
}

// days are the trajectory at the moment of a decision and on the days after it, made when they are first asked for.
type days struct{ list []*laterDay }

func daysFrom(def *stroomschema.Definition, st State, now time.Time) *days {
	m := newMachine(def, st, now)
	m.settleFirst(now)
	m.asking = true
	first := &laterDay{m: m, log: &readLog{}}
	first.next()
	return &days{[]*laterDay{first}}
}

// now is the trajectory at the moment of the decision.
func (q *question) now() *machine { return q.days.list[0].m }

// day returns a later day, and lets the days before it pass first; nil when the trajectory has ended by then.
func (d *days) day(n int) *laterDay {
	for len(d.list) <= n {
		last := d.list[len(d.list)-1]
		if last == nil {
			return nil
		}
		d.list = append(d.list, last.pass())
	}
	return d.list[n]
}

// pass lets a day pass.
func (last *laterDay) pass() *laterDay {
	zone := last.m.def.Zone
	at := calendar.Of(last.m.now, zone).AddDays(1).Start(zone).UTC()
	if !last.more || last.due.After(at) {
		m := *last.m
		m.now = at
		return &laterDay{m: &m, log: last.log, due: last.due, more: last.more, settled: last.settled}
	}
	m := last.m.apart()
	m.reading = &readLog{reads: append([]keyed(nil), last.log.reads...)}
	m.settleFirst(at)
	next := &laterDay{m: m, log: m.reading, settled: true, turned: true}
	m.reading = nil
	if m.st.Ended != nil {
		return nil
	}
	next.next()
	return next
}

func (d *laterDay) next() {
	duty, ok := d.m.nextDuty()
	d.due, d.more = duty.at, ok
}

// later finds the first later day on which the decision would be accepted with the change of a trial that was refused. For the
// refusal itself, days on which the verdict is another than before are remembered: something else beside may be enough then.
func (q *question) later(last *trial) *trial {
	ch, alone, kept := last.change, last == q.base, 0
	before := verdict(last)
	for n := 1; n <= LaterDays && q.trials < maxTrials; n++ {
		day := q.days.day(n)
		switch {
		case day == nil:
			return nil
		case !day.turned && !q.failingReads(last, isClock):
			continue // for all that counts it is as the day before
		}
		ch.later = n
		t := q.try(ch)
		if q.accepted(t) {
			return t
		}
		if v := verdict(t); alone && v != before && kept < pairedDays {
			before, kept = v, kept+1
			q.tried = append(q.tried, t)
		}
		last = t
	}
	return nil
}

// verdict is for what a decision is refused.
func verdict(t *trial) string {
	if t.rejected == nil {
		return ""
	}
	names := []string{string(t.rejected.Code)}
	if t.c != nil {
		for _, f := range t.c.failed {
			names = append(names, f.rule.Name)
		}
	}
	return strings.Join(names, " ")
}
