package auth

import (
	"net/http"
	"strings"
)

// Bearer takes the token from the Authorization header: exactly one header, with the scheme Bearer. Errors: *Error with
// NoToken when there is no such header, BadToken when it is something else.
func Bearer(h http.Header) (string, error) {
	values := h.Values("Authorization")
	switch {
	case len(values) == 0:
		return "", &Error{Code: NoToken, Reason: "no-header"}
	case len(values) > 1:
		return "", bad("two-headers")
	}
	scheme, token, found := strings.Cut(values[0], " ")
	switch {
	case !strings.EqualFold(scheme, "Bearer"):
		return "", bad("scheme")
	case !found || token == "":
		return "", bad("no-token")
	}
	return token, nil
}
