package server

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/rules/calendar"
	"stroom/server/auth"
	"stroom/server/sheet"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

const (
	insightLines = 200    // of the list on one page, before looks of one person on one day are put together
	fileLines    = 20_000 // of the list in one file
)

// insightKinds are what can be chosen of the list.
var insightKinds = []struct {
	name  string
	kinds []insightKind
}{
	{"alles", nil}, {"besluiten", []insightKind{insightDecide}}, {"inzage", []insightKind{insightLook}},
	{"geweigerd", []insightKind{insightDenied, insightAsked}},
}

// insightQuery is what a reader chose of the list.
type insightQuery struct {
	loaded      Loaded
	reader      engine.Actor
	from, until string // days as a form sends them; "" for no bound
	kind        string
	list        *insights
	faults      map[string]string
}

// insightAsked reads what was chosen, for somebody who may see the trajectory and may know who looked. For anybody else there is
// no such page.
func (c *call) insightAsked() (*insightQuery, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return nil, err
	}
	if !c.caller.May(auth.Audit) {
		return nil, c.denied(loaded.ID, notFound)
	}
	q := &insightQuery{loaded: loaded, reader: reader, from: c.query.text("van"), until: c.query.text("tot"), kind: cmp.Or(c.query.text("soort"), insightKinds[0].name), faults: map[string]string{}}
	zone := loaded.Definition.Zone
	day := func(field, text string) time.Time {
		at, err := time.ParseInLocation(time.DateOnly, text, zone)
		if text != "" && err != nil {
			q.faults[field] = ui.Say(c.lang, "insight.nodate")
		}
		return at
	}
	from, until := day("van", q.from), day("tot", q.until)
	if !from.IsZero() && !until.IsZero() && until.Before(from) {
		q.faults["tot"] = ui.Say(c.lang, "insight.order")
	}
	if q.faults["van"] != "" {
		from = time.Time{}
	}
	if q.faults["tot"] != "" || until.IsZero() {
		until = time.Time{}
	} else {
		until = calendar.Of(until, zone).End(zone)
	}
	at := slices.IndexFunc(insightKinds, func(k struct {
		name  string
		kinds []insightKind
	}) bool {
		return k.name == q.kind
	})
	q.list, err = c.insights(loaded, reader, from, until, insightKinds[at].kinds)
	return q, err
}

// with is the address of the list with what was chosen, and something else chosen instead.
func (q *insightQuery) with(path string, pairs ...string) string {
	values := url.Values{}
	put := func(name, value string) {
		if values.Del(name); value != "" {
			values.Set(name, value)
		}
	}
	put("van", q.from)
	put("tot", q.until)
	if q.kind != insightKinds[0].name {
		put("soort", q.kind)
	}
	for i := 0; i < len(pairs); i += 2 {
		put(pairs[i], pairs[i+1])
	}
	if len(values) == 0 {
		return trajectoryPath(q.loaded.ID) + path
	}
	return trajectoryPath(q.loaded.ID) + path + "?" + values.Encode()
}

// insightPage is who looked at a trajectory and who decided.
func (c *call) insightPage() (answer, error) {
	q, err := c.insightAsked()
	if err != nil {
		return answer{}, err
	}
	lines, next, err := q.list.page(c.query.after, insightLines)
	if err != nil {
		return answer{}, err
	}
	names, err := c.names(q.list.sight, actorsOf(lines))
	if err != nil {
		return answer{}, err
	}
	if err := c.looked(q); err != nil {
		return answer{}, err
	}
	page := ui.Insight{
		Frame: c.frame(ui.Say(c.lang, "insight.title")), Number: short(q.loaded.ID), Back: trajectoryPath(q.loaded.ID),
		From: q.from, Until: q.until, FromFault: q.faults["van"], UntilFault: q.faults["tot"],
		Periods: c.insightPeriods(q), File: q.with("/inzage.csv"), Whole: q.list.sight.All(),
	}
	for _, k := range insightKinds {
		page.Kinds = append(page.Kinds, ui.Choice{Value: k.name, Text: ui.Say(c.lang, "insight.kind."+k.name), Here: k.name == q.kind})
	}
	page.Days = c.insightDays(lines, names, q.loaded)
	if next != nil {
		page.Next = q.with("/inzage", "cursor", c.s.cursors.make(listOfInsights, *next))
	}
	return c.page(page)
}

