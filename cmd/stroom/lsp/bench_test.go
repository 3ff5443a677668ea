package lsp

import (
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkTyping measures through the protocol how long an author of the largest definition waits: from a key press to the
// diagnostics of the text with it, and to the completions at it. All its scenarios lie beside it, and it is typed on at
// once, as fast as answers come.
func BenchmarkTyping(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // as the command does
	root := b.TempDir()
	if err := os.CopyFS(filepath.Join(root, "shipped"), os.DirFS(filepath.Join("..", "..", "..", "definitions", "trajectindicatie"))); err != nil {
		b.Fatal(err)
	}
	c := newClient(b, root)
	c.request("initialize", map[string]any{"capabilities": map[string]any{}})
	const name = "shipped/v1.yaml"
	c.open(name, c.text(name))
	c.problems(name)
	at := strings.Index(c.texts[name], "has(place[component]) && to.heavier_than(") + len("has(place[component]) && to.")
	var shown, completed []time.Duration
	for i := 0; b.Loop(); i++ {
		if i%2 == 0 {
			c.edit(name, at, at, "x")
		} else {
			c.edit(name, at, at+1, "")
		}
		begin := time.Now()
		params := map[string]any{"textDocument": textDocument{c.uri(name)}, "position": c.position(c.texts[name], at)}
		c.request("textDocument/completion", params)
		completed = append(completed, time.Since(begin))
		for p := c.said[c.uri(name)]; p.Version == nil || *p.Version != c.versions[name]; p = c.said[c.uri(name)] {
			c.read()
		}
		shown = append(shown, time.Since(begin))
	}
	for what, list := range map[string][]time.Duration{"diagnostics": shown, "completion": completed} {
		slices.Sort(list)
		b.ReportMetric(float64(list[len(list)/2].Microseconds())/1000, what+"-p50-ms")
		b.ReportMetric(float64(list[len(list)*95/100].Microseconds())/1000, what+"-p95-ms")
	}
}
