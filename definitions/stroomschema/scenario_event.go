package stroomschema

import (
	"slices"

	"stroom/rules"
)

// start reads the event that starts the trajectory.
func (r *scenarioReader) start(n *node) *ScenarioEvent {
	f := r.fields(n, n.rng, "the start", scenarioStartShape)
	ev := &ScenarioEvent{Kind: ScenarioBegin, Flow: r.def.Flows[0], Decision: r.def.Flows[0].Begin, Range: n.rng}
	if p, ok := f.needScalar("at", `write at: "2026-01-12 09:00"`); ok {
		ev.At = r.localTime(p)
		r.last = ev.At
	}
	r.actor(ev, f)
	r.said(ev, f)
	ev.With = r.form(f.get("with"), ev.Decision.Form, f.keyRange("with"), "the start", r.refusalExpected(f))
	ev.Then = r.then(f.get("then"))
	return ev
}

// event reads one event; nil after a diagnostic that leaves nothing of it.
func (r *scenarioReader) event(n *node) *ScenarioEvent {
	f := r.fields(n, n.rng, "an event", eventShapes...)
	ev := &ScenarioEvent{Range: n.rng, At: r.when(f)}
	for _, shape := range eventShapes {
		if !f.has(shape.Made) {
			continue
		}
		if ev.Kind != "" {
			r.report(CodeScenario, f.keyRange(shape.Made), "make two events of it", "an event is one thing that happens: %s, or %s", ev.Kind, shape.Made)
			continue
		}
		ev.Kind = ScenarioKind(shape.Made)
		r.misplaced(f, shape)
	}
	if ev.Kind == "" {
		r.report(CodeScenario, n.rng, "write take, begin, wait, message, answer, fail, withdraw or migrate", "the event says not what happens")
		return nil
	}
	r.said(ev, f)
	ev.Run = f.number("run", 1, 1_000_000)
	ev.Visit = f.number("visit", 1, 1_000_000)
	r.fill(ev, f)
	ev.Then = r.then(f.get("then"))
	return ev
}

// misplaced reports keys that mean nothing for this kind of event.
func (r *scenarioReader) misplaced(f fields, shape *Shape) {
	for _, p := range f.node.pairs {
		key := p.key.text
		isKind := slices.ContainsFunc(eventShapes, func(s *Shape) bool { return s.Made == key })
		if shape.Key(key) == nil && !isKind && f.allows(key) {
			r.report(CodeScenario, p.key.rng, "remove it", "%q means nothing for an event of kind %s", key, shape.Made)
		}
	}
}

// said reads what is said of an event as such: an id, and the moment at which it really happened.
func (r *scenarioReader) said(ev *ScenarioEvent, f fields) {
	if p, ok := f.scalar("id"); ok {
		ev.ID = p.text
		r.ids = append(r.ids, p.text)
		r.index.named("event "+p.text, SymbolEvent, "", p.node, nil, rules.Type{})
	}
	if p, ok := f.scalar("occurred"); ok {
		ev.Occurred = r.localTime(p)
	}
}

func (r *scenarioReader) fill(ev *ScenarioEvent, f fields) {
	switch ev.Kind {
	case ScenarioTake, ScenarioBegin:
		r.actor(ev, f)
		r.decision(ev, f)
	case ScenarioWait:
		f.yes("wait")
	case ScenarioMessage:
		r.arrival(ev, f)
	case ScenarioAnswer, ScenarioFail:
		r.answer(ev, f)
	case ScenarioWithdraw:
		r.actor(ev, f)
		if p, ok := f.scalar("withdraw"); ok {
			if !slices.Contains(r.ids, p.text) {
				r.unknown(p, "earlier event with the id", r.ids)
			}
			r.index.referNamed(p, "event "+p.text)
			ev.Withdraws = p.text
		}
	case ScenarioMigrate:
		r.actor(ev, f)
		if p, ok := f.scalar("migrate"); ok {
			ev.Migrate = p.text
		}
	}
}

// actor reads who acts, and as which of his roles.
func (r *scenarioReader) actor(ev *ScenarioEvent, f fields) {
	p, ok := f.needScalar("by", "say who acts: by: NAME")
	if !ok {
		return
	}
	if ev.By = r.people[p.text]; ev.By == nil {
		r.unknown(p, "person", r.names)
		return
	}
	r.index.referNamed(p, "person "+p.text)
	switch {
	case f.has("as"):
		if ev.As = r.role(f.get("as")); ev.As != nil && !slices.Contains(ev.By.Roles, ev.As) {
			r.report(CodeScenario, f.get("as").rng, "", "%s has not the role %s", ev.By.Name, ev.As.Name)
		}
	case len(ev.By.Roles) > 1:
		r.report(CodeScenario, p.all(), "write as: ROLE", "%s has several roles, and it is not said as which he acts", ev.By.Name)
	case len(ev.By.Roles) == 1:
		ev.As = ev.By.Roles[0]
	}
}

