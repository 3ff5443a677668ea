package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"stroom/definitions/stroomschema"
	"stroom/rules/calendar"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

const (
	timeEntries = 200   // entries of the journal that are read at a time
	mostEntries = 5_000 // of the journal on the page of a trajectory through time
	mostRefused = 300   // refusals on it
	timeHappens = 80    // happenings in one list
	idleDays    = 7     // that pass without anything before they are folded
)

// history is all that happened to a trajectory, as far as one reader may know.
type history struct {
	c       *call
	loaded  Loaded
	reader  engine.Actor
	entries []engine.Entry
	lines   []readmodel.Line
	happens []happening // the first first
	names   map[string]string
}

// happening is what one event brought at one moment, or what was refused.
type happening struct {
	at      time.Time
	event   string
	lines   []readmodel.Line
	refused *RefusalLine
	actor   engine.Actor // who it was; the zero Actor for time
	version int          // of the definition that was followed
}

// timePage is one trajectory through time, and where it stood on a day.
func (c *call) timePage() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	p, err := c.history(loaded, reader)
	if err != nil {
		return answer{}, err
	}
	page := ui.Timeline{
		Frame: c.frame(ui.Say(c.lang, "timeline.title")), Heading: ui.Say(c.lang, "timeline.title"), Number: short(loaded.ID), Back: trajectoryPath(loaded.ID),
	}
	from := min(int(c.query.number("na", 0)), len(p.happens))
	some := p.happens[from:min(from+timeHappens, len(p.happens))]
	if next := from + len(some); next < len(p.happens) {
		page.Next = trajectoryPath(loaded.ID) + "/tijd?" + url.Values{"na": {strconv.Itoa(next)}}.Encode()
	}
	if page.Spans, err = p.spans(some); err != nil {
		return answer{}, err
	}
	if from == 0 {
		page.Strip = p.strip()
	}
	zone := loaded.Definition.Zone
	page.Past = c.past(loaded, p.lines)
	if day, err := time.ParseInLocation(time.DateOnly, c.query.text("op"), zone); err == nil {
		if err := p.stood(&page, day); err != nil {
			return answer{}, err
		}
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return c.page(page)
}

// past asks for a day from the first of these lines on.
func (c *call) past(loaded Loaded, lines []readmodel.Line) ui.Past {
	today := c.now.In(loaded.Definition.Zone)
	first := today
	if len(lines) > 0 {
		first = lines[0].At.In(loaded.Definition.Zone)
	}
	return ui.Past{Ask: trajectoryPath(loaded.ID) + "/tijd", First: first.Format(time.DateOnly), Last: today.Format(time.DateOnly)}
}

// history reads the journal and the refusals.
func (c *call) history(loaded Loaded, reader engine.Actor) (*history, error) {
	entries, err := c.journal(loaded.ID, mostEntries)
	if err != nil {
		return nil, err
	}
	p := &history{c: c, loaded: loaded, reader: reader, entries: entries}
	p.lines = readmodel.Journal(loaded.Definition, loaded.State, entries, reader)
	p.group()
	refused, err := p.refused()
	if err != nil {
		return nil, err
	}
	p.happens = append(p.happens, refused...)
	slices.SortStableFunc(p.happens, func(a, b happening) int { return a.at.Compare(b.at) })
	return p, nil
}

// group puts lines of one event at one moment together.
func (p *history) group() {
	actors, versions := map[uint64]engine.Actor{}, map[uint64]int{}
	version := 0
	for _, e := range p.entries {
		switch change := e.Change.(type) {
		case engine.TrajectoryOpened:
			version = change.Version
		case engine.VersionChanged:
			version = change.Version
		case engine.EventTaken:
			actors[e.Seq] = change.Event.Actor
		}
		versions[e.Seq] = version
	}
	for _, l := range p.lines {
		if n := len(p.happens); n > 0 && p.happens[n-1].event == l.Event && p.happens[n-1].at.Equal(l.At) {
			p.happens[n-1].add(l, actors[l.Seq])
			continue
		}
		p.happens = append(p.happens, happening{at: l.At, event: l.Event, lines: []readmodel.Line{l}, actor: actors[l.Seq], version: versions[l.Seq]})
	}
}

