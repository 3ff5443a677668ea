package diagram

import (
	"strings"
	"unicode"
)

// The widths of the letters from space to tilde in thousandths of the size, of Helvetica and Helvetica Bold (Adobe's font
// metrics). Arial, Liberation Sans and Nimbus Sans have the same.
var (
	plainWidths = [...]int{
		278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to /
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
		1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
		333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
		556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
	}
	boldWidths = [...]int{
		278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
		556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
		975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
		667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
		333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
		611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
	}
)

// accented are letters with the plain letter that is as wide. i with an accent is as wide as t in these fonts.
var accented = map[rune]rune{}

func init() {
	for plain, letters := range map[rune]string{
		'A': "ÀÁÂÃÄÅĀĂĄ", 'C': "ÇĆČ", 'D': "ÐĎĐ", 'E': "ÈÉÊËĒĘĚ", 'G': "Ğ", 'I': "ÌÍÎÏİ", 'L': "ŁĽ", 'N': "ÑŃŇ", 'O': "ÒÓÔÕÖØŐ",
		'R': "ŘŔ", 'S': "ŚŞŠ", 'T': "ŢŤ", 'U': "ÙÚÛÜŮŰŪ", 'Y': "ÝŸ", 'Z': "ŹŻŽ",
		'a': "àáâãäåāăą", 'c': "çćč", 'd': "ðďđ", 'e': "èéêëēęě", 'g': "ğ", 't': "ìíîïıţť", 'l': "łľ", 'n': "ñńň", 'o': "òóôõöøő",
		'r': "řŕ", 's': "śşš", 'u': "ùúûüůűū", 'y': "ýÿ", 'z': "źżž",
		'-': "‐‑", '0': "–", 'W': "—…æÆœŒ", '"': "“”", '\'': "‘’", '+': "≤≥≠×", ' ': "\u00a0", '.': "·",
	} {
		for _, r := range letters {
			accented[r] = plain
		}
	}
}

// letterWidth is the width of a letter in thousandths of its size.
func letterWidth(r rune, bold bool) int {
	if plain, ok := accented[r]; ok {
		r = plain
	}
	switch {
	case r >= ' ' && r <= '~' && bold:
		return boldWidths[r-' ']
	case r >= ' ' && r <= '~':
		return plainWidths[r-' ']
	case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		return 0
	case unicode.Is(unicode.Han, r), unicode.Is(unicode.Hiragana, r), unicode.Is(unicode.Katakana, r), unicode.Is(unicode.Hangul, r), r > 0xffff:
		return 1000
	}
	return 700
}

// font is how a text is set.
type font struct {
	size int // pixels
	bold bool
}

// width is how long a text is, in whole pixels, rounded up.
func (f font) width(text string) int {
	sum := 0
	for _, r := range text {
		sum += letterWidth(r, f.bold)
	}
	return (sum*f.size + 999) / 1000
}

const ellipsis = "…"

// wrap breaks a text into lines that fit, at most so many; what does not fit any more is an ellipsis. A word that is longer
// than a line is broken where the line ends.
func (f font) wrap(text string, width, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if joined := strings.TrimLeft(line+" "+word, " "); f.width(joined) <= width {
			line = joined
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for f.width(word) > width {
			head := f.fitting(word, width)
			lines, word = append(lines, head), word[len(head):]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	if len(lines) > most {
		lines = lines[:most]
		lines[most-1] = f.cut(lines[most-1]+ellipsis, width)
	}
	return lines
}

// fitting is the longest beginning of a word that fits, at least one letter.
func (f font) fitting(word string, width int) string {
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if i > 0 && f.width(word[:next]) > width {
			break
		}
		end = next
	}
	return word[:end]
}

// cut shortens a text to what fits, with an ellipsis when something went.
func (f font) cut(text string, width int) string {
	if f.width(text) <= width {
		return text
	}
	runes := []rune(strings.TrimSuffix(text, ellipsis))
	for len(runes) > 0 && f.width(strings.TrimRight(string(runes), " ,.;:")+ellipsis) > width {
		runes = runes[:len(runes)-1]
	}
	return strings.TrimRight(string(runes), " ,.;:") + ellipsis
}

// widest is the width of the longest of some lines.
func (f font) widest(lines []string) int {
	most := 0
	for _, l := range lines {
		most = max(most, f.width(l))
	}
	return most
}
