package readmodel

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
	"stroom/workflows/engine"
)

// TallyKind says what a tally counts.
type TallyKind string

// The kinds of tally.
const (
	TallyCount TallyKind = "count" // something that the definition counts
	TallySpan  TallyKind = "span"  // a visit of a step that has ended
	TallyRun   TallyKind = "run"   // a run of a flow that has ended
	TallyLead  TallyKind = "lead"  // a time between two steps that the definition measures, and that has ended
)

// Terms of a span: what became of the term of the step.
const (
	TermKept   = "kept"   // the step was left before its term ran out
	TermBroken = "broken" // its term ran out first
	TermSilent = "silent" // its term ran out, and the definition takes silence for an answer
)

// Tally is how often something has happened, of which nobody needs to know in which trajectory, or by whom: it names
// neither, and outlives both. Tallies with the same fields but N are added up.
type Tally struct {
	Kind         TallyKind `json:"kind"`
	Definition   string    `json:"definition"`
	Version      int       `json:"version"`                // that the run followed, or the trajectory
	Organisation string    `json:"organisation,omitempty"` // that was a party then; "": the whole, each once
	Month        string    `json:"month"`                  // "2026-03", in the zone of the definition
	Name         string    `json:"name"`                   // the count, "flow.step", the flow, or the measure
	Place        string    `json:"place,omitempty"`        // count: "flow.step" where it was decided; "": nobody decided it
	With         string    `json:"with,omitempty"`         // count: its particulars as canonical JSON, "" without; run: the outcome
	Length       int       `json:"length,omitempty"`       // span and run: whole days, see Day; lead: units of the measure
	Term         string    `json:"term,omitempty"`         // span: TermKept, TermBroken, TermSilent; "": there is no term
	N            int       `json:"n"`                      // never 0; below 0: taken back
}

// Day numbers the days, in UTC, from 1 January 1970. Lengths of stay are differences of it everywhere, so that "longer than
// most" means the same for what has ended and for what still waits.
func Day(t time.Time) int { return int(calendar.Of(t, time.UTC).Days()) }

// Tallies returns what entries add to the tallies, in a fixed order. before is the state on which they follow, and past
// returns every entry before them: it is called only for what looks back (a withdrawal, the end of a measured time). Adding
// up the tallies of the pieces of a journal gives those of the whole.
func Tallies(def *stroomschema.Definition, before engine.State, entries []engine.Entry, past func() ([]engine.Entry, error)) ([]Tally, error) {
	t := tallier{def: def, st: before, entries: entries, past: past, sums: map[Tally]int{}, sign: 1}
	if err := t.all(); err != nil {
		return nil, err
	}
	return t.sorted(), nil
}

// tallier goes through entries with the state as it was before each that matters.
type tallier struct {
	def     *stroomschema.Definition
	st      engine.State // before entries[applied]
	entries []engine.Entry
	applied int
	past    func() ([]engine.Entry, error)
	sums    map[Tally]int
	sign    int  // -1: what is taken back
	spans   bool // only what has a length: counts are taken back by entries of their own
}

