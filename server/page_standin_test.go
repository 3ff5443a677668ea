package server

import (
	"errors"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stroom/server/auth"
	"stroom/workflows/engine"
)

var optionsOf = regexp.MustCompile(`<option value="([^"]*)"[^>]*>([^<]*)</option>`)

// handOver has somebody hand his work to a colleague by name, and returns the answer.
func (b *bench) handOver(who, to, from, until string) response {
	b.t.Helper()
	form := url.Values{"vanaf": {from}, "tot": {until}, "wie": {""}}
	for _, o := range optionsOf.FindAllStringSubmatch(b.visit("/vervanging", who).want(b.t, http.StatusOK).body, -1) {
		if o[2] == to {
			form.Set("wie", html.UnescapeString(o[1]))
		}
	}
	return b.press("/vervanging", who, form)
}

// standInID is the id of the only substitution that somebody sees.
func (b *bench) standInID(who string) string {
	b.t.Helper()
	all, err := b.world.Substitutions(b.t.Context(), "ref-"+who, b.world.now)
	if err != nil || len(all) != 1 {
		b.t.Fatalf("%s has %v, %v", who, all, err)
	}
	return all[0].ID
}

// Ann hands her work to Amy; Amy decides in her place; everybody can read that, and nobody was given anything.
func TestSubstitution(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.as("amy")
	page := b.visit("/vervanging", "ann").want(t, http.StatusOK)
	if got := optionsOf.FindAllStringSubmatch(page.body, -1); len(got) != 2 || got[1][2] != "Amy" {
		t.Fatalf("her colleagues: %v", got)
	}
	b.handOver("ann", "Amy", "2026-03-02", "2026-03-04").want(t, http.StatusSeeOther)
	if got := b.visit("/vervanging", "ann").text(); !strings.Contains(got, "Amy vervangt u nu lezer, north. Van ma 2 mrt 2026 tot en met wo 4 mrt 2026. Vervanging door Amy stoppen") {
		t.Errorf("%s", got)
	}
	if got := b.visit("/vandaag", "ann").text(); !strings.Contains(got, "Amy vervangt u als lezer, north, tot en met wo 4 mrt.") {
		t.Errorf("%s", got)
	}
	today := b.visit("/vandaag", "amy").text()
	if !strings.Contains(today, "U vervangt Ann als lezer, north, tot en met wo 4 mrt. Werken voor Ann") || strings.Contains(today, "voor Ann ") && !strings.Contains(today, "Werken voor Ann") {
		t.Errorf("%s", today)
	}

	// A form that was opened in one's own name is not sent in another's without saying so.
	_, own := b.open(id, "amy", "lending.begin")
	b.press("/vervanging/namens", "amy", url.Values{"id": {b.standInID("amy")}}).want(t, http.StatusSeeOther)
	if got := b.visit("/vandaag", "amy").text(); !strings.Contains(got, "Amy, lezer, north voor Ann") || !strings.Contains(got, "U werkt nu voor Ann") ||
		!strings.Contains(got, "Wat Ann eerder deed (1)") || !strings.Contains(got, "Ann deed hier eerder iets.") {
		t.Errorf("%s", got)
	}
	typed := fill(own, "record", "f.book", "Maxima", "f.urgent", "false")
	stale := b.press("/trajecten/"+id+"/besluit", "amy", typed).want(t, http.StatusConflict)
	if !strings.Contains(stale.body, `value="Maxima"`) && !strings.Contains(stale.body, ">Maxima</textarea>") || !strings.Contains(stale.text(), "U werkt nu voor iemand anders") {
		t.Errorf("%s", stale.text())
	}
	form := carried(stale)
	if form.Get("plaats") == "" || !strings.Contains(stale.text(), "U doet dit als lezer, north, voor Ann.") {
		t.Errorf("%v %s", form, stale.text())
	}
	done := b.press("/trajecten/"+id+"/besluit", "amy", fill(form, "record", "f.book", "Maxima", "f.urgent", "false")).want(t, http.StatusSeeOther)
	receipt := b.visit(done.header.Get("Location"), "amy").want(t, http.StatusOK).text()
	if !strings.Contains(receipt, "Gedaan door Amy voor Ann") || !strings.Contains(receipt, "Lezer (north), als vervanger van een collega, begon: Uitlening.") {
		t.Errorf("%s", receipt)
	}
	// The same on the pages of others; who it was is for her own organisation.
	if got := b.visit(done.header.Get("Location"), "ann").text(); !strings.Contains(got, "Gedaan door Amy voor Ann") {
		t.Errorf("%s", got)
	}
	if got := b.visit(done.header.Get("Location"), "bob").text(); strings.Contains(got, "Amy") || !strings.Contains(got, "als vervanger van een collega") {
		t.Errorf("%s", got)
	}
	taken := b.world.trajectories[id].events[form.Get("id")].Actor
	if want := (engine.Actor{Person: "ref-amy", Role: "reader", Organisation: "north", For: "ref-ann"}); taken != want {
		t.Errorf("taken by %+v, want %+v", taken, want)
	}
	var asked []engine.Actor
	for _, row := range b.world.audits {
		if row.Event == form.Get("id") && row.Result == AuditAsked {
			asked = append(asked, row.Actor)
		}
	}
	if len(asked) != 1 || asked[0] != taken {
		t.Errorf("audited as %+v", asked)
	}
}

