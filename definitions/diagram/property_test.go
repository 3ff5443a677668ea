package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/enginetest"
)

var (
	seed   = flag.Uint64("seed", 20_241_122, "seed of the random drawings")
	rounds = flag.Int("rounds", 150, "how many random drawings, and how many generated definitions")
)

// shipped compiles the definition that ships.
func shipped(t testing.TB) *stroomschema.Definition {
	t.Helper()
	def, found, err := definitions.Compile("trajectindicatie", 1, nil)
	if err != nil || def == nil {
		t.Fatal(err, found)
	}
	return def
}

// drawn makes the drawing of a definition.
func drawn(t testing.TB, def *stroomschema.Definition, lang string, flows ...string) *Drawing {
	t.Helper()
	chart, err := Of(def, lang, flows...)
	if err != nil {
		t.Fatal(err)
	}
	return chart.Layout(Sheet{})
}

// wellFormed reads XML to its end.
func wellFormed(text []byte) error {
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict = true
	for {
		if _, err := d.Token(); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

// namesUnlikeTexts lists the links of a drawing whose name does not say the texts that they show, in order.
func namesUnlikeTexts(drawing []byte) []string {
	var faults, texts []string
	name, inText := "", false
	d := xml.NewDecoder(bytes.NewReader(drawing))
	for {
		token, err := d.Token()
		if err != nil {
			return faults
		}
		switch e := token.(type) {
		case xml.StartElement:
			inText = e.Name.Local == "text"
			for _, a := range e.Attr {
				if e.Name.Local == "a" && a.Name.Local == "aria-label" {
					name, texts = a.Value, nil
				}
			}
		case xml.CharData:
			if inText {
				texts = append(texts, string(e))
			}
		case xml.EndElement:
			inText = false
			rest, said := name, true
			for _, text := range texts {
				var found bool
				_, rest, found = strings.Cut(rest, strings.TrimSuffix(text, ellipsis))
				said = said && found
			}
			if e.Name.Local == "a" && !said {
				faults = append(faults, fmt.Sprintf("a link is called %q and shows %q", name, texts))
			}
		}
	}
}

// holdsPromises holds everything that is promised about one drawing.
func holdsPromises(t *testing.T, name string, chart func() *Chart) {
	t.Helper()
	c := chart()
	d := c.Layout(Sheet{})
	for _, fault := range faultsOf(d) {
		t.Errorf("%s: %s", name, fault)
	}
	brief := c.Layout(Sheet{Bare: true, Second: true, Brief: true})
	for _, fault := range append(faultsOf(brief), leftOut(brief)...) {
		t.Errorf("%s, brief: %s", name, fault)
	}
	whole := c.Layout(Sheet{Bare: true, Second: true, Map: true})
	for _, fault := range faultsOf(whole) {
		t.Errorf("%s, map: %s", name, fault)
	}
	if len(whole.Map.Boxes) != len(c.Flows) || len(whole.Panels) != 0 {
		t.Errorf("%s: the map has %d boxes and %d panels beside it", name, len(whole.Map.Boxes), len(whole.Panels))
	}
	o := Options{Link: func(n *Node) string { return "#" + n.ID }}
	text := d.SVG(o)
	if err := wellFormed(text); err != nil {
		t.Errorf("%s: the SVG is no XML: %v", name, err)
	}
	if err := wellFormed(append(append([]byte("<div>"), c.ListHTML(o)...), "</div>"...)); err != nil {
		t.Errorf("%s: the list is no XML: %v", name, err)
	}
	marked := o
	marked.Marks = Marks{Nodes: map[string]Mark{}}
	for _, f := range c.Flows {
		for i, n := range f.Nodes {
			marked.Marks.Nodes[f.ID] = Mark{Badge: "1.234", Second: "56 te laat"}
			marked.Marks.Nodes[n.ID] = []Mark{{Time: Past}, {Time: Present}, {Time: Future, Badge: "12", Second: "3 d"}, {Badge: "7", Heat: 3}, {}}[i%5]
		}
	}
	for _, drawing := range [][]byte{text, d.SVG(marked), brief.SVG(marked), whole.SVG(marked)} {
		for _, fault := range namesUnlikeTexts(drawing) {
			t.Errorf("%s: %s", name, fault)
		}
	}
	again := chart()
	if !bytes.Equal(text, again.Layout(Sheet{}).SVG(o)) || !bytes.Equal(c.List(), again.List()) || !bytes.Equal(c.Mermaid(), again.Mermaid()) {
		t.Errorf("%s: the same chart gives other bytes", name)
	}
}

// leftOut holds that a brief drawing has every step, and nothing on its lines.
func leftOut(d *Drawing) []string {
	var faults []string
	for _, p := range d.Panels {
		drawn := map[string]bool{}
		for _, b := range p.Boxes {
			drawn[b.ID] = true
		}
		for _, n := range p.Flow.Nodes {
			if n.Number > 0 && !drawn[n.ID] {
				faults = append(faults, n.ID+" is not drawn")
			}
		}
		for _, e := range p.Edges {
			if e.Pill != nil {
				faults = append(faults, "a label on a line of "+p.ID)
			}
		}
	}
	return faults
}

func TestTheShippedDefinitionKeepsThePromises(t *testing.T) {
	t.Parallel()
	def := shipped(t)
	for _, lang := range []string{"nl", "en"} {
		holdsPromises(t, lang, func() *Chart {
			c, err := Of(def, lang)
			if err != nil {
				t.Fatal(err)
			}
			return c
		})
	}
}

func TestRandomDrawingsKeepThePromises(t *testing.T) {
	t.Parallel()
	t.Logf("seed %d", *seed)
	for i := range *rounds {
		steps := []int{3, 8, 20}[i%3]
		holdsPromises(t, "drawing "+strconv.Itoa(i), func() *Chart { return randomChart(rand.New(rand.NewPCG(*seed, uint64(i))), steps) })
		if t.Failed() {
			return
		}
	}
}

func TestGeneratedDefinitionsKeepThePromises(t *testing.T) {
	t.Parallel()
	t.Logf("seed %d", *seed)
	for i := range *rounds {
		text := enginetest.Definition(*seed + uint64(i))
		def, found := stroomschema.Compile("generated.yaml", []byte(text), stroomschema.Options{})
		if def == nil {
			t.Fatalf("definition %d does not compile: %v", i, found)
		}
		holdsPromises(t, "definition "+strconv.Itoa(i), func() *Chart {
			c, err := Of(def, "en")
			if err != nil {
				t.Fatal(err)
			}
			return c
		})
		if t.Failed() {
			return
		}
	}
}
