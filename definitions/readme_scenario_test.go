package definitions_test

import (
	"os"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

// The scenario on the designers' page is about the first definition on it, and passes.
func TestReadmeScenarioPasses(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(section, first string) []byte {
		_, page, _ := strings.Cut(string(text), "\n## "+section+"\n")
		_, rest, found := strings.Cut(page, "```yaml\n"+first)
		body, _, closed := strings.Cut(rest, "```")
		if !found || !closed {
			t.Fatalf("the page has no block that begins with %s", first)
		}
		return []byte(first + body)
	}
	def, found := stroomschema.Compile("README.md", block("A first definition", "stroomschema: street_party"), stroomschema.Options{})
	if def == nil {
		t.Fatal(diag.Text(found, nil))
	}
	story := block("Scenario files", "scenario:")
	scenario, found := stroomschema.ParseScenario("README.md", story, def)
	if scenario == nil {
		t.Fatal(diag.Text(found, map[string][]byte{"README.md": story}))
	}
	for _, failure := range simulate.Run(def, nil, scenario).Failures {
		t.Error(failure.Text())
	}
}
