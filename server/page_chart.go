package server

import (
	"html/template"
	"slices"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
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
