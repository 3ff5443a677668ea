package server

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"stroom/server/browsertest"
)

// The worklist refreshes itself while somebody is in it: what is new appears, and he stays where he was, with the keyboard and with
// his eyes. When what he is at has gone, nothing moves.
func TestTodayRefreshesInPlace(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for i := 10; i < 40; i++ {
		b.loan(fmt.Sprintf("l%d", i))
	}
	site := httptest.NewServer(b.server)
	t.Cleanup(site.Close)
	page := browsertest.Open(t, browsertest.Phone)
	name, value, _ := strings.Cut(b.as("amy"), "=")
	page.Cookie(site.URL, name, value)
	page.Go(site.URL + "/vandaag")

	page.Eval(`document.querySelector("details").open = true; document.querySelectorAll(".task a")[20].focus(); 0`, new(int))
	where := `(() => { const a = document.activeElement; return a.getAttribute("href") + " " + Math.round(a.getBoundingClientRect().top) + " " + document.querySelector("details").open; })()`
	var before, after string
	page.Eval(where, &before)
	if !strings.HasPrefix(before, "/trajecten/t-north-l30 ") || !strings.HasSuffix(before, " true") {
		t.Fatalf("he is at %s", before)
	}
	b.loan("l00") // it comes to stand above where he is
	page.Eval(`document.dispatchEvent(new Event("visibilitychange")); 0`, new(int))
	page.Until(`document.querySelectorAll(".task").length === 31`)
	page.Eval(where, &after)
	if after != before {
		t.Errorf("he was at %s and is at %s", before, after)
	}
	if text := page.Text(); !strings.Contains(text, "De lijst is bijgewerkt.") || !strings.Contains(text, "Er wachten 31 taken op u.") {
		t.Errorf("%s", text)
	}

	// What he is at has been done by somebody else: the page waits until he leaves it.
	b.decide("t-north-l30", "ann", "d1", "main.desk.finish", "")
	var rows int
	page.Eval(`(async () => { document.dispatchEvent(new Event("visibilitychange")); await fetch("/hulp"); await new Promise((done) => setTimeout(done, 300)); return document.querySelectorAll(".task").length; })()`, &rows)
	page.Eval(where, &after)
	if after != before || rows != 31 {
		t.Errorf("he was at %s and is at %s, among %d tasks", before, after, rows)
	}
	page.Eval(`document.activeElement.blur(); document.dispatchEvent(new Event("visibilitychange")); 0`, new(int))
	page.Until(`document.querySelectorAll(".task").length === 30`)
	if problems := page.Problems(); len(problems) > 0 {
		t.Errorf("%v", problems)
	}
}
