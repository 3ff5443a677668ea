package server

import (
	"time"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Page is what every list answers with: next is the cursor of the next page, and absent on the last.
type Page[T any] struct {
	Items []T    `json:"items" doc:"De regels van deze bladzijde."`
	Next  string `json:"next,omitempty" doc:"Cursor van de volgende bladzijde. Ontbreekt op de laatste."`
}

// Search chooses trajectories by a message instead of an address, so that nothing sensitive comes to stand in addresses.
type Search struct {
	IDs            []string   `json:"ids,omitempty" max:"100" pattern:"id" doc:"Alleen deze trajecten."`
	Definition     string     `json:"definition,omitempty" pattern:"name" doc:"Alleen van dit stroomschema."`
	Version        int        `json:"version,omitempty" doc:"Alleen van deze versie."`
	Status         string     `json:"status,omitempty" enum:"open,ended" pattern:"name" doc:"open of ended."`
	Outcome        string     `json:"outcome,omitempty" pattern:"name" doc:"Alleen met deze uitkomst."`
	Party          string     `json:"party,omitempty" pattern:"code" doc:"Alleen waar deze organisatie nu meedoet."`
	Late           *bool      `json:"late,omitempty" doc:"Alleen te laat, of alleen op tijd."`
	DueBefore      *time.Time `json:"dueBefore,omitempty" doc:"Alleen met een termijn die voor dit moment afloopt."`
	AsRole         string     `json:"asRole,omitempty" pattern:"name" doc:"De rol waarmee u kijkt."`
	AsOrganisation string     `json:"asOrganisation,omitempty" pattern:"code" doc:"De organisatie waarvoor u kijkt."`
	Cursor         string     `json:"cursor,omitempty" max:"400" doc:"Cursor van de vorige bladzijde."`
	Limit          int        `json:"limit,omitempty" doc:"Aantal regels, ten hoogste 100."`
}

func (c *call) listTrajectories() (answer, error) {
	return c.list(Filter{
		Definition: c.query.text("definition"), Version: int(c.query.number("version", 0)), Status: c.query.text("status"),
		Outcome: c.query.text("outcome"), Party: c.query.text("party"), Late: c.query.truth("late"),
		DueBefore: c.query.moment("dueBefore"), After: c.query.after, Limit: int(c.query.number("limit", defaultLimit)),
	})
}

func (c *call) searchTrajectories() (answer, error) {
	var in Search
	if err := c.bind(&in); err != nil {
		return answer{}, err
	}
	after, known := (*Place)(nil), true
	if in.Cursor != "" {
		after, known = c.s.cursors.open(listOfTrajectories, in.Cursor)
	}
	statusKnown := in.Status == "" || in.Status == "open" || in.Status == "ended"
	cursor, status := param{kind: cursorParam}, param{kind: choiceParam, choices: []string{"open", "ended"}}
	if faults := bodyFaults(
		fieldRule{"cursor", known, cursor.wanted()}, fieldRule{"limit", in.Limit <= MaxLimit, bounded(1, MaxLimit)},
		fieldRule{"status", statusKnown, status.wanted()}, fieldRule{"version", in.Version <= maxVersion, bounded(1, maxVersion)}); faults != nil {
		return answer{}, refuse(badBody, faults...)
	}
	if in.Limit == 0 {
		in.Limit = defaultLimit
	}
	// The choice of a role comes in the body here; from now on it is the same as in the address.
	c.query.set("asRole", in.AsRole)
	c.query.set("asOrganisation", in.AsOrganisation)
	return c.list(Filter{
		IDs: in.IDs, Definition: in.Definition, Version: in.Version, Status: in.Status, Outcome: in.Outcome, Party: in.Party,
		Late: in.Late, DueBefore: in.DueBefore, After: after, Limit: in.Limit,
	})
}

// list answers with the trajectories that the caller may see. The audience table chooses rows, View decides: a row that the
// table lets through and View does not is left out, and the page is that much shorter.
func (c *call) list(f Filter) (answer, error) {
	readers, err := c.readers()
	if err != nil {
		return answer{}, err
	}
	for _, r := range readers {
		f.Audience = append(f.Audience, engine.Address{Role: r.Role, Organisation: r.Organisation})
	}
	limit := f.Limit
	f.Limit++ // one more tells whether there is a next page
	rows, err := c.s.Trajectories.List(c.ctx(), f)
	if err != nil {
		return answer{}, err
	}
	page := Page[Summary]{Items: []Summary{}}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		page.Next = c.s.cursors.make(listOfTrajectories, Place{Time: last.Due, ID: last.ID})
	}
	trail := []AuditRow{{Actor: readers[0], Result: AuditShown, Ground: "search"}}
	for _, row := range rows {
		for _, reader := range readers {
			seen, visible := readmodel.View(row.Definition, row.State, reader)
			if visible {
				page.Items = append(page.Items, c.summary(row, seen, reader))
				trail = append(trail, AuditRow{Actor: reader, Trajectory: row.ID, Result: AuditShown, Ground: "role:" + reader.Role})
				break
			}
		}
	}
	if err := c.audit(trail...); err != nil {
		return answer{}, err
	}
	return ok(page), nil
}

