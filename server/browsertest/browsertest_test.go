package browsertest

import (
	"bytes"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestMain(m *testing.M) { os.Exit(Main(m)) }

// site serves pages by their path.
func site(t *testing.T, pages map[string]string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := pages[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-abc'; style-src 'unsafe-inline'; img-src data:")
		_, _ = fmt.Fprint(w, strings.ReplaceAll(text, "LANG", r.Header.Get("Accept-Language"))) // a browser that went away
	}))
	t.Cleanup(s.Close)
	return s.URL
}

const goodPage = `<!doctype html><html lang="nl"><head><title>Goed</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width">
<style>:root{color-scheme:light dark}body{background:#fff;color:#000}@media(prefers-color-scheme:dark){body{background:#000;color:#fff}}.no{outline:none}</style></head>
<body><main><h1>Goed LANG</h1><p id="said">zonder script</p><p><a href="/next">Verder</a> <button type="button" class="no">Doe niets</button></p>
<form action="/next"><label>Naam <input name="q"></label> <button>Stuur</button></form></main>
<script nonce="abc">document.getElementById("said").textContent = "met script, " + innerWidth + (matchMedia("(prefers-color-scheme: dark)").matches ? ", donker" : ", licht");</script></body></html>`

// A page is shown as the look says, with scripts and without, in every size and colour, and is judged the same way.
func TestLooks(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": goodPage})
	want := map[string]string{
		"phone-light": "met script, 390, licht", "phone-dark": "met script, 390, donker", "wide-light": "met script, 1280, licht", "wide-dark": "met script, 1280, donker",
	}
	for name, look := range Looks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, off := range []bool{false, true} {
				look.NoScript, look.Lang = off, "en"
				p := Open(t, look)
				p.Go(url + "/")
				said := want[name]
				if off {
					said = "zonder script"
				}
				if text := p.Text(); !strings.HasPrefix(text, "Goed en\n\n"+said+"\n") {
					t.Errorf("scripts off: %v: the page reads %q", off, text)
				}
				p.Clean()
				p.Accessible()
				if bytes, responses := p.Weight(); responses != 1 || bytes < 500 || bytes > 5000 {
					t.Errorf("%d bytes in %d responses", bytes, responses)
				}
				picture, err := png.DecodeConfig(bytes.NewReader(p.Shot(fmt.Sprintf("%s-noscript-%v", name, off))))
				if err != nil || picture.Width != look.Width {
					t.Errorf("the picture is %d wide, %v", picture.Width, err)
				}
			}
		})
	}
}

// The keyboard goes round the page in its order, and what has it is told as a screen reader tells it.
func TestKeyboard(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": goodPage, "/next": `<!doctype html><html lang="nl"><title>Klaar</title><link rel="icon" href="data:,"><h1>Klaar</h1></html>`})
	for _, off := range []bool{false, true} {
		p := Open(t, Look{NoScript: off})
		p.Go(url + "/")
		want := []Focus{{"link", "Verder", true}, {"button", "Doe niets", false}, {"textbox", "Naam", true}, {"button", "Stuur", true}}
		if got := p.Tour(10); !slices.Equal(got, want) {
			t.Errorf("got  %v\nwant %v", got, want)
		}
		p.Go(url + "/")
		p.Reach("textbox", "Naam")
		p.Type("jan & co")
		p.Press("Tab", "Shift+Tab", "Enter")
		p.Until(`document.title === "Klaar"`)
		if got := p.URL(); got != url+"/next?q=jan+%26+co" {
			t.Error(got)
		}
		p.Clean()
	}
}

