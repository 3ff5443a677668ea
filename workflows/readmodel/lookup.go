package readmodel

import (
	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// versionOf returns the definition that a run follows: the present one, or the one before it.
func versionOf(def *stroomschema.Definition, version int) *stroomschema.Definition {
	if def.Version != version && def.Earlier != nil && def.Earlier.Version == version {
		return def.Earlier
	}
	return def
}

// flowOf returns the flow of a run, nil when the definition has no flow of that name.
func flowOf(def *stroomschema.Definition, run engine.Run) *stroomschema.Flow {
	return versionOf(def, run.Version).Flow(run.Flow)
}

// stepOf returns the step at which a run stands, nil when the definition has no such step.
func stepOf(def *stroomschema.Definition, run engine.Run) *stroomschema.Step {
	return stepNamed(flowOf(def, run), run.Step)
}

func stepNamed(flow *stroomschema.Flow, name string) *stroomschema.Step {
	if flow == nil {
		return nil
	}
	return flow.Step(name)
}

// word returns the label of a name in both languages.
func word(def *stroomschema.Definition, name string) engine.Said { return said(def.Label(name)) }

// keyLabel returns the label of a key value.
func keyLabel(def *stroomschema.Definition, key *stroomschema.Key, name string) engine.Said {
	if key != nil {
		for _, v := range key.Values {
			if v.Name == name && v.Label.NL != "" {
				return said(v.Label)
			}
		}
	}
	return word(def, name)
}

// roleLabel returns the label of a role; an unknown role is shown by its name.
func roleLabel(def *stroomschema.Definition, name string) engine.Said {
	if r := def.Role(name); r != nil && r.Label.NL != "" {
		return said(r.Label)
	}
	if name == engine.Operator {
		return both("beheerder van het systeem", "operator of the system") // no definition declares it
	}
	return word(def, name)
}

// factLabel returns the label of a fact, with its key.
func factLabel(def *stroomschema.Definition, name, key string) engine.Said {
	label := word(def, name)
	if key == "" {
		return label
	}
	var keys *stroomschema.Key
	if fact := def.Fact(name); fact != nil {
		keys = fact.Key
	}
	return compose("%s (%s)", "%s (%s)", label, keyLabel(def, keys, key))
}

// partyLabel returns the label of a role, with the key for which it is bound.
func partyLabel(def *stroomschema.Definition, name, key string) engine.Said {
	label, role := roleLabel(def, name), def.Role(name)
	if key == "" {
		return label
	}
	var keys *stroomschema.Key
	if role != nil {
		keys = role.Key
	}
	return compose("%s (%s)", "%s (%s)", label, keyLabel(def, keys, key))
}

// outcomeLabel returns the label of an outcome of a flow.
func outcomeLabel(def *stroomschema.Definition, flow *stroomschema.Flow, outcome string) engine.Said {
	if flow != nil {
		for _, o := range flow.Outcomes {
			switch {
			case o.Name != outcome:
			case o.Label.NL != "":
				return said(o.Label)
			default:
				return word(def, outcome)
			}
		}
	}
	switch outcome { // the two that no definition declares
	case "cancelled":
		return both("geannuleerd", "cancelled")
	case "stopped":
		return both("gestopt door een beheerder", "stopped by an operator")
	default:
		return word(def, outcome)
	}
}

// plain returns a value as untagged JSON data.
func plain(def *stroomschema.Definition, v rules.Value) any { return def.Env.Schema().Plain(v) }

// display writes a value for people.
func display(def *stroomschema.Definition, v rules.Value) engine.Said {
	label := func(pick func(engine.Said) string) func(string, string) string {
		return func(typeName, value string) string { return pick(said(def.ValueLabel(typeName, value))) }
	}
	return engine.Said{
		NL: v.DisplayIn("nl", def.Zone, label(func(s engine.Said) string { return s.NL })),
		EN: v.DisplayIn("en", def.Zone, label(func(s engine.Said) string { return s.EN })),
	}
}
