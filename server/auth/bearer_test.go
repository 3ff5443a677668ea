package auth

import (
	"errors"
	"net/http"
	"testing"
	"time"
)

func TestBearer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		values       []string
		token, error string
	}{
		{nil, "", "NO_TOKEN: no-header"},
		{[]string{"Bearer abc"}, "abc", ""},
		{[]string{"bearer abc"}, "abc", ""},
		{[]string{"Bearer abc", "Bearer abc"}, "", "BAD_TOKEN: two-headers"},
		{[]string{"Basic abc"}, "", "BAD_TOKEN: scheme"},
		{[]string{"Bearerabc"}, "", "BAD_TOKEN: scheme"},
		{[]string{"abc"}, "", "BAD_TOKEN: scheme"},
		{[]string{""}, "", "BAD_TOKEN: scheme"},
		{[]string{"Bearer"}, "", "BAD_TOKEN: no-token"},
		{[]string{"Bearer "}, "", "BAD_TOKEN: no-token"},
	} {
		token, err := Bearer(http.Header{"Authorization": c.values})
		got := ""
		if err != nil {
			got = err.Error()
		}
		if token != c.token || got != c.error {
			t.Errorf("%q: got %q, %q; want %q, %q", c.values, token, got, c.token, c.error)
		}
	}
}

func TestDevIssuer(t *testing.T) {
	t.Parallel()
	one, err := NewDevIssuer("http://127.0.0.1:8080", "stroom")
	if err != nil {
		t.Fatal(err)
	}
	other, err := NewDevIssuer("http://127.0.0.1:8080", "stroom")
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVerifier(one.Issuer())
	if err != nil {
		t.Fatal(err)
	}
	person := DevPerson{Subject: "p1", Name: "Puck", Memberships: []Membership{{"reader", "north"}}, Permissions: []Permission{Stop}}
	token, err := one.Token(person, now, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	caller, err := v.Verify(t.Context(), token, now)
	if err != nil || caller.Subject != "p1" || caller.Name != "Puck" || !caller.May(Stop) || !caller.Holds(Membership{"reader", "north"}) {
		t.Errorf("got %+v %v", caller, err)
	}
	var refused *Error
	if _, err := v.Verify(t.Context(), token, now.Add(time.Hour+Leeway)); !errors.As(err, &refused) || refused.Reason != "expired" {
		t.Errorf("after its hour: %v", err)
	}
	foreign, err := other.Token(person, now, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := v.Verify(t.Context(), foreign, now); !errors.As(err, &refused) || refused.Reason != "signature" {
		t.Errorf("of another process: %v", err)
	}
	if _, err := one.Token(person, now, 25*time.Hour); err == nil {
		t.Error("a token of 25 hours was made")
	}
}
