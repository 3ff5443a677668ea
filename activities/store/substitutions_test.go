package store_test

import (
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows/engine"
)

func TestColleaguesAreWhoSignedIn(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		note := func(person string, at time.Time, as ...engine.Address) {
			if err := s.Note(t.Context(), person, as, at); err != nil {
				t.Fatal(err)
			}
		}
		note("p-bram", noon, north)
		note("p-anna", noon.Add(-time.Hour), north, south)
		note("p-anna", noon, north)
		note("p-carl", noon.Add(-time.Hour), north)
		note("p-dora", noon)
		for _, c := range []struct {
			at    engine.Address
			since time.Time
			want  []string
		}{
			{north, noon.Add(-2 * time.Hour), []string{"p-anna", "p-bram", "p-carl"}},
			{north, noon, []string{"p-anna", "p-bram"}},
			{south, noon.Add(-2 * time.Hour), []string{"p-anna"}},
			{south, noon, []string{}},
		} {
			got, err := s.Colleagues(t.Context(), c.at, c.since)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, "colleagues", append([]string{}, got...), c.want)
		}
		if err := s.Note(t.Context(), "p-eva", make([]engine.Address, store.MaxAddresses+1), noon); err == nil {
			t.Error("a member of everything is noted")
		}
	})
}

func TestSubstitutions(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		made := func(id, person, by string, from, until time.Duration) store.Substitution {
			v := store.Substitution{
				ID: id, Person: person, Role: "planner", Organisation: "north", By: by, From: noon.Add(from), Until: noon.Add(until), Made: noon,
			}
			for range 2 { // the same twice is one
				if err := s.Substitute(t.Context(), v); err != nil {
					t.Fatal(err)
				}
			}
			return v
		}
		of := func(person string, now time.Time) []store.Substitution {
			got, err := s.Substitutions(t.Context(), person, now)
			if err != nil {
				t.Fatal(err)
			}
			return append([]store.Substitution{}, got...)
		}
		later := made("s-1", "p-anna", "p-bram", time.Hour, 3*time.Hour)
		now := made("s-2", "p-carl", "p-anna", -time.Hour, 2*time.Hour)
		other := made("s-3", "p-carl", "p-bram", -time.Hour, time.Minute)

		wantSame(t, "of Anna", of("p-anna", noon), []store.Substitution{now, later})
		wantSame(t, "of Bram", of("p-bram", noon), []store.Substitution{other, later})
		wantSame(t, "when one is over", of("p-bram", noon.Add(time.Minute)), []store.Substitution{later})
		wantSame(t, "of a stranger", of("p-dora", noon), []store.Substitution{})

		if err := s.EndSubstitution(t.Context(), "s-2", "p-dora", noon); !isUnknown(err) {
			t.Errorf("a stranger ends it: %v", err)
		}
		if err := s.EndSubstitution(t.Context(), "s-9", "p-anna", noon); !isUnknown(err) {
			t.Errorf("one that is not there: %v", err)
		}
		for _, person := range []string{"p-anna", "p-carl"} { // the second time it has ended already
			if err := s.EndSubstitution(t.Context(), "s-2", person, noon); err != nil {
				t.Fatal(err)
			}
		}
		wantSame(t, "after its end", of("p-anna", noon), []store.Substitution{later})
	})
}

func TestAuditTellsInWhosePlace(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		row := store.AuditRow{
			At: noon, Actor: engine.Actor{Person: "p-bram", Role: "planner", Organisation: "north", For: "p-anna"},
			Action: "R", Kind: "page", Trajectory: "t-1", Result: "shown", Ground: "role:planner",
		}
		if err := s.RecordAudit(t.Context(), []store.AuditRow{row}); err != nil {
			t.Fatal(err)
		}
		got, _, err := s.Audit(t.Context(), store.AuditFilter{Trajectory: "t-1"})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "audit", got, []store.AuditRow{row})
	})
}
