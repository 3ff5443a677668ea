package definitions

import (
	"os"
	"strings"
	"testing"

	"stroom/definitions/schema"
)

const (
	referenceBegins = "<!-- The reference is made from the grammar: go test ./definitions -run Reference -update -->\n"
	referenceEnds   = "<!-- end of the reference -->\n"
)

// The reference on the designers' page is what the grammar says.
func TestReadmeReference(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), referenceBegins)
	got, after, ends := strings.Cut(rest, referenceEnds)
	if !begins || !ends {
		t.Fatalf("the page lacks the lines between which the reference stands: %s%s", referenceBegins, referenceEnds)
	}
	want := "\n" + string(schema.Reference(schema.English)) + "\n"
	if got == want {
		return
	}
	if !*update {
		t.Fatal("the reference is not what the grammar says: go test ./definitions -run Reference -update")
	}
	if err := os.WriteFile("README.md", []byte(before+referenceBegins+want+referenceEnds+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
