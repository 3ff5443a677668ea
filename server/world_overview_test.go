package server

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// Overview

// stands lists what stands anywhere now, over what these may see, with its class.
func (w *world) stands(f StandingFilter) []StandingRow {
	var out []StandingRow
	all := w.tally()
	for _, t := range w.trajectories {
		picture := readmodel.Of(t.def, t.state)
		sees := slices.ContainsFunc(readmodel.Audience(t.def, t.state), func(r readmodel.Row) bool {
			return r.Now && slices.ContainsFunc(f.Who, func(a engine.Address) bool {
				return a.Role == r.Role && (r.Organisation == "" || r.Organisation == a.Organisation)
			})
		})
		party := f.Party == "" || slices.ContainsFunc(picture.Parties, func(p readmodel.PartyNow) bool { return p.Organisation == f.Party })
		for i, s := range picture.Steps {
			version, due := t.state.Runs[i].Version, readmodel.Deadline(t.state.Runs[i])
			if !sees || !party || f.Definition != "" && f.Definition != picture.Definition || f.Version != 0 && f.Version != version ||
				f.Flow != "" && f.Flow != s.Flow || f.Step != "" && f.Step != s.Step {
				continue
			}
			row := StandingRow{
				ID: fmt.Sprintf("%s.%d", t.id, s.Run), Trajectory: t.id, Run: s.Run, Definition: picture.Definition, Version: version,
				Flow: s.Flow, Key: s.Key, Step: s.Step, Since: s.Since, Due: due,
			}
			row.Late = due != nil && !due.After(f.Now)
			row.Almost = !row.Late && due != nil && due.Before(f.Soon)
			after := quietAfter(all, row)
			row.Quiet = after >= 0 && readmodel.Day(f.Now)-readmodel.Day(s.Since) > after
			out = append(out, row)
		}
	}
	return out
}

// quietAfter is the number of days within which nine in ten have left a step; -1 when fewer than MinPeers have.
func quietAfter(all []readmodel.Tally, s StandingRow) int {
	var lengths []int
	for _, one := range all {
		if one.Kind == readmodel.TallySpan && one.Organisation == "" && one.Definition == s.Definition && one.Name == s.Flow+"."+s.Step {
			for range one.N {
				lengths = append(lengths, one.Length)
			}
		}
	}
	if len(lengths) < MinPeers {
		return -1
	}
	slices.Sort(lengths)
	return lengths[(len(lengths)*9+9)/10-1]
}

func (w *world) Steps(_ context.Context, f StandingFilter) ([]StepCount, []VersionCount, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := f.whole(); err != nil {
		return nil, nil, err
	}
	steps, waited, versions := map[[3]string]StepCount{}, map[[3]string][]int{}, map[VersionCount]int{}
	all := w.tally()
	for _, s := range w.stands(f) {
		place := [3]string{s.Definition, s.Flow, s.Step}
		c := steps[place]
		c.Definition, c.Flow, c.Step, c.QuietAfter = s.Definition, s.Flow, s.Step, quietAfter(all, s)
		c.Count++
		for n, yes := range map[*int]bool{&c.Late: s.Late, &c.Almost: s.Almost, &c.Quiet: s.Quiet} {
			if yes {
				*n++
			}
		}
		steps[place] = c
		waited[place] = append(waited[place], readmodel.Day(f.Now)-readmodel.Day(s.Since))
		versions[VersionCount{Definition: s.Definition, Version: s.Version}]++
	}
	var counts []StepCount
	for place, c := range steps {
		slices.Sort(waited[place])
		c.Median = waited[place][(len(waited[place])-1)/2]
		counts = append(counts, c)
	}
	slices.SortFunc(counts, func(a, b StepCount) int {
		return cmp.Or(cmp.Compare(a.Definition, b.Definition), cmp.Compare(a.Flow, b.Flow), cmp.Compare(a.Step, b.Step))
	})
	var byVersion []VersionCount
	for v, n := range versions {
		v.Count = n
		byVersion = append(byVersion, v)
	}
	slices.SortFunc(byVersion, func(a, b VersionCount) int {
		return cmp.Or(cmp.Compare(a.Definition, b.Definition), cmp.Compare(a.Version, b.Version))
	})
	return counts, byVersion, w.loading
}

// whole asserts what every caller owes.
func (f StandingFilter) whole() error {
	if len(f.Who) == 0 || f.Now.IsZero() || f.Soon.Before(f.Now) || f.Step != "" && f.Flow == "" || f.Flow != "" && f.Definition == "" {
		return fmt.Errorf("filter out of bounds: %+v", f)
	}
	return nil
}

