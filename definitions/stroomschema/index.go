package stroomschema

import (
	"cmp"
	"maps"
	"slices"

	"stroom/definitions/diag"
	"stroom/rules"
)

// SymbolKind says what a declared name stands for.
type SymbolKind string

// The kinds of declared name. A SymbolField is a typed value with a name: of a form, a record, what a flow is started with,
// an input of a rule, term, notice or role, a particular of a count, message or service.
const (
	SymbolKey       SymbolKind = "key"
	SymbolKeyValue  SymbolKind = "key value"
	SymbolRole      SymbolKind = "role"
	SymbolType      SymbolKind = "type"
	SymbolValue     SymbolKind = "value"
	SymbolField     SymbolKind = "field"
	SymbolAttribute SymbolKind = "attribute"
	SymbolFact      SymbolKind = "fact"
	SymbolParameter SymbolKind = "parameter"
	SymbolTerm      SymbolKind = "term"
	SymbolLadder    SymbolKind = "ladder"
	SymbolRule      SymbolKind = "rule"
	SymbolCode      SymbolKind = "refusal code"
	SymbolNotice    SymbolKind = "notice"
	SymbolArrival   SymbolKind = "kind of message"
	SymbolMessage   SymbolKind = "message"
	SymbolService   SymbolKind = "service"
	SymbolForm      SymbolKind = "form"
	SymbolFlow      SymbolKind = "flow"
	SymbolOutcome   SymbolKind = "outcome"
	SymbolOwn       SymbolKind = "own value"
	SymbolStep      SymbolKind = "step"
	SymbolDecision  SymbolKind = "decision"
	SymbolElement   SymbolKind = "element"
	SymbolExclusion SymbolKind = "exclusion"
	SymbolCount     SymbolKind = "count"
	SymbolMeasure   SymbolKind = "measure"
	SymbolInvariant SymbolKind = "invariant"
	SymbolWord      SymbolKind = "word"
	SymbolPerson    SymbolKind = "person"
	SymbolEvent     SymbolKind = "event"
)

// Symbol is a declared name.
type Symbol struct {
	Kind   SymbolKind
	Name   string
	In     string     // what it belongs to: the flow of a step, the type of a value, "rule heavier" of an input; "" for the definition
	Place  diag.Range // the name, where it is declared first
	Extent diag.Range // the whole declaration, with the name
	Type   rules.Type // of what has one
}

// Mention is a place where a name is written: its declaration, or a reference to it.
type Mention struct {
	Symbol   int // index into Symbols
	Place    diag.Range
	Declares bool
}

// Fill is an input that is filled by name: the name is read there, and not written.
type Fill struct {
	Input int        // the input, index into Symbols
	From  int        // what fills it; -1 for what the language itself knows, such as due
	Place diag.Range // what is used there: a rule, a notice, a term, a role
}

// Index leads from names to their declarations and back, in all files that one definition or scenario is made of. It is
// as complete as the files are right.
type Index struct {
	Symbols  []Symbol  // in order of place
	Mentions []Mention // in order of place
	Fills    []Fill    // in order of place
	scopes   map[place]expected
	names    map[string]diag.Range // what the model knows by its name only: "type Level", "value Level.low"
	at       map[diag.Range]int    // symbols by the place of their name, and of their key with its quotes
}

// declared returns the symbol that is declared at a place, -1 when none is.
func (x *Index) declared(at diag.Range) int {
	if i, ok := x.at[at]; ok {
		return i
	}
	return -1
}

// place is where a node begins: no two nodes of one kind begin at the same place.
type place struct {
	file         string
	line, column int
}

func placeOf(n *node) place {
	return place{n.rng.File, n.rng.Start.Line, n.rng.Start.Column}
}

// expected is what may be read at a place, and the type that is wanted of an expression there.
type expected struct {
	scope *scope
	want  rules.Type
	expr  bool
	given []Field // the inputs that can be given there; nil where none can
}

// indexer collects an Index. A nil indexer collects nothing: a definition that is to run needs no index.
type indexer struct {
	Index
	base     int // how many symbols are those of the definition that a scenario belongs to
	mentions []pendingMention
	fills    []pendingFill
	uses     map[*rules.Expr][]rules.Use // of expressions that stand at more than one place
	heard    []rules.Use                 // of the expression that is being compiled
}

