package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// Download does something that saves one file, waits until the browser has saved it, and returns its name and what is in it.
func (p *Page) Download(act func()) (name string, content []byte) {
	p.t.Helper()
	folder := p.t.TempDir()
	run(p, func(ctx context.Context, _ *chromedp.Target) (chromedp.Void, error) {
		c := chromedp.FromContext(ctx)
		_, err := cdp.Call(ctx, c.Browser, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
			Behavior: cdpbrowser.SetDownloadBehaviorBehaviorAllow, BrowserContextID: c.BrowserContextID, DownloadPath: folder,
		})
		return chromedp.Void{}, err
	})
	act()
	deadline := time.NewTimer(ActTime)
	defer deadline.Stop()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		files, err := os.ReadDir(folder)
		if err != nil {
			p.t.Fatal(err)
		}
		if len(files) == 1 && !strings.HasSuffix(files[0].Name(), ".crdownload") && !strings.HasPrefix(files[0].Name(), ".") {
			content, err := os.ReadFile(filepath.Join(folder, files[0].Name()))
			if err != nil {
				p.t.Fatal(err)
			}
			return files[0].Name(), content
		}
		select {
		case <-look.C:
		case <-deadline.C:
			p.t.Fatalf("no file was saved within %v%s", ActTime, p.told())
		}
	}
}
