package server

import (
	"context"
	"errors"
	"fmt"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/strict"
	"stroom/workflows/engine"
)

// judging hands an event to a running trajectory.
type judging = func(ctx context.Context, trajectory string, ev engine.Event) (Receipt, error)

// StartIn begins a trajectory.
type StartIn struct {
	ID         string      `json:"id" pattern:"id" doc:"Uw eigen id voor deze start, het liefst een UUID. Stuur bij een nieuwe poging hetzelfde id."`
	As         Actor       `json:"as" doc:"De rol en organisatie waarmee u start."`
	Definition string      `json:"definition" pattern:"name" doc:"Het stroomschema."`
	Version    int         `json:"version,omitempty" doc:"De versie. Zonder versie: de nieuwste."`
	Form       strict.Node `json:"form,omitzero" doc:"Het ingevulde formulier."`
}

// scoped makes a start id unique by organisation, so that nobody learns from a clash what another organisation used.
func scoped(as Actor, id string) string { return as.Organisation + "/" + id }

func (c *call) start() (answer, error) {
	var in StartIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	actor, def, err := c.starter(in.As, in.Definition, in.Version)
	if err != nil {
		return answer{}, err
	}
	values, faults := readForm(def.Env.Schema(), formOf(def.Flows[0].Begin), in.Form)
	if faults != nil {
		return answer{}, refuse(engine.BadForm, faults...)
	}
	ev := engine.Event{ID: in.ID, Kind: engine.Started, At: c.now, Actor: actor, Start: &engine.StartedEvent{Form: values}}
	ev.Digest = engine.DigestOf(ev)
	return c.begin(StartRequest{StartID: scoped(in.As, in.ID), Definition: def, Event: ev, Now: c.now}, ev)
}

// starter checks who starts, and finds the version to start with. Definitions are no secret: an unknown one is a fault of the
// body.
func (c *call) starter(as Actor, name string, version int) (engine.Actor, *stroomschema.Definition, error) {
	m := auth.Membership(as)
	if !c.caller.Holds(m) {
		return engine.Actor{}, nil, c.denied("", notYourMembership)
	}
	if faults := bodyFaults(fieldRule{"version", version <= maxVersion, bounded(1, maxVersion)}); faults != nil {
		return engine.Actor{}, nil, refuse(badBody, faults...)
	}
	def, _, err := c.s.Definitions.Version(c.ctx(), name, version)
	if errors.Is(err, ErrUnknown) {
		return engine.Actor{}, nil, refuse(badBody, strict.Fault{Path: "definition", Code: strict.BadValue,
			NL: "Dit stroomschema of deze versie bestaat niet.", EN: "There is no such stroomschema or version."})
	}
	return c.as(m), def, err
}

// begin starts a trajectory, or hears what the same start did before.
func (c *call) begin(r StartRequest, ev engine.Event) (answer, error) {
	id := c.s.Decider.TrajectoryID(r.StartID)
	row := AuditRow{Actor: ev.Actor, Trajectory: id, Event: ev.ID, Result: AuditAsked, Ground: "role:" + ev.Actor.Role}
	if err := c.audit(row); err != nil {
		return answer{}, err
	}
	if !c.s.gate.enter(id) {
		return answer{}, refuse(busy)
	}
	defer c.s.gate.leave(id)
	ctx, cancel := c.work()
	defer cancel()
	receipt, err := c.prejudge(ctx, id, r)
	if err == nil && receipt.Rejection == nil {
		receipt, err = c.s.Decider.Start(ctx, r)
	}
	if errors.Is(err, ErrOtherContent) {
		receipt, err = Receipt{Rejection: &engine.Rejection{Code: engine.OtherContent, Event: ev.ID}}, nil
	}
	if err != nil {
		return answer{}, err
	}
	receipt.Trajectory = id
	return c.settle(receipt, ev, r.Definition.Hash)
}

// prejudge refuses a start before anything is begun, by the same Step. A start that was accepted before is left to the Decider:
// by now the rules may say something else, and it has its answer already.
func (c *call) prejudge(ctx context.Context, id string, r StartRequest) (Receipt, error) {
	_, err := engine.Step(r.Definition, engine.State{}, r.Event, r.Now)
	if err == nil {
		return Receipt{}, nil
	}
	var rejection *engine.Rejection
	if !errors.As(err, &rejection) {
		return Receipt{}, fmt.Errorf("judge a start: %w", err)
	}
	_, err = c.s.Trajectories.Load(ctx, id)
	if errors.Is(err, ErrUnknown) {
		return Receipt{Rejection: rejection}, nil
	}
	return Receipt{}, err
}

