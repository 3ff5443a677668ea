package engine

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"stroom/definitions/stroomschema"
)

// TraceFormat is the edition of the format of traces.
const TraceFormat = 1

// Limits on past traces.
const MaxTrace = 2000 // events

// Trace is a sequence of events of one trajectory: the one format of scenarios, witnesses, golden tests and imports.
type Trace struct {
	Format     int     `json:"format"`
	Definition string  `json:"definition"`
	Version    int     `json:"version"`
	Events     []Event `json:"events"`
}

// TraceError says which event of a trace was refused.
type TraceError struct {
	Index     int // from 0
	Rejection *Rejection
}

// Error names the event and the code of its refusal.
func (e *TraceError) Error() string {
	return fmt.Sprintf("event %d: %s", e.Index, e.Rejection.Code)
}

// Fold runs Step over events, each judged at its own time. Its error is *TraceError.
func Fold(def *stroomschema.Definition, events []Event) (State, []Entry, error) {
	var st State
	var entries []Entry
	for i, ev := range events {
		out, err := Step(def, st, ev, ev.At)
		if err != nil {
			return st, entries, &TraceError{i, err.(*Rejection)}
		}
		st, entries = out.State, append(entries, out.Entries...)
	}
	return st, entries, nil
}

// Import judges a past trace: each event at its own time, in order, none in the future, marked as imported, and then what
// fell due up to now. Nothing is sent again. One that does not fit refuses the whole: *TraceError says which.
func Import(def *stroomschema.Definition, trace Trace, now time.Time) (State, []Entry, error) {
	if rejected := trace.fits(def); rejected != nil {
		return State{}, nil, &TraceError{0, rejected}
	}
	var st State
	var entries []Entry
	last := time.Time{}
	for i, ev := range trace.Events {
		ev.Imported = true
		if ev.At.Before(last) || ev.At.After(now) || ev.Kind == Migrated {
			return State{}, nil, &TraceError{i, mismatch(ev, OutOfTime)}
		}
		last = ev.At
		ev.Digest = DigestOf(ev)
		out, err := Step(def, st, ev, ev.At)
		if err != nil {
			return State{}, nil, &TraceError{i, err.(*Rejection)}
		}
		st, entries = out.State, append(entries, out.Entries...)
	}
	out, err := Step(def, st, Event{Kind: Due, At: now}, now)
	if err != nil {
		return State{}, nil, &TraceError{len(trace.Events), err.(*Rejection)}
	}
	return out.State, append(entries, out.Entries...), nil
}

// Outstanding lists the calls that are open, to be asked now: what came of a past trace was asked of nobody.
func Outstanding(def *stroomschema.Definition, st State, now time.Time) []Ask {
	m := newMachine(def, st, now)
	var open []Ask
	for i := range m.st.Runs {
		r := m.run(m.st.Runs[i].Number)
		if step := m.step(r); r.Call != 0 && step != nil && step.Kind == stroomschema.Asking {
			open = append(open, asked(step.Ask.Service, r.Call, "", m.values(m.scope(r), step.Ask.With, place(r)), now))
		}
	}
	return open
}

func (t Trace) fits(def *stroomschema.Definition) *Rejection {
	if t.Format != TraceFormat || t.Definition != def.Name || t.Version != def.Version ||
		len(t.Events) == 0 || len(t.Events) > MaxTrace {
		return mismatch(Event{}, ImportMismatch)
	}
	return nil
}

func mismatch(ev Event, code Code) *Rejection {
	return &Rejection{Code: code, Event: ev.ID, Explanation: Explanation{Code: code, Text: codeTexts[code]}}
}

// DigestOf is the digest of what an event says: who does what, not under which id or when. The same id with another digest
// is another decision.
func DigestOf(ev Event) string {
	ev.ID, ev.Digest, ev.At, ev.Imported = "", "", time.Time{}, false
	body, err := json.Marshal(ev)
	if err != nil {
		panic(fmt.Sprintf("engine: digest: %v", err)) // events hold nothing that JSON cannot say
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}
