package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"stroom/cmd/stroom/embedded"
)

// retention is how long Temporal keeps the history of a trajectory whose workflow has closed; the journal keeps it for good.
const retention = 30 * 24 * time.Hour

func temporalCommand() *command {
	var file string
	var port int
	return &command{
		name: "temporal", summary: "run a Temporal server, for trying things out",
		about: `Runs the Temporal server that is part of this binary, on a SQLite file or on a Postgres database, on this
machine only. It has no sign-in, no TLS and one process: it is for tests and for trying out migrate, serve and
work without a cluster, never for real people's data.
On Postgres the database of the URL and a second one called NAME_visibility are made if they are absent.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&file, "sqlite", "", "keep everything in this `file`; its folder must exist")
			f.IntVar(&port, "port", 7233, "listen on this `port` of 127.0.0.1")
		},
		settings: []*setting{setTemporalDatabase},
		exits: []exit{
			{exitOK, "it was asked to stop, and did"},
			{exitFound, "it could not start: the port or the folder is in use, or the database does not answer"},
			{exitUsage, "the call is wrong"},
		},
		example: "stroom temporal --sqlite temporal.db\nSTROOM_TEMPORAL_DATABASE=postgres://postgres@127.0.0.1:5432/temporal stroom temporal --port 7233",
		run: func(ctx context.Context, c *call) int {
			if !c.noArguments() {
				return exitUsage
			}
			dsn, err := c.lookup(setTemporalDatabase)
			if err != nil {
				return c.misuse("%s %s", setTemporalDatabase.env, err)
			}
			if (file == "") == (dsn == "") {
				return c.misuse("give --sqlite or %s, and not both", setTemporalDatabase.env)
			}
			return c.temporal(ctx, embedded.Config{SQLiteFile: file, PostgresDSN: dsn, Port: port})
		},
	}
}

// setTemporalDatabase stands apart from the table of settings: nothing in production reads it.
var setTemporalDatabase = &setting{
	env: "STROOM_TEMPORAL_DATABASE", secret: true, example: "postgres://postgres@127.0.0.1:5432/temporal",
	about: "Where this Temporal server keeps its tables: a Postgres URL.",
}

func (c *call) temporal(ctx context.Context, cfg embedded.Config) int {
	cfg.Logger = slog.New(slog.NewTextHandler(c.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	s, err := embedded.Start(ctx, cfg)
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprintf(c.Stdout, "Temporal listens on %s, namespace %s\n", s.Address(), embedded.Namespace)
	<-ctx.Done()
	s.Stop()
	return exitOK
}

// makeNamespace makes the namespace at Temporal unless it is there.
func makeNamespace(ctx context.Context, c client.Client, namespace string) error {
	_, err := c.WorkflowService().RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: namespace, WorkflowExecutionRetentionPeriod: durationpb.New(retention),
	})
	var exists *serviceerror.NamespaceAlreadyExists
	if err == nil || errors.As(err, &exists) {
		return nil
	}
	return fmt.Errorf("make namespace %s: %w", namespace, err)
}
