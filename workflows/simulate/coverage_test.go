package simulate_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/simulate"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a text with a file under testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(filepath.Join("testdata", name), []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := string(read(t, name)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func tallied(t *testing.T) *stroomschema.Definition {
	t.Helper()
	def, found := stroomschema.Compile("seat.yaml", read(t, "seat.yaml"), stroomschema.Options{Tally: true})
	if def == nil {
		t.Fatal(diag.Text(found, map[string][]byte{"seat.yaml": read(t, "seat.yaml")}))
	}
	return def
}

func bytesOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A tally changes nothing of what becomes of a scenario.
func TestTallyChangesNoResult(t *testing.T) {
	t.Parallel()
	noted, plain := tallied(t), seat(t)
	a := simulate.Run(noted, nil, parse(t, noted, "pass.yaml", read(t, "pass.yaml")))
	b := simulate.Run(plain, nil, parse(t, plain, "pass.yaml", read(t, "pass.yaml")))
	if len(a.Trail) == 0 || b.Trail != nil {
		t.Errorf("%d passages with a tally, %d without", len(a.Trail), len(b.Trail))
	}
	a.Trail = nil
	if noted, plain := bytesOf(t, a), bytesOf(t, b); noted != plain {
		t.Errorf("with a tally\n%s\nwithout\n%s", noted, plain)
	}
}

// What the scenario reaches of the definition, and all that it does not.
func TestCoverage(t *testing.T) {
	t.Parallel()
	def := tallied(t)
	result := simulate.Run(def, nil, parse(t, def, "pass.yaml", read(t, "pass.yaml")))
	c := simulate.NewCoverage(def)
	c.Passed(result.Trail)
	c.Answered(def)
	r := c.Report()
	var b strings.Builder
	for _, part := range []struct {
		name string
		simulate.Covered
	}{{"steps", r.Steps}, {"arrows", r.Arrows}, {"rules", r.Rules}, {"conditions", r.Conditions}} {
		fmt.Fprintf(&b, "%s %d of %d, %.1f%%\n", part.name, part.Reached, part.Of, part.Percent())
		for _, g := range part.Gaps {
			fmt.Fprintf(&b, "  %s %s (%s) never %s\n", g.Place, g.Words, g.Rule, g.Lacks)
		}
	}
	golden(t, "coverage.txt", b.String())
}

// A scenario under another version covers nothing of this one.
func TestCoverageIsOfOneVersion(t *testing.T) {
	t.Parallel()
	def := tallied(t)
	result := simulate.Run(def, nil, parse(t, def, "pass.yaml", read(t, "pass.yaml")))
	for i := range result.Trail {
		result.Trail[i].Version++
	}
	c := simulate.NewCoverage(def)
	c.Passed(result.Trail)
	if r := c.Report(); r.Steps.Reached != 0 || r.Arrows.Reached != 0 || r.Steps.Of == 0 {
		t.Errorf("%+v", r)
	}
}
