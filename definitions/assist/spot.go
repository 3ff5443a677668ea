package assist

import (
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// spot is a place where somebody is writing, with what the grammar expects there.
type spot struct {
	p      *Project
	file   string
	kind   FileKind
	text   []byte
	at     diag.Pos
	cursor stroomschema.Cursor
	// shapes are the mappings whose keys can be written here; none where only a value can.
	shapes []*stroomschema.Shape
	// value is what can be written here as a value or item; nil for a key.
	value *stroomschema.ShapeValue
	// names says of a key what the author chooses it from; nil where no such key can be written.
	names *stroomschema.ShapeNames
	has   []string                 // the keys that stand in the mapping already
	place *stroomschema.ShapeValue // what can stand around a key
}

// spot finds out what can be written at a place of a text; nil where nothing can.
func (p *Project) spot(file string, text []byte, at diag.Pos) *spot {
	lines := strings.Split(string(text), "\n")
	if at.Line < 1 || at.Line > len(lines) {
		return nil
	}
	at.Column = max(1, min(at.Column, len([]rune(strings.TrimSuffix(lines[at.Line-1], "\r")))+1))
	s := &spot{p: p, file: file, kind: p.Kind(file), text: text, at: at}
	if s.kind == Other {
		s.kind = KindOf(text)
	}
	root := rootShape(s.kind)
	c, ok := stroomschema.At(file, text, at.Line, at.Column)
	if !ok || root == nil {
		return nil
	}
	s.cursor = c
	top := &stroomschema.ShapeValue{Kind: stroomschema.KindMapping, Shape: root}
	if len(c.Path) == 0 && !c.Key {
		s.shapes, s.has = []*stroomschema.Shape{root}, leftKeys(text)
		return s
	}
	value, around := walk(top, c.Root, c.Path)
	if value == nil {
		return nil
	}
	s.place = value
	if !c.Key {
		s.value = value
		if c.Fresh || len(c.Path) > 0 && c.Path[len(c.Path)-1].Key == "" {
			s.shapes = value.Mappings() // a mapping may be about to begin
		}
		return s
	}
	s.shapes = shapesAt(value, around)
	for _, shape := range s.shapes {
		if shape.Names != nil {
			s.names = shape.Names
		}
	}
	for _, e := range c.Around.Entries() {
		s.has = append(s.has, e.Key.Text())
	}
	if len(c.Path) == 0 {
		s.has = leftKeys(text)
	}
	return s
}

func rootShape(kind FileKind) *stroomschema.Shape {
	switch kind {
	case Definition:
		return stroomschema.DefinitionShape()
	case Part:
		return stroomschema.PartShape()
	case Scenario:
		return stroomschema.ScenarioShape()
	}
	return nil
}

// leftKeys lists the keys at the left edge of a file.
func leftKeys(text []byte) []string {
	var list []string
	for line := range strings.Lines(string(text)) {
		if key, _, ok := strings.Cut(line, ":"); ok && key != "" && !strings.ContainsAny(key, " #\"-{[") {
			list = append(list, key)
		}
	}
	return list
}

// walk follows a path through the grammar and through the nodes that stand there. The value is nil where the grammar knows
// no such place; the node is the one that the path leads to.
func walk(v *stroomschema.ShapeValue, n stroomschema.Node, path []stroomschema.PathStep) (*stroomschema.ShapeValue, stroomschema.Node) {
	for _, step := range path {
		if isLiteral(v) { // a value of a type of the author: the grammar knows no more
			n, _ = n.At([]stroomschema.PathStep{step})
			continue
		}
		if step.Key == "" {
			list := v.List()
			if list == nil {
				return nil, n
			}
			v = list.Item
			n, _ = n.At([]stroomschema.PathStep{step})
			continue
		}
		if v = below(shapesAt(v, n), step.Key); v == nil {
			return nil, n
		}
		n = n.Get(step.Key)
	}
	return v, n
}

// isLiteral reports whether a value of a declared type stands at a place, which may be a record or a list.
func isLiteral(v *stroomschema.ShapeValue) bool { return v.Kind == stroomschema.KindLiteral }

// shapesAt are the shapes that a mapping may be: one, or several while none of its keys says which.
func shapesAt(v *stroomschema.ShapeValue, n stroomschema.Node) []*stroomschema.Shape {
	if list := v.List(); len(v.Mappings()) == 0 && list != nil && list.Alone {
		v = list.Item
	}
	if shape := v.Mapping(func(key string) bool { return !n.Get(key).IsZero() }); shape != nil {
		return []*stroomschema.Shape{shape}
	}
	return v.Mappings()
}

// below is what stands under a key of one of some shapes; nil when none of them has it.
func below(shapes []*stroomschema.Shape, key string) *stroomschema.ShapeValue {
	for _, s := range shapes {
		if k := s.Key(key); k != nil {
			return k.Value
		}
	}
	for _, s := range shapes {
		if s.Names != nil {
			return s.Names.Value
		}
	}
	return nil
}

// before is the text that is written up to the cursor.
func (s *spot) before() string {
	letters := []rune(s.cursor.Text)
	return string(letters[:min(s.cursor.Offset, len(letters))])
}

// after is the text that is written behind the cursor.
func (s *spot) after() string {
	letters := []rune(s.cursor.Text)
	return string(letters[min(s.cursor.Offset, len(letters)):])
}

// replacing is the range from so many code points before the cursor up to the end of the name in which it stands.
func (s *spot) replacing(before string) diag.Range {
	r := diag.Range{File: s.file, Start: s.at, End: s.at}
	r.Start.Column -= len([]rune(before))
	r.End.Column += len(nameStart(s.after()))
	return r
}

// nameStart is the name with which a text begins; "" for none.
func nameStart(text string) string {
	end := 0
	for end < len(text) && isNameByte(text[end]) {
		end++
	}
	return text[:end]
}

// nameEnd is the name with which a text ends.
func nameEnd(text string) string {
	start := len(text)
	for start > 0 && isNameByte(text[start-1]) {
		start--
	}
	return text[start:]
}

func isNameByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

// flow is the flow in which the place lies, as far as the path tells; nil outside flows.
func (s *spot) flow() *stroomschema.Flow {
	if name := s.under("flows"); name != "" && s.p.known().Definition != nil {
		return s.p.known().Definition.Flow(name)
	}
	return nil
}

// step is the step in which the place lies.
func (s *spot) step() *stroomschema.Step {
	flow := s.flow()
	if flow == nil || len(s.cursor.Path) < 4 || s.cursor.Path[2].Key != "steps" {
		return nil
	}
	return flow.Step(s.cursor.Path[3].Key)
}

// under is the name below a section in which the place lies; "" elsewhere.
func (s *spot) under(section string) string {
	if path := s.cursor.Path; len(path) > 1 && path[0].Key == section {
		return path[1].Key
	}
	return ""
}

// node returns the mapping so many steps above the words: 0 is the one around them.
func (s *spot) node(up int) stroomschema.Node {
	path := s.cursor.Path
	if !s.cursor.Key {
		path = path[:max(0, len(path)-1)]
	}
	if up > len(path) {
		return stroomschema.Node{}
	}
	n, _ := s.cursor.Root.At(path[:len(path)-up])
	return n
}

// definition is what is known to exist; never nil, but it may be nearly empty.
func (s *spot) definition() *stroomschema.Definition {
	if d := s.p.known().Definition; d != nil {
		return d
	}
	return &stroomschema.Definition{}
}

// present reports whether a key stands in the mapping already, other than the one that is being written.
func (s *spot) present(key string) bool { return slices.Contains(s.has, key) }
