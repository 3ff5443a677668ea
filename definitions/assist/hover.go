package assist

import (
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Hover says what stands at a place, as Markdown, and how far it reaches; "" when there is nothing to say.
func (p *Project) Hover(file string, at diag.Pos, lang Lang) (about string, place diag.Range) {
	if m, index, ok := p.mentionAt(file, at); ok {
		if m.Symbol < len(p.analysis().Index.Symbols) {
			if about = describeIn(p.analysis(), m.Symbol, lang); about != "" {
				return about, m.Place
			}
		}
		s := index.Symbols[m.Symbol]
		return "**" + kindWords(s.Kind, lang) + " " + code(s.Name) + "**", m.Place
	}
	s := p.spot(file, p.texts[file], at)
	if s == nil {
		return "", diag.Range{}
	}
	h := hoverer{s, lang}
	if s.cursor.Key {
		return h.key(), h.whole()
	}
	if s.value == nil {
		return "", diag.Range{}
	}
	for _, one := range s.value.Scalars() {
		if about, place = h.scalar(one); about != "" {
			return about, place
		}
	}
	return "", diag.Range{}
}

// hoverer says what words of the language mean.
type hoverer struct {
	*spot
	lang Lang
}

// whole is the range of the text in which the place lies, as far as it stands on one line.
func (h hoverer) whole() diag.Range {
	r := diag.Range{File: h.file, Start: h.at, End: h.at}
	r.Start.Column -= len([]rune(h.before()))
	r.End.Column += len([]rune(h.after()))
	return r
}

// key says what a key of the grammar means.
func (h hoverer) key() string {
	shapes := h.shapes
	if h.place != nil { // now the key counts too that the place is about
		has := func(key string) bool { return key == h.cursor.Text || h.present(key) }
		if shape := h.place.Mapping(has); shape != nil {
			shapes = []*stroomschema.Shape{shape}
		}
	}
	for _, shape := range append(shapes, h.shapes...) {
		k := shape.Key(h.cursor.Text)
		if k == nil {
			continue
		}
		about := "**" + code(k.Name) + "** — " + h.lang.text(shape.Title) + "\n\n" + h.lang.text(k.About)
		if shape.Made == k.Name {
			about += "\n\n" + h.lang.text(shape.About)
		}
		if k.Required {
			about += "\n\n" + h.lang.say("_Verplicht._", "_Required._")
		}
		return about
	}
	return ""
}

// scalar says what a word of a value means.
func (h hoverer) scalar(v *stroomschema.ShapeValue) (string, diag.Range) {
	switch v.Kind {
	case stroomschema.KindWord:
		for _, w := range v.Words {
			if w.Word == strings.TrimSpace(h.cursor.Text) {
				return "**" + code(w.Word) + "** — " + h.lang.text(w.About), h.whole()
			}
		}
	case stroomschema.KindType:
		return h.named(simpleTypes)
	case stroomschema.KindExpr, stroomschema.KindMoment, stroomschema.KindTermLength, stroomschema.KindWho, stroomschema.KindTemplate,
		stroomschema.KindFactPlace, stroomschema.KindRun:
		return h.expression()
	}
	return "", diag.Range{}
}

// word is the name at the place.
func (h hoverer) word() (string, diag.Range) {
	before, after := nameEnd(h.before()), nameStart(h.after())
	r := diag.Range{File: h.file, Start: h.at, End: h.at}
	r.Start.Column -= len(before)
	r.End.Column += len(after)
	return before + after, r
}

func (h hoverer) named(list []described) (string, diag.Range) {
	word, r := h.word()
	if about := h.lang.text(find(list, word)); about != "" {
		return "**" + code(word) + "** — " + about, r
	}
	return "", diag.Range{}
}

// expression says what a name of the language means in an expression: a variable, or a function.
func (h hoverer) expression() (string, diag.Range) {
	word, r := h.word()
	if word == "" {
		return "", diag.Range{}
	}
	left := h.before()
	left = left[:len(left)-len(nameEnd(left))]
	right := strings.TrimLeft(h.after()[len(nameStart(h.after())):], " ")
	if strings.HasPrefix(right, "(") {
		if about := functionAbout(word, h.lang); about != "" {
			return "**" + code(h.signature(word)) + "**\n\n" + about, r
		}
		return "", diag.Range{}
	}
	name := word
	list, _ := tokens(left)
	if n := len(list); n > 0 && list[n-1].text == "." {
		start := chainBefore(list, n-1)
		name = withoutKeys(left[list[start].start:list[n-1].start]) + "." + word
	}
	about := builtinAbout(name, h.lang)
	typed := ""
	if known, _ := h.p.known().Expected(h.file, h.cursor.Path); known.Vars != nil {
		if v, ok := known.Vars.Lookup(name); ok {
			typed = " " + code(v.Type.String())
			if _, view := v.Tag.(*stroomschema.Flow); view {
				about = builtinAbout("flow."+word, h.lang)
			}
		}
	}
	if about == "" {
		return "", diag.Range{}
	}
	return "**" + code(name) + "**" + typed + "\n\n" + about, r
}

// signature is how a function of the language is called.
func (h hoverer) signature(name string) string {
	if env := h.definition().Env; env != nil {
		for _, fn := range env.Signatures() {
			if fn.Name == name {
				return signatureText(fn)
			}
		}
	}
	return name + "(…)"
}
