package auth

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

func keySet(t *testing.T, keys ...jose.JSONWebKey) []byte {
	t.Helper()
	data, err := json.Marshal(jose.JSONWebKeySet{Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestParseKeysAdmits(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	set := keySet(t,
		jose.JSONWebKey{KeyID: "ec", Key: &f.ec.PublicKey, Use: "sig", Algorithm: "ES256"},
		jose.JSONWebKey{KeyID: "ed", Key: f.ed.Public()},
		jose.JSONWebKey{KeyID: "rsa", Key: &f.rsa.PublicKey, Algorithm: "RS256"},
		jose.JSONWebKey{KeyID: "private", Key: f.ec},
		jose.JSONWebKey{KeyID: "secret", Key: []byte("0123456789abcdef0123456789abcdef")},
		jose.JSONWebKey{KeyID: "weak", Key: &weak.PublicKey},
		jose.JSONWebKey{KeyID: "p384", Key: &f.p384.PublicKey},
		jose.JSONWebKey{KeyID: "enc", Key: &f.rsa.PublicKey, Use: "enc"},
		jose.JSONWebKey{KeyID: "pss", Key: &f.rsa.PublicKey, Algorithm: "PS256"},
		jose.JSONWebKey{Key: &f.ec.PublicKey},
		jose.JSONWebKey{KeyID: "twice", Key: &f.ec.PublicKey},
		jose.JSONWebKey{KeyID: "twice", Key: &f.otherEC.PublicKey},
	)
	set = []byte(strings.Replace(string(set), `{"keys":[`, `{"keys":[{"kty":"QUANTUM","kid":"q"},`, 1))
	keys, err := ParseKeys(set)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range keys {
		got = append(got, k.id+" "+string(k.alg))
	}
	if want := "ec ES256, ed EdDSA, rsa RS256"; strings.Join(got, ", ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), want)
	}
	for name, bad := range map[string]string{
		"no json": "x", "no keys": `{"keys":[]}`, "too many": `{"keys":[` + strings.Repeat("{},", MaxKeys) + `{}]}`,
		"too long": strings.Repeat(" ", MaxKeySet) + "{}",
	} {
		if _, err := ParseKeys([]byte(bad)); !errors.Is(err, ErrKeys) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// site is an issuer's site: what it serves can be changed, and it counts the asking.
type site struct {
	*httptest.Server
	answer atomic.Pointer[func(w http.ResponseWriter, r *http.Request)]
	asked  atomic.Int32
}

func newSite(t *testing.T) *site {
	s := &site{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		(*s.answer.Load())(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *site) serve(answer func(w http.ResponseWriter, r *http.Request)) { s.answer.Store(&answer) }

func (s *site) serveKeys(data []byte) {
	s.serve(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(data) })
}

func TestRemoteKeysAreKept(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	first := keySet(t, jose.JSONWebKey{KeyID: "one", Key: &f.ec.PublicKey})
	second := keySet(t, jose.JSONWebKey{KeyID: "two", Key: &f.otherEC.PublicKey})
	s := newSite(t)
	keys, err := NewRemoteKeys(issuerName, s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }
	steps := []struct {
		name  string
		serve func()
		after time.Duration
		kid   string
		found bool
		err   error
		asked int32
	}{
		{"nothing to be had", func() { s.serve(down) }, 0, "one", false, ErrKeys, 1},
		{"not asked again at once", func() { s.serveKeys(first) }, RetryAfter - time.Second, "one", false, ErrKeys, 1},
		{"asked again", func() {}, RetryAfter, "one", true, nil, 2},
		{"kept", func() {}, RetryAfter + time.Minute, "one", true, nil, 2},
		{"a new key", func() { s.serveKeys(second) }, 3 * time.Minute, "two", true, nil, 3},
		{"the old one is gone", func() {}, 3*time.Minute + time.Second, "one", false, nil, 3},
		{"strangers cannot make us ask", func() {}, 3*time.Minute + 2*time.Second, "x", false, nil, 3},
		{"down, still kept", func() { s.serve(down) }, 20 * time.Minute, "two", true, nil, 4},
		{"down for too long", func() {}, 3*time.Minute + StaleAfter, "two", false, ErrKeys, 5},
		{"up again", func() { s.serveKeys(second) }, 5*time.Minute + StaleAfter, "two", true, nil, 6},
	}
	for _, step := range steps {
		step.serve()
		_, found, err := keys.Key(t.Context(), step.kid, now.Add(step.after))
		if found != step.found || !errors.Is(err, step.err) || s.asked.Load() != step.asked {
			t.Fatalf("%s: found %v, error %v, asked %d", step.name, found, err, s.asked.Load())
		}
	}
}

func TestRemoteKeysBounds(t *testing.T) {
	t.Parallel()
	f := newForger(t)
	good := keySet(t, jose.JSONWebKey{KeyID: "one", Key: &f.ec.PublicKey})
	elsewhere := newSite(t)
	elsewhere.serveKeys(good)
	for name, answer := range map[string]func(w http.ResponseWriter, r *http.Request){
		"too long": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(append(good, []byte(strings.Repeat(" ", MaxKeySet))...))
		},
		"elsewhere": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, elsewhere.URL, http.StatusFound) },
		"not found": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound); _, _ = w.Write(good) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.serve(answer)
			keys, err := NewRemoteKeys(issuerName, s.URL, nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, found, err := keys.Key(t.Context(), "one", now); found || !errors.Is(err, ErrKeys) {
				t.Errorf("found %v, error %v", found, err)
			}
		})
	}
	if elsewhere.asked.Load() != 0 {
		t.Error("a redirect was followed")
	}
}

func TestDiscovery(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	set := keySet(t, jose.JSONWebKey{KeyID: "one", Key: &key.PublicKey})
	s := newSite(t)
	for _, c := range []struct {
		name, issuer, jwks string
		found              bool
	}{
		{"its own", s.URL, s.URL + "/keys", true},
		{"another's", "https://evil.example", s.URL + "/keys", false},
		{"keys over http", s.URL, "http://keys.example/keys", false},
	} {
		s.serve(func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/.well-known/openid-configuration":
				_ = json.NewEncoder(w).Encode(map[string]string{"issuer": c.issuer, "jwks_uri": c.jwks})
			case "/keys":
				_, _ = w.Write(set)
			}
		})
		keys, err := NewRemoteKeys(s.URL, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, found, _ := keys.Key(t.Context(), "one", now); found != c.found {
			t.Errorf("%s: found %v", c.name, found)
		}
	}
}

func TestAddressesOfKeys(t *testing.T) {
	t.Parallel()
	for address, good := range map[string]bool{
		"https://keys.example/x": true, "http://127.0.0.1:9/x": true, "http://localhost/x": true, "http://[::1]/x": true,
		"http://keys.example/x": false, "ftp://localhost/x": false, "file:///etc/passwd": false, "keys": false,
		"https://me:secret@keys.example": false, "http://127.0.0.1.evil.example/": false,
	} {
		if _, err := NewRemoteKeys(issuerName, address, nil); (err == nil) != good {
			t.Errorf("%s: %v", address, err)
		}
	}
}
