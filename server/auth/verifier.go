package auth

import (
	"context"
	"encoding/base64"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"stroom/server/strict"
)

// Limits on tokens.
const (
	MaxToken    = 8 << 10 // bytes
	Leeway      = 30 * time.Second
	MaxLifetime = 24 * time.Hour // from iat to exp: what lives longer cannot be taken back
)

// Algorithms are the only ones that may be configured.
var Algorithms = []string{string(jose.RS256), string(jose.ES256), string(jose.EdDSA)}

// Issuer configures one issuer of tokens.
type Issuer struct {
	Issuer     string   // the claim iss, letter by letter
	Audience   string   // one of the claim aud
	Algorithms []string // of Algorithms; empty: all
	Types      []string // of the header typ, in lower case; empty: "jwt" and "at+jwt"
	Keys       KeySource
	Mapping    Mapping
}

// Verifier checks the tokens of all configured issuers.
type Verifier struct{ issuers []Issuer }

// NewVerifier returns a verifier, or an error if an issuer is configured wrongly.
func NewVerifier(issuers ...Issuer) (*Verifier, error) {
	seen := map[string]bool{}
	out := make([]Issuer, 0, len(issuers))
	for _, i := range issuers {
		switch {
		case i.Issuer == "" || i.Audience == "" || i.Keys == nil:
			return nil, fmt.Errorf("issuer %q needs an issuer, an audience and keys", i.Issuer)
		case seen[i.Issuer]:
			return nil, fmt.Errorf("issuer %q is configured twice", i.Issuer)
		}
		seen[i.Issuer] = true
		if len(i.Algorithms) == 0 {
			i.Algorithms = Algorithms
		}
		for _, a := range i.Algorithms {
			if !slices.Contains(Algorithms, a) {
				return nil, fmt.Errorf("issuer %q: algorithm %q is not allowed", i.Issuer, a)
			}
		}
		if len(i.Types) == 0 {
			i.Types = []string{"jwt", "at+jwt", "application/at+jwt"}
		}
		out = append(out, i)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no issuer is configured: nobody could sign in")
	}
	return &Verifier{issuers: out}, nil
}

// Verify checks a token at a moment. Errors: *Error with BadToken, or ErrKeys.
func (v *Verifier) Verify(ctx context.Context, token string, now time.Time) (Caller, error) {
	header, claims, err := open(token)
	if err != nil {
		return Caller{}, err
	}
	issuer, err := v.issuer(claims)
	if err != nil {
		return Caller{}, err
	}
	alg, kid, err := issuer.checkHeader(header)
	if err != nil {
		return Caller{}, err
	}
	key, found, keyErr := issuer.Keys.Key(ctx, kid, now)
	switch {
	case keyErr != nil:
		return Caller{}, keyErr
	case !found:
		return Caller{}, bad("unknown-key")
	case string(key.alg) != alg:
		return Caller{}, bad("key-algorithm")
	}
	signed, parseErr := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{key.alg})
	if parseErr != nil {
		return Caller{}, bad("not-signed")
	}
	if _, verifyErr := signed.Verify(key.public); verifyErr != nil {
		return Caller{}, bad("signature")
	}
	// Only from here on the claims are somebody's word.
	caller := Caller{Issuer: issuer.Issuer}
	if err := issuer.checkClaims(claims, now, &caller); err != nil {
		return Caller{}, err
	}
	if err := issuer.Mapping.read(claims, &caller); err != nil {
		return Caller{}, err
	}
	return caller, nil
}

// open takes a compact token apart. It accepts one spelling only: canonical base64url, JSON without a name twice.
func open(token string) (header, claims strict.Node, _ error) {
	parts := strings.Split(token, ".")
	if len(token) > MaxToken || len(parts) != 3 {
		return header, claims, bad("shape")
	}
	var decoded [3][]byte
	for i, part := range parts {
		data, err := base64.RawURLEncoding.Strict().DecodeString(part)
		if err != nil || len(data) == 0 || strings.ContainsAny(part, "\r\n") {
			return header, claims, bad("base64")
		}
		decoded[i] = data
	}
	header, headerFaults := strict.Parse(decoded[0], MaxToken)
	claims, claimFaults := strict.Parse(decoded[1], MaxToken)
	if headerFaults != nil || claimFaults != nil || header.Kind() != strict.Object || claims.Kind() != strict.Object {
		return header, claims, bad("json")
	}
	return header, claims, nil
}