// What is wrong with a page is told: faults of its script, of its policy, what it lacks, and what it asks from elsewhere.
func TestProblems(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": `<!doctype html><html lang="nl"><title>Fout</title><link rel="icon" href="data:,">
<script nonce="abc">console.warn("let op", 3); setTimeout(() => { throw new Error("stuk") });</script>
<script>document.title = "nooit"</script><img src="https://example.org/x.png" alt=""></html>`})
	p := Open(t, Wide)
	p.Go(url + "/")
	p.Until("document.readyState === 'complete'")
	all := strings.Join(p.Problems(), "\n")
	for _, part := range []string{`console.warning: "let op" 3`, "exception: Error: stuk", "script-src", "img-src"} {
		if !strings.Contains(all, part) {
			t.Errorf("nothing is said of %s in\n%s", part, all)
		}
	}
	p.Forget()
	p.Clean()
	p.Go(url + "/absent")
	if len(p.Problems()) == 0 {
		t.Error("a page that is not there is no problem")
	}
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, `<!doctype html><link rel="icon" href="data:,"><img src="https://example.org/x.png">`) // a browser that went away
	}))
	t.Cleanup(elsewhere.Close)
	p.Forget()
	p.Go(elsewhere.URL)
	if all := strings.Join(p.Problems(), "\n"); !strings.Contains(all, "ERR_NAME_NOT_RESOLVED") {
		t.Errorf("the browser reached another machine: %s", all)
	}
}

// axe-core finds what is wrong, and leaves to a person what it cannot decide.
func TestAxeFinds(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": `<!doctype html><html lang="nl"><head><title>Fout</title><link rel="icon" href="data:,"></head><body><main><h1>Fout</h1>
<p style="color:#999;background:#fff">te licht</p><img src="data:,"><p style="background:linear-gradient(#000,#fff)">verloop</p></main></body></html>`})
	p := Open(t, Wide)
	p.Go(url + "/")
	var got []string
	for _, f := range p.Axe() {
		got = append(got, fmt.Sprintf("%s %v %s", f.Rule, f.Certain, f.Target))
	}
	want := []string{"color-contrast true p:nth-child(2)", "color-contrast false p:nth-child(4)", "image-alt true img"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Letters in a drawing are judged by what is really behind them: a shape, a group that is pale, the page.
func TestDrawnContrast(t *testing.T) {
	t.Parallel()
	url := site(t, map[string]string{"/": `<!doctype html><html lang="nl"><head><title>Tekening</title><link rel="icon" href="data:,"></head><body style="background:#fff"><main><h1>Tekening</h1>
<svg width="600" height="400" role="img" aria-label="tekening"><defs><linearGradient id="g"><stop stop-color="#000"/></linearGradient></defs>
<rect width="300" height="400" fill="#000"/><rect x="10" y="10" width="200" height="30" fill="#fff" transform="translate(0 100)"/>
<text id="a" x="20" y="30" fill="#fff">wit op zwart</text>
<text id="b" x="20" y="130" fill="#fff">wit op wit</text>
<g opacity="0.5"><rect x="310" y="0" width="200" height="40" fill="#fff"/><text id="c" x="320" y="30" fill="#000">bleek</text></g>
<g opacity="0.8"><rect x="310" y="50" width="200" height="40" fill="#fff"/><text id="d" x="320" y="80" fill="#000">leesbaar</text></g>
<text id="e" x="320" y="130" fill="#888">grijs op de bladzijde</text>
<rect x="310" y="150" width="200" height="40" fill="url(#g)"/><text id="f" x="320" y="180" fill="#fff">verloop</text>
<text id="h" x="320" y="230" fill="#888" font-size="30">groot</text>
<rect x="310" y="250" width="200" height="40" fill="#fff"/><text id="i" x="320" y="280" fill="#000">x</text>
</svg></main></body></html>`})
	p := Open(t, Wide)
	p.Go(url + "/")
	var got []string
	for _, f := range p.Axe() {
		got = append(got, fmt.Sprintf("%v %s %s", f.Certain, f.Target, f.Text))
	}
	want := []string{
		"true #b the contrast is 1.00 (#ffffff on #ffffff); 4.5 is needed",
		"true #c the contrast is 3.98 (#808080 on #ffffff); 4.5 is needed",
		"true #e the contrast is 3.54 (#888888 on #ffffff); 4.5 is needed",
		"false #f Element's background color could not be determined because it is overlapped by another element",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// listener is a test that writes down what it was told.
type listener struct {
	testing.TB
	said []string
}

func (l *listener) Helper()           {}
func (l *listener) Error(args ...any) { l.said = append(l.said, fmt.Sprint(args...)) }
func (l *listener) Errorf(format string, args ...any) {
	l.said = append(l.said, fmt.Sprintf(format, args...))
}
func (l *listener) Skip(args ...any)  { l.said = append(l.said, "skipped: "+fmt.Sprint(args...)) }
func (l *listener) Fatal(args ...any) { l.said = append(l.said, "failed: "+fmt.Sprint(args...)) }

func TestJudge(t *testing.T) {
	t.Parallel()
	sure := Finding{Rule: "image-alt", Impact: "critical", Certain: true, Target: "img", Text: "no alt"}
	unsure := Finding{Rule: "color-contrast", Impact: "serious", Target: "p", Text: "gradient"}
	for _, test := range []struct {
		name     string
		found    []Finding
		reviewed []Reviewed
		want     []string
	}{
		{"nothing", nil, nil, nil},
		{"a violation cannot be reviewed", []Finding{sure}, []Reviewed{{"image-alt", "img", "fine"}}, []string{
			"violation image-alt (critical) at img: no alt", "image-alt at img was reviewed (fine), and is not found any more: remove the review"}},
		{"an incomplete one", []Finding{unsure}, nil, []string{"incomplete color-contrast (serious) at p: gradient"}},
		{"an incomplete one, reviewed", []Finding{unsure}, []Reviewed{{"color-contrast", "p", "7 to 1 at the darkest"}}, nil},
		{"reviewed elsewhere", []Finding{unsure}, []Reviewed{{"color-contrast", "q", "fine"}}, []string{
			"incomplete color-contrast (serious) at p: gradient", "color-contrast at q was reviewed (fine), and is not found any more: remove the review"}},
	} {
		l := &listener{}
		if judge(l, test.found, test.reviewed); !slices.Equal(l.said, test.want) {
			t.Errorf("%s: got %q, want %q", test.name, l.said, test.want)
		}
	}
}

// A machine without the programs skips and says why, a machine of the CI fails, and anything else always fails.
func TestGiveUp(t *testing.T) {
	for _, test := range []struct {
		name, ci string
		err      error
		want     string
	}{
		{"missing", "", fmt.Errorf("%w: chromium", errMissing), "skipped"},
		{"missing on the CI", "true", fmt.Errorf("%w: chromium", errMissing), "failed"},
		{"broken", "", errors.New("it does not start"), "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("CI", test.ci)
			l := &listener{}
			giveUp(l, test.err)
			if !strings.HasPrefix(l.said[0], test.want) {
				t.Errorf("%q", l.said)
			}
		})
	}
}

// The packages of every set are there, in the version of the lock file, and a program can use them.
func TestInstall(t *testing.T) {
	t.Parallel()
	for set, name := range map[string]string{SetAxe: "axe-core", SetBPMN: "bpmn-moddle", SetEditor: "yaml-language-server"} {
		m := Install(t, set)
		if !bytes.Contains(m.File(t, name+"/package.json"), []byte(`"name": "`+name+`"`)) {
			t.Errorf("set %s has no %s", set, name)
		}
	}
	out := Install(t, SetBPMN).Node(t, `
		import { BpmnModdle } from "bpmn-moddle";
		let text = ""; for await (const part of process.stdin) text += part;
		console.log(typeof new BpmnModdle().fromXML, text);`, []byte("hello"))
	if string(out) != "function hello\n" {
		t.Errorf("%q", out)
	}
}
