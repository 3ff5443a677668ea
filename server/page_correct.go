package server

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/server/auth"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

// wrongFact is a fact that a decision has set, and that the reader may see and so correct.
type wrongFact struct {
	name, key string
	fact      *stroomschema.Fact
	field     string
	label     string
}

// ways says what can be done about a decision that is wrong and cannot be taken back: a new decision in the same part, and for
// who may do so, other facts.
func (c *call) ways(loaded Loaded, reader engine.Actor, out DecisionOut) (*ui.Wrong, error) {
	wrong := &ui.Wrong{}
	if len(out.Lines) == 0 || out.Lines[0].Decision == "" {
		return nil, nil
	}
	flow, _, _ := strings.Cut(out.Lines[0].Decision, ".")
	options, err := c.optionsOf(loaded)
	if err != nil {
		return nil, err
	}
	for _, o := range options {
		if name, _, _ := strings.Cut(o.Decision, "."); o.Open && name == flow && o.Key == out.Lines[0].Key {
			wrong.Links = append(wrong.Links, ui.Link{Href: decidePath(loaded.ID, o), Text: ui.Imperative(o.Label)})
		}
	}
	if c.caller.May(auth.Correct) {
		facts, err := c.wrongFacts(loaded, reader, out.ID)
		if err != nil {
			return nil, err
		}
		if len(facts) > 0 {
			wrong.Correct = trajectoryPath(loaded.ID) + "/besluiten/" + out.ID + "/verbeteren"
		}
	}
	return wrong, nil
}

// wrongFacts lists the facts that an event has set, each once, as far as the reader may see them whole.
func (c *call) wrongFacts(loaded Loaded, reader engine.Actor, event string) ([]wrongFact, error) {
	recorded, err := c.s.Trajectories.Decision(c.ctx(), loaded.ID, event)
	if err != nil {
		return nil, err
	}
	sight := engine.SightOf(loaded.Definition, loaded.State, reader)
	var out []wrongFact
	seen := map[string]bool{}
	for _, e := range recorded.Entries {
		set, ok := e.Change.(engine.FactSet)
		if !ok || seen[set.Fact] {
			continue
		}
		seen[set.Fact] = true
		name, key, _ := strings.Cut(strings.TrimSuffix(set.Fact, "]"), "[")
		fact := loaded.Definition.Fact(name)
		if fact == nil || !sight.Fact(name, key, "") {
			continue
		}
		label := loaded.Definition.ReadingLabel(name, key, "").In(c.lang)
		out = append(out, wrongFact{name, key, fact, formPrefix + strconv.Itoa(len(out)), label})
	}
	return out, nil
}

// correcting is the form that corrects what a decision has set.
type correcting struct {
	c      *call
	loaded Loaded
	of     string
	facts  []wrongFact
	form   formPage
}

func (c *call) correcting(typed url.Values) (*correcting, error) {
	loaded, reader, err := c.asked()
	if err != nil {
		return nil, err
	}
	if !c.caller.May(auth.Correct) {
		return nil, c.denied(loaded.ID, notFound)
	}
	of, err := c.param("decisionId")
	if err != nil {
		return nil, c.denied(loaded.ID, notFound)
	}
	facts, err := c.wrongFacts(loaded, reader, of)
	if errors.Is(err, ErrUnknown) || err == nil && len(facts) == 0 {
		return nil, c.denied(loaded.ID, notFound)
	}
	if err != nil {
		return nil, err
	}
	k := &correcting{c: c, loaded: loaded, of: of, facts: facts}
	k.form = formPage{c: c, def: loaded.Definition, typed: typed, faults: map[string]string{}}
	return k, c.shown(loaded.ID, reader)
}

// correctPage shows what a decision has set, as it is now.
func (c *call) correctPage() (answer, error) {
	k, err := c.correcting(url.Values{})
	if err != nil {
		return answer{}, err
	}
	for _, f := range k.facts {
		k.form.fill(f.field, f.fact.Type, k.loaded.Definition.Env.Schema().Plain(k.loaded.State.Facts[engine.FactName(f.name, f.key)].Value))
	}
	return c.page(k.page(rand.Text(), nil))
}

