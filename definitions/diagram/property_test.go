package diagram

import (
	"bytes"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
)

// shipped compiles the definition that ships.
func shipped(t testing.TB) *stroomschema.Definition {
	t.Helper()
	def, found, err := definitions.Compile("trajectindicatie", 1, nil)
	if err != nil || def == nil {
		t.Fatal(err, found)
	}
	return def
}

// drawn makes the drawing of a definition.
func drawn(t testing.TB, def *stroomschema.Definition, lang string, flows ...string) *Drawing {
	t.Helper()
	chart, err := Of(def, lang, flows...)
	if err != nil {
		t.Fatal(err)
	}
	return chart.Layout(Sheet{})
}

func TestTheShippedDefinitionKeepsThePromises(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	for _, lang := range []string{"nl", "en"} {
		d := drawn(t, def, lang)
		for _, fault := range faultsOf(d) {
			t.Errorf("%s: %s", lang, fault)
		}
		if !bytes.Equal(d.SVG(Options{}), drawn(t, def, lang).SVG(Options{})) {
			t.Errorf("%s: the same definition gives other bytes", lang)
		}
	}
}
