package server

import (
	"cmp"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/server/strict"
	"stroom/server/ui"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

var idForm = strict.Patterns["id"]

// receiptPage says what became of a decision.
func (c *call) receiptPage() (answer, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return answer{}, err
	}
	id, err := c.param("decisionId")
	if err != nil {
		return answer{}, c.denied(loaded.ID, notFound)
	}
	out, err := c.outcome(loaded, reader, id)
	if errors.Is(err, ErrUnknown) {
		return answer{}, c.denied(loaded.ID, notFound)
	}
	if err != nil {
		return answer{}, err
	}
	if err := c.shown(loaded.ID, reader); err != nil {
		return answer{}, err
	}
	page := c.receipt(loaded, reader, out)
	if out.Status == "accepted" {
		if err := c.done(&page, loaded, reader, out.ID); err != nil {
			return answer{}, err
		}
	}
	if out.Status == "accepted" && page.Withdraw == nil {
		if page.Wrong, err = c.ways(loaded, reader, out); err != nil {
			return answer{}, err
		}
	}
	return c.page(page)
}

func (c *call) receipt(loaded Loaded, reader engine.Actor, out DecisionOut) ui.Receipt {
	zone := loaded.Definition.Zone
	page := ui.Receipt{Back: trajectoryPath(loaded.ID), Sent: trajectoryPath(loaded.ID) + "/besluit"}
	title := "receipt.title"
	switch out.Status {
	case "pending":
		title, page.Pending, page.Text = "receipt.waiting", true, ui.Say(c.lang, "receipt.pending")
	case "refused":
		title, page.Text = "receipt.refused", ui.Say(c.lang, "receipt.not")
		for _, r := range out.Refusals {
			refused := ui.Event{When: ui.Moment(c.lang, r.At.In(zone)), Text: r.Code}
			if r.Explanation != nil {
				refused.Text = r.Explanation.Text
			}
			page.Refused = append(page.Refused, refused)
		}
	default:
		page.Text = ui.Say(c.lang, "receipt.done")
		page.Facts = []ui.Named{
			{Name: ui.Say(c.lang, "receipt.number"), Value: short(loaded.ID) + "-" + strconv.FormatUint(out.Seq, 10)},
			{Name: ui.Say(c.lang, "receipt.at"), Value: ui.Moment(c.lang, out.Recorded.In(zone))},
		}
		for _, l := range out.Lines {
			page.Lines = append(page.Lines, ui.Event{When: ui.Moment(c.lang, l.At.In(zone)), Text: l.Text, By: l.Reason})
		}
		page.Next, page.Rest = c.waits(loaded, reader, *out.Received)
		page.Withdraw = c.withdrawable(loaded, out.ID)
	}
	page.Heading = ui.Say(c.lang, title)
	page.Facts = append(page.Facts, ui.Named{Name: ui.Say(c.lang, "receipt.id"), Value: out.ID})
	page.Frame = c.frame(page.Heading)
	return page
}

// waits says for each open part what it waits for, until when: first what this event led to, what it has suspended included,
// and apart the rest.
func (c *call) waits(loaded Loaded, reader engine.Actor, since time.Time) (next, rest []ui.Standing) {
	seen, _ := readmodel.View(loaded.Definition, loaded.State, reader)
	for _, s := range seen.Steps {
		one := ui.Standing{Title: say(c.lang, s.FlowLabel), Text: say(c.lang, s.Text), Then: say(c.lang, s.Then), Held: s.Suspended}
		if s.Due != nil && !s.Paused {
			one.Due = c.due(*s.Due, loaded.Definition.Zone, loaded.Definition.Calendar)
		}
		if s.Since.Before(since) && !heldBy(loaded.State, s.Run, since) {
			rest = append(rest, one)
			continue
		}
		next = append(next, one)
	}
	slices.SortStableFunc(next, func(a, b ui.Standing) int { return cmp.Compare(dueLast(a), dueLast(b)) })
	return next, rest
}

// heldBy reports whether a run has been suspended since a moment.
func heldBy(st engine.State, run int, since time.Time) bool {
	return slices.ContainsFunc(st.Runs, func(r engine.Run) bool { return r.Number == run && r.Suspended != nil && !r.Suspended.At.Before(since) })
}

// withdrawable is how the caller can take back an event now; nil when he cannot. The engine says so: it is asked.
func (c *call) withdrawable(loaded Loaded, of string) *ui.Withdraw {
	readers, err := c.readers()
	if err != nil {
		return nil
	}
	for _, w := range loaded.State.Windows {
		if w.Event != of {
			continue
		}
		for _, actor := range readers {
			ev := engine.Event{ID: rand.Text(), Kind: engine.Withdrawn, At: c.now, Actor: actor, Withdraw: &engine.WithdrawnEvent{Of: of}}
			ev.Digest = engine.DigestOf(ev)
			if _, rejected := readmodel.Foresee(loaded.Definition, loaded.State, ev, c.now, actor); rejected == nil {
				return &ui.Withdraw{
					Action: trajectoryPath(loaded.ID) + "/besluiten/" + of + "/intrekken", ID: ev.ID, As: actor.Role + "@" + actor.Organisation,
					Until: ui.Moment(c.lang, w.Until.In(loaded.Definition.Zone)),
				}
			}
		}
	}
	return nil
}

// withdrawPage takes a decision back.
func (c *call) withdrawPage() (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	in := WithdrawIn{ID: form.Get("id")}
	in.As.Role, in.As.Organisation, _ = strings.Cut(form.Get("as"), "@")
	if !idForm.MatchString(in.ID) {
		return answer{}, refuse(badForm)
	}
	loaded, ev, err := c.withdrawEvent(in)
	if err != nil {
		return answer{}, err
	}
	if _, err := c.submit(loaded, ev, c.s.Decider.Judge); err != nil {
		return answer{}, err
	}
	return goTo(trajectoryPath(loaded.ID) + "/besluiten/" + in.ID)
}
