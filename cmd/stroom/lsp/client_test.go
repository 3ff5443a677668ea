package lsp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long an answer may take on a machine that does other things too.
const patience = 60 * time.Second

// client is an editor: it speaks with a server through pipes, in frames, and keeps the texts that it shows.
type client struct {
	t        testing.TB
	root     string
	in       io.WriteCloser
	messages chan message
	exit     chan int
	log      *bytes.Buffer
	encoding encoding
	texts    map[string]string // of open files, by name
	versions map[string]int
	said     map[string]publishParams // the last diagnostics, by URI
	waiting  []message                // responses and requests that nobody has asked for yet
	next     int
	server   *server
	entered  chan struct{} // test/wait has been reached
	leave    chan struct{} // test/wait may go on
}

// newClient starts a server beside the test.
func newClient(t testing.TB, root string) *client {
	t.Helper()
	serverIn, toServer := io.Pipe()
	fromServer, serverOut := io.Pipe()
	c := &client{
		t: t, root: root, in: toServer, messages: make(chan message, 100), exit: make(chan int, 1), log: &bytes.Buffer{}, encoding: utf16Encoding,
		texts: map[string]string{}, versions: map[string]int{}, said: map[string]publishParams{},
	}
	s := newServer(serverOut, c.log)
	c.server, c.entered, c.leave = s, make(chan struct{}), make(chan struct{})
	c.methods()
	go func() {
		code := s.serve(t.Context(), serverIn)
		_ = serverOut.Close()
		_ = serverIn.Close()
		c.exit <- code
	}()
	go c.receive(fromServer)
	t.Cleanup(func() { _ = toServer.Close() })
	return c
}

// methods are those that only tests know.
func (c *client) methods() {
	counted := 0
	c.server.handlers["test/panic"] = func(*server, json.RawMessage) (any, error) { panic("as asked") }
	c.server.handlers["test/wait"] = func(*server, json.RawMessage) (any, error) {
		close(c.entered)
		<-c.leave
		return true, nil
	}
	c.server.handlers["test/count"] = func(*server, json.RawMessage) (any, error) {
		counted++
		return counted, nil
	}
	c.server.handlers["test/text"] = func(s *server, params json.RawMessage) (any, error) {
		p, err := read[documentParams](params)
		if err != nil {
			return nil, err
		}
		return s.documents[p.TextDocument.URI].text, nil
	}
}

// pendingHas reports whether the reader has taken a request.
func (c *client) pendingHas(id string) bool {
	p := &c.server.pending
	p.Lock()
	defer p.Unlock()
	_, ok := p.cancelled[id]
	return ok
}

// receive reads frames with a reader of its own, so that the server's is not its own judge.
func (c *client) receive(from io.Reader) {
	defer close(c.messages)
	r := textproto.NewReader(bufio.NewReader(from))
	for {
		header, err := r.ReadMIMEHeader()
		if err != nil {
			return
		}
		length, err := strconv.Atoi(header.Get("Content-Length"))
		if err != nil {
			return
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r.R, body); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			return
		}
		c.messages <- m
	}
}

// write sends one message as a frame.
func (c *client) write(body string) {
	c.t.Helper()
	c.bytes(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body))
}

func (c *client) bytes(raw string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, raw); err != nil {
		c.t.Fatalf("write: %v; the server says %s", err, c.log)
	}
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.write(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, marshal(params)))
}

