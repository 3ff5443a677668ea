package simulate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Width is how many code points a line of Tell has at most, as far as words can be divided: two less than a screen of 100,
// for whoever indents it.
const Width = 98

// MaxTold is how many events before a failure are told.
const MaxTold = 12

// Moment is one event of a story with what became of it.
type Moment struct {
	At     time.Time `json:"at"`
	Event  string    `json:"event"`            // "ann takes main.intake.register"; "" for what fell due by itself
	Became []string  `json:"became,omitempty"` // in order, one sentence each
	facts  []factSet
}

// factSet is a fact that an event set; it is told where a failure is about that fact.
type factSet struct{ name, value string }

// Text returns the failure without its source line.
func (f Failure) Text() string { return f.Tell(nil) }

// Tell returns the failure as a story, over several lines, without a line end at the last: its place, the line of the scenario
// with a caret, what was expected beside what was found, and what happened until then. source is the scenario file; nil leaves the
// line out. A failure without a Story is told without one.
func (f Failure) Tell(source []byte) string {
	var b strings.Builder
	b.WriteString(wrap(fmt.Sprintf("%s: %s", f.Place, f.What), "", "  "))
	if excerpt := diag.Excerpt(f.Place, source, Width); excerpt != "" {
		b.WriteString("\n" + excerpt)
	}
	b.WriteString("\n" + beside(f.Expected, f.Actual))
	if f.Unplayed > 0 {
		b.WriteString("\n  the scenario ends here: " + times(f.Unplayed, "event") + " after it would meet a state that nobody described")
	}
	f.tellStory(&b)
	return b.String()
}

