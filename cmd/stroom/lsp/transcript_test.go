package lsp

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// A transcript is a conversation between an editor and the server. A line that begins with > is what the editor does; the
// lines behind it are what it gets, as it travels through frames, written short. Lines with # explain. A place in a file is
// written as a piece of its text with | in it, in quotes; the piece stands in the file once.
//
//	> copy FROM TO              the folder of the repository, or of testdata/work, to be worked in
//	> start KEY=VALUE...        initialize: locale, encoding, snippets, edits
//	> open FILE, close FILE, edit FILE "old" "new", replace FILE "whole text", save FILE, touch
//	> problems FILE             the diagnostics of the file as it stands
//	> try FILE "old" "ne|w"     what can be completed when new stands instead of old; then old stands there again
//	> complete, hover, signature, definition, references, declared, highlight, prepare FILE "pla|ce"
//	> rename FILE "pla|ce" NAME the edits, which are then made
//	> actions FILE "pla|ce"     > symbols FILE      > tokens FILE    > search LETTERS    > format FILE
//	> send JSON                 one message in a frame, and what comes back   > frame "body"   > bytes "raw"   > receive
//	> shutdown, exit
func TestTranscripts(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			t.Parallel()
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != string(want) && !*update {
				t.Errorf("%s differs: %s", name, firstDifference(got, string(want)))
			}
		})
	}
}

// firstDifference shows where two texts part.
func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return fmt.Sprintf("line %d\ngot\n%s\nwant\n%s", i+1, strings.Join(a[i:min(len(a), i+12)], "\n"), strings.Join(b[min(i, len(b)):min(len(b), i+12)], "\n"))
		}
	}
	return "it is too short"
}

// player plays a transcript.
type player struct {
	*client
	out strings.Builder
}

// play does what the lines with > say, and returns the transcript with what really came back.
func play(t *testing.T, script string) string {
	t.Helper()
	p := &player{client: newClient(t, t.TempDir())}
	for line := range strings.Lines(script) {
		switch {
		case strings.HasPrefix(line, "> "):
			p.out.WriteString(line)
			p.step(words(t, strings.TrimSpace(line[2:])))
		case strings.HasPrefix(line, "#"), line == "\n":
			p.out.WriteString(line)
		}
	}
	return p.out.String()
}