// request asks something and waits for the answer.
func (c *client) request(method string, params any) message {
	c.t.Helper()
	c.next++
	id := strconv.Itoa(c.next)
	c.write(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":%q,"params":%s}`, id, method, marshal(params)))
	return c.wait(func(m message) bool { return string(m.ID) == id })
}

func marshal(v any) string {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(body)
}

// wait returns the first message that is wanted; diagnostics on the way are kept.
func (c *client) wait(wanted func(message) bool) message {
	c.t.Helper()
	for i, m := range c.waiting {
		if wanted(m) {
			c.waiting = append(c.waiting[:i:i], c.waiting[i+1:]...)
			return m
		}
	}
	for {
		m := c.read()
		if wanted(m) {
			return m
		}
		if m.Method != "textDocument/publishDiagnostics" {
			c.waiting = append(c.waiting, m)
		}
	}
}

// read takes the next message; diagnostics are kept.
func (c *client) read() message {
	c.t.Helper()
	select {
	case m, ok := <-c.messages:
		if !ok {
			c.t.Fatalf("the server has ended; it says %s", c.log)
		}
		if m.Method == "textDocument/publishDiagnostics" {
			var p publishParams
			if err := json.Unmarshal(m.Params, &p); err != nil {
				c.t.Fatal(err)
			}
			c.said[p.URI] = p
		}
		return m
	case <-time.After(patience):
		c.t.Fatalf("the server is silent; it says %s", c.log)
	}
	return message{}
}

// problems returns what the server says of a file as it stands. Of an open one it has been said when a question about the
// present text is answered; of another one waits until something is said.
func (c *client) problems(name string) []diagnostic {
	c.t.Helper()
	uri := c.uri(name)
	version, open := c.versions[name]
	if open {
		c.request("textDocument/documentSymbol", map[string]any{"textDocument": textDocument{uri}})
		if p := c.said[uri]; len(p.Diagnostics) > 0 && (p.Version == nil || *p.Version != version) {
			c.t.Fatalf("%s is at version %d; what was said is about %v", name, version, p.Version)
		}
		return c.said[uri].Diagnostics
	}
	for {
		if p, ok := c.said[uri]; ok {
			delete(c.said, uri)
			return p.Diagnostics
		}
		if m := c.read(); m.Method != "textDocument/publishDiagnostics" {
			c.waiting = append(c.waiting, m)
		}
	}
}

func (c *client) uri(name string) string {
	if strings.Contains(name, ":") {
		return name
	}
	return uriOf(filepath.Join(c.root, filepath.FromSlash(name)))
}

func (c *client) name(uri string) string {
	return strings.TrimPrefix(strings.TrimPrefix(uri, uriOf(c.root)), "/")
}

// text is a file as the editor shows it, or as it is on disk.
func (c *client) text(name string) string {
	c.t.Helper()
	if text, ok := c.texts[name]; ok {
		return text
	}
	text, err := os.ReadFile(filepath.Join(c.root, filepath.FromSlash(name)))
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

func (c *client) open(name, text string) {
	c.t.Helper()
	c.texts[name], c.versions[name] = text, 1
	c.notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{"uri": c.uri(name), "languageId": "yaml", "version": 1, "text": text}})
}

// edit writes a text over a range of bytes of an open file.
func (c *client) edit(name string, from, to int, text string) {
	c.t.Helper()
	was := c.texts[name]
	r := span{c.position(was, from), c.position(was, to)}
	c.texts[name] = was[:from] + text + was[to:]
	c.versions[name]++
	c.notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": c.uri(name), "version": c.versions[name]},
		"contentChanges": []any{map[string]any{"range": r, "text": text}},
	})
}

// position counts in the units that were agreed, in its own way.
func (c *client) position(text string, at int) position {
	before := text[:at]
	line := strings.Count(before, "\n")
	rest := before[strings.LastIndexByte(before, '\n')+1:]
	units := len(rest)
	switch c.encoding {
	case utf16Encoding:
		units = 0
		for _, r := range rest {
			units++
			if r >= 0x10000 {
				units++
			}
		}
	case utf32Encoding:
		units = len([]rune(rest))
	}
	return position{line, units}
}

// offset is position the other way round.
func (c *client) offset(text string, p position) int {
	start := 0
	for range p.Line {
		next := strings.IndexByte(text[start:], '\n')
		if next < 0 {
			return len(text)
		}
		start += next + 1
	}
	line, _, _ := strings.Cut(text[start:], "\n")
	for at := range line {
		if c.position(line, at).Character == p.Character {
			return start + at
		}
	}
	return start + len(line)
}

// find returns the place of | in a piece of text that stands in the file once.
func (c *client) find(name, mark string) int {
	c.t.Helper()
	before, after, ok := strings.Cut(mark, "|")
	text := c.text(name)
	if !ok || strings.Count(text, before+after) != 1 {
		c.t.Fatalf("%q stands %d times in %s", mark, strings.Count(text, before+after), name)
	}
	return strings.Index(text, before+after) + len(before)
}

func (c *client) at(name, mark string) map[string]any {
	c.t.Helper()
	return map[string]any{"textDocument": textDocument{c.uri(name)}, "position": c.position(c.text(name), c.find(name, mark))}
}

// apply makes the edits of the server: in open files as an editor does, in others on disk.
func (c *client) apply(e workspaceEdit) {
	c.t.Helper()
	for uri, edits := range e.Changes {
		name := c.name(uri)
		for i := len(edits) - 1; i >= 0; i-- { // from the end, so that the places stay
			text := c.text(name)
			from, to := c.offset(text, edits[i].Range.Start), c.offset(text, edits[i].Range.End)
			if _, open := c.texts[name]; open {
				c.edit(name, from, to, edits[i].NewText)
				continue
			}
			c.save(name, text[:from]+edits[i].NewText+text[to:])
		}
	}
	c.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{}})
}

// save writes a file at once: whoever reads it sees the old text or the new one.
func (c *client) save(name, text string) {
	c.t.Helper()
	file := filepath.Join(c.root, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		c.t.Fatal(err)
	}
	if err := os.WriteFile(file+".new", []byte(text), 0o644); err != nil {
		c.t.Fatal(err)
	}
	if err := os.Rename(file+".new", file); err != nil {
		c.t.Fatal(err)
	}
}
