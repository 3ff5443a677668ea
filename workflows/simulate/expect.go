package simulate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// compare compares everything that is expected after an event.
func (p *player) compare(ev *stroomschema.ScenarioEvent) {
	then := ev.Then
	if then.Refused != nil {
		p.compareRefusal(then.Refused)
	}
	for _, x := range then.At {
		p.check(x.Range, "where "+runName(x.Run)+" stands", standNames(x.Stands), p.stands(x))
	}
	for _, x := range then.Facts {
		name := engine.FactName(x.Fact.Name, x.Key)
		if x.Path != "" {
			name += "." + x.Path
		}
		p.check(x.Range, name, x.Value.String(), partOf(p.st.Facts[engine.FactName(x.Fact.Name, x.Key)].Value, x.Path).String())
	}
	for _, x := range then.Due {
		p.check(x.Range, "when "+runName(x.Run)+" is due", p.dueText(x.At), p.due(x.Run))
	}
	for _, x := range then.Who {
		p.check(x.Range, "who may act in "+runName(x.Run), roleNames(x.Roles), p.holders(x.Run))
	}
	p.compareNotices(then)
	for _, x := range then.Measures {
		p.compareMeasure(x)
	}
	for _, x := range then.Outcomes {
		p.check(x.Range, "how "+runName(x.Run)+" ended", x.Outcome, p.outcome(x.Run))
	}
	for _, x := range then.Parties {
		p.check(x.Range, "party "+engine.FactName(x.Role.Name, x.Key), orNone(x.Organisation), orNone(p.party(x.Role.Name, x.Key)))
	}
	if then.Ended != "" {
		p.check(then.Keys["ended"], "the end of the trajectory", then.Ended, p.ending())
	}
	if then.Incidents != nil {
		p.check(then.Keys["incidents"], "open incidents", strconv.Itoa(*then.Incidents), p.incidents(*then.Incidents))
	}
	p.compareOptions(ev, then)
}

// check compares two texts that are equal exactly when the expectation is met.
func (p *player) check(place diag.Range, what, expected, actual string) {
	p.result.Checks++
	if expected != actual {
		p.failAt(place, what, expected, actual)
	}
}

func (p *player) compareRefusal(x *stroomschema.ExpectRefused) {
	if p.rejection == nil {
		p.result.Checks++
		p.failAt(x.Range, "the event", "refused "+x.Code, "accepted")
		return
	}
	p.check(x.Range, "the code of the refusal", x.Code, string(p.rejection.Code))
	if x.Rule != nil {
		p.check(x.Range, "the rule that refused", x.Rule.Name, p.rejection.Explanation.Rule)
	}
	if x.NL != "" {
		p.check(x.Range, "the text of the refusal", x.NL, p.rejection.Explanation.Text.NL)
	}
}

// run returns the newest open run of a flow and key.
func (p *player) run(ref stroomschema.RunRef) *engine.Run {
	var found *engine.Run
	for i := range p.st.Runs {
		r := &p.st.Runs[i]
		if r.Flow == ref.Flow.Name && r.Key == ref.Key && (found == nil || r.Number > found.Number) {
			found = r
		}
	}
	return found
}

// stands says where the newest run stands, or all open runs in order of number.
func (p *player) stands(x stroomschema.ExpectAt) string {
	if !x.All {
		return standing(p.run(x.Run))
	}
	var runs []engine.Run
	for _, r := range p.st.Runs {
		if r.Flow == x.Run.Flow.Name && r.Key == x.Run.Key {
			runs = append(runs, r)
		}
	}
	slices.SortFunc(runs, func(a, b engine.Run) int { return a.Number - b.Number })
	var names []string
	for i := range runs {
		names = append(names, standing(&runs[i]))
	}
	return orNone(strings.Join(names, "; "))
}

func standing(r *engine.Run) string {
	switch {
	case r == nil:
		return "none"
	case r.Stuck != 0:
		return fmt.Sprintf("%s, stopped by incident %d", r.Step, r.Stuck)
	default:
		return standText(r.Step, r.Suspended != nil, r.Waiting)
	}
}

func standNames(stands []stroomschema.ExpectStand) string {
	var names []string
	for _, s := range stands {
		if s.Step != nil {
			names = append(names, standText(s.Step.Name, s.Suspended, s.Waiting))
		}
	}
	return orNone(strings.Join(names, "; "))
}

func standText(step string, suspended, waiting bool) string {
	if waiting {
		step = "before " + step + ", until it is free"
	}
	if suspended {
		step += ", suspended"
	}
	return step
}

func (p *player) due(ref stroomschema.RunRef) string {
	r := p.run(ref)
	if r == nil {
		return "no open run"
	}
	if r.Clock == nil || r.Clock.Due == nil {
		return p.dueText(time.Time{})
	}
	return p.dueText(*r.Clock.Due)
}

// dueText writes a due moment: the day for its 24:00.
func (p *player) dueText(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	local, before := t.In(p.zone), t.Add(-time.Microsecond).In(p.zone)
	if local.YearDay() != before.YearDay() {
		return before.Format("2006-01-02")
	}
	return local.Format("2006-01-02 15:04:05")
}

func (p *player) holders(ref stroomschema.RunRef) string {
	r := p.run(ref)
	if r == nil {
		return "no open run"
	}
	var names []string
	for _, a := range engine.Holders(p.def, p.st, *r) {
		names = append(names, a.Role)
	}
	return sorted(names)
}

func roleNames(roles []*stroomschema.Role) string {
	var names []string
	for _, r := range roles {
		names = append(names, r.Name)
	}
	return sorted(names)
}

