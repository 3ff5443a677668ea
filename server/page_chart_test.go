package server

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
)

// Everyone can read who does what, to what end, when, and what would refuse it, without signing in.
func TestChartIsForEveryone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	list := b.visit("/stroomschema", "").want(t, http.StatusOK)
	if !strings.Contains(list.body, `<a href="/stroomschema/loan">Lenen</a>`) {
		t.Errorf("%s", list.body)
	}
	page := b.visit("/stroomschema/loan", "").want(t, http.StatusOK)
	for _, want := range []string{"<svg", "Wie lezer", "Waarvoor Duidelijkheid.", "5 werkdagen", "U heeft een boete.", "Lenen is geblokkeerd.", "Spoed voor [boek] kan niet."} {
		if !strings.Contains(page.text(), want) && !strings.Contains(page.body, want) {
			t.Errorf("no %q in %s", want, page.text())
		}
	}
	if en := b.visit("/stroomschema/loan", "", "Accept-Language", "en"); !strings.Contains(en.text(), "To what end Clarity.") {
		t.Errorf("%s", en.text())
	}
	b.visit("/stroomschema/none", "").want(t, http.StatusNotFound)
	b.visit("/stroomschema/loan?versie=9", "").want(t, http.StatusNotFound)
}

// A newer version says in words what it says otherwise.
func TestChartTellsWhatChanged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	source, err := os.ReadFile("testdata/loan.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer(
		"version: 1\n", "version: 2\n", "length: 5 working days", "length: 8 working days", `"fine == 0"`, `"fine < 5"`,
		"          finish: {go: end done}\n", "          finish: {go: end done}\n          rest: {what: {nl: \"Rust.\", en: \"Rest.\"}, go: stay}\n",
	).Replace(string(source))
	def, found := stroomschema.Compile("loan.yaml", []byte(text), stroomschema.Options{})
	if def == nil {
		t.Fatal(found)
	}
	b.publish(def)
	page := b.visit("/stroomschema/loan", "").want(t, http.StatusOK).text()
	for _, want := range []string{
		"Wat is anders dan in versie 1?", "Traject: Nieuw bij ‘Leen boeken.’: rest.", "Uitlening: ‘Antwoord.’, termijn: was ‘5 werkdagen’, is nu ‘8 werkdagen’.",
		"Deze regel kijkt nu anders: U heeft een boete.", "Versie 2 Versie 1",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in %s", want, page)
		}
	}
	if old := b.visit("/stroomschema/loan?versie=1", "").want(t, http.StatusOK).text(); strings.Contains(old, "Wat is anders") || !strings.Contains(old, "5 werkdagen") {
		t.Errorf("%s", old)
	}
}
