package assist

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// types offers the names of types.
func (c *completer) types() {
	for _, word := range []string{"optional ", "list of "} {
		if !strings.Contains(c.before(), word) {
			c.add(Completion{Label: strings.TrimSpace(word), Kind: ItemType, Insert: word, rank: rankOther})
		}
	}
	for _, simple := range simpleTypes {
		c.add(Completion{Label: simple.name, Kind: ItemType, About: c.ask.Lang.text(simple.about), rank: rankNear})
	}
	c.symbols(rankNear, func(s stroomschema.Symbol) bool {
		return s.Kind == stroomschema.SymbolType || s.Kind == stroomschema.SymbolKey
	})
}

// targets offers where a branch can lead.
func (c *completer) targets() {
	c.whole(Completion{Label: "stay", Kind: ItemWord, About: c.ask.Lang.say("Blijf bij deze stap.", "Stay at this step."), rank: rankOther})
	flow := c.flow()
	if flow == nil {
		return
	}
	for _, outcome := range flow.Outcomes {
		c.whole(Completion{
			Label: "end " + outcome.Name, Kind: ItemName, Detail: c.ask.Lang.text(c.label(outcome)),
			About: c.ask.Lang.say("De flow eindigt met deze uitkomst.", "The flow ends with this outcome."), rank: rankNear,
		})
	}
	if !strings.HasPrefix(c.before(), "end ") {
		c.named(rankFits, stroomschema.SymbolStep, flow.Name)
	}
}

func (c *completer) label(v stroomschema.Value) stroomschema.Text {
	if v.Label != (stroomschema.Text{}) {
		return v.Label
	}
	return c.definition().Label(v.Name)
}

// who offers roles, and what can stand behind `ROLE of`.
func (c *completer) who() {
	before := c.before()
	at := strings.LastIndex(before, " of ")
	if at < 0 {
		c.named(rankNear, stroomschema.SymbolRole, "")
		c.whole(Completion{Label: "starter", Kind: ItemWord, About: c.ask.Lang.say("Wie deze run begon.", "Who began this run."), rank: rankOther})
		if path := c.cursor.Path; slices.ContainsFunc(path, func(s stroomschema.PathStep) bool { return s.Key == "tell" }) {
			c.whole(Completion{Label: "who", Kind: ItemWord, About: c.ask.Lang.say("Voor wie de stap is.", "Whoever the step is for."), rank: rankNear})
		}
		return
	}
	role := c.definition().Role(strings.TrimSpace(before[strings.LastIndex(" of "+before[:at], " of "):at]))
	switch {
	case role == nil:
	case role.OfAny:
		c.named(rankNear, stroomschema.SymbolRole, "")
		c.add(Completion{Label: "who", Kind: ItemWord, About: c.ask.Lang.say("Voor wie de stap is.", "Whoever the step is for."), rank: rankNear})
	default:
		key := role.Key
		if role.Of != nil {
			key = role.Of.Key
		}
		if rest := before[at+len(" of "):]; key != nil && nameEnd(rest) == rest {
			c.add(Completion{Label: "any " + key.Name, Kind: ItemWord, About: c.ask.Lang.say("Van welk onderdeel ook.", "Of whatever part."), rank: rankFits})
		}
		wants := []rules.Type{{Kind: rules.Organisation}}
		if key != nil {
			wants = append(wants, rules.Type{Kind: rules.Enum, Name: key.Name})
		}
		c.expressionOf(before[at+len(" of "):], wants...)
	}
}

// bindings offers how a role is bound.
func (c *completer) bindings() {
	c.whole(Completion{Label: "once", Kind: ItemWord, About: c.ask.Lang.say("Een keer voor het hele traject.", "Once for the whole trajectory."), rank: rankNear})
	for _, key := range c.definition().Keys {
		c.whole(Completion{Label: "per " + key.Name, Kind: ItemWord, Detail: c.ask.Lang.text(key.Label), rank: rankNear})
	}
}

// keyed offers runs, places of facts, parties and what a role sees: names, some of them with a key in brackets.
func (c *completer) keyed(kind stroomschema.ValueKind) {
	name, inside, open := strings.Cut(c.before(), "[")
	if open && !strings.Contains(inside, "]") {
		c.insideBrackets(kind, name, inside)
		return
	}
	if head, _, dotted := strings.Cut(c.before(), "."); dotted && kind != stroomschema.KindFactPlace {
		c.factFields(head, c.before())
		return
	}
	def := c.definition()
	switch kind {
	case stroomschema.KindRun:
		for _, flow := range def.Flows {
			c.withKey(stroomschema.SymbolFlow, flow.Name, flow.Key)
		}
		if c.kind != Scenario && !c.cursor.Key {
			c.whole(Completion{Label: "every other flow", Kind: ItemWord, About: c.ask.Lang.say("Elke andere flow van het traject.", "Every other flow of the trajectory."), rank: rankOther})
		}
	case stroomschema.KindParty:
		for _, role := range def.Roles {
			if role.Binding != stroomschema.Anywhere {
				c.withKey(stroomschema.SymbolRole, role.Name, role.Key)
			}
		}
	case stroomschema.KindSight:
		c.words(rankOther, "all")
		c.named(rankNear, stroomschema.SymbolFact, "")
	default:
		for _, fact := range def.Facts {
			c.withKey(stroomschema.SymbolFact, fact.Name, fact.Key)
		}
		if flow := c.flow(); flow != nil && kind == stroomschema.KindFactPlace {
			for _, own := range flow.Own {
				one := Completion{Label: "own." + own.Name, Kind: ItemName, Detail: own.Type.String(), rank: rankNear}
				if c.cursor.Key && !c.followed() {
					one.Insert = one.Label + ": "
				}
				c.whole(one)
			}
		}
	}
}

