package e2e

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/activities/store/pgtest"
	"stroom/cmd/stroom/demo"
	"stroom/cmd/stroom/embedded"
	"stroom/definitions"
	"stroom/definitions/stroomschema"
	"stroom/rules"
	"stroom/workflows"
	"stroom/workflows/engine"
)

// How much is measured. Every benchmark here does this much and stops, whatever -benchtime says.
const (
	each       = 6   // decisions of one caller in one turn: two cycles
	ownOf      = 2   // trajectories of one caller, for each way
	tapeLength = 160 // decisions of one trajectory at most
)

// rounds is how often every way has its turn, by the number of callers.
var rounds = map[int]int{1: 40, 16: 8}

// BenchmarkDecision measures one accepted decision of the shipped definition through the shell against two workflows
// written by hand, in one run on the same server and database: one that writes the same rows in one transaction, and a
// bare one without a journal. The three take turns, in another order each round, so that drift of the machine falls on
// all.
//
// p50-ratio and rate-ratio are the shell's against the workflow that writes the same; bare- stands for the other.
func BenchmarkDecision(b *testing.B) {
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			f := newField(b, dialect)
			for _, callers := range []int{1, 16} {
				b.Run(fmt.Sprintf("callers=%d", callers), func(b *testing.B) {
					for b.Loop() {
						f.compare(b, callers)
					}
				})
			}
		})
	}
}

// BenchmarkRefused measures a refused decision, with and without its line in the refusal ledger, against accepted ones on
// the same trajectory, and fails if a refusal leaves anything in Temporal.
func BenchmarkRefused(b *testing.B) {
	for _, dialect := range []store.Dialect{store.SQLite, store.Postgres} {
		b.Run(string(dialect), func(b *testing.B) {
			f := newField(b, dialect)
			for b.Loop() {
				f.refuse(b)
			}
		})
	}
}

// field is one server, one database and one worker, with the ways to be compared on them.
type field struct {
	h     *house
	def   *stroomschema.Definition
	trace engine.Trace   // the past of every trajectory
	cycle []engine.Event // decisions that lead back to where they began
	tape  *tape
	ways  []way
	runs  int // comparisons made
}

// way is one of the things compared.
type way struct {
	name   string
	begin  func(ctx context.Context, id string) (trajectory string, err error)
	decide func(ctx context.Context, trajectory string, ev engine.Event) error
}

func newField(b *testing.B, dialect store.Dialect) *field {
	b.Helper()
	server := embedded.Config{SQLiteFile: filepath.Join(b.TempDir(), "temporal.db")}
	database := filepath.Join(b.TempDir(), "stroom.db")
	if dialect == store.Postgres {
		server, database = embedded.Config{PostgresDSN: pgtest.New(b)}, pgtest.New(b)
	}
	ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
	defer cancel()
	temporal, err := embedded.Start(ctx, server)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(temporal.Stop)
	f := &field{h: furnish(b, place{Temporal: temporal.Address(), Queue: b.Name(), Dialect: dialect, Database: database}, workflows.Limits{})}
	f.h.t = b
	if err := f.tell(); err != nil {
		b.Fatal(err)
	}
	if err := f.h.store.Publish(ctx, f.def); err != nil {
		b.Fatal(err)
	}
	if err := f.record(ctx); err != nil {
		b.Fatal(err)
	}
	f.work(b)
	f.ways = []way{
		{"shell", f.beginShell, f.decideShell},
		{"hand", f.beginHand, f.decideHand},
		{"bare", f.beginBare, f.decideHand},
	}
	return f
}

// tell takes the past and the decisions from a tale of the demonstration: its last two events record something and
// propose something on the ground of it. The third decision of the cycle takes the proposal back.
func (f *field) tell() error {
	name := demo.Definition
	def, found, err := definitions.Compile(name, definitions.Newest(name), nil)
	if def == nil {
		return fmt.Errorf("compile %s: %v, %w", name, found, err)
	}
	tales := demo.Tales()
	tale := tales[slices.IndexFunc(tales, func(t demo.Tale) bool { return t.ID == "demo-09" })]
	people := map[string]string{}
	for _, p := range demo.People() {
		people[p.Short] = p.Short
	}
	events, err := tale.Tell(def, f.h.began, people)
	if err != nil {
		return err
	}
	last := len(events) - 1
	record, propose := events[last-1], events[last]
	flow, _, _ := strings.Cut(propose.Decide.Decision, ".")
	back := propose
	back.Decide = &engine.DecidedEvent{
		Decision: flow + ".take_back", Key: propose.Decide.Key, Form: engine.Values{"reason": rules.TextOf("Nog niet.")},
	}
	f.def, f.cycle = def, []engine.Event{record, propose, back}
	f.trace = engine.Trace{Format: engine.TraceFormat, Definition: def.Name, Version: def.Version, Events: events[:last]}
	return nil
}

// decision is the n-th decision on a trajectory.
func (f *field) decision(n int) engine.Event {
	ev := f.cycle[n%len(f.cycle)]
	ev.ID, ev.At = fmt.Sprintf("d-%d", n), time.Now().UTC()
	ev.Digest = engine.DigestOf(ev)
	return ev
}

