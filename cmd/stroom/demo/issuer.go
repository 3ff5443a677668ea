package demo

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"stroom/server/auth"
	"stroom/server/ui"
)

// IssuerPath is where the issuer of a demonstration is served.
const IssuerPath = "/demo-issuer/"

const (
	codeLife = time.Minute
	maxCodes = 1000
	maxForm  = 16 << 10 // bytes
)

// Issuer is an OpenID provider for people who do not exist: authorization code with PKCE, where anybody is whom he chooses
// to be. It lets the demonstration sign in through the same code as everybody else.
type Issuer struct {
	tokens *auth.DevIssuer
	client string // the only client
	back   string // the only address to which people are sent back
	label  func(auth.Membership) string
	now    func() time.Time

	mu    sync.Mutex
	codes map[string]grant
}

// grant is a code that was given out and not yet used.
type grant struct {
	person    auth.DevPerson
	nonce     string
	challenge string
	until     time.Time
}

// NewIssuer makes the provider. label puts a membership in words.
func NewIssuer(tokens *auth.DevIssuer, client, back string, label func(auth.Membership) string, now func() time.Time) *Issuer {
	return &Issuer{tokens: tokens, client: client, back: back, label: label, now: now, codes: map[string]grant{}}
}

// Endpoints are its addresses on a server.
func Endpoints(public string) *auth.Endpoints {
	base := strings.TrimSuffix(public, "/") + IssuerPath
	return &auth.Endpoints{Authorize: base + "authorize", Token: base + "token", Keys: base + "keys"}
}

// ServeHTTP answers below IssuerPath.
func (i *Issuer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
	switch r.Method + " " + strings.TrimPrefix(r.URL.Path, IssuerPath) {
	case "GET authorize":
		i.ask(w, r)
	case "POST authorize":
		i.grant(w, r)
	case "POST token":
		i.exchange(w, r)
	case "GET keys":
		writeJSON(w, http.StatusOK, json.RawMessage(i.tokens.KeySet()))
	default:
		http.NotFound(w, r)
	}
}

// asked are the parameters of an authorization request that come back with the choice.
var asked = []string{"client_id", "redirect_uri", "response_type", "state", "nonce", "code_challenge", "code_challenge_method"}

// wrong says what is wrong with an authorization request; "" for nothing.
func (i *Issuer) wrong(q url.Values) string {
	switch {
	case q.Get("client_id") != i.client:
		return "client_id"
	case q.Get("redirect_uri") != i.back:
		return "redirect_uri"
	case q.Get("response_type") != "code":
		return "response_type"
	case q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "":
		return "code_challenge"
	case q.Get("state") == "":
		return "state"
	}
	return ""
}

// ask shows the people.
func (i *Issuer) ask(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	if fault := i.wrong(q); fault != "" {
		http.Error(w, "wrong "+fault, http.StatusBadRequest)
		return
	}
	lang := "nl"
	if cookie, err := r.Cookie("lang"); err == nil && cookie.Value == "en" {
		lang = "en"
	}
	page := ui.DemoSignIn{Frame: ui.Frame{Lang: lang, Title: ui.Say(lang, "demo.title"), Path: r.URL.RequestURI()}, Action: IssuerPath + "authorize"}
	for _, name := range asked {
		page.Hidden = append(page.Hidden, ui.HiddenField{Name: name, Value: q.Get(name)})
	}
	for _, p := range People() {
		person := ui.DemoPerson{Value: p.Short, Name: p.Name}
		for _, m := range p.Memberships {
			person.Roles = append(person.Roles, i.label(m))
		}
		page.People = append(page.People, person)
	}
	var out bytes.Buffer
	if err := page.Render(&out); err != nil {
		http.Error(w, "the page cannot be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(out.Bytes()) // a browser that has gone is no fault
}

// grant sends the browser back with a code for the person that was chosen.
func (i *Issuer) grant(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "wrong form", http.StatusBadRequest)
		return
	}
	person, known := Named(r.PostForm.Get("person"))
	if fault := i.wrong(r.PostForm); fault != "" || !known {
		http.Error(w, "wrong "+fault, http.StatusBadRequest)
		return
	}
	code := rand.Text()
	i.mu.Lock()
	for old, g := range i.codes {
		if i.now().After(g.until) || len(i.codes) >= maxCodes {
			delete(i.codes, old)
		}
	}
	i.codes[code] = grant{person.DevPerson, r.PostForm.Get("nonce"), r.PostForm.Get("code_challenge"), i.now().Add(codeLife)}
	i.mu.Unlock()
	back := i.back + "?" + url.Values{"code": {code}, "state": {r.PostForm.Get("state")}}.Encode()
	http.Redirect(w, r, back, http.StatusSeeOther)
}

// exchange gives an id token for a code, once, to whoever knows the verifier of its challenge.
func (i *Issuer) exchange(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_request"})
		return
	}
	code := r.PostForm.Get("code")
	i.mu.Lock()
	g, known := i.codes[code]
	delete(i.codes, code)
	i.mu.Unlock()
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	if !known || i.now().After(g.until) || r.PostForm.Get("redirect_uri") != i.back ||
		subtle.ConstantTimeCompare([]byte(challenge), []byte(g.challenge)) != 1 {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "invalid_grant"})
		return
	}
	token, err := i.tokens.IDToken(g.person, i.client, g.nonce, i.now())
	if err != nil {
		writeJSON(w, http.StatusInternalServerError, map[string]string{"error": "server_error"})
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{"access_token": rand.Text(), "token_type": "Bearer", "expires_in": 60, "id_token": token})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		status, data = http.StatusInternalServerError, []byte(`{"error":"server_error"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(data) // a client that has gone is no fault
}
