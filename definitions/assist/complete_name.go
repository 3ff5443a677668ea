package assist

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
)

// symbolKinds are the kinds of symbol that references can be chosen from without looking at the place.
var symbolKinds = map[stroomschema.Ref]stroomschema.SymbolKind{
	stroomschema.RefKey: stroomschema.SymbolKey, stroomschema.RefRole: stroomschema.SymbolRole, stroomschema.RefFact: stroomschema.SymbolFact,
	stroomschema.RefParameter: stroomschema.SymbolParameter, stroomschema.RefTerm: stroomschema.SymbolTerm,
	stroomschema.RefLadder: stroomschema.SymbolLadder, stroomschema.RefRule: stroomschema.SymbolRule,
	stroomschema.RefMessage: stroomschema.SymbolMessage, stroomschema.RefService: stroomschema.SymbolService,
	stroomschema.RefForm: stroomschema.SymbolForm, stroomschema.RefFlow: stroomschema.SymbolFlow, stroomschema.RefCount: stroomschema.SymbolCount,
	stroomschema.RefMeasure: stroomschema.SymbolMeasure, stroomschema.RefNotice: stroomschema.SymbolNotice,
}

// references offers the declared names that can be referred to.
func (c *completer) references(ref stroomschema.Ref) {
	if kind, ok := symbolKinds[ref]; ok && (ref != stroomschema.RefNotice || c.kind != Scenario) {
		c.named(rankNear, kind, "")
		return
	}
	around := c.node(0)
	switch ref {
	case stroomschema.RefNotice:
		for _, n := range c.definition().Notices {
			if n.Arrives || around.Get("message").IsZero() {
				c.name(rankNear, stroomschema.SymbolNotice, "", n.Name)
			}
		}
	case stroomschema.RefStep:
		if flow := c.flowHere(); flow != nil {
			c.named(rankFits, stroomschema.SymbolStep, flow.Name)
		}
	case stroomschema.RefOutcome:
		if flow := c.endingFlow(); flow != nil {
			c.named(rankFits, stroomschema.SymbolOutcome, flow.Name)
			c.whole(Completion{Label: "cancelled", Kind: ItemWord, About: c.ask.Lang.say("De flow is afgebroken.", "The flow was cancelled."), rank: rankOther})
		}
	case stroomschema.RefDecision:
		if flow, step := c.flow(), c.step(); flow != nil {
			if step != nil {
				c.named(rankFits, stroomschema.SymbolDecision, flow.Name+"."+step.Name)
			}
			c.named(rankNear, stroomschema.SymbolDecision, flow.Name)
		}
	case stroomschema.RefAttribute:
		c.named(rankFits, stroomschema.SymbolAttribute, c.under("types"))
	case stroomschema.RefField:
		c.fields(c.eventForm(c.node(1)))
	case stroomschema.RefInput:
		c.inputs(around)
	case stroomschema.RefKeyValue:
		if flow := c.eventFlow(around); flow != nil && flow.Key != nil {
			c.named(rankFits, stroomschema.SymbolKeyValue, flow.Key.Name)
		}
	case stroomschema.RefArrival:
		c.named(rankFits, stroomschema.SymbolArrival, around.Get("message").Text())
	case stroomschema.RefPersona:
		for _, e := range stroomschema.ReadDocument(c.file, c.text).Root().Get("people").Entries() {
			c.whole(Completion{Label: e.Key.Text(), Kind: ItemName, Detail: e.Value.Get("role").Text(), rank: rankFits})
		}
	case stroomschema.RefEvent:
		for _, event := range stroomschema.ReadDocument(c.file, c.text).Root().Get("events").Items() {
			if id := event.Get("id"); !id.IsZero() {
				c.whole(Completion{Label: id.Text(), Kind: ItemName, Detail: event.Get("take").Text(), rank: rankFits})
			}
		}
	}
}

