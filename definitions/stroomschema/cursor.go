package stroomschema

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Cursor is where somebody is writing in a file.
type Cursor struct {
	Root   Node       // of the lines that were read: those of one key at the left edge
	Path   []PathStep // from the outermost value to where the words belong; the key of a value is its last step
	Around Node       // the mapping or list that the words stand in; the zero Node at the top of an empty file
	Key    bool       // the words are, or would be, a key of Around; else they are a value, or an item of a list
	Text   string     // what stands there
	Offset int        // of the cursor in Text, in code points
	Quoted bool       // in quotes, or in a block scalar
	Fresh  bool       // the words stand alone on their line: what they are is not settled by a colon or bracket
}

// mark stands for the cursor while a file is read: a letter that nobody writes.
const mark = '\uE0C5'

// At returns where somebody is writing whose cursor stands before the code point at a column of a line, both from 1. ok is
// false in a comment, and where the lines around cannot be read. Only the section around the cursor is read, so that it does
// not matter what is wrong with the others.
func At(file string, text []byte, line, column int) (c Cursor, ok bool) {
	lines := splitLines(text)
	if line < 1 || line > len(lines) || len(text) > MaxSource || !utf8.Valid(text) {
		return Cursor{}, false
	}
	written := []rune(lines[line-1])
	at := min(max(column-1, 0), len(written))
	space := ""
	if before := strings.TrimLeft(string(written[:at]), " -"); strings.HasSuffix(before, ":") && !strings.ContainsAny(before, "\"'{[#") {
		space = " " // a value is to follow, and will need it
	}
	lines[line-1] = string(written[:at]) + space + string(mark) + string(written[at:])
	first, last := section(lines, line)
	part := slices.Clone(lines[first-1 : last])
	root := readMarked(file, part, line-first)
	if root == nil {
		return Cursor{}, false
	}
	f := finder{}
	if !f.find(root, nil) {
		return Cursor{}, false
	}
	f.found.Root = Node{root}
	f.found.Fresh = strings.Trim(lines[line-1], " -") == strings.TrimSpace(f.found.marked)
	return f.found.Cursor, true
}

// section returns the first and last line of the part of a file that belongs to one key at its left edge.
func section(lines []string, line int) (first, last int) {
	starts := func(n int) bool {
		s := lines[n-1]
		return s != "" && !strings.ContainsRune(" #-}]", rune(s[0]))
	}
	for first = line; first > 1 && !starts(first); {
		first--
	}
	for last = line; last < len(lines) && !starts(last+1); {
		last++
	}
	return first, last
}

// readMarked reads some lines although one of them, counted from 0, is being written.
func readMarked(file string, lines []string, writing int) *node {
	was := lines[writing]
	for _, instead := range []string{was, withColon(was)} {
		lines[writing] = instead
		if root, _ := read(file, joinLines(lines)); root != nil {
			return root
		}
		if root, _ := read(file, joinLines(closeLines(lines))); root != nil {
			return root
		}
	}
	lines[writing] = was
	return mend(file, joinLines(lines))
}

// finder looks for the mark.
type finder struct{ found marked }

type marked struct {
	Cursor
	marked string // the text with the mark
}

// find looks in n, which path leads to; it reports whether the mark is there.
func (f *finder) find(n *node, path []PathStep) bool {
	switch n.kind {
	case scalarNode:
		return f.scalar(n, path, Node{}, false)
	case sequenceNode:
		for i, item := range n.items {
			inner := append(slices.Clip(path), PathStep{Index: i})
			if item.kind == scalarNode && f.scalar(item, inner, Node{n}, false) || item.kind != scalarNode && f.find(item, inner) {
				return true
			}
		}
		return false
	}
	for _, p := range n.pairs {
		if f.scalar(p.key, path, Node{n}, true) {
			return true
		}
		inner := append(slices.Clip(path), PathStep{Key: p.key.text})
		if p.value.kind == scalarNode && f.scalar(p.value, inner, Node{n}, false) || p.value.kind != scalarNode && f.find(p.value, inner) {
			return true
		}
	}
	return false
}

func (f *finder) scalar(n *node, path []PathStep, around Node, key bool) bool {
	before, after, ok := strings.Cut(n.text, string(mark))
	if !ok {
		return false
	}
	f.found = marked{Cursor{
		Path: path, Around: around, Key: key, Text: before + after, Offset: runeCount(before), Quoted: n.style != plainStyle,
	}, n.text}
	return true
}
