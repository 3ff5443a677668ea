package server

import (
	"html/template"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
	"stroom/server/ui"
	"stroom/workflows/readmodel"
)

// maxDrawnFlows is how many flows the page of a trajectory draws: a page must stay small. The whole is at /stroomschema.
const maxDrawnFlows = 3

// chartPath is where everybody can read a definition.
func chartPath(name string) string { return "/stroomschema/" + name }

// drawn draws the flows in which a trajectory stands, with what is past, present and still to come, and lists the same.
func (c *call) drawn(def *stroomschema.Definition, seen readmodel.Seen, lines []readmodel.Line) (drawing, list template.HTML, err error) {
	var flows []string
	for _, s := range seen.Steps {
		if !slices.Contains(flows, s.Flow) && def.Flow(s.Flow) != nil && len(flows) < maxDrawnFlows {
			flows = append(flows, s.Flow)
		}
	}
	if len(flows) == 0 {
		return "", "", nil
	}
	chart, err := diagram.Of(def, c.lang, flows...)
	if err != nil {
		return "", "", err
	}
	o := diagram.Options{Prefix: "d-", NoStyle: true, Marks: diagram.Marks{Nodes: timeMarks(chart, seen, lines)},
		Link: func(n *diagram.Node) string { return chartPath(def.Name) + "#d-" + n.ID }}
	sheet := chart.Layout(diagram.Sheet{Bare: true})
	// Both are written by package diagram, which escapes every text of the definition.
	return template.HTML(sheet.SVG(o)), template.HTML(chart.ListHTML(diagram.Options{Prefix: "l-", Marks: o.Marks})), nil
}

// timeMarks says of each step whether the trajectory stands there, has been there, or may still come there.
func timeMarks(chart *diagram.Chart, seen readmodel.Seen, lines []readmodel.Line) map[string]diagram.Mark {
	marks := map[string]diagram.Mark{}
	for _, f := range chart.Flows {
		for _, n := range f.Nodes {
			marks[n.ID] = diagram.Mark{Time: diagram.Future}
		}
	}
	for _, l := range lines {
		if id := l.Flow + "." + l.Step; l.Step != "" && marks[id].Time != "" {
			marks[id] = diagram.Mark{Time: diagram.Past}
		}
	}
	for _, s := range seen.Steps {
		if id := s.Flow + "." + s.Step; marks[id].Time != "" {
			marks[id] = diagram.Mark{Time: diagram.Present}
		}
	}
	return marks
}

// chartsPage lists the published stroomschema's.
func (c *call) chartsPage() (answer, error) {
	links, err := c.chartLinks()
	if err != nil {
		return answer{}, err
	}
	return c.page(ui.Charts{Frame: c.frame(ui.Say(c.lang, "charts.title")), Items: links})
}

func (c *call) chartLinks() ([]ui.Link, error) {
	infos, err := c.s.Definitions.Newest(c.ctx())
	if err != nil {
		return nil, err
	}
	var links []ui.Link
	for _, info := range infos {
		links = append(links, ui.Link{Href: chartPath(info.Name), Text: info.Title.In(c.lang)})
	}
	return links, nil
}

// chartPage is one stroomschema, step by step, for everyone.
func (c *call) chartPage() (answer, error) {
	name, err := c.param("name")
	if err != nil {
		return answer{}, err
	}
	versions, err := c.s.Definitions.Versions(c.ctx(), name)
	if err != nil {
		return answer{}, err
	}
	def, info, err := c.s.Definitions.Version(c.ctx(), name, int(c.query.number("versie", 0)))
	if err != nil {
		return answer{}, err
	}
	chart, err := diagram.Of(def, c.lang)
	if err != nil {
		return answer{}, err
	}
	page := ui.Chart{Frame: c.frame(def.Title.In(c.lang)), Heading: def.Title.In(c.lang), Version: strconv.Itoa(info.Version)}
	page.Charted = true
	if len(versions) > 1 {
		for _, v := range versions {
			page.Versions = append(page.Versions, ui.Link{
				Href: chartPath(name) + "?versie=" + strconv.Itoa(v.Version), Text: ui.Say(c.lang, "chart.version", strconv.Itoa(v.Version)), Here: v.Version == info.Version,
			})
		}
	}
	if err := c.differences(&page, def, chart, versions); err != nil {
		return answer{}, err
	}
	for _, f := range chart.Flows {
		page.Flows = append(page.Flows, chartFlow(def, chart, f))
	}
	sheet := chart.Layout(diagram.Sheet{Bare: true})
	// Written by package diagram, which escapes every text of the definition.
	page.Drawing = template.HTML(sheet.SVG(diagram.Options{Prefix: "d-", NoStyle: true, Link: func(n *diagram.Node) string { return "#" + n.ID }}))
	return c.page(page)
}

