package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"stroom/activities/store"
	"stroom/definitions"
	"stroom/definitions/stroomschema"
)

func migrateCommand() *command {
	return &command{
		name: "migrate", summary: "bring the database to the edition of this binary",
		about: `Makes or upgrades the tables, publishes the definitions that this binary ships (a version that is
published never changes; one with other content is refused), and makes the namespace at Temporal if there is
none. What an older edition recorded is put into the overview and the tallies, which takes about a minute for ten
thousand trajectories; serve and work may run meanwhile, and it may be stopped and run again. Run it before serve and
work; running it again does nothing. Two that run at once wait for each other.
There is no way back: an older binary refuses a newer database.`,
		settings: slices.Concat(settingsOfStore, settingsOfTemporal),
		exits: []exit{
			{exitOK, "database, definitions and namespace are there"},
			{exitFound, "the database or Temporal does not answer, or refuses"},
			{exitUsage, "a setting is wrong"},
		},
		example: "STROOM_DATABASE=postgres://stroom:...@db/stroom STROOM_SUBJECT_KEY_FILE=/run/secrets/subject_key stroom migrate",
		run: func(ctx context.Context, c *call) int {
			return c.withHouse(ctx, func(ctx context.Context, h *house) error {
				if err := h.store.Migrate(ctx); err != nil {
					return err
				}
				n, err := publishShipped(ctx, h.store)
				if err != nil {
					return err
				}
				filled, err := h.store.Fill(ctx)
				if err != nil {
					return err
				}
				if filled > 0 {
					fmt.Fprintf(c.Stdout, "the overview and the tallies now hold what was recorded before: %s\n", count(filled, "journal"))
				}
				if err := makeNamespace(ctx, h.temporal, h.cfg.namespace); err != nil {
					return err
				}
				fmt.Fprintf(c.Stdout, "the database is ready, with %s; the namespace %s is there\n", count(n, "definition"), h.cfg.namespace)
				return nil
			})
		},
	}
}

// publishShipped publishes every version that the binary ships.
func publishShipped(ctx context.Context, s *store.Store) (int, error) {
	var defs []*stroomschema.Definition
	for _, name := range definitions.Names() {
		for _, version := range definitions.Versions(name) {
			def, found, err := definitions.Compile(name, version, nil)
			if err != nil {
				return 0, err
			}
			if def == nil {
				return 0, fmt.Errorf("the shipped definition %s@%d does not compile: %s", name, version, found[0].Summary)
			}
			defs = append(defs, def)
		}
	}
	return len(defs), s.Publish(ctx, defs...)
}

func serveCommand() *command {
	return &command{
		name: "serve", summary: "serve the API",
		about: `Serves the HTTP API. It judges nothing and keeps nothing: run as many as you like behind one address.
It waits for no one: while the database or Temporal is away it answers 503. It tells how it is at /healthz and
/readyz. When it is asked to stop it is not ready any more, goes on for two seconds so that requests can go
elsewhere, and has 20 seconds for those that have begun.`,
		settings: slices.Concat(settingsOfStore, settingsOfTemporal, settingsOfAPI),
		exits: []exit{
			{exitOK, "it was asked to stop, and did"},
			{exitFound, "it could not start, or could not stop in time"},
			{exitUsage, "a setting is wrong"},
		},
		example: "STROOM_LISTEN=:8080 STROOM_ISSUER=https://login.example.nl STROOM_AUDIENCE=stroom ... stroom serve",
		run: func(ctx context.Context, c *call) int {
			return c.withHouse(ctx, func(ctx context.Context, h *house) error { return h.serve(ctx) })
		},
	}
}

func (h *house) serve(ctx context.Context) error {
	if err := h.connect(); err != nil {
		return err
	}
	verifier, err := h.verifier()
	if err != nil {
		return err
	}
	signIn, err := h.browser()
	if err != nil {
		return err
	}
	p := &probes{ready: h.ready}
	api, err := h.newServer(verifier, signIn, p.check)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", h.cfg.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	h.log.Info("serving", "build", build(), "listen", listener.Addr().String())
	return serveHTTP(ctx, api.HTTP(h.cfg.listen), listener, p, notice)
}

func workCommand() *command {
	return &command{
		name: "work", summary: "work on trajectories",
		about: `Judges what comes in at trajectories, writes it down, and performs what was decided (notices, calls,
alarms). Run at least two, so that one may die. It waits for Temporal and for the database when they are away.
When it is asked to stop it takes nothing new and has 20 seconds for what it has begun; whatever it does not
finish another one takes up.`,
		settings: slices.Concat(settingsOfStore, settingsOfTemporal, []*setting{setHealth}),
		exits: []exit{
			{exitOK, "it was asked to stop, and did"},
			{exitFound, "it could not start"},
			{exitUsage, "a setting is wrong"},
		},
		example: "STROOM_TEMPORAL_ADDRESS=temporal:7233 STROOM_DATABASE_FILE=/run/secrets/database ... stroom work",
		run: func(ctx context.Context, c *call) int {
			return c.withHouse(ctx, func(ctx context.Context, h *house) error { return h.work(ctx) })
		},
	}
}

func (h *house) work(ctx context.Context) error {
	if err := h.connect(); err != nil {
		return err
	}
	p := &probes{ready: h.ready}
	health := &http.Server{Handler: p.handler(), ReadHeaderTimeout: probePatience, WriteTimeout: 2 * probePatience}
	listener, err := net.Listen("tcp", h.cfg.health)
	if err != nil {
		return fmt.Errorf("listen for health: %w", err)
	}
	return together(ctx,
		func(ctx context.Context) error {
			if !h.await(ctx) {
				return nil
			}
			h.log.Info("working", "build", build(), "queue", h.cfg.taskQueue)
			return h.workUntil(ctx)
		},
		func(ctx context.Context) error { return serveHTTP(ctx, health, listener, p, 0) })
}

// workUntil runs a worker and a relay until ctx ends. The relay ends first: it begins nothing while the worker drains.
func (h *house) workUntil(ctx context.Context) error {
	w, err := h.newWorker()
	if err != nil {
		return err
	}
	if err := w.Start(); err != nil {
		return fmt.Errorf("start worker: %w", err)
	}
	defer w.Stop()
	h.relay(ctx)
	return nil
}

// await waits until Temporal answers and the database has the tables of this binary: a worker that starts before them
// would only fail. It returns false if ctx ends first.
func (h *house) await(ctx context.Context) bool {
	for told := ""; ; {
		err := h.ready(ctx)
		if err == nil {
			return true
		}
		if err.Error() != told {
			told = err.Error()
			h.log.Warn("waiting", "for", told)
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(time.Second):
		}
	}
}

// withHouse reads the settings, opens the house, and runs f in it.
func (c *call) withHouse(ctx context.Context, f func(ctx context.Context, h *house) error) int {
	if !c.noArguments() {
		return exitUsage
	}
	cfg, err := c.configure()
	if err != nil {
		return c.misuse("%s", err)
	}
	log := slog.New(slog.NewJSONHandler(c.Stderr, nil))
	h, err := openHouse(ctx, cfg, log, c.Now)
	if err != nil {
		return c.fail(err)
	}
	if err := errors.Join(f(ctx, h), h.close()); err != nil {
		return c.fail(err)
	}
	return exitOK
}
