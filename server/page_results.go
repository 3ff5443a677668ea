package server

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

const (
	resultsPath    = "/resultaten"
	resultsMonths  = 36     // that can be chosen, the present one last
	resultsDefault = 12     // of which are shown when none were chosen
	settingPrefix  = "met." // stands before a parameter in the address
)

// results is what somebody asks of the figures, and what he may be told.
type results struct {
	c            *call
	reader       engine.Actor
	infos        []DefinitionInfo // those of which he may see figures, by name
	newest       *stroomschema.Definition
	versions     []*stroomschema.Definition // those that he asks for, newest first
	all          []int                      // every version of which he may see figures, newest first
	version      int                        // 0: all
	own          []string                   // organisations of which he may see the figures
	whole        bool                       // he may see those of every organisation
	at           string                     // the organisation whose figures he asks for; "": the whole
	from, to     string                     // months, both included
	measure      *stroomschema.Measure      // in the charts; nil when the definition sums nothing
	chosen       map[string]rules.Value
	faults       map[string]string // by parameter: what was filled in and is not taken
	organisation []string          // those of which there are figures
}

// resultsPage shows what trajectories brought.
func (c *call) resultsPage() (answer, error) {
	page := ui.Results{Frame: c.frame(ui.Say(c.lang, "results.title"))}
	r, tallies, err := c.asksResults()
	if err != nil {
		return answer{}, err
	}
	row := AuditRow{Actor: r.reader, Result: AuditShown}
	if r.newest == nil {
		page.None = ui.Say(c.lang, "results.nowhere")
		if err := c.audit(row); err != nil {
			return answer{}, err
		}
		return c.page(page)
	}
	everywhere, err := r.everywhere()
	if err != nil {
		return answer{}, err
	}
	row.Ground = "role:" + r.reader.Role
	if err := c.audit(row); err != nil {
		return answer{}, err
	}
	r.fill(&page, tallies, everywhere)
	return c.page(page)
}

// asksResults reads what is asked for, keeps it within what the caller may be told, and returns it with its tallies. newest is
// nil when there is nothing that he may be told. Who asks for no definition gets the first of which there are figures.
func (c *call) asksResults() (*results, []readmodel.Tally, error) {
	readers, err := c.readers()
	if err != nil {
		return nil, nil, err
	}
	infos, err := c.s.Definitions.Newest(c.ctx())
	if err != nil {
		return nil, nil, err
	}
	var told []DefinitionInfo
	var defs []*stroomschema.Definition
	for _, info := range infos {
		def, _, err := c.s.Definitions.Version(c.ctx(), info.Name, info.Version)
		if err != nil {
			return nil, nil, err
		}
		if slices.ContainsFunc(readers, func(a engine.Actor) bool { return readmodel.ReachOf(def, a.Role) != readmodel.Unseen }) {
			told, defs = append(told, info), append(defs, def)
		}
	}
	if i := slices.IndexFunc(told, func(info DefinitionInfo) bool { return info.Name == c.query.text("stroomschema") }); i >= 0 {
		defs = defs[i : i+1]
	}
	first := &results{c: c, infos: told, reader: readers[0]}
	for _, def := range defs {
		r := &results{c: c, infos: told, reader: readers[0], newest: def}
		tallies, err := r.read(readers)
		if err != nil || len(tallies) > 0 {
			return r, tallies, err
		}
		if first.newest == nil {
			first = r
		}
	}
	return first, nil, nil
}

// read reads what is asked of one definition, and its tallies.
func (r *results) read(readers []engine.Actor) ([]readmodel.Tally, error) {
	r.within(readers)
	if err := r.findVersions(); err != nil {
		return nil, err
	}
	r.period()
	r.settings()
	// Only counts are shown by month and by step; of the others there are very many.
	counts, err := r.ask(r.filter([]string{r.at}), readmodel.TallyCount)
	if err != nil {
		return nil, err
	}
	f := r.filter([]string{r.at})
	f.Together = true
	times, err := r.ask(f, readmodel.TallyLead, readmodel.TallyRun, readmodel.TallySpan)
	return append(counts, times...), err
}

