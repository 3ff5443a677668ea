package readmodel_test

import (
	"fmt"
	"strings"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// talliesOf writes the tallies of a world for one organisation, a line each.
func talliesOf(t *testing.T, w *world, organisation string) string {
	t.Helper()
	all, err := readmodel.Tallies(w.def, engine.State{}, w.entries, func() ([]engine.Entry, error) { return nil, nil })
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, one := range all {
		if one.Organisation != organisation {
			continue
		}
		fmt.Fprintf(&b, "%s %s %s@%d %s", one.Month, one.Kind, one.Definition, one.Version, one.Name)
		for _, part := range []string{one.Place, one.With, one.Term} {
			if part != "" {
				b.WriteString(" " + part)
			}
		}
		fmt.Fprintf(&b, " %dd x%d\n", one.Length, one.N)
	}
	return b.String()
}

// A bed is planted within its term of five working days, and another after it; both are weighed, and shown for three days.
func TestTallies(t *testing.T) {
	t.Parallel()
	w := planted(t)
	w.decide("2026-01-12 11:00", council, "main.manage.assign", "", engine.Values{"bed_no": rules.EnumOf("bed", "south"), "whom": rules.OrganisationOf("mowers")})
	w.decide("2026-01-12 11:00", council, "tend.begin", "south", engine.Values{"seed": rules.TextOf("sla")})
	w.decide("2026-01-15 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-16 09:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	w.decide("2026-01-29 09:00", mower, "tend.plant.planted", "south", nil)
	w.decide("2026-01-30 09:00", weigher, "tend.weigh.weighed", "south", kilos(30))
	w.take("2026-02-03 09:00", engine.Event{Kind: engine.Due})
	w.decide("2026-02-03 09:30", council, "main.manage.finish", "", nil)

	whole := `2026-01 count garden@1 harvest tend.weigh {"heavy":false,"kilos":{"int":30}} 0d x1
2026-01 count garden@1 harvest tend.weigh {"heavy":true,"kilos":{"int":120}} 0d x1
2026-01 lead garden@1 growing 3d x1
2026-01 lead garden@1 growing 17d x1
2026-01 run garden@1 tend harvested 7d x1
2026-02 run garden@1 main done 22d x1
2026-02 run garden@1 tend harvested 21d x1
2026-01 span garden@1 tend.plant kept 3d x1
2026-01 span garden@1 tend.plant broken 17d x1
2026-01 span garden@1 tend.shown 3d x1
2026-01 span garden@1 tend.weigh 1d x2
2026-02 span garden@1 main.manage 22d x1
2026-02 span garden@1 tend.shown 3d x1
`
	for _, organisation := range []string{"", "town", "diggers", "mowers"} { // all three were parties all the time that counts
		if got := talliesOf(t, w, organisation); got != whole {
			t.Errorf("of %q:\n%s\nwant\n%s", organisation, got, whole)
		}
	}
	if got := talliesOf(t, w, "scales"); got != "" {
		t.Errorf("the weigher is no party, and is counted for:\n%s", got)
	}
}

// Words, people and papers in the particulars of a count are in no tally.
func TestTalliesHideWords(t *testing.T) {
	t.Parallel()
	w := planted(t)
	counted := engine.Counted{Count: "harvest", At: w.st.Time, With: engine.Values{
		"kilos": rules.IntOf(3), "remark": rules.TextOf("geheim"), "who": rules.PersonOf("p-1"), "paper": rules.DocumentOf("d-1"),
		"soil": rules.RecordOf("Soil", []string{"kind", "remark"}, []rules.Value{rules.EnumOf("Kind", "clay"), rules.TextOf("geheim")}),
	}}
	w.entries = append(w.entries, engine.Entry{Seq: w.st.Seq + 1, At: w.st.Time, Cause: engine.ByMoment, Change: engine.CountAdded{Counted: counted}})
	want := `2026-01 count garden@1 harvest {"kilos":{"int":3},"soil":{"record":"Soil","fields":{"kind":{"enum":"clay","of":"Kind"}}}} 0d x1` + "\n"
	if got := talliesOf(t, w, ""); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// Particulars are read back as they were written, and measured with the parameters that the caller chooses: a harvest is worth
// its price, and one more above a hundred kilos.
func TestMeasuresOf(t *testing.T) {
	t.Parallel()
	w := garden(t)
	harvest := func(kilos int, n int) readmodel.Tally {
		return readmodel.Tally{Kind: readmodel.TallyCount, Name: "harvest", N: n, With: fmt.Sprintf(`{"heavy":%t,"kilos":{"int":%d}}`, kilos > 100, kilos)}
	}
	tallies := []readmodel.Tally{
		harvest(20, 3), harvest(120, 2), harvest(30, 1), harvest(140, -1),
		{Kind: readmodel.TallyLead, Name: "growing", Length: 4, N: 3}, {Kind: readmodel.TallySpan, Name: "growing", Length: 9, N: 9},
	}
	for _, c := range []struct {
		chosen map[string]rules.Value
		want   string
	}{
		{nil, "worth 2:false=8* 2:true=3* 3:false=12 3:true=4; harvests 5*; growing 12*"},
		{map[string]rules.Value{"price": rules.IntOf(7)}, "worth false=28* true=8* 2:false=8 2:true=3 3:false=12 3:true=4; harvests 5*; growing 12*"},
	} {
		var parts []string
		for _, m := range readmodel.MeasuresOf(w.def, tallies, c.chosen) {
			text := m.Name
			for _, cell := range m.Cells {
				text += " "
				for _, p := range cell.With {
					text += p.Value + ":"
				}
				if cell.Split != "" {
					text += cell.Split + "="
				}
				text += fmt.Sprint(cell.Value)
				if cell.InForce {
					text += "*"
				}
			}
			parts = append(parts, text)
		}
		if got := strings.Join(parts, "; "); got != c.want {
			t.Errorf("%v:\n got %s\nwant %s", c.chosen, got, c.want)
		}
	}
}
