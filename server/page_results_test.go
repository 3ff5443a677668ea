package server

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
	"stroom/server/browsertest"
	"stroom/workflows/readmodel"
)

// orchard is a world with two versions of a definition that counts, of which the second computes with another price.
func orchard(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	text, err := os.ReadFile("testdata/orchard.yaml")
	if err != nil {
		t.Fatal(err)
	}
	second := strings.Replace(strings.Replace(string(text), "version: 1", "version: 2", 1), "value: 2, nl: \"Prijs\", en: \"Price\", choices: [{value: 2", "value: 3, nl: \"Prijs\", en: \"Price\", choices: [{value: 3", 1)
	for _, source := range []string{string(text), second} {
		def, found := stroomschema.Compile("orchard.yaml", []byte(source), stroomschema.Options{})
		if def == nil || len(found) > 0 {
			t.Fatal(diag.Text(found, map[string][]byte{"orchard.yaml": []byte(source)}))
		}
		b.publish(def)
	}
	return b
}

// tallied adds what has happened n times, for an organisation and for the whole.
func (b *bench) tallied(organisation string, n int, one readmodel.Tally) {
	one.Definition, one.N = "orchard", n
	for _, one.Organisation = range []string{organisation, ""} {
		b.world.tallied = append(b.world.tallied, one)
	}
}

func harvest(version int, month, tree string, kilos int) readmodel.Tally {
	return readmodel.Tally{Kind: readmodel.TallyCount, Version: version, Month: month, Name: "harvest", Place: "main.grow",
		With: fmt.Sprintf(`{"kilos":{"int":%d},"tree":{"enum":%q,"of":"Tree"}}`, kilos, tree)}
}

func span(length int, term string) readmodel.Tally {
	return readmodel.Tally{Kind: readmodel.TallySpan, Version: 1, Month: "2026-02", Name: "main.grow", Length: length, Term: term}
}

// year fills the orchard. Of north: two harvests of 10 kilos of pears under version 1 and one of 5 kilos of plums under
// version 2; of south: one of 100 kilos of plums under version 1, long ago one more.
func year(t *testing.T) *bench {
	b := orchard(t)
	b.tallied("north", 2, harvest(1, "2026-01", "pear", 10))
	b.tallied("north", 1, harvest(2, "2026-03", "plum", 5))
	b.tallied("south", 1, harvest(1, "2026-02", "plum", 100))
	b.tallied("south", 1, harvest(1, "2024-02", "plum", 400))
	for _, s := range []struct {
		n, length int
		term      string
	}{{5, 3, readmodel.TermKept}, {3, 4, readmodel.TermSilent}, {2, 20, readmodel.TermBroken}} {
		b.tallied("north", s.n, span(s.length, s.term))
	}
	b.tallied("north", 3, readmodel.Tally{Kind: readmodel.TallyLead, Version: 1, Month: "2026-02", Name: "growing", Length: 4})
	b.tallied("south", 1, readmodel.Tally{Kind: readmodel.TallyLead, Version: 1, Month: "2026-02", Name: "growing", Length: 9})
	b.tallied("north", 4, readmodel.Tally{Kind: readmodel.TallyRun, Version: 1, Month: "2026-02", Name: "main", With: "done", Length: 30})
	return b
}

