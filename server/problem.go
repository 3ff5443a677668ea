package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"

	"stroom/server/auth"
	"stroom/server/strict"
	"stroom/workflows/engine"
)

// Problem is an answer that says no, in the form of RFC 9457 with what our clients need beside it.
type Problem struct {
	Type        string       `json:"type" doc:"Soort probleem: een vaste URN."`
	Title       string       `json:"title" doc:"Korte naam van het probleem."`
	Status      int          `json:"status" doc:"De HTTP-status."`
	Detail      string       `json:"detail" doc:"Wat er aan de hand is, in gewone taal."`
	Instance    string       `json:"instance" doc:"Kenmerk van dit ene verzoek. Noem het als u iets meldt."`
	Code        string       `json:"code" doc:"Vaste code van de reden, voor programma's."`
	Rule        string       `json:"rule,omitempty" doc:"De regel van het stroomschema die nee zegt."`
	Explanation *Explanation `json:"explanation,omitempty" doc:"Waarom het niet mag, zo ver als u dat mag weten."`
	Needed      *Needed      `json:"needed,omitempty" doc:"Wat er nodig is om het wel te mogen."`
	Faults      []Fault      `json:"faults,omitempty" doc:"Alle fouten in wat u stuurde."`
}

// Explanation says which rules do not hold, and on which values, as far as the reader may know.
type Explanation struct {
	Text   string   `json:"text" doc:"De uitleg, in de woorden van het stroomschema."`
	Failed []Failed `json:"failed,omitempty" doc:"De regels waaraan niet is voldaan."`
	Fault  bool     `json:"fault,omitempty" doc:"De fout zit in het stroomschema, niet bij u."`
}

// Failed is one rule that does not hold.
type Failed struct {
	Rule  string `json:"rule" doc:"Naam van de regel."`
	Code  string `json:"code,omitempty" doc:"Code van de regel."`
	Text  string `json:"text" doc:"De tekst van de regel."`
	Parts []Part `json:"parts,omitempty" doc:"De delen van de regel die niet kloppen."`
}

// Part is a part of a rule that makes it false.
type Part struct {
	Source string    `json:"source" doc:"Het deel, zoals het in het stroomschema staat."`
	Reads  []Reading `json:"reads,omitempty" doc:"De gegevens die het deel las."`
}

// Reading is a value that a part read.
type Reading struct {
	Name   string `json:"name" doc:"Naam van het gegeven."`
	Label  string `json:"label,omitempty" doc:"Het gegeven in woorden."`
	Value  string `json:"value,omitempty" doc:"De waarde."`
	Text   string `json:"text,omitempty" doc:"De waarde in woorden."`
	Hidden bool   `json:"hidden,omitempty" doc:"U mag de waarde niet zien."`
}

// Needed is what would make it allowed.
type Needed struct {
	Who     []Address  `json:"who,omitempty" doc:"Wie het wel mag."`
	From    *time.Time `json:"from,omitempty" doc:"Vanaf wanneer het mag."`
	Rules   []string   `json:"rules,omitempty" doc:"De regels waaraan moet worden voldaan."`
	Instead string     `json:"instead,omitempty" doc:"Wat u nu wel kunt doen."`
}

// Address is a role at an organisation.
type Address struct {
	Role         string `json:"role" doc:"De rol."`
	Organisation string `json:"organisation,omitempty" doc:"De organisatie. Leeg: bij elke organisatie."`
}

// Fault is what is wrong at one place of what was sent.
type Fault struct {
	Path string `json:"path" doc:"De plaats: een veld, een parameter of een header."`
	Code string `json:"code" doc:"Vaste code van de fout."`
	Text string `json:"text" doc:"Wat er mis is."`
}

// refusal is an error that says no with a code. It is language-free: the call that answers puts it in words.
type refusal struct {
	code       code
	faults     []strict.Fault
	rejection  *engine.Rejection
	retryAfter int    // seconds; 0: the default of its status
	challenge  string // WWW-Authenticate
	allow      string // Allow
}

// Error returns the code.
func (r *refusal) Error() string { return string(r.code) }

func refuse(c code, faults ...strict.Fault) *refusal { return &refusal{code: c, faults: faults} }

// rejected makes a refusal of a rejection by the engine.
func rejected(r *engine.Rejection) *refusal {
	return &refusal{code: r.Code, rejection: r}
}