// eventTaken is the kind of the line that says who did what.
var eventTaken = engine.Entry{Change: engine.EventTaken{}}.Kind()

// add puts a line to what happened: before all others when it says who did it.
func (h *happening) add(l readmodel.Line, by engine.Actor) {
	if l.Kind == eventTaken {
		h.lines, h.actor = slices.Insert(h.lines, 0, l), by
		return
	}
	h.lines = append(h.lines, l)
}

// refused reads what was refused: to this person, and with the permission for it to others.
func (p *history) refused() ([]happening, error) {
	var out []happening
	f := RefusalFilter{Trajectory: p.loaded.ID, Limit: MaxLimit}
	sight := engine.SightOf(p.loaded.Definition, p.loaded.State, p.reader)
	for len(out) < mostRefused {
		lines, rows, err := p.c.refusals(p.loaded, p.reader, f)
		if err != nil {
			return nil, err
		}
		for i, l := range lines {
			if l.Mine || sight.At(l.At) {
				out = append(out, happening{at: l.At, event: l.Event, refused: &l, actor: rows[i].Event.Actor})
			}
		}
		if len(rows) < MaxLimit {
			break
		}
		last := rows[len(rows)-1]
		f.After = &Place{Time: &last.Event.At, ID: last.ID}
	}
	return out, nil
}

// spans puts happenings together by day, with the times between in which nothing happened.
func (p *history) spans(some []happening) ([]ui.Span, error) {
	c, zone := p.c, p.loaded.Definition.Zone
	var actors []engine.Actor
	for _, h := range some {
		actors = append(actors, h.actor)
	}
	var err error
	if p.names, err = c.names(engine.SightOf(p.loaded.Definition, p.loaded.State, p.reader), actors); err != nil {
		return nil, err
	}
	var out []ui.Span
	var last calendar.Civil
	for _, h := range some {
		day := calendar.Of(h.at, zone)
		if len(out) == 0 || day != last {
			if gap := last.DaysUntil(day) - 1; len(out) > 0 && gap >= idleDays {
				out = append(out, ui.Span{Title: ui.Say(c.lang, "timeline.idle", strconv.Itoa(gap)), Idle: true})
			}
			out, last = append(out, ui.Span{Title: ui.Date(c.lang, h.at.In(zone))}), day
		}
		at := &out[len(out)-1]
		at.Lines = append(at.Lines, p.line(h))
	}
	return out, nil
}

// line is one happening: what was done first, and what came of it folded under it.
func (p *history) line(h happening) ui.TimeLine {
	c, zone := p.c, p.loaded.Definition.Zone
	out := ui.TimeLine{When: h.at.In(zone).Format("15:04"), By: c.personName(h.actor, p.names)}
	if h.refused != nil {
		return p.refusedLine(out, h)
	}
	first := h.lines[0]
	out.Text, out.Reason, out.Rules, out.Decided = say(c.lang, first.Text), first.Reason, p.rules(first), h.actor != (engine.Actor{})
	for _, f := range first.Form {
		out.Form = append(out.Form, ui.Named{Name: say(c.lang, f.Label), Value: say(c.lang, f.Text)})
	}
	for _, l := range h.lines[1:] {
		out.More = append(out.More, say(c.lang, l.Text))
	}
	if out.Decided {
		out.Version = ui.Say(c.lang, "timeline.version", p.loaded.Definition.Title.In(c.lang), strconv.Itoa(h.version))
	}
	return out
}