// withKey offers the name of something that may be kept per key, with the brackets for its key.
func (c *completer) withKey(kind stroomschema.SymbolKind, name string, key *stroomschema.Key) {
	if key == nil {
		c.name(rankNear, kind, "", name)
		return
	}
	i := c.p.symbolOf(kind, "", name)
	one := Completion{Label: name, Kind: ItemName, Detail: c.p.brief(i, c.ask.Lang) + " per " + key.Name, About: c.p.describe(i, c.ask.Lang), rank: rankNear}
	inside := ""
	if known, _ := c.p.known().Expected(c.file, c.cursor.Path); known.Vars != nil {
		if v, ok := known.Vars.Lookup(key.Name); ok && v.Key == "" {
			inside = key.Name
		}
	}
	if inside == "" && c.ask.Snippets {
		inside, one.Snippet = "$1", true
	}
	one.Insert = name + "[" + inside + "]"
	if !c.cursor.Quoted {
		one.Insert = `"` + one.Insert + `"`
		if c.cursor.Key && !c.followed() {
			one.Insert += ": "
		}
	}
	c.add(one)
}

// insideBrackets offers what can stand between the brackets behind a name.
func (c *completer) insideBrackets(kind stroomschema.ValueKind, name, inside string) {
	var key *stroomschema.Key
	def := c.definition()
	switch kind {
	case stroomschema.KindRun:
		if flow := def.Flow(name); flow != nil {
			key = flow.Key
		}
		if c.kind != Scenario {
			c.add(Completion{Label: "all", Kind: ItemWord, About: c.ask.Lang.say("Alle runs.", "All runs."), rank: rankNear})
		}
	case stroomschema.KindSight:
		c.add(Completion{Label: "own", Kind: ItemWord, About: c.ask.Lang.say("Alleen van de eigen sleutels.", "Only of its own keys."), rank: rankFits})
		return
	case stroomschema.KindParty:
		if role := def.Role(name); role != nil {
			key = role.Key
		}
	default:
		if fact := def.Fact(name); fact != nil {
			key = fact.Key
		}
	}
	switch {
	case key == nil:
	case c.kind == Scenario:
		c.values(key.Name, "", rankFits)
	default:
		c.expressionOf(inside, rules.Type{Kind: rules.Enum, Name: key.Name})
	}
}

// factFields offers the fields below a fact: place[shelf].level.
func (c *completer) factFields(head, before string) {
	if c.definition().Env == nil {
		return
	}
	path := before[:len(before)-len(nameEnd(before))]
	head, _, _ = strings.Cut(head, "[")
	t, ok := c.factType(head + strings.TrimSuffix(strings.TrimPrefix(path[strings.Index(path, "."):], ""), "."))
	if !ok {
		return
	}
	if decl := c.definition().Env.Schema().Record(t.Name); decl != nil {
		for _, f := range decl.Fields {
			c.add(Completion{Label: f.Name, Kind: ItemName, Detail: f.Type.String(), About: c.wordOf(f.Name), rank: rankFits})
		}
	}
}

// formPart offers the fields of the form for which something is suggested, and behind a dot the parts of a field.
func (c *completer) formPart() {
	def, path := c.definition(), c.cursor.Path
	flow, step := c.flow(), c.step()
	if flow == nil || len(path) < 2 || def.Env == nil {
		return
	}
	d := flow.Decision(path[len(path)-2].Key)
	switch name := path[len(path)-2].Key; {
	case name == "begin":
		d = flow.Begin
	case name == "again":
		d = flow.Again
	case step != nil:
		d = step.Decision(name)
	}
	if d == nil {
		return
	}
	before := c.before()
	parts := strings.Split(before[:len(before)-len(nameEnd(before))], ".")
	if len(parts) == 1 {
		c.fields(d.Form)
		return
	}
	i := slices.IndexFunc(d.Form, func(f stroomschema.Field) bool { return f.Name == parts[0] })
	if i < 0 {
		return
	}
	t := d.Form[i].Type
	for _, name := range parts[1:] {
		decl := def.Env.Schema().Record(t.Name)
		if decl == nil {
			return
		}
		if name == "" {
			for _, f := range decl.Fields {
				c.add(Completion{Label: f.Name, Kind: ItemName, Detail: f.Type.String(), About: c.wordOf(f.Name), rank: rankFits})
			}
			return
		}
		part := slices.IndexFunc(decl.Fields, func(f rules.FieldDecl) bool { return f.Name == name })
		if part < 0 {
			return
		}
		t = decl.Fields[part].Type
	}
}

