package diag_test

import (
	"encoding/json"
	"strings"
	"testing"

	"stroom/definitions/diag"
)

const source = "flow: loan\nsteps:\n  lend:\n    go: lenn   # café\n"

func at(line, column, length int) diag.Range {
	return diag.Range{
		File:  "loan.yaml",
		Start: diag.Pos{Line: line, Column: column},
		End:   diag.Pos{Line: line, Column: column + length},
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	list := diag.List{
		{Code: "SS301", Summary: `there is no step "lenn"`, Hint: `did you mean "lend"?`, Subject: at(4, 9, 4), Context: at(2, 1, 6)},
		{Severity: diag.Warning, Code: "SS900", Summary: "nobody uses it", Detail: "one\ntwo", Subject: at(1, 7, 4)},
		{Code: "SS001", Summary: "the file is empty", Subject: at(40, 1, 1)},
	}
	want := `loan.yaml:4:9: error SS301: there is no step "lenn"
  |
2 | steps:
  | ...
4 |     go: lenn   # café
  |         ^^^^
  = did you mean "lend"?

loan.yaml:1:7: warning SS900: nobody uses it
  |
1 | flow: loan
  |       ^^^^
  = one
  = two

loan.yaml:40:1: error SS001: the file is empty
`
	if got := diag.Text(list, map[string][]byte{"loan.yaml": []byte(source)}); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestTextShowsPartOfALongLine(t *testing.T) {
	t.Parallel()
	line := strings.Repeat("a", 300) + "\x1b[2J" + strings.Repeat("b", 300)
	got := diag.Text(diag.List{{Code: "SS002", Summary: "odd sign", Subject: at(1, 301, 1)}},
		map[string][]byte{"loan.yaml": []byte(line)})
	want := "loan.yaml:1:301: error SS002: odd sign\n  |\n" +
		"1 | ..." + strings.Repeat("a", 40) + "\uFFFD[2J" + strings.Repeat("b", 116) + "...\n" +
		"  | " + strings.Repeat(" ", 43) + "^\n"
	if got != want {
		t.Errorf("got:\n%q\nwant:\n%q", got, want)
	}
}

func TestSorted(t *testing.T) {
	t.Parallel()
	a := diag.Diagnostic{Code: "SS2", Summary: "later", Subject: at(2, 5, 1)}
	b := diag.Diagnostic{Code: "SS1", Summary: "earlier", Subject: at(2, 1, 1)}
	c := diag.Diagnostic{Severity: diag.Warning, Code: "SS0", Summary: "same place", Subject: at(2, 1, 1)}
	got, err := json.Marshal(diag.List{a, c, b, a}.Sorted())
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"severity":"error","code":"SS1","summary":"earlier","subject":{"file":"loan.yaml","start":{"line":2,"column":1,"byte":0},"end":{"line":2,"column":2,"byte":0}}},` +
		`{"severity":"warning","code":"SS0","summary":"same place","subject":{"file":"loan.yaml","start":{"line":2,"column":1,"byte":0},"end":{"line":2,"column":2,"byte":0}}},` +
		`{"severity":"error","code":"SS2","summary":"later","subject":{"file":"loan.yaml","start":{"line":2,"column":5,"byte":0},"end":{"line":2,"column":6,"byte":0}}}]`
	if string(got) != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestHasErrors(t *testing.T) {
	t.Parallel()
	warning := diag.Diagnostic{Severity: diag.Warning}
	if (diag.List{warning}).HasErrors() {
		t.Error("a warning counts as an error")
	}
	if !(diag.List{warning, {}}).HasErrors() {
		t.Error("an error does not count")
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"go:\tout\x1b[2J":        "go: out\uFFFD[2J",
		strings.Repeat("é", 170): strings.Repeat("é", 160) + "...",
	} {
		if got := diag.Shown(line); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
