package e2e

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"testing"
	"time"

	"go.temporal.io/sdk/worker"

	"stroom/activities/store"
	"stroom/activities/store/pgtest"
	"stroom/workflows"
	"stroom/workflows/workflowstest"
)

// While the database is away a decision is received and not yet judged, others are turned away, and nobody is told
// yes or no. When it is back everything goes on by itself.
func TestTheDatabaseIsDown(t *testing.T) {
	t.Parallel()
	postgres := pgtest.Start(t)
	h := furnish(t, place{
		Temporal: temporalServer(t), Queue: t.Name(), Dialect: store.Postgres, Database: postgres.Address("postgres"),
	}, workflows.Limits{})
	h.work()
	id := h.start("s", 0).Trajectory
	h.accept(id, workflowstest.Add("a", h.began))

	if err := postgres.Kill(); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	r, err := h.client.Judge(t.Context(), id, workflowstest.Add("d", began))
	if err != nil || !r.Pending {
		t.Errorf("a decision: %+v, %v", r, err)
	}
	t.Logf("pending after %v", time.Since(began))
	if r, err := h.client.Judge(t.Context(), id, workflowstest.Add("e", time.Now())); !errors.Is(err, workflows.ErrBusy) {
		t.Errorf("another decision meanwhile: %+v, %v", r, err)
	}
	if r, err := h.client.Judge(t.Context(), id, workflowstest.Add("d", time.Now())); err != nil || !r.Pending {
		t.Errorf("the same decision meanwhile: %+v, %v", r, err)
	}
	if r, err := h.client.Receipt(t.Context(), id, "d"); err != nil || !r.Pending {
		t.Errorf("its receipt meanwhile: %+v, %v", r, err)
	}

	if err := postgres.Start(); err != nil {
		t.Fatal(err)
	}
	h.accept(id, workflowstest.Add("d", time.Now()))
	h.accept(id, workflowstest.Add("e", time.Now()))
	h.agree(id, "s", "a", "d", "e")
}

// While Temporal is away nobody is told yes. When it is back the same worker and the same client go on.
func TestTemporalIsDown(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "temporal.db")
	port := freePort(t)
	run := func() *process {
		return launch(t, "temporal", fileEnv+"="+file, portEnv+"="+port)
	}
	server := run()
	h := furnish(t, place{
		Temporal: net.JoinHostPort("127.0.0.1", port), Queue: t.Name(), Dialect: store.SQLite,
		Database: filepath.Join(t.TempDir(), "stroom.db"),
	}, workflows.Limits{})
	h.work()
	id := h.start("s", 0).Trajectory
	h.accept(id, workflowstest.Add("a", h.began))

	server.kill()
	impatient := h.newClient(workflows.ClientOptions{Patience: time.Second})
	if r, err := impatient.Judge(t.Context(), id, workflowstest.Add("d", time.Now())); !errors.Is(err, workflows.ErrUnavailable) {
		t.Errorf("a decision: %+v, %v", r, err)
	}
	if err := impatient.Signal(t.Context(), id, workflowstest.Add("e", time.Now())); !errors.Is(err, workflows.ErrUnavailable) {
		t.Errorf("a signal: %v", err)
	}
	start := workflows.StartRequest{StartID: "t", Definition: workflowstest.Pinned(t, 1), Event: workflowstest.Started("t", time.Now())}
	if r, err := impatient.Start(t.Context(), start); !errors.Is(err, workflows.ErrUnavailable) {
		t.Errorf("a start: %+v, %v", r, err)
	}

	run()
	h.accept(id, workflowstest.Add("d", time.Now()))
	h.agree(id, "s", "a", "d")
}

// While no worker runs a decision is not answered; a start is durable and says so. When one comes, each is taken once.
func TestNoWorkerRuns(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{})
	stop := h.work()
	id := h.start("s", 0).Trajectory
	stop()
	impatient := h.newClient(workflows.ClientOptions{Patience: time.Second, Pending: 300 * time.Millisecond})
	for range 2 {
		if r, err := impatient.Judge(t.Context(), id, workflowstest.Add("d", time.Now())); !errors.Is(err, workflows.ErrUnavailable) {
			t.Errorf("a decision: %+v, %v", r, err)
		}
	}
	start := workflows.StartRequest{StartID: "t", Definition: workflowstest.Pinned(t, 1), Event: workflowstest.Started("t", time.Now())}
	r, err := impatient.Start(t.Context(), start)
	if err != nil || !r.Pending || r.FirstRun == "" {
		t.Errorf("a start: %+v, %v", r, err)
	}
	h.work()
	h.accept(id, workflowstest.Add("d", time.Now()))
	h.agree(id, "s", "d")
	if again := h.start("t", 0); again.FirstRun != r.FirstRun {
		t.Errorf("the start: %+v, and again: %+v", r, again)
	}
	h.agree(r.Trajectory, "t")
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
}

// A decision was received, and somebody ended its workflow by force before it was judged: nobody is told yes.
func TestAnEndByForce(t *testing.T) {
	t.Parallel()
	h := newHouse(t, store.SQLite, workflows.Limits{Patience: 200 * time.Millisecond})
	journal := &workflowstest.Journal{}
	h.client = h.newClient(workflows.ClientOptions{Limits: workflows.Limits{Patience: 200 * time.Millisecond}, Pending: 500 * time.Millisecond}, withoutJournal)
	h.workOn(func(w worker.Worker) { journal.Register(w) })
	id := h.start("s", 0).Trajectory
	journal.SetDown(workflowstest.ErrDown)
	if r, err := h.client.Judge(t.Context(), id, workflowstest.Add("d", time.Now())); err != nil || !r.Pending {
		t.Fatalf("a decision: %+v, %v", r, err)
	}
	if err := h.conn.TerminateWorkflow(t.Context(), id, "", "test"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if r, err := h.client.Judge(t.Context(), id, workflowstest.Add("d", time.Now())); !errors.Is(err, workflows.ErrClosed) {
			t.Errorf("the same decision: %+v, %v", r, err)
		}
	}
}
