package server

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// deciding is one form of a decision on its way: what it addresses, what was typed, and what became of it.
type deciding struct {
	c      *call
	in     DecisionIn
	loaded Loaded
	reader engine.Actor
	def    *stroomschema.Definition
	what   *stroomschema.Decision
	form   formPage
}

// decidePage shows the form of a decision.
func (c *call) decidePage() (answer, error) {
	in := DecisionIn{ID: rand.Text(), Decision: c.query.text("besluit"), Key: c.query.text("voor"), Run: int(c.query.number("deel", 0))}
	in.As.Role, in.As.Organisation, _ = strings.Cut(c.query.text("als"), "@")
	typed := url.Values{}
	if kept, ok := c.keptDraft(); ok && c.query.text("bewaard") != "" {
		typed = kept
		var err error
		if in, err = decisionOf(kept); err != nil {
			return answer{}, err
		}
	}
	d, err := c.deciding(in, typed)
	if err != nil {
		return answer{}, err
	}
	if err := c.shown(d.loaded.ID, d.reader); err != nil {
		return answer{}, err
	}
	if len(typed) == 0 {
		d.in.Read, d.in.Visit = d.loaded.State.Seq, d.visit()
		d.suggest()
		no, err := d.closed()
		if err != nil {
			return answer{}, err
		}
		return c.page(d.page(no, d.effect()))
	}
	page := d.page(nil, d.effect())
	if !page.Proof {
		page.Said = ui.Say(c.lang, "decide.proved")
	}
	return c.page(page)
}

// closed says why the decision cannot be taken now, whatever is filled in; nil when it can. Somebody may come here from an
// old page.
func (d *deciding) closed() (*ui.Refused, error) {
	for _, o := range engine.Permitted(d.loaded.Definition, d.loaded.State, d.reader, d.c.now) {
		if o.ID == d.what.ID() && o.Key == d.in.Key && (o.Run == d.in.Run || d.in.Run == 0) {
			if o.Refused == nil {
				return nil, nil
			}
			out := d.no(&refusal{code: o.Refused.Code, rejection: &engine.Rejection{Code: o.Refused.Code, Explanation: *o.Refused}})
			told := engine.OptionCounterfactuals(d.loaded.Definition, d.loaded.State, []engine.Option{o}, d.reader, d.c.now)
			return out, d.wayOut(out, told[0])
		}
	}
	return d.no(refuse(engine.NotWaiting)), nil
}

// recordPage takes the form of a decision: it shows what would come of it, or hands it in. Handed in again it is the same
// decision, for the form carries its id.
func (c *call) recordPage() (answer, error) {
	typed, err := c.form()
	if err != nil {
		return answer{}, err
	}
	in, err := decisionOf(typed)
	if err != nil {
		return answer{}, err
	}
	d, err := c.deciding(in, typed)
	if err != nil {
		return answer{}, err
	}
	d.in.Form = d.form.sent(formOf(d.what))
	if typed.Get("plaats") != c.stand() {
		return d.refused(refuse(otherStand)) // what stands on the page about whose place it is must be true
	}
	if typed.Get("do") != "record" {
		return d.tried()
	}
	if d.what.Final && !c.proved() {
		if no := d.rejected(); no != nil {
			return d.refused(no) // nobody signs in again to hear that
		}
		return c.proveFirst(d.loaded.ID, typed)
	}
	loaded, ev, err := c.decisionEvent(d.in)
	if err == nil {
		_, err = c.submit(loaded, ev, c.s.Decider.Judge)
	}
	var no *refusal
	if err == nil {
		c.dropDraft()
		return goTo(trajectoryPath(d.loaded.ID) + "/besluiten/" + in.ID)
	}
	if !errors.As(err, &no) || no.status() >= http.StatusInternalServerError {
		return answer{}, err
	}
	return d.refused(no)
}

// decisionOf reads what a form says of its decision beside what was asked.
func decisionOf(typed url.Values) (DecisionIn, error) {
	in := DecisionIn{ID: typed.Get("id"), Decision: typed.Get("besluit"), Key: typed.Get("voor")}
	in.As.Role, in.As.Organisation, _ = strings.Cut(typed.Get("als"), "@")
	var faults [3]error
	in.Run, faults[0] = strconv.Atoi(typed.Get("deel"))
	in.Visit, faults[1] = strconv.Atoi(typed.Get("stap"))
	in.Read, faults[2] = strconv.ParseUint(typed.Get("gelezen"), 10, 53)
	if errors.Join(faults[:]...) != nil || !idForm.MatchString(in.ID) || in.Run < 0 || in.Visit < 0 {
		return in, refuse(badForm)
	}
	return in, nil
}

