package definitions_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Every file that people learn from stands in its canonical form: the shipped definitions, the patterns, their scenarios, and
// the examples on the designers' page. `stroom fmt FILE` brings it there.
func TestFilesAreCanonical(t *testing.T) {
	t.Parallel()
	files := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && ofGo(name): // its tests need every other form too
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".yaml"):
			return nil
		}
		files++
		text, err := os.ReadFile(name)
		if err == nil {
			canonical(t, name, text)
		}
		return err
	})
	if err != nil || files < 80 {
		t.Errorf("%d files found: %v", files, err)
	}
}

// ofGo reports whether a folder is a package of Go.
func ofGo(folder string) bool {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	return err == nil && len(files) > 0
}

func TestReadmeExamplesAreCanonical(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := 0
	for _, part := range strings.Split(string(page), "```yaml\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		key, _, _ := strings.Cut(block, ":")
		if stroomschema.PartShape().Key(key) == nil && key != "scenario" || strings.TrimSpace(block) == key+":" {
			continue // a piece of a flow, or a place to put something
		}
		blocks++
		canonical(t, "README.md", []byte(block))
	}
	if blocks < 15 {
		t.Errorf("only %d examples found", blocks)
	}
}

func canonical(t *testing.T, name string, text []byte) {
	t.Helper()
	formatted, found, err := stroomschema.Format(name, text)
	if err != nil || len(found) > 0 {
		t.Errorf("%s: %v\n%s", name, err, diag.Text(found, map[string][]byte{name: text}))
		return
	}
	if diff := diag.Diff(name, text, formatted); diff != "" {
		t.Errorf("run `stroom fmt` on %s:\n%s", name, diff)
	}
}
