package server

import (
	"errors"
	"net/http"
	"time"

	"stroom/server/strict"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// DecisionIn is a decision as it is handed in.
type DecisionIn struct {
	ID       string      `json:"id" pattern:"id" doc:"Uw eigen id voor dit besluit, het liefst een UUID. Stuur bij een nieuwe poging hetzelfde id."`
	As       Actor       `json:"as" doc:"De rol en organisatie waarmee u beslist."`
	Decision string      `json:"decision" pattern:"place" doc:"Het besluit: deel.stap.besluit, of deel.begin."`
	Key      string      `json:"key,omitempty" pattern:"name" doc:"Waarvoor het deel loopt, als het stroomschema dat vraagt."`
	Run      int         `json:"run,omitempty" doc:"Nummer van het deel, als er meer lopen."`
	Visit    int         `json:"visit,omitempty" doc:"De visit van de stap die u las. Is die voorbij, dan geldt het besluit niet."`
	Read     uint64      `json:"read,omitempty" doc:"De seq van het beeld dat u las. Is er daarna iets veranderd waarop een regel let, dan geldt het besluit niet."`
	Form     strict.Node `json:"form,omitzero" doc:"Het ingevulde formulier."`
	Occurred *time.Time  `json:"occurred,omitempty" doc:"Wanneer het echt gebeurde, als het besluit dat toelaat."`
}

// ReceiptOut says what became of what was handed in. It is the same each time that it is handed in again.
type ReceiptOut struct {
	ID         string `json:"id" doc:"Uw eigen id."`
	Trajectory string `json:"trajectory" doc:"Het id van het traject."`
	Status     string `json:"status" doc:"accepted: genomen en vastgelegd. pending: ontvangen en veilig, maar nog niet beoordeeld." enum:"accepted,pending"`
	Seq        uint64 `json:"seq,omitempty" doc:"Volgnummer waarmee het is vastgelegd. Lees het traject met minSeq om het te zien."`
}

func (c *call) decide() (answer, error) {
	var in DecisionIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	loaded, ev, err := c.decisionEvent(in)
	if err != nil {
		return answer{}, err
	}
	return c.submit(loaded, ev, c.s.Decider.Judge)
}

// decisionEvent makes the event of a decision that somebody hands in as one of his memberships.
func (c *call) decisionEvent(in DecisionIn) (Loaded, engine.Event, error) {
	loaded, actor, err := c.acting(in.As, in.ID)
	if err != nil {
		return Loaded{}, engine.Event{}, err
	}
	// Nobody can have read what has not happened: that number is of another trajectory, or of a time that was undone.
	if faults := bodyFaults(fieldRule{"read", in.Read <= loaded.State.Seq, engine.Said{
		NL: "Zo ver is dit traject niet. Stuur de seq van het beeld dat u las.",
		EN: "The trajectory is not as far as that. Send the seq of what you read.",
	}}); faults != nil {
		return Loaded{}, engine.Event{}, refuse(badBody, faults...)
	}
	d := engine.DecidedEvent{Decision: in.Decision, Key: in.Key, Run: in.Run, Visit: in.Visit, Read: in.Read, Occurred: in.Occurred}
	def, decision := addressed(loaded, d)
	if decision != nil { // without one the engine says why, in its own words
		values, faults := readForm(def.Env.Schema(), formOf(decision), in.Form)
		if faults != nil {
			return Loaded{}, engine.Event{}, refuse(engine.BadForm, faults...)
		}
		d.Form = values
	}
	return loaded, engine.Event{ID: in.ID, Kind: engine.Decided, Actor: actor, Decide: &d}, nil
}

// WithdrawIn takes a decision back.
type WithdrawIn struct {
	ID string `json:"id" pattern:"id" doc:"Uw eigen id voor deze intrekking."`
	As Actor  `json:"as" doc:"De rol en organisatie waarmee u intrekt."`
}

func (c *call) withdraw() (answer, error) {
	var in WithdrawIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	loaded, ev, err := c.withdrawEvent(in)
	if err != nil {
		return answer{}, err
	}
	return c.submit(loaded, ev, c.s.Decider.Judge)
}

// withdrawEvent makes the event that takes back the decision of the path.
func (c *call) withdrawEvent(in WithdrawIn) (Loaded, engine.Event, error) {
	loaded, actor, err := c.acting(in.As, in.ID)
	if err != nil {
		return Loaded{}, engine.Event{}, err
	}
	of, err := c.param("decisionId")
	if err != nil {
		return Loaded{}, engine.Event{}, c.denied(loaded.ID, notFound)
	}
	return loaded, engine.Event{ID: in.ID, Kind: engine.Withdrawn, Actor: actor, Withdraw: &engine.WithdrawnEvent{Of: of}}, nil
}

// submit hands an event in and answers with what became of it. The request is audited before it is judged; a refusal is in
// the ledger before it is told.
func (c *call) submit(loaded Loaded, ev engine.Event, judge judging) (answer, error) {
	ev.At = c.now
	ev.Digest = engine.DigestOf(ev)
	row := AuditRow{Actor: ev.Actor, Trajectory: loaded.ID, Event: ev.ID, Result: AuditAsked, Ground: "role:" + ev.Actor.Role}
	if c.route.permission != "" {
		row.Ground = "permission:" + string(c.route.permission)
	}
	if err := c.audit(row); err != nil {
		return answer{}, err
	}
	if !c.s.gate.enter(loaded.ID) {
		return answer{}, refuse(busy)
	}
	defer c.s.gate.leave(loaded.ID)
	ctx, cancel := c.work()
	defer cancel()
	receipt, err := judge(ctx, loaded.ID, ev)
	if err != nil {
		return answer{}, err
	}
	receipt.Trajectory = loaded.ID
	return c.settle(receipt, ev, loaded.State.Hash)
}

// settle turns a receipt into an answer.
func (c *call) settle(receipt Receipt, ev engine.Event, hash string) (answer, error) {
	if receipt.Rejection != nil {
		if err := c.record(receipt, ev, hash); err != nil {
			return answer{}, err
		}
		return answer{}, rejected(receipt.Rejection)
	}
	out := ReceiptOut{ID: ev.ID, Trajectory: receipt.Trajectory, Status: "accepted", Seq: receipt.Seq}
	place := "/v1/trajectories/" + receipt.Trajectory
	if ev.Kind != engine.Started {
		place += "/decisions/" + ev.ID
	}
	if receipt.Pending {
		out.Status, out.Seq = "pending", 0
		return answer{status: http.StatusAccepted, body: out, location: place}, nil
	}
	return answer{status: http.StatusCreated, body: out, location: place}, nil
}

// record writes a refusal into the ledger, unless the shell has done so.
func (c *call) record(receipt Receipt, ev engine.Event, hash string) error {
	if receipt.Recorded {
		return nil
	}
	ctx, cancel := c.work()
	defer cancel()
	err := c.s.Ledger.Refuse(ctx, Refusal{
		ID: c.trace + "-" + c.span, Trajectory: receipt.Trajectory, Event: ev, Rejection: *receipt.Rejection, Definition: hash, TraceID: c.trace,
	})
	if err != nil {
		c.s.Log.Error("refusal ledger failed", "trace", c.trace, "route", c.route.path, "error", err.Error())
		return refuse(ledgerUnavailable)
	}
	return nil
}

// DecisionOut is what became of something that was handed in.
type DecisionOut struct {
	ID       string        `json:"id" doc:"Het id waaronder het is ingestuurd."`
	Status   string        `json:"status" doc:"accepted, refused of pending." enum:"accepted,refused,pending"`
	Seq      uint64        `json:"seq,omitempty" doc:"Volgnummer van de laatste regel die het schreef."`
	Received *time.Time    `json:"received,omitempty" doc:"Wanneer het is ontvangen."`
	Recorded *time.Time    `json:"recorded,omitempty" doc:"Wanneer het is vastgelegd."`
	Lines    []Line        `json:"lines,omitempty" doc:"Wat het in het traject veranderde, zo ver als u dat mag zien."`
	Refusals []RefusalLine `json:"refusals,omitempty" doc:"Waarom het is geweigerd, de laatste poging eerst."`
}

func (c *call) readDecision() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	id, err := c.param("decisionId")
	if err != nil {
		return answer{}, c.denied(loaded.ID, notFound)
	}
	out, err := c.outcome(loaded, reader, id)
	if errors.Is(err, ErrUnknown) {
		return answer{}, c.denied(loaded.ID, notFound)
	}
	if err != nil {
		return answer{}, err
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return ok(out), nil
}

// outcome looks for an event in the journal, then in the ledger, then with the running trajectory: an accepted decision is in
// the journal before it is told, a refused one in the ledger, and what is in neither may be waiting.
func (c *call) outcome(loaded Loaded, reader engine.Actor, id string) (DecisionOut, error) {
	recorded, err := c.s.Trajectories.Decision(c.ctx(), loaded.ID, id)
	switch {
	case err == nil:
		out := DecisionOut{ID: id, Status: "accepted", Received: &recorded.Received, Recorded: &recorded.Recorded}
		for _, l := range readmodel.Journal(loaded.Definition, loaded.State, recorded.Entries, reader) {
			out.Lines, out.Seq = append(out.Lines, c.line(l)), recorded.Entries[len(recorded.Entries)-1].Seq
		}
		if out.Lines == nil {
			return DecisionOut{}, ErrUnknown // none of it is for this reader's eyes
		}
		return out, nil
	case !errors.Is(err, ErrUnknown):
		return DecisionOut{}, err
	}
	lines, _, err := c.refusals(loaded, reader, RefusalFilter{Trajectory: loaded.ID, Event: id, Limit: MaxLimit})
	if err != nil {
		return DecisionOut{}, err
	}
	if lines != nil {
		return DecisionOut{ID: id, Status: "refused", Refusals: lines}, nil
	}
	receipt, err := c.s.Decider.Receipt(c.ctx(), loaded.ID, id)
	if err != nil {
		return DecisionOut{}, err
	}
	if !receipt.Pending {
		return DecisionOut{}, ErrUnknown
	}
	return DecisionOut{ID: id, Status: "pending"}, nil
}
