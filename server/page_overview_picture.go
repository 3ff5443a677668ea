package server

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diagram"
	"stroom/server/ui"
)

// topPlaces is how many steps the page names while no part is chosen.
const topPlaces = 8

// waiting is how many days everything at a step has waited together, as far as the middle one says.
func waiting(n StepCount) int { return n.Count * max(n.Median, 0) }

// picture draws where everything stands: the parts with how much stands in each, or the steps of one part, and lists the steps
// with the same figures.
func (o *overview) picture(page *ui.Overview) error {
	flow := o.choice.flow
	if len(o.chart.Flows) == 1 {
		flow = o.chart.Flows[0].ID
	} else {
		o.parts(page)
	}
	if o.chart.Flow(flow) == nil {
		o.drawMap(page)
		o.topSteps(page)
		return nil
	}
	if len(page.Parts) > 0 {
		page.Whole = page.Parts[0].Href
	}
	o.stepTable(page, flow)
	return o.drawFlow(page, flow)
}

// parts lists the parts in which something stands, the whole first.
func (o *overview) parts(page *ui.Overview) {
	lang := o.c.lang
	page.Parts = []ui.Part{{
		Link:  ui.Link{Text: ui.Say(lang, "overview.whole"), Href: o.choice.but(func(c *overviewChoice) { c.flow, c.step = "", "" }), Here: o.choice.flow == ""},
		Count: ui.Figure(lang, sum(o.counts).Count),
	}}
	for _, f := range o.chart.Flows {
		all := sum(o.in(f.ID))
		if all.Count == 0 && f.ID != o.choice.flow {
			continue
		}
		page.Parts = append(page.Parts, ui.Part{
			Link: ui.Link{Text: f.Title, Href: o.partAddress(f.ID), Here: f.ID == o.choice.flow}, Count: ui.Figure(lang, all.Count),
		})
	}
}

func (o *overview) partAddress(flow string) string {
	return o.choice.but(func(c *overviewChoice) { c.flow, c.step = flow, "" })
}

func (o *overview) stepAddress(flow, step string) string {
	return o.choice.but(func(c *overviewChoice) { c.flow, c.step = flow, step }) + "#list"
}

// in are the counts of one part.
func (o *overview) in(flow string) []StepCount {
	return slices.DeleteFunc(slices.Clone(o.counts), func(n StepCount) bool { return n.Flow != flow })
}

// drawMap draws the parts.
func (o *overview) drawMap(page *ui.Overview) {
	lang, waits, most := o.c.lang, map[string]int{}, 0
	for _, n := range o.counts {
		waits[n.Flow] += waiting(n)
		most = max(most, waits[n.Flow])
	}
	marks := map[string]diagram.Mark{}
	for _, f := range o.chart.Flows {
		all := sum(o.in(f.ID))
		if all.Count == 0 {
			marks[f.ID] = diagram.Mark{Time: diagram.Future}
			continue
		}
		m := diagram.Mark{Badge: ui.Figure(lang, all.Count), Heat: heat(waits[f.ID], most)}
		if all.Late > 0 {
			m.Second = ui.Say(lang, "overview.part.late", ui.Figure(lang, all.Late))
		}
		marks[f.ID] = m
	}
	sheet := o.chart.Layout(diagram.Sheet{Bare: true, Second: true, Map: true})
	page.Drawing = drawingOf(sheet, marks, func(n *diagram.Node) string { return o.partAddress(n.ID) })
	page.Drawn, page.Charted = ui.Say(lang, "overview.drawn.map"), true
	page.Key = ui.Say(lang, "overview.heat.map")
}

// drawFlow draws the steps of one part.
func (o *overview) drawFlow(page *ui.Overview, flow string) error {
	chart, err := diagram.Of(o.def, o.c.lang, flow)
	if err != nil {
		return err
	}
	counts, most := o.in(flow), 0
	for _, n := range counts {
		most = max(most, waiting(n))
	}
	marks := map[string]diagram.Mark{}
	for _, n := range counts {
		m := diagram.Mark{Badge: ui.Figure(o.c.lang, n.Count), Second: ui.Say(o.c.lang, "overview.median.short", o.days(n.Median)), Heat: heat(waiting(n), most)}
		if n.Step == o.choice.step {
			m.Time = diagram.Present
		}
		marks[n.Flow+"."+n.Step] = m
	}
	sheet := chart.Layout(diagram.Sheet{Bare: true, Second: true, Brief: true})
	page.Drawing = drawingOf(sheet, marks, func(n *diagram.Node) string {
		if n.Number == 0 {
			return ""
		}
		return o.stepAddress(n.Flow, strings.TrimPrefix(n.ID, n.Flow+"."))
	})
	page.Drawn, page.Charted = ui.Say(o.c.lang, "overview.drawn", o.flowTitle(flow)), true
	page.Key = ui.Say(o.c.lang, "overview.heat")
	return nil
}

