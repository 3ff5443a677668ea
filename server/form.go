package server

import (
	"slices"
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/server/strict"
	"stroom/workflows/engine"
)

// formOf lists the fields of a decision's form: for the entry of a flow, what the flow is given and then what is asked
// beside it.
func formOf(d *stroomschema.Decision) []stroomschema.Field {
	if d.Step != nil || d != d.Flow.Begin && d != d.Flow.Again {
		return d.Form
	}
	fields := slices.Clone(d.Flow.With)
	for _, f := range d.Form {
		if !slices.ContainsFunc(fields, func(g stroomschema.Field) bool { return g.Name == f.Name }) {
			fields = append(fields, f)
		}
	}
	return fields
}

// readForm turns plain JSON into typed values, and returns all faults. The engine checks the form again: what comes in at its
// other doors does not pass here.
func readForm(schema *rules.Schema, fields []stroomschema.Field, form strict.Node) (engine.Values, []strict.Fault) {
	if form.Kind() != strict.Object && form.Kind() != strict.Null {
		return nil, []strict.Fault{{Path: "form", Code: strict.WrongType, NL: "Hier hoort een object met velden.", EN: "This must be an object with fields."}}
	}
	var values engine.Values
	var faults []strict.Fault
	for _, f := range fields {
		raw, _ := form.Member(f.Name)
		v, wrong := schema.Decode(f.Type, raw.Plain())
		faults = append(faults, valueFaults("form."+f.Name, wrong)...)
		if v.IsSet() {
			if values == nil {
				values = engine.Values{}
			}
			values[f.Name] = v
		}
	}
	for _, name := range form.Names() {
		if !slices.ContainsFunc(fields, func(f stroomschema.Field) bool { return f.Name == name }) {
			faults = append(faults, strict.Fault{Path: strict.Join("form", name), Code: strict.Unknown, NL: "Dit veld bestaat niet.", EN: "There is no such field."})
		}
	}
	return values, faults
}

// valueFaults puts the faults of one value at its place in the body.
func valueFaults(path string, wrong []rules.Fault) []strict.Fault {
	var faults []strict.Fault
	for _, f := range wrong {
		at := path
		if f.Path != "" {
			at += "." + f.Path
		}
		faults = append(faults, strict.Fault{Path: at, Code: strict.Code(strings.ToUpper(f.Code)), NL: f.NL, EN: f.EN})
	}
	return faults
}

// addressed finds the decision that an event names, in the version that its run follows; nil when there is none. A begin of
// what is open already is read as the flow's `again`, as the engine reads it.
func addressed(loaded Loaded, d engine.DecidedEvent) (*stroomschema.Definition, *stroomschema.Decision) {
	name, _, _ := strings.Cut(d.Decision, ".")
	def := loaded.Definition
	at := slices.IndexFunc(loaded.State.Runs, func(r engine.Run) bool {
		return r.Flow == name && (d.Run == r.Number || d.Run == 0 && r.Key == d.Key)
	})
	if at >= 0 && def.Earlier != nil && loaded.State.Runs[at].Version == def.Earlier.Version {
		def = def.Earlier
	}
	decision := def.Decision(d.Decision)
	if decision != nil && at >= 0 && decision == decision.Flow.Begin && !decision.Flow.Several && decision.Flow.Again != nil {
		decision = decision.Flow.Again
	}
	return def, decision
}
