package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/activities/store/pgtest"
	"stroom/rules"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

func TestMain(m *testing.M) {
	if place := os.Getenv(doomedEnv); place != "" {
		fmt.Fprintln(os.Stderr, doomed(place))
		os.Exit(1)
	}
	os.Exit(pgtest.Main(m))
}

// noon is the present of the tests.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 123456000, time.UTC)

var subjectKey = []byte("a key for tests only")

// each runs a test on both databases: there is one suite, and what holds on one holds on the other.
func each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			test(t, open(t, options(t, dialect)))
		})
	}
}

func options(t testing.TB, dialect store.Dialect) store.Options {
	t.Helper()
	o := store.Options{
		Dialect: dialect, SubjectKey: subjectKey, Build: "test-build", Now: func() time.Time { return noon },
	}
	switch dialect {
	case store.Postgres:
		o.Address = pgtest.New(t)
	case store.SQLite:
		o.Address = filepath.Join(t.TempDir(), "stroom.db")
	}
	return o
}

// open returns a migrated store.
func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s := reopen(t, o)
	if err := s.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	return s
}

// reopen returns a store on a database that is there already.
func reopen(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The people and organisations of the tests.
var (
	anna  = engine.Actor{Person: "p-anna", Role: "planner", Organisation: "north"}
	north = engine.Address{Role: "planner", Organisation: "north"}
	south = engine.Address{Role: "planner", Organisation: "south"}
	chief = engine.Address{Role: "chief"}
)

// story makes records that follow on each other, as a trajectory would.
type story struct {
	id string
	st engine.State
}

func newStory(id string) *story {
	return &story{id: id, st: engine.State{Semantics: 1, Name: "demo", Version: 1, Hash: "hash-of-demo-1"}}
}

// event makes the record of one event with n entries, without going on to it.
func (s *story) event(id string, n int) activities.Record {
	ev := engine.Event{
		ID: id, Kind: engine.Decided, At: noon, Actor: anna,
		Decide: &engine.DecidedEvent{Decision: "main.plan.accept", Run: 1, Form: engine.Values{"note": rules.TextOf("note of " + id)}},
	}
	if s.st.Seq == 0 {
		ev.Kind, ev.Decide, ev.Start = engine.Started, nil, &engine.StartedEvent{}
	}
	ev.Digest = engine.DigestOf(ev)
	return s.record(ev, n)
}

func (s *story) record(ev engine.Event, n int) activities.Record {
	entries := []engine.Entry{{
		Seq: s.st.Seq + 1, At: noon, Event: ev.ID, Cause: engine.ByPerson,
		Change: engine.EventTaken{Event: ev, Place: "main.plan.accept", Run: 1, Step: "plan"},
	}}
	for i := 1; i < n; i++ {
		entries = append(entries, engine.Entry{
			Seq: s.st.Seq + 1 + uint64(i), At: noon, Event: ev.ID, Cause: engine.ByPerson,
			Change: engine.FactSet{Fact: "level", Value: rules.IntOf(int64(i))},
		})
	}
	after := s.st
	after.Seq += uint64(n)
	after.Time = noon
	if after.Started.IsZero() {
		after.Started = noon
	}
	due := noon.Add(24 * time.Hour)
	return activities.Record{
		Trajectory: s.id, Epoch: 1, FirstRun: "run-1", Before: s.st.Seq,
		Taken: []activities.Taken{{Event: ev, Entries: entries}}, State: after,
		Picture: readmodel.Picture{
			Seq: after.Seq, Definition: after.Name, Version: after.Version, Hash: after.Hash, Status: readmodel.Open,
			Started: after.Started, Settled: noon, NextDue: &due,
			Tasks: []readmodel.Task{{
				Run: 1, Flow: "main", Step: "plan", Visit: 1, Role: "planner", Organisation: "north", Since: noon, Due: &due,
			}},
			Parties: []readmodel.PartyNow{{Role: "planner", Organisation: "north", From: noon}},
		},
		Audience: []readmodel.Row{{Role: "chief"}, {Role: "planner", Organisation: "north"}},
		At:       noon,
	}
}

// goOn makes a record the past of the story.
func (s *story) goOn(r activities.Record) { s.st = r.State }

// mustRecord writes a record and expects that it was not there.
func mustRecord(t testing.TB, s *store.Store, r activities.Record) activities.Standing {
	t.Helper()
	standing, err := s.Record(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	if standing.Adopted {
		t.Fatalf("record of %s: %s stood there already", r.Taken[0].Event.ID, standing.Event)
	}
	return standing
}

func due(r activities.Record, at *time.Time) activities.Record {
	r.Picture.NextDue = at
	return r
}
