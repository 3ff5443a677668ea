package server

import (
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The matrix of pages: every page, for everybody, about an object of his own, an ended one, a foreign one, a missing one and a
// name that cannot be. It is made from the table of routes; what is expected comes from seesObject, which knows people and
// objects and nothing of the server. Source: OWASP API1, API5; ecosystem.md section 4.

// browsers are those who ask for pages: everybody who can sign in, and those who have not.
func browsers() []string {
	names := append([]string(nil), "nobody", "no such session", "ended session", "token of the API")
	for _, name := range callers() {
		if _, known := people[name]; known {
			names = append(names, name)
		}
	}
	return names
}

// browse asks for a page about an object, as its link or its form does.
func (s *stage) browse(r route, who string, o object) response {
	s.t.Helper()
	p := proofs()[r.name]
	cookie, body, headers := s.cookieAs(who), "", []string(nil)
	if who == "token of the API" {
		headers = []string{"Authorization", s.tokens["ivy"]}
	}
	if p.form != nil {
		v, err := url.ParseQuery(p.form(s, who, o))
		if err != nil {
			s.t.Fatal(err)
		}
		if found := formTokens.FindStringSubmatch(s.do(browse(http.MethodGet, "/", cookie, "")).body); found != nil {
			v.Set("token", found[1])
		}
		v.Set("sent", "yes") // no form is empty
		body = v.Encode()
	}
	got := s.do(browse(r.method, s.pathOf(r, p, who, o), cookie, body, headers...))
	if r.method == http.MethodGet {
		if head := s.do(browse(http.MethodHead, s.pathOf(r, p, who, o), cookie, "", headers...)); head.status != got.status || head.body != "" {
			s.t.Errorf("HEAD %s as %s about %s: status %d, and for GET %d: %q", r.path, who, o, head.status, got.status, head.body)
		}
	}
	return got
}

// cookieAs is what the browser of somebody sends.
func (s *stage) cookieAs(who string) string {
	switch who {
	case "nobody", "token of the API":
		return ""
	case "no such session":
		return sessionCookie + "=planted"
	case "ended session":
		if s.cookies[who] == "" {
			s.cookies[who] = s.signIn("ivy")
			_, secret, _ := strings.Cut(s.cookies[who], "=")
			if err := s.sessions.DropSession(s.t.Context(), keyOf(secret)); err != nil {
				s.t.Fatal(err)
			}
		}
		return s.cookies[who]
	}
	return s.as(who)
}

// expectedPage are the statuses that the model allows.
func expectedPage(r route, who string, o object) []int {
	p := proofs()[r.name]
	good, no := p.want, p.no
	if good == nil {
		good = []int{http.StatusOK}
		if r.method == http.MethodPost {
			good = []int{http.StatusSeeOther}
		}
	}
	if no == 0 {
		no = http.StatusNotFound
	}
	person, known := people[who]
	switch {
	case !known && !r.open && r.method == http.MethodPost:
		return []int{http.StatusUnauthorized}
	case !known && !r.open:
		return []int{http.StatusSeeOther} // to the sign-in
	case known && !r.open && !p.every && len(person.Memberships) == 0:
		return []int{http.StatusForbidden}
	case strings.Contains(r.path, "{name}") && o != own, strings.Contains(r.path, "{id}") && !seesObject(who, o),
		strings.Contains(r.path, "{decisionId}") && r.method == http.MethodGet && o != own: // d2 is a decision of the running one
		return []int{http.StatusNotFound}
	case p.may != nil && !p.may(who):
		return []int{no}
	case p.loose:
		return append(slices.Clone(good), http.StatusBadRequest, http.StatusForbidden, http.StatusConflict)
	}
	return good
}

// strangeParties are those of the foreign trajectory.
var strangeParties = regexp.MustCompile(`\b(west|far)\b`)

// marks of a page that differ between any two requests.
var (
	nonces   = regexp.MustCompile(`nonce="[0-9a-f]{32}"`)
	requests = regexp.MustCompile(`<code>[^<]*</code>`)
)

// alike is a page without what differs between any two requests, and without the number of what was asked.
func (s *stage) alike(got response, o object) string {
	body := formTokens.ReplaceAllString(requests.ReplaceAllString(nonces.ReplaceAllString(got.body, "NONCE"), "REQUEST"), "TOKEN")
	header := got.header.Clone()
	header.Del("Traceparent")
	header.Del("Content-Length")          // it counts the letters of the number
	header.Del("Content-Security-Policy") // with the nonce; checkPage has judged it
	var lines []string
	for name, values := range header {
		lines = append(lines, name+": "+strings.Join(values, ", "))
	}
	slices.Sort(lines)
	all := strings.Join(lines, "\n") + "\n" + body
	return strings.NewReplacer(s.ids[o], "OBJECT", url.QueryEscape(s.ids[o]), "OBJECT").Replace(all)
}

func TestMatrixOfPages(t *testing.T) {
	t.Parallel()
	total := 0
	for _, who := range browsers() {
		t.Run(who, func(t *testing.T) {
			reads := newStage(t)
			for _, r := range pageRoutes() {
				s := reads
				about := []object{own}
				if strings.Contains(r.path, "{") {
					about = objects
				}
				answers := map[object]string{}
				for _, o := range about {
					if r.method == http.MethodPost {
						s = newStage(t) // what one form does must not help another
					}
					before := s.standing()
					got := s.browse(r, who, o)
					answers[o] = s.alike(got, o)
					total++
					if want := expectedPage(r, who, o); !slices.Contains(want, got.status) {
						t.Errorf("%s %s about %s: status %d, want %v: %s", r.method, r.path, o, got.status, want, got.body)
					}
					if (got.status != http.StatusSeeOther || r.method != http.MethodPost) && s.standing() != before {
						t.Errorf("%s %s about %s: status %d, and something was done", r.method, r.path, o, got.status)
					}
					s.keepsForeign(t, r, who, got)
				}
				if strings.Contains(r.path, "{id}") && !seesObject(who, foreign) && answers[foreign] != answers[missing] {
					t.Errorf("%s %s: a foreign one and a missing one differ:\n%s\n%s", r.method, r.path, answers[foreign], answers[missing])
				}
			}
		})
	}
	t.Logf("%d cells", total)
	if total < 500 {
		t.Errorf("only %d cells", total)
	}
}

// keepsForeign checks that nothing of the foreign trajectory is on a page of somebody who may not see it: neither its number,
// unless he asked for it himself, nor its parties.
func (s *stage) keepsForeign(t *testing.T, r route, who string, got response) {
	t.Helper()
	if seesObject(who, foreign) {
		return
	}
	if !strings.Contains(r.path, "{id}") && (strings.Contains(got.body, s.ids[foreign]) || strings.Contains(got.body, short(s.ids[foreign]))) {
		t.Errorf("%s %s: it has the number of a foreign trajectory: %s", r.method, r.path, got.body)
	}
	if strangeParties.MatchString(strings.NewReplacer(s.ids[missing], "", s.ids[foreign], "").Replace(got.body)) {
		t.Errorf("%s %s: it has the party of a foreign trajectory: %s", r.method, r.path, got.body)
	}
}

// What another site makes a browser send, and what comes without the token of the session, does nothing, at any form.
func TestNoFormWithoutItsToken(t *testing.T) {
	t.Parallel()
	for _, r := range pageRoutes() {
		if r.method != http.MethodPost {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			p, before := proofs()[r.name], s.standing()
			for name, headers := range map[string][]string{
				"no token": nil, "another site": {"Sec-Fetch-Site", "cross-site"}, "another origin": {"Origin", "https://evil.example"},
			} {
				body := p.form(s, "bob", own) + "&sent=yes"
				if headers != nil {
					body += "&token=" + formTokens.FindStringSubmatch(s.visit("/", "bob").body)[1]
				}
				got := s.do(browse(http.MethodPost, s.pathOf(r, p, "bob", own), s.as("bob"), body, headers...))
				if got.status != http.StatusForbidden || s.standing() != before {
					t.Errorf("%s: status %d: %s", name, got.status, got.body)
				}
			}
		})
	}
}

