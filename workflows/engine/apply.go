package engine

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"stroom/definitions/stroomschema"
)

// Apply folds entries into a state. It judges nothing and leaves st untouched. Entries that do not follow st.Seq are a
// broken invariant: it panics, because going on would lose or double a decision.
func Apply(def *stroomschema.Definition, st State, entries []Entry) State {
	next := st.clone()
	for _, e := range entries {
		next.fold(def, e)
	}
	return next.released()
}

// clone copies every part of the state that folding assigns to. Values inside runs and facts are replaced, never changed.
// The maps are shared until one of both is written to: the facts are by far the largest part, and few decisions end a run.
func (st *State) clone() State {
	st.factsOwned, st.finishedOwned = false, false
	next := *st
	next.Parties = slices.Clone(st.Parties)
	next.Runs = slices.Clone(st.Runs)
	next.Calls = slices.Clone(st.Calls)
	next.Awaited = slices.Clone(st.Awaited)
	next.Incidents = slices.Clone(st.Incidents)
	next.Windows = slices.Clone(st.Windows)
	// Only ever appended to: clipping makes the first append copy.
	next.Told = slices.Clip(st.Told)
	next.Decisions = slices.Clip(st.Decisions)
	return next
}

// ownFacts makes the maps of facts ones that nobody else holds. It comes BEFORE every write to them.
func (st *State) ownFacts() {
	if !st.factsOwned {
		st.Facts, st.Unset, st.factsOwned = cloned(st.Facts), cloned(st.Unset), true
	}
}

// ownFinished does the same for the endings.
func (st *State) ownFinished() {
	if !st.finishedOwned {
		st.Finished, st.finishedOwned = cloned(st.Finished), true
	}
}

// released is the state as others may hold it: whoever writes to it copies its facts first.
func (st State) released() State {
	st.factsOwned, st.finishedOwned = false, false
	return st
}

// cloned copies a map. An empty map comes back from JSON as nil, and must be written to all the same.
func cloned[V any](m map[string]V) map[string]V {
	if m == nil {
		return map[string]V{}
	}
	return maps.Clone(m)
}

// fold applies one entry. It is the only function that assigns to a State.
func (st *State) fold(def *stroomschema.Definition, e Entry) {
	if e.Seq != st.Seq+1 {
		panic(fmt.Sprintf("engine: entry %d cannot follow %d", e.Seq, st.Seq))
	}
	st.Seq = e.Seq
	if e.At.After(st.Time) {
		st.Time = e.At
	}
	switch c := e.Change.(type) {
	case EventTaken:
		st.remember(c.Event, e.Seq)
	case TrajectoryOpened:
		st.open(c, e)
	case TrajectoryEnded:
		at := e.At
		st.Ended, st.Outcome = &at, c.Outcome
		st.Runs, st.Windows, st.Calls, st.Awaited = nil, nil, nil, nil
	case FactSet:
		st.setFact(c, e)
	case PartyBound:
		st.bind(c, e)
	case RunStarted:
		st.touch(c.Run.Number, e.Event)
		st.insertRun(def, c.Run)
		st.NextRun = max(st.NextRun, c.Run.Number+1)
	case RunChanged:
		st.touch(c.Run.Number, e.Event)
		st.replaceRun(c.Run)
	case RunEnded:
		st.endRun(c, e)
	case NoticeSent:
		st.noticeSent(c, e)
	case ReplyTaken:
		st.takeReply(c)
	case CallOpened:
		st.Calls = append(st.Calls, c.Call)
		st.NextItem = max(st.NextItem, c.Call.Number+1)
	case CallClosed:
		st.Calls = slices.DeleteFunc(st.Calls, func(x Call) bool { return x.Number == c.Number })
	case IncidentOpened:
		st.Incidents = append(st.Incidents, c.Incident)
		st.NextItem = max(st.NextItem, c.Incident.Number+1)
	case IncidentClosed:
		st.Incidents = slices.DeleteFunc(st.Incidents, func(x Incident) bool { return x.Number == c.Number })
	case WindowOpened:
		st.Windows = slices.DeleteFunc(st.Windows, func(w Window) bool { return !e.At.Before(w.Until) })
		st.Windows = append(st.Windows, c.Window)
	case DecisionUndone:
		st.undo(def, c.Of, e)
	case VersionChanged:
		st.Version, st.Hash = c.Version, c.Hash
		st.Windows = nil
		slices.SortFunc(st.Runs, func(a, b Run) int { return compareRuns(def, a, b) }) // flows may stand in another order
	case StepEntered, StepLeft, DueSettled, MessageSent, CountAdded:
		// For the readers of the journal and its measures; what they change stands in the RunChanged beside them.
	default:
		panic(fmt.Sprintf("engine: unknown change %T", c))
	}
}

