package e2e

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/activities/store/pgtest"
	"stroom/cmd/stroom/embedded"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
	"stroom/workflows/workflowstest"
)

func TestMain(m *testing.M) {
	if run, ok := processes[os.Getenv(processEnv)]; ok {
		run()
		return
	}
	code := pgtest.Main(m)
	if shared.server != nil {
		shared.server.Stop()
		_ = os.RemoveAll(shared.folder)
	}
	os.Exit(code)
}

// shared is the Temporal server that all tests use but those that kill one.
var shared struct {
	once   sync.Once
	server *embedded.Server
	folder string
	err    error
}

func temporalServer(t testing.TB) string {
	t.Helper()
	shared.once.Do(func() {
		if shared.folder, shared.err = os.MkdirTemp("", "stroom-e2e-"); shared.err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		shared.server, shared.err = embedded.Start(ctx, embedded.Config{SQLiteFile: filepath.Join(shared.folder, "temporal.db")})
	})
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server.Address()
}

// place says where everything of one test is; a worker process gets it as JSON.
type place struct {
	Temporal   string
	Queue      string
	Dialect    store.Dialect
	Database   string
	Failpoints string
	Forgetful  bool // the worker keeps no workflow between two tasks: it replays from the start each time
}

// house is everything of one test, with the client of an API process.
type house struct {
	t      testing.TB
	place  place
	store  *store.Store
	conn   client.Client
	client *workflows.Client
	began  time.Time
}

// newHouse makes a database of the test's own and a client with its own task queue.
func newHouse(t testing.TB, dialect store.Dialect, limits workflows.Limits) *house {
	t.Helper()
	database := filepath.Join(t.TempDir(), "stroom.db")
	if dialect == store.Postgres {
		database = pgtest.New(t)
	}
	return furnish(t, place{Temporal: temporalServer(t), Queue: t.Name(), Dialect: dialect, Database: database}, limits)
}

func furnish(t testing.TB, p place, limits workflows.Limits) *house {
	t.Helper()
	h := &house{t: t, place: p, store: openStore(t, p), began: time.Now().UTC()}
	if err := h.store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.store.Publish(t.Context(), workflowstest.Counter(t, 1)); err != nil {
		t.Fatal(err)
	}
	var err error
	if h.conn, err = workflows.Dial(workflows.DialOptions{Address: p.Temporal, Namespace: embedded.Namespace, Logger: logger()}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.conn.Close)
	h.client = h.newClient(workflows.ClientOptions{Limits: limits})
	return h
}

func openStore(t testing.TB, p place) *store.Store {
	t.Helper()
	s, err := p.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (p place) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, store.Options{Dialect: p.Dialect, Address: p.Database, SubjectKey: []byte("a key for tests only"), Build: "test"})
}

