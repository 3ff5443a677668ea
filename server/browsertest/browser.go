package browsertest

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/chromedp"
)

// StartTime is how long the browser may take to start.
const StartTime = time.Minute

const stopTime = 10 * time.Second // what it has to end before it is killed

// browser returns the browser of this test binary, started at the first call.
func browser() (context.Context, error) {
	b := &shared.browser
	b.once.Do(func() { b.ctx, b.cancel, b.err = startBrowser() })
	return b.ctx, b.err
}

// chromiums are the names under which the browser is known.
var chromiums = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"}

func startBrowser() (context.Context, func(), error) {
	program := ""
	for _, name := range chromiums {
		if found, err := exec.LookPath(name); err == nil {
			program = found
			break
		}
	}
	if program == "" {
		return nil, nil, fmt.Errorf("%w: chromium", errMissing)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox,                     // tests run as root in containers, and show nothing but their own pages
		chromedp.Flag("no-proxy-server", true), // this machine only
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Flag("disable-lcd-text", true),
		chromedp.WSURLReadTimeout(StartTime),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	end := func() {
		limited, done := context.WithTimeout(ctx, stopTime)
		defer done()
		if err := chromedp.Cancel(limited); err != nil { // it did not end when it was asked to
			cancel()
		}
		stop()
	}
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, fmt.Errorf("start %s: %w", filepath.Base(program), err)
	}
	return ctx, end, nil
}
