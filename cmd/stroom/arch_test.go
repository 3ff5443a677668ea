package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The laws of the house. What may import what, what stays pure, and which words never enter. Each law has a fault that it
// must find (TestLawsFindFaults): a law that finds nothing might not look.

// source is one Go file of the module.
type source struct {
	name    string // "rules/env.go"
	pkg     string // folder: "rules", "workflows/engine"
	test    bool
	text    []byte
	file    *ast.File
	set     *token.FileSet
	imports []string
}

const module = "stroom"

// root is the folder of the module, seen from this test.
const root = "../.."

// sources reads every Go file of the module.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (strings.HasPrefix(d.Name(), ".") && name != root || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(name, ".go") {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		s, err := parse(filepath.ToSlash(rel), text)
		all = append(all, s)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func parse(name string, text []byte) (source, error) {
	s := source{name: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), text: text, set: token.NewFileSet()}
	var err error
	s.file, err = parser.ParseFile(s.set, name, text, parser.SkipObjectResolution|parser.ParseComments)
	if err != nil {
		return s, err
	}
	for _, i := range s.file.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return s, err
		}
		s.imports = append(s.imports, imported)
	}
	return s, nil
}

// under reports whether a package or import path is one of the given ones or lies below it.
func under(p string, roots ...string) bool {
	return slices.ContainsFunc(roots, func(r string) bool { return p == r || strings.HasPrefix(p, r+"/") })
}

// law finds what one file does against one law, each as "file: what".
type law struct {
	name   string
	breaks func(s source) []string
	fault  [2]string // name and text of a file that breaks it
}

var laws = []law{
	{"1 pure packages import nothing of the world", impureImports,
		[2]string{"rules/x.go", "package rules\nimport \"os\"\n"}},
	{"1 pure packages have no clock, goroutine or channel", impureCode,
		[2]string{"workflows/engine/x.go", "package engine\nimport \"time\"\nfunc f() { go f(); _ = time.Now }\n"}},
	{"2 each outside library has one importer", manyImporters,
		[2]string{"server/ui/x.go", "package ui\nimport \"github.com/labstack/echo/v4\"\n"}},
	{"3 no arrow runs back up", arrowsUp,
		[2]string{"workflows/x.go", "package workflows\nimport \"stroom/activities\"\n"}},
	{"4 the server declares ports", serverImports,
		[2]string{"server/x.go", "package server\nimport \"stroom/activities/store\"\n"}},
	{"5 pages see pictures, never the engine", pageImports,
		[2]string{"server/ui/x.go", "package ui\nimport \"stroom/workflows/engine\"\n"}},
	{"6 simulate, verify and replay know nothing of each other", siblingImports,
		[2]string{"workflows/verify/x.go", "package verify\nimport \"stroom/workflows/simulate\"\n"}},
	{"7 no word of a field in Go", fieldWords,
		[2]string{"workflows/engine/x.go", "package engine\n// The probation officer decides.\n"}},
	{"help for tests is imported by tests only", testHelp,
		[2]string{"workflows/x.go", "package workflows\nimport \"stroom/workflows/enginetest\"\n"}},
	{"state is assigned in apply.go only", stateAssignments,
		[2]string{"workflows/engine/step.go", "package engine\nfunc f(st *State) { st.Seq = 1 }\n"}},
}

func TestLaws(t *testing.T) {
	t.Parallel()
	all := sources(t)
	if len(all) < 100 {
		t.Fatalf("only %d files found: the test looks in the wrong place", len(all))
	}
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			for _, s := range all {
				for _, fault := range l.breaks(s) {
					t.Errorf("%s: %s", s.name, fault)
				}
			}
		})
	}
}

func TestLawsFindFaults(t *testing.T) {
	t.Parallel()
	for _, l := range laws {
		s, err := parse(l.fault[0], []byte(l.fault[1]))
		if err != nil {
			t.Fatal(err)
		}
		if len(l.breaks(s)) == 0 {
			t.Errorf("the law %q finds nothing wrong with\n%s", l.name, l.fault[1])
		}
	}
}

var pure = []string{"rules", "definitions", "workflows/engine", "workflows/readmodel", "workflows/simulate", "workflows/verify", "workflows/replay"}

