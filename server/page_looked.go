package server

import (
	"slices"
	"strconv"
	"time"

	"stroom/server/ui"
	"stroom/workflows/engine"
)

const (
	lookedFor  = 15 * time.Minute // how long a colleague is said to have looked
	maxLooked  = 3                // colleagues that are named
	lookedRows = 200              // rows of the audit trail among which they are searched
)

// looking are the operations by which somebody has a trajectory before him. That it stood in a list is not looking.
var looking = []string{"trajectoryPage", "decidePage", "recordPage", "timePage", "readTrajectory", "listOptions"}

// busyHere says which colleagues had this trajectory before them a moment ago, so that two do not do the same work. Only people of
// the reader's own organisation are named, and only to who sees the trajectory himself.
func (c *call) busyHere(trajectory string, reader engine.Actor) ([]string, error) {
	rows, err := c.s.Auditor.Audited(c.ctx(), AuditFilter{
		Trajectory: trajectory, From: c.now.Add(-lookedFor), Results: []AuditResult{AuditShown, AuditAsked}, Limit: lookedRows,
	})
	if err != nil {
		return nil, err
	}
	var who []string
	last := map[string]time.Time{}
	for _, r := range rows { // newest first
		p := r.Actor.Person
		if p == "" || p == c.person || r.Actor.Organisation != reader.Organisation || !slices.Contains(looking, r.Kind) || slices.Contains(who, p) {
			continue
		}
		who, last[p] = append(who, p), r.At
	}
	who = who[:min(len(who), maxLooked)]
	name, err := c.called(who...)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, p := range who {
		switch minutes := int(c.now.Sub(last[p]) / time.Minute); minutes {
		case 0:
			out = append(out, c.say("looked.now", name(p)))
		case 1:
			out = append(out, c.say("looked.one", name(p)))
		default:
			out = append(out, c.say("looked.many", name(p), strconv.Itoa(minutes)))
		}
	}
	return out, nil
}

// doer names who handed an event in, and in whose place: to himself, and to his own organisation. "" for others.
func (c *call) doer(taken Recorded, reader engine.Actor) (string, error) {
	var by engine.Actor
	for _, e := range taken.Entries {
		if t, ok := e.Change.(engine.EventTaken); ok && t.Event.ID == taken.Event {
			by = t.Event.Actor
		}
	}
	if by.Person == "" || by.Person != c.person && by.Organisation != reader.Organisation {
		return "", nil
	}
	name, err := c.called(by.Person, by.For)
	switch {
	case err != nil:
		return "", err
	case by.For != "":
		return c.say("standin.by.for", name(by.Person), name(by.For)), nil
	}
	return name(by.Person), nil
}

// done adds to a receipt who did it.
func (c *call) done(page *ui.Receipt, loaded Loaded, reader engine.Actor, id string) error {
	taken, err := c.s.Trajectories.Decision(c.ctx(), loaded.ID, id)
	if err != nil {
		return err
	}
	if taken.Actor.Person != c.person {
		page.Text = ui.Say(c.lang, "receipt.others")
	}
	by, err := c.doer(taken, reader)
	if err == nil && by != "" {
		page.Facts = append(page.Facts, ui.Named{Name: c.say("standin.by"), Value: by})
	}
	return err
}
