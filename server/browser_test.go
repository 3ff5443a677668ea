package server

import (
	"fmt"
	"maps"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"stroom/server/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// maxPage is what a page may weigh with all that it needs, on the wire.
const maxPage = 60 << 10

// Pages in a real browser: at both sizes, light and dark, in both languages, with scripts and without, nothing is wrong with
// them, axe-core finds nothing, nobody scrolls sideways, and the keyboard reaches everything visibly.
func TestPagesInABrowser(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	site := httptest.NewServer(b.server)
	t.Cleanup(site.Close)
	session := b.as("bob")
	for _, page := range []struct{ name, path, who string }{
		{"landing", "/", ""},
		{"charts", "/stroomschema", ""},
		{"chart", "/stroomschema/loan", ""},
		{"today", "/vandaag", "bob"},
		{"trajectory", "/trajecten/" + id, "bob"},
	} {
		for _, lang := range []string{"nl", "en"} {
			for _, name := range looks() {
				t.Run(fmt.Sprintf("%s-%s-%s", page.name, lang, name), func(t *testing.T) {
					t.Parallel()
					look := browsertest.Looks()[name]
					look.Lang = lang
					for _, look.NoScript = range []bool{false, true} {
						if look.NoScript && look.Dark {
							continue // colours need no script
						}
						p := browsertest.Open(t, look)
						if page.who != "" {
							cookie, value, _ := strings.Cut(session, "=")
							p.Cookie(site.URL, cookie, value)
						}
						p.Go(site.URL + page.path)
						inspect(t, p, look)
					}
				})
			}
		}
	}
}

// looks are all of them; in short mode the one that most often goes wrong.
func looks() []string {
	if testing.Short() {
		return []string{"phone-dark"}
	}
	return slices.Sorted(maps.Keys(browsertest.Looks()))
}

// inspect judges the page that is shown.
func inspect(t *testing.T, p *browsertest.Page, look browsertest.Look) {
	t.Helper()
	p.Clean()
	p.Accessible()
	if more := p.Wide(); more > 0 {
		t.Errorf("the page is %d pixels wider than its window", more)
	}
	if weight, responses := p.Weight(); weight > maxPage {
		t.Errorf("%d bytes in %d responses; a page may have %d", weight, responses, maxPage)
	}
	var lang string
	p.Eval("document.documentElement.lang", &lang)
	if lang != look.Lang {
		t.Errorf("the page is in %q", lang)
	}
	p.Shot(fmt.Sprintf("noscript-%v", look.NoScript))
	for _, f := range p.Tour(200) {
		if !f.Seen || f.Name == "" {
			t.Errorf("with the keyboard: %+v", f)
		}
	}
}
