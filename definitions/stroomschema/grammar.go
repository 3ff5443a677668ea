package stroomschema

import "slices"

// The grammar is one table of what a file is made of: every mapping with its keys, what may stand under each, and what it
// means, for the parser and for every tool. The parser asks it which keys are allowed (fields.go), and the JSON Schema, the
// order of the formatter, the completion of the language server and the reference for designers are made from it.
//
// It says what one can see without looking anything up: which keys, which words, which form of a name. That a role exists,
// that an expression has a type, that a step is reached: that is what the compiler finds out.

// Shape is one kind of mapping. It is immutable.
type Shape struct {
	Name    string      // "decision"; each once in the table, and stable: it names definitions in the JSON Schema
	Title   Text        // what people call it
	About   Text        // what it is for, in a few sentences
	Made    string      // where several shapes are possible: the key that makes a mapping this one; "" elsewhere
	Keys    []*ShapeKey // in the order in which they are written
	Names   *ShapeNames // nil: no keys but these
	OneOf   [][]string  // of each of these lists exactly one key must be there
	NotBoth [][]string  // of each of these lists at most one key may be there
	Rules   []ShapeRule // what the value of one key asks of others
	Outside string      // the key that names other files, in which what is required may stand instead; "" for none
}

// ShapeRule says what must, or may not, stand beside a key.
type ShapeRule struct {
	About Text
	Key   string   // the rule holds for mappings that have this key,
	Value string   // whose value matches this regular expression as a whole ("": whatever it is),
	Not   bool     // or, with Not, does not match it,
	But   []string // and that have none of these keys
	AnyOf []string // then one of these keys must be there
	Never []string // then none of these keys may be there
}

// ShapeKey is one fixed key of a mapping.
type ShapeKey struct {
	Name     string
	About    Text // what it says, as an editor shows it
	Required bool
	Needs    []string // keys that must stand beside it
	Value    *ShapeValue
}

// ShapeNames says that a mapping has keys chosen by the author: names that it declares, or names of what is declared
// elsewhere.
type ShapeNames struct {
	About Text
	Key   *ShapeValue // KindName: declared here; else a reference
	Value *ShapeValue
	Least int // entries there must be
	Most  int // entries there may be; 0: no bound of its own
}

// ShapeWord is one of the words that may stand at a place.
type ShapeWord struct {
	Word  string
	About Text
}

// ValueKind is the kind of a value.
type ValueKind string