// ImportIn begins a trajectory with a past.
type ImportIn struct {
	ID    string `json:"id" pattern:"id" doc:"Uw eigen id voor deze invoer. Stuur bij een nieuwe poging hetzelfde id."`
	As    Actor  `json:"as" doc:"De rol en organisatie waarmee u invoert."`
	Trace Trace  `json:"trace" doc:"Het verleden, in de vorm waarin scenario's en journaals worden bewaard."`
}

// Trace is a past trace: engine.Trace, as the API takes it in.
type Trace struct {
	Format     int            `json:"format" doc:"De versie van deze vorm: 1."`
	Definition string         `json:"definition" pattern:"name" doc:"Het stroomschema."`
	Version    int            `json:"version" doc:"De versie van het stroomschema."`
	Events     []engine.Event `json:"events" max:"1000" doc:"De gebeurtenissen, op volgorde. De eerste is de start."`
}

func (c *call) importTrajectory() (answer, error) {
	var in ImportIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	if faults := traceFaults(in.Trace); faults != nil {
		return answer{}, refuse(badBody, faults...)
	}
	actor, def, err := c.starter(in.As, in.Trace.Definition, in.Trace.Version)
	if err != nil {
		return answer{}, err
	}
	for i := range in.Trace.Events {
		ev := &in.Trace.Events[i]
		ev.Imported = true
		ev.Digest = engine.DigestOf(*ev)
	}
	// What is refused of an import is its first event, under the id of the import.
	ev := in.Trace.Events[0]
	ev.ID, ev.Actor = in.ID, actor
	return c.beginPast(StartRequest{
		StartID: scoped(in.As, in.ID), Definition: def, Past: in.Trace.Events, Importer: actor, Now: c.now,
	}, ev)
}

// beginPast is begin for an import: the Decider judges every event of it.
func (c *call) beginPast(r StartRequest, ev engine.Event) (answer, error) {
	id := c.s.Decider.TrajectoryID(r.StartID)
	row := AuditRow{Actor: r.Importer, Trajectory: id, Event: ev.ID, Result: AuditAsked, Ground: "permission:" + string(auth.Import)}
	if err := c.audit(row); err != nil {
		return answer{}, err
	}
	if !c.s.gate.enter(id) {
		return answer{}, refuse(busy)
	}
	defer c.s.gate.leave(id)
	ctx, cancel := c.work()
	defer cancel()
	receipt, err := c.s.Decider.Start(ctx, r)
	if errors.Is(err, ErrOtherContent) {
		receipt, err = Receipt{Rejection: &engine.Rejection{Code: engine.OtherContent, Event: ev.ID}}, nil
	}
	if err != nil {
		return answer{}, err
	}
	receipt.Trajectory = id
	if receipt.Rejection != nil && (receipt.Line > 0 || receipt.Rejection.Code != engine.OtherContent) {
		receipt.Rejection = mismatch(receipt)
	}
	return c.settle(receipt, ev, r.Definition.Hash)
}

// mismatch says at which event a past does not fit, and keeps the reason that the event was refused for.
func mismatch(receipt Receipt) *engine.Rejection {
	inner := receipt.Rejection
	text := inner.Explanation.Text
	if text == (engine.Said{}) {
		m, _ := meaningOf(inner.Code, false)
		text = m.detail
	}
	path := "trace.events"
	if receipt.Line > 0 {
		path = fmt.Sprintf("trace.events[%d]", receipt.Line-1)
	}
	faults := []engine.Fault{{Path: path, Code: string(inner.Code), Text: text}}
	return &engine.Rejection{Code: engine.ImportMismatch, Event: inner.Event, Faults: append(faults, inner.Faults...)}
}

func traceFaults(t Trace) []strict.Fault {
	faults := bodyFaults(
		fieldRule{"trace.format", t.Format == engine.TraceFormat, engine.Said{NL: "Deze vorm is versie 1.", EN: "This form is version 1."}},
		fieldRule{"trace.version", t.Version > 0 && t.Version <= maxVersion, bounded(1, maxVersion)},
		fieldRule{"trace.events", len(t.Events) > 0 && t.Events[0].Kind == engine.Started && t.Events[0].Start != nil,
			engine.Said{NL: "De eerste gebeurtenis moet de start zijn: kind started, met start.", EN: "The first event must be the start: kind started, with start."}},
	)
	nl, en := strict.Wanted("id")
	for i, ev := range t.Events {
		if !strict.Patterns["id"].MatchString(ev.ID) && len(faults) < strict.MaxFaults {
			faults = append(faults, bodyFaults(fieldRule{fmt.Sprintf("trace.events[%d].id", i), false, engine.Said{NL: nl, EN: en}})...)
		}
	}
	return faults
}