var (
	totalText = regexp.MustCompile(`(?s)<p class="much">([^<]*)</p><p class="title">([^<]*)</p>(?:\n<ul class="small">(.*?)</ul>)?</li>`)
	tableText = regexp.MustCompile(`(?s)<caption id="[^"]*">([^<]*)</caption>.*?<tbody>(.*?)</tbody>`)
	rowText   = regexp.MustCompile(`(?s)<tr( class="here")?>(.*?)</tr>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// totals are the figures on top of the page, with what they rest on.
func totals(body string) string {
	var out []string
	for _, m := range totalText.FindAllStringSubmatch(body, -1) {
		text := m[2] + " " + m[1]
		if m[3] != "" {
			text += " (" + strings.Join(strings.FieldsFunc(anyTag.ReplaceAllString(m[3], "|"), func(r rune) bool { return r == '|' }), "; ") + ")"
		}
		out = append(out, text)
	}
	return html.UnescapeString(strings.Join(out, "\n"))
}

// tables are the tables under the drawings: a line for each, without the months in which nothing happened. A star stands
// before the row that is in force.
func tables(body string) string {
	var out []string
	for _, m := range tableText.FindAllStringSubmatch(body, -1) {
		var rows []string
		for _, row := range rowText.FindAllStringSubmatch(m[2], -1) {
			cells := strings.FieldsFunc(anyTag.ReplaceAllString(row[2], "|"), func(r rune) bool { return r == '|' })
			text := strings.Join(strings.Fields(strings.Join(cells, " ")), " ")
			if row[1] != "" {
				text = "*" + text
			}
			if !regexp.MustCompile(`20\d\d 0$`).MatchString(text) {
				rows = append(rows, text)
			}
		}
		out = append(out, m[1]+" | "+strings.Join(rows, " | "))
	}
	return html.UnescapeString(strings.Join(out, "\n"))
}

// What one organisation brought, whole: each version computed with its own values, and every table on the page.
func TestResultsOfOneOrganisation(t *testing.T) {
	t.Parallel()
	b := year(t)
	body := b.visit("/resultaten?stroomschema=orchard", "ann").want(t, http.StatusOK).body
	if !strings.Contains(body, "Boomgaard bij north, van apr 2025 tot en met mrt 2026.") {
		t.Errorf("the page does not say what it is about:\n%s", body)
	}
	// Two harvests of 10 kilos at 2 and one of 5 at 3.
	if got, want := totals(body), "Waarde 55 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 3"; got != want {
		t.Errorf("totals:\n%s\nwant\n%s", got, want)
	}
	want := strings.Join([]string{
		"Waarde per maand | jan 2026 40 | mrt 2026 15",
		"Waarde, met andere aannames | *prijs per kilo 55 | vaste prijs 7",
		"Waarde per versie | Versie 1 40 | Versie 2 15",
		"Oogsten: peer per maand | jan 2026 2",
		"Oogsten: pruim per maand | mrt 2026 1",
		"Oogsten: peer per stap | Laat groeien 2",
		"Oogsten: pruim per stap | Laat groeien 1",
		"Groeitijd | alles samen 3 4 werkdagen 4 werkdagen 4 werkdagen | Versie 1 3 4 werkdagen 4 werkdagen 4 werkdagen",
		"Van begin tot eind | Seizoen 4 30 dagen 30 dagen 30 dagen",
		"Per stap | Laat groeien 10 3 dagen 3 dagen 20 dagen",
		"Op tijd, per stap | Alle termijnen 5 3 2 80% | Laat groeien 5 3 2 80%",
	}, "\n")
	if got := tables(body); got != want {
		t.Errorf("tables:\n%s\nwant\n%s", got, want)
	}
	if got := strings.Count(body, `role="img"`); got != 11 {
		t.Errorf("%d drawings for 11 tables", got)
	}
}

// Who sees every trajectory is told of the whole and of each organisation; who sees only his own, of his own.
func TestResultsOfTheWhole(t *testing.T) {
	t.Parallel()
	b := year(t)
	whole := b.visit("/resultaten?stroomschema=orchard&maat=harvests", "ivy", "Accept-Language", "en").want(t, http.StatusOK).body
	if got, want := totals(whole), "Worth 255 (How the price comes about: price by weight; Price: 3)\nHarvests 4"; got != want {
		t.Errorf("totals:\n%s\nwant\n%s", got, want)
	}
	for _, want := range []string{"Harvests by organisation | north 3 | south 1\n", "Time to grow | all together 4 4 working days 4 working days 9 working days | Version 1 4 4 working days 4 working days 9 working days | south 1 9 working days 9 working days 9 working days | north 3 4 working days"} {
		if got := tables(whole); !strings.Contains(got, want) {
			t.Errorf("tables:\n%s\nwant also\n%s", got, want)
		}
	}
	south := totals(b.visit("/resultaten?stroomschema=orchard&organisatie=south", "ivy").want(t, http.StatusOK).body)
	if want := "Waarde 200 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 1"; south != want {
		t.Errorf("south:\n%s\nwant\n%s", south, want)
	}
	own := b.visit("/resultaten?stroomschema=orchard", "ann").body
	for _, asked := range []string{"south", "", "nowhere", "north"} {
		body := b.visit("/resultaten?stroomschema=orchard&organisatie="+asked, "ann").want(t, http.StatusOK).body
		if totals(body) != totals(own) || tables(body) != tables(own) || strings.Contains(body, "south<") {
			t.Errorf("somebody of north who asks for %q is told\n%s\n%s", asked, totals(body), tables(body))
		}
	}
	if body := b.visit("/resultaten?stroomschema=orchard", "bob").want(t, http.StatusOK).body; strings.Contains(body, "Boomgaard") || totals(body) != "" {
		t.Errorf("who sees no trajectory of it is told\n%s", body)
	}
	if body := b.visit("/resultaten", "new").want(t, http.StatusForbidden).body; totals(body) != "" {
		t.Errorf("who has no role is told\n%s", body)
	}
}

// Each view of figures stands in the audit.
func TestResultsAreAudited(t *testing.T) {
	t.Parallel()
	b := year(t)
	b.visit("/resultaten?stroomschema=orchard", "ann").want(t, http.StatusOK)
	last := b.audits[len(b.audits)-1]
	if last.Kind != "resultsPage" || last.Action != AuditRead || last.Result != AuditShown || last.Ground != "role:reader" || last.Actor.Organisation != "north" || last.Trajectory != "" {
		t.Errorf("audited %+v", last)
	}
}

func TestResultsUnderOtherValues(t *testing.T) {
	t.Parallel()
	b := year(t)
	for query, want := range map[string]string{
		"versie=1":                          "Waarde 40 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 2",
		"versie=2":                          "Waarde 15 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 1",
		"versie=9":                          "Waarde 15 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 1", // not there: the newest
		"met.price=10":                      "Waarde 250 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 10)\nOogsten 3",
		"met.pricing=fixed":                 "Waarde 7 (Hoe de prijs ontstaat: vaste prijs; Prijs: 3)\nOogsten 3",
		"met.pricing=fixed&met.price=10000": "Waarde 30.000 (Hoe de prijs ontstaat: vaste prijs; Prijs: 10000)\nOogsten 3",
		"met.price=10001":                   "Waarde 55 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 3",
		"met.price=-1&met.pricing=free":     "Waarde 55 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 3",
		"met.unknown=1":                     "Waarde 55 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 3",
		"van=2026-03&tot=2026-03":           "Waarde 15 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 1",
		"van=2026-03&tot=2026-01":           "Waarde 55 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 3",
		"van=2026-02&tot=2026-02":           "Waarde 0 (Hoe de prijs ontstaat: prijs per kilo; Prijs: 3)\nOogsten 0",
	} {
		if got := totals(b.visit("/resultaten?stroomschema=orchard&"+query, "ann").want(t, http.StatusOK).body); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", query, got, want)
		}
	}
	body := b.visit("/resultaten?"+url.Values{"stroomschema": {"orchard"}, "met.price": {"10001"}, "met.pricing": {"fixed"}}.Encode(), "ann").body
	for _, want := range []string{
		"Vul een heel getal in van 0 tot en met 10.000. Wij rekenen met 3.", `name="met.price" value="10001"`, "Zo rekende men vroeger. Het stroomschema zegt prijs per kilo.",
		`<a href="/resultaten?stroomschema=orchard">Reken weer met de waarden van het stroomschema</a>`, "<details open>",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the form does not say %q:\n%s", want, body)
		}
	}
	if body := b.visit("/resultaten?"+url.Values{"stroomschema": {"orchard"}, "met.price": {`7"><b>`}}.Encode(), "ann").body; strings.Contains(body, "<b>") || !strings.Contains(body, `name="met.price" value="3"`) {
		t.Errorf("what is no number:\n%s", body)
	}
	// A value that the definition does not list side by side stands beside those that it does.
	if got, want := tables(b.visit("/resultaten?stroomschema=orchard&met.price=4", "ann").body), "Waarde, met andere aannames | *prijs per kilo 100 | vaste prijs 12\n"; !strings.Contains(got, want) {
		t.Errorf("tables:\n%s\nwant also\n%s", got, want)
	}
}

