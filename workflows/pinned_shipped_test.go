package workflows_test

import (
	"testing"

	"stroom/definitions"
	"stroom/workflows"
)

// Every shipped version comes back from its pin, with its unset parameters unset and its texts as they were.
func TestShippedVersionsComeBackFromTheirPins(t *testing.T) {
	t.Parallel()
	for _, name := range definitions.Names() {
		for _, version := range definitions.Versions(name) {
			def, found, err := definitions.Compile(name, version, nil)
			if err != nil || def == nil {
				t.Fatal(err, found)
			}
			pinned, err := workflows.Pin(def)
			if err != nil {
				t.Fatal(err)
			}
			again, err := pinned.Compile()
			if err != nil {
				t.Fatal(err)
			}
			if again.Hash != def.Hash {
				t.Errorf("%s@%d came back as %s", name, version, again.Hash)
			}
		}
	}
}
