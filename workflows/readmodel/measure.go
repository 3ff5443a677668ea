package readmodel

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
	"stroom/workflows/engine"
)

// Measured is one measure of one trajectory.
type Measured struct {
	Name  string      `json:"name"`
	Label engine.Said `json:"label"`
	Unit  string      `json:"unit,omitempty"` // of a time between two steps
	Cells []Cell      `json:"cells"`          // one for each value of the parameters side by side and of the particular it is split by
}

// Cell is one value of a measure.
type Cell struct {
	With    []Parameter `json:"with,omitempty"`  // the parameters it was computed under; empty: those in force
	InForce bool        `json:"inForce"`         // With are the values in force
	Split   string      `json:"split,omitempty"` // the value of the particular
	Value   int64       `json:"value"`
}

// Parameter is the value of a parameter under which a measure was computed.
type Parameter struct {
	Name  string      `json:"name"`
	Value string      `json:"value"` // canonical short form; "none" when unset
	Label engine.Said `json:"label"`
}

// maxCells bounds the combinations of parameter values of one measure.
const maxCells = 256

// Measures computes every measure of the definition over the entries of one trajectory: the whole journal, or the measures
// are of a part of it. A count that was taken back counts against.
func Measures(def *stroomschema.Definition, entries []engine.Entry) []Measured {
	counts := map[string][]weighed{}
	for _, e := range entries {
		if added, ok := e.Change.(engine.CountAdded); ok {
			times := int64(1)
			if added.Counted.Back {
				times = -1
			}
			counts[added.Counted.Count] = append(counts[added.Counted.Count], weighed{added.Counted.With, times})
		}
	}
	return measuresOf(def, counts, parametersOf(def), func(m *stroomschema.Measure) int64 { return between(def, entries, m) })
}

// MeasuresOf computes every measure of the definition over tallies, of however many trajectories, that the caller has
// chosen: of one organisation or of the whole, of one version or of several. Other values of parameters than those of the
// definition come by name, each as ChooseParameter returned it. Of the kinds of tally it looks at counts and leads; one whose
// particulars cannot be read counts as one without any.
func MeasuresOf(def *stroomschema.Definition, tallies []Tally, chosen map[string]rules.Value) []Measured {
	counts, leads := map[string][]weighed{}, map[string]int64{}
	at := map[[2]string]int{} // of what has the same name and particulars: it is computed once
	for _, t := range tallies {
		switch t.Kind {
		case TallyCount:
			i, known := at[[2]string{t.Name, t.With}]
			if !known {
				i = len(counts[t.Name])
				at[[2]string{t.Name, t.With}] = i
				counts[t.Name] = append(counts[t.Name], weighed{with: t.Particulars()})
			}
			counts[t.Name][i].times += int64(t.N)
		case TallyLead:
			leads[t.Name] += int64(t.Length) * int64(t.N)
		}
	}
	params := parametersOf(def)
	maps.Copy(params, chosen)
	return measuresOf(def, counts, params, func(m *stroomschema.Measure) int64 { return leads[m.Name] })
}

// weighed is a count that was made so many times.
type weighed struct {
	with  engine.Values
	times int64
}

// measuresOf computes every measure over counts, by the name of the count, with params as the values in force.
func measuresOf(def *stroomschema.Definition, counts map[string][]weighed, params map[string]rules.Value, between func(*stroomschema.Measure) int64) []Measured {
	out := []Measured{}
	for _, m := range def.Measures {
		measured := Measured{Name: m.Name, Label: said(m.Label)}
		if m.Of != nil {
			measured.Cells = summed(def, counts[m.Of.Name], m, params)
		} else {
			measured.Unit = string(m.Unit)
			measured.Cells = []Cell{{InForce: true, Value: between(m)}}
		}
		out = append(out, measured)
	}
	return out
}

// summed adds up the counts of a measure, once for each combination of the parameters that stand side by side. When params
// are none of these combinations, their cells come first and have no With.
func summed(def *stroomschema.Definition, counts []weighed, m *stroomschema.Measure, params map[string]rules.Value) []Cell {
	out, found := []Cell{}, false
	for _, values := range combinations(m.SideBySide) {
		inForce, under := true, maps.Clone(params)
		var with []Parameter
		for i, p := range m.SideBySide {
			under[p.Name] = values[i]
			inForce = inForce && values[i].Equal(params[p.Name])
			with = append(with, Parameter{Name: p.Name, Value: shortForm(values[i]), Label: parameterLabel(def, values[i])})
		}
		found = found || inForce
		out = append(out, cellsOf(counts, m, under, with, inForce)...)
	}
	if !found {
		out = append(cellsOf(counts, m, params, nil, true), out...)
	}
	return out
}

// cellsOf adds up the counts of a measure under one set of parameters: one cell, or one for each value that it is split by.
func cellsOf(counts []weighed, m *stroomschema.Measure, params map[string]rules.Value, with []Parameter, inForce bool) []Cell {
	sums := map[string]int64{}
	if m.Split == "" {
		sums[""] = 0
	}
	for _, c := range counts {
		sums[splitOf(m, c.with)] += c.times * worthOf(m, c.with, params)
	}
	var out []Cell
	for _, split := range sortedKeys(sums) {
		out = append(out, Cell{With: with, InForce: inForce, Split: split, Value: sums[split]})
	}
	return out
}

