package enginetest_test

import (
	"flag"
	"testing"

	"stroom/workflows/enginetest"
)

var (
	oneDefinition = flag.Uint64("definition", 0, "with -trajectory: play that trajectory of the definition of this seed again, and print both")
	oneTrajectory = flag.Uint64("trajectory", 0, "see -definition")
)

// TestOne plays one trajectory again, as a failure of TestProperties names it.
func TestOne(t *testing.T) {
	if *oneDefinition == 0 {
		return
	}
	text := enginetest.Definition(*oneDefinition)
	t.Log("\n" + text)
	p := enginetest.NewPlayer(compiled(t, text), *oneTrajectory)
	p.Later = later(*oneDefinition)
	breach := p.Play(events)
	if breach == nil {
		t.Log("every property holds")
		return
	}
	for _, ev := range breach.Events {
		t.Logf("%s", marshal(t, ev))
	}
	t.Error(breach)
}