// deciding finds what a form addresses, for somebody who may see the trajectory.
func (c *call) deciding(in DecisionIn, typed url.Values) (*deciding, error) {
	loaded, actor, err := c.acting(in.As, in.ID)
	if err != nil {
		return nil, err
	}
	def, what := addressed(loaded, engine.DecidedEvent{Decision: in.Decision, Key: in.Key, Run: in.Run})
	if what == nil {
		return nil, c.denied(loaded.ID, notFound)
	}
	d := &deciding{c: c, in: in, loaded: loaded, reader: actor, def: def, what: what}
	d.form = formPage{c: c, def: def, typed: typed, faults: map[string]string{}}
	if text := typed.Get("gebeurd"); text != "" {
		if at, err := time.ParseInLocation("2006-01-02T15:04", text, def.Zone); err == nil {
			at = at.UTC()
			d.in.Occurred = &at
		} else {
			return nil, refuse(badForm)
		}
	}
	return d, nil
}

// visit is the visit at which the run of the decision stands; 0 for a beginning.
func (d *deciding) visit() int {
	for _, r := range d.loaded.State.Runs {
		if r.Number == d.in.Run {
			return r.Visit
		}
	}
	return 0
}

// effect judges the form as it is, without handing it in; nil while it is not one that would be accepted.
func (d *deciding) effect() *ui.Effect {
	values, faults := readForm(d.def.Env.Schema(), formOf(d.what), d.form.sent(formOf(d.what)))
	if faults != nil {
		return nil
	}
	f, rejected := readmodel.Foresee(d.loaded.Definition, d.loaded.State, d.event(values), d.c.now, d.reader)
	if rejected != nil {
		return nil
	}
	zone, out := d.def.Zone, &ui.Effect{}
	for _, l := range f.Lines {
		out.Lines = append(out.Lines, say(d.c.lang, l.Text))
	}
	for _, s := range f.Steps {
		out.Next = append(out.Next, strings.TrimSpace(say(d.c.lang, s.Text)+" "+say(d.c.lang, s.Then)))
	}
	if f.Window != nil {
		out.Window = ui.Moment(d.c.lang, f.Window.In(zone))
	}
	return out
}

func (d *deciding) event(values engine.Values) engine.Event {
	ev := engine.Event{ID: d.in.ID, Kind: engine.Decided, At: d.c.now, Actor: d.reader, Decide: &engine.DecidedEvent{
		Decision: d.in.Decision, Key: d.in.Key, Run: d.in.Run, Visit: d.in.Visit, Read: d.in.Read, Form: values, Occurred: d.in.Occurred,
	}}
	ev.Digest = engine.DigestOf(ev)
	return ev
}

// tried shows what would come of the form as it was typed, or why it would be refused.
func (d *deciding) tried() (answer, error) {
	if no := d.rejected(); no != nil {
		return d.refused(no)
	}
	return d.c.page(d.page(nil, d.effect()))
}

// rejected judges the form as it was typed, without handing it in; nil when it would be accepted.
func (d *deciding) rejected() *refusal {
	values, faults := readForm(d.def.Env.Schema(), formOf(d.what), d.in.Form)
	if faults != nil {
		return refuse(engine.BadForm, faults...)
	}
	if _, rejected := readmodel.Foresee(d.loaded.Definition, d.loaded.State, d.event(values), d.c.now, d.reader); rejected != nil {
		return &refusal{code: rejected.Code, rejection: rejected}
	}
	return nil
}

// refused shows the form again with what was typed, and why it was not accepted. If others were quicker it says what they
// did, and the form goes on from there.
func (d *deciding) refused(no *refusal) (answer, error) {
	p := no.problem(d.c.lang, d.c.trace)
	out := d.no(no)
	if values, faults := readForm(d.def.Env.Schema(), formOf(d.what), d.in.Form); faults == nil {
		told := engine.Counterfactuals(d.loaded.Definition, d.loaded.State, d.event(values), d.c.now, d.reader)
		if err := d.wayOut(out, told); err != nil {
			return answer{}, err
		}
	}
	for _, f := range p.Faults {
		if name, ok := strings.CutPrefix(f.Path, "form."); ok {
			d.form.faults[formPrefix+name] = f.Text
		}
	}
	fields := d.form.fields(formOf(d.what))
	for _, f := range p.Faults {
		name := formPrefix + strings.TrimPrefix(f.Path, "form.")
		label, known := labelled(fields, name)
		if !known {
			name = ""
		}
		out.Faults = append(out.Faults, ui.FieldFault{Field: name, Label: label, Text: f.Text})
	}
	if no.code == engine.Conflict || no.code == engine.NotWaiting {
		lines, err := d.since()
		if err != nil {
			return answer{}, err
		}
		out.Changed = d.c.events(lines, d.def.Zone)
		d.in.Read, d.in.Visit, d.in.ID = d.loaded.State.Seq, d.visit(), rand.Text()
	}
	a, err := d.c.page(d.page(out, nil))
	a.status = p.Status
	return a, err
}

