package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/diagram"
	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

const (
	overviewPath = "/overzicht"
	soonDays     = 3 // working days: what has no more left is almost late
	overviewRows = 20
)

// classWords are the classes as they stand in an address.
var classWords = map[Class]string{ClassLate: "te-laat", ClassAlmost: "bijna", ClassQuiet: "stil"}

var overviewParams = []param{
	{name: "schema", kind: textParam, pattern: "name"}, {name: "versie", kind: numberParam, most: maxVersion},
	{name: "deel", kind: textParam, pattern: "name"}, {name: "stap", kind: textParam, pattern: "name"},
	{name: "organisatie", kind: anyParam},
	{name: "klas", kind: choiceParam, choices: []string{"te-laat", "bijna", "stil"}},
	{name: "cursor", kind: cursorParam, list: listOfStandings},
}

// overviewChoice is what the address chooses. All of it stands there, so that a view can be kept and handed on: whoever opens
// it sees what he himself may see.
type overviewChoice struct {
	schema     string // "": the one of which most stands somewhere
	version    int
	flow, step string
	party      string
	class      Class
}

func (c *call) overviewChoice() overviewChoice {
	o := overviewChoice{
		schema: c.query.text("schema"), version: int(c.query.number("versie", 0)), flow: c.query.text("deel"), step: c.query.text("stap"),
		party: strings.TrimSpace(c.query.text("organisatie")),
	}
	for class, word := range classWords {
		if word == c.query.text("klas") {
			o.class = class
		}
	}
	if o.flow == "" {
		o.step = ""
	}
	return o
}

// address writes a choice as an address of the page, or of a path below it.
func (o overviewChoice) address(below string) string {
	q := url.Values{}
	for name, value := range map[string]string{
		"schema": o.schema, "deel": o.flow, "stap": o.step, "organisatie": o.party, "klas": classWords[o.class],
	} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if o.version != 0 {
		q.Set("versie", strconv.Itoa(o.version))
	}
	if len(q) == 0 {
		return overviewPath + below
	}
	return overviewPath + below + "?" + q.Encode()
}

// but is the address of the same choice with something otherwise.
func (o overviewChoice) but(change func(*overviewChoice)) string {
	change(&o)
	return o.address("")
}

// overview is one look over where everything stands: what was chosen, and the counts that the figures, the drawing and the
// table of steps are all made from.
type overview struct {
	c       *call
	choice  overviewChoice
	readers []engine.Actor
	filter  StandingFilter
	infos   []DefinitionInfo // the newest of each
	def     *stroomschema.Definition
	chart   *diagram.Chart
	counts  []StepCount // of the definition and the party, of every part and step
}

// overview gathers what every page about it needs. It is nil when there is no stroomschema yet.
func (c *call) overview() (*overview, error) {
	readers, err := c.readers()
	if err != nil {
		return nil, err
	}
	o := &overview{c: c, choice: c.overviewChoice(), readers: readers}
	if o.infos, err = c.s.Definitions.Newest(c.ctx()); err != nil || len(o.infos) == 0 {
		return nil, err
	}
	o.filter = StandingFilter{Who: addressesOf(readers), Now: c.now, Definition: o.choice.schema, Version: o.choice.version, Party: o.choice.party}
	name := o.choice.schema
	if name == "" {
		name = o.infos[0].Name
	}
	if err := o.follow(name); err != nil {
		return nil, err
	}
	if o.counts, err = o.steps(); err != nil {
		return nil, err
	}
	return o, o.settle()
}

// follow takes a definition as the one that the page is about.
func (o *overview) follow(name string) error {
	def, _, err := o.c.s.Definitions.Version(o.c.ctx(), name, o.choice.version)
	if err != nil {
		return err
	}
	o.def = def
	o.filter.Soon = soon(o.c.now, def.Zone, def.Calendar)
	o.chart, err = diagram.Of(def, o.c.lang)
	return err
}

// soon is the moment before which a term ends of which no more than soonDays working days are left.
func soon(now time.Time, zone *time.Location, days *calendar.Calendar) time.Time {
	last := days.AddWorkingDays(calendar.Of(now, zone), soonDays)
	return last.End(zone).Add(time.Second) // a term ends at the end of its last day, and that one is meant too
}

