package server

import (
	"net/http"
	"strings"
	"testing"
)

// What would open a closed decision stands with it on the page of a trajectory, for whoever may know: who does not see the fact
// that closes it is told nothing of it.
func TestWaysOnTheTrajectory(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.decide(id, "bob", "b1", "main.block", "").want(t, http.StatusCreated)
	way := "Vraag een boek : Lenen is geblokkeerd. Zo kan het wel: Als bij ‘geblokkeerd’ staat: nee (nu: ja)."
	if got := b.visit("/trajecten/"+id, "bob").want(t, http.StatusOK).text(); !strings.Contains(got, way) {
		t.Errorf("no %q in %s", way, got)
	}
	if got := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK).text(); strings.Contains(got, "Zo kan het wel") || strings.Contains(got, "geblokkeerd’") {
		t.Errorf("tells what she may not see: %s", got)
	}
}

// Who opens or sends the form of a decision that is refused, reads the same there; and who else could take it.
func TestWaysOnTheForm(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	path := "/trajecten/" + id + "/besluit"
	_, form := b.open(id, "bob", "lending.begin")
	other := b.visit(path+"?besluit=main.block&als=reader%40north", "ann").want(t, http.StatusOK).text()
	if want := "Zo kan het wel: Als iemand anders dit doet: beheerder (south)."; !strings.Contains(other, want) || strings.Contains(other, "Wie wel:") {
		t.Errorf("no %q, or it is said twice, in %s", want, other)
	}
	b.decide(id, "bob", "b1", "main.block", "").want(t, http.StatusCreated)
	want := "Lenen is geblokkeerd. Zo kan het wel: Als bij ‘geblokkeerd’ staat: nee (nu: ja)."
	if got := b.visit(path+"?besluit=lending.begin&als=keeper%40south", "bob").want(t, http.StatusOK).text(); !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
	form.Set("gelezen", "0")
	if got := b.press(path, "bob", fill(form, "record", "f.book", "Maxima", "f.urgent", "true")).want(t, http.StatusConflict).text(); !strings.Contains(got, want) {
		t.Errorf("no %q in %s", want, got)
	}
	if got := b.press(path, "bob", fill(form, "record", "f.book", "Max", "f.urgent", "true")).want(t, http.StatusConflict).text(); strings.Contains(got, "Zo kan het wel") {
		t.Errorf("promises what is not enough: %s", got)
	}
}

// A fact that this person may record has a link to where he does, and not to where it is set to something else.
func TestWayLeadsToWhereItIsRecorded(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	page := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK)
	want := "Het huis is niet verzekerd. Zo kan het wel: Als bij ‘polis’ staat: ja (nu: nee). Verzeker het huis"
	if got := page.text(); !strings.Contains(got, want) || strings.Contains(got, want+" Zeg") {
		t.Errorf("no %q in %s", want, got)
	}
	if !strings.Contains(page.body, `(nu: nee). <a href="/trajecten/`+id+`/besluit?als=reader%40north&amp;besluit=main.insure`) {
		t.Errorf("no link in %s", page.body)
	}
	if got := b.visit("/trajecten/"+id, "ann", "Cookie", b.as("ann")+"; lang=en").want(t, http.StatusOK).text(); !strings.Contains(got, "If ‘policy’ is: yes (now: no). Insure the house") {
		t.Errorf("%s", got)
	}
}

// A fact of the same room is named without it, and recorded for that room.
func TestWaysOfARoom(t *testing.T) {
	t.Parallel()
	b, id := house(t)
	b.decide(id, "ann", "p1", "paint.begin", `,"key":"attic"`).want(t, http.StatusCreated)
	got := b.visit("/trajecten/"+id, "ann").want(t, http.StatusOK)
	if want := "Meld eerst de brand in zolder. Zo kan het wel: Als ‘hitte’ is ingevuld. Meld brand"; !strings.Contains(got.text(), want) {
		t.Errorf("no %q in %s", want, got.text())
	}
	if want := `is ingevuld. <a href="/trajecten/` + id + `/besluit?als=reader%40north&amp;besluit=fire.begin&amp;voor=attic"`; !strings.Contains(got.body, want) {
		t.Errorf("no %s in %s", want, got.body)
	}
}
