package readmodel

import (
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// formValues lists what was filled in at a decision, as the reader may see it, in the order of the definition. What goes
// into a fact is shown as far as that fact may be seen: else a form would tell what `sees` hides. Who filled it in has seen
// it all.
func (w writer) formValues(line *Line, d *stroomschema.Decision, form engine.Values) []NamedValue {
	fields := d.Form
	if d.Step == nil && len(d.In) == 0 {
		fields = append(append([]stroomschema.Field(nil), d.Flow.With...), d.Form...)
	}
	var out []NamedValue
	for _, f := range unique(fields) {
		value := form[f.Name]
		if value.IsSet() && !w.typed(line) {
			value = visiblePart(w.mayForm(line, d, f.Name), "", value)
		}
		out = appendNamed(out, w.def, f.Name, value)
	}
	return out
}

// typed says whether the reader is who filled it in, or a colleague in the same role.
func (w writer) typed(line *Line) bool {
	return line.By != nil && line.By.Role == w.reader.Role && line.By.Organisation == w.reader.Organisation
}

// mayTyped says whether the reader may see a part of what was filled in; true for what was not.
func (w writer) mayTyped(line *Line, field, path string) bool {
	d := w.def.Decision(line.Decision)
	return d == nil || w.typed(line) || w.mayForm(line, d, field)(path)
}

// mayForm says which parts of a field the reader may see.
func (w writer) mayForm(line *Line, d *stroomschema.Decision, field string) func(path string) bool {
	var into []destination
	for _, assignment := range assignments(d) {
		into = append(into, destinations(assignment, field)...)
	}
	return func(path string) bool {
		for _, to := range into {
			key := ""
			if to.fact.Key != nil {
				key = line.Key
			}
			if part, concerns := to.part(path); concerns && !w.sight.FactAt(to.fact.Name, key, part, line.At) {
				return false
			}
		}
		return true
	}
}

// destination is a fact into which a field of a form goes, or a part of it.
type destination struct {
	fact *stroomschema.Fact
	from string // the part of the field; "" for all of it
	copy bool   // the fact gets it as it is; else something is made of it
}

// part returns which part of the fact must be seen to see a part of the field; false when they have nothing to do with each
// other.
func (to destination) part(path string) (string, bool) {
	if to.copy && (to.from == "" || path == to.from || strings.HasPrefix(path, to.from+".")) {
		return strings.TrimPrefix(strings.TrimPrefix(path, to.from), "."), true
	}
	overlap := path == "" || to.from == "" || path == to.from || strings.HasPrefix(path, to.from+".") || strings.HasPrefix(to.from, path+".")
	return "", overlap
}

// destinations are the facts that an assignment gives a field to.
func destinations(a stroomschema.Assignment, field string) []destination {
	if a.Fact == nil {
		return nil
	}
	var out []destination
	for _, read := range a.Value.ReadPaths() {
		if read.Name != "ask."+field && read.Name != "with."+field {
			continue
		}
		out = append(out, destination{a.Fact, read.Path, strings.TrimSpace(a.Value.Source()) == readName(read)})
	}
	return out
}

func readName(r rules.Read) string {
	if r.Path == "" {
		return r.Name
	}
	return r.Name + "." + r.Path
}

// assignments are those of a decision and of where it goes.
func assignments(d *stroomschema.Decision) []stroomschema.Assignment {
	out := assigned(nil, d.Do)
	for _, branch := range d.Go {
		out = assigned(out, branch.Do)
	}
	return out
}

func assigned(out []stroomschema.Assignment, actions []*stroomschema.Action) []stroomschema.Assignment {
	for _, a := range actions {
		out = assigned(append(out, a.Set...), a.Do)
	}
	return out
}
