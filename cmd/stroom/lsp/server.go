package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"stroom/definitions/assist"
)

// maxQueue is how many messages are read ahead.
const maxQueue = 1_024

// server is one conversation with an editor.
type server struct {
	out       io.Writer
	log       io.Writer
	handlers  map[string]handler
	encoding  encoding
	ask       assist.Ask
	client    initializeParams
	state     stage
	documents map[string]*document // by URI
	opened    map[string]string    // URIs by path
	projects  map[string]*project  // by the path of the main file
	disk      disk
	published map[string]string // what was last published, by URI
	results   chan result
	queue     chan incoming
	pending   pending
	failed    error // of writing
}

// stage is how far a conversation has come.
type stage uint8

const (
	fresh stage = iota
	running
	shutDown
)

// incoming is a message as it was read, or why none could be.
type incoming struct {
	message message
	fault   *rpcError
	end     error // the stream has ended; io.EOF between two messages
}

// handler answers a request: the result, or an error. A handler of a notification returns nothing.
type handler func(s *server, params json.RawMessage) (any, error)

// pending are the requests that wait for their answer, and which of them were cancelled. The reader and the loop share it.
type pending struct {
	sync.Mutex
	cancelled map[string]bool // by id; the keys are all that wait
}

func (p *pending) add(id json.RawMessage) {
	p.Lock()
	defer p.Unlock()
	p.cancelled[idKey(id)] = false
}

func (p *pending) cancel(id json.RawMessage) {
	p.Lock()
	defer p.Unlock()
	if _, waits := p.cancelled[idKey(id)]; waits {
		p.cancelled[idKey(id)] = true
	}
}

func (p *pending) isCancelled(id json.RawMessage) bool {
	p.Lock()
	defer p.Unlock()
	return p.cancelled[idKey(id)]
}

func (p *pending) done(id json.RawMessage) {
	p.Lock()
	defer p.Unlock()
	delete(p.cancelled, idKey(id))
}

// Serve speaks with one editor until it ends the conversation, ctx is done, or the stream ends. It returns the exit code of
// the protocol: 0 after shutdown and exit, 1 otherwise. What an operator may want to know is written to log.
func Serve(ctx context.Context, in io.Reader, out, log io.Writer) int {
	return newServer(out, log).serve(ctx, in)
}

func newServer(out, log io.Writer) *server {
	return &server{
		out: out, log: log, handlers: handlers(), encoding: utf16Encoding, ask: assist.Ask{Lang: assist.NL},
		documents: map[string]*document{}, opened: map[string]string{}, projects: map[string]*project{}, published: map[string]string{},
		results: make(chan result), queue: make(chan incoming, maxQueue), pending: pending{cancelled: map[string]bool{}},
	}
}

func (s *server) serve(ctx context.Context, in io.Reader) int {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go s.read(ctx, newFrames(in))
	for s.failed == nil {
		select {
		case <-ctx.Done():
			return 1
		case r := <-s.results:
			s.finish(ctx, r)
		case m := <-s.queue:
			if done, code := s.take(ctx, m); done {
				return code
			}
		}
	}
	fmt.Fprintln(s.log, s.failed)
	return 1
}

// read reads frames ahead of the loop until the stream ends.
func (s *server) read(ctx context.Context, f *frames) {
	for {
		body, err := f.next()
		var m incoming
		switch {
		case errors.Is(err, errLarge):
			m = incoming{message: message{ID: null}, fault: &rpcError{codeInvalidRequest, err.Error()}}
		case err != nil:
			m = incoming{end: err}
		default:
			m.message, m.fault = parseMessage(body)
		}
		if m.fault == nil && m.message.Method == "$/cancelRequest" {
			if p, err := read[cancelParams](m.message.Params); err == nil && len(p.ID) > 0 {
				s.pending.cancel(p.ID)
			}
			continue
		}
		if m.fault == nil && len(m.message.ID) > 0 && m.message.Method != "" {
			s.pending.add(m.message.ID)
		}
		select {
		case s.queue <- m:
		case <-ctx.Done():
			return
		}
		if m.end != nil {
			return
		}
	}
}

// take handles one message; done is true when the conversation is over.
func (s *server) take(ctx context.Context, in incoming) (done bool, code int) {
	m := in.message
	switch {
	case in.end != nil:
		if !errors.Is(in.end, io.EOF) || errors.Is(in.end, io.ErrUnexpectedEOF) {
			s.reply(null, nil, &rpcError{codeParse, in.end.Error()})
			fmt.Fprintln(s.log, in.end)
		}
		return true, 1
	case in.fault != nil:
		s.reply(m.ID, nil, in.fault)
	case m.Method == "exit":
		if s.state == shutDown {
			return true, 0
		}
		return true, 1
	case m.Method == "": // a response to a request of ours: nothing hangs on it
	case len(m.ID) == 0:
		if s.state == running {
			s.notified(m)
		}
	case s.pending.isCancelled(m.ID):
		s.reply(m.ID, nil, &rpcError{codeCancelled, "cancelled"})
	default:
		s.request(m)
	}
	s.begin(ctx)
	return false, 0
}

// notified handles a notification. Nobody waits for an answer, so what goes wrong is written to the log.
func (s *server) notified(m message) {
	h, ok := s.handlers[m.Method]
	if !ok {
		return
	}
	if _, err := s.call(h, m); err != nil {
		fmt.Fprintf(s.log, "%s: %v\n", m.Method, err)
	}
}

