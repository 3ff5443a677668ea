package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// probePatience bounds one question about health.
const probePatience = 5 * time.Second

func healthCommand() *command {
	address := setHealth.value
	return &command{
		name: "health", summary: "ask a running process whether it is ready",
		about: `Asks a running process for /readyz, as those who keep processes running do, and says what is wrong if something
is: ` + "`stroom serve`" + ` at the address of its API, ` + "`stroom work`" + ` at its health address. For machines without curl.`,
		flags: func(f *flag.FlagSet) {
			f.StringVar(&address, "address", setHealth.value, "the `host:port` where the process listens")
		},
		exits: []exit{
			{exitOK, "it is ready"},
			{exitFound, "it is not, or it does not answer within five seconds"},
			{exitUsage, "the call is wrong"},
		},
		example: "stroom health --address 127.0.0.1:8081 && echo ready",
		run: func(ctx context.Context, c *call) int {
			if !c.noArguments() {
				return exitUsage
			}
			if err := hostPort(address); err != nil {
				return c.misuse("--address %s", err)
			}
			return c.health(ctx, address)
		},
	}
}

func (c *call) health(ctx context.Context, address string) int {
	ctx, cancel := context.WithTimeout(ctx, probePatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/readyz", nil)
	if err != nil {
		return c.fail(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return c.fail(fmt.Errorf("%s does not answer", address))
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 4096)) // what could be read is shown
	fmt.Fprintf(c.Stdout, "%s\n", text)
	if answer.StatusCode != http.StatusOK {
		return exitFound
	}
	return exitOK
}

// probes knows whether this process can work now. From the moment it is asked to stop it cannot.
type probes struct {
	ready    func(ctx context.Context) error
	stopping atomic.Bool
}

func (p *probes) check(ctx context.Context) error {
	if p.stopping.Load() {
		return errors.New("it is stopping")
	}
	return p.ready(ctx)
}

// handler answers as the API does, for a process that serves none: /healthz says that it runs, /readyz that it can work.
func (p *probes) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { tell(w, nil) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), probePatience)
		defer cancel()
		tell(w, p.check(ctx))
	})
	return mux
}

func tell(w http.ResponseWriter, fault error) {
	body := map[string]string{"status": "ok"}
	status := http.StatusOK
	if fault != nil {
		body["status"], body["reason"], status = "not ready", fault.Error(), http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who asked may have gone
}
