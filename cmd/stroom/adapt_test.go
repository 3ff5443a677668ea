package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/cmd/stroom/demo"
	"stroom/definitions"
	"stroom/server"
	"stroom/server/auth"
	"stroom/workflows"
	"stroom/workflows/engine"
)

func TestErrorsOfPorts(t *testing.T) {
	t.Parallel()
	other := errors.New("other")
	for from, to := range map[error]error{
		workflows.ErrUnavailable: server.ErrUnavailable, workflows.ErrBusy: server.ErrBusy, workflows.ErrUnknown: server.ErrUnknown,
		store.ErrUnknown: server.ErrUnknown, other: other,
	} {
		if got := portError(fmt.Errorf("load: %w", from)); !errors.Is(got, to) || !errors.Is(got, from) {
			t.Errorf("%v became %v", from, got)
		}
	}
	if portError(nil) != nil {
		t.Error("no error became one")
	}
}

// A trajectory whose workflow has closed is answered from its stored state: what was accepted is accepted still, and
// whatever else comes is refused.
func TestClosedTrajectoriesAreAnswered(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	s, err := store.Open(ctx, store.Options{
		Dialect: store.SQLite, Address: filepath.Join(t.TempDir(), "stroom.db"), SubjectKey: make([]byte, minKey), Build: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := s.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := publishShipped(ctx, s); err != nil {
		t.Fatal(err)
	}
	def, found, err := definitions.Compile(demo.Definition, definitions.Newest(demo.Definition), nil)
	if err != nil || def == nil {
		t.Fatal(err, found)
	}
	now := time.Now().UTC()
	tale := demo.Tales()[0]
	references := map[string]string{}
	for _, p := range demo.People() {
		references[p.Short] = p.Short
	}
	past, err := tale.Tell(def, now, references)
	if err != nil {
		t.Fatal(err)
	}
	pinned, err := workflows.Pin(def)
	if err != nil {
		t.Fatal(err)
	}
	start := past[0]
	judged, err := activities.New(s, s).JudgeAndRecord(ctx, workflows.JudgeRequest{
		Trajectory: "t1", Defs: []workflows.Pinned{pinned}, Submission: workflows.Submission{Event: start}, Now: now,
	})
	if err != nil || judged.Rejection != nil {
		t.Fatal(err, judged.Rejection)
	}

	door := decider{store: s}
	receipt, err := door.closed(ctx, "t1", start, now)
	if err != nil || !receipt.Accepted {
		t.Errorf("what was accepted: %v %+v", err, receipt)
	}
	other := start
	other.ID, other.Kind, other.Start, other.Decide = "late", engine.Decided, nil, &engine.DecidedEvent{Decision: "main.intake.nothing"}
	receipt, err = door.closed(ctx, "t1", other, now)
	if err != nil || receipt.Accepted || receipt.Rejection == nil {
		t.Errorf("what comes late: %v %+v", err, receipt)
	}
	if _, err := door.closed(ctx, "t2", start, now); !errors.Is(portError(err), server.ErrUnknown) {
		t.Errorf("what never was: %v", err)
	}
}

// A past trace that does not fit is refused with the place of the event, counted from 1, before anything is begun: nothing
// here listens where Temporal should.
func TestRefusedImportsNameTheirLine(t *testing.T) {
	t.Parallel()
	def, found, err := definitions.Compile(demo.Definition, definitions.Newest(demo.Definition), nil)
	if err != nil || def == nil {
		t.Fatal(err, found)
	}
	now := time.Now().UTC()
	references := map[string]string{}
	for _, p := range demo.People() {
		references[p.Short] = p.Short
	}
	past, err := demo.Tales()[1].Tell(def, now, references)
	if err != nil {
		t.Fatal(err)
	}
	door, err := workflows.Dial(workflows.DialOptions{Address: "127.0.0.1:1", Namespace: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(door.Close)
	client, err := workflows.NewClient(door, workflows.ClientOptions{Namespace: "test", Key: make([]byte, minKey)})
	if err != nil {
		t.Fatal(err)
	}
	d := decider{client: client, key: make([]byte, minKey)}

	impossible := past[1]
	impossible.ID, impossible.Decide = "impossible", &engine.DecidedEvent{Decision: "placing.offered.accept", Key: "care"}
	twice := past[1]
	twice.ID = past[0].ID
	for name, c := range map[string]struct {
		events []engine.Event
		code   engine.Code
	}{
		"an impossible event in the middle": {[]engine.Event{past[0], impossible, past[1]}, engine.NotWaiting},
		"an id that stands there twice":     {[]engine.Event{past[0], twice}, engine.OtherContent},
	} {
		receipt, err := d.Start(t.Context(), server.StartRequest{StartID: "east/i1", Definition: def, Past: c.events, Now: now})
		if err != nil || receipt.Line != 2 || receipt.Rejection == nil || receipt.Rejection.Code != c.code {
			t.Errorf("%s: %v %+v", name, err, receipt)
		}
	}
}

// What one side of a port allows the other side can do.
func TestLimitsFitTogether(t *testing.T) {
	t.Parallel()
	for what, fits := range map[string]bool{
		"a person's memberships are addresses of the store": auth.MaxMemberships <= store.MaxAddresses,
		"a page of the API, and one to see whether more is": server.MaxLimit+1 <= store.MaxLimit,
		"ids of a search":                              server.MaxIDs <= store.MaxIDs,
		"a page of events":                             server.MaxLimit+1 <= store.MaxEntries,
		"events of an import":                          server.MaxEvents <= engine.MaxTrace,
		"audit rows of a page, and one for the search": server.MaxLimit+1 <= store.MaxAuditRows,
		"keys of this process for ids":                 minKey >= 32,
		"keys of this process for subjects":            minKey >= store.MinSubjectKey,
	} {
		if !fits {
			t.Error(what)
		}
	}
}
