package enginetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/rules"
	"stroom/workflows/engine"
)

// hostile turns an event into one that is bad in some way, or makes another bad one.
func (p *Player) hostile(ev engine.Event) engine.Event {
	w := p.walker
	p.serial++
	ev.ID = fmt.Sprintf("h%d", p.serial)
	switch n := w.Rand.IntN(30); {
	case n < 3 && len(p.taken) > 0:
		return p.repeated(n)
	case n < 6:
		ev.At = w.State.Time.Add(-time.Duration(1+w.Rand.IntN(100)) * time.Hour) // late: received before what is settled
	case n < 7:
		ev.At = w.Now.Add(time.Duration(1+w.Rand.IntN(100)) * time.Hour) // from the future
	case n < 9:
		ev.Actor = w.Actor()
	case n < 10:
		ev.Actor = engine.Actor{}
	case n < 11:
		ev.Actor.Role = "nobody_has_this"
	case n < 17 && ev.Decide != nil:
		ev.Decide = p.bent(*ev.Decide)
	case n < 19:
		ev = p.intervention(ev)
	case n < 21:
		ev = p.wrongAnswer(ev)
	case n < 22:
		ev.Kind = engine.EventKind([]string{"", "nonsense", "stopped", "migrated", "corrected"}[w.Rand.IntN(5)])
	case n < 23:
		return engine.Event{}
	case n < 24:
		ev.Kind, ev.Start = engine.Started, &engine.StartedEvent{}
	case n < 25:
		ev.Kind, ev.Withdraw = engine.Withdrawn, &engine.WithdrawnEvent{Of: fmt.Sprintf("w%d", w.Rand.IntN(30))}
	case n < 26:
		ev.Kind, ev.Migrate = engine.Migrated, &engine.MigratedEvent{Version: 2, Hash: "0000"}
	default:
		ev = p.closed(ev)
	}
	ev.Digest = engine.DigestOf(ev)
	return ev
}

// closed takes a decision that is not open to this actor now.
func (p *Player) closed(ev engine.Event) engine.Event {
	w := p.walker
	actor := w.LikelyActor()
	options := slices.DeleteFunc(engine.Permitted(w.Def, w.State, actor, w.Now), func(o engine.Option) bool { return o.Open })
	if w.State.Seq == 0 || len(options) == 0 {
		return ev
	}
	taken := w.Decide(options[w.Rand.IntN(len(options))], actor)
	taken.ID, taken.At = ev.ID, w.Now
	return taken
}

// repeated sends an accepted event again: as it was, with other content, or by another person.
func (p *Player) repeated(how int) engine.Event {
	w := p.walker
	ev := p.taken[w.Rand.IntN(len(p.taken))]
	switch how {
	case 0:
		ev.At = w.Now
	case 1:
		ev.Actor = w.Actor()
		ev.Digest = engine.DigestOf(ev)
	}
	return ev
}

// bent changes one thing of a decision.
func (p *Player) bent(d engine.DecidedEvent) *engine.DecidedEvent {
	w := p.walker
	form := engine.Values{}
	for name, v := range d.Form {
		form[name] = v
	}
	switch w.Rand.IntN(13) {
	case 0:
		d.Visit += 1 + w.Rand.IntN(3)
	case 1:
		d.Visit = max(1, d.Visit-1)
	case 2:
		d.Visit = -1
	case 3:
		d.Run = 1 + w.Rand.IntN(9)
	case 4:
		d.Key = []string{"a", "b", "c", "zz", ""}[w.Rand.IntN(5)]
	case 5:
		d.Decision = []string{"", "main", "main.begin", "main.s0.nothing", "flow1.s0.accept", "nowhere.s0.accept", strings.Repeat("x", 300), "main.s0.accept.more"}[w.Rand.IntN(8)]
	case 6:
		form["surplus"] = rules.IntOf(1)
	case 7:
		form["reason"], form["amount"] = rules.TextOf(strings.Repeat("é", 3000)), rules.IntOf(1_000_000_000_000)
	case 8:
		form = engine.Values{}
	case 9:
		for name := range form {
			form[name] = rules.EnumOf("Kind", "no_such_value")
		}
	case 10:
		before := w.Now.AddDate(0, 0, -w.Rand.IntN(60))
		d.Occurred = &before
	case 11:
		after := w.Now.Add(time.Hour)
		d.Occurred = &after
	default:
		d.Read = uint64(w.Rand.IntN(int(w.State.Seq) + 5))
	}
	d.Form = form
	return &d
}

