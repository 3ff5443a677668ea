package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/enginetest"
	"stroom/workflows/readmodel"
)

// What was recorded before there were standings and tallies is filled in, and is then what recording would have made of it:
// also of a trajectory that went on before it was its turn, and whether it is done at once or again and again.
func TestFill(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		def := shipped(t, s)
		const lives = 6
		moved := lived(t, s, def, 0, lives)
		before := kept(t, s)
		wantSame(t, "nothing to fill", filled(t, s), 0)

		store.Unfill(t, s)
		wantCounts(t, s, map[string]int{"standings": 0, "tallies": 0, "circles": 0})
		wantSame(t, "filled", filled(t, s), lives)
		wantSame(t, "filled again", filled(t, s), 0)
		wantSame(t, "what is kept", kept(t, s), before)

		// One goes on while nothing is filled: what it did before and what it does now are counted once.
		store.Unfill(t, s)
		moved()
		wantSame(t, "filled after it went on", filled(t, s), lives)
		went := kept(t, s)
		store.Unfill(t, s)
		wantSame(t, "filled from nothing", filled(t, s), lives)
		wantSame(t, "what is kept after it went on", kept(t, s), went)
		if text(t, went) == text(t, before) {
			t.Error("going on has changed nothing")
		}
	})
}

// Standings that are not those of the state are found, and written anew when that is asked.
func TestRestand(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		const lives = 6
		lived(t, s, shipped(t, s), 0, lives)
		before := kept(t, s)
		differing := func(mend bool) (n int) {
			t.Helper()
			for id := range lives {
				differ, err := s.Restand(ctx, fmt.Sprintf("t-%d", id), mend)
				if err != nil {
					t.Fatal(err)
				}
				if differ {
					n++
				}
			}
			return n
		}
		wantSame(t, "at first", differing(false), 0)
		for _, damage := range []string{
			"UPDATE standings SET due_at = since", "DELETE FROM standings", "DELETE FROM circles", "UPDATE trajectories SET circle = ''",
			"UPDATE standings SET circle = 'other'", "UPDATE standings SET step = 'elsewhere'",
		} {
			if _, err := store.Pool(s).Exec(damage); err != nil {
				t.Fatal(err)
			}
			if differing(false) == 0 || differing(true) == 0 || differing(true) != 0 {
				t.Errorf("%s: not found, or not mended", damage)
			}
			wantSame(t, damage, kept(t, s), before)
		}
		if _, err := s.Restand(ctx, "t-none", true); !isUnknown(err) {
			t.Error("a trajectory that is not there:", err)
		}
	})
}

func shipped(t *testing.T, s *store.Store) *stroomschema.Definition {
	t.Helper()
	def, found, err := definitions.Compile("trajectindicatie", definitions.Newest("trajectindicatie"), nil)
	if err != nil || def == nil {
		t.Fatal(found, err)
	}
	if err := s.Publish(context.Background(), def); err != nil {
		t.Fatal(err)
	}
	return def
}

func filled(t *testing.T, s *store.Store) int {
	t.Helper()
	n, err := s.Fill(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// lived judges and records random trajectories through the activities, event by event. It returns how the last goes on.
func lived(t *testing.T, s *store.Store, def *stroomschema.Definition, seed uint64, n int) (goOn func()) {
	t.Helper()
	a := activities.New(s, s)
	pinned, err := workflows.Pin(def)
	if err != nil {
		t.Fatal(err)
	}
	judge := func(req workflows.JudgeRequest, ev engine.Event) workflows.JudgeRequest {
		t.Helper()
		req.Submission, req.Now = workflows.Submission{Event: ev}, ev.At
		got, err := a.JudgeAndRecord(context.Background(), req)
		if err != nil || got.Rejection != nil {
			t.Fatalf("%s: %v, %v", ev.ID, got.Rejection, err)
		}
		req.State = engine.Apply(def, req.State, got.Entries)
		return req
	}
	for i := range uint64(n) {
		req := workflows.JudgeRequest{Trajectory: fmt.Sprintf("t-%d", i), Epoch: 1, Defs: []workflows.Pinned{pinned}}
		events := enginetest.Trace(def, seed+i, 60).Events
		for _, ev := range events[:len(events)-1] {
			req = judge(req, ev)
		}
		goOn = func() { judge(req, events[len(events)-1]) }
	}
	return goOn
}

// kept is what stands in the overview and in the tallies, for who sees everything.
func kept(t *testing.T, s *store.Store) []any {
	t.Helper()
	ctx := context.Background()
	f := store.StandingFilter{Who: []engine.Address{{Role: "inspector"}}, Now: noon.AddDate(5, 0, 0), Soon: noon.AddDate(5, 0, 7), Limit: 200}
	store.Forget(s)
	rows, err := s.Standings(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	tallies, err := s.Tallies(ctx, store.TallyFilter{Definition: "trajectindicatie", Organisations: []string{"", "o1", "o2"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 3 || len(tallies) < 20 || len(rows) == 200 {
		t.Fatalf("%d rows, %d tallies", len(rows), len(tallies))
	}
	stands := map[string]time.Time{}
	for _, r := range rows {
		stands[fmt.Sprint(r.ID, r.Flow, r.Key, r.Step, r.Due, r.Quiet)] = r.Since
	}
	return []any{stands, tallies}
}

// What stands already is passed over, and counted once.
func TestRecordAllPassesOverWhatStands(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, _ := published(t, s)
		var records []activities.Record
		for i := range 5 {
			r := follow(newStory(fmt.Sprintf("t-%d", i)), one).event("e-1", 2)
			r.Tallies = left("main.plan", 4)
			records = append(records, r)
		}
		mustRecord(t, s, records[2])
		written, err := s.RecordAll(ctx, records)
		if err != nil || written != 4 {
			t.Fatal(written, err)
		}
		written, err = s.RecordAll(ctx, records)
		if err != nil || written != 0 {
			t.Fatal(written, err)
		}
		wantCounts(t, s, map[string]int{"trajectories": 5, "journal": 10, "events": 5})
		tallies, err := s.Tallies(ctx, store.TallyFilter{Definition: "counter", Organisations: []string{""}, Kind: readmodel.TallySpan})
		if err != nil || len(tallies) != 1 || tallies[0].N != 5 {
			t.Error(tallies, err)
		}
		later := records[0]
		later.Before = 2
		if _, err := s.RecordAll(ctx, []activities.Record{later}); err == nil {
			t.Error("a record that is not a beginning was taken")
		}
	})
}
