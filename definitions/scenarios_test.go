package definitions_test

import (
	"io/fs"
	"path"
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
	def, found, err := definitions.Compile(name, definitions.Newest(name), parameters)
	if err != nil || def == nil {
		t.Fatalf("compile %s: %v\n%s", name, err, diag.Text(found, nil))
	}
	return playUnder(t, def, file)
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := fs.ReadFile(definitions.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
