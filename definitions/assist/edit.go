package assist

import (
	"maps"
	"slices"
	"strings"

	"stroom/definitions/diag"
	"stroom/definitions/stroomschema"
)

// Edit writes a text over a range of a file.
type Edit struct {
	Range diag.Range
	Text  string
}

// apply returns the texts after some edits, which do not overlap.
func apply(texts map[string][]byte, edits []Edit) map[string][]byte {
	out := maps.Clone(texts)
	byFile := map[string][]Edit{}
	for _, e := range edits {
		byFile[e.Range.File] = append(byFile[e.Range.File], e)
	}
	for _, file := range slices.Sorted(maps.Keys(byFile)) {
		list := byFile[file]
		slices.SortFunc(list, func(a, b Edit) int { return comparePlaces(a.Range, b.Range) })
		text := string(out[file])
		starts := lineStarts(text)
		var b strings.Builder
		done := 0
		for _, e := range list {
			from, to := offset(text, starts, e.Range.Start), offset(text, starts, e.Range.End)
			if from < done {
				continue
			}
			b.WriteString(text[done:from] + e.Text)
			done = max(from, to)
		}
		b.WriteString(text[done:])
		out[file] = []byte(b.String())
	}
	return out
}

func lineStarts(text string) []int {
	starts := []int{0}
	for i := range len(text) {
		if text[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// offset is the byte at which a place stands; behind the end of a line it is that end.
func offset(text string, starts []int, at diag.Pos) int {
	if at.Line < 1 {
		return 0
	}
	if at.Line > len(starts) {
		return len(text)
	}
	i := starts[at.Line-1]
	for column := 1; column < at.Column && i < len(text) && text[i] != '\n'; column++ {
		i++
		for i < len(text) && text[i]&0xC0 == 0x80 {
			i++
		}
	}
	return i
}

// Format returns what must be written where to bring a file into its canonical form; nothing for a file that cannot be read,
// for then its diagnostics say why.
// Errors: a fault of this product; the file stays as it is.
func (p *Project) Format(file string) ([]Edit, error) {
	text := string(p.texts[file])
	formed, _, err := stroomschema.Format(file, p.texts[file])
	if err != nil || formed == nil {
		return nil, err
	}
	return lineEdits(file, text, string(formed)), nil
}

// lineEdits makes one text of another by writing over the lines that differ, so that a cursor elsewhere stays where it is.
func lineEdits(file, from, to string) []Edit {
	d := differ{file: file, was: strings.SplitAfter(from, "\n"), is: strings.SplitAfter(to, "\n")}
	d.between(0, len(d.was), 0, len(d.is))
	return d.edits
}

// differ compares lines, around those that stand in both texts exactly once.
type differ struct {
	file    string
	was, is []string
	edits   []Edit
}

// between compares was[a:b] with is[c:d].
func (x *differ) between(a, b, c, d int) {
	for a < b && c < d && x.was[a] == x.is[c] {
		a, c = a+1, c+1
	}
	for a < b && c < d && x.was[b-1] == x.is[d-1] {
		b, d = b-1, d-1
	}
	if a == b && c == d {
		return
	}
	anchors := x.anchors(a, b, c, d)
	if len(anchors) == 0 {
		x.edits = append(x.edits, Edit{
			diag.Range{File: x.file, Start: diag.Pos{Line: a + 1, Column: 1}, End: diag.Pos{Line: b + 1, Column: 1}}, strings.Join(x.is[c:d], ""),
		})
		return
	}
	for _, at := range anchors {
		x.between(a, at[0], c, at[1])
		a, c = at[0]+1, at[1]+1
	}
	x.between(a, b, c, d)
}

// anchors are lines that stand once in each part, in the order of both: the longest row of them.
func (x *differ) anchors(a, b, c, d int) [][2]int {
	type seen struct{ was, is, at int }
	lines := map[string]*seen{}
	for i := a; i < b; i++ {
		if lines[x.was[i]] == nil {
			lines[x.was[i]] = &seen{}
		}
		lines[x.was[i]].was++
	}
	for i := c; i < d; i++ {
		if s := lines[x.is[i]]; s != nil {
			s.is, s.at = s.is+1, i
		}
	}
	var pairs [][2]int
	for i := a; i < b; i++ {
		if s := lines[x.was[i]]; s.was == 1 && s.is == 1 {
			pairs = append(pairs, [2]int{i, s.at})
		}
	}
	return longestRow(pairs)
}

// longestRow is the longest row of pairs in which the second numbers grow too.
func longestRow(pairs [][2]int) [][2]int {
	ends := []int{}                   // the pair at which the best row of each length ends
	before := make([]int, len(pairs)) // the pair before each in its row; -1 for none
	for i, p := range pairs {
		at, _ := slices.BinarySearchFunc(ends, p[1], func(end, value int) int { return pairs[end][1] - value })
		before[i] = -1
		if at > 0 {
			before[i] = ends[at-1]
		}
		if at == len(ends) {
			ends = append(ends, i)
		} else {
			ends[at] = i
		}
	}
	var row [][2]int
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			row = append(row, pairs[i])
		}
	}
	slices.Reverse(row)
	return row
}
