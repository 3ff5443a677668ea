package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"stroom/server/auth"
)

// Times of sessions.
const (
	SessionIdle = 30 * time.Minute // without a request
	SessionLife = 10 * time.Hour   // a working day: then one signs in again
	signInLife  = 10 * time.Minute // between leaving for the issuer and coming back
	proofLife   = 5 * time.Minute  // how old a sign-in may be with which somebody does what cannot be undone

	seenEvery = time.Minute // how exactly we know when a session was last used
)

// The cookies: on this host alone, sent over TLS alone (or to the machine itself), never to script. Lax, because people come
// back from their issuer by a link.
const (
	sessionCookie = "__Host-stroom"
	signInCookie  = "__Host-stroom-in"
)

// session is somebody who has signed in with a browser. It is kept on our side; the browser has its secret only.
type session struct {
	Caller  auth.Caller     `json:"caller"`
	As      auth.Membership `json:"as"`      // as whom he acts; zero: he has not chosen, and reads as all that he is
	FormKey []byte          `json:"formKey"` // from which its form token is made
	Began   time.Time       `json:"began"`
	Seen    time.Time       `json:"seen"`
	Proved  time.Time       `json:"proved"`          // when he proved who he is
	Draft   string          `json:"draft,omitempty"` // sealed: what he typed before he went to prove it again

	// In whose place he acts, as As; "" in his own. See standin.go.
	Stand   string `json:"stand,omitempty"` // id of the substitution
	For     string `json:"for,omitempty"`   // the person
	ForName string `json:"forName,omitempty"`

	key string // under which it is kept
}

// errNobody says that nobody is signed in.
var errNobody = refuse(noSession)

// keyOf is the key under which the session of a secret is kept.
func keyOf(secret string) string {
	sum := sha256.Sum256([]byte("stroom session\x00" + secret))
	return hex.EncodeToString(sum[:])
}

// enter establishes who asks for a page.
func (c *call) enter() error {
	if c.s.Sessions == nil {
		return errNobody
	}
	cookie, err := c.c.Request().Cookie(sessionCookie)
	if err != nil || cookie.Value == "" {
		return errNobody
	}
	key := keyOf(cookie.Value)
	data, err := c.s.Sessions.Session(c.ctx(), key, c.now)
	if errors.Is(err, ErrUnknown) {
		return errNobody
	}
	if err != nil {
		return err
	}
	kept := &session{}
	if json.Unmarshal(data, kept) != nil || kept.over(c.now) {
		return errNobody // of another build, or over
	}
	kept.key = key
	c.session, c.caller = kept, kept.Caller
	if c.now.Sub(kept.Seen) >= seenEvery {
		kept.Seen = c.now
		if err := c.keep(kept); err != nil {
			return err
		}
	}
	c.person, err = c.s.Subjects.Reference(c.ctx(), Subject{Issuer: c.caller.Issuer, Subject: c.caller.Subject, Name: c.caller.Name})
	if err != nil {
		return err
	}
	return c.checkStand()
}

// over reports whether a session has ended by itself.
func (s *session) over(now time.Time) bool { return !now.Before(s.until()) }

func (s *session) until() time.Time {
	idle, life := s.Seen.Add(SessionIdle), s.Began.Add(SessionLife)
	if life.Before(idle) {
		return life
	}
	return idle
}

// keep writes a session down.
func (c *call) keep(s *session) error {
	data, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return c.s.Sessions.KeepSession(c.ctx(), s.key, data, s.until())
}

// open begins a session under a fresh secret, so that a secret that somebody planted in a browser is worth nothing, and ends
// the one that this browser had.
func (c *call) openSession(in auth.SignedIn) error {
	if c.session != nil {
		if err := c.s.Sessions.DropSession(c.ctx(), c.session.key); err != nil {
			return err
		}
	}
	secret, formKey := make([]byte, 32), make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: it ends the program if there is no randomness
	_, _ = rand.Read(formKey)
	text := base64.RawURLEncoding.EncodeToString(secret)
	s := &session{Caller: in.Caller, FormKey: formKey, Began: c.now, Seen: c.now, Proved: in.At, key: keyOf(text)}
	if was := c.session; was != nil && was.Caller.Issuer == s.Caller.Issuer && was.Caller.Subject == s.Caller.Subject {
		// The same person proves anew who he is: his pages in other tabs go on, as whom he acts too, and what he typed is his.
		s.FormKey, s.As, s.Draft = was.FormKey, was.As, was.Draft
		s.Stand, s.For, s.ForName = was.Stand, was.For, was.ForName
	}
	if err := c.keep(s); err != nil {
		return err
	}
	c.setCookie(sessionCookie, text, SessionLife)
	return nil
}

// setCookie gives the browser a cookie for a while; none for a time of 0.
func (c *call) setCookie(name, value string, life time.Duration) {
	cookie := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: int(life / time.Second), Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if life == 0 {
		cookie.MaxAge = -1
	}
	http.SetCookie(c.c.Response().Writer, cookie)
}
