package diagram

import (
	"fmt"
	"slices"
	"strconv"

	"stroom/definitions/stroomschema"
)

// What one flow may have at most. A flow of 60 steps with five arrows each is far from it.
const (
	MaxNodes  = 400
	MaxArrows = 1_500
)

// Of makes the chart of a definition in a language, "nl" or "en". With names of flows it has only those, in the order of the
// definition; links and effects still name the other ones.
// Errors: a flow that does not exist, and a flow with more than MaxNodes nodes or MaxArrows arrows.
func Of(def *stroomschema.Definition, lang string, only ...string) (*Chart, error) {
	b := &builder{def: def, lang: lang, chart: &Chart{Name: def.Name, Version: def.Version, Title: def.Title.In(lang), Lang: lang}}
	for _, name := range only {
		if def.Flow(name) == nil {
			return nil, fmt.Errorf("there is no flow %q; the flows are %s", name, listed(namesOf(def.Flows)))
		}
	}
	for _, f := range def.Flows {
		b.chart.Titles = append(b.chart.Titles, Title{f.Name, b.text(f.Title)})
		b.collect(f)
	}
	for _, f := range def.Flows {
		if len(only) > 0 && !slices.Contains(only, f.Name) {
			continue
		}
		flow := b.flow(f)
		if len(flow.Nodes) > MaxNodes || len(flow.Arrows) > MaxArrows {
			return nil, fmt.Errorf("flow %s has %d nodes and %d arrows; at most %d and %d can be drawn: split it", f.Name, len(flow.Nodes), len(flow.Arrows), MaxNodes, MaxArrows)
		}
		b.chart.Flows = append(b.chart.Flows, flow)
	}
	b.chart.Links = b.links
	b.roles()
	return b.chart, nil
}

func namesOf(flows []*stroomschema.Flow) []string {
	names := make([]string, len(flows))
	for i, f := range flows {
		names[i] = f.Name
	}
	return names
}

// builder makes a chart. It looks at every flow twice: first for what flows do to each other, then for what is in each.
type builder struct {
	def   *stroomschema.Definition
	lang  string
	chart *Chart
	links []Link
	src   *stroomschema.Flow // the flow that is being made
	out   *Flow
}

func (b *builder) say(p phrase, values ...any) string { return p.in(b.lang, values...) }

func (b *builder) text(t stroomschema.Text) string { return t.In(b.lang) }

func (b *builder) label(name string) string { return b.def.Label(name).In(b.lang) }

// flow makes one flow.
func (b *builder) flow(f *stroomschema.Flow) *Flow {
	b.src, b.out = f, &Flow{ID: f.Name, Title: b.text(f.Title), Arrows: []*Arrow{}}
	if f.Key != nil {
		b.out.Key = b.text(f.Key.Label)
	}
	if f.Several {
		b.out.AtMost = f.AtMost
	}
	b.out.Effects = b.effects(f.OnEnd)
	b.begin()
	for _, s := range f.Steps {
		b.step(s)
	}
	b.anywhere()
	for _, o := range f.Outcomes {
		if b.reached("End." + o.Name) {
			b.add(&Node{ID: b.id("End." + o.Name), Kind: Outcome, Name: o.Name, Label: b.outcome(o)})
		}
	}
	if b.reached("End.") {
		b.add(&Node{ID: b.id("End."), Kind: Outcome, Label: b.say(sayCancelled)})
	}
	return b.out
}

func (b *builder) outcome(o stroomschema.Value) string {
	if label := b.text(o.Label); label != "" {
		return label
	}
	return b.label(o.Name)
}

// reached reports whether an arrow leads to a node of the flow.
func (b *builder) reached(name string) bool {
	id := b.id(name)
	return slices.ContainsFunc(b.out.Arrows, func(a *Arrow) bool { return a.To == id })
}

// id is the id of something in the flow that is being made.
func (b *builder) id(name string) string { return b.src.Name + "." + name }

func (b *builder) add(n *Node) {
	n.Flow = b.src.Name
	b.out.Nodes = append(b.out.Nodes, n)
}

