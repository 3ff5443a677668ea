package readmodel_test

import (
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

func TestChooseParameter(t *testing.T) {
	t.Parallel()
	price := garden(t).def.Parameter("price") // a whole number from 1 to 9
	for text, want := range map[string]int64{"2": 2, "3": 3, "1": 1, "9": 9, "0": -1, "10": -1, "": -1, "+4": -1, "4.0": -1, "four": -1, "-1": -1, "99999999999999999999": -1} {
		value, ok := readmodel.ChooseParameter(price, text)
		if got := value.Int(); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q gives %d, %t", text, got, ok)
		}
	}
}

func TestMeasureChoices(t *testing.T) {
	t.Parallel()
	def := garden(t).def
	want := []readmodel.Choice{{
		Name: "price", Label: engine.Said{NL: "Prijs", EN: "Price"}, Value: "7", InForce: "2", Free: true,
		Listed: []readmodel.Option{
			{"2", engine.Said{NL: "2", EN: "2"}, engine.Said{NL: "Nu.", EN: "Now."}},
			{"3", engine.Said{NL: "3", EN: "3"}, engine.Said{NL: "Straks.", EN: "Later."}},
		},
	}}
	if got := readmodel.MeasureChoices(def, def.Measures[0], map[string]rules.Value{"price": rules.IntOf(7)}); asJSON(t, got) != asJSON(t, want) {
		t.Errorf("worth reads\n%s\nwant\n%s", asJSON(t, got), asJSON(t, want))
	}
	for _, m := range def.Measures[1:] {
		if got := readmodel.MeasureChoices(def, m, nil); got != nil {
			t.Errorf("%s reads %v", m.Name, got)
		}
	}
}
