package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"stroom/activities/store"
	"stroom/workflows/readmodel"
)

// What several trajectories add is added up, what is taken back is gone, and a record that stands adds nothing again.
func TestTallies(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, _ := published(t, s)
		count := readmodel.Tally{
			Kind: readmodel.TallyCount, Definition: "counter", Version: 1, Organisation: "north", Month: "2026-03", Name: "harvest",
			Place: "main.plan", With: `{"heavy":true}`, N: 2,
		}
		span := readmodel.Tally{
			Kind: readmodel.TallySpan, Definition: "counter", Version: 1, Organisation: "north", Month: "2026-02", Name: "main.plan",
			Length: 4, Term: readmodel.TermBroken, N: 1,
		}
		whole := span
		whole.Organisation = ""
		for i := range 20 {
			r := follow(newStory(fmt.Sprintf("t-%d", i)), one).event("e-1", 1)
			r.Tallies = []readmodel.Tally{span, whole, count}
			mustRecord(t, s, r)
			if again, err := s.Record(ctx, r); err != nil || !again.Adopted {
				t.Fatal(again, err)
			}
		}
		tale := follow(newStory("t-20"), one)
		r := tale.event("e-1", 1)
		mustRecord(t, s, r)
		tale.goOn(r)
		r = tale.event("e-2", 1)
		back := span
		back.N = -20
		r.Tallies = []readmodel.Tally{back}
		mustRecord(t, s, r)

		count.N, span.N, whole.N = 40, 20, 20
		together := count
		together.Month, together.Place = "", ""
		for _, c := range []struct {
			filter store.TallyFilter
			want   []readmodel.Tally
		}{
			{store.TallyFilter{Organisations: []string{"north"}}, []readmodel.Tally{count}},
			{store.TallyFilter{Organisations: []string{"", "north"}}, []readmodel.Tally{count, whole}},
			{store.TallyFilter{Organisations: []string{"", "north"}, Kind: readmodel.TallySpan}, []readmodel.Tally{whole}},
			{store.TallyFilter{Organisations: []string{"", "north"}, From: "2026-03"}, []readmodel.Tally{count}},
			{store.TallyFilter{Organisations: []string{"", "north"}, Until: "2026-02"}, []readmodel.Tally{whole}},
			{store.TallyFilter{Organisations: []string{"", "north"}, Version: 2}, []readmodel.Tally{}},
			{store.TallyFilter{Organisations: []string{"south"}}, []readmodel.Tally{}},
			{store.TallyFilter{Every: true}, []readmodel.Tally{count}},
			{store.TallyFilter{Every: true, Together: true}, []readmodel.Tally{together}},
			{store.TallyFilter{Organisations: []string{"", "north"}, Together: true, Kind: readmodel.TallyCount}, []readmodel.Tally{together}},
			{store.TallyFilter{Every: true, Until: "2026-02"}, []readmodel.Tally{}},
		} {
			c.filter.Definition = "counter"
			got, err := s.Tallies(ctx, c.filter)
			if err != nil {
				t.Fatal(err)
			}
			wantSame(t, fmt.Sprintf("%+v", c.filter), got, c.want)
		}
		for _, f := range []store.TallyFilter{{Definition: "counter"}, {Every: true}, {Definition: "counter", Every: true, Organisations: []string{"north"}}} {
			if _, err := s.Tallies(ctx, f); err == nil {
				t.Errorf("tallies of nobody were given: %+v", f)
			}
		}
	})
}

// Many count the same at once, each beginning elsewhere in the list: nobody waits for ever, and nothing is lost.
func TestTalliesOfManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		ctx := context.Background()
		one, _ := published(t, s)
		const workers, rounds, kinds = 12, 6, 5
		errs := make([]error, workers)
		var all sync.WaitGroup
		for w := range workers {
			all.Go(func() {
				for round := range rounds {
					r := follow(newStory(fmt.Sprintf("t-%d-%d", w, round)), one).event("e-1", 1)
					for k := range kinds {
						r.Tallies = append(r.Tallies, left(fmt.Sprintf("main.step-%d", (w+k)%kinds), 1, w)...)
					}
					r.Audience = []readmodel.Row{{Role: "chief", Now: true}, {Role: "planner", Organisation: fmt.Sprint(round), Now: true}}
					if _, err := s.Record(ctx, r); err != nil {
						errs[w] = err
						return
					}
				}
			})
		}
		all.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		tallies, err := s.Tallies(ctx, store.TallyFilter{Definition: "counter", Organisations: []string{""}})
		if err != nil {
			t.Fatal(err)
		}
		sums := map[string]int{}
		for _, one := range tallies {
			sums[one.Name] += one.N
		}
		want := map[string]int{}
		for k := range kinds {
			want[fmt.Sprintf("main.step-%d", k)] = 2 * workers * rounds
		}
		wantSame(t, "visits", sums, want)
		wantCounts(t, s, map[string]int{"circles": 3 * rounds})
	})
}