func (p *history) refusedLine(out ui.TimeLine, h happening) ui.TimeLine {
	c, r := p.c, h.refused
	def := p.loaded.Definition
	out.Refused = true
	what := ui.Say(c.lang, "timeline.something")
	if d := def.Decision(r.Decision); d != nil {
		what = "‘" + c.decisionLabel(def, d) + "’"
	}
	out.Text = capital(ui.Say(c.lang, "timeline.refused", c.addresses(def, []Address{r.By}), what))
	if r.Explanation != nil {
		out.Reason = r.Explanation.Text
	}
	if r.Rule != "" {
		out.Rules = append(out.Rules, strings.ReplaceAll(r.Rule, "_", " ")+": "+ui.Say(c.lang, "timeline.failed"))
	}
	return out
}

// capital begins a sentence.
func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// rules says how each rule was judged, with what it read.
func (p *history) rules(l readmodel.Line) []string {
	var out []string
	for _, r := range l.Rules {
		held := "timeline.held"
		if !r.Holds {
			held = "timeline.failed"
		}
		text := strings.ReplaceAll(r.Rule, "_", " ") + ": " + ui.Say(p.c.lang, held)
		var reads []string
		for _, read := range r.Reads {
			if label, value := say(p.c.lang, read.Label), say(p.c.lang, read.Text); label != "" && value != "" {
				reads = append(reads, label+" = "+value)
			}
		}
		if reads != nil {
			text += " (" + strings.Join(reads, "; ") + ")"
		}
		out = append(out, text)
	}
	return out
}

// stood says where the trajectory stood at the end of a day: its steps, what stood on its scales, who took part, what was known, and by
// which version of the definition.
func (p *history) stood(page *ui.Timeline, day time.Time) error {
	c, def := p.c, p.loaded.Definition
	page.Day, page.DayText = day.Format(time.DateOnly), ui.Date(c.lang, day)
	end := calendar.Of(day, def.Zone).End(def.Zone).Add(-time.Nanosecond)
	var failed error
	edition := func(version int, hash string) *stroomschema.Definition {
		if version == def.Version && hash == def.Hash {
			return def
		}
		found, _, err := c.s.Definitions.Version(c.ctx(), def.Name, version)
		if err != nil || found.Hash != hash {
			failed = err
			return nil
		}
		return found
	}
	seen, known, visible := readmodel.Then(def, p.loaded.State, p.entries, end, p.reader, edition)
	if failed != nil {
		return failed
	}
	switch {
	case !known || len(p.entries) >= mostEntries && p.entries[len(p.entries)-1].At.Before(end):
		page.Unknown = ui.Say(c.lang, "timeline.moved")
	case !visible:
		page.Unknown = ui.Say(c.lang, "timeline.not")
	default:
		p.picture(page, seen)
	}
	return nil
}

func (p *history) picture(page *ui.Timeline, seen readmodel.Seen) {
	c, def := p.c, p.loaded.Definition
	page.Version = ui.Say(c.lang, "timeline.version", say(c.lang, seen.Title), strconv.Itoa(seen.Version))
	for _, s := range seen.Steps {
		page.Stood = append(page.Stood, ui.Standing{Title: say(c.lang, s.FlowLabel), What: say(c.lang, s.What), Text: say(c.lang, s.Text)})
	}
	for _, l := range c.ladders(def, seen) {
		for _, r := range l.Rungs {
			if r.Here {
				page.Known = append(page.Known, ui.Named{Name: l.Title, Value: r.Text + " (" + strings.Join(r.Marks, ", ") + ")"})
			}
		}
	}
	for _, party := range seen.Parties {
		page.Known = append(page.Known, ui.Named{Name: say(c.lang, party.Label), Value: party.Organisation})
	}
	for _, f := range seen.Facts {
		page.Facts = append(page.Facts, ui.Named{Name: say(c.lang, f.Label), Value: say(c.lang, f.Text), When: ui.Date(c.lang, f.At.In(def.Zone))})
	}
}
