package stroomschema_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

const formats = "testdata/format"

// format formats a file, and holds every law of Format that can be seen from outside: formatting again changes nothing.
func format(t testing.TB, name string, text []byte) ([]byte, diag.List) {
	t.Helper()
	out, found, err := stroomschema.Format(name, text)
	if err != nil {
		t.Fatalf("%v, of:\n%s", err, text)
	}
	if (out == nil) != (len(found) > 0) {
		t.Fatalf("%s: there is a result: %v, and there are diagnostics: %v", name, out != nil, found)
	}
	if out == nil {
		return nil, found
	}
	again, found, err := stroomschema.Format(name, out)
	if err != nil || len(found) > 0 {
		t.Fatalf("%s: again: %v %v", name, err, found)
	}
	if !bytes.Equal(again, out) {
		t.Fatalf("%s: formatting again changes\n%s\nit was\n%s", name, differing(out, again), text)
	}
	return out, nil
}

// differing shows the first lines in which two texts differ, with some around them.
func differing(a, b []byte) string {
	before, after := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	at := 0
	for at < len(before) && at < len(after) && before[at] == after[at] {
		at++
	}
	show := func(lines []string) string {
		return strings.Join(lines[min(max(at-6, 0), len(lines)):min(at+4, len(lines))], "\n")
	}
	return show(before) + "\nto\n" + show(after)
}

// TestFormat compares the canonical form of files that are written in every odd way with their golden files.
func TestFormat(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(formats, "*.in"))
	if err != nil || len(files) < 5 {
		t.Fatal("files are missing", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text := readFile(t, file)
			got, found := format(t, "in.yaml", text)
			if len(found) > 0 {
				t.Fatal(diag.Text(found, map[string][]byte{"in.yaml": text}))
			}
			golden := strings.TrimSuffix(file, ".in") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if want := readFile(t, golden); !bytes.Equal(got, want) {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestFormatRefuses gives diagnostics where there is nothing to format.
func TestFormatRefuses(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]string{
		"":                                   stroomschema.CodeEmpty,
		"# nothing\n":                        stroomschema.CodeEmpty,
		"a: [1\nb: 2\n":                      stroomschema.CodeSyntax,
		"a:\n\tb: 1\n":                       stroomschema.CodeSyntax,
		"a: 1\na: 2\n":                       stroomschema.CodeDuplicate,
		"a: &x 1\nb: *x\n":                   stroomschema.CodeAnchor,
		"a: !x 1\n":                          stroomschema.CodeTag,
		"a: 1\n---\nb: 2\n":                  stroomschema.CodeDocuments,
		"{a: b}: c\n":                        stroomschema.CodeKey,
		"a: \xff\n":                          stroomschema.CodeEncoding,
		"? " + strings.Repeat("a", 2000):     stroomschema.CodeKey,
		"a: " + strings.Repeat("x", 300_000): stroomschema.CodeTooLarge,
		"a: {" + manyOf("k%d: {}, ", 12_500) + "}": stroomschema.CodeTooLarge,
	} {
		_, found := format(t, "in.yaml", []byte(text))
		if len(found) == 0 || found[0].Code != code {
			t.Errorf("%.40q: %v, want %s", text, found, code)
		}
	}
}

func manyOf(unit string, n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Replace(unit, "%d", strings.Repeat("z", 1+i%3)+string(rune('a'+i%26))+string(rune('a'+i/26%26))+string(rune('a'+i/676)), 1))
	}
	return b.String()
}

// corpus lists the YAML files of the definitions that can be read: every test file of the language and all that is shipped.
func corpus(t testing.TB) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(name, ".yaml") {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) < 200 {
		t.Fatal("files are missing", err)
	}
	return files
}

// TestFormatKeepsTheMeaning formats every file there is. What compiles compiles to the same model, what is wrong is as wrong
// as it was.
func TestFormatKeepsTheMeaning(t *testing.T) {
	t.Parallel()
	formatted := 0
	for _, file := range corpus(t) {
		text := readFile(t, file)
		out, found := format(t, file, text)
		if len(found) > 0 {
			continue
		}
		formatted++
		sameMeaning(t, file, text, out)
	}
	if formatted < 200 {
		t.Errorf("only %d files were formatted", formatted)
	}
}

