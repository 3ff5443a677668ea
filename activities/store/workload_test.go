package store_test

import (
	"context"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows/readmodel"
)

// Open trajectories count for whoever holds the role now, once each; tasks for whom they wait for.
func TestWorkloads(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		bind := func(id string, status readmodel.Status, due *time.Time, organisations ...string) {
			r := newStory(id).event("e-1", 1)
			r.Picture.Status, r.Picture.Parties = status, nil
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
		got, err := s.Workloads(ctx, "planner", noon)
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "workloads", got, []store.Workload{
			{Organisation: "north", Trajectories: 2, Tasks: 2, Late: 1}, {Organisation: "south", Trajectories: 1}, {Organisation: "west", Trajectories: 1, Tasks: 1},
		})
		if got, err := s.Workloads(ctx, "nobody", noon); err != nil || len(got) != 0 {
			t.Errorf("a role that nobody holds: %v, %v", got, err)
		}
	})
}