// recordCorrection hands in the right values. Only what differs from what stands there is corrected.
func (c *call) recordCorrection() (answer, error) {
	typed, err := c.form()
	if err != nil {
		return answer{}, err
	}
	k, err := c.correcting(typed)
	if err != nil {
		return answer{}, err
	}
	id, reason := typed.Get("id"), strings.TrimSpace(typed.Get("reden"))
	if !idForm.MatchString(id) || len(c.caller.Memberships) == 0 {
		return answer{}, refuse(badForm)
	}
	set := k.read()
	if reason == "" {
		k.form.faults["reden"] = ui.Say(c.lang, "correct.noreason")
	}
	if len(k.form.faults) == 0 && len(set) == 0 {
		k.form.faults["reden"] = ui.Say(c.lang, "correct.same")
	}
	if len(k.form.faults) > 0 {
		return k.again(id, &ui.Refused{Title: ui.Say(c.lang, "decide.faults")})
	}
	m := c.caller.Memberships[0]
	if c.session.As != (auth.Membership{}) && c.session.holdsNow() {
		m = c.session.As
	}
	in := Intervention{ID: id, As: Actor(m), Reason: reason}
	_, err = c.intervene(&in, func(Loaded) (engine.Event, judging, error) {
		return engine.Event{Kind: engine.Corrected, Correct: &engine.CorrectedEvent{Of: k.of, Set: set, Reason: reason}}, c.s.Decider.Judge, nil
	})
	var no *refusal
	if errors.As(err, &no) && no.status() < http.StatusInternalServerError {
		p := no.problem(c.lang, c.trace)
		return k.again(id, &ui.Refused{Title: p.Title, Text: p.Detail})
	}
	if err != nil {
		return answer{}, err
	}
	return goTo(trajectoryPath(k.loaded.ID) + "/besluiten/" + id)
}

// read takes what was typed as facts, and notes what is wrong with it.
func (k *correcting) read() []engine.CorrectedFact {
	schema := k.loaded.Definition.Env.Schema()
	var set []engine.CorrectedFact
	for _, f := range k.facts {
		field := stroomschema.Field{Name: strings.TrimPrefix(f.field, formPrefix), Type: f.fact.Type}
		node := k.form.sent([]stroomschema.Field{field})
		values, faults := readForm(schema, []stroomschema.Field{field}, node)
		for _, fault := range faults {
			k.form.faults[formPrefix+strings.TrimPrefix(fault.Path, "form.")] = say(k.c.lang, engine.Said{NL: fault.NL, EN: fault.EN})
		}
		if v := values[field.Name]; faults == nil && !v.Equal(k.loaded.State.Facts[engine.FactName(f.name, f.key)].Value) {
			set = append(set, engine.CorrectedFact{Fact: f.name, Key: f.key, Value: v})
		}
	}
	return set
}

func (k *correcting) again(id string, no *ui.Refused) (answer, error) {
	page := k.page(id, no)
	for _, f := range page.Fields {
		page.Refused.Faults = append(page.Refused.Faults, faultsOf(f)...)
	}
	a, err := k.c.page(page)
	a.status = http.StatusConflict
	if len(page.Refused.Faults) > 0 {
		a.status = http.StatusBadRequest
	}
	return a, err
}

// faultsOf lists what is wrong with a field and its parts.
func faultsOf(f ui.Field) []ui.FieldFault {
	var out []ui.FieldFault
	if f.Fault != "" {
		out = append(out, ui.FieldFault{Field: f.Name, Label: f.Label, Text: f.Fault})
	}
	for _, part := range f.Fields {
		out = append(out, faultsOf(part)...)
	}
	return out
}

func (k *correcting) page(id string, no *ui.Refused) ui.Correct {
	c := k.c
	back := trajectoryPath(k.loaded.ID) + "/besluiten/" + k.of
	page := ui.Correct{Frame: c.frame(ui.Say(c.lang, "correct.title")), Back: back, Action: back + "/verbeteren", ID: id, Refused: no}
	for _, f := range k.facts {
		field := k.form.field(f.field, f.label, f.fact.Type)
		page.Fields = append(page.Fields, field)
	}
	page.Fields = append(page.Fields, ui.Field{Name: "reden", Label: ui.Say(c.lang, "correct.reason"), Kind: ui.TextField, Needed: true,
		Value: k.form.typed.Get("reden"), Fault: k.form.faults["reden"]})
	return page
}
