package server

import (
	"strings"

	"stroom/server/strict"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

const (
	leastSearch = 3  // letters of a number: fewer would list everything
	mostFound   = 10 // trajectories that a search shows
	mostSearch  = 64 // letters
)

// overviewSearch answers a search. What was typed comes in a form and stays out of every address, for people type names; when
// it is the number of one trajectory, its page is next.
func (c *call) overviewSearch() (answer, error) {
	typed, err := c.form()
	if err != nil {
		return answer{}, err
	}
	text := strings.TrimSpace(typed.Get("zoek"))
	text = text[:min(len(text), mostSearch)]
	readers, err := c.readers()
	if err != nil {
		return answer{}, err
	}
	found, err := c.find(text, readers)
	if err != nil {
		return answer{}, err
	}
	page := ui.Overview{Frame: c.frame(ui.Say(c.lang, "overview.title")), Search: &ui.Search{Text: strings.ToValidUTF8(text, ""), More: len(found) > mostFound}}
	rows := []AuditRow{{Actor: readers[0], Result: AuditShown, Ground: "search"}}
	for _, f := range found[:min(len(found), mostFound)] {
		page.Search.Found = append(page.Search.Found, ui.SearchHit{Link: ui.Link{Href: trajectoryPath(f.loaded.ID), Text: short(f.loaded.ID)}, About: say(c.lang, f.seen.Title)})
		rows = append(rows, AuditRow{Actor: f.reader, Trajectory: f.loaded.ID, Result: AuditShown, Ground: "role:" + f.reader.Role})
	}
	if err := c.party(&page, text, readers); err != nil {
		return answer{}, err
	}
	if err := c.audit(rows...); err != nil {
		return answer{}, err
	}
	if len(found) == 1 {
		return goTo(page.Search.Found[0].Href)
	}
	return c.page(page)
}

// hit is a trajectory that was found, with the reader who may see it.
type hit struct {
	loaded Loaded
	reader engine.Actor
	seen   readmodel.Seen
}

// find looks for trajectories by the beginning of their number, open and ended.
func (c *call) find(text string, readers []engine.Actor) ([]hit, error) {
	number := strings.ToLower(text)
	if len(number) < leastSearch || !strict.Patterns["id"].MatchString(number) {
		return nil, nil
	}
	ids, err := c.s.Trajectories.Find(c.ctx(), addressesOf(readers), number, mostFound+1)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	loaded, err := c.s.Trajectories.LoadAll(c.ctx(), ids)
	if err != nil {
		return nil, err
	}
	var found []hit
	for _, l := range loaded {
		for _, reader := range readers {
			if seen, visible := readmodel.View(l.Definition, l.State, reader); visible {
				found = append(found, hit{l, reader, seen})
				break
			}
		}
	}
	return found, nil
}

// party offers everything in which an organisation takes part, when there is something that the reader may see.
func (c *call) party(page *ui.Overview, text string, readers []engine.Actor) error {
	if !strict.Patterns["code"].MatchString(text) {
		return nil
	}
	counts, _, err := c.s.Overview.Steps(c.ctx(), StandingFilter{Who: addressesOf(readers), Now: c.now, Soon: c.now, Party: text})
	if err != nil {
		return err
	}
	if n := sum(counts).Count; n > 0 {
		page.Search.Parties = []ui.Link{{
			Href: overviewChoice{party: text}.address(""), Text: ui.Say(c.lang, "overview.found.party", text, ui.Figure(c.lang, n)),
		}}
	}
	return nil
}

// addressesOf are readers as the store knows them.
func addressesOf(readers []engine.Actor) []engine.Address {
	out := make([]engine.Address, 0, len(readers))
	for _, r := range readers {
		out = append(out, engine.Address{Role: r.Role, Organisation: r.Organisation})
	}
	return out
}
