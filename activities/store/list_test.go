package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
	"stroom/workflows/workflowstest"
)

// published publishes both versions of the counter and returns a function that makes records follow one of them.
func published(t testing.TB, s *store.Store) (one, two *stroomschema.Definition) {
	t.Helper()
	one, two = workflowstest.Counter(t, 1), workflowstest.Counter(t, 2)
	if err := s.Publish(context.Background(), one, two); err != nil {
		t.Fatal(err)
	}
	return one, two
}

func follow(tale *story, def *stroomschema.Definition) *story {
	tale.st.Name, tale.st.Version, tale.st.Hash = def.Name, def.Version, def.Hash
	return tale
}

// shelf is a set of trajectories that differ in everything a list filters on.
func shelf(t testing.TB, s *store.Store) {
	t.Helper()
	one, two := published(t, s)
	hours := func(n int) *time.Time {
		at := noon.Add(time.Duration(n) * time.Hour)
		return &at
	}
	put := func(id string, def *stroomschema.Definition, nextDue *time.Time, change func(*activities.Record)) {
		r := due(follow(newStory(id), def).event("e-1", 1), nextDue)
		change(&r)
		mustRecord(t, s, r)
	}
	ended := func(outcome string) func(*activities.Record) {
		return func(r *activities.Record) {
			r.Picture.Status, r.Picture.Outcome, r.Picture.Tasks, r.Picture.Parties = readmodel.Ended, outcome, nil, nil
		}
	}
	put("t-late", one, hours(-5), func(r *activities.Record) { r.Picture.Late = true })
	put("t-soon", one, hours(2), func(*activities.Record) {})
	put("t-same", one, hours(2), func(r *activities.Record) {
		r.Picture.Parties[0].Organisation = "west" // bound twice, and lent once more
		r.Picture.Parties = append(r.Picture.Parties, r.Picture.Parties[0], readmodel.PartyNow{Role: "helper", Organisation: "west", From: noon})
	})
	put("t-two", two, hours(1), func(*activities.Record) {})
	put("t-idle", one, nil, func(*activities.Record) {})
	put("t-south", one, hours(3), func(r *activities.Record) {
		r.Audience[1].Organisation, r.Picture.Tasks[0].Organisation = "south", "south"
	})
	put("t-any", one, hours(4), func(r *activities.Record) {
		r.Audience, r.Picture.Tasks[0].Organisation = []readmodel.Row{{Role: "planner"}}, ""
	})
	put("t-done", one, nil, ended("closed"))
	put("t-stop", two, nil, ended("stopped"))
}

func TestList(t *testing.T) {
	yes, no := true, false
	until := noon.Add(2 * time.Hour)
	all := []engine.Address{chief}
	tests := []struct {
		name   string
		filter store.Filter
		want   []string
	}{
		{"everything a chief sees", store.Filter{Audience: all},
			[]string{"t-late", "t-two", "t-same", "t-soon", "t-south", "t-done", "t-idle", "t-stop"}},
		{"one organisation", store.Filter{Audience: []engine.Address{south}}, []string{"t-south", "t-any"}},
		{"another organisation", store.Filter{Audience: []engine.Address{north}, Status: "open"},
			[]string{"t-late", "t-two", "t-same", "t-soon", "t-any", "t-idle"}},
		{"an organisation that sees nothing of its own", store.Filter{Audience: []engine.Address{{Role: "planner", Organisation: "east"}}},
			[]string{"t-any"}},
		{"several addresses, each trajectory once", store.Filter{Audience: []engine.Address{chief, south, north}, Status: "open"},
			[]string{"t-late", "t-two", "t-same", "t-soon", "t-south", "t-any", "t-idle"}},
		{"open", store.Filter{Audience: all, Status: "open"}, []string{"t-late", "t-two", "t-same", "t-soon", "t-south", "t-idle"}},
		{"ended", store.Filter{Audience: all, Status: "ended"}, []string{"t-done", "t-stop"}},
		{"outcome", store.Filter{Audience: all, Outcome: "stopped"}, []string{"t-stop"}},
		{"late", store.Filter{Audience: all, Late: &yes}, []string{"t-late"}},
		{"not late", store.Filter{Audience: all, Late: &no, Status: "open"}, []string{"t-two", "t-same", "t-soon", "t-south", "t-idle"}},
		{"due before", store.Filter{Audience: all, DueBefore: &until}, []string{"t-late", "t-two"}},
		{"definition", store.Filter{Audience: all, Definition: "counter", Status: "ended"}, []string{"t-done", "t-stop"}},
		{"another definition", store.Filter{Audience: all, Definition: "other"}, []string{}},
		{"version", store.Filter{Audience: all, Definition: "counter", Version: 2}, []string{"t-two", "t-stop"}},
		{"party", store.Filter{Audience: all, Party: "west"}, []string{"t-same"}},
		{"party of several", store.Filter{Audience: []engine.Address{chief, north}, Party: "north"}, []string{"t-late", "t-two", "t-soon", "t-south", "t-any", "t-idle"}},
		{"ids, seen and unseen", store.Filter{Audience: []engine.Address{south}, IDs: []string{"t-soon", "t-south", "t-none"}}, []string{"t-south"}},
		{"everything at once", store.Filter{Audience: all, Definition: "counter", Version: 1, Status: "open", Late: &yes,
			DueBefore: &until, Party: "north", IDs: []string{"t-late"}}, []string{"t-late"}},
	}
	each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s)
		for _, test := range tests {
			wantSame(t, test.name, ids(t, s, test.filter), test.want)
			for _, limit := range []int{1, 2} {
				wantSame(t, fmt.Sprintf("%s, in pages of %d", test.name, limit), pages(t, s, test.filter, limit), test.want)
			}
		}
	})
}