func sorted(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	names = slices.Clone(names)
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// compareNotices compares the notices since the event before: those expected must each be among the sent ones.
func (p *player) compareNotices(then *stroomschema.Expectation) {
	left := copies(p.sent)
	for _, x := range then.Notices {
		p.result.Checks++
		i := slices.IndexFunc(left, func(n copied) bool {
			return n.notice == x.Notice.Name && (x.To == nil || n.to == x.To.Name)
		})
		if i < 0 {
			p.failAt(x.Range, "the notices sent", noticeName(x), p.sentText())
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, no := range then.NoNotices {
		p.result.Checks++
		if slices.ContainsFunc(p.sent, func(n engine.Notify) bool { return n.Notice == no.Name }) {
			p.failAt(then.Keys["no_notices"], "the notices sent", "no "+no.Name, p.sentText())
		}
	}
}

// copied is one copy of a notice: for one role.
type copied struct{ notice, to string }

func copies(sent []engine.Notify) []copied {
	var list []copied
	for _, n := range sent {
		for _, to := range n.To {
			list = append(list, copied{n.Notice, to.Role})
		}
	}
	return list
}

func noticeName(x stroomschema.ExpectNotice) string {
	if x.To == nil {
		return x.Notice.Name
	}
	return x.Notice.Name + " to " + x.To.Name
}

func (p *player) sentText() string {
	if len(p.sent) == 0 {
		return "none"
	}
	var out []string
	for _, n := range p.sent {
		out = append(out, n.Notice+" to "+addresses(n.To))
	}
	return strings.Join(out, "; ")
}

func (p *player) compareMeasure(x stroomschema.ExpectMeasure) {
	what := x.Measure.Name
	for _, w := range x.With {
		what += fmt.Sprintf(" under %s = %s", w.Name, shortForm(w.Value))
	}
	actual := "no such value"
	for _, m := range readmodel.Measures(p.def, p.result.Entries) {
		if m.Name != x.Measure.Name {
			continue
		}
		sum, found := int64(0), false
		for _, cell := range m.Cells {
			if cellMatches(cell, x.With) {
				sum, found = sum+cell.Value, true
			}
		}
		if found || x.Measure.Split != "" {
			actual = strconv.FormatInt(sum, 10)
		}
	}
	p.check(x.Range, what, strconv.FormatInt(x.Value, 10), actual)
}

// cellMatches reports whether a cell is the value under the parameters named; those not named are in force.
func cellMatches(cell readmodel.Cell, with []stroomschema.NamedValue) bool {
	if len(with) == 0 {
		return cell.InForce
	}
	for _, w := range with {
		ok := slices.ContainsFunc(cell.With, func(c readmodel.Parameter) bool { return c.Name == w.Name && c.Value == shortForm(w.Value) })
		if !ok {
			return false
		}
	}
	return true
}

func shortForm(v rules.Value) string {
	switch {
	case !v.IsSet():
		return "none"
	case v.Kind() == rules.Text:
		return v.Str()
	default:
		return v.String()
	}
}

// outcome returns how the last ended run of a flow and key ended.
func (p *player) outcome(ref stroomschema.RunRef) string {
	ending, ok := p.st.Finished[engine.FactName(ref.Flow.Name, ref.Key)]
	if !ok || ending.Count == 0 {
		return "not ended"
	}
	return ending.Outcome
}

func (p *player) ending() string {
	if p.st.Ended == nil {
		return "not ended"
	}
	return p.st.Outcome
}

func (p *player) incidents(expected int) string {
	text := strconv.Itoa(len(p.st.Incidents))
	if len(p.st.Incidents) == expected {
		return text
	}
	for _, i := range p.st.Incidents {
		text += fmt.Sprintf(" (%s at %s)", i.Code, i.Place)
	}
	return text
}

func (p *player) party(role, key string) string {
	for _, x := range p.st.Parties {
		if x.Role == role && x.Key == key && x.Until == nil {
			return x.Organisation
		}
	}
	return ""
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// compareOptions compares what the person of the event may decide now.
func (p *player) compareOptions(ev *stroomschema.ScenarioEvent, then *stroomschema.Expectation) {
	if len(then.Open)+len(then.NotOpen) == 0 {
		return
	}
	options := engine.Permitted(p.def, p.st, actorOf(ev), p.now)
	for _, d := range then.Open {
		p.check(then.Keys["open"], "whether "+d.ID()+" is open", "open", openness(options, d.ID(), ev.Key))
	}
	for _, d := range then.NotOpen {
		actual := openness(options, d.ID(), ev.Key)
		if actual != "open" {
			actual = "not open"
		}
		p.check(then.Keys["not_open"], "whether "+d.ID()+" is open", "not open", actual)
	}
}

// openness says whether a decision is open, for the key of the event where it has one.
func openness(options []engine.Option, id, key string) string {
	text := "not offered"
	for _, o := range options {
		if o.ID != id || (key != "" && o.Key != "" && o.Key != key) {
			continue
		}
		if o.Open {
			return "open"
		}
		if o.Refused != nil {
			text = "refused " + string(o.Refused.Code)
		}
	}
	return text
}

func runName(ref stroomschema.RunRef) string { return engine.FactName(ref.Flow.Name, ref.Key) }

// partOf returns the part of a value that a dotted path names.
func partOf(v rules.Value, path string) rules.Value {
	for path != "" {
		var field string
		field, path, _ = strings.Cut(path, ".")
		v = v.Field(field)
	}
	return v
}
