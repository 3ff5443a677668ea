package server

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"stroom/server/auth"
	"stroom/server/ui"
)

// away is what a browser carries while it is at the issuer: sealed, so that nobody else can make or read it.
type away struct {
	Begun auth.Begun `json:"begun"`
	Back  string     `json:"back"`
	Until time.Time  `json:"until"`
}

const purposeSignIn = "sign-in"

// leave sends a browser to the issuer.
func (c *call) leave() (answer, error) {
	if c.s.SignIn == nil {
		return answer{}, refuse(notFound)
	}
	begun, err := c.s.SignIn.Begin(c.ctx(), c.query.text("opnieuw") != "")
	if err != nil {
		return answer{}, err
	}
	data, err := json.Marshal(away{Begun: begun, Back: within(c.query.text("terug")), Until: c.now.Add(signInLife)})
	if err != nil {
		return answer{}, err
	}
	c.setCookie(signInCookie, c.s.cursors.close(purposeSignIn, data), signInLife)
	return goTo(begun.Address)
}

// comeBack takes a browser back from the issuer, and begins its session.
func (c *call) comeBack() (answer, error) {
	if c.s.SignIn == nil {
		return answer{}, refuse(notFound)
	}
	cookie, err := c.c.Request().Cookie(signInCookie)
	if err != nil {
		return answer{}, refuse(signInFailed)
	}
	c.setCookie(signInCookie, "", 0)
	var was away
	data, sealed := c.s.cursors.unseal(purposeSignIn, cookie.Value)
	if !sealed || json.Unmarshal(data, &was) != nil || c.now.After(was.Until) {
		return answer{}, refuse(signInFailed)
	}
	in, err := c.s.SignIn.Finish(c.ctx(), was.Begun, auth.Returned{
		Code: c.query.text("code"), State: c.query.text("state"), Issuer: c.query.text("iss"), Error: c.query.text("error"),
	}, c.now)
	if err != nil {
		c.s.Log.Warn("sign-in failed", "trace", c.trace, "error", err.Error())
		return answer{}, err
	}
	if err := c.openSession(in); err != nil {
		return answer{}, err
	}
	if err := c.noted(in.Caller); err != nil {
		return answer{}, err
	}
	if was.Back == "/" {
		was.Back = "/vandaag"
	}
	return goTo(was.Back)
}

// signOut ends the session.
func (c *call) signOut() (answer, error) {
	if _, err := c.form(); err != nil {
		return answer{}, err
	}
	if err := c.s.Sessions.DropSession(c.ctx(), c.session.key); err != nil {
		return answer{}, err
	}
	c.setCookie(sessionCookie, "", 0)
	return goTo("/")
}

// roles shows as whom somebody can act.
func (c *call) roles() (answer, error) {
	page := ui.Roles{Frame: c.frame(ui.Say(c.lang, "roles.title")), Back: within(c.query.text("terug"))}
	page.Choices = append(page.Choices, ui.RoleChoice{Value: "", Text: ui.Say(c.lang, "roles.all"), Here: c.session.As == auth.Membership{}})
	for i, m := range c.caller.Memberships {
		page.Choices = append(page.Choices, ui.RoleChoice{Value: strconv.Itoa(i + 1), Text: c.membership(m), Here: c.session.As == m})
	}
	return c.page(page)
}

// chooseRole keeps as whom somebody acts from now on.
func (c *call) chooseRole() (answer, error) {
	form, err := c.form()
	if err != nil {
		return answer{}, err
	}
	as, choice := auth.Membership{}, form.Get("as")
	if choice != "" {
		n, err := strconv.Atoi(choice)
		if err != nil || n < 1 || n > len(c.caller.Memberships) {
			return answer{}, refuse(badForm)
		}
		as = c.caller.Memberships[n-1]
	}
	c.session.As = as
	c.session.standDown()
	if err := c.keep(c.session); err != nil {
		return answer{}, err
	}
	return goTo(within(form.Get("back")))
}

// membership puts a membership in words.
func (c *call) membership(m auth.Membership) string {
	return c.roleName(m.Role) + ", " + m.Organisation
}

// holdsNow reports whether the membership that a session chose is still his.
func (s *session) holdsNow() bool {
	return s.As == auth.Membership{} || slices.Contains(s.Caller.Memberships, s.As)
}
