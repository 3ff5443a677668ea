package stroomschema

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// everyStyle has one text in every way in which YAML can write it.
const everyStyle = `plain: has(x) && y
plain over lines: has(x)
  && y
single: 'has(x) && it''s'
single over lines: 'has(x)
  && y'
double: "has(\"é\") \u0026\x26 \ty\
  z"
literal: |
  has(x)
    && y

  || z
folded: >-
  has(x)
  && y

  || z
kept: |2+
    indented

list: [a b, 'c d', {é: ü}]
empty:
`

// TestPlaces walks every text of every file and finds each of its letters back in the file, at the place that is given.
func TestPlaces(t *testing.T) {
	t.Parallel()
	files := map[string]string{"every style": everyStyle}
	for _, pattern := range []string{"testdata/check/*.good.yaml", "../*/*.yaml", "../*/scenarios/*.yaml"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(text)
		}
	}
	for _, name := range sortedKeys(files) {
		root, found := read(name, []byte(files[name]))
		if root == nil || len(found) > 0 {
			t.Errorf("%s: %v", name, found)
			continue
		}
		checkNode(t, name, root)
	}
}

func checkNode(t *testing.T, file string, n *node) {
	t.Helper()
	if n.rng.End.Byte < n.rng.Start.Byte || n.rng.End.Byte > len(n.src.bytes) {
		t.Errorf("%s: %q ends before it starts, or outside the file: %v", file, n.text, n.rng)
	}
	for _, p := range n.pairs {
		checkNode(t, file, p.key)
		checkNode(t, file, p.value)
	}
	for _, item := range n.items {
		checkNode(t, file, item)
	}
	if n.kind != scalarNode {
		return
	}
	at := n.places().at
	if len(at) != runeCount(n.text)+1 {
		t.Fatalf("%s: %q has %d places", file, n.text, len(at))
	}
	for i, letter := range []rune(n.text) {
		raw, _ := utf8.DecodeRune(n.src.bytes[at[i].Byte:])
		escaped := n.style == doubleQuoted && raw == '\\'
		if raw != letter && !unicode.IsSpace(letter) && !escaped {
			t.Errorf("%s:%d:%d: %q is found for letter %d of %q", file, at[i].Line, at[i].Column, raw, i, n.text)
		}
		line := string(n.src.line(at[i].Line))
		if column := []rune(line); at[i].Column-1 < len(column) && !unicode.IsSpace(letter) && column[at[i].Column-1] != raw {
			t.Errorf("%s:%d:%d: the column and the byte differ", file, at[i].Line, at[i].Column)
		}
	}
}

// TestRangesOfParts points at words inside texts of every style.
func TestRangesOfParts(t *testing.T) {
	t.Parallel()
	root, _ := read("every.yaml", []byte(everyStyle))
	for key, word := range map[string]string{
		"plain": "has", "plain over lines": "y", "single": "it", "single over lines": "y", "double": "z", "literal": "z",
		"folded": "z", "kept": "indented",
	} {
		n := root.get(key)
		offset := runeCount(n.text[:strings.LastIndex(n.text, word)])
		rng := n.piece().rng(offset, offset+len(word))
		got := string(n.src.bytes[rng.Start.Byte:rng.End.Byte])
		if got != word || rng.Start.Line != rng.End.Line {
			t.Errorf("%s: %q is found at %v for %q", key, got, rng, word)
		}
	}
}
