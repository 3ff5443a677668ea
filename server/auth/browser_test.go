package auth

import (
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"
)

// person is how the provider of these tests knows somebody.
type person struct {
	*mockoidc.MockUser
	memberships []string
}

type personClaims struct {
	*mockoidc.IDTokenClaims
	Name        string   `json:"name"`
	Memberships []string `json:"memberships"`
}

func (p person) Claims(_ []string, claims *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	return personClaims{claims, p.PreferredUsername, p.memberships}, nil
}

// provider is a real OpenID provider in this process, and a client of it.
func provider(t *testing.T) (*mockoidc.MockOIDC, *Browser) {
	t.Helper()
	issuer, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = issuer.Shutdown() })
	b, err := NewBrowser(BrowserConfig{
		Issuer: issuer.Issuer(), ClientID: issuer.ClientID, ClientSecret: issuer.ClientSecret, Return: "https://stroom.example/inloggen/terug",
		Mapping: DefaultMapping,
	})
	if err != nil {
		t.Fatal(err)
	}
	return issuer, b
}

var ann = person{&mockoidc.MockUser{Subject: "ann-1", PreferredUsername: "Ann"}, []string{"reader@north", "keeper@south"}}

// follow sends a browser to an address and returns what it brings back.
func follow(t *testing.T, address string) Returned {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	back, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || answer.StatusCode != http.StatusFound {
		t.Fatalf("status %d, %v", answer.StatusCode, err)
	}
	q := back.Query()
	return Returned{Code: q.Get("code"), State: q.Get("state"), Issuer: q.Get("iss"), Error: q.Get("error")}
}

func TestBrowserSignsIn(t *testing.T) {
	t.Parallel()
	issuer, b := provider(t)
	issuer.QueueUser(ann)
	begun, err := b.Begin(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := url.Parse(begun.Address)
	if err != nil {
		t.Fatal(err)
	}
	if q := sent.Query(); q.Get("code_challenge_method") != "S256" || q.Get("code_challenge") == "" || q.Get("code_challenge") == begun.Verifier ||
		q.Get("state") != begun.State || q.Get("nonce") != begun.Nonce || q.Get("response_type") != "code" {
		t.Errorf("sent to %s", begun.Address)
	}
	in, err := b.Finish(t.Context(), begun, follow(t, begun.Address), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	want := Caller{Issuer: issuer.Issuer(), Subject: "ann-1", Name: "Ann", Expires: in.Caller.Expires,
		Memberships: []Membership{{"reader", "north"}, {"keeper", "south"}}}
	if !reflect.DeepEqual(in.Caller, want) {
		t.Errorf("%+v, want %+v", in.Caller, want)
	}
	if age := time.Since(in.At); age < -skew || age > time.Minute {
		t.Errorf("proved %s ago", age)
	}
}

// Each thing that ties an answer to the browser that asked for it, taken away or exchanged.
func TestBrowserRefuses(t *testing.T) {
	t.Parallel()
	_, b := provider(t)
	for name, c := range map[string]struct {
		change func(*Begun, *Returned, *time.Time)
		reason string
	}{
		"another state":    {func(_ *Begun, r *Returned, _ *time.Time) { r.State = "x" }, "state"},
		"no state":         {func(g *Begun, r *Returned, _ *time.Time) { g.State, r.State = "", "" }, "state"},
		"another issuer":   {func(_ *Begun, r *Returned, _ *time.Time) { r.Issuer = "https://other.example" }, "issuer"},
		"refused":          {func(_ *Begun, r *Returned, _ *time.Time) { r.Error = "access_denied" }, "refused"},
		"no code":          {func(_ *Begun, r *Returned, _ *time.Time) { r.Code = "" }, "refused"},
		"an invented code": {func(_ *Begun, r *Returned, _ *time.Time) { r.Code = "x" }, "code"},
		"another verifier": {func(g *Begun, _ *Returned, _ *time.Time) {
			g.Verifier = "another-verifier-of-more-than-43-characters-long"
		}, "code"},
		"another nonce":    {func(g *Begun, _ *Returned, _ *time.Time) { g.Nonce = "x" }, "nonce"},
		"long after":       {func(_ *Begun, _ *Returned, now *time.Time) { *now = now.Add(24 * time.Hour) }, "id-token"},
		"long before":      {func(_ *Begun, _ *Returned, now *time.Time) { *now = now.Add(-time.Hour) }, "id-token"},
		"a sign-in of old": {func(g *Begun, _ *Returned, now *time.Time) { g.Fresh, *now = true, now.Add(5*time.Minute) }, "not-fresh"},
	} {
		t.Run(name, func(t *testing.T) {
			issuer, b := provider(t)
			issuer.QueueUser(ann)
			begun, err := b.Begin(t.Context(), false)
			if err != nil {
				t.Fatal(err)
			}
			back, now := follow(t, begun.Address), time.Now()
			c.change(&begun, &back, &now)
			in, err := b.Finish(t.Context(), begun, back, now)
			var refused *SignInError
			if !errors.As(err, &refused) || refused.Reason != c.reason {
				t.Errorf("%v with %+v, want %s", err, in, c.reason)
			}
		})
	}
	begun, err := b.Begin(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	if sent, err := url.Parse(begun.Address); err != nil || sent.Query().Get("prompt") != "login" || sent.Query().Get("max_age") != "0" {
		t.Errorf("a fresh sign-in is asked by %s", begun.Address)
	}
}

// A code is good once.
func TestCodeIsGoodOnce(t *testing.T) {
	t.Parallel()
	issuer, b := provider(t)
	issuer.QueueUser(ann)
	begun, err := b.Begin(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	back := follow(t, begun.Address)
	if _, err := b.Finish(t.Context(), begun, back, time.Now()); err != nil {
		t.Fatal(err)
	}
	var refused *SignInError
	if _, err := b.Finish(t.Context(), begun, back, time.Now()); !errors.As(err, &refused) {
		t.Errorf("the second time: %v", err)
	}
}

// An issuer that is away is no fault of whoever signs in, and is asked again the next time.
func TestIssuerIsAway(t *testing.T) {
	t.Parallel()
	b, err := NewBrowser(BrowserConfig{Issuer: "http://127.0.0.1:1", ClientID: "c", Return: "https://stroom.example/", Mapping: DefaultMapping})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := b.Begin(t.Context(), false); !errors.Is(err, ErrIssuer) {
			t.Errorf("%v", err)
		}
	}
}
