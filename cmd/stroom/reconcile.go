package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"go.temporal.io/api/workflowservice/v1"

	"stroom/activities/store"
	"stroom/workflows"
	"stroom/workflows/readmodel"
)

// Times of the reconciler.
const (
	reconcileSince   = 0 // the whole of what is open
	reconcileSettled = 10 * time.Second
	reconcilePage    = 100
)

func reconcileCommand() *command {
	var asJSON, mend bool
	var since, settled time.Duration
	return &command{
		name: "reconcile", summary: "compare what is written with what runs, and mend it",
		about: `Compares every open trajectory in the database with its workflow at Temporal, and finds those of which
  ahead      the journal holds more than the workflow knows: a worker died between writing and telling
  overdue    something should have happened by itself: a timer was lost, or nobody works
  differs    the states are not the same at the same place, or the stored picture is not that of the state
  missing    the workflow is not there, or has closed
  unwritten  the workflow runs and nothing is written of it
  overview   the overview shows it elsewhere than where it stands
Trajectories that are ahead, overdue or unwritten are poked: they look at the journal and the clock, which is always
safe; then they are compared once more. What the overview shows is written anew, and what an older edition recorded is
put into the overview and the tallies. What is left needs a person. It changes nothing else, and needs a running
` + "`stroom work`" + `. Run it every few minutes with --since, and now and then without.`,
		flags: func(f *flag.FlagSet) {
			f.BoolVar(&asJSON, "json", false, "write one JSON object instead of text")
			f.BoolVar(&mend, "poke", true, "mend what can be mended; --poke=false only looks")
			f.DurationVar(&since, "since", reconcileSince, "look at what was written in the last `duration`, and at what is overdue; 0: at all that is open")
			f.DurationVar(&settled, "settled", reconcileSettled, "leave out what was written or fell due in the last `duration`: it may still be under way")
		},
		settings: slices.Concat(settingsOfStore, settingsOfTemporal),
		exits: []exit{
			{exitOK, "nothing differs, or everything was mended"},
			{exitFound, "differences remain, or something did not answer"},
			{exitUsage, "a setting or a flag is wrong"},
		},
		example: "stroom reconcile --since 15m\nstroom reconcile --poke=false --json | jq .remaining",
		run: func(ctx context.Context, c *call) int {
			if since < 0 || settled < 0 {
				return c.misuse("a duration is below zero")
			}
			var r *reconciler
			code := c.withHouse(ctx, func(ctx context.Context, h *house) error {
				if err := h.connect(); err != nil {
					return err
				}
				r = &reconciler{house: h, now: c.Now(), since: since, settled: settled, mend: mend}
				return r.run(ctx)
			})
			if code != exitOK {
				return code
			}
			return c.report(r, asJSON)
		},
	}
}

// Differences between what is written and what runs.
const (
	differsAhead     = "ahead"
	differsOverdue   = "overdue"
	differsState     = "differs"
	differsMissing   = "missing"
	differsUnwritten = "unwritten"
	differsOverview  = "overview"
)

// difference is one trajectory of which the database and the workflow tell different stories.
type difference struct {
	Trajectory string `json:"trajectory"`
	Kind       string `json:"kind"`
	Written    uint64 `json:"written"` // Seq in the database
	Running    uint64 `json:"running"` // Seq in the workflow
	Mended     bool   `json:"mended"`
}

// reconciler is one run of the command.
type reconciler struct {
	*house
	now     time.Time
	since   time.Duration
	settled time.Duration
	mend    bool

	compared int
	seen     map[string]bool
	found    []difference
}

func (r *reconciler) run(ctx context.Context) error {
	r.seen = map[string]bool{}
	if r.mend {
		if _, err := r.store.Fill(ctx); err != nil {
			return err
		}
	}
	if err := r.written(ctx); err != nil {
		return err
	}
	if r.since == 0 {
		return r.running(ctx)
	}
	return nil
}

// written walks what is open in the database.
func (r *reconciler) written(ctx context.Context) error {
	until := r.now.Add(-r.settled)
	from := time.Unix(0, 0)
	if r.since > 0 {
		from = r.now.Add(-r.since)
	}
	touched := func(after *store.Place) ([]store.Stand, error) {
		return r.store.Touched(ctx, from, until, after, reconcilePage)
	}
	overdue := func(after *store.Place) ([]store.Stand, error) {
		return r.store.Overdue(ctx, until, after, reconcilePage)
	}
	byUpdate := func(s store.Stand) *store.Place { return &store.Place{Time: &s.Updated, ID: s.ID} }
	byDue := func(s store.Stand) *store.Place { return &store.Place{Time: s.Due, ID: s.ID} }
	return errors.Join(r.walk(ctx, touched, byUpdate), r.walk(ctx, overdue, byDue))
}

// walk compares every trajectory of a list, page by page.
func (r *reconciler) walk(ctx context.Context, page func(*store.Place) ([]store.Stand, error), placeOf func(store.Stand) *store.Place) error {
	var after *store.Place
	for {
		stands, err := page(after)
		if err != nil || len(stands) == 0 {
			return err
		}
		for _, s := range stands {
			if err := r.visit(ctx, s.ID); err != nil {
				return err
			}
		}
		after = placeOf(stands[len(stands)-1])
	}
}

