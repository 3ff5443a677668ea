package auth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Times of the kept keys.
const (
	RefreshAfter = 10 * time.Minute
	RetryAfter   = 30 * time.Second
	StaleAfter   = time.Hour
	fetchTimeout = 5 * time.Second
)

// RemoteKeys fetches the keys of one issuer and keeps them.
type RemoteKeys struct {
	issuer string
	url    string // "": found by discovery
	client *http.Client
	gate   chan struct{} // one at a time; guards what follows
	keys   StaticKeys
	got    time.Time // of keys
	tried  time.Time
}

// NewRemoteKeys prepares the keys of an issuer, at jwksURL or, if that is "", where the issuer's discovery document says.
// Nothing is fetched yet. Transport nil is the default one. Addresses must be https, or on this machine.
func NewRemoteKeys(issuer, jwksURL string, transport http.RoundTripper) (*RemoteKeys, error) {
	first := jwksURL
	if first == "" {
		first = issuer
	}
	if err := secure(first); err != nil {
		return nil, err
	}
	client := &http.Client{
		Transport:     transport,
		Timeout:       fetchTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return &RemoteKeys{issuer: issuer, url: jwksURL, client: client, gate: make(chan struct{}, 1)}, nil
}

// secure refuses addresses over which anybody could give us his keys.
func secure(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil {
		return fmt.Errorf("address of an issuer is not a URL")
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && !(u.Scheme == "http" && local) {
		return fmt.Errorf("address of issuer %s is not https", u.Host)
	}
	return nil
}

// Key returns the key with this id, from what is kept where it can.
func (r *RemoteKeys) Key(ctx context.Context, kid string, now time.Time) (Key, bool, error) {
	select {
	case r.gate <- struct{}{}:
	case <-ctx.Done():
		return Key{}, false, ErrKeys
	}
	defer func() { <-r.gate }()
	k, ok, _ := r.keys.Key(ctx, kid, now)
	if ok && now.Sub(r.got) < RefreshAfter {
		return k, true, nil
	}
	if r.tried.IsZero() || now.Sub(r.tried) >= RetryAfter {
		r.tried = now
		// The fetch serves everyone who waits at the gate, so it does not end with this one request.
		if keys, err := r.fetch(context.WithoutCancel(ctx)); err == nil {
			r.keys, r.got = keys, now
		}
	}
	if r.keys == nil || now.Sub(r.got) >= StaleAfter {
		return Key{}, false, ErrKeys
	}
	return r.keys.Key(ctx, kid, now)
}

func (r *RemoteKeys) fetch(ctx context.Context) (StaticKeys, error) {
	address := r.url
	if address == "" {
		found, err := r.discover(ctx)
		if err != nil {
			return nil, err
		}
		address = found
	}
	data, err := r.get(ctx, address)
	if err != nil {
		return nil, err
	}
	return ParseKeys(data)
}

func (r *RemoteKeys) discover(ctx context.Context) (string, error) {
	data, err := r.get(ctx, strings.TrimSuffix(r.issuer, "/")+"/.well-known/openid-configuration")
	if err != nil {
		return "", err
	}
	var document struct {
		Issuer string `json:"issuer"`
		JWKS   string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(data, &document); err != nil || document.Issuer != r.issuer {
		return "", ErrKeys // another issuer's document would give another issuer's keys
	}
	return document.JWKS, secure(document.JWKS)
}

func (r *RemoteKeys) get(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := r.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch keys: status %d", response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, MaxKeySet+1))
	if err != nil {
		return nil, err
	}
	if len(data) > MaxKeySet {
		return nil, errors.New("fetch keys: answer too long")
	}
	return data, nil
}
