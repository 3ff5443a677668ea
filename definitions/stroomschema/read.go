package stroomschema

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"stroom/definitions/diag"
)

// Limits on a file, so that a hostile one costs little and a real one never meets them.
const (
	MaxSource  = 256 * 1024 // bytes; the largest real definition is a third of it
	MaxDepth   = 32         // values within values
	MaxLines   = 12_000
	MaxNodes   = 60_000 // values in one file
	MaxFound   = 200    // diagnostics shown; the rest is not looked at
	MaxScalar  = 8_000  // code points of one text
	MaxSteps   = 500    // in one definition
	MaxAllExpr = 60_000 // letters of all expressions of a definition together; rules.MaxSource bounds each
)

// read turns the bytes of a file into nodes. The node is nil when the file cannot be read at all; it is a mapping, sequence
// or scalar otherwise.
func read(file string, text []byte) (*node, diag.List) {
	src := newSource(file, text)
	if fault, ok := unreadable(src); ok {
		return nil, diag.List{fault}
	}
	var document yaml.Node
	lines := &lineReader{src: src}
	decoder := yaml.NewDecoder(lines)
	err := decoder.Decode(&document)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, diag.List{syntaxFault(src, err, lines.line)}
	}
	r := &reader{src: src, cursor: src.start()}
	if err != nil || len(document.Content) != 1 {
		return nil, diag.List{{Code: CodeEmpty, Summary: "the file is empty", Subject: src.whole(1)}}
	}
	root := r.convert(document.Content[0], 1)
	var second yaml.Node
	if err := decoder.Decode(&second); err == nil {
		r.found = append(r.found, diag.Diagnostic{
			Code: CodeDocuments, Summary: "the file holds more than one document",
			Hint: "remove the line `---` and what stands behind it", Subject: src.whole(second.Line),
		})
	} else if !errors.Is(err, io.EOF) {
		r.found = append(r.found, syntaxFault(src, err, lines.line))
	}
	if r.stopped {
		return nil, r.found
	}
	return root, r.found
}

// unreadable finds what makes a file no text that a definition can be read from, before YAML sees it.
func unreadable(src *source) (diag.Diagnostic, bool) {
	fault := func(code, summary, hint string, line int) (diag.Diagnostic, bool) {
		return diag.Diagnostic{Code: code, Summary: summary, Hint: hint, Subject: src.whole(line)}, true
	}
	if len(src.bytes) > MaxSource {
		return fault(CodeTooLarge, fmt.Sprintf("the file is larger than %d KiB", MaxSource/1024), "divide it into parts", 1)
	}
	if len(src.lines) > MaxLines {
		return fault(CodeTooLarge, fmt.Sprintf("the file has more than %d lines", MaxLines), "divide it into parts", 1)
	}
	for number := range src.lines {
		line := src.line(number + 1)
		if !utf8.Valid(line) {
			return fault(CodeEncoding, "the line is not UTF-8 text", "save the file as UTF-8", number+1)
		}
		for at, r := range string(line) {
			if r == '\t' || r >= ' ' && r != 0x7F && r != 0x85 && r != 0x2028 && r != 0x2029 && r != 0xFEFF {
				continue
			}
			if r == 0xFEFF && number == 0 && at == 0 {
				return fault(CodeEncoding, "the file starts with a byte order mark", "save the file as UTF-8 without BOM", 1)
			}
			return fault(CodeEncoding, fmt.Sprintf("the line holds the sign U+%04X, which nobody can see", r), "remove it", number+1)
		}
	}
	return diag.Diagnostic{}, false
}

// lineReader hands out a text line by line, and so knows how far it was read.
type lineReader struct {
	src  *source
	at   int // bytes that were handed out
	line int // the line in which the last of them stands
}

func (r *lineReader) Read(p []byte) (int, error) {
	rest := r.src.bytes[r.at:]
	if len(rest) == 0 {
		return 0, io.EOF
	}
	if r.at == 0 || r.src.bytes[r.at-1] == '\n' {
		r.line++
	}
	if end := bytes.IndexByte(rest, '\n'); end >= 0 {
		rest = rest[:end+1]
	}
	n := copy(p, rest)
	r.at += n
	return n, nil
}

