package server

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

// The address of the client is that of the connection, whatever headers say, unless a trusted proxy says it.
func TestClientAddress(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		trusted    string
		peer       string
		header, is string
	}{
		"direct":                  {"", "192.0.2.1:1234", "", "192.0.2.1"},
		"a forged header":         {"", "192.0.2.1:1234", "198.51.100.7", "192.0.2.1"},
		"a trusted proxy":         {"10.0.0.0/8", "10.1.2.3:80", "198.51.100.7", "198.51.100.7"},
		"forged before proxy":     {"10.0.0.0/8", "10.1.2.3:80", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		"two proxies":             {"10.0.0.0/8", "10.1.2.3:80", "198.51.100.7, 10.9.9.9", "198.51.100.7"},
		"not the proxy":           {"10.0.0.0/8", "192.0.2.1:1234", "198.51.100.7", "192.0.2.1"},
		"loopback is no proxy":    {"10.0.0.0/8", "127.0.0.1:1234", "198.51.100.7", "127.0.0.1"},
		"a trusted proxy, IPv6":   {"2001:db8::/32", "[2001:db8::1]:80", "198.51.100.7", "198.51.100.7"},
		"private net is no proxy": {"10.0.0.0/8", "192.168.1.1:80", "198.51.100.7", "192.168.1.1"},
	} {
		b := newBench(t)
		b.build(func(config *Config) {
			if c.trusted != "" {
				config.TrustedProxies = []netip.Prefix{netip.MustParsePrefix(c.trusted)}
			}
		})
		r := httptest.NewRequest(http.MethodGet, "/v1/worklist", nil)
		r.RemoteAddr = c.peer
		r.Header.Set("Authorization", "Bearer "+b.token("ann"))
		r.Header.Set("X-Real-IP", "203.0.113.1")
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		b.do(r)
		if got := b.audits[0].ClientAddress; got != c.is {
			t.Errorf("%s: %s, want %s", name, got, c.is)
		}
	}
}

// Whatever is sent where, the log has no word of it.
func TestLogTellsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	const marker = "123456782"
	for _, r := range routes() {
		path := strings.NewReplacer("{id}", marker, "{decisionId}", marker, "{name}", "n"+marker, "{version}", marker).Replace(r.path)
		for _, who := range []string{"", "ann", "olga"} {
			s.send(r.method, path+"?q="+marker, who, `{"id":"`+marker+`"}`, "X-Purpose", marker, "Accept", marker)
			s.send(r.method, path, who, `{"id":"`+marker+`","as":{"role":"reader","organisation":"north"}}`, "X-Purpose", marker)
			s.send(marker, path, who, "")
		}
	}
	id := s.ids[own]
	s.decide(id, "ann", marker, "lending.begin", `,"form":{"book":"`+marker+`","urgent":true}`)
	s.decide(id, "bob", marker+"a", "main.bring", `,"form":{"book":"`+marker+`"}`)
	if log := s.log.String(); strings.Contains(log, marker) || strings.Contains(log, "Ann") || strings.Contains(log, "ref-") || strings.Contains(log, id) {
		t.Error("the log tells too much")
	}
}

func TestTraceIsCarriedOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	const trace = "4bf92f3577b34da6a3ce929d0e0e4736"
	for parent, kept := range map[string]bool{
		"00-" + trace + "-00f067aa0ba902b7-01": true, "00-" + trace + "-00f067aa0ba902b7-00": true,
		"00-" + trace + "-0000000000000000-01": false, "00-" + strings.Repeat("0", 32) + "-00f067aa0ba902b7-01": false,
		"01-" + trace + "-00f067aa0ba902b7-01": false, strings.ToUpper("00-" + trace + "-00f067aa0ba902b7-01"): false, "x": false, "": false,
	} {
		got := b.send(http.MethodGet, "/v1/worklist", "ann", "", "Traceparent", parent).header.Get("Traceparent")
		if strings.Contains(got, trace) != kept || strings.Contains(got, "00f067aa0ba902b7") {
			t.Errorf("%q: %q", parent, got)
		}
	}
}

// Random bodies on every route: always one of the statuses of bad input, never a fault of ours.
func TestHostileBodies(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	bodies := []string{
		"", " ", "null", "true", "0", `""`, "[]", "{}", "{", "}", `{"a"}`, `{"id":null}`, `{"id":{}}`, `{"id":[]}`, `{"id":"` + strings.Repeat("a", 5000) + `"}`, "\x00", "\xff\xfe", "{}{}",
		`{"id":"x","as":null}`, `{"id":"x","as":[]}`, `{"id":"x","as":{"role":"reader","organisation":"north"},"form":[]}`, `{"id":"x","as":{"role":"reader","organisation":"north"},"form":{"":{}}}`,
		`{"id":"x","as":{"role":"reader","organisation":"north","person":"ref-bob"}}`, `{"actor":{"person":"ref-bob"}}`, `{"id":"x","at":"1970-01-01T00:00:00Z"}`,
		strings.Repeat("[", 20_000), strings.Repeat(`{"a":`, 5_000), `{"__proto__":{"x":1}}`, `{"id":"x\u0000"}`, `{"id":"\ud800"}`, `{"id":"../../etc/passwd"}`, `{"id":"<script>"}`, `{"id":"x' or 1=1 --"}`,
		`{"id":"x","trace":{"format":1,"definition":"loan","version":1,"events":[{"id":"e","kind":"decided","at":"2026-01-01T00:00:00Z","actor":{},"decide":{"decision":"x","form":{"a":{"int":1e9999}}}}]}}`,
		`{"limit":1e400}`, `{"limit":-0}`, `{"version":1.0}`, `{"dueBefore":"9999999-01-01T00:00:00Z"}`, `{"source":"` + strings.Repeat(`\u0000`, 100) + `"}`,
	}
	allowed := []int{200, 400, 401, 403, 404, 409, 413, 415, 429}
	for _, r := range routes() {
		if r.method != http.MethodPost {
			continue
		}
		for _, body := range bodies {
			for _, who := range []string{"ann", "sam", "ina", "max"} {
				if got := s.send(r.method, s.example(r), who, body, "Content-Type", "application/json"); !slices.Contains(allowed, got.status) {
					t.Errorf("%s as %s with %.60q: status %d: %s", r.path, who, body, got.status, got.body)
				}
			}
		}
	}
}
