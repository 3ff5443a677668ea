package stroomschema

import (
	"bytes"
	"strings"

	"stroom/definitions/diag"
)

// Document is a file as it is being written: what can be read of it although it is not, or not yet, YAML. Tools that help
// while somebody types use it; whoever runs a definition has it compiled.
type Document struct {
	File   string
	Faults diag.List // what read says of the file as it stands; one error of YAML hides what stands behind it
	Mended bool      // the file is no YAML: quotes and brackets were closed, and lines left out, to read the rest of it
	root   *node     // nil: nothing can be read
}

// maxReads is how often a file is read while it is mended; then its last good lines are given up.
const maxReads = 12

// ReadDocument reads a file, and when it is no YAML, what is left of it when the lines that break it are mended. Places
// count lines and columns of the text as it stands; Byte counts in the mended text.
func ReadDocument(file string, text []byte) *Document {
	root, found := read(file, text)
	d := &Document{File: file, Faults: found, root: root}
	if root == nil && len(found) == 1 && found[0].Code == CodeSyntax {
		d.Mended = true
		d.root = mend(file, text)
	}
	return d
}

// Root returns the outermost value; the zero Node when nothing can be read.
func (d *Document) Root() Node { return Node{d.root} }

// mend reads a text that is no YAML; nil when that cannot be done within maxReads. First it closes what is open at the ends
// of lines; then it mends the line in which the reader meets a fault, or one of those above it, by a colon, and if that
// does not help, by leaving it out.
func mend(file string, text []byte) *node {
	lines := closeLines(splitLines(text))
	try := func() (*node, int) {
		root, found := read(file, joinLines(lines))
		if root != nil || len(found) == 0 || found[0].Code != CodeSyntax {
			return root, 0
		}
		return nil, found[0].Subject.Start.Line
	}
	root, at := try()
	for reads := 1; root == nil && at > 0 && reads < maxReads; {
		fault, mended := at, false
		for line := min(fault, len(lines)); line > max(0, fault-4) && !mended && reads < maxReads; line-- {
			was := lines[line-1]
			for _, instead := range []string{withColon(was), ""} {
				if instead == was || strings.TrimSpace(was) == "" {
					continue
				}
				lines[line-1] = instead
				reads++
				if root, at = try(); root != nil || at > fault {
					mended = true
					break
				}
				lines[line-1] = was
			}
		}
		if !mended {
			if strings.TrimSpace(lines[min(fault, len(lines))-1]) == "" {
				return nil
			}
			lines[min(fault, len(lines))-1] = ""
			reads++
			root, at = try()
		}
	}
	return root
}

func splitLines(text []byte) []string {
	lines := strings.Split(string(text), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
	}
	return lines
}

func joinLines(lines []string) []byte { return []byte(strings.Join(lines, "\n")) }

// withColon makes a key of a word that stands alone on its line.
func withColon(line string) string {
	word := strings.TrimLeft(strings.TrimSpace(line), "- ")
	if word == "" || strings.ContainsAny(word, ":{}[]\"'#,") {
		return line
	}
	return strings.TrimRight(line, " ") + ":"
}

// closeLines closes quotes at the ends of the lines in which they are opened, and brackets where the next line is not
// indented further than the one that opens them.
func closeLines(lines []string) []string {
	out := make([]string, len(lines))
	var open []byte // brackets to close, innermost last
	opened, block := 0, -1
	for i, line := range lines {
		out[i] = line
		blank := strings.TrimSpace(line) == ""
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if block >= 0 && (blank || indent > block) {
			continue // the text of a block scalar
		}
		block = -1
		if blank {
			continue
		}
		if len(open) > 0 && indent <= opened {
			last := i - 1
			for last > 0 && strings.TrimSpace(out[last]) == "" {
				last--
			}
			out[last] = appendTo(out[last], closing(open))
			open = nil
		}
		if len(open) == 0 {
			opened = indent
		}
		s := scanLine(line, open)
		open = s.open
		if s.quote != 0 {
			out[i] += string(s.quote)
		}
		if s.block && len(open) == 0 {
			block = indent
		}
	}
	if len(open) > 0 {
		last := len(out) - 1
		for last > 0 && strings.TrimSpace(out[last]) == "" {
			last--
		}
		out[last] = appendTo(out[last], closing(open))
	}
	return out
}

// appendTo writes something at the end of a line, before a comment.
func appendTo(line, what string) string {
	if s := scanLine(line, nil); s.comment >= 0 {
		return strings.TrimRight(line[:s.comment], " ") + what
	}
	return line + what
}

// closing are the brackets that close those that are open, in order.
func closing(open []byte) string {
	var b strings.Builder
	for i := len(open) - 1; i >= 0; i-- {
		if open[i] == '{' {
			b.WriteByte('}')
		} else {
			b.WriteByte(']')
		}
	}
	return b.String()
}

// scanned is what a line looks like to somebody who knows brackets, quotes and comments only.
type scanned struct {
	open    []byte // the brackets that are open at its end
	quote   byte   // the quote that is open at its end; 0: none
	comment int    // where a comment begins; -1: nowhere
	block   bool   // it ends in | or >: a block scalar follows
}

func scanLine(line string, open []byte) scanned {
	s := scanned{open: bytes.Clone(open), comment: -1}
	fresh := true // a quote here opens a text; elsewhere it is a letter
	for i := 0; i < len(line); i++ {
		switch b := line[i]; {
		case (b == '"' || b == '\'') && fresh:
			end := textEnd(line, i)
			if end < 0 {
				s.quote = b
				return s
			}
			i, fresh = end, false
		case b == '#' && (i == 0 || line[i-1] == ' '):
			s.comment = i
			return s
		case b == '{' || b == '[':
			if fresh || len(s.open) > 0 {
				s.open, fresh = append(s.open, b), true
			}
		case (b == '}' || b == ']') && len(s.open) > 0:
			s.open, fresh = s.open[:len(s.open)-1], false
		case b == ',' && len(s.open) > 0:
			fresh = true
		case b == ' ':
			if i > 0 && (line[i-1] == ':' || line[i-1] == '-' && strings.TrimSpace(line[:i-1]) == "") {
				fresh = true
			}
		default:
			fresh = false
		}
	}
	end := strings.TrimRight(line, " ")
	for _, mark := range []string{"|", ">", "|-", ">-", "|+", ">+"} {
		s.block = s.block || strings.HasSuffix(end, ": "+mark) || strings.HasSuffix(end, "- "+mark)
	}
	return s
}

// textEnd is where the quote stands that closes the text beginning at a place; -1 when none does.
func textEnd(line string, at int) int {
	for i := at + 1; i < len(line); i++ {
		switch {
		case line[at] == '"' && line[i] == '\\':
			i++
		case line[i] == line[at] && line[at] == '\'' && i+1 < len(line) && line[i+1] == '\'':
			i++
		case line[i] == line[at]:
			return i
		}
	}
	return -1
}
