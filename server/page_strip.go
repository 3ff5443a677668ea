package server

import (
	"cmp"
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// strip is the whole past on one screen: a lane for each part, a bar for each step at which it stood, a mark for each decision and each
// refusal, and pale what is to come.
func (p *history) strip() ui.Strip {
	c, zone := p.c, p.loaded.Definition.Zone
	s := ui.Strip{Lang: c.lang, Now: c.now.In(zone)}
	lanes := map[laneOf]*ui.Lane{}
	var order []laneOf
	lane := func(of laneOf) *ui.Lane {
		if lanes[of] == nil {
			lanes[of], order = &ui.Lane{Title: p.laneTitle(of)}, append(order, of)
		}
		return lanes[of]
	}
	for _, h := range p.happens {
		at := h.at.In(zone)
		if h.refused != nil {
			l := lane(p.laneOfDecision(h.refused.Decision, h.refused.Key))
			l.Marks = append(l.Marks, ui.Mark{At: at, Refused: true, Text: ui.Date(c.lang, at) + ": " + ui.Say(c.lang, "timeline.mark.refused")})
			continue
		}
		for _, l := range h.lines {
			p.draw(lane, l, at)
		}
		if first := h.lines[0]; h.actor != (engine.Actor{}) {
			on := lane(p.laneOfDecision(first.Decision, first.Key))
			on.Marks = append(on.Marks, ui.Mark{At: at, Text: ui.Date(c.lang, at) + ": " + say(c.lang, first.Text)})
		}
	}
	p.present(s.Now, lane)
	flow := func(of laneOf) int {
		return slices.IndexFunc(p.loaded.Definition.Flows, func(f *stroomschema.Flow) bool { return f.Name == of.flow })
	}
	slices.SortStableFunc(order, func(a, b laneOf) int { return cmp.Or(cmp.Compare(flow(a), flow(b)), cmp.Compare(a.key, b.key)) })
	for _, of := range order {
		closeBars(lanes[of])
		s.Lanes = append(s.Lanes, *lanes[of])
	}
	return s
}

// closeBars ends the bars of which nothing told the end, as what is taken back leaves them: where the next one begins.
func closeBars(l *ui.Lane) {
	for i := range l.Stays {
		if b := &l.Stays[i]; b.Until.IsZero() {
			b.Until = b.From
			if i+1 < len(l.Stays) {
				b.Until = l.Stays[i+1].From
			}
		}
	}
}

// laneOf is a part of the trajectory.
type laneOf struct{ flow, key string }

func (p *history) laneOfDecision(decision, key string) laneOf {
	if d := p.loaded.Definition.Decision(decision); d != nil && d.Flow.Key != nil {
		return laneOf{d.Flow.Name, key}
	} else if d != nil {
		return laneOf{d.Flow.Name, ""}
	}
	return laneOf{p.loaded.Definition.Flows[0].Name, ""}
}

func (p *history) laneTitle(of laneOf) string {
	flow := p.loaded.Definition.Flow(of.flow)
	if flow == nil {
		return of.flow // of an earlier version
	}
	title := flow.Title.In(p.c.lang)
	if flow.Key == nil || of.key == "" {
		return title
	}
	for _, v := range flow.Key.Values {
		if v.Name == of.key {
			return title + " (" + v.Label.In(p.c.lang) + ")"
		}
	}
	return title + " (" + of.key + ")"
}

// The kinds of lines of the journal that say how a run moved.
var (
	stepEntered = engine.Entry{Change: engine.StepEntered{}}.Kind()
	runEnded    = engine.Entry{Change: engine.RunEnded{}}.Kind()
)

// draw ends the bar of a run and begins another, where a line of the journal says that it moved.
func (p *history) draw(lane func(laneOf) *ui.Lane, l readmodel.Line, at time.Time) {
	if l.Kind != stepEntered && l.Kind != runEnded {
		return
	}
	on := lane(laneOf{l.Flow, l.Key})
	for i := range on.Stays {
		if b := &on.Stays[i]; b.Run == l.Run && b.Until.IsZero() {
			b.Until = at
		}
	}
	if l.Kind == stepEntered {
		on.Stays = append(on.Stays, ui.Stay{Run: l.Run, From: at, Text: say(p.c.lang, l.Text), Short: p.stepTitle(l)})
	}
}

// stepTitle is what is done at a step, in short.
func (p *history) stepTitle(l readmodel.Line) string {
	if flow := p.loaded.Definition.Flow(l.Flow); flow != nil {
		if s := flow.Step(l.Step); s != nil && s.What.NL != "" {
			return s.What.In(p.c.lang)
		}
	}
	return ""
}

// present adds until when each part has stood where it stands, and what is to come: until when it may.
func (p *history) present(now time.Time, lane func(laneOf) *ui.Lane) {
	zone := p.loaded.Definition.Zone
	seen, visible := readmodel.View(p.loaded.Definition, p.loaded.State, p.reader)
	if !visible {
		return
	}
	for _, st := range seen.Steps {
		on := lane(laneOf{st.Flow, st.Key})
		at := slices.IndexFunc(on.Stays, func(b ui.Stay) bool { return b.Run == st.Run && b.Until.IsZero() })
		if at < 0 {
			at = len(on.Stays)
			on.Stays = append(on.Stays, ui.Stay{Run: st.Run, From: st.Since.In(zone), Short: say(p.c.lang, st.What)})
		}
		b := &on.Stays[at]
		b.Now, b.Until, b.Late, b.Held, b.Text = true, now, st.Late, st.Suspended || st.Paused, say(p.c.lang, st.What)+" "+say(p.c.lang, st.Text)
		if st.Due != nil && st.Due.After(now) && !b.Held {
			on.Stays = append(on.Stays, ui.Stay{From: now, Until: st.Due.In(zone), Future: true, Text: say(p.c.lang, st.Text) + " " + say(p.c.lang, st.Then)})
		}
	}
}
