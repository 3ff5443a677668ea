package lsp

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"stroom/definitions/assist"
	"stroom/definitions/diag"
)

// handlers are the methods that the server knows.
func handlers() map[string]handler {
	nothing := func(*server, json.RawMessage) (any, error) { return nil, nil }
	return map[string]handler{
		"initialize": initialize, "initialized": initialized, "shutdown": shutdown,
		"textDocument/didOpen": didOpen, "textDocument/didChange": didChange, "textDocument/didClose": didClose,
		"textDocument/didSave": nothing, "workspace/didChangeConfiguration": nothing, "workspace/didChangeWorkspaceFolders": nothing,
		"workspace/didChangeWatchedFiles": didChangeWatchedFiles, "$/setTrace": nothing,
		"textDocument/completion": completion, "textDocument/hover": hovering, "textDocument/signatureHelp": signature,
		"textDocument/definition": definition, "textDocument/references": references, "textDocument/documentHighlight": highlights,
		"textDocument/documentSymbol": symbols, "workspace/symbol": search, "textDocument/codeAction": actions,
		"textDocument/formatting": formatting, "textDocument/prepareRename": prepareRename, "textDocument/rename": rename,
		"textDocument/semanticTokens/full": tokens,
	}
}

// about is what a request is about: a document with its project.
type about struct {
	s    *server
	d    *document
	p    *project
	name string // of the document, as assist knows it
	text []string
	read map[string][]string // the lines of other files that were asked for, by URI
}

// open finds the document of a request; ok is false when it belongs to no project, so that there is nothing to say.
func (s *server) open(uri string) (about, bool) {
	d := s.documents[uri]
	if d == nil {
		return about{}, false
	}
	p := s.belongs(d)
	if p == nil || p.known == nil {
		return about{}, false
	}
	return about{s, d, p, p.name(d.place()), lines(d.text), map[string][]string{}}, true
}

func (a about) pos(p position) diag.Pos { return a.s.encoding.pos(a.text, p) }

func (a about) span(r diag.Range) span { return a.s.encoding.span(a.text, r) }

// location turns a place in any file of the project into one of the protocol.
func (a about) location(r diag.Range) location {
	uri := a.s.uri(a.p, r.File)
	if _, known := a.read[uri]; !known {
		a.read[uri] = a.s.linesOf(uri)
	}
	return location{uri, a.s.encoding.span(a.read[uri], r)}
}

func (a about) locations(list []diag.Range) []location {
	out := make([]location, 0, len(list))
	for _, r := range list {
		out = append(out, a.location(r))
	}
	return out
}

// markdown is a text that an editor shows; nil for none.
func markdown(text string) *markup {
	if text == "" {
		return nil
	}
	return &markup{"markdown", text}
}

// itemKinds are the pictures of completions.
var itemKinds = map[assist.ItemKind]int{
	assist.ItemKey: 10, assist.ItemWord: 14, assist.ItemType: 7, assist.ItemVariable: 6, assist.ItemFunction: 3,
	assist.ItemConstant: 20, assist.ItemName: 18, assist.ItemFile: 17,
}

func completion(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	list := completionList{Items: []completionItem{}}
	for i, one := range a.p.known.Complete(a.name, []byte(a.d.text), a.pos(p.Position), s.ask) {
		item := completionItem{
			Label: one.Label, Kind: itemKinds[one.Kind], Detail: one.Detail, Documentation: markdown(one.About), SortText: fmt.Sprintf("%04d", i),
			TextEdit: textEdit{a.span(one.Replace), one.Insert},
		}
		if one.Snippet {
			item.InsertTextFormat = 2
		}
		list.Items = append(list.Items, item)
	}
	return list, nil
}

func hovering(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	text, place := a.p.known.Hover(a.name, a.pos(p.Position), s.ask.Lang)
	if text == "" {
		return nil, nil
	}
	return hover{*markdown(text), a.span(place)}, nil
}

func signature(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	call := a.p.known.Signature(a.name, []byte(a.d.text), a.pos(p.Position), s.ask.Lang)
	if call == nil {
		return nil, nil
	}
	one := signatureInformation{Label: call.Label, Documentation: markdown(call.About), Parameters: []parameterInformation{}}
	for _, input := range call.Inputs {
		one.Parameters = append(one.Parameters, parameterInformation{input})
	}
	return signatureHelp{Signatures: []signatureInformation{one}, ActiveParameter: call.Active}, nil
}

