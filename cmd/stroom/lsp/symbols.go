package lsp

import (
	"encoding/json"

	"stroom/definitions/assist"
	"stroom/definitions/stroomschema"
)

// The pictures of symbols in the protocol.
const (
	pictureModule     = 2
	picturePackage    = 4
	pictureClass      = 5
	pictureMethod     = 6
	pictureProperty   = 7
	pictureField      = 8
	pictureEnum       = 10
	pictureFunction   = 12
	pictureVariable   = 13
	pictureConstant   = 14
	pictureString     = 15
	pictureKey        = 20
	pictureEnumMember = 22
	pictureStruct     = 23
	pictureEvent      = 24
)

// shape is how a kind of name is shown: by a picture, and by a colour.
type shape struct {
	picture int
	token   string
}

var shapes = map[stroomschema.SymbolKind]shape{
	stroomschema.SymbolKey: {pictureEnum, "enum"}, stroomschema.SymbolKeyValue: {pictureEnumMember, "enumMember"},
	stroomschema.SymbolRole: {pictureClass, "class"}, stroomschema.SymbolType: {pictureStruct, "type"},
	stroomschema.SymbolValue: {pictureEnumMember, "enumMember"}, stroomschema.SymbolField: {pictureField, "parameter"},
	stroomschema.SymbolAttribute: {pictureProperty, "property"}, stroomschema.SymbolFact: {pictureVariable, "variable"},
	stroomschema.SymbolParameter: {pictureConstant, "variable"}, stroomschema.SymbolTerm: {pictureConstant, "number"},
	stroomschema.SymbolLadder: {pictureConstant, "number"}, stroomschema.SymbolRule: {pictureFunction, "function"},
	stroomschema.SymbolCode: {pictureConstant, "string"}, stroomschema.SymbolNotice: {pictureEvent, "event"},
	stroomschema.SymbolArrival: {pictureEvent, "event"}, stroomschema.SymbolMessage: {pictureEvent, "event"},
	stroomschema.SymbolService: {pictureEvent, "event"}, stroomschema.SymbolForm: {pictureStruct, "struct"},
	stroomschema.SymbolFlow: {pictureModule, "namespace"}, stroomschema.SymbolOutcome: {pictureEnumMember, "enumMember"},
	stroomschema.SymbolOwn: {pictureField, "property"}, stroomschema.SymbolStep: {picturePackage, "class"},
	stroomschema.SymbolDecision: {pictureMethod, "method"}, stroomschema.SymbolElement: {pictureVariable, "parameter"},
	stroomschema.SymbolExclusion: {pictureConstant, "variable"}, stroomschema.SymbolCount: {pictureVariable, "variable"},
	stroomschema.SymbolMeasure: {pictureVariable, "variable"}, stroomschema.SymbolInvariant: {pictureFunction, "function"},
	stroomschema.SymbolWord: {pictureString, "string"}, stroomschema.SymbolPerson: {pictureClass, "class"},
	stroomschema.SymbolEvent: {pictureEvent, "event"},
}

// symbolKind is the picture of a name; of a section it is a key.
func symbolKind(kind stroomschema.SymbolKind) int {
	if s, ok := shapes[kind]; ok {
		return s.picture
	}
	return pictureKey
}

// tokenTypes are the colours that this server uses, by the names of the protocol.
var tokenTypes = []string{
	"namespace", "type", "class", "enum", "struct", "parameter", "variable", "property", "enumMember", "event", "function", "method", "string", "number",
}

func symbols(s *server, params json.RawMessage) (any, error) {
	p, err := read[documentParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	top := a.p.known.Symbols(a.name, s.ask.Lang)
	if !s.client.Capabilities.TextDocument.DocumentSymbol.Hierarchical {
		return a.flat(top, ""), nil
	}
	return a.tree(top), nil
}

func (a about) tree(list []*assist.Symbol) []documentSymbol {
	out := make([]documentSymbol, 0, len(list))
	for _, one := range list {
		out = append(out, documentSymbol{
			Name: one.Name, Detail: one.Detail, Kind: symbolKind(one.Kind), Range: a.span(one.Range), SelectionRange: a.span(one.Place), Children: a.tree(one.Children),
		})
	}
	return out
}

func (a about) flat(list []*assist.Symbol, in string) []symbolInformation {
	out := []symbolInformation{}
	for _, one := range list {
		out = append(out, symbolInformation{one.Name, symbolKind(one.Kind), location{a.d.uri, a.span(one.Range)}, in})
		out = append(out, a.flat(one.Children, one.Name)...)
	}
	return out
}

// tokens colours every name by what it stands for, also inside conditions.
func tokens(s *server, params json.RawMessage) (any, error) {
	p, err := read[documentParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	colours := map[string]int{}
	for i, t := range tokenTypes {
		colours[t] = i
	}
	data := []int{}
	var last position
	for _, n := range a.p.known.Names(a.name) {
		r := a.span(n.Place)
		line, start := r.Start.Line-last.Line, r.Start.Character
		if line == 0 {
			start -= last.Character
		}
		declares := 0
		if n.Declares {
			declares = 1
		}
		data = append(data, line, start, r.End.Character-r.Start.Character, colours[shapes[n.Kind].token], declares)
		last = r.Start
	}
	return semanticTokens{data}, nil
}
