package engine

import (
	"strings"

	"stroom/definitions/stroomschema"
	"stroom/rules"
)

// The two languages of what people read.
const (
	NL = "nl"
	EN = "en"
)

var hiddenText = Said{NL: "(een gegeven dat u niet mag zien)", EN: "(a fact you may not see)"}

// say renders a template for a reader. With filter set, values that he may not see are named as such.
func (s *scope) say(t stroomschema.Template, reader Sight, filter bool) Said {
	return Said{NL: s.render(t.NL, NL, reader, filter), EN: s.render(t.EN, EN, reader, filter)}
}

// sentenceLength is more bytes than most sentences have.
const sentenceLength = 200

func (s *scope) render(pieces []stroomschema.Piece, lang string, reader Sight, filter bool) string {
	var b strings.Builder
	b.Grow(sentenceLength)
	for _, p := range pieces {
		if p.Quote == nil {
			b.WriteString(p.Text)
			continue
		}
		if filter && !s.mayRead(p.Quote, reader) {
			b.WriteString(hiddenText.in(lang))
			continue
		}
		v := s.eval(p.Quote)
		if !v.IsSet() {
			b.WriteString(p.Otherwise)
			continue
		}
		b.WriteString(s.display(v, lang))
	}
	return b.String()
}

func (t Said) in(lang string) string {
	if lang == EN {
		return t.EN
	}
	return t.NL
}

// display shows a value to people: labels for names, dates in words, in the zone of the definition.
func (s *scope) display(v rules.Value, lang string) string {
	return v.DisplayIn(lang, s.def.Zone, func(typeName, value string) string {
		return Said(s.def.ValueLabel(typeName, value)).in(lang)
	})
}

// mayRead says whether a reader may know everything that an expression reads.
func (s *scope) mayRead(x *rules.Expr, reader Sight) bool {
	for name := range x.ReadNames() {
		if !s.mayReadName(name, reader) {
			return false
		}
	}
	return true
}

// mayReadName says whether a reader may know a variable. Inputs of rules and notices are known by what they were made of:
// the compiler lists those reads with the use, and run data goes by the run.
func (s *scope) mayReadName(name string, reader Sight) bool {
	if _, local := s.locals.get(name); local {
		return s.mayReadInput(name, reader)
	}
	head, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		if f := s.def.Fact(head); f != nil {
			return s.mayReadFact(f, "", reader)
		}
		return true
	}
	switch head {
	case "ask":
		return reader.ownForm || s.run == nil || reader.Run(s.run.Flow, s.run.Key)
	case "with", "own", "again", "message", "answer":
		return s.run == nil || reader.Run(s.run.Flow, s.run.Key)
	case "recorded":
		if f := s.def.Fact(rest); f != nil {
			return s.mayReadFact(f, "", reader)
		}
	}
	if f := s.def.Fact(head); f != nil {
		return s.mayReadFact(f, rest, reader)
	}
	return true
}

// mayReadInput: an input may be known by who may know what it was made of.
func (s *scope) mayReadInput(name string, reader Sight) bool {
	switch x := s.made[name]; {
	case x != nil:
		return s.outer.mayRead(x, reader)
	case s.outer != nil:
		return s.outer.mayReadName(name, reader)
	default:
		return true // the element of a `for each`: its list was read in the scope around it
	}
}

func (s *scope) mayReadFact(f *stroomschema.Fact, path string, reader Sight) bool {
	if f.Key == nil {
		return reader.Fact(f.Name, "", path)
	}
	if s.run != nil && s.run.Key != "" {
		return reader.Fact(f.Name, s.run.Key, path)
	}
	for _, k := range f.Key.Values {
		if !reader.Fact(f.Name, k.Name, path) {
			return false
		}
	}
	return true
}