func (o *overview) steps() ([]StepCount, error) {
	counts, _, err := o.c.s.Overview.Steps(o.c.ctx(), o.filter)
	return counts, err
}

// settle chooses the definition of which most stands somewhere, when none was chosen, and keeps its counts only.
func (o *overview) settle() error {
	if o.choice.schema == "" {
		sums, most := map[string]int{}, o.def.Name
		for _, n := range o.counts {
			if sums[n.Definition] += n.Count; sums[n.Definition] > sums[most] {
				most = n.Definition
			}
		}
		if most != o.def.Name {
			before := o.filter.Soon
			if err := o.follow(most); err != nil {
				return err
			}
			if !o.filter.Soon.Equal(before) { // other working days: what is almost late differs
				var err error
				if o.counts, err = o.steps(); err != nil {
					return err
				}
			}
		}
		o.filter.Definition = o.def.Name
	}
	o.counts = slices.DeleteFunc(o.counts, func(n StepCount) bool { return n.Definition != o.def.Name })
	if o.def.Flow(o.choice.flow) == nil && !slices.ContainsFunc(o.counts, func(n StepCount) bool { return n.Flow == o.choice.flow }) {
		o.choice.flow, o.choice.step = "", "" // of another definition, which was chosen before this one
	}
	o.filter.Flow, o.filter.Step, o.filter.Class = o.choice.flow, o.choice.step, o.choice.class
	return nil
}

// chosen are the counts of the part and step that were chosen.
func (o *overview) chosen() []StepCount {
	return slices.DeleteFunc(slices.Clone(o.counts), func(n StepCount) bool {
		return o.choice.flow != "" && n.Flow != o.choice.flow || o.choice.step != "" && n.Step != o.choice.step
	})
}

// sum adds counts up. A median of several is none: it is left out.
func sum(counts []StepCount) StepCount {
	var all StepCount
	for _, n := range counts {
		all.Count, all.Late, all.Almost, all.Quiet = all.Count+n.Count, all.Late+n.Late, all.Almost+n.Almost, all.Quiet+n.Quiet
	}
	return all
}

// overviewPage shows where everything stands, over what the reader may see.
func (c *call) overviewPage() (answer, error) {
	o, err := c.overview()
	if err != nil {
		return answer{}, err
	}
	page := ui.Overview{Frame: c.frame(ui.Say(c.lang, "overview.title")), Lead: ui.Say(c.lang, "overview.lead.none")}
	trail := []AuditRow{}
	if o != nil && (len(o.counts) > 0 || o.choice != overviewChoice{}) {
		if err := o.fill(&page); err != nil {
			return answer{}, err
		}
		if trail, err = o.rows(&page); err != nil {
			return answer{}, err
		}
	}
	if err := c.audit(append(trail, AuditRow{Result: AuditShown, Ground: "search"})...); err != nil {
		return answer{}, err
	}
	return c.page(page)
}

// fill writes everything but the rows.
func (o *overview) fill(page *ui.Overview) error {
	lang, all := o.c.lang, sum(o.chosen())
	whole := sum(o.in(o.chart.Flows[0].ID)) // of the first flow every running trajectory has one
	page.Scope = ui.Say(lang, "overview.scope", o.def.Title.In(lang), ui.Count(lang, "overview.running", whole.Count))
	page.When = ui.Say(lang, "overview.when", ui.Moment(lang, o.c.now.In(o.def.Zone)))
	o.lead(page, all)
	page.Order = ui.Say(lang, "overview.order")
	if o.choice.class == ClassQuiet {
		page.Order = ui.Say(lang, "overview.order.quiet")
	}
	for _, t := range []struct {
		class      Class
		n          int
		label, css string
	}{
		{ClassAll, all.Count, "overview.all", ""}, {ClassLate, all.Late, "overview.late", "late"},
		{ClassAlmost, all.Almost, "overview.almost", "soon"}, {ClassQuiet, all.Quiet, "overview.quiet", "quiet"},
	} {
		if t.n == 0 {
			t.css = ""
		}
		page.Tiles = append(page.Tiles, ui.Tile{
			Href: o.choice.but(func(c *overviewChoice) { c.class = t.class }) + "#list", Figure: ui.Figure(lang, t.n), Class: t.css,
			Label: ui.Say(lang, t.label), About: ui.Say(lang, t.label+".about"), Here: o.choice.class == t.class,
		})
		if o.choice.class == t.class {
			page.Heading = ui.Say(lang, t.label)
		}
	}
	o.chosenLinks(page)
	if err := o.filters(page); err != nil {
		return err
	}
	return o.picture(page)
}

