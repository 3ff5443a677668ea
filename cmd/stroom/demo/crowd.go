package demo

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/workflows/engine"
)

// The organisations of a crowd: those of the demonstration and others like them, so that each sees a part.
var (
	crowdRegions   = []string{"oost", "west", "noord", "zuid", "midden", "rivierenland", "kust", "polder", "heuvelland", "eilanden", "veenland", "stad"}
	crowdProviders = []string{
		linde, brug, haven, "de-esdoorn", "de-kade", "de-oever", "het-anker", "de-wilg", "de-poort", "de-terp", "het-baken", "de-beuk",
		"de-singel", "de-werf", "het-veer", "de-eik", "de-dijk", "de-molen", "het-erf", "de-hoeve", "de-sluis", "de-akker", "het-licht", "de-els",
	}
)

// The people of a crowd: so many at each organisation, by number.
const crowdStaff = 4

var (
	crowdFirst = []string{"Ada", "Bas", "Cato", "Dirk", "Els", "Fenna", "Gijs", "Hanna", "Ivo", "Jet", "Koen", "Liv", "Maas", "Noor", "Otis", "Pien", "Quirijn", "Roos", "Siem", "Tess", "Uwe", "Vera", "Wout", "Yara"}
	crowdLast  = []string{"Voorbeeld", "Verzonnen", "Demo", "Bedacht", "Proef", "Schijn", "Model", "Fictie"}
)

// CrowdPeople returns the people who act in a crowd, in a fixed order. Their roles are those in which they act.
func CrowdPeople() []Person {
	var all []Person
	add := func(organisation string, roles ...string) {
		for n := range crowdStaff {
			i := len(all)
			p := Person{crowdSubject(organisation, n), auth.DevPerson{
				Subject: crowdSubject(organisation, n),
				Name:    crowdFirst[i%len(crowdFirst)] + " " + crowdLast[(i/len(crowdFirst)+n)%len(crowdLast)],
			}}
			for _, role := range roles {
				p.Memberships = append(p.Memberships, auth.Membership{Role: role, Organisation: organisation})
			}
			all = append(all, p)
		}
	}
	for _, region := range crowdRegions {
		add("reclassering-"+region, "probation")
		add("zvh-"+region, "zvh")
	}
	for _, provider := range crowdProviders {
		add(provider, "provider")
	}
	add(nifp, "nifp")
	add(dji, "diz", "minister")
	return all
}

func crowdSubject(organisation string, n int) string {
	return fmt.Sprintf("crowd-%s-%d", organisation, n+1)
}

// Crowd makes trajectories that never happened, as many as are asked for, each as old as it would be. The same seed and
// number give the same story, ending now: every event of it is judged by the engine at its own time, and what the definition
// does not allow does not happen.
type Crowd struct {
	Definition *stroomschema.Definition
	Seed       uint64
	Now        time.Time
	References map[string]string // of CrowdPeople, by subject
}

// crowdYears is how far back the oldest began.
const crowdYears = 1.7

// Told is an event that happened, with what it changed: first what fell due before it.
type Told struct {
	Event   engine.Event
	Entries []engine.Entry
}

// ID is the start id of one trajectory.
func (c *Crowd) ID(number int) string { return fmt.Sprintf("crowd-%d-%d", c.Seed, number) }

// Live tells the story of one trajectory, up to now: what engine.Import would make of its events, in the same order.
func (c *Crowd) Live(number int) ([]Told, error) {
	r := rand.New(rand.NewPCG(c.Seed, uint64(number)))
	region := crowdRegions[r.IntN(len(crowdRegions))]
	provider := crowdProviders[r.IntN(len(crowdProviders))]
	if r.IntN(3) == 0 { // some are asked more than others
		provider = crowdProviders[r.IntN(4)]
	}
	l := &life{
		crowd: c, r: r, id: c.ID(number), region: region, provider: provider,
		at: c.Now.Add(-time.Duration(r.Float64() * crowdYears * 365 * 24 * float64(time.Hour))).In(c.Definition.Zone),
	}
	l.live()
	switch {
	case l.fault == nil && len(l.told) == 0 && l.refused != "":
		l.fault = fmt.Errorf("its beginning is refused: %s", l.refused)
	case l.fault == nil && len(l.told) == 0: // begun on the last hour of the last day
		l.at = c.Now.In(c.Definition.Zone)
		l.begin()
	}
	if l.fault == nil {
		l.at = c.Now
		l.settle()
	}
	if l.fault != nil {
		return nil, fmt.Errorf("tell %s: %w", l.id, l.fault)
	}
	if len(l.due) > 0 {
		l.told = append(l.told, Told{engine.Event{Kind: engine.Due, At: c.Now, Imported: true}, l.due})
	}
	return l.told, nil
}

