package activities_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// bench is a trajectory with the activities over a real store.
type bench struct {
	t     *testing.T
	env   *testsuite.TestActivityEnvironment
	store *store.Store
	req   workflows.JudgeRequest
}

func setup(t *testing.T) *bench {
	t.Helper()
	s, err := store.Open(context.Background(), store.Options{
		Dialect: store.SQLite, Address: t.TempDir() + "/stroom.db", SubjectKey: []byte("a key for tests only"), Build: "test",
		Now: func() time.Time { return noon },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	ctx := context.Background()
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Publish(ctx, workflowstest.Counter(t, 1), workflowstest.Counter(t, 2)); err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, env: environment(), store: s}
	activities.New(s, s).Register(b.env)
	b.req = workflows.JudgeRequest{
		Trajectory: "t-1", Epoch: 1, Defs: []workflows.Pinned{workflowstest.Pinned(t, 1)}, Now: noon,
	}
	return b
}

// environment runs activities, and says nothing.
func environment() *testsuite.TestActivityEnvironment {
	var suite testsuite.WorkflowTestSuite
	suite.SetLogger(log.NewStructuredLogger(slog.New(slog.DiscardHandler)))
	return suite.NewTestActivityEnvironment()
}

// judge runs the activity as the shell does.
func (b *bench) judge(ev engine.Event) workflows.Judgement {
	b.t.Helper()
	return b.submit(workflows.Submission{Event: ev})
}

func (b *bench) submit(sub workflows.Submission) workflows.Judgement {
	b.t.Helper()
	req := b.req
	req.Submission = sub
	value, err := b.env.ExecuteActivity(workflows.JudgeAndRecord, req)
	if err != nil {
		b.t.Fatal(err)
	}
	var j workflows.Judgement
	if err := value.Get(&j); err != nil {
		b.t.Fatal(err)
	}
	return j
}

// adopt makes a judgement the state of the next request, as the workflow would.
func (b *bench) adopt(j workflows.Judgement) {
	b.t.Helper()
	if j.Definition != nil {
		b.req.Defs = append([]workflows.Pinned{*j.Definition}, b.req.Defs...)
	}
	def, err := b.req.Defs[0].Compile()
	if err != nil {
		b.t.Fatal(err)
	}
	b.req.State = engine.Apply(def, b.req.State, j.Entries)
}

func (b *bench) wantJournal(want ...[]engine.Entry) {
	b.t.Helper()
	got, err := b.store.Entries(context.Background(), "t-1", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	all := []engine.Entry{}
	for _, entries := range want {
		all = append(all, entries...)
	}
	wantSame(b.t, "journal", got, all)
}

func wantSame(t *testing.T, what string, got, want any) {
	t.Helper()
	g, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	w, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	if string(g) != string(w) {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func (b *bench) wantCode(j workflows.Judgement, code engine.Code) {
	b.t.Helper()
	if j.Rejection == nil || j.Rejection.Code != code || len(j.Entries) != 0 {
		b.t.Errorf("judgement %+v, want %s", j, code)
	}
}

func TestJudgeAndRecord(t *testing.T) {
	t.Parallel()
	b := setup(t)
	started := b.judge(workflowstest.Started("e-1", noon))
	if started.Event != "e-1" || started.Adopted || started.Rejection != nil || started.NextDue == nil {
		t.Fatalf("started: %+v", started)
	}
	b.adopt(started)
	added := b.judge(workflowstest.Add("e-2", noon))
	b.adopt(added)
	b.wantJournal(started.Entries, added.Entries)

	b.wantCode(b.judge(workflowstest.Close("e-3", noon)), "NOT_READY")
	nothing := b.judge(engine.Event{ID: "due-9", Kind: engine.Due, At: noon})
	wantSame(t, "nothing due", nothing, workflows.Judgement{Event: "due-9"})
	b.wantJournal(started.Entries, added.Entries)

	loaded, err := b.store.Load(context.Background(), "t-1")
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "stored state", loaded.State, b.req.State)
	if loaded.FirstRun == "" || loaded.Due == nil || !loaded.Due.Equal(*added.NextDue) {
		t.Errorf("first run %q, due %v", loaded.FirstRun, loaded.Due)
	}
}

// The worker died after the commit: the same event comes again, on the state of before, perhaps too late to be accepted now.
func TestJudgeAgainAfterACrash(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.adopt(b.judge(workflowstest.Started("e-1", noon)))
	b.req.Now = noon.Add(2 * time.Hour)
	closed := b.judge(workflowstest.Close("e-2", b.req.Now)) // the pause is over: it may be closed
	if closed.Rejection != nil {
		t.Fatal(closed.Rejection)
	}

	again := b.judge(workflowstest.Close("e-2", b.req.Now))
	closed.Adopted = true
	wantSame(t, "the same again", again, closed)

	b.req.Now = noon // as judged now it would be refused
	again = b.judge(workflowstest.Close("e-2", noon))
	wantSame(t, "refused now, but it stands", again, closed)

	other := b.judge(workflowstest.Add("e-3", noon))
	wantSame(t, "another event", other, closed)
	due := b.judge(engine.Event{ID: "due-9", Kind: engine.Due, At: noon})
	wantSame(t, "a poke", due, closed)

	b.adopt(closed)
	b.wantCode(b.judge(workflowstest.Add("e-3", b.req.Now)), engine.Closed)
}

// An id that was used for something else, by a trajectory that has not heard of it or has forgotten it.
func TestJudgeSameIDOtherContent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.adopt(b.judge(workflowstest.Started("e-1", noon)))
	added := b.judge(workflowstest.Add("e-2", noon))

	got := b.judge(workflowstest.Close("e-2", noon))
	want := added
	want.Event, want.Adopted = "", true // to be adopted as another event; then the trajectory knows the id
	wantSame(t, "not heard of", got, want)
	b.adopt(got)
	b.wantCode(b.judge(workflowstest.Close("e-2", noon)), engine.OtherContent)

	b.req.State.Decisions = nil
	b.wantCode(b.judge(workflowstest.Close("e-2", noon)), engine.OtherContent)
	again := b.judge(workflowstest.Add("e-2", noon))
	wantSame(t, "forgotten, same content", again, workflows.Judgement{Event: "e-2", Entries: added.Entries, Adopted: true})
	b.wantJournal(mustEntries(t, b, 0, int(added.Entries[0].Seq-1)), added.Entries)
}

func mustEntries(t *testing.T, b *bench, after uint64, n int) []engine.Entry {
	t.Helper()
	entries, err := b.store.Entries(context.Background(), "t-1", after, n)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// A migration that stands in the journal is adopted with the definition that it names, also by who did not bring it.
func TestJudgeAdoptsAMigration(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.adopt(b.judge(workflowstest.Started("e-1", noon)))
	moved := b.submit(workflowstest.Moved(t, "e-2", noon))
	two := workflowstest.Pinned(t, 2)
	wantSame(t, "definition", moved.Definition, &two)

	adopted := b.judge(workflowstest.Add("e-3", noon))
	moved.Adopted = true
	wantSame(t, "adopted", adopted, moved)
	b.adopt(adopted)
	if j := b.judge(workflowstest.Add("e-3", noon)); j.Event != "e-3" || j.Adopted || j.Rejection != nil {
		t.Errorf("after it: %+v", j)
	}
	loaded, err := b.store.Load(context.Background(), "t-1")
	if err != nil || loaded.Definition.Version != 2 {
		t.Errorf("loaded version %v, %v", loaded.Definition, err)
	}
}

// An id that cannot stand in a key, or that this program makes itself, is refused and never reaches the database.
func TestJudgeRefusesIDsThatCannotBeKept(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.adopt(b.judge(workflowstest.Started("e-1", noon)))
	for _, id := range []string{"", "a\x00b", "a\nb", "\xff", strings.Repeat("a", activities.MaxEventID+1), "due-3", "poke-1", "answer-x", "import-settled"} {
		b.wantCode(b.judge(workflowstest.Add(id, noon)), engine.BadForm)
	}
	b.req.Now = noon.Add(2 * time.Hour)
	poke := b.judge(engine.Event{Kind: engine.Due, At: b.req.Now})
	wantSame(t, "a poke without an id", poke, workflows.Judgement{})
}

// The failure in the history is a code: whoever runs Temporal may read it.
func TestFailuresAreCodes(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		err  error
		code string
	}{
		{"behind", activities.ErrBehind, "JOURNAL_BEHIND"},
		{"diverged", activities.ErrDiverged, "JOURNAL_DIVERGED"},
		{"epoch", activities.ErrEpoch, "EPOCH_OVER"},
		{"definition", activities.ErrDefinition, "DEFINITION_MISSING"},
		{"deadline", context.DeadlineExceeded, "TIMEOUT"},
		{"anything", errors.New("connection to secret-host refused"), "DATABASE"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			env := environment()
			activities.New(broken{test.err}, broken{test.err}).Register(env)
			req := workflows.JudgeRequest{
				Trajectory: "t-1", Epoch: 1, Defs: []workflows.Pinned{workflowstest.Pinned(t, 1)}, Now: noon,
				Submission: workflows.Submission{Event: workflowstest.Started("e-1", noon)},
			}
			past := workflows.ImportRequest{
				Trajectory: "t-1", Epoch: 1, Defs: req.Defs, Now: noon, Trace: workflowstest.Trace(workflowstest.Started("e-1", noon)),
			}
			_, judgeErr := env.ExecuteActivity(workflows.JudgeAndRecord, req)
			_, importErr := env.ExecuteActivity(workflows.ImportAndRecord, past)
			_, refuseErr := env.ExecuteActivity(workflows.RecordRefusal, workflows.Refusal{ID: "r-1"})
			for _, err := range []error{judgeErr, importErr, refuseErr} {
				var failed *temporal.ApplicationError
				if !errors.As(err, &failed) || failed.Message() != test.code || failed.Type() != test.code || failed.NonRetryable() {
					t.Errorf("failure %v, want %s", err, test.code)
				}
			}
		})
	}
}

// broken is a journal and ledger that fails.
type broken struct{ err error }

func (b broken) Record(context.Context, activities.Record) (activities.Standing, error) {
	return activities.Standing{}, b.err
}

func (b broken) At(context.Context, string, int, uint64) (activities.Standing, bool, error) {
	return activities.Standing{}, false, b.err
}

func (b broken) Of(context.Context, string, string) (activities.Standing, bool, error) {
	return activities.Standing{}, false, b.err
}

func (b broken) History(context.Context, string, uint64) ([]engine.Entry, error) { return nil, b.err }

func (b broken) Pinned(context.Context, string) (workflows.Pinned, error) {
	return workflows.Pinned{}, b.err
}

func (b broken) Refuse(context.Context, workflows.Refusal) error { return b.err }

func TestRecordRefusal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ev := workflowstest.Close("e-1", noon)
	ev.Digest = engine.DigestOf(ev)
	line := workflows.Refusal{
		ID: "r-1", Trajectory: "t-1", Epoch: 1, Seq: 3, Hash: "hash", Event: ev, At: noon,
		Rejection: engine.Rejection{Code: "NOT_READY", Event: "e-1"},
	}
	for range 2 { // after a crash it comes again
		if _, err := b.env.ExecuteActivity(workflows.RecordRefusal, line); err != nil {
			t.Fatal(err)
		}
	}
	got, err := b.store.Refusals(context.Background(), store.RefusalFilter{Trajectory: "t-1"})
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "ledger", got, []store.Refused{{
		ID: "r-1", Trajectory: "t-1", Epoch: 1, Seq: 3, Definition: "hash", Event: ev, At: noon, Rejection: line.Rejection,
	}})
}

// Every named place of a decision fails once and is passed at the second attempt: one event stands. Not parallel:
// failpoints are of the process.
func TestFailpoints(t *testing.T) {
	for _, name := range []string{
		workflows.InFallback, workflows.BeforeJudge, workflows.AfterJudge, workflows.InTransaction, workflows.AfterCommit,
	} {
		t.Run(name, func(t *testing.T) {
			b := setup(t)
			hook, err := workflows.ParseFailpoints(name + ":error*1")
			if err != nil {
				t.Fatal(err)
			}
			workflows.SetFailpoint(hook)
			defer workflows.SetFailpoint(nil)
			req := b.req
			req.Submission = workflows.Submission{Event: workflowstest.Started("e-1", noon)}
			if _, err := b.env.ExecuteActivity(workflows.JudgeAndRecord, req); err == nil {
				t.Fatal("the place was passed")
			}
			j := b.judge(req.Submission.Event)
			if j.Event != "e-1" || j.Adopted != (name == workflows.AfterCommit) {
				t.Errorf("second attempt: %+v", j)
			}
			b.wantJournal(j.Entries)
		})
	}
}
