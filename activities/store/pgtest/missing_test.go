package pgtest

import (
	"errors"
	"fmt"
	"testing"
)

// listener is a test that writes down how it was given up.
type listener struct {
	testing.TB
	said string
}

func (l *listener) Helper()           {}
func (l *listener) Skip(args ...any)  { l.said += "skipped: " + fmt.Sprint(args...) + "; " }
func (l *listener) Fatal(args ...any) { l.said += "failed: " + fmt.Sprint(args...) + "; " }

// A machine without Postgres skips and says why, a machine of the CI fails, and a server that does not start always fails.
func TestGiveUp(t *testing.T) {
	for _, test := range []struct {
		name, ci string
		err      error
		want     string
	}{
		{"missing", "", errMissing, "skipped"},
		{"missing on the CI", "true", errMissing, "failed"},
		{"broken", "", errors.New("it does not start"), "failed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv("CI", test.ci)
			l := &listener{}
			giveUp(l, test.err)
			if got := l.said[:len(test.want)]; got != test.want {
				t.Errorf("%s", l.said)
			}
		})
	}
}
