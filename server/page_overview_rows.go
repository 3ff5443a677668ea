package server

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/server/sheet"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// maxSheet is how many rows a file has at most: enough for a team, and written within the time of a request.
const maxSheet = 1_000

// stand is one row with what its reader sees of it.
type stand struct {
	row    StandingRow
	loaded Loaded
	reader engine.Actor
	seen   readmodel.SeenStanding
	who    []string // for whom it waits, in words
	party  []string // which organisations take part
}

// stands reads one page of rows: at most limit, and where the next page begins. The store knows what stands where; View says
// what of it may be told.
func (o *overview) stands(after *Place, limit int) ([]stand, *Place, error) {
	f := o.filter
	f.After, f.Limit = after, limit+1
	rows, err := o.c.s.Overview.Standings(o.c.ctx(), f)
	if err != nil {
		return nil, nil, err
	}
	var next *Place
	if len(rows) > limit {
		rows = rows[:limit]
		place := rows[limit-1].Place(f.Class)
		next = &place
	}
	var ids []string
	for _, r := range rows {
		if !slices.Contains(ids, r.Trajectory) {
			ids = append(ids, r.Trajectory)
		}
	}
	found, err := o.c.s.Trajectories.LoadAll(o.c.ctx(), ids)
	if err != nil {
		return nil, nil, err
	}
	loaded := map[string]Loaded{}
	for _, l := range found {
		loaded[l.ID] = l
	}
	var out []stand
	for _, r := range rows {
		if l, known := loaded[r.Trajectory]; known {
			if s, visible := o.stand(r, l); visible {
				out = append(out, s)
			}
		}
	}
	return out, next, nil
}

// stand finds a row in what one of the readers sees of its trajectory.
func (o *overview) stand(row StandingRow, loaded Loaded) (stand, bool) {
	for _, reader := range o.readers {
		seen, visible := readmodel.View(loaded.Definition, loaded.State, reader)
		if !visible {
			continue
		}
		at := slices.IndexFunc(seen.Steps, func(s readmodel.SeenStanding) bool { return s.Run == row.Run && s.Step == row.Step })
		if at < 0 {
			continue
		}
		s := stand{row: row, loaded: loaded, reader: reader, seen: seen.Steps[at]}
		for _, task := range seen.Tasks {
			if name := say(o.c.lang, task.For); task.Run == row.Run && !slices.Contains(s.who, name) {
				s.who = append(s.who, name)
			}
		}
		for _, p := range seen.Parties {
			s.party = append(s.party, p.Organisation)
		}
		return s, true
	}
	return stand{}, false
}

// rows writes one page of rows, and returns whom the audit must know to have been seen.
func (o *overview) rows(page *ui.Overview) ([]AuditRow, error) {
	stands, next, err := o.stands(o.c.query.after, overviewRows)
	if err != nil {
		return nil, err
	}
	for _, s := range stands {
		page.Rows = append(page.Rows, o.row(s))
		page.Parties = append(page.Parties, s.party...)
	}
	slices.Sort(page.Parties)
	page.Parties = slices.Compact(page.Parties)
	if len(stands) > 0 {
		page.Sheet = o.choice.address("/bestand")
	}
	if next != nil {
		page.Next = o.choice.address("")
		if strings.Contains(page.Next, "?") {
			page.Next += "&"
		} else {
			page.Next += "?"
		}
		page.Next += "cursor=" + o.c.s.cursors.make(listOfStandings, *next) + "#list"
	}
	return trail(stands, map[string]bool{}), nil
}

func (o *overview) row(s stand) ui.StandRow {
	zone, lang := s.loaded.Definition.Zone, o.c.lang
	out := ui.StandRow{
		Href: trajectoryPath(s.loaded.ID), Number: short(s.loaded.ID), What: o.what(s), Where: say(lang, s.seen.FlowLabel), Who: strings.Join(s.who, ", "),
		Waits: o.days(o.waited(s)), Since: ui.Say(lang, "overview.since", ui.Day(lang, s.seen.Since.In(zone), o.c.now)), Quiet: s.row.Quiet,
	}
	if s.seen.Due != nil {
		out.Due = o.c.due(*s.seen.Due, zone, s.loaded.Definition.Calendar)
	}
	return out
}

// what is what has to be done there, or what the step is called when nothing has.
func (o *overview) what(s stand) string {
	if text := say(o.c.lang, s.seen.What); text != "" {
		return text
	}
	return o.stepLabel(s.row.Flow, s.row.Step)
}

