package rules

import (
	"encoding/json"
	"fmt"
	"unicode/utf8"
)

// tokens reads JSON by its tokens. Every value of a journal goes through it, many for each decision: the decoder of the
// standard library allocates more for one value than most values hold.
type tokens struct {
	data []byte
	at   int // the next byte
}

// next returns the first byte of the next token, without taking it; 0 at the end.
func (t *tokens) next() byte {
	for ; t.at < len(t.data); t.at++ {
		switch c := t.data[t.at]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// mark takes a bracket, a comma or a colon.
func (t *tokens) mark(want byte) error {
	if t.next() != want || t.at == len(t.data) {
		return fmt.Errorf("%q does not stand at byte %d", want, t.at)
	}
	t.at++
	return nil
}

// word takes true, false or null.
func (t *tokens) word(want string) error {
	if end := t.at + len(want); end > len(t.data) || string(t.data[t.at:end]) != want {
		return fmt.Errorf("%s does not stand at byte %d", want, t.at)
	}
	t.at += len(want)
	return nil
}

// number takes the letters of a number; "" if there is none. Whether they make one is for the caller to see.
func (t *tokens) number() string {
	t.next()
	from := t.at
	for ; t.at < len(t.data); t.at++ {
		switch c := t.data[t.at]; {
		case c >= '0' && c <= '9', c == '-', c == '+', c == '.', c == 'e', c == 'E':
			continue
		}
		break
	}
	return string(t.data[from:t.at])
}

// text takes a string.
func (t *tokens) text() (string, error) {
	if err := t.mark('"'); err != nil {
		return "", err
	}
	from := t.at
	for ; t.at < len(t.data); t.at++ {
		switch c := t.data[t.at]; {
		case c == '"':
			body := t.data[from:t.at]
			t.at++
			return string(body), nil
		case c == '\\' || c < ' ' || c >= utf8.RuneSelf:
			return t.unquote(from)
		}
	}
	return "", fmt.Errorf("a text from byte %d has no end", from)
}

// unquote takes the rest of a string that holds more than plain letters, as the standard library reads it.
func (t *tokens) unquote(from int) (string, error) {
	for ; t.at < len(t.data) && t.data[t.at] != '"'; t.at++ {
		if t.data[t.at] == '\\' {
			t.at++
		}
	}
	if t.at >= len(t.data) {
		return "", fmt.Errorf("a text from byte %d has no end", from)
	}
	t.at++
	var s string
	err := json.Unmarshal(t.data[from-1:t.at], &s)
	return s, err
}

// member takes the name of a member and its colon.
func (t *tokens) member() (string, error) {
	name, err := t.text()
	if err != nil {
		return "", err
	}
	return name, t.mark(':')
}

// each takes an array or an object, part by part.
func (t *tokens) each(open, end byte, part func() error) error {
	if err := t.mark(open); err != nil {
		return err
	}
	if t.next() == end {
		return t.mark(end)
	}
	for {
		if err := part(); err != nil {
			return err
		}
		if t.next() != ',' {
			return t.mark(end)
		}
		t.at++
	}
}
