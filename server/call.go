package server

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/labstack/echo/v4"

	"stroom/server/auth"
	"stroom/server/strict"
	"stroom/workflows/engine"
)

// call is one request on its way through its route.
type call struct {
	edge
	s       *Server
	c       echo.Context
	route   *route
	caller  auth.Caller // the zero Caller on open routes
	session *session    // of a page, when somebody is signed in
	nonce   string      // of a page
	person  string      // his reference in the subjects table
	query   query
}

// answer is what goes back.
type answer struct {
	status   int
	body     any
	raw      []byte // instead of body
	location string
	media    string // instead of the route's
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// run does what every route does before its own work, in this order: sign-in, then the form of the request, from the outside
// in. Nothing here depends on what the request is about.
func (c *call) run() (answer, error) {
	if c.route.page {
		if err := c.openPage(); err != nil {
			return answer{}, err
		}
		if err := c.enter(); err != nil && !(c.route.open && errors.Is(err, errNobody)) {
			return answer{}, err
		}
	} else if !c.route.open {
		if err := c.signIn(); err != nil {
			return answer{}, err
		}
	}
	h := c.c.Request().Header
	if !c.route.page && !accepts(h.Values("Accept"), c.route.media()) {
		return answer{}, refuse(notAcceptable)
	}
	var refused *refusal
	if c.query, refused = readQuery(c.c.Request().URL.RawQuery, c.route.query, c.route.page, c.s.cursors); refused != nil {
		return answer{}, refused
	}
	if c.session != nil && c.session.As != (auth.Membership{}) && c.session.holdsNow() {
		c.query.set("asRole", c.session.As.Role)
		c.query.set("asOrganisation", c.session.As.Organisation)
	}
	if c.route.body != nil && !jsonBody(h) {
		return answer{}, refuse(unsupportedMedia)
	}
	if _, err := c.purpose(); err != nil {
		return answer{}, err
	}
	if c.route.permission != "" && !c.route.aboutOne && !c.caller.May(c.route.permission) {
		return answer{}, c.denied("", notPermitted)
	}
	return c.route.handle(c)
}

// signIn establishes who asks.
func (c *call) signIn() error {
	token, err := auth.Bearer(c.c.Request().Header)
	if err != nil {
		return err
	}
	if c.caller, err = c.s.Verifier.Verify(c.ctx(), token, c.now); err != nil {
		return err
	}
	subject := Subject{Issuer: c.caller.Issuer, Subject: c.caller.Subject, Name: c.caller.Name}
	c.person, err = c.s.Subjects.Reference(c.ctx(), subject)
	return err
}

// ctx ends with the request.
func (c *call) ctx() context.Context { return c.c.Request().Context() }

// work is for what must be finished although the client has gone: an event that was handed in is judged, and its refusal is
// written down. It ends with the request's time.
func (c *call) work() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.ctx()), c.s.Timeout)
}

// bind reads the body into a struct, strictly.
func (c *call) bind(dst any) error {
	most, longest := c.route.maxBody, strict.MaxText
	if most == 0 {
		most = MaxBody
	}
	if c.route.longText {
		longest = int(most)
	}
	body := http.MaxBytesReader(c.c.Response().Writer, c.c.Request().Body, most)
	data, err := io.ReadAll(body)
	if err != nil {
		if refusal, _ := refusalOf(err); refusal.code == tooLarge {
			return err
		}
		return refuse(badSyntax) // the body broke off
	}
	node, faults := strict.Parse(data, longest)
	if faults == nil {
		faults = strict.Bind(node, dst)
	}
	switch {
	case len(faults) > 0 && faults[0].Code == strict.Syntax:
		return refuse(badSyntax, faults...)
	case faults != nil:
		return refuse(badBody, faults...)
	}
	return nil
}

// param returns a part of the path. A part of a wrong form is no fault of form: there is no such thing.
func (c *call) param(name string) (string, error) {
	value := c.c.Param(name)
	if !strict.Patterns["id"].MatchString(value) {
		return "", refuse(notFound)
	}
	return value, nil
}

// purpose is why the caller looks, in his own word; it goes to the audit.
func (c *call) purpose() (string, error) {
	values := c.c.Request().Header.Values("X-Purpose")
	if len(values) == 0 {
		return "", nil
	}
	if len(values) > 1 || !strict.Patterns["code"].MatchString(values[0]) {
		return "", refuse(badHeader, strict.Fault{Path: "X-Purpose", Code: strict.BadValue,
			NL: "Gebruik een woord zonder spaties.", EN: "Use one word without blanks."})
	}
	return values[0], nil
}

// as makes the actor of one of the caller's memberships, in his own place or in that of whom he stands in for.
func (c *call) as(m auth.Membership) engine.Actor {
	a := engine.Actor{Person: c.person, Role: m.Role, Organisation: m.Organisation}
	if c.session.stands() && c.session.As == m {
		a.For = c.session.For
	}
	return a
}

// actors are all actors that the caller can be.
func (c *call) actors() []engine.Actor {
	out := make([]engine.Actor, 0, len(c.caller.Memberships))
	for _, m := range c.caller.Memberships {
		out = append(out, c.as(m))
	}
	return out
}

// readers are the actors as whom the caller reads: the one that he chose in the query, or all of them.
func (c *call) readers() ([]engine.Actor, error) {
	role, organisation := c.query.text("asRole"), c.query.text("asOrganisation")
	if role == "" && organisation == "" {
		if len(c.caller.Memberships) == 0 {
			return nil, refuse(noMembership)
		}
		return c.actors(), nil
	}
	if role == "" || organisation == "" {
		return nil, refuse(badQuery, strict.Fault{Path: "asRole", Code: strict.Missing,
			NL: "Geef asRole en asOrganisation samen.", EN: "Give asRole and asOrganisation together."})
	}
	m := auth.Membership{Role: role, Organisation: organisation}
	if !c.caller.Holds(m) {
		return nil, refuse(notYourMembership)
	}
	return []engine.Actor{c.as(m)}, nil
}