// differences says what a version says otherwise than the one before it.
func (c *call) differences(page *ui.Chart, def *stroomschema.Definition, chart *diagram.Chart, versions []DefinitionInfo) error {
	before := 0
	for _, v := range versions {
		if v.Version < def.Version {
			before = max(before, v.Version)
		}
	}
	if before == 0 {
		return nil
	}
	old, _, err := c.s.Definitions.Version(c.ctx(), def.Name, before)
	if err != nil {
		return err
	}
	oldChart, err := diagram.Of(old, c.lang)
	if err != nil {
		return err
	}
	page.Before = strconv.Itoa(before)
	for _, d := range diagram.Differences(oldChart, chart, old, def) {
		text := d.Text
		if d.Where != "" {
			text = d.Where + ": " + text
		}
		page.Differences = append(page.Differences, text)
	}
	return nil
}

// chartFlow is one flow step by step.
func chartFlow(def *stroomschema.Definition, chart *diagram.Chart, f *diagram.Flow) ui.ChartFlow {
	out := ui.ChartFlow{ID: "f-" + f.ID, Title: f.Title}
	for _, n := range f.Nodes {
		if n.Kind == diagram.Outcome {
			continue
		}
		step := ui.ChartStep{ID: n.ID, What: n.Label, Who: parties(n.Who), Not: n.Not, Goal: n.Goal, Term: n.Term, Rules: refusals(def, n.ID, chart.Lang), Marks: besides(def, n.ID, chart.Lang)}
		for _, a := range f.Out(n.ID) {
			way := ui.ChartWay{Text: a.Label, By: parties(a.By), Condition: a.Condition}
			if n.Kind == diagram.People {
				way.Rules, way.Marks = refusals(def, a.ID, chart.Lang), besides(def, a.ID, chart.Lang)
			}
			if to := f.Node(a.To); to != nil && !a.Stay {
				way.To = to.Label
			}
			if way.Text == "" {
				way.Text, way.To = way.To, ""
			}
			if way.Text != "" {
				step.Ways = append(step.Ways, way)
			}
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func parties(list []diagram.Party) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Label)
	}
	return strings.Join(names, ", ")
}

// refusals are the rules of the decision that a node or arrow stands for, in the words with which they refuse.
func refusals(def *stroomschema.Definition, id, lang string) []string {
	var out []string
	d := decisionDrawn(def, id)
	if d == nil {
		return nil
	}
	for _, use := range d.If {
		for _, r := range append([]*stroomschema.Rule{use.Rule}, members(use.Rule)...) {
			if r.Refusal != nil {
				out = append(out, diagram.RefusalText(def, r, lang))
			}
		}
	}
	return out
}

// besides says what the decision that a node or arrow stands for asks of people besides: to come first, or to prove who they are.
func besides(def *stroomschema.Definition, id, lang string) []string {
	d := decisionDrawn(def, id)
	if d == nil {
		return nil
	}
	var out []string
	if d.Urgent {
		out = append(out, ui.Say(lang, "chart.urgent"))
	}
	if d.Final {
		out = append(out, ui.Say(lang, "chart.final"))
	}
	return out
}

// members are the rules of a group.
func members(r *stroomschema.Rule) []*stroomschema.Rule {
	var out []*stroomschema.Rule
	for _, use := range r.All {
		out = append(append(out, use.Rule), members(use.Rule)...)
	}
	return out
}

// decisionDrawn finds a decision by the id of its arrow, "flow.step.decide.NAME.1", or of its node, "flow.Decide.NAME" or
// "flow.Begin".
func decisionDrawn(def *stroomschema.Definition, id string) *stroomschema.Decision {
	parts := strings.Split(id, ".")
	switch {
	case len(parts) == 5 && parts[2] == "decide":
		return def.Decision(parts[0] + "." + parts[1] + "." + parts[3])
	case len(parts) == 3 && parts[1] == "Decide":
		return def.Decision(parts[0] + "." + parts[2])
	case len(parts) == 2 && parts[1] == "Begin":
		return def.Decision(parts[0] + ".begin")
	}
	return nil
}
