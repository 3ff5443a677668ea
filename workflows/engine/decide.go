package engine

import (
	"slices"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/rules/calendar"
)

// candidate is a decision that somebody wants to take, with where it would be taken.
type candidate struct {
	decision *stroomschema.Decision
	run      *Run // nil: a begin
	key      string
	event    Event
	form     Values
	occurred time.Time
	actor    Actor
	noForm   bool // only what does not read the form is judged: an option, not a decision

	scope     *scope
	log       *readLog // what its rules read
	failed    []*failure
	remaining []string
}

// decided judges a decision and carries it out.
func (m *machine) decided(ev Event) *Rejection {
	c, rejected := m.address(ev)
	if rejected != nil {
		return rejected
	}
	if rejected := m.check(c); rejected != nil {
		return rejected
	}
	m.opened(ev, c)
	m.deciding = true
	if rejected := m.assertDecision(c); rejected != nil {
		return rejected
	}
	if c.decision.Withdraw > 0 {
		m.window = &opening{c: c, before: m.st.clone(), written: len(m.entries)}
	}
	m.carry(c)
	return m.finish(ev)
}

// check judges everything that must hold for a decision, in the order in which it is refused: authority, state, form,
// rules.
func (m *machine) check(c *candidate) *Rejection {
	c.scope = m.candidateScope(c, c.run)
	if code := m.authority(c); code != "" {
		return m.rejectWho(c, code)
	}
	if c.run != nil && c.run.Suspended != nil {
		return m.rejectSuspended(c)
	}
	if code := m.offered(c); code != "" {
		return m.rejectCandidate(c, code)
	}
	if refuse := c.decision.Refuse; refuse != nil {
		if !c.noForm {
			m.pass(stroomschema.PassRefused, c.decision.Range)
		}
		return m.rejectRefusal(c, refuse)
	}
	if c.noForm {
		return m.checkRules(c)
	}
	if faults := m.checkForm(c); len(faults) > 0 {
		return m.rejectCandidateFaults(c, faults)
	}
	if code := m.checkOccurred(c); code != "" {
		return m.rejectCandidate(c, code)
	}
	if slices.ContainsFunc(c.decision.By, c.scope.readsForm) { // it can only be resolved now
		if code := m.authority(c); code != "" {
			return m.rejectWho(c, code)
		}
	}
	return m.checkRules(c)
}

func (m *machine) candidateScope(c *candidate, r *Run) *scope {
	def := m.def
	if r != nil {
		def = version(m.def, r.Version)
	}
	s := &scope{def: def, st: &m.st, now: m.now, run: r, actor: &c.actor, form: c.form, occurred: c.occurred, cause: m.cause, asking: m.asking, log: m.reading}
	if r == nil {
		// Nothing runs yet: the key, and who begins it, are known all the same.
		s.run = &Run{Flow: c.decision.Flow.Name, Key: c.key, Version: def.Version, Begun: true, Starter: c.actor, With: onlyWith(c.decision.Flow, c.form)}
	}
	return s
}

// authority says why this actor may not take the decision; "" when he may.
func (m *machine) authority(c *candidate) Code {
	list := c.scope.deciders(c.decision, c.noForm)
	whole, role := among(c.actor, list)
	switch {
	case !whole && role:
		return NotYourParty
	case !whole:
		return NotYourRole
	}
	for _, not := range m.exclusions(c) {
		if not != nil && (not.Shares(c.actor) || not.Organisation == c.actor.Organisation) {
			return FourEyes
		}
	}
	return ""
}

// deciders lists who may take a decision. In main's begin nobody is bound yet: a party is any organisation of that role.
func (s *scope) deciders(d *stroomschema.Decision, noForm bool) []Address {
	var list []Address
	for _, w := range d.By {
		switch {
		case d == s.def.Flows[0].Begin && w.Kind == stroomschema.OfRole && len(w.Role.Chosen) == 0:
			list = append(list, Address{Role: w.Role.Name})
		case noForm && s.readsForm(w):
			list = append(list, s.anyOf(w)...)
		default:
			list = append(list, s.addresses(w)...)
		}
	}
	return compact(list)
}

// anyOf is who somebody could be, while the form that decides it is not there yet.
func (s *scope) anyOf(w *stroomschema.Who) []Address {
	switch {
	case len(w.Role.Chosen) > 0:
		var list []Address
		for _, c := range w.Role.Chosen {
			list = append(list, s.anyRole(c.Is)...)
		}
		return list
	case w.Kind == stroomschema.OfKey:
		return s.ofAnyKey(w.Role)
	default:
		return []Address{{Role: w.Role.Name}}
	}
}

func (s *scope) anyRole(r *stroomschema.Role) []Address {
	if r.Binding == stroomschema.PerKey {
		return s.ofAnyKey(r)
	}
	return s.ofRole(&stroomschema.Who{Kind: stroomschema.OfRole, Role: r})
}

// exclusions lists who took the decisions that this one may not be taken by.
func (m *machine) exclusions(c *candidate) []*Actor {
	if c.run == nil {
		return nil
	}
	var list []*Actor
	if d := c.decision.Not; d != nil {
		list = append(list, c.run.taker(d.Name))
	}
	if step := c.decision.Step; step != nil && step.Not != nil && c.decision.Not == nil && inheritsWho(c.decision) {
		list = append(list, c.run.taker(step.Not.Name))
	}
	return list
}

// inheritsWho says whether a decision is for whoever its step is for.
func inheritsWho(d *stroomschema.Decision) bool {
	return len(d.By) > 0 && len(d.Step.Who) > 0 && d.By[0] == d.Step.Who[0]
}

