package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// named finds what people see under a name: the first link, button, summary, field or choice that is called so and is shown.
// It brings that into view and says where its middle is.
const named = `(name => {
	const called = e => (e.getAttribute("aria-label") || (e.labels && e.labels[0] ? e.labels[0].innerText : e.innerText) || e.value || "").replace(/\s+/g, " ").trim();
	const shown = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
	const found = [...document.querySelectorAll("a, button, summary, input, textarea, select")].find(e => called(e) === name && shown(e));
	if (!found) return null;
	found.scrollIntoView({block: "center", behavior: "instant"});
	const r = found.getClientRects()[0];
	return {X: r.x + r.width / 2, Y: r.y + r.height / 2};
})`

// Click clicks what people see under a name with the mouse.
func (p *Page) Click(name string) {
	p.t.Helper()
	quoted, err := json.Marshal(name)
	if err != nil {
		p.t.Fatal(err)
	}
	var at *struct{ X, Y float64 }
	if p.Eval(named+"("+string(quoted)+")", &at); at == nil {
		p.t.Fatalf("nothing on the page is called %q%s", name, p.told())
	}
	run(p, chromedp.MouseClickXY(at.X, at.Y))
}

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
