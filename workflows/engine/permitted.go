package engine

import (
	"time"

	"stroom/definitions/stroomschema"
)

// Permitted lists what may be decided now, by this actor or not: every decision open where a run stands and every flow
// that people begin, in file order. Step accepts a decision iff its option is Open and what remains holds for the form.
func Permitted(def *stroomschema.Definition, st State, who Actor, now time.Time) []Option {
	m := newMachine(def, st, moment(st, Event{At: now}, now))
	if st.Seq == 0 {
		return m.startOption(who)
	}
	m.settleFirst(m.now)
	if m.st.Ended != nil {
		return nil
	}
	var options []Option
	for i := range m.st.Runs {
		options = append(options, m.runOptions(m.run(m.st.Runs[i].Number), who)...)
	}
	for _, f := range def.Flows[1:] {
		options = append(options, m.beginOptions(f, who)...)
	}
	if def.Earlier != nil {
		for _, f := range def.Earlier.Flows[1:] {
			if def.Flow(f.Name) == nil { // only its open runs can be begun again
				options = append(options, m.beginOptions(f, who)...)
			}
		}
	}
	return options
}

func (m *machine) startOption(who Actor) []Option {
	begin := m.def.Flows[0].Begin
	if begin == nil {
		return nil
	}
	m.event = "option"
	m.write(TrajectoryOpened{Name: m.def.Name, Version: m.def.Version, Hash: m.def.Hash, Semantics: Semantics})
	m.initialFacts()
	return []Option{m.option(&candidate{decision: begin, actor: who, noForm: true})}
}

// runOptions lists the decisions of the step and of the flow where a run stands.
func (m *machine) runOptions(r *Run, who Actor) []Option {
	step := m.step(r)
	if step == nil || r.Waiting {
		return nil
	}
	var options []Option
	add := func(d *stroomschema.Decision) {
		options = append(options, m.option(&candidate{decision: d, run: r, key: r.Key, actor: who, noForm: true}))
	}
	for _, d := range step.Decide {
		add(d)
	}
	for _, d := range m.flow(r).Decide {
		if standsAt(r, d) {
			add(d)
		}
	}
	return options
}

// beginOptions lists what people may begin: for each key, as a first or a second beginning. What a second one is, is said by
// the version that the open run follows.
func (m *machine) beginOptions(f *stroomschema.Flow, who Actor) []Option {
	keys := []string{""}
	if f.Key != nil {
		keys = nil
		for _, k := range f.Key.Values {
			keys = append(keys, k.Name)
		}
	}
	var options []Option
	for _, key := range keys {
		c := &candidate{decision: f.Begin, key: key, actor: who, noForm: true}
		if open := m.st.openRuns(f.Name, key, f.Key == nil); len(open) > 0 && !f.Several {
			c.run = m.run(open[0])
			c.decision = m.flow(c.run).Begin
		}
		if c.decision == nil || c.run == nil && m.def.Flow(f.Name) == nil {
			continue
		}
		begin := c.decision
		if c, rejected := m.addressBegin(c); rejected == nil {
			options = append(options, m.option(c))
		} else {
			x := rejected.Explanation
			options = append(options, Option{Decision: begin, ID: begin.ID(), Key: key, Refused: &x})
		}
	}
	return options
}

// option judges a decision without its form.
func (m *machine) option(c *candidate) Option {
	o := Option{Decision: c.decision, ID: c.decision.ID(), Key: c.key}
	if c.run != nil {
		o.Run, o.Visit = c.run.Number, c.run.Visit
	}
	rejected := m.check(c)
	m.fault = nil
	if rejected != nil {
		x := rejected.Explanation
		o.Refused = &x
		return o
	}
	o.Open, o.Remaining = true, c.remaining
	return o
}

// optionsNamed lists the options of one decision, or of the beginning of one flow.
func (m *machine) optionsNamed(name string, who Actor) []Option {
	if f := m.def.Flow(name); f != nil {
		return m.beginOptions(f, who)
	}
	d := m.def.Decision(name)
	if d == nil {
		return nil
	}
	var options []Option
	for i := range m.st.Runs {
		if r := m.run(m.st.Runs[i].Number); r.Flow == d.Flow.Name && standsAt(r, d) {
			options = append(options, m.option(&candidate{decision: d, run: r, key: r.Key, actor: who, noForm: true}))
		}
	}
	return options
}