// offered says why the decision is not offered where the run stands.
func (m *machine) offered(c *candidate) Code {
	if c.decision.While != nil && !m.holds(c.scope, c.decision.While, c.decision.ID()) {
		return NotOffered
	}
	if c.run == nil {
		return ""
	}
	if c.decision.Once && contains(c.run.Ticked, c.tick()) {
		return NotOffered
	}
	return ""
}

// tick names a decision that is taken once for a visit, for each key where its form has one.
func (c *candidate) tick() string {
	for _, f := range c.decision.Form {
		if key := keyNamed(c.scope.def, f.Type.Name); key != nil && f.Type.Kind == rules.Enum && c.form[f.Name].IsSet() {
			return c.decision.Name + "[" + c.form[f.Name].Str() + "]"
		}
	}
	return c.decision.Name
}

func keyNamed(def *stroomschema.Definition, name string) *stroomschema.Key {
	for _, k := range def.Keys {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// checkOccurred holds the time at which something happened within its bounds.
func (m *machine) checkOccurred(c *candidate) Code {
	d := c.event.Decide
	if d == nil || d.Occurred == nil {
		return ""
	}
	occurred := d.Occurred.UTC().Truncate(time.Microsecond)
	if c.decision.Occurred == nil || occurred.After(m.now) || occurred.Before(m.earliest(c.decision.Occurred.AtMost)) {
		return OutOfTime
	}
	c.occurred = occurred
	c.scope.occurred = occurred
	return ""
}

func (m *machine) earliest(l calendar.Length) time.Time {
	back := &stroomschema.Moment{Length: l, Before: true}
	return m.displaced(m.now, false, back)
}

// changedSince says whether something that the rules read has changed since the page that the officer read.
func (m *machine) changedSince(c *candidate, log *readLog) bool {
	d := c.event.Decide
	if d == nil || d.Read == 0 {
		return false
	}
	return slices.ContainsFunc(log.reads, func(r keyed) bool { return c.scope.changed(r, d.Read) })
}

// checkRules judges the rules. What they read may have changed since the page was read: that is told before what they say.
func (m *machine) checkRules(c *candidate) *Rejection {
	judging := c.scope
	if !c.noForm {
		c.log = &readLog{reads: make([]keyed, 0, 64), rules: make([]judged, 0, 32)} // more than most decisions need
		judging = c.scope.with(c.scope.locals)
		judging.log = c.log
	}
	failed, remaining, err := judging.judgeAll(c.decision.If, c.noForm)
	c.failed, c.remaining = failed, remaining
	switch {
	case err != nil:
		m.fail(DefinitionFault, c.decision.ID(), 0)
		return m.refuseFault(c.event)
	case !c.noForm && m.changedSince(c, c.log):
		return m.rejectCandidate(c, Conflict)
	case len(failed) > 0:
		return m.rejectRules(c)
	}
	return nil
}

// carry carries out an accepted decision.
func (m *machine) carry(c *candidate) {
	d := c.decision
	r := c.run
	if r == nil {
		m.pass(stroomschema.PassBegin, d.Range)
		n := m.openRun(d.Flow, c.key, onlyWith(d.Flow, c.form), true, 0, c.occurred)
		if m.fault != nil {
			return
		}
		r = m.run(n)
		c.scope = m.candidateScope(c, r)
		if r = m.perform(c.scope, n, d.Do); r != nil && m.fault == nil {
			m.begin(c.scope, n)
		}
		return
	}
	r = m.run(r.Number)
	m.note(c, r)
	if r = m.perform(c.scope, r.Number, d.Do); r == nil || m.fault != nil {
		return
	}
	visit := r.Visit
	m.follow(c.scope, r, d.Go)
	m.tickOff(c, visit)
}

// note remembers who took the decision, and the form of a second beginning.
func (m *machine) note(c *candidate, r *Run) {
	taken := Taken{Decision: c.decision.Name, Actor: c.actor, At: m.now}
	r.Taken = append(slices.DeleteFunc(slices.Clone(r.Taken), func(t Taken) bool { return t.Decision == taken.Decision }), taken)
	if c.decision.Once {
		r.Ticked = append(slices.Clip(r.Ticked), c.tick())
	}
	if c.decision == c.decision.Flow.Again {
		by := c.actor
		r.Again, r.AgainBy, r.AgainBegun = c.form, &by, true
	}
	m.change(r)
}

// tickOff goes on from a checklist whose items have all been done.
func (m *machine) tickOff(c *candidate, visit int) {
	step := c.decision.Step
	r := m.run(c.run.Number)
	if step == nil || step.Checklist == nil || r == nil || r.Visit != visit || m.fault != nil {
		return
	}
	for _, item := range step.Checklist.Items {
		if !m.done(r, item) {
			return
		}
	}
	s := c.scope
	if r = m.perform(s, r.Number, step.Checklist.Do); r != nil && m.fault == nil {
		m.follow(s, r, step.Checklist.Go)
	}
}

// done says whether an item of a checklist has been done: for every key that has a party, where its form names a key.
func (m *machine) done(r *Run, item *stroomschema.Decision) bool {
	for _, f := range item.Form {
		key := keyNamed(m.def, f.Type.Name)
		if key == nil || f.Type.Kind != rules.Enum {
			continue
		}
		for _, k := range key.Values {
			bound := slices.ContainsFunc(m.st.Parties, func(p Party) bool { return p.Key == k.Name && p.Until == nil })
			if bound && !contains(r.Ticked, item.Name+"["+k.Name+"]") {
				return false
			}
		}
		return true
	}
	return contains(r.Ticked, item.Name)
}
