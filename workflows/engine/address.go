package engine

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
)

// address finds where a decision is to be taken.
func (m *machine) address(ev Event) (*candidate, *Rejection) {
	d := ev.Decide
	if err := limits(d); err {
		return nil, m.reject(ev, BadForm)
	}
	run, rejected := m.addressedRun(ev)
	if rejected != nil {
		return nil, rejected
	}
	def := m.def
	if run != nil {
		def = version(m.def, run.Version)
	}
	decision := def.Decision(d.Decision)
	if decision == nil || decision.Flow == m.def.Flows[0] && decision.Name == "begin" {
		return nil, m.reject(ev, UnknownDecision)
	}
	c := &candidate{decision: decision, run: run, key: d.Key, event: ev, form: d.Form, actor: ev.Actor}
	if decision == decision.Flow.Begin {
		return m.addressBegin(c)
	}
	if run == nil {
		if m.gone(decision.Flow, d) {
			return nil, m.reject(ev, Conflict)
		}
		return nil, m.reject(ev, NotWaiting)
	}
	if d.Visit != 0 && d.Visit != run.Visit {
		return nil, m.reject(ev, Conflict)
	}
	if !standsAt(run, decision) {
		if d.Visit != 0 {
			return nil, m.reject(ev, Conflict)
		}
		return nil, m.reject(ev, NotWaiting)
	}
	return c, nil
}

// addressedRun finds the run that a decision names: by its number, or the only one of its flow and key.
func (m *machine) addressedRun(ev Event) (*Run, *Rejection) {
	d := ev.Decide
	name, _, _ := strings.Cut(d.Decision, ".")
	flow := m.def.Flow(name)
	if flow == nil && m.def.Earlier != nil {
		flow = m.def.Earlier.Flow(name)
	}
	if flow == nil {
		return nil, m.reject(ev, UnknownDecision)
	}
	if !goodKey(flow, d.Key) {
		return nil, m.rejectFaults(ev, []Fault{wrongKey(flow)})
	}
	open := m.st.openRuns(name, d.Key, flow.Key == nil)
	if d.Run != 0 {
		if !slices.Contains(open, d.Run) {
			return nil, m.reject(ev, Conflict)
		}
		return m.run(d.Run), nil
	}
	switch {
	case len(open) == 0, flow.Several && strings.HasSuffix(d.Decision, ".begin"):
		return nil, nil
	case len(open) > 1:
		return nil, m.rejectFaults(ev, []Fault{{Path: "run", Code: "AMBIGUOUS", Text: Said{
			"Er lopen er meer. Zeg welke: geef het nummer.", "There are several. Say which one: give its number."}}})
	}
	return m.run(open[0]), nil
}

func goodKey(flow *stroomschema.Flow, key string) bool {
	if flow.Key == nil {
		return key == ""
	}
	return slices.ContainsFunc(flow.Key.Values, func(v stroomschema.Value) bool { return v.Name == key })
}

func wrongKey(flow *stroomschema.Flow) Fault {
	if flow.Key == nil {
		return Fault{"key", "NO_KEY", Said{"Hier hoort geen sleutel bij.", "No key belongs here."}}
	}
	var names []string
	for _, v := range flow.Key.Values {
		names = append(names, v.Name)
	}
	list := strings.Join(names, ", ")
	return Fault{"key", "UNKNOWN_KEY", Said{"Kies een van: " + list + ".", "Choose one of: " + list + "."}}
}

// gone says whether what a decision addresses has been there and ended.
func (m *machine) gone(flow *stroomschema.Flow, d *DecidedEvent) bool {
	return d.Run != 0 || d.Visit != 0 && m.st.Finished[FactName(flow.Name, d.Key)].Count > 0
}

func limits(d *DecidedEvent) bool {
	return len(d.Decision) > 200 || len(d.Form) > 100 || d.Visit < 0 || d.Run < 0
}

// addressBegin decides what a begin is: the opening of a run, or an event of the run that is open already.
func (m *machine) addressBegin(c *candidate) (*candidate, *Rejection) {
	flow := c.decision.Flow
	if flow.Several {
		c.run = nil
		if len(m.st.openRuns(flow.Name, c.key, flow.Key == nil)) >= flow.AtMost || len(m.st.Runs) >= MaxRuns {
			return nil, m.reject(c.event, TooMany)
		}
		return c, nil
	}
	if c.run == nil {
		if len(m.st.Runs) >= MaxRuns {
			return nil, m.reject(c.event, TooMany)
		}
		return c, nil
	}
	if flow.Again == nil {
		return nil, m.reject(c.event, NotOffered)
	}
	c.decision = flow.Again
	return c, nil
}

// standsAt says whether a run stands where a decision is open.
func standsAt(r *Run, d *stroomschema.Decision) bool {
	if d == d.Flow.Again || d.Name == "again" {
		return true // an event of the open run, wherever it stands
	}
	if r.Waiting {
		return false
	}
	if d.Step != nil {
		return r.Step == d.Step.Name
	}
	return len(d.In) == 0 || slices.ContainsFunc(d.In, func(s *stroomschema.Step) bool { return s.Name == r.Step })
}
