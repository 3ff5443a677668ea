package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/engine"
)

func isUnknown(err error) bool { return errors.Is(err, store.ErrUnknown) }

func refusal(n int) store.Refused {
	at := noon.Add(time.Duration(n) * time.Minute)
	ev := engine.Event{
		ID: fmt.Sprintf("e-%d", n%2), Kind: engine.Decided, At: at, Actor: anna,
		Decide: &engine.DecidedEvent{Decision: "main.plan.accept"},
	}
	ev.Digest = engine.DigestOf(ev)
	return store.Refused{
		ID: fmt.Sprintf("r-%d", n), Trajectory: "t-1", Epoch: 1, Seq: 4, Event: ev, Definition: "hash", TraceID: "trace", At: at,
		Rejection: engine.Rejection{Code: "NOT_YET", Event: ev.ID, Explanation: engine.Explanation{
			Code: "NOT_YET", Rule: "ready", Text: engine.Said{NL: "Nog niet", EN: "Not yet"},
		}},
	}
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		var all []store.Refused
		for n := range 4 {
			r := refusal(n)
			if n == 3 {
				r.Event.Actor.Person = "p-bert"
			}
			for range 2 { // the same id twice is one line
				if err := s.WriteRefusal(ctx, r); err != nil {
					t.Fatal(err)
				}
			}
			all = append([]store.Refused{r}, all...)
		}
		after := all[1].At
		for _, test := range []struct {
			name   string
			filter store.RefusalFilter
			want   []store.Refused
		}{
			{"newest first", store.RefusalFilter{Trajectory: "t-1"}, all},
			{"page", store.RefusalFilter{Trajectory: "t-1", Limit: 1, After: &store.Place{Time: &after, ID: all[1].ID}}, all[2:3]},
			{"event", store.RefusalFilter{Trajectory: "t-1", Event: "e-0"}, []store.Refused{all[1], all[3]}},
			{"person", store.RefusalFilter{Trajectory: "t-1", Person: "p-bert"}, all[:1]},
			{"another trajectory", store.RefusalFilter{Trajectory: "t-2"}, []store.Refused{}},
		} {
			got, err := s.Refusals(ctx, test.filter)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, test.name, got, test.want)
		}
		if _, err := s.Refusals(ctx, store.RefusalFilter{}); err == nil {
			t.Error("refusals of everybody were shown")
		}
	})
}

