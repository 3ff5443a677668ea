package server

import (
	"cmp"
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"stroom/server/auth"
	"stroom/server/strict"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// manyChoices is up to how many organisations are shown beside each other.
const manyChoices = 20

// reassigning is the form by which the work of one party goes to another organisation: the same intervention that the API has,
// in the same words of the journal.
type reassigning struct {
	c       *call
	loaded  Loaded
	reader  engine.Actor // as whom the page is read
	in      RebindIn
	other   string // the organisation that was typed, when none was chosen
	loads   []Workload
	faults  map[string]string
	refused *ui.Refused
}

// reassignPage shows who holds what, and the form for the party that was chosen.
func (c *call) reassignPage() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	if !c.caller.May(auth.Rebind) {
		return answer{}, c.denied(loaded.ID, notPermitted)
	}
	r := &reassigning{c: c, loaded: loaded, reader: reader, faults: map[string]string{}}
	r.in.ID, r.in.Role, r.in.Key = rand.Text(), c.query.text("rol"), c.query.text("deel")
	r.in.As = Actor{Role: reader.Role, Organisation: reader.Organisation}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	return r.page(nil)
}

// reassign takes the form: it shows what would come of it, or hands it in.
func (c *call) reassign() (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	r := &reassigning{c: c, faults: map[string]string{}, other: strings.TrimSpace(form.Get("andere"))}
	r.in.ID, r.in.Reason, r.in.Organisation = form.Get("id"), strings.TrimSpace(form.Get("reden")), cmp.Or(r.other, form.Get("naar"))
	r.in.Role, r.in.Key, _ = strings.Cut(form.Get("partij"), "@")
	r.in.As.Role, r.in.As.Organisation, _ = strings.Cut(form.Get("als"), "@")
	if !idForm.MatchString(r.in.ID) {
		return answer{}, refuse(badForm)
	}
	var operator engine.Actor
	if r.loaded, operator, err = c.acting(r.in.As, r.in.ID); err != nil {
		return answer{}, err
	}
	// What the page tells is for who sees the trajectory, wherever he may intervene; or has done this very thing.
	again, err := c.took(r.loaded.ID, r.in.ID, operator)
	if err != nil {
		return answer{}, err
	}
	seen := false
	if r.loaded, r.reader, seen, err = c.look(r.loaded.ID, c.actors()); err != nil {
		return answer{}, err
	}
	switch {
	case !seen && again:
		return c.page(r.gone())
	case !seen:
		return answer{}, c.denied(r.loaded.ID, notFound)
	case r.faulty() && !again:
		a, err := r.page(nil)
		a.status = http.StatusBadRequest
		return a, err
	}
	ev := r.event(operator)
	if form.Get("do") != "record" {
		return r.tried(ev)
	}
	_, err = c.submit(r.loaded, ev, c.s.Decider.Judge)
	var no *refusal
	switch {
	case errors.As(err, &no) && no.status() < http.StatusInternalServerError:
		return r.rejected(no)
	case err != nil:
		return answer{}, err
	}
	if _, _, seen, err = c.look(r.loaded.ID, c.actors()); err == nil && !seen {
		return c.page(r.gone()) // he has given away the party by which he saw it
	}
	return goTo(trajectoryPath(r.loaded.ID) + "/besluiten/" + r.in.ID)
}

func (r *reassigning) event(actor engine.Actor) engine.Event {
	ev := engine.Event{ID: r.in.ID, Kind: engine.Rebound, At: r.c.now, Actor: actor,
		Rebind: &engine.ReboundEvent{Role: r.in.Role, Key: r.in.Key, Organisation: r.in.Organisation, Reason: r.in.Reason}}
	ev.Digest = engine.DigestOf(ev)
	return ev
}

// holder is the party that the form is about; false when nobody holds it.
func (r *reassigning) holder() (readmodel.PartyNow, bool) {
	parties := readmodel.Of(r.loaded.Definition, r.loaded.State).Parties
	at := slices.IndexFunc(parties, func(p readmodel.PartyNow) bool { return p.Role == r.in.Role && p.Key == r.in.Key })
	if at < 0 {
		return readmodel.PartyNow{}, false
	}
	return parties[at], true
}

// faulty notes what is missing or cannot be.
func (r *reassigning) faulty() bool {
	now, held := r.holder()
	switch {
	case r.in.Organisation == "":
		r.faults["naar"] = ui.Say(r.c.lang, "reassign.which")
	case !strict.Patterns["code"].MatchString(r.in.Organisation):
		r.faults["andere"], _ = strict.Wanted("code")
		if r.c.lang == "en" {
			_, r.faults["andere"] = strict.Wanted("code")
		}
	case held && now.Organisation == r.in.Organisation:
		r.faults[cmp.Or(map[bool]string{true: "andere"}[r.other != ""], "naar")] = ui.Say(r.c.lang, "reassign.same")
	}
	if r.in.Reason == "" {
		r.faults["reden"] = ui.Say(r.c.lang, "reassign.why")
	}
	return len(r.faults) > 0
}

