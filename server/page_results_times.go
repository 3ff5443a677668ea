package server

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
	"stroom/server/ui"
	"stroom/server/ui/plot"
	"stroom/workflows/readmodel"
)

// stepOf finds a step by its place, "flow.step", in the newest of the versions that has it.
func (r *results) stepOf(place string) (*stroomschema.Flow, *stroomschema.Step) {
	flowName, name, _ := strings.Cut(place, ".")
	for _, def := range append([]*stroomschema.Definition{r.newest}, r.versions...) {
		if flow := def.Flow(flowName); flow != nil {
			if step := flow.Step(name); step != nil {
				return flow, step
			}
		}
	}
	return nil, nil
}

// stepText is what a step asks, in words; the title of its flow too when that is not the main one.
func (r *results) stepText(place string) string {
	flow, step := r.stepOf(place)
	switch {
	case place == "":
		return ui.Say(r.c.lang, "results.anywhere")
	case step == nil:
		return place
	}
	what := strings.TrimSuffix(step.What.In(r.c.lang), ".")
	if what == "" {
		what = r.newest.Label(step.Name).In(r.c.lang)
	}
	if len(r.newest.Flows) > 0 && flow.Name == r.newest.Flows[0].Name {
		return what
	}
	return flow.Title.In(r.c.lang) + ": " + what
}

// places lists the keys of groups in the order of the definition; what it does not know comes last.
func (r *results) places(groups map[string][]readmodel.Tally) []string {
	rank := map[string]int{}
	for _, flow := range r.newest.Flows {
		for _, step := range flow.Steps {
			rank[flow.Name+"."+step.Name] = len(rank) + 1
		}
	}
	known := func(place string) int {
		if n, ok := rank[place]; ok {
			return n
		}
		return len(rank) + 1
	}
	out := slices.Collect(maps.Keys(groups))
	slices.SortFunc(out, func(a, b string) int { return cmp.Or(cmp.Compare(known(a), known(b)), cmp.Compare(a, b)) })
	return out
}

// timed is a row of a figure of lead times.
type timed struct {
	name   string
	spread readmodel.Spread
	spent  int // all its lengths together
}

// timedOf measures how long the tallies took.
func timedOf(name string, tallies []readmodel.Tally) timed {
	out, times := timed{name: name}, map[int]int{}
	for _, t := range tallies {
		times[t.Length] += t.N
		out.spent += t.Length * t.N
	}
	out.spread = readmodel.SpreadOf(times)
	return out
}

// by puts tallies of one kind in groups.
func by(tallies []readmodel.Tally, kind readmodel.TallyKind, group func(readmodel.Tally) string) map[string][]readmodel.Tally {
	out := map[string][]readmodel.Tally{}
	for _, t := range tallies {
		if t.Kind == kind {
			out[group(t)] = append(out[group(t)], t)
		}
	}
	return out
}

func byName(t readmodel.Tally) string { return t.Name }

// leads shows how long things took, with their spread, and whether that was in time.
func (r *results) leads(tallies, everywhere []readmodel.Tally) ui.ResultsPart {
	lang := r.c.lang
	part := ui.ResultsPart{ID: "doorlooptijden", Title: ui.Say(lang, "results.leads"), Text: []string{ui.Say(lang, "results.leads.text"), ui.Say(lang, "results.leads.line")}}
	for _, m := range r.newest.Measures {
		if m.Of == nil {
			part.Plots = append(part.Plots, r.measured(m, tallies, everywhere)...)
		}
	}
	var flows []timed
	ended := by(tallies, readmodel.TallyRun, byName)
	for _, flow := range r.newest.Flows {
		if list := ended[flow.Name]; list != nil {
			flows = append(flows, timedOf(flow.Title.In(lang), list))
		}
	}
	if len(flows) > 0 {
		part.Plots = append(part.Plots, r.spreads("delen", ui.Say(lang, "results.flows"), ui.Say(lang, "results.part"), calendar.CalendarDays, flows))
	}
	var steps []timed
	spans := by(tallies, readmodel.TallySpan, byName)
	for _, place := range r.places(spans) {
		steps = append(steps, timedOf(r.stepText(place), spans[place]))
	}
	if len(steps) > 0 {
		part.Plots = append(part.Plots, r.spreads("stappen", ui.Say(lang, "results.steps"), ui.Say(lang, "results.step"), calendar.CalendarDays, steps))
	}
	if f, ok := r.terms(tallies); ok {
		part.Plots = append(part.Plots, f)
	}
	return part
}

// measured is a time between two steps that the definition measures: all together, by version and by organisation.
func (r *results) measured(m *stroomschema.Measure, tallies, everywhere []readmodel.Tally) []ui.Plot {
	lang := r.c.lang
	own := by(tallies, readmodel.TallyLead, byName)[m.Name]
	if len(own) == 0 {
		return nil
	}
	rows := []timed{timedOf(ui.Say(lang, "results.together"), own)}
	if len(r.versions) > 1 {
		versions := by(own, readmodel.TallyLead, func(t readmodel.Tally) string { return strconv.Itoa(t.Version) })
		for _, def := range r.versions {
			if list := versions[strconv.Itoa(def.Version)]; list != nil {
				rows = append(rows, timedOf(ui.Say(lang, "chart.version", strconv.Itoa(def.Version)), list))
			}
		}
	}
	if r.at == "" {
		organisations := by(everywhere, readmodel.TallyLead, func(t readmodel.Tally) string {
			if t.Name != m.Name {
				return ""
			}
			return t.Organisation
		})
		delete(organisations, "")
		var list []timed
		for _, at := range slices.Sorted(maps.Keys(organisations)) {
			list = append(list, timedOf(at, organisations[at]))
		}
		slices.SortStableFunc(list, func(a, b timed) int { return cmp.Compare(b.spread.Middle, a.spread.Middle) })
		rows = append(rows, list...)
	}
	return []ui.Plot{r.spreads("tijd-"+m.Name, m.Label.In(lang), ui.Say(lang, "results.part"), m.Unit, rows)}
}

