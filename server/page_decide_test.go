package server

import (
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var (
	links    = regexp.MustCompile(`href="(/trajecten/[^"]+)"`)
	hiddens  = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
	textOnly = regexp.MustCompile(`<[^>]*>`)
)

// text is what a page says, without its marks.
func (r response) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(textOnly.ReplaceAllString(r.body, " "))), " ")
}

// open follows the link to the form of a decision on the page of a trajectory, and returns the form with what it carries.
func (b *bench) open(id, who, decision string) (response, url.Values) {
	b.t.Helper()
	for _, link := range links.FindAllStringSubmatch(b.visit("/trajecten/"+id, who).want(b.t, http.StatusOK).body, -1) {
		path := html.UnescapeString(link[1])
		if u, err := url.Parse(path); err == nil && u.Query().Get("besluit") == decision {
			page := b.visit(path, who).want(b.t, http.StatusOK)
			return page, carried(page)
		}
	}
	b.t.Fatalf("the page of %s offers %s no %s", id, who, decision)
	return response{}, nil
}

// carried is what the form of a page sends along.
func carried(page response) url.Values {
	form := url.Values{}
	at := strings.Index(page.body, `id="decide"`)
	for _, h := range hiddens.FindAllStringSubmatch(page.body[max(at, 0):], -1) {
		form.Set(h[1], html.UnescapeString(h[2]))
	}
	return form
}

// fill adds what somebody types, and which button he presses.
func fill(form url.Values, button string, pairs ...string) url.Values {
	form.Set("do", button)
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	return form
}

// From the page of a trajectory to the receipt: see what may be done, see what it would bring, record it once however often
// the button is pressed, and take it back.
func TestDecisionFromPageToReceipt(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	page, form := b.open(id, "ann", "lending.begin")
	if !strings.Contains(page.text(), "U doet dit als lezer, north.") || !strings.Contains(page.text(), "Vul het formulier in.") {
		t.Errorf("%s", page.text())
	}
	shown := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "show", "f.book", "Maxima", "f.urgent", "false")).want(t, http.StatusOK)
	for _, want := range []string{"Als u dit vastlegt:", "Bericht ‘asked’ aan lezer (north), beheerder (south).", "U kunt het terugnemen tot ma 2 mrt 2026, 09:15.",
		"Daarna wacht het op:"} {
		if !strings.Contains(shown.text(), want) {
			t.Errorf("no %q in %s", want, shown.text())
		}
	}
	if got := read[Page[Line]](t, b.get("/v1/trajectories/"+id+"/events?limit=100", "ann")); strings.Contains(got.Items[len(got.Items)-1].Text, "Maxima") {
		t.Error("showing the effect has recorded something")
	}
	form = carried(shown)
	var receipt string
	for range 3 {
		sent := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.book", "Maxima", "f.urgent", "false")).want(t, http.StatusSeeOther)
		if receipt = sent.header.Get("Location"); receipt != "/trajecten/"+id+"/besluiten/"+form.Get("id") {
			t.Errorf("sent on to %q", receipt)
		}
	}
	if n := len(b.world.trajectories[id].events); n != 2 {
		t.Errorf("%d events, want the start and one decision", n)
	}
	done := b.visit(receipt, "ann").want(t, http.StatusOK)
	for _, want := range []string{"Vastgelegd Uw besluit is vastgelegd.", "Nummer T-NORTH-", "Wat er nu volgt", "Besluit terugnemen"} {
		if !strings.Contains(done.text(), want) {
			t.Errorf("no %q in %s", want, done.text())
		}
	}
	back := carried(done)
	taken := b.press(receipt+"/intrekken", "ann", back).want(t, http.StatusSeeOther)
	b.visit(taken.header.Get("Location"), "ann").want(t, http.StatusOK)
	if b.press(receipt+"/intrekken", "ann", back).status != http.StatusSeeOther { // pressed twice
		t.Error("a withdrawal that is sent again is refused")
	}
	if again := b.visit(receipt, "ann"); strings.Contains(again.text(), "Besluit terugnemen") {
		t.Error("what was taken back can be taken back")
	}
}

