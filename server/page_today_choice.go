package server

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

const (
	todayPath = "/vandaag"
	// todaySoon is how far ahead the worklist looks for what must be done soon.
	todaySoon = 7 * 24 * time.Hour
)

// What the address says by when a task must be done, and whose it is.
const (
	whenLate  = "laat"
	whenSoon  = "week"
	whoseMine = "ik"
)

// todayParams are the parameters of the worklist's page.
func todayParams() []param {
	return concat([]param{
		{name: "termijn", kind: choiceParam, choices: []string{whenLate, whenSoon}},
		{name: "van", kind: choiceParam, choices: []string{whoseMine}},
		{name: "deel", kind: textParam, pattern: "place"},
		{name: "als", kind: anyParam},
	}, pageParams(listOfTasks))
}

// todayChoice is what somebody chose to see of his worklist; the zero choice is everything.
type todayChoice struct {
	when  string
	whose string
	part  string // definition.flow
	as    string // role@organisation
}

// todayChoice reads the choice from the address, with the readers that it leaves.
func (c *call) todayChoice(all []engine.Actor) (todayChoice, []engine.Actor, error) {
	chosen := todayChoice{when: c.query.text("termijn"), whose: c.query.text("van"), part: c.query.text("deel"), as: c.query.text("als")}
	if chosen.as == "" {
		return chosen, all, nil
	}
	at := slices.IndexFunc(all, func(a engine.Actor) bool { return a.Role+"@"+a.Organisation == chosen.as })
	if at < 0 {
		return chosen, nil, c.denied("", notYourMembership)
	}
	return chosen, all[at : at+1], nil
}

// handler is the person whose earlier work the worklist tells apart: the caller, or the one in whose place he acts.
func (c *call) handler() string {
	if c.session.stands() {
		return c.session.For
	}
	return c.person
}

// filter narrows a filter to the choice.
func (t todayChoice) filter(f TaskFilter, now, soon time.Time) TaskFilter {
	switch t.when {
	case whenLate:
		f.DueUpTo = &now
	case whenSoon:
		f.DueAfter, f.DueUpTo = &now, &soon
	}
	f.Handled = t.whose == whoseMine
	f.Definition, f.Flow, _ = strings.Cut(t.part, ".")
	return f
}

// count adds up the tasks that fit the choice.
func (t todayChoice) count(counts []TaskCount) int {
	n := 0
	for _, k := range counts {
		role, organisation, _ := strings.Cut(t.as, "@")
		if (t.when == "" || t.when == whenLate && k.Late || t.when == whenSoon && k.Soon) && (t.whose == "" || k.Handled) &&
			(t.part == "" || t.part == k.Definition+"."+k.Flow) &&
			(t.as == "" || role == k.Role && (k.Organisation == "" || organisation == k.Organisation)) {
			n += k.Count
		}
	}
	return n
}

// path is the address of the choice, with more parameters in pairs.
func (t todayChoice) path(more ...string) string {
	q := url.Values{}
	for _, p := range [][2]string{{"termijn", t.when}, {"van", t.whose}, {"deel", t.part}, {"als", t.as}} {
		if p[1] != "" {
			q.Set(p[0], p[1])
		}
	}
	for i := 0; i < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return todayPath
	}
	return todayPath + "?" + q.Encode()
}

// facets puts the ways to narrow the list on the page, each with how many tasks it leaves beside what is chosen already. One
// that would leave the choice between everything and everything is not offered.
func (c *call) facets(page *ui.Today, chosen todayChoice, counts []TaskCount, all []engine.Actor) {
	if len(counts) == 0 {
		return
	}
	page.Open = chosen.whose != "" || chosen.part != "" || chosen.as != ""
	link := func(t todayChoice, key string, words ...any) ui.Link {
		return ui.Link{Href: t.path(), Text: ui.Say(c.lang, key, append(words, strconv.Itoa(t.count(counts)))...), Here: t == chosen}
	}
	when := func(value string) todayChoice { t := chosen; t.when = value; return t }
	whose := func(value string) todayChoice { t := chosen; t.whose = value; return t }
	page.When = []ui.Link{link(when(""), "today.when.all"), link(when(whenLate), "today.when.late"), link(when(whenSoon), "today.when.soon")}
	mine := link(whose(whoseMine), "today.whose.mine")
	if c.session.stands() {
		mine = link(whose(whoseMine), "today.whose.of", c.session.ForName)
	}
	page.Filters = []ui.Facet{{ID: "van", Title: ui.Say(c.lang, "today.whose"), Links: []ui.Link{link(whose(""), "today.whose.all"), mine}}}
	if len(all) > 1 {
		as := func(value string) todayChoice { t := chosen; t.as = value; return t }
		facet := ui.Facet{ID: "als", Title: ui.Say(c.lang, "today.role"), Links: []ui.Link{link(as(""), "today.role.all")}}
		for _, a := range all {
			facet.Links = append(facet.Links, link(as(a.Role+"@"+a.Organisation), "today.counted", c.actorName(Actor{a.Role, a.Organisation})))
		}
		page.Filters = append(page.Filters, facet)
	}
	if parts := c.parts(counts); len(parts) > 1 {
		part := func(value string) todayChoice { t := chosen; t.part = value; return t }
		facet := ui.Facet{ID: "deel", Title: ui.Say(c.lang, "today.part"), Links: []ui.Link{link(part(""), "today.part.all")}}
		for _, p := range parts {
			facet.Links = append(facet.Links, link(part(p.name), "today.counted", p.label))
		}
		page.Filters = append(page.Filters, facet)
	}
}

// part is a flow of a definition of which there are tasks.
type part struct{ name, label string }

// parts names the flows of which there are tasks, in order of their labels. With flows of several definitions each label says
// of which it is.
func (c *call) parts(counts []TaskCount) []part {
	var out []part
	defs := map[string]*stroomschema.Definition{}
	for _, k := range counts {
		if _, known := defs[k.Definition]; !known {
			defs[k.Definition], _, _ = c.s.Definitions.Version(c.ctx(), k.Definition, 0) // without it the name of the flow will do
		}
		if name := k.Definition + "." + k.Flow; !slices.ContainsFunc(out, func(p part) bool { return p.name == name }) {
			out = append(out, part{name: name, label: c.partLabel(defs[k.Definition], k.Flow)})
		}
	}
	if len(defs) > 1 {
		for i, p := range out {
			name, _, _ := strings.Cut(p.name, ".")
			if def := defs[name]; def != nil {
				out[i].label += ", " + def.Title.In(c.lang)
			}
		}
	}
	slices.SortFunc(out, func(a, b part) int { return cmp.Or(strings.Compare(a.label, b.label), strings.Compare(a.name, b.name)) })
	return out
}

func (c *call) partLabel(def *stroomschema.Definition, flow string) string {
	if def == nil {
		return flow
	}
	if f := def.Flow(flow); f != nil {
		return f.Title.In(c.lang)
	}
	return c.word(def, flow)
}
