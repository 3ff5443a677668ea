package server

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/server/ui"
	"stroom/server/ui/plot"
	"stroom/workflows/readmodel"
)

const maxSplits = 6 // values of a particular that get figures of their own

// fill puts the figures on the page. everywhere are the tallies of each organisation, when they are to be compared.
func (r *results) fill(page *ui.Results, tallies, everywhere []readmodel.Tally) {
	lang := r.c.lang
	r.form(page)
	at := cmp.Or(r.at, ui.Say(lang, "results.whole"))
	page.First = ui.Say(lang, "results.first", r.newest.Title.In(lang), at, ui.Month(lang, r.from), ui.Month(lang, r.to))
	if len(tallies) == 0 {
		page.None = ui.Say(lang, "results.none")
		return
	}
	page.Totals, page.Counts = r.totals(tallies)
	for _, part := range []ui.ResultsPart{r.brought(tallies, everywhere), r.splits(tallies), r.leads(tallies, everywhere)} {
		n := len(part.Plots)
		if n%2 == 1 {
			part.Plots[n-1].Wide = true // two beside each other, and none alone
		}
		if n > 0 || part.Text != nil {
			page.Parts = append(page.Parts, part)
		}
	}
}

// sums computes the measures over tallies, those of each version by that version of the definition.
func (r *results) sums(tallies []readmodel.Tally) []readmodel.Measured {
	var out []readmodel.Measured
	for _, def := range r.versions {
		of := slices.DeleteFunc(slices.Clone(tallies), func(t readmodel.Tally) bool { return t.Version != def.Version })
		out = append(out, readmodel.MeasuresOf(def, of, r.chosen)...)
	}
	return out
}

// value is a measure under the chosen values, over all values that it is split by; with split, of that value only.
func (r *results) value(tallies []readmodel.Tally, measure string, split ...string) int64 {
	var sum int64
	for _, m := range r.sums(tallies) {
		for _, c := range m.Cells {
			if m.Name == measure && c.InForce && (len(split) == 0 || c.Split == split[0]) {
				sum += c.Value
			}
		}
	}
	return sum
}

// totals are the figures over all that was asked for: those that rest on assumptions, with these, and
// those that do not.
func (r *results) totals(tallies []readmodel.Tally) (strong, plain []ui.Total) {
	lang, values := r.c.lang, map[string]int64{}
	for _, m := range r.sums(tallies) {
		for _, c := range m.Cells {
			if c.InForce {
				values[m.Name] += c.Value
			}
		}
	}
	for _, m := range r.newest.Measures {
		if m.Of == nil {
			continue
		}
		total := ui.Total{Name: m.Label.In(lang), Value: figure(lang, values[m.Name])}
		for _, choice := range readmodel.MeasureChoices(r.newest, m, r.chosen) {
			total.With = append(total.With, say(lang, choice.Label)+": "+choiceText(choice, lang))
		}
		if len(total.With) > 0 {
			strong = append(strong, total)
		} else {
			plain = append(plain, total)
		}
	}
	return strong, plain
}

// choiceText is the chosen value in words.
func choiceText(choice readmodel.Choice, lang string) string {
	for _, o := range choice.Listed {
		if o.Value == choice.Value {
			return say(lang, o.Label)
		}
	}
	return choice.Value
}

// brought shows a measure by organisation, version and month, and under the other values of its parameters.
func (r *results) brought(tallies, everywhere []readmodel.Tally) ui.ResultsPart {
	lang := r.c.lang
	part := ui.ResultsPart{ID: "opbrengst", Title: ui.Say(lang, "results.brought.in")}
	if r.measure == nil {
		return part
	}
	counts := slices.DeleteFunc(slices.Clone(tallies), func(t readmodel.Tally) bool { return t.Kind != readmodel.TallyCount || t.Name != r.measure.Of.Name })
	if len(counts) == 0 {
		part.Text = []string{ui.Say(lang, "results.uncounted", r.measure.Label.In(lang))}
		return part
	}
	part.Plots = append(part.Plots, r.byMonth("maand", ui.Say(lang, "results.by.month", r.measure.Label.In(lang)), counts, 0))
	if f, ok := r.beside(counts); ok {
		part.Plots = append(part.Plots, f)
	}
	name := r.measure.Label.In(lang)
	if r.at == "" && r.whole {
		f := r.grouped("organisaties", ui.Say(lang, "results.by.at", name), ui.Say(lang, "results.at"), everywhere, func(t readmodel.Tally) string { return t.Organisation })
		f.Text = ui.Say(lang, "results.several")
		part.Plots = append(part.Plots, f)
	}
	if len(r.versions) > 1 {
		byVersion := func(t readmodel.Tally) string { return ui.Say(lang, "chart.version", strconv.Itoa(t.Version)) }
		part.Plots = append(part.Plots, r.grouped("versies", ui.Say(lang, "results.by.version", name), ui.Say(lang, "results.version"), counts, byVersion))
	}
	return part
}

