package server

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// All that happened stands there day by day, with what was idle folded, and any day can be looked back to.
func TestTrajectoryThroughTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.now = monday.AddDate(0, 0, 1)
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.now = monday.AddDate(0, 0, 21)
	b.decide(id, "bob", "d2", "lending.answer.agree", ``).want(t, http.StatusCreated)

	page := b.visit("/trajecten/"+id+"/tijd", "ann").want(t, http.StatusOK)
	for _, want := range []string{"ma 2 mrt 2026", "di 3 mrt 2026", "ma 23 mrt 2026", "dagen gebeurde er niets.", "Maxima"} {
		if !strings.Contains(page.text(), want) {
			t.Errorf("no %q in %s", want, page.text())
		}
	}
	for day, want := range map[string]string{
		"2026-03-01": "Het traject was er toen nog niet.", "2026-03-02": "Zo stond het aan het eind van ma 2 mrt 2026 ",
		"2026-03-04": "Uitlening: Antwoord.", "": "Dag",
	} {
		if got := b.visit("/trajecten/"+id+"/tijd?op="+day, "ann").want(t, http.StatusOK).text(); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %s", day, want, got)
		}
	}
	if got := b.visit("/trajecten/"+id+"/tijd?op=2026-03-02", "ann").text(); strings.Contains(got, "Uitlening: Antwoord.") {
		t.Error("the day knows what came after it")
	}
	b.visit("/trajecten/"+id+"/tijd?op=nonsense", "ann").want(t, http.StatusOK)
	b.visit("/trajecten/"+id+"/tijd", "eve").want(t, http.StatusNotFound)
}

// A long journal comes in pages, and none of it twice.
func TestLongJournalComesInPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	for range 120 {
		b.now = b.now.Add(time.Minute)
		b.decide(id, "ann", "v"+b.now.Format("150405"), "main.visit", "").want(t, http.StatusCreated)
	}
	first := b.visit("/trajecten/"+id+"/tijd", "ann").want(t, http.StatusOK)
	at := strings.Index(first.body, "/tijd?na=")
	if at < 0 {
		t.Fatal("there is no second page")
	}
	next := first.body[at : at+strings.IndexByte(first.body[at:], '"')]
	second := b.visit("/trajecten/"+id+next, "ann").want(t, http.StatusOK)
	const said = "<strong>Lezer (north) koos ‘bezoeken’"
	if got := strings.Count(first.body, said) + strings.Count(second.body, said); got != 120 {
		t.Errorf("%d visits on two pages, want 120", got)
	}
}

// Everybody finds help, and what is known of accessibility.
func TestHelpIsForEveryone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for path, want := range map[string]string{"/hulp": "Team stroom", "/toegankelijkheid": "WCAG 2.2"} {
		if got := b.visit(path, "").want(t, http.StatusOK).text(); !strings.Contains(got, want) {
			t.Errorf("%s: %s", path, got)
		}
	}
}

// What was refused stands there where it fell, for who was refused and for who may read what is refused to others.
func TestRefusedAttemptsStandInTime(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.now = monday.AddDate(0, 0, 1)
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	b.now = monday.AddDate(0, 0, 2)
	b.decide(id, "ann", "d2", "lending.answer.agree", "").want(t, http.StatusConflict)
	const said = "Lezer (north) wilde ‘instemmen’. Dat mocht niet."
	for who, want := range map[string]bool{"ann": true, "amy": false, "bob": false, "ivy": true} {
		page := b.visit("/trajecten/"+id+"/tijd", who).want(t, http.StatusOK)
		if got := strings.Contains(page.text(), "✕ niet toegestaan "+said); got != want {
			t.Errorf("%s: %t, want %t: %s", who, got, want, page.text())
		}
		if got := strings.Contains(page.body, `class="s-no"`); got != want {
			t.Errorf("%s: the drawing: %t, want %t", who, got, want)
		}
	}
	if got := b.visit("/trajecten/"+id+"/tijd", "ivy").text(); !strings.Contains(got, "wo 4 mrt 2026 09:00 ✕ niet toegestaan "+said+" Ann ") {
		t.Errorf("%s", got)
	}
}

// A trajectory that has moved to another version is looked back to under the version of that day.
func TestTheStandOfADayIsOfItsOwnVersion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.publish(secondLoan(t))
	b.now = monday.AddDate(0, 0, 3)
	b.intervene(id, "olga", "migrate", `,"version":2`).want(t, http.StatusCreated)
	b.now = monday.AddDate(0, 0, 10)
	for day, want := range map[string]string{"2026-03-03": "lezer north beheerder south Lenen, versie 1", "2026-03-05": "Lenen, versie 2", "2026-03-11": "Lenen, versie 2"} {
		got := b.visit("/trajecten/"+id+"/tijd?op="+day, "ann").want(t, http.StatusOK).text()
		if !strings.Contains(got, want+" Wat er toen bekend was") && !strings.Contains(got, want+" Van dag tot dag") || strings.Contains(got, "Wij kunnen deze dag niet tonen.") {
			t.Errorf("%s: no %q in %s", day, want, got)
		}
	}
}
