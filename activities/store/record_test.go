package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/engine"
)

// text compares values as the journal keeps them.
func text(t testing.TB, v any) string {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func wantSame(t testing.TB, what string, got, want any) {
	t.Helper()
	if g, w := text(t, got), text(t, want); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func TestRecordKeepsWhatItWasGiven(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		first := tale.event("e-1", 3)
		mustRecord(t, s, first)
		tale.goOn(first)
		second := tale.event("e-2", 2)
		mustRecord(t, s, second)

		entries, err := s.Entries(ctx, "t-1", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "journal", entries, slices.Concat(first.Taken[0].Entries, second.Taken[0].Entries))
		behind, err := s.Entries(ctx, "t-1", 3, 1)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "page of the journal", behind, second.Taken[0].Entries[:1])

		recorded, err := s.Event(ctx, "t-1", "e-2")
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "event", recorded, store.Recorded{
			Event: "e-2", Digest: second.Taken[0].Event.Digest, Actor: anna, Received: noon, Recorded: noon,
			Entries: second.Taken[0].Entries,
		})
		if _, err := s.Event(ctx, "t-1", "e-3"); !errors.Is(err, store.ErrUnknown) {
			t.Errorf("an event that never was: %v", err)
		}
	})
}

// A worker that died after the commit records the same again: what stands is returned and nothing is doubled.
func TestRecordAgainReturnsWhatStands(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		tale := newStory("t-1")
		r := tale.event("e-1", 3)
		r.Effects = []engine.Effect{engine.Notify{Number: 1, Event: "e-1", Notice: "welcome", To: []engine.Address{north}, Texts: []engine.Said{{NL: "Dag", EN: "Hello"}}, NotBefore: noon}}
		mustRecord(t, s, r)

		// A newer engine gives other entries for the same event: the journal does not care.
		newer := tale.event("e-1", 5)
		newer.Effects = r.Effects
		got, err := s.Record(context.Background(), newer)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "standing", got, activities.Standing{
			Event: "e-1", Digest: r.Taken[0].Event.Digest, Entries: r.Taken[0].Entries, Adopted: true,
		})
		wantCounts(t, s, map[string]int{"journal": 3, "events": 1, "outbox": 1, "audit": 1, "trajectories": 1})
	})
}

func TestRecordReturnsAnotherEventThatStands(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		start := tale.event("e-1", 1)
		mustRecord(t, s, start)
		tale.goOn(start)
		lost := tale.event("e-2", 2) // committed; the workflow never heard
		mustRecord(t, s, lost)

		got, err := s.Record(ctx, tale.event("e-3", 4))
		if err != nil {
			t.Fatal(err)
		}
		want := activities.Standing{Event: "e-2", Digest: lost.Taken[0].Event.Digest, Entries: lost.Taken[0].Entries, Adopted: true}
		wantSame(t, "standing", got, want)

		at, ok, err := s.At(ctx, "t-1", 1, 2)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		wantSame(t, "at its place", at, want)
		if _, ok, err := s.At(ctx, "t-1", 1, 4); ok || err != nil {
			t.Error("behind the journal:", ok, err)
		}
		if _, _, err := s.At(ctx, "t-1", 1, 3); !errors.Is(err, activities.ErrDiverged) {
			t.Error("inside an event:", err)
		}

		// The same id at a later place: it stands where it stood.
		tale.goOn(lost)
		got, err = s.Record(ctx, tale.event("e-2", 1))
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "standing of an id", got, want)
		of, ok, err := s.Of(ctx, "t-1", "e-2")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		wantSame(t, "of its id", of, want)
		wantCounts(t, s, map[string]int{"journal": 3, "events": 2})
	})
}

func TestRecordRefusesAJournalThatLostSomething(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		start := tale.event("e-1", 2)
		mustRecord(t, s, start)
		tale.goOn(start)
		tale.goOn(tale.event("e-2", 2)) // never recorded

		if _, err := s.Record(ctx, tale.event("e-3", 1)); !errors.Is(err, activities.ErrBehind) {
			t.Error("a journal with a gap:", err)
		}
		if _, err := s.Record(ctx, newStoryAt("t-2", 7).event("e-1", 1)); !errors.Is(err, activities.ErrBehind) {
			t.Error("a journal that is not there:", err)
		}
		if _, err := s.Record(ctx, newStoryAt("t-1", 1).event("e-4", 1)); !errors.Is(err, activities.ErrDiverged) {
			t.Error("a place inside an event:", err)
		}
		wantCounts(t, s, map[string]int{"journal": 2, "events": 1})
	})
}

func newStoryAt(id string, seq uint64) *story {
	tale := newStory(id)
	tale.st.Seq, tale.st.Started = seq, noon
	return tale
}

// After a restore a new epoch begins; who still belongs to the old one writes nothing any more.
func TestRecordRefusesAnEpochThatIsOver(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		start := tale.event("e-1", 1)
		mustRecord(t, s, start)
		tale.goOn(start)
		second := tale.event("e-2", 1)
		second.Epoch = 2
		mustRecord(t, s, second)
		tale.goOn(second)

		late := tale.event("e-3", 1)
		if _, err := s.Record(ctx, late); !errors.Is(err, activities.ErrEpoch) {
			t.Error("recording in an old epoch:", err)
		}
		if _, _, err := s.At(ctx, "t-1", 1, 3); !errors.Is(err, activities.ErrEpoch) {
			t.Error("reading in an old epoch:", err)
		}
		entries, err := s.Entries(ctx, "t-1", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "journal over two epochs", entries, slices.Concat(start.Taken[0].Entries, second.Taken[0].Entries))
	})
}

