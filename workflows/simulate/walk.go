package simulate

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Walked is a random walk that has ended.
type Walked struct {
	Trajectories int // started, one after the other
	Steps        int // events judged
	Accepted     int
	Trace        engine.Trace // the accepted events of the last trajectory
	State        engine.State // of the last trajectory
}

// Walk takes so many random steps through a definition. When a trajectory ends, the next one starts. The same definition,
// seed and number of steps give the same walk.
func Walk(def *stroomschema.Definition, seed uint64, steps int) Walked {
	var out Walked
	var w *Walker
	for out.Steps < steps {
		if w == nil || w.State.Ended != nil {
			w = NewWalker(def, seed+uint64(out.Trajectories)<<32)
			out.Trajectories++
			out.Trace = engine.Trace{Format: engine.TraceFormat, Definition: def.Name, Version: def.Version}
		}
		ev := w.Next()
		out.Steps++
		if _, err := w.Take(ev); err == nil {
			out.Accepted++
			out.Trace.Events = append(out.Trace.Events, ev)
		}
	}
	if w != nil {
		out.State = w.State
	}
	return out
}

// Walker walks at random through one trajectory. Next proposes an event at the present moment, Take gives it to the engine;
// a caller may give the engine another event in between.
type Walker struct {
	Def   *stroomschema.Definition
	Rand  *rand.Rand
	State engine.State
	Now   time.Time

	events  int
	roles   []string
	begins  []*stroomschema.Decision
	letters []*stroomschema.Notice // that may arrive
}

// NewWalker returns a walker before the start of a trajectory.
func NewWalker(def *stroomschema.Definition, seed uint64) *Walker {
	r := rand.New(rand.NewPCG(seed, 0x5354524f4f4d))
	w := &Walker{Def: def, Rand: r, Now: time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(400))}
	for _, role := range def.Roles {
		if len(role.Chosen) == 0 {
			w.roles = append(w.roles, role.Name)
		}
	}
	for _, flow := range def.Flows[1:] {
		if flow.Begin != nil {
			w.begins = append(w.begins, flow.Begin)
		}
	}
	for _, n := range def.Notices {
		if n.Arrives && len(n.Is) > 0 {
			w.letters = append(w.letters, n)
		}
	}
	return w
}

// Take gives an event to the engine at the present moment and keeps the new state. The error is a *engine.Rejection.
func (w *Walker) Take(ev engine.Event) (engine.Outcome, error) {
	outcome, err := engine.Step(w.Def, w.State, ev, w.Now)
	if err == nil {
		w.State = outcome.State
	}
	return outcome, err
}

// Next moves the clock and proposes what happens then.
func (w *Walker) Next() engine.Event {
	w.events++
	if w.State.Seq == 0 {
		return w.seal(w.start())
	}
	switch n := w.Rand.IntN(100); {
	case n < 12:
		return w.seal(w.wait())
	case n < 16 && len(w.State.Windows) > 0:
		w.pass(20 * time.Minute)
		return w.seal(w.withdraw())
	case n < 30 && len(w.State.Calls) > 0:
		w.pass(time.Hour)
		return w.seal(w.answer())
	case n < 36 && len(w.State.Incidents) > 0:
		w.pass(time.Hour)
		return w.seal(w.resolve())
	case n < 36:
		if ev, ok := w.message(); ok {
			return w.seal(ev)
		}
	}
	w.pass(36 * time.Hour)
	if ev, ok := w.decide(); ok {
		return w.seal(ev)
	}
	return w.seal(w.wait())
}

// seal gives an event its id and moment. Its digest stays empty: in a walk no id comes twice, and a digest would cost a
// fifth of the step.
func (w *Walker) seal(ev engine.Event) engine.Event {
	ev.ID, ev.At = "w"+strconv.Itoa(w.events), w.Now
	return ev
}

// pass lets up to so much time pass, in whole minutes.
func (w *Walker) pass(most time.Duration) {
	w.Now = w.Now.Add(time.Duration(w.Rand.Int64N(int64(most/time.Minute)+1)) * time.Minute)
}

func (w *Walker) start() engine.Event {
	begin := w.Def.Flows[0].Begin
	actor := w.Actor()
	if len(begin.By) > 0 && w.Rand.IntN(10) > 0 {
		if role := begin.By[w.Rand.IntN(len(begin.By))].Role; role != nil && len(role.Chosen) == 0 {
			actor.Role = role.Name
		}
	}
	return engine.Event{Kind: engine.Started, Actor: actor, Start: &engine.StartedEvent{Form: w.forms().Form(FormOf(begin))}}
}

