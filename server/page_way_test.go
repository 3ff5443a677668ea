package server

import (
	"net/http"
	"strings"
	"testing"
)

// What would open a closed decision stands with it on the page of a trajectory, with a link to where this person records it, or
// who does. Where it is set to something else is no link, and who may not see what closes it is told nothing of it.
func TestWaysOnTheTrajectory(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	ann := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK)
	for _, want := range []string{
		"Het huis is niet verzekerd. Zo kan het wel: Als bij ‘polis’ staat: ja (nu: nee). Verzeker het huis Waar het op wacht",
		"Het alarm staat uit. Verhuur het huis", // a fact that she may not see
	} {
		if got := ann.text(); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if !strings.Contains(ann.body, `(nu: nee). <a href="/trajecten/`+id+`/besluit?als=reader%40north&amp;besluit=main.insure`) {
		t.Errorf("no link in %s", ann.body)
	}
	bob := b.visit("/trajecten/"+id, "bob", "Cookie", b.as("bob")+"; lang=en").want(t, http.StatusOK).text()
	for _, want := range []string{
		"The alarm is off. This would make it possible: If ‘alarm’ is: yes (now: no). Record whether the alarm is on",
		"The house is not insured. This would make it possible: If ‘policy’ is: yes (now: no). Who records this: resident.",
	} {
		if !strings.Contains(bob, want) {
			t.Errorf("no %q in %s", want, bob)
		}
	}
	b.decide(id, "ann", "i1", "main.insure", "").want(t, http.StatusCreated)
	if got := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK).text(); strings.Contains(got, "Zo kan het wel") {
		t.Errorf("what is open still has a way: %s", got)
	}
}

// Who opens or sends the form of a decision that is refused reads the same there, and who else could take it.
func TestWaysOnTheForm(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	path := "/trajecten/" + id + "/besluit"
	other := b.visit(path+"?besluit=main.arm&als=reader%40north", "ann").want(t, http.StatusOK).text()
	if want := "Zo kan het wel: Als iemand anders dit doet: brandweer (south)."; !strings.Contains(other, want) || strings.Contains(other, "Wie wel:") {
		t.Errorf("no %q, or it is said twice, in %s", want, other)
	}
	b.decide(id, "ann", "i1", "main.insure", "").want(t, http.StatusCreated)
	_, form := b.open(id, "ann", "main.let")
	b.decide(id, "ann", "l1", "main.lapse", "").want(t, http.StatusCreated)
	want := "Het huis is niet verzekerd. Zo kan het wel: Als bij ‘polis’ staat: ja (nu: nee). Verzeker het huis"
	if got := b.visit(path+"?besluit=main.let&als=reader%40north", "ann").want(t, http.StatusOK).text(); !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
	form.Set("gelezen", "0")
	if got := b.press(path, "ann", fill(form, "record")).want(t, http.StatusConflict).text(); !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
	b.decide(id, "ann", "p1", "paint.begin", `,"key":"attic"`).want(t, http.StatusCreated)
	if got := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK).text(); strings.Contains(got, "hitte’") {
		t.Errorf("advises what nobody records: %s", got) // how hot a room is follows from a fire
	}
}
