package readmodel_test

import (
	"fmt"
	"strings"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

func harvested(kilos int64, heavy bool, n int64) readmodel.Tally {
	return readmodel.Tally{Count: "harvest", With: engine.Values{"kilos": rules.IntOf(kilos), "heavy": rules.BoolOf(heavy)}, N: n}
}

// tallied writes the sums over tallies under chosen parameters; those in force have a star.
func tallied(w *world, tallies []readmodel.Tally, chosen map[string]rules.Value) string {
	var b strings.Builder
	for _, m := range readmodel.Tallied(w.def, tallies, chosen) {
		b.WriteString(m.Name)
		for _, c := range m.Cells {
			b.WriteString(" ")
			for _, p := range c.With {
				fmt.Fprintf(&b, "%s=%s ", p.Name, p.Value)
			}
			if c.Split != "" {
				b.WriteString(c.Split + ":")
			}
			fmt.Fprint(&b, c.Value)
			if c.InForce {
				b.WriteString("*")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// A harvest is worth its price, and one more above a hundred kilos. Four light ones and one heavy one that was taken back.
func TestTallied(t *testing.T) {
	t.Parallel()
	w := garden(t)
	tallies := []readmodel.Tally{harvested(20, false, 3), harvested(120, true, 2), harvested(30, false, 1), harvested(140, true, -1)}
	for _, c := range []struct {
		price int64 // chosen; 0 for none
		want  string
	}{
		{0, "worth price=2 false:8* price=2 true:3* price=3 false:12 price=3 true:4\nharvests 5*\n"},
		{3, "worth price=2 false:8 price=2 true:3 price=3 false:12* price=3 true:4*\nharvests 5*\n"},
		{7, "worth false:28* true:8* price=2 false:8 price=2 true:3 price=3 false:12 price=3 true:4\nharvests 5*\n"},
	} {
		chosen := map[string]rules.Value{}
		if c.price > 0 {
			chosen["price"] = rules.IntOf(c.price)
		}
		if got := tallied(w, tallies, chosen); got != c.want {
			t.Errorf("price %d:\n%s\nwant\n%s", c.price, got, c.want)
		}
	}
	if got, want := tallied(w, nil, nil), "worth\nharvests 0*\n"; got != want {
		t.Errorf("without tallies:\n%s\nwant\n%s", got, want)
	}
}

// What one trajectory counted gives the same by its entries and by its tallies.
func TestTalliedAsMeasured(t *testing.T) {
	t.Parallel()
	w := planted(t)
	w.decide("2026-01-15 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-16 09:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	measured := readmodel.Measures(w.def, w.entries)
	fromTallies := readmodel.Tallied(w.def, []readmodel.Tally{harvested(120, true, 1)}, nil)
	if got, want := asJSON(t, fromTallies), asJSON(t, measured[:2]); got != want {
		t.Errorf("by tallies\n%s\nby entries\n%s", got, want)
	}
}

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
