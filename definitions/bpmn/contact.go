package bpmn

import (
	"slices"

	"stroom/definitions/stroomschema"
)

// contact is one thing that a list of actions says to other flows: a message, a start, a cancellation, a hold or a
// release.
type contact struct {
	verb    stroomschema.ActionKind
	flow    *stroomschema.Flow // nil: every other flow
	message *stroomschema.Message
	outcome string // of a cancellation; "" for none
}

// contacts lists what actions say to other flows, in order and each once, also inside `if` and `for each`.
func contacts(do []*stroomschema.Action) []contact {
	var list []contact
	seen := map[contact]bool{}
	each(do, func(a *stroomschema.Action) {
		switch a.Kind {
		case stroomschema.DoSend, stroomschema.DoStart, stroomschema.DoCancel, stroomschema.DoSuspend, stroomschema.DoResume:
			c := contact{verb: a.Kind, flow: a.Target.Flow, message: a.Message, outcome: a.As}
			if !seen[c] {
				seen[c] = true
				list = append(list, c)
			}
		}
	})
	return list
}

// notices lists the notices that actions send to people, each once.
func notices(do []*stroomschema.Action) []*stroomschema.Notice {
	var list []*stroomschema.Notice
	seen := map[*stroomschema.Notice]bool{}
	each(do, func(a *stroomschema.Action) {
		if a.Kind == stroomschema.DoTell && a.Notice != nil && !seen[a.Notice.Notice] {
			seen[a.Notice.Notice] = true
			list = append(list, a.Notice.Notice)
		}
	})
	return list
}

// each calls f for every action, outer before inner.
func each(do []*stroomschema.Action, f func(*stroomschema.Action)) {
	for _, a := range do {
		f(a)
		each(a.Do, f)
	}
}

// relations are what flows have to do with each other, found by reading the whole definition once.
type relations struct {
	called    map[*stroomschema.Flow]bool     // by a step, alone or in a fork
	started   map[*stroomschema.Flow]bool     // by `start`
	cancelled map[*stroomschema.Flow][]string // by name: the outcomes with which that happens, each once
	swept     map[*stroomschema.Flow]bool     // by `every other flow`
	watched   map[*stroomschema.Flow]bool     // its end is heard by a trigger, beside a call of it
}

func relate(def *stroomschema.Definition) relations {
	r := relations{
		called: map[*stroomschema.Flow]bool{}, started: map[*stroomschema.Flow]bool{}, cancelled: map[*stroomschema.Flow][]string{},
		swept: map[*stroomschema.Flow]bool{}, watched: map[*stroomschema.Flow]bool{},
	}
	for _, flow := range def.Flows {
		eachList(flow, func(do []*stroomschema.Action) {
			for _, c := range contacts(do) {
				switch {
				case c.verb == stroomschema.DoStart:
					r.started[c.flow] = true
				case c.verb == stroomschema.DoCancel && c.flow != nil:
					if !slices.Contains(r.cancelled[c.flow], c.outcome) {
						r.cancelled[c.flow] = append(r.cancelled[c.flow], c.outcome)
					}
				case c.verb == stroomschema.DoCancel:
					for _, other := range def.Flows {
						r.swept[other] = r.swept[other] || other != flow
					}
				}
			}
		})
		for _, t := range flow.When {
			r.watch(t, nil)
		}
		for _, step := range flow.Steps {
			r.step(step)
		}
	}
	return r
}

func (r relations) step(step *stroomschema.Step) {
	for _, t := range step.When {
		r.watch(t, step)
	}
	if step.Call != nil {
		r.called[step.Call.Flow] = true
	}
	if step.Fork != nil {
		for _, s := range step.Fork.Start {
			r.called[s.Flow] = true
		}
	}
}

func (r relations) watch(t *stroomschema.Trigger, step *stroomschema.Step) {
	if t.Kind == stroomschema.Ended && !answersCall(t, step) {
		r.watched[t.Ended] = true
	}
}

// answersCall reports whether a trigger is the end of what its own step has called.
func answersCall(t *stroomschema.Trigger, step *stroomschema.Step) bool {
	return t.Kind == stroomschema.Ended && step != nil && step.Call != nil && step.Call.Flow == t.Ended
}

// eachList calls f for every list of actions of a flow.
func eachList(flow *stroomschema.Flow, f func([]*stroomschema.Action)) {
	branches := func(list []stroomschema.Branch) {
		for _, b := range list {
			f(b.Do)
		}
	}
	decision := func(d *stroomschema.Decision) {
		if d != nil {
			f(d.Do)
			branches(d.Go)
		}
	}
	triggers := func(list []*stroomschema.Trigger) {
		for _, t := range list {
			f(t.Do)
			branches(t.Go)
		}
	}
	decision(flow.Begin)
	branches(flow.Start)
	decision(flow.Again)
	triggers(flow.When)
	for _, d := range flow.Decide {
		decision(d)
	}
	for _, s := range flow.Steps {
		f(s.OnEntry)
		for _, d := range s.Decide {
			decision(d)
		}
		triggers(s.When)
		branches(s.Overdue)
		if s.Tacit != nil {
			f(s.Tacit.Do)
			branches(s.Tacit.Go)
		}
		branches(s.Go)
		if s.Fork != nil {
			f(s.Fork.Do)
			branches(s.Fork.Go)
		}
		if s.Ask != nil {
			branches(s.Ask.Answered)
			branches(s.Ask.Failed)
		}
		if s.Checklist != nil {
			f(s.Checklist.Do)
			branches(s.Checklist.Go)
		}
	}
	f(flow.OnEnd)
	f(flow.Undo)
}