// record makes the tape: the shell's activities decide and write for one trajectory.
func (f *field) record(ctx context.Context) error {
	pinned, err := workflows.Pin(f.def)
	if err != nil {
		return err
	}
	f.tape = &tape{Journal: f.h.store}
	did := activities.New(f.tape, f.h.store)
	imported, err := did.ImportAndRecord(ctx, f.importOf("tape"))
	if err != nil {
		return err
	}
	f.tape.records = nil
	st := imported.State
	for n := range tapeLength {
		j, err := did.JudgeAndRecord(ctx, workflows.JudgeRequest{
			Trajectory: "tape", Defs: []workflows.Pinned{pinned}, State: st,
			Submission: workflows.Submission{Event: f.decision(n)}, Now: time.Now().UTC(),
		})
		if err != nil || j.Rejection != nil {
			return fmt.Errorf("decision %d: %+v, %w", n, j.Rejection, err)
		}
		st = engine.Apply(f.def, st, j.Entries)
	}
	return nil
}

func (f *field) importOf(id string) workflows.ImportRequest {
	pinned, err := workflows.Pin(f.def)
	if err != nil {
		panic(err) // it has been pinned before
	}
	return workflows.ImportRequest{Trajectory: id, Defs: []workflows.Pinned{pinned}, Trace: f.trace, Now: time.Now().UTC()}
}

// work runs one worker for all ways.
func (f *field) work(b *testing.B) {
	b.Helper()
	w, err := workflows.NewWorker(f.h.conn, f.h.place.Queue, workflows.WorkerOptions{Build: "test", DeadlockTimeout: 10 * time.Second})
	if err != nil {
		b.Fatal(err)
	}
	activities.New(f.h.store, f.h.store).Register(w)
	f.tape.register(w)
	if err := w.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(w.Stop)
}

func (f *field) beginShell(ctx context.Context, id string) (string, error) {
	in := f.importOf(id)
	r, err := f.h.client.Start(ctx, workflows.StartRequest{StartID: id, Definition: in.Defs[0], Trace: &in.Trace})
	if err == nil && !r.Accepted {
		err = fmt.Errorf("start: %+v", r)
	}
	return r.Trajectory, err
}

func (f *field) decideShell(ctx context.Context, trajectory string, ev engine.Event) error {
	r, err := f.h.client.Judge(ctx, trajectory, ev)
	if err == nil && !r.Accepted {
		err = fmt.Errorf("%s: %+v", ev.Decide.Decision, r.Rejection)
	}
	return err
}

func (f *field) beginHand(ctx context.Context, id string) (string, error) {
	if _, err := activities.New(f.h.store, f.h.store).ImportAndRecord(ctx, f.importOf(id)); err != nil {
		return "", err
	}
	return id, f.h.startByHand(ctx, id, byHandInput{Journal: true})
}

func (f *field) beginBare(ctx context.Context, id string) (string, error) {
	return id, f.h.startByHand(ctx, id, byHandInput{})
}

func (f *field) decideHand(ctx context.Context, trajectory string, ev engine.Event) error {
	return f.h.decideByHand(ctx, trajectory, workflows.Submission{Event: ev})
}

// lane is one caller's trajectory under one way.
type lane struct {
	trajectory string
	n          int // decisions taken
}

// compare lets every way take its turns and reports what they took.
func (f *field) compare(b *testing.B, callers int) {
	f.runs++
	lanes := map[string][]*lane{}
	for _, w := range f.ways {
		for i := range callers * ownOf {
			id, err := w.begin(b.Context(), fmt.Sprintf("%s-%d-%d", w.name, f.runs, i))
			if err != nil {
				b.Fatal(err)
			}
			lanes[w.name] = append(lanes[w.name], &lane{trajectory: id})
		}
	}
	took, turns, busy := map[string][]time.Duration{}, map[string][]time.Duration{}, map[string][]time.Duration{}
	var before int64
	for round := range rounds[callers] + 1 {
		if round == 1 {
			before = f.events(lanes["shell"])
		}
		for i := range f.ways {
			w := f.ways[(round+i)%len(f.ways)]
			began, worked := time.Now(), processor(b)
			single, err := f.turn(b.Context(), w, lanes[w.name], callers)
			if err != nil {
				b.Fatalf("%s: %v", w.name, err)
			}
			if round > 0 { // the first warms up
				turns[w.name] = append(turns[w.name], time.Since(began))
				busy[w.name] = append(busy[w.name], processor(b)-worked)
				took[w.name] = append(took[w.name], single...)
			}
		}
	}
	f.report(b, callers, took, turns, busy)
	b.ReportMetric(float64(f.events(lanes["shell"])-before)/float64(rounds[callers]*each*callers), "events/decision")
}

