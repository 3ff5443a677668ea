package server

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"stroom/server/auth"
	"stroom/server/ui"
)

// door is an issuer that lets in whomever the code names.
type door struct{}

const doorAddress = "https://sign-in.example/authorize?state="

func (door) Begin(_ context.Context, fresh bool) (auth.Begun, error) {
	return auth.Begun{Address: doorAddress + "s1", State: "s1", Nonce: "n1", Verifier: "v1", Fresh: fresh}, nil
}

func (door) Finish(_ context.Context, begun auth.Begun, back auth.Returned, now time.Time) (auth.SignedIn, error) {
	person, known := people[back.Code]
	if !known || back.State != begun.State {
		return auth.SignedIn{}, &auth.SignInError{Reason: "state"}
	}
	caller := auth.Caller{Issuer: "https://sign-in.example", Subject: person.Subject, Name: person.Name, Memberships: person.Memberships, Permissions: person.Permissions}
	return auth.SignedIn{Caller: caller, At: now}, nil
}

// sessions keeps sessions in memory.
type sessions struct {
	mu   sync.Mutex
	kept map[string]kept
}

type kept struct {
	data  []byte
	until time.Time
}

func (s *sessions) Session(_ context.Context, key string, now time.Time) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	k, ok := s.kept[key]
	if !ok || !now.Before(k.until) {
		return nil, ErrUnknown
	}
	return k.data, nil
}

func (s *sessions) KeepSession(_ context.Context, key string, data []byte, until time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept[key] = kept{data, until}
	return nil
}

func (s *sessions) DropSession(_ context.Context, key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.kept, key)
	return nil
}

// signIn signs somebody in as a browser does, and returns the cookie of his session.
func (b *bench) signIn(who string) string {
	b.t.Helper()
	left := b.do(browse(http.MethodGet, "/inloggen", "", "")).want(b.t, http.StatusSeeOther)
	back := b.do(browse(http.MethodGet, "/inloggen/terug?"+url.Values{"code": {who}, "state": {"s1"}}.Encode(), cookieOf(left, signInCookie), "")).want(b.t, http.StatusSeeOther)
	return cookieOf(back, sessionCookie)
}

// as is the cookie of somebody's session; it is begun when he has none. "" is nobody.
func (b *bench) as(who string) string {
	if who == "" {
		return ""
	}
	if b.cookies[who] == "" {
		b.cookies[who] = b.signIn(who)
	}
	return b.cookies[who]
}

// cookieOf takes a cookie from an answer, as the browser sends it back.
func cookieOf(r response, name string) string {
	for _, line := range r.header.Values("Set-Cookie") {
		if pair, _, _ := strings.Cut(line, ";"); strings.HasPrefix(pair, name+"=") {
			return pair
		}
	}
	return ""
}

// visit asks for a page as somebody ("" for nobody), with more headers in pairs.
func (b *bench) visit(path, who string, headers ...string) response {
	b.t.Helper()
	return b.do(browse(http.MethodGet, path, b.as(who), "", headers...))
}

// press sends a form of a page as somebody, with the token that his pages carry.
func (b *bench) press(path, who string, form url.Values, headers ...string) response {
	b.t.Helper()
	if found := formTokens.FindStringSubmatch(b.visit("/", who).body); found != nil && !form.Has("token") {
		form.Set("token", found[1])
	}
	return b.do(browse(http.MethodPost, path, b.as(who), form.Encode(), headers...))
}

var formTokens = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// browse makes a request as a browser with a cookie makes it.
func browse(method, path, cookie, body string, headers ...string) *http.Request {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if cookie != "" {
		r.Header.Set("Cookie", cookie)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// isPagePath reports whether echo serves a page at a path of its table.
func isPagePath(path string) bool {
	return slices.ContainsFunc(pageRoutes(), func(r route) bool { return r.echoPath() == path })
}

// isPage reports whether a request is for a page.
func isPage(r *http.Request) bool {
	return slices.ContainsFunc(pageRoutes(), func(p route) bool {
		if p.method != r.Method && (p.method != http.MethodGet || r.Method != http.MethodHead) {
			return false
		}
		return matches(p.path, r.URL.EscapedPath())
	})
}

// matches reports whether a path has the form of a route: {parts} stand for anything within a part.
func matches(route, path string) bool {
	want, got := strings.Split(route, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, got, func(w, g string) bool { return w == g || strings.HasPrefix(w, "{") && g != "" })
}

var pagePolicy = regexp.MustCompile(`^default-src 'none'; script-src 'self' 'nonce-([0-9a-f]{32})'; style-src 'self' 'nonce-([0-9a-f]{32})'; img-src 'self' data:; ` +
	`connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$`)

// checkPage checks what holds for every answer of a page.
func checkPage(t testing.TB, r *http.Request, got response) {
	t.Helper()
	policy := pagePolicy.FindStringSubmatch(got.header.Get("Content-Security-Policy"))
	if policy == nil || policy[1] != policy[2] {
		t.Errorf("%s %s: policy %q", r.Method, r.URL.Path, got.header.Get("Content-Security-Policy"))
		return
	}
	vary := "Accept-Language, Cookie, Accept-Encoding, Sec-Fetch-Site"
	if strings.HasPrefix(r.URL.Path, ui.AssetPath) && got.status == http.StatusOK {
		vary = "Accept-Encoding"
	}
	for name, want := range map[string]string{
		"API-Version": "", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin",
		"Cross-Origin-Opener-Policy": "same-origin", "Vary": vary, "Access-Control-Allow-Origin": "",
	} {
		if value := got.header.Get(name); value != want {
			t.Errorf("%s %s: header %s is %q, want %q", r.Method, r.URL.Path, name, value, want)
		}
	}
	if !strings.HasPrefix(r.URL.Path, ui.AssetPath) && got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s %s: Cache-Control %q", r.Method, r.URL.Path, got.header.Get("Cache-Control"))
	}
	if got.status >= 300 && got.status < 400 || r.Method == http.MethodHead || got.header.Get("Content-Type") != htmlMedia {
		return
	}
	if !strings.Contains(got.body, `nonce="`+policy[1]+`"`) || strings.Contains(got.body, " style=") || strings.Contains(got.body, " onclick=") {
		t.Errorf("%s %s: script or style that the policy does not let in", r.Method, r.URL.Path)
	}
	if !strings.HasSuffix(strings.TrimSpace(got.body), "</html>") {
		t.Errorf("%s %s: the page is not whole", r.Method, r.URL.Path)
	}
}

func TestSignInIsAskedOfPages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.visit("/vandaag?cursor=x", "").want(t, http.StatusSeeOther)
	if got.header.Get("Location") != "/inloggen?terug=%2Fvandaag%3Fcursor%3Dx" {
		t.Errorf("Location %q", got.header.Get("Location"))
	}
	// A token opens no page, and a session no route of the API.
	b.visit("/vandaag", "", "Authorization", "Bearer "+b.token("ann")).want(t, http.StatusSeeOther)
	if got := b.do(browse(http.MethodGet, "/v1/worklist", b.as("ann"), "")); got.status != http.StatusUnauthorized {
		t.Errorf("a session opens the API: %d", got.status)
	}
}

