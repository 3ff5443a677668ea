package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// MaxPages may be open at once; further tests wait for one to close.
const MaxPages = 4

// ActTime is how long one act of a page may take, on a machine that has much else to do: axe-core reads every element.
const ActTime = time.Minute

var seats = make(chan struct{}, MaxPages)

// Look is how a page is shown. The zero Look is a wide light page with scripts, in Dutch.
type Look struct {
	Width, Height int // 0: those of Wide
	Dark          bool
	NoScript      bool
	Lang          string // of Accept-Language; "" is nl
}

// Phone and Wide are the two sizes at which every page is looked at.
var (
	Phone = Look{Width: 390, Height: 844}
	Wide  = Look{Width: 1280, Height: 800}
)

// Looks are both sizes in light and dark, each by name.
func Looks() map[string]Look {
	looks := map[string]Look{}
	for name, look := range map[string]Look{"phone": Phone, "wide": Wide} {
		looks[name+"-light"] = look
		look.Dark = true
		looks[name+"-dark"] = look
	}
	return looks
}

// Page is one window, with a profile of its own. Its methods fail the test when they cannot do what they say.
type Page struct {
	t    testing.TB
	ctx  context.Context
	look Look

	sync.Mutex
	problems []string
	bytes    int64
	requests int
	loads    int
}

// Open opens an empty page; it closes when the test is over.
func Open(t testing.TB, look Look) *Page {
	t.Helper()
	used(t)
	parent, err := browser()
	if err != nil {
		giveUp(t, err)
	}
	seats <- struct{}{}
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx}
	t.Cleanup(func() {
		cancel()
		<-seats
	})
	if err := chromedp.Listen(ctx, p.heard); err != nil {
		t.Fatal(err)
	}
	run(p, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, errors.Join(
			tell(ctx, target, network.Enable, network.EnableParams{}),
			tell(ctx, target, log.Enable, cdp.Empty{}),
			tell(ctx, target, runtime.Enable, cdp.Empty{}),
			tell(ctx, target, page.Enable, page.EnableParams{}),
		)
	})
	p.Show(look)
	return p
}

// Show gives the page another look, from the next address to which it goes.
func (p *Page) Show(look Look) {
	p.t.Helper()
	if look.Width == 0 {
		look.Width, look.Height = Wide.Width, Wide.Height
	}
	if look.Lang == "" {
		look.Lang = "nl"
	}
	p.look = look
	run(p, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		return chromedp.Void{}, errors.Join(
			tell(ctx, target, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": look.Lang}}),
			tell(ctx, target, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
				Width: int64(look.Width), Height: int64(look.Height), DeviceScaleFactor: 1, Mobile: look.Width < phoneWidth,
			}),
			tell(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: map[bool]string{true: "dark", false: "light"}[look.Dark]},
				{Name: "prefers-reduced-motion", Value: "reduce"},
			}}),
			tell(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: look.NoScript}),
		)
	})
}

const phoneWidth = 600 // a narrower window behaves as that of a phone

// run does something in the page within ActTime.
func run[T any](p *Page, action chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, ActTime)
	defer cancel()
	result, err := chromedp.Run(ctx, action)
	if err != nil {
		p.t.Fatalf("%v%s", err, p.told())
	}
	return result
}

// tell sends a command whose answer says nothing.
func tell[P any](ctx context.Context, target *chromedp.Target, command cdp.Command[P, cdp.Empty], params P) error {
	_, err := cdp.Call(ctx, target, command, params)
	return err
}

// told is what the page has complained of so far, for a failure.
func (p *Page) told() string {
	if list := p.Problems(); len(list) > 0 {
		return "\nthe page says:\n" + strings.Join(list, "\n")
	}
	return ""
}

// heard notes what goes wrong, and what is loaded.
func (p *Page) heard(event any) {
	p.Lock()
	defer p.Unlock()
	note := func(format string, args ...any) { p.problems = append(p.problems, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			var words []string
			for _, a := range e.Args {
				word := string(a.Value)
				if word == "" {
					word = a.Description
				}
				words = append(words, word)
			}
			note("console.%s: %s", e.Type, strings.Join(words, " "))
		}
	case *runtime.EventExceptionThrown:
		note("exception: %s", thrown(e.ExceptionDetails))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			note("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		p.requests++
		if e.Response.Status >= 500 {
			note("status %d: %s", e.Response.Status, e.Response.URL)
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			note("not loaded: %s %s", e.Type, e.ErrorText)
		}
	case *page.EventLoadEventFired:
		p.loads++
	case *network.EventLoadingFinished:
		p.bytes += int64(e.EncodedDataLength)
	}
}

// thrown says what a script threw.
func thrown(e *runtime.ExceptionDetails) string {
	if e.Exception != nil && e.Exception.Description != "" {
		return e.Exception.Description
	}
	return e.Text
}

// Problems lists what went wrong since the last call of Forget: errors and warnings of scripts, of the style, of the security
// policy, and what could not be loaded. Sorted as they came.
func (p *Page) Problems() []string {
	p.Lock()
	defer p.Unlock()
	return append([]string(nil), p.problems...)
}

// Weight is what has been loaded since the last call of Forget: bytes on the wire, headers too, and responses.
func (p *Page) Weight() (bytes int64, responses int) {
	p.Lock()
	defer p.Unlock()
	return p.bytes, p.requests
}

// Forget empties Problems and Weight.
func (p *Page) Forget() {
	p.Lock()
	defer p.Unlock()
	p.problems, p.bytes, p.requests = nil, 0, 0
}

// Clean fails the test if the page complained of anything.
func (p *Page) Clean() {
	p.t.Helper()
	if list := p.Problems(); len(list) > 0 {
		p.t.Errorf("the page says:\n%s", strings.Join(list, "\n"))
	}
}

// Go goes to an address and waits until it is loaded.
func (p *Page) Go(url string) {
	p.t.Helper()
	run(p, chromedp.Navigate(url))
}

// Cookie gives the browser a cookie for a site, as the site itself would: for all its paths, and not for scripts. A name that
// begins with __Host- or __Secure- makes it a secure one, which a browser also keeps for this machine without TLS.
func (p *Page) Cookie(site, name, value string) {
	p.t.Helper()
	run(p, func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, network.SetCookie, network.SetCookieParams{
			URL: site + "/", Name: name, Value: value, Path: "/", HTTPOnly: new(true), Secure: new(strings.HasPrefix(name, "__")),
		})
		return chromedp.Void{}, err
	})
}