// newClient makes another API process's client.
func (h *house) newClient(o workflows.ClientOptions, changes ...func(*workflows.ClientOptions)) *workflows.Client {
	h.t.Helper()
	o.Namespace, o.Queue, o.Key = embedded.Namespace, h.place.Queue, h.key()
	o.Recorded = func(ctx context.Context, trajectory string) (int, uint64, error) {
		s, err := h.store.StandOf(ctx, trajectory)
		return s.Epoch, s.Seq, err
	}
	for _, change := range changes {
		change(&o)
	}
	c, err := workflows.NewClient(h.conn, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// key gives each test trajectories of its own on the shared server.
func (h *house) key() []byte {
	sum := sha256.Sum256([]byte(h.place.Queue))
	return sum[:]
}

// withoutJournal is for a client whose workers write to a journal in memory.
func withoutJournal(o *workflows.ClientOptions) { o.Recorded = nil }

// work runs a worker in this process until the test ends, or the returned function is called.
func (h *house) work() (stop func()) {
	h.t.Helper()
	return h.workOn(func(w worker.Worker) { activities.New(h.store, h.store).Register(w) })
}

// workOn runs a worker with other activities.
func (h *house) workOn(register func(worker.Worker)) (stop func()) {
	h.t.Helper()
	w, err := workflows.NewWorker(h.conn, h.place.Queue, workflows.WorkerOptions{Build: "test", DeadlockTimeout: 10 * time.Second})
	if err != nil {
		h.t.Fatal(err)
	}
	register(w)
	if err := w.Start(); err != nil {
		h.t.Fatal(err)
	}
	var once sync.Once
	stop = func() { once.Do(w.Stop) }
	h.t.Cleanup(stop)
	return stop
}

// start begins a counter that was received some time ago.
func (h *house) start(id string, ago time.Duration) workflows.Receipt {
	h.t.Helper()
	r, err := h.client.Start(h.t.Context(), workflows.StartRequest{
		StartID: id, Definition: workflowstest.Pinned(h.t, 1), Event: workflowstest.Started(id, time.Now().Add(-ago)),
	})
	if err != nil || !r.Accepted {
		h.t.Fatalf("start %s: %+v, %v", id, r, err)
	}
	return r
}

// judge sends a decision until there is an answer, as an API's caller does.
func (h *house) judge(trajectory string, ev engine.Event) workflows.Receipt {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), time.Minute)
	defer cancel()
	for {
		ev.At = time.Now().UTC()
		r, err := h.client.Judge(ctx, trajectory, ev)
		if err == nil && !r.Pending {
			return r
		}
		select {
		case <-ctx.Done():
			h.t.Fatalf("judge %s: %+v, %v", ev.ID, r, err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// accept sends a decision until it is accepted.
func (h *house) accept(trajectory string, ev engine.Event) workflows.Receipt {
	h.t.Helper()
	r := h.judge(trajectory, ev)
	if !r.Accepted {
		h.t.Fatalf("judge %s: %+v", ev.ID, r)
	}
	return r
}

// journal returns all that stands in the journal of a trajectory.
func (h *house) journal(trajectory string) []engine.Entry {
	h.t.Helper()
	var all []engine.Entry
	for {
		page, err := h.store.Entries(h.t.Context(), trajectory, uint64(len(all)), 0)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
	}
}

// events returns the ids of the accepted events of a trajectory in their order, without those of time.
func (h *house) events(trajectory string) []string {
	h.t.Helper()
	var ids []string
	for _, e := range h.journal(trajectory) {
		if taken, ok := e.Change.(engine.EventTaken); ok {
			ids = append(ids, taken.Event.ID)
		}
	}
	return ids
}

// agree checks that journal, stored state, picture and the workflow's own state say the same, and that the journal holds
// these events, once each, in any order.
func (h *house) agree(trajectory string, want ...string) {
	h.t.Helper()
	got := slices.Sorted(slices.Values(h.events(trajectory)))
	if want = slices.Sorted(slices.Values(want)); !slices.Equal(got, want) {
		h.t.Errorf("journal holds events %q, want %q", got, want)
	}
	journal := h.journal(trajectory)
	for i, e := range journal {
		if e.Seq != uint64(i)+1 {
			h.t.Fatalf("entry %d of the journal has number %d", i+1, e.Seq)
		}
	}
	def := workflowstest.Counter(h.t, 1)
	folded := engine.Apply(def, engine.State{}, journal)
	loaded, err := h.store.Load(h.t.Context(), trajectory)
	if err != nil {
		h.t.Fatal(err)
	}
	h.same("stored state", loaded.State, folded)
	var held workflows.Snapshot
	eventually(h.t, "the workflow tells its state", func() bool { // the task of a killed worker holds a query up
		held, err = h.client.State(h.t.Context(), trajectory)
		return err == nil
	})
	h.same("state of the workflow", held.State, folded)
	picture, err := h.store.PictureOf(h.t.Context(), trajectory)
	if err != nil {
		h.t.Fatal(err)
	}
	h.same("picture", picture, readmodel.Of(def, folded))
}

func (h *house) same(what string, got, want any) {
	h.t.Helper()
	g, err := json.Marshal(got)
	if err != nil {
		h.t.Fatal(err)
	}
	w, err := json.Marshal(want)
	if err != nil {
		h.t.Fatal(err)
	}
	if string(g) != string(w) {
		h.t.Errorf("%s differs\n got %s\nwant %s", what, g, w)
	}
}

// eventually waits for a condition that nobody signals.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for !holds() {
		if time.Now().After(deadline) {
			t.Fatalf("it did not happen: %s", what)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// history counts the events in the present run of a trajectory, and its runs.
func (h *house) history(trajectory string) (events int64, run string) {
	h.t.Helper()
	d, err := h.conn.DescribeWorkflowExecution(h.t.Context(), trajectory, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return d.GetWorkflowExecutionInfo().GetHistoryLength(), d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}

// logger shows what the SDK and the activities say, with STROOM_E2E_LOG=1.
func logger() *slog.Logger {
	if os.Getenv("STROOM_E2E_LOG") == "" {
		return nil
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func name(i int) string { return fmt.Sprintf("d%03d", i) }

// write judges and records an event as a worker does that dies before it tells Temporal.
func (h *house) write(trajectory string, ev engine.Event) {
	h.t.Helper()
	held, err := h.client.State(h.t.Context(), trajectory)
	if err != nil {
		h.t.Fatal(err)
	}
	ev.Digest = engine.DigestOf(ev)
	j, err := activities.New(h.store, h.store).JudgeAndRecord(h.t.Context(), workflows.JudgeRequest{
		Trajectory: trajectory, Epoch: held.Epoch, Defs: held.Defs, State: held.State,
		Submission: workflows.Submission{Event: ev}, Now: time.Now().UTC(),
	})
	if err != nil || j.Rejection != nil {
		h.t.Fatalf("write %s: %+v, %v", ev.ID, j, err)
	}
}
