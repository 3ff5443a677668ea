package readmodel

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// event writes who did what.
func (w writer) event(line *Line, c engine.EventTaken) bool {
	ev := c.Event
	if ev.Kind == engine.Due {
		return false
	}
	who := both("Het systeem", "The system")
	if ev.Actor != (engine.Actor{}) {
		by := engine.Address{Role: ev.Actor.Role, Organisation: ev.Actor.Organisation}
		line.By, who = &by, addressLabel(w.def, by)
		who = both(capital(who.NL), capital(who.EN))
		if ev.Actor.For != "" {
			who = join(who, both(", als vervanger van een collega,", ", standing in for a colleague,"))
		}
		if w.sight.All() {
			line.Person, line.For = ev.Actor.Person, ev.Actor.For
		}
	}
	w.at(line, c.Run)
	line.Step, line.Imported = c.Step, ev.Imported
	if ev.Decide != nil {
		line.Key = ev.Decide.Key
	}
	w.tell(line, c, who)
	line.Rules = w.judged(c, line)
	return true
}

// tell writes the sentence of an event, with its form and reason for who may see what a run keeps.
func (w writer) tell(line *Line, c engine.EventTaken, who engine.Said) {
	ev := c.Event
	switch ev.Kind {
	case engine.Started:
		line.Text = compose("%s startte het traject.", "%s started the trajectory.", who)
		w.decided(line, c.Place, ev.Start.Form)
	case engine.Decided:
		line.Text = w.decision(line, c, who)
		w.decided(line, c.Place, ev.Decide.Form)
	case engine.Answered:
		line.Text = compose("Er kwam antwoord op vraag %s.", "Question %s was answered.", number(ev.Answer.Call))
		if ev.Answer.Failed {
			line.Text = compose("Vraag %s is mislukt.", "Question %s failed.", number(ev.Answer.Call))
		}
	case engine.Received:
		line.Key = ev.Receive.Key
		line.Text = compose("%s stuurde bericht ‘%s’: %s.", "%s sent notice ‘%s’: %s.", both(ev.Receive.Sender, ev.Receive.Sender),
			word(w.def, ev.Receive.Notice), word(w.def, ev.Receive.Kind))
		w.decided(line, c.Place, ev.Receive.Form)
	case engine.Resolved:
		line.Text = compose("%s loste storing %s op.", "%s resolved incident %s.", who, number(ev.Resolve.Incident))
		w.reason(line, ev.Resolve.Reason)
	case engine.Adjusted:
		line.Flow, line.Key = ev.Adjust.Flow, ev.Adjust.Key
		line.Text = compose("%s veranderde het einde van de termijn van %s: %s.", "%s changed the end of the term of %s: %s.", who,
			flowLabel(w.def, line.Flow, line.Key), said2(sayEnd(w.def, ev.Adjust.Due)))
		w.reason(line, ev.Adjust.Reason)
	case engine.Rebound:
		line.Key = ev.Rebind.Key
		line.Text = compose("%s wees een andere organisatie aan: %s.", "%s appointed another organisation: %s.", who,
			partyLabel(w.def, ev.Rebind.Role, ev.Rebind.Key))
		w.reason(line, ev.Rebind.Reason)
	case engine.Corrected:
		line.Text = compose("%s verbeterde wat verkeerd was vastgelegd.", "%s corrected what was recorded wrongly.", who)
		w.reason(line, ev.Correct.Reason)
	case engine.Migrated:
		line.Text = compose("%s bracht het traject naar %s.", "%s moved the trajectory to %s.", who, w.version(ev.Migrate.Version))
		w.reason(line, ev.Migrate.Reason)
	case engine.Stopped:
		line.Text = compose("%s stopte het traject.", "%s stopped the trajectory.", who)
		w.reason(line, ev.Stop.Reason)
	case engine.Withdrawn:
		line.Text = compose("%s trok een besluit in.", "%s withdrew a decision.", who)
	default:
		panic("readmodel: journal of an event of kind " + string(ev.Kind))
	}
}