// looked audits that the list was shown, on the ground of the permission for it.
func (c *call) looked(q *insightQuery) error {
	return c.audit(AuditRow{Actor: q.reader, Trajectory: q.loaded.ID, Result: AuditShown, Ground: "permission:" + string(auth.Audit)})
}

// insightPeriods are periods that can be chosen with one press.
func (c *call) insightPeriods(q *insightQuery) []ui.Link {
	today := c.now.In(q.loaded.Definition.Zone)
	day := func(t time.Time) string { return t.Format(time.DateOnly) }
	var out []ui.Link
	for _, p := range []struct{ key, from string }{
		{"insight.always", ""}, {"insight.week", day(today.AddDate(0, 0, -6))}, {"insight.month", day(today.AddDate(0, 0, -29))},
		{"insight.year", day(time.Date(today.Year(), 1, 1, 0, 0, 0, 0, today.Location()))},
	} {
		out = append(out, ui.Link{Text: ui.Say(c.lang, p.key), Href: q.with("/inzage", "van", p.from, "tot", ""), Here: q.from == p.from && q.until == ""})
	}
	return out
}

// insightDays puts lines together by day. What one person looked at in one way on one day is one line, with how often.
func (c *call) insightDays(lines []insight, names map[string]string, loaded Loaded) []ui.InsightDay {
	zone := loaded.Definition.Zone
	var days []ui.InsightDay
	var last calendar.Civil
	for _, l := range lines {
		if day := calendar.Of(l.at, zone); len(days) == 0 || day != last {
			days, last = append(days, ui.InsightDay{Title: ui.Date(c.lang, l.at.In(zone))}), day
		}
		at := &days[len(days)-1]
		line := c.insightLine(l, names, loaded)
		same := slices.IndexFunc(at.Lines, func(o ui.InsightLine) bool {
			return l.kind == insightLook && o.Who == line.Who && o.As == line.As && o.Text == line.Text && o.Why == line.Why && o.Stamp == line.Stamp && l.stamp == ""
		})
		if same < 0 {
			line.Times = 1
			at.Lines = append(at.Lines, line)
			continue
		}
		at.Lines[same].Times++
		at.Lines[same].Since = l.at.In(zone).Format("15:04")
	}
	return days
}

func (c *call) insightLine(l insight, names map[string]string, loaded Loaded) ui.InsightLine {
	return ui.InsightLine{
		When: l.at.In(loaded.Definition.Zone).Format("15:04"), Who: c.insightName(l, names), As: c.insightRole(l.actor, loaded),
		Kind: string(l.kind), Mark: ui.Say(c.lang, "insight.mark."+string(l.kind)), Text: c.insightText(l), Why: c.insightWhy(l), Stamp: l.stamp,
	}
}

// insightName is who it was, as far as the reader may know.
func (c *call) insightName(l insight, names map[string]string) string {
	return cmp.Or(c.personName(l.actor, names), ui.Say(c.lang, "insight.someone"))
}

func actorsOf(lines []insight) []engine.Actor {
	out := make([]engine.Actor, len(lines))
	for i, l := range lines {
		out[i] = l.actor
	}
	return out
}

func (c *call) insightRole(a engine.Actor, loaded Loaded) string {
	var parts []string
	switch role := loaded.Definition.Role(a.Role); {
	case role != nil:
		parts = append(parts, role.Label.In(c.lang))
	case a.Role == engine.Operator:
		parts = append(parts, ui.Say(c.lang, "insight.operator"))
	case a.Role != "":
		parts = append(parts, a.Role)
	}
	if a.Organisation != "" {
		parts = append(parts, a.Organisation)
	}
	return strings.Join(parts, ", ")
}