// Without an audit no page about a trajectory is shown, and no form does anything.
func TestNoAuditNoPage(t *testing.T) {
	t.Parallel()
	for _, r := range pageRoutes() {
		if r.open || r.action == "" {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			before := s.standing()
			s.auditor = errors.New("audit is away")
			for _, who := range []string{"bob", "eve", "ivy", "olga"} {
				for _, o := range []object{own, foreign, missing} {
					got := s.browse(r, who, o)
					if got.status < 400 || got.status == http.StatusNotFound && strings.Contains(r.path, "{id}") {
						t.Errorf("%s about %s: status %d: %s", who, o, got.status, got.body)
					}
				}
			}
			if s.standing() != before {
				t.Error("something was done")
			}
		})
	}
}

// Every page about something leaves a row in the audit that names it, also when it was not given.
func TestEveryPageIsAudited(t *testing.T) {
	t.Parallel()
	for _, r := range pageRoutes() {
		if r.open || r.action == "" {
			continue
		}
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, who := range []string{"bob", "eve"} {
				s := newStage(t)
				s.cookieAs(who)
				before := len(s.audits)
				s.browse(r, who, own)
				if len(s.audits) == before {
					t.Fatalf("%s leaves no row", who)
				}
				row := s.audits[before]
				stranger := row.Code == string(notYourMembership) // who asks as somebody that he is not, gets no further
				if row.Kind != r.name || row.Actor.Person != "ref-"+who || strings.Contains(r.path, "{id}") && row.Trajectory != s.ids[own] && !stranger {
					t.Errorf("%s leaves %+v", who, row)
				}
			}
		})
	}
}