// lead says the one thing that matters most, and where it is.
func (o *overview) lead(page *ui.Overview, all StepCount) {
	if all.Count == 0 {
		page.Lead = ui.Say(o.c.lang, "overview.lead.none")
		return
	}
	page.Lead = ui.Count(o.c.lang, "overview.lead.late", all.Late)
	if all.Late > 0 && o.choice.step == "" {
		most := slices.MaxFunc(o.chosen(), func(a, b StepCount) int { return a.Late - b.Late })
		page.First = &ui.Link{Text: strings.TrimSuffix(o.stepLabel(most.Flow, most.Step), "."), Href: o.choice.but(func(c *overviewChoice) {
			c.flow, c.step, c.class = most.Flow, most.Step, ClassLate
		}) + "#list"}
	}
}

// chosenLinks lists what the address chooses; each leads to the same without it.
func (o *overview) chosenLinks(page *ui.Overview) {
	add := func(text string, without func(*overviewChoice)) {
		page.Chosen = append(page.Chosen, ui.Link{Text: text, Href: o.choice.but(without)})
	}
	if o.choice.flow != "" {
		add(o.flowTitle(o.choice.flow), func(c *overviewChoice) { c.flow, c.step = "", "" })
	}
	if o.choice.step != "" {
		add(o.stepLabel(o.choice.flow, o.choice.step), func(c *overviewChoice) { c.step = "" })
	}
	if o.choice.party != "" {
		add(o.choice.party, func(c *overviewChoice) { c.party = "" })
	}
	if o.choice.version != 0 {
		add(ui.Say(o.c.lang, "chart.version", strconv.Itoa(o.choice.version)), func(c *overviewChoice) { c.version = 0 })
	}
	if o.choice.class != ClassAll {
		for _, t := range page.Tiles {
			if t.Here {
				add(t.Label, func(c *overviewChoice) { c.class = ClassAll })
			}
		}
	}
}

// filters are the choices of the form. What was chosen by a link goes along unseen.
func (o *overview) filters(page *ui.Overview) error {
	page.Party = o.choice.party
	for _, h := range []ui.HiddenField{{Name: "deel", Value: o.choice.flow}, {Name: "stap", Value: o.choice.step}, {Name: "klas", Value: classWords[o.choice.class]}} {
		if h.Value != "" {
			page.Hidden = append(page.Hidden, h)
		}
	}
	if len(o.infos) > 1 {
		charts := ui.Select{Name: "schema", Label: ui.Say(o.c.lang, "overview.chart")}
		for _, info := range o.infos {
			charts.Choices = append(charts.Choices, ui.Choice{Value: info.Name, Text: info.Title.In(o.c.lang), Here: info.Name == o.def.Name})
		}
		page.Selects = append(page.Selects, charts)
	}
	infos, err := o.c.s.Definitions.Versions(o.c.ctx(), o.def.Name)
	if err != nil {
		return err
	}
	if len(infos) > 1 {
		versions := ui.Select{Name: "versie", Label: ui.Say(o.c.lang, "overview.version"), Choices: []ui.Choice{{
			Text: ui.Say(o.c.lang, "overview.versions"), Here: o.choice.version == 0,
		}}}
		for _, info := range infos {
			number := strconv.Itoa(info.Version)
			versions.Choices = append(versions.Choices, ui.Choice{Value: number, Text: number, Here: info.Version == o.choice.version})
		}
		page.Selects = append(page.Selects, versions)
	}
	return nil
}
