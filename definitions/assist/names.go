package assist

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// mentionAt finds the name at a place; where two stand side by side, the one that begins there.
func (p *Project) mentionAt(file string, at diag.Pos) (stroomschema.Mention, *stroomschema.Index, bool) {
	index, list := p.mentions(file)
	var found stroomschema.Mention
	ok := false
	for _, m := range list {
		if within(at, m.Place) {
			found, ok = m, true
		}
	}
	return found, index, ok
}

// Definition returns where what stands at a place is declared. Of a label that is everything that it is the label of; of
// the name of a file, the file.
func (p *Project) Definition(file string, at diag.Pos) []diag.Range {
	m, index, ok := p.mentionAt(file, at)
	if !ok {
		return p.fileAt(file, at)
	}
	s := index.Symbols[m.Symbol]
	var list []diag.Range
	for i, other := range index.Symbols {
		if i == m.Symbol && s.Kind != stroomschema.SymbolWord || s.Kind == stroomschema.SymbolWord && other.Kind != s.Kind && other.Name == s.Name {
			list = append(list, other.Place)
		}
	}
	return list
}

// fileAt returns the file that is named at a place.
func (p *Project) fileAt(file string, at diag.Pos) []diag.Range {
	c, ok := stroomschema.At(file, p.texts[file], at.Line, at.Column)
	if !ok || c.Key || len(c.Path) == 0 {
		return nil
	}
	name := ""
	switch first := c.Path[0].Key; {
	case first == "parts" && p.Kind(file) == Definition:
		name = c.Text
	case first == "definition" && p.Kind(file) == Scenario:
		name = p.main
	case c.Path[len(c.Path)-1].Key == "migrate" && p.Kind(file) == Scenario:
		name = path.Join(path.Dir(file), c.Text)
	}
	if _, ok := p.texts[name]; !ok {
		return nil
	}
	start := diag.Pos{Line: 1, Column: 1}
	return []diag.Range{{File: name, Start: start, End: start}}
}

// meant are the symbols that a place is about: of a label, everything that it is the label of.
func (p *Project) meant(file string, at diag.Pos) (symbols []int, index *stroomschema.Index) {
	m, index, ok := p.mentionAt(file, at)
	if !ok {
		return nil, index
	}
	symbols = []int{m.Symbol}
	if word := index.Symbols[m.Symbol]; word.Kind == stroomschema.SymbolWord {
		for i, other := range index.Symbols {
			if i != m.Symbol && other.Name == word.Name {
				symbols = append(symbols, i)
			}
		}
	}
	return symbols, index
}

// References returns every place that names what stands at a place, also those where it is used by name without being
// written. Sorted by place; with its declaration where that is asked.
func (p *Project) References(file string, at diag.Pos, declaration bool) []diag.Range {
	symbols, index := p.meant(file, at)
	var list []diag.Range
	for _, name := range p.files(symbols, index) {
		_, mentions := p.mentions(name)
		for _, m := range mentions {
			if slices.Contains(symbols, m.Symbol) && (declaration || !m.Declares) {
				list = append(list, m.Place)
			}
		}
	}
	for _, f := range index.Fills {
		if slices.Contains(symbols, f.Input) || slices.Contains(symbols, f.From) {
			list = append(list, f.Place)
		}
	}
	slices.SortFunc(list, comparePlaces)
	return slices.Compact(list)
}

// files are the files in which symbols can be named: a person of a scenario only there.
func (p *Project) files(symbols []int, index *stroomschema.Index) []string {
	if len(symbols) > 0 && symbols[0] >= len(p.analysis().Index.Symbols) {
		return []string{index.Symbols[symbols[0]].Place.File}
	}
	return slices.Concat(p.Files(), p.scenarios)
}

// Highlights returns the places in the file that name what stands at a place.
func (p *Project) Highlights(file string, at diag.Pos) []diag.Range {
	symbols, _ := p.meant(file, at)
	_, mentions := p.mentions(file)
	var list []diag.Range
	for _, m := range mentions {
		if slices.Contains(symbols, m.Symbol) {
			list = append(list, m.Place)
		}
	}
	return list
}

func comparePlaces(a, b diag.Range) int {
	return cmp.Or(cmp.Compare(a.File, b.File), a.Start.Compare(b.Start), a.End.Compare(b.End))
}

// Found is a declared name that a search found.
type Found struct {
	Name  string
	Kind  stroomschema.SymbolKind
	In    string
	Place diag.Range
}

// MaxFound is how many names a search returns.
const MaxFound = 200

// Search returns the declared names that hold some letters in their order, whatever their case.
func (p *Project) Search(letters string) []Found {
	var list []Found
	for _, s := range p.analysis().Index.Symbols {
		if len(list) < MaxFound && s.Kind != stroomschema.SymbolElement && holds(strings.ToLower(s.Name), strings.ToLower(letters)) {
			list = append(list, Found{s.Name, s.Kind, s.In, s.Place})
		}
	}
	return list
}

// holds reports whether the letters stand in a name in their order.
func holds(name, letters string) bool {
	for _, l := range letters {
		at := strings.IndexRune(name, l)
		if at < 0 {
			return false
		}
		name = name[at+1:]
	}
	return true
}

// Name is a name in a file, with what it stands for.
type Name struct {
	Kind     stroomschema.SymbolKind
	Declares bool
	Place    diag.Range // on one line
}

// Names returns every name in a file that leads to a declaration, in order of place; of two at one place, the first.
func (p *Project) Names(file string) []Name {
	index, mentions := p.mentions(file)
	var list []Name
	for _, m := range mentions {
		if n := len(list); n > 0 && m.Place.Start.Compare(list[n-1].Place.End) < 0 || m.Place.Start.Line != m.Place.End.Line {
			continue
		}
		list = append(list, Name{index.Symbols[m.Symbol].Kind, m.Declares, m.Place})
	}
	return list
}
