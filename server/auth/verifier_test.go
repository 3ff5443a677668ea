package auth

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

var now = time.Date(2026, 1, 12, 9, 0, 0, 0, time.UTC)

const (
	issuerName = "https://sign-in.example"
	audience   = "stroom"
)

// forger signs whatever it is given, rightly or wrongly.
type forger struct {
	ec, otherEC *ecdsa.PrivateKey
	p384        *ecdsa.PrivateKey
	rsa         *rsa.PrivateKey
	ed          ed25519.PrivateKey
}

func newForger(t *testing.T) *forger {
	t.Helper()
	f := &forger{}
	var err [5]error
	f.ec, err[0] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	f.otherEC, err[1] = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	f.p384, err[2] = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	f.rsa, err[3] = rsa.GenerateKey(rand.Reader, 2048)
	_, f.ed, err[4] = ed25519.GenerateKey(rand.Reader)
	if e := errors.Join(err[:]...); e != nil {
		t.Fatal(e)
	}
	return f
}

func (f *forger) verifier(t *testing.T) *Verifier {
	t.Helper()
	v, err := NewVerifier(
		Issuer{Issuer: issuerName, Audience: audience, Mapping: DefaultMapping, Keys: StaticKeys{
			{"ec", jose.ES256, &f.ec.PublicKey}, {"rsa", jose.RS256, &f.rsa.PublicKey}, {"ed", jose.EdDSA, f.ed.Public()},
		}},
		Issuer{Issuer: "https://other.example", Audience: "other", Algorithms: []string{"RS256"}, Mapping: DefaultMapping,
			Keys: StaticKeys{{"ec", jose.ES256, &f.otherEC.PublicKey}, {"rsa", jose.RS256, &f.rsa.PublicKey}}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type object map[string]any

// with returns o with other members; a nil value takes one away.
func (o object) with(pairs ...any) object {
	out := object{}
	for k, v := range o {
		out[k] = v
	}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			delete(out, pairs[i].(string))
			continue
		}
		out[pairs[i].(string)] = pairs[i+1]
	}
	return out
}

func header() object { return object{"alg": "ES256", "typ": "JWT", "kid": "ec"} }

func claims() object {
	return object{
		"iss": issuerName, "aud": audience, "sub": "p1", "name": "Puck de Vries",
		"iat": now.Unix() - 60, "nbf": now.Unix() - 60, "exp": now.Unix() + 300,
		"memberships": []object{{"role": "reader", "organisation": "north"}},
		"permissions": []string{"stop", "import"},
	}
}

func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func b64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

func (f *forger) es256(key *ecdsa.PrivateKey, header, claims any) string {
	input := b64([]byte(text(header))) + "." + b64([]byte(text(claims)))
	return input + "." + b64(ecdsaSign(key, input))
}

func ecdsaSign(key *ecdsa.PrivateKey, input string) []byte {
	digest := sha256.Sum256([]byte(input))
	r, s, err := ecdsa.Sign(rand.Reader, key, digest[:])
	if err != nil {
		panic(err)
	}
	size := (key.Curve.Params().BitSize + 7) / 8
	return append(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))...)
}

func (f *forger) good(header, claims any) string { return f.es256(f.ec, header, claims) }

func (f *forger) jose(alg jose.SignatureAlgorithm, key any, kid string, claims any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key},
		(&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid))
	if err != nil {
		panic(err)
	}
	signed, err := signer.Sign([]byte(text(claims)))
	if err != nil {
		panic(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		panic(err)
	}
	return token
}

func (f *forger) hmac(kid string, secret []byte) string {
	input := b64([]byte(text(object{"alg": "HS256", "typ": "JWT", "kid": kid}))) + "." + b64([]byte(text(claims())))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(input))
	return input + "." + b64(mac.Sum(nil))
}

func cut(token string) (header, claims, signature string) {
	parts := strings.Split(token, ".")
	return parts[0], parts[1], parts[2]
}

