package sheet

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Media is the media type of a sheet.
const Media = "text/csv; charset=utf-8; header=present"

const (
	mark    = "\ufeff"
	between = ";"
	end     = "\r\n"
)

// Sheet is a file of lines that is being written. The zero Sheet is an empty one, without stamps.
type Sheet struct {
	out     bytes.Buffer
	chained bool
	stamp   string
}

// Chained begins a sheet of which each line ends with a stamp.
func Chained() *Sheet { return &Sheet{chained: true} }

// Line adds a line of cells.
func (s *Sheet) Line(cells ...string) {
	text := make([]string, len(cells), len(cells)+1)
	for i, c := range cells {
		text[i] = cell(c)
	}
	if s.out.Len() == 0 {
		s.out.WriteString(mark)
	}
	line := strings.Join(text, between)
	s.out.WriteString(line)
	if s.chained {
		s.stamp = next(s.stamp, line)
		s.out.WriteString(between + s.stamp)
	}
	s.out.WriteString(end)
}

// Stamp is the stamp of the last line; "" while there is none.
func (s *Sheet) Stamp() string { return s.stamp }

// Bytes is the file as it is now.
func (s *Sheet) Bytes() []byte { return s.out.Bytes() }

// next is the stamp of a line that follows one with another stamp.
func next(stamp, line string) string {
	sum := sha256.Sum256([]byte(stamp + line))
	return hex.EncodeToString(sum[:])
}

// number is what a spreadsheet may take for a number: a minus before it makes no formula.
var number = regexp.MustCompile(`^-?[0-9]{1,15}([.,][0-9]{1,15})?$`)

// formula are the letters with which a formula begins, narrow and wide. Source: OWASP, CSV injection; ASVS 5.0 1.2.10.
const formula = "=+-@\uff1d\uff0b\uff0d\uff20|"

// cell writes a cell: on one line, no formula, and in quotes where a separator stands in it.
func cell(text string) string {
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, text))
	first, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune(formula, first) && !number.MatchString(text) {
		text = "'" + text
	}
	if strings.ContainsAny(text, between+`"`) {
		text = `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

// Broken says that a file is not as it was written, and from which line on.
type Broken struct{ Line int }

// Error says where.
func (b *Broken) Error() string {
	return fmt.Sprintf("line %d is not as it was written", b.Line)
}

// Check goes over a chained sheet. It returns the stamp of its last line, to be compared with the one that was kept, and the
// number of lines.
//
// Errors: *Broken.
func Check(file []byte) (stamp string, lines int, err error) {
	rest, marked := strings.CutPrefix(string(file), mark)
	if !marked {
		return "", 0, &Broken{1}
	}
	for rest != "" {
		line, after, whole := strings.Cut(rest, end)
		at := strings.LastIndex(line, between)
		if !whole || at < 0 || next(stamp, line[:at]) != line[at+1:] {
			return "", lines, &Broken{lines + 1}
		}
		stamp, lines, rest = line[at+1:], lines+1, after
	}
	return stamp, lines, nil
}
