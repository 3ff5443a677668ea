package bpmn

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/color"
	"image/png"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"stroom/server/browsertest"
)

// What others make of the exports: bpmn-moddle, the reader that most BPMN tools are built on, and bpmn-js, which draws.

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// export is one document that others read.
type export struct {
	Name string `json:"name"`
	XML  string `json:"xml"`
}

// exports are all definitions, each in one language, by turns.
func exports(t *testing.T) []export {
	t.Helper()
	all := every(t)
	var list []export
	for i, name := range slices.Sorted(maps.Keys(all)) {
		list = append(list, export{name, string(mustExport(t, all[name], languages[i%2]))})
	}
	return list
}

// reading is what bpmn-moddle says of a document.
type reading struct {
	Name       string   `json:"name"`
	Warnings   []string `json:"warnings"`
	Unresolved []string `json:"unresolved"`
	Lost       []string `json:"lost"` // elements that are gone when it is written again
	Elements   int      `json:"elements"`
}

const readProgram = `
import { BpmnModdle } from "bpmn-moddle";
let text = "";
for await (const part of process.stdin) text += part;
const answers = [];
for (const { name, xml } of JSON.parse(text)) {
	const answer = { name, warnings: [], unresolved: [], lost: [], elements: 0 };
	try {
		const moddle = new BpmnModdle();
		const { rootElement, elementsById, references, warnings } = await moddle.fromXML(xml);
		answer.warnings = warnings.map(w => w.message);
		answer.unresolved = references.filter(r => !elementsById[r.id]).map(r => r.element.id + " " + r.property + " " + r.id);
		answer.elements = Object.keys(elementsById).length;
		const again = await moddle.fromXML((await moddle.toXML(rootElement)).xml);
		answer.lost = Object.keys(elementsById).filter(id => !again.elementsById[id]);
	} catch (e) {
		answer.warnings.push("not read: " + e.message);
	}
	answers.push(answer);
}
console.log(JSON.stringify(answers));`

func read(t *testing.T, documents []export) []reading {
	t.Helper()
	input, err := json.Marshal(documents)
	if err != nil {
		t.Fatal(err)
	}
	var answers []reading
	if err := json.Unmarshal(browsertest.Install(t, browsertest.SetBPMN).Node(t, readProgram, input), &answers); err != nil {
		t.Fatal(err)
	}
	return answers
}

// bpmn-moddle reads every export without a warning, every reference leads somewhere, and nothing is lost when it is written
// again.
func TestModdleReads(t *testing.T) {
	t.Parallel()
	documents := exports(t)
	answers := read(t, documents)
	if len(answers) != len(documents) {
		t.Fatalf("%d answers for %d documents", len(answers), len(documents))
	}
	for _, a := range answers {
		if len(a.Warnings)+len(a.Unresolved)+len(a.Lost) > 0 || a.Elements < 20 {
			t.Errorf("%+v", a)
		}
	}
}

