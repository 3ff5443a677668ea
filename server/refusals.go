package server

import (
	"time"

	"stroom/server/auth"
	"stroom/workflows/engine"
)

// RefusalLine is one refused event. The explanation is there for the person who was refused, and for readers who see every
// fact: it was written for his eyes, and may quote what another may not see.
type RefusalLine struct {
	ID          string       `json:"id" doc:"Id van deze weigering."`
	Event       string       `json:"event" doc:"Het id waaronder het is ingestuurd."`
	At          time.Time    `json:"at" doc:"Wanneer het is ontvangen."`
	Kind        string       `json:"kind" doc:"Soort gebeurtenis."`
	By          Address      `json:"by" doc:"De rol en organisatie die het wilden."`
	Mine        bool         `json:"mine,omitempty" doc:"U was het zelf."`
	Decision    string       `json:"decision,omitempty" doc:"Het besluit."`
	Key         string       `json:"key,omitempty" doc:"Waarvoor het deel loopt."`
	Code        string       `json:"code" doc:"Vaste code van de reden."`
	Rule        string       `json:"rule,omitempty" doc:"De regel die nee zei."`
	Explanation *Explanation `json:"explanation,omitempty" doc:"De uitleg, als u die mag zien."`
	Needed      *Needed      `json:"needed,omitempty" doc:"Wat er nodig was, als u dat mag zien."`
}

func (c *call) listRefusals() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	limit := int(c.query.number("limit", defaultLimit))
	lines, last, err := c.refusals(loaded, reader, RefusalFilter{Trajectory: loaded.ID, After: c.query.after, Limit: limit + 1})
	if err != nil {
		return answer{}, err
	}
	page := Page[RefusalLine]{Items: []RefusalLine{}}
	if len(lines) > limit {
		lines = lines[:limit]
		at := last[limit-1].Event.At
		page.Next = c.s.cursors.make(listOfRefusals, Place{Time: &at, ID: last[limit-1].ID})
	}
	page.Items = append(page.Items, lines...)
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return ok(page), nil
}

// refusals reads the ledger: one's own lines, and with the permission those of others.
func (c *call) refusals(loaded Loaded, reader engine.Actor, f RefusalFilter) ([]RefusalLine, []Refusal, error) {
	if !c.caller.May(auth.Refusals) {
		f.Person = c.person
	}
	found, err := c.s.Ledger.Refusals(c.ctx(), f)
	if err != nil {
		return nil, nil, err
	}
	all := engine.SightOf(loaded.Definition, loaded.State, reader).All()
	var lines []RefusalLine
	for _, r := range found {
		lines = append(lines, c.refusalLine(r, all))
	}
	return lines, found, nil
}

func (c *call) refusalLine(r Refusal, all bool) RefusalLine {
	line := RefusalLine{
		ID: r.ID, Event: r.Event.ID, At: r.Event.At, Kind: string(r.Event.Kind),
		By:   Address{Role: r.Event.Actor.Role, Organisation: r.Event.Actor.Organisation},
		Mine: r.Event.Actor.Person == c.person, Code: string(r.Rejection.Code), Rule: r.Rejection.Explanation.Rule,
	}
	if d := r.Event.Decide; d != nil {
		line.Decision, line.Key = d.Decision, d.Key
	}
	if line.Mine || all {
		line.Explanation = explained(c.lang, r.Rejection.Explanation)
		line.Needed = neededOf(r.Rejection.Explanation)
	}
	return line
}
