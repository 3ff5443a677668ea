package stroomschema_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

var formatSeed = flag.Uint64("format-seed", 0, "seed of the first random file for TestFormatRandomFiles; 0: one of its own")

// TestFormatRandomFiles writes random values in random styles, with a numbered comment wherever YAML allows one, and formats
// that. The YAML library reads the same values from both, numbers as numbers and texts as texts, and every comment is still
// there, once.
func TestFormatRandomFiles(t *testing.T) {
	t.Parallel()
	first := *formatSeed
	if first == 0 {
		first = rand.Uint64()
	}
	t.Logf("-format-seed %d", first)
	for seed := first; seed < first+1000; seed++ {
		w := &yamlWriter{r: rand.New(rand.NewPCG(seed, 1))}
		w.file()
		text := w.b.String()
		var before, after any
		if err := yaml.Unmarshal([]byte(text), &before); err != nil {
			t.Fatalf("-format-seed %d: the test writes no YAML: %v\n%s", seed, err, text)
		}
		out, found := format(t, "random.yaml", []byte(text))
		if len(found) > 0 {
			t.Fatalf("-format-seed %d: %v\n%s", seed, found, text)
		}
		if err := yaml.Unmarshal(out, &after); err != nil || !reflect.DeepEqual(before, after) {
			t.Fatalf("-format-seed %d: other values (%v) in\n%s\nthan in\n%s", seed, err, out, text)
		}
		kept := regexp.MustCompile(`# c\d+\.`).FindAllString(string(out), -1)
		slices.Sort(kept)
		slices.Sort(w.comments)
		if !slices.Equal(kept, w.comments) {
			t.Fatalf("-format-seed %d: comments %v became %v, in\n%s\nwhich was\n%s", seed, w.comments, kept, out, text)
		}
	}
}

// yamlWriter writes random YAML. It knows nothing of the formatter.
type yamlWriter struct {
	r        *rand.Rand
	b        strings.Builder
	comments []string
	within   int // lines of comments must stand left of this column, for a block scalar stands above; 0: anywhere
}

func (w *yamlWriter) chance(percent int) bool { return w.r.IntN(100) < percent }

// comment returns a comment that was not there yet.
func (w *yamlWriter) comment() string {
	text := fmt.Sprintf("# c%d.", len(w.comments))
	w.comments = append(w.comments, text)
	return text
}

// above writes comments and empty lines before a line that starts at indent.
func (w *yamlWriter) above(indent int) {
	for w.chance(25) {
		if w.chance(40) {
			w.b.WriteString([]string{"\n", "  \n"}[w.r.IntN(2)])
			continue
		}
		at := w.r.IntN(indent + 6)
		if w.within > 0 {
			at = min(at, w.within-1)
		}
		w.b.WriteString(strings.Repeat(" ", at) + w.comment() + "\n")
	}
}

// behind ends a line, perhaps with a comment.
func (w *yamlWriter) behind() {
	if w.chance(20) {
		w.b.WriteString([]string{" ", "   "}[w.r.IntN(2)] + w.comment())
	}
	w.b.WriteString("\n")
}

func (w *yamlWriter) file() {
	if w.chance(10) {
		w.b.WriteString("---")
		w.behind()
	}
	w.above(0)
	switch w.r.IntN(10) {
	case 0:
		w.flow(0, 1)
		w.behind()
	case 1, 2:
		w.list(0, 0)
	default:
		w.mapping(0, 0)
	}
	w.above(0)
}

// mapping writes a block mapping at a column; the first key stands where the writer is.
func (w *yamlWriter) mapping(indent, depth int) {
	w.keys(1+w.r.IntN(4), func(i int, key string) {
		if i > 0 {
			w.above(indent)
			w.b.WriteString(strings.Repeat(" ", indent))
		}
		w.within = 0
		if w.chance(5) {
			w.b.WriteString("? " + key)
			w.behind()
			w.above(indent)
			w.b.WriteString(strings.Repeat(" ", indent) + ":")
		} else {
			w.b.WriteString(key + ":")
		}
		w.value(indent, depth, false)
	})
}

// keys calls f with different keys.
func (w *yamlWriter) keys(n int, f func(i int, key string)) {
	known := []string{"steps", "start", "book", "go", "do", "if", "nl", "en", "with"}
	w.r.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
	for i := range n {
		key := known[i]
		switch w.r.IntN(4) {
		case 0:
			key = fmt.Sprintf("%q", key+" "+fmt.Sprint(i))
		case 1:
			key = fmt.Sprintf("k%d", i)
		}
		f(i, key)
	}
}

func (w *yamlWriter) list(indent, depth int) {
	for i := range 1 + w.r.IntN(4) {
		if i > 0 {
			w.above(indent)
			w.b.WriteString(strings.Repeat(" ", indent))
		}
		w.within = 0
		w.b.WriteString("-")
		w.value(indent, depth, true)
	}
}