func definition(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return a.locations(a.p.known.Definition(a.name, a.pos(p.Position))), nil
}

func references(s *server, params json.RawMessage) (any, error) {
	p, err := read[referenceParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	return a.locations(a.p.known.References(a.name, a.pos(p.Position), p.Context.IncludeDeclaration)), nil
}

func highlights(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	list := []highlight{}
	for _, r := range a.p.known.Highlights(a.name, a.pos(p.Position)) {
		list = append(list, highlight{a.span(r)})
	}
	return list, nil
}

// formatting writes the canonical form, which has no options.
func formatting(s *server, params json.RawMessage) (any, error) {
	p, err := read[documentParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	edits, err := a.p.known.Format(a.name)
	if err != nil {
		return nil, &rpcError{codeInternal, err.Error()}
	}
	list := []textEdit{}
	for _, e := range edits {
		list = append(list, textEdit{a.span(e.Range), e.Text})
	}
	return list, nil
}

func prepareRename(s *server, params json.RawMessage) (any, error) {
	p, err := read[placeParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	name, place, refusal := a.p.known.Renamable(a.name, a.pos(p.Position))
	if refusal != nil {
		return nil, &rpcError{codeFailed, refusal.In(s.ask.Lang)}
	}
	return prepared{a.span(place), name}, nil
}

func rename(s *server, params json.RawMessage) (any, error) {
	p, err := read[renameParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	edits, refusal := a.p.known.Rename(a.name, a.pos(p.Position), p.NewName)
	if refusal != nil {
		return nil, &rpcError{codeFailed, refusal.In(s.ask.Lang)}
	}
	return a.workspaceEdit(edits), nil
}

// workspaceEdit turns edits into those of the protocol, with the versions of open files where the editor can check them.
func (a about) workspaceEdit(edits []assist.Edit) workspaceEdit {
	byURI := map[string][]textEdit{}
	var uris []string
	for _, e := range edits {
		at := a.location(e.Range)
		if _, known := byURI[at.URI]; !known {
			uris = append(uris, at.URI)
		}
		byURI[at.URI] = append(byURI[at.URI], textEdit{at.Range, e.Text})
	}
	if !a.s.client.Capabilities.Workspace.WorkspaceEdit.DocumentChanges {
		return workspaceEdit{Changes: byURI}
	}
	sort.Strings(uris)
	out := workspaceEdit{DocumentChanges: []documentEdit{}}
	for _, uri := range uris {
		one := documentEdit{Edits: byURI[uri]}
		one.TextDocument.URI = uri
		if d := a.s.documents[uri]; d != nil {
			one.TextDocument.Version = &d.version
		}
		out.DocumentChanges = append(out.DocumentChanges, one)
	}
	return out
}

func actions(s *server, params json.RawMessage) (any, error) {
	p, err := read[actionParams](params)
	if err != nil {
		return nil, err
	}
	a, ok := s.open(p.TextDocument.URI)
	if !ok {
		return nil, nil
	}
	in := diag.Range{File: a.name, Start: a.pos(p.Range.Start), End: a.pos(p.Range.End)}
	list := []codeAction{}
	for _, fix := range a.p.known.Fixes(a.name, in, s.ask.Lang) {
		list = append(list, codeAction{
			Title: fix.Title, Kind: "quickfix", Diagnostics: s.diagnostics(a.d.uri, diag.List{fix.Of}), IsPreferred: true, Edit: a.workspaceEdit(fix.Edits),
		})
	}
	return list, nil
}

// search looks for a name in all projects.
func search(s *server, params json.RawMessage) (any, error) {
	p, err := read[symbolParams](params)
	if err != nil {
		return nil, err
	}
	mains := make([]string, 0, len(s.projects))
	for main := range s.projects {
		mains = append(mains, main)
	}
	slices.Sort(mains)
	list := []symbolInformation{}
	for _, main := range mains {
		project := s.projects[main]
		if project.known == nil {
			continue
		}
		a := about{s: s, p: project, read: map[string][]string{}}
		for _, f := range project.known.Search(strings.TrimSpace(p.Query)) {
			list = append(list, symbolInformation{f.Name, symbolKind(f.Kind), a.location(f.Place), f.In})
		}
	}
	return list, nil
}