// Nonsense is refused, and its refusal is kept: a ledger that chokes on it would hold up the trajectory.
func TestRefusalOfNonsense(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		for _, nonsense := range []string{"a\x00b", "\xff\xfe", strings.Repeat("long", 1000)} {
			r := refusal(1)
			r.ID, r.Event.ID, r.TraceID, r.Event.Decide.Decision, r.Rejection.Code = "r-"+nonsense, nonsense, nonsense, nonsense, engine.BadForm
			if err := s.WriteRefusal(ctx, r); err != nil {
				t.Fatal(err)
			}
			got, err := s.Refusals(ctx, store.RefusalFilter{Trajectory: "t-1", Event: nonsense})
			if err != nil || len(got) != 1 {
				t.Fatalf("refusals of %.20q: %d, %v", nonsense, len(got), err)
			}
			wantSame(t, "rejection", got[0].Rejection, r.Rejection)
			row := store.AuditRow{At: noon, Actor: anna, Action: "C", Kind: "decide", Event: nonsense, TraceID: nonsense, Trajectory: nonsense, Purpose: nonsense}
			if err := s.RecordAudit(ctx, []store.AuditRow{row}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// The API refused on a state that was behind: the journal has accepted this very event. That is not written down as
// refused; a refusal of other content under the same id is.
func TestRefusalOfWhatStands(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		r := newStory("t-1").event("e-0", 1)
		mustRecord(t, s, r)
		same := refusal(0)
		same.Event = r.Taken[0].Event
		if err := s.WriteRefusal(ctx, same); !errors.Is(err, store.ErrStands) {
			t.Error("refused what stands:", err)
		}
		if err := s.WriteRefusal(ctx, refusal(0)); err != nil {
			t.Error("other content:", err)
		}
		// The shell looked in the journal itself, and the event was accepted later.
		line := workflows.Refusal{ID: "shell", Trajectory: "t-1", Epoch: 1, Seq: 1, Hash: "hash", Event: same.Event, Rejection: same.Rejection, At: noon}
		if err := s.Refuse(ctx, line); err != nil {
			t.Error("the shell:", err)
		}
		wantCounts(t, s, map[string]int{"refusals": 2})
	})
}

func TestAudit(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		mustRecord(t, s, newStory("t-1").event("e-1", 1))
		seen := store.AuditRow{
			At: noon.Add(time.Minute), Actor: engine.Actor{Person: "p-bert", Role: "chief", Organisation: "north"}, Action: "R",
			Kind: "read-trajectory", Trajectory: "t-1", Result: "shown", Ground: "chief", ClientAddress: "192.0.2.1",
			TraceID: "trace", Purpose: "asked by phone",
		}
		other := seen
		other.Trajectory, other.At = "t-2", noon.Add(2*time.Minute)
		if err := s.RecordAudit(ctx, []store.AuditRow{seen, other}); err != nil {
			t.Fatal(err)
		}
		written := store.AuditRow{
			At: noon, Actor: anna, Action: "C", Kind: "started", Trajectory: "t-1", Event: "e-1", Result: "recorded", Ground: "role",
		}
		of, places, err := s.Audit(ctx, store.AuditFilter{Trajectory: "t-1"})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "who saw and did what", of, []store.AuditRow{seen, written})
		behind, _, err := s.Audit(ctx, store.AuditFilter{Trajectory: "t-1", After: &places[0]})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "behind the first", behind, []store.AuditRow{written})
		by, _, err := s.Audit(ctx, store.AuditFilter{Person: "p-bert"})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "what one person saw", by, []store.AuditRow{other, seen})
		for name, c := range map[string]struct {
			f    store.AuditFilter
			want []store.AuditRow
		}{
			"from":            {store.AuditFilter{From: seen.At}, []store.AuditRow{seen}},
			"until":           {store.AuditFilter{Until: seen.At}, []store.AuditRow{written}},
			"from until":      {store.AuditFilter{From: noon, Until: seen.At.Add(time.Microsecond)}, []store.AuditRow{seen, written}},
			"a day of none":   {store.AuditFilter{From: seen.At.Add(time.Microsecond)}, []store.AuditRow{}},
			"results":         {store.AuditFilter{Results: []string{"recorded"}}, []store.AuditRow{written}},
			"several results": {store.AuditFilter{Results: []string{"recorded", "shown"}}, []store.AuditRow{seen, written}},
			"limit":           {store.AuditFilter{Limit: 1}, []store.AuditRow{seen}},
			"everything":      {store.AuditFilter{Limit: store.MaxAuditRows + 1}, []store.AuditRow{seen, written}},
		} {
			c.f.Trajectory = "t-1"
			got, _, err := s.Audit(ctx, c.f)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, name, got, c.want)
		}
		if _, _, err := s.Audit(ctx, store.AuditFilter{}); err == nil {
			t.Error("the audit of everybody was shown")
		}
		if err := s.RecordAudit(ctx, make([]store.AuditRow, store.MaxAuditRows+1)); err == nil {
			t.Error("too many rows were taken")
		}
	})
}

func TestSubjects(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		first, err := s.Reference(ctx, "https://issuer", "anna", "Anna de Vries")
		if err != nil {
			t.Fatal(err)
		}
		for _, same := range []string{"", "Anna de Vries", "Anna Jansen"} {
			again, err := s.Reference(ctx, "https://issuer", "anna", same)
			if err != nil || again != first {
				t.Errorf("the reference changed from %s to %s, %v", first, again, err)
			}
		}
		if name, err := s.Name(ctx, first); err != nil || name != "Anna Jansen" {
			t.Errorf("name %q, %v", name, err)
		}
		// The same letters divided otherwise are another person.
		for _, other := range [][2]string{{"https://issuer", "anne"}, {"https://issue", "ranna"}, {"https://issueranna", ""}} {
			ref, err := s.Reference(ctx, other[0], other[1], "")
			if err != nil || ref == first {
				t.Errorf("%v: reference %s, %v", other, ref, err)
			}
			if name, err := s.Name(ctx, ref); err != nil || name != "" {
				t.Errorf("%v: name %q, %v", other, name, err)
			}
		}
		if _, err := s.Name(ctx, "p-none"); !isUnknown(err) {
			t.Error("a reference that is not there:", err)
		}
		wantCounts(t, s, map[string]int{"subjects": 4})
		nameless, err := s.Reference(ctx, "https://issuer", "anne", "")
		if err != nil {
			t.Fatal(err)
		}
		names, err := s.Names(ctx, []string{first, nameless, "p-none", first})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "names", names, map[string]string{first: "Anna Jansen"})
		if names, err := s.Names(ctx, nil); err != nil || len(names) != 0 {
			t.Errorf("names of nobody: %v, %v", names, err)
		}
		if _, err := s.Names(ctx, make([]string, store.MaxNames+1)); err == nil {
			t.Error("too many names were given")
		}
	})
}
