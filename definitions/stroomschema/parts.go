package stroomschema

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"stroom/definitions/diag"
)

// MaxParts is how many parts a definition may name.
const MaxParts = 20

// join adds the parts that a definition names to it. Definition.Source becomes one document that says the same without
// parts, so that a running trajectory can be pinned to it.
func (c *compiler) join(root *node, read func(file string, text []byte) (*node, diag.List)) *node {
	list := c.reopen(root, root.rng, "the definition", definitionShape).get("parts")
	if list == nil {
		return root
	}
	if list.kind != sequenceNode || len(list.items) > MaxParts {
		c.report(CodeShape, list.rng, "write parts: [words.yaml]", "parts are a list of at most %d files", MaxParts)
		return root
	}
	merged, plain := root, true
	texts := [][]byte{c.def.Source}
	for _, item := range list.items {
		p, ok := c.word(item, "a part")
		if !ok {
			continue
		}
		text, ok := c.part(p)
		if !ok {
			continue
		}
		texts = append(texts, text)
		part, found := read(p.text, text)
		c.found = append(c.found, found...)
		if part != nil {
			plain = plain && appendable(merged, part, text)
			merged = c.merge(merged, part)
		}
	}
	switch {
	case c.found.HasErrors():
	case plain && root.pairs[0].key.rng.Start.Column == 1:
		c.def.Source = c.appended(root, texts)
	default:
		c.def.Source = c.joined(texts, list.rng)
	}
	return merged
}

// appendable reports whether the text of a part can stand behind the text of the others as it is: it has sections of its
// own, and each starts a line.
func appendable(root, part *node, text []byte) bool {
	for _, p := range part.pairs {
		if p.key.rng.Start.Column != 1 || root.get(p.key.text) != nil {
			return false
		}
	}
	for _, mark := range []string{"---", "...", "%"} {
		if bytes.HasPrefix(text, []byte(mark)) || bytes.Contains(text, []byte("\n"+mark)) {
			return false
		}
	}
	return true
}

// appended writes the texts one behind the other, without the key that names the parts.
func (c *compiler) appended(root *node, texts [][]byte) []byte {
	main := texts[0]
	start, end := root.key("parts").rng.Start.Byte, root.get("parts").rng.End.Byte
	if main[root.get("parts").rng.Start.Byte] == '[' {
		end += bytes.IndexByte(main[end:], ']') + 1 // it stands behind the last item
	}
	out := append([]byte(nil), main[:start]...)
	out = append(out, main[end:]...)
	for _, text := range texts[1:] {
		if !bytes.HasSuffix(out, []byte("\n")) {
			out = append(out, '\n')
		}
		out = append(out, text...)
	}
	return out
}

func (c *compiler) part(p piece) ([]byte, bool) {
	if c.opts.Parts == nil {
		c.report(CodePart, p.all(), "", "part %q cannot be read: only one file was given", shorten(p.text))
		return nil, false
	}
	text, err := c.opts.Parts(p.text)
	if err != nil {
		c.report(CodePart, p.all(), "", "part %q cannot be read: %v", shorten(p.text), err)
		return nil, false
	}
	return text, true
}

// merge adds the sections of a part. A section that stands in both is one section; names in it must differ.
func (c *compiler) merge(root, part *node) *node {
	out := *root
	out.pairs = append([]pair(nil), root.pairs...)
	if part.kind != mappingNode {
		c.report(CodeShape, part.rng, "write sections, such as words: {...}", "a part is a mapping")
		return &out
	}
	for _, p := range part.pairs {
		if p.key.text == "parts" {
			c.report(CodePart, p.key.rng, "name every part in the main file", "a part cannot name parts")
			continue
		}
		at := indexOf(out.pairs, p.key.text)
		if at < 0 {
			out.pairs = append(out.pairs, p)
			continue
		}
		there := out.pairs[at].value
		if there.kind != mappingNode || p.value.kind != mappingNode {
			c.report(CodeTaken, p.key.rng, "", "%q stands in another file already", shorten(p.key.text))
			continue
		}
		both := *there
		both.pairs = append([]pair(nil), there.pairs...)
		for _, inner := range p.value.pairs {
			if there.get(inner.key.text) != nil {
				c.report(CodeTaken, inner.key.rng, "", "%q stands under %s in another file already", shorten(inner.key.text), p.key.text)
				continue
			}
			both.pairs = append(both.pairs, inner)
		}
		out.pairs[at].value = &both
	}
	return &out
}

func indexOf(pairs []pair, key string) int {
	for i, p := range pairs {
		if p.key.text == key {
			return i
		}
	}
	return -1
}

// joined writes the main file and its parts as one document. The comments of both stay.
func (c *compiler) joined(texts [][]byte, at diag.Range) []byte {
	var main yaml.Node
	for i, text := range texts {
		var next yaml.Node
		if err := yaml.Unmarshal(text, &next); err != nil || len(next.Content) != 1 {
			c.report(CodePart, at, "", "a part cannot be joined: %v", err)
			return nil
		}
		if i == 0 {
			main = next
			dropParts(main.Content[0])
			continue
		}
		joinNodes(main.Content[0], next.Content[0])
	}
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&main); err != nil {
		panic(fmt.Sprintf("stroomschema: encode nodes that were decoded: %v", err))
	}
	return out.Bytes()
}

func dropParts(m *yaml.Node) {
	for i := 0; i+1 < len(m.Content); i += 2 {
		if m.Content[i].Value == "parts" {
			m.Content = append(m.Content[:i:i], m.Content[i+2:]...)
			return
		}
	}
}

func joinNodes(main, part *yaml.Node) {
	for i := 0; i+1 < len(part.Content); i += 2 {
		key, value := part.Content[i], part.Content[i+1]
		at := -1
		for j := 0; j+1 < len(main.Content); j += 2 {
			if main.Content[j].Value == key.Value {
				at = j + 1
			}
		}
		if at < 0 {
			main.Content = append(main.Content, key, value)
			continue
		}
		main.Content[at].Content = append(main.Content[at].Content, value.Content...)
		main.Content[at].Style &^= yaml.FlowStyle
	}
}
