package stroomschema_test

import (
	"fmt"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// TestExamplesOfTheManual compiles every complete definition in the designers' page, and reads every complete scenario
// against the first of them, which the page carries all the way through. An example with a fault, or even a warning,
// teaches it. The tutorial changes that definition as it goes: another test does what it says, and plays its scenarios.
func TestExamplesOfTheManual(t *testing.T) {
	t.Parallel()
	definitions, scenarios := 0, 0
	var first *stroomschema.Definition
	for _, example := range examples(withoutTutorial(string(readFile(t, "../README.md")))) {
		name := fmt.Sprintf("README.md, the example at line %d", example.line)
		text := []byte(example.text)
		var found diag.List
		switch {
		case strings.Contains("\n"+example.text, "\nstroomschema:"):
			var def *stroomschema.Definition
			def, found = stroomschema.Compile(name, text, stroomschema.Options{})
			if definitions++; definitions == 1 {
				first = def
			}
		case strings.Contains("\n"+example.text, "\nscenario:") && first != nil:
			scenarios++
			_, found = stroomschema.ParseScenario(name, text, first)
		}
		if len(found) > 0 {
			t.Errorf("\n%s", diag.Text(found, map[string][]byte{name: text}))
		}
	}
	t.Logf("%d definitions, %d scenarios", definitions, scenarios)
	if definitions == 0 || scenarios == 0 {
		t.Error("the page has no complete example")
	}
}

// withoutTutorial blanks the lines of the tutorial, so that the others keep their numbers.
func withoutTutorial(page string) string {
	const head = "\n## Changing it: a tutorial\n"
	before, tutorial, _ := strings.Cut(page, head)
	tutorial, after, _ := strings.Cut(tutorial, "\n## ")
	return before + strings.Repeat("\n", strings.Count(head+tutorial, "\n")) + "\n## " + after
}

type example struct {
	line int
	text string
}

// examples cuts the blocks between ```yaml and ``` out of a page.
func examples(page string) []example {
	var list []example
	var current *example
	for i, line := range strings.Split(page, "\n") {
		switch {
		case current == nil && strings.TrimSpace(line) == "```yaml":
			current = &example{line: i + 2}
		case current != nil && strings.TrimSpace(line) == "```":
			list = append(list, *current)
			current = nil
		case current != nil:
			current.text += line + "\n"
		}
	}
	return list
}
