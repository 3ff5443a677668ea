package server

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// worldTask is an open task with what lists filter on.
type worldTask struct {
	TaskRow
	definition, flow string
}

// tasks are the open tasks of readers, due first.
func (w *world) tasks(readers []engine.Actor, person string) []worldTask {
	var out []worldTask
	for _, t := range w.trajectories {
		hand := false // the person has acted on it
		for _, r := range t.events {
			hand = hand || person != "" && r.Actor.Person == person
		}
		for _, task := range readmodel.Of(t.def, t.state).Tasks {
			row := TaskRow{
				ID: fmt.Sprintf("%s-%d-%s-%s", t.id, task.Run, task.Role, task.Organisation), Trajectory: t.id, Run: task.Run, Visit: task.Visit,
				Role: task.Role, Organisation: task.Organisation, Due: task.Due, Handled: hand,
			}
			waits := func(a engine.Actor) bool {
				return a.Role == row.Role && (row.Organisation == "" || row.Organisation == a.Organisation) &&
					!slices.ContainsFunc(task.Exclude, func(not engine.Actor) bool { return not.Shares(a) || not.Organisation == a.Organisation })
			}
			if slices.ContainsFunc(readers, waits) {
				out = append(out, worldTask{row, t.state.Name, task.Flow})
			}
		}
	}
	slices.SortFunc(out, func(a, b worldTask) int { return dueFirst(a.Due, b.Due, a.ID, b.ID) })
	return out
}

// Worklist

func (w *world) Tasks(_ context.Context, f TaskFilter) ([]TaskRow, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(f.Readers) == 0 || f.Limit < 1 || f.Limit > MaxLimit+1 {
		return nil, fmt.Errorf("filter out of bounds: %+v", f)
	}
	var out []TaskRow
	for _, t := range w.tasks(f.Readers, f.Person) {
		if (!f.Handled || t.Handled) && (f.Definition == "" || f.Definition == t.definition) && (f.Flow == "" || f.Flow == t.flow) &&
			(f.DueAfter == nil || t.Due != nil && t.Due.After(*f.DueAfter)) && (f.DueUpTo == nil || t.Due != nil && !t.Due.After(*f.DueUpTo)) &&
			behind(t.Due, t.ID, f.After) {
			out = append(out, t.TaskRow)
		}
	}
	return out[:min(len(out), f.Limit)], w.loading
}

func (w *world) Workloads(_ context.Context, who []engine.Address, role string, now time.Time) ([]Workload, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	loads := map[string]Workload{}
	for _, t := range w.trajectories {
		picture := readmodel.Of(t.def, t.state)
		holds := map[string]bool{}
		sees := slices.ContainsFunc(readmodel.Audience(t.def, t.state), func(r readmodel.Row) bool {
			return r.Now && slices.ContainsFunc(who, func(a engine.Address) bool {
				return a.Role == r.Role && (r.Organisation == "" || r.Organisation == a.Organisation)
			})
		})
		for _, p := range picture.Parties {
			if p.Role == role && sees && picture.Status == readmodel.Open {
				holds[p.Organisation] = true
			}
		}
		for organisation := range holds {
			l := loads[organisation]
			l.Organisation, l.Trajectories = organisation, l.Trajectories+1
			for _, task := range picture.Tasks {
				if task.Role == role && task.Organisation == organisation {
					l.Tasks++
					if task.Due != nil && !task.Due.After(now) {
						l.Late++
					}
				}
			}
			loads[organisation] = l
		}
	}
	out := slices.Collect(maps.Values(loads))
	slices.SortFunc(out, func(a, b Workload) int { return cmp.Compare(a.Organisation, b.Organisation) })
	return out, w.loading
}

func (w *world) CountTasks(_ context.Context, f TaskFilter, now, soon time.Time) ([]TaskCount, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	counted := map[TaskCount]int{}
	for _, t := range w.tasks(f.Readers, f.Person) {
		kind := TaskCount{Definition: t.definition, Flow: t.flow, Role: t.Role, Organisation: t.Organisation, Handled: t.Handled}
		kind.Late = t.Due != nil && !t.Due.After(now)
		kind.Soon = t.Due != nil && !kind.Late && !t.Due.After(soon)
		counted[kind]++
	}
	var out []TaskCount
	for kind, n := range counted {
		kind.Count = n
		out = append(out, kind)
	}
	slices.SortFunc(out, func(a, b TaskCount) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return out, w.loading
}

// Substitutes

func (w *world) Note(_ context.Context, person string, as []engine.Address, now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.members == nil {
		w.members = map[engine.Address]map[string]time.Time{}
	}
	for _, a := range as {
		if w.members[a] == nil {
			w.members[a] = map[string]time.Time{}
		}
		w.members[a][person] = now
	}
	return nil
}

func (w *world) Colleagues(_ context.Context, at engine.Address, since time.Time) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	seen := maps.Clone(w.members[at])
	maps.DeleteFunc(seen, func(_ string, last time.Time) bool { return last.Before(since) })
	return slices.Sorted(maps.Keys(seen)), nil
}

func (w *world) Substitute(_ context.Context, s Substitution) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.ContainsFunc(w.standIns, func(had Substitution) bool { return had.ID == s.ID }) {
		w.standIns = append(w.standIns, s)
	}
	return nil
}

func (w *world) Substitutions(_ context.Context, person string, now time.Time) ([]Substitution, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out []Substitution
	for _, s := range w.standIns {
		if (s.Person == person || s.By == person) && now.Before(s.Until) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b Substitution) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return out, nil
}

func (w *world) EndSubstitution(_ context.Context, id, person string, now time.Time) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	at := slices.IndexFunc(w.standIns, func(s Substitution) bool { return s.ID == id && (s.Person == person || s.By == person) })
	if at < 0 {
		return ErrUnknown
	}
	if now.Before(w.standIns[at].Until) {
		w.standIns[at].Until = now
	}
	return nil
}
