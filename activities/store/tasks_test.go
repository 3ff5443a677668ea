package store_test

import (
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// planners is a reader with one role at two organisations.
var planners = []engine.Actor{{Person: "p-anna", Role: "planner", Organisation: "north"}, {Person: "p-anna", Role: "planner", Organisation: "south"}}

// through goes through all pages of a filter.
func through(t *testing.T, s *store.Store, f store.TaskFilter) []string {
	t.Helper()
	got := []string{}
	f.Limit = 2
	for range 100 {
		page, err := s.Tasks(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range page {
			got = append(got, task.ID)
			f.After = &store.Place{Time: task.Due, ID: task.ID}
		}
		if len(page) < 2 {
			return got
		}
	}
	t.Fatal("the pages do not end")
	return nil
}

func TestTasksAreDueFirst(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		shelf(t, s)
		// All tasks of the shelf are due at the same moment: the id decides.
		wantSame(t, "tasks", through(t, s, store.TaskFilter{Readers: planners}), []string{
			"t-any.1.1.0", "t-idle.1.1.0", "t-late.1.1.0", "t-same.1.1.0", "t-soon.1.1.0", "t-south.1.1.0", "t-two.1.1.0",
		})
	})
}

// desk is five trajectories with a task each: late, due tomorrow, due in a month and taken by somebody else, without a term, and
// one that four eyes keep from Anna and from the north.
func desk(t *testing.T, s *store.Store) {
	t.Helper()
	one, _ := published(t, s)
	lay := func(id string, actor engine.Actor, due *time.Time, flow string, to engine.Address, not ...engine.Actor) {
		tale := follow(newStory(id), one)
		ev := engine.Event{ID: "e-1", Kind: engine.Started, At: noon, Actor: actor, Start: &engine.StartedEvent{}}
		r := tale.record(ev, 1)
		r.Picture.Tasks = []readmodel.Task{{Run: 1, Flow: flow, Step: "plan", Visit: 1, Role: to.Role, Organisation: to.Organisation, Since: noon, Due: due, Exclude: not}}
		mustRecord(t, s, r)
	}
	in := func(hours int) *time.Time { at := noon.Add(time.Duration(hours) * time.Hour); return &at }
	bram := engine.Actor{Person: "p-bram", Role: "planner", Organisation: "north"}
	lay("t-late", anna, in(-1), "main", north)
	lay("t-soon", anna, in(24), "side", north)
	lay("t-month", bram, in(24*30), "main", north)
	lay("t-never", bram, nil, "main", south)
	lay("t-not", bram, in(48), "main", engine.Address{Role: "planner"}, engine.Actor{Person: "p-bram", Role: "planner", Organisation: "north", For: "p-carl"})
}

func TestTasksAreChosen(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		desk(t, s)
		week := noon.Add(7 * 24 * time.Hour)
		at := func(person, stands string, organisations ...string) []engine.Actor {
			var out []engine.Actor
			for _, o := range organisations {
				out = append(out, engine.Actor{Person: person, Role: "planner", Organisation: o, For: stands})
			}
			return out
		}
		for _, c := range []struct {
			name   string
			filter store.TaskFilter
			want   []string
		}{
			{"two organisations", store.TaskFilter{Readers: at("p-anna", "", "north", "south")}, []string{"t-late", "t-soon", "t-not", "t-month", "t-never"}},
			{"the organisation is shut out", store.TaskFilter{Readers: at("p-anna", "", "north")}, []string{"t-late", "t-soon", "t-month"}},
			{"another organisation is not", store.TaskFilter{Readers: at("p-anna", "", "south")}, []string{"t-not", "t-never"}},
			{"the person is shut out", store.TaskFilter{Readers: at("p-bram", "", "south")}, []string{"t-never"}},
			{"so is he for whom it was done", store.TaskFilter{Readers: at("p-carl", "", "south")}, []string{"t-never"}},
			{"and who stands in for him", store.TaskFilter{Readers: at("p-dora", "p-carl", "south")}, []string{"t-never"}},
			{"and who stands in for the one who did it", store.TaskFilter{Readers: at("p-dora", "p-bram", "south")}, []string{"t-never"}},
			{"late", store.TaskFilter{Readers: planners, DueUpTo: &noon}, []string{"t-late"}},
			{"in a week", store.TaskFilter{Readers: planners, DueAfter: &noon, DueUpTo: &week}, []string{"t-soon", "t-not"}},
			{"with a term", store.TaskFilter{Readers: planners, DueAfter: &week}, []string{"t-month"}},
			{"handled", store.TaskFilter{Readers: planners, Person: "p-anna", Handled: true}, []string{"t-late", "t-soon"}},
			{"of a flow", store.TaskFilter{Readers: planners, Definition: "counter", Flow: "side"}, []string{"t-soon"}},
			{"of another definition", store.TaskFilter{Readers: planners, Definition: "other", Flow: "side"}, []string{}},
		} {
			want := []string{}
			for _, id := range c.want {
				want = append(want, id+".1.1.0")
			}
			wantSame(t, c.name, through(t, s, c.filter), want)
		}
		page, err := s.Tasks(t.Context(), store.TaskFilter{Readers: planners, Person: "p-anna"})
		if err != nil {
			t.Fatal(err)
		}
		var mine []bool
		for _, row := range page {
			mine = append(mine, row.Handled)
		}
		wantSame(t, "what she did before", mine, []bool{true, true, false, false, false})
		if _, err := s.Tasks(t.Context(), store.TaskFilter{}); err == nil {
			t.Error("a filter without readers chooses")
		}
	})
}

func TestTasksAreCounted(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		desk(t, s)
		counts, err := s.CountTasks(t.Context(), store.TaskFilter{Readers: planners, Person: "p-anna"}, noon, noon.Add(7*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		wantSame(t, "counts", counts, []store.TaskCount{
			{Definition: "counter", Flow: "main", Role: "planner", Soon: true, Count: 1},
			{Definition: "counter", Flow: "main", Role: "planner", Organisation: "north", Count: 1},
			{Definition: "counter", Flow: "main", Role: "planner", Organisation: "north", Late: true, Handled: true, Count: 1},
			{Definition: "counter", Flow: "main", Role: "planner", Organisation: "south", Count: 1},
			{Definition: "counter", Flow: "side", Role: "planner", Organisation: "north", Soon: true, Handled: true, Count: 1},
		})
		none, err := s.CountTasks(t.Context(), store.TaskFilter{Readers: []engine.Actor{{Person: "p-anna", Role: "cook", Organisation: "north"}}}, noon, noon)
		if err != nil || len(none) != 0 {
			t.Errorf("%v %v", none, err)
		}
	})
}