func ids(t testing.TB, s *store.Store, f store.Filter) []string {
	t.Helper()
	rows, err := s.List(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, r := range rows {
		out = append(out, r.ID)
	}
	return out
}

// pages walks a list page by page.
func pages(t testing.TB, s *store.Store, f store.Filter, limit int) []string {
	t.Helper()
	out := []string{}
	f.Limit = limit
	for range 100 {
		rows, err := s.List(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			out = append(out, r.ID)
			f.After = &store.Place{Time: r.Due, ID: r.ID}
		}
		if len(rows) < limit {
			return out
		}
	}
	t.Fatal("the list does not end")
	return nil
}

func TestListRefusesWhatChoosesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		for name, f := range map[string]store.Filter{
			"nobody":         {},
			"no role":        {Audience: []engine.Address{{Organisation: "north"}}},
			"too many":       {Audience: make([]engine.Address, store.MaxAddresses+1)},
			"too many by id": {Audience: []engine.Address{chief}, IDs: make([]string, store.MaxIDs+1)},
		} {
			if _, err := s.List(context.Background(), f); err == nil {
				t.Errorf("%s: no error", name)
			}
		}
	})
}

// What a trajectory shows and who sees it follows every record.
func TestListFollowsTheTrajectory(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, two := published(t, s)
		tale := follow(newStory("t-1"), one)
		first := tale.event("e-1", 1)
		mustRecord(t, s, first)
		tale.goOn(first)

		second := follow(tale, two).event("e-2", 1)
		second.Audience = []readmodel.Row{{Role: "planner", Organisation: "south"}}
		later := noon.Add(48 * time.Hour)
		second.Picture.NextDue, second.Picture.Late = &later, true
		second.Picture.Tasks[0].Organisation, second.Picture.Parties[0].Organisation = "south", "south"
		mustRecord(t, s, second)
		tale.goOn(second)

		wantSame(t, "who saw it", ids(t, s, store.Filter{Audience: []engine.Address{chief, north}}), []string{})
		yes := true
		wantSame(t, "who sees it", ids(t, s, store.Filter{
			Audience: []engine.Address{south}, Late: &yes, Definition: "counter", Version: 2, Party: "south",
		}), []string{"t-1"})
		tasks, err := s.Tasks(ctx, store.TaskFilter{Readers: planners})
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "tasks", tasks, []store.TaskRow{{
			ID: "t-1.1.1.0", Trajectory: "t-1", Run: 1, Visit: 1, Role: "planner", Organisation: "south", Due: first.Picture.NextDue,
		}})

		// Nothing but the columns: rows stay, copies follow.
		third := tale.event("e-3", 1)
		third.Audience, third.Picture.Tasks, third.Picture.Parties = second.Audience, second.Picture.Tasks, second.Picture.Parties
		third.Picture.NextDue, third.Picture.Status, third.Picture.Outcome = nil, readmodel.Ended, "closed"
		mustRecord(t, s, third)
		wantSame(t, "still its party", ids(t, s, store.Filter{Audience: []engine.Address{south}, Status: "ended", Party: "south"}), []string{"t-1"})
		wantSame(t, "ended", ids(t, s, store.Filter{Audience: []engine.Address{south}, Status: "ended", Outcome: "closed"}), []string{"t-1"})

		got, err := s.Load(ctx, "t-1")
		if err != nil {
			t.Fatal(err)
		}
		if got.Definition.Hash != two.Hash {
			t.Errorf("definition %s", got.Definition.Hash)
		}
		got.Definition = nil
		wantSame(t, "loaded", got, store.Loaded{ID: "t-1", Epoch: 1, FirstRun: "run-1", State: third.State, Updated: noon})
	})
}

func TestLoad(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, two := published(t, s)
		tale := follow(newStory("t-1"), two)
		tale.st.Runs = []engine.Run{{Number: 1, Flow: "main", Version: 2, Step: "open"}, {Number: 2, Flow: "main", Version: 1, Step: "open"}}
		mustRecord(t, s, tale.event("e-1", 1))
		mustRecord(t, s, follow(newStory("t-2"), one).event("e-1", 1))
		mustRecord(t, s, newStory("t-3").event("e-1", 1)) // its definition was never published

		got, err := s.Load(ctx, "t-1")
		if err != nil {
			t.Fatal(err)
		}
		if got.Definition.Hash != two.Hash || got.Definition.Earlier == nil || got.Definition.Earlier.Hash != one.Hash {
			t.Error("the version that a run still follows is not linked")
		}
		all, err := s.LoadAll(ctx, []string{"t-2", "t-none", "t-1"})
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != 2 || all[0].ID != "t-2" || all[1].ID != "t-1" {
			t.Errorf("loaded %v", all)
		}
		if _, err := s.Load(ctx, "t-none"); !isUnknown(err) {
			t.Error("a trajectory that is not there:", err)
		}
		if _, err := s.Load(ctx, "t-3"); !isUnknown(err) {
			t.Error("a definition that is not there:", err)
		}
	})
}
