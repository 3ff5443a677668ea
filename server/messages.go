package server

import (
	"slices"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/strict"
	"stroom/workflows/engine"
)

// MessageIn is a standard message from another organisation, handed in by its system.
type MessageIn struct {
	ID         string      `json:"id" pattern:"id" doc:"Het id van het bericht. Stuur bij een nieuwe poging hetzelfde id."`
	As         Actor       `json:"as" doc:"De rol en organisatie namens wie het bericht komt. Die organisatie is de afzender."`
	Trajectory string      `json:"trajectory" pattern:"id" doc:"Het traject waarover het bericht gaat."`
	Notice     string      `json:"notice" pattern:"name" doc:"Het bericht, zoals het stroomschema het noemt."`
	Kind       string      `json:"kind" pattern:"name" doc:"De soort van het bericht."`
	Standard   string      `json:"standard,omitempty" pattern:"code" doc:"De standaard van het bericht."`
	Key        string      `json:"key,omitempty" pattern:"name" doc:"Waarvoor het deel loopt."`
	ReplyTo    int         `json:"replyTo,omitempty" doc:"Nummer van het bericht waarop dit antwoord geeft."`
	Form       strict.Node `json:"form,omitzero" doc:"De inhoud van het bericht."`
}

// receive takes a message in. The trajectory is in the body: one that the sender's organisation does not see does not exist
// for it.
func (c *call) receive() (answer, error) {
	var in MessageIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	m := auth.Membership(in.As)
	if !c.caller.Holds(m) {
		return answer{}, c.denied("", notYourMembership)
	}
	actor := c.as(m)
	senders := slices.DeleteFunc(c.actors(), func(a engine.Actor) bool { return a.Organisation != actor.Organisation })
	loaded, _, err := c.visible(in.Trajectory, senders)
	if err != nil {
		return answer{}, err
	}
	values, faults := readForm(loaded.Definition.Env.Schema(), messageForm(loaded.Definition, in), in.Form)
	if faults != nil {
		return answer{}, refuse(engine.BadForm, faults...)
	}
	return c.submit(loaded, engine.Event{ID: in.ID, Kind: engine.Received, Actor: actor, Receive: &engine.ReceivedEvent{
		Notice: in.Notice, Kind: in.Kind, Key: in.Key, ReplyTo: in.ReplyTo, Form: values,
		Sender: actor.Organisation, Standard: in.Standard,
	}}, c.s.Decider.Judge)
}

// messageForm lists the fields of the decision that a message is; none for a reply, and for a message that the definition does
// not know: the engine refuses that in its own words.
func messageForm(def *stroomschema.Definition, in MessageIn) []stroomschema.Field {
	notice := def.Notice(in.Notice)
	if notice == nil {
		return nil
	}
	i := slices.IndexFunc(notice.Is, func(a stroomschema.Arrival) bool { return a.Kind == in.Kind })
	if i < 0 || notice.Is[i].Decision == nil {
		return nil
	}
	return formOf(notice.Is[i].Decision)
}