// worthOf evaluates what one count adds. It is checked to be an int over typed particulars, so it cannot fail; a failure
// would mean a broken definition and adds nothing.
func worthOf(m *stroomschema.Measure, with engine.Values, params map[string]rules.Value) int64 {
	v, err := m.Add.Eval(countScope{with, params})
	if err != nil {
		return 0
	}
	return v.Int()
}

func splitOf(m *stroomschema.Measure, with engine.Values) string {
	if m.Split == "" {
		return ""
	}
	return shortForm(with[m.Split])
}

// countScope gives the particulars of a count, and the parameters.
type countScope struct {
	with   engine.Values
	params map[string]rules.Value
}

// Value returns a particular by its name, or a parameter by "param.NAME".
func (s countScope) Value(name, _ string) rules.Value {
	if param, ok := strings.CutPrefix(name, "param."); ok {
		return s.params[param]
	}
	root, path, _ := strings.Cut(name, ".")
	v := s.with[root]
	for path != "" {
		var field string
		field, path, _ = strings.Cut(path, ".")
		v = v.Field(field)
	}
	return v
}

func parametersOf(def *stroomschema.Definition) map[string]rules.Value {
	out := map[string]rules.Value{}
	for _, p := range def.Parameters {
		out[p.Name] = p.Value
	}
	return out
}

// combinations lists the listed values of parameters in their order, the last varying fastest, at most maxCells.
func combinations(params []*stroomschema.Parameter) [][]rules.Value {
	out := [][]rules.Value{{}}
	for _, p := range params {
		var next [][]rules.Value
		for _, head := range out {
			for _, choice := range p.Choices {
				if len(next) < maxCells {
					next = append(next, append(slices.Clone(head), choice.Value))
				}
			}
		}
		out = next
	}
	return out
}

// between adds up the times of a measure, in whole units.
func between(def *stroomschema.Definition, entries []engine.Entry, m *stroomschema.Measure) int64 {
	var total int64
	for _, one := range times(entries, m) {
		total += unitsBetween(def, one.from, one.to, m.Unit)
	}
	return total
}

// measured is a time between two steps, and the entry that ended it.
type measured struct {
	from, to time.Time
	entry    uint64
}

// times lists the times from each entry of the step From to the first entry of the step To after it: of the same run when
// both are of one flow, else of the same key. A time that has not ended is not listed, and a decision that was withdrawn
// begins and ends none.
func times(entries []engine.Entry, m *stroomschema.Measure) []measured {
	var out []measured
	undone := undoneIn(entries)
	open := map[any]time.Time{}
	for _, e := range entries {
		entered, ok := e.Change.(engine.StepEntered)
		if !ok || e.Event != "" && slices.Contains(undone, e.Event) {
			continue
		}
		lane := any(entered.Key)
		switch {
		case m.From.Flow.Name == m.To.Flow.Name:
			lane = entered.Run
		case m.From.Flow.Key == nil || m.To.Flow.Key == nil:
			lane = ""
		}
		if since, waits := open[lane]; waits && entered.Flow == m.To.Flow.Name && entered.Step == m.To.Name {
			out = append(out, measured{since, e.At, e.Seq})
			delete(open, lane)
		}
		if _, waits := open[lane]; !waits && entered.Flow == m.From.Flow.Name && entered.Step == m.From.Name {
			open[lane] = e.At
		}
	}
	return out
}

// undoneIn lists the decisions that were withdrawn.
func undoneIn(entries []engine.Entry) []string {
	var out []string
	for _, e := range entries {
		if c, ok := e.Change.(engine.DecisionUndone); ok {
			out = append(out, c.Of)
		}
	}
	return out
}

func unitsBetween(def *stroomschema.Definition, from, to time.Time, unit calendar.Unit) int64 {
	a, b := calendar.Of(from, def.Zone), calendar.Of(to, def.Zone)
	switch unit {
	case calendar.Hours:
		return int64(to.Sub(from) / time.Hour)
	case calendar.WorkingDays:
		return int64(def.Calendar.WorkingDaysBetween(a, b))
	case calendar.Weeks:
		return int64(a.DaysUntil(b) / 7)
	case calendar.Months:
		return int64(a.MonthsUntil(b))
	default:
		return int64(a.DaysUntil(b))
	}
}

func shortForm(v rules.Value) string {
	if !v.IsSet() {
		return "none"
	}
	if v.Kind() == rules.Text {
		return v.Str()
	}
	return v.String()
}

func parameterLabel(def *stroomschema.Definition, v rules.Value) engine.Said {
	if !v.IsSet() {
		return both("geen", "none")
	}
	return display(def, v)
}

func sortedKeys[V any, K cmp.Ordered](m map[K]V) []K {
	out := make([]K, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