// refusalOf makes a refusal of any error. The second result says whether the error is a surprise that must be logged.
func refusalOf(err error) (*refusal, bool) {
	var known *refusal
	var token *auth.Error
	var signIn *auth.SignInError
	var tooLong *http.MaxBytesError
	var network net.Error
	switch {
	case errors.As(err, &known):
		return known, false
	case errors.As(err, &token) && token.Code == auth.NoToken:
		return &refusal{code: noToken, challenge: `Bearer realm="stroom"`}, false
	case errors.As(err, &token):
		return &refusal{code: badToken, challenge: `Bearer realm="stroom", error="invalid_token"`}, false
	case errors.Is(err, auth.ErrKeys):
		return refuse(signInUnavailable), true
	case errors.As(err, &signIn):
		return refuse(signInFailed), false
	case errors.Is(err, auth.ErrIssuer):
		return refuse(issuerAway), true
	case errors.Is(err, ErrUnknown):
		return refuse(notFound), false
	case errors.Is(err, ErrBusy):
		return refuse(busy), false
	case errors.Is(err, ErrOtherContent):
		return refuse(engine.OtherContent), false
	case errors.Is(err, ErrUnavailable):
		return refuse(unavailable), true
	case errors.As(err, &tooLong):
		return refuse(tooLarge), false
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled), errors.As(err, &network),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(unavailable), true // somebody behind a port is away, and the port did not say so
	default:
		return refuse(internalError), true
	}
}

// problem puts a refusal in words.
func (r *refusal) problem(lang, traceID string) Problem {
	ruled := r.rejection != nil && r.rejection.Explanation.Rule != ""
	m, urn := meaningOf(r.code, ruled)
	p := Problem{
		Type: urn, Title: say(lang, m.title), Status: m.status, Detail: say(lang, m.detail),
		Instance: "urn:stroom:trace:" + traceID, Code: string(r.code),
	}
	for _, f := range r.faults {
		p.Faults = append(p.Faults, Fault{Path: f.Path, Code: string(f.Code), Text: say(lang, engine.Said{NL: f.NL, EN: f.EN})})
	}
	if r.rejection == nil {
		return p
	}
	for _, f := range r.rejection.Faults {
		p.Faults = append(p.Faults, Fault{Path: f.Path, Code: f.Code, Text: say(lang, f.Text)})
	}
	e := r.rejection.Explanation
	p.Rule = e.Rule
	if text := say(lang, e.Text); text != "" {
		p.Detail = text
	}
	p.Explanation, p.Needed = explained(lang, e), neededOf(e)
	return p
}

// status is the HTTP status of a refusal.
func (r *refusal) status() int {
	m, _ := meaningOf(r.code, r.rejection != nil && r.rejection.Explanation.Rule != "")
	return m.status
}

// headers sets what a refusal says outside its body.
func (r *refusal) headers(h http.Header) {
	if r.challenge != "" {
		h.Set("WWW-Authenticate", r.challenge)
	}
	if r.allow != "" {
		h.Set("Allow", r.allow)
	}
	if status := r.status(); status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		h.Set("Retry-After", strconv.Itoa(max(r.retryAfter, 1)))
	}
}

// explained puts an explanation in words; nil when it says nothing.
func explained(lang string, e engine.Explanation) *Explanation {
	out := Explanation{Text: say(lang, e.Text), Fault: e.Fault}
	for _, f := range e.Failed {
		failed := Failed{Rule: f.Rule, Code: string(f.Code), Text: say(lang, f.Text)}
		for _, why := range f.Parts {
			part := Part{Source: why.Source}
			for _, read := range why.Reads {
				part.Reads = append(part.Reads, reading(lang, read))
			}
			failed.Parts = append(failed.Parts, part)
		}
		out.Failed = append(out.Failed, failed)
	}
	if out.Text == "" && out.Failed == nil && !out.Fault {
		return nil
	}
	return &out
}

func reading(lang string, r engine.Reading) Reading {
	return Reading{Name: r.Name, Label: say(lang, r.Label), Value: r.Value, Text: say(lang, r.Text), Hidden: r.Hidden}
}

// neededOf says what would make it allowed; nil when nothing is known to.
func neededOf(e engine.Explanation) *Needed {
	n := Needed{From: e.From, Instead: e.Instead}
	for _, a := range e.Who {
		n.Who = append(n.Who, Address(a))
	}
	for _, f := range e.Failed {
		n.Rules = append(n.Rules, f.Rule)
	}
	if n.Who == nil && n.From == nil && n.Rules == nil && n.Instead == "" {
		return nil
	}
	return &n
}

// say chooses the language of a text.
func say(lang string, s engine.Said) string {
	if lang == "en" {
		return s.EN
	}
	return s.NL
}