// An end holds from the next request on, whoever ends it, and so does the last day.
func TestSubstitutionEnds(t *testing.T) {
	t.Parallel()
	stands := func(b *bench, who string) bool { return strings.Contains(b.visit("/hulp", who).body, "voor Ann") }
	begin := func(t *testing.T) *bench {
		b := newBench(t)
		b.as("amy")
		b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusSeeOther)
		b.press("/vervanging/namens", "amy", url.Values{"id": {b.standInID("amy")}}).want(t, http.StatusSeeOther)
		if !stands(b, "amy") {
			t.Fatal("she does not stand in")
		}
		return b
	}
	for name, end := range map[string]func(b *bench){
		"by her whose work it is": func(b *bench) {
			b.press("/vervanging/einde", "ann", url.Values{"id": {b.standInID("ann")}}).want(b.t, http.StatusSeeOther)
		},
		"by her who stands in": func(b *bench) {
			b.press("/vervanging/einde", "amy", url.Values{"id": {b.standInID("amy")}}).want(b.t, http.StatusSeeOther)
		},
		"by the end of the last day": func(b *bench) {
			b.world.now = time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC) // midnight in Amsterdam
			b.cookies["amy"] = b.signIn("amy")
		},
		"by acting as herself again": func(b *bench) {
			b.press("/vervanging/namens", "amy", url.Values{"id": {""}}).want(b.t, http.StatusSeeOther)
		},
		"by choosing a role": func(b *bench) {
			b.press("/namens", "amy", url.Values{"as": {"1"}, "back": {"/"}}).want(b.t, http.StatusSeeOther)
		},
	} {
		b := begin(t)
		end(b)
		if stands(b, "amy") {
			t.Errorf("%s: she still stands in", name)
		}
	}
	// In a session that goes on, the clock alone ends it.
	b := newBench(t)
	b.world.now = time.Date(2026, 3, 2, 22, 50, 0, 0, time.UTC)
	b.as("amy")
	b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusSeeOther)
	b.press("/vervanging/namens", "amy", url.Values{"id": {b.standInID("amy")}}).want(t, http.StatusSeeOther)
	for _, c := range []struct {
		minute int
		stands bool
	}{{59, true}, {60, false}} {
		b.world.now = time.Date(2026, 3, 2, 22, c.minute, 0, 0, time.UTC)
		if stands(b, "amy") != c.stands {
			t.Errorf("at 22:%d: stands in %t", c.minute, !c.stands)
		}
	}
}

// Nobody stands in who was not asked, for whom he was not asked, before the first day, or without the role.
func TestSubstitutionGivesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.as("amy")
	b.handOver("ann", "Amy", "2026-03-03", "2026-03-04").want(t, http.StatusSeeOther)
	later := b.standInID("ann")
	for _, who := range []string{"amy", "ann", "bob", "two"} { // Amy: it is not Tuesday yet
		b.press("/vervanging/namens", who, url.Values{"id": {later}}).want(t, http.StatusNotFound)
	}
	for _, who := range []string{"bob", "two"} {
		b.press("/vervanging/einde", who, url.Values{"id": {later}}).want(t, http.StatusNotFound)
	}
	b.press("/vervanging/einde", "ann", url.Values{"id": {"../x"}}).want(t, http.StatusBadRequest)

	// Somebody who had the role when he was asked and has it no more.
	b.world.standIns = append(b.world.standIns, Substitution{
		ID: "s-2", Person: "ref-ann", Role: "reader", Organisation: "north", By: "ref-bob", From: monday, Until: monday.Add(time.Hour),
	})
	b.press("/vervanging/namens", "bob", url.Values{"id": {"s-2"}}).want(t, http.StatusNotFound)
	if got := b.visit("/vandaag", "bob").text(); !strings.Contains(got, "U zou Ann vervangen als lezer, north. Maar die rol heeft u nu niet.") || strings.Contains(got, "Werken voor Ann") {
		t.Errorf("%s", got)
	}
	b.visit("/vervanging", "new").want(t, http.StatusForbidden)
}