// pendingMention leads to the place of a declaration, which may be read later than what refers to it.
type pendingMention struct {
	at, to   diag.Range
	declares bool
}

type pendingFill struct{ input, from, at diag.Range }

func newIndexer() *indexer {
	return &indexer{
		Index: Index{scopes: map[place]expected{}, names: map[string]diag.Range{}, at: map[diag.Range]int{}},
		uses:  map[*rules.Expr][]rules.Use{},
	}
}

// indexerOf collects the Index of a scenario of a definition: the symbols of the definition keep their numbers.
func indexerOf(of *Index) *indexer {
	x := newIndexer()
	x.base, x.Symbols = len(of.Symbols), slices.Clone(of.Symbols)
	x.names, x.at = maps.Clone(of.names), maps.Clone(of.at)
	return x
}

// declare notes a name with its declaration: key and value as they stand in the file.
func (x *indexer) declare(kind SymbolKind, in string, key, value *node, t rules.Type) {
	if x == nil || key == nil {
		return
	}
	extent := key.rng
	if value != nil && value.rng.File == extent.File {
		extent = extent.To(value.rng)
	}
	x.add(Symbol{Kind: kind, Name: key.text, In: in, Place: insideOf(key), Extent: extent, Type: t})
	x.at[key.rng] = x.at[insideOf(key)]
}

// insideOf is the range of a text without the quotes around it.
func insideOf(n *node) diag.Range {
	if n.style == plainStyle {
		return n.rng
	}
	return n.piece().all()
}

func (x *indexer) add(s Symbol) {
	if _, twice := x.at[s.Place]; twice {
		return
	}
	x.at[s.Place] = len(x.Symbols)
	x.Symbols = append(x.Symbols, s)
	x.mentions = append(x.mentions, pendingMention{s.Place, s.Place, true})
}

// name remembers where something is declared that the model knows by its name only: "type Level", "value Level.low".
func (x *indexer) name(id string, at diag.Range) {
	if x == nil {
		return
	}
	if _, twice := x.names[id]; !twice {
		x.names[id] = at
	}
}

// named declares a name and remembers it under id.
func (x *indexer) named(id string, kind SymbolKind, in string, key, value *node, t rules.Type) {
	if x == nil {
		return
	}
	x.name(id, insideOf(key))
	x.declare(kind, in, key, value, t)
}

// code notes the code of a refusal: several rules may refuse with the same one.
func (x *indexer) code(p piece) {
	if x == nil {
		return
	}
	if _, again := x.names["code "+p.text]; !again {
		x.named("code "+p.text, SymbolCode, "", p.node, nil, rules.Type{})
	}
	x.referNamed(p, "code "+p.text)
}

// refer notes that the words of p name what is declared at a place.
func (x *indexer) refer(p piece, to diag.Range) {
	if x != nil && p.node != nil && p.text != "" {
		x.mentions = append(x.mentions, pendingMention{at: p.all(), to: to})
	}
}

// referNamed is refer for what the model knows by its name only.
func (x *indexer) referNamed(p piece, id string) {
	if x == nil {
		return
	}
	if to, ok := x.names[id]; ok {
		x.refer(p, to)
	}
}

// referPath notes what the parts of a dotted name stand for.
func (x *indexer) referPath(p piece, to ...diag.Range) {
	if x == nil {
		return
	}
	from := 0
	for _, one := range to {
		end := from
		for end < len(p.text) && p.text[end] != '.' {
			end++
		}
		if !one.IsZero() {
			x.refer(p.part(from, end), one)
		}
		if from = end + 1; from > len(p.text) {
			return
		}
	}
}

// fill notes that an input is filled by name.
func (x *indexer) fill(input diag.Range, from rules.Var, at diag.Range) {
	if x == nil {
		return
	}
	to, _ := from.Tag.(*diag.Range)
	if to == nil {
		to = &diag.Range{}
	}
	x.fills = append(x.fills, pendingFill{input, *to, at})
}

