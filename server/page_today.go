package server

import (
	"strconv"
	"strings"

	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// todayRows is how many tasks stand on one page of the worklist.
const todayRows = 50

// todayPage is the worklist as a page: the tasks of the API, narrowed by what the address says.
func (c *call) todayPage() (answer, error) {
	all, err := c.readers()
	if err != nil {
		return answer{}, err
	}
	chosen, readers, err := c.todayChoice(all)
	if err != nil {
		return answer{}, err
	}
	soon := c.now.Add(todaySoon)
	counts, err := c.s.Worklist.CountTasks(c.ctx(), TaskFilter{Readers: all, Person: c.handler()}, c.now, soon)
	if err != nil {
		return answer{}, err
	}
	work, next, err := c.openWork(chosen.filter(TaskFilter{
		Readers: readers, Person: c.handler(), After: c.query.after, Limit: int(c.query.number("limit", todayRows)),
	}, c.now, soon))
	if err != nil {
		return answer{}, err
	}
	page := ui.Today{Frame: c.frame(ui.Say(c.lang, "today.title")), First: c.todayFirst(chosen, counts)}
	c.facets(&page, chosen, counts, all)
	if chosen != (todayChoice{}) {
		page.All = todayPath
	}
	for _, w := range work {
		page.Tasks = append(page.Tasks, c.todayTask(w))
	}
	if next != "" {
		page.Next = chosen.path("cursor", next)
	}
	if page.StandIns, err = c.standIns(); err != nil {
		return answer{}, err
	}
	return c.page(page)
}

// todayFirst says how much there is.
func (c *call) todayFirst(chosen todayChoice, counts []TaskCount) string {
	total := todayChoice{}.count(counts)
	if chosen != (todayChoice{}) {
		return ui.Say(c.lang, "today.chosen", strconv.Itoa(chosen.count(counts)), strconv.Itoa(total))
	}
	first := ui.Count(c.lang, "today.first", total)
	if late := (todayChoice{when: whenLate}).count(counts); late > 0 {
		first += " " + ui.Count(c.lang, "today.late", late)
	}
	return first
}

// todayTask is one task in words: what is asked, of which part, until when, why it is his, and who waits for him.
func (c *call) todayTask(item openTask) ui.TodayTask {
	def := item.loaded.Definition
	out := ui.TodayTask{
		Href: trajectoryPath(item.Trajectory), What: item.Task.What, Part: item.Title + " " + short(item.Trajectory),
		Since: ui.Say(c.lang, "today.since", ui.Day(c.lang, item.Task.Since.In(def.Zone), c.now)),
		Why:   ui.Say(c.lang, "today.for", item.Task.For),
	}
	if item.handled {
		did := ui.Say(c.lang, "today.did")
		if c.session.stands() {
			did = ui.Say(c.lang, "today.did.of", c.session.ForName)
		}
		out.Why += ". " + did
	}
	if item.Task.Due != nil {
		out.Due = c.due(*item.Task.Due, def.Zone, def.Calendar)
	}
	asked := engine.Address{Role: item.Task.Role, Organisation: item.Task.Organisation}
	if behind, known := readmodel.BehindOf(def, item.loaded.State, item.Task.Run, asked, item.reader); known {
		out.Part = say(c.lang, behind.Flow) + " · " + out.Part
		var waits []string
		for _, w := range behind.Waits {
			waits = append(waits, say(c.lang, w))
		}
		if waits != nil {
			out.Waits = ui.Say(c.lang, "today.waits", strings.Join(waits, "; "))
		}
	}
	return out
}
