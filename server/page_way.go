package server

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// shownWays is how many ways out a page names for one decision.
const shownWays = 3

// waysOf says for each option that is closed what would open it, in the order of the options. What only other roles decide is
// not asked: no page tells it.
func (c *call) waysOf(loaded Loaded, options []Option) ([][]readmodel.Way, error) {
	readers, err := c.readers()
	if err != nil {
		return nil, err
	}
	out := make([][]readmodel.Way, len(options))
	for _, actor := range readers {
		var closed []engine.Option
		var at []int
		for i, o := range options {
			if o.As == (Actor{actor.Role, actor.Organisation}) && !o.Open && o.Code != string(engine.NotYourRole) {
				closed = append(closed, engine.Option{ID: o.Decision, Key: o.Key, Run: o.Run, Visit: o.Visit, Refused: &engine.Explanation{}})
				at = append(at, i)
			}
		}
		for i, told := range engine.OptionCounterfactuals(loaded.Definition, loaded.State, closed, actor, c.now) {
			out[at[i]] = helpful(loaded.Definition, readmodel.Ways(loaded.Definition, closed[i].Key, told))
		}
	}
	return out, nil
}

// helpful leaves the ways that a page shows: the first few, and of facts those that people record. A fact that only follows
// from what happens is no advice to anybody.
func helpful(def *stroomschema.Definition, found []readmodel.Way) []readmodel.Way {
	found = slices.DeleteFunc(found, func(w readmodel.Way) bool {
		return slices.ContainsFunc(w.Facts, func(f engine.FactChange) bool { return len(recorders(def, f)) == 0 })
	})
	return found[:min(len(found), shownWays)]
}

// recorders lists the decisions by which people record what a fact would have to be.
func recorders(def *stroomschema.Definition, wanted engine.FactChange) []*stroomschema.Decision {
	fact, _, _ := strings.Cut(wanted.Name, "[")
	var found []*stroomschema.Decision
	for _, f := range def.Flows {
		list := f.Decide
		for _, s := range f.Steps {
			list = append(list[:len(list):len(list)], s.Decide...)
		}
		for _, d := range list {
			if d.Records(fact, wanted.Tried) {
				found = append(found, d)
			}
		}
	}
	return found
}

// waysOut makes ways ready for a page. Where a fact is missing it leads to where this person records it, or says who does.
func (c *call) waysOut(loaded Loaded, options []Option, ways []readmodel.Way) []ui.Way {
	var out []ui.Way
	for _, w := range ways {
		way := ui.Way{Text: say(c.lang, w.Text)}
		if len(w.Facts) == 1 {
			by := recorders(loaded.Definition, w.Facts[0])
			if way.Link = c.recording(loaded, options, by); way.Link == nil && !c.mine(by) {
				way.Text += " " + ui.Say(c.lang, "trajectory.records", c.deciders(by))
			}
		}
		out = append(out, way)
	}
	return out
}

// recording leads to the first of some decisions that is open to this person; nil when none is.
func (c *call) recording(loaded Loaded, options []Option, by []*stroomschema.Decision) *ui.Link {
	for _, o := range options {
		_, decision := addressed(loaded, engine.DecidedEvent{Decision: o.Decision, Key: o.Key, Run: o.Run})
		if o.Open && slices.Contains(by, decision) {
			return &ui.Link{Href: decidePath(loaded.ID, o), Text: ui.Imperative(o.Label)}
		}
	}
	return nil
}

// mine reports whether this person has a role that takes one of some decisions.
func (c *call) mine(by []*stroomschema.Decision) bool {
	return slices.ContainsFunc(rolesOf(by), func(r *stroomschema.Role) bool {
		return slices.ContainsFunc(c.caller.Memberships, func(m auth.Membership) bool { return m.Role == r.Name })
	})
}

// deciders names the roles that take some decisions.
func (c *call) deciders(by []*stroomschema.Decision) string {
	var names []string
	for _, r := range rolesOf(by) {
		names = append(names, r.Label.In(c.lang))
	}
	return strings.Join(names, ", ")
}

// rolesOf lists the roles that take some decisions, each once.
func rolesOf(by []*stroomschema.Decision) []*stroomschema.Role {
	var roles []*stroomschema.Role
	for _, d := range by {
		for _, w := range d.By {
			if w.Role != nil && !slices.Contains(roles, w.Role) {
				roles = append(roles, w.Role)
			}
		}
	}
	return roles
}

// wayOut adds to why a decision is not accepted what would let it through. What it says of people and days replaces what the
// refusal says of them: it was judged with everything else that counts.
func (d *deciding) wayOut(out *ui.Refused, told []engine.Alternative) error {
	ways := helpful(d.loaded.Definition, readmodel.Ways(d.loaded.Definition, d.in.Key, told))
	if len(ways) == 0 {
		return nil
	}
	options, err := d.c.optionsOf(d.loaded)
	if err != nil {
		return err
	}
	if out.Instead != nil {
		options = nil // there is one way to go already
	}
	out.Ways = d.c.waysOut(d.loaded, options, ways)
	if tellsWho(ways) {
		out.Who = ""
	}
	if tellsDay(ways) {
		out.From = ""
	}
	return nil
}

// tellsWho reports whether the ways that a page shows say by whom.
func tellsWho(ways []readmodel.Way) bool {
	return slices.ContainsFunc(ways, func(w readmodel.Way) bool { return w.Who })
}

// tellsDay reports whether they say from which day, and nothing else is needed then.
func tellsDay(ways []readmodel.Way) bool {
	return slices.ContainsFunc(ways, func(w readmodel.Way) bool { return w.Later && !w.Who && len(w.Facts) == 0 })
}
