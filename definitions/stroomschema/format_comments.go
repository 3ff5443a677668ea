package stroomschema

// put gives a comment to the entry below e that it belongs to. The comment stands inside the value of e, or between its key
// and its value, or (the whole file) anywhere.
//
// Behind something on its line a comment belongs to that. On a line of its own it belongs to what follows; but when that
// stands further out, the column tells to which of the collections that end there it belongs.
func (t *tree) put(e *entry, c comment) {
	var before, behind *entry
	for _, child := range e.children {
		if child.start.Byte > c.at.Byte {
			behind = child
			break
		}
		before = child
	}
	switch {
	case !e.collection() || before == nil && c.at.Byte < e.value.rng.Start.Byte && !e.block():
		e.between(c)
	case before == nil && !c.own && e.key != nil: // key: # comment
		e.line = append(e.line, c)
	case before == nil && behind == nil:
		e.last = append(e.last, c)
	case before == nil:
		behind.head = append(behind.head, c)
	case c.at.Byte < before.end:
		t.put(before, c)
	case !c.own:
		before = before.deepest()
		before.line = append(before.line, c)
	case e.flow && behind == nil:
		e.last = append(e.last, c)
	case e.flow:
		behind.head = append(behind.head, c)
	default:
		e.onOwnLine(before, behind, c)
	}
}

// between takes a comment between a key and its value, or around the value of a file that is no collection.
func (e *entry) between(c comment) {
	behindHeader := e.header.letter != 0 && c.at.Byte > e.header.at.Byte
	if !c.own && (e.key != nil || behindHeader) {
		e.line = append(e.line, c)
		return
	}
	e.above = append(e.above, c)
}

// deepest returns the entry that ends where e ends and is written last.
func (e *entry) deepest() *entry {
	for e.block() {
		e = e.children[len(e.children)-1]
	}
	return e
}

// onOwnLine takes a comment between two children of a block collection, or behind the last of the file.
func (e *entry) onOwnLine(before, behind *entry, c comment) {
	column := c.at.Column
	if n := len(before.after); n > 0 { // what stands below a comment further out is further out too
		column = min(column, before.after[n-1])
	}
	target := e
	for inner := before; inner.block(); inner = inner.children[len(inner.children)-1] {
		if inner.column <= column && column > e.column {
			target = inner
		}
	}
	before.after = append(before.after, column)
	switch {
	case target != e || behind == nil:
		target.last = append(target.last, c)
	default:
		behind.head = append(behind.head, c)
	}
}

// settleComments divides what stands between two entries, when each comment has been given to one.
func (e *entry) settleComments() {
	for i, child := range e.children {
		child.settleComments()
		if len(child.line) > 1 { // only one can stand behind it
			child.head = append(child.head, child.line[1:]...)
			child.line = child.line[:1]
		}
		switch {
		case e.flow || len(child.head) == 0:
		case i == 0:
			e.divideTop(child)
		default:
			divideFoot(e.children[i-1], child)
		}
	}
}

// divideTop leaves to the first child what stands right above it; what stands apart from it is about the collection. At the
// top of a file all of it is about the file.
func (e *entry) divideTop(first *entry) {
	whole := e.key == nil && e.start == first.start
	at := 0
	for i := range first.head {
		if first.head[i].blank {
			at = i
		}
	}
	if first.blank || whole {
		at = len(first.head)
	}
	e.top, first.head = first.head[:at:at], first.head[at:]
	e.apart = first.blank || !whole
}

// divideFoot leaves to the entry before what stands right below it and apart from the next.
func divideFoot(before, next *entry) {
	if next.head[0].blank {
		return
	}
	at := len(next.head)
	for i := len(next.head) - 1; i > 0; i-- {
		if next.head[i].blank {
			at = i
		}
	}
	if at == len(next.head) && !next.blank {
		return
	}
	before.foot, next.head = next.head[:at:at], next.head[at:]
}