// world is what pure packages import neither themselves nor from us. Embed only embeds; sync stays out because whoever
// needs a lock shares something that changes.
var world = []string{
	"go.temporal.io", "gorm.io", "github.com/labstack", "net", "os", "log", "context", "sync", "crypto/rand", "database/sql",
	"io/ioutil", "syscall", "unsafe", "plugin", "runtime", "testing", "flag", "math/rand",
}

func impureImports(s source) []string {
	if s.test || !under(s.pkg, pure...) {
		return nil
	}
	var found []string
	for _, i := range s.imports {
		switch {
		case i == "math/rand/v2" && s.pkg == "workflows/simulate": // seeded
		case i == "sync" && s.pkg == "workflows/verify": // a search on several goroutines behind a pure function
		case under(i, world...):
			found = append(found, "imports "+i)
		case under(i, module) && !under(strings.TrimPrefix(i, module+"/"), pure...):
			found = append(found, "imports "+i+", which is not pure")
		}
	}
	return found
}

var clocks = []string{"Now", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Since", "Until"}

func impureCode(s source) []string {
	if s.test || !under(s.pkg, pure...) {
		return nil
	}
	var found []string
	concurrent := s.pkg == "workflows/verify"
	ast.Inspect(s.file, func(n ast.Node) bool {
		what := ""
		switch n := n.(type) {
		case *ast.GoStmt:
			what = "starts a goroutine"
		case *ast.ChanType, *ast.SendStmt, *ast.SelectStmt:
			what = "uses a channel"
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				what = "uses a channel"
			}
		case *ast.SelectorExpr:
			if pkg, ok := n.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clocks, n.Sel.Name) {
				found = append(found, "reads the clock: time."+n.Sel.Name)
			}
		}
		if what != "" && !concurrent {
			found = append(found, what)
		}
		return true
	})
	return found
}

// importers says who may import what. The longest match counts.
var importers = map[string][]string{
	"github.com/google/cel-go":      {"rules"},
	"cel.dev/expr":                  {"rules"},
	"go.yaml.in/yaml/v3":            {"definitions/stroomschema"},
	"gopkg.in/yaml.v3":              nil,
	"gorm.io":                       {"activities/store"},
	"github.com/pressly/goose/v3":   {"activities/store"},
	"modernc.org/sqlite":            {"activities/store", "cmd/stroom/embedded"},
	"github.com/jackc/pgx/v5":       {"activities/store", "activities/store/pgtest", "cmd/stroom/embedded"},
	"github.com/labstack/echo/v4":   {"server"},
	"go.temporal.io/server":         {"cmd/stroom/embedded"},
	"go.temporal.io/sdk":            {"workflows", "workflows/workflowstest", "activities", "cmd/stroom", "cmd/stroom/embedded"},
	"go.temporal.io/api":            {"workflows", "workflows/workflowstest", "activities", "cmd/stroom", "cmd/stroom/embedded"},
	"github.com/go-jose/go-jose/v4": {"server/auth"},
	"github.com/coreos/go-oidc/v3":  {"server/auth"},
	"github.com/rickar/cal/v2":      {"rules/calendar"},
	"github.com/chromedp":           {"server/browsertest"},
	module + "/cmd/stroom/embedded": {"cmd/stroom", "cmd/stroom/e2e"},
	module + "/activities/store":    {"cmd/stroom"},
}

// manyImporters lets tests bring the library against which they compare, unless it makes a build slow.
func manyImporters(s source) []string {
	var found []string
	for _, i := range s.imports {
		library := ""
		for l := range importers {
			if under(i, l) && len(l) > len(library) {
				library = l
			}
		}
		if library == "" || slices.Contains(importers[library], s.pkg) {
			continue
		}
		slow := library == "go.temporal.io/server" || library == module+"/cmd/stroom/embedded"
		if s.test && !slow || i == s.own() {
			continue
		}
		found = append(found, "imports "+i)
	}
	return found
}

// own is the import path of the file's package.
func (s source) own() string { return module + "/" + s.pkg }

// floors of the house, from the ground up. A package imports from its own floor downwards.
var floors = []struct {
	floor int
	roots []string
}{
	{0, []string{"definitions/diag", "rules"}},
	{1, []string{"definitions"}},
	{2, []string{"workflows/engine"}},
	{3, []string{"workflows/readmodel"}},
	{4, []string{"workflows/simulate", "workflows/verify", "workflows/replay"}},
	{5, []string{"workflows", "workflows/enginetest"}},
	{6, []string{"activities", "server"}},
	{7, []string{"cmd"}},
}

