package server

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/server/sheet"
	"stroom/server/ui"
	"stroom/workflows/engine"
)

// rowsOf reads the rows of the tables of a page as texts, without marks.
func rowsOf(r response) []string {
	var rows []string
	for _, m := range tableRow.FindAllStringSubmatch(r.body, -1) {
		text := strings.Join(strings.Fields(markup.ReplaceAllString(strings.ReplaceAll(m[1], "</td>", " |"), " ")), " ")
		rows = append(rows, strings.TrimSuffix(text, " |"))
	}
	return rows
}

var (
	tableRow = regexp.MustCompile(`(?s)<tr>(<td>.*?)</tr>`)
	markup   = regexp.MustCompile(`<[^>]*>`)
)

// watched is a trajectory at which people looked and in which they decided, on three days.
func watched(t *testing.T) (*bench, string) {
	b := newBench(t)
	id := b.loan("l1")
	at := func(days, minutes int) { b.now = monday.AddDate(0, 0, days).Add(time.Duration(minutes) * time.Minute) }
	at(1, 0)
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.get("/v1/trajectories/"+id, "bob").want(t, http.StatusOK)
	at(1, 30)
	b.visit("/trajecten/"+id, "bob").want(t, http.StatusOK)
	at(2, 0)
	b.visit("/trajecten/"+id, "eve").want(t, http.StatusNotFound)
	b.decide(id, "ann", "d2", "lending.answer.agree", "").want(t, http.StatusConflict) // four eyes
	at(21, 0)
	b.decide(id, "bob", "d3", "lending.answer.agree", "").want(t, http.StatusCreated)
	clear(b.cookies) // sessions have ended meanwhile
	return b, id
}

// Who looked and who decided stands in one list, in plain words, the last first; the look at the list is its next line.
func TestInsightTellsWhoLookedAndWhoDecided(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	const path = "/inzage"
	page := b.visit("/trajecten/"+id+path, "ivy").want(t, http.StatusOK)
	want := []string{
		"09:00 | Bob beheerder, south | besliste Beheerder (south) koos ‘instemmen’ bij Uitlening.",
		"09:00 | Ann lezer, north | lukte niet Wilde iets vastleggen. Dat ging niet door.",
		"09:00 | Eve | geen toegang Wilde iets van dit traject zien of doen. Dat mocht niet.",
		"09:30 | Bob beheerder, south | keek Bekeek het traject. 2 keer, van 09:00 tot 09:30 uur",
		"09:00 | Ann lezer, north | besliste Lezer (north) begon: Uitlening.",
		"09:00 | Ann lezer, north | besliste Lezer (north) startte het traject.",
	}
	if got := rowsOf(page); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	again := rowsOf(b.visit("/trajecten/"+id+path, "ivy", "Accept-Language", "en").want(t, http.StatusOK))
	if len(again) != len(want)+1 || again[0] != "09:00 | Ivy inspector, state | looked Looked at this list. With the permission ‘audit’." {
		t.Errorf("%q", again)
	}
}

func TestInsightIsChosenByPeriodAndKind(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	for query, want := range map[string]int{
		"?van=2026-03-03&tot=2026-03-03": 2, "?van=2026-03-04": 3, "?tot=2026-03-02": 1, "?soort=besluiten": 3, "?soort=geweigerd": 2,
		"?soort=inzage&tot=2026-03-22": 1, "?van=2026-03-05&tot=2026-03-06": 0, "?van=&tot=&soort=": 6, "?van=later&tot=2026-03-02": 1,
	} {
		if got := rowsOf(b.visit("/trajecten/"+id+"/inzage"+query, "ivy").want(t, http.StatusOK)); len(got) != want && query[1:4] != "van" || len(got) < want {
			t.Errorf("%s: %d lines, want %d: %q", query, len(got), want, got)
		}
	}
	none := b.visit("/trajecten/"+id+"/inzage?van=2026-03-05&tot=2026-03-06", "ivy").want(t, http.StatusOK)
	if !strings.Contains(none.text(), "In deze periode keek niemand en besliste niemand.") {
		t.Errorf("%s", none.text())
	}
	for query, want := range map[string]string{"?van=1%20mei": "Dit is geen datum.", "?van=2026-03-05&tot=2026-03-04": "De laatste dag ligt voor de eerste."} {
		if got := b.visit("/trajecten/"+id+"/inzage"+query, "ivy").want(t, http.StatusOK).text(); !strings.Contains(got, want) {
			t.Errorf("%s: no %q", query, want)
		}
	}
	b.visit("/trajecten/"+id+"/inzage?soort=iets", "ivy").want(t, http.StatusBadRequest)
}

// Who may see the trajectory and not the list is told what he is told of a list that is not there.
func TestInsightNeedsItsPermission(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	missing := b.visit("/trajecten/t-none/inzage", "ann").want(t, http.StatusNotFound)
	for _, path := range []string{"/inzage", "/inzage.csv"} {
		for _, who := range []string{"ann", "bob", "eve", "olga", "sam"} {
			got := b.visit("/trajecten/"+id+path, who).want(t, http.StatusNotFound)
			if who == "ann" && path == "/inzage" && shorn(got.body) != shorn(missing.body) {
				t.Errorf("%s\n%s", shorn(got.body), shorn(missing.body))
			}
		}
	}
	b.visit("/trajecten/"+id+"/inzage", "").want(t, http.StatusSeeOther)
}