// syntaxFault turns an error of the YAML reader into a diagnostic. The error names a line, and what it means differs: the
// scanner names where a text or bracket begins, or the fault itself; the parser, counting from 0, where the mapping or list
// begins in which it met the fault. It cannot have met it behind the line up to which it read.
func syntaxFault(src *source, err error, read int) diag.Diagnostic {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := read
	if rest, ok := strings.CutPrefix(message, "line "); ok {
		if number, tail, ok := strings.Cut(rest, ": "); ok {
			if n, err := strconv.Atoi(number); err == nil {
				line, message = n, tail
			}
		}
	}
	switch {
	case strings.Contains(message, "did not find expected ',' or"):
		line++ // where the bracket stands that is not closed
	case strings.Contains(message, "did not find expected"):
		line = read
	case strings.Contains(message, "unknown anchor"):
		line = src.lastWith([]byte(alias(message)), read)
	}
	if strings.Contains(message, "exceeded max depth") {
		return diag.Diagnostic{Code: CodeTooLarge, Summary: fmt.Sprintf("more than %d values stand within each other", MaxDepth), Subject: src.whole(line)}
	}
	// The reader names a line at or just before the fault; an empty one shows nothing.
	for line > 1 && len(bytes.TrimSpace(src.line(line))) == 0 {
		line--
	}
	return diag.Diagnostic{
		Code: CodeSyntax, Summary: "this is not YAML: " + message, Subject: src.whole(line),
		Hint: yamlHint(message),
	}
}

// alias is what "unknown anchor 'x' referenced" is about, as it is written: *x.
func alias(message string) string {
	_, rest, _ := strings.Cut(message, "'")
	name, _, _ := strings.Cut(rest, "'")
	return "*" + name
}

// yamlHint says what usually causes a message of the YAML reader.
func yamlHint(message string) string {
	switch {
	case strings.Contains(message, "mapping values are not allowed"):
		return "a text with `: ` in it needs quotes, and names at one level need the same indentation"
	case strings.Contains(message, "cannot start any token"):
		return "indent with spaces, not tabs; a text that starts with @ ` or % needs quotes"
	case strings.Contains(message, "did not find expected ',' or"):
		return "a bracket or a quote is not closed, or a text with { } [ ] or a comma needs quotes; a quote within quotes is written \\\""
	case strings.Contains(message, "unexpected end of stream"):
		return "a quote is not closed"
	case strings.Contains(message, "did not find expected key"), strings.Contains(message, "did not find expected '-'"):
		return "names at one level need the same indentation; a name needs a colon; a } or ] too many says this too"
	case strings.Contains(message, "anchor"):
		return "anchors (&) and aliases (*) are not used: repeat the words, or give them a name in forms or terms"
	}
	return "look at quotes, brackets and indentation of this line and the one above"
}

// reader converts the nodes of the YAML library, which know where they start, into ours, which know where they end.
type reader struct {
	src     *source
	cursor  cursor
	count   int
	found   diag.List
	stopped bool // over a limit: what was read is not whole
	block   []node
}

func (r *reader) report(code, summary, hint string, at diag.Range) {
	if len(r.found) >= MaxFound {
		return
	}
	r.found = append(r.found, diag.Diagnostic{Code: code, Summary: summary, Hint: hint, Subject: at})
}

// newNode hands out nodes from a block: there are thousands, and they live and die together.
func (r *reader) newNode() *node {
	if len(r.block) == 0 {
		r.block = make([]node, 256)
	}
	n := &r.block[0]
	r.block = r.block[1:]
	n.src = r.src
	return n
}

// convert returns the node for y. Order of calls is order of the file, which keeps the cursor moving forward.
func (r *reader) convert(y *yaml.Node, depth int) *node {
	n := r.newNode()
	n.rng = diag.Range{File: r.src.file, Start: r.cursor.seek(y.Line, y.Column)}
	n.rng.End = n.rng.Start
	if r.stopped {
		return n
	}
	if r.count++; r.count > MaxNodes || depth > MaxDepth {
		r.stopped = true
		summary := fmt.Sprintf("more than %d values stand within each other", MaxDepth)
		if r.count > MaxNodes {
			summary = fmt.Sprintf("the file holds more than %d values", MaxNodes)
		}
		r.report(CodeTooLarge, summary, "", r.src.whole(y.Line))
		return n
	}
	r.refuse(y, n)
	switch y.Kind {
	case yaml.MappingNode:
		r.mapping(n, y, depth)
	case yaml.SequenceNode:
		n.kind = sequenceNode
		n.items = make([]*node, 0, len(y.Content))
		for _, child := range y.Content {
			item := r.convert(child, depth+1)
			n.items = append(n.items, item)
			n.rng.End = item.rng.End
		}
	case yaml.ScalarNode:
		r.scalar(n, y)
	}
	return n
}

