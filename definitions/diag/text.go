package diag

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxShown is how many code points of one source line are shown: enough for a wide screen.
const MaxShown = 160

// Text renders the diagnostics for people, each with its source line and a caret under the subject:
//
//	loan.yaml:12:9: error SS301: there is no step "lenn" in flow loan
//	   |
//	12 |     go: lenn
//	   |         ^^^^
//	   = did you mean "lend"?
//
// Sources are the files by name, as they were read. Where the source is not given, or has no such line, the source line is
// left out.
func Text(list List, sources map[string][]byte) string {
	var b strings.Builder
	lines := map[string][]string{}
	for i, d := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		file := d.Subject.File
		if _, known := lines[file]; !known {
			lines[file] = splitLines(sources[file])
		}
		writeDiagnostic(&b, d, lines[file])
	}
	return b.String()
}

func splitLines(source []byte) []string {
	if len(source) == 0 {
		return nil
	}
	lines := strings.Split(string(source), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

func writeDiagnostic(b *strings.Builder, d Diagnostic, lines []string) {
	fmt.Fprintf(b, "%s: %s %s: %s\n", Printable(d.Subject.String()), d.Severity, d.Code, Printable(d.Summary))
	gutter := strings.Repeat(" ", len(strconv.Itoa(d.Subject.Start.Line)))
	line := d.Subject.Start.Line
	if line >= 1 && line <= len(lines) {
		fmt.Fprintf(b, "%s |\n", gutter)
		writeContext(b, d, lines, len(gutter))
		shown, carets := window(lines[line-1], d.Subject, MaxShown)
		fmt.Fprintf(b, "%d | %s\n", line, shown)
		fmt.Fprintf(b, "%s | %s\n", gutter, carets)
	}
	for _, text := range []string{d.Detail, d.Hint} {
		if text == "" {
			continue
		}
		for _, row := range strings.Split(text, "\n") {
			fmt.Fprintf(b, "%s = %s\n", gutter, Printable(row))
		}
	}
}

// writeContext shows the first line of the context when it stands above the subject.
func writeContext(b *strings.Builder, d Diagnostic, lines []string, width int) {
	first := d.Context.Start.Line
	if first < 1 || first >= d.Subject.Start.Line || first > len(lines) {
		return
	}
	shown, _ := window(lines[first-1], Range{Start: Pos{Line: first, Column: 1}, End: Pos{Line: first, Column: 1}}, MaxShown)
	fmt.Fprintf(b, "%*d | %s\n", width, first, shown)
	if first < d.Subject.Start.Line-1 {
		fmt.Fprintf(b, "%s | ...\n", strings.Repeat(" ", width))
	}
}

// Excerpt returns the source line of a place with a caret under it, as Text shows them, in lines of at most width code points
// (at least 40), without a line end at the last. It is "" when the source has no such line.
func Excerpt(at Range, source []byte, width int) string {
	lines := splitLines(source)
	line := at.Start.Line
	if line < 1 || line > len(lines) {
		return ""
	}
	number := strconv.Itoa(line)
	gutter := strings.Repeat(" ", len(number))
	const bar, dots = 3, 6 // " | ", and "..." on both sides
	shown, carets := window(lines[line-1], at, max(width, 40)-len(number)-bar-dots)
	return gutter + " |\n" + number + " | " + shown + "\n" + gutter + " | " + carets
}

// window cuts width code points around the subject from a line, and returns them with the carets that belong below.
func window(line string, subject Range, width int) (shown, carets string) {
	runes := []rune(line)
	start := min(max(subject.Start.Column-1, 0), len(runes))
	end := len(runes)
	if subject.End.Line == subject.Start.Line {
		end = min(subject.End.Column-1, len(runes))
	}
	end = max(end, start)
	from, to := 0, len(runes)
	before, after := "", ""
	if len(runes) > width {
		from = max(0, min(start-width/4, len(runes)-width))
		to = min(len(runes), from+width)
		if from > 0 {
			before = "..."
		}
		if to < len(runes) {
			after = "..."
		}
		end = max(min(end, to), start)
	}
	shown = before + Printable(string(runes[from:to])) + after
	carets = strings.Repeat(" ", len(before)+start-from) + strings.Repeat("^", max(1, end-start))
	return strings.TrimRight(shown, " "), carets
}

// Shown returns what a terminal may be given of a line: at most MaxShown code points, with what would steer a terminal or
// hide letters replaced by one visible sign each.
func Shown(line string) string {
	runes := []rune(line)
	if len(runes) > MaxShown {
		return Printable(string(runes[:MaxShown])) + "..."
	}
	return Printable(line)
}

// Printable replaces what would steer a terminal or hide letters by one visible sign each, so that columns stay true.
func Printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == utf8.RuneError, unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return '\uFFFD'
		}
		return r
	}, s)
}
