package lsp

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// folder reads all files of a client's folder, those that are open as the editor shows them.
func (c *client) folder(names ...string) map[string]string {
	texts := map[string]string{}
	for _, name := range names {
		texts[name] = c.text(name)
	}
	return texts
}

// renamed asks for a new name at a place, and makes the edits.
func (c *client) renamed(name string, at position, to string) (workspaceEdit, *rpcError) {
	c.t.Helper()
	m := c.request("textDocument/rename", map[string]any{"textDocument": textDocument{c.uri(name)}, "position": at, "newName": to})
	var e workspaceEdit
	if m.Error != nil {
		return e, m.Error
	}
	if err := json.Unmarshal(m.Result, &e); err != nil {
		c.t.Fatal(err)
	}
	c.apply(e)
	return e, nil
}

// otherName is a name of the same form that nothing has.
func otherName(name string) string {
	switch {
	case strings.ToUpper(name) == name:
		return "ZZ_OTHER"
	case name[0] >= 'A' && name[0] <= 'Z':
		return "Zother"
	}
	return "zz_other"
}

// Every name of a definition is given another one, and then its own again: nothing is wrong in between, in the definition
// and in its scenario, and in the end every letter is where it was.
func TestRenameEverything(t *testing.T) {
	t.Parallel()
	c := started(t)
	const main, words, scenario = "loan/v1.yaml", "loan/v1.words.yaml", "loan/scenarios/1-lend.yaml"
	for _, name := range []string{main, words, scenario} {
		c.open(name, c.text(name))
	}
	var tokens semanticTokens
	m := c.request("textDocument/semanticTokens/full", map[string]any{"textDocument": textDocument{c.uri(main)}})
	if err := json.Unmarshal(m.Result, &tokens); err != nil {
		t.Fatal(err)
	}
	renamed := 0
	var refused []string
	var at position
	for i := 0; i+4 < len(tokens.Data); i += 5 {
		if tokens.Data[i] > 0 {
			at.Character = 0
		}
		at.Line, at.Character = at.Line+tokens.Data[i], at.Character+tokens.Data[i+1]
		if tokens.Data[i+4] == 0 {
			continue
		}
		before := c.folder(main, scenario)
		labels := c.texts[words]
		start := c.offset(before[main], at)
		name := before[main][start : start+tokens.Data[i+2]]
		_, fault := c.renamed(main, at, otherName(name))
		if fault != nil {
			refused = append(refused, fault.Message)
			continue
		}
		renamed++
		for _, file := range []string{main, words, scenario} {
			for _, d := range c.problems(file) {
				if d.Severity == 1 {
					t.Errorf("%s as %s: %s", name, otherName(name), d.Message)
				}
			}
		}
		if _, fault := c.renamed(main, at, name); fault != nil {
			t.Fatalf("%s back: %s", name, fault.Message)
		}
		if after := c.folder(main, scenario); !maps.Equal(before, after) {
			t.Fatalf("%s, there and back: %s", name, firstDifference(after[main]+after[scenario], before[main]+before[scenario]))
		}
		if c.texts[words] != labels { // a label that others need too was copied, and stays
			c.edit(words, 0, len(c.texts[words]), labels)
		}
	}
	want := []string{
		`"due" wordt op naam gevuld door de taal zelf: v1.yaml:62.`, `"step" wordt op naam gevuld door de taal zelf: v1.yaml:62.`,
		"main is een woord van de taal.", "begin is een woord van de taal.", "begin is een woord van de taal.", "begin is een woord van de taal.",
		"again is een woord van de taal.",
	}
	if renamed != 58 || !slices.Equal(refused, want) {
		t.Errorf("%d names were changed, and not: %q", renamed, refused)
	}
}

// One of each kind in the largest definition, with all its scenarios.
func TestRenameInTheShippedDefinition(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "shipped"), os.DirFS(filepath.Join("..", "..", "..", "definitions", "trajectindicatie"))); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, root)
	c.request("initialize", map[string]any{"capabilities": map[string]any{}})
	const main = "shipped/v1.yaml"
	c.open(main, c.text(main))
	scenarios, err := filepath.Glob(filepath.Join(root, "shipped", "scenarios", "*.yaml"))
	if err != nil || len(scenarios) < 30 {
		t.Fatal(len(scenarios), err)
	}
	for _, test := range []struct{ mark, to string }{
		{"keys:\n  |component:", "part_of_it"}, {"  |probation: {nl:", "officer"}, {"  |Level:\n", "Weight"}, {"      |K2L: {security", "K_TWO"},
		{"  |step_change:", "move"}, {"      |confirm:\n", "settle"}, {"  |place:\n", "spot"},
	} {
		_, fault := c.renamed(main, c.position(c.texts[main], c.find(main, test.mark)), test.to)
		if fault != nil {
			t.Fatalf("%s: %s", test.mark, fault.Message)
		}
		if found := c.problems(main); len(found) > 0 {
			t.Fatalf("%s as %s: %+v", test.mark, test.to, found)
		}
	}
	for _, file := range scenarios {
		name := "shipped/scenarios/" + filepath.Base(file)
		c.open(name, c.text(name))
		if found := c.problems(name); len(found) > 0 {
			t.Errorf("%s: %+v", name, found)
		}
	}
}
