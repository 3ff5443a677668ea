package server

import (
	"fmt"
	"net/url"

	"stroom/server/ui"
)

// todayPage is the worklist as a page.
func (c *call) todayPage() (answer, error) {
	list, loaded, err := c.openWork()
	if err != nil {
		return answer{}, err
	}
	page := ui.Today{Frame: c.frame(ui.Say(c.lang, "today.title"))}
	for _, item := range list.Items {
		task := ui.TodayTask{Href: "/trajecten/" + item.Trajectory, What: item.Task.What, Trajectory: item.Title, Why: item.Task.For}
		if item.Task.Due != nil {
			def := loaded[item.Trajectory].Definition
			task.Due = c.due(*item.Task.Due, def.Zone, def.Calendar)
		}
		page.Tasks = append(page.Tasks, task)
	}
	page.First = ui.Count(c.lang, "today.first", len(list.Items))
	if list.Next != "" {
		page.Next = "/vandaag?" + url.Values{"cursor": {list.Next}}.Encode()
		page.First = ui.Say(c.lang, "today.more", fmt.Sprint(len(list.Items)))
	}
	return c.page(page)
}
