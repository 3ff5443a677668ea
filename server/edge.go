package server

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// edge is what is known of a request before anybody knows who asks.
type edge struct {
	now   time.Time // the moment of receipt: the one reading of the clock for this request
	lang  string    // "nl" or "en"
	trace string    // 32 hexadecimal digits
	span  string    // 16: our part of the trace
}

func newEdge(r *http.Request, now time.Time) edge {
	e := edge{now: now.UTC().Truncate(time.Microsecond), lang: language(r.Header.Values("Accept-Language")), span: randomHex(8)}
	if parent := r.Header.Values("Traceparent"); len(parent) == 1 {
		e.trace = traceOf(parent[0])
	}
	if e.trace == "" {
		e.trace = randomHex(16)
	}
	return e
}

func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: it ends the program if there is no randomness
	return hex.EncodeToString(b)
}

var traceForm = regexp.MustCompile(`^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$`)

// traceOf takes the trace id from a W3C traceparent; "" if it is none.
func traceOf(parent string) string {
	m := traceForm.FindStringSubmatch(parent)
	if m == nil || strings.Trim(m[1], "0") == "" || strings.Trim(m[2], "0") == "" {
		return ""
	}
	return m[1]
}

// standing headers: on every answer, whatever it is. Source: NL GOV API Design Rules, transport and version rules.
func (e edge) headers(h http.Header) {
	h.Set("API-Version", Version)
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Content-Language", e.lang)
	h.Set("Vary", "Accept-Language")
	h.Set("Traceparent", "00-"+e.trace+"-"+e.span+"-01")
}

// weighed is one item of an Accept or Accept-Language header.
type weighed struct {
	name   string // lower case
	weight float64
}

// weigh reads a header of alternatives. Items with a weight that is not one are left out.
func weigh(values []string) []weighed {
	var out []weighed
	for item := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, parameters, _ := strings.Cut(item, ";")
		w := weighed{name: strings.ToLower(strings.TrimSpace(name)), weight: 1}
		for parameter := range strings.SplitSeq(parameters, ";") {
			key, value, _ := strings.Cut(strings.TrimSpace(parameter), "=")
			if strings.EqualFold(strings.TrimSpace(key), "q") {
				q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
				if err != nil || !(q >= 0 && q <= 1) {
					q = 0
				}
				w.weight = q
			}
		}
		if w.name != "" && len(out) < maxAlternatives {
			out = append(out, w)
		}
	}
	return out
}

// maxAlternatives bounds what we read of such a header.
const maxAlternatives = 50

// language chooses Dutch unless English is asked for more.
func language(accept []string) string {
	best, lang := 0.0, "nl"
	for _, w := range weigh(accept) {
		tag, _, _ := strings.Cut(w.name, "-")
		if (tag == "nl" || tag == "en") && w.weight > best {
			best, lang = w.weight, tag
		}
	}
	return lang
}

// accepts reports whether an Accept header lets us answer with a media type. The most specific range counts.
func accepts(accept []string, media string) bool {
	if len(accept) == 0 {
		return true
	}
	kind, _, _ := strings.Cut(media, "/")
	specific, weight := -1, 0.0
	for _, w := range weigh(accept) {
		rank := map[string]int{"*/*": 0, kind + "/*": 1, media: 2}
		if r, ok := rank[w.name]; ok && (r > specific || r == specific && w.weight > weight) {
			specific, weight = r, w.weight
		}
	}
	return weight > 0
}

// jsonBody reports whether a request says that its body is JSON, in UTF-8 and not packed.
func jsonBody(h http.Header) bool {
	types := h.Values("Content-Type")
	if len(types) != 1 {
		return false
	}
	media, parameters, _ := strings.Cut(types[0], ";")
	if !strings.EqualFold(strings.TrimSpace(media), "application/json") {
		return false
	}
	if parameters = strings.ToLower(strings.ReplaceAll(parameters, " ", "")); parameters != "" && parameters != "charset=utf-8" && parameters != `charset="utf-8"` {
		return false
	}
	encoding := strings.ToLower(strings.Join(h.Values("Content-Encoding"), ","))
	return encoding == "" || encoding == "identity"
}
