package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"stroom/activities/store"
	"stroom/cmd/stroom/demo"
	"stroom/cmd/stroom/embedded"
	"stroom/server/auth"
)

func devCommand() *command {
	var o devOptions
	return &command{
		name: "dev", summary: "start everything in one process, with demonstration data",
		about: `Starts a Temporal server, the application database, a worker and the API in one process, on this machine only,
with people who do not exist and about a dozen trajectories that never happened. It prints where everything is
and commands to paste, with tokens. It needs nothing but this binary.
Without --data it keeps everything in a temporary folder and removes it when it stops. With --data it keeps it:
after a crash, or kill -9, a new start finds everything that was acknowledged, and tokens that were printed
before are still good. A token is good for a day.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&o.data, "data", "", "keep everything in this `folder`, which is made if absent")
			f.IntVar(&o.port, "port", 8080, "the API listens on this `port` of 127.0.0.1; 0: a free one")
			f.IntVar(&o.temporalPort, "temporal-port", 0, "the Temporal server listens on this `port` of 127.0.0.1; 0: a free one")
			f.BoolVar(&o.verbose, "verbose", false, "write a line for each request to stderr")
		},
		exits: []exit{
			{exitOK, "it was asked to stop, and did"},
			{exitFound, "it could not start: a port or the folder is in use, or the folder is of another version"},
			{exitUsage, "the call is wrong"},
		},
		example: "stroom dev\nstroom dev --data ./data --port 9000",
		run: func(ctx context.Context, c *call) int {
			if !c.noArguments() {
				return exitUsage
			}
			if o.port < 0 || o.port > 65535 || o.temporalPort < 0 || o.temporalPort > 65535 {
				return c.misuse("a port is a number from 0 to 65535")
			}
			if err := c.refuseEnvironment(); err != nil {
				return c.misuse("%s", err)
			}
			if err := c.dev(ctx, o); err != nil {
				return c.fail(err)
			}
			return exitOK
		},
	}
}

// devOptions are the flags of `stroom dev`.
type devOptions struct {
	data         string
	port         int
	temporalPort int
	verbose      bool
}

// dev runs until ctx ends.
func (c *call) dev(ctx context.Context, o devOptions) error {
	began := c.Now()
	if o.data == "" {
		temporary, err := os.MkdirTemp("", "stroom-dev-")
		if err != nil {
			return fmt.Errorf("make a temporary folder: %w", cause(err))
		}
		defer os.RemoveAll(temporary)
		o.data = temporary
	} else if err := os.MkdirAll(o.data, 0o700); err != nil {
		return fmt.Errorf("make the folder of --data: %w", cause(err))
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(c.Stderr, &slog.HandlerOptions{Level: level}))
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(o.port)))
	if err != nil {
		return fmt.Errorf("%w; --port chooses another, and 0 a free one", err)
	}
	defer listener.Close()
	temporal, err := embedded.Start(ctx, embedded.Config{
		SQLiteFile: filepath.Join(o.data, "temporal.db"), Port: o.temporalPort,
		Logger: slog.New(slog.NewTextHandler(c.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
	})
	if err != nil {
		return err
	}
	defer temporal.Stop()
	k, err := devKeys(filepath.Join(o.data, "keys.json"))
	if err != nil {
		return err
	}
	issuer, err := auth.DevIssuerWith(devIssuer, devAudience, k.Issuer)
	if err != nil {
		return err
	}
	cfg := devConfig(o.data, k, temporal.Address(), listener.Addr().String())
	h, err := openHouse(ctx, cfg, log, c.Now)
	if err != nil {
		return err
	}
	run := &devHouse{house: h, call: c, listener: listener, issuer: issuer, data: o.data, temporal: temporal.Address(), began: began}
	return errors.Join(run.until(ctx), h.close())
}

// devDatabase is the file of the application database in the folder of --data.
const devDatabase = "stroom.db"

// devConfig is what the settings would say for one machine.
func devConfig(data string, k keys, temporal, api string) config {
	return config{
		dialect: store.SQLite, database: filepath.Join(data, devDatabase),
		temporal: temporal, namespace: embedded.Namespace, taskQueue: setTaskQueue.value,
		listen: api, public: "http://" + api,
		contact: [3]string{"stroom dev", "nobody@example.org", "https://example.org"},
		idKey:   k.ID, subjectKey: k.Subject, cursorKey: k.Cursor,
	}
}

// keys of one data folder: made once and kept with the data.
type keys struct {
	ID      []byte `json:"id"`
	Subject []byte `json:"subject"`
	Cursor  []byte `json:"cursor"`
	Issuer  []byte `json:"issuer"` // of tokens, so that a restart does not sign everybody out
}

// devKeys reads the keys, or makes them: under another name first, so that a kill leaves all of them or none.
func devKeys(file string) (keys, error) {
	var k keys
	text, err := os.ReadFile(file)
	switch {
	case err == nil:
		if err := json.Unmarshal(text, &k); err != nil || len(k.ID) < minKey || len(k.Subject) < minKey || len(k.Cursor) < minKey {
			return k, errors.New("read the keys in the data folder: they are damaged")
		}
		if len(k.Issuer) > 0 {
			return k, nil
		}
	case errors.Is(err, fs.ErrNotExist):
		for _, one := range []*[]byte{&k.ID, &k.Subject, &k.Cursor} {
			*one = make([]byte, minKey)
			_, _ = rand.Read(*one) // never fails: it ends the program if there is no randomness
		}
	default:
		return k, fmt.Errorf("read the keys in the data folder: %w", cause(err))
	}
	if k.Issuer, err = auth.NewDevKey(); err != nil {
		return k, err
	}
	if text, err = json.Marshal(k); err != nil {
		return k, err
	}
	return k, writeDurably(file, text)
}

// writeDurably makes a file that is there whole, or not at all, whatever happens.
func writeDurably(file string, text []byte) error {
	fresh := file + ".new"
	f, err := os.OpenFile(fresh, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), cause(err))
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(fresh, file)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), cause(err))
	}
	folder, err := os.Open(filepath.Dir(file))
	if err != nil {
		return fmt.Errorf("write %s: %w", filepath.Base(file), cause(err))
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// devHouse is everything that runs in one process.
type devHouse struct {
	*house
	call     *call
	listener net.Listener
	issuer   *auth.DevIssuer
	data     string
	temporal string
	began    time.Time
	people   map[string]string // tokens, by short name
}

// issuer of the demonstration's tokens.
const devIssuer, devAudience = "https://stroom-dev.example.org", "stroom-dev"

// devClient is the client of the demonstration's pages.
const devClient = "stroom-dev-pages"

// signIn makes the issuer of the demonstration, and the client of it that every other deployment has too.
func (d *devHouse) signIn() (*auth.Browser, http.Handler, error) {
	back := d.cfg.public + signInPath
	browser, err := auth.NewBrowser(auth.BrowserConfig{
		Issuer: devIssuer, ClientID: devClient, Return: back, Mapping: auth.DefaultMapping, Endpoints: demo.Endpoints(d.cfg.public),
		Algorithms: d.issuer.Issuer().Algorithms,
	})
	return browser, demo.NewIssuer(d.issuer, devClient, back, demo.Label(), d.now), err
}

// until runs everything until ctx ends or a part fails.
func (d *devHouse) until(ctx context.Context) error {
	verifier, err := auth.NewVerifier(d.issuer.Issuer())
	if err != nil {
		return err
	}
	d.people = map[string]string{}
	for _, p := range demo.People() {
		if d.people[p.Short], err = d.issuer.Token(p.DevPerson, d.now(), auth.MaxLifetime); err != nil {
			return err
		}
	}
	if err := d.store.Migrate(ctx); err != nil {
		return err
	}
	if _, err := publishShipped(ctx, d.store); errors.Is(err, store.ErrPublished) {
		return fmt.Errorf("%w; the folder of --data was made by another build of this program: choose another folder", err)
	} else if err != nil {
		return err
	}
	if _, err := d.store.Fill(ctx); err != nil {
		return err
	}
	if err := d.connect(); err != nil {
		return err
	}
	signIn, pages, err := d.signIn()
	if err != nil {
		return err
	}
	p := &probes{ready: d.ready}
	api, err := d.newServer(verifier, signIn, p.check)
	if err != nil {
		return err
	}
	serving := api.HTTP(d.listener.Addr().String())
	front := http.NewServeMux()
	front.Handle(demo.IssuerPath, pages)
	front.Handle("/", serving.Handler)
	serving.Handler = front
	return together(ctx, d.workUntil,
		func(ctx context.Context) error {
			return serveHTTP(ctx, serving, d.listener, p, 0)
		},
		func(ctx context.Context) error {
			known, err := d.seed(ctx)
			if err != nil && ctx.Err() == nil {
				return err
			}
			if ctx.Err() == nil {
				d.welcome(known)
			}
			return nil
		})
}
