package stroomschema

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"stroom/definitions/diag"
	"stroom/rules"
	"stroom/rules/calendar"
)

// MaxEvents is how many events a scenario may have.
const MaxEvents = 1_000

// ScenarioParameters returns the definition ("name@version", "" for the newest of the folder) and the values of parameters
// that a scenario file asks for: what must be known BEFORE its definition can be compiled. A file that cannot be read asks
// for nothing: ParseScenario says why.
func ScenarioParameters(file string, text []byte) (definition string, parameters map[string]string) {
	root, _ := read(file, text)
	if root == nil {
		return "", nil
	}
	r := &scenarioReader{}
	head := r.head(r.fields(root, root.rng, "the scenario", scenarioShape))
	return head.definition, head.parameters
}

// ScenarioTitle returns the title of a scenario file, "" for a file that cannot be read.
func ScenarioTitle(file string, text []byte) string {
	root, _ := read(file, text)
	if root == nil || root.kind != mappingNode {
		return ""
	}
	return textOf(root.get("scenario"))
}

// ParseScenario reads a scenario file against a definition, compiled with what ScenarioParameters gives. The
// Scenario is nil if and only if a diagnostic is an error.
func ParseScenario(file string, text []byte, def *Definition) (*Scenario, diag.List) {
	root, found := read(file, text)
	if root == nil {
		return nil, found.Sorted()
	}
	r := &scenarioReader{def: def, people: map[string]*Persona{}}
	r.found = found
	s := r.scenario(file, root)
	if r.found.HasErrors() {
		return nil, r.found.Sorted()
	}
	return s, r.found.Sorted()
}

// scenarioReader reads one scenario.
type scenarioReader struct {
	reporter
	def    *Definition
	people map[string]*Persona
	names  []string // of people, in order
	ids    []string // of events, in order
	last   time.Time
}

// scenarioHead is what stands above the people and events.
type scenarioHead struct {
	title, definition string
	parameters        map[string]string
}

func (r *scenarioReader) head(f fields) scenarioHead {
	var head scenarioHead
	if p, ok := f.needScalar("scenario", `write a title: scenario: "1 A book comes back late"`); ok {
		head.title = p.text
	}
	if p, ok := f.scalar("definition"); ok {
		head.definition = p.text
	}
	for _, p := range r.entries(f.get("parameters"), "parameters", plainName) {
		if q, ok := r.word(p.value, "parameter "+p.key.text); ok {
			if head.parameters == nil {
				head.parameters = map[string]string{}
			}
			head.parameters[p.key.text] = q.text
		}
	}
	return head
}

func (r *scenarioReader) scenario(file string, root *node) *Scenario {
	f := r.fields(root, root.rng, "the scenario", scenarioShape)
	head := r.head(f)
	s := &Scenario{File: file, Title: head.title, Definition: head.definition, Parameters: head.parameters, Range: root.rng}
	if here := fmt.Sprintf("%s@%d", r.def.Name, r.def.Version); head.definition != "" && head.definition != here {
		r.report(CodeScenario, f.get("definition").rng, "write definition: "+here, "the definition here is %s", here)
	}
	for _, p := range r.entries(f.get("parameters"), "parameters", plainName) {
		parameter := r.def.Parameter(p.key.text)
		if parameter == nil {
			r.unknown(p.key.piece(), "parameter", names(r.def.Parameters, func(p *Parameter) string { return p.Name }))
			continue
		}
		r.index.refer(p.key.piece(), parameter.Range)
		r.setting(p.value, parameter)
	}
	for _, p := range r.entries(f.need("people", "write people: {ann: {person: ann, role: member, organisation: library}}"), "people", anyName) {
		s.People = append(s.People, r.persona(p))
	}
	expectations := 0
	if n := f.need("start", `write start: {at: "2026-01-12 09:00", by: ann, with: {...}}`); n != nil {
		s.Start = r.start(n)
		expectations += r.expects(s.Start)
	}
	events := f.get("events")
	if events != nil && events.kind != sequenceNode {
		r.report(CodeShape, events.rng, "write events: [{at: ..., by: ..., take: ...}]", "the events are %s; a list is expected", events.words())
		return s
	}
	for i, item := range events.list() {
		if i >= MaxEvents {
			r.report(CodeTooMany, item.rng, "divide it", "the scenario has more than %d events", MaxEvents)
			break
		}
		if ev := r.event(item); ev != nil {
			s.Events = append(s.Events, ev)
			expectations += r.expects(ev)
		}
	}
	if expectations == 0 {
		r.report(CodeNoExpectation, f.keyRange("scenario"), "write then: {...} at an event", "the scenario expects nothing, so it proves nothing")
	}
	return s
}