func (w *world) Standings(_ context.Context, f StandingFilter) ([]StandingRow, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := f.whole(); err != nil {
		return nil, err
	}
	if f.Limit < 1 || f.Limit > MaxLimit+1 {
		return nil, fmt.Errorf("filter out of bounds: %+v", f)
	}
	out := slices.DeleteFunc(w.stands(f), func(s StandingRow) bool {
		chosen := map[Class]bool{ClassAll: true, ClassLate: s.Late, ClassAlmost: s.Almost, ClassQuiet: s.Quiet}[f.Class]
		return !chosen || !behind(s.Place(f.Class).Time, s.ID, f.After)
	})
	slices.SortFunc(out, func(a, b StandingRow) int {
		return dueFirst(a.Place(f.Class).Time, b.Place(f.Class).Time, a.ID, b.ID)
	})
	return out[:min(len(out), f.Limit)], w.loading
}

func (w *world) Find(_ context.Context, who []engine.Address, number string, limit int) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(who) == 0 || number == "" || limit < 1 {
		return nil, fmt.Errorf("search out of bounds: %q", number)
	}
	var out []string
	for id, t := range w.trajectories {
		seen := slices.ContainsFunc(readmodel.Audience(t.def, t.state), func(r readmodel.Row) bool {
			return slices.ContainsFunc(who, func(a engine.Address) bool {
				return a.Role == r.Role && (r.Organisation == "" || r.Organisation == a.Organisation)
			})
		})
		if seen && strings.HasPrefix(id, number) {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), limit)], w.loading
}

// Tallies

// tally adds up everything that has happened in this world, and what a test adds by hand.
func (w *world) tally() []readmodel.Tally {
	all := slices.Clone(w.tallied)
	for _, t := range w.trajectories {
		found, err := readmodel.Tallies(t.def, engine.State{}, t.entries, func() ([]engine.Entry, error) { return nil, nil })
		if err != nil {
			panic(err)
		}
		all = append(all, found...)
	}
	return added(all)
}

// added adds up tallies with the same fields.
func added(all []readmodel.Tally) []readmodel.Tally {
	sums := map[readmodel.Tally]int{}
	for _, one := range all {
		n := one.N
		one.N = 0
		sums[one] += n
	}
	var out []readmodel.Tally
	for one, n := range sums {
		if one.N = n; n != 0 {
			out = append(out, one)
		}
	}
	slices.SortFunc(out, readmodel.CompareTallies)
	return out
}

// tallies is the world as the port Tallies.
type tallies struct{ *world }

func (w tallies) Tallies(_ context.Context, f TallyFilter) ([]readmodel.Tally, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if f.Definition == "" || (len(f.Organisations) == 0) != f.Every {
		return nil, fmt.Errorf("filter out of bounds: %+v", f)
	}
	chosen := func(at string) bool { return f.Every && at != "" || slices.Contains(f.Organisations, at) }
	found := slices.DeleteFunc(w.tally(), func(t readmodel.Tally) bool {
		return t.Definition != f.Definition || f.Version != 0 && t.Version != f.Version || !chosen(t.Organisation) ||
			f.Kind != "" && t.Kind != f.Kind || f.From != "" && t.Month < f.From || f.Until != "" && t.Month > f.Until
	})
	if f.Together {
		for i := range found {
			found[i].Month, found[i].Place = "", ""
		}
		found = added(found)
	}
	return found, w.loading
}

// The world behind the ports is as strict as the real one: what is late, almost late and quiet, over what a reader may see.
func TestWorldOverview(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.spans("lending.answer", time.February, "north", 1, 1, 1, 1, 1, 1, 1, 1, 2, 9)
	ctx := context.Background()
	north := []engine.Address{{Role: "reader", Organisation: "north"}}
	f := StandingFilter{Who: north, Now: monday.AddDate(0, 0, 4), Soon: monday.AddDate(0, 0, 11), Definition: "loan", Limit: 10}
	steps, versions, err := s.Steps(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	// Asked on Monday with five working days to answer; of those that were answered, nine in ten were so within two days.
	if got, want := fmt.Sprint(steps, versions), "[{loan lending answer 1 0 1 1 4 2} {loan main desk 1 0 0 0 4 -1}] [{loan 1 2}]"; got != want {
		t.Errorf("steps:\n got %s\nwant %s", got, want)
	}
	for class, want := range map[Class]string{ClassAll: "answer desk", ClassLate: "", ClassAlmost: "answer", ClassQuiet: "answer"} {
		f.Class = class
		rows, err := s.Standings(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, r.Step)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %v, want %s", class, got, want)
		}
	}
}

// spans adds by hand that so many have left a step, each after so many days.
func (w *world) spans(step string, month time.Month, organisation string, days ...int) {
	for _, n := range days {
		one := readmodel.Tally{
			Kind: readmodel.TallySpan, Definition: "loan", Version: 1, Month: fmt.Sprintf("2026-%02d", month), Name: step, Length: n, N: 1,
		}
		w.tallied = append(w.tallied, one)
		if organisation != "" {
			one.Organisation = organisation
			w.tallied = append(w.tallied, one)
		}
	}
}