// visit compares one trajectory, and mends it if that can be done.
func (r *reconciler) visit(ctx context.Context, id string) error {
	if r.seen[id] {
		return nil
	}
	r.seen[id] = true
	r.compared++
	d, err := r.compare(ctx, id)
	if err == nil && d == nil {
		d, err = r.overview(ctx, id)
	}
	if err != nil || d == nil {
		return err
	}
	if r.mend && d.Kind != differsOverview && d.Kind != differsState && d.Kind != differsMissing {
		if err := r.client.Poke(ctx, id); err != nil {
			return fmt.Errorf("poke %s: %w", id, err)
		}
		again, err := r.compare(ctx, id)
		if err != nil {
			return err
		}
		d.Mended = again == nil
	}
	r.found = append(r.found, *d)
	return nil
}

// compare returns how the database and the workflow differ, nil if they do not.
func (r *reconciler) compare(ctx context.Context, id string) (*difference, error) {
	snapshot, err := r.client.State(ctx, id)
	missing := errors.Is(err, workflows.ErrUnknown) || errors.Is(err, workflows.ErrClosed)
	if err != nil && !missing {
		return nil, fmt.Errorf("ask %s: %w", id, err)
	}
	// The database is read after the workflow: what the workflow knows stands there.
	l, err := r.store.Load(ctx, id)
	if err != nil && !errors.Is(err, store.ErrUnknown) {
		return nil, err
	}
	unwritten := errors.Is(err, store.ErrUnknown)
	var picture readmodel.Picture
	if !unwritten {
		if picture, err = r.store.PictureOf(ctx, id); err != nil {
			return nil, err
		}
	}
	d := &difference{Trajectory: id, Written: l.State.Seq, Running: snapshot.State.Seq}
	switch {
	case unwritten:
		d.Kind = differsUnwritten
	case missing:
		d.Kind = differsMissing
	case l.State.Seq > snapshot.State.Seq:
		d.Kind = differsAhead
	case l.State.Seq < snapshot.State.Seq || !same(l.State, snapshot.State) || !same(picture, readmodel.Of(l.Definition, l.State)):
		d.Kind = differsState
	case l.Due != nil && l.Due.Before(r.now.Add(-r.settled)):
		d.Kind = differsOverdue
	default:
		return nil, nil
	}
	return d, nil
}

// overview compares where the overview shows a trajectory with where it stands, and mends it if that is asked.
func (r *reconciler) overview(ctx context.Context, id string) (*difference, error) {
	differ, err := r.store.Restand(ctx, id, r.mend)
	if err != nil || !differ {
		return nil, err
	}
	stand, err := r.store.StandOf(ctx, id)
	return &difference{Trajectory: id, Kind: differsOverview, Written: stand.Seq, Running: stand.Seq, Mended: r.mend}, err
}

// same reports whether two values are equal, as they are written.
func same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

// running walks the workflows that run at Temporal and are not written.
func (r *reconciler) running(ctx context.Context) error {
	var token []byte
	for {
		answer, err := r.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: r.cfg.namespace, PageSize: reconcilePage, NextPageToken: token,
			Query: fmt.Sprintf("WorkflowType = %q AND ExecutionStatus = %q", workflows.WorkflowType, "Running"),
		})
		if err != nil {
			return errors.New("temporal does not list what runs")
		}
		for _, e := range answer.GetExecutions() {
			if e.GetStartTime().AsTime().After(r.now.Add(-r.settled)) {
				continue
			}
			if err := r.visit(ctx, e.GetExecution().GetWorkflowId()); err != nil {
				return err
			}
		}
		if token = answer.GetNextPageToken(); len(token) == 0 {
			return nil
		}
	}
}

// report tells what was found and returns the exit code.
func (c *call) report(r *reconciler, asJSON bool) int {
	remaining := slices.DeleteFunc(slices.Clone(r.found), func(d difference) bool { return d.Mended })
	if asJSON {
		return c.printJSON(struct {
			Compared  int          `json:"compared"`
			Found     []difference `json:"found"`
			Remaining int          `json:"remaining"`
		}{r.compared, append([]difference{}, r.found...), len(remaining)}, len(remaining) > 0)
	}
	var text strings.Builder
	table(&text, func(w io.Writer) {
		for _, d := range r.found {
			mended := "needs a person"
			if d.Mended {
				mended = "mended"
			}
			fmt.Fprintf(w, "%s\t%s\twritten %d\trunning %d\t%s\n", d.Trajectory, d.Kind, d.Written, d.Running, mended)
		}
	})
	fmt.Fprintf(c.Stdout, "%s%d compared, %s, %d left\n", text.String(), r.compared, count(len(r.found), "difference"), len(remaining))
	if len(remaining) > 0 {
		return exitFound
	}
	return exitOK
}
