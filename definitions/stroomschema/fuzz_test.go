package stroomschema_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// FuzzCompile holds what must be true of any bytes whatever: Compile returns, there is a definition or an error and never
// both, the diagnostics are sorted, their places lie within the file, and they can be shown.
func FuzzCompile(f *testing.F) {
	for _, pattern := range []string{"testdata/check/*.yaml", "testdata/whole/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			f.Add(readFile(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		def, found := stroomschema.Compile("fuzz.yaml", text, stroomschema.Options{})
		if (def == nil) != found.HasErrors() {
			t.Errorf("there is a definition: %v, and errors: %v", def != nil, found.HasErrors())
		}
		checkPlaces(t, text, found)
		scenarioOf(t, text)
	})
}

func checkPlaces(t *testing.T, text []byte, found diag.List) {
	t.Helper()
	lines := strings.Count(string(text), "\n") + 1
	for i, d := range found {
		if i > 0 && d.Subject.Start.Compare(found[i-1].Subject.Start) < 0 {
			t.Errorf("not sorted: %v", d)
		}
		if d.Subject.Start.Line < 1 || d.Subject.Start.Line > lines || d.Subject.Start.Column < 1 || d.Subject.End.Compare(d.Subject.Start) < 0 {
			t.Errorf("outside the file: %+v", d)
		}
		if _, ok := stroomschema.Explain(d.Code); !ok {
			t.Errorf("no such code: %+v", d)
		}
	}
	diag.Text(found, map[string][]byte{"fuzz.yaml": text})
}

var loan = func() *stroomschema.Definition {
	text, err := os.ReadFile("testdata/check/loan.yaml")
	if err != nil {
		panic(err)
	}
	def, found := stroomschema.Compile("loan.yaml", text, stroomschema.Options{})
	if def == nil {
		panic(diag.Text(found, nil))
	}
	return def
}()

func scenarioOf(t *testing.T, text []byte) {
	t.Helper()
	scenario, found := stroomschema.ParseScenario("fuzz.yaml", text, loan)
	if (scenario == nil) != found.HasErrors() {
		t.Errorf("there is a scenario: %v, and errors: %v", scenario != nil, found.HasErrors())
	}
	checkPlaces(t, text, found)
}

// hostile are files made to be expensive, each as large as a file may be.
func hostile() map[string]string {
	fill := func(unit string) string { return strings.Repeat(unit, stroomschema.MaxSource/len(unit)) }
	base := string(mustRead("testdata/check/loan.yaml"))
	deep := func(open, end string, n int) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }
	files := map[string]string{
		"brackets": fill("["), "braces": fill("{"), "dashes": fill("- "), "questions": fill("? "), "keys": fill("{a: "),
		"elements": "[" + fill("a,"), "pairs": "{" + fill("a: b, "), "short lines": fill("- #\n"), "long text": "a: " + fill("x"),
		"blank": fill(" "), "folded": "a: >\n" + fill("  x\n\n"), "quotes": fill(`"\"`), "anchors": fill("&a "), "tags": fill("!a "),
		"carriage returns": fill("\r"), "nul": fill("\x00"), "not UTF-8": fill("\xff"),
		"rows on one line": "words: {" + manyOf("%d: {nl: a, en: b}, ", 9_000) + "}",
		"names": func() string {
			var b strings.Builder
			b.WriteString(base + "counts:\n")
			for i := 0; b.Len() < stroomschema.MaxSource-40; i++ {
				b.WriteString("  count_" + strings.Repeat("a", 1+i%30) + "_" + string(rune('a'+i%26)) + ": {}\n")
			}
			return b.String()
		}(),
		"large expressions": func() string {
			var b strings.Builder
			head, tail, _ := strings.Cut(base, "rules:\n")
			b.WriteString(head + "rules:\n")
			for i := 0; b.Len() < stroomschema.MaxSource-len(tail)-2200; i++ {
				b.WriteString("  r" + strings.Repeat("a", i%26) + strings.Repeat("b", i/26) + ": {if: '" + strings.Repeat("has(book) || ", 150) + "has(book)'}\n")
			}
			return b.String() + tail
		}(),
		"nested expression": strings.Replace(base, "if: has(book)\n", "if: '"+deep("(", ")", 900)+"'\n", 1),
		"nested not":        strings.Replace(base, "if: has(book)\n", "if: '"+strings.Repeat("!(", 900)+"'\n", 1),
		"doubling rules": func() string {
			var b strings.Builder
			head, tail, _ := strings.Cut(base, "rules:\n")
			b.WriteString(head + "rules:\n  r0: {if: has(book)}\n")
			for i := 1; i < 60; i++ {
				from, to := string(rune('0'+(i-1)%10))+strings.Repeat("x", (i-1)/10), string(rune('0'+i%10))+strings.Repeat("x", i/10)
				b.WriteString("  r" + to + ": {if: r" + from + "() && r" + from + "()}\n")
			}
			return b.String() + tail
		}(),
		"doubling records": func() string {
			var b strings.Builder
			head, tail, _ := strings.Cut(base, "facts:\n")
			b.WriteString(head + "types:\n  R0: {record: {a: text}}\n")
			for i := 1; i < 60; i++ {
				from, to := string(rune('0'+(i-1)%10))+strings.Repeat("x", (i-1)/10), string(rune('0'+i%10))+strings.Repeat("x", i/10)
				b.WriteString("  R" + to + ": {record: {a: R" + from + ", b: R" + from + "}}\n")
			}
			return b.String() + "facts:\n  big: {type: optional R9xxxxx}\n" + tail
		}(),
		"many ways": func() string {
			var b strings.Builder
			head, tail, _ := strings.Cut(base, "      out:\n")
			b.WriteString(head)
			for i := range 450 {
				name := string(rune('a'+i%26)) + strings.Repeat("z", 1+i/26)
				b.WriteString("      s" + name + ": {go: [{if: has(book), go: out}, {otherwise: yes, go: asked}]}\n")
			}
			b.WriteString("      out:\n" + tail + "    when:\n")
			for b.Len() < stroomschema.MaxSource-100 {
				b.WriteString("      - {if: has(book), go: out}\n")
			}
			return b.String()
		}(),
	}
	for name, text := range files {
		files[name] = text[:min(len(text), stroomschema.MaxSource)]
	}
	return files
}

func mustRead(name string) []byte {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return text
}

// The limits that a hostile file must stay under. The test machine may be busy with other things, so the best of some
// tries counts, and the clock is the processor's.
const (
	mostTime   = 100 * time.Millisecond
	mostMemory = 64 << 20
)

// TestHostile holds every hostile file to a diagnostic, 100 ms and 64 MiB.
func TestHostile(t *testing.T) {
	files := hostile()
	for _, name := range sortedNames(files) {
		text := []byte(files[name])
		best, memory := time.Hour, uint64(0)
		var found diag.List
		for range 60 {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := processorTime()
			_, found = stroomschema.Compile("hostile.yaml", text, stroomschema.Options{})
			best = min(best, processorTime()-start)
			runtime.ReadMemStats(&after)
			if memory = after.TotalAlloc - before.TotalAlloc; best <= mostTime {
				break
			}
		}
		t.Logf("%-20s %8v %3d MiB", name, best.Round(time.Millisecond), memory>>20)
		if len(found) == 0 {
			t.Errorf("%s: nothing is found", name)
		}
		if best > mostTime {
			t.Errorf("%s: takes %v", name, best)
		}
		if memory > mostMemory {
			t.Errorf("%s: takes %d MiB", name, memory>>20)
		}
	}
}
