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

	"stroom/server/auth"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

const standInPath = "/vervanging"

// standInPage shows who stands in for whom, and the form to hand one's work over.
func (c *call) standInPage() (answer, error) {
	if _, err := c.readers(); err != nil {
		return answer{}, err
	}
	page, err := c.standInForm("", "", "")
	if err != nil {
		return answer{}, err
	}
	return c.page(page)
}

// say is a message in the language of the call.
func (c *call) say(key string, args ...any) string { return ui.Say(c.lang, key, args...) }

// standInForm is the page, with what was typed.
func (c *call) standInForm(who, first, last string) (ui.StandIns, error) {
	page := ui.StandIns{Frame: c.frame(c.say("standin.title"))}
	all, err := c.s.Substitutes.Substitutions(c.ctx(), c.person, c.now)
	if err != nil {
		return page, err
	}
	name, err := c.called(peopleOf(all)...)
	if err != nil {
		return page, err
	}
	zone := c.zone()
	for _, v := range all {
		row := ui.StandInRow{
			ID: v.ID, Role: c.membership(v.membership()), From: ui.Date(c.lang, v.From.In(zone)), Until: ui.Date(c.lang, v.Until.Add(-time.Nanosecond).In(zone)),
			Text: c.say("standin.theirs", name(v.Person)), Now: v.active(c.now), End: c.say("standin.end.theirs", name(v.Person)),
		}
		if v.Person == c.person {
			row.Text, row.End = c.say("standin.yours", name(v.By)), c.say("standin.end.yours", name(v.By))
		}
		page.Rows = append(page.Rows, row)
	}
	choices, err := c.colleagues(who)
	if err != nil || choices == nil {
		return page, err
	}
	if first == "" {
		first = c.now.In(zone).Format(time.DateOnly)
	}
	page.Fields = []ui.Field{
		{Name: "wie", Label: c.say("standin.who"), Hint: c.say("standin.who.hint"), Kind: ui.SelectField, Choices: choices, Needed: true},
		{Name: "vanaf", Label: c.say("standin.from"), Kind: ui.DateField, Value: first, Needed: true},
		{Name: "tot", Label: c.say("standin.until"), Hint: c.say("standin.until.hint", strconv.Itoa(MaxStandIn)), Kind: ui.DateField, Value: last, Needed: true},
	}
	return page, nil
}

func peopleOf(all []Substitution) []string {
	var refs []string
	for _, v := range all {
		refs = append(refs, v.Person, v.By)
	}
	return refs
}

// colleagues are those to whom the caller may hand his work, each with the role in which: by name, the chosen one marked. A value
// is the number of the role among his, and the reference of the colleague.
func (c *call) colleagues(chosen string) ([]ui.Choice, error) {
	var out []ui.Choice
	for i, m := range c.caller.Memberships {
		refs, err := c.colleaguesAt(m)
		if err != nil {
			return nil, err
		}
		name, err := c.called(refs...)
		if err != nil {
			return nil, err
		}
		for _, ref := range refs {
			value, text := strconv.Itoa(i+1)+":"+ref, name(ref)
			if len(c.caller.Memberships) > 1 {
				text += " (" + c.membership(m) + ")"
			}
			out = append(out, ui.Choice{Value: value, Text: text, Here: value == chosen})
		}
	}
	slices.SortStableFunc(out, func(a, b ui.Choice) int { return strings.Compare(a.Text, b.Text) })
	return out, nil
}

func (c *call) colleaguesAt(m auth.Membership) ([]string, error) {
	refs, err := c.s.Substitutes.Colleagues(c.ctx(), engine.Address{Role: m.Role, Organisation: m.Organisation}, c.now.Add(-colleagueFor))
	return slices.DeleteFunc(refs, func(ref string) bool { return ref == c.person }), err
}

// standInPost reads a form of somebody who has a role.
func (c *call) standInPost() (url.Values, error) {
	if _, err := c.readers(); err != nil {
		return nil, err
	}
	return c.form()
}

// makeStandIn hands the caller's work in one role to a colleague.
func (c *call) makeStandIn() (answer, error) {
	form, err := c.standInPost()
	if err != nil {
		return answer{}, err
	}
	who, first, last := form.Get("wie"), form.Get("vanaf"), form.Get("tot")
	m, by, err := c.chosenColleague(who)
	if err != nil {
		return answer{}, err
	}
	wrong := map[string]string{}
	if by == "" {
		wrong["wie"] = "standin.nobody"
	}
	from, until, day := c.days(first, last)
	switch day {
	case "":
	case "standin.past", "standin.ahead":
		wrong["vanaf"] = day
	default:
		wrong["tot"] = day
	}
	if len(wrong) == 0 {
		had, err := c.s.Substitutes.Substitutions(c.ctx(), c.person, c.now)
		if err != nil {
			return answer{}, err
		}
		if len(slices.DeleteFunc(had, func(v Substitution) bool { return v.Person != c.person })) >= MaxStandIns {
			wrong["wie"] = "standin.many"
		}
	}
	if len(wrong) > 0 {
		return c.wrongStandIn(wrong, who, first, last)
	}
	v := Substitution{
		ID: rand.Text(), Person: c.person, Role: m.Role, Organisation: m.Organisation, By: by, From: from, Until: until, Made: c.now,
	}
	if err := c.audit(AuditRow{Actor: c.as(m), Event: v.ID, Result: AuditAsked, Ground: "role:" + m.Role}); err != nil {
		return answer{}, err
	}
	if err := c.s.Substitutes.Substitute(c.ctx(), v); err != nil {
		return answer{}, err
	}
	return goTo(standInPath)
}

