package embedded_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"stroom/cmd/stroom/embedded"
)

func TestServerKeepsWhatItWasTold(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	began := time.Now()
	s := start(t, embedded.Config{SQLiteFile: file, SearchAttributes: map[string]embedded.AttrType{"StroomTest": embedded.Keyword}})
	t.Logf("ready after %v", time.Since(began))
	c := dial(t, s)
	if _, err := c.ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{ID: "one", TaskQueue: "nobody"}, "Nothing"); err != nil {
		t.Fatal(err)
	}
	s.Stop()

	again := start(t, embedded.Config{SQLiteFile: file, SearchAttributes: map[string]embedded.AttrType{"StroomTest": embedded.Keyword}})
	d, err := dial(t, again).DescribeWorkflowExecution(t.Context(), "one", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := d.GetWorkflowExecutionInfo().GetType().GetName(); got != "Nothing" {
		t.Errorf("type %q after a restart", got)
	}
}

func TestOneServerPerFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	start(t, embedded.Config{SQLiteFile: filepath.Join(dir, "temporal.db")})
	_, err := embedded.Start(t.Context(), embedded.Config{SQLiteFile: filepath.Join(dir, "other.db")})
	if !errors.Is(err, embedded.ErrLocked) {
		t.Errorf("second server: %v", err)
	}
}

func TestFileOfAnotherVersionIsRefused(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil { // an empty file is a database without tables
		t.Fatal(err)
	}
	if _, err := embedded.Start(t.Context(), embedded.Config{SQLiteFile: file}); !errors.Is(err, embedded.ErrOtherVersion) {
		t.Errorf("file of another version: %v", err)
	}
}

func TestHalfMadeFileIsMadeAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	if err := os.WriteFile(file+".new", []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	dial(t, start(t, embedded.Config{SQLiteFile: file}))
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	for name, cfg := range map[string]embedded.Config{
		"no store":   {},
		"two stores": {SQLiteFile: "a", PostgresDSN: "postgres://b"},
		"port":       {SQLiteFile: "a", Port: 70000},
		"no folder":  {SQLiteFile: filepath.Join(t.TempDir(), "no", "temporal.db")},
	} {
		if s, err := embedded.Start(t.Context(), cfg); err == nil {
			s.Stop()
			t.Errorf("%s: started", name)
		}
	}
}

func start(t *testing.T, cfg embedded.Config) *embedded.Server {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := embedded.Start(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func dial(t *testing.T, s *embedded.Server) client.Client {
	t.Helper()
	c, err := client.Dial(client.Options{HostPort: s.Address(), Namespace: embedded.Namespace})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	if _, err := c.WorkflowService().DescribeNamespace(t.Context(), &workflowservice.DescribeNamespaceRequest{Namespace: embedded.Namespace}); err != nil {
		t.Fatal(err)
	}
	return c
}