func (c *call) readTrajectory() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	seen, visible := readmodel.View(loaded.Definition, loaded.State, reader)
	if !visible { // it changed while we waited for minSeq
		return answer{}, c.denied(loaded.ID, notFound)
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return ok(c.trajectory(loaded, seen, reader)), nil
}

// Line is one line of the journal, as far as this reader may read it.
type Line struct {
	Seq      uint64       `json:"seq" doc:"Volgnummer."`
	At       time.Time    `json:"at" doc:"Wanneer het gold."`
	Event    string       `json:"event" doc:"Id van de gebeurtenis waardoor het kwam."`
	Cause    string       `json:"cause" doc:"Waardoor: een mens, een termijn, een moment of een bericht." enum:"person,silence,moment,message"`
	Kind     string       `json:"kind" doc:"Soort regel."`
	Text     string       `json:"text" doc:"Wat er gebeurde, in een zin."`
	By       *Address     `json:"by,omitempty" doc:"De rol en organisatie die het deed."`
	Person   string       `json:"person,omitempty" doc:"Kenmerk van de persoon, als u dat mag zien."`
	Flow     string       `json:"flow,omitempty" doc:"Het deel van het traject."`
	Key      string       `json:"key,omitempty" doc:"Waarvoor het deel loopt."`
	Step     string       `json:"step,omitempty" doc:"De stap."`
	Decision string       `json:"decision,omitempty" doc:"Het besluit."`
	Fact     string       `json:"fact,omitempty" doc:"Het gegeven dat veranderde."`
	Value    any          `json:"value,omitempty" doc:"De nieuwe waarde."`
	Form     []NamedValue `json:"form,omitempty" doc:"Wat er is ingevuld."`
	Reason   string       `json:"reason,omitempty" doc:"De reden die is gegeven."`
	Rules    []JudgedRule `json:"rules,omitempty" doc:"De regels die zijn getoetst."`
	Imported bool         `json:"imported,omitempty" doc:"Hoort bij een verleden dat later is ingevoerd."`
}

// JudgedRule is a rule as it was judged.
type JudgedRule struct {
	Rule  string    `json:"rule" doc:"Naam van de regel."`
	Holds bool      `json:"holds" doc:"Er was aan voldaan."`
	Reads []Reading `json:"reads,omitempty" doc:"De gegevens die de regel las."`
}

func (c *call) listEvents() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	limit, after := int(c.query.number("limit", defaultLimit)), uint64(0)
	if c.query.after != nil {
		after = seqOf(c.query.after.ID)
	}
	entries, err := c.s.Trajectories.Events(c.ctx(), loaded.ID, after, limit+1)
	if err != nil {
		return answer{}, err
	}
	page := Page[Line]{Items: []Line{}}
	if len(entries) > limit {
		entries = entries[:limit]
		page.Next = c.s.cursors.make(listOfEvents, Place{ID: seqText(entries[limit-1].Seq)})
	}
	for _, l := range readmodel.Journal(loaded.Definition, loaded.State, entries, reader) {
		page.Items = append(page.Items, c.line(l))
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return ok(page), nil
}

func (c *call) line(l readmodel.Line) Line {
	out := Line{
		Seq: l.Seq, At: l.At, Event: l.Event, Cause: string(l.Cause), Kind: l.Kind, Text: say(c.lang, l.Text), Person: l.Person,
		Flow: l.Flow, Key: l.Key, Step: l.Step, Decision: l.Decision, Fact: l.Fact, Value: l.Value, Form: c.named(l.Form),
		Reason: l.Reason, Imported: l.Imported,
	}
	if l.By != nil {
		by := Address(*l.By)
		out.By = &by
	}
	for _, r := range l.Rules {
		judged := JudgedRule{Rule: r.Rule, Holds: r.Holds}
		for _, read := range r.Reads {
			judged.Reads = append(judged.Reads, reading(c.lang, read))
		}
		out.Rules = append(out.Rules, judged)
	}
	return out
}
