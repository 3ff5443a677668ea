package store_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/rules"
	"stroom/workflows/engine"
)

const lease = time.Minute

var (
	hello = engine.Said{NL: "Dag", EN: "Hello"}
	ciao  = engine.Said{NL: "Tot ziens", EN: "Goodbye"}
)

// sent makes a record with one effect of each kind, for an event that can be withdrawn for an hour.
func sent(tale *story, event string) activities.Record {
	r := tale.event(event, 1)
	window := noon.Add(time.Hour)
	r.Effects = []engine.Effect{
		engine.Notify{Number: 1, Event: event, Notice: "told", To: []engine.Address{north, chief}, Texts: []engine.Said{hello, ciao}, NotBefore: window},
		engine.Ask{Call: 2, Event: event, Service: "register", With: engine.Values{"number": rules.IntOf(7)}, Tries: 3, NotBefore: noon},
		engine.Alarm{Incident: 3, Code: "RULE_FAILED", Place: "main.plan"},
	}
	return r
}

func claim(t testing.TB, s *store.Store, now time.Time) []activities.Outgoing {
	t.Helper()
	out, err := s.Claim(context.Background(), now, 10, lease)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestClaimHandsOutWhatIsDueOnce(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		r := sent(newStory("t-1"), "e-1")
		mustRecord(t, s, r)
		notify, ask, alarm := r.Effects[0].(engine.Notify), r.Effects[1].(engine.Ask), r.Effects[2].(engine.Alarm)

		wantSame(t, "due now", claim(t, s, noon), []activities.Outgoing{
			{ID: "t-1.1.1.2", Trajectory: "t-1", Event: "e-1", Attempt: 1, Ask: &ask},
			{ID: "t-1.1.1.3", Trajectory: "t-1", Event: "e-1", Attempt: 1, Alarm: &alarm},
		})
		wantSame(t, "while the lease lasts", claim(t, s, noon.Add(lease/2)), []activities.Outgoing(nil))

		first, second := notify, notify
		first.To, first.Texts = []engine.Address{north}, []engine.Said{hello}
		second.To, second.Texts = []engine.Address{chief}, []engine.Said{ciao}
		wantSame(t, "after the window, and after the lease", claim(t, s, noon.Add(time.Hour)), []activities.Outgoing{
			{ID: "t-1.1.1.2", Trajectory: "t-1", Event: "e-1", Attempt: 2, Ask: &ask},
			{ID: "t-1.1.1.3", Trajectory: "t-1", Event: "e-1", Attempt: 2, Alarm: &alarm},
			{ID: "t-1.1.1.0", Trajectory: "t-1", Event: "e-1", Attempt: 1, Notify: &first},
			{ID: "t-1.1.1.1", Trajectory: "t-1", Event: "e-1", Attempt: 1, Notify: &second},
		})
	})
}

func TestDeliverOnce(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		mustRecord(t, s, sent(newStory("t-1"), "e-1"))
		window := noon.Add(time.Hour)
		stale := notices(claim(t, s, window))
		fresh := notices(claim(t, s, window.Add(lease))) // another relay: the first was thought dead
		for _, out := range slices.Concat(stale, fresh, fresh) {
			if err := s.Deliver(ctx, out, window); err != nil {
				t.Fatal(err)
			}
		}
		inbox, err := s.Notices(ctx, []engine.Address{north}, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		want := []store.Notice{{ID: "t-1.1.1.0", Trajectory: "t-1", At: window, Notify: *fresh[0].Notify}}
		wantSame(t, "inbox of one address", inbox, want)
		of, err := s.NoticesOf(ctx, "t-1", nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "notices of the trajectory", of, []store.Notice{
			{ID: "t-1.1.1.1", Trajectory: "t-1", At: window, Notify: *fresh[1].Notify}, want[0],
		})
		behind, err := s.Notices(ctx, []engine.Address{north, chief}, &store.Place{Time: &window, ID: "t-1.1.1.1"}, 0)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "behind a place", behind, want)
	})
}

func notices(all []activities.Outgoing) []activities.Outgoing {
	return slices.DeleteFunc(all, func(o activities.Outgoing) bool { return o.Notify == nil })
}

