package activities

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.temporal.io/sdk/activity"

	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// importPiece is about how many entries of a past trace go into one transaction.
const importPiece = 500

// ImportAndRecord judges a past trace as a whole and then writes it piece by piece. A worker that dies in between leaves
// whole pieces; the next attempt judges the same trace again, finds them, and goes on behind them.
//
// Errors: those of the world, as a code; JOURNAL_DIVERGED if what stands there is not what this trace gives.
func (a *Activities) ImportAndRecord(ctx context.Context, req workflows.ImportRequest) (workflows.Imported, error) {
	done, err := a.importAndRecord(ctx, req)
	if err != nil {
		return workflows.Imported{}, failure(ctx, err)
	}
	return done, nil
}

func (a *Activities) importAndRecord(ctx context.Context, req workflows.ImportRequest) (workflows.Imported, error) {
	if len(req.Defs) == 0 {
		return workflows.Imported{}, ErrDefinition
	}
	def, err := req.Defs[0].Compile()
	if err != nil {
		return workflows.Imported{}, err
	}
	for i, ev := range req.Trace.Events {
		if ev.ID != "" && !keepable(ev) {
			return workflows.Imported{Index: i, Rejection: &engine.Rejection{
				Code: engine.BadForm, Event: ev.ID, Explanation: engine.Explanation{Code: engine.BadForm},
			}}, nil
		}
	}
	_, entries, err := engine.Import(def, req.Trace, req.Now)
	if refused, ok := errors.AsType[*engine.TraceError](err); ok {
		return workflows.Imported{Index: refused.Index, Rejection: refused.Rejection}, nil
	}
	if err != nil {
		return workflows.Imported{}, err
	}
	taken, err := takenOf(req.Trace, entries, req.Now)
	if err != nil {
		return workflows.Imported{}, err
	}
	return a.recordPieces(ctx, req, def, taken)
}

// recordPieces writes the events piece by piece and returns the state behind the last.
func (a *Activities) recordPieces(ctx context.Context, req workflows.ImportRequest, def *stroomschema.Definition, taken []Taken) (workflows.Imported, error) {
	var st engine.State
	var past []engine.Entry
	for len(taken) > 0 {
		n, count := 0, 0
		before, added := st, []engine.Entry{}
		for n < len(taken) && (n == 0 || count+len(taken[n].Entries) <= importPiece) {
			count += len(taken[n].Entries)
			st = engine.Apply(def, st, taken[n].Entries)
			added = append(added, taken[n].Entries...)
			n++
		}
		tallies, err := readmodel.Tallies(def, before, added, func() ([]engine.Entry, error) { return past, nil })
		if err != nil {
			return workflows.Imported{}, err
		}
		past = append(past, added...)
		var ask []engine.Effect
		if n == len(taken) { // what the past asked and was not answered is asked now
			for _, one := range engine.Outstanding(def, st, req.Now) {
				ask = append(ask, one)
			}
		}
		standing, err := a.journal.Record(ctx, Record{
			Trajectory: req.Trajectory, Epoch: req.Epoch, FirstRun: firstRun(ctx), Before: before.Seq, Taken: taken[:n], State: st,
			Picture: readmodel.Of(def, st), Audience: readmodel.Audience(def, st), Tallies: tallies,
			Effects: ask, At: req.Now,
		})
		if err != nil {
			return workflows.Imported{}, err
		}
		if standing.Adopted && !same(standing.Entries, taken[0].Entries) {
			return workflows.Imported{}, ErrDiverged
		}
		if activity.IsActivity(ctx) {
			activity.RecordHeartbeat(ctx, st.Seq)
		}
		taken = taken[n:]
	}
	return workflows.Imported{State: st, NextDue: workflows.NextDue(def, st)}, nil
}

// takenOf divides the entries of an import over its events. What fell due before an event stands before its entries, without
// an id, and is recorded with it. An event of time bears no id in a trace; here it gets one, and so does what fell due
// between the last event and now.
func takenOf(trace engine.Trace, entries []engine.Entry, now time.Time) ([]Taken, error) {
	var out []Taken
	for i, ev := range trace.Events {
		n := entriesOf(ev, entries)
		if n == 0 {
			continue // it changed nothing
		}
		ev.Imported, ev.Digest = true, digestOf(ev)
		if ev.ID == "" {
			ev.ID = fmt.Sprintf("%s%d", prefixImport, i)
		}
		out, entries = append(out, Taken{ev, entries[:n]}), entries[n:]
	}
	if len(entries) > 0 {
		settled := engine.Event{ID: prefixImport + "settled", Kind: engine.Due, At: now.UTC(), Imported: true}
		settled.Digest = engine.DigestOf(settled)
		for _, e := range entries {
			if e.Event != "" {
				return nil, fmt.Errorf("entry %d belongs to no event of the trace: %w", e.Seq, ErrDiverged)
			}
		}
		out = append(out, Taken{settled, entries})
	}
	return out, nil
}

// entriesOf returns how many of the entries are those of the next event.
func entriesOf(ev engine.Event, entries []engine.Entry) int {
	due := 0
	for due < len(entries) && entries[due].Event == "" {
		due++
	}
	n := due
	for n < len(entries) && entries[n].Event == ev.ID {
		n++
	}
	if n == due && ev.ID != "" {
		return 0 // what is due stands before a later event
	}
	return n
}

// same compares entries by what they say, as the journal keeps them.
func same(a, b []engine.Entry) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
