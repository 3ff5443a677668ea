package schema

import (
	"fmt"
	"math"
	"strings"

	"stroom/definitions/stroomschema"
)

// Reference returns the grammar as a page in Markdown, for people who look something up: every mapping with its keys, what
// may stand under each and what it says, and how each kind of value is written. The language is Dutch or English. The text
// is the same from run to run.
func Reference(lang Language) []byte {
	p := &page{lang: lang, told: map[string]bool{}, groups: map[string]bool{}}
	for _, root := range []*stroomschema.Shape{stroomschema.DefinitionShape(), stroomschema.ScenarioShape()} {
		p.shape(root)
		for len(p.later) > 0 {
			next := p.later[0]
			p.later = p.later[1:]
			next()
		}
	}
	p.kinds()
	return []byte(strings.TrimLeft(p.out.String(), "\n"))
}

// page is a reference that is being written. Shapes and groups that are mentioned are written later, in that order.
type page struct {
	lang   Language
	out    strings.Builder
	later  []func()
	told   map[string]bool // shapes that are written, or will be
	groups map[string]bool // values with a name that are written, or will be
	scalar []stroomschema.Scalar
}

func (p *page) say(t stroomschema.Text) string {
	if p.lang == Dutch {
		return t.NL
	}
	return t.EN
}

func (p *page) both(nl, en string) string { return p.say(stroomschema.Text{NL: nl, EN: en}) }

// printf writes to the page; a builder takes everything.
func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.out, format, args...) }

// heading starts a part that can be referred to.
func (p *page) heading(anchor, title string) {
	p.printf("\n<a id=%q></a>\n### %s\n\n", "ref-"+strings.ReplaceAll(anchor, " ", "-"), title)
}

func link(anchor, text string) string {
	return fmt.Sprintf("[%s](#ref-%s)", text, strings.ReplaceAll(anchor, " ", "-"))
}

// mention returns a reference to a shape, which is written later.
func (p *page) mention(s *stroomschema.Shape) string {
	if !p.told[s.Name] {
		p.told[s.Name] = true
		p.later = append(p.later, func() { p.shape(s) })
	}
	return link(s.Name, lower(p.say(s.Title)))
}

// lower makes a title a word within a sentence.
func lower(title string) string { return strings.ToLower(title[:1]) + title[1:] }

// shape writes a mapping with its keys.
func (p *page) shape(s *stroomschema.Shape) {
	p.told[s.Name] = true
	p.heading(s.Name, p.say(s.Title))
	p.printf("%s\n", p.say(s.About))
	if len(s.Keys) > 0 {
		p.printf("\n| %s | | %s | %s |\n|---|---|---|---|\n", p.both("sleutel", "key"), p.both("daar staat", "what stands there"), p.both("dat zegt", "what it says"))
	}
	for _, k := range s.Keys {
		needed := ""
		if k.Required {
			needed = p.both("moet", "needed")
		}
		p.printf("| `%s` | %s | %s | %s |\n", k.Name, needed, cell(p.value(k.Value)), cell(p.say(k.About)+p.words(k.Value)))
	}
	if s.Names != nil {
		p.printf("\n`%s: ...` %s\n", p.placeholder(s.Names.Key), p.value(s.Names.Value)+": "+p.say(s.Names.About))
	}
	p.conditions(s)
}

// words says what each of several words means.
func (p *page) words(v *stroomschema.ShapeValue) string {
	text := ""
	for _, one := range v.Scalars() {
		for _, w := range one.Words {
			if w.Word != "yes" && len(v.Scalars())+len(one.Words) > 2 {
				text += "<br>`" + w.Word + "`: " + p.say(w.About)
			}
		}
	}
	return text
}

// conditions writes what the keys of a mapping ask of each other.
func (p *page) conditions(s *stroomschema.Shape) {
	var list []string
	for _, group := range s.OneOf {
		list = append(list, p.both("Precies een van ", "Exactly one of ")+quoted(group)+".")
	}
	for _, group := range s.NotBoth {
		list = append(list, p.both("Hooguit een van ", "At most one of ")+quoted(group)+".")
	}
	for _, k := range s.Keys {
		if len(k.Needs) > 0 {
			list = append(list, "`"+k.Name+"`"+p.both(" staat alleen naast ", " stands only beside ")+quoted(k.Needs)+".")
		}
	}
	for _, rule := range s.Rules {
		list = append(list, p.say(rule.About))
	}
	if s.Outside != "" {
		list = append(list, p.both("Wat moet, mag ook staan in een bestand onder ", "What is needed may stand in a file under ")+"`"+s.Outside+"`"+p.both(".", " instead."))
	}
	for i, line := range list {
		if i == 0 {
			p.printf("\n")
		}
		p.printf("- %s\n", line)
	}
}

// quoted writes keys one after the other.
func quoted(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }

// cell makes a text fit into a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", "\\|") }

// value says what may stand at a place.
func (p *page) value(v *stroomschema.ShapeValue) string {
	if list := v.List(); v.Name != "" && (len(v.Mappings()) > 0 || list != nil && len(list.Item.Mappings()) > 0) {
		return p.group(v)
	}
	return p.written(v)
}

func (p *page) written(v *stroomschema.ShapeValue) string {
	text := ""
	switch v.Kind {
	case stroomschema.KindMapping:
		text = p.mapping(v.Shape)
	case stroomschema.KindList:
		item := p.item(v.Item)
		text = p.both("lijst van ", "list of ") + item
		if v.Alone {
			text = item + p.both(", of een lijst daarvan", ", or a list of these")
		}
	case stroomschema.KindEither:
		var list []string
		for _, one := range v.Either {
			list = append(list, p.value(one))
		}
		text = strings.Join(list, p.both(", of ", ", or "))
	default:
		text = p.scalarText(v)
	}
	if v.Empty {
		text += p.both(", of niets", ", or nothing")
	}
	return text
}

