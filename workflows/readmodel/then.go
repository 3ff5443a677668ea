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
// What happened under an earlier version is folded and read under that version: edition returns a version of the definition by
// its hash. known is false when one of them cannot be had.
func Then(def *stroomschema.Definition, st engine.State, entries []engine.Entry, at time.Time, reader engine.Actor,
	edition func(version int, hash string) *stroomschema.Definition) (seen Seen, known, visible bool) {
	if !engine.SightOf(def, st, reader).At(at) {
		return Seen{}, true, false
	}
	upTo := 0
	for upTo < len(entries) && !entries[upTo].At.After(at) {
		upTo++
	}
	if upTo == 0 {
		return Seen{}, true, false
	}
	opened, ok := entries[0].Change.(engine.TrajectoryOpened)
	if !ok {
		return Seen{}, false, false
	}
	of, then, from := edition(opened.Version, opened.Hash), engine.State{}, 0
	for i, e := range entries[:upTo] {
		moved, ok := e.Change.(engine.VersionChanged)
		if !ok || of == nil {
			continue
		}
		then, from = engine.Apply(of, then, entries[from:i]), i
		if next := edition(moved.Version, moved.Hash); next != nil {
			linked := *next
			linked.Earlier, of = of, &linked
		} else {
			of = nil
		}
	}
	if of == nil {
		return Seen{}, false, false
	}
	seen, visible = View(of, engine.Apply(of, then, entries[from:upTo]), reader)
	return seen, true, visible
}