// decision writes what a person decided: a begin, another begin, or a decision in a flow.
func (w writer) decision(line *Line, c engine.EventTaken, who engine.Said) engine.Said {
	ev := c.Event.Decide
	id := c.Place
	if id == "" {
		id = ev.Decision
	}
	flow, name := idParts(id)
	if line.Flow == "" {
		line.Flow = flow
	}
	about := flowLabel(w.def, flow, ev.Key)
	var text engine.Said
	switch name {
	case "begin":
		text = compose("%s begon: %s.", "%s began: %s.", who, about)
	case "again":
		text = compose("%s begon opnieuw: %s.", "%s began again: %s.", who, about)
	default:
		text = compose("%s koos ‘%s’ bij %s.", "%s chose ‘%s’ at %s.", who, word(w.def, name), about)
	}
	if ev.Occurred != nil {
		text = join(text, compose(" Dit gebeurde op %s.", " This happened on %s.", said2(sayMoment(w.def, *ev.Occurred))))
	}
	return text
}

// decided notes the decision and, for who may see it, its form.
func (w writer) decided(line *Line, id string, form engine.Values) {
	line.Decision = id
	if id == "" {
		return
	}
	flow, _ := idParts(id)
	d := w.def.Decision(id)
	if d == nil || !w.sight.RunAt(flow, line.Key, line.At) {
		return
	}
	line.Form = w.formValues(line, d, form)
}

// unique drops a field that stands twice: the form of a begin may repeat the flow's `with`.
func unique(fields []stroomschema.Field) []stroomschema.Field {
	var out []stroomschema.Field
	seen := map[string]bool{}
	for _, f := range fields {
		if !seen[f.Name] {
			seen[f.Name] = true
			out = append(out, f)
		}
	}
	return out
}

// reason notes why a person intervened, for who may see what the run keeps.
func (w writer) reason(line *Line, reason string) {
	if w.sight.RunAt(line.Flow, line.Key, line.At) {
		line.Reason = reason
	}
}

// judged lists the rules of a decision with the values that they read. A value that the reader may not see is hidden.
func (w writer) judged(c engine.EventTaken, line *Line) []JudgedRule {
	values := make(map[string]rules.Value, len(c.Reads))
	for _, read := range c.Reads {
		values[read.Name] = read.Value
	}
	var out []JudgedRule
	for _, r := range c.Rules {
		rule := JudgedRule{Rule: r.Rule, Holds: r.Holds}
		for _, name := range r.Reads {
			root, key, path := readingParts(name)
			read := engine.Reading{Name: name, Label: said(w.def.ReadingLabel(root, key, path)), Hidden: !w.readable(name, line)}
			if value, known := values[name]; known && !read.Hidden {
				read.Value, read.Text = value.String(), both("niet bekend", "not known")
				if value.IsSet() {
					read.Text = display(w.def, value)
				}
			}
			rule.Reads = append(rule.Reads, read)
		}
		out = append(out, rule)
	}
	return out
}

// idParts splits "flow.step.name" or "flow.name" into the flow and the last name.
func idParts(id string) (flow, name string) {
	flow, rest, _ := strings.Cut(id, ".")
	return flow, rest[strings.LastIndexByte(rest, '.')+1:]
}

// factParts splits "room[north]" into the fact and its key.
func factParts(name string) (fact, key string) {
	fact, rest, _ := strings.Cut(name, "[")
	return fact, strings.TrimSuffix(rest, "]")
}

func number(n int) engine.Said { s := strconv.Itoa(n); return both(s, s) }

func capital(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func holdersOr(def *stroomschema.Definition, to []engine.Address, none engine.Said) engine.Said {
	names := make([]engine.Said, len(to))
	for i, a := range to {
		names[i] = addressLabel(def, a)
	}
	return list(names, none)
}

func serviceLabel(def *stroomschema.Definition, name string) engine.Said {
	if s := def.Service(name); s != nil {
		return said(s.Label)
	}
	return word(def, name)
}
