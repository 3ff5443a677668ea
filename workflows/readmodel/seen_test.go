package readmodel_test

import (
	"fmt"
	"strings"
	"testing"

	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

func kilos(n int64) engine.Values { return engine.Values{"kilos": rules.IntOf(n)} }

// told writes a view in short: one line for each thing seen.
func told(seen readmodel.Seen, ok bool) string {
	if !ok {
		return "nothing at all"
	}
	var b strings.Builder
	for _, s := range seen.Steps {
		fmt.Fprintf(&b, "%s at %s", s.FlowLabel.NL, s.Step)
		for _, d := range s.Data {
			fmt.Fprintf(&b, ", %s %v", d.Label.NL, d.Text.NL)
		}
		b.WriteString("\n")
	}
	for _, t := range seen.Tasks {
		fmt.Fprintf(&b, "task for %s, mine %t\n", t.For.NL, t.Mine)
	}
	for _, p := range seen.Parties {
		fmt.Fprintf(&b, "%s is %s\n", p.Label.NL, p.Organisation)
	}
	for _, f := range seen.Facts {
		fmt.Fprintf(&b, "%s: %s (%v)\n", f.Label.NL, f.Text.NL, f.Value)
	}
	return b.String()
}

// What each reader sees of one moment: the diggers tend the north bed, and have weighed nothing yet.
func TestView(t *testing.T) {
	t.Parallel()
	w := planted(t)
	common := "Beheer at manage\nVerzorging (noord) at plant%s\n" +
		"task for gemeente (town), mine %t\ntask for tuinier (diggers), mine %t\n" +
		"gemeente is town\ntuinier (noord) is diggers\n"
	cases := []struct {
		reader engine.Actor
		want   string
	}{
		{council, fmt.Sprintf(common, ", zaad prei", true, false) + "bodem: klei (map[kind:clay])\ngewicht (noord): 0 (0)\ngewicht (zuid): 0 (0)\n"},
		{digger, fmt.Sprintf(common, ", zaad prei", false, true) + "bodem: soort: klei, opmerking: vervuild (map[kind:clay remark:vervuild])\ngewicht (noord): 0 (0)\n"},
		{chief, fmt.Sprintf(common, "", false, false)},
		{auditor, fmt.Sprintf(common, ", zaad prei", false, false) + "bodem: soort: klei, opmerking: vervuild (map[kind:clay remark:vervuild])\ngewicht (noord): 0 (0)\ngewicht (zuid): 0 (0)\n"},
		{weigher, "nothing at all"},
		{nobody, "nothing at all"},
		{engine.Actor{}, "nothing at all"},
	}
	for _, c := range cases {
		if got := told(readmodel.View(w.def, w.st, c.reader)); got != c.want {
			t.Errorf("%s of %s sees\n%s\nwant\n%s", c.reader.Role, c.reader.Organisation, got, c.want)
		}
	}
}

// An organisation that has left sees what stood in its own period, and nothing of what came after it.
func TestViewAfterLeaving(t *testing.T) {
	t.Parallel()
	w := planted(t)
	w.decide("2026-01-14 09:00", council, "main.manage.assign", "", engine.Values{"bed_no": rules.EnumOf("bed", "north"), "whom": rules.OrganisationOf("mowers")})
	w.decide("2026-01-15 09:00", mower, "tend.plant.planted", "north", nil)
	w.decide("2026-01-16 09:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	if got, want := told(readmodel.View(w.def, w.st, digger)), ""; got != want {
		t.Errorf("the former gardener sees\n%s\nwant\n%s", got, want)
	}
	lines := readmodel.Journal(w.def, w.st, w.entries, digger)
	var got []string
	for _, l := range lines {
		got = append(got, l.Text.NL)
	}
	want := []string{
		"Gemeente (town) koos ‘toewijzen’ bij Beheer.", "Tuinier (noord) is nu diggers.",
		"Gemeente (town) begon: Verzorging (noord).", "Verzorging (noord) is begonnen.", "Verzorging (noord) staat nu bij: Plant het bed.",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the former gardener reads\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The journal of a whole trajectory for two readers. What may not be seen has no line; forms and persons stand only in the
// lines of who may see them.
func TestJournal(t *testing.T) {
	t.Parallel()
	w := planted(t)
	w.decide("2026-01-13 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-13 10:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	w.take("2026-01-17 09:00", engine.Event{Kind: engine.Due})
	w.decide("2026-01-18 09:00", council, "main.manage.finish", "", nil)
	all := []string{
		"Het traject loopt volgens Tuin, versie 1.",
		"Gewicht (noord): 0.", "Gewicht (zuid): 0.",
		"Gemeente (town) startte het traject.", "Beheer is begonnen.", "Gemeente is nu town.", "Beheer staat nu bij: Beheer de tuin.",
		"Gemeente (town) koos ‘bodem vastleggen’ bij Beheer.", "Bodem: soort: klei, opmerking: vervuild.",
		"Gemeente (town) koos ‘toewijzen’ bij Beheer.", "Tuinier (noord) is nu diggers.",
		"Gemeente (town) begon: Verzorging (noord).", "Verzorging (noord) is begonnen.", "Verzorging (noord) staat nu bij: Plant het bed.",
		"Tuinier (diggers) koos ‘geplant’ bij Verzorging (noord).", "Verzorging (noord) staat nu bij: Weeg de oogst.",
		"Weger (scales) koos ‘gewogen’ bij Verzorging (noord).", "Gewicht (noord): 120.", "Bericht ‘geoogst’ aan tuinier (diggers).", "Verzorging (noord) staat nu bij: getoond.",
		"Een vooraf bepaald moment voor Verzorging (noord) is bereikt.", "Verzorging (noord) is klaar: geoogst.",
		"Gemeente (town) koos ‘afronden’ bij Beheer.", "Beheer is klaar: klaar.", "Het traject is afgesloten: klaar.",
	}
	var got []string
	people := 0
	for _, l := range readmodel.Journal(w.def, w.st, w.entries, auditor) {
		got = append(got, l.Text.NL)
		if l.Person != "" {
			people++
		}
	}
	if strings.Join(got, "\n") != strings.Join(all, "\n") {
		t.Errorf("the auditor reads\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(all, "\n"))
	}
	if people != 7 {
		t.Errorf("the auditor reads who acted in %d lines, want 7", people)
	}
	for _, l := range readmodel.Journal(w.def, w.st, w.entries, council) {
		if strings.Contains(asJSON(t, l), "vervuild") && l.Decision != "main.manage.survey" {
			t.Errorf("the council reads a remark that it may not see: %s", asJSON(t, l))
		}
		if l.Person != "" {
			t.Errorf("the council reads who acted: %s", asJSON(t, l))
		}
	}
	if lines := readmodel.Journal(w.def, w.st, w.entries, nobody); len(lines) != 0 {
		t.Errorf("a gardener of no bed reads %d lines", len(lines))
	}
}

// What goes from a form into a fact is as secret in the form as in the fact, also for those who act in that flow; who filled
// it in, and what goes nowhere, is not hidden.
func TestJournalHidesFormsAsFacts(t *testing.T) {
	t.Parallel()
	w := planted(t)
	soil := rules.RecordOf("Soil", []string{"kind", "remark"}, []rules.Value{rules.EnumOf("Kind", "sand"), rules.TextOf("lood")})
	w.decide("2026-01-13 08:00", digger, "main.manage.survey", "", engine.Values{"new_soil": soil})
	w.decide("2026-01-13 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-13 10:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	forms := func(reader engine.Actor) string {
		var b strings.Builder
		for _, l := range readmodel.Journal(w.def, w.st, w.entries, reader) {
			for _, f := range l.Form {
				fmt.Fprintf(&b, "%s %s by %s: %s\n", l.Decision, f.Name, l.By.Organisation, f.Text.NL)
			}
		}
		return b.String()
	}
	all := `main.manage.survey new_soil by town: soort: klei, opmerking: vervuild
main.manage.assign bed_no by town: noord
main.manage.assign whom by town: diggers
tend.begin seed by town: prei
main.manage.survey new_soil by diggers: soort: zand, opmerking: lood
tend.weigh.weighed kilos by scales: 120
`
	for _, c := range []struct {
		reader engine.Actor
		want   string
	}{
		{auditor, all},
		{council, strings.Replace(all, "soort: zand, opmerking: lood", "zand", 1)},
	} {
		if got := forms(c.reader); got != c.want {
			t.Errorf("%s reads\n%s\nwant\n%s", c.reader.Role, got, c.want)
		}
	}
}

// Sums over counts, side by side by parameter and split by a particular, and a time between two steps.
func TestMeasures(t *testing.T) {
	t.Parallel()
	w := planted(t)
	if got, want := measured(w), "\nharvests 0\ngrowing 0\n"; got != want {
		t.Errorf("before anything was counted:\n%s\nwant\n%s", got, want)
	}
	w.decide("2026-01-15 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-16 09:00", weigher, "tend.weigh.weighed", "north", kilos(120))
	w.take("2026-01-19 10:00", engine.Event{Kind: engine.Due})
	w.decide("2026-01-20 10:00", council, "tend.begin", "north", engine.Values{"seed": rules.TextOf("kool")})
	w.decide("2026-01-22 09:00", digger, "tend.plant.planted", "north", nil)
	w.decide("2026-01-23 09:00", weigher, "tend.weigh.weighed", "north", kilos(20))
	want := "worth price=2 false:2 true:3\nworth price=3 false:3 true:4\nharvests 2\ngrowing 5\n"
	if got := measured(w); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func measured(w *world) string {
	var b strings.Builder
	for _, m := range readmodel.Measures(w.def, w.entries) {
		last := ""
		for _, c := range m.Cells {
			head := m.Name
			for _, p := range c.With {
				head += " " + p.Name + "=" + p.Value
			}
			if head != last && last != "" {
				b.WriteString("\n")
			}
			if head != last {
				b.WriteString(head)
			}
			last = head
			if c.Split != "" {
				fmt.Fprintf(&b, " %s:%d", c.Split, c.Value)
			} else {
				fmt.Fprintf(&b, " %d", c.Value)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Who waits behind a task: who took the step before, to a reader who was there then; and not to whom it is asked of himself.
func TestBehind(t *testing.T) {
	t.Parallel()
	w := planted(t)
	w.decide("2026-01-13 09:00", engine.Actor{Person: "ben", Role: "gardener", Organisation: "diggers", For: "bob"}, "tend.plant.planted", "north", nil)
	told := func(asked engine.Address, run int, reader engine.Actor) string {
		b, ok := readmodel.BehindOf(w.def, w.st, run, asked, reader)
		return fmt.Sprint(b.Flow.NL, b.Waits, ok)
	}
	weigh := engine.Address{Role: "weigher"}
	for _, c := range []struct{ name, got, want string }{
		{"the step after another's", told(weigh, 2, auditor), "Verzorging (noord)[{tuinier (diggers) gardener (diggers)}] true"},
		{"one's own step before", told(weigh, 2, digger), "Verzorging (noord)[] true"},
		{"begun by whom it is asked of", told(engine.Address{Role: "council", Organisation: "town"}, 1, council), "Beheer[] true"},
		{"no such run", told(weigh, 9, auditor), "[] false"},
		{"who may not see it", told(weigh, 2, nobody), "[] false"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
	var stood, people []string
	for _, l := range readmodel.Journal(w.def, w.st, w.entries, auditor) {
		if l.For != "" {
			stood, people = append(stood, l.Text.NL+" "+l.Text.EN), append(people, l.Person+" for "+l.For)
		}
	}
	want := "Tuinier (diggers), als vervanger van een collega, koos ‘geplant’ bij Verzorging (noord). Gardener (diggers), standing in for a colleague, chose ‘planted’ at Tending (north)."
	if strings.Join(stood, "\n") != want || strings.Join(people, "\n") != "ben for bob" {
		t.Errorf("%q %q", stood, people)
	}
	for _, l := range readmodel.Journal(w.def, w.st, w.entries, council) {
		if l.For != "" {
			t.Errorf("the council reads in whose place: %s", asJSON(t, l))
		}
	}
}
