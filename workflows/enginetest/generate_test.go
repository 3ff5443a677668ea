package enginetest_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/workflows/enginetest"
)

var show = flag.Uint64("show", 0, "print the definition of this seed")

func TestShow(t *testing.T) {
	if *show != 0 {
		t.Log("\n" + enginetest.Definition(*show))
	}
}

func TestDefinitionIsTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		first := enginetest.Definition(seed)
		if again := enginetest.Definition(seed); again != first {
			t.Fatalf("seed %d gives two texts", seed)
		}
	}
}

// Version 2 compiles beside version 1, and differs from it.
func TestNextDefinition(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		text := enginetest.NextDefinition(seed)
		def, found := stroomschema.Compile("next.yaml", []byte(text), stroomschema.Options{})
		if def == nil {
			t.Fatalf("seed %d: %s", seed, diagnostics(found, text))
		}
		if def.Version != 2 || def.Migration == nil || def.Migration.From != 1 {
			t.Fatalf("seed %d: version %d, migration %v", seed, def.Version, def.Migration)
		}
	}
}

// diagnostics writes the errors of a definition with their lines.
func diagnostics(found diag.List, text string) string {
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for _, d := range found {
		if d.Severity != diag.Error {
			continue
		}
		fmt.Fprintf(&b, "%d:%d %s %s\n  %s\n", d.Subject.Start.Line, d.Subject.Start.Column, d.Code, d.Summary, d.Hint)
		if n := d.Subject.Start.Line; n > 0 && n <= len(lines) {
			fmt.Fprintf(&b, "  | %s\n", lines[n-1])
		}
	}
	return b.String()
}
