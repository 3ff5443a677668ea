package definitions_test

import (
	"fmt"
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
	scenario, found := stroomschema.ParseScenario(file, text, def)
	if len(found) > 0 {
		t.Fatal(diag.Text(found, map[string][]byte{file: text}))
	}
	return simulate.Run(def, func(other string) (*stroomschema.Definition, error) {
		other = path.Join(path.Dir(file), other)
		next, found := stroomschema.Compile(other, read(t, other), stroomschema.Options{Parameters: parameters})
		if next == nil {
			return nil, fmt.Errorf("compile %s: %s", other, diag.Text(found, nil))
		}
		return next, nil
	}, scenario)
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := fs.ReadFile(definitions.FS(), file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
