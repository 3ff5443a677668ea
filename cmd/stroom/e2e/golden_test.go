package e2e

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	enumspb "go.temporal.io/api/enums/v1"
	historypb "go.temporal.io/api/history/v1"
	"go.temporal.io/api/temporalproto"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

var update = flag.Bool("update", false, "write the golden histories of package workflows anew")

// golden is where package workflows keeps the histories that every later binary must replay.
const golden = "../../../workflows/testdata/histories/v1"

// tour is a trajectory with a journal in memory, led through what the shell can meet.
type tour struct {
	*house
	journal *workflowstest.Journal
	id      string
}

var tours = []struct {
	name   string
	limits workflows.Limits
	lead   func(tour)
}{
	{"decisions", workflows.Limits{}, func(r tour) {
		r.begin(0)
		r.accept(r.id, workflowstest.Add("a", time.Now()))
		r.judge(r.id, workflowstest.Close("c", time.Now()))
		r.accept(r.id, workflowstest.Add("a", time.Now()))
		r.accept(r.id, workflowstest.Add("b", time.Now()))
	}},
	{"signals", workflows.Limits{}, func(r tour) {
		r.begin(0)
		r.signal(workflowstest.Add("a", time.Now()))
		r.signal(workflowstest.Close("c", time.Now()))
		r.signal(workflowstest.Add("a", time.Now()))
		r.known("c")
	}},
	{"term", workflows.Limits{KeepOpen: time.Second}, func(r tour) {
		r.begin(time.Hour - time.Second)
		r.accept(r.id, workflowstest.Add("a", time.Now()))
		eventually(r.t, "the term runs out", func() bool { return r.judge(r.id, workflowstest.Close("c", time.Now())).Accepted })
		r.closed()
	}},
	{"continue", workflows.Limits{ContinueAfter: 4}, func(r tour) {
		r.begin(0)
		for i := range 8 {
			r.accept(r.id, workflowstest.Add(name(i), time.Now()))
			r.signal(workflowstest.Add("s"+name(i), time.Now()))
		}
		r.known("s" + name(7))
	}},
	{"fallback", workflows.Limits{Patience: 200 * time.Millisecond}, func(r tour) {
		r.begin(0)
		r.journal.SetDown(workflowstest.ErrDown)
		if got, err := r.client.Judge(r.t.Context(), r.id, workflowstest.Add("a", time.Now())); err != nil || !got.Pending {
			r.t.Fatalf("%+v, %v", got, err)
		}
		r.journal.SetDown(nil)
		r.accept(r.id, workflowstest.Add("a", time.Now()))
		r.accept(r.id, workflowstest.Add("b", time.Now()))
	}},
	{"adopted", workflows.Limits{}, func(r tour) {
		r.begin(0)
		r.journal.Write(r.t, r.id, r.held(), workflowstest.Add("lost", time.Now()))
		r.accept(r.id, workflowstest.Add("a", time.Now()))
		r.accept(r.id, workflowstest.Add("lost", time.Now()))
	}},
	{"moved", workflows.Limits{ContinueAfter: 4}, func(r tour) {
		r.begin(0)
		for {
			got, err := r.client.Submit(r.t.Context(), workflows.Address{Trajectory: r.id}, workflowstest.Moved(r.t, "m", time.Now()))
			if err == nil && got.Accepted {
				break
			} else if err == nil {
				r.t.Fatalf("%+v", got)
			}
		}
		for i := range 4 {
			r.accept(r.id, workflowstest.Add(name(i), time.Now()))
		}
	}},
	{"late", workflows.Limits{KeepOpen: time.Second}, func(r tour) {
		r.begin(2 * time.Hour)
		for i := range 6 { // one closes the counter; those that were let in beside it are refused late
			go func() { _, _ = r.client.Judge(r.t.Context(), r.id, workflowstest.Close(name(i), time.Now())) }()
		}
		r.closed()
	}},
	{"past", workflows.Limits{}, func(r tour) {
		at := time.Now().Add(-48 * time.Hour)
		trace := workflowstest.Trace(workflowstest.Started("p1", at), workflowstest.Add("p2", at.Add(time.Minute)))
		got, err := r.client.Start(r.t.Context(), workflows.StartRequest{StartID: "s", Definition: workflowstest.Pinned(r.t, 1), Trace: &trace})
		if err != nil || !got.Accepted {
			r.t.Fatalf("%+v, %v", got, err)
		}
		r.accept(got.Trajectory, workflowstest.Close("c", time.Now()))
	}},
	{"unfit", workflows.Limits{KeepOpen: time.Second}, func(r tour) {
		at := time.Now().Add(-48 * time.Hour)
		trace := workflowstest.Trace(workflowstest.Started("p1", at), workflowstest.Close("p2", at.Add(time.Minute)))
		// The client would refuse it: here comes a client that judges otherwise.
		_, err := r.conn.ExecuteWorkflow(r.t.Context(), client.StartWorkflowOptions{ID: r.id, TaskQueue: r.place.Queue}, workflows.WorkflowType,
			workflows.Input{
				Limits: workflows.Limits{KeepOpen: time.Second},
				Start:  &workflows.Start{Definition: workflowstest.Pinned(r.t, 1), Event: trace.Events[0], Trace: &trace, Past: "sum"},
			})
		if err != nil {
			r.t.Fatal(err)
		}
		r.closed()
	}},
}