// The kinds of value. Those below KindEither are written as one scalar; Scalars says how.
const (
	KindMapping ValueKind = "mapping" // Shape
	KindList    ValueKind = "list"    // Item
	KindEither  ValueKind = "either"  // one of Either

	KindWord         ValueKind = "word"             // one of Words
	KindNumber       ValueKind = "number"           // whole, from Low to High
	KindName         ValueKind = "name"             // chosen here, of form Form; it declares a Ref, if that is set
	KindRef          ValueKind = "reference"        // the name of a declared Ref
	KindText         ValueKind = "text"             // what people read
	KindTemplate     ValueKind = "template"         // what people read, with {quoted values}
	KindPlain        ValueKind = "plain text"       // what no rule reads: a ground, a name of the world outside
	KindExpr         ValueKind = "expression"       // a CEL expression; Result is its type
	KindType         ValueKind = "type"             // optional date
	KindOptionalType ValueKind = "optional type"    // optional date, but not date
	KindLiteral      ValueKind = "literal"          // a value of a declared type
	KindBool         ValueKind = "true or false"    //
	KindWho          ValueKind = "who"              // lead of desk
	KindTarget       ValueKind = "target"           // STEP, stay, end OUTCOME
	KindMoment       ValueKind = "moment"           // 2 weeks before title.end
	KindLength       ValueKind = "length"           // 10 working days
	KindTermLength   ValueKind = "length of a term" // or computed
	KindElapsed      ValueKind = "elapsed time"     // 15 minutes
	KindPercent      ValueKind = "percentage"       // 80%
	KindBinding      ValueKind = "binding"          // once, per KEY
	KindWithin       ValueKind = "within"           // within ATTRIBUTE
	KindRun          ValueKind = "run"              // FLOW, FLOW[KEY], FLOW[all], every other flow
	KindFactPlace    ValueKind = "place of a fact"  // FACT, FACT[KEY], own.NAME
	KindParty        ValueKind = "party"            // ROLE, ROLE[KEY]
	KindStepPlace    ValueKind = "step of a flow"   // FLOW.STEP
	KindSetPlace     ValueKind = "place that sets"  // FLOW, FLOW.STEP, FLOW.begin, FLOW.again
	KindDecision     ValueKind = "decision"         // FLOW.STEP.DECISION
	KindSight        ValueKind = "sight"            // all, FACT, FACT.FIELD, FACT[own]
	KindFactPart     ValueKind = "part of a fact"   // FACT, FACT[KEY].FIELD
	KindFieldPart    ValueKind = "part of a form"   // FIELD, FIELD.PART
	KindZone         ValueKind = "time zone"        // Europe/Amsterdam
	KindCalendar     ValueKind = "calendar"         // nl@1
	KindFile         ValueKind = "file"             // v1.words.yaml
	KindVersion      ValueKind = "version"          // loan@2
	KindTime         ValueKind = "local time"       // 2026-01-12 09:00
	KindDue          ValueKind = "due moment"       // 2026-01-12, 2026-01-12 09:00, none
)

// Ref is a kind of thing that has a name of its own in a file.
type Ref string

// The kinds of things that are declared by name and referred to by it.
const (
	RefDefinition Ref = "definition"
	RefWord       Ref = "word" // a label: the name of anything that people read
	RefKey        Ref = "key"
	RefKeyValue   Ref = "value of a key"
	RefRole       Ref = "role"
	RefType       Ref = "type"
	RefTypeValue  Ref = "value of a type"
	RefAttribute  Ref = "attribute" // of a type
	RefField      Ref = "field"     // of a form, record, message, count: what has a type
	RefInput      Ref = "input"     // of a rule, notice, term, role, flow, message: filled in where it is used
	RefOwn        Ref = "own value"
	RefFact       Ref = "fact"
	RefParameter  Ref = "parameter"
	RefTerm       Ref = "term"
	RefLadder     Ref = "ladder"
	RefRule       Ref = "rule"
	RefCode       Ref = "code" // of a refusal
	RefNotice     Ref = "notice"
	RefArrival    Ref = "kind of message"
	RefMessage    Ref = "message"
	RefService    Ref = "service"
	RefForm       Ref = "form"
	RefFlow       Ref = "flow"
	RefOutcome    Ref = "outcome"
	RefStep       Ref = "step" // of the flow in which it is named
	RefDecision   Ref = "decision"
	RefExclusion  Ref = "exclusion"
	RefCount      Ref = "count"
	RefMeasure    Ref = "measure"
	RefInvariant  Ref = "invariant"
	RefElement    Ref = "element"  // of a list, in `for each`
	RefPersona    Ref = "person"   // of a scenario
	RefEvent      Ref = "event id" // of a scenario
)

// ShapeValue says what may stand at a place. Only the parts of its kind are set.
type ShapeValue struct {
	Name   string // of what may stand at many places: "actions"; "" elsewhere
	Kind   ValueKind
	Shape  *Shape        // mapping
	Item   *ShapeValue   // list
	Alone  bool          // list: one item may stand there without the list
	Least  int           // list: items there must be
	Most   int           // list: items there may be
	Unique bool          // list: no item may stand there twice
	Last   string        // list: the key by which its last item, and no other, is known; "" for none
	Either []*ShapeValue // either: at most one list; several mappings differ by their Made
	Words  []ShapeWord   // word
	Low    int           // number; math.MinInt: no bounds
	High   int           // number
	Form   nameForm      // name
	Ref    Ref           // name: what it declares, "" for nothing; reference: what it refers to
	Result string        // condition: "bool", "int", "list", "organisation"; "" for what the place asks
	Empty  bool          // nothing at all may stand there too
}