// chosenColleague reads which colleague was chosen, in which role; "" when it is none.
func (c *call) chosenColleague(value string) (auth.Membership, string, error) {
	number, ref, _ := strings.Cut(value, ":")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(c.caller.Memberships) {
		return auth.Membership{}, "", nil
	}
	m := c.caller.Memberships[n-1]
	refs, err := c.colleaguesAt(m)
	if err != nil || !slices.Contains(refs, ref) {
		return m, "", err
	}
	return m, ref, nil
}

// wrongStandIn shows the form again with what was typed, and what is wrong with it.
func (c *call) wrongStandIn(wrong map[string]string, who, first, last string) (answer, error) {
	if err := c.audit(AuditRow{Result: AuditDenied, Code: string(badForm)}); err != nil {
		return answer{}, err
	}
	page, err := c.standInForm(who, first, last)
	if err != nil {
		return answer{}, err
	}
	for i, f := range page.Fields {
		if key := wrong[f.Name]; key != "" {
			args := []any{}
			if key == "standin.long" {
				args = append(args, strconv.Itoa(MaxStandIn))
			}
			page.Fields[i].Fault = c.say(key, args...)
			page.Faults = append(page.Faults, ui.FieldFault{Field: f.Name, Label: f.Label, Text: page.Fields[i].Fault})
		}
	}
	a, err := c.page(page)
	a.status = http.StatusBadRequest
	return a, err
}

// endStandIn ends a substitution before its time.
func (c *call) endStandIn() (answer, error) {
	form, err := c.standInPost()
	if err != nil {
		return answer{}, err
	}
	id := form.Get("id")
	if !idForm.MatchString(id) {
		return answer{}, refuse(badForm)
	}
	if err := c.audit(AuditRow{Event: id, Result: AuditAsked}); err != nil {
		return answer{}, err
	}
	err = c.s.Substitutes.EndSubstitution(c.ctx(), id, c.person, c.now)
	if errors.Is(err, ErrUnknown) {
		err = c.denied("", notFound)
	}
	if err != nil {
		return answer{}, err
	}
	return goTo(standInPath)
}

// actFor begins to act in another's place, or ends it.
func (c *call) actFor() (answer, error) {
	form, err := c.standInPost()
	if err != nil {
		return answer{}, err
	}
	id, actor := form.Get("id"), engine.Actor{}
	c.session.standDown()
	if id != "" {
		v, err := c.standInOf(id)
		if errors.Is(err, ErrUnknown) {
			err = c.denied("", notFound)
		}
		if err != nil {
			return answer{}, err
		}
		name, err := c.called(v.Person)
		if err != nil {
			return answer{}, err
		}
		c.session.As, c.session.Stand, c.session.For, c.session.ForName = v.membership(), v.ID, v.Person, name(v.Person)
		actor = c.as(v.membership())
	}
	if err := c.audit(AuditRow{Actor: actor, Event: id, Result: AuditAsked}); err != nil {
		return answer{}, err
	}
	if err := c.keep(c.session); err != nil {
		return answer{}, err
	}
	return goTo(todayPath)
}

// standIns are the substitutions that go on now, for the page of the day.
func (c *call) standIns() ([]ui.StandIn, error) {
	all, err := c.s.Substitutes.Substitutions(c.ctx(), c.person, c.now)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(v Substitution) bool { return !v.active(c.now) })
	name, err := c.called(peopleOf(all)...)
	if err != nil {
		return nil, err
	}
	var out []ui.StandIn
	zone := c.zone()
	for _, v := range all {
		until := ui.Day(c.lang, v.Until.Add(-time.Nanosecond).In(zone), c.now)
		switch {
		case v.Person == c.person:
			out = append(out, ui.StandIn{Text: c.say("standin.now.yours", name(v.By), c.membership(v.membership()), until)})
		case !c.caller.Holds(v.membership()):
			out = append(out, ui.StandIn{Text: c.say("standin.now.without", name(v.Person), c.membership(v.membership()))})
		case c.stand() == v.ID:
			out = append(out, ui.StandIn{Text: c.say("standin.now.acting", name(v.Person), c.membership(v.membership()), until), Does: c.say("standin.stop")})
		default:
			out = append(out, ui.StandIn{Text: c.say("standin.now.theirs", name(v.Person), c.membership(v.membership()), until), ID: v.ID, Does: c.say("standin.act", name(v.Person))})
		}
	}
	return out, nil
}
