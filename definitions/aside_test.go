package definitions_test

import (
	"slices"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
)

// Of the shipped definition these are the questions and notes beside the work, and no other.
func TestAsides(t *testing.T) {
	t.Parallel()
	def, _, err := definitions.Compile("trajectindicatie", 1, nil)
	if err != nil || def == nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range def.Flows {
		for _, d := range slices.Concat([]*stroomschema.Decision{f.Begin, f.Again}, f.Decide) {
			if d != nil && d.Aside() {
				got = append(got, d.ID())
			}
		}
	}
	if want := []string{"main.note_factor", "advice.begin", "call_back.begin"}; !slices.Equal(got, want) {
		t.Errorf("asides are %v, want %v", got, want)
	}
}