func (st *State) open(c TrajectoryOpened, e Entry) {
	st.Semantics, st.Name, st.Version, st.Hash = c.Semantics, c.Name, c.Version, c.Hash
	st.Started = e.At
	st.NextRun, st.NextItem = 1, 1
	st.Facts, st.Unset, st.factsOwned = map[string]Fact{}, map[string]uint64{}, true
	st.Finished, st.finishedOwned = map[string]Ending{}, true
}

func (st *State) remember(ev Event, seq uint64) {
	if len(st.Decisions) >= MaxRemembered {
		st.Decisions = slices.Clone(st.Decisions[len(st.Decisions)-MaxRemembered+1:])
	}
	st.Decisions = append(st.Decisions, Remembered{ID: ev.ID, Digest: ev.Digest, Seq: seq})
}

func (st *State) setFact(c FactSet, e Entry) {
	st.touchFact(c.Fact, e.Event)
	if !c.Value.IsSet() {
		st.putFact(c.Fact, nil, e.Seq)
		return
	}
	st.putFact(c.Fact, &Fact{Value: c.Value, At: e.At}, e.Seq)
}

// putFact gives a fact a value, or none. Whoever read it before that entry has read something else.
func (st *State) putFact(name string, f *Fact, seq uint64) {
	st.ownFacts()
	if f == nil {
		delete(st.Facts, name)
		st.Unset[name] = seq
		return
	}
	put := *f
	put.Seq = seq
	st.Facts[name] = put
	delete(st.Unset, name)
}

func (st *State) bind(c PartyBound, e Entry) {
	st.Windows = slices.DeleteFunc(st.Windows, func(w Window) bool { return w.Event != e.Event && w.Before.Bound })
	for i, p := range st.Parties {
		if p.Role == c.Role && p.Key == c.Key && p.Until == nil {
			until := e.At
			st.Parties[i].Until = &until
		}
	}
	if c.Organisation != "" {
		st.Parties = append(st.Parties, Party{Role: c.Role, Key: c.Key, Organisation: c.Organisation, From: e.At, LentBy: c.LentBy})
	}
}

// insertRun keeps the runs in order (flow in file order, key in declared order, number), which is the order of handling.
func (st *State) insertRun(def *stroomschema.Definition, r Run) {
	i, _ := slices.BinarySearchFunc(st.Runs, r, func(a, b Run) int { return compareRuns(def, a, b) })
	st.Runs = slices.Insert(st.Runs, i, r)
}

func compareRuns(def *stroomschema.Definition, a, b Run) int {
	return cmp.Or(
		cmp.Compare(flowIndex(def, a.Flow), flowIndex(def, b.Flow)),
		cmp.Compare(keyIndex(def, a.Flow, a.Key), keyIndex(def, b.Flow, b.Key)),
		cmp.Compare(a.Number, b.Number))
}

func flowIndex(def *stroomschema.Definition, name string) int {
	if f := def.Flow(name); f != nil {
		return f.Index
	}
	return len(def.Flows) // a flow of the version before that the new one no longer has
}

func keyIndex(def *stroomschema.Definition, flow, key string) int {
	f := def.Flow(flow)
	if f == nil || f.Key == nil {
		return 0
	}
	return slices.IndexFunc(f.Key.Values, func(v stroomschema.Value) bool { return v.Name == key })
}

func (st *State) replaceRun(r Run) {
	i := slices.IndexFunc(st.Runs, func(x Run) bool { return x.Number == r.Number })
	if i < 0 {
		panic(fmt.Sprintf("engine: run %d is not open", r.Number))
	}
	st.Runs[i] = r
}

func (st *State) endRun(c RunEnded, e Entry) {
	st.touch(c.Run, e.Event)
	st.Runs = slices.DeleteFunc(st.Runs, func(x Run) bool { return x.Number == c.Run })
	name := FactName(c.Flow, c.Key)
	st.ownFinished()
	st.Finished[name] = Ending{Count: st.Finished[name].Count + 1, Outcome: c.Outcome, Seq: e.Seq}
}

