package assist_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/assist"
	"stroom/definitions/diag"
)

// FuzzEverything asks every question about a place of a text that may be anything: a definition, a scenario of a definition
// that is right, or neither. Whatever the text, nothing panics, every place that comes back lies in its file, and what a new
// name or the canonical form writes is no worse than what was there.
func FuzzEverything(f *testing.F) {
	work := filepath.Join("..", "..", "cmd", "stroom", "lsp", "testdata", "work", "loan")
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(work, name))
		if err != nil {
			f.Fatal(err)
		}
		return string(text)
	}
	main, words, scenario := read("v1.yaml"), read("v1.words.yaml"), read(filepath.Join("scenarios", "1-lend.yaml"))
	for line := 1; line < strings.Count(main, "\n"); line += 9 {
		f.Add(main, true, line, 3+line%40)
	}
	for line := 1; line < 11; line += 3 {
		f.Add(scenario, false, line, 4*line)
	}
	for _, text := range []string{"", "stroomschema:", "scenario: x\nevents:\n  - {take: ", "flows: {main: [", "\xff", "a: &x 1\nb: *x\n", "types:\n  A: {one of: [\n"} {
		f.Add(text, true, 1, 1)
		f.Add(text, false, 2, 4)
	}
	f.Fuzz(func(t *testing.T, text string, definition bool, line, column int) {
		if len(text) > 20_000 {
			return // the limits have tests of their own
		}
		texts := map[string][]byte{"v1.yaml": []byte(main), "v1.words.yaml": []byte(words), "scenarios/1.yaml": []byte(text)}
		file := "scenarios/1.yaml"
		if definition {
			file = "v1.yaml"
			texts["v1.yaml"], texts["scenarios/1.yaml"] = []byte(text), []byte(scenario)
		}
		p := assist.Open("v1.yaml", texts, []string{"scenarios/1.yaml"}, nil)
		at := diag.Pos{Line: line, Column: column}
		inside := func(what string, r diag.Range) {
			t.Helper()
			lines := strings.Split(string(texts[r.File]), "\n")
			if r.Start.Line < 1 || r.Start.Line > len(lines) || r.Start.Column < 1 || r.Start.Column > len([]rune(lines[r.Start.Line-1]))+1 {
				t.Errorf("%s: %v lies outside of %q", what, r, r.File)
			}
		}
		for _, lang := range []assist.Lang{assist.NL, assist.EN} {
			for _, one := range p.Complete(file, texts[file], at, assist.Ask{Lang: lang, Snippets: lang == assist.NL}) {
				inside("completion "+one.Label, one.Replace)
			}
			if about, r := p.Hover(file, at, lang); about != "" {
				inside("hover", r)
			}
			p.Signature(file, texts[file], at, lang)
			p.Symbols(file, lang)
			p.Fixes(file, diag.Range{File: file, Start: at, End: at}, lang)
		}
		found, _ := p.Diagnostics(file)
		for _, d := range found {
			inside(d.Code, d.Subject)
		}
		for _, r := range append(p.Definition(file, at), p.References(file, at, true)...) {
			inside("reference", r)
		}
		for _, n := range p.Names(file) {
			inside("name", n.Place)
		}
		p.Highlights(file, at)
		p.Search("bk")
		if _, err := p.Format(file); err != nil {
			t.Error(err)
		}
		if edits, refusal := p.Rename(file, at, "zz_other"); refusal == nil {
			for _, e := range edits {
				inside("rename", e.Range)
			}
		}
	})
}
