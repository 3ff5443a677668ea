package auth

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// Limits on key sets.
const (
	MaxKeySet  = 256 << 10 // bytes
	MaxKeys    = 50
	MinRSABits = 2048
)

// KeySource gives the public keys of one issuer.
type KeySource interface {
	// Key returns the key with this id; false if the issuer has no such key. Errors: ErrKeys.
	Key(ctx context.Context, kid string, now time.Time) (Key, bool, error)
}

// Key is a public key with the one algorithm that it is for.
type Key struct {
	id     string
	alg    jose.SignatureAlgorithm
	public any // *rsa.PublicKey, *ecdsa.PublicKey on P-256, or ed25519.PublicKey
}

// StaticKeys is a fixed set of keys.
type StaticKeys []Key

// Key returns the key with this id.
func (s StaticKeys) Key(_ context.Context, kid string, _ time.Time) (Key, bool, error) {
	for _, k := range s {
		if k.id == kid {
			return k, true, nil
		}
	}
	return Key{}, false, nil
}

// ParseKeys reads a JSON Web Key Set. Keys that we would not use are left out: for encryption, private or symmetric, weak, of
// another curve, without an id. Two keys with one id are both left out: nobody could say which one signed. An error means
// that the set as a whole is of no use.
func ParseKeys(data []byte) (StaticKeys, error) {
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if len(data) > MaxKeySet || json.Unmarshal(data, &set) != nil || len(set.Keys) > MaxKeys {
		return nil, ErrKeys
	}
	count := map[string]int{}
	var keys StaticKeys
	for _, raw := range set.Keys {
		var jwk jose.JSONWebKey
		if jwk.UnmarshalJSON(raw) != nil {
			continue // a kind of key that we do not know is no fault of the set
		}
		count[jwk.KeyID]++
		if k, ok := admit(jwk); ok {
			keys = append(keys, k)
		}
	}
	var single StaticKeys
	for _, k := range keys {
		if count[k.id] == 1 {
			single = append(single, k)
		}
	}
	if len(single) == 0 {
		return nil, ErrKeys
	}
	return single, nil
}

func admit(jwk jose.JSONWebKey) (Key, bool) {
	if jwk.KeyID == "" || jwk.Use != "" && jwk.Use != "sig" || !jwk.IsPublic() || !jwk.Valid() {
		return Key{}, false
	}
	k := Key{id: jwk.KeyID, public: jwk.Key}
	switch public := jwk.Key.(type) {
	case *rsa.PublicKey:
		if public.N.BitLen() < MinRSABits || public.E < 3 {
			return Key{}, false
		}
		k.alg = jose.RS256
	case *ecdsa.PublicKey:
		if public.Curve != elliptic.P256() {
			return Key{}, false
		}
		k.alg = jose.ES256
	case ed25519.PublicKey:
		k.alg = jose.EdDSA
	default:
		return Key{}, false
	}
	return k, jwk.Algorithm == "" || jwk.Algorithm == string(k.alg)
}