// The right token, one thing changed at a time. The reason "" accepts.
func TestTokenMutations(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	v := f.verifier(t)
	h, c := header(), claims()
	good := f.good(h, c)
	head, body, signature := cut(good)
	rawSignature, err := base64.RawURLEncoding.DecodeString(signature)
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte{}, rawSignature...)
	flipped[10] ^= 1
	pkix, err := x509.MarshalPKIXPublicKey(&f.rsa.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	at := func(seconds int64) int64 { return now.Unix() + seconds }
	alg := func(name string) string { return f.good(h.with("alg", name), c) }
	with := func(pairs ...any) string { return f.good(h, c.with(pairs...)) }
	head2 := func(pairs ...any) string { return f.good(h.with(pairs...), c) }
	many := make([]string, MaxMemberships+1)
	for i := range many {
		many[i] = "r" + strings.Repeat("x", i%30) + "@o" + strings.Repeat("y", i)
	}

	cases := []struct{ name, token, reason string }{
		{"the right one", good, ""},
		{"right, RS256", f.jose(jose.RS256, f.rsa, "rsa", c), ""},
		{"right, EdDSA", f.jose(jose.EdDSA, f.ed, "ed", c), ""},
		{"right, type of an access token", head2("typ", "at+JWT"), ""},
		{"right, audience among others", with("aud", []string{"x", audience}), ""},
		{"right, no nbf", with("nbf", nil), ""},
		{"right, part of a second", with("exp", float64(now.Unix())+0.5), ""},
		{"right, thumbprint of a certificate", head2("x5t", "abc"), ""},
		{"right, typ Bearer", with("typ", "Bearer"), ""},

		{"empty", "", "shape"},
		{"one part", "abc", "shape"},
		{"two parts", head + "." + body, "shape"},
		{"four parts", good + ".x", "shape"},
		{"encrypted shape", good + ".x.y", "shape"},
		{"too long", good + strings.Repeat("a", MaxToken), "shape"},
		{"empty header", "." + body + "." + signature, "base64"},
		{"empty claims", head + ".." + signature, "base64"},
		{"empty signature", head + "." + body + ".", "base64"},
		{"padding", good + "=", "base64"},
		{"blank behind", good + " ", "base64"},
		{"line end in it", head + "\n." + body + "." + signature, "base64"},
		{"standard alphabet", head + "." + body + "." + strings.Repeat("+", 86), "base64"},
		{"loose last bits", head + "." + body + "." + signature[:85] + loose(signature[85]), "base64"},
		{"json form", `{"payload":"` + body + `"}`, "shape"},

		{"header not json", b64([]byte("x")) + "." + body + "." + signature, "json"},
		{"header a list", f.good("[]", c), "json"},
		{"claims not json", f.good(h, "x"), "json"},
		{"claims a text", f.good(h, `"x"`), "json"},
		{"alg twice", f.good(`{"alg":"none","alg":"ES256","typ":"JWT","kid":"ec"}`, c), "json"},
		{"sub twice", f.good(h, strings.Replace(text(c), `{`, `{"sub":"boss",`, 1)), "json"},
		{"claims not utf-8", f.good(h, strings.Replace(text(c), "Puck", "\xff", 1)), "json"},
		{"two values in the claims", f.good(h, text(c)+"{}"), "json"},
		{"nul in a claim", with("sub", "p1\x00"), "json"},

		{"alg none", alg("none"), "algorithm"},
		{"alg None", alg("None"), "algorithm"},
		{"alg nOnE, no signature", b64([]byte(text(h.with("alg", "nOnE")))) + "." + body + ".AA", "algorithm"},
		{"alg empty", alg(""), "algorithm"},
		{"alg missing", head2("alg", nil), "algorithm"},
		{"alg a number", head2("alg", 1), "algorithm"},
		{"alg in lower case", alg("es256"), "algorithm"},
		{"alg ES256K", alg("ES256K"), "algorithm"},
		{"alg PS256", f.jose(jose.PS256, f.rsa, "rsa", c), "algorithm"},
		{"alg RS512", f.jose(jose.RS512, f.rsa, "rsa", c), "algorithm"},
		{"alg ES384", f.jose(jose.ES384, f.p384, "ec", c), "algorithm"},
		{"shared secret from a public key", f.hmac("rsa", pkix), "algorithm"},
		{"shared secret from an empty key", f.hmac("rsa", nil), "algorithm"},
		{"alg of another key", head2("kid", "rsa"), "key-algorithm"},
		{"RS256 named for the EC key", alg("RS256"), "key-algorithm"},

		{"kid missing", head2("kid", nil), "key-id"},
		{"kid empty", head2("kid", ""), "key-id"},
		{"kid a list", head2("kid", []string{"ec"}), "key-id"},
		{"kid a path", head2("kid", "../../dev/null"), "key-id"},
		{"kid dots", head2("kid", "a..b"), "key-id"},
		{"kid sql", head2("kid", "ec' or '1'='1"), "key-id"},
		{"kid a command", head2("kid", "ec|id"), "key-id"},
		{"kid an address", head2("kid", "https://evil.example/keys"), "key-id"},
		{"kid nul", f.good(`{"alg":"ES256","typ":"JWT","kid":"ec\u0000"}`, c), "json"},
		{"kid too long", head2("kid", strings.Repeat("a", 129)), "key-id"},
		{"kid in capitals", head2("kid", "EC"), "unknown-key"},
		{"kid unknown", head2("kid", "nobody"), "unknown-key"},

		{"jwk in the header", head2("jwk", object{"kty": "EC"}), "header-name"},
		{"jku", head2("jku", "https://evil.example"), "header-name"},
		{"x5u", head2("x5u", "https://evil.example"), "header-name"},
		{"x5c", head2("x5c", []string{"AA"}), "header-name"},
		{"crit", head2("crit", []string{"exp"}), "header-name"},
		{"b64 false", head2("b64", false), "header-name"},
		{"zip", head2("zip", "DEF"), "header-name"},
		{"cty JWT", head2("cty", "JWT"), "header-name"},
		{"ALG beside alg", head2("ALG", "none"), "header-name"},

		{"typ missing", head2("typ", nil), "type"},
		{"typ empty", head2("typ", ""), "type"},
		{"typ dpop", head2("typ", "dpop+jwt"), "type"},
		{"typ logout", head2("typ", "logout+jwt"), "type"},

		{"signature of another key", f.es256(f.otherEC, h, c), "signature"},
		{"signature changed", head + "." + body + "." + b64(flipped), "signature"},
		{"signature zero", head + "." + body + "." + b64(make([]byte, 64)), "signature"},
		{"signature cut", head + "." + body + "." + b64(rawSignature[:63]), "signature"},
		{"signature with a tail", head + "." + body + "." + b64(append(rawSignature[:64:64], 0)), "signature"},
		{"signature of a larger hash", head + "." + body + "." + b64(sha512.New().Sum(nil)), "signature"},
		{"claims changed", head + "." + b64([]byte(text(c.with("sub", "boss")))) + "." + signature, "signature"},
		{"header changed", b64([]byte(text(h.with("typ", "at+jwt")))) + "." + body + "." + signature, "signature"},

		{"iss missing", with("iss", nil), "issuer"},
		{"iss unknown", with("iss", "https://evil.example"), "issuer"},
		{"iss with a slash", with("iss", issuerName+"/"), "issuer"},
		{"iss in capitals", with("iss", strings.ToUpper(issuerName)), "issuer"},
		{"iss a list", with("iss", []string{issuerName}), "issuer"},
		{"iss of the neighbour, key of ours", with("iss", "https://other.example", "aud", "other"), "algorithm"},
		{"neighbour's audience", f.jose(jose.RS256, f.rsa, "rsa", c.with("iss", "https://other.example")), "audience"},

		{"aud missing", with("aud", nil), "audience"},
		{"aud another", with("aud", "elsewhere"), "audience"},
		{"aud empty list", with("aud", []string{}), "audience"},
		{"aud part of a word", with("aud", audience+"2"), "audience"},
		{"aud mixed list", with("aud", []any{audience, 1}), "audience"},
		{"aud an object", with("aud", object{audience: true}), "audience"},

		{"exp missing", with("exp", nil), "exp"},
		{"exp a text", with("exp", "2200-01-01"), "exp"},
		{"exp negative", with("exp", -1), "exp"},
		{"exp without end", f.good(h, strings.Replace(text(c), `"exp":`, `"exp":1e999,"x":`, 1)), "exp"},
		{"exp null", f.good(h, strings.Replace(text(c), `"exp":`, `"exp":null,"x":`, 1)), "exp"},
		{"expired, in the leeway", with("exp", at(-29)), ""},
		{"expired", with("exp", at(-30)), "expired"},
		{"long expired", with("exp", at(-50)), "expired"},
		{"iat missing", with("iat", nil), "iat"},
		{"iat ahead", with("iat", at(31), "exp", at(300)), "iat"},
		{"iat behind exp", with("iat", at(20), "exp", at(10)), "lifetime"},
		{"lives too long", with("exp", at(25*3600)), "lifetime"},
		{"nbf ahead", with("nbf", at(31)), "nbf"},
		{"nbf a list", with("nbf", []int{0}), "nbf"},

		{"sub missing", with("sub", nil), "subject"},
		{"sub empty", with("sub", ""), "subject"},
		{"sub a number", with("sub", 7), "subject"},
		{"sub with blanks", with("sub", " p1"), "subject"},
		{"sub too long", with("sub", strings.Repeat("a", 256)), "subject"},

		{"an id token", with("at_hash", "x"), "purpose"},
		{"a logout token", with("events", object{}), "purpose"},
		{"a bound token", with("cnf", object{"jkt": "x"}), "purpose"},
		{"typ ID", with("typ", "ID"), "purpose"},
		{"typ Refresh", with("typ", "Refresh"), "purpose"},

		{"memberships an object", with("memberships", object{}), "memberships-shape"},
		{"membership without organisation", with("memberships", []object{{"role": "reader"}}), "memberships-shape"},
		{"membership without @", with("memberships", []string{"reader"}), "memberships-shape"},
		{"membership with an odd role", with("memberships", []string{"Reader@north"}), "membership-form"},
		{"membership with an odd organisation", with("memberships", []string{"reader@no rth"}), "membership-form"},
		{"membership without a role", with("memberships", []string{"@north"}), "membership-form"},
		{"too many memberships", with("memberships", many), "too-many-memberships"},
		{"permissions a text", with("permissions", "stop"), "permissions-shape"},
		{"permissions mixed", with("permissions", []any{"stop", 1}), "permissions-shape"},
	}
	if len(cases) < 60 {
		t.Errorf("only %d cases", len(cases))
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := v.Verify(t.Context(), c.token, now)
			var refused *Error
			switch {
			case c.reason == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.reason != "" && !errors.As(err, &refused):
				t.Errorf("got %v, want %s", err, c.reason)
			case c.reason != "" && (refused.Code != BadToken || refused.Reason != c.reason):
				t.Errorf("got %v, want %s", refused, c.reason)
			}
		})
	}
}