// within notes what may be read at a node.
func (x *indexer) within(n *node, s *scope) {
	if x != nil && n != nil && n.src != nil {
		if _, there := x.scopes[placeOf(n)]; !there {
			x.scopes[placeOf(n)] = expected{scope: s}
		}
	}
}

// replace is within for a node of which more is known by now.
func (x *indexer) replace(n *node, s *scope) {
	if x != nil && n != nil && n.src != nil {
		x.scopes[placeOf(n)] = expected{scope: s}
	}
}

// inputs notes that values for inputs stand at a node.
func (x *indexer) inputs(n *node, s *scope, given []Field) {
	if x != nil && n != nil && n.src != nil {
		x.scopes[placeOf(n)] = expected{scope: s, given: given}
	}
}

// referDecision notes the parts of a decision's id.
func (x *indexer) referDecision(p piece, d *Decision) {
	if d.Step != nil {
		x.referPath(p, d.Flow.Range, d.Step.Range, d.Range)
		return
	}
	x.referPath(p, d.Flow.Range, d.Range)
}

// expression notes that an expression stands at a node.
func (x *indexer) expression(n *node, s *scope, want rules.Type) {
	if x != nil && n != nil && n.src != nil {
		x.scopes[placeOf(n)] = expected{scope: s, want: want, expr: true}
	}
}

// finish leads every mention to its symbol, and sorts all by place.
func (x *indexer) finish() *Index {
	order := make([]int, len(x.Symbols))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order[x.base:], func(a, b int) int { return comparePlaces(x.Symbols[a].Place, x.Symbols[b].Place) })
	symbols := make([]Symbol, len(order))
	sorted := make([]int, len(order))
	for i, old := range order {
		symbols[i] = x.Symbols[old]
		sorted[old] = i
	}
	x.Symbols = symbols
	for place, old := range x.at {
		x.at[place] = sorted[old]
	}
	for _, m := range x.mentions {
		if to := x.declared(m.to); to >= 0 {
			x.Mentions = append(x.Mentions, Mention{to, m.at, m.declares})
		}
	}
	slices.SortFunc(x.Mentions, func(a, b Mention) int {
		return cmp.Or(comparePlaces(a.Place, b.Place), cmp.Compare(a.Symbol, b.Symbol), compareBool(b.Declares, a.Declares))
	})
	x.Mentions = slices.CompactFunc(x.Mentions, func(a, b Mention) bool { return a.Place == b.Place && a.Symbol == b.Symbol })
	for _, f := range x.fills {
		if input := x.declared(f.input); input >= 0 {
			x.Fills = append(x.Fills, Fill{input, x.declared(f.from), f.at})
		}
	}
	slices.SortFunc(x.Fills, func(a, b Fill) int {
		return cmp.Or(comparePlaces(a.Place, b.Place), cmp.Compare(a.Input, b.Input), cmp.Compare(a.From, b.From))
	})
	x.Fills = slices.Compact(x.Fills)
	return &x.Index
}

func comparePlaces(a, b diag.Range) int {
	return cmp.Or(cmp.Compare(a.File, b.File), a.Start.Compare(b.Start), a.End.Compare(b.End))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// ValidName reports whether something of a kind can have a name, as far as its letters tell, and what its letters can be.
// The name may still be taken.
func ValidName(kind SymbolKind, name string) (ok bool, letters Text) {
	form := plainName
	switch kind {
	case SymbolType:
		form = typeName
	case SymbolValue:
		form = valueName
	case SymbolCode:
		form = codeName
	case SymbolNotice, SymbolInvariant, SymbolWord, SymbolArrival, SymbolPerson, SymbolEvent:
		form = anyName
	}
	nl := map[nameForm]string{
		plainName: "kleine letters, cijfers en _, beginnend met een letter, hooguit 40", typeName: "letters en cijfers, beginnend met een hoofdletter, hooguit 40",
		codeName: "hoofdletters, cijfers en _, beginnend met een hoofdletter, hooguit 40",
	}[form]
	if nl == "" {
		nl = "letters, cijfers en _, beginnend met een letter, hooguit 40"
	}
	return form.ok(name) && !slices.Contains(unwritable, name), Text{NL: nl, EN: form.words()}
}
