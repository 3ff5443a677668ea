package lsp

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// started returns a client that has said hello, working in a copy of the small definition.
func started(t *testing.T, encodings ...string) *client {
	t.Helper()
	root := t.TempDir()
	if err := os.CopyFS(filepath.Join(root, "loan"), os.DirFS(filepath.Join("testdata", "work", "loan"))); err != nil {
		t.Fatal(err)
	}
	c := newClient(t, root)
	var r initializeResult
	m := c.request("initialize", map[string]any{"capabilities": map[string]any{"general": map[string]any{"positionEncodings": encodings}}})
	if err := json.Unmarshal(m.Result, &r); err != nil {
		t.Fatal(err)
	}
	c.encoding = encoding(r.Capabilities.PositionEncoding)
	c.notify("initialized", map[string]any{})
	return c
}

// A message over the limit is passed over, whatever its size, and the next one is answered.
func TestHugeFrames(t *testing.T) {
	t.Parallel()
	c := started(t)
	for _, size := range []int{MaxFrame + 1, 3 * MaxFrame} {
		c.bytes(fmt.Sprintf("Content-Length: %d\r\n\r\n", size))
		piece := strings.Repeat("x", 1<<20)
		for sent := 0; sent < size; sent += len(piece) {
			c.bytes(piece[:min(len(piece), size-sent)])
		}
		m := c.wait(func(m message) bool { return string(m.ID) == "null" })
		if m.Error == nil || m.Error.Code != codeInvalidRequest || m.Error.Message != "the message is larger than 8 MiB" {
			t.Errorf("%d bytes: got %+v", size, m.Error)
		}
	}
	body := `{"jsonrpc":"2.0","id":"big","method":"workspace/symbol","params":{"query":"` + strings.Repeat("y", MaxFrame-200) + `"}}`
	c.write(body)
	if m := c.wait(func(m message) bool { return string(m.ID) == `"big"` }); string(m.Result) != "[]" {
		t.Errorf("a message just below the limit: got %s %v", m.Result, m.Error)
	}
}

// A file over the limits of the language is told so, and costs nothing more.
func TestHugeFile(t *testing.T) {
	t.Parallel()
	c := started(t)
	c.open("huge.yaml", "stroomschema: huge\n"+strings.Repeat("# a line that says nothing at all\n", 20_000))
	list := c.problems("huge.yaml")
	if len(list) != 1 || list[0].Code != "SS002" {
		t.Errorf("got %+v", list)
	}
}

