package diagram

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// randomChart makes a chart that no author would write: any arrow between any nodes, many of them, long and strange words.
func randomChart(r *rand.Rand, steps int) *Chart {
	c := &Chart{Name: "random", Version: 1, Title: words(r, 4), Lang: []string{"nl", "en"}[r.IntN(2)]}
	for i := range 1 + r.IntN(20) {
		c.Roles = append(c.Roles, Role{Name: fmt.Sprintf("role%d", i), Label: words(r, 3), Tint: i%Tints + 1})
	}
	for i := range 1 + r.IntN(4) {
		f := randomFlow(r, c, fmt.Sprintf("flow%d", i), 1+r.IntN(steps))
		c.Flows = append(c.Flows, f)
		c.Titles = append(c.Titles, Title{f.ID, f.Title})
	}
	for range r.IntN(12) {
		c.Links = append(c.Links, Link{From: pick(r, c.Flows).ID, To: pick(r, c.Flows).ID, Kind: pick(r, mapRanks), At: "x"})
	}
	return c
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func randomFlow(r *rand.Rand, c *Chart, id string, steps int) *Flow {
	f := &Flow{ID: id, Title: words(r, 5), AtMost: r.IntN(3)}
	if r.IntN(2) == 0 {
		f.Key = words(r, 1)
	}
	add := func(name string, kind NodeKind, number int) *Node {
		n := &Node{ID: id + "." + name, Flow: id, Kind: kind, Number: number, Name: name, Label: words(r, 12), Effects: effectsIn(r)}
		f.Nodes = append(f.Nodes, n)
		return n
	}
	add("Begin", Begin, 0).Who = parties(r, c)
	for i := range steps {
		n := add(fmt.Sprintf("s%d", i), pick(r, []NodeKind{People, People, People, Waiting, Choice, Calling, Forking, Asking}), i+1)
		n.Who, n.Goal, n.Term, n.Not = parties(r, c), words(r, 14), words(r, 4), words(r, 3)
		n.Calls, n.Service = []string{"flow0"}, words(r, 2)
	}
	for i := range r.IntN(4) {
		n := add(fmt.Sprintf("When.%d", i), Anywhere, 0)
		n.Origin = pick(r, []Origin{Person, World, Another})
		for range r.IntN(4) {
			n.At = append(n.At, f.Nodes[1+r.IntN(steps)].ID)
		}
	}
	sources := len(f.Nodes)
	for i := range 1 + r.IntN(4) {
		add(fmt.Sprintf("End.%d", i), Outcome, 0)
	}
	for i := range sources * (1 + r.IntN(4)) {
		a := &Arrow{ID: fmt.Sprintf("%s.a%d", id, i), From: f.Nodes[r.IntN(sources)].ID, Origin: pick(r, []Origin{Person, World, Silence, Another, Itself}), Effects: effectsIn(r)}
		a.To, a.Label, a.Condition = pick(r, f.Nodes[1:]).ID, words(r, 4), words(r, 6)
		if to := f.Node(a.To); to.Kind == Anywhere || r.IntN(6) == 0 {
			a.To, a.Stay = a.From, true
		}
		if r.IntN(4) == 0 {
			a.By = parties(r, c)
		}
		f.Arrows = append(f.Arrows, a)
	}
	return f
}

func effectsIn(r *rand.Rand) []Effect {
	var list []Effect
	for range max(0, r.IntN(8)-4) {
		list = append(list, Effect{Kind: pick(r, []EffectKind{Starts, Tells, Suspends, Resumes, Cancels}), Flow: pick(r, []string{"flow0", Others}), Message: words(r, 2)})
	}
	return list
}

func parties(r *rand.Rand, c *Chart) []Party {
	var list []Party
	for range r.IntN(4) {
		role := pick(r, c.Roles)
		list = append(list, Party{role.Name, role.Label})
	}
	return list
}

// words are at most so many words, none at times, with letters that break what is not escaped.
func words(r *rand.Rand, most int) string {
	var list []string
	for range r.IntN(most + 1) {
		list = append(list, pick(r, []string{"de", "aanvraag", "beslissing", "i", "W", "Ministerie", "één", "<b>&\"'", "]]>", "--", "漢字", "\u200c", "🙂",
			"hottentottententententoonstellingsmakersopleiding", "e\u0301", "#quot;", "`x`", "100%", "\\", "a|b"}))
	}
	return strings.Join(list, " ")
}
