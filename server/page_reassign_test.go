package server

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"stroom/workflows/engine"
)

// handing is the form of the page as a browser sends it.
func handing(b *bench, id, who, party string, more ...string) url.Values {
	b.t.Helper()
	role, key, _ := strings.Cut(party, "@")
	page := b.visit("/trajecten/"+id+"/overdragen?rol="+role+"&deel="+key, who).want(b.t, http.StatusOK)
	form := url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(page.body, -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// Somebody with the permission sees who holds what and how much each organisation has in hand, sees what would come of it, and hands the
// work over with one press. It is an event of the journal, with its reason.
func TestWorkIsHandedOver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id, other := b.loan("l1"), b.loan("l2")
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.intervene(other, "olga", "rebind", `,"role":"reader","organisation":"west"`).want(t, http.StatusCreated)
	// One of others altogether: what Sam does not see counts for nothing.
	b.post("/v1/trajectories", "eve", `{"id":"l3","as":{"role":"reader","organisation":"east"},"definition":"loan","form":{"branch":"far"}}`).want(t, http.StatusCreated)
	path := "/trajecten/" + id + "/overdragen"

	all := b.visit(path, "sam").want(t, http.StatusOK)
	if !strings.Contains(all.text(), "lezer: north") || !strings.Contains(all.text(), "beheerder: south") || strings.Contains(all.body, "<table") {
		t.Errorf("%s", all.text())
	}
	rows := func(r response) []string {
		var out []string
		for _, m := range headedRow.FindAllStringSubmatch(r.body, -1) {
			out = append(out, strings.Join(strings.Fields(markup.ReplaceAllString(strings.ReplaceAll(m[1], "</t", " |</t"), " ")), " "))
		}
		return out
	}
	if got, want := rows(b.visit(path+"?rol=reader", "sam")), []string{"north nu | 1 | 1 | 0 |", "west | 1 | 1 | 0 |"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}

	form := handing(b, id, "sam", "reader@", "naar", "west", "reden", "Dichter bij huis", "do", "show")
	shown := b.press(path, "sam", form).want(t, http.StatusOK)
	if got, want := rows(shown), []string{"north nu | 1 | 1 | 0 | trajecten: 0, taken: 0 |", "west | 1 | 1 | 0 | trajecten: 2, taken: 2 |"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if !strings.Contains(shown.text(), "Als u dit vastlegt: Lezer is nu west.") {
		t.Errorf("%s", shown.text())
	}
	if b.trajectories[id].state.Parties[0].Until != nil {
		t.Error("it was done while it was only shown")
	}

	form.Set("do", "record")
	for range 2 { // twice pressed is once done
		if got := b.press(path, "sam", form).want(t, http.StatusSeeOther).header.Get("Location"); got != "/trajecten/"+id+"/besluiten/"+form.Get("id") {
			t.Errorf("goes to %s", got)
		}
	}
	ev := b.trajectories[id].events[form.Get("id")].Entries[0].Change.(engine.EventTaken).Event
	if ev.Kind != engine.Rebound || *ev.Rebind != (engine.ReboundEvent{Role: "reader", Organisation: "west", Reason: "Dichter bij huis"}) ||
		ev.Actor != (engine.Actor{Person: "ref-sam", Role: engine.Operator, Organisation: "south"}) {
		t.Errorf("%+v", ev)
	}
	receipt := b.visit("/trajecten/"+id+"/besluiten/"+form.Get("id"), "sam").want(t, http.StatusOK).text()
	if !strings.Contains(receipt, "Lezer is nu west.") {
		t.Errorf("%s", receipt)
	}
	b.visit("/trajecten/"+id, "ann").want(t, http.StatusNotFound)
	row := b.audits[len(b.audits)-1]
	for _, r := range b.audits {
		if r.Event == form.Get("id") && r.Result == AuditAsked {
			row = r
		}
	}
	if row.Ground != "permission:rebind" || row.Kind != "recordReassignPage" {
		t.Errorf("%+v", row)
	}
}

// What is missing or cannot be is told at its field, with what was typed; nothing is done.
func TestWorkIsNotHandedOverWithoutAReason(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	path := "/trajecten/" + id + "/overdragen"
	for name, c := range map[string]struct {
		more []string
		want string
	}{
		"nothing":      {nil, "Waarom draagt u het over?: Geef een reden. Die komt in het journaal."},
		"nobody":       {[]string{"reden", "x"}, "Kies een organisatie."},
		"the same":     {[]string{"reden", "x", "naar", "north"}, "Deze organisatie doet het nu al."},
		"typed wrong":  {[]string{"reden", "x", "andere", "Ver weg & elders"}, "Een andere organisatie (mag leeg blijven): "},
		"typed is one": {[]string{"reden", "x", "naar", "west", "andere", "north"}, "Deze organisatie doet het nu al."},
	} {
		got := b.press(path, "sam", handing(b, id, "sam", "reader@", append(c.more, "do", "record")...)).want(t, http.StatusBadRequest)
		if !strings.Contains(got.text(), c.want) {
			t.Errorf("%s: no %q in %s", name, c.want, got.text())
		}
	}
	gone := b.press(path, "sam", handing(b, id, "sam", "reader@", "partij", "reader@a", "reden", "x", "naar", "west", "do", "record")).want(t, http.StatusConflict)
	if !strings.Contains(gone.text(), "Staat niet open") && !strings.Contains(gone.text(), "niet (meer) open") {
		t.Errorf("%s", gone.text())
	}
	if len(b.trajectories[id].state.Parties) != 2 {
		t.Errorf("%+v", b.trajectories[id].state.Parties)
	}
	b.press(path, "ann", url.Values{"id": {"n1"}, "als": {"reader@north"}, "partij": {"reader@"}, "naar": {"west"}, "reden": {"x"}, "do": {"record"}}).want(t, http.StatusForbidden)
	b.press(path, "sam", url.Values{"id": {"n 1"}}).want(t, http.StatusBadRequest)
}

// Who gives away the party by which he saw the trajectory is told that it was done, now and when he presses again.
func TestOneMayGiveAwayOnesOwnSight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	form := handing(b, id, "sam", "keeper@", "andere", "far", "reden", "Het filiaal sluit", "do", "record")
	for range 2 {
		got := b.press("/trajecten/"+id+"/overdragen", "sam", form).want(t, http.StatusOK).text()
		if !strings.Contains(got, "Het werk is overgedragen. U ziet dit traject nu niet meer.") {
			t.Errorf("%s", got)
		}
	}
	b.visit("/trajecten/"+id, "sam").want(t, http.StatusNotFound)
	b.press("/trajecten/"+id+"/overdragen", "sam", url.Values{"id": {"n2"}, "als": {"keeper@south"}, "partij": {"keeper@"}, "naar": {"west"}, "reden": {"x"}}).want(t, http.StatusNotFound)
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="([a-z]+)" value="([^"]*)">`)
	headedRow   = regexp.MustCompile(`(?s)<tr>(<th scope="row">.*?)</tr>`)
)
