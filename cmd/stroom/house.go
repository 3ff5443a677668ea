package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"stroom/activities"
	"stroom/activities/store"
	"stroom/server"
	"stroom/server/auth"
	"stroom/workflows"
)

// Times of stopping.
const (
	grace  = 20 * time.Second // for what has begun
	notice = 2 * time.Second  // during which a process still works and says that it will not
)

// readyPatience bounds the question whether a process is ready: less than those who ask will wait.
const readyPatience = 3 * time.Second

// house is what the long-running commands share: the database and the connection to Temporal.
type house struct {
	cfg      config
	log      *slog.Logger
	now      func() time.Time
	store    *store.Store
	temporal client.Client     // nil where a command needs none
	client   *workflows.Client // of trajectories; nil without temporal
}

// openStore opens the database alone.
func openStore(ctx context.Context, cfg config, log *slog.Logger, now func() time.Time) (*house, error) {
	s, err := store.Open(ctx, store.Options{
		Dialect: cfg.dialect, Address: cfg.database, Connections: cfg.connections, SubjectKey: cfg.subjectKey,
		Build: build(), Now: now,
	})
	if err != nil {
		return nil, err
	}
	return &house{cfg: cfg, log: log, now: now, store: s}, nil
}

// openHouse opens the database and the connection to Temporal.
func openHouse(ctx context.Context, cfg config, log *slog.Logger, now func() time.Time) (*house, error) {
	h, err := openStore(ctx, cfg, log, now)
	if err != nil {
		return nil, err
	}
	if err := h.dial(); err != nil {
		return nil, errors.Join(err, h.close())
	}
	return h, nil
}

func (h *house) dial() error {
	encryption, err := temporalTLS(h.cfg)
	if err != nil {
		return err
	}
	h.temporal, err = workflows.Dial(workflows.DialOptions{
		Address: h.cfg.temporal, Namespace: h.cfg.namespace, TLS: encryption, Logger: h.log,
	})
	return err
}

// connect makes the door to trajectories. The key of their ids is needed by processes that start trajectories; the others
// are not given it.
func (h *house) connect() (err error) {
	key := h.cfg.idKey
	if key == nil {
		key = make([]byte, minKey)
	}
	h.client, err = workflows.NewClient(h.temporal, workflows.ClientOptions{
		Namespace: h.cfg.namespace, Queue: h.cfg.taskQueue, Key: key, Recorded: recorded(h.store),
	})
	return err
}

func (h *house) close() error {
	if h.temporal != nil {
		h.temporal.Close()
	}
	return h.store.Close()
}

// ready reports whether this process can do its work now: the database can be trusted, and Temporal answers.
func (h *house) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	if err := h.store.Ready(ctx); err != nil {
		return err
	}
	if h.temporal == nil {
		return nil
	}
	if _, err := h.temporal.CheckHealth(ctx, &client.CheckHealthRequest{}); err != nil {
		return errors.New("temporal does not answer")
	}
	return nil
}

// newServer builds the API over the house.
func (h *house) newServer(verifier *auth.Verifier, signIn *auth.Browser, ready func(context.Context) error) (*server.Server, error) {
	read := reading{h.store}
	config := server.Config{
		Decider:      decider{client: h.client, store: h.store, key: h.cfg.idKey},
		Trajectories: read, Worklist: read, Overview: read, Tallies: read, Ledger: read,
		Auditor: auditor{h.store}, Definitions: published{h.store}, Subjects: subjects{h.store},
		Verifier: verifier, Ready: ready, Now: h.now, Log: h.log,
		PublicURL:      h.cfg.public,
		Contact:        server.Contact{Name: h.cfg.contact[0], Email: h.cfg.contact[1], URL: h.cfg.contact[2]},
		TrustedProxies: h.cfg.proxies, CursorKey: h.cfg.cursorKey,
	}
	if signIn != nil {
		config.SignIn, config.Sessions, config.Substitutes = signIn, sessions{h.store, h.now}, substitutes{h.store}
	}
	return server.New(config)
}

// signInPath is where an issuer sends people back to.
const signInPath = "/inloggen/terug"