// begin makes the node where a run begins.
func (b *builder) begin() {
	n := &Node{ID: b.id("Begin"), Kind: Begin, Name: "begin", Label: b.say(sayBegin)}
	if d := b.src.Begin; d != nil {
		n.Label, n.Who, n.Effects = b.text(d.What), b.parties(d.By), b.effects(d.Do)
		n.Not, n.Passage = b.not(d.Not), stroomschema.Passage{Kind: stroomschema.PassBegin, At: d.Range}
	} else if from := b.starters(); len(from) > 0 {
		n.Label = b.say(sayBegunByFlow, listed(from))
	}
	b.add(n)
	b.branches("Start", n.ID, b.src.Start, Arrow{Origin: Itself})
}

// starters are the titles of the flows that start this one.
func (b *builder) starters() []string {
	var titles []string
	for _, l := range b.links {
		if l.To == b.src.Name && (l.Kind == Starts || l.Kind == CallsIt) {
			if title := b.title(l.From); !slices.Contains(titles, title) {
				titles = append(titles, title)
			}
		}
	}
	return titles
}

func (b *builder) title(flow string) string {
	if flow == Others {
		return b.say(sayEveryOther)
	}
	return b.text(b.def.Flow(flow).Title)
}

// step makes one step with what leads away from it.
func (b *builder) step(s *stroomschema.Step) {
	n := &Node{ID: b.id(s.Name), Number: s.Index + 1, Name: s.Name, Label: b.text(s.What), Goal: b.text(s.Goal), Who: b.parties(s.Who), Not: b.not(s.Not), Effects: b.effects(s.OnEntry)}
	n.Passage = stroomschema.Passage{Kind: stroomschema.PassStep, At: s.Range}
	b.term(n, s)
	b.add(n)
	for _, d := range s.Decide {
		b.decision(s.Name+".decide."+d.Name, n.ID, d, n.Who)
	}
	for i, t := range s.When {
		b.trigger(fmt.Sprintf("%s.when.%d", s.Name, i+1), n.ID, t)
	}
	b.silence(n, s)
	b.kind(n, s)
	if n.Label == "" {
		n.Label = b.say(sayWaits)
	}
}

// kind says what sort of step it is, with the arrows that only such a step has.
func (b *builder) kind(n *Node, s *stroomschema.Step) {
	switch s.Kind {
	case stroomschema.People:
		n.Kind = People
		if s.Checklist != nil {
			for _, d := range s.Checklist.Items {
				n.Items = append(n.Items, b.label(d.Name))
			}
			b.branches(s.Name+".checklist", n.ID, s.Checklist.Go, Arrow{Origin: Person, Label: b.say(sayDone), Effects: b.effects(s.Checklist.Do)})
		}
	case stroomschema.Waiting:
		n.Kind = Waiting
	case stroomschema.Passing:
		n.Kind = Choice
		if n.Label == "" {
			n.Label = b.named(s.Name, sayChoice)
		}
		b.branches(s.Name+".go", n.ID, s.Go, Arrow{Origin: Itself})
	case stroomschema.Calling:
		n.Kind, n.Calls = Calling, []string{s.Call.Flow.Name}
		if n.Label == "" {
			n.Label = b.text(s.Call.Flow.Title)
		}
	case stroomschema.Forking:
		b.fork(n, s)
	case stroomschema.Asking:
		n.Kind, n.Service = Asking, b.text(s.Ask.Service.Label)
		if n.Label == "" {
			n.Label = b.say(sayService, n.Service)
		}
		b.branches(s.Name+".answered", n.ID, s.Ask.Answered, Arrow{Origin: World, Label: b.say(sayAnswer)})
		b.branches(s.Name+".failed", n.ID, s.Ask.Failed, Arrow{Origin: World, Label: b.say(sayFailed, s.Ask.Service.Tries)})
	default:
		panic(fmt.Sprintf("diagram: step kind %d", s.Kind))
	}
}

// named is the label of a name if the author gave one.
func (b *builder) named(name string, otherwise phrase) string {
	if t, ok := b.def.Words[name]; ok {
		return sentence(b.text(t))
	}
	return b.say(otherwise)
}

