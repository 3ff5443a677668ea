package server

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"stroom/definitions/stroomschema"
)

var fireDefinition = sync.OnceValues(func() (*stroomschema.Definition, error) {
	source, err := os.ReadFile("testdata/fire.yaml")
	if err != nil {
		return nil, err
	}
	def, found := stroomschema.Compile("fire.yaml", source, stroomschema.Options{})
	if def == nil {
		return nil, fmt.Errorf("fire.yaml does not compile: %v", found)
	}
	return def, nil
})

// house starts a trajectory of the definition in which something can go wrong.
func house(t *testing.T) (*bench, string) {
	t.Helper()
	b := newBench(t)
	def, err := fireDefinition()
	if err != nil {
		t.Fatal(err)
	}
	b.publish(def)
	got := b.post("/v1/trajectories", "ann", `{"id":"h1","as":{"role":"reader","organisation":"north"},"definition":"fire","form":{"branch":"south"}}`)
	return b, read[ReceiptOut](t, got.want(t, http.StatusCreated)).Trajectory
}

// openFor is open for one of the keys of a flow.
func (b *bench) openFor(id, who, decision, key string) (response, url.Values) {
	b.t.Helper()
	for _, link := range links.FindAllStringSubmatch(b.visit("/trajecten/"+id, who).want(b.t, http.StatusOK).body, -1) {
		path := html.UnescapeString(link[1])
		if u, err := url.Parse(path); err == nil && u.Query().Get("besluit") == decision && u.Query().Get("voor") == key {
			page := b.visit(path, who).want(b.t, http.StatusOK)
			return page, carried(page)
		}
	}
	b.t.Fatalf("the page of %s offers %s no %s for %q", id, who, decision, key)
	return response{}, nil
}

var (
	chosen  = regexp.MustCompile(`<input type="radio" name="([a-z0-9.]+)" value="([^"]*)" checked>`)
	written = regexp.MustCompile(`<input id="[^"]*" name="([a-z0-9.]+)" value="([^"]+)"`)
)

// asItStands is a form with what stands in it already: what a browser sends when nobody touches it.
func asItStands(page response, form url.Values) url.Values {
	for _, m := range append(chosen.FindAllStringSubmatch(page.body, -1), written.FindAllStringSubmatch(page.body, -1)...) {
		form.Set(m[1], html.UnescapeString(m[2]))
	}
	return form
}

// contains checks that a page says some things, in this order.
func contains(t *testing.T, page response, wants ...string) {
	t.Helper()
	rest := page.text()
	for _, want := range wants {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Errorf("no %q (in this order) in %s", want, page.text())
			return
		}
		rest = after
	}
}

// What cannot wait: the button on top, one field, record. Source: journey O3.
func TestUrgentTakesThreeActivations(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	b.decide(id, "ann", "p1", "paint.begin", `,"key":"attic"`).want(t, http.StatusCreated)
	b.later(time.Minute)
	contains(t, b.visit("/trajecten/"+id, "ann"), "Kan het niet wachten?", "Meld brand: hal", "Meld brand: zolder", "Wat kan ik nu doen?")

	page, form := b.openFor(id, "ann", "fire.begin", "attic") // 1
	contains(t, page, "Meld brand: zolder", "Reden", "Wat er brandt: hoe heet", "Rook", "Meer invullen mag, maar hoeft nu niet",
		"Wat er brandt: graden", "Foto", "Nu vastleggen")
	form = asItStands(page, form)
	if form.Get("f.to.hotter") != "7" || form.Get("f.smoke") != "true" {
		t.Errorf("suggested is %v", form)
	}
	form.Set("f.reason", "Het brandt.")                                                                    // 2
	sent := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record")).want(t, http.StatusSeeOther) // 3
	contains(t, b.visit(sent.header.Get("Location"), "ann"), "Vastgelegd", "Wat er nu volgt",
		"Brand (zolder)", "nog 3 werkdagen (do 5 mrt)", "Wacht op brandweer (south)", "Schilderen (zolder) ‖ ligt stil Stilgelegd door Brand (zolder)",
		"Wat er verder nog wacht", "Huis:")
	contains(t, b.visit("/trajecten/"+id, "ann"), "Waar het op wacht", "ligt stil", "Stilgelegd door Brand (zolder)")

	// The next time it holds what was found then, and what is wrong in the part that is folded is shown.
	b.decide(id, "bob", "s1", "fire.watch.safe", `,"key":"attic"`).want(t, http.StatusCreated)
	b.decide(id, "ann", "f2", "fire.begin", `,"key":"attic","form":{"to":{"hotter":4},"reason":"x","smoke":false}`).want(t, http.StatusCreated)
	b.decide(id, "bob", "s2", "fire.watch.safe", `,"key":"attic"`).want(t, http.StatusCreated)
	page, form = b.openFor(id, "ann", "fire.begin", "attic")
	if form = asItStands(page, form); form.Get("f.to.hotter") != "4" {
		t.Errorf("suggested is %v", form)
	}
	wrong := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.reason", "x", "f.to.degrees", "veel")).want(t, http.StatusBadRequest)
	if !strings.Contains(wrong.body, `<details class="card" open><summary>Meer invullen`) || !strings.Contains(wrong.body, `id="f.to.degrees-fault"`) {
		t.Errorf("the fault is hidden: %s", wrong.body)
	}
}