// What is wrong with the form is said at its field, and what was typed stands there still.
func TestSubstitutionForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if got := b.visit("/vervanging", "ann").text(); !strings.Contains(got, "Wij kennen nog geen collega met uw rol.") {
		t.Errorf("%s", got)
	}
	b.as("amy")
	b.as("two")
	b.as("bob")
	for _, c := range []struct{ to, from, until, want string }{
		{"Nobody", "2026-03-02", "2026-03-03", "Wie doet uw werk?: Kies een collega."},
		{"Bob", "2026-03-02", "2026-03-03", "Wie doet uw werk?: Kies een collega."},
		{"Amy", "2026-03-01", "2026-03-03", "Eerste dag: De eerste dag is al voorbij."},
		{"Amy", "2026-03-04", "2026-03-03", "Laatste dag: De laatste dag ligt voor de eerste."},
		{"Amy", "2026-03-02", "2026-06-02", "Laatste dag: Kies ten hoogste 92 dagen."},
		{"Amy", "2027-03-04", "2027-03-04", "Eerste dag: De eerste dag is te ver weg."},
		{"Amy", "", "2026-03-03", "Laatste dag: Vul twee datums in."},
		{"Amy", "morgen", "2026-03-03", "Laatste dag: Vul twee datums in."},
	} {
		got := b.handOver("ann", c.to, c.from, c.until).want(t, http.StatusBadRequest)
		if !strings.Contains(got.text(), c.want) {
			t.Errorf("%+v: %s", c, got.text())
		}
		if c.from == "2026-03-04" && !strings.Contains(got.body, `value="2026-03-04"`) {
			t.Errorf("what was typed is lost: %s", got.body)
		}
	}
	for i, days := range [][2]string{{"2026-03-02", "2026-06-01"}, {"2027-03-03", "2027-03-03"}} {
		b.handOver("ann", []string{"Amy", "Two"}[i], days[0], days[1]).want(t, http.StatusSeeOther)
	}
	for range MaxStandIns - 2 {
		b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusSeeOther)
	}
	if got := b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusBadRequest).text(); !strings.Contains(got, "U heeft al te veel vervangingen.") {
		t.Errorf("%s", got)
	}
	// Of several roles each has its own colleagues.
	var texts []string
	for _, o := range optionsOf.FindAllStringSubmatch(b.visit("/vervanging", "two").body, -1) {
		texts = append(texts, o[2])
	}
	if got := strings.Join(texts, "|"); got != "|Amy (lezer, north)|Ann (lezer, north)" {
		t.Errorf("%s", got)
	}
}

// Without an audit nobody stands in for anybody.
func TestSubstitutionIsAudited(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.as("amy")
	b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusSeeOther)
	id := b.standInID("ann")
	b.press("/vervanging/namens", "amy", url.Values{"id": {id}}).want(t, http.StatusSeeOther)
	b.press("/vervanging/einde", "ann", url.Values{"id": {id}}).want(t, http.StatusSeeOther)
	var rows []string
	for _, r := range b.world.audits {
		if r.Event == id {
			rows = append(rows, strings.Join([]string{r.Kind, string(r.Action), r.Actor.Person, r.Actor.For, r.Actor.Role, string(r.Result)}, " "))
		}
	}
	want := "makeStandInPage C ref-ann  reader asked\nactForPage E ref-amy ref-ann reader asked\nendStandInPage U ref-ann   asked"
	if got := strings.Join(rows, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b.world.auditor = errors.New("audit is away")
	if got := b.handOver("ann", "Amy", "2026-03-02", "2026-03-02"); got.status != http.StatusServiceUnavailable || len(b.world.standIns) != 1 {
		t.Errorf("without an audit: %d, %v", got.status, b.world.standIns)
	}
}

// Who proves anew who he is goes on in whose place he was; another person does not.
func TestSubstitutionOutlivesProof(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.as("amy")
	b.handOver("ann", "Amy", "2026-03-02", "2026-03-02").want(t, http.StatusSeeOther)
	b.press("/vervanging/namens", "amy", url.Values{"id": {b.standInID("amy")}}).want(t, http.StatusSeeOther)
	again := func(who string) string {
		left := b.do(browse(http.MethodGet, "/inloggen?opnieuw=ja", b.cookies["amy"], "")).want(t, http.StatusSeeOther)
		back := b.do(browse(http.MethodGet, "/inloggen/terug?"+url.Values{"code": {who}, "state": {"s1"}}.Encode(), b.cookies["amy"]+"; "+cookieOf(left, signInCookie), ""))
		return b.do(browse(http.MethodGet, "/hulp", cookieOf(back.want(t, http.StatusSeeOther), sessionCookie), "")).text()
	}
	if got := again("two"); strings.Contains(got, "voor Ann") {
		t.Errorf("another person stands in: %s", got)
	}
	b.cookies["amy"] = b.signIn("amy")
	b.press("/vervanging/namens", "amy", url.Values{"id": {b.standInID("amy")}}).want(t, http.StatusSeeOther)
	if got := again("amy"); !strings.Contains(got, "voor Ann") {
		t.Errorf("%s", got)
	}
	if (&session{As: auth.Membership{}}).stands() {
		t.Error("a fresh session stands in for somebody")
	}
}
