package readmodel

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Behind is what stands behind a task: of which part it is, and who waits for it beside whom it is asked of.
type Behind struct {
	Flow  engine.Said
	Waits []engine.Said // who took the step before, and the parts that go on when this one ends; none that is not known
}

// BehindOf tells what stands behind a task of an open run that is asked of somebody, as far as the reader may know: what was done before his time is none
// of his business. False when there is no such run, or it is not his to see.
func BehindOf(def *stroomschema.Definition, st engine.State, number int, asked engine.Address, reader engine.Actor) (Behind, bool) {
	run, ok := runNumbered(st, number)
	sight := engine.SightOf(def, st, reader)
	if !ok || !sight.Now() {
		return Behind{}, false
	}
	out := Behind{Flow: runLabel(def, run)}
	if by, at := mover(run); by != (engine.Actor{}) && by.Role != engine.Operator && sight.At(at) {
		if other := (engine.Address{Role: by.Role, Organisation: by.Organisation}); other != asked && other.Organisation != reader.Organisation {
			out.Waits = append(out.Waits, addressLabel(def, other))
		}
	}
	for _, other := range st.Runs {
		for _, part := range other.Parts {
			if part.Run == run.Number && !part.Ended {
				out.Waits = append(out.Waits, runLabel(def, other))
			}
		}
	}
	return out, true
}

// mover is who brought a run to where it stands: who took its last decision before it came there, or else began it.
func mover(run engine.Run) (engine.Actor, time.Time) {
	by, at := run.Starter, run.StarterAt
	for _, taken := range run.Taken {
		if !taken.At.After(run.Entered) && taken.At.After(at) {
			by, at = taken.Actor, taken.At
		}
	}
	return by, at
}
