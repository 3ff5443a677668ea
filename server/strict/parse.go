package strict

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits on a body, on top of its size.
const (
	MaxDepth  = 16     // levels of objects and arrays: a form with records in lists needs six
	MaxNodes  = 50_000 // values in one body: an import of a thousand events
	MaxText   = 4_000  // code points; twice what a fact may hold, so that the fact's own fault is told
	MaxNumber = 40     // letters
	MaxFaults = 50     // told in one answer
)

// Code says what kind of fault it is.
type Code string

// The faults of form. Those of meaning have codes of their own.
const (
	Syntax    Code = "SYNTAX"    // not JSON, or not UTF-8
	Duplicate Code = "DUPLICATE" // the same name twice in one object
	TooDeep   Code = "TOO_DEEP"
	TooLong   Code = "TOO_LONG" // a text, a number or the whole has too many parts
	Unknown   Code = "UNKNOWN_FIELD"
	Missing   Code = "MISSING"
	WrongType Code = "WRONG_TYPE"
	BadValue  Code = "BAD_VALUE" // the right type, but not a value that this field takes
)

// Fault is what is wrong at one place of a body or a query.
type Fault struct {
	Path string // "form.to.level", "events[2].at"; "" for the whole
	Code Code
	NL   string
	EN   string
}

// Kind is the kind of a Node.
type Kind uint8

// The kinds of node.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Node is one parsed value. The zero Node is null.
type Node struct {
	kind    Kind
	flag    bool
	text    string // of a String, or the letters of a Number
	names   []string
	members []Node // of an Object in the order of names; of an Array
}

// Kind returns the kind of n.
func (n Node) Kind() Kind { return n.kind }

// Names returns the names of an object, in the order of the body.
func (n Node) Names() []string { return slices.Clone(n.names) }

// Member returns the value of a name of an object; false if it is not there.
func (n Node) Member(name string) (Node, bool) {
	if i := slices.Index(n.names, name); i >= 0 {
		return n.members[i], true
	}
	return Node{}, false
}

// Text returns the text of a String, and "" for any other kind.
func (n Node) Text() string {
	if n.kind != String {
		return ""
	}
	return n.text
}

// JSON returns n as JSON, objects in the order in which they were sent.
func (n Node) JSON() []byte { return n.append(nil) }

func (n Node) append(b []byte) []byte {
	switch n.kind {
	case Null:
		return append(b, "null"...)
	case Bool:
		return strconv.AppendBool(b, n.flag)
	case Number:
		return append(b, n.text...)
	case String:
		return appendText(b, n.text)
	case Array:
		b = append(b, '[')
		for i, m := range n.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = m.append(b)
		}
		return append(b, ']')
	case Object:
		b = append(b, '{')
		for i, m := range n.members {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendText(b, n.names[i]), ':')
			b = m.append(b)
		}
		return append(b, '}')
	}
	panic("strict: unknown kind")
}

func appendText(b []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always marshals
	}
	return append(b, text...)
}

// Plain returns n as encoding/json would with UseNumber: nil, bool, json.Number, string, []any, map[string]any.
func (n Node) Plain() any {
	switch n.kind {
	case Null:
		return nil
	case Bool:
		return n.flag
	case Number:
		return json.Number(n.text)
	case String:
		return n.text
	case Array:
		list := make([]any, len(n.members))
		for i, m := range n.members {
			list[i] = m.Plain()
		}
		return list
	case Object:
		object := make(map[string]any, len(n.names))
		for i, name := range n.names {
			object[name] = n.members[i].Plain()
		}
		return object
	}
	panic("strict: unknown kind")
}

// Parse reads one JSON value and nothing behind it, with texts of at most longest code points. Faults in the letters
// (Syntax) end the reading; the others are all collected. The Node is of use only when there are no faults.
func Parse(data []byte, longest int) (Node, []Fault) {
	if !utf8.Valid(data) {
		return Node{}, []Fault{{Code: Syntax, NL: "De tekst is geen geldige UTF-8.", EN: "The text is not valid UTF-8."}}
	}
	p := parser{dec: json.NewDecoder(bytes.NewReader(data)), longest: longest}
	p.dec.UseNumber()
	n, err := p.value("", 0)
	if err == nil {
		if _, err = p.dec.Token(); errors.Is(err, io.EOF) {
			return n, p.faults
		}
	}
	if errors.Is(err, errEnough) {
		return Node{}, p.faults
	}
	place := strconv.FormatInt(p.dec.InputOffset(), 10)
	return Node{}, []Fault{{
		Code: Syntax,
		NL:   "De tekst is geen geldige JSON, bij byte " + place + ".",
		EN:   "The text is not valid JSON, at byte " + place + ".",
	}}
}

// errEnough ends the reading of a body that passes a limit: reading on would cost what the limit saves.
var errEnough = errors.New("enough")

type parser struct {
	dec     *json.Decoder
	longest int
	nodes   int
	faults  []Fault
}

func (p *parser) fault(path string, code Code, nl, en string) {
	if len(p.faults) < MaxFaults {
		p.faults = append(p.faults, Fault{Path: path, Code: code, NL: nl, EN: en})
	}
}

func (p *parser) value(path string, depth int) (Node, error) {
	if p.nodes++; p.nodes > MaxNodes {
		p.fault("", TooLong, "De tekst heeft te veel onderdelen.", "The text has too many parts.")
		return Node{}, errEnough
	}
	token, err := p.dec.Token()
	if err != nil {
		return Node{}, err
	}
	switch t := token.(type) {
	case nil:
		return Node{}, nil
	case bool:
		return Node{kind: Bool, flag: t}, nil
	case json.Number:
		if len(t) > MaxNumber {
			p.fault(path, TooLong, "Het getal is te lang.", "The number is too long.")
		}
		return Node{kind: Number, text: string(t)}, nil
	case string:
		p.checkText(path, t)
		return Node{kind: String, text: t}, nil
	case json.Delim:
		if depth >= MaxDepth {
			p.fault(path, TooDeep, "De tekst is te diep genest.", "The text is nested too deeply.")
			return Node{}, errEnough
		}
		if t == '[' {
			return p.array(path, depth+1)
		}
		return p.object(path, depth+1)
	}
	panic("strict: unknown token")
}

func (p *parser) array(path string, depth int) (Node, error) {
	n := Node{kind: Array}
	for p.dec.More() {
		m, err := p.value(path+"["+strconv.Itoa(len(n.members))+"]", depth)
		if err != nil {
			return Node{}, err
		}
		n.members = append(n.members, m)
	}
	_, err := p.dec.Token()
	return n, err
}

func (p *parser) object(path string, depth int) (Node, error) {
	n := Node{kind: Object}
	seen := map[string]bool{}
	for p.dec.More() {
		token, err := p.dec.Token()
		if err != nil {
			return Node{}, err
		}
		name := token.(string) // the decoder gives nothing else here
		at := Join(path, name)
		if seen[name] {
			p.fault(at, Duplicate, "Dit veld staat er twee keer.", "This field is given twice.")
		}
		seen[name] = true
		m, err := p.value(at, depth)
		if err != nil {
			return Node{}, err
		}
		n.names, n.members = append(n.names, name), append(n.members, m)
	}
	_, err := p.dec.Token()
	return n, err
}

// checkText refuses what no person types: the replacement character (a decoder puts it where it mends a lone surrogate),
// and control characters but for tab and line ends, which some databases and terminals cannot bear.
func (p *parser) checkText(path, s string) {
	if utf8.RuneCountInString(s) > p.longest {
		p.fault(path, TooLong, "De tekst is te lang.", "The text is too long.")
	}
	if strings.ContainsFunc(s, hidden) {
		p.fault(path, BadValue, "De tekst bevat een teken dat niet mag.", "The text contains a character that is not allowed.")
	}
}

func hidden(r rune) bool {
	return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
}

// Join makes the path of a member. A name that is not plain is quoted, and a long one cut, so that a path stays readable.
func Join(path, name string) string {
	if !plain(name) {
		runes := []rune(name)
		name = strconv.Quote(string(runes[:min(len(runes), 40)]))
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

func plain(name string) bool {
	ok := func(r rune) bool {
		return r == '_' || r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return name != "" && len(name) <= 40 && strings.IndexFunc(name, func(r rune) bool { return !ok(r) }) < 0
}
