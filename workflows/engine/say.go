package engine

import (
	"slices"
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

// written shows a value in both languages; one that is unset is not known.
func (s *scope) written(v rules.Value) Said {
	if !v.IsSet() {
		return Said{NL: "niet bekend", EN: "not known"}
	}
	return Said{NL: s.display(v, NL), EN: s.display(v, EN)}
}

// display shows a value to people: labels for names, dates in words, in the zone of the definition.
func (s *scope) display(v rules.Value, lang string) string {
	return v.DisplayIn(lang, s.def.Zone, func(typeName, value string) string {
		return Said(s.def.ValueLabel(typeName, value)).in(lang)
	})
}

// mayRead says whether a reader may know everything that an expression reads now: of a fact that is kept for keys, those
// of the keys that it reads.
func (s *scope) mayRead(x *rules.Expr, reader Sight) bool {
	var log *readLog // made for the first fact that is kept for keys
	for r := range x.EachRead() {
		var keys []string
		if s.isKeyed(r.Name) {
			if log == nil {
				log = &readLog{}
				probe := *s
				probe.log = log
				_, _ = x.Eval(&probe) // one that fails shows nothing
			}
			keys = log.keys(r.Name)
		}
		if !s.mayReadPath(r, keys, reader) {
			return false
		}
	}
	return true
}

// isKeyed says whether a variable is a fact that is kept for keys, or the day on which one was recorded.
func (s *scope) isKeyed(name string) bool {
	f := s.def.Fact(strings.TrimPrefix(name, "recorded."))
	return f != nil && f.Key != nil
}

// mayReadPath says whether a reader may know a variable, or what it was below a path. Inputs of rules and notices are known
// by what they were made of; run data goes by the run.
func (s *scope) mayReadPath(r rules.Read, keys []string, reader Sight) bool {
	if _, local := s.locals.get(r.Name); local {
		return s.mayReadInput(r, reader)
	}
	head, rest, dotted := strings.Cut(r.Name, ".")
	switch {
	case !dotted:
		return s.mayReadFact(r, keys, reader)
	case head == "recorded":
		return s.mayReadFact(rules.Read{Name: rest}, keys, reader)
	case head == "ask":
		return reader.ownForm || s.run == nil || reader.Run(s.run.Flow, s.run.Key)
	case head == "with", head == "own", head == "again", head == "message", head == "answer":
		return s.run == nil || reader.Run(s.run.Flow, s.run.Key)
	case rest == "person": // who somebody is: himself knows, and who sees everything
		return reader.All() || s.Value(r.Name, "").Equal(rules.PersonOf(reader.reader.Person))
	default:
		return true
	}
}

// mayReadInput: an input may be known by who may know what it was made of.
func (s *scope) mayReadInput(r rules.Read, reader Sight) bool {
	switch x := s.made[r.Name]; {
	case x != nil:
		return s.outer.mayRead(x, reader)
	case s.outer != nil:
		return s.outer.mayReadPath(r, nil, reader)
	default:
		return true // a number that the engine gives: the percentage of a rung
	}
}

// mayReadFact: what is no fact is known to everybody.
func (s *scope) mayReadFact(r rules.Read, keys []string, reader Sight) bool {
	may := reader.Fact
	if r.Has {
		may = reader.Has
	}
	f := s.def.Fact(r.Name)
	switch {
	case f == nil:
		return true
	case f.Key == nil:
		return may(r.Name, "", r.Path)
	}
	return !slices.ContainsFunc(keys, func(key string) bool { return !may(r.Name, key, r.Path) })
}
