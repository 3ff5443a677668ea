package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"stroom/server/strict"
)

// BrowserConfig says how people sign in with a browser: OpenID Connect, authorization code with PKCE.
type BrowserConfig struct {
	Issuer       string // the claim iss, letter by letter; its discovery document says where everything is
	ClientID     string
	ClientSecret string // "" for a public client
	Return       string // our own address to which the issuer sends people back
	Scopes       []string
	Algorithms   []string // of id tokens; empty: Algorithms
	Mapping      Mapping
	HTTP         *http.Client // optional

	// Endpoints stand instead of the discovery document, for an issuer that lives in this process.
	Endpoints *Endpoints
}

// Endpoints are the addresses of an issuer.
type Endpoints struct {
	Authorize, Token, Keys string
}

// Browser signs people in with their browser. It may be used by any number of goroutines.
type Browser struct {
	config BrowserConfig
	mu     sync.Mutex
	found  *oidc.Provider // nil until the issuer has been asked
}

// Begun is a sign-in that has begun: what the browser is sent to, and what must be remembered until it comes back. All of it
// but the address is secret from the browser's pages.
type Begun struct {
	Address  string `json:"-"`
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Fresh    bool   `json:"fresh"` // a sign-in of now is wanted, not one of this morning
}

// Returned is what the issuer sent along with a browser that comes back.
type Returned struct {
	Code, State, Issuer, Error string
}

// SignedIn is somebody who has signed in.
type SignedIn struct {
	Caller Caller
	At     time.Time // when he proved who he is, as the issuer says
}

// SignInError refuses a sign-in. Reason is for the log of the server: a stable word, without anything of the token.
type SignInError struct{ Reason string }

// Error returns the reason.
func (e *SignInError) Error() string { return "sign-in: " + e.Reason }

// ErrIssuer says that the issuer cannot be reached now.
var ErrIssuer = errors.New("the issuer does not answer")

const (
	// maxIssuer bounds the time that an issuer may take, and maxFresh how old a sign-in may be that was asked for now.
	maxIssuer = 5 * time.Second
	maxFresh  = 2 * time.Minute
	// skew is how far the clocks of the issuer and ours may differ.
	skew = 30 * time.Second
)

// NewBrowser checks the configuration; it asks the issuer nothing yet, so that a server starts while he is away.
func NewBrowser(config BrowserConfig) (*Browser, error) {
	if config.Issuer == "" || config.ClientID == "" || config.Return == "" {
		return nil, errors.New("configure sign-in: issuer, client id and our own address are needed")
	}
	if len(config.Scopes) == 0 {
		config.Scopes = []string{oidc.ScopeOpenID, "profile"}
	}
	if len(config.Algorithms) == 0 {
		config.Algorithms = Algorithms
	}
	if config.HTTP == nil {
		config.HTTP = &http.Client{Timeout: maxIssuer}
	}
	return &Browser{config: config}, nil
}

// provider asks the issuer where everything is, once.
func (b *Browser) provider(ctx context.Context) (*oidc.Provider, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.found != nil {
		return b.found, nil
	}
	// The provider keeps this context for fetching keys: it must outlive the request that happens to be the first.
	lasting := oidc.ClientContext(context.WithoutCancel(ctx), b.config.HTTP)
	if e := b.config.Endpoints; e != nil {
		b.found = (&oidc.ProviderConfig{
			IssuerURL: b.config.Issuer, AuthURL: e.Authorize, TokenURL: e.Token, JWKSURL: e.Keys, Algorithms: b.config.Algorithms,
		}).NewProvider(lasting)
		return b.found, nil
	}
	found, err := oidc.NewProvider(lasting, b.config.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: discovery", ErrIssuer)
	}
	b.found = found
	return found, nil
}

func (b *Browser) oauth(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: b.config.ClientID, ClientSecret: b.config.ClientSecret, Endpoint: p.Endpoint(), RedirectURL: b.config.Return, Scopes: b.config.Scopes,
	}
}