// item says what an item of a list may be.
func (p *page) item(v *stroomschema.ShapeValue) string {
	if v.Kind != stroomschema.KindEither {
		return p.value(v)
	}
	var list []string
	for _, one := range v.Either {
		list = append(list, p.value(one))
	}
	return strings.Join(list, " / ")
}

// mapping says what a mapping holds: a reference, or its names.
func (p *page) mapping(s *stroomschema.Shape) string {
	if s.Title.EN != "" {
		return p.mention(s)
	}
	var list []string
	for _, k := range s.Keys {
		list = append(list, "`"+k.Name+"`: "+p.value(k.Value))
	}
	if s.Names != nil {
		list = append(list, "`"+p.placeholder(s.Names.Key)+"`: "+p.value(s.Names.Value))
	}
	return strings.Join(list, "; ")
}

// placeholder is what stands for a name that the author writes.
func (p *page) placeholder(v *stroomschema.ShapeValue) string {
	name := string(v.Ref)
	switch {
	case v.Kind == stroomschema.KindRun:
		name = "flow"
	case v.Kind == stroomschema.KindParty:
		name = "role"
	case v.Kind == stroomschema.KindFactPlace, v.Kind == stroomschema.KindFactPart:
		name = "fact"
	case v.Kind == stroomschema.KindFieldPart:
		name = "field"
	case v.Ref == stroomschema.RefKeyValue, v.Ref == stroomschema.RefTypeValue:
		name = "value"
	case v.Ref == stroomschema.RefArrival:
		name = "kind"
	case v.Ref == stroomschema.RefExclusion, v.Ref == stroomschema.RefOwn, v.Ref == "":
		name = "name"
	}
	return strings.ToUpper(strings.ReplaceAll(name, " ", "_"))
}

// scalarText says how a scalar is written.
func (p *page) scalarText(v *stroomschema.ShapeValue) string {
	s, ok := v.Scalar()
	if !ok {
		panic("schema: a " + string(v.Kind) + " is no scalar")
	}
	switch v.Kind {
	case stroomschema.KindWord, stroomschema.KindBool, stroomschema.KindCalendar:
		return "`" + strings.Join(s.Words, "`, `") + "`"
	case stroomschema.KindNumber:
		if v.Low == math.MinInt {
			return p.both("getal", "number")
		}
		return fmt.Sprintf(p.both("getal %d..%d", "number %d..%d"), v.Low, v.High)
	case stroomschema.KindRef:
		return "`" + p.placeholder(v) + "`"
	}
	text := p.say(s.Title)
	if v.Result == "bool" {
		text = p.both("voorwaarde", "condition")
	}
	if !p.told["kind "+s.Name] {
		p.told["kind "+s.Name] = true
		p.scalar = append(p.scalar, s)
	}
	return link("kind-"+s.Name, text)
}

// group returns a reference to what may stand at many places, which is written later.
func (p *page) group(v *stroomschema.ShapeValue) string {
	if !p.groups[v.Name] {
		p.groups[v.Name] = true
		p.later = append(p.later, func() { p.writeGroup(v) })
	}
	return link("value-"+v.Name, v.Name)
}

// writeGroup writes what may stand at many places: a sentence, and a table when it is one of many mappings.
func (p *page) writeGroup(v *stroomschema.ShapeValue) {
	p.heading("value-"+v.Name, strings.ToUpper(v.Name[:1])+v.Name[1:])
	list := v.List()
	if list == nil || len(list.Item.Mappings()) < 3 {
		p.printf("%s%s.\n", p.both("Hier staat: ", "This is: "), p.written(v))
		return
	}
	if list.Alone {
		p.printf("%s\n", p.both("Een van deze, of een lijst daarvan.", "One of these, or a list of them."))
	} else {
		p.printf("%s\n", p.both("Een lijst van deze.", "A list of these."))
	}
	p.printf("\n| | %s | %s |\n|---|---|---|\n", p.both("daar staat", "what stands there"), p.both("dat zegt", "what it says"))
	for _, s := range list.Item.Mappings() {
		var keys []string
		for _, k := range s.Keys {
			needed := ""
			if k.Required && k.Name != s.Made {
				needed = p.both(" (moet)", " (needed)")
			}
			keys = append(keys, "`"+k.Name+"`"+needed+": "+p.value(k.Value))
		}
		p.printf("| `%s` | %s | %s |\n", s.Made, cell(strings.Join(keys, "<br>")), cell(p.say(s.About)))
	}
}

// kinds writes how each kind of scalar is written.
func (p *page) kinds() {
	p.printf("\n### %s\n\n| %s | | %s |\n|---|---|---|\n", p.both("Soorten waarden", "Kinds of values"), p.both("soort", "kind"), p.both("bijvoorbeeld", "for example"))
	for _, s := range p.scalar {
		example := ""
		if len(s.Examples) > 0 {
			example = "`" + strings.Join(s.Examples, "`, `") + "`"
		}
		anchor := strings.ReplaceAll("ref-kind-"+s.Name, " ", "-")
		p.printf("| <a id=%q></a>%s | %s | %s |\n", anchor, p.say(s.Title), cell(p.say(s.About)), cell(example))
	}
	p.printf("\n%s\n", p.both("Een woord in hoofdletters, zoals `ROLE`, is de naam van wat elders in het bestand staat.",
		"A word in capitals, such as `ROLE`, is the name of what is declared elsewhere in the file."))
}