// wait goes to the next due moment, or a little past it, or lets some days pass.
func (w *Walker) wait() engine.Event {
	due, ok := engine.NextDue(w.Def, w.State)
	switch {
	case !ok || w.Rand.IntN(4) == 0:
		w.pass(20 * 24 * time.Hour)
	case due.After(w.Now):
		w.Now = due
		if w.Rand.IntN(2) == 0 {
			w.pass(time.Hour)
		}
	}
	return engine.Event{Kind: engine.Due}
}

func (w *Walker) withdraw() engine.Event {
	window := w.State.Windows[w.Rand.IntN(len(w.State.Windows))]
	return engine.Event{Kind: engine.Withdrawn, Actor: window.Actor, Withdraw: &engine.WithdrawnEvent{Of: window.Event}}
}

func (w *Walker) answer() engine.Event {
	call := w.State.Calls[w.Rand.IntN(len(w.State.Calls))]
	answer := &engine.AnsweredEvent{Call: call.Number}
	if w.Rand.IntN(4) == 0 {
		answer.Failed, answer.Code = true, "failed"
	} else if service := w.Def.Service(call.Service); service != nil {
		answer.Answer = w.forms().Form(service.Answer)
	}
	return engine.Event{Kind: engine.Answered, Answer: answer}
}

func (w *Walker) resolve() engine.Event {
	incident := w.State.Incidents[w.Rand.IntN(len(w.State.Incidents))]
	return engine.Event{Kind: engine.Resolved, Actor: engine.Actor{Person: "op-1", Role: engine.Operator}, Resolve: &engine.ResolvedEvent{Incident: incident.Number, Reason: "bekeken"}}
}

// message proposes a standard message that the definition lets arrive.
func (w *Walker) message() (engine.Event, bool) {
	if len(w.letters) == 0 {
		return engine.Event{}, false
	}
	notice := w.letters[w.Rand.IntN(len(w.letters))]
	arrival := notice.Is[w.Rand.IntN(len(notice.Is))]
	in := &engine.ReceivedEvent{Notice: notice.Name, Kind: arrival.Kind, Sender: w.organisation(), Standard: notice.Standard}
	switch {
	case arrival.Decision != nil:
		in.Form = w.forms().Form(FormOf(arrival.Decision))
		if run, ok := w.runOf(arrival.Decision.Flow.Name); ok {
			in.Key = run.Key
			if holders := engine.Holders(w.Def, w.State, run); len(holders) > 0 && holders[0].Organisation != "" {
				in.Sender = holders[0].Organisation
			}
		}
	case len(w.State.Awaited) > 0:
		awaited := w.State.Awaited[w.Rand.IntN(len(w.State.Awaited))]
		in.ReplyTo, in.Key = awaited.Number, awaited.Key
		if len(awaited.To) > 0 && awaited.To[0].Organisation != "" {
			in.Sender = awaited.To[0].Organisation
		}
	default:
		return engine.Event{}, false
	}
	w.pass(time.Hour)
	return engine.Event{Kind: engine.Received, Receive: in}, true
}

// decide proposes a decision where a run stands, or a begin, by somebody who could take it. Whether he may is for the engine
// to say: asking it first for every option costs many times what judging one decision does.
func (w *Walker) decide() (engine.Event, bool) {
	if w.Rand.IntN(6) == 0 {
		if o, ok := w.beginning(); ok {
			return w.Decide(o, w.taker(o)), true
		}
	}
	if o, ok := w.standing(); ok {
		return w.Decide(o, w.taker(o)), true
	}
	return engine.Event{}, false
}

// Option picks an open option of an actor who probably has one. It is slower than what Next does, and surer.
func (w *Walker) Option() (engine.Option, engine.Actor, bool) {
	actor := w.LikelyActor()
	options := slices.DeleteFunc(engine.Permitted(w.Def, w.State, actor, w.Now), func(o engine.Option) bool { return !o.Open })
	if len(options) == 0 {
		return engine.Option{}, actor, false
	}
	return options[w.Rand.IntN(len(options))], actor, true
}

// beginning picks a flow that people begin, with a key.
func (w *Walker) beginning() (engine.Option, bool) {
	if len(w.begins) == 0 {
		return engine.Option{}, false
	}
	d := w.begins[w.Rand.IntN(len(w.begins))]
	o := engine.Option{Decision: d, ID: d.ID()}
	if keys := d.Flow.Key; keys != nil {
		o.Key = keys.Values[w.Rand.IntN(len(keys.Values))].Name
	}
	return o, true
}

