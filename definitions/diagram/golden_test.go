package diagram

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; look at the picture, then -update writes it", file)
	}
}

// example compiles a definition of testdata.
func example(t *testing.T, name string) *stroomschema.Definition {
	t.Helper()
	return compiled(t, filepath.Join("testdata", name+".yaml"))
}

func compiled(t *testing.T, file string) *stroomschema.Definition {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	def, found := stroomschema.Compile(filepath.ToSlash(file), text, stroomschema.Options{})
	if def == nil {
		t.Fatal(found)
	}
	return def
}

// Small definitions whole, as pictures that a reviewer can open.
func TestSmallDrawings(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sequence", "structured-loop", "blocking-partial-join"} {
		golden(t, name+".svg", string(drawn(t, example(t, name), "en").SVG(Options{})))
	}
}

// The cookbook keeps the promises too.
func TestTheCookbookKeepsThePromises(t *testing.T) {
	t.Parallel()
	found, err := filepath.Glob("../patterns/*/v1.yaml")
	if err != nil || len(found) < 20 {
		t.Fatal("the cookbook is not found:", err)
	}
	for _, file := range found {
		def := compiled(t, file)
		for _, lang := range []string{"nl", "en"} {
			holdsPromises(t, file+" "+lang, func() *Chart {
				c, err := Of(def, lang)
				if err != nil {
					t.Fatal(err)
				}
				return c
			})
		}
	}
}

// The shipped definition: its list, its Mermaid, and where everything stands, with the crossings of each flow.
func TestTheShippedDefinition(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	for _, lang := range []string{"nl", "en"} {
		c, err := Of(def, lang)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, "shipped."+lang+".list", string(c.List()))
	}
	d := drawn(t, def, "nl")
	var b strings.Builder
	fmt.Fprintf(&b, "sheet %d x %d\n", d.Width, d.Height)
	crossings := d.Map.Crossings
	for _, p := range append([]*Panel{d.Map}, d.Panels...) {
		fmt.Fprintf(&b, "\n%s %v, %d boxes, %d lines, %d crossings\n", p.ID, p.Rect, len(p.Boxes), len(p.Edges), p.Crossings)
		for _, box := range p.Boxes {
			fmt.Fprintf(&b, "  %s~%d %v\n", box.ID, box.Copy, box.Rect)
		}
		for _, e := range p.Edges {
			fmt.Fprintf(&b, "  %s %s%s %v\n", e.Kind, e.Origin, strings.Join(e.IDs, "+"), e.Points)
		}
	}
	for _, p := range d.Panels {
		crossings += p.Crossings
	}
	if crossings > 20 {
		t.Errorf("%d lines cross; 20 are too many to follow", crossings)
	}
	golden(t, "shipped.places", b.String())
}

// The marks that pages lay over a drawing, and what the scenarios did not touch.
func TestMarks(t *testing.T) {
	t.Parallel()
	def := example(t, "sequence")
	c, err := Of(def, "en")
	if err != nil {
		t.Fatal(err)
	}
	marks := c.Coverage(func(p stroomschema.Passage) bool { return p.Kind == stroomschema.PassStep })
	for i, n := range c.Flows[0].Nodes {
		m := marks.Nodes[n.ID]
		m.Time = []Time{Past, Present, Future}[i%3]
		if i == 1 {
			m.Badge, m.Second = "12", "median 3 days & <more>"
		}
		marks.Nodes[n.ID] = m
	}
	o := Options{Prefix: "x-", Marks: marks, NoStyle: true, Link: func(n *Node) string { return "/a?b=1&c=" + n.ID }}
	golden(t, "marks.svg", string(c.Layout(Sheet{Bare: true, Second: true}).SVG(o)))
	golden(t, "marks.html", string(c.ListHTML(o)))
}