// refuse reports what YAML can say and a definition may not.
func (r *reader) refuse(y *yaml.Node, n *node) {
	code, summary, hint := "", "", "repeat the words, or give them a name in forms or terms"
	switch {
	case y.Kind == yaml.AliasNode:
		code, summary = CodeAnchor, "aliases (*) are not used"
	case y.Anchor != "":
		code, summary = CodeAnchor, "anchors (&) are not used"
	case y.Style&yaml.TaggedStyle != 0:
		code, summary, hint = CodeTag, "tags (!) are not used", "remove the tag; put quotes around a text that starts with !"
	default:
		return
	}
	at := n.rng
	at.End = r.src.whole(y.Line).End
	r.report(code, summary, hint, at)
}

func (r *reader) mapping(n *node, y *yaml.Node, depth int) {
	n.kind = mappingNode
	n.pairs = make([]pair, 0, len(y.Content)/2)
	seen := r.seen(len(y.Content) / 2)
	for i := 0; i+1 < len(y.Content); i += 2 {
		if y.Content[i].Kind != yaml.ScalarNode {
			key := r.convert(y.Content[i], depth+1)
			r.report(CodeKey, "a name is "+key.words(), "put quotes around a text with { } or [ ]", r.src.whole(y.Content[i].Line))
			r.convert(y.Content[i+1], depth+1)
			continue
		}
		key := r.convert(y.Content[i], depth+1)
		value := r.convert(y.Content[i+1], depth+1)
		if r.stopped {
			return
		}
		if value.null() && value.text == "" {
			value.rng = key.rng
		}
		n.rng.End = value.rng.End
		switch {
		case key.style == plainStyle && key.text == "<<":
			r.report(CodeAnchor, "merge keys (<<) are not used", "repeat the words", key.rng)
			continue
		case seen == nil && n.get(key.text) != nil, seen[key.text]:
			r.report(CodeDuplicate, fmt.Sprintf("%q stands here twice", shorten(key.text)), "keep one of them", key.rng)
			continue
		}
		if seen != nil {
			seen[key.text] = true
		}
		n.pairs = append(n.pairs, pair{key, value})
	}
}

// seen is a set for the keys of a large mapping; nil for a small one, where looking at all keys costs less.
func (r *reader) seen(keys int) map[string]bool {
	if keys <= 12 {
		return nil
	}
	return make(map[string]bool, keys)
}

func (r *reader) scalar(n *node, y *yaml.Node) {
	n.text = y.Value
	switch {
	case y.Style&yaml.SingleQuotedStyle != 0:
		n.style = singleQuoted
	case y.Style&yaml.DoubleQuotedStyle != 0:
		n.style = doubleQuoted
	case y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		n.style = blockStyle
	}
	if n.style == blockStyle {
		n.rng.Start = r.cursor.seek(y.Line+1, 1)
		for !r.cursor.atEnd() && n.text != "" && (r.cursor.peek() == ' ' || r.cursor.peek() == '\n') {
			r.cursor.next()
		}
		n.rng.Start = r.cursor.pos
	}
	if runeCount(n.text) > MaxScalar {
		r.report(CodeTooLarge, fmt.Sprintf("a text is longer than %d signs", MaxScalar), "", r.src.whole(y.Line))
		n.text = ""
	}
	n.rng.End = r.endOf(n)
}

// endOf finds where a scalar ends in the file and moves the cursor there.
func (r *reader) endOf(n *node) diag.Pos {
	if n.style == plainStyle && !strings.ContainsAny(n.text, " \n") {
		r.cursor.skip(runeCount(n.text))
		return r.cursor.pos
	}
	r.cursor = cursor{src: r.src, pos: n.rng.Start}
	text := strings.TrimRight(n.text, "\n ")
	if n.style == singleQuoted || n.style == doubleQuoted {
		r.cursor.next()
		text = n.text
	}
	for _, letter := range text {
		n.settle(&r.cursor, letter)
		n.pass(&r.cursor, letter)
	}
	switch n.style {
	case singleQuoted, doubleQuoted:
		for !r.cursor.atEnd() && r.cursor.peek() != '"' && r.cursor.peek() != '\'' {
			r.cursor.next()
		}
		r.cursor.next()
	}
	return r.cursor.pos
}

// shorten keeps a text of the file that is quoted in a message from filling the screen.
func shorten(s string) string {
	const most = 60
	if runeCount(s) <= most {
		return s
	}
	return string([]rune(s)[:most-3]) + "..."
}