func times(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// tellStory tells the last events, with a heading for each day.
func (f Failure) tellStory(b *strings.Builder) {
	if len(f.Story) == 0 {
		return
	}
	b.WriteString("\n  what happened until then")
	story := f.Story
	if left := len(story) - MaxTold; left > 0 {
		fmt.Fprintf(b, "\n    ... %s before", times(left, "event"))
		story = story[left:]
	}
	day := ""
	for _, m := range story {
		if today := m.At.Format("Monday 2 January 2006"); today != day {
			day = today
			b.WriteString("\n    " + day)
		}
		lines := m.Became
		clock := m.At.Format("15:04")
		if m.Event != "" {
			b.WriteString("\n" + wrap(m.Event, "      "+clock+"  ", "             "))
			clock = "     "
		}
		for _, line := range lines {
			b.WriteString("\n" + wrap(line, "      "+clock+"    ", "               "))
			clock = "     "
		}
	}
}

// beside writes two texts in two columns.
func beside(expected, actual string) string {
	const most = (Width - 2 - 3) / 2
	width := len("expected")
	left, right := fold(expected, most), fold(actual, most)
	for _, line := range left {
		width = max(width, len([]rune(line)))
	}
	rows := []string{fmt.Sprintf("  %-*s | %s", width, "expected", "actual")}
	for i := range max(len(left), len(right)) {
		var l, r string
		if i < len(left) {
			l = left[i]
		}
		if i < len(right) {
			r = right[i]
		}
		rows = append(rows, strings.TrimRight(fmt.Sprintf("  %-*s | %s", width, l, r), " "))
	}
	return strings.Join(rows, "\n")
}

// wrap writes a text after a first indent, and its further lines after another.
func wrap(text, first, further string) string {
	return first + strings.Join(fold(text, Width-len([]rune(further))), "\n"+further)
}

// fold divides a text into lines at its spaces; a word that is too long is cut. What would steer a terminal is not printed.
func fold(text string, width int) []string {
	var lines []string
	line := []rune{}
	for _, word := range strings.Split(diag.Printable(text), " ") {
		runes := []rune(word)
		if len(line) > 0 && len(line)+1+len(runes) > width {
			lines, line = append(lines, string(line)), nil
		} else if len(line) > 0 {
			line = append(line, ' ')
		}
		for len(runes) > width {
			lines, runes = append(lines, string(runes[:width])), runes[width:]
		}
		line = append(line, runes...)
	}
	return append(lines, string(line))
}

// became tells what entries have changed, each at its own moment.
func (p *player) became(entries []engine.Entry) {
	for _, e := range entries {
		if set, ok := e.Change.(engine.FactSet); ok {
			m := p.moment(e.At)
			m.facts = append(m.facts, factSet{set.Fact, set.Value.String()})
		} else if line := told(e.Change); line != "" {
			m := p.moment(e.At)
			m.Became = append(m.Became, line)
		}
	}
}

// moment is the part of the story at a moment: the last one that is there already, or a new one.
func (p *player) moment(at time.Time) *Moment {
	i := len(p.story)
	for i > 0 && p.story[i-1].At.After(at) {
		i--
	}
	if i > 0 && p.story[i-1].At.Equal(at) {
		return &p.story[i-1]
	}
	p.story = slices.Insert(p.story, i, Moment{At: at.In(p.zone)})
	return &p.story[i]
}

// told says one change in a sentence; "" for what needs no telling.
func told(c engine.Change) string {
	switch c := c.(type) {
	case engine.StepEntered:
		return engine.FactName(c.Flow, c.Key) + " stands at " + c.Step
	case engine.RunEnded:
		return engine.FactName(c.Flow, c.Key) + " ends: " + c.Outcome
	case engine.TrajectoryEnded:
		return "the trajectory ends: " + c.Outcome
	case engine.DueSettled:
		return dueText(c)
	case engine.DecisionUndone:
		return "what came of " + c.Of + " is taken back"
	case engine.IncidentOpened:
		return fmt.Sprintf("incident %s at %s", c.Incident.Code, c.Incident.Place)
	case engine.PartyBound:
		return fmt.Sprintf("party %s: %s", engine.FactName(c.Role, c.Key), orNone(c.Organisation))
	}
	return ""
}

func dueText(c engine.DueSettled) string {
	switch c.What {
	case "term":
		return "the term " + c.Name + " has run out"
	case "rung":
		return "a rung of the term " + c.Name + " is reached"
	case "reply":
		return "no reply to " + c.Name + " came in time"
	default:
		return "the moment comes: " + c.Name
	}
}

// refusal tells why an event was refused, in a sentence or two.
func refusal(r *engine.Rejection) []string {
	head := "refused " + string(r.Code)
	if r.Explanation.Rule != "" {
		head += " by rule " + r.Explanation.Rule
	}
	lines := []string{head}
	if r.Explanation.Text.NL != "" {
		lines = append(lines, `"`+r.Explanation.Text.NL+`"`)
	}
	for _, f := range r.Faults {
		lines = append(lines, fmt.Sprintf("%s: %s", f.Path, f.Code))
	}
	return lines
}

// about is the story as it is told with a failure: with what was set of the fact that the failure is about.
func about(story []Moment, what string) []Moment {
	out := slices.Clone(story)
	for i := range out {
		out[i].Became = slices.Clone(out[i].Became)
		for _, f := range out[i].facts {
			if what == f.name || strings.HasPrefix(what, f.name+".") {
				out[i].Became = append(out[i].Became, f.name+" becomes "+f.value)
			}
		}
	}
	return out
}

// describe tells an event in one line: "ann takes main.intake.register".
func describe(ev *stroomschema.ScenarioEvent) string {
	var b strings.Builder
	if ev.By != nil {
		b.WriteString(ev.By.Name + " ")
	}
	switch ev.Kind {
	case stroomschema.ScenarioTake:
		b.WriteString("takes " + ev.Decision.ID())
	case stroomschema.ScenarioBegin:
		b.WriteString("begins " + ev.Flow.Name)
	case stroomschema.ScenarioWait:
		b.WriteString("time passes")
	case stroomschema.ScenarioMessage:
		b.WriteString(ev.From + " sends " + ev.Notice.Name + " " + ev.Arrival)
	case stroomschema.ScenarioAnswer:
		b.WriteString(ev.Service.Name + " answers")
	case stroomschema.ScenarioFail:
		b.WriteString(ev.Service.Name + " fails")
	case stroomschema.ScenarioWithdraw:
		b.WriteString("withdraws " + ev.Withdraws)
	case stroomschema.ScenarioMigrate:
		b.WriteString("migrates to " + ev.Migrate)
	default:
		panic("simulate: scenario event of kind " + string(ev.Kind))
	}
	if ev.Key != "" {
		b.WriteString(" [" + ev.Key + "]")
	}
	var with []string
	for _, f := range ev.With {
		with = append(with, f.Name+" "+f.Value.String())
	}
	if len(with) > 0 {
		b.WriteString(" with " + strings.Join(with, ", "))
	}
	return b.String()
}
