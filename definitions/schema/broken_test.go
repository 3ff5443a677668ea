package schema_test

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

var (
	seedFlag = flag.Uint64("seed", 0, "seed of the broken files; 0 takes one from the clock")
	broken   = flag.Int("broken", 300, "how many broken files are made")
)

// TestBrokenFiles breaks right files at random places: keys are left out, called otherwise or moved, values become other
// values. What the schema refuses then, the checker must refuse too: an editor never finds fault with what would run.
func TestBrokenFiles(t *testing.T) {
	t.Parallel()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-seed=%d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	schemas := compiled(t)
	definitions := map[string]*stroomschema.Definition{}
	sources := files(t, "../stroomschema/testdata/check/*.good.yaml", "../stroomschema/testdata/check/loan.yaml", "../patterns/*/v1.yaml", "../patterns/*/scenarios/*.yaml")
	refusals := 0
	for i := range *broken {
		file := sources[random.IntN(len(sources))]
		text := read(t, file)
		kind := kindOf(text)
		if kind == "words" {
			continue
		}
		var document yaml.Node
		if err := yaml.Unmarshal(text, &document); err != nil {
			t.Fatal(err)
		}
		for range 1 + random.IntN(2) {
			breakOne(random, document.Content[0])
		}
		var out bytes.Buffer
		encoder := yaml.NewEncoder(&out)
		encoder.SetIndent(2)
		if err := encoder.Encode(&document); err != nil {
			t.Fatal(err)
		}
		var again yaml.Node
		if yaml.Unmarshal(out.Bytes(), &again) != nil {
			continue // the writer of YAML does not quote what needs quotes in braces
		}
		refused := schemas[kind].Validate(plain(t, again.Content[0]))
		if refused == nil {
			continue
		}
		refusals++
		var found diag.List
		if kind == "scenario" {
			about := "../stroomschema/testdata/check/loan.yaml"
			if folder := filepath.Dir(file); filepath.Base(folder) == "scenarios" {
				about = filepath.Join(filepath.Dir(folder), "v1.yaml")
			}
			if definitions[about] == nil {
				definitions[about] = compile(t, about)
			}
			_, found = stroomschema.ParseScenario("broken.yaml", out.Bytes(), definitions[about])
		} else {
			_, found = stroomschema.Compile("broken.yaml", out.Bytes(), besides(file))
		}
		if !found.HasErrors() {
			t.Fatalf("the schema refuses broken file %d, made of %s, and the checker does not:\n%v\n%s", i, file, refused, out.Bytes())
		}
	}
	t.Logf("%d of %d broken files were refused", refusals, *broken)
	if refusals < *broken/4 {
		t.Errorf("only %d of %d broken files were refused: they are hardly broken", refusals, *broken)
	}
}

// besides reads parts from beside a file.
func besides(file string) stroomschema.Options {
	return stroomschema.Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) }}
}

func compile(t *testing.T, file string) *stroomschema.Definition {
	t.Helper()
	def, found := stroomschema.Compile(file, read(t, file), besides(file))
	if def == nil {
		t.Fatal(found)
	}
	return def
}

// breakOne changes one thing of a value, at a random place.
func breakOne(random *rand.Rand, root *yaml.Node) {
	places := inside(root, nil)
	at := places[random.IntN(len(places))]
	other := places[random.IntN(len(places))]
	switch {
	case at.Kind == yaml.MappingNode && len(at.Content) > 0:
		breakMapping(random, at, root)
	case at.Kind == yaml.SequenceNode && len(at.Content) > 0 && random.IntN(2) == 0:
		i := random.IntN(len(at.Content))
		if random.IntN(2) == 0 {
			at.Content = append(at.Content, at.Content[i])
			return
		}
		at.Content = append(at.Content[:i:i], at.Content[i+1:]...)
	case random.IntN(3) == 0 && !holds(other, at):
		*at = *other
	default:
		*at = otherwise(random)
	}
}

func breakMapping(random *rand.Rand, at, root *yaml.Node) {
	i := 2 * random.IntN(len(at.Content)/2)
	places := inside(root, nil)
	switch random.IntN(5) {
	case 0:
		at.Content = append(at.Content[:i:i], at.Content[i+2:]...)
	case 1:
		keys := stroomschema.Shapes()
		shape := keys[random.IntN(len(keys))]
		if len(shape.Keys) > 0 {
			at.Content[i] = scalar(shape.Keys[random.IntN(len(shape.Keys))].Name)
		}
	case 2:
		if other := places[random.IntN(len(places))]; !holds(other, at) {
			at.Content[i+1] = other
		}
	case 3:
		value := otherwise(random)
		at.Content[i+1] = &value
	case 4:
		keys := stroomschema.Shapes()
		shape := keys[random.IntN(len(keys))]
		if len(shape.Keys) > 0 {
			value := otherwise(random)
			at.Content = append(at.Content, scalar(shape.Keys[random.IntN(len(shape.Keys))].Name), &value)
		}
	}
}

// inside lists a value and all values in it.
func inside(n *yaml.Node, list []*yaml.Node) []*yaml.Node {
	list = append(list, n)
	for i, child := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 {
			list = inside(child, list)
		}
	}
	return list
}

// holds reports whether one value stands inside another, or is it.
func holds(outer, inner *yaml.Node) bool {
	for _, n := range inside(outer, nil) {
		if n == inner {
			return true
		}
	}
	return false
}

func scalar(text string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: text} }

// otherwise is a value that may or may not fit anywhere.
func otherwise(random *rand.Rand) yaml.Node {
	texts := []string{"x", "", "7", "-1", "true", "none", "yes", "no", "null", "who", "stay", "end x", "10 working days", "1 days", "80%", "has(x)",
		"a.b.c", "X", "all", "first", "optional text", "text", "2026-01-12", "2026-01-12 09:00", "{", "1.5", "every other flow", "term", "again"}
	text := texts[random.IntN(len(texts))]
	n := yaml.Node{Kind: yaml.ScalarNode, Value: text}
	if random.IntN(3) == 0 {
		n.Style = yaml.DoubleQuotedStyle
	}
	switch random.IntN(5) {
	case 0:
		return yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{&n}}
	case 1:
		return yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{scalar("x"), &n}}
	case 2:
		return yaml.Node{Kind: []yaml.Kind{yaml.SequenceNode, yaml.MappingNode}[random.IntN(2)]}
	}
	return n
}
