package server

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// board is the shelf on the Wednesday of the week after: one of its four questions is late, three are almost, and five
// trajectories wait at the desk without a term.
func board(t *testing.T) *bench {
	b := shelf(t)
	b.now = monday.AddDate(0, 0, 9)
	return b
}

var (
	tiles     = regexp.MustCompile(`(?s)<li class="tile[^"]*"><a href="([^"]+)"([^>]*)><span class="figure">([^<]+)</span> <span class="what">([^<]+)</span>`)
	rowLinks  = regexp.MustCompile(`<th role="rowheader" scope="row"><a href="/trajecten/t-north-([a-z0-9]+)">`)
	placeRows = regexp.MustCompile(`(?s)<tr(?: class="here")?><th scope="row">(.*?)</tr>`)
)

// figures are the tiles of a page: "Alles 9, Te laat 1, ...".
func figures(r response) string {
	var out []string
	for _, m := range tiles.FindAllStringSubmatch(r.body, -1) {
		text := m[4] + " " + m[3]
		if strings.Contains(m[2], "aria-current") {
			text += "*"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// shownRows are the trajectories that stand in the list of a page.
func shownRows(r response) string {
	var out []string
	for _, m := range rowLinks.FindAllStringSubmatch(r.body, -1) {
		out = append(out, m[1])
	}
	return strings.Join(out, " ")
}

// shownPlaces are the lines of the table of steps, as text.
func shownPlaces(r response) []string {
	var out []string
	for _, m := range placeRows.FindAllStringSubmatch(r.body, -1) {
		out = append(out, strings.Join(strings.Fields(response{body: m[1]}.text()), " "))
	}
	return out
}

// What stands where is counted and listed, late first; every choice stands in the address, and what was chosen can be undone.
func TestOverviewShowsWhereEverythingStands(t *testing.T) {
	t.Parallel()
	b := board(t)
	for address, want := range map[string][2]string{
		"/overzicht":                                     {"Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1 l1 l2 l3 l4 l5"},
		"/overzicht?klas=te-laat":                        {"Alles 9, Te laat 1*, Bijna te laat 3, Stil 0", "l4"},
		"/overzicht?klas=bijna":                          {"Alles 9, Te laat 1, Bijna te laat 3*, Stil 0", "l3 l2 l1"},
		"/overzicht?klas=stil":                           {"Alles 9, Te laat 1, Bijna te laat 3, Stil 0*", ""},
		"/overzicht?deel=lending":                        {"Alles 4*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1"},
		"/overzicht?deel=main&stap=desk":                 {"Alles 5*, Te laat 0, Bijna te laat 0, Stil 0", "l1 l2 l3 l4 l5"},
		"/overzicht?deel=main&klas=te-laat":              {"Alles 5, Te laat 0*, Bijna te laat 0, Stil 0", ""},
		"/overzicht?deel=lending&stap=silence":           {"Alles 0*, Te laat 0, Bijna te laat 0, Stil 0", ""},
		"/overzicht?stap=desk":                           {"Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1 l1 l2 l3 l4 l5"},
		"/overzicht?schema=loan&versie=1":                {"Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1 l1 l2 l3 l4 l5"},
		"/overzicht?organisatie=south&deel=lending":      {"Alles 4*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1"},
		"/overzicht?organisatie=De+Linde":                {"Alles 0*, Te laat 0, Bijna te laat 0, Stil 0", ""},
		"/overzicht?deel=nonsense&stap=other":            {"Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "l4 l3 l2 l1 l1 l2 l3 l4 l5"},
		"/overzicht?organisatie=%27+OR+1%3D1&klas=bijna": {"Alles 0, Te laat 0, Bijna te laat 0*, Stil 0", ""},
	} {
		got := b.visit(address, "ann").want(t, http.StatusOK)
		if figures(got) != want[0] || shownRows(got) != want[1] {
			t.Errorf("%s:\n got %s | %s\nwant %s | %s", address, figures(got), shownRows(got), want[0], want[1])
		}
	}
	whole := b.visit("/overzicht", "ann")
	for _, want := range []string{
		`1 termijn is voorbij. Begin bij: <a href="/overzicht?deel=lending&amp;klas=te-laat&amp;stap=answer#list">Antwoord</a>`, `href="/overzicht?deel=lending"`,
		`<a class="sd-node sd-k-flow sd-heat4" id="d-Map.main"`, `te laat (di 10 mrt)`, `Lenen: 5 lopende trajecten die u mag zien`, `vandaag`, `beheerder (south)`,
	} {
		if !strings.Contains(whole.body, want) {
			t.Errorf("no %q", want)
		}
	}
	if got, want := strings.Join(shownPlaces(whole), "\n"), "Leen boeken. Traject 5 0 0 – te weinig om te zeggen 9 dagen\nAntwoord. Uitlening 4 1 3 – te weinig om te zeggen 6 dagen"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	part := b.visit("/overzicht?deel=lending&stap=answer&organisatie=south", "ann")
	for _, want := range []string{
		`<a class="sd-node sd-k-people sd-present sd-heat4" id="d-lending.answer" href="/overzicht?deel=lending&amp;organisatie=south&amp;stap=answer#list"`, "middelste: 6 dagen",
		`<a class="tag" href="/overzicht?organisatie=south">`, `<a class="tag" href="/overzicht?deel=lending&amp;organisatie=south">`, `<a class="tag" href="/overzicht?deel=lending&amp;stap=answer">`,
		`<input type="hidden" name="deel" value="lending">`, `value="south"`, `<option value="north"></option><option value="south"></option></datalist>`,
	} {
		if !strings.Contains(part.body, want) {
			t.Errorf("no %q", want)
		}
	}
	if got, want := strings.Join(shownPlaces(part), "\n"), "1 Antwoord. 4 1 3 – te weinig om te zeggen 6 dagen\n2 Maak bezwaar als dat nodig is. 0 0 0 0 –"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	b.visit("/overzicht?klas=other", "ann").want(t, http.StatusBadRequest)
	b.visit("/overzicht?schema=unknown", "ann").want(t, http.StatusNotFound)
	b.visit("/overzicht?cursor=x", "ann").want(t, http.StatusBadRequest)
}

// What waits longer than nine in ten did is quiet, the longest first.
func TestOverviewFindsWhatIsQuiet(t *testing.T) {
	t.Parallel()
	b := board(t)
	b.spans("lending.answer", time.February, "", 1, 1, 1, 1, 1, 1, 1, 1, 6, 9)
	got := b.visit("/overzicht?klas=stil", "ann").want(t, http.StatusOK)
	// Asked on 6, 5, 4 and 3 March; nine in ten were answered within six days.
	if want := "Alles 9, Te laat 1, Bijna te laat 3, Stil 2*"; figures(got) != want || shownRows(got) != "l4 l3" {
		t.Errorf("%s | %s", figures(got), shownRows(got))
	}
	if strings.Count(got.text(), "◌ stil") != 2 || !strings.Contains(got.text(), "Wat het langst wacht, staat bovenaan.") {
		t.Errorf("%s", got.text())
	}
}

// Nobody reads or counts what he may not see, and everything that is read stands in the audit trail.
func TestOverviewIsOverWhatOneMaySee(t *testing.T) {
	t.Parallel()
	b := board(t)
	for who, want := range map[string]string{
		"ann": "Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "bob": "Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "ivy": "Alles 9*, Te laat 1, Bijna te laat 3, Stil 0", "eve": "", "olga": "",
	} {
		got := b.visit("/overzicht", who).want(t, http.StatusOK)
		if figures(got) != want {
			t.Errorf("%s: %s, want %s", who, figures(got), want)
		}
		if want == "" && (!strings.Contains(got.text(), "U ziet nog geen trajecten.") || strings.Contains(got.body, "t-north")) {
			t.Errorf("%s: %s", who, got.text())
		}
	}
	b.visit("/overzicht?deel=lending", "eve").want(t, http.StatusOK)
	b.visit("/overzicht", "new").want(t, http.StatusForbidden)
	b.audits = nil
	b.visit("/overzicht?klas=bijna", "ann")
	var got []string
	for _, a := range b.audits {
		got = append(got, fmt.Sprint(a.Actor.Person, " ", a.Kind, " ", a.Action, " ", a.Trajectory, " ", a.Result, " ", a.Ground))
	}
	slices.Sort(got)
	want := []string{
		"ref-ann overviewPage R  shown search", "ref-ann overviewPage R t-north-l1 shown role:reader",
		"ref-ann overviewPage R t-north-l2 shown role:reader", "ref-ann overviewPage R t-north-l3 shown role:reader",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	b.auditor = errors.New("audit is away")
	b.visit("/overzicht", "ann").want(t, http.StatusServiceUnavailable)
	b.visit("/overzicht/bestand", "ann").want(t, http.StatusServiceUnavailable)
	b.press("/overzicht/zoek", "ann", url.Values{"zoek": {"t-north"}}).want(t, http.StatusServiceUnavailable)
}

// A long list comes in pages, and none of it twice.
func TestOverviewComesInPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 2*overviewRows + 3 {
		b.loan(fmt.Sprintf("l%02d", i))
	}
	seen, address := []string{}, "/overzicht?deel=main"
	for address != "" {
		page := b.visit(address, "ann").want(t, http.StatusOK)
		seen = append(seen, strings.Fields(shownRows(page))...)
		next := regexp.MustCompile(`<a class="button second" href="([^"#]+)#list">Toon meer`).FindStringSubmatch(page.body)
		if address = ""; next != nil {
			address = strings.ReplaceAll(next[1], "&amp;", "&")
		}
	}
	if len(seen) != 2*overviewRows+3 || !slices.IsSorted(seen) || len(slices.Compact(seen)) != 2*overviewRows+3 {
		t.Errorf("%v", seen)
	}
}

// The same rows as a file say what they are of; that somebody made it, and of what, is in the audit trail.
func TestOverviewAsAFile(t *testing.T) {
	t.Parallel()
	b := board(t)
	b.audits = nil
	got := b.visit("/overzicht/bestand?deel=lending&klas=bijna", "ann").want(t, http.StatusOK)
	const want = "\ufeffOverzicht van wo 11 mrt 2026, 09:00, Lenen\r\nU koos: Uitlening\r\nU koos: Bijna te laat\r\n" +
		"Traject;Versie;Deel;Stap;Wie;Sinds;Dagen;Termijn;Te laat;Bijna te laat;Stil\r\n" +
		"T-NORTH-L3;1;Uitlening;Antwoord.;beheerder (south);2026-03-04;7;2026-03-11;nee;ja;nee\r\n" +
		"T-NORTH-L2;1;Uitlening;Antwoord.;beheerder (south);2026-03-05;6;2026-03-12;nee;ja;nee\r\n" +
		"T-NORTH-L1;1;Uitlening;Antwoord.;beheerder (south);2026-03-06;5;2026-03-13;nee;ja;nee\r\n"
	if got.body != want {
		t.Errorf("got  %q\nwant %q", got.body, want)
	}
	if h := got.header; h.Get("Content-Disposition") != `attachment; filename="overzicht-2026-03-11.csv"` || h.Get("Content-Type") != "text/csv; charset=utf-8; header=present" {
		t.Errorf("%v", h)
	}
	var trail []string
	for _, a := range b.audits {
		trail = append(trail, a.Kind+" "+a.Trajectory+" "+a.Ground)
	}
	if got, want := strings.Join(trail, ", "), "overviewSheet t-north-l3 role:reader, overviewSheet t-north-l2 role:reader, overviewSheet t-north-l1 role:reader, overviewSheet  sheet"; got != want {
		t.Errorf("%s", got)
	}
	if nothing := b.visit("/overzicht/bestand", "eve").want(t, http.StatusOK); strings.Contains(nothing.body, "NORTH") {
		t.Errorf("%s", nothing.body)
	}
}

// A trajectory is found by the beginning of its number, and what was typed stands in no address.
func TestOverviewSearch(t *testing.T) {
	t.Parallel()
	b := board(t)
	find := func(who, text string) response { return b.press("/overzicht/zoek", who, url.Values{"zoek": {text}}) }
	if one := find("ann", " T-North-L6 ").want(t, http.StatusSeeOther); one.header.Get("Location") != "/trajecten/t-north-l6" {
		t.Errorf("%s", one.header.Get("Location"))
	}
	several := find("ann", "t-north").want(t, http.StatusOK)
	if n := strings.Count(several.body, `href="/trajecten/t-north-`); n != 6 || strings.Contains(several.body, "Er is meer.") {
		t.Errorf("%d found: %s", n, several.text())
	}
	for _, text := range []string{"", "t-", "t-none", "t-north-l11", "%", "' OR ''='", "Maxima", "<script>alert(1)</script>", strings.Repeat("ë", 80), "east"} {
		if got := find("ann", text).want(t, http.StatusOK); !strings.Contains(got.text(), "Wij vonden niets dat u mag zien.") || strings.Contains(got.body, "<script>alert") {
			t.Errorf("%q: %s", text, got.text())
		}
	}
	if got := find("eve", "t-north-l6").want(t, http.StatusOK); !strings.Contains(got.text(), "Wij vonden niets") {
		t.Errorf("a stranger finds %s", got.text())
	}
	if got := find("ann", "south").want(t, http.StatusOK); !strings.Contains(got.body, `<a href="/overzicht?organisatie=south">Alles waar south aan meedoet (9)</a>`) {
		t.Errorf("%s", got.text())
	}
	for i := range 12 {
		b.loan(fmt.Sprintf("m%02d", i))
	}
	if many := find("ann", "t-north-m").want(t, http.StatusOK); strings.Count(many.body, `href="/trajecten/`) != mostFound || !strings.Contains(many.text(), "Er is meer.") {
		t.Errorf("%s", many.text())
	}
	b.press("/overzicht/zoek", "ann", url.Values{"zoek": {"t-north"}, "token": {"x"}}).want(t, http.StatusForbidden)
}

// Two languages, and versions to choose from.
func TestOverviewInEnglishAndByVersion(t *testing.T) {
	t.Parallel()
	b := board(t)
	def, err := loanDefinition()
	if err != nil {
		t.Fatal(err)
	}
	next := *def
	next.Version = 2
	b.publish(&next)
	got := b.visit("/overzicht?versie=2", "ann", "Cookie", b.as("ann")+"; lang=en").want(t, http.StatusOK)
	if want := "Everything 0*, Late 0, Almost late 0, Quiet 0"; figures(got) != want {
		t.Errorf("%s", figures(got))
	}
	for _, want := range []string{`<option value="2" selected>2</option>`, `<option value="">All versions</option>`, "Nothing. Choose something else", `<span class="away">take away: Version 2</span>`} {
		if !strings.Contains(got.body, want) {
			t.Errorf("no %q", want)
		}
	}
	if all := b.visit("/overzicht", "ann"); figures(all) != "Alles 9*, Te laat 1, Bijna te laat 3, Stil 0" || !strings.Contains(all.body, `<option value="" selected>`) {
		t.Errorf("%s", figures(all))
	}
}

// A file holds a thousand rows at most, and says so when there are more; the trail names each trajectory in it once, and is
// written by so many rows at once as it takes.
func TestLongOverviewAsAFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range maxSheet/2 + MaxLimit {
		id := b.loan(fmt.Sprintf("l%04d", i))
		b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	}
	b.audits, b.mostAudits = nil, 0
	got := b.visit("/overzicht/bestand", "ann").want(t, http.StatusOK)
	if n := strings.Count(got.body, "\r\nT-NORTH-L"); n != maxSheet || !strings.Contains(got.body, "Dit zijn de eerste 1.000 regels.") {
		t.Errorf("%d rows", n)
	}
	seen := map[string]int{}
	for _, a := range b.audits {
		seen[a.Trajectory]++
	}
	if len(seen) != maxSheet/2+MaxLimit+1 || len(b.audits) != len(seen) || b.mostAudits > MaxLimit+1 {
		t.Errorf("%d trajectories in %d rows of the trail, of which %d at once", len(seen), len(b.audits), b.mostAudits)
	}
}