// insightText says what was done, in a sentence.
func (c *call) insightText(l insight) string {
	switch l.kind {
	case insightDecide:
		return l.what
	case insightLook:
		if key := "looked." + l.what; ui.Known(key) {
			return ui.Say(c.lang, key)
		}
		return ui.Say(c.lang, "insight.looked")
	}
	return ui.Say(c.lang, "insight.text."+string(l.kind))
}

// insightWhy says on what ground it was allowed, where that was not the role alone, and what for.
func (c *call) insightWhy(l insight) string {
	var parts []string
	if l.imported {
		parts = append(parts, ui.Say(c.lang, "insight.imported"))
	}
	if permission, ok := strings.CutPrefix(l.ground, "permission:"); ok {
		parts = append(parts, ui.Say(c.lang, "insight.permission", permission))
	}
	if l.purpose != "" {
		parts = append(parts, ui.Say(c.lang, "insight.purpose", l.purpose))
	}
	return strings.Join(parts, " ")
}

// insightFile is the same list as a file for a spreadsheet, the oldest first. Each line has a stamp that depends on all lines
// before it. The last line is this download itself; its stamp goes into the audit trail before the file is sent, so that a file can be
// held against the trail.
func (c *call) insightFile() (answer, error) {
	q, err := c.insightAsked()
	if err != nil {
		return answer{}, err
	}
	lines, next, err := q.list.page(nil, fileLines)
	if err != nil {
		return answer{}, err
	}
	names, err := c.names(q.list.sight, append(actorsOf(lines), q.reader))
	if err != nil {
		return answer{}, err
	}
	file := sheet.Chained()
	var head []string
	for _, key := range []string{"when", "who", "role", "organisation", "kind", "what", "ground", "purpose", "reference", "stamp"} {
		head = append(head, ui.Say(c.lang, "insight.column."+key))
	}
	file.Line(head...)
	if next != nil {
		file.Line("", "", "", "", "", ui.Say(c.lang, "insight.full", strconv.Itoa(fileLines)))
	}
	for _, l := range slices.Backward(lines) {
		file.Line(c.insightCells(l, names, q.loaded, c.insightText(l))...)
	}
	own := insight{at: c.now, kind: insightLook, actor: q.reader, ground: "permission:" + string(auth.Audit), ref: q.loaded.ID}
	file.Line(c.insightCells(own, names, q.loaded, ui.Say(c.lang, "looked.insightFile")+" "+c.insightChoice(q))...)
	row := AuditRow{Actor: q.reader, Trajectory: q.loaded.ID, Result: AuditShown, Ground: own.ground, Code: stampPrefix + file.Stamp()}
	if err := c.audit(row); err != nil {
		return answer{}, err
	}
	name := "inzage-" + strings.ToLower(short(q.loaded.ID)) + "-" + c.now.In(q.loaded.Definition.Zone).Format(time.DateOnly) + ".csv"
	c.c.Response().Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	return answer{status: http.StatusOK, raw: file.Bytes(), media: sheet.Media}, nil
}

// stampPrefix says how a stamp was made.
const stampPrefix = "sha256:"

func (c *call) insightCells(l insight, names map[string]string, loaded Loaded, text string) []string {
	role := l.actor.Role
	if r := loaded.Definition.Role(role); r != nil {
		role = r.Label.In(c.lang)
	}
	return []string{
		l.at.In(loaded.Definition.Zone).Format("2006-01-02 15:04:05"), c.insightName(l, names), role, l.actor.Organisation,
		ui.Say(c.lang, "insight.mark."+string(l.kind)), c.insightCell(l, text), l.ground, l.purpose, l.ref,
	}
}

// insightCell is the sentence of a line in a file.
func (c *call) insightCell(l insight, text string) string {
	if l.imported {
		text += " " + ui.Say(c.lang, "insight.imported")
	}
	return text
}

// insightChoice says what was chosen of the list.
func (c *call) insightChoice(q *insightQuery) string {
	return ui.Say(c.lang, "insight.choice", short(q.loaded.ID), cmp.Or(q.from, "…"), cmp.Or(q.until, "…"), ui.Say(c.lang, "insight.kind."+q.kind))
}
