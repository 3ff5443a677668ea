package engine

import (
	"slices"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// Explain says why an event is refused, as far as this reader may know; the zero Explanation when it is not.
func Explain(def *stroomschema.Definition, st State, ev Event, now time.Time, reader Actor) Explanation {
	at := moment(st, ev, now)
	m := newMachine(def, st, at)
	m.reader = &reader
	if _, rejected := m.known(ev); rejected != nil {
		return rejected.Explanation
	}
	m.settleVersion(ev)
	m.settleFirst(at)
	m.now, m.moves, m.cause, m.event = at, 0, causeOf(ev), ev.ID
	if rejected := m.take(ev); rejected != nil {
		return rejected.Explanation
	}
	return Explanation{}
}

// Wait says what a run waits for.
func Wait(def *stroomschema.Definition, st State, run int, reader Actor) Explanation {
	m := newMachine(def, st, st.Time)
	r := m.st.run(run)
	if r == nil {
		return m.explainCode(NotWaiting, nil)
	}
	step := m.step(r)
	x := Explanation{Who: Holders(def, st, *r)}
	if step != nil {
		x.Text = Said{NL: step.What.NL, EN: step.What.EN}
	}
	switch {
	case r.Suspended != nil:
		x.Code, x.Text = Suspended, m.suspendedText(r)
	case r.Waiting:
		x.Text = Said{NL: "Wacht tot een andere stap klaar is.", EN: "Waits until another step is finished."}
	case r.Stuck != 0:
		x.Fault, x.Text = true, codeTexts[DefinitionFault]
	}
	if r.Clock.ticking() && !r.Clock.Done {
		x.Until = r.Clock.Due
	}
	return x
}

// readerOf is who an explanation is for: the reader that was asked for, or the actor himself.
func (m *machine) readerOf(actor Actor) Sight {
	if m.reader != nil {
		actor = *m.reader
	}
	return SightOf(m.def, m.before, actor)
}

func (m *machine) explainCode(code Code, who []Address) Explanation {
	text, ok := codeTexts[code]
	if !ok {
		text = Said{NL: "Dit kan nu niet.", EN: "This is not possible now."}
	}
	return Explanation{Code: code, Text: text, Who: who, Fault: code == DefinitionFault || code == InvariantBroken}
}

func (m *machine) reject(ev Event, code Code) *Rejection {
	x := m.explainCode(code, nil)
	if code == Closed && m.before.Outcome != "" {
		label := m.outcomeLabel(m.before.Outcome)
		x.Text.NL += " Uitkomst: " + label.NL + "."
		x.Text.EN += " Outcome: " + label.EN + "."
	}
	return &Rejection{Code: code, Event: ev.ID, Explanation: x}
}

// outcomeLabel is how people call an outcome of the trajectory: by its own words, or those of its name.
func (m *machine) outcomeLabel(outcome string) stroomschema.Text {
	for _, o := range m.def.Flows[0].Outcomes {
		if o.Name == outcome && o.Label != (stroomschema.Text{}) {
			return o.Label
		}
	}
	return m.def.Label(outcome)
}

func (m *machine) rejectFaults(ev Event, faults []Fault) *Rejection {
	r := m.reject(ev, BadForm)
	r.Faults = faults
	return r
}

func (m *machine) rejectCandidate(c *candidate, code Code) *Rejection { return m.reject(c.event, code) }

func (m *machine) rejectCandidateFaults(c *candidate, faults []Fault) *Rejection {
	return m.rejectFaults(c.event, faults)
}

func (m *machine) rejectWho(c *candidate, code Code) *Rejection {
	r := m.reject(c.event, code)
	if m.reading != nil {
		return r
	}
	if m.readerOf(c.actor).Now() || m.before.Seq == 0 {
		r.Explanation.Who = c.scope.deciders(c.decision, true)
	}
	if code == FourEyes { // those whose earlier decision it is are no help
		r.Explanation.Who = slices.DeleteFunc(r.Explanation.Who, func(a Address) bool {
			return slices.ContainsFunc(m.exclusions(c), func(not *Actor) bool { return not != nil && not.Organisation == a.Organisation })
		})
	}
	return r
}

// suspendedText names the flow that holds a run, as people call it.
func (m *machine) suspendedText(r *Run) Said {
	name, key, _ := strings.Cut(strings.TrimSuffix(r.Suspended.By, "]"), "[")
	by := m.def.ReadingLabel(name, key, "")
	return Said{NL: "Dit ligt stil door: " + by.NL + ".", EN: "This is suspended by: " + by.EN + "."}
}

func (m *machine) rejectSuspended(c *candidate) *Rejection {
	r := m.reject(c.event, Suspended)
	r.Explanation.Text = m.suspendedText(c.run)
	return r
}

// rejectRefusal refuses with a text of the author that hangs on no rule.
func (m *machine) rejectRefusal(c *candidate, refusal *stroomschema.Refusal) *Rejection {
	code := Code(refusal.Code)
	if code == "" {
		code = AlwaysRefused
	}
	r := m.reject(c.event, code)
	r.Explanation.Text = c.scope.say(refusal.Text, m.readerOf(c.actor), true)
	r.Explanation.Instead = m.instead(c, refusal.Instead)
	return r
}

// rejectRules refuses with the text of the first rule that does not hold, and lists all that do not.
func (m *machine) rejectRules(c *candidate) *Rejection {
	if m.reading != nil {
		return &Rejection{Code: byRules, Event: c.event.ID} // what they say is read from the candidate
	}
	reader := m.readerOf(c.actor)
	x := Explanation{}
	for _, f := range c.failed {
		x.Failed = append(x.Failed, f.explain(reader, m.isOwnForm(c)))
	}
	first := x.Failed[0]
	x.Code, x.Rule, x.Text = first.Code, first.Rule, first.Text
	if refusal := c.failed[0].refusal; refusal != nil {
		x.Instead = m.instead(c, refusal.Instead)
	}
	if !c.noForm {
		x.From = m.from(c, reader.withOwnForm(m.isOwnForm(c)))
	}
	return &Rejection{Code: x.Code, Event: c.event.ID, Explanation: x}
}

// isOwnForm: what a person has just typed himself is no secret to him.
func (m *machine) isOwnForm(c *candidate) bool { return m.reader == nil || *m.reader == c.actor }

// instead names what is open to this person instead; "" when that is refused him too.
func (m *machine) instead(c *candidate, name string) string {
	if name == "" || c.noForm {
		return ""
	}
	m.asking = true
	options := m.optionsNamed(name, c.actor)
	m.asking = false
	if slices.ContainsFunc(options, func(o Option) bool { return o.Open }) {
		return name
	}
	return ""
}

func (f *failure) explain(reader Sight, ownForm bool) Failed {
	code := Code("")
	var text Said
	if f.refusal != nil {
		code = Code(f.refusal.Code)
		text = f.scope.say(f.refusal.Text, reader.withOwnForm(ownForm), true)
	} else {
		code, text = DefinitionFault, codeTexts[DefinitionFault]
	}
	out := Failed{Rule: f.rule.Name, Code: code, Text: text}
	for _, p := range f.rule.If.Explain(f.scope).Failing() {
		out.Parts = append(out.Parts, f.why(p, reader.withOwnForm(ownForm)))
	}
	return out
}

func (f *failure) why(p rules.Part, reader Sight) Why {
	w := Why{Source: p.Source}
	for _, read := range p.Reads {
		full := read.Name
		if read.Path != "" {
			full += "." + read.Path
		}
		shown := Reading{Name: FactName(full, read.Key), Label: Said(f.scope.def.ReadingLabel(read.Name, read.Key, read.Path))}
		if f.mayRead(read, reader) {
			shown.Value, shown.Text = read.Value.String(), f.scope.written(read.Value)
		} else {
			shown.Hidden = true
		}
		w.Reads = append(w.Reads, shown)
	}
	return w
}

// mayRead says whether a reader may know one value that a rule read. An input of the rule is known by what it was made of.
func (f *failure) mayRead(read rules.Reading, reader Sight) bool {
	fact := f.scope.def.Fact(read.Name)
	if fact == nil {
		if head, rest, dotted := strings.Cut(read.Name, "."); dotted && head == "recorded" {
			fact = f.scope.def.Fact(rest)
		}
	}
	if fact != nil {
		return reader.Fact(fact.Name, read.Key, read.Path)
	}
	return f.scope.mayReadPath(rules.Read{Name: read.Name, Path: read.Path}, []string{read.Key}, reader)
}

// from finds the first day, within a year, on which the rules would hold with nothing but time passed; nil when there is
// none, or when it would tell the reader a value that he may not see. Every answer is verified by judging that day.
func (m *machine) from(c *candidate, reader Sight) *time.Time {
	for _, f := range c.failed {
		if !f.readsClock() || !f.scope.mayRead(f.rule.If, reader) {
			return nil // no time cures it: most refusals end here, and cost no search
		}
	}
	day := calendar.Of(m.now, m.def.Zone)
	log := &readLog{}
	for i := 1; i <= 366; i++ {
		at := day.AddDays(i).Start(m.def.Zone)
		if slices.ContainsFunc(c.failed, func(f *failure) bool { return !f.holdsAt(at, log) }) {
			continue
		}
		later := *c.scope
		later.now, later.log, later.asking = at, log, true
		if failed, _, err := later.judgeAll(c.decision.If, false); err == nil && len(failed) == 0 {
			if slices.ContainsFunc(log.reads, func(r keyed) bool { return !c.scope.mayReadFact(rules.Read{Name: r.name}, []string{r.key}, reader) }) {
				return nil // another day reads what today does not
			}
			at = at.UTC()
			return &at
		}
	}
	return nil
}

// readsClock says whether a rule that failed reads the clock, itself or through one of its inputs.
func (f *failure) readsClock() bool { return exprReadsClock(f.rule.If) || f.inputsReadClock() }

func (f *failure) inputsReadClock() bool {
	for _, x := range f.scope.made {
		if exprReadsClock(x) {
			return true
		}
	}
	return false
}

func exprReadsClock(x *rules.Expr) bool {
	for name := range x.ReadNames() {
		if name == "today" || name == "now" {
			return true
		}
	}
	return false
}

// holdsAt says whether the rule would hold at a later moment, everything else being as it is.
func (f *failure) holdsAt(at time.Time, log *readLog) bool {
	later := *f.scope
	later.now, later.log, later.asking = at, log, true
	if f.scope.outer != nil && f.inputsReadClock() {
		outer := *f.scope.outer
		outer.now, outer.log, outer.asking = at, log, true
		locals, err := outer.given(f.rule.Given, f.scope.made)
		if err != nil {
			return false
		}
		later.locals = locals
	}
	return later.holds(f.rule.If)
}

// refuseFault refuses a decision whole because the definition cannot go on.
func (m *machine) refuseFault(ev Event) *Rejection {
	r := m.reject(ev, m.faultCode())
	r.Explanation.Rule = m.fault.place
	return r
}

func (m *machine) faultCode() Code {
	if m.fault.code == "" {
		return DefinitionFault
	}
	return m.fault.code
}

var codeTexts = map[Code]Said{
	NotStarted:      {"Dit traject is nog niet gestart.", "This trajectory has not started yet."},
	AlreadyStarted:  {"Dit traject is al gestart.", "This trajectory has started already."},
	Closed:          {"Dit traject is afgesloten.", "This trajectory is closed."},
	UnknownDecision: {"Dit besluit bestaat niet in dit stroomschema.", "This decision does not exist in this flow chart."},
	NotWaiting:      {"Hier wordt nu niet op gewacht.", "Nothing waits for this now."},
	NotOffered:      {"Dit besluit is nu niet aan de orde.", "This decision is not open now."},
	Suspended:       {"Dit ligt stil.", "This is suspended."},
	Conflict:        {"Er is intussen iets veranderd. Lees de pagina opnieuw.", "Something has changed meanwhile. Read the page again."},
	OtherContent:    {"Dit nummer is al gebruikt voor een ander besluit.", "This number was used for another decision."},
	NotYourRole:     {"Uw rol neemt dit besluit niet.", "Your role does not take this decision."},
	NotYourParty:    {"Een andere organisatie neemt dit besluit.", "Another organisation takes this decision."},
	FourEyes:        {"Dit besluit hoort bij iemand anders: u of uw organisatie deed het voorstel.", "Somebody else decides this: you or your organisation took the earlier decision."},
	BadForm:         {"Het formulier is niet goed ingevuld.", "The form is not filled in correctly."},
	OutOfTime:       {"Het tijdstip kan niet: het ligt in de toekomst of te ver terug.", "That time is not possible: it lies in the future or too far back."},
	TooMany:         {"Er lopen er al zoveel als mag.", "As many as allowed are running already."},
	NotWithdrawable: {"Dit besluit is niet meer terug te nemen.", "This decision can no longer be withdrawn."},
	NotAllowed:      {"Dit mag uw rol niet.", "Your role may not do this."},
	InvariantBroken: {"Dit besluit zou een afspraak van het stroomschema breken.", "This decision would break a promise of the flow chart."},
	DefinitionFault: {"Er zit een fout in het stroomschema. De beheerder is gewaarschuwd.", "The flow chart has a fault. The operator has been warned."},
	UnknownItem:     {"Dit bestaat niet of is al afgehandeld.", "This does not exist or has been dealt with."},
	ImportMismatch:  {"Deze geschiedenis past niet bij het stroomschema.", "This history does not fit the flow chart."},
	AlwaysRefused:   {"Dit loopt al.", "This is running already."},
}
