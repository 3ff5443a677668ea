package embedded_test

import (
	"testing"
	"time"

	"go.temporal.io/sdk/client"

	"stroom/activities/store/pgtest"
	"stroom/cmd/stroom/embedded"
)

// A server on Postgres makes its databases, keeps what it was told, and finds them made when it starts again.
func TestServerOnPostgres(t *testing.T) {
	t.Parallel()
	cfg := embedded.Config{
		PostgresDSN:      pgtest.New(t),
		SearchAttributes: map[string]embedded.AttrType{"StroomTest": embedded.Keyword, "StroomCount": embedded.Int},
	}
	began := time.Now()
	s := start(t, cfg)
	t.Logf("first start after %v", time.Since(began))
	if _, err := dial(t, s).ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "one", TaskQueue: "nobody"}, "Nothing"); err != nil {
		t.Fatal(err)
	}
	s.Stop()

	began = time.Now()
	again := start(t, cfg)
	t.Logf("second start after %v", time.Since(began))
	d, err := dial(t, again).DescribeWorkflowExecution(t.Context(), "one", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.GetWorkflowExecutionInfo().GetType().GetName(); got != "Nothing" {
		t.Errorf("type %q after a restart", got)
	}
}
