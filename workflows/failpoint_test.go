package workflows_test

import (
	"errors"
	"testing"

	"stroom/workflows"
)

func TestFailpointsFailAsOftenAsAsked(t *testing.T) {
	t.Parallel()
	hook, err := workflows.ParseFailpoints("after-judge:error*2,in-fallback:error,after-commit:kill@9")
	if err != nil {
		t.Fatal(err)
	}
	for place, want := range map[string][]bool{
		workflows.AfterJudge:  {true, true, false},
		workflows.InFallback:  {true, true, true},
		workflows.AfterCommit: {false, false, false},
		workflows.BeforeJudge: {false, false, false},
	} {
		for i, fails := range want {
			if err := hook(place); errors.Is(err, workflows.ErrFailpoint) != fails {
				t.Errorf("%s, passage %d: %v", place, i+1, err)
			}
		}
	}
}

func TestWrongFailpointsAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "after-judge", "after-judge:", "after-judge:stop", "after-judge:kill@x"} {
		if _, err := workflows.ParseFailpoints(text); err == nil {
			t.Errorf("%q was read", text)
		}
	}
}
