package workflows

import (
	"fmt"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// compileSource is the one place where the shell meets the compiler of the language.
func compileSource(p Pinned, source []byte) (*stroomschema.Definition, error) {
	def, found := stroomschema.Compile(p.Name, source, stroomschema.Options{Parameters: p.Parameters})
	if def == nil || found.HasErrors() {
		return nil, fmt.Errorf("the language refuses it (%d findings)", len(found))
	}
	return def, nil
}

// parametersOf returns the values of the parameters as the compiler reads them back.
func parametersOf(def *stroomschema.Definition) map[string]string {
	if len(def.Parameters) == 0 {
		return nil
	}
	values := make(map[string]string, len(def.Parameters))
	for _, p := range def.Parameters {
		values[p.Name] = literal(p.Value)
	}
	return values
}

// literal writes a value as the file of a definition does: an unset one as none, a text without quotes.
func literal(v rules.Value) string {
	switch {
	case !v.IsSet():
		return "none"
	case v.Kind() == rules.Text:
		return v.Str()
	}
	return v.String()
}
