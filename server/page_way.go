package server

import (
	"slices"
	"strings"

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
			out[at[i]] = readmodel.Ways(loaded.Definition, closed[i].Key, told)
		}
	}
	return out, nil
}

// waysOut makes the first ways ready for a page. Where a fact is missing that this person may record, it leads there.
func (c *call) waysOut(loaded Loaded, options []Option, found []readmodel.Way) []ui.Way {
	var out []ui.Way
	for _, w := range found[:min(len(found), shownWays)] {
		way := ui.Way{Text: say(c.lang, w.Text)}
		if len(w.Facts) == 1 {
			way.Link = c.recording(loaded, options, w.Facts[0])
		}
		out = append(out, way)
	}
	return out
}

// recording leads to an open decision that sets a fact; nil when there is none.
func (c *call) recording(loaded Loaded, options []Option, wanted engine.FactChange) *ui.Link {
	fact, key, _ := strings.Cut(strings.TrimSuffix(wanted.Name, "]"), "[")
	for _, o := range options {
		_, decision := addressed(loaded, engine.DecidedEvent{Decision: o.Decision, Key: o.Key, Run: o.Run})
		elsewhere := key != "" && o.Key != "" && o.Key != key
		if o.Open && !elsewhere && decision != nil && decision.CanSet(fact, wanted.Tried) {
			return &ui.Link{Href: decidePath(loaded.ID, o), Text: ui.Imperative(o.Label)}
		}
	}
	return nil
}

// wayOut adds to why a decision is not accepted what would let it through. What it says of people and days replaces what the
// refusal says of them: it was judged with everything else that counts.
func (d *deciding) wayOut(out *ui.Refused, told []engine.Alternative) error {
	ways := readmodel.Ways(d.loaded.Definition, d.in.Key, told)
	if len(ways) == 0 {
		return nil
	}
	var options []Option
	if out.Instead == nil {
		var err error
		if options, err = d.c.optionsOf(d.loaded); err != nil {
			return err
		}
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
	return slices.ContainsFunc(ways[:min(len(ways), shownWays)], func(w readmodel.Way) bool { return w.Who })
}

// tellsDay reports whether they say from which day, and nothing else is needed then.
func tellsDay(ways []readmodel.Way) bool {
	return slices.ContainsFunc(ways[:min(len(ways), shownWays)], func(w readmodel.Way) bool { return w.Later && !w.Who && len(w.Facts) == 0 })
}