// words splits a line; quotes keep words together.
func words(t *testing.T, line string) []string {
	t.Helper()
	if rest, ok := strings.CutPrefix(line, "send "); ok {
		return []string{"send", rest}
	}
	var list []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		if line[0] == '"' {
			quoted, err := strconv.QuotedPrefix(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			text, _ := strconv.Unquote(quoted)
			list, line = append(list, text), line[len(quoted):]
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		list, line = append(list, word), rest
	}
	return list
}

func (p *player) say(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n", args...)
}

func (p *player) step(w []string) {
	p.t.Helper()
	switch w[0] {
	case "copy":
		p.copyFolder(w[1], w[2])
	case "start":
		p.start(w[1:])
	case "open":
		if len(w) > 2 { // not on disk yet
			p.open(w[1], w[2])
			return
		}
		p.open(w[1], p.text(w[1]))
	case "close":
		p.notify("textDocument/didClose", map[string]any{"textDocument": textDocument{p.uri(w[1])}})
		delete(p.texts, w[1])
		delete(p.versions, w[1])
	case "edit":
		at := p.find(w[1], "|"+w[2])
		p.edit(w[1], at, at+len(w[2]), w[3])
	case "try":
		p.try(w)
	case "replace":
		if _, open := p.texts[w[1]]; !open {
			p.open(w[1], w[2])
			return
		}
		p.edit(w[1], 0, len(p.texts[w[1]]), w[2])
	case "save":
		p.save(w[1], p.texts[w[1]])
	case "touch":
		p.notify("workspace/didChangeWatchedFiles", map[string]any{"changes": []any{}})
	case "problems":
		p.tellProblems(w[1])
	case "exit":
		p.notify("exit", map[string]any{})
		p.tellExit()
	case "shutdown":
		p.tellRaw(p.request("shutdown", nil))
	case "send":
		p.write(w[1])
		var m message
		if err := json.Unmarshal([]byte(w[1]), &m); err == nil && len(m.ID) > 0 {
			p.tellRaw(p.wait(func(got message) bool { return string(got.ID) == string(m.ID) }))
		}
	case "frame":
		p.write(w[1])
	case "bytes":
		p.bytes(w[1])
	case "close-stream":
		_ = p.in.Close()
		p.tellExit()
	case "receive":
		p.tellRaw(p.wait(func(m message) bool { return m.Method != "textDocument/publishDiagnostics" }))
	default:
		p.ask(w)
	}
}

// labels are what completions are called, in their order.
func labels(t testing.TB, m message) string {
	t.Helper()
	var list completionList
	if err := json.Unmarshal(m.Result, &list); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, item := range list.Items {
		names = append(names, item.Label)
	}
	return strings.Join(names, ", ")
}

// try completes in a text that is half written, and takes it back.
func (p *player) try(w []string) {
	p.t.Helper()
	name, old, mark := w[1], w[2], w[3]
	from := p.find(name, "|"+old)
	before, after, ok := strings.Cut(mark, "|")
	if !ok {
		p.t.Fatal("no place in", mark)
	}
	was := p.texts[name]
	p.edit(name, from, from+len(old), before+after)
	at := from + len(before)
	params := map[string]any{"textDocument": textDocument{p.uri(name)}, "position": p.position(p.texts[name], at)}
	atOnce := p.request("textDocument/completion", params)
	p.request("textDocument/documentSymbol", params) // by now the text has been read
	later := p.request("textDocument/completion", params)
	if a, b := labels(p.t, atOnce), labels(p.t, later); a != b {
		p.t.Errorf("%q: at once the answer is\n%s\nand when the text has been read\n%s", mark, a, b)
	}
	p.tellCompletion(name, at, w[4:], later)
	p.edit(name, from, from+len(before+after), old)
	if p.texts[name] != was {
		p.t.Fatal("the text is not what it was")
	}
}

func (p *player) copyFolder(from, to string) {
	p.t.Helper()
	source := filepath.Join("testdata", "work", from)
	if strings.HasPrefix(from, "definitions/") {
		source = filepath.Join("..", "..", "..", filepath.FromSlash(from))
	}
	if err := os.CopyFS(filepath.Join(p.root, to), os.DirFS(source)); err != nil && !os.IsExist(err) {
		p.t.Fatal(err)
	}
	_ = filepath.WalkDir(filepath.Join(p.root, to), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			return os.Chmod(name, 0o644)
		}
		return err
	})
}

func (p *player) start(options []string) {
	p.t.Helper()
	capabilities := map[string]any{}
	params := map[string]any{"processId": nil, "rootUri": uriOf(p.root), "capabilities": capabilities}
	for _, o := range options {
		key, value, _ := strings.Cut(o, "=")
		switch key {
		case "locale":
			params["locale"] = value
		case "language":
			params["initializationOptions"] = map[string]any{"language": value}
		case "encoding":
			capabilities["general"] = map[string]any{"positionEncodings": strings.Split(value, ",")}
		case "snippets":
			capabilities["textDocument"] = map[string]any{"completion": map[string]any{"completionItem": map[string]any{"snippetSupport": true}},
				"documentSymbol": map[string]any{"hierarchicalDocumentSymbolSupport": true}}
		}
	}
	r, ok := decoded[initializeResult](p, p.request("initialize", params))
	if !ok {
		return
	}
	p.encoding = encoding(r.Capabilities.PositionEncoding)
	if slices.Contains(options, "tell") {
		p.say("%s", marshal(r))
	}
	p.notify("initialized", map[string]any{})
}