// later lets time pass.
func (b *bench) later(d time.Duration) { b.mu.Lock(); b.now = b.now.Add(d); b.mu.Unlock() }

// signInAgain goes where a page sent somebody to prove who he is, comes back as a person, and returns where he lands.
func (b *bench) signInAgain(who, as, to string) string {
	b.t.Helper()
	left := b.do(browse(http.MethodGet, to, b.as(who), "")).want(b.t, http.StatusSeeOther)
	back := b.do(browse(http.MethodGet, "/inloggen/terug?code="+as+"&state=s1", b.as(who)+"; "+cookieOf(left, signInCookie), "")).want(b.t, http.StatusSeeOther)
	b.cookies[who] = cookieOf(back, sessionCookie)
	return back.header.Get("Location")
}

// What cannot be undone is recorded on a fresh sign-in; what was typed is kept, and is nobody else's.
func TestFinalAsksAFreshSignIn(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	path := "/trajecten/" + id + "/besluit"
	page, _ := b.open(id, "ann", "main.home.sell")
	if strings.Contains(page.text(), "Dit kunt u niet terugdraaien.") {
		t.Error("a fresh sign-in is asked of who has just signed in")
	}
	b.later(proofLife)
	page, form := b.open(id, "ann", "main.home.sell")
	contains(t, page, "Huis verkopen", "Dit kunt u niet terugdraaien. Daarom meldt u zich straks eerst opnieuw aan.", "Besluit vastleggen")
	b.press(path, "ann", fill(form, "record")).want(t, http.StatusBadRequest) // nobody signs in to hear that a field is empty

	other := formTokens.FindStringSubmatch(b.visit("/", "ann").body)[1] // of a page in another tab
	sent := b.press(path, "ann", fill(form, "record", "f.reason", "Te <groot>", "f.photo", "doc-1")).want(t, http.StatusSeeOther)
	to := sent.header.Get("Location")
	if !strings.HasPrefix(to, "/inloggen?opnieuw=ja&terug=") || len(b.trajectories[id].events) != 1 {
		t.Fatalf("sent to %s, with %d events", to, len(b.trajectories[id].events))
	}
	for _, data := range b.sessions.kept {
		if strings.Contains(string(data.data), "groot") {
			t.Error("what was typed is kept unsealed")
		}
	}
	landed := b.signInAgain("ann", "ann", to)
	kept := b.visit(landed, "ann").want(t, http.StatusOK)
	contains(t, kept, "U bent opnieuw aangemeld. Kijk het na en leg het vast.", "Huis verkopen", "Als u dit vastlegt:", "U kunt dit niet terugnemen.")
	if !strings.Contains(kept.body, "Te &lt;groot&gt;</textarea>") || !strings.Contains(kept.body, `value="doc-1"`) || carried(kept).Get("id") != form.Get("id") {
		t.Errorf("what was typed is lost: %s", kept.body)
	}
	b.press("/taal", "ann", url.Values{"lang": {"nl"}, "back": {"/"}, "token": {other}}).want(t, http.StatusSeeOther)
	done := b.press(path, "ann", fill(carried(kept), "record", "f.reason", "Te groot")).want(t, http.StatusSeeOther)
	if done.header.Get("Location") != "/trajecten/"+id+"/besluiten/"+form.Get("id") || b.trajectories[id].state.Ended == nil {
		t.Errorf("sent to %s", done.header.Get("Location"))
	}
	if again := b.visit(landed, "ann"); strings.Contains(again.body, "Te groot") {
		t.Error("what was recorded is kept still")
	}
}

func TestWhatWasTypedIsNobodyElses(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	b.as("ann")
	b.later(proofLife)
	_, form := b.open(id, "ann", "main.home.sell")
	to := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.reason", "Geheim.")).want(t, http.StatusSeeOther).header.Get("Location")
	landed := b.signInAgain("ann", "amy", to) // a colleague, in the same browser
	if page := b.visit(landed, "ann").want(t, http.StatusOK); strings.Contains(page.body, "Geheim.") || !strings.Contains(page.text(), "Amy") {
		t.Errorf("what Ann typed is shown to Amy: %s", page.body)
	}
}

// Questions and notes stand together; who asked may drop his question, and is asked nothing; who must answer reads it.
func TestQuestionsAndNotes(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	contains(t, b.visit("/trajecten/"+id, "ann"), "Vragen en notities", "Noteer iets", "Stel een vraag")
	_, form := b.open(id, "ann", "query.begin")
	b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.question", "Is het <veilig>?")).want(t, http.StatusSeeOther)
	asked := b.visit("/trajecten/"+id, "bob").want(t, http.StatusOK)
	contains(t, asked, "Wat kan ik nu doen?", "Vraag", "Antwoord geven", "Waar het op wacht", "Vraag: Geef antwoord.", "Vraag Is het <veilig>?")
	if mine := b.visit("/trajecten/"+id, "ann").body; strings.Count(mine, `class="card asked"`) != 1 || !strings.Contains(mine, ">Niet meer nodig</a>") {
		t.Errorf("who asked is asked: %s", mine)
	}
	page, form := b.open(id, "bob", "query.thinking.answer_it")
	contains(t, page, "Antwoord geven", "Waar dit over gaat", "Vraag Is het <veilig>?", "Mening")
	b.press("/trajecten/"+id+"/besluit", "bob", fill(form, "record", "f.opinion", "Ja.")).want(t, http.StatusSeeOther)
}