// browser signs people in with their browser, at the issuer of the tokens; nil when we are no client of his.
func (h *house) browser() (*auth.Browser, error) {
	if h.cfg.client == "" {
		return nil, nil
	}
	return auth.NewBrowser(auth.BrowserConfig{
		Issuer: h.cfg.issuer, ClientID: h.cfg.client, ClientSecret: h.cfg.clientSecret, Return: h.cfg.public + signInPath,
		Algorithms: h.cfg.algorithms, Mapping: h.mapping(),
	})
}

// mapping says how claims are read.
func (h *house) mapping() auth.Mapping {
	if h.cfg.claims.Memberships == "" && h.cfg.claims.Roles == "" {
		return auth.DefaultMapping
	}
	return h.cfg.claims
}

// verifier checks the tokens of the issuer that the settings name.
func (h *house) verifier() (*auth.Verifier, error) {
	keys, err := auth.NewRemoteKeys(h.cfg.issuer, h.cfg.jwks, nil)
	if err != nil {
		return nil, err
	}
	return auth.NewVerifier(auth.Issuer{
		Issuer: h.cfg.issuer, Audience: h.cfg.audience, Algorithms: h.cfg.algorithms, Keys: keys, Mapping: h.mapping(),
	})
}

// newWorker makes the worker of trajectories with its activities.
func (h *house) newWorker() (worker.Worker, error) {
	w, err := workflows.NewWorker(h.temporal, h.cfg.taskQueue, workflows.WorkerOptions{Build: build()})
	if err != nil {
		return nil, err
	}
	activities.New(h.store, h.store).Register(w)
	return w, nil
}

// relay performs what has been decided until ctx ends.
func (h *house) relay(ctx context.Context) {
	r := &activities.Relay{
		Outbox: h.store, Services: noServices{}, Answerer: decider{client: h.client, store: h.store, key: h.cfg.idKey},
		Alarms: alarms{h.log}, Log: h.log, Now: h.now,
	}
	_ = r.Run(ctx) // it ends with ctx, and says so
}

// serveHTTP serves until ctx ends. Then it says for the length of notice that it is stopping, so that whoever divides the
// requests looks elsewhere, and lets those that have begun finish within the grace.
func serveHTTP(ctx context.Context, s *http.Server, l net.Listener, p *probes, notice time.Duration) error {
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	p.stopping.Store(true)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), notice+grace)
	defer cancel()
	select {
	case err := <-failed:
		return fmt.Errorf("serve on %s: %w", l.Addr(), err)
	case <-time.After(notice):
	}
	return s.Shutdown(stopping)
}

// together runs functions until the first one that returns an error, or until all have returned. The context of the
// others ends then.
func together(ctx context.Context, run ...func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	faults := make([]error, len(run))
	var all sync.WaitGroup
	for i, f := range run {
		all.Go(func() {
			if faults[i] = f(ctx); faults[i] != nil {
				cancel()
			}
		})
	}
	all.Wait()
	return errors.Join(faults...)
}

// temporalTLS reads the certificates for the connection to Temporal; nil without any.
func temporalTLS(cfg config) (*tls.Config, error) {
	if cfg.tlsCA == "" && cfg.tlsCert == "" && cfg.tlsKey == "" {
		return nil, nil
	}
	encryption := &tls.Config{MinVersion: tls.VersionTLS12}
	if cfg.tlsCA != "" {
		text, err := os.ReadFile(cfg.tlsCA)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", setTLSCA.env, cause(err))
		}
		encryption.RootCAs = x509.NewCertPool()
		if !encryption.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("%s: no certificate in the file", setTLSCA.env)
		}
	}
	if cfg.tlsCert != "" || cfg.tlsKey != "" {
		pair, err := tls.LoadX509KeyPair(cfg.tlsCert, cfg.tlsKey)
		if err != nil {
			return nil, fmt.Errorf("%s and %s: %w", setTLSCert.env, setTLSKey.env, cause(err))
		}
		encryption.Certificates = []tls.Certificate{pair}
	}
	return encryption, nil
}

// build names the binary: the revision it was built from, or "devel".
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return s.Value[:12]
		}
	}
	return "devel"
}