// A request that waits for its turn is not done when it is cancelled; one that is being done is answered as cancelled; to
// cancel what is over, or never was, means nothing.
func TestCancellation(t *testing.T) {
	t.Parallel()
	c := started(t)
	c.open("loan/v1.yaml", c.text("loan/v1.yaml"))
	c.problems("loan/v1.yaml")
	cancel := func(id string) { c.write(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":` + id + `}}`) }
	c.write(`{"jsonrpc":"2.0","id":"running","method":"test/wait","params":{}}`)
	<-c.entered
	c.write(`{"jsonrpc":"2.0","id":"first","method":"test/count","params":{}}`)
	c.write(`{"jsonrpc":"2.0","id":2000,"method":"test/count","params":{}}`)
	c.write(`{"jsonrpc":"2.0","id":"last","method":"test/count","params":{}}`)
	cancel(`"first"`)
	cancel("2000")
	cancel(`"running"`)
	cancel(`"never"`)
	cancel(`{"no":"id"}`)
	c.write(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":null}`)
	// The reader has passed all of these when it has passed one more message.
	c.write(`{"jsonrpc":"2.0","id":"behind","method":"test/count","params":{}}`)
	for !c.pendingHas(`"behind"`) {
		runtime.Gosched()
	}
	close(c.leave)
	for _, want := range []struct{ id, result, fault string }{
		{`"running"`, "", "cancelled (-32800)"}, {`"first"`, "", "cancelled (-32800)"}, {"2000", "", "cancelled (-32800)"},
		{`"last"`, "1", ""}, {`"behind"`, "2", ""},
	} {
		m := c.wait(func(m message) bool { return string(m.ID) == want.id })
		fault := ""
		if m.Error != nil {
			fault = m.Error.Error()
		}
		if string(m.Result) != want.result || fault != want.fault {
			t.Errorf("%s: got %s, %s", want.id, m.Result, fault)
		}
	}
	cancel(`"last"`)
	if m := c.request("test/count", map[string]any{}); string(m.Result) != "3" {
		t.Errorf("after all: got %s", m.Result)
	}
}

// Whatever is edited, in whatever units, with whatever letters and ends of lines, the server has the text that the editor
// shows, and no request about it fails.
func TestEditsKeepTheText(t *testing.T) {
	t.Parallel()
	const seed = 11
	for _, units := range []string{"utf-16", "utf-8", "utf-32"} {
		t.Run(units, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, uint64(len(units))))
			c := started(t, units)
			const name = "loan/v1.yaml"
			c.open(name, c.text(name))
			pieces := []string{"", "é", "📚", "\r\n", "\n", "\n\n  - ", "{", "}", "\"", "'", ": ", "# ", "[", "held", "\t", "\u2028", "a b", "&&", "💥📚é\n", "|\n", ">-\n"}
			for i := range 60 {
				text := c.texts[name]
				from := boundary(text, random.IntN(len(text)+1))
				to := boundary(text, min(len(text), from+random.IntN(8)))
				if random.IntN(10) == 0 {
					to = boundary(text, min(len(text), from+random.IntN(400)))
				}
				c.edit(name, from, to, pieces[random.IntN(len(pieces))])
				var got string
				m := c.request("test/text", map[string]any{"textDocument": textDocument{c.uri(name)}})
				if err := json.Unmarshal(m.Result, &got); err != nil || got != c.texts[name] {
					t.Fatalf("seed %d, edit %d: the texts differ (%v)", seed, i, err)
				}
				at := boundary(got, random.IntN(len(got)+1))
				place := map[string]any{"textDocument": textDocument{c.uri(name)}, "position": c.position(got, at), "newName": "other", "context": map[string]any{"includeDeclaration": true},
					"range": span{c.position(got, at), c.position(got, at)}}
				for _, method := range everyMethod {
					if i%6 > 0 && method != "textDocument/completion" && method != "textDocument/hover" {
						continue
					}
					if m := c.request(method, place); m.Error != nil && m.Error.Code != codeFailed {
						t.Fatalf("seed %d, edit %d: %s says %v; the server says %s; the text is\n%s", seed, i, method, m.Error, c.log, got)
					}
				}
			}
		})
	}
}

var everyMethod = []string{
	"textDocument/completion", "textDocument/hover", "textDocument/signatureHelp", "textDocument/definition", "textDocument/references",
	"textDocument/documentHighlight", "textDocument/documentSymbol", "textDocument/codeAction", "textDocument/formatting",
	"textDocument/prepareRename", "textDocument/rename", "textDocument/semanticTokens/full",
}

// boundary moves back to the beginning of a letter, and never between CR and LF: an editor has no place there.
func boundary(text string, at int) int {
	for at > 0 && at < len(text) && text[at]&0xC0 == 0x80 {
		at--
	}
	if at > 0 && at < len(text) && text[at] == '\n' && text[at-1] == '\r' {
		at--
	}
	return at
}

// A whole file is typed letter by letter, with what an editor asks while it is typed; in the end it is as if it had been
// opened.
func TestTypedFromTheBeginning(t *testing.T) {
	t.Parallel()
	c := started(t)
	const name = "loan/v7.yaml"
	whole := c.text("loan/v1.yaml")
	c.open(name, "")
	for i, letter := range whole {
		at := len(c.texts[name])
		c.edit(name, at, at, string(letter))
		if i%40 != 0 && letter != '.' && letter != ':' {
			continue
		}
		place := map[string]any{"textDocument": textDocument{c.uri(name)}, "position": c.position(c.texts[name], len(c.texts[name]))}
		for _, method := range []string{"textDocument/completion", "textDocument/signatureHelp"} {
			if m := c.request(method, place); m.Error != nil {
				t.Fatalf("%s says %v behind\n%s", method, m.Error, c.texts[name])
			}
		}
	}
	got := c.problems(name)
	c.open("loan/v8.yaml", whole)
	want := c.problems("loan/v8.yaml")
	if marshal(got) != marshal(want) || len(want) != 2 {
		t.Errorf("got %s, want %s", marshal(got), marshal(want))
	}
}