// turn lets every caller take his decisions by one way, and returns how long each took.
func (f *field) turn(ctx context.Context, w way, lanes []*lane, callers int) ([]time.Duration, error) {
	took := make([]time.Duration, callers*each)
	errs := make([]error, callers)
	var wg sync.WaitGroup
	for caller := range callers {
		wg.Go(func() {
			for i := range each {
				l := lanes[caller*ownOf+i%ownOf]
				ev := f.decision(l.n)
				l.n++
				began := time.Now()
				if errs[caller] = w.decide(ctx, l.trajectory, ev); errs[caller] != nil {
					return
				}
				took[caller*each+i] = time.Since(began)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return took, nil
}

// events counts the events in the histories of trajectories.
func (f *field) events(lanes []*lane) int64 {
	var sum int64
	for _, l := range lanes {
		n, _ := f.h.history(l.trajectory)
		sum += n
	}
	return sum
}

// report gives the median of each way, its decisions per second and what they cost the processor (of this process: the
// Temporal server, the worker and the client, without Postgres); and the ratios: of the medians, and the median over the
// rounds of how long a turn took.
func (f *field) report(b *testing.B, callers int, took, turns, busy map[string][]time.Duration) {
	b.Helper()
	decisions := float64(rounds[callers] * each * callers)
	for _, w := range f.ways {
		b.ReportMetric(milliseconds(median(took[w.name])), w.name+"-p50-ms")
		b.ReportMetric(decisions/sum(turns[w.name]).Seconds(), w.name+"/s")
		b.ReportMetric(milliseconds(sum(busy[w.name]))/decisions, w.name+"-cpu-ms")
	}
	for _, other := range []struct{ name, prefix string }{{"hand", ""}, {"bare", "bare-"}} {
		var rates []float64
		for i, turn := range turns["shell"] {
			rates = append(rates, turns[other.name][i].Seconds()/turn.Seconds())
		}
		b.ReportMetric(milliseconds(median(took["shell"]))/milliseconds(median(took[other.name])), other.prefix+"p50-ratio")
		b.ReportMetric(median(rates), other.prefix+"rate-ratio")
	}
	b.ReportMetric(0, "ns/op") // a whole comparison: it says nothing
}

// refuse takes decisions in turn: one that is accepted, one that is refused, and one that is refused and written down.
func (f *field) refuse(b *testing.B) {
	f.runs++
	trajectory, err := f.beginShell(b.Context(), fmt.Sprintf("refused-%d", f.runs))
	if err != nil {
		b.Fatal(err)
	}
	var accepted, refused, written []time.Duration
	for n := range tapeLength {
		began := time.Now()
		if err := f.decideShell(b.Context(), trajectory, f.decision(n)); err != nil {
			b.Fatal(err)
		}
		accepted = append(accepted, time.Since(began))
		if n%len(f.cycle) == 1 {
			continue // a proposal is open: a second one would be refused before its rules are judged
		}
		before, _ := f.h.history(trajectory)
		for _, ledger := range []bool{false, true} {
			ev := f.refusable(n, ledger)
			began := time.Now()
			if err := f.refuseOne(b.Context(), trajectory, ev, ledger); err != nil {
				b.Fatal(err)
			}
			if took := time.Since(began); ledger {
				written = append(written, took)
			} else {
				refused = append(refused, took)
			}
		}
		if after, _ := f.h.history(trajectory); after != before {
			b.Fatalf("two refusals left %d events in the history", after-before)
		}
	}
	b.ReportMetric(milliseconds(median(accepted)), "accepted-p50-ms")
	b.ReportMetric(milliseconds(median(refused)), "refused-p50-ms")
	b.ReportMetric(milliseconds(median(written)), "refused-ledger-p50-ms")
	b.ReportMetric(milliseconds(median(refused))/milliseconds(median(accepted)), "refused-ratio")
	b.ReportMetric(milliseconds(median(written))/milliseconds(median(accepted)), "refused-ledger-ratio")
	b.ReportMetric(0, "ns/op") // a whole comparison: it says nothing
}

// refusable is a proposal whose last rule does not hold: everything before it is judged.
func (f *field) refusable(n int, ledger bool) engine.Event {
	ev := f.cycle[1]
	decide := *ev.Decide
	decide.Form = maps.Clone(decide.Form)
	decide.Form["room"] = rules.BoolOf(false)
	ev.Decide = &decide
	ev.ID, ev.At = fmt.Sprintf("r-%d-%v", n, ledger), time.Now().UTC()
	ev.Digest = engine.DigestOf(ev)
	return ev
}

func (f *field) refuseOne(ctx context.Context, trajectory string, ev engine.Event, ledger bool) error {
	r, err := f.h.client.Judge(ctx, trajectory, ev)
	if err == nil && r.Rejection == nil {
		err = fmt.Errorf("not refused: %+v", r)
	}
	if err != nil || !ledger {
		return err
	}
	return f.h.store.WriteRefusal(ctx, store.Refused{
		ID: trajectory + ev.ID, Trajectory: trajectory, Event: ev, Rejection: *r.Rejection, Definition: f.def.Hash, At: ev.At,
	})
}

func median[T time.Duration | float64](list []T) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}

func sum(list []time.Duration) time.Duration {
	var all time.Duration
	for _, d := range list {
		all += d
	}
	return all
}

// processor is how long the processor has worked for this process.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
