package stroomschema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
)

// TestPages compares pages of every kind with their golden files: a line too little, a line too much, an empty file, a long
// file, several examples.
func TestPages(t *testing.T) {
	t.Parallel()
	for name, lang := range map[string]string{"SS604": "nl", "SS004": "nl", "SS108": "en", "SS302": "en", "SS503": "en", "SS804": "nl"} {
		page, ok := stroomschema.Explain(name)
		if !ok {
			t.Fatalf("there is no code %s", name)
		}
		got := page.Page(lang)
		golden := filepath.Join("testdata", "page", name+"."+lang+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want := string(readFile(t, golden)); got != want {
			t.Errorf("%s: got:\n%s", golden, got)
		}
	}
}

// TestExamples holds what every page promises: the wrong lines and the right ones stand in their files as they are shown, what
// is found names the code, and something tells the one from the other.
func TestExamples(t *testing.T) {
	t.Parallel()
	for _, page := range stroomschema.Codes() {
		examples := stroomschema.Examples(page.Code)
		if len(examples) == 0 {
			t.Errorf("%s has no example", page.Code)
		}
		for _, e := range examples {
			if code, _, _ := strings.Cut(e.Name, "-"); code != page.Code || !strings.Contains(e.Found, page.Code) {
				t.Errorf("%s shows %s:\n%s", page.Code, e.Name, e.Found)
			}
			told := tells(t, e.Name+".bad.yaml", e.Wrong) + tells(t, e.Name+".good.yaml", e.Right)
			if told == 0 || len(e.Right) == 0 {
				t.Errorf("%s: nothing tells what is wrong", e.Name)
			}
		}
	}
	if got := stroomschema.Examples("SS"); got != nil {
		t.Errorf("a part of a code has examples: %v", got)
	}
}

// tells counts the telling lines, after it has found each in its file.
func tells(t *testing.T, file string, lines []stroomschema.Line) int {
	t.Helper()
	text := strings.Split(string(readFile(t, filepath.Join(checks, file))), "\n")
	count := 0
	for _, line := range lines {
		if line.Number > len(text) || text[line.Number-1] != line.Text {
			t.Errorf("%s: line %d is not %q", file, line.Number, line.Text)
		}
		if line.Telling {
			count++
		}
	}
	return count
}

func TestNearestCode(t *testing.T) {
	t.Parallel()
	for wrong, want := range map[string]string{"SS41": "SS401", "ss4122": "SS412", "412": "", "": "", "XX999": ""} {
		if got := stroomschema.NearestCode(wrong); got != want {
			t.Errorf("%q: %q, want %q", wrong, got, want)
		}
	}
}