func (t *tallier) all() error {
	var taken engine.EventTaken // the event of the entries that follow
	for i, e := range t.entries {
		var err error
		switch c := e.Change.(type) {
		case engine.EventTaken:
			taken = c
		case engine.StepLeft:
			t.span(i, c)
		case engine.RunEnded:
			t.run(i, c)
		case engine.CountAdded:
			if !t.spans {
				err = t.count(i, taken, c.Counted)
			}
		case engine.StepEntered:
			err = t.leads(i, c)
		case engine.DecisionUndone:
			err = t.undo(i, c.Of)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// before brings the state up to an entry, that one not included.
func (t *tallier) before(i int) engine.State {
	if i > t.applied {
		t.st = engine.Apply(t.def, t.st, t.entries[t.applied:i])
		t.applied = i
	}
	return t.st
}

// add counts for the whole and for each organisation that is a party.
func (t *tallier) add(at time.Time, one Tally) {
	one.Definition, one.Month = t.def.Name, at.In(t.def.Zone).Format("2006-01")
	t.sums[one] += t.sign
	var counted []string
	for _, p := range t.st.Parties {
		if p.Until == nil && p.Organisation != "" && !slices.Contains(counted, p.Organisation) {
			counted = append(counted, p.Organisation)
			one.Organisation = p.Organisation
			t.sums[one] += t.sign
		}
	}
}

func (t *tallier) span(i int, left engine.StepLeft) {
	run, open := runNumbered(t.before(i), left.Run)
	if !open {
		return
	}
	step := stepOf(t.def, run)
	if step != nil && step.Kind == stroomschema.Passing {
		return // nobody ever stands there
	}
	e := t.entries[i]
	t.add(e.At, Tally{
		Kind: TallySpan, Version: run.Version, Name: left.Flow + "." + left.Step,
		Length: Day(e.At) - Day(run.Entered), Term: termOf(run, step, e),
	})
}

func termOf(run engine.Run, step *stroomschema.Step, e engine.Entry) string {
	switch {
	case run.Clock == nil || run.Clock.Due == nil:
		return ""
	case !lateOf(run, e.At):
		return TermKept
	case step != nil && step.Tacit != nil && e.Cause == engine.BySilence:
		return TermSilent
	}
	return TermBroken
}

func (t *tallier) run(i int, ended engine.RunEnded) {
	if run, open := runNumbered(t.before(i), ended.Run); open {
		at := t.entries[i].At
		t.add(at, Tally{Kind: TallyRun, Version: run.Version, Name: ended.Flow, With: ended.Outcome, Length: Day(at) - Day(run.StarterAt)})
	}
}

// count is tallied in the month in which it was counted, also when it is taken back.
func (t *tallier) count(i int, taken engine.EventTaken, counted engine.Counted) error {
	e := t.entries[i]
	if taken.Event.ID != e.Event {
		taken = engine.EventTaken{} // time, and not this event
	}
	if counted.Back && taken.Event.Withdraw != nil {
		all, err := t.until(i)
		if err != nil {
			return err
		}
		taken = eventIn(all, taken.Event.Withdraw.Of)
	}
	t.before(i)
	one := Tally{Kind: TallyCount, Version: t.st.Version, Name: counted.Count, Place: placeOf(taken), With: withOf(counted.With)}
	sign := t.sign
	if counted.Back {
		t.sign = -sign
	}
	t.add(counted.At, one)
	t.sign = sign
	return nil
}

// placeOf is the step at which the decision of an event was taken: the first word of a decision's id names its flow.
func placeOf(taken engine.EventTaken) string {
	if taken.Step == "" {
		return ""
	}
	flow, _, _ := strings.Cut(taken.Place, ".")
	return flow + "." + taken.Step
}

// withOf writes particulars as one text: of those kinds only that choose or measure. Words, people and papers stay in the
// journal, for a tally is readable by whoever may read the database.
func withOf(with engine.Values) string {
	kept := map[string]rules.Value{}
	for name, v := range with {
		if v = countable(v); v.IsSet() {
			kept[name] = v
		}
	}
	if len(kept) == 0 {
		return ""
	}
	text, err := json.Marshal(kept) // package json sorts the names
	if err != nil {
		panic("readmodel: values are plain: " + err.Error())
	}
	return string(text)
}

// Particulars reads With of a count; nil if there are none.
func (t Tally) Particulars() engine.Values {
	var with engine.Values
	if t.Kind != TallyCount || json.Unmarshal([]byte(t.With), &with) != nil {
		return nil
	}
	return with
}

func countable(v rules.Value) rules.Value {
	switch v.Kind() {
	case rules.Bool, rules.Int, rules.Decimal, rules.Enum, rules.Duration:
		return v
	case rules.Record:
		names := v.FieldNames()
		fields := make([]rules.Value, len(names))
		for i, name := range names {
			fields[i] = countable(v.Field(name))
		}
		return rules.RecordOf(v.TypeName(), names, fields)
	}
	return rules.Value{}
}

// leads tallies the measured times that this entry ends.
func (t *tallier) leads(i int, entered engine.StepEntered) error {
	for _, m := range t.def.Measures {
		if m.Of != nil || m.To.Flow.Name != entered.Flow || m.To.Name != entered.Step {
			continue
		}
		all, err := t.until(i + 1)
		if err != nil {
			return err
		}
		found := times(all, m)
		if len(found) == 0 || found[len(found)-1].entry != t.entries[i].Seq {
			continue
		}
		last := found[len(found)-1]
		t.before(i)
		t.add(last.to, Tally{Kind: TallyLead, Version: t.st.Version, Name: m.Name, Length: int(unitsBetween(t.def, last.from, last.to, m.Unit))})
	}
	return nil
}

// undo takes back what has a length in the entries of a decision that is withdrawn.
func (t *tallier) undo(i int, of string) error {
	all, err := t.until(i)
	if err != nil {
		return err
	}
	from := slices.IndexFunc(all, func(e engine.Entry) bool { return e.Event == of })
	if from < 0 {
		return nil
	}
	until := from
	for until < len(all) && all[until].Event == of {
		until++
	}
	back := tallier{
		def: t.def, st: engine.Apply(t.def, engine.State{}, all[:from]), entries: all[from:until], sums: t.sums, sign: -t.sign, spans: true,
		past: func() ([]engine.Entry, error) { return all[:from], nil },
	}
	return back.all()
}

// until returns the whole journal up to an entry, that one not included.
func (t *tallier) until(i int) ([]engine.Entry, error) {
	past, err := t.past()
	return slices.Concat(past, t.entries[:i]), err
}

func eventIn(entries []engine.Entry, id string) engine.EventTaken {
	for _, e := range entries {
		if taken, ok := e.Change.(engine.EventTaken); ok && taken.Event.ID == id {
			return taken
		}
	}
	return engine.EventTaken{}
}

func (t *tallier) sorted() []Tally {
	out := make([]Tally, 0, len(t.sums))
	for one, n := range t.sums {
		if n != 0 {
			one.N = n
			out = append(out, one)
		}
	}
	slices.SortFunc(out, CompareTallies)
	return out
}

// CompareTallies orders tallies by everything but N.
func CompareTallies(a, b Tally) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Definition, b.Definition), cmp.Compare(a.Version, b.Version),
		cmp.Compare(a.Organisation, b.Organisation), cmp.Compare(a.Month, b.Month), cmp.Compare(a.Name, b.Name),
		cmp.Compare(a.Place, b.Place), cmp.Compare(a.With, b.With), cmp.Compare(a.Length, b.Length), cmp.Compare(a.Term, b.Term))
}
