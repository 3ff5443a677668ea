package workflows_test

import (
	"regexp"
	"testing"

	"stroom/workflows"
)

func TestTrajectoryID(t *testing.T) {
	t.Parallel()
	one, other := []byte("one key of thirty-two bytes long"), []byte("another key of thirty-two bytes.")
	id := workflows.TrajectoryID(one, "start-1")
	if !regexp.MustCompile(`^t[a-z2-7]{32}$`).MatchString(id) {
		t.Errorf("id %q", id)
	}
	if workflows.TrajectoryID(one, "start-1") != id {
		t.Error("the same start has two ids")
	}
	if workflows.TrajectoryID(one, "start-2") == id || workflows.TrajectoryID(other, "start-1") == id {
		t.Error("two trajectories have one id")
	}
}