// waited is how many days something stands where it stands, counted as the medians are.
func (o *overview) waited(s stand) int { return readmodel.Day(o.c.now) - readmodel.Day(s.seen.Since) }

// trail says which trajectories were shown, and as whom. Those in told were written down before.
func trail(stands []stand, told map[string]bool) []AuditRow {
	rows := []AuditRow{}
	for _, s := range stands {
		if !told[s.loaded.ID] {
			told[s.loaded.ID] = true
			rows = append(rows, AuditRow{Actor: s.reader, Trajectory: s.loaded.ID, Result: AuditShown, Ground: "role:" + s.reader.Role})
		}
	}
	return rows
}

// overviewSheet gives the rows of the same choice as a file for a spreadsheet. That somebody made it is in the audit trail, with
// every trajectory that stands in it.
func (c *call) overviewSheet() (answer, error) {
	o, err := c.overview()
	if err != nil {
		return answer{}, err
	}
	if o == nil {
		return answer{}, refuse(notFound)
	}
	all, after, told := []stand{}, (*Place)(nil), map[string]bool{}
	for len(all) < maxSheet {
		stands, next, err := o.stands(after, MaxLimit)
		if err != nil {
			return answer{}, err
		}
		if err := c.audit(trail(stands, told)...); err != nil { // page by page: a row of the trail for each would be too many at once
			return answer{}, err
		}
		all = append(all, stands...)
		if after = next; next == nil {
			break
		}
	}
	if err := c.audit(AuditRow{Actor: o.readers[0], Result: AuditShown, Ground: "sheet"}); err != nil {
		return answer{}, err
	}
	c.c.Response().Header().Set("Content-Disposition", `attachment; filename="overzicht-`+c.now.In(o.def.Zone).Format(time.DateOnly)+`.csv"`)
	return answer{status: http.StatusOK, media: sheet.Media, raw: o.sheet(all, after != nil)}, nil
}

// sheet writes rows as a file: first what was chosen, so that the file says what it is of.
func (o *overview) sheet(stands []stand, more bool) []byte {
	lang, zone := o.c.lang, o.def.Zone
	var out sheet.Sheet
	out.Line(ui.Say(lang, "overview.sheet.of", ui.Moment(lang, o.c.now.In(zone)), o.def.Title.In(lang)))
	for _, line := range o.inWords() {
		out.Line(line)
	}
	if more {
		out.Line(ui.Say(lang, "overview.sheet.more", ui.Figure(lang, len(stands))))
	}
	var head []string
	for _, key := range []string{
		"overview.trajectory", "overview.version", "overview.part", "overview.step", "overview.for", "overview.sheet.since", "overview.sheet.days", "overview.term", "overview.late", "overview.almost", "overview.quiet",
	} {
		head = append(head, ui.Say(lang, key))
	}
	out.Line(head...)
	for _, s := range stands {
		due := ""
		if s.seen.Due != nil {
			due = s.seen.Due.In(s.loaded.Definition.Zone).Add(-time.Nanosecond).Format(time.DateOnly) // the last day of the term
		}
		out.Line(strings.ToUpper(s.loaded.ID), strconv.Itoa(s.row.Version), say(lang, s.seen.FlowLabel), o.what(s), strings.Join(s.who, ", "),
			s.seen.Since.In(s.loaded.Definition.Zone).Format(time.DateOnly), strconv.Itoa(o.waited(s)), due, o.yes(s.row.Late), o.yes(s.row.Almost), o.yes(s.row.Quiet))
	}
	return out.Bytes()
}

func (o *overview) yes(is bool) string {
	if is {
		return ui.Say(o.c.lang, "decide.yes")
	}
	return ui.Say(o.c.lang, "decide.no")
}

// inWords says what was chosen.
func (o *overview) inWords() []string {
	var page ui.Overview
	lang := o.c.lang
	for _, t := range []struct {
		class Class
		label string
	}{{ClassLate, "overview.late"}, {ClassAlmost, "overview.almost"}, {ClassQuiet, "overview.quiet"}} {
		if o.choice.class == t.class {
			page.Tiles = append(page.Tiles, ui.Tile{Label: ui.Say(lang, t.label), Here: true})
		}
	}
	o.chosenLinks(&page)
	var out []string
	for _, l := range page.Chosen {
		out = append(out, ui.Say(lang, "overview.chosen")+" "+l.Text)
	}
	return out
}
