package server

import (
	"net/http/httptest"

	"os"
	"strings"
	"testing"

	"stroom/server/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// Budgets of a page. Source: ecosystem.md 3.3 and 6.
const (
	maxPage  = 60 << 10 // bytes on the wire, with all that it needs
	maxStops = 200      // of the keyboard
	maxShift = 0.005    // of what stands on the page: a word of the frame, where a busy browser paints half a page first
)

// view is one way of looking at every page.
type view struct {
	name string
	look browsertest.Look
	tour bool // by keyboard too
}

// views are so few that every pair of size, colours and language is seen, and a page without scripts.
func views() []view {
	look := func(of browsertest.Look, lang string, dark, noScript bool) browsertest.Look {
		of.Lang, of.Dark, of.NoScript = lang, dark, noScript
		return of
	}
	all := []view{
		{"wide-light-nl", look(browsertest.Wide, "nl", false, false), true},
		{"wide-dark-en", look(browsertest.Wide, "en", true, false), false},
		{"phone-light-en", look(browsertest.Phone, "en", false, false), false},
		{"phone-dark-nl", look(browsertest.Phone, "nl", true, false), true},
		{"phone-light-nl-noscript", look(browsertest.Phone, "nl", false, true), false},
	}
	if testing.Short() {
		return all[3:4] // the one that most often goes wrong
	}
	return all
}

// Every page in a real browser, at both sizes, light and dark, in both languages, and without scripts: nothing is wrong with it,
// axe-core finds nothing, nobody scrolls sideways, nothing moves while it loads, it is light, and the keyboard reaches everything
// visibly.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	site := httptest.NewServer(s.server)
	t.Cleanup(site.Close)
	for _, r := range pageRoutes() {
		p := proofs()[r.name]
		if p.look != "" {
			continue
		}
		cookie, path := s.as(p.as), s.pathOf(r, p, p.as, own)
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			page := browsertest.Open(t, browsertest.Wide)
			if name, value, signedIn := strings.Cut(cookie, "="); signedIn {
				page.Cookie(site.URL, name, value)
			}
			for _, v := range views() {
				page.Show(v.look)
				page.Forget()
				page.Go(site.URL + path)
				inspect(t, page, v)
			}
		})
	}
}

// inspect judges the page that is shown.
func inspect(t *testing.T, p *browsertest.Page, v view) {
	t.Helper()
	p.Clean()
	if found := p.Axe(); len(found) > 0 {
		t.Errorf("%s: axe-core: %v", v.name, found)
	}
	if more := p.Wide(); more > 0 {
		t.Errorf("%s: the page is %d pixels wider than its window", v.name, more)
	}
	weight, responses := p.Weight()
	if weight > maxPage {
		t.Errorf("%s: %d bytes in %d responses; a page may have %d", v.name, weight, responses, maxPage)
	}
	var lang string
	p.Eval("document.documentElement.lang", &lang)
	if lang != v.look.Lang {
		t.Errorf("%s: the page is in %q", v.name, lang)
	}
	paint := p.Paint()
	if paint.Shift > maxShift {
		t.Errorf("%s: what stands on the page moves while it loads: layout shift %v of %q", v.name, paint.Shift, paint.Moved)
	}
	t.Logf("%s: %d bytes in %d responses, first paint after %v", v.name, weight, responses, paint.First)
	p.Keep(v.name)
	if !v.tour {
		return
	}
	for _, f := range p.Tour(maxStops) {
		if !f.Seen || f.Name == "" {
			t.Errorf("%s: with the keyboard: %+v", v.name, f)
		}
	}
}
