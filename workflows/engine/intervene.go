package engine

import (
	"fmt"
	"slices"
	"time"

	"stroom/definitions/stroomschema"
)

// Operator is the role in which a person intervenes in a trajectory from outside its definition. No definition may declare
// it; who holds it is said by the configuration of the API.
const Operator = "operator"

// MaxReason is the length of a reason, in bytes.
const MaxReason = 2000

// intervene carries out what an operator does to a trajectory: every intervention is an event in the journal.
func (m *machine) intervene(ev Event) *Rejection {
	if ev.Actor.Role != Operator || ev.Actor.Person == "" {
		return m.reject(ev, NotAllowed)
	}
	if len(ev.reason()) > MaxReason || ev.Kind != Resolved && ev.reason() == "" {
		return m.rejectFaults(ev, []Fault{{"reason", "REASON", Said{"Geef een reden van hoogstens 2000 tekens.", "Give a reason of at most 2,000 characters."}}})
	}
	m.opened(ev, nil)
	var code Code
	switch ev.Kind {
	case Resolved:
		return m.resolve(ev)
	case Adjusted:
		code = m.adjust(ev.Adjust)
	case Rebound:
		code = m.rebind(ev.Rebind)
	case Corrected:
		return m.correct(ev)
	case Stopped:
		m.cancel(m.mainRun(), "stopped") // main's end ends the trajectory
	default:
		panic("engine: unknown intervention")
	}
	if code != "" {
		return m.reject(ev, code)
	}
	return m.finishOther(ev)
}

func (ev Event) reason() string {
	switch ev.Kind {
	case Resolved:
		return ev.Resolve.Reason
	case Adjusted:
		return ev.Adjust.Reason
	case Rebound:
		return ev.Rebind.Reason
	case Corrected:
		return ev.Correct.Reason
	case Stopped:
		return ev.Stop.Reason
	default:
		return ""
	}
}

// resolve closes an incident; the run that stood still for it goes on, and tries again what failed. If it fails again that is
// another incident.
func (m *machine) resolve(ev Event) *Rejection {
	number := ev.Resolve.Incident
	if !slices.ContainsFunc(m.st.Incidents, func(x Incident) bool { return x.Number == number }) {
		return m.reject(ev, UnknownItem)
	}
	m.write(IncidentClosed{Number: number})
	freed := 0
	for _, r := range m.st.Runs {
		if r.Stuck == number {
			r.Stuck, freed = 0, r.Number
			m.change(&r)
		}
	}
	m.unit(freed)
	return nil
}

// adjust gives the running term of a run another end, not before now.
func (m *machine) adjust(a *AdjustedEvent) Code {
	open := m.st.openRuns(a.Flow, a.Key, false)
	if a.Run != 0 {
		open = slices.DeleteFunc(open, func(n int) bool { return n != a.Run })
	}
	if len(open) != 1 {
		return UnknownItem
	}
	r := m.run(open[0])
	if r.Clock == nil || r.Clock.Due == nil || r.Clock.Done {
		return UnknownItem
	}
	if !a.Due.After(m.now) || a.Due.After(m.now.AddDate(10, 0, 0)) {
		return OutOfTime
	}
	c := *r.Clock
	due := a.Due.UTC().Truncate(time.Microsecond)
	c.Due = &due
	r.Clock = &c
	m.change(r)
	return ""
}

// rebind binds a party to another organisation; its open tasks change hands at once.
func (m *machine) rebind(b *ReboundEvent) Code {
	role := m.def.Role(b.Role)
	if role == nil || b.Organisation == "" || len(b.Organisation) > 100 || m.st.party(b.Role, b.Key) == "" {
		return UnknownItem
	}
	m.write(PartyBound{Role: b.Role, Key: b.Key, Organisation: b.Organisation})
	return ""
}

// correct sets facts to what they should have been. The wrong event stays in the journal; this one compensates it.
func (m *machine) correct(ev Event) *Rejection {
	if len(ev.Correct.Set) == 0 || len(ev.Correct.Set) > 50 {
		return m.reject(ev, BadForm)
	}
	r := m.run(m.mainRun())
	s := m.scope(r)
	for i, set := range ev.Correct.Set {
		f := m.def.Fact(set.Fact)
		if f == nil || (f.Key == nil) != (set.Key == "") || f.Key != nil && !slices.ContainsFunc(f.Key.Values, func(v stroomschema.Value) bool { return v.Name == set.Key }) {
			return m.rejectFaults(ev, []Fault{{Path: faultPath("set", i), Code: "UNKNOWN_FACT", Text: Said{"Dit gegeven bestaat niet.", "This fact does not exist."}}})
		}
		for _, x := range m.def.Env.Schema().Check(f.Type, set.Value) {
			return m.rejectFaults(ev, []Fault{{Path: faultPath("set", i), Code: x.Code, Text: Said{x.NL, x.EN}}})
		}
		if r == nil {
			m.write(FactSet{Fact: FactName(set.Fact, set.Key), Value: set.Value})
			continue
		}
		m.setFact(s, r, FactName(set.Fact, set.Key), set.Value)
	}
	return m.finishOther(ev)
}

// mainRun is the number of the run of main; 0 when the trajectory has ended.
func (m *machine) mainRun() int {
	if open := m.st.openRuns(m.def.Flows[0].Name, "", true); len(open) > 0 {
		return open[0]
	}
	return 0
}

func faultPath(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
