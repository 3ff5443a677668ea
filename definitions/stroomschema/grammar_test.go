package stroomschema

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestGrammarIsWhole holds the table together: names that are each used once, texts in both languages, and lists of keys
// that name keys of the same shape.
func TestGrammarIsWhole(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range Shapes() {
		if seen[s.Name] && s.Names == nil {
			t.Errorf("two shapes are called %s", s.Name)
		}
		seen[s.Name] = true
		if s.Names == nil && (!spoken(s.Title) || !spoken(s.About)) {
			t.Errorf("%s lacks a title, or what it is about", s.Name)
		}
		if len(s.Keys) == 0 && s.Names == nil {
			t.Errorf("%s has no keys", s.Name)
		}
		if s.Made != "" && (s.Key(s.Made) == nil || !s.Key(s.Made).Required) {
			t.Errorf("%s is made by %q, which it may lack", s.Name, s.Made)
		}
		for i, k := range s.Keys {
			if slices.IndexFunc(s.Keys, func(o *ShapeKey) bool { return o.Name == k.Name }) != i {
				t.Errorf("%s has the key %s twice", s.Name, k.Name)
			}
			checkText(t, s.Name+" "+k.Name, k.About)
			checkValue(t, s.Name+" "+k.Name, k.Value)
			for _, other := range k.Needs {
				if s.Key(other) == nil {
					t.Errorf("%s of %s needs %s, which is no key of it", k.Name, s.Name, other)
				}
			}
		}
		for _, rule := range s.Rules {
			checkText(t, "a rule of "+s.Name, rule.About)
			if len(rule.AnyOf)+len(rule.Never) == 0 {
				t.Errorf("a rule of %s asks nothing", s.Name)
			}
			for _, name := range slices.Concat([]string{rule.Key}, rule.But, rule.AnyOf, rule.Never) {
				if s.Key(name) == nil {
					t.Errorf("a rule of %s names %q, which is no key of it", s.Name, name)
				}
			}
		}
		if s.Outside != "" && s.Key(s.Outside) == nil {
			t.Errorf("%s has no key %q", s.Name, s.Outside)
		}
		for _, group := range slices.Concat(s.OneOf, s.NotBoth) {
			for _, name := range group {
				if k := s.Key(name); k == nil || k.Required || len(group) < 2 {
					t.Errorf("%s of %s cannot be one of %v", name, s.Name, group)
				}
			}
		}
		if s.Names != nil {
			checkText(t, "the names of "+s.Name, s.Names.About)
			checkValue(t, "the names of "+s.Name, s.Names.Key)
			checkValue(t, "a value of "+s.Name, s.Names.Value)
		}
	}
}

// spoken reports whether a text stands there in both languages.
func spoken(text Text) bool { return text.NL != "" && text.EN != "" }

// checkText looks at a text that an editor shows: a sentence in both languages, of a length that fits.
func checkText(t *testing.T, what string, text Text) {
	t.Helper()
	for _, s := range []string{text.NL, text.EN} {
		if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "`") || len(s) > 260 || strings.TrimSpace(s) != s {
			t.Errorf("%s is explained badly: %q", what, s)
		}
	}
}

func checkValue(t *testing.T, what string, v *ShapeValue) {
	t.Helper()
	switch v.Kind {
	case KindMapping:
		if v.Shape == nil {
			t.Errorf("%s is a mapping without a shape", what)
		}
	case KindList:
		checkValue(t, "an item of "+what, v.Item)
		for _, s := range v.Item.Mappings() {
			if last := v.Last == ""; !last && s.Key(v.Last) == nil && s.Made != "if" {
				t.Errorf("an item of %s is neither if nor %s", what, v.Last)
			}
		}
	case KindEither:
		lists := 0
		made := map[string]bool{}
		for _, one := range v.Either {
			checkValue(t, what, one)
			if one.List() != nil {
				lists++
			}
			for _, s := range one.Mappings() {
				if made[s.Made] {
					t.Errorf("%s: two mappings are told apart by %q", what, s.Made)
				}
				made[s.Made] = true
			}
		}
		if lists > 1 || len(v.Either) == 0 {
			t.Errorf("%s can be %d lists, or nothing", what, lists)
		}
	case KindWord:
		for _, w := range v.Words {
			checkText(t, what+" "+w.Word, w.About)
		}
		if len(v.Words) == 0 {
			t.Errorf("%s has no words", what)
		}
	case KindNumber:
		if v.Low > v.High {
			t.Errorf("%s has no numbers", what)
		}
	case KindRef:
		if v.Ref == "" {
			t.Errorf("%s refers to nothing", what)
		}
	}
}