func (r tour) begin(ago time.Duration) { r.start("s", ago) }

func (r tour) signal(ev engine.Event) {
	r.t.Helper()
	if err := r.client.Signal(r.t.Context(), r.id, ev); err != nil {
		r.t.Fatal(err)
	}
}

// known waits until the trajectory has judged an event.
func (r tour) known(event string) {
	r.t.Helper()
	eventually(r.t, "judged "+event, func() bool {
		got, err := r.client.Receipt(r.t.Context(), r.id, event)
		return err == nil && got.Known && !got.Pending
	})
}

func (r tour) held() workflows.Snapshot {
	r.t.Helper()
	s, err := r.client.State(r.t.Context(), r.id)
	if err != nil {
		r.t.Fatal(err)
	}
	return s
}

// closed waits until the workflow has closed.
func (r tour) closed() {
	r.t.Helper()
	eventually(r.t, "the workflow closes", func() bool {
		d, err := r.conn.DescribeWorkflowExecution(r.t.Context(), r.id, "")
		return err == nil && d.GetWorkflowExecutionInfo().GetStatus() == enumspb.WORKFLOW_EXECUTION_STATUS_COMPLETED
	})
}

// Every history that the shell writes today replays; with -update it becomes golden.
func TestGoldenHistories(t *testing.T) {
	t.Parallel()
	for _, tr := range tours {
		t.Run(tr.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t, store.SQLite, tr.limits)
			r := tour{house: h, journal: &workflowstest.Journal{}, id: workflows.TrajectoryID(h.key(), "s")}
			pending := 20 * time.Second // a busy machine is no reason to say "not yet judged"
			if tr.name == "fallback" {
				pending = 500 * time.Millisecond
			}
			r.client = h.newClient(workflows.ClientOptions{Limits: tr.limits, Pending: pending}, withoutJournal)
			r.workOn(func(w worker.Worker) { r.journal.Register(w) })
			tr.lead(r)
			for i, history := range r.histories() {
				text, err := temporalproto.CustomJSONMarshalOptions{}.Marshal(history)
				if err != nil {
					t.Fatal(err)
				}
				if err := workflows.Replay(bytes.NewReader(text), nil); err != nil {
					t.Errorf("run %d: %v", i+1, err)
				}
				if *update {
					keep(t, fmt.Sprintf("%s-%d.json.gz", tr.name, i+1), text)
				}
			}
		})
	}
}

// histories returns the history of each run of the chain, the first first.
func (r tour) histories() []*historypb.History {
	r.t.Helper()
	var all []*historypb.History
	for run := ""; ; {
		history := &historypb.History{}
		events := r.conn.GetWorkflowHistory(r.t.Context(), r.id, run, false, enumspb.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
		for events.HasNext() {
			ev, err := events.Next()
			if err != nil {
				r.t.Fatal(err)
			}
			history.Events = append(history.Events, ev)
		}
		all = append([]*historypb.History{history}, all...)
		if run = history.Events[0].GetWorkflowExecutionStartedEventAttributes().GetContinuedExecutionRunId(); run == "" {
			return all
		}
	}
}

func keep(t *testing.T, file string, text []byte) {
	t.Helper()
	var packed bytes.Buffer
	zip, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := zip.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(golden, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(golden, file), packed.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
