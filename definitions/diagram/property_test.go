package diagram

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"strconv"
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

// holdsPromises holds everything that is promised about one drawing.
func holdsPromises(t *testing.T, name string, chart func() *Chart) {
	t.Helper()
	c := chart()
	d := c.Layout(Sheet{})
	for _, fault := range faultsOf(d) {
		t.Errorf("%s: %s", name, fault)
	}
	o := Options{Link: func(n *Node) string { return "#" + n.ID }}
	text := d.SVG(o)
	if err := wellFormed(text); err != nil {
		t.Errorf("%s: the SVG is no XML: %v", name, err)
	}
	if err := wellFormed(append(append([]byte("<div>"), c.ListHTML(o)...), "</div>"...)); err != nil {
		t.Errorf("%s: the list is no XML: %v", name, err)
	}
	again := chart()
	if !bytes.Equal(text, again.Layout(Sheet{}).SVG(o)) || !bytes.Equal(c.List(), again.List()) || !bytes.Equal(c.Mermaid(), again.Mermaid()) {
		t.Errorf("%s: the same chart gives other bytes", name)
	}
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
