package stroomschema

import (
	"fmt"
	"strings"

	"stroom/definitions/diag"
)

// pageWords are the words of a page in both languages.
var pageWords = struct{ wrong, says, right, empty, severe, mild Text }{
	wrong:  Text{NL: "Fout", EN: "Wrong"},
	says:   Text{NL: "`stroom check` zegt", EN: "`stroom check` says"},
	right:  Text{NL: "Goed", EN: "Right"},
	empty:  Text{NL: "(een leeg bestand)", EN: "(an empty file)"},
	severe: Text{NL: "fout: hiermee kan niets starten", EN: "error: nothing runs with it"},
	mild:   Text{NL: "waarschuwing: het werkt, maar kijk ernaar", EN: "warning: it runs, but look at it"},
}

// Meaning says what the severity of the code means for the file.
func (e Explanation) Meaning() Text {
	if e.Severity == diag.Warning {
		return pageWords.mild
	}
	return pageWords.severe
}

// Page writes the explanation for people, in a language ("nl" or "en"): what is found, why it matters, and for each
// example the telling lines, what is said about them, and the same lines put right.
func (e Explanation) Page(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n%s\n\n%s\n", e.Code, e.Title.In(lang), e.Meaning().In(lang), e.Why.In(lang))
	for _, example := range Examples(e.Code) {
		fmt.Fprintf(&b, "\n%s (%s)\n\n", pageWords.wrong.In(lang), example.Name)
		writeLines(&b, example.Wrong, pageWords.empty.In(lang))
		fmt.Fprintf(&b, "\n%s\n\n", pageWords.says.In(lang))
		for _, line := range strings.Split(strings.TrimSuffix(example.Found, "\n"), "\n") {
			b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		}
		fmt.Fprintf(&b, "\n%s\n\n", pageWords.right.In(lang))
		writeLines(&b, example.Right, pageWords.empty.In(lang))
	}
	return b.String()
}

// writeLines shows lines with their numbers, `>` before those that make the difference and `...` for what is left out.
func writeLines(b *strings.Builder, lines []Line, empty string) {
	if len(lines) == 0 {
		b.WriteString("    " + empty + "\n")
		return
	}
	width := len(fmt.Sprint(lines[len(lines)-1].Number))
	for i, line := range lines {
		if before := line.Number - 1; i == 0 && before > 0 || i > 0 && lines[i-1].Number != before {
			fmt.Fprintf(b, "    %*s   ...\n", width, "")
		}
		mark := ' '
		if line.Telling {
			mark = '>'
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("  %c %*d | %s", mark, width, line.Number, diag.Shown(line.Text)), " ") + "\n")
	}
}
