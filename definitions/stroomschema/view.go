package stroomschema

import "stroom/definitions/diag"

// Node is a value of a file with its place, to be read only. The zero Node is none.
type Node struct{ n *node }

// Entry is one key of a mapping with its value.
type Entry struct{ Key, Value Node }

// IsZero reports whether there is no value.
func (n Node) IsZero() bool { return n.n == nil }

// IsMapping reports whether the value is made of keys with values.
func (n Node) IsMapping() bool { return n.n != nil && n.n.kind == mappingNode }

// IsList reports whether the value is a list.
func (n Node) IsList() bool { return n.n != nil && n.n.kind == sequenceNode }

// IsNull reports whether the value is nothing, ~ or null.
func (n Node) IsNull() bool { return n.n != nil && n.n.null() }

// Text returns the letters of a text, as YAML decodes them; "" of a mapping or list.
func (n Node) Text() string {
	if n.n == nil {
		return ""
	}
	return n.n.text
}

// Place returns where the value stands: a quoted text with its quotes, a mapping or list up to the end of its last value.
func (n Node) Place() diag.Range {
	if n.n == nil {
		return diag.Range{}
	}
	return n.n.rng
}

// Inside returns where the letters of a text stand, without quotes.
func (n Node) Inside() diag.Range {
	if n.n == nil || n.n.kind != scalarNode {
		return n.Place()
	}
	return insideOf(n.n)
}

// Entries returns the keys of a mapping with their values, in the order of the file; none of anything else.
func (n Node) Entries() []Entry {
	if n.n == nil {
		return nil
	}
	list := make([]Entry, len(n.n.pairs))
	for i, p := range n.n.pairs {
		list[i] = Entry{Node{p.key}, Node{p.value}}
	}
	return list
}

// Items returns the items of a list, in the order of the file; none of anything else.
func (n Node) Items() []Node {
	if n.n == nil {
		return nil
	}
	list := make([]Node, len(n.n.items))
	for i, item := range n.n.items {
		list[i] = Node{item}
	}
	return list
}

// Get returns the value of a key of a mapping; the zero Node when there is none.
func (n Node) Get(key string) Node { return Node{n.n.get(key)} }

// At returns the value that a path leads to, and how many of its steps there are: the value is that of the last of them.
func (n Node) At(path []PathStep) (Node, int) {
	for i, step := range path {
		next := Node{}
		switch {
		case step.Key != "":
			next = n.Get(step.Key)
		case n.IsList() && step.Index < len(n.n.items):
			next = Node{n.n.items[step.Index]}
		}
		if next.IsZero() {
			return n, i
		}
		n = next
	}
	return n, len(path)
}

// PathStep is one step from a value into it: by the key of a mapping, or by the place in a list.
type PathStep struct {
	Key   string // "" in a list
	Index int    // from 0; in a list
}