// intervention is what an operator does, or what somebody does who is none.
func (p *Player) intervention(ev engine.Event) engine.Event {
	w := p.walker
	out := engine.Event{ID: ev.ID, At: ev.At, Actor: engine.Actor{Person: "op-1", Role: engine.Operator}}
	if w.Rand.IntN(3) == 0 {
		out.Actor = w.Actor()
	}
	reason := []string{"nodig", "nodig", "nodig", ""}[w.Rand.IntN(4)]
	org := []string{"o1", "o2", ""}[w.Rand.IntN(3)]
	switch w.Rand.IntN(9) {
	case 0, 1:
		out.Kind, out.Adjust = engine.Adjusted, &engine.AdjustedEvent{Flow: "main", Due: w.Now.Add(time.Duration(w.Rand.IntN(400)-50) * time.Hour), Reason: reason}
	case 2:
		out.Kind, out.Rebind = engine.Rebound, &engine.ReboundEvent{Role: "owner", Organisation: org, Reason: reason}
	case 3:
		out.Kind, out.Rebind = engine.Rebound, &engine.ReboundEvent{Role: "agent", Key: "a", Organisation: org, Reason: reason}
	case 4, 5:
		set := []engine.CorrectedFact{{Fact: "level", Value: rules.IntOf(int64(w.Rand.IntN(12)))}, {Fact: "flag", Value: rules.BoolOf(w.Rand.IntN(2) == 0)}}
		out.Kind, out.Correct = engine.Corrected, &engine.CorrectedEvent{Of: "w1", Set: set[w.Rand.IntN(2):], Reason: reason}
	case 6:
		out.Kind, out.Correct = engine.Corrected, &engine.CorrectedEvent{Of: "w1", Set: []engine.CorrectedFact{{Fact: "nothing"}}, Reason: reason}
	case 7:
		out.Kind, out.Resolve = engine.Resolved, &engine.ResolvedEvent{Incident: w.Rand.IntN(20), Reason: reason}
	default:
		if w.Rand.IntN(4) > 0 {
			reason = ""
		}
		out.Kind, out.Stop = engine.Stopped, &engine.StoppedEvent{Reason: reason}
	}
	return out
}

// wrongAnswer is an answer to nothing, or with a form that does not fit, or a message that nobody waits for.
func (p *Player) wrongAnswer(ev engine.Event) engine.Event {
	w := p.walker
	out := engine.Event{ID: ev.ID, At: ev.At}
	switch w.Rand.IntN(4) {
	case 0:
		out.Kind, out.Answer = engine.Answered, &engine.AnsweredEvent{Call: w.Rand.IntN(20)}
	case 1:
		call := 1
		if len(w.State.Calls) > 0 {
			call = w.State.Calls[0].Number
		}
		out.Kind, out.Answer = engine.Answered, &engine.AnsweredEvent{Call: call, Answer: engine.Values{"n": rules.TextOf("geen getal"), "m": rules.IntOf(3)}}
	case 2:
		out.Kind, out.Receive = engine.Received, &engine.ReceivedEvent{Notice: "letter", Kind: "accepted", Sender: "o1", Key: []string{"", "a"}[w.Rand.IntN(2)]}
	default:
		out.Kind, out.Receive = engine.Received, &engine.ReceivedEvent{Notice: []string{"reply_in", "nothing", "plain"}[w.Rand.IntN(3)], Kind: "ok", Sender: "o2", ReplyTo: w.Rand.IntN(20)}
	}
	return out
}