// no says why a decision is not accepted, which rule says so, and what can be done instead.
func (d *deciding) no(why *refusal) *ui.Refused {
	p := why.problem(d.c.lang, d.c.trace)
	out := &ui.Refused{Title: p.Title, Text: p.Detail}
	if p.Rule != "" {
		out.Rule = &ui.Link{Href: chartPath(d.def.Name) + "?versie=" + strconv.Itoa(d.def.Version) + "#" + drawnAt(d.what), Text: ui.Say(d.c.lang, "decide.rule")}
	}
	if p.Needed != nil {
		out.Who, out.Instead = d.c.addresses(d.def, p.Needed.Who), d.c.instead(d.loaded, d.in.As, d.in.Key, p.Needed.Instead)
		if p.Needed.From != nil {
			out.From = ui.Moment(d.c.lang, p.Needed.From.In(d.def.Zone))
		}
	}
	return out
}

// drawnAt is where the page of the flow chart says what would refuse a decision.
func drawnAt(what *stroomschema.Decision) string {
	switch {
	case what.Step != nil:
		return what.Flow.Name + "." + what.Step.Name
	case what == what.Flow.Begin || what == what.Flow.Again:
		return what.Flow.Name + ".Begin"
	}
	return what.Flow.Name + ".Decide." + what.Name
}

// begunWith is what the run was begun with, in which the decision is taken: the question, or the proposal. Nothing for a
// beginning, and for who may not see it.
func (d *deciding) begunWith() []ui.Named {
	seen, _ := readmodel.View(d.loaded.Definition, d.loaded.State, d.reader)
	at := slices.IndexFunc(seen.Steps, func(s readmodel.SeenStanding) bool {
		return s.Flow == d.what.Flow.Name && s.Key == d.in.Key && (s.Run == d.in.Run || d.in.Run == 0)
	})
	if at < 0 || d.what == d.what.Flow.Begin || d.what.Flow.Index == 0 {
		return nil
	}
	var out []ui.Named
	for _, v := range seen.Steps[at].Data {
		if slices.ContainsFunc(d.what.Flow.With, func(f stroomschema.Field) bool { return f.Name == v.Name }) {
			out = append(out, ui.Named{Name: ui.Imperative(say(d.c.lang, v.Label)), Value: say(d.c.lang, v.Text)})
		}
	}
	return out
}

// since reads what happened after the form was opened.
func (d *deciding) since() ([]readmodel.Line, error) {
	fresh, err := d.c.s.Trajectories.Load(d.c.ctx(), d.loaded.ID)
	if err != nil {
		return nil, err
	}
	d.loaded = fresh
	entries, err := d.c.s.Trajectories.Events(d.c.ctx(), fresh.ID, d.in.Read, MaxLimit)
	if err != nil {
		return nil, err
	}
	return readmodel.Journal(fresh.Definition, fresh.State, entries, d.reader), nil
}

func (d *deciding) page(no *ui.Refused, effect *ui.Effect) ui.Decide {
	c := d.c
	title := ui.Imperative(c.decisionLabel(d.def, d.what))
	page := ui.Decide{
		Frame: c.frame(title), Heading: title, For: c.keyName(d.what, d.in.Key), Back: trajectoryPath(d.loaded.ID), Action: trajectoryPath(d.loaded.ID) + "/besluit",
		As: c.actingName(d.in.As), Fields: d.form.fields(formOf(d.what)), Refused: no, Effect: effect,
		Hidden: []ui.HiddenField{
			{Name: "id", Value: d.in.ID}, {Name: "besluit", Value: d.in.Decision}, {Name: "als", Value: d.in.As.Role + "@" + d.in.As.Organisation},
			{Name: "voor", Value: d.in.Key}, {Name: "deel", Value: strconv.Itoa(d.in.Run)}, {Name: "stap", Value: strconv.Itoa(d.in.Visit)},
			{Name: "gelezen", Value: strconv.FormatUint(d.in.Read, 10)}, {Name: "plaats", Value: c.stand()},
		},
	}
	page.About = d.begunWith()
	page.Proof = d.what.Final && !c.proved()
	if d.what.Occurred != nil {
		page.Fields = append(page.Fields, ui.Field{Name: "gebeurd", Label: ui.Say(c.lang, "decide.occurred") + " (" + ui.Say(c.lang, "decide.optional") + ")",
			Kind: ui.MomentField, Value: d.form.typed.Get("gebeurd")})
	}
	if d.what.Urgent {
		page.Urgent = true
		page.Fields, page.Later = first(page.Fields)
	}
	return page
}