func floorOf(pkg string) int {
	floor, longest := -1, -1
	for _, f := range floors {
		for _, r := range f.roots {
			if under(pkg, r) && len(r) > longest {
				floor, longest = f.floor, len(r)
			}
		}
	}
	return floor
}

func arrowsUp(s source) []string {
	var found []string
	from := floorOf(s.pkg)
	if from < 0 {
		return []string{"stands in no room of the house"}
	}
	if s.test {
		return nil
	}
	for _, i := range s.imports {
		pkg, ours := strings.CutPrefix(i, module+"/")
		if !ours {
			continue
		}
		switch to := floorOf(pkg); {
		case to > from:
			found = append(found, "imports "+i+", which stands above it")
		case s.pkg == "workflows" && under(pkg, "workflows/simulate", "workflows/verify", "workflows/replay"):
			found = append(found, "imports "+i+": the shell knows no other caller of the engine")
		case under(s.pkg, "activities") && under(pkg, "server"), under(s.pkg, "definitions/diag") && ours:
			found = append(found, "imports "+i)
		}
	}
	return found
}

func serverImports(s source) []string {
	if s.test || !under(s.pkg, "server") {
		return nil
	}
	var found []string
	for _, i := range s.imports {
		if under(i, "go.temporal.io", module+"/activities", "gorm.io") || i == module+"/workflows" {
			found = append(found, "imports "+i)
		}
	}
	return found
}

func pageImports(s source) []string {
	if s.test || !under(s.pkg, "server/ui") {
		return nil
	}
	var found []string
	for _, i := range s.imports {
		if under(i, module+"/workflows/engine", module+"/definitions/stroomschema", module+"/rules") {
			found = append(found, "imports "+i)
		}
	}
	return found
}

func siblingImports(s source) []string {
	siblings := []string{"workflows/simulate", "workflows/verify", "workflows/replay"}
	if s.test || !under(s.pkg, siblings...) {
		return nil
	}
	var found []string
	for _, i := range s.imports {
		pkg := strings.TrimPrefix(i, module+"/")
		if under(pkg, siblings...) && !under(s.pkg, pkg) {
			found = append(found, "imports "+i)
		}
	}
	return found
}

func testHelp(s source) []string {
	help := []string{module + "/workflows/enginetest", module + "/workflows/workflowstest", module + "/activities/store/pgtest", module + "/server/browsertest"}
	if s.test || under(s.own(), help...) {
		return nil
	}
	var found []string
	for _, i := range s.imports {
		if under(i, help...) {
			found = append(found, "imports "+i)
		}
	}
	return found
}

// words are the nouns of the field that the shipped definition is about, in both languages. `level` and `provider` are
// words of computing too, and are looked for as the field writes them.
var words = regexp.MustCompile(`(?i)\b(` + strings.Join([]string{
	"care", "care provider", "carer", "provider of care", "probation", "reclassering\\w*", "zorg\\w*", "clinic\\w*", "kliniek\\w*", "patient\\w*", "patiënt\\w*",
	"prison\\w*", "gevang\\w*", "detain\\w*", "detentie", "forensic\\w*", "forensisch\\w*", "offen[cd]e\\w*", "delict\\w*", "convict\\w*",
	"trajectindicatie\\w*", "herindicatie\\w*", "indicatie\\w*", "plaatsingsbesluit\\w*", "plaatser", "aanbieder\\w*", "tbs", "nifp", "dji", "zvh",
	"security level", "beveiligingsniveau\\w*", "care level", "crisis\\w*", "aftercare", "nazorg", "wfz", "fz82\\d", "vecoz\\w*",
}, "|") + `)\b`)

// figures of speech that hold such a word.
var figures = regexp.MustCompile(`(?i)\b(take|takes|taken|taking|with) care\b`)

