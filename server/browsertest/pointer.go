package browsertest

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// called is the name under which people know an element.
const called = `(e => (e.getAttribute("aria-label") || (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || e.value || "").replace(/\s+/g, " ").trim())`

// pointed finds the first shown element that fits, brings it into view and says where its middle is.
const pointed = `((selector, fits) => {
	const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
	const found = [...document.querySelectorAll(selector)].find(e => shown(e) && fits(e));
	if (!found) return null;
	found.scrollIntoView({block: "center", behavior: "instant"});
	const r = found.getClientRects()[0];
	return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
})`

// Click clicks what people see under a name: the first link, button, summary, field or choice that is called so and is shown.
func (p *Page) Click(name string) {
	p.t.Helper()
	p.click(quoted("a, button, summary, input, textarea, select")+", e => "+called+"(e) === "+quoted(name), name)
}

// ClickAt clicks the first shown element of a selector.
func (p *Page) ClickAt(selector string) {
	p.t.Helper()
	p.click(quoted(selector)+", () => true", selector)
}

func (p *Page) click(arguments, what string) {
	p.t.Helper()
	var at *struct{ X, Y float64 }
	if p.Eval(pointed+"("+arguments+")", &at); at == nil {
		p.t.Fatalf("there is no %q on the page%s", what, p.told())
	}
	run(p, chromedp.MouseClickXY(at.X, at.Y))
}

// Find presses Tab until what people see under a name has the focus.
func (p *Page) Find(name string) {
	p.t.Helper()
	p.find(called+"(document.activeElement) === "+quoted(name), name)
}

// FindAt presses Tab until an element of a selector has the focus.
func (p *Page) FindAt(selector string) {
	p.t.Helper()
	p.find("document.activeElement.matches("+quoted(selector)+")", selector)
}

func (p *Page) find(fits, what string) {
	p.t.Helper()
	const most = 300
	for range most {
		p.Press("Tab")
		var there *bool // null: the focus has left the page
		p.Eval("document.activeElement && document.activeElement !== document.body ? "+fits+" : null", &there)
		switch {
		case there == nil:
			p.t.Fatalf("%q cannot be reached with Tab%s", what, p.told())
		case *there:
			return
		}
	}
	p.t.Fatalf("there is no %q within %d times Tab", what, most)
}

// quoted is a text as an expression.
func quoted(text string) string { return string(asJSON(text)) }

// Leads does something that leads to another page, waits until that is loaded, and says how long it took.
func (p *Page) Leads(act func()) time.Duration {
	p.t.Helper()
	before, began := p.loaded(), time.Now()
	act()
	ctx, cancel := context.WithTimeout(p.ctx, ActTime)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for p.loaded() == before {
		select {
		case <-look.C:
		case <-ctx.Done():
			p.t.Fatal(fmt.Errorf("no page came within %v%s", ActTime, p.told()))
		}
	}
	return time.Since(began)
}

// loaded is how many pages have been loaded.
func (p *Page) loaded() int {
	p.Lock()
	defer p.Unlock()
	return p.loads
}
