package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The README's table of settings is made from the binary's; -update writes it.
func TestReadmeTellsTheSettings(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("<!-- settings -->\n| setting | read by | | what it says |\n|---|---|---|---|\n")
	for _, s := range allSettings() {
		var readers []string
		for _, c := range commands() {
			if slices.Contains(c.settings, s) {
				readers = append(readers, c.name)
			}
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", s.env, strings.Join(readers, ", "), s.need(), s.about)
	}
	b.WriteString("<!-- /settings -->")
	text := readme(t)
	from, to := strings.Index(text, "<!-- settings -->"), strings.Index(text, "<!-- /settings -->")
	if from < 0 || to < from {
		t.Fatal("README.md has no place for the settings")
	}
	to += len("<!-- /settings -->")
	if *update {
		fresh := text[:from] + b.String() + text[to:]
		if err := os.WriteFile(filepath.Join(root, "README.md"), []byte(fresh), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text[from:to] != b.String() {
		t.Errorf("README.md tells other settings; go test ./cmd/stroom -run TestReadme -update writes\n%s", b.String())
	}
}

// No dependency without a line that says what it saves us, and no room without its place on the map.
func TestReadmeKnowsTheHouse(t *testing.T) {
	t.Parallel()
	text := readme(t)
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mod)) {
		name, rest, ok := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "require ")), " v")
		if ok && !strings.Contains(rest, "// indirect") && !strings.Contains(text, "`"+name+"`") {
			t.Errorf("README.md does not say what %s saves us", name)
		}
	}
	packages := map[string]bool{}
	for _, s := range sources(t) {
		packages[s.pkg] = true
	}
	for _, pkg := range slices.Sorted(maps.Keys(packages)) {
		if !strings.Contains(text, "\n"+pkg+"/ ") {
			t.Errorf("README.md has no place for %s on its map", pkg)
		}
	}
}