// grouped shows the chosen measure for each group of tallies, the greatest first.
func (r *results) grouped(id, title, head string, tallies []readmodel.Tally, group func(readmodel.Tally) string) ui.Plot {
	groups := map[string][]readmodel.Tally{}
	for _, t := range tallies {
		if t.Kind == readmodel.TallyCount && t.Name == r.measure.Of.Name {
			groups[group(t)] = append(groups[group(t)], t)
		}
	}
	bars := make([]plot.Bar, 0, len(groups))
	for name, list := range groups {
		value := r.value(list, r.measure.Name)
		bars = append(bars, plot.Bar{Label: name, Value: value, Said: figure(r.c.lang, value), Chosen: true})
	}
	slices.SortFunc(bars, func(a, b plot.Bar) int { return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Label, b.Label)) })
	return r.bars(id, title, head, bars)
}

// bars is a figure of bars with its table.
func (r *results) bars(id, title, head string, bars []plot.Bar) ui.Plot {
	f := ui.Plot{ID: id, Title: title}
	f.Table.Heads = []string{head, ui.Say(r.c.lang, "results.value")}
	for _, b := range bars {
		f.Table.Rows = append(f.Table.Rows, ui.TableRow{Name: b.Label, Cells: []string{figure(r.c.lang, b.Value)}})
	}
	r.shorten(&f.Table)
	shown := bars[:min(len(bars), mostDrawn)]
	f.Drawing = drawn(plot.Bars(r.head(f, len(shown)), shown))
	return f
}

// drawn marks what package plot has written, which escapes every text.
func drawn(svg []byte) template.HTML { return template.HTML(svg) }

// head is what a figure of so many rows is called.
func (r *results) head(f ui.Plot, rows int) plot.Head {
	return plot.Head{ID: f.ID, Title: f.Title, Desc: strings.TrimSpace(f.Text + " " + ui.Say(r.c.lang, "results.drawn", strconv.Itoa(rows)))}
}

const (
	mostDrawn = 12  // rows of a drawing
	mostRows  = 200 // of a table
)

// shorten keeps a table within its limit.
func (r *results) shorten(t *ui.Table) {
	if more := len(t.Rows) - mostRows; more > 0 {
		t.Rows, t.More = t.Rows[:mostRows], ui.Say(r.c.lang, "results.more", ui.Figure(r.c.lang, more))
	}
}

// months are those that were asked for, in their order.
func (r *results) months() []string {
	out := []string{r.from}
	for last := r.from; last < r.to; out = append(out, last) {
		year, _ := strconv.Atoi(last[:4])
		month, _ := strconv.Atoi(last[5:])
		if month++; month > 12 {
			year, month = year+1, 1
		}
		last = strconv.Itoa(year) + "-" + strconv.Itoa(100 + month)[1:]
	}
	return out
}

// monthly is the chosen or another measure in each month.
func (r *results) monthly(tallies []readmodel.Tally, value func([]readmodel.Tally) int64) []int64 {
	byMonth := map[string][]readmodel.Tally{}
	for _, t := range tallies {
		byMonth[t.Month] = append(byMonth[t.Month], t)
	}
	var out []int64
	for _, month := range r.months() {
		out = append(out, value(byMonth[month]))
	}
	return out
}

func (r *results) byMonth(id, title string, counts []readmodel.Tally, greatest int64) ui.Plot {
	return r.columns(id, title, r.monthly(counts, func(list []readmodel.Tally) int64 { return r.value(list, r.measure.Name) }), greatest)
}

// columns is a figure of one value for each month, with its table.
func (r *results) columns(id, title string, values []int64, greatest int64) ui.Plot {
	lang := r.c.lang
	f := ui.Plot{ID: id, Title: title}
	f.Table.Heads = []string{ui.Say(lang, "results.month"), ui.Say(lang, "results.value")}
	months := r.months()
	every := 1 // months between labels, so that they fit the narrowest page
	for _, step := range []int{1, 3, 6, 12} {
		if every = step; len(months)/step <= 6 {
			break
		}
	}
	var columns []plot.Column
	for i, month := range months {
		number, _ := strconv.Atoi(month[5:])
		name := ui.Month(lang, month)
		column := plot.Column{Value: values[i], Said: name + ": " + figure(lang, values[i])}
		if (number-1)%every == 0 {
			column.Label = ui.MonthName(lang, number)
		}
		if number == 1 || i == 0 && number <= 12-every {
			column.Below = month[:4]
		}
		columns = append(columns, column)
		f.Table.Rows = append(f.Table.Rows, ui.TableRow{Name: name, Cells: []string{figure(lang, values[i])}})
	}
	f.Drawing = drawn(plot.Columns(r.head(f, len(columns)), columns, greatest, r.tick))
	return f
}

func (r *results) tick(v int64) string { return figure(r.c.lang, v) }

// figure writes a whole number.
func figure(lang string, n int64) string { return ui.Figure(lang, int(n)) }