func TestTodayShowsTheWorklist(t *testing.T) {
	t.Parallel()
	b := shelf(t)
	none := b.visit("/vandaag", "eve").want(t, http.StatusOK)
	if !strings.Contains(none.body, "Er wacht niets op u.") {
		t.Errorf("%s", none.body)
	}
	some := b.visit("/vandaag", "bob", "Accept-Language", "en").want(t, http.StatusOK)
	if strings.Count(some.body, `href="/trajecten/`) != len(read[Page[WorkItem]](t, b.get("/v1/worklist", "bob")).Items) {
		t.Errorf("the page and the API differ: %s", some.body)
	}
}

func TestLanguageIsKept(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	got := b.press("/taal", "", url.Values{"lang": {"en"}, "back": {"/vandaag?x=1"}}).want(t, http.StatusSeeOther)
	if got.header.Get("Location") != "/vandaag?x=1" || !strings.HasPrefix(got.header.Get("Set-Cookie"), "lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax") {
		t.Errorf("%q %q", got.header.Get("Location"), got.header.Get("Set-Cookie"))
	}
	if page := b.visit("/", "", "Cookie", "lang=en"); !strings.Contains(page.body, `<html lang="en">`) {
		t.Error("the choice is not kept")
	}
	for _, elsewhere := range []string{"https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "evil", "/a\r\nSet-Cookie: x"} {
		got := b.press("/taal", "", url.Values{"lang": {"nl"}, "back": {elsewhere}}).want(t, http.StatusSeeOther)
		if got.header.Get("Location") != "/" {
			t.Errorf("%q leads to %q", elsewhere, got.header.Get("Location"))
		}
	}
	b.press("/taal", "", url.Values{"lang": {"de"}}).want(t, http.StatusBadRequest)
}

// What another site makes a browser send is refused, and so is a form without the token of its session.
func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	form := url.Values{"lang": {"en"}, "back": {"/"}}
	b.press("/taal", "", form, "Sec-Fetch-Site", "cross-site").want(t, http.StatusForbidden)
	b.press("/taal", "", form, "Origin", "https://evil.example").want(t, http.StatusForbidden)
	b.press("/taal", "", form, "Sec-Fetch-Site", "same-origin").want(t, http.StatusSeeOther)
	b.press("/taal", "", form, "Content-Type", "text/plain").want(t, http.StatusUnsupportedMediaType)
	b.press("/taal", "", url.Values{"lang": {strings.Repeat("x", MaxBody)}}).want(t, http.StatusRequestEntityTooLarge)
}

func TestAssetsAreKeptForEver(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, name := range []string{"theme.css", "stroom.css", "stroom.js"} {
		got := b.visit(ui.AssetURL(name), "").want(t, http.StatusOK)
		if got.header.Get("Cache-Control") != "public, max-age=31536000, immutable" || got.header.Get("Content-Type") == htmlMedia {
			t.Errorf("%s: %v", name, got.header)
		}
	}
	plain := b.visit(ui.AssetURL("stroom.css"), "")
	for accepted, zipped := range map[string]bool{"gzip": true, "br;q=1.0, gzip;q=0.8": true, "gzip;q=0": false, "gzip; q=0.00": false, "identity": false, "": false} {
		got := b.visit(ui.AssetURL("stroom.css"), "", "Accept-Encoding", accepted).want(t, http.StatusOK)
		if (got.header.Get("Content-Encoding") == "gzip") != zipped {
			t.Errorf("%q: Content-Encoding %q", accepted, got.header.Get("Content-Encoding"))
		}
		if zipped {
			r, err := gzip.NewReader(strings.NewReader(got.body))
			if err != nil {
				t.Fatal(err)
			}
			if text, err := io.ReadAll(r); err != nil || string(text) != plain.body {
				t.Errorf("%q: another file (%v)", accepted, err)
			}
		} else if got.body != plain.body {
			t.Errorf("%q: another file", accepted)
		}
	}
	b.visit("/assets/other.css", "").want(t, http.StatusNotFound)
}