// request answers a request, now or when its project has been read.
func (s *server) request(m message) {
	h, ok := s.handlers[m.Method]
	switch {
	case s.state == fresh && m.Method != "initialize":
		s.reply(m.ID, nil, &rpcError{codeNotInitialized, "the server is not initialized"})
	case s.state == shutDown:
		s.reply(m.ID, nil, &rpcError{codeInvalidRequest, "the server has shut down"})
	case s.state == running && m.Method == "initialize":
		s.reply(m.ID, nil, &rpcError{codeInvalidRequest, "the server is initialized already"})
	case !ok:
		s.reply(m.ID, nil, &rpcError{codeNoMethod, "there is no method " + m.Method})
	default:
		if p := s.waitsFor(m); p != nil {
			p.waiting = append(p.waiting, m)
			return
		}
		s.answer(h, m)
	}
}

// answer calls a handler and sends what it says.
func (s *server) answer(h handler, m message) {
	result, err := s.call(h, m)
	if s.pending.isCancelled(m.ID) {
		result, err = nil, &rpcError{codeCancelled, "cancelled"}
	}
	s.reply(m.ID, result, err)
}

// call calls a handler; a panic in it is an error of this message only.
func (s *server) call(h handler, m message) (result any, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			fmt.Fprintf(s.log, "%s: panic: %v\n", m.Method, fault)
			result, err = nil, &rpcError{codeInternal, "this request cannot be answered: a fault of the server"}
		}
	}()
	return h(s, m.Params)
}

// reply sends the answer to a request.
func (s *server) reply(id json.RawMessage, result any, err error) {
	s.pending.done(id)
	m := message{JSONRPC: "2.0", ID: id, Result: null}
	if err != nil {
		var known *rpcError
		if !errors.As(err, &known) {
			known = &rpcError{codeFailed, err.Error()}
		}
		m.Result, m.Error = nil, known
	} else if result != nil {
		body, err := json.Marshal(result)
		if err != nil {
			m.Result, m.Error = nil, &rpcError{codeInternal, err.Error()}
		} else {
			m.Result = body
		}
	}
	s.send(m)
}

// notify sends a notification.
func (s *server) notify(method string, params any) {
	body, err := json.Marshal(params)
	if err != nil {
		fmt.Fprintf(s.log, "%s: %v\n", method, err)
		return
	}
	s.send(message{JSONRPC: "2.0", Method: method, Params: body})
}

func (s *server) send(m message) {
	body, err := json.Marshal(m)
	if err == nil {
		err = writeFrame(s.out, body)
	}
	if err != nil && s.failed == nil {
		s.failed = err
	}
}

// initialize agrees on what both sides can do.
func initialize(s *server, params json.RawMessage) (any, error) {
	p, err := read[initializeParams](params)
	if err != nil {
		return nil, err
	}
	s.client, s.state = p, running
	s.encoding = chooseEncoding(p.Capabilities.General.PositionEncodings)
	s.ask = assist.Ask{Lang: language(p), Snippets: p.Capabilities.TextDocument.Completion.CompletionItem.SnippetSupport}
	r := initializeResult{ServerInfo: map[string]string{"name": "stroom"}}
	c := &r.Capabilities
	c.PositionEncoding = string(s.encoding)
	c.TextDocumentSync = syncOptions{OpenClose: true, Change: 2}
	c.CompletionProvider.TriggerCharacters = []string{".", "[", "(", "{", "\"", " "}
	c.SignatureHelpProvider.TriggerCharacters = []string{"(", ","}
	c.HoverProvider, c.DefinitionProvider, c.ReferencesProvider, c.DocumentHighlightProvider = true, true, true, true
	c.DocumentSymbolProvider, c.WorkspaceSymbolProvider, c.DocumentFormattingProvider = true, true, true
	c.CodeActionProvider.Kinds = []string{"quickfix"}
	c.RenameProvider.PrepareProvider = true
	c.SemanticTokensProvider = tokenOptions{Legend: tokenLegend{TokenTypes: tokenTypes, TokenModifiers: []string{"declaration"}}, Full: true}
	c.Workspace.WorkspaceFolders.Supported = true
	return r, nil
}

// language is that of the editor: Dutch unless it asks for another.
func language(p initializeParams) assist.Lang {
	wanted := p.InitializationOptions.Language
	if wanted == "" {
		wanted = p.Locale
	}
	wanted, _, _ = strings.Cut(strings.ToLower(wanted), "-")
	if slices.Contains([]string{"", "nl"}, wanted) {
		return assist.NL
	}
	return assist.EN
}

// initialized asks to be told of files that change on disk.
func initialized(s *server, _ json.RawMessage) (any, error) {
	if s.client.Capabilities.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		s.send(message{JSONRPC: "2.0", ID: json.RawMessage(`"watch"`), Method: "client/registerCapability", Params: json.RawMessage(
			`{"registrations":[{"id":"watch","method":"workspace/didChangeWatchedFiles","registerOptions":{"watchers":[{"globPattern":"**/*.{yaml,yml}"}]}}]}`)})
	}
	return nil, nil
}

func shutdown(s *server, _ json.RawMessage) (any, error) {
	s.state = shutDown
	return nil, nil
}