// loose gives another last letter that decodes to the same bytes for a lax reader.
func loose(last byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, last)|1])
}

// Every single changed letter of a token refuses it.
func TestEveryLetterCounts(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	v := f.verifier(t)
	good := f.good(header(), claims())
	for i := range good {
		for _, letter := range []byte{'A', '.'} {
			if good[i] == letter {
				continue
			}
			changed := good[:i] + string(letter) + good[i+1:]
			if _, err := v.Verify(t.Context(), changed, now); err == nil {
				t.Fatalf("accepted with letter %d changed to %c", i, letter)
			}
		}
	}
}

func TestCaller(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	got, err := f.verifier(t).Verify(t.Context(), f.good(header(), claims().with(
		"memberships", []any{"reader@north", object{"role": "writer", "organisation": "south"}, "reader@north"},
		"permissions", []string{"stop", "unheard", "import", "stop"})), now)
	want := Caller{
		Issuer: issuerName, Subject: "p1", Name: "Puck de Vries", Expires: now.Add(5 * time.Minute),
		Memberships: []Membership{{"reader", "north"}, {"writer", "south"}},
		Permissions: []Permission{Import, Stop},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v %v\nwant %+v", got, err, want)
	}
	if !got.May(Stop) || got.May(Migrate) || !got.Holds(Membership{"writer", "south"}) || got.Holds(Membership{"writer", "north"}) {
		t.Error("May or Holds is wrong")
	}
}