func (v *Verifier) issuer(claims strict.Node) (Issuer, error) {
	iss, _ := claims.Member("iss")
	for _, i := range v.issuers {
		if iss.Text() == i.Issuer {
			return i, nil
		}
	}
	return Issuer{}, bad("issuer")
}

// headerNames is all that may stand in a header. x5t and x5t#S256 are thumbprints that some issuers add; we do not use them.
var headerNames = []string{"alg", "kid", "typ", "x5t", "x5t#S256"}

var kidForm = regexp.MustCompile(`^[A-Za-z0-9_.=+-]{1,128}$`)

func (i Issuer) checkHeader(header strict.Node) (alg, kid string, _ error) {
	for _, name := range header.Names() {
		if !slices.Contains(headerNames, name) {
			return "", "", bad("header-name")
		}
	}
	text := func(name string) string {
		n, _ := header.Member(name)
		return n.Text()
	}
	alg, kid = text("alg"), text("kid")
	switch {
	case !slices.Contains(i.Algorithms, alg):
		return "", "", bad("algorithm")
	case !slices.Contains(i.Types, strings.ToLower(text("typ"))):
		return "", "", bad("type")
	case !kidForm.MatchString(kid) || strings.Contains(kid, ".."):
		return "", "", bad("key-id")
	}
	return alg, kid, nil
}

// notForUs are claims that stand in tokens of another purpose: proofs of sign-in (the hashes), of sign-out (events), and
// tokens bound to a proof of possession (cnf) that we could not check.
var notForUs = []string{"at_hash", "c_hash", "s_hash", "events", "cnf"}

// otherPurpose are values by which one widespread broker marks tokens of another purpose in the claim typ.
var otherPurpose = []string{"ID", "Refresh", "Offline", "Logout"}

func (i Issuer) checkClaims(claims strict.Node, now time.Time, c *Caller) *Error {
	for _, name := range notForUs {
		if _, there := claims.Member(name); there {
			return bad("purpose")
		}
	}
	if typ, there := claims.Member("typ"); there && (typ.Text() == "" || slices.Contains(otherPurpose, typ.Text())) {
		return bad("purpose")
	}
	sub, _ := claims.Member("sub")
	c.Subject = sub.Text()
	if c.Subject == "" || len(c.Subject) > 255 || strings.TrimSpace(c.Subject) != c.Subject || strings.ContainsAny(c.Subject, "\r\n\t") {
		return bad("subject")
	}
	if !i.forUs(claims) {
		return bad("audience")
	}
	return checkTimes(claims, now, c)
}

func (i Issuer) forUs(claims strict.Node) bool {
	aud, _ := claims.Member("aud")
	if aud.Kind() == strict.String {
		return aud.Text() == i.Audience
	}
	list, ok := texts(aud)
	return ok && slices.Contains(list, i.Audience)
}

func checkTimes(claims strict.Node, now time.Time, c *Caller) *Error {
	exp, hasExp, ok := seconds(claims, "exp")
	if !ok || !hasExp {
		return bad("exp")
	}
	if !now.Before(exp.Add(Leeway)) {
		return bad("expired")
	}
	iat, hasIat, ok := seconds(claims, "iat")
	if !ok || !hasIat || iat.After(now.Add(Leeway)) {
		return bad("iat")
	}
	if lifetime := exp.Sub(iat); lifetime <= 0 || lifetime > MaxLifetime {
		return bad("lifetime")
	}
	nbf, hasNbf, ok := seconds(claims, "nbf")
	if !ok || hasNbf && nbf.After(now.Add(Leeway)) {
		return bad("nbf")
	}
	c.Expires = exp
	return nil
}

// seconds reads a numeric date. ok is false when it is there and is no sensible moment.
func seconds(claims strict.Node, name string) (t time.Time, there, ok bool) {
	n, there := claims.Member(name)
	if !there {
		return t, false, true
	}
	if n.Kind() != strict.Number {
		return t, true, false
	}
	f, err := strconv.ParseFloat(string(n.JSON()), 64)
	const year2200 = 7_258_118_400
	if err != nil || f < 0 || f > year2200 {
		return t, true, false
	}
	whole, part := math.Modf(f)
	return time.Unix(int64(whole), int64(part*1e9)).UTC(), true, true
}
