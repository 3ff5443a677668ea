package stroomschema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/rules"
)

const whole = "testdata/whole"

// compileWhole compiles the definition that uses every construct of the language.
func compileWhole(t *testing.T, parameters map[string]string) *stroomschema.Definition {
	t.Helper()
	text := readFile(t, filepath.Join(whole, "v3.yaml"))
	def, found := stroomschema.Compile("v3.yaml", text, stroomschema.Options{
		Parts:      func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(whole, name)) },
		Parameters: parameters,
	})
	if len(found) > 0 {
		t.Fatalf("\n%s", diag.Text(found, map[string][]byte{"v3.yaml": text}))
	}
	return def
}

// TestModel compares the whole compiled model of a definition that uses every construct with the golden file.
func TestModel(t *testing.T) {
	t.Parallel()
	var d dumper
	def := compileWhole(t, nil)
	d.value("definition", reflect.ValueOf(*def), 0)
	golden := filepath.Join(whole, "model.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(d.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, want := strings.Split(d.String(), "\n"), strings.Split(string(readFile(t, golden)), "\n")
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("line %d:\ngot  %s\nwant %s", i+1, strings.Join(got[min(i, len(got)):min(i+3, len(got))], "\n     "), strings.Join(want[min(i, len(want)):min(i+3, len(want))], "\n     "))
		}
	}
}

// TestEveryPartHasAPlace walks the compiled model: everything with a range has one within the files, and every expression
// that is written in the file knows where.
func TestEveryPartHasAPlace(t *testing.T) {
	t.Parallel()
	def := compileWhole(t, nil)
	seen := map[any]bool{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || seen[v.Interface()] {
				return
			}
			seen[v.Interface()] = true
			if x, ok := v.Interface().(*rules.Expr); ok {
				place, ok := def.Place(x)
				if !ok && !inputByName(x) {
					t.Errorf("%s: nobody knows where %q stands", path, x.Source())
				}
				if ok && (place.Start.Line < 1 || place.File == "") {
					t.Errorf("%s: %q stands at %v", path, x.Source(), place)
				}
				return
			}
			walk(path, v.Elem())
		case reflect.Struct:
			if r, ok := v.Interface().(diag.Range); ok {
				if r.Start.Line < 1 || r.End.Compare(r.Start) < 0 || r.File != "v3.yaml" {
					t.Errorf("%s stands at %+v", path, r)
				}
				return
			}
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() && v.Type().PkgPath() == reflect.TypeOf(*def).PkgPath() {
					walk(path+"."+v.Type().Field(i).Name, v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(path+"["+key.String()+"]", v.MapIndex(key))
			}
		}
	}
	walk("definition", reflect.ValueOf(def))
}

// inputByName reports whether an expression is no more than a variable: what an input is filled with by name.
func inputByName(x *rules.Expr) bool { return slices.Equal(x.Reads(), []string{x.Source()}) }

// TestSourceIsWhole compiles Definition.Source without the parts that were joined into it.
func TestSourceIsWhole(t *testing.T) {
	t.Parallel()
	def := compileWhole(t, nil)
	again, found := stroomschema.Compile("v3.yaml", def.Source, stroomschema.Options{})
	if len(found) > 0 {
		t.Fatalf("\n%s", diag.Text(found, map[string][]byte{"v3.yaml": def.Source}))
	}
	if again.Hash != def.Hash || string(again.Source) != string(def.Source) {
		t.Error("the source does not give itself")
	}
	var a, b dumper
	a.value("definition", reflect.ValueOf(*def), 0)
	b.value("definition", reflect.ValueOf(*again), 0)
	if a.String() != b.String() {
		t.Error("the source gives another definition")
	}
}