// tried shows what would come of it.
func (r *reassigning) tried(ev engine.Event) (answer, error) {
	f, rejected := readmodel.Foresee(r.loaded.Definition, r.loaded.State, ev, r.c.now, r.reader)
	if rejected != nil {
		return r.rejected(&refusal{code: rejected.Code, rejection: rejected})
	}
	effect := &ui.Effect{}
	for _, l := range f.Lines {
		effect.Lines = append(effect.Lines, say(r.c.lang, l.Text))
	}
	return r.page(effect)
}

// rejected shows the form again, with what was typed and why it was not accepted.
func (r *reassigning) rejected(no *refusal) (answer, error) {
	p := no.problem(r.c.lang, r.c.trace)
	r.refused = &ui.Refused{Title: p.Title, Text: p.Detail}
	a, err := r.page(nil)
	a.status = p.Status
	return a, err
}

// gone says that it was done, to who does not see the trajectory any more.
func (r *reassigning) gone() ui.Reassign {
	title := ui.Say(r.c.lang, "reassign.done")
	return ui.Reassign{Frame: r.c.frame(title), Heading: title, Number: short(r.loaded.ID), Gone: true}
}

func (r *reassigning) page(effect *ui.Effect) (answer, error) {
	c, title := r.c, ui.Say(r.c.lang, "reassign.title")
	path := trajectoryPath(r.loaded.ID)
	page := ui.Reassign{
		Frame: c.frame(title), Heading: title, Number: short(r.loaded.ID), Back: path, Action: path + "/overdragen", Refused: r.refused, Effect: effect,
	}
	seen, _ := readmodel.View(r.loaded.Definition, r.loaded.State, r.reader)
	for _, p := range seen.Parties {
		link := ui.Link{Text: say(c.lang, p.Label) + ": " + p.Organisation, Here: p.Role == r.in.Role && p.Key == r.in.Key}
		link.Href = path + "/overdragen?" + url.Values{"rol": {p.Role}, "deel": {p.Key}}.Encode()
		page.Parties = append(page.Parties, link)
		if link.Here {
			page.Party, page.Now = capital(say(c.lang, p.Label)), p.Organisation
		}
	}
	if page.Now == "" {
		return c.page(page)
	}
	var who []engine.Address
	for _, a := range c.actors() {
		who = append(who, engine.Address{Role: a.Role, Organisation: a.Organisation})
	}
	var err error
	if r.loads, err = c.s.Worklist.Workloads(c.ctx(), who, r.in.Role, c.now); err != nil {
		return answer{}, err
	}
	r.fill(&page)
	return c.page(page)
}

// fill makes the form: the organisations that hold this role elsewhere with what they have in hand, or another, and why.
func (r *reassigning) fill(page *ui.Reassign) {
	c := r.c
	page.Hidden = []ui.HiddenField{
		{Name: "id", Value: r.in.ID}, {Name: "partij", Value: r.in.Role + "@" + r.in.Key}, {Name: "als", Value: r.in.As.Role + "@" + r.in.As.Organisation},
	}
	choose := ui.Field{Name: "naar", Label: ui.Say(c.lang, "reassign.to"), Kind: ui.OneField, Fault: r.faults["naar"]}
	moved := r.moved(page.Now)
	for _, l := range r.loads {
		row := ui.WorkRow{Organisation: l.Organisation, Trajectories: l.Trajectories, Tasks: l.Tasks, Late: l.Late, Now: l.Organisation == page.Now}
		if page.Effect != nil && l.Organisation == r.in.Organisation {
			row.Then = r.then(l.Trajectories+1, l.Tasks+moved)
		} else if page.Effect != nil && row.Now {
			row.Then = r.then(max(l.Trajectories-1, 0), max(l.Tasks-moved, 0))
		}
		page.Work = append(page.Work, row)
		if !row.Now {
			choose.Choices = append(choose.Choices, ui.Choice{Value: l.Organisation, Text: l.Organisation, Here: r.other == "" && l.Organisation == r.in.Organisation})
		}
	}
	if len(choose.Choices) > manyChoices {
		choose.Kind = ui.SelectField
	}
	if len(choose.Choices) > 0 {
		page.Fields = append(page.Fields, choose)
	} else {
		r.faults["andere"] = cmp.Or(r.faults["andere"], choose.Fault)
	}
	page.Fields = append(page.Fields,
		ui.Field{Name: "andere", Label: ui.Say(c.lang, "reassign.other"), Hint: ui.Say(c.lang, "decide.org"), Kind: ui.LineField, Value: r.other, Fault: r.faults["andere"]},
		ui.Field{Name: "reden", Label: ui.Say(c.lang, "reassign.reason"), Kind: ui.TextField, Value: r.in.Reason, Fault: r.faults["reden"], Needed: true})
	for _, f := range page.Fields {
		if f.Fault != "" {
			page.Faults = append(page.Faults, ui.FieldFault{Field: f.Name, Label: f.Label, Text: f.Fault})
		}
	}
}

// moved is how many tasks of this trajectory go with the party.
func (r *reassigning) moved(from string) int {
	n := 0
	for _, t := range readmodel.Of(r.loaded.Definition, r.loaded.State).Tasks {
		if t.Role == r.in.Role && t.Organisation == from && (r.in.Key == "" || t.Key == r.in.Key) {
			n++
		}
	}
	return n
}

func (r *reassigning) then(trajectories, tasks int) string {
	return ui.Say(r.c.lang, "reassign.then", strconv.Itoa(trajectories), strconv.Itoa(tasks))
}
