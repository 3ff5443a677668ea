package enginetest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows/engine"
)

// command is one command of a transcript: "take main.ask.accept by ann as desk of o1 at 2026-01-12 10:00 with {size: 3}".
type command struct {
	verb  string
	what  string // the word behind the verb
	words map[string]string
	with  string // what stands behind `with`, as written
	input string // the lines between the command and its dashes
	line  int
}

// valued are the words that have one word behind them.
var valued = []string{"by", "as", "of", "key", "run", "visit", "id", "read", "kind", "from", "reason", "reply"}

// parseCommand reads the line of a command.
func parseCommand(text string, line int) (command, error) {
	head, with, _ := strings.Cut(text, " with ")
	c := command{words: map[string]string{}, with: strings.TrimSpace(with), line: line}
	words := splitWords(head)
	if len(words) == 0 {
		return c, fmt.Errorf("line %d: no command", line)
	}
	c.verb, words = words[0], words[1:]
	for len(words) > 0 {
		switch name := words[0]; {
		case name == "at" || name == "occurred" || name == "until":
			if len(words) < 3 {
				return c, fmt.Errorf("line %d: %s needs a day and a time", line, name)
			}
			c.words[name], words = words[1]+" "+words[2], words[3:]
		case len(words) > 1 && slices.Contains(valued, name):
			c.words[name], words = words[1], words[2:]
		case c.what == "":
			c.what, words = name, words[1:]
		default:
			return c, fmt.Errorf("line %d: %q is not understood", line, name)
		}
	}
	return c, nil
}

// splitWords splits at spaces; a text in double quotes is one word, without its quotes.
func splitWords(s string) []string {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] == '"' {
			if end := strings.IndexByte(s[1:], '"'); end >= 0 {
				out, s = append(out, s[1:end+1]), s[end+2:]
				continue
			}
		}
		word, rest, _ := strings.Cut(s, " ")
		out, s = append(out, word), rest
	}
	return out
}

// actor reads "by ann as desk of o1".
func (c command) actor() engine.Actor {
	return engine.Actor{Person: c.words["by"], Role: c.words["as"], Organisation: c.words["of"]}
}

func (c command) number(name string) int {
	n, _ := strconv.Atoi(c.words[name])
	return n
}

// moment reads "2026-01-12 10:00" in the zone of the definition; the zero time when the command does not say.
func (c command) moment(name string, zone *time.Location) (time.Time, error) {
	text, ok := c.words[name]
	if !ok {
		return time.Time{}, nil
	}
	t, err := time.ParseInLocation("2006-01-02 15:04", text, zone)
	if err != nil {
		return time.Time{}, fmt.Errorf("line %d: %q is no moment", c.line, text)
	}
	return t.UTC(), nil
}

// form reads {size: 3, to: {level: K2L}} by the types of the fields. A field that is not declared becomes a text, so that a
// transcript can show how it is refused.
func (c command) form(schema *rules.Schema, fields []stroomschema.Field) (engine.Values, error) {
	if c.with == "" {
		return nil, nil
	}
	p := &plainParser{rest: c.with}
	raw, ok := p.value().(map[string]any)
	if !ok || strings.TrimSpace(p.rest) != "" {
		return nil, fmt.Errorf("line %d: %q is no form", c.line, c.with)
	}
	out := engine.Values{}
	for _, name := range slices.Sorted(maps.Keys(raw)) {
		v := raw[name]
		t, known := typeOf(fields, name)
		if !known {
			out[name] = rules.TextOf(fmt.Sprint(v))
			continue
		}
		value, faults := schema.Decode(t, v)
		if len(faults) > 0 {
			value = misfit(v) // the engine shall refuse it, not the transcript
		}
		out[name] = value
	}
	return out, nil
}

// misfit makes a value of what does not fit its type.
func misfit(raw any) rules.Value {
	text := fmt.Sprint(raw)
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return rules.IntOf(n)
	}
	return rules.TextOf(text)
}

func typeOf(fields []stroomschema.Field, name string) (rules.Type, bool) {
	for _, f := range fields {
		if f.Name == name {
			t := f.Type
			t.Optional = true // "none" shows how an unset field is refused
			return t, true
		}
	}
	return rules.Type{}, false
}

// plainParser reads values in the short form of YAML: {a: 1, b: [x, y], c: "text"}.
type plainParser struct{ rest string }

func (p *plainParser) value() any {
	p.rest = strings.TrimLeft(p.rest, " ")
	switch {
	case strings.HasPrefix(p.rest, "{"):
		p.rest = p.rest[1:]
		out := map[string]any{}
		for !p.accept("}") && p.rest != "" {
			name, rest, _ := strings.Cut(p.rest, ":")
			p.rest = rest
			out[strings.TrimSpace(name)] = p.value()
			p.accept(",")
		}
		return out
	case strings.HasPrefix(p.rest, "["):
		p.rest = p.rest[1:]
		out := []any{}
		for !p.accept("]") && p.rest != "" {
			out = append(out, p.value())
			p.accept(",")
		}
		return out
	case strings.HasPrefix(p.rest, `"`):
		text, rest, _ := strings.Cut(p.rest[1:], `"`)
		p.rest = rest
		return text
	default:
		end := strings.IndexAny(p.rest, ",}]")
		if end < 0 {
			end = len(p.rest)
		}
		word := strings.TrimSpace(p.rest[:end])
		p.rest = p.rest[end:]
		if word == "none" {
			return nil
		}
		return rules.Scalar(word)
	}
}

func (p *plainParser) accept(sign string) bool {
	p.rest = strings.TrimLeft(p.rest, " ")
	rest, ok := strings.CutPrefix(p.rest, sign)
	p.rest = rest
	return ok
}
