package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// DevIssuer signs tokens for demo people. Its key is made anew, or kept with the data of a demonstration. It is for
// `stroom dev` and for tests, never for people.
type DevIssuer struct {
	issuer, audience string
	private          *ecdsa.PrivateKey
}

// DevPerson is a demo person, as a token of DevIssuer tells of him.
type DevPerson struct {
	Subject     string
	Name        string
	Memberships []Membership
	Permissions []Permission
}

const devKeyID = "dev"

// NewDevKey makes a key for DevIssuerWith.
func NewDevKey() ([]byte, error) {
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of the dev issuer: %w", err)
	}
	return private.Bytes()
}

// NewDevIssuer makes an issuer with a fresh key: when it is gone, so are its tokens.
func NewDevIssuer(issuer, audience string) (*DevIssuer, error) {
	key, err := NewDevKey()
	if err != nil {
		return nil, err
	}
	return DevIssuerWith(issuer, audience, key)
}

// DevIssuerWith makes an issuer with a key of NewDevKey: tokens that were signed with it before are good until they expire.
func DevIssuerWith(issuer, audience string, key []byte) (*DevIssuer, error) {
	private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), key)
	if err != nil {
		return nil, fmt.Errorf("read the key of the dev issuer: %w", err)
	}
	return &DevIssuer{issuer: issuer, audience: audience, private: private}, nil
}

// Issuer is the configuration by which a Verifier accepts this issuer's tokens.
func (d *DevIssuer) Issuer() Issuer {
	return Issuer{
		Issuer:     d.issuer,
		Audience:   d.audience,
		Algorithms: []string{string(jose.ES256)},
		Keys:       StaticKeys{{id: devKeyID, alg: jose.ES256, public: &d.private.PublicKey}},
		Mapping:    DefaultMapping,
	}
}

// Token signs a token for a person from now, for at most MaxLifetime.
func (d *DevIssuer) Token(p DevPerson, now time.Time, lifetime time.Duration) (string, error) {
	if lifetime > MaxLifetime {
		return "", fmt.Errorf("a token lives at most %s", MaxLifetime)
	}
	claims, err := json.Marshal(map[string]any{
		"iss": d.issuer, "aud": d.audience, "sub": p.Subject, "name": p.Name,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(lifetime).Unix(),
		"memberships": p.Memberships, "permissions": p.Permissions,
	})
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	return d.sign(map[jose.HeaderKey]any{"kid": devKeyID, "typ": "JWT"}, claims)
}

// idTokenLife is how long an id token of a demonstration is good: it is read once, at once.
const idTokenLife = 2 * time.Minute

// IDToken signs an id token for a person who has just chosen to be that person.
func (d *DevIssuer) IDToken(p DevPerson, client, nonce string, now time.Time) (string, error) {
	claims, err := json.Marshal(map[string]any{
		"iss": d.issuer, "aud": client, "sub": p.Subject, "name": p.Name, "nonce": nonce, "auth_time": now.Unix(),
		"iat": now.Unix(), "exp": now.Add(idTokenLife).Unix(), "memberships": p.Memberships, "permissions": p.Permissions,
	})
	if err != nil {
		return "", fmt.Errorf("write claims: %w", err)
	}
	return d.sign(map[jose.HeaderKey]any{"kid": devKeyID, "typ": "JWT"}, claims)
}

// KeySet is the JSON of the public key by which its tokens are checked.
func (d *DevIssuer) KeySet() []byte {
	set, err := json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{
		{Key: &d.private.PublicKey, KeyID: devKeyID, Algorithm: string(jose.ES256), Use: "sig"},
	}})
	if err != nil {
		panic("auth: a public key can be written: " + err.Error())
	}
	return set
}

func (d *DevIssuer) sign(header map[jose.HeaderKey]any, claims []byte) (string, error) {
	key := jose.SigningKey{Algorithm: jose.ES256, Key: d.private}
	signer, err := jose.NewSigner(key, &jose.SignerOptions{ExtraHeaders: header})
	if err != nil {
		return "", fmt.Errorf("prepare signing: %w", err)
	}
	signed, err := signer.Sign(claims)
	if err != nil {
		return "", fmt.Errorf("sign token: %w", err)
	}
	return signed.CompactSerialize()
}
