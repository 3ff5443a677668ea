package bpmn

import (
	"flag"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"strings"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/enginetest"
)

var seed = flag.Uint64("seed", 0, "first seed of generated definitions; 0 chooses one")

// generated is how many random definitions are tried.
const generated = 40

// every lists the definitions that the properties hold for, by name: what is shipped, the examples, and random ones.
func every(t testing.TB) map[string]*stroomschema.Definition {
	t.Helper()
	all := map[string]*stroomschema.Definition{}
	for _, name := range definitions.Names() {
		for _, version := range definitions.Versions(name) {
			def, found, err := definitions.Compile(name, version, nil)
			if err != nil || def == nil {
				t.Fatalf("%s: %v %v", name, found, err)
			}
			all[name] = def
		}
	}
	folder := os.DirFS("..")
	examples, err := fs.Glob(folder, "patterns/*/v1.yaml")
	if err != nil || len(examples) == 0 {
		t.Fatal("no examples are found:", err)
	}
	for _, file := range examples {
		text, err := fs.ReadFile(folder, file)
		if err != nil {
			t.Fatal(err)
		}
		all[path.Base(path.Dir(file))] = compiled(t, file, string(text))
	}
	first := *seed
	if first == 0 {
		first = rand.Uint64() //nolint:gosec // a seed that is printed
	}
	t.Logf("generated definitions: -seed %d", first)
	for i := range uint64(generated) {
		all["generated "+string(rune('a'+i/26))+string(rune('a'+i%26))] = compiled(t, "generated.yaml", enginetest.Definition(first+i))
	}
	return all
}

// compiled compiles a definition that must have no error.
func compiled(t testing.TB, file, text string) *stroomschema.Definition {
	t.Helper()
	def, found := stroomschema.Compile(file, []byte(text), stroomschema.Options{Parts: func(name string) ([]byte, error) {
		return os.ReadFile(path.Join("..", path.Dir(file), name))
	}})
	if def == nil {
		var said []string
		for _, d := range found {
			said = append(said, d.Summary)
		}
		t.Fatalf("%s does not compile: %s", file, strings.Join(said, "; "))
	}
	return def
}

func mustExport(t testing.TB, def *stroomschema.Definition, lang string) []byte {
	t.Helper()
	out, err := Export(def, lang)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
