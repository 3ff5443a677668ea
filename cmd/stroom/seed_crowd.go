package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/cmd/stroom/demo"
	"stroom/definitions/stroomschema"
	"stroom/workflows"
	"stroom/workflows/engine"
	"stroom/workflows/readmodel"
)

// maxSeeded bounds what one call makes.
const maxSeeded = 1_000_000

// seedBatch is how many trajectories go into one transaction.
const seedBatch = 50

func seedCommand() *command {
	var o seedOptions
	return &command{
		name: "seed", summary: "fill a database with trajectories that never happened",
		about: `Makes trajectories of the shipped definition as they might have gone in the past years, for looking at
the pages with very many of them, and for measuring. Nobody in them exists. Every event is judged by the engine at its own
time, and written as an import is, many in one transaction. They can be read and not decided on: no workflow runs for
them, and ` + "`stroom reconcile`" + ` calls them missing. So this is never for a database in which something has really happened.

With --data it fills the folder of ` + "`stroom dev --data`" + `, which shows them from then on; without, the database of the settings,
after ` + "`stroom migrate`" + `. The same seed makes the same trajectories; what is there already is passed over, so it may be
stopped and run again.`,
		flags: func(f *flag.FlagSet) {
			f.IntVar(&o.trajectories, "trajectories", 0, "how many, a `number` from 1 to 1000000")
			f.Uint64Var(&o.seed, "seed", 1, "a `number` that says which ones")
			f.StringVar(&o.data, "data", "", "the `folder` of stroom dev")
			f.BoolVar(&o.json, "json", false, "write one JSON object instead of text")
		},
		settings: settingsOfStore,
		exits: []exit{
			{exitOK, "they are there"},
			{exitFound, "the database does not answer, or refuses"},
			{exitUsage, "a setting or a flag is wrong"},
		},
		example: "stroom seed --data ./crowd --trajectories 10000\nstroom dev --data ./crowd",
		run: func(ctx context.Context, c *call) int {
			if !c.noArguments() {
				return exitUsage
			}
			if o.trajectories < 1 || o.trajectories > maxSeeded {
				return c.misuse("--trajectories is a number from 1 to %d", maxSeeded)
			}
			if o.seed > math.MaxInt64 {
				return c.misuse("--seed is a number up to %d", math.MaxInt64)
			}
			return c.seed(ctx, o)
		},
	}
}

// seedOptions are the flags of `stroom seed`.
type seedOptions struct {
	trajectories int
	seed         uint64
	data         string
	json         bool
}

func (c *call) seed(ctx context.Context, o seedOptions) int {
	cfg, err := c.seedConfig(o)
	if err != nil {
		return c.misuse("%s", err)
	}
	h, err := openStore(ctx, cfg, slog.New(slog.NewJSONHandler(c.Stderr, nil)), c.Now)
	if err != nil {
		return c.fail(err)
	}
	s := &seeding{store: h.store, began: c.Now()}
	if o.data != "" {
		err = prepareData(ctx, h.store)
	}
	if err == nil {
		err = s.run(ctx, o)
	}
	if err = errors.Join(err, h.close()); err != nil {
		return c.fail(err)
	}
	return c.reportSeeded(s, o, cfg)
}

// seedConfig is that of the folder, or what the settings say.
func (c *call) seedConfig(o seedOptions) (config, error) {
	if o.data == "" {
		return c.configure()
	}
	if err := os.MkdirAll(o.data, 0o700); err != nil {
		return config{}, fmt.Errorf("make the folder of --data: %w", cause(err))
	}
	k, err := devKeys(filepath.Join(o.data, "keys.json"))
	return config{dialect: store.SQLite, database: filepath.Join(o.data, devDatabase), subjectKey: k.Subject}, err
}

// prepareData does for a folder what `stroom migrate` does for a database.
func prepareData(ctx context.Context, s *store.Store) error {
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	if _, err := publishShipped(ctx, s); err != nil {
		return err
	}
	_, err := s.Fill(ctx)
	return err
}

// seeding is one run of the command.
type seeding struct {
	store  *store.Store
	began  time.Time
	mu     sync.Mutex
	made   int // trajectories that were not there yet
	events int
	lines  int // of the journal
}

// seedKey makes ids. It keeps no secret: nothing is ever started under these ids.
var seedKey = []byte("trajectories that never happened")

