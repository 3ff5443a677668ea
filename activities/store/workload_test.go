package store_test

import (
	"context"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Open trajectories count for whoever holds the role now, once each; tasks for whom they wait for. What the reader may not see where it
// stands counts for nothing.
func TestWorkloads(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		bind := func(id string, status readmodel.Status, due *time.Time, organisations ...string) {
			r := newStory(id).event("e-1", 1)
			r.Picture.Status, r.Picture.Parties = status, nil
			r.Audience = []readmodel.Row{{Role: "chief", Organisation: organisations[0], Now: true}, {Role: "boss", Now: true}, {Role: "former", Organisation: "north"}}
			if status == readmodel.Open {
				r.State.Runs = []engine.Run{{Number: 1, Flow: "main", Step: "plan", Version: 1, Entered: noon}, {Number: 2, Flow: "main", Step: "plan", Version: 1, Entered: noon}}
			}
			for i, o := range organisations {
				r.Picture.Parties = append(r.Picture.Parties, readmodel.PartyNow{Role: "planner", Key: []string{"", "a", "b"}[i], Organisation: o, From: noon})
			}
			r.Picture.Parties = append(r.Picture.Parties, readmodel.PartyNow{Role: "helper", Organisation: "east", From: noon})
			r.Picture.Tasks = r.Picture.Tasks[:1]
			r.Picture.Tasks[0].Role, r.Picture.Tasks[0].Organisation, r.Picture.Tasks[0].Due = "planner", organisations[0], due
			if status == readmodel.Ended {
				r.Picture.Tasks = nil
			}
			mustRecord(t, s, r)
		}
		past, later := noon, noon.Add(time.Hour)
		bind("t-1", readmodel.Open, &past, "north")
		bind("t-2", readmodel.Open, &later, "north", "south", "south")
		bind("t-3", readmodel.Open, nil, "west")
		bind("t-4", readmodel.Ended, nil, "north")
		north := store.Workload{Organisation: "north", Trajectories: 2, Tasks: 2, Late: 1}
		south, west := store.Workload{Organisation: "south", Trajectories: 1}, store.Workload{Organisation: "west", Trajectories: 1, Tasks: 1}
		for name, c := range map[string]struct {
			who  []engine.Address
			role string
			want []store.Workload
		}{
			"everybody":   {[]engine.Address{{Role: "boss", Organisation: "x"}}, "planner", []store.Workload{north, south, west}},
			"of a region": {[]engine.Address{{Role: "chief", Organisation: "west"}}, "planner", []store.Workload{west}},
			"of two":      {[]engine.Address{{Role: "chief", Organisation: "west"}, {Role: "chief", Organisation: "north"}}, "planner", []store.Workload{north, south, west}},
			"who left":    {[]engine.Address{{Role: "former", Organisation: "north"}}, "planner", []store.Workload{}},
			"nobody's":    {[]engine.Address{{Role: "boss", Organisation: "x"}}, "nobody", []store.Workload{}},
		} {
			got, err := s.Workloads(ctx, c.who, c.role, noon)
			if err != nil {
				t.Fatal(err)
			}
			if got == nil {
				got = []store.Workload{}
			}
			wantSame(t, name, got, c.want)
		}
		if _, err := s.Workloads(ctx, nil, "planner", noon); err == nil {
			t.Error("workloads for nobody")
		}
	})
}
