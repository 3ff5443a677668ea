package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"time"

	"stroom/server/auth"
)

// Version is the version of the API: semantic, its major number in every address. It stands in the document and in the
// header API-Version.
const Version = "1.0.0"

// Limits of the API.
const (
	MaxBody       = 64 << 10  // bytes of a body
	MaxDefinition = 600 << 10 // bytes of the body of _validate: a definition of 256 KiB, escaped as JSON
	MaxImport     = 1 << 20   // bytes of the body of _import
	MaxEvents     = 1000      // events of one import
	MaxLimit      = 100       // rows of a page
	MaxIDs        = 100       // ids in a search
	MaxValidate   = 2         // definitions being checked at a time
	MaxWait       = 2 * time.Second

	defaultLimit = 25
	pollEvery    = 50 * time.Millisecond
)

// Config is what the server is made of. Ports are described in ports.go.
type Config struct {
	Decider      Decider
	Trajectories Trajectories
	Worklist     Worklist
	Overview     Overview
	Tallies      Tallies
	Ledger       Ledger
	Auditor      Auditor
	Definitions  Definitions
	Subjects     Subjects
	Verifier     *auth.Verifier

	// SignIn is how people sign in with a browser, Sessions keeps who has, and Substitutes who stands in for whom. Optional, all
	// or none: without them there are only pages that everyone may read.
	SignIn      SignIn
	Sessions    SessionStore
	Substitutes Substitutes

	// Ready returns an error while the server must not be given requests.
	Ready func(ctx context.Context) error
	// Now is the clock. It is read once for each request.
	Now func() time.Time
	// Log gets one line for each request, without anything personal in it.
	Log *slog.Logger

	// PublicURL is the address by which clients know us, without /v1. Optional.
	PublicURL string
	// Contact is the team that answers for the API, as the document names it.
	Contact Contact
	// TrustedProxies are the addresses whose X-Forwarded-For is believed. Optional: nobody's.
	TrustedProxies []netip.Prefix
	// CursorKey seals cursors; every server of one API has the same. Optional: a fresh one.
	CursorKey []byte
	// Timeout bounds one request. Optional: 15 seconds, of which a decision with a dying worker takes eight.
	Timeout time.Duration
	// MaxInFlight bounds the requests at a time. Optional: 256.
	MaxInFlight int
}

// Contact is a team with its address.
type Contact struct {
	Name  string
	Email string
	URL   string
}

// complete fills in what is optional, or says what is missing.
func (c Config) complete() (Config, error) {
	switch {
	case c.Decider == nil, c.Trajectories == nil, c.Worklist == nil, c.Overview == nil, c.Tallies == nil, c.Ledger == nil,
		c.Auditor == nil, c.Definitions == nil, c.Subjects == nil:
		return c, errors.New("configure server: a port is missing")
	case c.Verifier == nil, c.Ready == nil, c.Now == nil, c.Log == nil:
		return c, errors.New("configure server: Verifier, Ready, Now and Log are needed")
	case c.Contact.Name == "", c.Contact.Email == "", c.Contact.URL == "":
		return c, errors.New("configure server: Contact needs a name, an e-mail address and a URL")
	case (c.SignIn == nil) != (c.Sessions == nil), (c.SignIn == nil) != (c.Substitutes == nil):
		return c, errors.New("configure server: SignIn, Sessions and Substitutes belong together")
	case c.Timeout < 0, c.MaxInFlight < 0:
		return c, errors.New("configure server: a limit is below zero")
	}
	if c.PublicURL == "" {
		c.PublicURL = "https://localhost"
	}
	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.Path != "" || u.RawQuery != "" {
		return c, fmt.Errorf("configure server: PublicURL %q is not an address without a path", c.PublicURL)
	}
	if c.Timeout == 0 {
		c.Timeout = 15 * time.Second
	}
	if c.MaxInFlight == 0 {
		c.MaxInFlight = 256
	}
	return c, nil
}
