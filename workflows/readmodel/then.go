package readmodel

import (
	"time"

	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
)

// Then says where a trajectory stood at a moment, as far as a reader might know then and may look back now. entries is its
// journal from the first entry on; st is its present state. The second result is false when he may not see that moment, or
// when it was before the beginning.
//
// A trajectory that has moved to another version cannot be folded under the definition of now: moved tells that apart.
func Then(def *stroomschema.Definition, st engine.State, entries []engine.Entry, at time.Time, reader engine.Actor) (seen Seen, moved, visible bool) {
	if !engine.SightOf(def, st, reader).At(at) {
		return Seen{}, false, false
	}
	upTo := 0
	for upTo < len(entries) && !entries[upTo].At.After(at) {
		upTo++
	}
	if upTo == 0 {
		return Seen{}, false, false
	}
	if opened, ok := entries[0].Change.(engine.TrajectoryOpened); !ok || opened.Version != def.Version || def.Earlier != nil {
		return Seen{}, true, false
	}
	seen, visible = View(def, engine.Apply(def, engine.State{}, entries[:upTo]), reader)
	return seen, false, visible
}