func TestMappingOfABroker(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	v, err := NewVerifier(Issuer{Issuer: issuerName, Audience: audience, Keys: StaticKeys{{"ec", jose.ES256, &f.ec.PublicKey}},
		Mapping: Mapping{
			Roles: "/realm_access/roles", Organisation: "/https:~1~1example~1oin", Permissions: "/realm_access/roles",
			RoleNames:       map[string]string{"RW-Medewerker": "reader"},
			PermissionNames: map[string][]Permission{"Beheer": {Stop, Adjust}},
		}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := v.Verify(t.Context(), f.good(header(), claims().with("https://example/oin", "00000001",
		"realm_access", object{"roles": []string{"RW-Medewerker", "Beheer", "offline_access"}})), now)
	want := Caller{Issuer: issuerName, Subject: "p1", Expires: now.Add(5 * time.Minute),
		Memberships: []Membership{{"reader", "00000001"}}, Permissions: []Permission{Adjust, Stop}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v %v\nwant %+v", got, err, want)
	}
}

func TestNewVerifierRefuses(t *testing.T) {
	t.Parallel()
	keys := StaticKeys{}
	for name, issuers := range map[string][]Issuer{
		"nobody":        nil,
		"no issuer":     {{Audience: "a", Keys: keys}},
		"no audience":   {{Issuer: "i", Keys: keys}},
		"no keys":       {{Issuer: "i", Audience: "a"}},
		"twice":         {{Issuer: "i", Audience: "a", Keys: keys}, {Issuer: "i", Audience: "b", Keys: keys}},
		"shared secret": {{Issuer: "i", Audience: "a", Keys: keys, Algorithms: []string{"HS256"}}},
		"none":          {{Issuer: "i", Audience: "a", Keys: keys, Algorithms: []string{"none"}}},
	} {
		if _, err := NewVerifier(issuers...); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