// fieldWords reads comments, names and texts. The definitions are data, and so is what the demonstration tells.
func fieldWords(s source) []string {
	if s.test || under(s.pkg, "cmd/stroom/demo") {
		return nil
	}
	var found []string
	var scan scanner.Scanner
	set := token.NewFileSet()
	scan.Init(set.AddFile(s.name, -1, len(s.text)), s.text, nil, scanner.ScanComments)
	for {
		pos, tok, text := scan.Scan()
		switch tok {
		case token.EOF:
			return found
		case token.COMMENT, token.STRING, token.IDENT:
			if strings.HasPrefix(text, "//go:embed ") {
				continue // it names folders of data
			}
			text = figures.ReplaceAllString(split(text), "")
			for _, word := range words.FindAllString(text, -1) {
				found = append(found, fmt.Sprintf("line %d says %q", set.Position(pos).Line, word))
			}
		}
	}
}

// split parts a name in camel case into words.
func split(name string) string {
	return regexp.MustCompile(`([a-z])([A-Z])`).ReplaceAllString(name, "$1 $2")
}

// stateAssignments looks for assignments through a State outside apply.go. Copies that a function makes for itself in a
// variable of its own are found by the engine's property tests instead.
func stateAssignments(s source) []string {
	if s.test || s.pkg != "workflows/engine" || s.name == "workflows/engine/apply.go" {
		return nil
	}
	var found []string
	for _, d := range s.file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok || f.Body == nil {
			continue
		}
		states := stateParams(f)
		ast.Inspect(f.Body, func(n ast.Node) bool {
			assign, ok := n.(*ast.AssignStmt)
			if !ok {
				return true
			}
			for _, left := range assign.Lhs {
				if base, field := selected(left); states[base] {
					found = append(found, fmt.Sprintf("%s assigns %s.%s", f.Name.Name, base, field))
				}
			}
			return true
		})
	}
	return found
}

// stateParams are the parameters of a function that are a State.
func stateParams(f *ast.FuncDecl) map[string]bool {
	states := map[string]bool{}
	fields := f.Type.Params.List
	if f.Recv != nil {
		fields = append(slices.Clone(f.Recv.List), fields...)
	}
	for _, field := range fields {
		kind := field.Type
		if star, ok := kind.(*ast.StarExpr); ok {
			kind = star.X
		}
		if name, ok := kind.(*ast.Ident); ok && name.Name == "State" {
			for _, n := range field.Names {
				states[n.Name] = true
			}
		}
	}
	return states
}

// selected returns the variable and the first field of st.Field, st.Field[i].Other and the like.
func selected(e ast.Expr) (base, field string) {
	for {
		switch x := e.(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			if name, ok := x.X.(*ast.Ident); ok {
				return name.Name, x.Sel.Name
			}
			e = x.X
		default:
			return "", ""
		}
	}
}

// The owner fixed what stands at the top.
func TestTopLevel(t *testing.T) {
	t.Parallel()
	allowed := []string{"cmd", "workflows", "activities", "rules", "server", "definitions", "go.mod", "go.sum", "docker-compose.yml", "README.md"}
	for _, name := range tracked(t) {
		top, _, _ := strings.Cut(name, "/")
		if !strings.HasPrefix(top, ".") && !slices.Contains(allowed, top) {
			t.Errorf("%s stands at the top level, where only %s may", name, strings.Join(allowed, ", "))
		}
	}
}

// machines are words that only one machine or one network knows.
var machines = regexp.MustCompile(`(?i)(/` + `home/\w|/` + `root/|/` + `work/|/` + `tmp/\w|/` + `Users/\w|proxy\.` + `golang\.org|sum\.` + `golang\.org|registry\.` + `npmjs|docker\.` + `io/|gh` + `cr\.io|gc` + `r\.io|quay\.` + `io)`)

func TestNothingNamesAMachine(t *testing.T) {
	t.Parallel()
	for _, name := range tracked(t) {
		if name == "go.sum" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // taken away, and that is not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if m := machines.FindString(line); m != "" {
				t.Errorf("%s:%d names %s", name, i+1, m)
			}
		}
	}
}

func TestEveryPackageHasADoc(t *testing.T) {
	t.Parallel()
	packages := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			packages[s.pkg] = packages[s.pkg] || path.Base(s.name) == "doc.go" && s.file.Doc != nil
		}
	}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		if !packages[pkg] {
			t.Errorf("%s has no doc.go that says what it is", pkg)
		}
	}
}

// tracked lists the files that git keeps.
func tracked(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("git", "-C", root, "ls-files", "-z").Output()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("list the files of the repository:", err)
		}
		t.Skip("this is no git repository:", err)
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == 0 })
}
