package stroomschema_test

import (
	"os"
	"testing"

	"stroom/definitions/stroomschema"
)

// What a rule read has a name for people: by the words of the definition, and for what needs no declaration by our own.
func TestReadingLabels(t *testing.T) {
	t.Parallel()
	def, _ := stroomschema.Compile("v3.yaml", readFile(t, "testdata/whole/v3.yaml"), stroomschema.Options{
		Parts: func(name string) ([]byte, error) { return os.ReadFile("testdata/whole/" + name) },
	})
	if def == nil {
		t.Fatal("it does not compile")
	}
	for _, c := range []struct{ name, key, path, nl, en string }{
		{"fine", "", "", "boete", "fine"},
		{"book", "", "state", "boek, staat", "book, state"},
		{"place", "top", "", "plek (boven)", "place (top)"},
		{"place", "top", "safety", "plek (boven), safety", "place (top), safety"},
		{"shelf", "", "", "plank", "shelf"},
		{"param.days_late", "", "", "Dagen te laat", "Days late"},
		{"recorded.place", "low", "", "plek (onder), vastgelegd op", "place (low), recorded on"},
		{"ask.price", "", "", "prijs", "price"},
		{"with.wanted", "", "", "gevraagd boek", "book wanted"},
		{"actor.role", "", "", "rol", "role"},
		{"party.branch", "top", "", "filiaal (boven)", "branch (top)"},
		{"today", "", "", "vandaag", "today"},
		{"main", "", "", "Uitleen", "Loan"},
		{"main.open", "", "", "Uitleen, loopt", "Loan, is open"},
		{"no_such_name", "", "", "no such name", "no such name"},
	} {
		if got := def.ReadingLabel(c.name, c.key, c.path); got != (stroomschema.Text{NL: c.nl, EN: c.en}) {
			t.Errorf("%s[%s].%s: %+v", c.name, c.key, c.path, got)
		}
	}
}