// A withdrawn decision takes back what has not gone out, also when a relay has it in hand.
func TestRetract(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		tale := newStory("t-1")
		r := sent(tale, "e-1")
		mustRecord(t, s, r)
		tale.goOn(r)
		window := noon.Add(time.Hour)
		inHand := claim(t, s, window)

		back := tale.event("e-2", 1)
		back.Effects = []engine.Effect{engine.Retract{Event: "e-1"}, engine.Notify{
			Number: 4, Event: "e-2", Notice: "taken_back", To: []engine.Address{north}, Texts: []engine.Said{ciao}, NotBefore: window,
		}}
		mustRecord(t, s, back)
		for _, out := range notices(inHand) {
			if err := s.Deliver(ctx, out, window); err != nil {
				t.Fatal(err)
			}
		}
		wantCounts(t, s, map[string]int{"notices": 0})
		left := claim(t, s, window.Add(lease))
		if len(left) != 1 || left[0].Event != "e-2" {
			t.Errorf("left: %s", text(t, left))
		}
	})
}

func TestAnsweredThenDone(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		mustRecord(t, s, sent(newStory("t-1"), "e-1"))
		ask := claim(t, s, noon)[0]
		if err := s.Retry(ctx, ask, noon.Add(2*lease), "TIMEOUT"); err != nil {
			t.Fatal(err)
		}
		again := find(t, claim(t, s, noon.Add(2*lease)), ask.ID)
		if again.Attempt != 2 {
			t.Fatalf("again: %s", text(t, again))
		}
		at := noon.Add(3 * lease)
		answer := engine.Event{ID: "answer-1", Kind: engine.Answered, At: at, Answer: &engine.AnsweredEvent{Call: 2}}
		if err := s.Answered(ctx, ask, answer); err != nil { // by the relay that lost its claim
			t.Fatal(err)
		}
		if err := s.Answered(ctx, again, answer); err != nil {
			t.Fatal(err)
		}
		handed := claim(t, s, at)
		wantSame(t, "answer", find(t, handed, ask.ID), activities.Outgoing{ID: ask.ID, Trajectory: "t-1", Event: "e-1", Attempt: 1, Answer: &answer})

		backlog, err := s.Backlog(ctx, noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		oldest := at.Add(lease)
		wantSame(t, "backlog", backlog, store.Backlog{Due: 4, Oldest: &oldest})
		for _, out := range handed {
			if err := s.Done(ctx, out, at); err != nil {
				t.Fatal(err)
			}
		}
		wantSame(t, "nothing left but notices", len(claim(t, s, noon.Add(time.Hour))), 2)
	})
}

func find(t testing.TB, all []activities.Outgoing, id string) activities.Outgoing {
	t.Helper()
	for _, out := range all {
		if out.ID == id {
			return out
		}
	}
	t.Fatalf("%s is not among %s", id, text(t, all))
	return activities.Outgoing{}
}

// Several relays at once: every thing is handed out to one of them.
func TestClaimByMany(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		const trajectories, relays = 10, 5
		for i := range trajectories {
			mustRecord(t, s, sent(newStory(fmt.Sprintf("t-%d", i)), "e-1"))
		}
		var mu sync.Mutex
		var all sync.WaitGroup
		got := map[string]int{}
		for range relays {
			all.Go(func() {
				for range trajectories {
					out, err := s.Claim(context.Background(), noon, 3, lease)
					if err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					for _, o := range out {
						got[o.ID]++
					}
					mu.Unlock()
				}
			})
		}
		all.Wait()
		want := map[string]int{}
		for i := range trajectories {
			want[fmt.Sprintf("t-%d.1.1.2", i)], want[fmt.Sprintf("t-%d.1.1.3", i)] = 1, 1
		}
		wantSame(t, "handed out", got, want)
	})
}

// A payload that cannot be read is put off and marked, and holds up nothing.
func TestClaimPassesWhatCannotBeRead(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		mustRecord(t, s, sent(newStory("t-1"), "e-1"))
		if _, err := store.Pool(s).Exec("UPDATE outbox SET payload = 'x' WHERE id = 't-1.1.1.2'"); err != nil {
			t.Fatal(err)
		}
		got := claim(t, s, noon)
		if len(got) != 1 || got[0].ID != "t-1.1.1.3" {
			t.Errorf("claimed %s", text(t, got))
		}
		var code string
		if err := store.Pool(s).QueryRow("SELECT last_code FROM outbox WHERE id = 't-1.1.1.2'").Scan(&code); err != nil || code != "UNREADABLE" {
			t.Errorf("code %q, %v", code, err)
		}
	})
}
