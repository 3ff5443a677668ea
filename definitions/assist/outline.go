package assist

import (
	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Symbol is an entry of the table of contents of a file.
type Symbol struct {
	Name     string
	Detail   string
	Kind     stroomschema.SymbolKind // "" for a section, and for what happens in a scenario
	Range    diag.Range              // all of it
	Place    diag.Range              // its name
	Children []*Symbol
}

// Symbols returns the table of contents of a file: its sections, and below them what they declare.
func (p *Project) Symbols(file string, lang Lang) []*Symbol {
	d := p.document(file)
	if d == nil {
		return nil
	}
	var top []*Symbol
	for _, e := range d.Root().Entries() {
		if e.Key.Text() != "" {
			top = append(top, &Symbol{Name: e.Key.Text(), Range: e.Key.Place().To(e.Value.Place()), Place: e.Key.Inside()})
		}
	}
	index, _ := p.mentions(file)
	t := &teller{of: p.analysis(), def: p.analysis().Definition, index: index, lang: lang}
	for _, s := range index.Symbols {
		if s.Place.File != file || s.Kind == stroomschema.SymbolElement || s.Kind == stroomschema.SymbolCode || s.Kind == stroomschema.SymbolEvent {
			continue
		}
		one := &Symbol{Name: s.Name, Kind: s.Kind, Range: s.Extent, Place: s.Place}
		if t.def != nil {
			one.Detail = t.label(s)
		}
		place(&top, one)
	}
	if p.Kind(file) == Scenario {
		for _, item := range d.Root().Get("events").Items() {
			p.event(top, item)
		}
	}
	return top
}

// place puts a symbol under the innermost one around it. They come in order of place.
func place(list *[]*Symbol, s *Symbol) {
	if n := len(*list); n > 0 {
		for _, last := range *list {
			if last.Range.Start.Compare(s.Range.Start) <= 0 && s.Range.End.Compare(last.Range.End) <= 0 {
				place(&last.Children, s)
				return
			}
		}
	}
	*list = append(*list, s)
}

// event puts one event of a scenario under the section of events.
func (p *Project) event(top []*Symbol, item stroomschema.Node) {
	name := ""
	for _, key := range []string{"take", "begin", "message", "answer", "fail", "withdraw", "migrate", "wait"} {
		if n := item.Get(key); !n.IsZero() && name == "" {
			name = n.Text()
			if key != "take" {
				name = key + " " + name
			}
		}
	}
	when := item.Get("at").Text()
	if when == "" && !item.Get("after").IsZero() {
		when = "+ " + item.Get("after").Text()
	}
	for _, section := range top {
		if section.Name == "events" && name != "" {
			section.Children = append(section.Children, &Symbol{Name: name, Detail: when, Range: item.Place(), Place: item.Place()})
		}
	}
}
