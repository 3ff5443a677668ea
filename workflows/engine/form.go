package engine

import (
	"maps"
	"slices"

	"stroom/definitions/stroomschema"
)

// checkForm lists everything that is wrong with the form of a decision.
func (m *machine) checkForm(c *candidate) []Fault { return m.checkFields(c.decision.Form, c.form) }

// checkFields checks values against fields: all set that must be, all of their type, and none besides.
func (m *machine) checkFields(fields []stroomschema.Field, form Values) []Fault {
	var faults []Fault
	for _, f := range fields {
		v := form[f.Name]
		for _, x := range m.def.Env.Schema().Check(f.Type, v) {
			path := f.Name
			if x.Path != "" {
				path += "." + x.Path
			}
			faults = append(faults, Fault{Path: path, Code: x.Code, Text: Said{NL: x.NL, EN: x.EN}})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		known := slices.ContainsFunc(fields, func(f stroomschema.Field) bool { return f.Name == name })
		if !known {
			faults = append(faults, Fault{Path: name, Code: "UNKNOWN_FIELD", Text: Said{
				NL: "Dit veld hoort niet bij dit besluit.", EN: "This field does not belong to this decision."}})
		}
	}
	return faults
}