// ask asks for tallies of some kinds.
func (r *results) ask(f TallyFilter, kinds ...readmodel.TallyKind) ([]readmodel.Tally, error) {
	var out []readmodel.Tally
	for _, f.Kind = range kinds {
		found, err := r.c.s.Tallies.Tallies(r.c.ctx(), f)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// within finds the organisations whose figures the readers may see, and which of them is asked for.
func (r *results) within(readers []engine.Actor) {
	for _, a := range slices.Backward(readers) {
		switch readmodel.ReachOf(r.newest, a.Role) {
		case readmodel.Whole:
			r.whole, r.reader = true, a
		case readmodel.Own:
			r.own = append(r.own, a.Organisation)
			if !r.whole {
				r.reader = a
			}
		}
	}
	slices.Sort(r.own)
	r.own = slices.Compact(r.own)
	asked := r.c.query.text("organisatie")
	switch {
	case r.whole, slices.Contains(r.own, asked):
		r.at = asked
	default:
		r.at = r.own[0]
	}
}

// findVersions finds the versions whose figures the readers may see: as far as in the newest one, or they see none of them.
func (r *results) findVersions() error {
	infos, err := r.c.s.Definitions.Versions(r.c.ctx(), r.newest.Name)
	if err != nil {
		return err
	}
	r.version = int(r.c.query.number("versie", 0))
	for _, info := range infos {
		def, _, err := r.c.s.Definitions.Version(r.c.ctx(), info.Name, info.Version)
		if err != nil {
			return err
		}
		if reach := readmodel.ReachOf(def, r.reader.Role); reach < readmodel.ReachOf(r.newest, r.reader.Role) {
			continue
		}
		r.all = append(r.all, def.Version)
		if r.version == 0 || r.version == def.Version {
			r.versions = append(r.versions, def)
		}
	}
	if len(r.versions) == 0 { // a version that is not there, or not for him: the newest
		r.version, r.versions = r.newest.Version, []*stroomschema.Definition{r.newest}
	}
	return nil
}

// period reads which months are asked for.
func (r *results) period() {
	now := calendar.Of(r.c.now, r.newest.Zone)
	first := time.Date(now.Year, now.Month, 1, 0, 0, 0, 0, time.UTC)
	month := func(name string, otherwise int) string {
		for back := range resultsMonths {
			if text := first.AddDate(0, -back, 0).Format("2006-01"); text == r.c.query.text(name) {
				return text
			}
		}
		return first.AddDate(0, -otherwise, 0).Format("2006-01")
	}
	r.from, r.to = month("van", resultsDefault-1), month("tot", 0)
	if r.to < r.from {
		r.from, r.to = r.to, r.from
	}
}

// settings reads which measure stands in the charts, and with what it is computed.
func (r *results) settings() {
	r.chosen, r.faults = map[string]rules.Value{}, map[string]string{}
	values := r.c.c.Request().URL.Query()
	for _, m := range r.newest.Measures {
		if m.Of != nil && (r.measure == nil || m.Name == r.c.query.text("maat")) {
			r.measure = m
		}
	}
	if r.c.query.text("maat") == "" {
		if i := slices.IndexFunc(r.newest.Measures, func(m *stroomschema.Measure) bool { return len(readmodel.MeasureChoices(r.newest, m, nil)) > 0 }); i >= 0 {
			r.measure = r.newest.Measures[i]
		}
	}
	for _, p := range r.newest.Parameters {
		text := strings.TrimSpace(values.Get(settingPrefix + p.Name))
		if text == "" {
			continue
		}
		value, ok := readmodel.ChooseParameter(p, text)
		switch {
		case !ok && len(text) <= maxAny:
			r.faults[p.Name] = text
		case ok && !value.Equal(p.Value):
			r.chosen[p.Name] = value
		}
	}
}

func (r *results) filter(organisations []string) TallyFilter {
	return TallyFilter{Definition: r.newest.Name, Version: r.version, Organisations: organisations, From: r.from, Until: r.to}
}

// inForce is the address with the values of the stroomschema; "" when these are in force.
func (r *results) inForce() string {
	if len(r.chosen) == 0 && len(r.faults) == 0 {
		return ""
	}
	values := r.c.c.Request().URL.Query()
	for key := range values {
		if strings.HasPrefix(key, settingPrefix) {
			values.Del(key)
		}
	}
	return resultsPath + "?" + values.Encode()
}

// form fills in the form of the page.
func (r *results) form(page *ui.Results) {
	c := r.c
	selects := []ui.Select{{Name: "stroomschema", Label: "results.chart"}, {Name: "versie", Label: "results.version"}, {Name: "organisatie", Label: "results.at"},
		{Name: "van", Label: "results.from"}, {Name: "tot", Label: "results.to"}, {Name: "maat", Label: "results.measure"}}
	add := func(i int, value, text string, here bool) {
		selects[i].Choices = append(selects[i].Choices, ui.Choice{Value: value, Text: text, Here: here})
	}
	for _, info := range r.infos {
		add(0, info.Name, info.Title.In(c.lang), info.Name == r.newest.Name)
	}
	add(1, "", ui.Say(c.lang, "results.versions"), r.version == 0)
	for _, v := range r.all {
		add(1, strconv.Itoa(v), ui.Say(c.lang, "chart.version", strconv.Itoa(v)), v == r.version)
	}
	if r.whole {
		add(2, "", ui.Say(c.lang, "results.whole"), r.at == "")
	}
	for _, at := range r.organisation {
		add(2, at, at, at == r.at)
	}
	now := calendar.Of(c.now, r.newest.Zone)
	for back := range resultsMonths {
		month := time.Date(now.Year, now.Month, 1, 0, 0, 0, 0, time.UTC).AddDate(0, -back, 0).Format("2006-01")
		add(3, month, ui.Month(c.lang, month), month == r.from)
		add(4, month, ui.Month(c.lang, month), month == r.to)
	}
	for _, m := range r.newest.Measures {
		if m.Of != nil {
			add(5, m.Name, m.Label.In(c.lang), m == r.measure)
		}
	}
	for _, s := range selects {
		s.Label = ui.Say(c.lang, s.Label)
		if len(s.Choices) > 0 {
			page.Selects = append(page.Selects, s)
		}
	}
	page.Settings, page.Reset = r.formSettings(), r.inForce()
	page.Opened = page.Reset != ""
}

// formSettings are the values with which the sums of the definition are computed, each once.
func (r *results) formSettings() []ui.Setting {
	var out []ui.Setting
	for _, m := range r.newest.Measures {
		for _, choice := range readmodel.MeasureChoices(r.newest, m, r.chosen) {
			name := settingPrefix + choice.Name
			if !slices.ContainsFunc(out, func(s ui.Setting) bool { return s.Name == name }) {
				out = append(out, r.setting(name, choice))
			}
		}
	}
	return out
}

func (r *results) setting(name string, choice readmodel.Choice) ui.Setting {
	lang := r.c.lang
	s := ui.Setting{Name: name, Label: say(lang, choice.Label), Value: choice.Value, Most: readmodel.MaxChosen}
	instead := choice.InForce
	for _, o := range choice.Listed {
		if !choice.Free {
			s.Choices = append(s.Choices, ui.Choice{Value: o.Value, Text: say(lang, o.Label), Here: o.Value == choice.Value})
		}
		if o.Value == choice.Value {
			s.Hint = say(lang, o.Why)
		}
		if o.Value == choice.InForce {
			instead = say(lang, o.Label)
		}
	}
	if choice.Value != choice.InForce {
		s.Hint = strings.TrimSpace(s.Hint + " " + ui.Say(lang, "results.instead", instead))
	}
	typed, wrong := r.faults[choice.Name]
	if wrong && choice.Free {
		if _, err := strconv.ParseInt(typed, 10, 64); err == nil { // a field for numbers shows no other text
			s.Value = typed
		}
		s.Fault = ui.Say(lang, "results.number", ui.Figure(lang, readmodel.MaxChosen)) + " " + ui.Say(lang, "results.refused", choice.Value)
	} else if wrong {
		s.Fault = ui.Say(lang, "results.listed")
	}
	return s
}

// everywhere are the counts and the measured times of every organisation, for who may see them all and asks for the whole.
func (r *results) everywhere() ([]readmodel.Tally, error) {
	r.organisation = slices.Clone(r.own)
	if !r.whole {
		return nil, nil
	}
	f := r.filter(nil)
	f.Every, f.Together = true, true
	out, err := r.ask(f, readmodel.TallyCount, readmodel.TallyLead)
	if err != nil {
		return nil, err
	}
	for _, t := range out {
		r.organisation = append(r.organisation, t.Organisation)
	}
	r.organisation = append(r.organisation, cmp.Or(r.at, r.reader.Organisation))
	slices.Sort(r.organisation)
	r.organisation = slices.Compact(r.organisation)
	return out, nil
}