func (st *State) noticeSent(c NoticeSent, e Entry) {
	if c.Awaited != nil {
		st.Awaited = append(st.Awaited, *c.Awaited)
	}
	st.NextItem = max(st.NextItem, c.Number+1)
	for _, to := range c.To {
		if !slices.ContainsFunc(st.Told, to.wasTold) {
			st.Told = append(st.Told, Told{Role: to.Role, Organisation: to.Organisation, At: e.At})
		}
		st.touchTold(to, e.Event)
	}
}

func (a Address) wasTold(t Told) bool { return t.Role == a.Role && t.Organisation == a.Organisation }

// touchTold lets a withdrawal leave alone what another event has told as well.
func (st *State) touchTold(to Address, event string) {
	for i := range st.Windows {
		if w := &st.Windows[i]; w.Event != event && slices.ContainsFunc(w.Before.Told, to.wasTold) {
			w.Before.Told = slices.DeleteFunc(slices.Clone(w.Before.Told), to.wasTold)
		}
	}
}

func (st *State) takeReply(c ReplyTaken) {
	if !c.Late {
		st.Awaited = slices.DeleteFunc(st.Awaited, func(x Awaited) bool { return x.Number == c.Number })
		return
	}
	for i := range st.Awaited {
		if st.Awaited[i].Number == c.Number {
			st.Awaited[i].Late = true
		}
	}
}

// touch closes the withdrawal windows of other events that involve a run.
func (st *State) touch(run int, event string) {
	st.Windows = slices.DeleteFunc(st.Windows, func(w Window) bool {
		return w.Event != event && (slices.Contains(w.Before.New, run) ||
			slices.ContainsFunc(w.Before.Runs, func(r Run) bool { return r.Number == run }))
	})
}

func (st *State) touchFact(name, event string) {
	st.Windows = slices.DeleteFunc(st.Windows, func(w Window) bool {
		_, involved := w.Before.Facts[name]
		return w.Event != event && involved
	})
}

// undo restores what a withdrawn decision changed. Visits go on counting, so that nothing addresses the undone ones.
func (st *State) undo(def *stroomschema.Definition, of string, e Entry) {
	i := slices.IndexFunc(st.Windows, func(w Window) bool { return w.Event == of })
	if i < 0 {
		panic("engine: no window for " + of)
	}
	b := st.Windows[i].Before
	st.Windows = slices.Delete(st.Windows, i, i+1)
	for name, f := range b.Facts {
		st.putFact(name, f, e.Seq)
	}
	for _, n := range b.New {
		st.Runs = slices.DeleteFunc(st.Runs, func(x Run) bool { return x.Number == n })
	}
	for _, r := range b.Runs {
		st.restoreRun(def, r, e.Seq)
	}
	for _, ended := range b.Ended {
		st.restoreEnding(ended, e.Seq)
	}
	if b.Bound {
		st.Parties = slices.Clone(b.Parties)
	}
	st.Told = slices.DeleteFunc(slices.Clone(st.Told), func(t Told) bool { return slices.Contains(b.Told, t) })
	st.Awaited = slices.DeleteFunc(st.Awaited, func(x Awaited) bool { return slices.Contains(b.Items, x.Number) })
	st.Calls = slices.DeleteFunc(st.Calls, func(x Call) bool { return slices.Contains(b.Items, x.Number) })
}

// restoreRun puts a run back as it was, with a visit that nothing has addressed yet.
func (st *State) restoreRun(def *stroomschema.Definition, r Run, seq uint64) {
	i := slices.IndexFunc(st.Runs, func(x Run) bool { return x.Number == r.Number })
	if i >= 0 {
		r.Visit = max(r.Visit, st.Runs[i].Visit)
		st.Runs = slices.Delete(st.Runs, i, i+1)
	}
	r.Visit++
	r.Moved = seq
	st.insertRun(def, r)
}

// restoreEnding takes back that runs have ended. The outcome of one that ended later stands.
func (st *State) restoreEnding(b Ended, seq uint64) {
	ending := st.Finished[b.Name]
	ending.Count -= b.Times
	if ending.Seq <= b.Last {
		ending.Outcome = b.Outcome
	}
	ending.Seq = seq
	st.ownFinished()
	st.Finished[b.Name] = ending
}
