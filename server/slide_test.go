package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"stroom/server/browsertest"
)

// The slider goes through the days by keyboard and shows each day in place; the address says which day it is, and shows the same
// when it is opened anew. Source: ecosystem.md S2.
func TestSliderShowsADay(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.now = monday.AddDate(0, 0, 20)
	b.decide(id, "ann", "d1", "lending.begin", `,"form":{"book":"Maxima","urgent":false}`).want(t, http.StatusCreated)
	clear(b.cookies)
	name, value, _ := strings.Cut(b.as("ann"), "=")
	site := httptest.NewServer(b.server)
	t.Cleanup(site.Close)
	page := browsertest.Open(t, browsertest.Wide)
	page.Cookie(site.URL, name, value)
	page.Go(site.URL + "/trajecten/" + id + "/tijd")
	page.Reach("slider", "Schuif naar een dag")
	page.Press("Home")
	page.Until(`document.getElementById("stood").innerText.includes("eind van ma 2 mrt 2026")`)
	page.Press("Right")
	page.Until(`document.getElementById("stood").innerText.includes("eind van di 3 mrt 2026")`)
	if got := page.Focused(); got.Name != "Schuif naar een dag" {
		t.Errorf("the focus is on %+v", got)
	}
	if !strings.HasSuffix(page.URL(), "/tijd?op=2026-03-03") {
		t.Errorf("the address is %s", page.URL())
	}
	var spoken string
	page.Eval(`document.getElementById("slide").getAttribute("aria-valuetext")`, &spoken)
	if spoken != "2026-03-03" {
		t.Errorf("it says %q", spoken)
	}
	page.Go(page.URL())
	if !strings.Contains(page.Text(), "Zo stond het aan het eind van di 3 mrt 2026") {
		t.Errorf("opened anew: %s", page.Text())
	}
	page.Clean()
}