// sameMeaning compares what the compiler makes of two texts. What Format removes before anything else is removed here too, for the compiler may refuse it.
func sameMeaning(t testing.TB, file string, before, after []byte) {
	t.Helper()
	before = bytes.ReplaceAll(bytes.TrimPrefix(before, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
	options := stroomschema.Options{Parts: func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(filepath.Dir(file), name)) }}
	a, foundBefore := stroomschema.Compile(file, before, options)
	b, foundAfter := stroomschema.Compile(file, after, options)
	if got, want := summaries(foundAfter), summaries(foundBefore); !slices.Equal(got, want) {
		t.Errorf("%s: what is found changes from\n%s\nto\n%s", file, strings.Join(want, "\n"), strings.Join(got, "\n"))
	}
	if (a == nil) != (b == nil) {
		t.Fatalf("%s: there was a definition: %v, and there is one: %v", file, a != nil, b != nil)
	}
	if a != nil && dump(*a) != dump(*b) {
		t.Errorf("%s: it means something else", file)
	}
}

func dump(def stroomschema.Definition) string {
	var d dumper
	d.value("definition", reflect.ValueOf(def), 0)
	return d.String()
}

// summaries lists what was found, without places, sorted.
func summaries(found diag.List) []string {
	list := make([]string, len(found))
	for i, d := range found {
		list[i] = d.Code + " " + d.Summary
	}
	slices.Sort(list)
	return list
}

// TestFormatHostile formats files that were made to be expensive.
func TestFormatHostile(t *testing.T) {
	files := hostile()
	files["comments"] = strings.Repeat("a:\n  - b # c\n  # d\n# e\n", 1) + strings.Repeat("# f\n\n", 5_000)
	files["deep comments"] = strings.Repeat("- ", 30) + "a\n" + strings.Repeat(strings.Repeat(" ", 60)+"# c\n", 3_000)
	files["nested brackets"] = manyOf("%d: "+strings.Repeat("{a: [", 14)+"b, c"+strings.Repeat("]}", 14)+"\n", 2_000)
	files["long list"] = "a: [" + manyOf("%d, ", 17_000) + "b]\n"
	for _, name := range sortedNames(files) {
		text := []byte(files[name])
		best := time.Hour
		for try := 0; try < 20 && best > mostFormatTime; try++ {
			start := processorTime()
			_, _, err := stroomschema.Format("hostile.yaml", text)
			best = min(best, processorTime()-start)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		t.Logf("%-20s %8v", name, best.Round(time.Millisecond))
		if best > mostFormatTime {
			t.Errorf("%s: takes %v", name, best)
		}
	}
}

// mostFormatTime is the processor time that a hostile file may take: it is read twice and written once.
const mostFormatTime = 400 * time.Millisecond

// FuzzFormat holds of any bytes: they are formatted or refused, and then formatting again changes nothing and the compiler
// makes the same of both. That values and comments stay is what Format holds itself to, by its error.
func FuzzFormat(f *testing.F) {
	for _, text := range []string{
		"a: {b: c} # d\n", "- - a\n  - b\n- {}\n", "? a\n# c\n: b\n", "a: |\n  b\n# c\n", "a: >+\n\n  b\n   c\n\n\nd: e\n", "a:\n- b\n# c\n\nd: 'e\n  f'\n",
		"{a: [b, # c\n  d], e: ~}\n", "a: \"\\x07\\u2028 \\\n  b\"\n", "%YAML 1.1\n---\na: b # c\n...\n", "a:\t b\t# c\r\n", "[a: b, ? c]\n", "a: b\n\n\n# c\n\n# d\n",
		"title:\n  en: x\n  # c\n  nl: y\nstroomschema: a\n", "rules: {a: {if: 'x && y', refusal: {en: b, nl: c, code: D}}}\n", "- # a\n  # b\n  - c: # d\n      # e\n      >- # f\n      g\n",
		"|\n 00\n", "> # a\n b\n\n c\n# d\n", "> #",
	} {
		f.Add([]byte(text))
	}
	for _, pattern := range []string{formats + "/*.in", whole + "/*.yaml", checks + "/loan.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			f.Add(readFile(f, file))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		out, found := format(t, "fuzz.yaml", text)
		if len(found) > 0 {
			return
		}
		sameMeaning(t, "fuzz.yaml", text, out)
	})
}