// setting checks the value that a scenario sets for a parameter. Whoever plays the scenario has compiled the definition with
// it, which says the same; whoever only reads it has not.
func (r *scenarioReader) setting(n *node, parameter *Parameter) {
	v, ok := r.literal(n, parameter.Type, parameter.Name)
	if ok && !slices.ContainsFunc(parameter.Choices, func(k ParameterChoice) bool { return k.Value.Equal(v) }) {
		r.report(CodeLiteral, n.rng, "choose one of them", "the value %s of parameter %s is none of its choices", shorten(n.text), parameter.Name)
	}
}

func (r *scenarioReader) expects(ev *ScenarioEvent) int {
	if ev != nil && ev.Then != nil {
		return 1
	}
	return 0
}

func (r *scenarioReader) unknown(p piece, kind string, candidates []string) {
	r.report(CodeUnknownName, p.all(), suggest(p.text, candidates), "there is no %s %q", kind, shorten(p.text))
}

// persona reads {person, role or roles, organisation}.
func (r *scenarioReader) persona(p pair) *Persona {
	f := r.fields(p.value, p.key.rng, "person "+p.key.text, personaShape)
	persona := &Persona{Name: p.key.text, Person: p.key.text, Range: p.key.rng}
	if q, ok := f.scalar("person"); ok {
		persona.Person = q.text
	}
	if q, ok := f.needScalar("organisation", "write organisation: library"); ok {
		persona.Organisation = q.text
	}
	if f.has("role") == f.has("roles") {
		r.report(CodeShape, p.key.rng, "write role: ROLE, or roles: [ROLE, ROLE]", "%s needs either `role` or `roles`", f.what)
	}
	for _, key := range []string{"role", "roles"} {
		for _, item := range f.get(key).list() {
			if role := r.role(item); role != nil {
				persona.Roles = append(persona.Roles, role)
			}
		}
	}
	r.index.named("person "+persona.Name, SymbolPerson, "", p.key, p.value, rules.Type{})
	r.people[persona.Name] = persona
	r.names = append(r.names, persona.Name)
	return persona
}

func (r *scenarioReader) role(n *node) *Role {
	p, ok := r.word(n, "a role")
	if !ok {
		return nil
	}
	role := r.def.Role(p.text)
	if role == nil {
		r.unknown(p, "role", names(r.def.Roles, func(r *Role) string { return r.Name }))
		return nil
	}
	r.index.refer(p, role.Range)
	return role
}

// when reads `at` or `after`, and sees to it that time does not run back.
func (r *scenarioReader) when(f fields) time.Time {
	var at time.Time
	switch {
	case f.has("at") == f.has("after"):
		r.report(CodeShape, f.at, `write at: "2026-01-12 09:00", or after: 10 working days`, "%s needs either `at` or `after`", f.what)
		return r.last
	case f.has("at"):
		p, ok := f.scalar("at")
		if !ok {
			return r.last
		}
		at = r.localTime(p)
	default:
		p, ok := f.scalar("after")
		if !ok {
			return r.last
		}
		length, err := calendar.ParseLength(p.text)
		if err != nil || r.last.IsZero() {
			r.report(CodeLength, p.all(), "write, for example, after: 10 working days", "%q is no time after the event before", shorten(p.text))
			return r.last
		}
		at = r.later(r.last, length)
	}
	if at.Before(r.last) {
		r.report(CodeTimeOrder, f.keyRange("at"), "put the events in the order in which they happen", "%s happens before the event above it", f.what)
		return r.last
	}
	r.last = at
	return at
}

// later adds a length to a moment; of days and months the time of the day stays.
func (r *scenarioReader) later(from time.Time, l calendar.Length) time.Time {
	if l.Unit == calendar.Hours {
		return from.Add(time.Duration(l.Count) * time.Hour)
	}
	local := from.In(r.def.Zone)
	day := calendar.Of(from, r.def.Zone)
	switch l.Unit {
	case calendar.WorkingDays:
		day = r.def.Calendar.AddWorkingDays(day, l.Count)
	case calendar.CalendarDays:
		day = day.AddDays(l.Count)
	case calendar.Weeks:
		day = day.AddDays(7 * l.Count)
	case calendar.Months:
		day = day.AddMonths(l.Count)
	}
	return time.Date(day.Year, day.Month, day.Day, local.Hour(), local.Minute(), local.Second(), 0, r.def.Zone).UTC()
}

var timeForms = []string{"2006-01-02 15:04", "2006-01-02 15:04:05"}

// localTime reads "2026-01-12 09:00" in the zone of the definition.
func (r *scenarioReader) localTime(p piece) time.Time {
	for _, form := range timeForms {
		if at, err := time.ParseInLocation(form, p.text, r.def.Zone); err == nil && at.Year() >= 1996 && at.Year() <= 2060 {
			return at.UTC()
		}
	}
	r.report(CodeLiteral, p.all(), `write "2026-01-12 09:00", local time, from 1996 to 2060`, "%q is no time", shorten(p.text))
	return r.last
}

