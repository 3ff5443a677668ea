package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"
)

// serving runs the probes of a process until the test ends, and returns where.
func serving(t *testing.T, p *probes) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serveHTTP(ctx, &http.Server{Handler: p.handler()}, listener, p, 0) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return listener.Addr().String()
}

func TestHealthSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	fault := errors.New("the database does not answer")
	p := &probes{ready: func(context.Context) error { return fault }}
	at := serving(t, p)
	check := func(wantCode int, want string) {
		t.Helper()
		code, stdout, stderr := run(t, nil, "health", "--address", at)
		if code != wantCode || strings.TrimSpace(stdout) != want || stderr != "" {
			t.Errorf("exit %d, %s%s; want %d, %s", code, stdout, stderr, wantCode, want)
		}
	}
	check(exitFound, `{"reason":"the database does not answer","status":"not ready"}`)
	fault = nil
	check(exitOK, `{"status":"ok"}`)
	p.stopping.Store(true)
	check(exitFound, `{"reason":"it is stopping","status":"not ready"}`)
}

func TestHealthOfNobody(t *testing.T) {
	t.Parallel()
	address := "127.0.0.1:" + freePort(t)
	code, _, stderr := run(t, nil, "health", "--address", address)
	if code != exitFound || stderr != "stroom health: "+address+" does not answer\n" {
		t.Errorf("exit %d, %s", code, stderr)
	}
}

// A process that is asked to stop says so, finishes what has begun, and begins nothing new after its notice.
func TestStoppingLetsRequestsFinish(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, finish := make(chan struct{}), make(chan struct{})
	p := &probes{ready: func(context.Context) error { return nil }}
	s := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-finish
		w.WriteHeader(http.StatusCreated)
	})}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- serveHTTP(ctx, s, listener, p, 10*time.Millisecond) }()
	answered := make(chan int, 1)
	go func() {
		answer, err := http.Get("http://" + listener.Addr().String())
		if err != nil {
			answered <- 0
			return
		}
		answer.Body.Close()
		answered <- answer.StatusCode
	}()
	<-begun
	stop()
	for p.check(context.Background()) == nil {
		runtime.Gosched()
	}
	close(finish)
	if status := <-answered; status != http.StatusCreated {
		t.Errorf("the request that had begun got %d", status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get("http://" + listener.Addr().String()); err == nil {
		t.Error("a request got in after the end")
	}
}