func (s *seeding) run(ctx context.Context, o seedOptions) error {
	def, _, err := s.store.Version(ctx, demo.Definition, 0)
	if err != nil {
		return fmt.Errorf("the definition %s is not published here; `stroom migrate` publishes it: %w", demo.Definition, err)
	}
	references := map[string]string{}
	for _, p := range demo.CrowdPeople() {
		if references[p.Subject], err = s.store.Reference(ctx, devIssuer, p.Subject, p.Name); err != nil {
			return err
		}
	}
	crowd := &demo.Crowd{Definition: def, Seed: o.seed, Now: s.began.UTC().Truncate(time.Second), References: references}
	next := make(chan int)
	jobs := []func(context.Context) error{func(ctx context.Context) error {
		defer close(next)
		for first := 0; first < o.trajectories; first += seedBatch {
			select {
			case next <- first:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}}
	for range max(2, runtime.GOMAXPROCS(0)) { // one writes while another tells
		jobs = append(jobs, func(ctx context.Context) error {
			for first := range next {
				if err := s.batch(ctx, crowd, first, min(first+seedBatch, o.trajectories)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := together(ctx, jobs...); err != nil {
		return err
	}
	return s.store.Analyse(ctx)
}

// batch makes and writes some trajectories.
func (s *seeding) batch(ctx context.Context, crowd *demo.Crowd, first, end int) error {
	var records []activities.Record
	events, lines := 0, 0
	for number := first; number < end; number++ {
		told, err := crowd.Live(number)
		if err != nil {
			return err
		}
		r, err := recordOf(crowd.Definition, workflows.TrajectoryID(seedKey, crowd.ID(number)), told, crowd.Now)
		if err != nil {
			return err
		}
		records = append(records, r)
		events, lines = events+len(r.Taken), lines+int(r.State.Seq)
	}
	made, err := s.store.RecordAll(ctx, records)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.made, s.events, s.lines = s.made+made, s.events+events, s.lines+lines
	return nil
}

// recordOf is what an import of the story writes, in one piece.
func recordOf(def *stroomschema.Definition, id string, told []demo.Told, now time.Time) (activities.Record, error) {
	r := activities.Record{Trajectory: id, Epoch: 1, At: now}
	var entries []engine.Entry
	for i, one := range told {
		ev := one.Event
		if ev.ID == "" {
			ev.ID = fmt.Sprintf("settled-%d", i)
		}
		ev.Digest = engine.DigestOf(ev)
		r.Taken = append(r.Taken, activities.Taken{Event: ev, Entries: one.Entries})
		entries = append(entries, one.Entries...)
	}
	r.State = engine.Apply(def, engine.State{}, entries)
	r.Picture, r.Audience = readmodel.Of(def, r.State), readmodel.Audience(def, r.State)
	var err error
	r.Tallies, err = readmodel.Tallies(def, engine.State{}, entries, func() ([]engine.Entry, error) { return nil, nil })
	return r, err
}

// reportSeeded tells what was made, how fast, and how large the file is.
func (c *call) reportSeeded(s *seeding, o seedOptions, cfg config) int {
	took := c.Now().Sub(s.began)
	var size int64
	if cfg.dialect == store.SQLite {
		info, err := os.Stat(cfg.database)
		if err != nil {
			return c.fail(fmt.Errorf("look at the database: %w", cause(err)))
		}
		size = info.Size()
	}
	if o.json {
		return c.printJSON(struct {
			Trajectories int     `json:"trajectories"`
			Made         int     `json:"made"`
			Events       int     `json:"events"`
			Lines        int     `json:"lines"`
			Seconds      float64 `json:"seconds"`
			Bytes        int64   `json:"bytes,omitempty"`
		}{o.trajectories, s.made, s.events, s.lines, took.Seconds(), size}, false)
	}
	fmt.Fprintf(c.Stdout, "%d trajectories, of which %d are new: %d events and %d lines of the journal, in %s (%.0f a second)\n",
		o.trajectories, s.made, s.events, s.lines, took.Round(time.Millisecond), float64(o.trajectories)/took.Seconds())
	if size > 0 {
		fmt.Fprintf(c.Stdout, "the database is %.0f MB\n", float64(size)/1e6)
	}
	return exitOK
}