// drawingOf is written by package diagram, which escapes every text of a definition.
func drawingOf(sheet *diagram.Drawing, marks map[string]diagram.Mark, link func(*diagram.Node) string) template.HTML {
	return template.HTML(sheet.SVG(diagram.Options{Prefix: "d-", NoStyle: true, Marks: diagram.Marks{Nodes: marks}, Link: link}))
}

// heat is the ground of a box by its share of the longest wait.
func heat(n, most int) int {
	if n <= 0 || most <= 0 {
		return 0
	}
	return (n*diagram.MaxHeat + most - 1) / most
}

// topSteps lists the steps at which most time is lost, whatever their part.
func (o *overview) topSteps(page *ui.Overview) {
	counts := slices.Clone(o.counts)
	slices.SortStableFunc(counts, func(a, b StepCount) int {
		return cmp.Or(cmp.Compare(waiting(b), waiting(a)), cmp.Compare(b.Count, a.Count))
	})
	page.About = ui.Say(o.c.lang, "overview.steps.top")
	o.places(page, counts[:min(len(counts), topPlaces)])
	for i := range page.Places {
		page.Places[i].Where, page.Places[i].Number = o.flowTitle(counts[i].Flow), ""
	}
}

// stepTable lists every step of one part, in the order of the drawing; then what stands at steps of other versions.
func (o *overview) stepTable(page *ui.Overview, flow string) {
	page.About = ui.Say(o.c.lang, "overview.steps.of", o.flowTitle(flow))
	counts := o.in(flow)
	var ordered []StepCount
	for _, n := range o.chart.Flow(flow).Nodes {
		if n.Number == 0 || n.Kind == diagram.Choice {
			continue
		}
		step := strings.TrimPrefix(n.ID, flow+".")
		at := slices.IndexFunc(counts, func(c StepCount) bool { return c.Step == step })
		if at < 0 {
			ordered = append(ordered, StepCount{Definition: o.def.Name, Flow: flow, Step: step, Median: -1})
			continue
		}
		ordered = append(ordered, counts[at])
		counts = slices.Delete(counts, at, at+1)
	}
	o.places(page, append(ordered, counts...))
}

// places puts counts in words, with a line as long as their share of the largest.
func (o *overview) places(page *ui.Overview, counts []StepCount) {
	lang, most := o.c.lang, 0
	for _, n := range counts {
		most = max(most, n.Count)
	}
	for _, n := range counts {
		p := ui.StepCount{
			Href: o.stepAddress(n.Flow, n.Step), What: o.stepLabel(n.Flow, n.Step), Count: ui.Figure(lang, n.Count), Late: ui.Figure(lang, n.Late),
			Almost: ui.Figure(lang, n.Almost), Median: "–", Here: o.choice.step != "" && n.Flow == o.choice.flow && n.Step == o.choice.step,
		}
		if node := o.node(n.Flow, n.Step); node != nil {
			p.Number = strconv.Itoa(node.Number)
		}
		if n.Count == 0 || n.QuietAfter >= 0 {
			p.Quiet = ui.Figure(lang, n.Quiet)
		}
		if n.Count > 0 {
			p.Median = o.days(n.Median)
			p.Bars = bars(n, most)
		}
		page.Places = append(page.Places, p)
	}
}

// bars shows how much of what stands at a step is late, almost late and on time, on a line of at most a hundred.
func bars(n StepCount, most int) []ui.Bar {
	var out []ui.Bar
	at := 0
	for _, piece := range []struct {
		class string
		upTo  int
	}{{"late", n.Late}, {"soon", n.Late + n.Almost}, {"", n.Count}} {
		to := (piece.upTo*100 + most - 1) / most
		if to > at {
			out = append(out, ui.Bar{Class: piece.class, From: at, To: to})
			at = to
		}
	}
	return out
}

// node is a step in the drawing of the version that the page follows; nil for a step of another version only.
func (o *overview) node(flow, step string) *diagram.Node {
	if f := o.chart.Flow(flow); f != nil {
		return f.Node(flow + "." + step)
	}
	return nil
}

func (o *overview) stepLabel(flow, step string) string {
	if n := o.node(flow, step); n != nil {
		return n.Label
	}
	return strings.ReplaceAll(step, "_", " ")
}

func (o *overview) flowTitle(flow string) string {
	if f := o.chart.Flow(flow); f != nil {
		return f.Title
	}
	return strings.ReplaceAll(flow, "_", " ")
}

// days puts a number of days in words.
func (o *overview) days(n int) string { return ui.Days(o.c.lang, n) }