// An old link says at once why not, with the rule; what is sent anyway keeps its text and shows the way out. Source: O4.
func TestTheRuleSaysNo(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	b.decide(id, "ann", "p1", "paint.begin", `,"key":"attic"`).want(t, http.StatusCreated)
	link := "/trajecten/" + id + "/besluit?besluit=paint.dry.agree&als=reader%40north&voor=attic"
	page := b.visit(link, "ann").want(t, http.StatusOK)
	contains(t, page, "Instemmen: zolder", "Meld eerst de brand in zolder.", "Lees de regel in het stroomschema")
	if !strings.Contains(page.body, `href="/stroomschema/fire?versie=1#paint.dry"`) {
		t.Errorf("no link to the rule: %s", page.body)
	}
	if chart := b.visit("/stroomschema/fire?versie=1", ""); !strings.Contains(chart.body, `id="paint.dry"`) || !strings.Contains(chart.body, `id="fire.Begin"`) || !strings.Contains(chart.body, `id="main.Decide.note"`) {
		t.Errorf("the link leads nowhere: %s", chart.body)
	} else {
		contains(t, chart, "Stap voor stap", "huis verkopen", "Dit is niet terug te draaien: u meldt zich eerst opnieuw aan.", "Meld brand", "Dit kan niet wachten: het staat bovenaan.")
	}
	no := b.press("/trajecten/"+id+"/besluit", "ann", fill(carried(page), "record")).want(t, http.StatusConflict)
	contains(t, no, "Meld eerst de brand in zolder.", "Wat wel kan:", "Meld brand")
	if !strings.Contains(no.body, `href="/trajecten/`+id+`/besluit?als=reader%40north&amp;besluit=fire.begin&amp;voor=attic"`) {
		t.Errorf("no way out: %s", no.body)
	}
	gone := b.visit("/trajecten/"+id+"/besluit?besluit=fire.watch.safe&als=keeper%40south&voor=hall", "bob").want(t, http.StatusOK)
	contains(t, gone, "Het traject staat niet bij deze stap.")
}

// A decision that cannot be taken back leads to a new one, and for who may, to a correction of the facts that it set.
func TestWrongDecisionIsCorrected(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	b.decide(id, "ann", "f1", "fire.begin", `,"key":"hall","form":{"to":{"hotter":4,"degrees":90},"reason":"x","smoke":false}`).want(t, http.StatusCreated)
	receipt := "/trajecten/" + id + "/besluiten/f1"
	contains(t, b.visit(receipt, "ann"), "Klopt het niet?", "In dit deel kunt u nu niets nieuws vastleggen. Vraag uw beheerder")
	contains(t, b.visit(receipt, "bob"), "Dit besluit is vastgelegd.", "Klopt het niet?", "Leg een nieuw besluit vast.", "Kamer is veilig")
	b.visit(receipt+"/verbeteren", "bob").want(t, http.StatusNotFound)

	contains(t, b.visit(receipt, "sam"), "Klopt het niet?", "Gegevens verbeteren")
	page := b.visit(receipt+"/verbeteren", "sam").want(t, http.StatusOK)
	contains(t, page, "Gegevens verbeteren", "Hitte (hal)", "Hoe heet", "Waarom klopt het niet?")
	form := asItStands(page, url.Values{"id": {"k1"}})
	if form.Get("f.0.hotter") != "4" || form.Get("f.0.degrees") != "90" {
		t.Fatalf("%v in %s", form, page.body)
	}
	contains(t, b.press(receipt+"/verbeteren", "sam", form).want(t, http.StatusBadRequest), "Waarom klopt het niet?: Schrijf op waarom.")
	form.Set("reden", "Verkeerd <gemeten>")
	contains(t, b.press(receipt+"/verbeteren", "sam", form).want(t, http.StatusBadRequest), "U heeft nog niets veranderd.")
	form.Set("f.0.hotter", "12")
	contains(t, b.press(receipt+"/verbeteren", "sam", form).want(t, http.StatusBadRequest), "Hoe heet:")
	form.Set("f.0.hotter", "2")
	form.Set("f.0.degrees", "")
	sent := b.press(receipt+"/verbeteren", "sam", form).want(t, http.StatusSeeOther)
	if heat := b.trajectories[id].state.Facts["heat[hall]"].Value; heat.String() != `{hotter: 2}` {
		t.Errorf("the fact is %s", heat)
	}
	contains(t, b.visit(sent.header.Get("Location"), "sam").want(t, http.StatusOK), "Vastgelegd", "Verkeerd <gemeten>")
}