// shorn is a page without what differs from answer to answer.
func shorn(body string) string {
	body = regexp.MustCompile(`nonce="[0-9a-f]*"|[0-9a-f]{32,}|name="back" value="[^"]*"`).ReplaceAllString(body, "")
	return body
}

// Names of people of other organisations are for readers who see every fact.
func TestInsightNamesOnesOwn(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	got := rowsOf(b.visit("/trajecten/"+id+"/inzage?soort=besluiten", "lou").want(t, http.StatusOK))
	want := []string{
		"09:00 | Iemand beheerder, south | besliste Beheerder (south) koos ‘instemmen’ bij Uitlening.",
		"09:00 | Ann lezer, north | besliste Lezer (north) begon: Uitlening.",
		"09:00 | Ann lezer, north | besliste Lezer (north) startte het traject.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

// The file has what the page has, the oldest first, each line with its stamp. Its own download is its last line, and the stamp of that
// line stands in the audit trail, and so on the page.
func TestInsightFileIsStamped(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	file := b.visit("/trajecten/"+id+"/inzage.csv?soort=besluiten", "ivy").want(t, http.StatusOK)
	stamp, count, err := sheet.Check([]byte(file.body))
	if err != nil || count != 5 {
		t.Fatalf("%d lines, %v: %s", count, err, file.body)
	}
	var got []string
	for _, line := range strings.Split(strings.TrimPrefix(file.body, "\ufeff"), "\r\n") {
		if at := strings.LastIndex(line, ";"); at >= 0 {
			got = append(got, line[:at])
		}
	}
	want := []string{
		"wanneer;wie;rol;organisatie;soort;wat;grond;doel;kenmerk;stempel",
		"2026-03-02 09:00:00;Ann;lezer;north;besliste;Lezer (north) startte het traject.;role:reader;;l1",
		"2026-03-03 09:00:00;Ann;lezer;north;besliste;Lezer (north) begon: Uitlening.;role:reader;;d1",
		"2026-03-23 09:00:00;Bob;beheerder;south;besliste;Beheerder (south) koos ‘instemmen’ bij Uitlening.;role:keeper;;d3",
		"2026-03-23 09:00:00;Ivy;inspecteur;state;keek;Downloadde deze lijst. Traject T-NORTH-, van … tot en met …, besluiten.;permission:audit;;" + id,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for name, value := range map[string]string{
		"Content-Type": sheet.Media, "Content-Disposition": `attachment; filename="inzage-t-north--2026-03-23.csv"`, "Cache-Control": "no-store",
	} {
		if file.header.Get(name) != value {
			t.Errorf("%s is %q", name, file.header.Get(name))
		}
	}
	row := b.audits[len(b.audits)-1]
	if row.Kind != "insightFile" || row.Code != "sha256:"+stamp || row.Trajectory != id || row.Result != AuditShown {
		t.Errorf("%+v", row)
	}
	if page := b.visit("/trajecten/"+id+"/inzage", "ivy").text(); !strings.Contains(page, "Downloadde deze lijst. Met het recht ‘audit’. Stempel van het bestand: sha256:"+stamp) {
		t.Errorf("%s", page)
	}
	b.auditor = ErrUnavailable
	b.visit("/trajecten/"+id+"/inzage.csv", "ivy").want(t, http.StatusServiceUnavailable)
}

// Page after page gives everything once, in order, whatever falls on one moment.
func TestInsightComesInPages(t *testing.T) {
	t.Parallel()
	b, id := watched(t)
	for i := range 40 {
		b.decide(id, "ann", "v"+seqText(uint64(i)), "main.visit", "").want(t, http.StatusCreated)
		b.get("/v1/trajectories/"+id, "bob").want(t, http.StatusOK)
		if i%3 == 0 {
			b.now = b.now.Add(time.Second)
		}
	}
	loaded, err := b.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	c := &call{s: b.server, c: b.server.echo.NewContext(browse(http.MethodGet, "/", "", ""), nil)}
	list, err := c.insights(loaded, engine.Actor{Person: "ref-ivy", Role: "inspector", Organisation: "state"}, time.Time{}, time.Time{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	whole, next, err := list.page(nil, 1000)
	if err != nil || next != nil || len(whole) != 87 {
		t.Fatalf("%d lines, %v, %v", len(whole), next, err)
	}
	if !slices.IsSortedFunc(whole, func(a, b insight) int { return b.at.Compare(a.at) }) {
		t.Error("not in order")
	}
	for _, limit := range []int{1, 2, 7, 86, 87} {
		var all []insight
		var after *Place
		for {
			some, next, err := list.page(after, limit)
			if err != nil || len(some) > limit || len(all) > len(whole) {
				t.Fatalf("%d lines of %d, %v", len(some), limit, err)
			}
			if all = append(all, some...); next == nil {
				break
			}
			after = next
		}
		if !slices.Equal(all, whole) {
			t.Errorf("pages of %d: %d lines, want %d", limit, len(all), len(whole))
		}
	}
}

// Every operation that may be shown to somebody about a trajectory has its sentence.
func TestEveryLookHasItsSentence(t *testing.T) {
	t.Parallel()
	for _, r := range slices.Concat(routes(), pageRoutes()) {
		about := strings.Contains(r.path, "{id}") || strings.Contains(r.name, "Trajectories") || slices.Contains([]string{"listWork", "todayPage", "overviewPage", "overviewSheet", "overviewSearch"}, r.name)
		if about && r.action == AuditRead && !ui.Known("looked."+r.name) {
			t.Errorf("the catalogue has no looked.%s", r.name)
		}
	}
}
