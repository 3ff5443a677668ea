package server

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

const (
	lastEvents = 5   // lines of the journal that the page of a trajectory shows
	pastEvents = 200 // lines from which its drawing knows where it has been
)

// trajectoryPath is where a trajectory has its page.
func trajectoryPath(id string) string { return "/trajecten/" + id }

// trajectoryPage is one trajectory: the picture, the options and the end of the journal that the API gives, on one page.
func (c *call) trajectoryPage() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	seen, visible := readmodel.View(loaded.Definition, loaded.State, reader)
	if !visible {
		return answer{}, c.denied(loaded.ID, notFound)
	}
	options, err := c.optionsOf(loaded)
	if err != nil {
		return answer{}, err
	}
	lines, err := c.lastLines(loaded, reader)
	if err != nil {
		return answer{}, err
	}
	looked, err := c.busyHere(loaded.ID, reader)
	if err != nil {
		return answer{}, err
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	t, def := c.trajectory(loaded, seen, reader), loaded.Definition
	page := ui.Trajectory{
		Frame: c.frame(ui.Say(c.lang, "trajectory.title", short(loaded.ID))), Heading: t.Title, Number: short(loaded.ID), Looked: looked, Ended: t.Ending,
		Ladders: c.ladders(def, seen), More: c.more(loaded), Past: c.past(loaded, lines),
	}
	ways, err := c.waysOf(loaded, options)
	if err != nil {
		return answer{}, err
	}
	page.Groups, page.Urgent = c.groups(loaded, options, ways)
	for _, s := range t.Steps {
		standing := ui.Standing{Title: s.Label, What: s.What, Goal: s.Goal, Text: s.Text, Then: s.Then, Held: s.Suspended}
		if f := def.Flow(s.Flow); f != nil && f.Talks() {
			for _, d := range s.Data {
				standing.Said = append(standing.Said, ui.Named{Name: ui.Imperative(d.Label), Value: d.Text})
			}
		}
		if s.Due != nil && !s.Paused {
			standing.Due = c.due(*s.Due, def.Zone, def.Calendar)
		}
		page.Standings = append(page.Standings, standing)
	}
	slices.SortStableFunc(page.Standings, func(a, b ui.Standing) int { return cmp.Compare(dueLast(a), dueLast(b)) })
	for _, p := range t.Parties {
		page.Parties = append(page.Parties, ui.Named{Name: p.Label, Value: p.Organisation, When: ui.Date(c.lang, p.From.In(def.Zone))})
	}
	for _, f := range t.Facts {
		named := ui.Named{Name: f.Label, Value: f.Text, When: ui.Date(c.lang, f.At.In(def.Zone))}
		if fact := def.Fact(f.Name); fact != nil && fact.Type.Kind == documentKind {
			page.Documents = append(page.Documents, named)
			continue
		}
		page.Facts = append(page.Facts, named)
	}
	page.Events = c.events(lines[max(0, len(lines)-lastEvents):], def.Zone)
	if page.Drawing, page.List, err = c.drawn(def, seen, lines); err != nil {
		return answer{}, err
	}
	page.Charted = page.Drawing != ""
	return c.page(page)
}

// more leads to what else can be seen of a trajectory, and done with it.
func (c *call) more(loaded Loaded) []ui.Link {
	path := trajectoryPath(loaded.ID)
	links := []ui.Link{{Href: path + "/tijd", Text: ui.Say(c.lang, "trajectory.time")}}
	if c.caller.May(auth.Audit) {
		links = append(links, ui.Link{Href: path + "/inzage", Text: ui.Say(c.lang, "trajectory.insight")})
	}
	if c.caller.May(auth.Rebind) {
		links = append(links, ui.Link{Href: path + "/overdragen", Text: ui.Say(c.lang, "reassign.title")})
	}
	return links
}

// dueLast orders parts: late ones, those with a term, the others.
func dueLast(s ui.Standing) int {
	switch {
	case s.Due == nil:
		return 2
	case s.Due.Class == "late":
		return 0
	}
	return 1
}

// short is by which part of its id people name a trajectory.
func short(id string) string { return strings.ToUpper(id[:min(8, len(id))]) }

// lastLines reads enough of the end of the journal as the reader may read it.
func (c *call) lastLines(loaded Loaded, reader engine.Actor) ([]readmodel.Line, error) {
	var lines []readmodel.Line
	for from, step := loaded.State.Seq, uint64(40); len(lines) < pastEvents && from > 0; step *= 2 {
		after := from - min(from, step)
		entries, err := c.s.Trajectories.Events(c.ctx(), loaded.ID, after, int(from-after))
		if err != nil {
			return nil, err
		}
		lines = append(readmodel.Journal(loaded.Definition, loaded.State, entries, reader), lines...)
		from = after
	}
	return lines, nil
}

// events are lines of the journal, the last first.
func (c *call) events(lines []readmodel.Line, zone *time.Location) []ui.Event {
	var out []ui.Event
	for _, l := range slices.Backward(lines) {
		out = append(out, ui.Event{When: ui.Moment(c.lang, l.At.In(zone)), Text: say(c.lang, l.Text)})
	}
	return out
}

// optionsOf lists what each of the caller's actors may decide, and may not.
func (c *call) optionsOf(loaded Loaded) ([]Option, error) {
	readers, err := c.readers()
	if err != nil {
		return nil, err
	}
	out := []Option{}
	for _, actor := range readers {
		if !engine.SightOf(loaded.Definition, loaded.State, actor).Now() {
			continue // as this actor he may not know where it stands, and so not what could be decided
		}
		for _, o := range engine.Permitted(loaded.Definition, loaded.State, actor, c.now) {
			out = append(out, c.option(o, loaded.Definition, actor))
		}
	}
	return out, nil
}

