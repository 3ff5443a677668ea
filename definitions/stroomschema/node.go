package stroomschema

import (
	"slices"

	"stroom/definitions/diag"
)

// nodeKind is the kind of a node.
type nodeKind uint8

// The kinds of node.
const (
	scalarNode nodeKind = iota
	mappingNode
	sequenceNode
)

// scalarStyle says how a scalar is written.
type scalarStyle uint8

// The styles of a scalar.
const (
	plainStyle scalarStyle = iota
	singleQuoted
	doubleQuoted
	blockStyle // literal or folded
)

// node is one value of the file with its place. Only the parts of its kind are set.
type node struct {
	kind  nodeKind
	src   *source
	rng   diag.Range
	text  string // scalar, as YAML decodes it
	style scalarStyle
	pairs []pair  // mapping, in the order of the file
	items []*node // sequence
}

// pair is one key of a mapping with its value.
type pair struct {
	key, value *node
}

// rng is the range of a key with its value.
func (p pair) rng() diag.Range { return p.key.rng.To(p.value.rng) }

// null reports whether the node is an empty value: nothing, ~ or null.
func (n *node) null() bool {
	return n.kind == scalarNode && n.style == plainStyle && (n.text == "" || n.text == "~" || n.text == "null")
}

// is reports whether the node is that word, unquoted or quoted.
func (n *node) is(word string) bool { return n != nil && n.kind == scalarNode && n.text == word }

// get returns the value of a key of a mapping, or nil.
func (n *node) get(key string) *node {
	if n == nil {
		return nil
	}
	i := slices.IndexFunc(n.pairs, func(p pair) bool { return p.key.text == key })
	if i < 0 {
		return nil
	}
	return n.pairs[i].value
}

// key returns the node of a key of a mapping, or nil.
func (n *node) key(key string) *node {
	if n == nil {
		return nil
	}
	i := slices.IndexFunc(n.pairs, func(p pair) bool { return p.key.text == key })
	if i < 0 {
		return nil
	}
	return n.pairs[i].key
}

// pairsOf returns the pairs of a mapping; none of anything else.
func (n *node) pairsOf() []pair {
	if n == nil {
		return nil
	}
	return n.pairs
}

// list returns the items of a sequence, or the node itself as a list of one.
func (n *node) list() []*node {
	if n == nil || n.null() {
		return nil
	}
	if n.kind == sequenceNode {
		return n.items
	}
	return []*node{n}
}

// words names the kind of a node for people.
func (n *node) words() string {
	switch {
	case n == nil || n.null():
		return "nothing"
	case n.kind == mappingNode:
		return "a mapping (name: value)"
	case n.kind == sequenceNode:
		return "a list"
	}
	return "a text"
}

// piece is a part of a scalar: an expression or name inside it, with its distance in code points from the start.
type piece struct {
	node   *node
	offset int
	text   string
}

func (n *node) piece() piece { return piece{node: n, text: n.text} }

// part cuts text[from:to] (bytes) out of the piece.
func (p piece) part(from, to int) piece {
	return piece{node: p.node, offset: p.offset + runeCount(p.text[:from]), text: p.text[from:to]}
}

// trim drops spaces on both sides.
func (p piece) trim() piece {
	from, to := 0, len(p.text)
	for from < to && isBlank(p.text[from]) {
		from++
	}
	for to > from && isBlank(p.text[to-1]) {
		to--
	}
	return p.part(from, to)
}

func isBlank(b byte) bool { return b == ' ' || b == '\n' || b == '\t' }

// rng returns the range of the code points from up to end of the piece, in the file.
func (p piece) rng(from, end int) diag.Range {
	length := runeCount(p.text)
	from = max(0, min(from, length))
	end = max(from, min(end, length))
	return p.node.places().rng(p.offset+from, p.offset+end)
}

// all returns the range of the whole piece.
func (p piece) all() diag.Range {
	if p.node.style == plainStyle && p.offset == 0 && p.text == p.node.text {
		return p.node.rng
	}
	return p.rng(0, runeCount(p.text))
}
