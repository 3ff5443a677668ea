package auth

import (
	"errors"
	"slices"
	"time"
)

// Permission is something that a caller may do to the system itself, whatever the definitions say.
type Permission string

// The closed set of permissions. The six interventions are for trajectories that the caller's roles see; with Everywhere
// for all, though they show no more than before.
const (
	Resolve    Permission = "resolve"
	Adjust     Permission = "adjust"
	Rebind     Permission = "rebind"
	Correct    Permission = "correct"
	Migrate    Permission = "migrate"
	Stop       Permission = "stop"
	Import     Permission = "import"
	Messages   Permission = "messages" // hand in standard messages for an organisation
	Refusals   Permission = "refusals" // read what was refused to others
	Audit      Permission = "audit"    // read who looked at a trajectory, and who decided
	Everywhere Permission = "everywhere"
)

// Permissions are all permissions, in the order of the documentation.
var Permissions = []Permission{Resolve, Adjust, Rebind, Correct, Migrate, Stop, Import, Messages, Refusals, Audit, Everywhere}

// Membership is a role that a person holds at an organisation.
type Membership struct {
	Role         string `json:"role"`
	Organisation string `json:"organisation"`
}

// Caller is who is asking. The zero Caller is nobody.
type Caller struct {
	Issuer      string
	Subject     string // as the issuer knows him
	Name        string // for people; "" when the token does not say
	Memberships []Membership
	Permissions []Permission
	Expires     time.Time
}

// May reports whether the caller has a permission.
func (c Caller) May(p Permission) bool { return slices.Contains(c.Permissions, p) }

// Holds reports whether the caller has a role at an organisation.
func (c Caller) Holds(m Membership) bool { return slices.Contains(c.Memberships, m) }

// Code says why a token is refused, as far as its bearer is told.
type Code string

// The two reasons.
const (
	NoToken  Code = "NO_TOKEN"
	BadToken Code = "BAD_TOKEN"
)

// Error refuses a request for its token. Reason is for the log of the server: a stable word, without anything of the token.
type Error struct {
	Code   Code
	Reason string
}

// Error returns the code and the reason.
func (e *Error) Error() string { return string(e.Code) + ": " + e.Reason }

func bad(reason string) *Error { return &Error{Code: BadToken, Reason: reason} }

// ErrKeys says that the keys of an issuer cannot be had now, so that no token of his can be judged.
var ErrKeys = errors.New("keys of the issuer are not available")
