package server

import (
	"errors"
	"time"

	"stroom/server/auth"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// audit writes audit rows; when it cannot, the request ends.
func (c *call) audit(rows ...AuditRow) error {
	purpose, err := c.purpose()
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		r.At, r.Kind, r.ClientAddress, r.TraceID, r.Purpose = c.now, c.route.name, c.c.RealIP(), c.trace, purpose
		r.Actor.Person = c.person
		if r.Action == "" {
			r.Action = c.route.action
		}
	}
	if err := c.s.Auditor.Record(c.ctx(), rows); err != nil {
		c.s.Log.Error("audit failed", "trace", c.trace, "route", c.route.path, "error", err.Error())
		return refuse(auditUnavailable)
	}
	return nil
}

// shown audits that the caller saw something, before he sees it.
func (c *call) shown(trajectory string, as engine.Actor) error {
	return c.audit(AuditRow{Actor: as, Trajectory: trajectory, Result: AuditShown, Ground: "role:" + as.Role})
}

// denied audits that something was asked and not given, and returns the refusal.
func (c *call) denied(trajectory string, why code) error {
	if err := c.audit(AuditRow{Actor: c.presumed(), Trajectory: trajectory, Result: AuditDenied, Code: string(why)}); err != nil {
		return err
	}
	return refuse(why)
}

// presumed is as whom the caller stands there before anything has been chosen: the membership that he chose, or the only one that he
// has; the zero Actor when that cannot be said.
func (c *call) presumed() engine.Actor {
	if readers, err := c.readers(); err == nil && len(readers) == 1 {
		return readers[0]
	}
	return engine.Actor{}
}

// visible loads a trajectory that one of these readers may see, with the first that may. Otherwise it is not there: a foreign
// one and a missing one take the same way out of here.
func (c *call) visible(id string, readers []engine.Actor) (Loaded, engine.Actor, error) {
	loaded, reader, seen, err := c.look(id, readers)
	if err == nil && !seen {
		err = c.denied(id, notFound)
	}
	return loaded, reader, err
}

// look loads a trajectory, and says whether one of these readers may see it, and which.
func (c *call) look(id string, readers []engine.Actor) (Loaded, engine.Actor, bool, error) {
	loaded, err := c.s.Trajectories.Load(c.ctx(), id)
	if errors.Is(err, ErrUnknown) {
		return Loaded{}, engine.Actor{}, false, nil
	}
	if err != nil {
		return Loaded{}, engine.Actor{}, false, err
	}
	for _, reader := range readers {
		if readmodel.Visible(loaded.Definition, loaded.State, reader) {
			return loaded, reader, true, nil
		}
	}
	return loaded, engine.Actor{}, false, nil
}

// took reports whether this very actor has taken the decision of that id. It may have ended his sight of the trajectory;
// when he sends it again because he did not hear the answer, the answer is still his.
func (c *call) took(id, event string, actor engine.Actor) (bool, error) {
	recorded, err := c.s.Trajectories.Decision(c.ctx(), id, event)
	if errors.Is(err, ErrUnknown) {
		return false, nil
	}
	actor.For, recorded.Actor.For = "", "" // in whose place he took it does not matter: he did
	return err == nil && recorded.Actor == actor, err
}

// asked is the trajectory of the path, for a reader.
func (c *call) asked() (Loaded, engine.Actor, error) {
	readers, err := c.readers()
	if err != nil {
		return Loaded{}, engine.Actor{}, err
	}
	id, err := c.param("id")
	if err != nil {
		return Loaded{}, engine.Actor{}, c.denied("", notFound)
	}
	loaded, reader, err := c.visible(id, readers)
	if err != nil {
		return Loaded{}, engine.Actor{}, err
	}
	if least := c.query.number("minSeq", 0); loaded.State.Seq < least {
		if loaded, err = c.await(id, least); err != nil {
			return Loaded{}, engine.Actor{}, err
		}
	}
	return loaded, reader, nil
}

// await waits, not long, until a trajectory is as far as the caller knows it to be.
func (c *call) await(id string, least uint64) (Loaded, error) {
	deadline := time.NewTimer(MaxWait)
	defer deadline.Stop()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-c.ctx().Done():
			return Loaded{}, c.ctx().Err()
		case <-deadline.C:
			return Loaded{}, refuse(notYet)
		case <-tick.C:
		}
		loaded, err := c.s.Trajectories.Load(c.ctx(), id)
		if err != nil || loaded.State.Seq >= least {
			return loaded, err
		}
	}
}

// Actor says as whom an event is handed in.
type Actor struct {
	Role         string `json:"role" pattern:"name" doc:"De rol waarin u handelt."`
	Organisation string `json:"organisation" pattern:"code" doc:"De organisatie waarvoor u handelt."`
}

// acting is the trajectory of the path for somebody who hands in an event as one of his memberships. On a route that needs a
// permission he acts as the operator of that organisation, and Everywhere lifts the question whether his roles see it. Who
// sends again what he has done already need not see it any more.
func (c *call) acting(as Actor, event string) (Loaded, engine.Actor, error) {
	m := auth.Membership(as)
	if !c.caller.Holds(m) {
		return Loaded{}, engine.Actor{}, c.denied("", notYourMembership)
	}
	id, err := c.param("id")
	if err != nil {
		return Loaded{}, engine.Actor{}, c.denied("", notFound)
	}
	if c.route.permission == "" {
		return c.actingAs(id, event, c.as(m))
	}
	actor := engine.Actor{Person: c.person, Role: engine.Operator, Organisation: as.Organisation}
	permitted := c.caller.May(c.route.permission)
	if permitted && c.caller.May(auth.Everywhere) {
		loaded, err := c.s.Trajectories.Load(c.ctx(), id)
		if errors.Is(err, ErrUnknown) {
			err = c.denied(id, notFound)
		}
		return loaded, actor, err
	}
	loaded, actor, err := c.actingAs(id, event, actor)
	if err == nil && !permitted {
		err = c.denied(id, notPermitted)
	}
	return loaded, actor, err
}

// actingAs is acting as one actor, who sees the trajectory or has done this very thing.
func (c *call) actingAs(id, event string, actor engine.Actor) (Loaded, engine.Actor, error) {
	loaded, _, mine, err := c.look(id, c.actors())
	if err == nil && !mine {
		mine, err = c.took(id, event, actor)
	}
	if err == nil && !mine {
		err = c.denied(id, notFound)
	}
	return loaded, actor, err
}