// life is one trajectory being told.
type life struct {
	crowd            *Crowd
	r                *rand.Rand
	id               string
	region, provider string
	level            int // of the care, among ladder
	title            string
	begun, titleEnd  time.Time

	at      time.Time // the present of the story
	st      engine.State
	told    []Told
	due     []engine.Entry // what time has done since the last event
	refused engine.Code    // of the last decision that was not allowed
	fault   error
}

// over reports whether the story has reached today, or its end.
func (l *life) over() bool {
	return l.fault != nil || l.at.After(l.crowd.Now) || l.st.Ended != nil
}

// wait lets days pass: about so many, seldom many more, to an hour of work.
func (l *life) wait(days float64) {
	l.goTo(l.at.Add(time.Duration(days * math.Exp(0.7*l.r.NormFloat64()) * 24 * float64(time.Hour))))
}

// goTo goes to a moment of work on or behind a day.
func (l *life) goTo(at time.Time) {
	y, m, d := at.Date()
	next := time.Date(y, m, d, 8+l.r.IntN(9), l.r.IntN(60), 0, 0, at.Location())
	for next.Weekday() == time.Saturday || next.Weekday() == time.Sunday || !next.After(l.at) {
		next = next.AddDate(0, 0, 1)
	}
	l.at = next
}

// chance is true in so many of a hundred.
func (l *life) chance(percent int) bool { return l.r.IntN(100) < percent }

// pick returns one of several.
func (l *life) pick(from ...string) string { return from[l.r.IntN(len(from))] }

// do has somebody of an organisation take a decision now, if it is now and if he may. It reports whether he did.
func (l *life) do(role, organisation, decision, key string, f form) bool {
	if l.over() {
		return false
	}
	def := l.crowd.Definition
	d := def.Decision(decision)
	if d == nil {
		l.fault = fmt.Errorf("there is no decision %s", decision)
		return false
	}
	values, err := f.values(def, d, l.at)
	if err != nil {
		l.fault = fmt.Errorf("%s: %w", decision, err)
		return false
	}
	subject := crowdSubject(organisation, l.r.IntN(crowdStaff))
	ev := engine.Event{
		ID: fmt.Sprintf("%s-%d", l.id, len(l.told)+1), Kind: engine.Decided, At: l.at.UTC(), Imported: true,
		Actor: engine.Actor{Person: l.crowd.References[subject], Role: role, Organisation: organisation},
	}
	if ev.Actor.Person == "" {
		l.fault = fmt.Errorf("nobody is %s", subject)
		return false
	}
	if d == def.Flows[0].Begin {
		ev.Kind, ev.Start = engine.Started, &engine.StartedEvent{Form: values}
	} else {
		ev.Decide = &engine.DecidedEvent{Decision: decision, Key: key, Form: values}
	}
	ev.Digest = engine.DigestOf(ev)
	return l.take(ev)
}

// take gives an event to the engine.
func (l *life) take(ev engine.Event) bool {
	out, err := engine.Step(l.crowd.Definition, l.st, ev, ev.At)
	if err != nil {
		var rejection *engine.Rejection
		if !errors.As(err, &rejection) {
			l.fault = err
			return false
		}
		l.refused = rejection.Code
		return false
	}
	l.st, l.told, l.due = out.State, append(l.told, Told{ev, append(l.due, out.Entries...)}), nil
	return true
}

// settle lets time do what it does by itself up to now.
func (l *life) settle() {
	if l.over() {
		return
	}
	out, err := engine.Step(l.crowd.Definition, l.st, engine.Event{Kind: engine.Due, At: l.at.UTC(), Imported: true}, l.at.UTC())
	if err != nil {
		l.fault = err
		return
	}
	l.st, l.due = out.State, append(l.due, out.Entries...)
}

// stands reports whether a run of a flow stands at a step.
func (l *life) stands(flow, step string) bool {
	for _, run := range l.st.Runs {
		if run.Flow == flow && run.Step == step {
			return true
		}
	}
	return false
}
