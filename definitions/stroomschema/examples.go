package stroomschema

import (
	"bytes"
	"embed"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"stroom/definitions/diag"
)

// checkFiles are the files by which the checks are tested. The page of a code shows its own, so that what it promises is
// what happens.
//
//go:embed testdata/check
var checkFiles embed.FS

// Example is a file with the fault that a code names, and the same file put right.
type Example struct {
	Name  string `json:"name"`  // the code, or the code with what is special: SS704-unset
	Wrong []Line `json:"wrong"` // the lines that tell it; empty for an empty file
	Found string `json:"found"` // what is said about the wrong file, as diag.Text writes it
	Right []Line `json:"right"` // the same lines, put right
}

// Line is a line of an example.
type Line struct {
	Number  int    `json:"number"` // in its file, from 1; a gap means that lines were left out
	Text    string `json:"text"`
	Telling bool   `json:"telling"` // it makes the difference; the others show where it stands
}

// MaxTelling is how many telling lines of an example are shown.
const MaxTelling = 10

// Examples returns the examples of a code, in the order of their names; nil when there is no such code.
func Examples(code string) []Example {
	if _, ok := explained[code]; !ok {
		return nil
	}
	const folder, bad = "testdata/check", ".bad.yaml"
	files, err := fs.Glob(checkFiles, path.Join(folder, code+"*"+bad))
	if err != nil {
		panic("stroomschema: the pattern of examples: " + err.Error())
	}
	var examples []Example
	for _, file := range files {
		stem := strings.TrimSuffix(file, bad)
		found := string(mustReadCheck(stem + ".golden"))
		wrong, right := exampleLines(mustReadCheck(file)), exampleLines(mustReadCheck(stem+".good.yaml"))
		differ, put := difference(wrong, right)
		for _, number := range shownLines(found) {
			differ[number] = true
		}
		examples = append(examples, Example{
			Name: path.Base(stem), Found: found,
			Wrong: excerpt(wrong, differ), Right: excerpt(right, put),
		})
	}
	slices.SortFunc(examples, func(a, b Example) int { return strings.Compare(a.Name, b.Name) })
	return examples
}

func mustReadCheck(file string) []byte {
	text, err := checkFiles.ReadFile(file)
	if err != nil {
		panic("stroomschema: an example is not whole: " + err.Error())
	}
	return text
}

func exampleLines(text []byte) []string {
	text = bytes.TrimRight(text, "\n")
	if len(text) == 0 {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// shownLines are the numbers of the lines that a rendered diagnostic shows: `12 |     go: lenn`.
func shownLines(found string) []int {
	var numbers []int
	for _, line := range strings.Split(found, "\n") {
		before, _, ok := strings.Cut(line, " | ")
		if number, err := strconv.Atoi(strings.TrimSpace(before)); ok && err == nil {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// difference returns the numbers of the lines in which two texts differ, with true. Where one only lacks what the other has,
// the lines around the gap are there with false.
func difference(a, b []string) (inA, inB map[int]bool) {
	inA, inB = map[int]bool{}, map[int]bool{}
	mark := func(lines map[int]bool, from, to, all int) {
		differs := from < to
		if !differs {
			from, to = max(0, from-1), min(all, to+1)
		}
		for i := from; i < to; i++ {
			lines[i+1] = differs || lines[i+1]
		}
	}
	i, j := 0, 0
	for _, k := range append(diag.Same(a, b), [2]int{len(a), len(b)}) {
		if k[0] > i || k[1] > j {
			mark(inA, i, k[0], len(a))
			mark(inB, j, k[1], len(b))
		}
		i, j = k[0]+1, k[1]+1
	}
	return inA, inB
}

// excerpt returns the marked lines, up to MaxTelling, with the lines above them that say where they stand.
func excerpt(lines []string, marked map[int]bool) []Line {
	shown := map[int]bool{} // and whether it tells
	for number := 1; number <= len(lines) && len(shown) < MaxTelling; number++ {
		if tells, ok := marked[number]; ok {
			shown[number] = tells
		}
	}
	for number := len(lines); number > 0; number-- {
		if _, ok := shown[number]; !ok {
			continue
		}
		within := indentation(lines[number-1])
		for above := number - 1; above > 0 && within > 0; above-- {
			if text := lines[above-1]; strings.TrimSpace(text) != "" && indentation(text) < within {
				within = indentation(text)
				if _, there := shown[above]; !there {
					shown[above] = false
				}
			}
		}
	}
	out := make([]Line, 0, len(shown))
	for i, text := range lines {
		if tells, ok := shown[i+1]; ok {
			out = append(out, Line{Number: i + 1, Text: text, Telling: tells})
		}
	}
	return out
}

func indentation(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }
