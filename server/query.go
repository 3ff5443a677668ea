package server

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"stroom/server/strict"
	"stroom/workflows/engine"
)

// MaxQuery bounds the query of an address, in bytes.
const MaxQuery = 4 << 10

// maxAny bounds one parameter of a page, in bytes.
const maxAny = 2_000

// paramKind is the kind of value that a query parameter takes.
type paramKind int

const (
	textParam paramKind = iota
	choiceParam
	boolParam
	numberParam
	momentParam
	cursorParam
	anyParam // whatever a browser sends, for pages only
)

// param is one query parameter of a route.
type param struct {
	name    string
	kind    paramKind
	pattern string   // of strict.Patterns, for a text
	choices []string // for a choice
	most    uint64   // for a number
	list    string   // for a cursor: the list whose pages it goes through
	doc     string   // Dutch, for the OpenAPI document
}

// query is a checked query.
type query struct {
	texts   map[string]string
	moments map[string]time.Time
	numbers map[string]uint64
	after   *Place
}

func (q query) text(name string) string { return q.texts[name] }

func (q query) number(name string, otherwise uint64) uint64 {
	if n, ok := q.numbers[name]; ok {
		return n
	}
	return otherwise
}

func (q query) moment(name string) *time.Time {
	if t, ok := q.moments[name]; ok {
		return &t
	}
	return nil
}

// truth returns nil when the parameter was not given.
func (q query) truth(name string) *bool {
	if text, ok := q.texts[name]; ok {
		b := text == "true"
		return &b
	}
	return nil
}

// readQuery checks a query against the parameters of a route and returns all faults. A page lets pass what it does not know,
// for browsers and issuers add things of their own, and takes an empty field of a form for one that was not filled in.
func readQuery(raw string, params []param, page bool, cursors *cursors) (query, *refusal) {
	q := query{texts: map[string]string{}, moments: map[string]time.Time{}, numbers: map[string]uint64{}}
	values, err := url.ParseQuery(raw)
	if err != nil || len(raw) > MaxQuery {
		return q, refuse(badQuery, strict.Fault{Code: strict.Syntax, NL: "De vraag in het adres is niet leesbaar.", EN: "The query in the address cannot be read."})
	}
	var faults []strict.Fault
	fault := func(name string, c strict.Code, nl, en string) {
		faults = append(faults, strict.Fault{Path: strict.Join("", name), Code: c, NL: nl, EN: en})
	}
	for _, p := range params {
		given, there := values[p.name]
		switch {
		case !there, page && given[0] == "":
		case len(given) > 1:
			fault(p.name, strict.Duplicate, "Deze parameter staat er twee keer.", "This parameter is given twice.")
		case !q.take(p, given[0], cursors):
			want := p.wanted()
			fault(p.name, strict.BadValue, want.NL, want.EN)
		}
	}
	var unknown []string
	for name := range values {
		if !page && !slices.ContainsFunc(params, func(p param) bool { return p.name == name }) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	for _, name := range unknown[:min(len(unknown), strict.MaxFaults)] {
		fault(name, strict.Unknown, "Deze parameter bestaat niet.", "There is no such parameter.")
	}
	if faults != nil {
		return q, refuse(badQuery, faults...)
	}
	return q, nil
}

// wanted says what value a parameter takes.
func (p param) wanted() engine.Said {
	switch p.kind {
	case textParam:
		nl, en := strict.Wanted(p.pattern)
		return engine.Said{NL: nl, EN: en}
	case choiceParam:
		choices := strings.Join(p.choices, ", ")
		return engine.Said{NL: "Kies uit: " + choices + ".", EN: "Choose from: " + choices + "."}
	case boolParam:
		return engine.Said{NL: "Hier hoort true of false.", EN: "This must be true or false."}
	case numberParam:
		return bounded(int(p.least()), int(p.most))
	case momentParam:
		return engine.Said{NL: "Hier hoort een moment, zoals 2026-01-12T09:00:00Z.", EN: "This must be a moment, such as 2026-01-12T09:00:00Z."}
	case anyParam:
		return engine.Said{NL: "Dit is te lang.", EN: "This is too long."}
	case cursorParam:
		return engine.Said{NL: "Dit is geen cursor van deze lijst. Neem hem over uit next, of begin zonder cursor.",
			EN: "This is no cursor of this list. Copy it from next, or begin without one."}
	}
	panic("server: unknown kind of parameter")
}

// least is the smallest number that a parameter takes: a page has at least one line.
func (p param) least() uint64 {
	if p.name == limitParam.name {
		return 1
	}
	return 0
}

func (q *query) take(p param, value string, cursors *cursors) bool {
	switch p.kind {
	case textParam:
		q.texts[p.name] = value
		return strict.Patterns[p.pattern].MatchString(value)
	case choiceParam:
		q.texts[p.name] = value
		return slices.Contains(p.choices, value)
	case boolParam:
		q.texts[p.name] = value
		return value == "true" || value == "false"
	case numberParam:
		n, err := strconv.ParseUint(value, 10, 64)
		q.numbers[p.name] = n
		return err == nil && n <= p.most && n >= p.least() && !strings.HasPrefix(value, "+")
	case momentParam:
		t, ok := strict.Moment(value)
		q.moments[p.name] = t
		return ok
	case anyParam:
		q.texts[p.name] = value
		return len(value) <= maxAny
	case cursorParam:
		place, ok := cursors.open(p.list, value)
		q.after = place
		return ok
	}
	panic("server: unknown kind of parameter")
}