// declaring offers names for what is declared here: only labels are given to names that exist already.
func (c *completer) declaring(ref stroomschema.Ref) {
	if last := c.cursor.Path[max(0, len(c.cursor.Path)-1):]; c.kind == Scenario && len(last) == 1 && (last[0].Key == "refused" || last[0].Key == "code") {
		c.named(rankNear, stroomschema.SymbolCode, "")
		return
	}
	if ref != stroomschema.RefWord {
		return
	}
	for _, d := range c.p.known().Found {
		if d.Code != stroomschema.CodeNoWord {
			continue
		}
		_, rest, _ := strings.Cut(d.Summary, `"`)
		name, _, _ := strings.Cut(rest, `"`)
		one := Completion{Label: name, Kind: ItemName, Detail: c.ask.Lang.say("heeft nog geen label", "has no label yet"), rank: rankMust}
		if c.ask.Snippets && !c.followed() {
			one.Insert, one.Snippet = name+`: {nl: "$1", en: "$2"}`, true
		}
		c.add(one)
	}
}

// flowHere is the flow whose steps are meant: the one around the place, or in a scenario the one that is the key before it.
func (c *completer) flowHere() *stroomschema.Flow {
	if flow := c.flow(); flow != nil {
		return flow
	}
	if c.kind != Scenario {
		if path := c.cursor.Path; len(path) > 2 && path[0].Key == "migration" && path[1].Key == "flows" {
			return c.definition().Flow(path[2].Key)
		}
		return nil
	}
	for _, step := range slices.Backward(c.cursor.Path) {
		name, _, _ := strings.Cut(step.Key, "[")
		if flow := c.definition().Flow(name); flow != nil {
			return flow
		}
	}
	return nil
}

// endingFlow is the flow whose outcomes are meant.
func (c *completer) endingFlow() *stroomschema.Flow {
	around := c.node(0)
	for _, key := range []string{"ended", "cancel"} {
		if n := around.Get(key); !n.IsZero() && c.kind != Scenario {
			name, _, _ := strings.Cut(n.Text(), "[")
			return c.definition().Flow(name)
		}
	}
	if path := c.cursor.Path; c.kind == Scenario && len(path) > 0 && path[len(path)-1].Key == "ended" {
		return c.definition().Flow("main")
	}
	return c.flowHere()
}

// inputs offers what a `with` can give: what that beside which it stands needs.
func (c *completer) inputs(with stroomschema.Node) {
	if of := c.node(0).Get("of"); !of.IsZero() && !c.cursor.Key { // split of a measure
		if count := c.definition().Count(of.Text()); count != nil {
			c.fields(count.With)
		}
		return
	}
	c.fields(c.inputsOf(c.node(1)))
}

// inputsOf are the inputs of what a mapping uses.
func (c *completer) inputsOf(n stroomschema.Node) []stroomschema.Field {
	def := c.definition()
	for _, e := range n.Entries() {
		name, _, _ := strings.Cut(e.Value.Text(), "[")
		switch e.Key.Text() {
		case "notice":
			if x := def.Notice(name); x != nil {
				return x.Given
			}
		case "rule":
			if x := def.Rule(name); x != nil {
				return x.Given
			}
		case "is":
			if x := def.Term(name); x != nil {
				return x.Given
			}
		case "send":
			if x := def.Message(name); x != nil {
				return x.With
			}
		case "count":
			if x := def.Count(name); x != nil {
				return x.With
			}
		case "ask_service":
			if x := def.Service(name); x != nil {
				return x.Ask
			}
		case "start", "call", "flow":
			if x := def.Flow(name); x != nil {
				return x.With
			}
		}
	}
	return nil
}

// eventFlow is the flow that an event of a scenario is about.
func (c *completer) eventFlow(event stroomschema.Node) *stroomschema.Flow {
	def := c.definition()
	if take := event.Get("take"); !take.IsZero() {
		if d := def.Decision(take.Text()); d != nil {
			return d.Flow
		}
	}
	if message := def.Notice(event.Get("message").Text()); message != nil {
		for _, is := range message.Is {
			if is.Kind == event.Get("kind").Text() && is.Decision != nil {
				return is.Decision.Flow
			}
		}
	}
	return def.Flow(event.Get("begin").Text())
}