func (b *builder) fork(n *Node, s *stroomschema.Step) {
	n.Kind = Forking
	var titles []string
	for _, start := range s.Fork.Start {
		n.Calls = append(n.Calls, start.Flow.Name)
		titles = append(titles, b.text(start.Flow.Title))
	}
	if n.Label == "" {
		n.Label = b.say(sayTogether, listed(titles))
	}
	label := b.say(saySomeOf, s.Fork.Need)
	switch {
	case s.Fork.Need == 1:
		label = b.say(sayFirstOf)
	case s.Fork.Need == 0 && slices.ContainsFunc(s.Fork.Start, func(start *stroomschema.ForkStart) bool { return start.If != nil }):
		label = b.say(sayAllNeeded)
	case s.Fork.Need == 0:
		label = b.say(sayAllOf)
	}
	b.branches(s.Name+".go", n.ID, s.Fork.Go, Arrow{Origin: Another, Label: label, Effects: b.effects(s.Fork.Do)})
}

// anywhere makes a node of everything that may happen at several steps: so the picture says once what holds for many.
func (b *builder) anywhere() {
	if d := b.src.Again; d != nil && d.Refuse == nil {
		n := &Node{ID: b.id("Again"), Kind: Anywhere, Origin: Person, Name: "again", Label: b.text(d.What), Who: b.parties(d.By), Not: b.not(d.Not)}
		switch {
		case n.Label == "":
			n.Label = b.say(sayBeginsAgain)
		case b.src.Begin != nil && d.What == b.src.Begin.What:
			n.Label = b.say(sayOnceMore, n.Label)
		}
		if len(n.Who) == 0 {
			n.Origin = Another
		}
		b.add(n)
		b.branches("Again", n.ID, d.Go, Arrow{Origin: n.Origin, Effects: b.effects(d.Do)})
	}
	for _, d := range b.src.Decide {
		n := &Node{ID: b.id("Decide." + d.Name), Kind: Anywhere, Origin: Person, Name: d.Name, Label: b.text(d.What), Who: b.parties(d.By), Not: b.not(d.Not), At: b.at(d.In)}
		if n.Label == "" {
			n.Label = sentence(b.label(d.Name))
		}
		b.add(n)
		b.branches("Decide."+d.Name, n.ID, d.Go, Arrow{Origin: Person, Effects: b.effects(d.Do)})
	}
	for i, t := range b.src.When {
		name := "When." + strconv.Itoa(i+1)
		n := &Node{ID: b.id(name), Kind: Anywhere, Origin: triggerOrigin(t), Name: "when " + strconv.Itoa(i+1), Label: sentence(b.happens(t)), At: b.at(t.In)}
		b.add(n)
		b.branches(name, n.ID, t.Go, Arrow{Origin: n.Origin, Effects: b.effects(t.Do)})
	}
	b.done(b.src)
}

// at are the ids of the steps to which something flow-wide is limited; nil for all.
func (b *builder) at(steps []*stroomschema.Step) []string {
	var ids []string
	for _, s := range steps {
		ids = append(ids, b.id(s.Name))
	}
	if len(ids) == len(b.src.Steps) {
		return nil
	}
	return ids
}

// roles lists the roles that do something in the chart. The colours go by all that do something in the definition, so that a
// role has one colour in every drawing of it. A role that is chosen has a colour of its own: people know it by its name.
func (b *builder) roles() {
	used, all := map[string]bool{}, map[string]bool{}
	for _, f := range b.chart.Flows {
		for _, n := range f.Nodes {
			noteParties(used, n.Who)
		}
		for _, a := range f.Arrows {
			noteParties(used, a.By)
		}
	}
	for _, f := range b.def.Flows {
		noteActors(all, f)
	}
	b.chart.Roles = []Role{}
	tint := 0
	for _, r := range b.def.Roles {
		if all[r.Name] {
			tint = tint%Tints + 1
		}
		if used[r.Name] {
			b.chart.Roles = append(b.chart.Roles, Role{Name: r.Name, Label: b.text(r.Label), Tint: tint})
		}
	}
}

func noteParties(used map[string]bool, parties []Party) {
	for _, p := range parties {
		used[p.Role] = true
	}
}

// noteActors notes the roles that may do something in a flow.
func noteActors(all map[string]bool, f *stroomschema.Flow) {
	decisions := slices.Clone(f.Decide)
	for _, d := range []*stroomschema.Decision{f.Begin, f.Again} {
		if d != nil {
			decisions = append(decisions, d)
		}
	}
	note := func(list []*stroomschema.Who) {
		for _, w := range list {
			if w.Role != nil {
				all[w.Role.Name] = true
			}
		}
	}
	for _, s := range f.Steps {
		note(s.Who)
		decisions = append(decisions, s.Decide...)
	}
	for _, d := range decisions {
		note(d.By)
	}
}
