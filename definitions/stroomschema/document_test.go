package stroomschema_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
)

// outline writes the keys of a value, one on a line.
func outline(n stroomschema.Node, indent string) string {
	var b strings.Builder
	for _, e := range n.Entries() {
		b.WriteString(indent + e.Key.Text())
		if !e.Value.IsMapping() && !e.Value.IsList() {
			b.WriteString("=" + e.Value.Text())
		}
		b.WriteString("\n" + outline(e.Value, indent+" "))
	}
	for i, item := range n.Items() {
		fmt.Fprintf(&b, "%s%d=%s\n%s", indent, i, item.Text(), outline(item, indent+" "))
	}
	return b.String()
}

// What is left of a file when a line of it is half typed: everything that is not on that line.
func TestDocumentIsMended(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"an open quote", "a:\n  if: \"has(x\n  go: b\nc: d\n", "a\n if=has(x\n go=b\nc=d\n"},
		{"an open quote in brackets", "a:\n  - {if: \"has(x, go: b}\n  - {if: y, go: c}\nc: d\n", "a\n 0=\n  if=has(x, go: b}\n 1=\n  if=y\n  go=c\nc=d\n"},
		{"an open bracket", "a:\n  who: [desk, chief\n  go: b\nc: d\n", "a\n who\n  0=desk\n  1=chief\n go=b\nc=d\n"},
		{"an open brace at the end", "a:\n  who: {nl: x", "a\n who\n  nl=x\n"},
		{"a bracket over lines is not open", "a:\n  who: [desk,\n    chief]\n  b: \"\n", "a\n who\n  0=desk\n  1=chief\n b=\n"},
		{"a key without a colon", "a:\n  who: x\n  go\nc: d\n", "a\n who=x\n go=\nc=d\n"},
		{"a wrong indentation", "a:\n  who: x\n   go: y\nc: d\n", "a\n who=x\nc=d\n"},
		{"a comment behind an open bracket", "a:\n  who: [x   # whoever\n  go: y\n", "a\n who\n  0=x\n go=y\n"},
		{"a block scalar is left alone", "a:\n  if: >-\n    has(\"x\" && [\n    {\n  go: [\nc: d\n", "a\n if=has(\"x\" && [ {\n go\nc=d\n"},
		{"CRLF", "a:\r\n  if: \"has(x\r\n  go: b\r\nc: d\r\n", "a\n if=has(x\n go=b\nc=d\n"},
	} {
		d := stroomschema.ReadDocument("x.yaml", []byte(test.text))
		if got := outline(d.Root(), ""); !d.Mended || len(d.Faults) != 1 || got != test.want {
			t.Errorf("%s: mended %v, faults %v, got\n%s\nwant\n%s", test.name, d.Mended, d.Faults, got, test.want)
		}
	}
}

// cursor reads a text with | where the cursor is.
func cursor(t *testing.T, text string) string {
	t.Helper()
	before, after, ok := strings.Cut(text, "|")
	if !ok {
		t.Fatal("no cursor in", text)
	}
	line := strings.Count(before, "\n") + 1
	column := len([]rune(before[strings.LastIndex(before, "\n")+1:])) + 1
	c, ok := stroomschema.At("x.yaml", []byte(before+after), line, column)
	if !ok {
		return "nowhere"
	}
	path := ""
	for _, step := range c.Path {
		if step.Key != "" {
			path += "/" + step.Key
		} else {
			path += fmt.Sprintf("/%d", step.Index)
		}
	}
	var keys []string
	for _, e := range c.Around.Entries() {
		keys = append(keys, strings.ReplaceAll(e.Key.Text(), "\uE0C5", "|"))
	}
	out := fmt.Sprintf("%s %q@%d", path, c.Text, c.Offset)
	if c.Key {
		out += " key of " + strings.Join(keys, ",")
	}
	if c.Quoted {
		out += " quoted"
	}
	if c.Fresh {
		out += " fresh"
	}
	return out
}

func TestAt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"a:\n  who: de|sk\n", `/a/who "desk"@2`},
		{"a:\n  who: |\n", `/a/who ""@0`},
		{"a:\n  who:|\n", `/a/who ""@0`},
		{"a:\n  wh|\n  go: x\n", `/a "wh"@2 key of wh|,go fresh`},
		{"a:\n  go: x\n  |\nb: c\n", `/a ""@0 key of go,| fresh`},
		{"a:\n  go: x\n|\nb: c\n", ` ""@0 fresh`},
		{"a:\n  |\n", `/a ""@0 fresh`},
		{"a: {nl: x, e|}\n", `/a "e"@1 key of nl,e|`},
		{"a: {nl: x, e|\nb: c\n", `/a "e"@1 key of nl,e|`},
		{"a:\n  - {if: \"has(x|\n  - y\n", `/a/0/if "has(x"@5 quoted`},
		{"a:\n  - {if: \"has(x|)\", go: b}\n", `/a/0/if "has(x)"@5 quoted`},
		{"a:\n  who: [desk, |]\n", `/a/who/1 ""@0`},
		{"a:\n  - one\n  - |\n", `/a/1 ""@0 fresh`},
		{"a:\n- one\n- |\n", `/a/1 ""@0 fresh`},
		{"a:\n  if: >-\n    has(x)\n    && y.|\nb: c\n", `/a/if "has(x) && y."@12 quoted`},
		{"a: \"één |é\"\r\nb: \"\n", `/a "één é"@4 quoted`},
		{"a: b # c|\n", "nowhere"},
		{"fl|", ` "fl"@2 fresh`},
		{"|", ` ""@0 fresh`},
		{"a: \"x\nb:\n  c: {d: [e|\nf: {{\n", `/b/c/d/0 "e"@1`},
	} {
		if got := cursor(t, test.text); got != test.want {
			t.Errorf("%q: got %s, want %s", test.text, got, test.want)
		}
	}
}

// Whatever is done to a definition, reading it neither panics nor gives a place outside the file.
func TestMendedPlacesLieInTheFile(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(filepath.Join("testdata", "whole", "v3.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	const seed = 7
	random := rand.New(rand.NewPCG(seed, 0))
	letters := "\"'{}[]:#-,|> \n\té"
	for range 120 {
		broken := string(text)
		for range 1 + random.IntN(3) {
			at := random.IntN(len(broken))
			broken = broken[:at] + string([]rune(letters)[random.IntN(len([]rune(letters)))]) + broken[min(len(broken), at+random.IntN(3)):]
		}
		a := stroomschema.Analyse("x.yaml", []byte(broken), stroomschema.Options{})
		lines := strings.Split(broken, "\n")
		for _, m := range a.Index.Mentions {
			if m.Place.Start.Line > len(lines) || m.Place.Start.Column > len([]rune(lines[m.Place.Start.Line-1]))+1 {
				t.Fatalf("seed %d: %s lies outside of\n%s", seed, m.Place, broken)
			}
		}
		line := 1 + random.IntN(len(lines))
		stroomschema.At("x.yaml", []byte(broken), line, 1+random.IntN(40))
	}
}