// eventForm are the fields that are filled in at an event of a scenario.
func (c *completer) eventForm(event stroomschema.Node) []stroomschema.Field {
	def := c.definition()
	var d *stroomschema.Decision
	switch {
	case len(c.cursor.Path) > 0 && c.cursor.Path[0].Key == "start":
		if main := def.Flow("main"); main != nil {
			d = main.Begin
		}
	case !event.Get("take").IsZero():
		d = def.Decision(event.Get("take").Text())
	case !event.Get("begin").IsZero():
		if flow := def.Flow(event.Get("begin").Text()); flow != nil {
			d = flow.Begin
		}
	case !event.Get("answer").IsZero():
		if service := def.Service(event.Get("answer").Text()); service != nil {
			return service.Answer
		}
	case !event.Get("message").IsZero():
		if notice := def.Notice(event.Get("message").Text()); notice != nil {
			for _, is := range notice.Is {
				if is.Kind == event.Get("kind").Text() {
					d = is.Decision
				}
			}
		}
	}
	if d == nil {
		return nil
	}
	return d.Form
}

// fields offers the fields that are not there yet, those that must be there first.
func (c *completer) fields(list []stroomschema.Field) {
	for _, f := range list {
		if c.present(f.Name) {
			continue
		}
		one := Completion{Label: f.Name, Kind: ItemName, Detail: f.Type.String(), About: c.wordOf(f.Name), rank: rankMust}
		if f.Type.Optional {
			one.rank = rankNear
		}
		if c.cursor.Key && !c.followed() {
			one.Insert = f.Name + ": "
		}
		c.add(one)
	}
}

// wordOf is the label of a name; "" when it has none.
func (c *completer) wordOf(name string) string {
	if t, ok := c.definition().Words[name]; ok {
		return c.ask.Lang.text(t)
	}
	return ""
}

// symbolsWhere lists the symbols for which something is true.
func (c *completer) symbolsWhere(is func(stroomschema.Symbol) bool) []int {
	var list []int
	for i, s := range c.p.known().Index.Symbols {
		if is(s) {
			list = append(list, i)
		}
	}
	return list
}

// symbols offers the names of symbols for which something is true.
func (c *completer) symbols(rank int, is func(stroomschema.Symbol) bool) {
	for _, i := range c.symbolsWhere(is) {
		s := c.p.known().Index.Symbols[i]
		one := Completion{Label: s.Name, Kind: ItemName, Detail: c.p.brief(i, c.ask.Lang), About: c.p.describe(i, c.ask.Lang), rank: rank}
		if s.Kind == stroomschema.SymbolType || s.Kind == stroomschema.SymbolKey {
			one.Kind = ItemType
		}
		if c.cursor.Key {
			if c.present(s.Name) {
				continue
			}
			if !c.followed() {
				one.Insert = s.Name + ": "
			}
		}
		c.add(one)
	}
}

// named offers the names of one kind that belong to something; "" for the definition.
func (c *completer) named(rank int, kind stroomschema.SymbolKind, in string) {
	c.symbols(rank, func(s stroomschema.Symbol) bool {
		return s.Kind == kind && s.In == in && !(kind == stroomschema.SymbolDecision && (s.Name == "begin" || s.Name == "again"))
	})
}

// name offers one name.
func (c *completer) name(rank int, kind stroomschema.SymbolKind, in, name string) {
	c.symbols(rank, func(s stroomschema.Symbol) bool { return s.Kind == kind && s.In == in && s.Name == name })
}

// prefixed offers names with a word before them.
func (c *completer) prefixed(word string, kind stroomschema.SymbolKind, in string) {
	for _, i := range c.symbolsWhere(func(s stroomschema.Symbol) bool { return s.Kind == kind && s.In == in }) {
		c.whole(Completion{Label: word + c.p.known().Index.Symbols[i].Name, Kind: ItemName, rank: rankFits})
	}
}
