package readmodel_test

import (
	"testing"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Each kind of answer is a sentence in both languages; one of each kind comes first.
func TestWays(t *testing.T) {
	t.Parallel()
	def := garden(t).def
	day := at(t, "2026-01-20 00:00")
	label := func(nl, en string) engine.Said { return engine.Said{NL: nl, EN: en} }
	yes, no := label("ja", "yes"), label("nee", "no")
	var got []string
	for _, w := range readmodel.Ways(def, "north", []engine.Alternative{
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactRecorded, Label: label("bodem", "soil"), Values: []engine.Said{label("soort: klei", "kind: clay")}}}},
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactRecorded, Label: label("bodem", "soil")}}},
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactCleared, Label: label("bodem", "soil")}}},
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactAgain, Label: label("bodem", "soil")}}},
		{Facts: []engine.FactChange{{Name: "weight[north]", Kind: engine.FactOther, Label: label("gewicht (noord)", "weight (north)"), Was: label("9", "9"), Values: []engine.Said{label("1", "1"), label("2", "2"), label("3", "3"), label("4", "4"), label("5", "5")}}}},
		{Facts: []engine.FactChange{{Name: "weight[south]", Kind: engine.FactOther, Label: label("gewicht (zuid)", "weight (south)"), Was: no, Values: []engine.Said{yes, no}}}},
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactOther, Label: label("bodem", "soil")}}},
		{From: &day},
		{Who: &engine.OtherWho{Role: "gardener", Organisation: "diggers"}},
		{Who: &engine.OtherWho{Role: "gardener", Organisation: "diggers", Colleague: true}},
		{Who: &engine.OtherWho{Role: "weigher", Elsewhere: true}},
		{Facts: []engine.FactChange{{Name: "soil", Kind: engine.FactAgain, Label: label("bodem", "soil")}}, From: &day},
		{From: &day, Who: &engine.OtherWho{Role: "weigher"}},
	}) {
		got = append(got, w.Text.NL+" / "+w.Text.EN)
	}
	want := `[
  "Als ‘bodem’ is ingevuld (soort: klei). / If ‘soil’ is filled in (kind: clay).",
  "Vanaf 20 januari 2026. / From 20 January 2026.",
  "Als iemand anders dit doet: tuinier (diggers). / If somebody else does it: gardener (diggers).",
  "Als ‘bodem’ vandaag opnieuw is vastgelegd, en vanaf 20 januari 2026. / If ‘soil’ is recorded again today, and from 20 January 2026.",
  "Vanaf 20 januari 2026, en als iemand anders dit doet: weger. / From 20 January 2026, and if somebody else does it: weigher.",
  "Als ‘bodem’ is ingevuld. / If ‘soil’ is filled in.",
  "Als ‘bodem’ leeg is. / If ‘soil’ is empty.",
  "Als ‘bodem’ vandaag opnieuw is vastgelegd. / If ‘soil’ is recorded again today.",
  "Als bij ‘gewicht’ staat: onder meer 1, 2, 3 of 4 (nu: 9). / If ‘weight’ is: such as 1, 2, 3 or 4 (now: 9).",
  "Als bij ‘gewicht (zuid)’ staat: ja of nee (nu: nee). / If ‘weight (south)’ is: yes or no (now: no).",
  "Als bij ‘bodem’ iets anders staat. / If ‘soil’ is something else.",
  "Als een collega dit doet: tuinier (diggers). / If a colleague does it: gardener (diggers).",
  "Als een andere organisatie dit doet: weger. / If another organisation does it: weigher."
]`
	if body := asJSON(t, got); body != want {
		t.Errorf("got %s\nwant %s", body, want)
	}
}