// Nothing has happened yet; and a definition that measures nothing still has lead times.
func TestResultsOfLittle(t *testing.T) {
	t.Parallel()
	b := orchard(t)
	if body := b.visit("/resultaten?stroomschema=orchard", "ann").want(t, http.StatusOK).body; !strings.Contains(body, "Er zijn nog geen cijfers over deze maanden.") || totals(body)+tables(body) != "" {
		t.Errorf("nothing has happened:\n%s", body)
	}
	if body := b.visit("/resultaten", "ann").want(t, http.StatusOK).body; !strings.Contains(body, "Lenen bij north") {
		t.Errorf("the first definition does not stand there:\n%s", body)
	}
	b.tallied("north", 1, harvest(1, "2026-03", "pear", 1))
	if body := b.visit("/resultaten", "ann").want(t, http.StatusOK).body; !strings.Contains(body, "Boomgaard bij north") {
		t.Errorf("the first with figures does not stand there:\n%s", body)
	}
	id := b.loan("one")
	b.decide(id, "ann", "e1", "main.desk.finish", "").want(t, http.StatusCreated)
	body := b.visit("/resultaten?stroomschema=loan", "ann").want(t, http.StatusOK).body
	if got, want := totals(body)+tables(body), "Van begin tot eind | Traject 1 0 dagen 0 dagen 0 dagen\nPer stap | Leen boeken 1 0 dagen 0 dagen 0 dagen"; got != want {
		t.Errorf("of a definition without measures:\n%s\nwant\n%s\n%s", got, want, body)
	}
}

