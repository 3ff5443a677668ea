package stroomschema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
)

// reporter collects diagnostics. It stops collecting at MaxFound: an author mends those first.
type reporter struct {
	found diag.List
	asked func(shapes []*Shape, key string) // told of every key that is read; for the test of the grammar, nil elsewhere
	index *indexer                          // nil: nobody asks where names are
}

// report adds a diagnostic with the severity that the table gives its code.
func (r *reporter) report(code string, at diag.Range, hint, format string, args ...any) {
	r.add(diag.Diagnostic{Code: code, Subject: at, Hint: hint, Summary: fmt.Sprintf(format, args...)})
}

func (r *reporter) add(d diag.Diagnostic) {
	if len(r.found) >= MaxFound {
		return
	}
	d.Severity = explained[d.Code].Severity
	d.Summary = shortenTo(d.Summary, 300)
	r.found = append(r.found, d)
}

// fields reads the keys of one mapping, of one of some shapes of the grammar.
type fields struct {
	*reporter
	node    *node
	what    string // "flow loan", for messages
	at      diag.Range
	shapes  []*Shape
	excused []string // keys that are not missed: they stand there with a typing error; "*" for all
}

// fields opens a mapping that has one of some shapes, and reports the keys that none of them has. The result can always be
// asked; it is empty when the node is no mapping.
func (r *reporter) fields(n *node, at diag.Range, what string, shapes ...*Shape) fields {
	return r.fieldsAnd(n, at, what, nil, shapes...)
}

// fieldsAnd is fields for a mapping that may also have keys that the definition itself names.
func (r *reporter) fieldsAnd(n *node, at diag.Range, what string, named []string, shapes ...*Shape) fields {
	f := fields{reporter: r, node: n, what: what, at: at, shapes: shapes}
	if n == nil || n.kind != mappingNode {
		if n != nil {
			r.report(CodeShape, n.rng, "write "+example(shapes), "%s is %s; a mapping is expected", what, n.words())
		}
		f.node = &node{kind: mappingNode}
		f.excused = []string{"*"}
		return f
	}
	for _, p := range n.pairs {
		switch value := f.valueOf(p.key.text); {
		case value == nil && !slices.Contains(named, p.key.text):
			f.excused = append(f.excused, r.unknownKey(p, what, append(keysOf(shapes), named...)))
		case value != nil && hollow(p, value):
			r.report(CodeShape, p.value.rng, "write what belongs there, or remove it", "%q of %s is empty", p.key.text, what)
		}
	}
	return f.filled()
}

// hollow reports whether nothing stands under a key that needs something. Of a text, the language is missed instead.
func hollow(p pair, value *ShapeValue) bool {
	return p.value.null() && !value.Empty && value.Kind != KindText && value.Kind != KindTemplate
}

// filled leaves out the keys under which nothing stands: that has been reported, so nobody misses them.
func (f fields) filled() fields {
	isHollow := func(p pair) bool {
		value := f.valueOf(p.key.text)
		return value != nil && hollow(p, value)
	}
	if !slices.ContainsFunc(f.node.pairs, isHollow) {
		return f
	}
	clean := *f.node
	clean.pairs = nil
	for _, p := range f.node.pairs {
		if isHollow(p) {
			f.excused = append(f.excused, p.key.text)
			continue
		}
		clean.pairs = append(clean.pairs, p)
	}
	f.node = &clean
	return f
}

// valueOf is what may stand under a key; nil when none of the shapes has it.
func (f fields) valueOf(key string) *ShapeValue {
	for _, s := range f.shapes {
		if k := s.Key(key); k != nil {
			return k.Value
		}
	}
	return nil
}

// reopen is fields for a mapping that was opened before: what is wrong with its keys has been reported.
func (r *reporter) reopen(n *node, at diag.Range, what string, shapes ...*Shape) fields {
	f := fields{reporter: r, node: n, what: what, at: at, shapes: shapes}
	if n == nil || n.kind != mappingNode {
		return f
	}
	return f.filled()
}

// allows reports whether one of the shapes has the key.
func (f fields) allows(key string) bool {
	return f.valueOf(key) != nil
}

// example is what to write instead of something that is no mapping: the keys that must be there, or else the first ones.
func example(shapes []*Shape) string {
	var names []string
	for _, k := range shapes[0].Keys {
		if k.Required {
			names = append(names, k.Name)
		}
	}
	if len(names) == 0 {
		names = keysOf(shapes)
	}
	return "{" + strings.Join(names[:min(3, len(names))], ": ..., ") + ": ...}"
}

// unknownKey reports a key that is not allowed, and returns the one that was probably meant.
func (r *reporter) unknownKey(p pair, what string, names []string) string {
	hint := "possible here: " + strings.Join(names, ", ")
	near := nearest(p.key.text, names)
	switch {
	case near != "":
		hint = fmt.Sprintf("did you mean %q?", near)
	case p.value.null() && p.value.text == "":
		hint = "did you forget quotes? A text with a comma, colon or braces needs them"
	}
	r.report(CodeUnknownKey, p.key.rng, hint, "%s has no %q", what, shorten(p.key.text))
	return near
}

func (f fields) excuses(key string) bool {
	return slices.Contains(f.excused, key) || slices.Contains(f.excused, "*")
}

