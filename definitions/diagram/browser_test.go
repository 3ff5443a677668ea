package diagram

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
	"stroom/server/browsertest"
	"stroom/workflows/enginetest"
)

// What a real browser makes of the drawings: Mermaid reads and draws its export, axe-core judges the page, and every text
// stays in its box whatever the font.

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// serve serves some texts by path, and the packages below /modules/.
func serve(t *testing.T, modules fs.FS, texts map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	if modules != nil {
		mux.Handle("GET /modules/", http.StripPrefix("/modules/", http.FileServerFS(modules)))
	}
	for path, text := range texts {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = io.WriteString(w, text) // a browser that went away
		})
	}
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL
}

const mermaidPage = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Mermaid</title><link rel="icon" href="data:,"></head><body>
<script src="/modules/mermaid/dist/mermaid.min.js"></script>
<script>
mermaid.initialize({ startOnLoad: false, maxTextSize: 4000000, maxEdges: 10000, securityLevel: "strict" });
async function read(draw) {
	const faults = [];
	for (const [name, text] of Object.entries(await (await fetch("/texts")).json())) {
		try {
			await mermaid.parse(text);
			if (!draw.includes(name)) continue;
			const { svg } = await mermaid.render("m" + faults.length, text);
			const nodes = new DOMParser().parseFromString(svg, "text/html").querySelectorAll(".node").length;
			if (nodes !== text.split("\n").filter(l => /^    n\.\S+(\[|\(|\{|>)/.test(l)).length) faults.push(name + " draws " + nodes + " nodes");
		} catch (e) {
			faults.push(name + ": " + e.message);
		}
	}
	return faults;
}
</script></body></html>`

// mermaidReads returns what Mermaid finds wrong with some exports; it also draws some of them.
func mermaidReads(t *testing.T, exports map[string]string, draw ...string) []string {
	t.Helper()
	text, err := json.Marshal(exports)
	if err != nil {
		t.Fatal(err)
	}
	url := serve(t, browsertest.Install(t, browsertest.SetMermaid).FS(), map[string]string{"/{$}": mermaidPage, "/texts": string(text)})
	page := browsertest.Open(t, browsertest.Wide)
	page.Go(url + "/")
	names, err := json.Marshal(draw)
	if err != nil {
		t.Fatal(err)
	}
	var faults []string
	page.Eval("read("+string(names)+")", &faults)
	return faults
}

func TestMermaidReadsTheExport(t *testing.T) {
	t.Parallel()
	t.Logf("seed %d", *seed)
	exports := map[string]string{}
	def := shipped(t)
	for _, f := range def.Flows {
		c, err := Of(def, "nl", f.Name)
		if err != nil {
			t.Fatal(err)
		}
		exports[f.Name] = string(c.Mermaid())
	}
	whole, err := Of(def, "en")
	if err != nil {
		t.Fatal(err)
	}
	exports["whole"] = string(whole.Mermaid())
	for i := range uint64(8) {
		exports[fmt.Sprint("random ", i)] = string(randomChart(rand.New(rand.NewPCG(*seed, i)), 12).Mermaid())
		def, found := stroomschema.Compile("generated.yaml", []byte(enginetest.Definition(*seed+i)), stroomschema.Options{})
		if def == nil {
			t.Fatal(found)
		}
		c, err := Of(def, "nl")
		if err != nil {
			t.Fatal(err)
		}
		exports[fmt.Sprint("generated ", i)] = string(c.Mermaid())
	}
	for _, fault := range mermaidReads(t, exports, "crisis", "random 0", "generated 0") {
		t.Error(fault)
	}
}

func TestMermaidFindsFaults(t *testing.T) {
	t.Parallel()
	good := "flowchart TD\n  subgraph f.a[\"A\"]\n    n.a[\"x\"]\n  end\n"
	faults := mermaidReads(t, map[string]string{"good": good, "an open quote": strings.Replace(good, `"x"`, `"x`, 1), "no end": strings.Replace(good, "  end\n", "", 1)}, "good")
	if len(faults) != 2 {
		t.Errorf("two faults are expected, and these are found: %q", faults)
	}
}

// The page with two flows: nothing for axe-core to say, light or dark, wide or narrow. (It does not see how texts in a drawing
// stand out from their ground; TestContrast computes that.)
func TestThePageIsAccessible(t *testing.T) {
	t.Parallel()
	d := drawn(t, shipped(t), "nl", "crisis", "contact")
	url := serve(t, nil, map[string]string{"/{$}": strings.Replace(string(d.Page()), "<title>", `<link rel="icon" href="data:,"><title>`, 1)})
	for name, look := range browsertest.Looks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := browsertest.Open(t, look)
			page.Go(url + "/")
			for _, f := range page.Axe() {
				if f.Certain || f.Rule != "color-contrast" { // of texts in a drawing it never knows the ground
					t.Error(f)
				}
			}
			page.Clean()
			page.Shot(name)
		})
	}
}

// boxesOfTexts compares in the browser where each text really is with the box or label that it belongs to.
const boxesOfTexts = `[...document.querySelectorAll(".sd-node, .sd-pill")].flatMap(box => {
	const shape = box.querySelector(".sd-shape, rect").getBBox();
	return [...box.querySelectorAll("text:not(.sd-badgetext)")].filter(text => {
		const at = text.getBBox();
		return at.x < shape.x - 0.5 || at.x + at.width > shape.x + shape.width + 0.5 || at.y < shape.y - 2 || at.y + at.height > shape.y + shape.height + 4;
	}).map(text => box.id + ": " + text.textContent);
})`

// Every font that a browser may fall back to keeps the texts in their boxes.
func TestTextsStayInTheirBoxes(t *testing.T) {
	t.Parallel()
	svg := string(drawn(t, shipped(t), "nl").SVG(Options{}))
	for _, family := range []string{"", "DejaVu Sans", "monospace", "serif"} {
		text := svg
		if family != "" {
			text = strings.Replace(svg, "</style>", ".sd{font-family:"+family+"}</style>", 1)
		}
		url := serve(t, nil, map[string]string{"/{$}": `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"></head><body>` + text + "</body></html>"})
		page := browsertest.Open(t, browsertest.Wide)
		page.Go(url + "/")
		var outside []string
		page.Eval(boxesOfTexts, &outside)
		if len(outside) > 0 {
			t.Errorf("in %q %d texts leave their boxes, the first of them: %s", family, len(outside), outside[0])
		}
		page.Clean()
	}
}

// Tab goes through the links of a drawing in the order of its steps, and each says what it is.
func TestTheKeyboardReachesEveryBox(t *testing.T) {
	t.Parallel()
	c, err := Of(shipped(t), "en", "contact")
	if err != nil {
		t.Fatal(err)
	}
	svg := c.Layout(Sheet{Bare: true}).SVG(Options{Link: func(n *Node) string { return "#" + n.ID }})
	url := serve(t, nil, map[string]string{"/{$}": `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"></head><body>` + string(svg) + "</body></html>"})
	page := browsertest.Open(t, browsertest.Wide)
	page.Go(url + "/")
	var got []string
	for _, f := range page.Tour(20) {
		got = append(got, f.Role+" "+f.Name)
	}
	want := []string{
		"link begun by: Trajectory",
		"link Step 1 care provider, probation service Talk about attendance, co-operation and motivation. Steer in time. 42 calendar days",
		"link Stopped by Trajectory at every step",
		"link broken off",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
