package schema_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"stroom/definitions/schema"
	"stroom/definitions/stroomschema"
	"stroom/server/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// unfinished is a definition while it is being written. Where ^ stands, the editor is asked what can follow; ~ marks a word
// that is asked about.
const unfinished = `stroomschema: party
version: 1
^
ro~les:
  town: {nl: "gemeente", en: "town", par~ty: once}
  other:
    ^
flows:
  main:
    title: {nl: "a", en: "b"}
    start: x
    steps:
      x:
        w~ho: town
        waht: {nl: "a", en: "b"}
        term: none
        decide:
          go_on:
            do:
              - tell: town
                ^
            go: stay
        ^
      y:
        ^
      z:
        call: other
        who: town
terms:
  t: {length: 10 workdays, law: ^}
`

// editing is what the editor is given, and what it answers.
type (
	editing struct {
		Schemas map[string]editorSchema `json:"schemas"`
		Files   []editorFile            `json:"files"`
	}
	editorSchema struct {
		Text  string   `json:"text"`
		Match []string `json:"match"`
	}
	editorFile struct {
		Name string      `json:"name"`
		Text string      `json:"text"`
		Asks []editorAsk `json:"asks"`
	}
	editorAsk struct {
		Kind      string `json:"kind"`
		Line      int    `json:"line"`
		Character int    `json:"character"`
	}
	edited struct {
		Name        string
		Diagnostics []struct {
			Line, Character int
			Message         string
		}
		Answers [][]string
	}
)

// marked takes the marks out of a text and makes questions of them.
func marked(name, text string) editorFile {
	file := editorFile{Name: name, Asks: []editorAsk{}}
	lines := strings.Split(text, "\n")
	for i := range lines {
		for _, mark := range []struct{ sign, kind string }{{"^", "completion"}, {"~", "hover"}} {
			if at := strings.Index(lines[i], mark.sign); at >= 0 {
				file.Asks = append(file.Asks, editorAsk{mark.kind, i, at})
				lines[i] = lines[i][:at] + lines[i][at+1:]
			}
		}
	}
	file.Text = strings.Join(lines, "\n")
	return file
}

// TestEditor drives the language server that most editors use for YAML: it has nothing against right files, underlines what is
// wrong in one that is being written, offers what can follow, and explains words in both languages.
func TestEditor(t *testing.T) {
	t.Parallel()
	work := editing{Schemas: map[string]editorSchema{
		"stroom.schema.json":   {string(schema.Of(stroomschema.DefinitionShape(), schema.Both)), []string{"*/v*.yaml", "!*/v*.words.yaml"}},
		"words.schema.json":    {string(schema.Of(stroomschema.PartShape(), schema.Both)), []string{"*/v*.words.yaml"}},
		"scenario.schema.json": {string(schema.Of(stroomschema.ScenarioShape(), schema.Both)), []string{"*/scenarios/*.yaml"}},
	}}
	work.Files = append(work.Files, marked("party/v1.yaml", unfinished))
	for _, file := range files(t, "../*/v1.yaml", "../*/v1.words.yaml", "../*/scenarios/0[1-3]*.yaml") {
		work.Files = append(work.Files, firstKeyOnTop(strings.TrimPrefix(file, "../"), string(read(t, file))))
	}
	input, err := json.Marshal(work)
	if err != nil {
		t.Fatal(err)
	}
	program := string(read(t, "testdata/editor.mjs"))
	var answers []edited
	if err := json.Unmarshal(browsertest.Install(t, browsertest.SetEditor).Node(t, program, input), &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(work.Files) || len(answers) < 6 {
		t.Fatalf("%d answers about %d files", len(answers), len(work.Files))
	}
	for _, a := range answers[1:] {
		for _, d := range a.Diagnostics {
			t.Errorf("%s:%d: the editor finds fault with a right file: %s", a.Name, d.Line+1, d.Message)
		}
	}
	got := told(answers[0], work.Files[0])
	const golden = "testdata/editor.golden"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, golden); !bytes.Equal(got, want) {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// firstKeyOnTop leaves out the comment above a file: the program asks about the first line.
func firstKeyOnTop(name, text string) editorFile {
	for strings.HasPrefix(text, "#") {
		_, text, _ = strings.Cut(text, "\n")
	}
	return editorFile{Name: name, Text: text, Asks: []editorAsk{}}
}

// told writes what the editor says of a file, for people.
func told(e edited, file editorFile) []byte {
	var b bytes.Buffer
	lines := strings.Split(file.Text, "\n")
	var faults []string
	for _, d := range e.Diagnostics {
		faults = append(faults, fmt.Sprintf("%3d:%d: %s", d.Line+1, d.Character+1, strings.ReplaceAll(d.Message, "\n", " ")))
	}
	slices.Sort(faults)
	fmt.Fprintf(&b, "wrong:\n%s\n", strings.Join(faults, "\n"))
	for i, ask := range file.Asks {
		fmt.Fprintf(&b, "\n%s in line %d, %q:\n", ask.Kind, ask.Line+1, strings.TrimSpace(lines[ask.Line]))
		for _, line := range strings.Split(strings.Join(e.Answers[i], ", "), "\n") {
			if line != "" && !strings.HasPrefix(line, "Source: ") {
				fmt.Fprintf(&b, "  %s\n", line)
			}
		}
	}
	return b.Bytes()
}