// Begin begins a sign-in. With fresh the issuer is asked to have the person prove again who he is.
// Errors: ErrIssuer.
func (b *Browser) Begin(ctx context.Context, fresh bool) (Begun, error) {
	p, err := b.provider(ctx)
	if err != nil {
		return Begun{}, err
	}
	begun := Begun{State: secret(), Nonce: secret(), Verifier: oauth2.GenerateVerifier(), Fresh: fresh}
	options := []oauth2.AuthCodeOption{oidc.Nonce(begun.Nonce), oauth2.S256ChallengeOption(begun.Verifier)}
	if fresh {
		options = append(options, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	begun.Address = b.oauth(p).AuthCodeURL(begun.State, options...)
	return begun, nil
}

// Finish ends a sign-in: it exchanges the code, checks the id token, and reads the claims.
// Errors: *SignInError when this is no good sign-in, ErrIssuer when the issuer cannot be reached.
func (b *Browser) Finish(ctx context.Context, begun Begun, back Returned, now time.Time) (SignedIn, error) {
	switch {
	case subtle.ConstantTimeCompare([]byte(begun.State), []byte(back.State)) != 1 || begun.State == "":
		return SignedIn{}, &SignInError{"state"}
	case back.Issuer != "" && back.Issuer != b.config.Issuer: // RFC 9207: the answer of another issuer
		return SignedIn{}, &SignInError{"issuer"}
	case back.Error != "" || back.Code == "":
		return SignedIn{}, &SignInError{"refused"}
	}
	p, err := b.provider(ctx)
	if err != nil {
		return SignedIn{}, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, b.config.HTTP), maxIssuer)
	defer cancel()
	tokens, err := b.oauth(p).Exchange(ctx, back.Code, oauth2.VerifierOption(begun.Verifier))
	var refused *oauth2.RetrieveError
	if errors.As(err, &refused) && refused.Response != nil && refused.Response.StatusCode < 500 {
		return SignedIn{}, &SignInError{"code"}
	}
	if err != nil {
		return SignedIn{}, fmt.Errorf("%w: token", ErrIssuer)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok || len(raw) > MaxToken {
		return SignedIn{}, &SignInError{"no-id-token"}
	}
	return b.read(ctx, p, raw, begun, now)
}

// read checks an id token and reads its claims as those of any other token.
func (b *Browser) read(ctx context.Context, p *oidc.Provider, raw string, begun Begun, now time.Time) (SignedIn, error) {
	verifier := p.Verifier(&oidc.Config{
		ClientID: b.config.ClientID, SupportedSigningAlgs: b.config.Algorithms, Now: func() time.Time { return now },
	})
	token, err := verifier.Verify(ctx, raw)
	if err != nil {
		return SignedIn{}, &SignInError{"id-token"}
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(begun.Nonce)) != 1 {
		return SignedIn{}, &SignInError{"nonce"}
	}
	if token.Subject == "" || token.IssuedAt.After(now.Add(skew)) {
		return SignedIn{}, &SignInError{"claims"}
	}
	var claims json.RawMessage
	if err := token.Claims(&claims); err != nil {
		return SignedIn{}, &SignInError{"claims"}
	}
	node, faults := strict.Parse(claims, strict.MaxText)
	if faults != nil {
		return SignedIn{}, &SignInError{"claims"}
	}
	caller := Caller{Issuer: token.Issuer, Subject: token.Subject, Expires: token.Expiry}
	if wrong := b.config.Mapping.read(node, &caller); wrong != nil {
		return SignedIn{}, &SignInError{wrong.Reason}
	}
	at, err := authTime(claims, token.IssuedAt)
	if err != nil || begun.Fresh && at.Before(now.Add(-maxFresh)) {
		return SignedIn{}, &SignInError{"not-fresh"}
	}
	return SignedIn{Caller: caller, At: at}, nil
}

// authTime is when the person proved who he is; an issuer that does not say so means: when he issued the token.
func authTime(claims []byte, issued time.Time) (time.Time, error) {
	var said struct {
		AuthTime *int64 `json:"auth_time"`
	}
	if err := json.Unmarshal(claims, &said); err != nil {
		return time.Time{}, err
	}
	if said.AuthTime == nil {
		return issued, nil
	}
	return time.Unix(*said.AuthTime, 0), nil
}

// secret is a value that cannot be guessed: 32 random bytes.
func secret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: it ends the program if there is no randomness
	return base64.RawURLEncoding.EncodeToString(b)
}
