package store_test

import (
	"errors"
	"testing"
	"time"

	"stroom/activities/store"
)

func TestSessionsAreKeptUntilTheyEnd(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := t.Context()
		keep := func(key, data string, until time.Time) {
			if err := s.KeepSession(ctx, key, []byte(data), until, noon); err != nil {
				t.Fatal(err)
			}
		}
		want := func(key string, now time.Time, want string) {
			t.Helper()
			got, err := s.Session(ctx, key, now)
			if want == "" && errors.Is(err, store.ErrUnknown) {
				return
			}
			if err != nil || string(got) != want {
				t.Errorf("%s: %s, %v; want %s", key, got, err, want)
			}
		}
		keep("a", `{"n":1}`, noon.Add(time.Hour))
		keep("b", `{"n":2}`, noon.Add(time.Minute))
		want("a", noon, `{"n":1}`)
		want("b", noon.Add(time.Minute), "")
		want("c", noon, "")
		keep("a", `{"n":3}`, noon.Add(2*time.Hour))
		want("a", noon.Add(90*time.Minute), `{"n":3}`)
		if err := s.KeepSession(ctx, "d", []byte(`{}`), noon.Add(time.Hour), noon.Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		want("b", noon, "") // it was over, and is gone
		for range 2 {
			if err := s.DropSession(ctx, "a"); err != nil {
				t.Fatal(err)
			}
		}
		want("a", noon, "")
		if err := s.KeepSession(ctx, "e", make([]byte, 65<<10), noon.Add(time.Hour), noon); err == nil {
			t.Error("a session without bounds is kept")
		}
	})
}
