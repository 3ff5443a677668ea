package server

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var facetLinks = regexp.MustCompile(`<a href="(/vandaag[^"]*)"( aria-current="true")?>([^<]*)</a>`)

// facetsOf are the ways that a page offers to narrow the list: "address: text", with a star at the chosen ones.
func facetsOf(page response) []string {
	var out []string
	for _, m := range facetLinks.FindAllStringSubmatch(page.body, -1) {
		text := html.UnescapeString(m[3])
		if !strings.HasSuffix(text, ")") {
			continue // the link of the menu, or of the next page
		}
		if m[2] != "" {
			text += " *"
		}
		out = append(out, html.UnescapeString(m[1])+": "+text)
	}
	return out
}

// The filters stand in the address, each with how many tasks it leaves beside the others, and the list is what was counted.
func TestTodayIsNarrowed(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	b.world.now = monday.Add(10 * 24 * time.Hour) // of the four answers two are late, and two due within the week
	b.decide("t-north-l1", "bob", "x1", "main.block", "").want(t, http.StatusCreated)

	page := b.visit("/vandaag", "bob").want(t, http.StatusOK)
	want := []string{
		"/vandaag: Alles (4) *", "/vandaag?termijn=laat: Te laat (2)", "/vandaag?termijn=week: Binnen 7 dagen (2)",
		"/vandaag: Van alle collega's (4) *", "/vandaag?van=ik: Wat ik eerder deed (1)",
	}
	if got := facetsOf(page); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if !strings.Contains(page.text(), "Er wachten 4 taken op u. Wat het eerst moet, staat bovenaan. 2 taken zijn te laat.") {
		t.Errorf("%s", page.text())
	}
	for query, count := range map[string]int{
		"": 4, "?termijn=laat": 2, "?termijn=week": 2, "?van=ik": 1, "?van=ik&termijn=laat": 0, "?van=ik&termijn=week": 1,
		"?deel=loan.lending": 4, "?deel=loan.main": 0, "?deel=other.lending": 0, "?als=keeper%40south": 4,
	} {
		page := b.visit("/vandaag"+query, "bob").want(t, http.StatusOK)
		if got := strings.Count(page.body, `href="/trajecten/`); got != count {
			t.Errorf("%q shows %d tasks, want %d", query, got, count)
		}
		if query != "" && !strings.Contains(page.text(), fmt.Sprintf("U ziet %d van de 4 taken. Toon alle taken", count)) {
			t.Errorf("%q: %s", query, page.text())
		}
		if (count == 0) != strings.Contains(page.text(), "Er is geen taak die bij uw keuze past.") {
			t.Errorf("%q: %s", query, page.text())
		}
	}
	b.visit("/vandaag?als=reader%40north", "bob").want(t, http.StatusForbidden)
	b.visit("/vandaag?termijn=ooit", "bob").want(t, http.StatusBadRequest)
}

// Somebody with several roles narrows to one of them; the pages of a narrowed list stay narrowed, and together they are all of it.
func TestTodayPagesStayNarrowed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := range 7 {
		b.loan(fmt.Sprintf("l%d", i))
	}
	page := b.visit("/vandaag", "two").want(t, http.StatusOK)
	if got := strings.Join(facetsOf(page), "\n"); !strings.Contains(got, "/vandaag?als=reader%40north: lezer, north (7)\n/vandaag?als=inspector%40state: inspecteur, state (0)") {
		t.Errorf("%s", got)
	}
	seen := map[string]bool{}
	next := "/vandaag?als=reader%40north&limit=3"
	for range 4 {
		page := b.visit(next, "two").want(t, http.StatusOK)
		for _, link := range links.FindAllStringSubmatch(page.body, -1) {
			seen[link[1]] = true
		}
		more := regexp.MustCompile(`href="(/vandaag[^"]*cursor=[^"]*)"`).FindStringSubmatch(page.body)
		if more == nil {
			break
		}
		next = html.UnescapeString(more[1]) + "&limit=3"
		if u, err := url.Parse(next); err != nil || u.Query().Get("als") != "reader@north" {
			t.Errorf("the next page is %s", next)
		}
	}
	if len(seen) != 7 {
		t.Errorf("the pages show %d tasks, want 7", len(seen))
	}
}

// A task says of which part it is, why it is the reader's, since when, and who waits for him.
func TestTodayTellsWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	for who, want := range map[string]string{
		"bob": "Antwoord. ○ nog 5 werkdagen (ma 9 mrt) Uitlening · Lenen T-NORTH- Gevraagd aan u als beheerder (south). Wacht sinds ma 2 mrt. Wie op u wacht: lezer (north).",
		"ann": "Leen boeken. geen termijn Traject · Lenen T-NORTH- Gevraagd aan u als lezer (north). U deed hier eerder iets. Wacht sinds ma 2 mrt. ",
	} {
		if got := b.visit("/vandaag", who).want(t, http.StatusOK).text(); !strings.Contains(got, want) {
			t.Errorf("%s reads\n%s\nwant\n%s", who, got, want)
		}
	}
	// A colleague who never acted on it is not told that he did.
	if got := b.visit("/vandaag", "amy").text(); strings.Contains(got, "U deed hier eerder iets") {
		t.Errorf("%s", got)
	}
}

// Colleagues are told who of them has a trajectory before him; other organisations are not, and nobody is told of himself.
func TestColleaguesLooking(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	path := "/trajecten/" + id
	b.visit(path, "amy").want(t, http.StatusOK)
	b.world.now = monday.Add(2 * time.Minute)
	b.visit(path, "bob").want(t, http.StatusOK)
	for _, c := range [][2]string{{"ivy", ""}, {"bob", ""}, {"amy", ""}, {"ann", "Amy keek hier net."}} {
		got := b.visit(path, c[0]).want(t, http.StatusOK).text()
		if strings.Contains(got, "keek hier") != (c[1] != "") || !strings.Contains(got, c[1]) {
			t.Errorf("%s: %s", c[0], got)
		}
	}
	b.world.now = monday.Add(4 * time.Minute)
	if got := b.visit(path, "ann").want(t, http.StatusOK).text(); !strings.Contains(got, "Amy keek hier 2 minuten geleden.") {
		t.Errorf("two minutes later: %s", got)
	}
	b.world.now = monday.Add(17*time.Minute + time.Second)
	if got := b.visit(path, "ann").want(t, http.StatusOK).text(); strings.Contains(got, "keek hier") {
		t.Errorf("after a quarter of an hour: %s", got)
	}
}
