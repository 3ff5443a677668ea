package server

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A page is packed for a browser that takes it, when this site or the person himself asks for it; never when another site made
// the browser ask, and not when the browser does not say who did.
func TestPagesArePacked(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for _, c := range []struct {
		site, takes string
		packed      bool
	}{
		{"same-origin", "gzip, deflate, br", true}, {"none", "gzip", true}, {"cross-site", "gzip", false}, {"same-site", "gzip", false}, {"", "gzip", false},
		{"none", "br", false}, {"none", "gzip;q=0", false},
	} {
		r := httptest.NewRequest(http.MethodGet, "/hulp", nil)
		r.Header.Set("Accept-Encoding", c.takes)
		r.Header.Set("Sec-Fetch-Site", c.site)
		got := httptest.NewRecorder()
		b.server.ServeHTTP(got, r)
		var body io.Reader = got.Body
		if packed := got.Header().Get("Content-Encoding") == "gzip"; packed != c.packed {
			t.Errorf("%+v: packed is %v", c, packed)
		} else if packed {
			var err error
			if body, err = gzip.NewReader(got.Body); err != nil {
				t.Fatal(err)
			}
		}
		if text, err := io.ReadAll(body); err != nil || !strings.HasSuffix(strings.TrimSpace(string(text)), "</html>") {
			t.Errorf("%+v: %v, %.200s", c, err, text)
		}
		if got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Vary"), "Accept-Encoding, Sec-Fetch-Site") {
			t.Errorf("%+v: %d, varies by %q", c, got.Code, got.Header().Get("Vary"))
		}
	}
}
