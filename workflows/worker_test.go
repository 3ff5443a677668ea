package workflows_test

import (
	"errors"
	"testing"

	"stroom/workflows"
)

// A variable that changes how the SDK replays keeps a process from starting.
func TestFlagsOfTheSDKAreRefused(t *testing.T) {
	t.Setenv("TEMPORAL_SDK_FLAG_4", "false")
	if _, err := workflows.Dial(workflows.DialOptions{Address: "127.0.0.1:1", Namespace: "stroom"}); !errors.Is(err, workflows.ErrSDKFlag) {
		t.Errorf("dial: %v", err)
	}
	if _, err := workflows.NewWorker(nil, "", workflows.WorkerOptions{}); !errors.Is(err, workflows.ErrSDKFlag) {
		t.Errorf("new worker: %v", err)
	}
}

func TestAClientIsCheckedWhenItIsMade(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]workflows.ClientOptions{
		"no namespace": {Key: make([]byte, 32)},
		"a short key":  {Namespace: "stroom", Key: make([]byte, 31)},
	} {
		if _, err := workflows.NewClient(nil, o); err == nil {
			t.Errorf("%s: made", name)
		}
	}
}
