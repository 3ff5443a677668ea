package definitions_test

import (
	"fmt"
	"io/fs"
	"path"
	"sync"
	"testing"

	"stroom/definitions"
	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

// Every scenario beside a shipped definition passes, and none is without an expectation.
func TestShippedScenariosPass(t *testing.T) {
	t.Parallel()
	for _, name := range definitions.Names() {
		for _, file := range definitions.Scenarios(name) {
			t.Run(path.Base(file), func(t *testing.T) {
				t.Parallel()
				result := play(t, name, file)
				for _, failure := range result.Failures {
					t.Error(failure.Text())
				}
				if result.Checks == 0 {
					t.Error("no expectation was compared")
				}
			})
		}
	}
}

// play runs one scenario file under the version and the parameters that it names.
func play(t *testing.T, name, file string) simulate.Result {
	t.Helper()
	text := read(t, file)
	_, parameters := stroomschema.ScenarioParameters(file, text)
	return playUnder(t, shipped(t, name, parameters), file)
}

// compiled keeps the shipped definitions by name and parameters: they are immutable, and compiling takes longer than playing.
var compiled sync.Map

// shipped returns the newest version of a shipped definition with some parameters.
func shipped(t *testing.T, name string, parameters map[string]string) *stroomschema.Definition {
	t.Helper()
	key := name + fmt.Sprint(parameters)
	if def, ok := compiled.Load(key); ok {
		return def.(*stroomschema.Definition)
	}
	def, found, err := definitions.Compile(name, definitions.Newest(name), parameters)
	if err != nil || def == nil {
		t.Fatalf("compile %s: %v\n%s", name, err, diag.Text(found, nil))
	}
	compiled.Store(key, def)
	return def
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := fs.ReadFile(definitions.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
