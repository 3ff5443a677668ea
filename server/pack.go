package server

import (
	"bytes"
	"compress/gzip"
	"net/http"
)

// packs reports whether a page is sent as gzip makes it. How long a packed page is tells of what stands on it, to whoever can
// choose a part of its text and watch the line (the attack called BREACH). So only what this site or the person himself asks
// for is packed: a browser says so (Fetch Metadata), and says too when another site made it ask.
func packs(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin", "none":
		return takesGzip(r.Header.Get("Accept-Encoding"))
	}
	return false
}

// zipped packs a page; nil when that fails, which writing to memory does not.
func zipped(page []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(page)
	if err != nil || w.Close() != nil {
		return nil
	}
	return out.Bytes()
}
