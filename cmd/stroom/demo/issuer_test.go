package demo

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"stroom/server/auth"
)

// stand is the issuer of a demonstration on a server, with the client that the pages have.
func stand(t *testing.T) (*httptest.Server, *auth.Browser) {
	t.Helper()
	tokens, err := auth.NewDevIssuer("https://demo.example", "api")
	if err != nil {
		t.Fatal(err)
	}
	const back = "http://stroom.example/inloggen/terug"
	label := func(m auth.Membership) string { return m.Role + " <" + m.Organisation + ">" }
	served := httptest.NewServer(NewIssuer(tokens, "pages", back, label, time.Now))
	t.Cleanup(served.Close)
	browser, err := auth.NewBrowser(auth.BrowserConfig{
		Issuer: "https://demo.example", ClientID: "pages", Return: back, Mapping: auth.DefaultMapping, Endpoints: Endpoints(served.URL),
		Algorithms: tokens.Issuer().Algorithms,
	})
	if err != nil {
		t.Fatal(err)
	}
	return served, browser
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([a-z_]+)" value="([^"]*)">`)

// choose follows a sign-in to the page of people, and chooses one.
func choose(t *testing.T, served *httptest.Server, address, who string) (*http.Response, string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%d, %v: %s", answer.StatusCode, err, page)
	}
	form := url.Values{"person": {who}}
	for _, field := range hidden.FindAllStringSubmatch(string(page), -1) {
		form.Set(field[1], strings.ReplaceAll(field[2], "&#43;", "+"))
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	sent, err := client.PostForm(served.URL+IssuerPath+"authorize", form)
	if err != nil {
		t.Fatal(err)
	}
	_ = sent.Body.Close()
	return sent, string(page)
}

// Everybody of the demonstration can sign in, by the code that signs in everybody else.
func TestDemoPeopleSignIn(t *testing.T) {
	t.Parallel()
	served, browser := stand(t)
	for _, p := range People() {
		begun, err := browser.Begin(t.Context(), true)
		if err != nil {
			t.Fatal(err)
		}
		sent, page := choose(t, served, begun.Address, p.Short)
		if !strings.Contains(page, "Deze mensen bestaan niet") {
			t.Error("the page does not say that it is a demonstration")
		}
		back, err := url.Parse(sent.Header.Get("Location"))
		if err != nil || back.Host != "stroom.example" {
			t.Fatalf("sent to %q", sent.Header.Get("Location"))
		}
		returned := auth.Returned{Code: back.Query().Get("code"), State: back.Query().Get("state")}
		in, err := browser.Finish(t.Context(), begun, returned, time.Now())
		if err != nil || in.Caller.Subject != p.Subject || len(in.Caller.Memberships) != len(p.Memberships) {
			t.Errorf("%s: %v, %+v", p.Short, err, in.Caller)
		}
		var refused *auth.SignInError
		if _, err := browser.Finish(t.Context(), begun, returned, time.Now()); !errors.As(err, &refused) {
			t.Errorf("the code is good twice: %v", err)
		}
	}
}

// The issuer sends nobody anywhere else, and gives nothing to whoever did not begin.
func TestDemoIssuerRefuses(t *testing.T) {
	t.Parallel()
	served, browser := stand(t)
	begun, err := browser.Begin(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{
		{"client_id", "other"}, {"redirect_uri", "https://evil.example/"}, {"response_type", "token"}, {"code_challenge_method", "plain"},
		{"code_challenge", ""}, {"state", ""},
	} {
		address, err := url.Parse(begun.Address)
		if err != nil {
			t.Fatal(err)
		}
		q := address.Query()
		q.Set(change[0], change[1])
		address.RawQuery = q.Encode()
		answer, err := http.Get(address.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("%v: status %d", change, answer.StatusCode)
		}
	}
	if sent, _ := choose(t, served, begun.Address, "nobody"); sent.StatusCode != http.StatusBadRequest {
		t.Errorf("nobody signs in: %d", sent.StatusCode)
	}
}