// DefinitionShape is what the file of a definition is made of.
func DefinitionShape() *Shape { return definitionShape }

// PartShape is what a part is made of: a file beside a definition with more of the same keys.
func PartShape() *Shape { return partShape }

// ScenarioShape is what a scenario file is made of.
func ScenarioShape() *Shape { return scenarioShape }

// Key returns the key of this name, nil if the shape has none.
func (s *Shape) Key(name string) *ShapeKey {
	i := slices.IndexFunc(s.Keys, func(k *ShapeKey) bool { return k.Name == name })
	if i < 0 {
		return nil
	}
	return s.Keys[i]
}

// Mappings returns the shapes that a mapping may have at a place: none, one, or several that differ by their Made.
func (v *ShapeValue) Mappings() []*Shape {
	var list []*Shape
	switch v.Kind {
	case KindMapping:
		list = append(list, v.Shape)
	case KindEither:
		for _, one := range v.Either {
			list = append(list, one.Mappings()...)
		}
	}
	return list
}

// Mapping returns the shape of a mapping that has these keys; nil when none is possible, or when none of its keys says yet
// which it is.
func (v *ShapeValue) Mapping(has func(key string) bool) *Shape {
	shapes := v.Mappings()
	for _, s := range shapes {
		if s.Made != "" && has(s.Made) {
			return s
		}
	}
	for _, s := range shapes {
		if s.Made == "" {
			return s
		}
	}
	return nil
}

// List returns the list that may stand at a place; nil if none may.
func (v *ShapeValue) List() *ShapeValue {
	switch v.Kind {
	case KindList:
		return v
	case KindEither:
		for _, one := range v.Either {
			if list := one.List(); list != nil {
				return list
			}
		}
	}
	return nil
}

// Scalars returns what may stand at a place as one scalar, with what one item of a list may be where it may stand alone.
func (v *ShapeValue) Scalars() []*ShapeValue {
	var list []*ShapeValue
	switch v.Kind {
	case KindMapping:
	case KindList:
		if v.Alone {
			list = v.Item.Scalars()
		}
	case KindEither:
		for _, one := range v.Either {
			list = append(list, one.Scalars()...)
		}
	default:
		list = append(list, v)
	}
	return list
}

// reach visits every shape that can be reached from this one, each once, in the order of the table.
func (s *Shape) reach(seen map[*Shape]bool, visit func(*Shape)) {
	if seen[s] {
		return
	}
	seen[s] = true
	visit(s)
	for _, k := range s.Keys {
		k.Value.reach(seen, visit)
	}
	if s.Names != nil {
		s.Names.Value.reach(seen, visit)
	}
}

func (v *ShapeValue) reach(seen map[*Shape]bool, visit func(*Shape)) {
	switch v.Kind {
	case KindMapping:
		v.Shape.reach(seen, visit)
	case KindList:
		v.Item.reach(seen, visit)
	case KindEither:
		for _, one := range v.Either {
			one.reach(seen, visit)
		}
	}
}

// Shapes returns every shape of the language, each once: those of a definition first, then those of a scenario.
func Shapes() []*Shape {
	var list []*Shape
	seen := map[*Shape]bool{}
	for _, root := range []*Shape{definitionShape, partShape, scenarioShape} {
		root.reach(seen, func(s *Shape) { list = append(list, s) })
	}
	return list
}

// keysOf lists the names of the keys that a mapping of one of some shapes may have, each once.
func keysOf(shapes []*Shape) []string {
	var list []string
	for i, s := range shapes {
		for _, k := range s.Keys {
			if i == 0 || !slices.Contains(list, k.Name) {
				list = append(list, k.Name)
			}
		}
	}
	return list
}
