package simulate

import (
	"fmt"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// event makes the engine's event of a scenario's event. It returns false, with a failure, when there is none to make.
func (p *player) event(i int, ev *stroomschema.ScenarioEvent) (engine.Event, bool) {
	out := engine.Event{ID: ev.ID, At: ev.At, Actor: actorOf(ev)}
	if out.ID == "" {
		out.ID = fmt.Sprintf("event-%d", i)
	}
	switch ev.Kind {
	case stroomschema.ScenarioTake, stroomschema.ScenarioBegin:
		p.decide(&out, ev, i == 0)
	case stroomschema.ScenarioMessage:
		out.Kind, out.Receive = engine.Received, &engine.ReceivedEvent{
			Notice: ev.Notice.Name, Kind: ev.Arrival, Key: ev.Key, Sender: ev.From, Standard: ev.Notice.Standard,
			Form: valuesOf(ev.With), ReplyTo: p.awaiting(ev),
		}
	case stroomschema.ScenarioAnswer, stroomschema.ScenarioFail:
		call, ok := p.openCall(ev.Service.Name)
		if !ok {
			p.fail("the answer of "+ev.Service.Name, "an open call", "nothing is asked of it now")
			return out, false
		}
		out.Kind, out.Answer = engine.Answered, &engine.AnsweredEvent{
			Call: call, Failed: ev.Kind == stroomschema.ScenarioFail, Answer: valuesOf(ev.With),
		}
		if out.Answer.Failed {
			out.Answer.Code = "failed"
		}
	case stroomschema.ScenarioWithdraw:
		out.Kind, out.Withdraw = engine.Withdrawn, &engine.WithdrawnEvent{Of: ev.Withdraws}
	case stroomschema.ScenarioMigrate:
		return out, p.migrate(&out, ev)
	default:
		panic("simulate: scenario event of kind " + string(ev.Kind))
	}
	return out, true
}

func (p *player) decide(out *engine.Event, ev *stroomschema.ScenarioEvent, first bool) {
	if first && ev.Kind == stroomschema.ScenarioBegin {
		out.Kind, out.Start = engine.Started, &engine.StartedEvent{Form: valuesOf(ev.With)}
		return
	}
	out.Kind, out.Decide = engine.Decided, &engine.DecidedEvent{
		Decision: ev.Decision.ID(), Key: ev.Key, Run: ev.Run, Visit: ev.Visit, Form: valuesOf(ev.With),
	}
	if !ev.Occurred.IsZero() {
		occurred := ev.Occurred
		out.Decide.Occurred = &occurred
	}
}

// migrate goes on under the version that the event names. The definition stays the new one even if the engine refuses: a
// refusal that was not expected ends the scenario.
func (p *player) migrate(out *engine.Event, ev *stroomschema.ScenarioEvent) bool {
	if p.versions == nil {
		p.fail("the version "+ev.Migrate, "a file beside the scenario", "no other version can be read here")
		return false
	}
	next, err := p.versions(ev.Migrate)
	if err != nil {
		p.fail("the version "+ev.Migrate, "a definition", err.Error())
		return false
	}
	p.def = stroomschema.Linked(next, p.def)
	out.Actor.Role = engine.Operator // whoever migrates does so as an operator
	out.Kind, out.Migrate = engine.Migrated, &engine.MigratedEvent{Version: next.Version, Hash: next.Hash}
	return true
}

// awaiting returns the number of the oldest notice to which an incoming message is the reply; 0 for none.
func (p *player) awaiting(ev *stroomschema.ScenarioEvent) int {
	for _, a := range p.st.Awaited {
		if sent := p.def.Notice(a.Notice); sent != nil && sent.Reply != nil &&
			sent.Reply.Notice.Name == ev.Notice.Name && (ev.Key == "" || a.Key == ev.Key) {
			return a.Number
		}
	}
	return 0
}

func (p *player) openCall(service string) (int, bool) {
	for _, c := range p.st.Calls {
		if c.Service == service {
			return c.Number, true
		}
	}
	return 0, false
}

func actorOf(ev *stroomschema.ScenarioEvent) engine.Actor {
	if ev.By == nil {
		return engine.Actor{}
	}
	role := ev.As
	if role == nil {
		role = ev.By.Roles[0]
	}
	return engine.Actor{Person: ev.By.Person, Role: role.Name, Organisation: ev.By.Organisation}
}

func valuesOf(named []stroomschema.NamedValue) engine.Values {
	if len(named) == 0 {
		return nil
	}
	out := engine.Values{}
	for _, n := range named {
		if n.Value.IsSet() {
			out[n.Name] = n.Value
		}
	}
	return out
}

func addresses(to []engine.Address) string {
	if len(to) == 0 {
		return "nobody"
	}
	names := make([]string, len(to))
	for i, a := range to {
		names[i] = a.Role
		if a.Organisation != "" {
			names[i] += " of " + a.Organisation
		}
	}
	return strings.Join(names, ", ")
}