// Very much stays within bounds: a table ends, a drawing has few rows, and the page stays small.
func TestResultsOfVeryMuch(t *testing.T) {
	t.Parallel()
	b := orchard(t)
	for i := range mostRows + 50 {
		b.tallied(fmt.Sprintf("branch-%03d-with-a-name-that-is-longer-than-a-line-on-a-telephone", i), 1+i, harvest(1, "2026-01", "pear", 1))
	}
	body := b.visit("/resultaten?stroomschema=orchard", "ivy").want(t, http.StatusOK).body
	table := tableText.FindAllStringSubmatch(body, -1)[2]
	if table[1] != "Waarde per organisatie" || strings.Count(table[2], "<tr>") != mostRows || !strings.Contains(body, "Er zijn er nog 50.") {
		t.Errorf("table %q has %d rows", table[1], strings.Count(table[2], "<tr>"))
	}
	if n := strings.Count(body, `class="track"`); n > 4*mostDrawn {
		t.Errorf("%d bars are drawn", n)
	}
}

// The page in a browser, with every kind of figure on it, tables closed and open.
func TestResultsInABrowser(t *testing.T) {
	t.Parallel()
	b := year(t)
	site := httptest.NewServer(b.server)
	t.Cleanup(site.Close)
	name, value, _ := strings.Cut(b.as("ivy"), "=")
	page := browsertest.Open(t, browsertest.Wide)
	page.Cookie(site.URL, name, value)
	for _, v := range views() {
		page.Show(v.look)
		page.Forget()
		page.Go(site.URL + "/resultaten?stroomschema=orchard&met.price=x")
		inspect(t, page, v)
		var opened int
		page.Eval("[...document.querySelectorAll('details')].map(d => d.open = true).length", &opened)
		if found := page.Axe(); len(found) > 0 || opened < 10 {
			t.Errorf("%s: with %d tables open: axe-core: %v", v.name, opened, found)
		}
		if more := page.Wide(); more > 0 {
			t.Errorf("%s: with tables open the page is %d pixels wider than its window", v.name, more)
		}
		page.Keep(v.name + "-open")
	}
}

func TestResultsWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	b := year(t)
	b.loading = ErrUnavailable
	b.visit("/resultaten?stroomschema=orchard", "ann").want(t, http.StatusServiceUnavailable)
}

// A wrong filter is a fault of ours, and no wider answer.
func TestTalliesAreOfSomebody(t *testing.T) {
	t.Parallel()
	if found, err := (tallies{newBench(t).world}).Tallies(context.Background(), TallyFilter{Definition: "orchard"}); err == nil {
		t.Errorf("tallies of nobody: %v", found)
	}
}
