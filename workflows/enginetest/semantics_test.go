package enginetest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/enginetest"
)

// frozen is how many trajectories are frozen for an edition.
const frozen = 20

// TestSemantics holds that a released meaning never changes: the frozen events of every edition still give the frozen
// entries, and folding the frozen entries still gives the frozen state, byte for byte. A file of an edition is never
// rewritten; a meaning that changes gets a new edition, and the old one keeps its files.
func TestSemantics(t *testing.T) {
	t.Parallel()
	if *update {
		freeze(t)
	}
	files, err := filepath.Glob("testdata/semantics/*/*.json")
	if err != nil || len(files) < frozen {
		t.Fatalf("%d frozen trajectories: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			thaw(t, file)
		})
	}
}

// ice is one frozen trajectory. The definition is kept as text, so that a change of the generator changes nothing here.
type ice struct {
	Definition string            `json:"definition"`
	Trace      engine.Trace      `json:"trace"`
	Entries    []json.RawMessage `json:"entries"`
	State      json.RawMessage   `json:"state"`
}

func thaw(t *testing.T, file string) {
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var i ice
	if err := json.Unmarshal(body, &i); err != nil {
		t.Fatal(err)
	}
	def := compiled(t, i.Definition)
	var entries []engine.Entry
	for _, raw := range i.Entries {
		var e engine.Entry
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Fatal(err)
		}
		entries = append(entries, e)
	}
	edition := filepath.Base(filepath.Dir(file))
	folded := engine.Apply(def, engine.State{}, entries)
	if fmt.Sprint(folded.Semantics) != edition {
		t.Errorf("frozen under edition %s, and the state says %d", edition, folded.Semantics)
	}
	same(t, "the state folded from the frozen entries", i.State, marshal(t, folded))
	st, now, err := engine.Fold(def, i.Trace.Events)
	if err != nil {
		t.Fatalf("the frozen events are refused: %v", err)
	}
	if len(now) != len(i.Entries) {
		t.Errorf("%d entries, frozen were %d", len(now), len(i.Entries))
	}
	for n := range min(len(now), len(i.Entries)) {
		same(t, fmt.Sprintf("entry %d", n+1), i.Entries[n], marshal(t, now[n]))
	}
	same(t, "the state after the frozen events", i.State, marshal(t, st))
}

// freeze writes the trajectories of the present edition that are not frozen yet.
func freeze(t *testing.T) {
	dir := filepath.Join("testdata", "semantics", fmt.Sprint(engine.Semantics))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(frozen) {
		file := filepath.Join(dir, fmt.Sprintf("made%02d.json", seed))
		if _, err := os.Stat(file); err == nil {
			continue
		}
		text := enginetest.Definition(1000 + seed)
		def := compiled(t, text)
		i := ice{Definition: text}
		for n := uint64(0); len(i.Trace.Events) < 8 && n < 50; n++ {
			i.Trace = enginetest.Trace(def, seed*100+n, 25)
		}
		st, entries, err := engine.Fold(def, i.Trace.Events)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			i.Entries = append(i.Entries, marshal(t, e))
		}
		i.State = marshal(t, st)
		if err := os.WriteFile(file, i.lines(t), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// lines writes the file with a line for each entry, so that a difference can be read.
func (i ice) lines(t *testing.T) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\"definition\": %s,\n\"trace\": %s,\n\"entries\": [\n", marshal(t, i.Definition), marshal(t, i.Trace))
	for n, e := range i.Entries {
		b.Write(e)
		if n+1 < len(i.Entries) {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "],\n\"state\": %s}\n", i.State)
	return b.Bytes()
}

func compiled(t testing.TB, text string) *stroomschema.Definition {
	t.Helper()
	def, found := stroomschema.Compile("made.yaml", []byte(text), stroomschema.Options{})
	if def == nil {
		t.Fatalf("the definition does not compile:\n%s", diagnostics(found, text))
	}
	return def
}

func marshal(t testing.TB, v any) json.RawMessage {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// same compares two JSON texts, whatever their spaces.
func same(t *testing.T, what string, want, got json.RawMessage) {
	t.Helper()
	var a, b bytes.Buffer
	if json.Indent(&a, want, "", " ") != nil || json.Indent(&b, got, "", " ") != nil {
		t.Fatalf("%s is not JSON", what)
	}
	if line, x, y := firstDifference(a.String(), b.String()); line > 0 {
		t.Errorf("%s differs at line %d\n  frozen: %s\n  now:    %s", what, line, x, y)
	}
}

// firstDifference returns the first line that differs, from 1; 0 when the texts are the same.
func firstDifference(want, got string) (line int, a, b string) {
	x, y := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(x), len(y)) {
		a, b = "(nothing)", "(nothing)"
		if i < len(x) {
			a = x[i]
		}
		if i < len(y) {
			b = y[i]
		}
		if a != b {
			return i + 1, a, b
		}
	}
	return 0, "", ""
}
