package scenario

import (
	"fmt"
	"strings"

	"stroom/definitions/diag"
)

// Text tells what became of every scenario, and how many passed.
func (r Run) Text() string {
	var b strings.Builder
	for _, p := range r.Scenarios {
		p.tell(&b)
	}
	fmt.Fprintf(&b, "%d of %s passed, %s\n", r.Passed, count(len(r.Scenarios), "scenario"), count(r.Checks, "check"))
	for _, c := range r.Coverage {
		b.WriteString("\n" + CoverageText(c))
	}
	if len(r.Missed) > 0 {
		b.WriteString("\n" + strings.Join(r.Missed, "\n") + "\n")
	}
	return b.String()
}

func (p Played) tell(b *strings.Builder) {
	name := p.Title
	if name == "" || len(p.Findings) > 0 {
		name = p.File
	}
	name = diag.Printable(name)
	if p.Passed {
		fmt.Fprintf(b, "ok    %s (%s, %s)\n", name, count(p.Events, "event"), count(p.Checks, "check"))
		return
	}
	fmt.Fprintf(b, "FAIL  %s\n", name)
	for i, text := range append(p.stories, p.text) {
		if text != "" {
			if i > 0 && len(p.stories) > 0 {
				b.WriteString("\n")
			}
			b.WriteString("  " + indented(text) + "\n")
		}
	}
}

// indented puts every line but empty ones two letters to the right, the first one aside.
func indented(text string) string {
	text = strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n  ")
	return strings.ReplaceAll(text, "\n  \n", "\n\n")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