// Every export is valid by the XML schema of the standard, which is strict about the order of things where readers are not.
func TestSchemaHolds(t *testing.T) {
	t.Parallel()
	schema := browsertest.Install(t, browsertest.SetBPMN).Path("bpmn-moddle/resources/bpmn/xsd/BPMN20.xsd")
	folder := t.TempDir()
	args := []string{"--noout", "--nonet", "--schema", schema}
	for _, d := range exports(t) {
		file := filepath.Join(folder, strings.ReplaceAll(d.Name, " ", "-")+".bpmn")
		if err := os.WriteFile(file, []byte(d.XML), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out := browsertest.Program(t, "xmllint", args...); bytes.Count(out, []byte(" validates\n")) != len(args)-4 {
		t.Errorf("%s", out)
	}
}

// The reader does find what is wrong with a document.
func TestModdleFindsFaults(t *testing.T) {
	t.Parallel()
	good := mustExport(t, every(t)["01-sequence"], "nl")
	for name, change := range map[string][2]string{
		"an element that BPMN has not": {"<bpmn:userTask ", "<bpmn:userJob "},
		"a flow to nowhere":            {`targetRef="main.End.`, `targetRef="main.Gone.`},
		"an id twice":                  {`id="main.Begin"`, `id="main"`},
		"a shape of nothing":           {`bpmnElement="main.Begin"`, `bpmnElement="main.Gone"`},
		"an unfinished document":       {"</bpmn:definitions>", ""},
	} {
		bad := strings.Replace(string(good), change[0], change[1], 1)
		if bad == string(good) {
			t.Fatalf("%s: the document has no %q", name, change[0])
		}
		if a := read(t, []export{{name, bad}})[0]; len(a.Warnings)+len(a.Unresolved) == 0 {
			t.Errorf("%s is not noticed", name)
		}
	}
}

const viewerPage = `<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>BPMN</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/modules/bpmn-js/dist/assets/diagram-js.css"><link rel="stylesheet" href="/modules/bpmn-js/dist/assets/bpmn-js.css">
<link rel="stylesheet" href="/modules/bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css">
<style>html,body,#sheet{height:100%;margin:0;background:#fff}</style></head><body><div id="sheet"></div>
<script src="/modules/bpmn-js/dist/bpmn-viewer.production.min.js"></script>
<script>
const viewer = new BpmnJS({ container: "#sheet" });
async function show(name) {
	const xml = await (await fetch("/export/" + encodeURIComponent(name))).text();
	const { warnings } = await viewer.importXML(xml);
	viewer.get("canvas").zoom("fit-viewport");
	const registry = viewer.get("elementRegistry");
	const shapes = viewer.getDefinitions().diagrams[0].plane.planeElement;
	const bare = shapes.map(s => s.bpmnElement).filter(e => {
		const drawn = e && registry.getGraphics(e.id);
		const size = drawn && drawn.getBoundingClientRect();
		return !drawn || size.width + size.height === 0 || drawn.querySelector(".djs-visual").childNodes.length === 0;
	}).map(e => e && e.id);
	const names = shapes.filter(s => s.label && s.label.bounds && s.bpmnElement.name && !registry.get(s.bpmnElement.id + "_label")).map(s => s.bpmnElement.id);
	return { warnings: warnings.map(w => w.message), bare, names, shapes: shapes.length, drawn: registry.filter(e => !e.labelTarget).length - 1 };
}
</script></body></html>`

// shown is what bpmn-js made of a document.
type shown struct {
	Warnings []string `json:"warnings"`
	Bare     []string `json:"bare"`  // elements without graphics
	Names    []string `json:"names"` // elements whose name is not drawn
	Shapes   int      `json:"shapes"`
	Drawn    int      `json:"drawn"`
}

// viewer serves bpmn-js and the documents.
func viewer(t *testing.T, documents []export) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("GET /modules/", http.StripPrefix("/modules/", http.FileServerFS(browsertest.Install(t, browsertest.SetBPMN).FS())))
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write([]byte(viewerPage)) // a browser that went away
	})
	mux.HandleFunc("GET /export/{name}", func(w http.ResponseWriter, r *http.Request) {
		at := slices.IndexFunc(documents, func(e export) bool { return e.Name == r.PathValue("name") })
		if at < 0 {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/xml; charset=utf-8")
		_, _ = w.Write([]byte(documents[at].XML)) // a browser that went away
	})
	site := httptest.NewServer(mux)
	t.Cleanup(site.Close)
	return site.URL
}

// bpmn-js draws every export without a warning, every element of it has graphics, and the picture is not empty.
func TestViewerDraws(t *testing.T) {
	t.Parallel()
	documents := exports(t)
	url := viewer(t, documents)
	page := browsertest.Open(t, browsertest.Look{Width: 1400, Height: 900})
	page.Go(url + "/")
	for _, d := range documents {
		var got shown
		page.Eval(fmt.Sprintf("show(%q)", d.Name), &got)
		if len(got.Warnings)+len(got.Bare)+len(got.Names) > 0 || got.Shapes != got.Drawn || got.Shapes < 8 {
			t.Errorf("%s: %+v", d.Name, got)
		}
		if !strings.HasPrefix(d.Name, "generated") {
			drawnUpon(t, d.Name, page.Shot(d.Name))
		}
	}
	page.Clean()
}

// drawnUpon fails when a picture is as good as empty.
func drawnUpon(t *testing.T, name string, picture []byte) {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	drawn, colours := 0, map[color.Color]bool{}
	size := img.Bounds()
	for y := size.Min.Y; y < size.Max.Y; y += 2 {
		for x := size.Min.X; x < size.Max.X; x += 2 {
			at := img.At(x, y)
			colours[at] = true
			if r, g, b, _ := at.RGBA(); r+g+b < 3*0xf000 {
				drawn++
			}
		}
	}
	if drawn < 1000 || len(colours) < 20 {
		t.Errorf("%s: %d points are not white, in %d colours", name, drawn, len(colours))
	}
}
