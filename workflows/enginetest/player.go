package enginetest

import (
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

// Player walks one random trajectory and holds every property against each event.
type Player struct {
	walker  *simulate.Walker
	entries []engine.Entry
	taken   []engine.Event
	serial  int
	aside   *rand.Rand // for questions that came later, so that the walks stay what they are
	Tally   *Tally

	// Later is the next version of the definition, to which the trajectory is moved at some moment; nil: never.
	Later *stroomschema.Definition
}

// NewPlayer returns a player before the start of a trajectory.
func NewPlayer(def *stroomschema.Definition, seed uint64) *Player {
	return &Player{walker: simulate.NewWalker(def, seed), aside: rand.New(rand.NewPCG(seed, 0x57617973)), Tally: NewTally()}
}

// Play plays so many events, good, bad and hostile. It returns the first breach, nil when every property held.
func (p *Player) Play(events int) *Breach {
	for range events {
		if breach := p.next(); breach != nil {
			return breach
		}
		if p.walker.State.Ended != nil && p.walker.Rand.IntN(3) == 0 {
			break
		}
	}
	return nil
}

// next makes and judges one event. A panic of the engine is a breach: run to completion must end, in one way or another.
func (p *Player) next() (breach *Breach) {
	var ev engine.Event
	defer func() {
		if r := recover(); r != nil {
			breach = &Breach{Property: 7, Detail: fmt.Sprintf("panic: %v\n%s", r, debug.Stack()), Events: p.taken, Event: ev, Now: p.walker.Now}
		}
	}()
	w := p.walker
	ev = w.Next()
	if w.State.Seq > 0 && w.Rand.IntN(3) == 0 {
		if option, actor, ok := w.Option(); ok {
			id := ev.ID
			ev = w.Decide(option, actor)
			ev.ID, ev.At = id, w.Now
		}
	}
	ev.Digest = engine.DigestOf(ev)
	switch n := w.Rand.IntN(100); {
	case n < 22:
		ev = p.hostile(ev)
	case n < 30 && p.Later != nil && w.State.Seq > 0:
		return p.migrate(ev.ID)
	}
	return p.judge(ev)
}

// migrate moves the trajectory to the later version.
func (p *Player) migrate(id string) *Breach {
	w, before := p.walker, p.walker.Def
	ev := engine.Event{ID: id, At: w.Now, Kind: engine.Migrated, Actor: engine.Actor{Person: "op-1", Role: engine.Operator},
		Migrate: &engine.MigratedEvent{Version: p.Later.Version, Hash: p.Later.Hash, Reason: "nieuwe versie"}}
	ev.Digest = engine.DigestOf(ev)
	w.Def = stroomschema.Linked(p.Later, before)
	breach := p.judge(ev)
	if breach == nil && w.State.Hash != p.Later.Hash {
		w.Def = before // refused
		return nil
	}
	p.Later = nil
	return breach
}

// judge gives an event to the engine and holds the properties.
func (p *Player) judge(ev engine.Event) *Breach {
	w := p.walker
	pr := &probe{def: w.Def, st: w.State, body: bytesOf(w.State), ev: ev, now: w.Now}
	pr.step()
	// What costs most is held at a random part of the events: over a run that is still tens of thousands of them.
	checks := []func() (int, string){pr.basic}
	if w.Rand.IntN(2) == 0 {
		checks = append(checks, pr.kept)
	}
	if w.Rand.IntN(5) == 0 {
		checks = append(checks, pr.twice, pr.restarted, pr.duesFirst, pr.promises, func() (int, string) { return p.offered(pr) })
	}
	if w.Rand.IntN(8) == 0 {
		checks = append(checks, func() (int, string) { return p.secrecy(pr, w.LikelyActor()) })
	}
	for _, check := range checks {
		if property, detail := check(); property != 0 {
			return &Breach{Property: property, Detail: detail, Events: p.taken, Event: ev, Now: w.Now}
		}
	}
	p.Tally.count(pr)
	if pr.reject == nil {
		p.taken = append(p.taken, ev)
		p.entries = append(p.entries, pr.out.Entries...)
		w.State = pr.next // it went through JSON: a restart after every step
	}
	if w.Rand.IntN(8) == 0 {
		if property, detail := p.agreement(w.LikelyActor()); property != 0 {
			return &Breach{Property: property, Detail: detail, Events: p.taken, Event: ev, Now: w.Now}
		}
	}
	if p.aside.IntN(60) == 0 {
		if property, detail := p.counterfactual(); property != 0 {
			return &Breach{Property: property, Detail: detail, Events: p.taken, Event: ev, Now: w.Now}
		}
	}
	if p.aside.IntN(10) == 0 {
		if property, detail := p.standIn(); property != 0 {
			return &Breach{Property: property, Detail: detail, Events: p.taken, Event: ev, Now: w.Now}
		}
	}
	return nil
}

// momentOf is the moment at which an event counts.
func momentOf(pr *probe) time.Time {
	at := pr.ev.At
	if pr.ev.Kind == engine.Due || at.IsZero() || at.After(pr.now) {
		at = pr.now
	}
	if at.Before(pr.st.Time) {
		at = pr.st.Time
	}
	return at
}

// Trace returns the accepted events of a random trajectory, so many if it does not end before, in the one format of traces. The
// events are good ones only, each with its moment: engine.Fold accepts them all. It is meant for tests of what runs the
// engine elsewhere: the shell, an import, a replay.
func Trace(def *stroomschema.Definition, seed uint64, events int) engine.Trace {
	w := simulate.NewWalker(def, seed)
	trace := engine.Trace{Format: engine.TraceFormat, Definition: def.Name, Version: def.Version}
	for tries := 0; len(trace.Events) < events && tries < 20*events; tries++ {
		ev := w.Next()
		ev.Digest = engine.DigestOf(ev)
		if _, err := w.Take(ev); err == nil {
			trace.Events = append(trace.Events, ev)
		}
		if w.State.Ended != nil {
			break
		}
	}
	return trace
}

// Replay runs the events of a breach again and returns the state in which it happened.
func Replay(def *stroomschema.Definition, b *Breach) (engine.State, error) {
	st, _, err := engine.Fold(def, b.Events)
	if err != nil {
		return st, fmt.Errorf("replay the events before the breach: %w", err)
	}
	return st, nil
}
