package schema_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"stroom/definitions/schema"
	"stroom/definitions/stroomschema"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// kinds are the three kinds of file with their shapes.
var kinds = []struct {
	name  string
	shape *stroomschema.Shape
}{
	{"definition", stroomschema.DefinitionShape()},
	{"words", stroomschema.PartShape()},
	{"scenario", stroomschema.ScenarioShape()},
}

// TestGolden shows the schemas as editors get them, and that they are the same each time.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, kind := range kinds {
		for _, lang := range []schema.Language{schema.Both, schema.Dutch, schema.English} {
			got := schema.Of(kind.shape, lang)
			if again := schema.Of(kind.shape, lang); !bytes.Equal(got, again) {
				t.Errorf("the schema of a %s is not the same twice", kind.name)
			}
			if kind.name == "words" || lang != schema.Both {
				continue // the same as the others, but for what TestLanguages and TestPart hold
			}
			name := filepath.Join("testdata", kind.name+"."+string(lang)+".json")
			if *update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s differs; look at what -update makes of it", name)
			}
		}
	}
}

// compiled are the schemas as a validator reads them, by kind of file.
func compiled(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	schemas := map[string]*jsonschema.Schema{}
	for _, kind := range kinds {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.Of(kind.shape, schema.Both)))
		if err != nil {
			t.Fatal(err)
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		if err := c.AddResource(kind.name+".json", document); err != nil {
			t.Fatal(err)
		}
		schemas[kind.name], err = c.Compile(kind.name + ".json")
		if err != nil {
			t.Fatal(err)
		}
	}
	return schemas
}

// value reads YAML as an editor does, by the core schema of YAML 1.2: what looks like a date is a text.
func value(t *testing.T, name string, text []byte) any {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return plain(t, document.Content[0])
}

func plain(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(t, n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = plain(t, item)
		}
		return list
	}
	switch n.Tag {
	case "!!int", "!!float":
		if json.Valid([]byte(n.Value)) {
			return json.Number(n.Value)
		}
	case "!!bool":
		return n.Value == "true"
	case "!!null":
		return nil
	}
	return n.Value
}

// kindOf tells which kind of file a text is.
func kindOf(text []byte) string {
	for _, first := range []struct{ key, kind string }{{"scenario:", "scenario"}, {"stroomschema:", "definition"}} {
		if bytes.HasPrefix(text, []byte(first.key)) || bytes.Contains(text, []byte("\n"+first.key)) {
			return first.kind
		}
	}
	return "words"
}

func files(t *testing.T, patterns ...string) []string {
	t.Helper()
	var list []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(filepath.FromSlash(pattern))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, found...)
	}
	return list
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestRightFiles holds that a schema has nothing against a right file: shipped definitions, their parts and scenarios, the
// patterns, and the right half of every case of the checker.
func TestRightFiles(t *testing.T) {
	t.Parallel()
	schemas := compiled(t)
	seen := map[string]int{}
	for _, file := range files(t, "../*/*.yaml", "../*/scenarios/*.yaml", "../*/testdata/*.yaml", "../patterns/*/*.yaml", "../patterns/*/scenarios/*.yaml",
		"../stroomschema/testdata/whole/*.yaml", "../stroomschema/testdata/check/*.good.yaml", "../stroomschema/testdata/check/loan.yaml") {
		text := read(t, file)
		kind := kindOf(text)
		seen[kind]++
		if err := schemas[kind].Validate(value(t, file, text)); err != nil {
			t.Errorf("%s is no right %s:\n%v", file, kind, err)
		}
	}
	if seen["definition"] < 100 || seen["scenario"] < 40 || seen["words"] < 2 {
		t.Errorf("too few files were read: %v", seen)
	}
	for _, block := range strings.Split(string(read(t, "../README.md")), "```yaml\n")[1:] {
		example, _, _ := strings.Cut(block, "```")
		if kind := kindOf([]byte(example)); kind != "words" {
			if err := schemas[kind].Validate(value(t, "README.md", []byte(example))); err != nil {
				t.Errorf("an example of the page is no right %s:\n%v\n%s", kind, err, example)
			}
		}
	}
}
