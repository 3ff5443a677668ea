package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// standing makes a record stand at steps: "flow.step/days ago/days until due", "-" for no term.
func standing(r activities.Record, places ...string) activities.Record {
	r.State.Runs = nil
	for i, place := range places {
		var step, ago, due string
		part := strings.Split(place, "/")
		step, ago, due = part[0], part[1], part[2]
		flow, name, _ := strings.Cut(step, ".")
		run := engine.Run{Number: i + 1, Flow: flow, Step: name, Version: r.State.Version, Entered: noon.AddDate(0, 0, -number(ago))}
		if due != "-" {
			at := noon.AddDate(0, 0, number(due))
			run.Clock = &engine.Clock{Due: &at}
		}
		r.State.Runs = append(r.State.Runs, run)
	}
	return r
}

func number(text string) (n int) {
	_, _ = fmt.Sscan(text, &n)
	return n
}

// left makes tallies of so many who have left a step, each after so many days.
func left(step string, days ...int) []readmodel.Tally {
	var out []readmodel.Tally
	for _, n := range days {
		for _, organisation := range []string{"", "north"} {
			out = append(out, readmodel.Tally{
				Kind: readmodel.TallySpan, Definition: "counter", Version: 1, Organisation: organisation, Month: "2026-02", Name: step,
				Length: n, Term: readmodel.TermKept, N: 1,
			})
		}
	}
	return out
}

// crowdedShelf holds trajectories at steps, of two organisations.
func crowdedShelf(t *testing.T, s *store.Store) {
	t.Helper()
	one, two := published(t, s)
	put := func(id string, audience []readmodel.Row, tallies []readmodel.Tally, places ...string) {
		def := one
		if strings.HasSuffix(id, "-two") {
			def = two
		}
		r := standing(follow(newStory(id), def).event("e-1", 1), places...)
		r.Audience, r.Tallies = audience, tallies
		r.Picture.Parties[0].Organisation = strings.TrimPrefix(id[:strings.LastIndex(id, "-")], "t-")
		mustRecord(t, s, r)
	}
	toNorth := []readmodel.Row{{Role: "chief", Now: true}, {Role: "former", Organisation: "north"}, {Role: "planner", Organisation: "north", Now: true}}
	toSouth := []readmodel.Row{{Role: "chief", Now: true}, {Role: "planner", Organisation: "south", Now: true}}
	put("t-north-a", toNorth, left("main.plan", 1, 1, 2, 2, 3, 3, 4, 4, 5, 90), "main.plan/2/5", "side.look/30/-")
	put("t-north-b", toNorth, nil, "main.plan/6/-1")
	put("t-north-two", toNorth, left("side.look", 1, 2, 3), "main.plan/9/40")
	put("t-south-a", toSouth, nil, "main.plan/8/2", "side.look/3/-")
}

// Counts and pages for who sees one organisation, the other, both, and nothing now.
func TestOverview(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		crowdedShelf(t, s)
		for _, c := range []struct {
			name   string
			filter store.StandingFilter
			steps  string // flow.step count late almost quiet, median and when quiet
			counts string // of versions
			pages  map[store.Class]string
		}{
			{
				"north", store.StandingFilter{Who: []engine.Address{north}},
				"main.plan 3 1 1 2 6/5, side.look 1 0 0 0 30/-1", "1:3 2:1",
				map[store.Class]string{
					store.ClassAll: "t-north-b.1 t-north-a.1 t-north-two.1 t-north-a.2", store.ClassLate: "t-north-b.1",
					store.ClassAlmost: "t-north-a.1", store.ClassQuiet: "t-north-two.1 t-north-b.1",
				},
			},
			{
				"south", store.StandingFilter{Who: []engine.Address{south}},
				"main.plan 1 0 1 1 8/5, side.look 1 0 0 0 3/-1", "1:2",
				map[store.Class]string{store.ClassAll: "t-south-a.1 t-south-a.2", store.ClassLate: "", store.ClassQuiet: "t-south-a.1"},
			},
			{
				"everything", store.StandingFilter{Who: []engine.Address{chief}},
				"main.plan 4 1 2 3 6/5, side.look 2 0 0 0 3/-1", "1:5 2:1",
				map[store.Class]string{
					store.ClassAll:    "t-north-b.1 t-south-a.1 t-north-a.1 t-north-two.1 t-north-a.2 t-south-a.2",
					store.ClassAlmost: "t-south-a.1 t-north-a.1", store.ClassQuiet: "t-north-two.1 t-south-a.1 t-north-b.1",
				},
			},
			{
				"a party", store.StandingFilter{Who: []engine.Address{chief}, Party: "south"},
				"main.plan 1 0 1 1 8/5, side.look 1 0 0 0 3/-1", "1:2",
				map[store.Class]string{store.ClassAll: "t-south-a.1 t-south-a.2", store.ClassQuiet: "t-south-a.1"},
			},
			{
				"a version", store.StandingFilter{Who: []engine.Address{north, south}, Definition: "counter", Version: 2},
				"main.plan 1 0 0 1 9/5", "2:1",
				map[store.Class]string{store.ClassAll: "t-north-two.1", store.ClassQuiet: "t-north-two.1"},
			},
			{
				"a step", store.StandingFilter{Who: []engine.Address{chief}, Definition: "counter", Flow: "side", Step: "look"},
				"side.look 2 0 0 0 3/-1", "1:2",
				map[store.Class]string{store.ClassAll: "t-north-a.2 t-south-a.2", store.ClassLate: "", store.ClassQuiet: ""},
			},
			{"nobody's", store.StandingFilter{Who: []engine.Address{{Role: "planner", Organisation: "west"}}}, "", "", map[store.Class]string{store.ClassAll: "", store.ClassQuiet: ""}},
			{"who was there once", store.StandingFilter{Who: []engine.Address{{Role: "former", Organisation: "north"}}}, "", "", map[store.Class]string{store.ClassAll: ""}},
		} {
			c.filter.Now, c.filter.Soon = noon, noon.AddDate(0, 0, 7)
			for _, broad := range []bool{false, true} {
				store.SetBroad(s, broad)
				wantSame(t, c.name+": steps", stepsOf(t, s, c.filter), []string{c.steps, c.counts})
				for class, want := range c.pages {
					c.filter.Class = class
					wantSame(t, fmt.Sprintf("%s: %q, broad %t", c.name, class, broad), pagesOf(t, s, c.filter), want)
				}
			}
		}
	})
}

