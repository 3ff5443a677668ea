package stroomschema_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// analysed is a definition with the texts that it is made of.
func analysed(t *testing.T, file string) (*stroomschema.Analysis, map[string][]byte) {
	t.Helper()
	texts := map[string][]byte{}
	read := func(name string) ([]byte, error) {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(file), name))
		texts[name] = text
		return text, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	texts[filepath.Base(file)] = text
	return stroomschema.Analyse(filepath.Base(file), text, stroomschema.Options{Parts: read}), texts
}

// written returns the letters at a place.
func written(texts map[string][]byte, at diag.Range) string {
	lines := strings.Split(string(texts[at.File]), "\n")
	if at.Start.Line != at.End.Line || at.Start.Line > len(lines) {
		return "?"
	}
	line := []rune(lines[at.Start.Line-1])
	return string(line[at.Start.Column-1 : at.End.Column-1])
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		t.Fatal("no files", pattern, err)
	}
	return list
}

// Every place of an index holds the very name of what it leads to, whatever the style in which it is written.
func TestMentionsAreTheNames(t *testing.T) {
	t.Parallel()
	mentions := 0
	for _, file := range append(files(t, "testdata/*/*.yaml"), filepath.Join("..", "trajectindicatie", "v1.yaml")) {
		a, texts := analysed(t, file)
		for _, m := range a.Index.Mentions {
			mentions++
			s := a.Index.Symbols[m.Symbol]
			if got := written(texts, m.Place); got != s.Name {
				t.Errorf("%s: %s is said to name the %s %s, and is %q", file, m.Place, s.Kind, s.Name, got)
			}
			if m.Declares != (m.Place == s.Place) && s.Kind != stroomschema.SymbolCode {
				t.Errorf("%s: %s: declares is %v", file, m.Place, m.Declares)
			}
		}
	}
	if mentions < 4000 {
		t.Errorf("only %d names were found", mentions)
	}
}

