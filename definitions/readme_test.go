package definitions

import (
	"os"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Every complete definition on the designers' page compiles without any diagnostic, as a reader will try it.
func TestReadmeExamplesCompile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	complete := 0
	for _, part := range strings.Split(string(text), "```yaml\n")[1:] {
		block, _, closed := strings.Cut(part, "```")
		if !closed || !strings.HasPrefix(block, "stroomschema:") {
			continue
		}
		complete++
		name, _, _ := strings.Cut(block, "\n")
		_, found := stroomschema.Compile("README.md", []byte(block), stroomschema.Options{})
		if len(found) > 0 {
			t.Errorf("%s\n%s", name, diag.Text(found, map[string][]byte{"README.md": []byte(block)}))
		}
	}
	if complete < 3 {
		t.Errorf("the page has %d complete definitions; it used to have 3", complete)
	}
}