// dotted offers FLOW.STEP, FLOW.begin, FLOW.STEP.DECISION, part by part.
func (c *completer) dotted(kind stroomschema.ValueKind) {
	parts := strings.Split(c.before(), ".")
	def := c.definition()
	flow := def.Flow(parts[0])
	switch {
	case len(parts) == 1:
		for _, f := range def.Flows {
			i := c.p.symbolOf(stroomschema.SymbolFlow, "", f.Name)
			c.add(Completion{Label: f.Name, Kind: ItemName, Detail: c.ask.Lang.text(f.Title), About: c.p.describe(i, c.ask.Lang), rank: rankNear})
		}
	case flow == nil:
	case len(parts) == 2:
		c.named(rankNear, stroomschema.SymbolStep, flow.Name)
		for _, entry := range []string{"begin", "again"} {
			if kind == stroomschema.KindSetPlace && (entry == "begin" && flow.Begin != nil || entry == "again" && flow.Again != nil) {
				c.add(Completion{Label: entry, Kind: ItemWord, rank: rankNear})
			}
		}
		if kind == stroomschema.KindDecision {
			c.named(rankNear, stroomschema.SymbolDecision, flow.Name)
		}
	case len(parts) == 3 && kind == stroomschema.KindDecision:
		c.named(rankFits, stroomschema.SymbolDecision, parts[0]+"."+parts[1])
	}
}

// moment offers what a moment begins with, and what it is computed from.
func (c *completer) moment() {
	rest := c.before()
	for _, word := range []string{" before ", " after "} {
		if at := strings.Index(rest, word); at >= 0 {
			rest = rest[at+len(word):]
		}
	}
	for _, word := range []string{"end of ", "start of "} {
		rest = strings.TrimPrefix(rest, word)
	}
	if strings.TrimSpace(rest) == nameEnd(rest) {
		if rest == c.before() {
			for _, unit := range []string{"working days", "calendar days", "weeks", "months", "hours"} {
				c.snippet("${1:14} "+unit+" ${2|before,after|} $3", "… "+unit+" …", rankOther)
			}
		}
		c.add(Completion{Label: "end of", Kind: ItemWord, Insert: "end of ", About: c.ask.Lang.say("Het einde van een dag: 24:00 uur.", "The end of a day: 24:00."), rank: rankNear})
		c.add(Completion{Label: "start of step", Kind: ItemWord, About: c.ask.Lang.say("Het moment waarop de stap begon.", "The moment at which the step began."), rank: rankOther})
	}
	c.expressionOf(rest, rules.Type{Kind: rules.Date}, rules.Type{Kind: rules.Instant})
}

// length offers units behind a number, and in a term also what a length is computed from.
func (c *completer) length(kind stroomschema.ValueKind) {
	c.units(string(calendar.WorkingDays), string(calendar.CalendarDays), string(calendar.Weeks), string(calendar.Months), string(calendar.Hours))
	if kind != stroomschema.KindTermLength {
		return
	}
	c.words(rankOther, "same day")
	if first := strings.TrimLeft(c.before(), " "); first == "" || first[0] < '0' || first[0] > '9' {
		c.expression(c.before(), "int")
	}
}

// units offers units of time; the number stands there, or is still to be written.
func (c *completer) units(list ...string) {
	number, rest, spaced := strings.Cut(strings.TrimLeft(c.before(), " "), " ")
	for _, unit := range list {
		switch {
		case spaced && strings.Trim(number, "0123456789") == "" && number != "":
			one := Completion{Label: unit, Kind: ItemWord, rank: rankFits}
			one.Replace = c.replacing(rest)
			c.add(one)
		case number == "":
			c.snippet("${1:10} "+unit, "… "+unit, rankNear)
		}
	}
}

// snippet offers something with places to fill in, where the editor can do that.
func (c *completer) snippet(text, label string, rank int) {
	if c.ask.Snippets {
		c.add(Completion{Label: label, Kind: ItemWord, Insert: text, Snippet: true, rank: rank})
	}
}

// outside offers what is not declared in the file.
func (c *completer) outside(kind stroomschema.ValueKind) {
	switch kind {
	case stroomschema.KindCalendar:
		for _, name := range calendar.Names() {
			c.whole(Completion{Label: name, Kind: ItemWord, rank: rankFits})
		}
	case stroomschema.KindZone:
		c.words(rankNear, "Europe/Amsterdam", "Europe/Brussels", "UTC")
	case stroomschema.KindFile:
		for _, name := range c.p.Texts() {
			if path.Dir(name) == "." && name != c.p.main {
				c.whole(Completion{Label: name, Kind: ItemFile, rank: rankNear})
			}
		}
	case stroomschema.KindVersion:
		if def := c.definition(); def.Name != "" {
			c.whole(Completion{Label: fmt.Sprintf("%s@%d", def.Name, def.Version), Kind: ItemWord, rank: rankFits})
		}
	}
}
