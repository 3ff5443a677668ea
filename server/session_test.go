package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Who signs in comes back to where he wanted to be, with a secret that is his alone.
func TestSignInLeadsBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	left := b.visit("/inloggen?terug=%2Fvandaag%3Fx%3D1", "").want(t, http.StatusSeeOther)
	if got := left.header.Get("Location"); got != doorAddress+"s1" {
		t.Errorf("left for %q", got)
	}
	for _, cookie := range left.header.Values("Set-Cookie") {
		if !strings.HasSuffix(cookie, "; Path=/; Max-Age=600; HttpOnly; Secure; SameSite=Lax") || strings.Contains(cookie, "v1") {
			t.Errorf("cookie %q", cookie)
		}
	}
	back := b.do(browse(http.MethodGet, "/inloggen/terug?code=ann&state=s1&session_state=x", cookieOf(left, signInCookie), "")).want(t, http.StatusSeeOther)
	if got := back.header.Get("Location"); got != "/vandaag?x=1" {
		t.Errorf("back at %q", got)
	}
	cookies := back.header.Values("Set-Cookie")
	if len(cookies) != 2 || !strings.Contains(cookies[0], "Max-Age=0") || !strings.HasSuffix(cookies[1], "; Path=/; Max-Age=36000; HttpOnly; Secure; SameSite=Lax") {
		t.Errorf("cookies %q", cookies)
	}
	b.do(browse(http.MethodGet, "/vandaag", cookieOf(back, sessionCookie), "")).want(t, http.StatusOK)
}

func TestSignInThatIsNone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	left := cookieOf(b.visit("/inloggen", ""), signInCookie)
	for name, c := range map[string]struct{ path, cookie string }{
		"no cookie":          {"/inloggen/terug?code=ann&state=s1", ""},
		"another state":      {"/inloggen/terug?code=ann&state=s2", left},
		"nobody":             {"/inloggen/terug?code=nobody&state=s1", left},
		"refused":            {"/inloggen/terug?error=access_denied&state=s1", left},
		"a cookie of no one": {"/inloggen/terug?code=ann&state=s1", signInCookie + "=x"},
		"a session's secret": {"/inloggen/terug?code=ann&state=s1", signInCookie + "=" + strings.TrimPrefix(b.as("bob"), sessionCookie+"=")},
	} {
		got := b.do(browse(http.MethodGet, c.path, c.cookie, ""))
		if got.status != http.StatusUnauthorized || cookieOf(got, sessionCookie) != "" {
			t.Errorf("%s: status %d, %q", name, got.status, got.header.Values("Set-Cookie"))
		}
	}
	b.now = b.now.Add(signInLife + time.Second)
	b.do(browse(http.MethodGet, "/inloggen/terug?code=ann&state=s1", left, "")).want(t, http.StatusUnauthorized)
}

// A secret that was planted in a browser before the sign-in is worth nothing after it, and signing out ends a session.
func TestSessionsBeginAnewAndEnd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	planted := sessionCookie + "=planted"
	left := b.do(browse(http.MethodGet, "/inloggen", planted, ""))
	back := b.do(browse(http.MethodGet, "/inloggen/terug?code=ann&state=s1", planted+"; "+cookieOf(left, signInCookie), ""))
	if got := cookieOf(back, sessionCookie); got == planted || got == "" {
		t.Errorf("the session is %q", got)
	}
	b.do(browse(http.MethodGet, "/vandaag", planted, "")).want(t, http.StatusSeeOther)

	ann := b.as("ann")
	again := b.do(browse(http.MethodGet, "/inloggen/terug?code=ann&state=s1", ann+"; "+cookieOf(b.visit("/inloggen", "ann"), signInCookie), ""))
	b.do(browse(http.MethodGet, "/vandaag", ann, "")).want(t, http.StatusSeeOther) // it was replaced
	b.cookies["ann"] = cookieOf(again, sessionCookie)
	b.press("/uitloggen", "ann", url.Values{"token": {"x"}}).want(t, http.StatusForbidden)
	b.visit("/vandaag", "ann").want(t, http.StatusOK)
	b.press("/uitloggen", "ann", url.Values{}).want(t, http.StatusSeeOther)
	b.do(browse(http.MethodGet, "/vandaag", b.cookies["ann"], "")).want(t, http.StatusSeeOther)
}

func TestSessionsEndByThemselves(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	step := func(d time.Duration) { b.mu.Lock(); b.now = b.now.Add(d); b.mu.Unlock() }
	b.as("ann")
	step(SessionIdle - time.Second)
	b.visit("/vandaag", "ann").want(t, http.StatusOK)
	step(SessionIdle + time.Second)
	b.visit("/vandaag", "ann").want(t, http.StatusSeeOther)
	b.cookies["ann"] = ""
	b.as("ann")
	for range 19 { // nine and a half hours of work
		step(SessionIdle - time.Second)
		b.visit("/vandaag", "ann").want(t, http.StatusOK)
	}
	step(SessionIdle - time.Second)
	step(20 * time.Second)
	b.visit("/vandaag", "ann").want(t, http.StatusSeeOther)
}

// Somebody with several roles chooses as whom he acts, and every page says so.
func TestRolesAreChosen(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	if page := b.visit("/namens", "two").want(t, http.StatusOK).body; strings.Count(page, `name="as"`) != 3 {
		t.Errorf("%s", page)
	}
	got := b.press("/namens", "two", url.Values{"as": {"2"}, "back": {"/vandaag"}}).want(t, http.StatusSeeOther)
	if got.header.Get("Location") != "/vandaag" {
		t.Errorf("back at %q", got.header.Get("Location"))
	}
	if page := b.visit("/vandaag", "two").want(t, http.StatusOK).body; !strings.Contains(page, "<strong>inspecteur, state</strong>") {
		t.Errorf("%s", page)
	}
	b.press("/namens", "two", url.Values{"as": {"3"}}).want(t, http.StatusBadRequest)
	b.press("/namens", "ann", url.Values{"as": {"2"}}).want(t, http.StatusBadRequest)
}