// Analyse says what Compile says of every file, and makes the same definition.
func TestAnalyseFindsWhatCompileFinds(t *testing.T) {
	t.Parallel()
	for _, file := range files(t, "testdata/check/*.yaml") {
		if strings.Contains(file, "-scenario") {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		parts := func(name string) ([]byte, error) { return nil, errors.New("there is no such file") }
		def, found := stroomschema.Compile("file.yaml", text, stroomschema.Options{Parts: parts})
		a := stroomschema.Analyse("file.yaml", text, stroomschema.Options{Parts: parts})
		if fmt.Sprint(a.Found) != fmt.Sprint(found) {
			t.Errorf("%s: got\n%v\nwant\n%v", file, a.Found, found)
		}
		if a.Compiled != (def != nil) || def != nil && a.Definition.Hash != def.Hash {
			t.Errorf("%s: compiled is %v", file, a.Compiled)
		}
	}
}

const indexed = `stroomschema: loan
version: 1
title: {nl: "Uitlenen", en: "Lending"}
zone: Europe/Amsterdam
calendar: nl@1
keys:
  shelf: {nl: "plank", en: "shelf", values: {top: {nl: "boven", en: "top"}, low: {nl: "onder", en: "low"}}}
roles:
  desk: {nl: "balie", en: "desk"}
sees:
  desk: {while: always, facts: [book, "held[own]"]}
types:
  Book: {record: {kind: Kind, until: optional date}}
  Kind: {one of: [novel, atlas]}
facts:
  book: {type: optional Book}
  held: {type: bool, per: shelf, at_start: false}
rules:
  "heavy": {given: {"what": Book}, if: "what.kind == Kind.atlas"}
  free:
    given: {shelf: shelf}
    if: >-
      every.shelf.all(s, !held[s])
      && !lending[shelf].open
    refusal: {code: TAKEN, nl: "Het boek ({book.kind | een boek}) is weg.", en: "Gone."}
flows:
  main:
    title: {nl: "Boek", en: "Book"}
    begin: {by: desk, ask: {what: Book}, do: [{set: {book: "ask.what"}}]}
    start: idle
    outcomes: {done: {nl: "klaar", en: "done"}}
    steps:
      idle:
        who: desk
        what: {nl: "Kies.", en: "Choose."}
        goal: {nl: "Doel.", en: "Goal."}
        term: none
        decide:
          stop: {while: "has(book) && heavy(book)", go: end done}
  lending:
    title: {nl: "Lenen", en: "Lending"}
    per: shelf
    begin: {by: desk, what: {nl: "Leen.", en: "Lend."}, if: [free], do: [{set: {"held[shelf]": "true"}}]}
    start: away
    again: {refusal: {code: TAKEN, nl: "Weg.", en: "Gone."}}
    outcomes: {back: {nl: "terug", en: "back"}}
    steps:
      away: {when: [{if: "main.step == main.idle && recorded.held[shelf] == recorded.held[shelf]", go: end back}]}
`

// The whole index of a small definition: each line is a symbol with the places where it is named.
func TestIndex(t *testing.T) {
	t.Parallel()
	a := stroomschema.Analyse("loan.yaml", []byte(indexed), stroomschema.Options{})
	var lines []string
	for i, s := range a.Index.Symbols {
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Kind, strings.Trim(s.In+"."+s.Name, "."), strings.TrimPrefix(s.Type.String(), "any"))) + ":"
		for _, m := range a.Index.Mentions {
			if m.Symbol == i {
				line += fmt.Sprintf(" %d:%d", m.Place.Start.Line, m.Place.Start.Column)
			}
		}
		lines = append(lines, line)
	}
	for _, f := range a.Index.Fills {
		from := "-"
		if f.From >= 0 {
			from = a.Index.Symbols[f.From].Name
		}
		lines = append(lines, fmt.Sprintf("%d:%d fills %s from %s", f.Place.Start.Line, f.Place.Start.Column, a.Index.Symbols[f.Input].Name, from))
	}
	want := `key shelf shelf: 7:3 17:27 21:20 23:13 42:10 43:87 48:67 48:91
key value shelf.top shelf: 7:46
key value shelf.low shelf: 7:77
role desk: 9:3 11:3 29:17 34:14 43:17
type Book Book: 13:3 16:25 19:29 29:35
field type Book.kind Kind: 13:19 19:46 25:49
field type Book.until optional date: 13:31
type Kind Kind: 13:25 14:3 19:54
value Kind.novel Kind: 14:19
value Kind.atlas Kind: 14:26 19:59
fact book optional Book: 11:33 16:3 25:44 29:54 39:30 39:45
fact held bool: 11:40 17:3 23:27 43:82 48:62 48:86
rule heavy bool: 19:4 39:39
field rule heavy.what Book: 19:22 19:41
rule free bool: 20:3 43:62
field rule free.shelf shelf: 21:13 24:19
element s shelf: 23:23 23:32
refusal code TAKEN: 25:21 45:29
flow main: 27:3 48:27 48:40
decision main.begin: 29:5
field begin of flow main.what Book: 29:29 29:65
outcome main.done: 31:16 39:61
step main.idle: 30:12 33:7 48:45
decision main.idle.stop: 39:11
flow lending: 24:11 40:3
decision lending.begin: 43:5
decision lending.again: 45:5
outcome lending.back: 46:16 48:108
step lending.away: 44:12 48:7
43:62 fills shelf from shelf`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Every name in a scenario leads to its declaration in the definition, or in the scenario.
func TestScenarioMentionsAreTheNames(t *testing.T) {
	t.Parallel()
	folder := filepath.Join("..", "trajectindicatie")
	a, texts := analysed(t, filepath.Join(folder, "v1.yaml"))
	mentions := 0
	for _, file := range files(t, filepath.Join(folder, "scenarios", "*.yaml")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		texts[file] = text
		s := stroomschema.AnalyseScenario(file, text, a)
		for _, m := range s.Index.Mentions {
			mentions++
			symbol := s.Index.Symbols[m.Symbol]
			if got := written(texts, m.Place); got != symbol.Name {
				t.Errorf("%s is said to name the %s %s, and is %q", m.Place, symbol.Kind, symbol.Name, got)
			}
		}
	}
	if mentions < 4000 {
		t.Errorf("only %d names were found", mentions)
	}
}