func TestRecordRefusesNumbersWithGaps(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		r := newStory("t-1").event("e-1", 3)
		r.Taken[0].Entries = slices.Delete(r.Taken[0].Entries, 1, 2)
		if _, err := s.Record(context.Background(), r); err == nil {
			t.Error("entries with a gap were taken")
		}
		wantCounts(t, s, map[string]int{"journal": 0, "trajectories": 0})
	})
}

// Many workers want the same place, and some the same id: exactly one stands, everybody learns which.
func TestRecordManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		const workers, places = 16, 8
		tale := newStory("t-1")
		for place := range places {
			standings := make([]activities.Standing, workers)
			errs := make([]error, workers)
			var all sync.WaitGroup
			for w := range workers {
				r := tale.event(fmt.Sprintf("e-%d-%d", place, w/2), 1+w%3) // two workers for each id
				all.Go(func() { standings[w], errs[w] = s.Record(context.Background(), r) })
			}
			all.Wait()
			written := 0
			for w := range workers {
				if errs[w] != nil {
					t.Fatal(errs[w])
				}
				if !standings[w].Adopted {
					written++
				}
				wantSame(t, "what stands", standings[w].Entries, standings[0].Entries)
			}
			if written != 1 {
				t.Fatalf("place %d was written %d times", place, written)
			}
			won := tale.st
			won.Seq += uint64(len(standings[0].Entries))
			won.Started = noon
			tale.st = won
		}
		wantCounts(t, s, map[string]int{"events": places, "journal": int(tale.st.Seq), "audit": places})
	})
}

// A commit that was not acknowledged, and a process that died before it: both are found by their keys.
func TestRecordAfterACrash(t *testing.T) {
	t.Parallel()
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			t.Parallel()
			ctx := context.Background()
			o := options(t, dialect)
			before := open(t, o)
			tale := newStory("t-1")
			r := tale.event("e-1", 2)

			cancelled, cancel := context.WithCancel(ctx)
			cancel()
			if _, err := before.Record(cancelled, r); err == nil {
				t.Fatal("a cancelled call succeeded")
			}
			wantCounts(t, before, map[string]int{"journal": 0, "trajectories": 0})
			mustRecord(t, before, r)

			after := reopen(t, o) // another process
			got, err := after.Record(ctx, tale.event("e-1", 2))
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, "standing", got, activities.Standing{
				Event: "e-1", Digest: r.Taken[0].Event.Digest, Entries: r.Taken[0].Entries, Adopted: true,
			})
		})
	}
}

// A past trace is written in pieces, each of several events.
func TestRecordSeveralEvents(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		first := tale.event("e-1", 2)
		tale.goOn(first)
		second := tale.event("e-2", 3)
		piece := second
		piece.Before, piece.Taken = 0, []activities.Taken{first.Taken[0], second.Taken[0]}
		mustRecord(t, s, piece)

		of, ok, err := s.Of(ctx, "t-1", "e-2")
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		wantSame(t, "second event", of, activities.Standing{
			Event: "e-2", Digest: second.Taken[0].Event.Digest, Entries: second.Taken[0].Entries, Adopted: true,
		})

		// A later piece that brings an id again: it stands where it stood, and nothing is written.
		tale.goOn(second)
		third := tale.event("e-3", 1)
		tale.goOn(third)
		again := tale.event("e-1", 1)
		again.Before, again.Taken = third.Before, []activities.Taken{third.Taken[0], again.Taken[0]}
		got, err := s.Record(ctx, again)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "standing", got, activities.Standing{
			Event: "e-1", Digest: first.Taken[0].Event.Digest, Entries: first.Taken[0].Entries, Adopted: true,
		})
		wantCounts(t, s, map[string]int{"journal": 5, "events": 2})
	})
}

// The failpoint inside the transaction leaves nothing behind. Not parallel: failpoints are of the process.
func TestRecordFailsInsideTheTransaction(t *testing.T) {
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		t.Run(string(dialect), func(t *testing.T) {
			s := open(t, options(t, dialect))
			r := newStory("t-1").event("e-1", 2)
			workflows.SetFailpoint(func(name string) error {
				if name == workflows.InTransaction {
					return workflows.ErrFailpoint
				}
				return nil
			})
			_, err := s.Record(context.Background(), r)
			workflows.SetFailpoint(nil)
			if !errors.Is(err, workflows.ErrFailpoint) {
				t.Fatal(err)
			}
			wantCounts(t, s, map[string]int{"journal": 0, "events": 0, "trajectories": 0, "audit": 0, "tasks": 0, "audience": 0})
			mustRecord(t, s, r)
		})
	}
}

// wantCounts compares numbers of rows.
func wantCounts(t testing.TB, s *store.Store, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for table := range want {
		got[table] = store.CountRows(t, s, table)
	}
	wantSame(t, "rows", got, want)
}
