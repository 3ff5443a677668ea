package stroomschema

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// written is the scalar of e on one line.
func (e *entry) written() string {
	n := e.value
	if n.null() {
		return "~"
	}
	text := n.text
	switch how := e.writing(); {
	case how == asText, how == asPath && !simple(text), how == asData && strings.Contains(text, " "):
		return quoted(text)
	case how == asData && typed(text):
		if n.style == plainStyle {
			return text
		}
		return quoted(text)
	}
	return bare(text)
}

// bare writes a text plain where that means the same everywhere in a file, else in quotes.
func bare(text string) string {
	if plainSafe(text) {
		return text
	}
	return quoted(text)
}

// plainSafe reports whether a text may stand without quotes, within brackets as outside, as a key and as a value. It
// knows less than YAML: signs that people would have to look up are for quotes.
func plainSafe(text string) bool {
	switch text {
	case "", "null", "Null", "NULL":
		return false
	}
	previous := ' '
	for i, r := range text {
		switch {
		case unicode.IsLetter(r) || r >= '0' && r <= '9' || r == '_':
		case i == 0 && r == '-' && len(text) > 1 && text[1] >= '0' && text[1] <= '9':
		case i == 0:
			return false
		case strings.ContainsRune("-./@%()", r):
		case r == ' ' && previous != ' ' && previous != ':':
		case r == ':':
		default:
			return false
		}
		previous = r
	}
	return previous != ' ' && previous != ':'
}

// simple reports whether an expression is no more than a name, a path or a value.
func simple(text string) bool {
	for i, r := range text {
		if !(r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) || r == '_' || r == '.' || i == 0 && r == '-' && len(text) > 1) {
			return false
		}
	}
	return text != ""
}

// typed reports whether a text without quotes may mean a number, a truth or nothing.
func typed(text string) bool {
	switch strings.ToLower(text) {
	case "", "true", "false", "null", "~":
		return true
	}
	_, err := strconv.ParseFloat(text, 64)
	return err == nil
}

// quoted writes a text in double quotes, or in single ones where that saves escapes.
func quoted(text string) string {
	doubles, singles := 0, 0
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			doubles++
		case r == '\'':
			singles++
		case !shown(r):
			return escaped(text)
		}
	}
	if doubles > singles {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return escaped(text)
}

// shown reports whether a letter may stand in a file as it is.
func shown(r rune) bool {
	return r == ' ' || unicode.IsGraphic(r) && !unicode.IsSpace(r)
}

func escaped(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case shown(r):
			b.WriteRune(r)
		case r <= 0xFF:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// blockLines returns the header and the lines of the scalar of e as a block, when it is one or is better as one; width is
// what a line may take. The third result is false when it is written on one line.
func (e *entry) blockLines(width int, fits bool) (header string, lines []string, ok bool) {
	text, n := e.value.text, e.value
	if n.style == blockStyle && strings.Contains(text, "\n") {
		if body := strings.TrimSuffix(text, "\n"); e.header.letter == '>' && !strings.Contains(body, "\n") && foldable(body) {
			return blockHeader(">", text), e.folded(body, width), true
		}
		if literal(text) {
			return blockHeader("|", text), strings.Split(strings.TrimSuffix(text, "\n"), "\n"), true
		}
		return "", nil, false
	}
	if !foldable(text) {
		return "", nil, false
	}
	if e.header.letter == '>' {
		if lines := e.folded(text, width); len(lines) > 1 {
			return ">-", lines, true
		}
	}
	if how := e.writing(); fits || how == asName || how == asData && !strings.Contains(text, " ") {
		return "", nil, false
	}
	lines = e.wrapped(text, width)
	if len(lines) == 1 && runeCount(text) > width {
		return "", nil, false // a long word gains nothing
	}
	return ">-", lines, true
}

func blockHeader(kind, text string) string {
	if strings.HasSuffix(text, "\n") {
		return kind
	}
	return kind + "-"
}

// literal reports whether a text can be written as a literal block, line by line.
func literal(text string) bool {
	body := strings.TrimSuffix(text, "\n")
	for i, line := range strings.Split(body, "\n") {
		if line != strings.TrimRight(line, " ") || i == 0 && (line == "" || line[0] == ' ') {
			return false
		}
		for _, r := range line {
			if !shown(r) {
				return false
			}
		}
	}
	return !strings.HasSuffix(body, "\n")
}

// foldable reports whether a text can be written as a folded block: words with a space between them.
func foldable(text string) bool {
	previous := ' '
	for _, r := range text {
		if !shown(r) || r == ' ' && previous == ' ' {
			return false
		}
		previous = r
	}
	return previous != ' '
}

// folded returns the lines of a folded block as the author broke them, where that fits.
func (e *entry) folded(text string, width int) []string {
	n := e.value
	var lines []string
	for number := n.rng.Start.Line; number <= n.rng.End.Line; number++ {
		line := strings.Trim(string(n.src.line(number)), " \t")
		if line == "" || runeCount(line) > width {
			return e.wrapped(text, width)
		}
		lines = append(lines, line)
	}
	if strings.Join(lines, " ") != text {
		return e.wrapped(text, width)
	}
	return lines
}

// condition reports whether the scalar of e is an expression.
func (e *entry) condition() bool {
	if e.place == nil {
		return false
	}
	for _, scalar := range e.place.Scalars() {
		if scalar.Kind == KindExpr {
			return true
		}
	}
	return false
}

// wrapped breaks a text into lines: a condition before its operators, other texts between words.
func (e *entry) wrapped(text string, width int) []string {
	words := strings.Split(text, " ")
	if e.condition() {
		words = operands(words)
	} else {
		words = phrases(words)
	}
	lines := []string{words[0]}
	for _, word := range words[1:] {
		last := &lines[len(lines)-1]
		if runeCount(*last)+1+runeCount(word) > width {
			lines = append(lines, word)
			continue
		}
		*last += " " + word
	}
	return lines
}

// phrases joins the words of a value that a text quotes: {risk.date | none}.
func phrases(words []string) []string {
	var parts []string
	open := 0
	for i, word := range words {
		if i == 0 || open <= 0 {
			parts = append(parts, word)
			open = 0
		} else {
			parts[len(parts)-1] += " " + word
		}
		open += strings.Count(word, "{") - strings.Count(word, "}")
	}
	return parts
}

// operands joins the words of a condition to parts that each start with an operator.
func operands(words []string) []string {
	var parts []string
	var quote rune // the string literal in which the words stand
	for i, word := range words {
		starts := quote == 0 && (word == "&&" || word == "||" || word == "?" || word == ":")
		if i == 0 || starts {
			parts = append(parts, word)
		} else {
			parts[len(parts)-1] += " " + word
		}
		escape := false
		for _, r := range word {
			switch {
			case escape:
				escape = false
			case r == '\\' && quote != 0:
				escape = true
			case quote == 0 && (r == '\'' || r == '"'):
				quote = r
			case r == quote:
				quote = 0
			}
		}
	}
	return parts
}