// groups puts options together by the part of the trajectory that they belong to. What only other roles decide is left out:
// it is no answer to "what can I do". Parts in which a step asks this person come first, questions and notes last; what cannot
// wait stands apart.
func (c *call) groups(loaded Loaded, options []Option, ways [][]readmodel.Way) (groups []ui.OptionGroup, urgent []ui.OpenOption) {
	beside := ui.Say(c.lang, "trajectory.asides")
	asides := ui.OptionGroup{Title: beside, Flow: beside}
	several := len(c.caller.Memberships) > 1
	for i, o := range options {
		_, decision := addressed(loaded, engine.DecidedEvent{Decision: o.Decision, Key: o.Key, Run: o.Run})
		if decision == nil || o.Code == string(engine.NotYourRole) {
			continue
		}
		if decision.Urgent && o.Open {
			one := c.openOption(loaded, o, several)
			one.For = c.keyName(decision, o.Key)
			urgent = append(urgent, one)
			continue
		}
		if decision.Aside() {
			if o.Open {
				asides.Open = append(asides.Open, c.openOption(loaded, o, several))
			} else {
				asides.Closed = append(asides.Closed, c.closed(loaded, o, options, ways[i]))
			}
			continue
		}
		title := c.groupTitle(decision, o.Key)
		at := slices.IndexFunc(groups, func(g ui.OptionGroup) bool { return g.Title == title })
		if at < 0 {
			groups, at = append(groups, ui.OptionGroup{Title: title, Flow: decision.Flow.Title.In(c.lang), For: c.keyName(decision, o.Key)}), len(groups)
		}
		groups[at].Asked = groups[at].Asked || o.Open && asks(decision)
		if o.Open {
			open := c.openOption(loaded, o, several)
			open.Beside = !asks(decision)
			groups[at].Open = append(groups[at].Open, open)
			continue
		}
		groups[at].Closed = append(groups[at].Closed, c.closed(loaded, o, options, ways[i]))
	}
	if len(asides.Open)+len(asides.Closed) > 0 {
		groups = append(groups, asides)
	}
	return ui.Together(groups), urgent
}

func (c *call) openOption(loaded Loaded, o Option, several bool) ui.OpenOption {
	open := ui.OpenOption{Href: decidePath(loaded.ID, o), Text: ui.Imperative(o.Label)}
	if several {
		open.As = c.actorName(o.As)
	}
	return open
}

// asks reports whether a step asks a decision of whoever may take it. Who began a flow may end it at a step, and is asked
// nothing.
func asks(d *stroomschema.Decision) bool {
	return d.Step != nil && slices.ContainsFunc(d.By, func(w *stroomschema.Who) bool { return w.Kind != stroomschema.OfStarter })
}

// groupTitle names a flow, and for what it runs.
func (c *call) groupTitle(d *stroomschema.Decision, key string) string {
	title := d.Flow.Title.In(c.lang)
	if key := c.keyName(d, key); key != "" {
		return title + " (" + key + ")"
	}
	return title
}

// keyName says for what a decision is; "" when its flow is not kept per key.
func (c *call) keyName(d *stroomschema.Decision, key string) string {
	if d.Flow.Key == nil || key == "" {
		return ""
	}
	for _, v := range d.Flow.Key.Values {
		if v.Name == key {
			return v.Label.In(c.lang)
		}
	}
	return key
}

func (c *call) actorName(a Actor) string { return c.roleName(a.Role) + ", " + a.Organisation }

// closed says why a decision cannot be taken now, and what could be done.
func (c *call) closed(loaded Loaded, o Option, options []Option, ways []readmodel.Way) ui.ClosedOption {
	out := ui.ClosedOption{Text: ui.Imperative(o.Label)}
	if o.Explanation != nil {
		out.Why = o.Explanation.Text
	}
	if n := o.Needed; n != nil {
		out.Who = c.addresses(loaded.Definition, n.Who)
		if n.From != nil {
			out.From = ui.Moment(c.lang, n.From.In(loaded.Definition.Zone))
		}
		out.Instead = c.instead(loaded, o.As, o.Key, n.Instead)
	}
	if out.Instead != nil {
		options = nil // there is one way to go already
	}
	out.Ways = c.waysOut(loaded, options, ways)
	if tellsWho(ways) {
		out.Who = ""
	}
	if tellsDay(ways) {
		out.From = ""
	}
	return out
}

// addresses names who could decide.
func (c *call) addresses(def *stroomschema.Definition, who []Address) string {
	var names []string
	for _, a := range who {
		name := c.word(def, a.Role)
		if role := def.Role(a.Role); role != nil {
			name = role.Label.In(c.lang)
		}
		if a.Organisation != "" {
			name += " (" + a.Organisation + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// instead leads to what is possible: a flow to begin, or another decision.
func (c *call) instead(loaded Loaded, as Actor, key, name string) *ui.Link {
	if name == "" {
		return nil
	}
	if loaded.Definition.Flow(name) != nil {
		name += ".begin"
	}
	d := loaded.Definition.Decision(name)
	if d == nil {
		return nil
	}
	if d.Flow.Key == nil {
		key = ""
	}
	return &ui.Link{Href: decidePath(loaded.ID, Option{As: as, Decision: name, Key: key}), Text: ui.Imperative(c.decisionLabel(loaded.Definition, d))}
}

// decidePath is the address of the form of a decision.
func decidePath(id string, o Option) string {
	q := url.Values{"besluit": {o.Decision}, "als": {o.As.Role + "@" + o.As.Organisation}}
	if o.Key != "" {
		q.Set("voor", o.Key)
	}
	if o.Run != 0 {
		q.Set("deel", strconv.Itoa(o.Run))
	}
	return trajectoryPath(id) + "/besluit?" + q.Encode()
}