// What is wrong is told at its field, and what was typed stands there still.
func TestFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	_, form := b.open(id, "ann", "lending.begin")
	got := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.book", "Max & <b>ima</b>")).want(t, http.StatusBadRequest)
	for _, want := range []string{`href="#f.urgent"`, `id="f.urgent-fault"`, "Max &amp; &lt;b&gt;ima&lt;/b&gt;"} {
		if !strings.Contains(got.body, want) {
			t.Errorf("no %s in %s", want, got.body)
		}
	}
	no := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.book", "Max", "f.urgent", "true")).want(t, http.StatusConflict)
	if !strings.Contains(no.text(), "Spoed voor Max kan niet.") || !strings.Contains(no.body, ">Max</textarea>") {
		t.Errorf("%s", no.body)
	}
	if lines := read[Page[RefusalLine]](t, b.get("/v1/trajectories/"+id+"/refusals", "ann")); len(lines.Items) != 1 || lines.Items[0].Code != "NO_REASON" {
		t.Errorf("the ledger has %+v", lines.Items)
	}
}

// Somebody was quicker: the page keeps the text, says what happened, and goes on from there.
func TestSomebodyWasQuicker(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	_, form := b.open(id, "ann", "lending.begin")
	b.decide(id, "bob", "b1", "main.block", "").want(t, http.StatusCreated)
	b.now = b.now.Add(time.Minute)
	got := b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "f.book", "Maxima", "f.urgent", "false")).want(t, http.StatusConflict)
	if !strings.Contains(got.text(), "Dit gebeurde sinds u deze pagina opende:") || !strings.Contains(got.text(), "blokkeren") || !strings.Contains(got.body, ">Maxima</textarea>") {
		t.Errorf("%s", got.text())
	}
	next := carried(got)
	if next.Get("id") == form.Get("id") || next.Get("gelezen") == form.Get("gelezen") {
		t.Errorf("the form does not go on: %v after %v", next, form)
	}
}

// The page offers what the API offers, in an order of its own, and nothing to strangers.
func TestPageOffersWhatTheAPIOffers(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for _, who := range []string{"ann", "bob", "two", "ivy"} {
		var api, page []string
		for _, o := range read[Options](t, b.get("/v1/trajectories/"+id+"/options", who)).Items {
			if o.Open {
				api = append(api, o.Decision+" "+o.As.Role)
			}
		}
		for _, link := range links.FindAllStringSubmatch(b.visit("/trajecten/"+id, who).body, -1) {
			if u, err := url.Parse(html.UnescapeString(link[1])); err == nil && u.Query().Has("besluit") {
				role, _, _ := strings.Cut(u.Query().Get("als"), "@")
				page = append(page, u.Query().Get("besluit")+" "+role)
			}
		}
		slices.Sort(api)
		slices.Sort(page)
		if !slices.Equal(api, page) {
			t.Errorf("%s: the API offers %v, the page %v", who, api, page)
		}
	}
	for _, path := range []string{"", "/besluit?besluit=lending.begin&als=reader@north", "/besluiten/l1"} {
		foreign, missing := b.visit("/trajecten/"+id+path, "eve"), b.visit("/trajecten/none"+path, "eve")
		if foreign.status == http.StatusOK || foreign.status != missing.status {
			t.Errorf("%s: a stranger gets %d, and %d for what is not there", path, foreign.status, missing.status)
		}
	}
	b.press("/trajecten/"+id+"/besluit", "bob", url.Values{"id": {"x1"}, "besluit": {"lending.begin"}, "als": {"reader@north"}, "deel": {"0"}, "stap": {"0"}, "gelezen": {"1"}, "do": {"record"}}).
		want(t, http.StatusForbidden)
	b.press("/trajecten/"+id+"/besluit", "ann", url.Values{"id": {"../x"}, "besluit": {"lending.begin"}, "als": {"reader@north"}, "deel": {"0"}, "stap": {"0"}, "gelezen": {"1"}}).
		want(t, http.StatusBadRequest)
}

// Occurred is typed in the zone of the definition.
func TestOccurredIsTypedInTheZone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	_, form := b.open(id, "ann", "main.visit")
	b.press("/trajecten/"+id+"/besluit", "ann", fill(form, "record", "gebeurd", "2026-02-27T10:30")).want(t, http.StatusSeeOther)
	events := b.world.trajectories[id].events
	if got, err := json.Marshal(events[form.Get("id")].Entries); err != nil || !strings.Contains(string(got), "2026-02-27T09:30:00Z") {
		t.Errorf("%v: %s", err, got)
	}
}
