package server

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"stroom/server/ui"
)

// Pages are routes that answer with HTML. They call the same functions as the routes of the API: no second way to authority,
// and no second filter of facts. A page knows its caller by a session, the API by a token, and neither takes the other's.

// langCookie keeps the language that somebody chose. It says nothing about anybody.
const langCookie = "lang"

const pageKey = "page"

// maxFormFields bounds the fields of a page's form.
const maxFormFields = 200

// sameSite refuses what another site makes a browser send.
var sameSite = http.NewCrossOriginProtection()

// openPage readies a call for a page: its language, the nonce of its script, and the headers that differ from the API's.
func (c *call) openPage() error {
	r := c.c.Request()
	if cookie, err := r.Cookie(langCookie); err == nil && (cookie.Value == "nl" || cookie.Value == "en") {
		c.lang = cookie.Value
	}
	c.nonce = randomHex(16)
	c.c.Set(edgeKey, c.edge)
	c.c.Set(pageKey, c)
	h := c.c.Response().Header()
	h.Del("API-Version")
	h.Set("Content-Language", c.lang)
	h.Set("Vary", "Accept-Language, Cookie, Accept-Encoding, Sec-Fetch-Site")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Security-Policy", c.policy())
	if err := sameSite.Check(r); err != nil {
		return refuse(otherSite)
	}
	return nil
}

// policy is the Content-Security-Policy of a page.
func (c *call) policy() string {
	return "default-src 'none'; script-src 'self' 'nonce-" + c.nonce + "'; style-src 'self' 'nonce-" + c.nonce + "'; img-src 'self' data:; " +
		"connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// formToken is what every form of a session carries. It cannot be made without the session's secret.
func (c *call) formToken() string {
	if c.session == nil {
		return ""
	}
	sum := hmac.New(sha256.New, c.session.FormKey)
	sum.Write([]byte("form"))
	return hex.EncodeToString(sum.Sum(nil))
}

// form reads what a page's form sent. The token is asked of everybody who is signed in.
func (c *call) form() (url.Values, error) {
	r := c.c.Request()
	media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	if !strings.EqualFold(strings.TrimSpace(media), "application/x-www-form-urlencoded") {
		return nil, refuse(unsupportedMedia)
	}
	data, err := io.ReadAll(http.MaxBytesReader(c.c.Response().Writer, r.Body, MaxBody))
	if err != nil {
		if refusal, _ := refusalOf(err); refusal.code == tooLarge {
			return nil, err
		}
		return nil, refuse(badForm)
	}
	values, err := url.ParseQuery(string(data))
	if err != nil || len(values) > maxFormFields {
		return nil, refuse(badForm)
	}
	if c.session != nil && !hmac.Equal([]byte(values.Get("token")), []byte(c.formToken())) {
		return nil, refuse(otherSite)
	}
	return values, nil
}

// seen is a page as an answer.
func (c *call) page(p ui.Page) (answer, error) {
	var out bytes.Buffer
	if err := p.Render(&out); err != nil {
		return answer{}, err
	}
	return answer{status: http.StatusOK, raw: out.Bytes()}, nil
}

// goTo sends a browser on after a form: going back or pressing again does not send the form again.
func goTo(path string) (answer, error) {
	return answer{status: http.StatusSeeOther, raw: []byte{}, location: path}, nil
}

// within keeps the target of a redirect on this server: a path with its query, else the first page.
func within(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(target, "/") ||
		strings.HasPrefix(target, "//") || strings.ContainsAny(target, "\\\r\n\t") {
		return "/"
	}
	return target
}

// frame is what surrounds the present page.
func (c *call) frame(title string) ui.Frame {
	f := ui.Frame{Lang: c.lang, Title: title, Nonce: c.nonce, Path: c.c.Request().URL.RequestURI(), Token: c.formToken()}
	if c.c.Request().Method != http.MethodGet {
		f.Path = "/"
	}
	if c.session == nil {
		return f
	}
	f.Who = &ui.Who{Name: c.caller.Name, As: c.inWords(), Several: len(c.caller.Memberships) > 1}
	if c.session.stands() {
		f.Who.For = ui.Say(c.lang, "standin.for", c.session.ForName)
	}
	for _, n := range []struct{ key, href string }{{"nav.today", "/vandaag"}, {"nav.overview", overviewPath}, {"nav.results", resultsPath}, {"frame.charts", "/stroomschema"}} {
		f.Nav = append(f.Nav, ui.Link{Text: ui.Say(c.lang, n.key), Href: n.href, Here: c.c.Request().URL.Path == n.href})
	}
	return f
}

// refusedPage puts a refusal on a page. Who is not signed in and only wanted to read is led to the sign-in.
func (c *call) refusedPage(r *refusal) (answer, error) {
	if r.code == noSession && c.c.Request().Method != http.MethodPost {
		return goTo("/inloggen?terug=" + url.QueryEscape(c.c.Request().URL.RequestURI()))
	}
	p := r.problem(c.lang, c.trace)
	page := ui.Problem{Frame: c.frame(p.Title), Detail: p.Detail, Back: "/", Instance: c.trace}
	for _, f := range p.Faults {
		page.Faults = append(page.Faults, f.Text)
	}
	a, err := c.page(page)
	a.status = p.Status
	return a, err
}

// pageOf is the page that a request asks for; nil for the API.
func pageOf(c echo.Context) *call {
	p, _ := c.Get(pageKey).(*call)
	return p
}