// beside shows the chosen measure under each combination of values that the definition lists side by side.
func (r *results) beside(counts []readmodel.Tally) (ui.Plot, bool) {
	if len(r.measure.SideBySide) == 0 {
		return ui.Plot{}, false
	}
	lang := r.c.lang
	var bars []plot.Bar
	for _, m := range r.sums(counts) {
		if m.Name != r.measure.Name {
			continue
		}
		for _, cell := range m.Cells {
			label := r.combination(cell)
			i := slices.IndexFunc(bars, func(b plot.Bar) bool { return b.Label == label })
			if i < 0 {
				i, bars = len(bars), append(bars, plot.Bar{Label: label})
			}
			bars[i].Value += cell.Value
			bars[i].Chosen = bars[i].Chosen || cell.InForce
		}
	}
	for i := range bars {
		bars[i].Said = figure(lang, bars[i].Value)
		if bars[i].Chosen {
			bars[i].Said = "► " + bars[i].Said
		}
	}
	f := r.bars("aannames", ui.Say(lang, "results.beside", r.measure.Label.In(lang)), ui.Say(lang, "results.settings"), bars)
	f.Text = ui.Say(lang, "results.beside.is", "►")
	for i := range min(len(f.Table.Rows), len(bars)) {
		f.Table.Rows[i].Here = bars[i].Chosen
	}
	return f, true
}

// combination names the values under which a cell was computed.
func (r *results) combination(cell readmodel.Cell) string {
	if len(cell.With) == 0 {
		return ui.Say(r.c.lang, "results.chosen")
	}
	var parts []string
	for _, p := range cell.With {
		text := say(r.c.lang, p.Label)
		if def := r.newest.Parameter(p.Name); def != nil && def.Type.Kind != rules.Enum { // a bare number says nothing
			text = def.Label.In(r.c.lang) + ": " + text
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// splits shows each measure that is split by a particular: every value of it by month and by step.
func (r *results) splits(tallies []readmodel.Tally) ui.ResultsPart {
	part := ui.ResultsPart{ID: "soorten"}
	for _, m := range r.newest.Measures {
		if m.Of == nil || m.Split == "" {
			continue
		}
		counts := slices.DeleteFunc(slices.Clone(tallies), func(t readmodel.Tally) bool { return t.Kind != readmodel.TallyCount || t.Name != m.Of.Name })
		if len(counts) == 0 {
			continue
		}
		if part.Title != "" {
			part.Title += ", "
		}
		part.Title += m.Label.In(r.c.lang)
		part.Plots = append(part.Plots, r.split(m, counts)...)
	}
	return part
}

func (r *results) split(m *stroomschema.Measure, counts []readmodel.Tally) []ui.Plot {
	var values []string
	for _, one := range r.sums(counts) {
		for _, c := range one.Cells {
			if one.Name == m.Name && !slices.Contains(values, c.Split) {
				values = append(values, c.Split)
			}
		}
	}
	slices.Sort(values)
	values = values[:min(len(values), maxSplits)]
	var monthly [][]int64
	var greatest int64
	for _, split := range values {
		months := r.monthly(counts, func(list []readmodel.Tally) int64 { return r.value(list, m.Name, split) })
		monthly, greatest = append(monthly, months), max(greatest, slices.Max(months))
	}
	var byMonth, byStep []ui.Plot
	for i, split := range values {
		id, name := m.Name+"-"+strconv.Itoa(i), m.Label.In(r.c.lang)+": "+r.splitLabel(m, split)
		byMonth = append(byMonth, r.columns(id+"-m", ui.Say(r.c.lang, "results.by.month", name), monthly[i], greatest))
		byStep = append(byStep, r.splitByStep(id+"-s", ui.Say(r.c.lang, "results.by.step", name), m, counts, split))
	}
	return append(byMonth, byStep...)
}

func (r *results) splitByStep(id, title string, m *stroomschema.Measure, counts []readmodel.Tally, split string) ui.Plot {
	groups := map[string][]readmodel.Tally{}
	for _, t := range counts {
		groups[t.Place] = append(groups[t.Place], t)
	}
	var bars []plot.Bar
	for _, place := range r.places(groups) {
		if value := r.value(groups[place], m.Name, split); value != 0 {
			bars = append(bars, plot.Bar{Label: r.stepText(place), Value: value, Said: figure(r.c.lang, value), Chosen: true})
		}
	}
	slices.SortStableFunc(bars, func(a, b plot.Bar) int { return cmp.Compare(b.Value, a.Value) })
	return r.bars(id, title, ui.Say(r.c.lang, "results.step"), bars)
}

// splitLabel is the value of a particular in words.
func (r *results) splitLabel(m *stroomschema.Measure, split string) string {
	for _, w := range m.Of.With {
		switch {
		case w.Name != m.Split:
		case split == "true":
			return ui.Say(r.c.lang, "results.yes")
		case split == "false":
			return ui.Say(r.c.lang, "results.no")
		default:
			return r.newest.ValueLabel(w.Type.Name, split).In(r.c.lang)
		}
	}
	return split
}
