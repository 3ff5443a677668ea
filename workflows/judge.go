package workflows

import (
	"errors"
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Judged is an event that Step accepted, with all that the journal needs to write it down.
type Judged struct {
	Def     *stroomschema.Definition // under which it was judged: the new one for a Migrated event
	Pinned  *Pinned                  // Migrated only
	Event   engine.Event             // as judged: with its digest and its time bounded
	Outcome engine.Outcome
}

// Judge is the one evaluation path of the shell: the validator, JudgeAndRecord, and whoever judges an event on a closed
// trajectory from its stored state call it.
//
// Errors: *engine.Rejection if the event is refused; another error if the world failed (a pinned definition that does
// not compile any more).
func Judge(req JudgeRequest) (Judged, error) {
	if req.foreseen != nil {
		return *req.foreseen, nil
	}
	ev := req.Submission.Event
	if ev.ID == "" || len(ev.ID) > MaxID || ev.Imported { // a past trace comes in by its start only
		return Judged{}, refuse(ev, engine.BadForm)
	}
	digest := engine.DigestOf(ev)
	if ev.Digest != "" && ev.Digest != digest {
		return Judged{}, refuse(ev, engine.OtherContent)
	}
	ev.Digest = digest
	ev.At = bounded(ev.At, req.State.Time, req.Now)
	defs, pinned, err := definitionsFor(req, ev)
	if err != nil {
		return Judged{}, err
	}
	def, err := link(defs)
	if err != nil {
		return Judged{}, err
	}
	out, err := engine.Step(def, req.State, ev, req.Now)
	if err != nil {
		return Judged{}, err
	}
	return Judged{Def: def, Pinned: pinned, Event: ev, Outcome: out}, nil
}

// definitionsFor returns the definitions under which ev is judged: for a Migrated event the one it brings, before those
// that the trajectory has.
func definitionsFor(req JudgeRequest, ev engine.Event) ([]Pinned, *Pinned, error) {
	if ev.Kind != engine.Migrated {
		return req.Defs, nil, nil
	}
	p := req.Submission.Definition
	if p == nil || ev.Migrate == nil || p.Hash != ev.Migrate.Hash || p.Version != ev.Migrate.Version {
		return nil, nil, refuse(ev, engine.BadForm)
	}
	if len(req.Defs) >= MaxDefs {
		return nil, nil, refuse(ev, engine.TooMany)
	}
	if _, err := p.Compile(); err != nil {
		return nil, nil, refuse(ev, engine.BadForm) // it came with the event: the sender's fault, not the world's
	}
	return append([]Pinned{*p}, req.Defs...), p, nil
}

// bounded returns the moment that counts for an event: its receipt, but never after now and never before what has been
// settled. Two API processes may differ by milliseconds, and two officers may decide at once: neither is a reason to
// refuse the one whose turn came second.
func bounded(at, settled, now time.Time) time.Time {
	if at.IsZero() || at.After(now) {
		at = now
	}
	if at.Before(settled) {
		at = settled
	}
	return at.UTC()
}

func refuse(ev engine.Event, code engine.Code) *engine.Rejection {
	return &engine.Rejection{Code: code, Event: ev.ID, Explanation: engine.Explanation{Code: code}}
}

// rejectionOf returns the rejection that err is, or nil.
func rejectionOf(err error) *engine.Rejection {
	var r *engine.Rejection
	if errors.As(err, &r) {
		return r
	}
	return nil
}

// Standing makes the judgement that says: these entries stand in the journal behind the state of the request. definition
// is the one that a VersionChanged among them names, nil if there is none.
func (req JudgeRequest) Standing(event string, entries []engine.Entry, adopted bool, definition *Pinned) (Judgement, error) {
	j := Judgement{Event: event, Entries: entries, Adopted: adopted, Definition: definition}
	if len(entries) == 0 || entries[0].Seq <= req.State.Seq {
		return j, nil // the state holds them already
	}
	defs := req.Defs
	if definition != nil {
		defs = append([]Pinned{*definition}, defs...)
	}
	def, err := link(defs)
	if err != nil {
		return Judgement{}, err
	}
	j.NextDue = NextDue(def, engine.Apply(def, req.State, entries))
	return j, nil
}

// NextDue is engine.NextDue as it stands in a Judgement and an Imported.
func NextDue(def *stroomschema.Definition, st engine.State) *time.Time {
	due, ok := engine.NextDue(def, st)
	if !ok {
		return nil
	}
	due = due.UTC()
	return &due
}

// JudgeClosed answers for an event that comes when the workflow of its trajectory has closed: from its stored state, and
// without writing anything. An event that was accepted is answered again; any other is refused, at the latest with
// CLOSED.
func JudgeClosed(req JudgeRequest) (Receipt, error) {
	ev := req.Submission.Event
	r := Receipt{Trajectory: req.Trajectory, Epoch: req.Epoch, Seq: req.State.Seq, Event: ev.ID, At: ev.At}
	digest := engine.DigestOf(ev)
	for _, d := range req.State.Decisions {
		if d.ID == ev.ID && d.Digest == digest {
			r.Accepted, r.Known, r.Seq = true, true, d.Seq
			return r, nil
		}
	}
	_, err := Judge(req)
	if err != nil && rejectionOf(err) == nil {
		return Receipt{}, err
	}
	if r.Rejection = rejectionOf(err); r.Rejection == nil {
		r.Rejection = refuse(ev, engine.Closed)
	}
	return r, nil
}