// standing picks a decision of the step, or of the flow, where some run stands.
func (w *Walker) standing() (engine.Option, bool) {
	for range min(3, len(w.State.Runs)) {
		run := w.State.Runs[w.Rand.IntN(len(w.State.Runs))]
		flow := w.Def.Flow(run.Flow)
		if flow == nil || flow.Step(run.Step) == nil || run.Waiting {
			continue
		}
		step := flow.Step(run.Step)
		n := len(step.Decide) + len(flow.Decide)
		if n == 0 {
			continue
		}
		var d *stroomschema.Decision
		if i := w.Rand.IntN(n); i < len(step.Decide) {
			d = step.Decide[i]
		} else {
			d = flow.Decide[i-len(step.Decide)]
		}
		if d.Step == nil && len(d.In) > 0 && !slices.Contains(d.In, step) {
			continue
		}
		return engine.Option{Decision: d, ID: d.ID(), Key: run.Key, Run: run.Number, Visit: run.Visit}, true
	}
	return engine.Option{}, false
}

// taker returns somebody who could take a decision: in one of its roles, mostly at the organisation that is bound.
func (w *Walker) taker(o engine.Option) engine.Actor {
	who := o.Decision.By
	if len(who) == 0 || w.Rand.IntN(12) == 0 {
		return w.Actor()
	}
	one := who[w.Rand.IntN(len(who))]
	role := one.Role
	if role == nil {
		return w.LikelyActor()
	}
	if len(role.Chosen) > 0 {
		role = role.Chosen[w.Rand.IntN(len(role.Chosen))].Is
	}
	bound := role
	for of := one.Of; of != nil && of.Role != nil; of = of.Of {
		bound = of.Role
	}
	if bound.Of != nil {
		bound = bound.Of
	}
	return w.person(role.Name, w.organisationOf(bound.Name, o.Key))
}

// organisationOf returns the organisation that a role is bound to, for the key if it is bound per key; any other when it is
// bound to none.
func (w *Walker) organisationOf(role, key string) string {
	found := ""
	for _, p := range w.State.Parties {
		if p.Role == role && p.Until == nil && (found == "" || p.Key == key) {
			found = p.Organisation
		}
	}
	if found == "" {
		return w.organisation()
	}
	return found
}

// Decide fills in an option with a random form.
func (w *Walker) Decide(o engine.Option, actor engine.Actor) engine.Event {
	decided := &engine.DecidedEvent{Decision: o.ID, Key: o.Key, Run: o.Run, Visit: o.Visit, Form: w.forms().Form(FormOf(o.Decision))}
	if w.Rand.IntN(2) == 0 {
		decided.Read = w.State.Seq
	}
	if o.Decision.Occurred != nil && w.Rand.IntN(2) == 0 {
		occurred := w.Now.Add(-time.Duration(w.Rand.IntN(72)) * time.Hour)
		decided.Occurred = &occurred
	}
	return engine.Event{Kind: engine.Decided, Actor: actor, Decide: decided}
}

// Actor returns a random person in a random role at a random organisation.
func (w *Walker) Actor() engine.Actor {
	return w.person(w.roles[w.Rand.IntN(len(w.roles))], w.organisation())
}

// LikelyActor returns mostly someone who may act where a run stands, else a random actor.
func (w *Walker) LikelyActor() engine.Actor {
	if len(w.State.Runs) > 0 && w.Rand.IntN(5) > 0 {
		run := w.State.Runs[w.Rand.IntN(len(w.State.Runs))]
		if holders := engine.Holders(w.Def, w.State, run); len(holders) > 0 {
			h := holders[w.Rand.IntN(len(holders))]
			if h.Organisation == "" {
				h.Organisation = w.organisation()
			}
			return w.person(h.Role, h.Organisation)
		}
	}
	return w.Actor()
}

// person is one of two people of an organisation, who hold every role there: four eyes are then put to the test.
func (w *Walker) person(role, organisation string) engine.Actor {
	return engine.Actor{Person: organisation + []string{"-1", "-2"}[w.Rand.IntN(2)], Role: role, Organisation: organisation}
}

func (w *Walker) organisation() string { return organisations[w.Rand.IntN(len(organisations))] }

func (w *Walker) forms() Forms {
	return Forms{Rand: w.Rand, Schema: w.Def.Env.Schema(), Zone: w.Def.Zone, Now: w.Now}
}

func (w *Walker) runOf(flow string) (engine.Run, bool) {
	var open []engine.Run
	for _, r := range w.State.Runs {
		if r.Flow == flow {
			open = append(open, r)
		}
	}
	if len(open) == 0 {
		return engine.Run{}, false
	}
	return open[w.Rand.IntN(len(open))], true
}

// FormOf lists the fields that people fill in for a decision: its own, and for a begin also the flow's `with`.
func FormOf(d *stroomschema.Decision) []stroomschema.Field {
	if d != d.Flow.Begin && d != d.Flow.Again {
		return d.Form
	}
	out := slices.Clone(d.Form)
	for _, f := range d.Flow.With {
		if !slices.ContainsFunc(out, func(g stroomschema.Field) bool { return g.Name == f.Name }) {
			out = append(out, f)
		}
	}
	return out
}
