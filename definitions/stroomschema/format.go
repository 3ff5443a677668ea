package stroomschema

import (
	"bytes"
	"fmt"
	"slices"

	"stroom/definitions/diag"
)

// Format returns a file in its canonical form: a definition, a part or a scenario. The meaning stays the same and so does
// every comment; formatting what was formatted changes nothing.
//
//   - Keys that the language names stand in the order of the grammar; what the author named stays in his order.
//   - Texts and conditions stand in double quotes (in single ones where that saves escapes). Names, words, numbers and
//     lengths of time stand without. A quoted number stays a text.
//   - What the author wrote in brackets stays so while it fits on a line of 120 letters. If not, a list of words goes on on
//     the next line, and anything else gets a line for each of its parts. Rows of a table, with the same keys
//     each, may take 160. What the author wrote on lines of its own stays so.
//   - A condition or text that does not fit on its line becomes a folded block. A block that the author
//     broke himself keeps his lines while they fit.
//   - Two spaces for each level, a list below its key too; at most one empty line; comments behind short lines start at
//     column 32, those of neighbouring lines below each other.
//
// A byte order mark and carriage returns are removed.
//
// Errors: diagnostics when the file cannot be read, or would be too large; the result is nil then. The error says that
// what was written does not read back as what was read. That is a fault of this product; the result is nil, and
// the file must stay as it is.
func Format(file string, text []byte) ([]byte, diag.List, error) {
	text = bytes.ReplaceAll(bytes.TrimPrefix(text, []byte("\uFEFF")), []byte("\r\n"), []byte("\n"))
	root, found := read(file, text)
	if len(found) > 0 {
		return nil, found, nil
	}
	whole, comments := treeOf(root)
	if long := whole.longName(); long != nil {
		return nil, diag.List{{
			Code: CodeKey, Summary: fmt.Sprintf("a name is longer than %d signs", maxKey), Hint: "choose a shorter one", Subject: long.rng,
		}}, nil
	}
	whole.order(rootPlace(root))
	out := []byte(whole.print())
	if len(out) > MaxSource || bytes.Count(out, []byte("\n")) >= MaxLines {
		return nil, diag.List{{
			Code: CodeTooLarge, Summary: fmt.Sprintf("in its canonical form the file is larger than %d KiB or %d lines", MaxSource/1024, MaxLines),
			Hint: "divide it into parts", Subject: root.src.whole(1),
		}}, nil
	}
	again, found := read(file, out)
	if len(found) > 0 {
		return nil, nil, fmt.Errorf("format %s: what was written cannot be read: %s: %s", file, found[0].Subject, found[0].Summary)
	}
	if !sameNode(root, again) {
		return nil, nil, fmt.Errorf("format %s: what was written means something else", file)
	}
	if _, kept := treeOf(again); !sameComments(comments, kept) {
		return nil, nil, fmt.Errorf("format %s: what was written has other comments", file)
	}
	return out, nil, nil
}

// maxKey is the longest name that can be written, in code points: YAML looks no further for the colon behind it.
const maxKey = 1000

// longName returns a name that is too long to be written; nil when there is none.
func (e *entry) longName() *node {
	if e.key != nil && runeCount(e.keyText()) > maxKey {
		return e.key
	}
	for _, child := range e.children {
		if long := child.longName(); long != nil {
			return long
		}
	}
	return nil
}

// sameNode compares two values, whatever the order of keys.
func sameNode(a, b *node) bool {
	if a.kind != b.kind || len(a.pairs) != len(b.pairs) || len(a.items) != len(b.items) {
		return false
	}
	if a.kind == scalarNode {
		return a.null() && b.null() || !a.null() && !b.null() && a.text == b.text
	}
	values := make(map[string]*node, len(b.pairs))
	for _, p := range b.pairs {
		values[p.key.text] = p.value
	}
	for _, p := range a.pairs {
		if value, ok := values[p.key.text]; !ok || !sameNode(p.value, value) {
			return false
		}
	}
	for i := range a.items {
		if !sameNode(a.items[i], b.items[i]) {
			return false
		}
	}
	return true
}

// sameComments compares the comments of two files, wherever they stand.
func sameComments(a, b []comment) bool {
	return slices.Equal(sortedTexts(a), sortedTexts(b))
}

func sortedTexts(comments []comment) []string {
	texts := make([]string, len(comments))
	for i, c := range comments {
		texts[i] = c.text
	}
	slices.Sort(texts)
	return texts
}
