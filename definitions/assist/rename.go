package assist

import (
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Refusal says why a name cannot be given. It is the only error of Rename.
type Refusal struct{ NL, EN string }

// Error returns the reason in English.
func (r *Refusal) Error() string { return r.EN }

// In returns the reason in a language.
func (r *Refusal) In(lang Lang) string { return lang.say(r.NL, r.EN) }

func refuse(nl, en string, names ...string) *Refusal {
	for _, name := range names {
		nl, en = strings.Replace(nl, "%s", name, 1), strings.Replace(en, "%s", name, 1)
	}
	return &Refusal{nl, en}
}

// Renamable returns the name at a place that can be changed, and where it stands.
// Errors: *Refusal.
func (p *Project) Renamable(file string, at diag.Pos) (name string, place diag.Range, err *Refusal) {
	m, index, ok := p.mentionAt(file, at)
	if !ok {
		return "", diag.Range{}, refuse("Hier staat geen naam die een ander kan krijgen.", "There is no name here that could be another.")
	}
	s := index.Symbols[m.Symbol]
	switch {
	case s.Kind == stroomschema.SymbolWord:
		return "", diag.Range{}, refuse("Een label heeft de naam van wat het benoemt. Hernoem dat.", "A label has the name of what it labels. Rename that.")
	case s.Kind == stroomschema.SymbolFlow && s.Name == "main", s.Kind == stroomschema.SymbolDecision && (s.Name == "begin" || s.Name == "again"):
		return "", diag.Range{}, refuse("%s is een woord van de taal.", "%s is a word of the language.", s.Name)
	}
	return s.Name, m.Place, nil
}

// Rename returns what must be written where so that the name at a place becomes another one everywhere: in the definition,
// its parts, its labels and its scenarios.
// Errors: *Refusal, when the name is malformed or taken, or when something would mean something else afterwards.
func (p *Project) Rename(file string, at diag.Pos, to string) ([]Edit, *Refusal) {
	from, _, refusal := p.Renamable(file, at)
	if refusal != nil {
		return nil, refusal
	}
	m, index, _ := p.mentionAt(file, at)
	s := index.Symbols[m.Symbol]
	if ok, letters := stroomschema.ValidName(s.Kind, to); !ok {
		return nil, refuse("%s kan hier geen naam zijn: schrijf "+letters.NL+".", "%s cannot be a name here: write "+letters.EN+".", quote(to), quote(to))
	}
	if to == from {
		return nil, nil
	}
	if !p.analysis().Compiled {
		return nil, refuse("De definitie heeft fouten. Los die eerst op; anders is niet zeker wat er hernoemd wordt.",
			"The definition has errors. Mend those first; otherwise it is not certain what is renamed.")
	}
	family, refusal := p.family(index, m.Symbol)
	if refusal != nil {
		return nil, refusal
	}
	if taken := takenBy(index, family, to); taken != nil {
		return nil, refuse("%s bestaat al: "+lineOf(taken.Place)+".", "%s exists already: "+lineOf(taken.Place)+".", quote(to), quote(to))
	}
	var edits []Edit
	for _, name := range p.files([]int{m.Symbol}, index) {
		_, mentions := p.mentions(name)
		for _, one := range mentions {
			if slices.Contains(family, one.Symbol) {
				edits = append(edits, Edit{one.Place, to})
			}
		}
	}
	edits = append(edits, p.renameWord(index, family, from, to)...)
	slices.SortFunc(edits, func(a, b Edit) int { return comparePlaces(a.Range, b.Range) })
	return edits, p.unchanged(edits, from, to)
}

func quote(s string) string { return `"` + s + `"` }

// family are the symbols that must change together: one fills the other by name, or the same words name both.
func (p *Project) family(index *stroomschema.Index, first int) ([]int, *Refusal) {
	family := []int{first}
	add := func(i int) {
		if !slices.Contains(family, i) {
			family = append(family, i)
		}
	}
	for at := 0; at < len(family); at++ {
		for _, f := range index.Fills {
			switch {
			case f.Input == family[at] && f.From < 0:
				return nil, refuse("%s wordt op naam gevuld door de taal zelf: "+lineOf(f.Place)+".", "%s is filled by name by the language itself: "+lineOf(f.Place)+".", quote(index.Symbols[first].Name))
			case f.Input == family[at]:
				add(f.From)
			case f.From == family[at]:
				add(f.Input)
			}
		}
		for i, m := range index.Mentions {
			if m.Symbol != family[at] {
				continue
			}
			for _, near := range []int{i - 1, i + 1} {
				if near >= 0 && near < len(index.Mentions) && index.Mentions[near].Place == m.Place {
					add(index.Mentions[near].Symbol)
				}
			}
		}
	}
	return family, nil
}

// lineOf is a place as people look it up: v1.yaml:12.
func lineOf(r diag.Range) string { return r.File + ":" + strconv.Itoa(r.Start.Line) }

// takenBy finds a symbol of the same kind, at the same place in the definition, that has the name already.
func takenBy(index *stroomschema.Index, family []int, name string) *stroomschema.Symbol {
	for _, i := range family {
		for j, other := range index.Symbols {
			if s := index.Symbols[i]; other.Name == name && other.Kind == s.Kind && other.In == s.In && !slices.Contains(family, j) && s.Kind != stroomschema.SymbolElement {
				return &index.Symbols[j]
			}
		}
	}
	return nil
}

// shown are the kinds of name that people read, so that they have a label under words.
var shown = []stroomschema.SymbolKind{
	stroomschema.SymbolFact, stroomschema.SymbolValue, stroomschema.SymbolDecision, stroomschema.SymbolOutcome, stroomschema.SymbolField,
}

// filledIn reports whether a field is one that people never see: an input of a rule, a notice, a term.
func filledIn(s stroomschema.Symbol) bool {
	of, _, _ := strings.Cut(s.In, " ")
	return s.Kind == stroomschema.SymbolField && slices.Contains([]string{"rule", "notice", "term", "role", "count", "message", "service"}, of)
}

// renameWord gives the label of a name to its new name: it is renamed when nothing else has the name, and copied otherwise.
func (p *Project) renameWord(index *stroomschema.Index, family []int, from, to string) []Edit {
	var word *stroomschema.Symbol
	needed, shared := false, false
	for i, s := range index.Symbols {
		switch {
		case s.Kind == stroomschema.SymbolWord && s.Name == to:
			return nil // it has a label already
		case s.Kind == stroomschema.SymbolWord && s.Name == from:
			word = &index.Symbols[i]
		case s.Name != from || !slices.Contains(shown, s.Kind) || filledIn(s):
		case slices.Contains(family, i):
			needed = true
		default:
			shared = true
		}
	}
	switch {
	case word == nil || !needed:
		return nil
	case !shared:
		return []Edit{{word.Place, to}}
	}
	lines := strings.SplitAfter(string(p.texts[word.Place.File]), "\n")
	first, last := word.Extent.Start.Line, word.Extent.End.Line
	line := []rune(lines[first-1])
	before := string(line[:word.Extent.Start.Column-1])
	if strings.TrimSpace(before) != "" {
		return nil // it stands among others on one line; the new name will be without a label, and check says so
	}
	copied := before + to + string(line[word.Place.End.Column-1:]) + strings.Join(lines[first:last], "")
	after := diag.Pos{Line: last + 1, Column: 1}
	if !strings.HasSuffix(copied, "\n") { // the last line of the file
		after = diag.Pos{Line: last, Column: len([]rune(lines[last-1])) + 1}
		copied = "\n" + copied
	}
	return []Edit{{diag.Range{File: word.Place.File, Start: after, End: after}, copied}}
}

// unchanged makes the edits, reads everything again, and refuses when a fault is new, or when a name leads elsewhere than it
// did.
func (p *Project) unchanged(edits []Edit, from, to string) *Refusal {
	next := Open(p.main, apply(p.texts, edits), p.scenarios, nil)
	if fault := firstError(next.analysis().Found); fault != nil {
		return broken(fault, from, to)
	}
	for _, file := range slices.Concat([]string{""}, p.scenarios) {
		before, after := p.analysis().Index, next.analysis().Index
		if file != "" {
			old, new := p.scenario(file), next.scenario(file)
			if fault := firstError(new.Found); fault != nil && firstError(old.Found) == nil {
				return broken(fault, from, to)
			}
			if firstError(old.Found) != nil {
				continue // what could not be read then cannot be compared
			}
			before, after = old.Index, new.Index
		}
		if at := firstDifference(before, after); at != nil {
			return refuse("Met de naam %s zou hier iets anders bedoeld zijn: "+lineOf(*at)+".", "With the name %s something else would be meant here: "+lineOf(*at)+".", quote(to), quote(to))
		}
	}
	return nil
}

func broken(fault *diag.Diagnostic, from, to string) *Refusal {
	return refuse("%s kan niet %s heten: "+fault.Summary+" ("+lineOf(fault.Subject)+").", "%s cannot be called %s: "+fault.Summary+" ("+lineOf(fault.Subject)+").", quote(from), quote(to))
}

// firstError is the error that says most: that a name is taken, or else the first.
func firstError(list diag.List) *diag.Diagnostic {
	if i := slices.IndexFunc(list, func(d diag.Diagnostic) bool { return d.Code == stroomschema.CodeTaken }); i >= 0 {
		return &list[i]
	}
	i := slices.IndexFunc(list, func(d diag.Diagnostic) bool { return d.Severity == diag.Error })
	if i < 0 {
		return nil
	}
	return &list[i]
}

// firstDifference compares two indexes apart from the names themselves, and from labels; nil when every name leads to what
// it led to.
func firstDifference(before, after *stroomschema.Index) *diag.Range {
	a, b := bindings(before), bindings(after)
	to, back := map[int]int{}, map[int]int{}
	same := func(x, y int) bool {
		if x < 0 || y < 0 {
			return x == y
		}
		known, seen := to[x]
		_, other := back[y]
		if !seen && !other {
			to[x], back[y] = y, x
			return before.Symbols[x].Kind == after.Symbols[y].Kind
		}
		return seen && known == y
	}
	for i := range a {
		if i >= len(b) || a[i].declares != b[i].declares || !same(a[i].symbol, b[i].symbol) || !same(a[i].from, b[i].from) {
			return &a[i].place
		}
	}
	if len(b) > len(a) {
		return &b[len(a)].place
	}
	return nil
}

// binding is one place where a name leads to something.
type binding struct {
	symbol, from int // from: what fills it by name; -2 where a name is written
	declares     bool
	place        diag.Range
}

func bindings(index *stroomschema.Index) []binding {
	var list []binding
	for _, m := range index.Mentions {
		if index.Symbols[m.Symbol].Kind != stroomschema.SymbolWord {
			list = append(list, binding{m.Symbol, -2, m.Declares, m.Place})
		}
	}
	for _, f := range index.Fills {
		list = append(list, binding{f.Input, f.From, false, f.Place})
	}
	return list
}