func (r *scenarioReader) decision(ev *ScenarioEvent, f fields) {
	p, ok := f.scalar(string(ev.Kind))
	if !ok {
		return
	}
	if ev.Kind == ScenarioBegin {
		if ev.Flow = r.def.Flow(p.text); ev.Flow == nil {
			r.unknown(p, "flow", names(r.def.Flows, func(f *Flow) string { return f.Name }))
			return
		}
		r.index.refer(p, ev.Flow.Range)
		if ev.Decision = ev.Flow.Begin; ev.Decision == nil || ev.Flow.Index == 0 {
			r.report(CodeScenario, p.all(), "", "nobody can begin flow %s here", ev.Flow.Name)
			return
		}
	} else if ev.Decision = r.def.Decision(p.text); ev.Decision == nil {
		r.unknown(p, "decision", decisionIDs(r.def))
		return
	} else {
		r.index.referDecision(p, ev.Decision)
	}
	ev.Flow = ev.Decision.Flow
	var key piece
	if n := f.get("key"); n != nil {
		key = n.piece()
	}
	if ev.Flow.Key != nil && key.node == nil {
		r.report(CodeFlowKey, p.all(), "write key: "+ev.Flow.Key.Values[0].Name, "flow %s is kept per %s, and it is not said which", ev.Flow.Name, ev.Flow.Key.Name)
	}
	ev.Key, _ = r.keyOf(key, ev.Flow.Key, "flow "+ev.Flow.Name)
	ev.With = r.form(f.get("with"), ev.Decision.Form, p.all(), decisionWords(ev.Decision), r.refusalExpected(f))
}

func decisionIDs(def *Definition) []string {
	var ids []string
	for _, flow := range def.Flows {
		for _, d := range decisionsOf(flow) {
			ids = append(ids, d.ID())
		}
	}
	return ids
}

func (r *scenarioReader) refusalExpected(f fields) bool {
	return f.get("then").get("refused") != nil
}

// arrival reads a message from outside.
func (r *scenarioReader) arrival(ev *ScenarioEvent, f fields) {
	p, ok := f.scalar("message")
	if !ok {
		return
	}
	if ev.Notice = r.def.Notice(p.text); ev.Notice == nil || !ev.Notice.Arrives {
		var arriving []string
		for _, n := range r.def.Notices {
			if n.Arrives {
				arriving = append(arriving, n.Name)
			}
		}
		r.unknown(p, "arriving message", arriving)
		return
	}
	r.index.refer(p, ev.Notice.Range)
	var form []Field
	if q, ok := f.needScalar("kind", "write kind: KIND, one of `is`"); ok {
		ev.Arrival = q.text
		i := slices.IndexFunc(ev.Notice.Is, func(a Arrival) bool { return a.Kind == q.text })
		if i < 0 {
			r.unknown(q, "kind of "+ev.Notice.Name, names(ev.Notice.Is, func(a Arrival) string { return a.Kind }))
		} else if d := ev.Notice.Is[i].Decision; d != nil {
			form, ev.Flow = d.Form, d.Flow
		}
		r.index.referNamed(q, "arrival "+ev.Notice.Name+"."+q.text)
	}
	if q, ok := f.needScalar("from", "write from: ORGANISATION"); ok {
		ev.From = q.text
	}
	if n := f.get("key"); n != nil {
		ev.Key = n.text
		if ev.Flow != nil {
			ev.Key, _ = r.keyOf(n.piece(), ev.Flow.Key, "flow "+ev.Flow.Name)
		}
	}
	ev.With = r.form(f.get("with"), form, p.all(), "message "+ev.Notice.Name, r.refusalExpected(f))
}

func (r *scenarioReader) answer(ev *ScenarioEvent, f fields) {
	p, ok := f.scalar(string(ev.Kind))
	if !ok {
		return
	}
	if ev.Service = r.def.Service(p.text); ev.Service == nil {
		r.unknown(p, "service", names(r.def.Services, func(s *Service) string { return s.Name }))
		return
	}
	r.index.refer(p, ev.Service.Range)
	if ev.Kind == ScenarioAnswer {
		ev.With = r.form(f.get("with"), ev.Service.Answer, p.all(), "the answer of "+ev.Service.Name, false)
	}
}