// form reads the values of a form. A scenario that expects a refusal may leave fields out.
func (r *scenarioReader) form(n *node, form []Field, at diag.Range, what string, mayMiss bool) []NamedValue {
	var list []NamedValue
	given := map[string]bool{}
	for _, p := range r.entries(n, "the form of "+what, plainName) {
		i := slices.IndexFunc(form, func(f Field) bool { return f.Name == p.key.text })
		if i < 0 {
			r.report(CodeUnknownName, p.key.rng, suggest(p.key.text, fieldNames(form)), "%s has no field %q", what, p.key.text)
			continue
		}
		given[p.key.text] = true
		r.index.refer(p.key.piece(), form[i].Range)
		if v, ok := r.literal(p.value, form[i].Type, p.key.text); ok {
			list = append(list, NamedValue{Name: p.key.text, Value: v, Range: p.key.rng})
		}
	}
	for _, field := range form {
		if !given[field.Name] && !field.Type.Optional && !mayMiss {
			r.report(CodeInput, at, "write with: {"+field.Name+": ...}", "%s needs %s (%s)", what, field.Name, typeText(field.Type))
		}
	}
	return list
}

// literal decodes a value; a fault is shown at the very part of it that is wrong.
func (r *scenarioReader) literal(n *node, t rules.Type, what string) (rules.Value, bool) {
	if n.null() {
		r.report(CodeShape, n.rng, "write none for what is not known", "%s is empty", what)
		return rules.Value{}, false
	}
	if t.Optional && (n.is("none") || n.is("unset")) {
		return rules.Value{}, true
	}
	r.index.literal(n, t, r.def.Env.Schema())
	v, faults := r.def.Env.Schema().Decode(t, plain(n))
	for _, fault := range faults {
		r.report(CodeLiteral, below(n, fault.Path).rng, fault.EN, "%s is not a value of type %s", joinPath(what, fault.Path), typeText(t))
	}
	return v, len(faults) == 0
}

// below finds the node at a path of a fault: "level", "titles[2]".
func below(n *node, path string) *node {
	for path != "" {
		name, rest, _ := strings.Cut(path, ".")
		name, index, indexed := strings.Cut(name, "[")
		if name != "" {
			next := n.get(name)
			if next == nil {
				return n
			}
			n = next
		}
		if indexed {
			var i int
			if _, err := fmt.Sscanf(index, "%d]", &i); err != nil || n.kind != sequenceNode || i >= len(n.items) {
				return n
			}
			n = n.items[i]
		}
		path = rest
	}
	return n
}

// keyOf reads the key of a flow, fact or party: needed when it has one.
func (r *scenarioReader) keyOf(p piece, key *Key, what string) (string, bool) {
	switch {
	case key == nil && p.node == nil:
		return "", true
	case key == nil:
		r.report(CodeFlowKey, p.all(), "leave the key out", "%s is not kept per key", what)
		return "", false
	case p.node == nil:
		return "", false
	case !slices.ContainsFunc(key.Values, func(v Value) bool { return v.Name == p.text }):
		r.unknown(p, key.Name, names(key.Values, func(v Value) string { return v.Name }))
		return "", false
	}
	r.index.referNamed(p, "value "+key.Name+"."+p.text)
	return p.text, true
}

// split reads NAME or NAME[KEY], with what stands behind it.
func split(p piece) (name, key piece, rest string) {
	end := strings.IndexAny(p.text, "[.")
	if end < 0 {
		return p, piece{}, ""
	}
	name = p.part(0, end)
	behind := p.part(end, len(p.text))
	if closing := strings.IndexByte(behind.text, ']'); strings.HasPrefix(behind.text, "[") && closing > 0 {
		key = behind.part(1, closing)
		behind = behind.part(closing+1, len(behind.text))
	}
	return name, key, strings.TrimPrefix(behind.text, ".")
}

// run reads FLOW or FLOW[KEY].
func (r *scenarioReader) run(n *node) (RunRef, bool) {
	name, key, rest := split(n.piece())
	flow := r.def.Flow(name.text)
	if flow == nil || rest != "" {
		r.unknown(n.piece(), "flow", names(r.def.Flows, func(f *Flow) string { return f.Name }))
		return RunRef{}, false
	}
	r.index.refer(name, flow.Range)
	if flow.Key != nil && key.node == nil {
		r.report(CodeFlowKey, n.rng, fmt.Sprintf("write %q", flow.Name+"["+flow.Key.Values[0].Name+"]"), "flow %s is kept per %s, and it is not said which", flow.Name, flow.Key.Name)
		return RunRef{}, false
	}
	k, ok := r.keyOf(key, flow.Key, "flow "+flow.Name)
	return RunRef{Flow: flow, Key: k}, ok
}
