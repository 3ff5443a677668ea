package server

import (
	"context"
	"errors"
	"time"

	"stroom/server/strict"
	"stroom/workflows/engine"
)

// Intervention is what every intervention says beside its own fields.
type Intervention struct {
	ID     string `json:"id" pattern:"id" doc:"Uw eigen id voor deze ingreep. Stuur bij een nieuwe poging hetzelfde id."`
	As     Actor  `json:"as" doc:"De rol en organisatie waarmee u ingrijpt."`
	Reason string `json:"reason" max:"500" doc:"Waarom u ingrijpt. Dit staat in het journaal."`
}

// intervene hands an intervention in; make makes the event when it is known which trajectory it is about.
func (c *call) intervene(in *Intervention, make func(Loaded) (engine.Event, judging, error)) (answer, error) {
	loaded, actor, err := c.acting(in.As, in.ID)
	if err != nil {
		return answer{}, err
	}
	ev, judge, err := make(loaded)
	if err != nil {
		return answer{}, err
	}
	ev.ID, ev.Actor = in.ID, actor
	return c.submit(loaded, ev, judge)
}

// simply is for interventions that need nothing of the trajectory.
func (c *call) simply(ev engine.Event) func(Loaded) (engine.Event, judging, error) {
	return func(Loaded) (engine.Event, judging, error) { return ev, c.s.Decider.Judge, nil }
}

// ResolveIn ends an incident.
type ResolveIn struct {
	Intervention
	Incident int `json:"incident" doc:"Nummer van de storing."`
}

func (c *call) resolve() (answer, error) {
	var in ResolveIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, c.simply(engine.Event{Kind: engine.Resolved,
		Resolve: &engine.ResolvedEvent{Incident: in.Incident, Reason: in.Reason}}))
}

// AdjustIn gives a running term another end.
type AdjustIn struct {
	Intervention
	Flow string    `json:"flow" pattern:"name" doc:"Het deel waarvan de termijn loopt."`
	Key  string    `json:"key,omitempty" pattern:"name" doc:"Waarvoor het deel loopt."`
	Run  int       `json:"run,omitempty" doc:"Nummer van het deel, als er meer lopen."`
	Due  time.Time `json:"due" doc:"Het nieuwe einde van de termijn."`
}

func (c *call) adjust() (answer, error) {
	var in AdjustIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, c.simply(engine.Event{Kind: engine.Adjusted,
		Adjust: &engine.AdjustedEvent{Flow: in.Flow, Key: in.Key, Run: in.Run, Due: in.Due, Reason: in.Reason}}))
}

// RebindIn appoints another organisation.
type RebindIn struct {
	Intervention
	Role         string `json:"role" pattern:"name" doc:"De rol die een andere organisatie krijgt."`
	Key          string `json:"key,omitempty" pattern:"name" doc:"Waarvoor."`
	Organisation string `json:"organisation" pattern:"code" doc:"De nieuwe organisatie."`
}

func (c *call) rebind() (answer, error) {
	var in RebindIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, c.simply(engine.Event{Kind: engine.Rebound,
		Rebind: &engine.ReboundEvent{Role: in.Role, Key: in.Key, Organisation: in.Organisation, Reason: in.Reason}}))
}

// CorrectIn sets facts to what they should have been.
type CorrectIn struct {
	Intervention
	Of  string          `json:"of" pattern:"id" doc:"Het id van de gebeurtenis die fout was."`
	Set []CorrectFactIn `json:"set" max:"50" doc:"De gegevens met hun goede waarde."`
}

// CorrectFactIn is one fact with its right value.
type CorrectFactIn struct {
	Fact  string      `json:"fact" pattern:"name" doc:"Het gegeven."`
	Key   string      `json:"key,omitempty" pattern:"name" doc:"Waarvoor."`
	Value strict.Node `json:"value,omitzero" doc:"De goede waarde. Leeg: er hoort niets te staan."`
}

func (c *call) correct() (answer, error) {
	var in CorrectIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, func(loaded Loaded) (engine.Event, judging, error) {
		set, faults := correctedFacts(loaded, in.Set)
		if faults != nil {
			return engine.Event{}, nil, refuse(badBody, faults...)
		}
		return engine.Event{Kind: engine.Corrected, Correct: &engine.CorrectedEvent{Of: in.Of, Set: set, Reason: in.Reason}}, c.s.Decider.Judge, nil
	})
}

func correctedFacts(loaded Loaded, facts []CorrectFactIn) ([]engine.CorrectedFact, []strict.Fault) {
	var set []engine.CorrectedFact
	faults := bodyFaults(fieldRule{"set", len(facts) > 0, engine.Said{NL: "Noem minstens één gegeven.", EN: "Name at least one fact."}})
	for i, f := range facts {
		path := "set[" + seqText(uint64(i)) + "]"
		declared := loaded.Definition.Fact(f.Fact)
		if declared == nil {
			faults = append(faults, strict.Fault{Path: path + ".fact", Code: strict.BadValue, NL: "Het stroomschema kent dit gegeven niet.", EN: "The stroomschema has no such fact."})
			continue
		}
		v, wrong := loaded.Definition.Env.Schema().Decode(declared.Type, f.Value.Plain())
		faults = append(faults, valueFaults(path+".value", wrong)...)
		set = append(set, engine.CorrectedFact{Fact: f.Fact, Key: f.Key, Value: v})
	}
	return set, faults
}

// MigrateIn moves a trajectory to another version of its definition.
type MigrateIn struct {
	Intervention
	Version int `json:"version" doc:"De versie waarnaar het traject gaat."`
}

func (c *call) migrate() (answer, error) {
	var in MigrateIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, func(loaded Loaded) (engine.Event, judging, error) {
		unknown := refuse(badBody, strict.Fault{Path: "version", Code: strict.BadValue, NL: "Deze versie bestaat niet.", EN: "There is no such version."})
		if in.Version < 1 || in.Version > maxVersion {
			return engine.Event{}, nil, unknown
		}
		target, _, err := c.s.Definitions.Version(c.ctx(), loaded.State.Name, in.Version)
		if errors.Is(err, ErrUnknown) {
			return engine.Event{}, nil, unknown
		}
		if err != nil {
			return engine.Event{}, nil, err
		}
		judge := func(ctx context.Context, trajectory string, ev engine.Event) (Receipt, error) {
			return c.s.Decider.Migrate(ctx, trajectory, ev, target)
		}
		return engine.Event{Kind: engine.Migrated, Migrate: &engine.MigratedEvent{Version: target.Version, Hash: target.Hash, Reason: in.Reason}}, judge, nil
	})
}

// StopIn ends a trajectory from outside its definition.
type StopIn struct{ Intervention }

func (c *call) stop() (answer, error) {
	var in StopIn
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	return c.intervene(&in.Intervention, c.simply(engine.Event{Kind: engine.Stopped, Stop: &engine.StoppedEvent{Reason: in.Reason}}))
}