// Wide reports how many pixels the page is wider than its window: 0, unless a person must scroll sideways.
func (p *Page) Wide() int {
	p.t.Helper()
	var more int
	p.Eval("document.documentElement.scrollWidth - document.documentElement.clientWidth", &more)
	return more
}

// URL is where the page is.
func (p *Page) URL() string {
	p.t.Helper()
	return run(p, chromedp.Location())
}

// Text is what a person reads in the page, as the browser lays it out.
func (p *Page) Text() string {
	p.t.Helper()
	var text string
	p.Eval("document.body.innerText", &text)
	return text
}

// Eval computes an expression in the page, also where scripts are off, waits for it if it is a promise, and reads its value
// into out unless that is nil.
func (p *Page) Eval(expression string, out any) {
	p.t.Helper()
	value := run(p, func(ctx context.Context, target *chromedp.Target) (*runtime.RemoteObject, error) {
		return p.evaluate(ctx, target, runtime.EvaluateParams{Expression: expression, AwaitPromise: new(true), ReturnByValue: new(true)})
	})
	if out == nil {
		return
	}
	if err := json.Unmarshal([]byte(value.Value), out); err != nil {
		p.t.Fatalf("%s is %s: %v", expression, value.Value, err)
	}
}

// evaluate computes an expression. Where scripts are off they are on meanwhile; those of the page have missed their turn.
func (p *Page) evaluate(ctx context.Context, target *chromedp.Target, params runtime.EvaluateParams) (*runtime.RemoteObject, error) {
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if p.look.NoScript {
		if err := tell(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{}); err != nil {
			return nil, err
		}
	}
	result, err := cdp.Call(ctx, target, runtime.Evaluate, params)
	if p.look.NoScript {
		err = errors.Join(err, tell(ctx, target, emulation.SetScriptExecutionDisabled, off))
	}
	if err == nil && result.ExceptionDetails != nil {
		err = fmt.Errorf("evaluate: %s", thrown(result.ExceptionDetails))
	}
	return result.Result, err
}

// Until waits until an expression in the page is true.
func (p *Page) Until(expression string) {
	p.t.Helper()
	deadline := time.NewTimer(ActTime)
	defer deadline.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		var holds bool
		if p.Eval("!!("+expression+")", &holds); holds {
			return
		}
		select {
		case <-look.C:
		case <-deadline.C:
			p.t.Fatalf("after %v it is still not so: %s%s", ActTime, expression, p.told())
		}
	}
}

// Painted says how the page came.
type Painted struct {
	First time.Duration // from asking for it until something stood there
	Shift float64       // by how much what stood there moved since; 0 is nothing
	Moved []string      // what moved
}

const paintedScript = `new Promise(done => {
	const first = performance.getEntriesByName("first-contentful-paint")[0];
	const place = r => [r.x, r.y, r.width, r.height].map(Math.round).join(" ");
	let shift = 0, moved = [];
	new PerformanceObserver(list => list.getEntries().filter(e => !e.hadRecentInput).forEach(e => {
		shift += e.value;
		moved.push(...e.sources.map(s => (s.node ? s.node.nodeName + "#" + (s.node.id || "") + "." + (s.node.className || "") : "") + " from " + place(s.previousRect) + " to " + place(s.currentRect)));
	})).observe({type: "layout-shift", buffered: true});
	requestAnimationFrame(() => setTimeout(() => done({First: Math.round((first ? first.startTime : 0) * 1e6), Shift: shift, Moved: moved})));
})`

// Paint says how the page came, as the browser measured it.
func (p *Page) Paint() Painted {
	p.t.Helper()
	var painted Painted
	p.Eval(paintedScript, &painted)
	return painted
}

// Window takes a picture of what stands in the window, as PNG.
func (p *Page) Window() []byte {
	p.t.Helper()
	return run(p, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		shot, err := cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{Format: page.CaptureScreenshotFormatPng})
		return shot.Data, err
	})
}

// Keep takes a picture of the whole page when the artifacts of the test are kept (go test -artifacts).
func (p *Page) Keep(name string) {
	p.t.Helper()
	if f := flag.Lookup("test.artifacts"); f != nil && f.Value.String() == "true" {
		p.Shot(name)
	}
}

// Shot takes a picture of the whole page and keeps it among the artifacts of the test (go test -artifacts).
func (p *Page) Shot(name string) []byte {
	p.t.Helper()
	png := run(p, chromedp.FullScreenshot(100))
	if err := os.WriteFile(filepath.Join(p.t.ArtifactDir(), name+".png"), png, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return png
}