// value writes the value of a key or an item, and ends the line.
func (w *yamlWriter) value(indent, depth int, item bool) {
	inner := indent + 1 + w.r.IntN(4)
	kind := w.r.IntN(10)
	if depth > 4 && kind < 5 {
		kind = 9
	}
	switch {
	case kind < 3 || kind < 5 && item && w.chance(50):
		if item && w.chance(60) { // on the line of the dash
			w.b.WriteString(" ")
			if kind == 0 {
				w.list(indent+2, depth+1)
			} else {
				w.mapping(indent+2, depth+1)
			}
			return
		}
		w.behind()
		w.above(inner)
		w.b.WriteString(strings.Repeat(" ", inner))
		w.mapping(inner, depth+1)
	case kind < 5:
		w.behind()
		if !item && w.chance(30) {
			inner = indent // a list may stand below its key
		}
		w.above(inner)
		w.b.WriteString(strings.Repeat(" ", inner))
		w.list(inner, depth+1)
	case kind < 7:
		w.lead(inner)
		w.flow(indent, depth+1)
		w.behind()
	case kind == 7:
		w.block(indent)
	case kind == 8 && w.chance(30):
		w.behind()
	default:
		w.lead(inner)
		w.scalar(false)
		if w.chance(5) {
			w.b.WriteString("\t")
		}
		w.behind()
	}
}

// lead goes to where a value on one line starts: behind the key, or on a line below it.
func (w *yamlWriter) lead(indent int) {
	if !w.chance(15) {
		w.b.WriteString(strings.Repeat(" ", 1+w.r.IntN(2)))
		return
	}
	w.behind()
	w.above(indent)
	w.b.WriteString(strings.Repeat(" ", indent))
}

// flow writes a collection in brackets; its lines stand right of indent.
func (w *yamlWriter) flow(indent, depth int) {
	brackets := "{}"
	if w.chance(50) {
		brackets = "[]"
	}
	broken := w.chance(30)
	gap := func() {
		if broken && w.chance(60) {
			w.behind()
			w.above(indent + 2)
			w.b.WriteString(strings.Repeat(" ", indent+2))
			return
		}
		w.b.WriteString(strings.Repeat(" ", w.r.IntN(2)))
	}
	w.b.WriteString(brackets[:1])
	gap()
	w.keys(w.r.IntN(4), func(i int, key string) {
		if i > 0 {
			w.b.WriteString(", ")
			gap()
		}
		if brackets == "{}" || w.chance(10) {
			w.b.WriteString(key + ": ")
			gap()
		}
		if depth < 5 && w.chance(30) {
			w.flow(indent, depth+1)
		} else {
			w.scalar(true)
		}
	})
	gap()
	w.b.WriteString(brackets[1:])
}

var (
	randomPlain = []string{
		"a", "book", "end of title.end", "80%", "nl@1", "12", "-3", "0.5", "1e3", "true", "no", "null", "~", "2026-01-12", "09:00", "a:b",
		"it's", "x#y", "has(book)", "a.b_c", "een zin met vijf woorden", "0x10", "<", "+4", "a && b", "é", "!= b"[2:],
	}
	randomTexts = []string{
		"", " lead", "trail ", "a: b", "# no comment", "a # b", "say \"x\"", "it's", "both \" and '", "back\\slash", "two  spaces",
		"tab\there", "new\nline", "a\n\n  b\n", "\u2028\u00a0\u0007", "12", "true", "~", "{a}", "[b]", "- a", "? b", "&a", "*b", "%c", "@d", "---", "...",
		strings.Repeat("een lange tekst met {a | een andere waarde} ", 5) + "tot het einde", strings.Repeat("a.b == 'c  d' && ", 12) + "e",
		strings.Repeat("has(a) && b == 'c || d' || ", 8) + "e ? f : g", strings.Repeat("x", 150),
	}
	randomBlocks = [][]string{
		{"has(a)"}, {"has(a)", "|| has(b)"}, {"een", "twee", "", "drie"}, {"een", "  twee", "drie"}, {"# geen commentaar", "maar tekst"}, {"", "later"},
		{"a: b", "- c"}, {strings.Repeat("een lange regel ", 10), "en een korte"}, {"spatie ", "erachter"}, {"'a' == \"b\""},
	}
)

func (w *yamlWriter) scalar(inFlow bool) {
	if w.chance(50) {
		text := randomPlain[w.r.IntN(len(randomPlain))]
		if inFlow && strings.ContainsAny(text, "?,[]{}") {
			text = "a"
		}
		w.b.WriteString(text)
		return
	}
	text := randomTexts[w.r.IntN(len(randomTexts))]
	if w.chance(40) && !strings.ContainsAny(text, "\n\t\u2028\u00a0\u0007") {
		w.b.WriteString("'" + strings.ReplaceAll(text, "'", "''") + "'")
		return
	}
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r < ' ' || r == '\u2028' || w.chance(3):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	w.b.WriteString(`"` + b.String() + `"`)
}

// block writes a block scalar below a key or dash at indent.
func (w *yamlWriter) block(indent int) {
	w.b.WriteString(" " + []string{"|", ">"}[w.r.IntN(2)] + []string{"", "-", "+"}[w.r.IntN(3)])
	w.behind()
	inner := indent + 2
	for _, line := range randomBlocks[w.r.IntN(len(randomBlocks))] {
		if line != "" {
			line = strings.Repeat(" ", inner) + line
		}
		w.b.WriteString(line + "\n")
	}
	w.within = indent + 1
}