// TestParserReadsTheGrammar reads every right and wrong file that we have. Every key that the parser asks for must be a key
// of a shape that it is reading, and it must ask for every key of the table.
func TestParserReadsTheGrammar(t *testing.T) {
	t.Parallel()
	read := map[*Shape]map[string]bool{}
	for _, s := range Shapes() {
		read[s] = map[string]bool{}
	}
	asked := func(shapes []*Shape, key string) {
		known := false
		for _, s := range shapes {
			if known = known || s.Names != nil; s.Key(key) == nil {
				continue // a key that the author chose is read too
			}
			known = true
			if read[s] == nil {
				t.Errorf("the parser reads %s, which cannot be reached in the table", s.Name)
				read[s] = map[string]bool{}
			}
			read[s][key] = true
		}
		if !known {
			var list []string
			for _, s := range shapes {
				list = append(list, s.Name)
			}
			t.Errorf("the parser reads %q of %s, which the table does not have", key, strings.Join(list, " or "))
		}
	}
	definitions := definitionCache{}
	for _, file := range corpus(t) {
		readWatched(t, file, definitions, asked)
	}
	// Parts are joined to their definition before anything is read, and main is read as every other flow is.
	for _, s := range Shapes() {
		for _, k := range s.Keys {
			if !read[s][k.Name] && !slices.Contains([]*Shape{partShape, flowsShape, moreFlowsShape}, s) {
				t.Errorf("the parser never reads %q of %s", k.Name, s.Name)
			}
		}
	}
}

// corpus names every definition and scenario that we have.
func corpus(t testing.TB) []string {
	t.Helper()
	var files []string
	for _, folder := range []string{"testdata", ".."} {
		err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && entry.IsDir() && folder == ".." && entry.Name() == "stroomschema" {
				return fs.SkipDir
			}
			if err == nil && strings.HasSuffix(name, ".yaml") {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(files) < 250 {
		t.Fatalf("there are only %d files", len(files))
	}
	return files
}

// readWatched compiles a definition, or reads a scenario against the definition it is about, and tells which keys are read.
func readWatched(t testing.TB, file string, definitions definitionCache, asked func(shapes []*Shape, key string)) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	root, _ := read(file, text)
	if root == nil {
		return
	}
	if !isScenario(text) {
		c := newCompiler(Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) }})
		c.asked = asked
		c.def.Source = text
		c.compile(c.join(root, read))
		return
	}
	def := definitions.of(t, file, text)
	r := &scenarioReader{def: def, people: map[string]*Persona{}}
	r.asked = asked
	r.scenario(file, root)
}

// isScenario reports whether a text is a scenario: `scenario:` starts a line of it.
func isScenario(text []byte) bool {
	return bytes.HasPrefix(text, []byte("scenario:")) || bytes.Contains(text, []byte("\nscenario:"))
}

// definitionCache holds the definitions that scenarios are about, by folder and parameters.
type definitionCache map[string]*Definition

// of compiles the definition that a scenario is about: beside it, or in the folder above.
func (c definitionCache) of(t testing.TB, file string, text []byte) *Definition {
	t.Helper()
	folder := filepath.Dir(file)
	_, parameters := ScenarioParameters(file, text)
	id := fmt.Sprint(folder, parameters)
	if c[id] != nil {
		return c[id]
	}
	for _, pattern := range []string{filepath.Join(folder, "loan.yaml"), filepath.Join(folder, "v*.yaml"), filepath.Join(folder, "..", "v*.yaml")} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			def, _ := Compile(name, source, Options{Parameters: parameters, Parts: func(part string) ([]byte, error) {
				return os.ReadFile(filepath.Join(filepath.Dir(name), part))
			}})
			if def != nil {
				c[id] = def
				return def
			}
		}
	}
	t.Fatalf("%s is about no definition", file)
	return nil
}

// TestKeysAreAskedByName looks through the parser for every key that it asks a mapping for in so many words: each must be a
// key of some shape. It finds what is asked of a node directly, beside the shapes.
func TestKeysAreAskedByName(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, s := range Shapes() {
		for _, k := range s.Keys {
			known[k.Name] = true
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			method, isMethod := call.Fun.(*ast.SelectorExpr)
			literal, isLiteral := call.Args[0].(*ast.BasicLit)
			if !isMethod || !isLiteral || literal.Kind != token.STRING ||
				!slices.Contains(strings.Fields("get has key keyRange need scalar needScalar yes number oneOf language needText excuses section"), method.Sel.Name) {
				return true
			}
			name, err := strconv.Unquote(literal.Value)
			if err != nil {
				t.Fatal(err)
			}
			if count++; !known[name] && name != "*" {
				t.Errorf("%s asks for %q, which no shape has", set.Position(literal.Pos()), name)
			}
			return true
		})
	}
	if count < 150 {
		t.Errorf("only %d places ask for a key", count)
	}
}
