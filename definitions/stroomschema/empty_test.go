package stroomschema

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"

	"stroom/definitions/diag"
)

// TestNothingStandsEmpty takes away what stands under one key after the other, and puts a list, a mapping or a text there
// instead: as a file looks while somebody writes it. Whatever stands there, the file is read to the end; and where nothing
// stands, that is an error, but for the labels of outcomes, which may stand under words, and counts without particulars.
func TestNothingStandsEmpty(t *testing.T) {
	t.Parallel()
	def := compileFile(t, "testdata/whole/v3.yaml", readText(t, "testdata/whole/v3.yaml"))
	for _, file := range []string{"testdata/whole/v3.yaml", "testdata/whole/words.yaml", "testdata/whole/scenario.yaml"} {
		text := readText(t, file)
		var document yaml.Node
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		values := valuesOf(document.Content[0], "", nil)
		others := []yaml.Node{{Kind: yaml.ScalarNode, Value: "x"}, {Kind: yaml.SequenceNode}, {Kind: yaml.MappingNode}}
		tried := map[string]bool{}
		for _, v := range values {
			n, was := v.node, *v.node
			place := keyOfGrammar(v.under) + "." + keyOfGrammar(v.key)
			if tried[place] {
				continue // another of its kind shows nothing new
			}
			tried[place] = true
			for _, instead := range append(others, yaml.Node{Kind: yaml.ScalarNode, Value: "~", Tag: "!!null"}) {
				*n = instead
				found := judged(t, file, &document, def)
				if instead.Tag == "!!null" && !found.HasErrors() && v.under != "outcomes" && v.under != "counts" {
					t.Errorf("%s:%d:%d: nothing stands there, and nobody says so", file, was.Line, was.Column)
				}
			}
			*n = was
		}
		t.Logf("%s: %d values, at %d kinds of place", file, len(values), len(tried))
	}
}

// keyOfGrammar is a key that the grammar knows; names that the author chose are all the same.
func keyOfGrammar(key string) string {
	if key == "" || slices.ContainsFunc(Shapes(), func(s *Shape) bool { return s.Key(key) != nil }) {
		return key
	}
	return "NAME"
}

// judged compiles a definition in which something was changed, or reads a scenario.
func judged(t *testing.T, file string, document *yaml.Node, def *Definition) diag.List {
	t.Helper()
	var out bytes.Buffer
	if err := yaml.NewEncoder(&out).Encode(document); err != nil {
		t.Fatal(err)
	}
	switch filepath.Base(file) {
	case "scenario.yaml":
		_, found := ParseScenario(file, out.Bytes(), def)
		return found
	case "words.yaml":
		main := readText(t, "testdata/whole/v3.yaml")
		_, found := Compile(file, main, Options{Parts: func(string) ([]byte, error) { return out.Bytes(), nil }})
		return found
	}
	_, found := Compile(file, out.Bytes(), Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join("testdata/whole", name)) }})
	return found
}

func compileFile(t *testing.T, file string, text []byte) *Definition {
	t.Helper()
	def, found := Compile(file, text, Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) }})
	if def == nil {
		t.Fatal(found)
	}
	return def
}

func readText(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// placed is a value with its key, and the key under which the mapping or list stands that holds it.
type placed struct {
	node       *yaml.Node
	under, key string
}

// valuesOf lists every value inside a value that stands under a key.
func valuesOf(n *yaml.Node, key string, list []placed) []placed {
	for i, child := range n.Content {
		switch {
		case n.Kind != yaml.MappingNode:
			list = valuesOf(child, key, append(list, placed{child, key, ""}))
		case i%2 == 1:
			list = valuesOf(child, n.Content[i-1].Value, append(list, placed{child, key, n.Content[i-1].Value}))
		}
	}
	return list
}
