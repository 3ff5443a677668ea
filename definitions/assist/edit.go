package assist

import (
	"maps"
	"slices"
	"strings"

	"stroom/definitions/diag"
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
