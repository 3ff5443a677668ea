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
	readers, err := c.readers()
	if err != nil {
		return answer{}, err
	}
	work, next, err := c.openWork(TaskFilter{Readers: readers, After: c.query.after, Limit: int(c.query.number("limit", defaultLimit))})
	page := Page[WorkItem]{Items: []WorkItem{}, Next: next}
	for _, w := range work {
		page.Items = append(page.Items, w.WorkItem)
	}
	return ok(page), err
}

// openTask is a task of the caller with the trajectory that it is of.
type openTask struct {
	WorkItem
	loaded  Loaded
	reader  engine.Actor
	handled bool // the person of the filter has acted on it before
}

// openWork reads a page of what waits for the readers of a filter, with the cursor of the next page.
func (c *call) openWork(f TaskFilter) (work []openTask, next string, err error) {
	limit := f.Limit
	f.Limit++
	rows, err := c.s.Worklist.Tasks(c.ctx(), f)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = c.s.cursors.make(listOfTasks, Place{Time: rows[limit-1].Due, ID: rows[limit-1].ID})
	}
	loaded, err := c.loadAll(rows)
	if err != nil {
		return nil, "", err
	}
	trail := []AuditRow{{Actor: f.Readers[0], Result: AuditShown, Ground: "search"}}
	for _, row := range rows {
		t, known := loaded[row.Trajectory]
		if !known {
			continue
		}
		if item, reader, mine := c.workItem(t, row, f.Readers); mine {
			work = append(work, openTask{item, t, reader, row.Handled})
			trail = append(trail, AuditRow{Actor: reader, Trajectory: t.ID, Result: AuditShown, Ground: "role:" + reader.Role})
		}
	}
	return work, next, c.audit(trail...)
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
