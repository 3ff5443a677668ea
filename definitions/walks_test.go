package definitions_test

import (
	"errors"
	"path"
	"testing"

	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/workflows/engine"
	"stroom/workflows/simulate"
)

const (
	walksPerScenario = 1
	stepsPerWalk     = 100
)

// A scenario leads deep into a definition. Random walks that go on from where each ends find no fault of the definition, no
// broken promise and no incident.
func TestWalksFromScenariosFindNoFault(t *testing.T) {
	t.Parallel()
	for _, name := range definitions.Names() {
		def, _, err := definitions.Compile(name, definitions.Newest(name), nil)
		if err != nil || def == nil {
			t.Fatalf("compile %s: %v", name, err)
		}
		for _, file := range definitions.Scenarios(name) {
			t.Run(path.Base(file), func(t *testing.T) {
				t.Parallel()
				from := play(t, name, file).State
				if from.Hash != def.Hash {
					return // other parameters, or another version
				}
				for seed := range uint64(walksPerScenario) {
					walk(t, def, from, seed)
				}
			})
		}
	}
}

// walk goes on at random from a state; from an empty one it starts a trajectory.
func walk(t *testing.T, def *stroomschema.Definition, from engine.State, seed uint64) {
	t.Helper()
	w := simulate.NewWalker(def, seed)
	if from.Seq > 0 {
		w.State, w.Now = from, from.Time
	}
	for step := 0; step < stepsPerWalk && w.State.Ended == nil; step++ {
		ev := w.Next()
		outcome, err := w.Take(ev)
		var refused *engine.Rejection
		if errors.As(err, &refused) && (refused.Code == engine.DefinitionFault || refused.Code == engine.InvariantBroken) {
			t.Errorf("seed %d, step %d: %s is refused: %s by %s", seed, step, decided(ev), refused.Code, refused.Explanation.Rule)
		}
		for _, effect := range outcome.Effects {
			if alarm, ok := effect.(engine.Alarm); ok {
				t.Errorf("seed %d, step %d: %s gives incident %s at %s", seed, step, decided(ev), alarm.Code, alarm.Place)
			}
		}
	}
}

func decided(ev engine.Event) string {
	if ev.Decide != nil {
		return ev.Decide.Decision
	}
	return string(ev.Kind)
}
