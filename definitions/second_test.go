package definitions

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/v2.yaml anew from v1.yaml, and the reference of the designers' page from the grammar")

// secondVersion is the version that case 20 migrates to: the first version in one file, with a longer term for consent and
// a migration that lets open step decisions end as they began.
func secondVersion(t *testing.T) string {
	t.Helper()
	text := func(file string) string {
		b, err := files.ReadFile("trajectindicatie/" + file)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	first, words := text("v1.yaml"), text("v1.words.yaml")
	replace := func(old, new string) {
		if strings.Count(first, old) != 1 {
			t.Fatalf("v1.yaml holds %d times: %s", strings.Count(first, old), old)
		}
		first = strings.Replace(first, old, new, 1)
	}
	parts := first[strings.Index(first, "\nparts: ")+1:]
	replace(parts[:strings.Index(parts, "\n")+1], "\n"+words[strings.Index(words, "words:"):])
	replace("\nversion: 1\n", "\nversion: 2\n")
	replace("# Trajectindicatie, version 1: one indication for a whole trajectory of forensic care.",
		"# Trajectindicatie, a second version for tests only: consent within 15 working days instead of 10. Made from v1.yaml by a test.")
	replace("      - {otherwise: yes, length: 10 working days, law: exact}\n  conference:",
		"      - {otherwise: yes, length: 15 working days, law: exact}\n  conference:")
	return first + `
migration:                     # an open step decision ends as it began; the next one follows this version
  from: 1
  flows:
    step_change: {runs: finish}
`
}

func TestSecondVersionIsTheFirstWithALongerTerm(t *testing.T) {
	t.Parallel()
	want := secondVersion(t)
	if *update {
		if err := os.WriteFile("trajectindicatie/testdata/v2.yaml", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := files.ReadFile("trajectindicatie/testdata/v2.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("testdata/v2.yaml is not what v1.yaml makes of it: run this test with -update")
	}
}
