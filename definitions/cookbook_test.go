package definitions_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var exampleLink = regexp.MustCompile(`\((patterns/[a-z0-9-]+/v1\.yaml)\)`)

// Each recipe of the cookbook quotes lines of the examples that it links to, word for word.
func TestCookbookQuotesTheExamples(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, cookbook, _ := strings.Cut(string(page), "\n## Cookbook\n")
	cookbook, _, _ = strings.Cut(cookbook, "\n## ")
	recipes := strings.Split(cookbook, "\n### ")[1:]
	if len(recipes) != 10 {
		t.Errorf("the cookbook has %d recipes; it should have 10", len(recipes))
	}
	for _, recipe := range recipes {
		name, _, _ := strings.Cut(recipe, "\n")
		var examples []string
		for _, link := range exampleLink.FindAllStringSubmatch(recipe, -1) {
			examples = append(examples, fileText(t, link[1]))
		}
		quotes := strings.Split(recipe, "```yaml\n")[1:]
		if len(examples) == 0 || len(quotes) == 0 {
			t.Errorf("%s: %d links to examples and %d quotes", name, len(examples), len(quotes))
		}
		for _, quote := range quotes {
			quote, _, _ = strings.Cut(quote, "```")
			if !slices.ContainsFunc(examples, func(example string) bool { return quotesFrom(example, quote) }) {
				t.Errorf("%s: these lines stand in no example that it links to:\n%s", name, quote)
			}
		}
	}
}

// quotesFrom says whether lines stand in a text, all moved to the left as far as the first of them is.
func quotesFrom(text, quote string) bool {
	lines, want := strings.Split(text, "\n"), strings.Split(strings.TrimSuffix(quote, "\n"), "\n")
	for i := 0; i+len(want) <= len(lines); i++ {
		left := len(lines[i]) - len(strings.TrimLeft(lines[i], " "))
		if slices.EqualFunc(lines[i:i+len(want)], want, func(line, wanted string) bool {
			return strings.TrimPrefix(line, strings.Repeat(" ", left)) == wanted
		}) {
			return true
		}
	}
	return false
}
