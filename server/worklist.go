package server

import (
	"slices"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// WorkItem is one task of the caller.
type WorkItem struct {
	Trajectory string `json:"trajectory" doc:"Het id van het traject."`
	Title      string `json:"title" doc:"De titel van het stroomschema."`
	As         Actor  `json:"as" doc:"De rol en organisatie waarmee u het doet."`
	Seq        uint64 `json:"seq" doc:"Het volgnummer van het beeld."`
	Task       Task   `json:"task" doc:"Wat u moet doen, en voor wanneer."`
}

// listWork answers with what waits for the caller, due first. The store knows which tasks are open for which role and
// organisation; View says what of them may be seen, and whether four eyes leave this person out.
func (c *call) listWork() (answer, error) {
	page, _, err := c.openWork()
	return ok(page), err
}

// openWork is listWork, with the trajectories that the tasks are of.
func (c *call) openWork() (Page[WorkItem], map[string]Loaded, error) {
	page := Page[WorkItem]{Items: []WorkItem{}}
	readers, err := c.readers()
	if err != nil {
		return page, nil, err
	}
	limit := int(c.query.number("limit", defaultLimit))
	rows, err := c.s.Worklist.Tasks(c.ctx(), TaskFilter{Readers: readers, After: c.query.after, Limit: limit + 1})
	if err != nil {
		return page, nil, err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = c.s.cursors.make(listOfTasks, Place{Time: rows[limit-1].Due, ID: rows[limit-1].ID})
	}
	loaded, err := c.loadAll(rows)
	if err != nil {
		return page, nil, err
	}
	trail := []AuditRow{{Actor: readers[0], Result: AuditShown, Ground: "search"}}
	for _, row := range rows {
		t, known := loaded[row.Trajectory]
		if !known {
			continue
		}
		if item, reader, mine := c.workItem(t, row, readers); mine {
			page.Items = append(page.Items, item)
			trail = append(trail, AuditRow{Actor: reader, Trajectory: t.ID, Result: AuditShown, Ground: "role:" + reader.Role})
		}
	}
	return page, loaded, c.audit(trail...)
}

func (c *call) loadAll(rows []TaskRow) (map[string]Loaded, error) {
	var ids []string
	for _, r := range rows {
		if !slices.Contains(ids, r.Trajectory) {
			ids = append(ids, r.Trajectory)
		}
	}
	found, err := c.s.Trajectories.LoadAll(c.ctx(), ids)
	out := make(map[string]Loaded, len(found))
	for _, l := range found {
		out[l.ID] = l
	}
	return out, err
}

// workItem finds the task of a row in what the reader sees, if it is his to do.
func (c *call) workItem(t Loaded, row TaskRow, readers []engine.Actor) (WorkItem, engine.Actor, bool) {
	for _, reader := range readers {
		if reader.Role != row.Role || row.Organisation != "" && row.Organisation != reader.Organisation {
			continue
		}
		seen, visible := readmodel.View(t.Definition, t.State, reader)
		if !visible {
			continue
		}
		for _, task := range seen.Tasks {
			if task.Run == row.Run && task.Visit == row.Visit && task.Role == row.Role && task.Organisation == row.Organisation && task.Mine {
				return WorkItem{
					Trajectory: t.ID, Title: say(c.lang, seen.Title), As: Actor{reader.Role, reader.Organisation}, Seq: seen.Seq, Task: c.task(task),
				}, reader, true
			}
		}
	}
	return WorkItem{}, engine.Actor{}, false
}