// ask asks one of the questions about a place.
func (p *player) ask(w []string) {
	p.t.Helper()
	var params map[string]any
	switch {
	case w[0] == "search":
		params = map[string]any{"query": strings.Join(w[1:], " ")}
	case len(w) > 2:
		params = p.at(w[1], w[2])
	default:
		params = map[string]any{"textDocument": textDocument{p.uri(w[1])}}
	}
	switch w[0] {
	case "complete":
		p.tellCompletion(w[1], p.find(w[1], w[2]), w[3:], p.request("textDocument/completion", params))
	case "hover":
		if h, ok := decoded[hover](p, p.request("textDocument/hover", params)); ok {
			p.say("%s", p.place(w[1], h.Range))
			p.say("    | %s", strings.ReplaceAll(strings.ReplaceAll(h.Contents.Value, "\n", "\n    | "), "| \n", "|\n"))
		}
	case "signature":
		if h, ok := decoded[signatureHelp](p, p.request("textDocument/signatureHelp", params)); ok {
			one := h.Signatures[0]
			var inputs []string
			for _, i := range one.Parameters {
				inputs = append(inputs, i.Label)
			}
			p.say("%s, input %d of [%s]", one.Label, h.ActiveParameter+1, strings.Join(inputs, "; "))
		}
	case "definition":
		p.tellPlaces(p.request("textDocument/definition", params))
	case "references", "declared":
		params["context"] = map[string]any{"includeDeclaration": w[0] == "declared"}
		p.tellPlaces(p.request("textDocument/references", params))
	case "highlight":
		if list, ok := decoded[[]highlight](p, p.request("textDocument/documentHighlight", params)); ok {
			for _, h := range list {
				p.say("%s", p.place(w[1], h.Range))
			}
		}
	case "prepare":
		if one, ok := decoded[prepared](p, p.request("textDocument/prepareRename", params)); ok {
			p.say("%s, now %s", p.place(w[1], one.Range), one.Placeholder)
		}
	case "rename":
		params["newName"] = w[3]
		if e, ok := decoded[workspaceEdit](p, p.request("textDocument/rename", params)); ok {
			p.tellEdits(e)
			p.apply(e)
		}
	case "format":
		params["options"] = map[string]any{"tabSize": 2, "insertSpaces": true}
		if list, ok := decoded[[]textEdit](p, p.request("textDocument/formatting", params)); ok {
			e := workspaceEdit{Changes: map[string][]textEdit{p.uri(w[1]): list}}
			p.tellEdits(e)
			p.apply(e)
		}
	case "actions":
		at := params["position"]
		params["range"] = map[string]any{"start": at, "end": at}
		params["context"] = map[string]any{"diagnostics": []any{}}
		if list, ok := decoded[[]codeAction](p, p.request("textDocument/codeAction", params)); ok {
			for _, a := range list {
				p.say("%s: %s", a.Kind, a.Title)
				p.tellEdits(a.Edit)
				if len(w) > 3 {
					p.apply(a.Edit)
				}
			}
		}
	case "symbols":
		if list, ok := decoded[[]documentSymbol](p, p.request("textDocument/documentSymbol", params)); ok {
			p.tellSymbols(w[1], list, "")
		}
	case "search":
		if list, ok := decoded[[]symbolInformation](p, p.request("workspace/symbol", params)); ok {
			for _, s := range list {
				p.say("%s (%d) in %q at %s %s", s.Name, s.Kind, s.ContainerName, p.name(s.Location.URI), p.place(p.name(s.Location.URI), s.Location.Range))
			}
		}
	case "tokens":
		if tokens, ok := decoded[semanticTokens](p, p.request("textDocument/semanticTokens/full", params)); ok {
			p.tellTokens(w[1], tokens.Data)
		}
	default:
		p.t.Fatalf("there is no step %q", w[0])
	}
}
