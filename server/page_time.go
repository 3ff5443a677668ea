package server

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"stroom/rules/calendar"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

const (
	timeEntries = 200   // entries of the journal on one page of the trajectory through time
	mostEntries = 5_000 // from which the stand of a day is computed
	idleDays    = 7     // that pass without anything before they are folded
)

// timePage is one trajectory through time, and where it stood on a day.
func (c *call) timePage() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	after := c.query.number("na", 0)
	entries, err := c.s.Trajectories.Events(c.ctx(), loaded.ID, after, timeEntries+1)
	if err != nil {
		return answer{}, err
	}
	page := ui.Timeline{Frame: c.frame(ui.Say(c.lang, "timeline.title")), Heading: ui.Say(c.lang, "timeline.title"), Back: trajectoryPath(loaded.ID)}
	if len(entries) > timeEntries {
		entries = entries[:timeEntries]
		page.Next = trajectoryPath(loaded.ID) + "/tijd?" + url.Values{"na": {seqText(entries[timeEntries-1].Seq)}}.Encode()
	}
	page.Spans = c.spans(readmodel.Journal(loaded.Definition, loaded.State, entries, reader), loaded.Definition.Zone)
	if day, err := time.ParseInLocation("2006-01-02", c.query.text("op"), loaded.Definition.Zone); err == nil {
		if err := c.stood(&page, loaded, reader, day); err != nil {
			return answer{}, err
		}
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return c.page(page)
}

// spans puts lines together by day, with the times between in which nothing happened.
func (c *call) spans(lines []readmodel.Line, zone *time.Location) []ui.Span {
	var out []ui.Span
	var last calendar.Civil
	for _, l := range lines {
		day := calendar.Of(l.At, zone)
		if len(out) == 0 || day != last {
			if gap := last.DaysUntil(day) - 1; len(out) > 0 && gap >= idleDays {
				out = append(out, ui.Span{Title: ui.Say(c.lang, "timeline.idle", strconv.Itoa(gap)), Idle: true})
			}
			out, last = append(out, ui.Span{Title: ui.Date(c.lang, l.At.In(zone))}), day
		}
		at := &out[len(out)-1]
		at.Lines = append(at.Lines, c.timeLine(l, zone))
	}
	return out
}

func (c *call) timeLine(l readmodel.Line, zone *time.Location) ui.TimeLine {
	out := ui.TimeLine{When: l.At.In(zone).Format("15:04"), Text: say(c.lang, l.Text), By: l.Person}
	for _, r := range l.Rules {
		held := "timeline.held"
		if !r.Holds {
			held = "timeline.failed"
		}
		text := strings.ReplaceAll(r.Rule, "_", " ") + ": " + ui.Say(c.lang, held)
		var reads []string
		for _, read := range r.Reads {
			if label, value := say(c.lang, read.Label), say(c.lang, read.Text); label != "" && value != "" {
				reads = append(reads, label+" = "+value)
			}
		}
		if reads != nil {
			text += " (" + strings.Join(reads, "; ") + ")"
		}
		out.Rules = append(out.Rules, text)
	}
	for _, f := range l.Form {
		out.Form = append(out.Form, ui.Named{Name: say(c.lang, f.Label), Value: say(c.lang, f.Text)})
	}
	return out
}

// stood says where the trajectory stood at the end of a day.
func (c *call) stood(page *ui.Timeline, loaded Loaded, reader engine.Actor, day time.Time) error {
	page.Day = day.Format("2006-01-02")
	var entries []engine.Entry
	for after := uint64(0); len(entries) < mostEntries; {
		more, err := c.s.Trajectories.Events(c.ctx(), loaded.ID, after, timeEntries)
		if err != nil {
			return err
		}
		entries = append(entries, more...)
		if len(more) < timeEntries {
			break
		}
		after = more[len(more)-1].Seq
	}
	end := calendar.Of(day, loaded.Definition.Zone).End(loaded.Definition.Zone).Add(-time.Nanosecond)
	seen, moved, visible := readmodel.Then(loaded.Definition, loaded.State, entries, end, reader)
	switch {
	case moved || len(entries) >= mostEntries:
		page.Unknown = ui.Say(c.lang, "timeline.moved")
	case !visible:
		page.Unknown = ui.Say(c.lang, "timeline.not")
	default:
		for _, s := range seen.Steps {
			page.Stood = append(page.Stood, ui.Standing{Title: say(c.lang, s.FlowLabel), What: say(c.lang, s.What), Text: say(c.lang, s.Text)})
		}
	}
	return nil
}