func stepsOf(t *testing.T, s *store.Store, f store.StandingFilter) []string {
	t.Helper()
	steps, versions, err := s.Steps(context.Background(), f)
	if err != nil {
		t.Fatal(err)
	}
	var a, b []string
	for _, c := range steps {
		a = append(a, fmt.Sprintf("%s.%s %d %d %d %d %d/%d", c.Flow, c.Step, c.Count, c.Late, c.Almost, c.Quiet, c.Median, c.QuietAfter))
	}
	for _, v := range versions {
		b = append(b, fmt.Sprintf("%d:%d", v.Version, v.Count))
	}
	return []string{strings.Join(a, ", "), strings.Join(b, " ")}
}

// pagesOf walks all pages, of two rows each.
func pagesOf(t *testing.T, s *store.Store, f store.StandingFilter) string {
	t.Helper()
	var ids []string
	f.Limit = 2
	for {
		rows, err := s.Standings(context.Background(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
		if len(rows) < f.Limit {
			return strings.Join(ids, " ")
		}
		last := rows[len(rows)-1]
		f.After = &store.Place{Time: last.Due, ID: last.ID}
		if f.Class == store.ClassQuiet {
			f.After.Time = &last.Since
		}
	}
}

// A record moves what it moves: one run goes on, one ends, one begins; who sees it changes; then it ends.
func TestStandingsFollowTheRecord(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		one, _ := published(t, s)
		tale := follow(newStory("t-1"), one)
		go_ := func(audience []readmodel.Row, places ...string) {
			t.Helper()
			r := standing(tale.event(fmt.Sprintf("e-%d", tale.st.Seq+1), 1), places...)
			r.Audience = audience
			mustRecord(t, s, r)
			tale.goOn(r)
		}
		f := store.StandingFilter{Who: []engine.Address{north}, Now: noon, Soon: noon}
		now := []readmodel.Row{{Role: "planner", Organisation: "north", Now: true}}
		go_(now, "main.plan/2/5", "side.look/30/-")
		wantSame(t, "at first", pagesOf(t, s, f), "t-1.1 t-1.2")
		go_(now, "main.plan/2/5", "side.look/30/9", "side.look/0/-")
		wantSame(t, "a run more, a term more", pagesOf(t, s, f), "t-1.1 t-1.2 t-1.3")
		go_([]readmodel.Row{{Role: "planner", Organisation: "north"}}, "main.plan/2/5")
		wantSame(t, "nobody sees it", pagesOf(t, s, f), "")
		go_([]readmodel.Row{{Role: "planner", Organisation: "south", Now: true}}, "main.done/0/-")
		f.Who = []engine.Address{south}
		wantSame(t, "another sees it", pagesOf(t, s, f), "t-1.1")
		go_(nil)
		wantCounts(t, s, map[string]int{"standings": 0, "circles": 5})
	})
}

// What stands still is not late, whatever its clock says.
func TestStandingsOfClocksThatStandStill(t *testing.T) {
	each(t, func(t *testing.T, s *store.Store) {
		one, _ := published(t, s)
		r := standing(follow(newStory("t-1"), one).event("e-1", 1), "main.plan/9/-1", "side.look/9/-2")
		r.State.Runs[0].Clock.Paused, r.State.Runs[1].Clock.Stopped = &noon, &noon
		r.Audience = []readmodel.Row{{Role: "chief", Now: true}}
		mustRecord(t, s, r)
		f := store.StandingFilter{Who: []engine.Address{chief}, Now: noon, Soon: noon.Add(time.Hour), Class: store.ClassLate}
		wantSame(t, "late", pagesOf(t, s, f), "")
	})
}
