package activities_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"stroom/activities/store"
	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/workflowstest"
)

// past is a trace of n additions, one every minute, ending before now.
func past(n int, now time.Time) engine.Trace {
	at := now.Add(-time.Duration(n+1) * time.Minute)
	events := []engine.Event{workflowstest.Started("e-0", at)}
	for i := range n {
		events = append(events, workflowstest.Add(fmt.Sprintf("e-%d", i+1), at.Add(time.Duration(i+1)*time.Minute)))
	}
	return workflowstest.Trace(events...)
}

func (b *bench) imports(trace engine.Trace) workflows.Imported {
	b.t.Helper()
	value, err := b.env.ExecuteActivity(workflows.ImportAndRecord, workflows.ImportRequest{
		Trajectory: "t-1", Epoch: 1, Defs: b.req.Defs, Trace: trace, Now: noon,
	})
	if err != nil {
		b.t.Fatal(err)
	}
	var done workflows.Imported
	if err := value.Get(&done); err != nil {
		b.t.Fatal(err)
	}
	return done
}

// A long past goes in piece by piece and gives what engine.Import gives: journal, state and picture.
func TestImport(t *testing.T) {
	t.Parallel()
	b := setup(t)
	trace := past(400, noon)
	def := workflowstest.Counter(t, 1)
	state, entries, err := engine.Import(def, trace, noon)
	if err != nil {
		t.Fatal(err)
	}
	done := b.imports(trace)
	wantSame(t, "imported", done, workflows.Imported{State: state, NextDue: workflows.NextDue(def, state)})

	var journal []engine.Entry
	for {
		page, err := b.store.Entries(context.Background(), "t-1", uint64(len(journal)), 0)
		if err != nil {
			t.Fatal(err)
		}
		journal = append(journal, page...)
		if len(page) < store.MaxEntries {
			break
		}
	}
	wantSame(t, "journal", journal, entries)
	loaded, err := b.store.Load(context.Background(), "t-1")
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "stored state", loaded.State, state)
	recorded, err := b.store.Event(context.Background(), "t-1", "e-7")
	if err != nil || recorded.Actor != workflowstest.Clerk || !recorded.Received.Equal(trace.Events[7].At) {
		t.Errorf("an event of the past: %+v, %v", recorded, err)
	}

	// The worker died and the activity runs again: nothing is doubled.
	again := b.imports(trace)
	wantSame(t, "imported again", again, done)
	b.req.State = done.State
	added := b.judge(workflowstest.Add("e-now", noon))
	if added.Rejection != nil || added.Entries[0].Seq != uint64(len(entries))+1 {
		t.Errorf("going on behind the past: %+v", added)
	}
}

// The worker dies between two pieces: the next attempt goes on behind the first.
func TestImportGoesOnBehindWhatStands(t *testing.T) {
	trace := past(400, noon)
	b := setup(t)
	pieces := 0
	workflows.SetFailpoint(func(name string) error {
		if name != workflows.InTransaction {
			return nil
		}
		if pieces++; pieces == 2 {
			return workflows.ErrFailpoint
		}
		return nil
	})
	defer workflows.SetFailpoint(nil)
	_, err := b.env.ExecuteActivity(workflows.ImportAndRecord, workflows.ImportRequest{
		Trajectory: "t-1", Epoch: 1, Defs: b.req.Defs, Trace: trace, Now: noon,
	})
	if err == nil {
		t.Fatal("the second piece was written")
	}
	state, _, err := engine.Import(workflowstest.Counter(t, 1), trace, noon)
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "state", b.imports(trace).State, state)
	loaded, err := b.store.Load(context.Background(), "t-1")
	if err != nil {
		t.Fatal(err)
	}
	wantSame(t, "stored state", loaded.State, state)
}

// One impossible event refuses the whole past, with its place, and nothing is written.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	trace := past(5, noon)
	trace.Events[3] = workflowstest.Close("e-3", trace.Events[3].At)
	got := b.imports(workflowstest.Trace(trace.Events...))
	if got.Index != 3 || got.Rejection == nil || got.Rejection.Code != "NOT_READY" {
		t.Errorf("imported %+v", got)
	}
	bad := past(2, noon)
	bad.Events[1].ID = "due-1"
	if got := b.imports(bad); got.Index != 1 || got.Rejection == nil || got.Rejection.Code != engine.BadForm {
		t.Errorf("imported %+v", got)
	}
	b.wantJournal()
}

// Other content where this past should stand is not overwritten and not passed by.
func TestImportOverSomethingElse(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.judge(workflowstest.Started("other", noon.Add(-time.Hour)))
	_, err := b.env.ExecuteActivity(workflows.ImportAndRecord, workflows.ImportRequest{
		Trajectory: "t-1", Epoch: 1, Defs: b.req.Defs, Trace: past(1, noon), Now: noon,
	})
	if err == nil {
		t.Error("imported over something else")
	}
}

const asking = `
stroomschema: asking
version: 1
title: {nl: "Vragen", en: "Asking"}
zone: Europe/Amsterdam
calendar: nl@1
roles: {clerk: {nl: "medewerker", en: "clerk"}}
sees: {clerk: {while: always, facts: []}}
services:
  bank: {nl: "bank", en: "bank", ask: {}, answer: {ok: bool}, tries: 1, backoff: 1 minutes, timeout: 1 seconds}
flows:
  main:
    title: {nl: "Vraag", en: "Question"}
    outcomes: {done: {nl: "klaar", en: "done"}}
    begin: {by: clerk, what: {nl: "Begin.", en: "Begin."}}
    start: bank
    steps:
      bank: {ask_service: bank, with: {}, answered: end done, failed: end done}
`

// What a past trace asked and was not answered is asked when it comes in, once: else it would wait for ever.
func TestImportAsksWhatIsOpen(t *testing.T) {
	t.Parallel()
	b := setup(t)
	def, found := stroomschema.Compile("asking.yaml", []byte(asking), stroomschema.Options{})
	if def == nil {
		t.Fatal(found)
	}
	pinned, err := workflows.Pin(def)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.store.Publish(context.Background(), def); err != nil {
		t.Fatal(err)
	}
	b.req.Defs = []workflows.Pinned{pinned}
	trace := engine.Trace{Format: engine.TraceFormat, Definition: "asking", Version: 1, Events: []engine.Event{{
		ID: "e-0", Kind: engine.Started, At: noon.Add(-time.Hour), Actor: workflowstest.Clerk, Start: &engine.StartedEvent{}}}}
	for range 2 {
		if done := b.imports(trace); done.Rejection != nil || len(done.State.Calls) != 1 {
			t.Fatalf("imported: %+v", done)
		}
	}
	out, err := b.store.Claim(context.Background(), noon, 10, time.Minute)
	if err != nil || len(out) != 1 || out[0].Ask == nil || out[0].Ask.Service != "bank" {
		t.Errorf("to be done: %+v, %v", out, err)
	}
}