// get returns the value of a key, or nil.
func (f fields) get(key string) *node {
	if f.asked != nil {
		f.asked(f.shapes, key)
	}
	return f.node.get(key)
}

// has reports whether the key stands there.
func (f fields) has(key string) bool { return f.get(key) != nil }

// keyRange is the range of a key, or of the whole thing when it is not there.
func (f fields) keyRange(key string) diag.Range {
	if k := f.node.key(key); k != nil {
		return k.rng
	}
	return f.at
}

// need returns the value of a key that must be there; nil after a diagnostic.
func (f fields) need(key, hint string) *node {
	n := f.get(key)
	if n == nil && !f.excuses(key) {
		f.report(CodeMissingKey, f.at, hint, "%s lacks %q", f.what, key)
	}
	return n
}

// scalar returns the text of a key; ok is false when it is absent or (after a diagnostic) no text.
func (f fields) scalar(key string) (piece, bool) {
	n := f.get(key)
	if n == nil {
		return piece{}, false
	}
	return f.word(n, fmt.Sprintf("%q of %s", key, f.what))
}

// word reads a scalar that is not empty.
func (r *reporter) word(n *node, what string) (piece, bool) {
	if n.kind != scalarNode || n.null() || strings.TrimSpace(n.text) == "" {
		r.report(CodeShape, n.rng, "", "%s is %s; a text is expected", what, n.words())
		return piece{}, false
	}
	return n.piece(), true
}

// needScalar is scalar for a key that must be there.
func (f fields) needScalar(key, hint string) (piece, bool) {
	if f.need(key, hint) == nil {
		return piece{}, false
	}
	return f.scalar(key)
}

// yes reads a key of which the only value is `yes`.
func (f fields) yes(key string) bool {
	n := f.get(key)
	if n == nil {
		return false
	}
	if n.kind != scalarNode || n.text != "yes" {
		f.report(CodeLiteral, n.rng, "write `"+key+": yes`, or leave it out", "%q of %s can only be yes", key, f.what)
		return false
	}
	return true
}

// number reads a whole number within bounds; the result is 0 when it is absent or wrong.
func (f fields) number(key string, low, high int) int {
	n := f.get(key)
	if n == nil {
		return 0
	}
	value, err := strconv.Atoi(n.text)
	if n.kind != scalarNode || err != nil || value < low || value > high || strconv.Itoa(value) != n.text {
		f.report(CodeLiteral, n.rng, "", "%q of %s must be a whole number from %d to %d", key, f.what, low, high)
		return 0
	}
	return value
}

// oneOf reads one of a few words; the result is "" when it is absent or wrong.
func (f fields) oneOf(key string, words ...string) string {
	p, ok := f.scalar(key)
	if !ok {
		return ""
	}
	if !slices.Contains(words, p.text) {
		f.report(CodeLiteral, p.all(), suggest(p.text, words), "%q of %s cannot be %q", key, f.what, shorten(p.text))
		return ""
	}
	return p.text
}

// entries opens a mapping of names to things: every key must be a name of the given form.
func (r *reporter) entries(n *node, what string, form nameForm) []pair {
	if n == nil {
		return nil
	}
	if n.kind != mappingNode {
		r.report(CodeShape, n.rng, "write name: ...", "%s is %s; a mapping is expected", what, n.words())
		return nil
	}
	valid := make([]pair, 0, len(n.pairs))
	for _, p := range n.pairs {
		if r.checkName(p.key, form) {
			valid = append(valid, p)
		}
	}
	return valid
}

// text reads a sentence in both languages.
func (r *reporter) text(n *node, what string) Text {
	f := r.fields(n, n.rng, what, textShape)
	return f.textFields()
}

// textFields reads nl and en beside other keys.
func (f fields) textFields() Text {
	return Text{NL: f.language("nl"), EN: f.language("en")}
}

func (f fields) language(key string) string {
	n := f.get(key)
	if n == nil && f.excuses(key) {
		return ""
	}
	if n == nil || n.null() {
		f.report(CodeLanguage, f.at, "every text is written in nl and in en", "%s has no text in %q", f.what, key)
		return ""
	}
	p, ok := f.word(n, fmt.Sprintf("%q of %s", key, f.what))
	if !ok {
		return ""
	}
	return p.text
}

// needText reads a TEXT under a key that must be there.
func (f fields) needText(key, hint string) Text {
	n := f.need(key, hint)
	if n == nil {
		return Text{}
	}
	return f.text(n, fmt.Sprintf("%q of %s", key, f.what))
}

func shortenTo(s string, most int) string {
	if runeCount(s) <= most {
		return s
	}
	return string([]rune(s)[:most-3]) + "..."
}

// MaxItems is how many items a list of rules, branches, triggers or actions may have: more than anybody reads.
const MaxItems = 60

// atMost returns the items of a list, up to MaxItems; more is reported.
func (r *reporter) atMost(n *node, what string) []*node {
	items := n.list()
	if len(items) > MaxItems {
		r.report(CodeTooMany, items[MaxItems].rng, "divide it", "%s has more than %d items", what, MaxItems)
		return items[:MaxItems]
	}
	return items
}
