package enginetest

import (
	"fmt"

	"stroom/workflows/engine"
)

// standIn holds property 15 for somebody at whom a run waits, or an organisation of whom one does, and for one of those who acted
// before in whose place he might act: he may do no more than in his own, and less by four eyes only.
func (p *Player) standIn() (int, string) {
	w := p.walker
	var before []string
	var actors []engine.Actor
	for _, run := range w.State.Runs {
		before = append(before, run.Starter.Person)
		for _, t := range run.Taken {
			before = append(before, t.Actor.Person)
			actors = append(actors, engine.Actor{Person: "stand-in", Role: t.Actor.Role, Organisation: t.Actor.Organisation})
		}
		for _, h := range engine.Holders(w.Def, w.State, run) {
			actors = append(actors, engine.Actor{Person: "stand-in", Role: h.Role, Organisation: h.Organisation})
		}
	}
	if len(actors) == 0 {
		return 0, ""
	}
	own := actors[p.aside.IntN(len(actors))]
	stands := own
	stands.For = before[p.aside.IntN(len(before))]
	alone, instead := engine.Permitted(w.Def, w.State, own, w.Now), engine.Permitted(w.Def, w.State, stands, w.Now)
	if len(alone) != len(instead) {
		return 15, fmt.Sprintf("%d options in his own place, %d in that of %q", len(alone), len(instead), stands.For)
	}
	for i, a := range alone {
		switch b := instead[i]; {
		case a.ID != b.ID || a.Key != b.Key || a.Run != b.Run:
			return 15, fmt.Sprintf("option %d is %s, and in the place of %q %s", i, a.ID, stands.For, b.ID)
		case b.Open && !a.Open:
			return 15, fmt.Sprintf("%s is open in the place of %q only", b.ID, stands.For)
		case a.Open && !b.Open && b.Refused.Code != engine.FourEyes:
			return 15, fmt.Sprintf("%s is refused in the place of %q with %s", b.ID, stands.For, b.Refused.Code)
		}
	}
	return 0, ""
}
