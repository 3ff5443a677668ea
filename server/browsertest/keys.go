package browsertest

import (
	"context"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Focus is what has the keyboard, as a screen reader says it.
type Focus struct {
	Role string // "link", "button", "textbox"; "" when nothing has the focus
	Name string
	// Seen says that the focus can be seen: an outline, a shadow or a border that the element has only with it.
	Seen bool
}

// keys by the names that people give them.
var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Space": " ", "Escape": kb.Escape, "Up": kb.ArrowUp, "Down": kb.ArrowDown, "Left": kb.ArrowLeft,
	"Right": kb.ArrowRight, "Home": kb.Home, "End": kb.End, "PageUp": kb.PageUp, "PageDown": kb.PageDown, "Backspace": kb.Backspace, "Delete": kb.Delete,
}

// Press presses keys one after another: "Tab", "Shift+Tab", "Enter", "Space", "Escape", "Down".
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		plain, shifted := strings.CutPrefix(name, "Shift+")
		key, ok := keys[plain]
		if !ok {
			p.t.Fatalf("there is no key %q", name)
		}
		var options []chromedp.KeyOption
		if shifted {
			options = append(options, chromedp.KeyModifiers(chromedp.ModifierShift))
		}
		run(p, chromedp.KeyEvent(key, options...))
	}
}

// Type types a text where the focus is.
func (p *Page) Type(text string) {
	p.t.Helper()
	run(p, chromedp.KeyEvent(text))
}

// Focused says what has the focus.
func (p *Page) Focused() Focus {
	p.t.Helper()
	var none bool
	if p.Eval("!document.activeElement || document.activeElement === document.body", &none); none {
		return Focus{}
	}
	f := run(p, func(ctx context.Context, target *chromedp.Target) (Focus, error) {
		active, err := p.evaluate(ctx, target, runtime.EvaluateParams{Expression: "document.activeElement"})
		if err != nil {
			return Focus{}, err
		}
		tree, err := cdp.Call(ctx, target, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: active.ObjectID, FetchRelatives: new(false)})
		if err != nil || len(tree.Nodes) == 0 {
			return Focus{}, err
		}
		return Focus{Role: said(tree.Nodes[0].Role), Name: said(tree.Nodes[0].Name)}, nil
	})
	p.Eval(focusSeen, &f.Seen)
	return f
}

// focusSeen compares the element with what it looks like without the focus.
const focusSeen = `(() => {
	const e = document.activeElement;
	const look = () => { const s = getComputedStyle(e); return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration].join("|"); };
	const with_ = look(), s = getComputedStyle(e);
	if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0) return true;
	const twin = e.cloneNode(true);
	twin.removeAttribute("id"); twin.removeAttribute("autofocus");
	e.after(twin);
	const t = getComputedStyle(twin);
	const without = [t.outlineStyle, t.outlineWidth, t.boxShadow, t.borderColor, t.backgroundColor, t.textDecoration].join("|");
	twin.remove();
	return with_ !== without;
})()`

func said(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	return strings.Trim(string(v.Value), `"`)
}

// Tour presses Tab until the focus leaves the page, and lists what had it, in order: at most so many.
func (p *Page) Tour(most int) []Focus {
	p.t.Helper()
	var stops []Focus
	for range most + 1 {
		p.Press("Tab")
		f := p.Focused()
		if f.Role == "" {
			return stops
		}
		stops = append(stops, f)
	}
	p.t.Fatalf("after %d times Tab the focus is still in the page, at %v", most, stops[len(stops)-1])
	return nil
}

// Reach presses Tab until something of this role and name has the focus.
func (p *Page) Reach(role, name string) {
	p.t.Helper()
	const most = 300
	for range most {
		p.Press("Tab")
		switch f := p.Focused(); {
		case f.Role == role && f.Name == name:
			return
		case f.Role == "":
			p.t.Fatalf("no %s %q can be reached with Tab", role, name)
		}
	}
	p.t.Fatalf("no %s %q within %d times Tab", role, name, most)
}