// TestParameters publishes one text with another value: another hash, the same text.
func TestParameters(t *testing.T) {
	t.Parallel()
	def := compileWhole(t, nil)
	other := compileWhole(t, map[string]string{"days_late": "14"})
	if got := other.Parameter("days_late").Value.String(); got != "14" {
		t.Errorf("the value is %s", got)
	}
	if def.Hash == other.Hash || string(def.Source) != string(other.Source) {
		t.Error("the hash must tell the two apart, and the text must not")
	}
	text := readFile(t, filepath.Join(checks, "loan.yaml"))
	_, found := stroomschema.Compile("loan.yaml", text, stroomschema.Options{Parameters: map[string]string{"days": "1"}})
	want := "loan.yaml:1:1: error SS201: a value is set for parameter \"days\", which does not exist\n" +
		"  |\n1 | stroomschema: loan\n  | ^^^^^^^^^^^^\n  = none is declared\n"
	if got := diag.Text(found, map[string][]byte{"loan.yaml": text}); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestLookup finds things by the names under which others address them.
func TestLookup(t *testing.T) {
	t.Parallel()
	def := compileWhole(t, nil)
	for _, id := range []string{"main.begin", "main.note", "main.out.bring_back", "search.again", "repair.mend.tidy"} {
		if d := def.Decision(id); d == nil || d.ID() != id {
			t.Errorf("%s is not found by its id", id)
		}
	}
	for _, id := range []string{"", "main", "main.", "main.out", "main.out.nothing", "nothing.begin", "repair.begin", "main.out.bring_back.x"} {
		if d := def.Decision(id); d != nil {
			t.Errorf("%q finds %s", id, d.ID())
		}
	}
	earlier := compileWhole(t, nil)
	if linked := stroomschema.Linked(def, earlier); linked.Earlier != earlier || def.Earlier != nil || linked.Flow("search") != def.Flow("search") {
		t.Error("Linked changes more, or less, than Earlier")
	}
	for _, c := range []struct{ got, want stroomschema.Text }{
		{def.Label("copy"), stroomschema.Text{NL: "exemplaar", EN: "copy"}},
		{def.Label("no_such_word"), stroomschema.Text{NL: "no such word", EN: "no such word"}},
		{def.ValueLabel("Place", "hall"), stroomschema.Text{NL: "zaal", EN: "hall"}},
		{def.ValueLabel("State", "worn"), stroomschema.Text{NL: "versleten", EN: "worn"}},
		{def.ValueLabel("shelf", "low"), stroomschema.Text{NL: "onder", EN: "low"}},
		{def.ValueLabel("Role", "desk"), stroomschema.Text{NL: "balie", EN: "desk"}},
	} {
		if c.got != c.want {
			t.Errorf("got %v, want %v", c.got, c.want)
		}
	}
}

// dumper writes a model as text: one line for each value that is set, references by name.
type dumper struct {
	strings.Builder
	brief bool // nothing of a definition is written out
}

func (d *dumper) line(depth int, format string, args ...any) {
	fmt.Fprintf(d, "%s%s\n", strings.Repeat("  ", depth), fmt.Sprintf(format, args...))
}

// value writes a field and what is below it. The zero value says nothing.
func (d *dumper) value(name string, v reflect.Value, depth int) {
	if v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 || v.Kind() == reflect.Map && v.Len() == 0 {
		return
	}
	if text, ok := d.short(v, depth); ok {
		d.line(depth, "%s: %s", name, text)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		d.value(name, v.Elem(), depth)
	case reflect.Struct:
		d.line(depth, "%s:", name)
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !left(v.Type().Name(), field.Name) {
				d.value(field.Name, v.Field(i), depth+1)
			}
		}
	case reflect.Slice:
		d.line(depth, "%s:", name)
		for i := range v.Len() {
			d.value(fmt.Sprint(i), v.Index(i), depth+1)
		}
	case reflect.Map:
		d.line(depth, "%s:", name)
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, key := range keys {
			d.value(key.String(), v.MapIndex(key), depth+1)
		}
	default:
		d.line(depth, "%s: %v", name, v.Interface())
	}
}

// left tells which fields are left out: what is no part of the model's meaning, and what a thing is part of itself.
func left(owner, field string) bool {
	switch field {
	case "Range", "Hash", "Source", "Env", "Calendar", "Zone", "Index", "Reads", "Words":
		return true
	case "Flow":
		return owner == "Step" || owner == "Decision" || owner == "Trigger"
	case "Step":
		return owner == "Decision" || owner == "Trigger"
	}
	return false
}

// short writes what stands on one line: expressions, types, texts, and things that have their own place elsewhere.
func (d *dumper) short(v reflect.Value, depth int) (string, bool) {
	switch x := v.Interface().(type) {
	case *rules.Expr:
		return x.Source(), true
	case rules.Type:
		return x.String(), true
	case rules.Value:
		return x.String(), true
	case time.Time:
		return x.Format(time.RFC3339), true
	case *int:
		return fmt.Sprint(*x), true
	case *stroomschema.Measure:
		if d.brief {
			return x.Name, true
		}
	case *stroomschema.Persona:
		if depth > 2 {
			return x.Name, true
		}
	case stroomschema.Text:
		return x.NL + " / " + x.EN, true
	case diag.Range:
		return "", true
	case *stroomschema.Flow, *stroomschema.Step, *stroomschema.Role, *stroomschema.Fact, *stroomschema.Key, *stroomschema.Notice,
		*stroomschema.Rule, *stroomschema.Message, *stroomschema.Service, *stroomschema.Count, *stroomschema.Parameter, *stroomschema.Term,
		*stroomschema.Decision:
		// Written out in its own list: definition > Flows > 0 (> Steps > 0) (> Decide > 0). A term is written out where its
		// ladder is: at its use.
		owned := map[string]int{"Flow": 2, "Step": 4, "Role": 2, "Fact": 2, "Key": 2, "Notice": 2, "Rule": 2, "Message": 2, "Service": 2, "Count": 2, "Parameter": 2, "Term": 2}
		kind := v.Elem().Type().Name()
		if at, ok := owned[kind]; ok && (depth != at || d.brief) {
			return v.Elem().FieldByName("Name").String(), true
		}
		if one, ok := x.(*stroomschema.Decision); ok && (d.brief || depth != 3 && depth != 4 && depth != 6) {
			return one.ID(), true
		}
	}
	return "", false
}

// TestScenario compares the whole of a scenario that says everything with the golden file.
func TestScenario(t *testing.T) {
	t.Parallel()
	text := readFile(t, filepath.Join(whole, "scenario.yaml"))
	definition, parameters := stroomschema.ScenarioParameters("scenario.yaml", text)
	if definition != "library@3" || len(parameters) != 1 || parameters["days_late"] != "14" {
		t.Errorf("it asks for %s with %v", definition, parameters)
	}
	scenario, found := stroomschema.ParseScenario("scenario.yaml", text, compileWhole(t, parameters))
	if len(found) > 0 {
		t.Fatalf("\n%s", diag.Text(found, map[string][]byte{"scenario.yaml": text}))
	}
	d := dumper{brief: true}
	d.value("scenario", reflect.ValueOf(*scenario), 0)
	golden := filepath.Join(whole, "scenario.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(d.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(readFile(t, golden)); d.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", d.String(), want)
	}
}