// spreads is a figure of lead times with its table. When the table has too many rows to draw, those are drawn that take most
// time, in their order.
func (r *results) spreads(id, title, head string, unit calendar.Unit, rows []timed) ui.Plot {
	lang := r.c.lang
	f := ui.Plot{ID: id, Title: title}
	f.Table.Heads = []string{head, ui.Say(lang, "results.n"),
		ui.Say(lang, "results.p10"), ui.Say(lang, "results.p50"), ui.Say(lang, "results.p90")}
	for _, row := range rows {
		s := row.spread
		f.Table.Rows = append(f.Table.Rows, ui.TableRow{Name: row.name, Cells: []string{ui.Figure(lang, s.N), unitText(lang, unit, int64(s.Low)), unitText(lang, unit, int64(s.Middle)), unitText(lang, unit, int64(s.High))}})
	}
	r.shorten(&f.Table)
	var shown []plot.Spread
	for _, i := range mostOf(len(rows), func(i int) int { return rows[i].spent }) {
		s := rows[i].spread
		said := unitText(lang, unit, int64(s.Middle)) + " (" + ui.Figure(lang, s.N) + "×)"
		shown = append(shown, plot.Spread{Label: rows[i].name, Said: said, Low: int64(s.Low), Middle: int64(s.Middle), High: int64(s.High)})
	}
	f.Text = ui.Say(lang, "results.in."+strings.ReplaceAll(string(unit), " ", "."))
	if len(shown) < len(rows) {
		f.Text += " " + ui.Say(lang, "results.most", strconv.Itoa(len(shown)))
	}
	f.Drawing = drawn(plot.Spreads(r.head(f, len(shown)), shown, r.tick))
	return f
}

// mostOf are the rows with the most, as many as are drawn, in their order.
func mostOf(n int, much func(int) int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	slices.SortStableFunc(all, func(a, b int) int { return cmp.Compare(much(b), much(a)) })
	all = all[:min(n, mostDrawn)]
	slices.Sort(all)
	return all
}

// unitText says a length of time.
func unitText(lang string, unit calendar.Unit, n int64) string {
	key := "results." + strings.ReplaceAll(string(unit), " ", ".")
	if n == 1 {
		return ui.Say(lang, key+".one")
	}
	return ui.Say(lang, key+".many", figure(lang, n))
}

// served is what became of the terms of a step.
type served struct {
	name                 string
	kept, silent, broken int64
}

func (s served) all() int64 { return s.kept + s.silent + s.broken }

func servedOf(name string, tallies []readmodel.Tally) served {
	out := served{name: name}
	for _, t := range tallies {
		switch t.Term {
		case readmodel.TermKept:
			out.kept += int64(t.N)
		case readmodel.TermSilent:
			out.silent += int64(t.N)
		case readmodel.TermBroken:
			out.broken += int64(t.N)
		}
	}
	return out
}

// terms shows which part of the terms was kept; false when no step with a term was left.
func (r *results) terms(tallies []readmodel.Tally) (ui.Plot, bool) {
	lang := r.c.lang
	spans := by(tallies, readmodel.TallySpan, byName)
	var rows []served
	whole := served{name: ui.Say(lang, "results.all.terms")}
	for _, place := range r.places(spans) {
		if one := servedOf(r.stepText(place), spans[place]); one.all() > 0 {
			rows = append(rows, one)
			whole = served{whole.name, whole.kept + one.kept, whole.silent + one.silent, whole.broken + one.broken}
		}
	}
	if len(rows) == 0 {
		return ui.Plot{}, false
	}
	shown := []served{whole}
	for _, i := range mostOf(len(rows), func(i int) int { return int(rows[i].broken) }) {
		shown = append(shown, rows[i])
	}
	f := ui.Plot{ID: "op-tijd", Title: ui.Say(lang, "results.terms"), Text: ui.Say(lang, "results.terms.text")}
	if len(shown) <= len(rows) {
		f.Text += " " + ui.Say(lang, "results.terms.most", strconv.Itoa(len(shown)-1))
	}
	var shares []plot.Share
	for _, s := range shown {
		shares = append(shares, plot.Share{Label: s.name, Said: r.share(s), Good: s.kept + s.silent, All: s.all()})
	}
	f.Drawing = drawn(plot.Shares(r.head(f, len(shares)), shares))
	for _, key := range []string{"results.step", "results.kept", "results.silent", "results.broken", "results.share"} {
		f.Table.Heads = append(f.Table.Heads, ui.Say(lang, key))
	}
	for _, s := range append([]served{whole}, rows...) {
		f.Table.Rows = append(f.Table.Rows, ui.TableRow{Name: s.name, Cells: []string{
			figure(lang, s.kept), figure(lang, s.silent), figure(lang, s.broken), strconv.FormatInt(s.percent(), 10) + "%",
		}})
	}
	r.shorten(&f.Table)
	return f, true
}

// percent is the part that was kept, rounded down: all is said of all only.
func (s served) percent() int64 { return (s.kept + s.silent) * 100 / max(1, s.all()) }

func (r *results) share(s served) string {
	return strconv.FormatInt(s.percent(), 10) + "%: " + ui.Say(r.c.lang, "results.term", figure(r.c.lang, s.kept+s.silent), figure(r.c.lang, s.all()))
}
