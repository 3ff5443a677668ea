package enginetest

import (
	"fmt"
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

// counterfactual holds property 14 for somebody: what is said to open a closed option does, what opens it by one change is
// said, and nothing is said that hangs on what he may not see.
func (p *Player) counterfactual() (int, string) {
	w := p.walker
	if w.State.Seq == 0 {
		return 0, ""
	}
	walks := w.Rand
	w.Rand = p.aside
	defer func() { w.Rand = walks }()
	actor := w.LikelyActor()
	world, ok := settledAt(w.Def, w.State, w.Now)
	if !ok || world.st.Ended != nil || !engine.SightOf(w.Def, world.st, actor).Now() {
		return 0, ""
	}
	var closed []engine.Option
	for _, o := range engine.Permitted(w.Def, world.st, actor, w.Now) {
		if !o.Open && o.Decision.Refuse == nil {
			closed = append(closed, o)
		}
	}
	if len(closed) == 0 {
		return 0, ""
	}
	o := closed[w.Rand.IntN(len(closed))]
	told := engine.OptionCounterfactuals(w.Def, w.State, []engine.Option{o}, actor, w.Now)[0]
	p.Tally.counterfactuals(told)
	for _, check := range []func(engine.Option, engine.Actor, []engine.Alternative) string{world.verified, world.complete, p.unhidden(world), p.together} {
		if detail := check(o, actor, told); detail != "" {
			return 14, fmt.Sprintf("%s [%s] for %s of %s (%s): %s", o.ID, o.Key, actor.Role, actor.Organisation, o.Refused.Code, detail)
		}
	}
	return 0, ""
}

// possibility is a trajectory as it might be.
type possibility struct {
	def *stroomschema.Definition
	st  engine.State
	now time.Time
}

// settledAt lets time pass.
func settledAt(def *stroomschema.Definition, st engine.State, now time.Time) (possibility, bool) {
	out, err := engine.Step(def, st, engine.Event{Kind: engine.Due, At: now}, now)
	return possibility{def, out.State, now}, err == nil
}

// set gives a fact another value.
func (w possibility) set(name string, value rules.Value) possibility {
	w.st = engine.Apply(w.def, w.st, []engine.Entry{{Seq: w.st.Seq + 1, At: w.now, Change: engine.FactSet{Fact: name, Value: value}}})
	return w
}

// open says whether an option is open to somebody.
func (w possibility) open(o engine.Option, who engine.Actor) bool {
	return slices.ContainsFunc(engine.Permitted(w.def, w.st, who, w.now), func(x engine.Option) bool {
		return x.Open && x.ID == o.ID && x.Key == o.Key && x.Run == o.Run && x.Visit == o.Visit
	})
}

// verified holds that every answer opens the option, whoever and whatever it leaves open.
func (w possibility) verified(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
	for _, a := range told {
		if len(a.Facts) > 1 || len(a.Facts) == 1 && (a.Who != nil || a.From != nil) || a.Who != nil && a.From != nil {
			return "an option has two things changed at once"
		}
		for _, then := range w.as(a) {
			for _, who := range people(actor, a.Who) {
				if !then.open(o, who) {
					return fmt.Sprintf("%s does not open it to %v", bytesOf(a), who)
				}
			}
		}
	}
	return ""
}

// as lists what an answer says that might be: one for each value of its fact.
func (w possibility) as(a engine.Alternative) []possibility {
	if a.From != nil {
		then, _ := settledAt(w.def, w.st, *a.From)
		return []possibility{then}
	}
	if len(a.Facts) == 0 {
		return []possibility{w}
	}
	var out []possibility
	for _, v := range a.Facts[0].Tried {
		out = append(out, w.set(a.Facts[0].Name, v))
	}
	return out
}

// people lists actors whom an answer means.
func people(actor engine.Actor, who *engine.OtherWho) []engine.Actor {
	if who == nil {
		return []engine.Actor{actor}
	}
	orgs := []string{who.Organisation}
	if who.Organisation == "" {
		orgs = []string{"org-nobody-knows", actor.Organisation}[:1]
		if !who.Elsewhere {
			orgs = append(orgs, actor.Organisation)
		}
	}
	var out []engine.Actor
	for _, org := range orgs {
		out = append(out, engine.Actor{Person: "nobody-knows", Role: who.Role, Organisation: org})
	}
	return out
}

// complete holds, for who sees everything, that every single change that opens an option is told: every value of a simple
// fact, the first day, and somebody else where there is one.
func (w possibility) complete(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
	if !engine.SightOf(w.def, w.st, actor).All() {
		return ""
	}
	code := o.Refused.Code
	if code != engine.NotYourRole && code != engine.NotYourParty && code != engine.FourEyes && code != engine.Suspended {
		if detail := w.everyFact(o, actor, told); detail != "" {
			return detail
		}
	}
	if detail := w.firstDay(o, actor, told); detail != "" {
		return detail
	}
	return w.somebody(o, actor, told)
}

func (w possibility) everyFact(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
	for _, fact := range w.def.Facts {
		for _, name := range namesOf(fact) {
			for _, v := range w.simple(fact.Type, w.st.Facts[name].Value) {
				said := slices.ContainsFunc(told, func(a engine.Alternative) bool {
					return len(a.Facts) == 1 && a.Facts[0].Name == name && slices.ContainsFunc(a.Facts[0].Tried, v.Equal)
				})
				if !said && w.set(name, v).open(o, actor) {
					return fmt.Sprintf("%s = %s opens it, and %s does not say so", name, v, bytesOf(told))
				}
			}
		}
	}
	return ""
}

func namesOf(fact *stroomschema.Fact) []string {
	if fact.Key == nil {
		return []string{fact.Name}
	}
	var names []string
	for _, k := range fact.Key.Values {
		names = append(names, engine.FactName(fact.Name, k.Name))
	}
	return names
}

// simple lists every other value of the types that have few, and the days around the present.
func (w possibility) simple(t rules.Type, now rules.Value) []rules.Value {
	var all []rules.Value
	switch t.Kind {
	case rules.Bool:
		all = []rules.Value{rules.BoolOf(false), rules.BoolOf(true)}
	case rules.Int:
		for n := t.Min; n <= t.Max && n < t.Min+20; n++ {
			all = append(all, rules.IntOf(n))
		}
	case rules.Enum:
		for _, v := range w.def.Env.Schema().Enum(t.Name).Values {
			all = append(all, rules.EnumOf(t.Name, v))
		}
	case rules.Date:
		for n := -1; n <= 1; n++ {
			all = append(all, rules.DateOfTime(w.now.In(w.def.Zone).AddDate(0, 0, n), w.def.Zone))
		}
	}
	if t.Optional && now.IsSet() {
		all = append(all, rules.Value{})
	}
	return slices.DeleteFunc(all, now.Equal)
}

// firstDay holds that the day told is the first one of all.
func (w possibility) firstDay(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
	var said *time.Time
	for _, a := range told {
		if a.From != nil {
			said = a.From
		}
	}
	local := w.now.In(w.def.Zone)
	then := w
	for n := 1; n <= engine.LaterDays; n++ {
		day := time.Date(local.Year(), local.Month(), local.Day()+n, 0, 0, 0, 0, w.def.Zone).UTC()
		if said != nil && !day.Before(*said) {
			return "" // that it is open then is held above
		}
		var ok bool
		if then, ok = settledAt(w.def, then.st, day); !ok || then.st.Ended != nil {
			return ""
		}
		if then.open(o, actor) {
			return fmt.Sprintf("it is open on %s, and %s does not say so", day, bytesOf(told))
		}
	}
	return ""
}

// somebody holds that somebody else is told of when there is one.
func (w possibility) somebody(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
	if slices.ContainsFunc(told, func(a engine.Alternative) bool { return a.Who != nil }) {
		return ""
	}
	orgs := []string{actor.Organisation, "org-nobody-knows"}
	for _, party := range w.st.Parties {
		orgs = append(orgs, party.Organisation)
	}
	for _, role := range w.def.Roles {
		for _, org := range orgs {
			for _, person := range []string{actor.Person, "nobody-knows"} {
				who := engine.Actor{Person: person, Role: role.Name, Organisation: org}
				known := person != actor.Person || org == actor.Organisation // a person works where he works
				if known && w.open(o, who) {
					return fmt.Sprintf("it is open to %v, and %s does not say so", who, bytesOf(told))
				}
			}
		}
	}
	return ""
}

// unhidden holds that what is told is the same whatever the facts are that the actor may not see, as long as the refusal is.
func (p *Player) unhidden(w possibility) func(engine.Option, engine.Actor, []engine.Alternative) string {
	return func(o engine.Option, actor engine.Actor, told []engine.Alternative) string {
		sight := engine.SightOf(w.def, w.st, actor)
		forms := simulate.Forms{Rand: p.aside, Schema: w.def.Env.Schema(), Zone: w.def.Zone, Now: w.now}
		for _, fact := range w.def.Facts {
			for _, name := range namesOf(fact) {
				_, key, _ := partsOf(name)
				if sight.Has(fact.Name, key, "") || sight.Fact(fact.Name, key, "") {
					continue
				}
				value := forms.Value(fact.Type)
				other := w.set(name, value)
				for _, x := range engine.Permitted(other.def, other.st, actor, other.now) {
					if x.ID != o.ID || x.Key != o.Key || x.Run != o.Run || x.Open || string(bytesOf(x.Refused)) != string(bytesOf(o.Refused)) {
						continue
					}
					if again := engine.OptionCounterfactuals(other.def, other.st, []engine.Option{x}, actor, other.now)[0]; string(bytesOf(again)) != string(bytesOf(told)) {
						return fmt.Sprintf("with %s = %s, which he may not see, it is\n%s\nand not\n%s", name, value, bytesOf(again), bytesOf(told))
					}
				}
			}
		}
		return ""
	}
}

// together holds that what is told of a decision with its form is accepted by Step, and that two changes are told only where
// one of them is not enough.
func (p *Player) together(o engine.Option, actor engine.Actor, _ []engine.Alternative) string {
	w := p.walker
	ev := w.Decide(o, actor)
	ev.ID, ev.At, ev.Decide.Read = "together", w.Now, 0
	world, _ := settledAt(w.Def, w.State, w.Now)
	told := engine.Counterfactuals(w.Def, w.State, ev, w.Now, actor)
	p.Tally.counterfactuals(told)
	for _, a := range told {
		then, who := world, people(actor, a.Who)
		if a.From != nil {
			then, _ = settledAt(w.Def, world.st, *a.From)
		}
		for _, f := range a.Facts {
			then = then.set(f.Name, f.Tried[0])
		}
		if !then.takes(ev, who[0]) {
			return fmt.Sprintf("%s is not accepted with %s", bytesOf(a), bytesOf(ev))
		}
		if len(a.Facts) == 2 {
			for _, f := range a.Facts {
				if engine.SightOf(w.Def, world.st, actor).All() && world.set(f.Name, f.Tried[0]).takes(ev, actor) {
					return fmt.Sprintf("%s alone is enough, and %s asks for more", f.Name, bytesOf(a))
				}
			}
		}
	}
	return ""
}

func (w possibility) takes(ev engine.Event, who engine.Actor) bool {
	ev.Actor, ev.At = who, w.now
	_, err := engine.Step(w.def, w.st, ev, w.now)
	return err == nil
}
