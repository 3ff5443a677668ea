package stroomschema

import (
	"bytes"
	"sort"
	"strings"

	"stroom/definitions/diag"
)

// comment is one comment of a file.
type comment struct {
	text  string // from # to the last letter of the line
	at    diag.Pos
	own   bool // only blanks stand before it on its line
	blank bool // an empty line stands above it
}

// entry is a key with its value, an item of a list, or the whole file: a value with the comments that belong to it.
//
//	# head
//	key: # line
//	  # above
//	  value
//	# foot, when an empty line follows
//
// and inside a collection:
//
//	# top, when an empty line follows
//
//	children
//	# last
type entry struct {
	key, value *node
	start      diag.Pos // of the key or the dash
	end        int      // byte behind the value
	flow       bool     // between brackets, its own or those around it
	header     sign     // of a block scalar: | or >; zero for others
	children   []*entry
	column     int         // block collection: of its keys or dashes
	place      *ShapeValue // what may stand here; nil when the grammar does not say
	after      []int       // columns of the comments below it that stand further in than what follows

	blank                              bool // an empty line stands above it, below its head
	apart                              bool // an empty line stands below its top
	head, line, above, top, last, foot []comment
}

func (e *entry) collection() bool { return e.value.kind != scalarNode }

// block reports whether the value is a collection with something in it, written without brackets.
func (e *entry) block() bool { return e.collection() && !e.flow && len(e.children) > 0 }

// sign is what stands between the values of a file and is not a comment: one of { } [ ] - | >
type sign struct {
	letter byte
	at     diag.Pos
}

// tree reads what the nodes do not hold: where collections end, and the comments.
type tree struct {
	src      *source
	signs    []sign
	comments []comment
}

// treeOf returns the whole file as an entry, and all comments in the order of the file.
func treeOf(root *node) (*entry, []comment) {
	t := &tree{src: root.src}
	t.scan(scalarNodes(root, nil))
	e := t.entry(nil, root, root.rng.Start, false)
	for _, c := range t.comments {
		t.put(e, c)
	}
	e.settleComments()
	return e, t.comments
}

// scalarNodes lists the scalars of which something stands in the file, in the order of the file.
func scalarNodes(n *node, list []*node) []*node {
	switch n.kind {
	case mappingNode:
		for _, p := range n.pairs {
			list = scalarNodes(p.value, scalarNodes(p.key, list))
		}
	case sequenceNode:
		for _, item := range n.items {
			list = scalarNodes(item, list)
		}
	default:
		if n.rng.Start.Byte < n.rng.End.Byte && !(n.style == plainStyle && n.text == "") {
			list = append(list, n)
		}
	}
	return list
}

// scan finds the signs and the comments: all that is between the scalars.
func (t *tree) scan(scalars []*node) {
	c := t.src.start()
	for !c.atEnd() {
		if len(scalars) > 0 && c.pos.Byte >= scalars[0].rng.Start.Byte {
			if end := scalars[0].rng.End; end.Byte > c.pos.Byte {
				c.pos = end
			}
			scalars = scalars[1:]
			continue
		}
		first := c.pos.Column == 1
		switch letter := c.peekAt(0); {
		case letter == '#':
			t.comment(&c)
			continue
		case letter == '%' && first: // a directive
			for !c.atEnd() && c.peek() != '\n' && c.peek() != '#' {
				c.next()
			}
			continue
		case first && (bytes.HasPrefix(t.src.bytes[c.pos.Byte:], []byte("---")) || bytes.HasPrefix(t.src.bytes[c.pos.Byte:], []byte("..."))):
			c.skip(3)
			continue
		case letter == '|', letter == '>':
			t.signs = append(t.signs, sign{letter, c.pos})
			for !c.atEnd() && strings.IndexByte(" \t\n", c.peekAt(0)) < 0 {
				c.next()
			}
			continue
		case strings.IndexByte("{}[]-", letter) >= 0:
			t.signs = append(t.signs, sign{letter, c.pos})
		}
		c.next()
	}
}

func (t *tree) comment(c *cursor) {
	at := c.pos
	line := t.src.line(at.Line)
	begin := at.Byte - t.src.lines[at.Line-1]
	text := strings.TrimRight(string(line[begin:]), " \t")
	own := len(bytes.TrimLeft(line[:begin], " \t")) == 0
	t.comments = append(t.comments, comment{text: text, at: at, own: own, blank: own && t.blankAbove(at.Line)})
	for !c.atEnd() && c.peek() != '\n' {
		c.next()
	}
}

func (t *tree) blankAbove(line int) bool {
	return line > 1 && len(bytes.TrimLeft(t.src.line(line-1), " \t")) == 0
}

// next returns the first of some signs at or behind a byte.
func (t *tree) next(letters string, from int) (sign, bool) {
	i := sort.Search(len(t.signs), func(i int) bool { return t.signs[i].at.Byte >= from })
	for ; i < len(t.signs); i++ {
		if strings.IndexByte(letters, t.signs[i].letter) >= 0 {
			return t.signs[i], true
		}
	}
	return sign{}, false
}

func (t *tree) entry(key, value *node, start diag.Pos, flow bool) *entry {
	e := &entry{key: key, value: value, start: start, flow: flow}
	if !flow && key == nil || key != nil && len(bytes.TrimLeft(t.src.line(start.Line)[:start.Byte-t.src.lines[start.Line-1]], " ")) == 0 {
		e.blank = t.blankAbove(start.Line)
	}
	behind := start.Byte
	switch {
	case key != nil:
		behind = key.rng.End.Byte
	case start != value.rng.Start: // a dash
		behind++
	}
	switch {
	case value.kind == scalarNode:
		e.end = behind
		if value.text != "" || value.style != plainStyle {
			e.end = max(behind, value.rng.End.Byte)
		}
		if value.style == blockStyle {
			if s, ok := t.next("|>", behind); ok {
				e.header = s
			}
		}
	case value.kind == mappingNode:
		t.mapping(e)
	default:
		t.sequence(e)
	}
	return e
}

// opened reports whether the value of e stands between brackets of its own.
func (t *tree) opened(e *entry, bracket byte) bool {
	at := e.value.rng.Start.Byte
	return at < len(t.src.bytes) && t.src.bytes[at] == bracket
}

func (t *tree) mapping(e *entry) {
	open := t.opened(e, '{')
	e.flow = e.flow || open
	e.end = e.value.rng.Start.Byte + 1
	for _, p := range e.value.pairs {
		child := t.entry(p.key, p.value, p.key.rng.Start, e.flow)
		e.end = child.end
		e.children = append(e.children, child)
	}
	t.close(e, open, "}")
}

func (t *tree) sequence(e *entry) {
	open := t.opened(e, '[')
	e.flow = e.flow || open
	e.end = e.value.rng.Start.Byte
	if open {
		e.end++
	}
	for _, item := range e.value.items {
		start := item.rng.Start
		if dash, ok := t.next("-", e.end); ok && !e.flow {
			start = dash.at
		}
		child := t.entry(nil, item, start, e.flow)
		e.end = child.end
		e.children = append(e.children, child)
	}
	t.close(e, open, "]")
}

func (t *tree) close(e *entry, open bool, bracket string) {
	if len(e.children) > 0 {
		e.column = e.children[0].start.Column
	}
	if !open {
		return
	}
	if s, ok := t.next(bracket, e.end); ok {
		e.end = s.at.Byte + 1
	}
}
