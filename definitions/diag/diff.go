package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// contextLines is how many lines that stay are shown around those that change.
const contextLines = 3

// mostCells bounds the table by which the lines of a changed piece are compared; a larger piece counts as changed whole.
const mostCells = 1 << 20

// Diff returns what changes between two texts in the unified format, under the name of the file; "" when nothing does.
func Diff(name string, before, after []byte) string {
	a, b := diffLines(before), diffLines(after)
	same := append(Same(a, b), [2]int{len(a), len(b)})
	var hunks []hunk
	i, j := 0, 0
	for _, s := range same {
		if s[0] > i || s[1] > j {
			hunks = append(hunks, hunk{i, s[0], j, s[1]})
		}
		i, j = s[0]+1, s[1]+1
	}
	if len(hunks) == 0 {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "--- %s\n+++ %s\n", Printable(name), Printable(name))
	for len(hunks) > 0 {
		n := 1
		for n < len(hunks) && hunks[n].fromA-hunks[n-1].toA <= 2*contextLines {
			n++
		}
		writeHunks(&out, hunks[:n], a, b)
		hunks = hunks[n:]
	}
	return out.String()
}

// hunk is a piece that changes: lines [fromA, toA) become lines [fromB, toB).
type hunk struct{ fromA, toA, fromB, toB int }

func writeHunks(out *strings.Builder, hunks []hunk, a, b []string) {
	first, last := hunks[0], hunks[len(hunks)-1]
	lead := min(contextLines, first.fromA)
	tail := min(contextLines, len(a)-last.toA)
	fmt.Fprintf(out, "@@ -%s +%s @@\n", span(first.fromA-lead, last.toA+tail), span(first.fromB-lead, last.toB+tail))
	at := first.fromA - lead
	for _, h := range hunks {
		writeLines(out, " ", a[at:h.fromA])
		writeLines(out, "-", a[h.fromA:h.toA])
		writeLines(out, "+", b[h.fromB:h.toB])
		at = h.toA
	}
	writeLines(out, " ", a[at:at+tail])
}

func span(from, to int) string {
	if from == to {
		return fmt.Sprintf("%d,0", from)
	}
	return fmt.Sprintf("%d,%d", from+1, to-from)
}

func writeLines(out *strings.Builder, mark string, lines []string) {
	for _, line := range lines {
		out.WriteString(mark + line)
		if !strings.HasSuffix(line, "\n") {
			out.WriteString("\n\\ No newline at end of file\n")
		}
	}
}

// diffLines splits a text behind each line end.
func diffLines(text []byte) []string {
	return slices.Collect(strings.Lines(string(text)))
}

// Same returns the places of lines that two texts have in common, in order: a[p[0]] == b[p[1]]. Lines that each has once are
// found first, and what stands between them after.
func Same(a, b []string) [][2]int {
	var out [][2]int
	same(a, b, 0, 0, &out)
	return out
}

func same(a, b []string, atA, atB int, out *[][2]int) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		*out = append(*out, [2]int{atA, atB})
		a, b, atA, atB = a[1:], b[1:], atA+1, atB+1
	}
	end := 0
	for end < len(a) && end < len(b) && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	within(a[:len(a)-end], b[:len(b)-end], atA, atB, out)
	for i := range end {
		*out = append(*out, [2]int{atA + len(a) - end + i, atB + len(b) - end + i})
	}
}

// within compares two texts that begin and end differently.
func within(a, b []string, atA, atB int, out *[][2]int) {
	if len(a) == 0 || len(b) == 0 {
		return
	}
	anchors := once(a, b)
	if len(anchors) == 0 {
		if len(a)*len(b) <= mostCells {
			longest(a, b, atA, atB, out)
		}
		return
	}
	i, j := 0, 0
	for _, p := range anchors {
		same(a[i:p[0]], b[j:p[1]], atA+i, atB+j, out)
		*out = append(*out, [2]int{atA + p[0], atB + p[1]})
		i, j = p[0]+1, p[1]+1
	}
	same(a[i:], b[j:], atA+i, atB+j, out)
}

// once returns the longest rising sequence of lines that stand once in both.
func once(a, b []string) [][2]int {
	type seen struct{ inA, inB, at int }
	lines := map[string]*seen{}
	for _, line := range a {
		if lines[line] == nil {
			lines[line] = &seen{}
		}
		lines[line].inA++
	}
	for j, line := range b {
		if s := lines[line]; s != nil {
			s.inB++
			s.at = j
		}
	}
	type link struct {
		place    [2]int
		previous *link
	}
	var ends []*link // of rising sequences, by length
	for i, line := range a {
		s := lines[line]
		if s.inA != 1 || s.inB != 1 {
			continue
		}
		n, _ := slices.BinarySearchFunc(ends, s.at, func(l *link, at int) int { return cmp.Compare(l.place[1], at) })
		l := &link{place: [2]int{i, s.at}}
		if n > 0 {
			l.previous = ends[n-1]
		}
		ends = append(ends[:n], append([]*link{l}, ends[min(n+1, len(ends)):]...)...)
	}
	if len(ends) == 0 {
		return nil
	}
	var out [][2]int
	for l := ends[len(ends)-1]; l != nil; l = l.previous {
		out = append(out, l.place)
	}
	slices.Reverse(out)
	return out
}

// longest finds the longest common subsequence by the table of its lengths.
func longest(a, b []string, atA, atB int, out *[][2]int) {
	length := make([][]int, len(a)+1)
	for i := range length {
		length[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			*out = append(*out, [2]int{atA + i, atB + j})
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
}
