package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestNoLedgerNoAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.world.ledger = errors.New("disk full")
	b.decide(id, "bob", "x1", "main.desk.finish", "").refusedWith(t, http.StatusServiceUnavailable, "LEDGER_UNAVAILABLE")
	b.post("/v1/trajectories", "eve", `{"id":"x","as":{"role":"keeper","organisation":"east"},"definition":"loan","form":{"branch":"south"}}`).
		refusedWith(t, http.StatusServiceUnavailable, "LEDGER_UNAVAILABLE")
	b.decide(id, "bob", "x2", "main.block", "").want(t, http.StatusCreated) // what is allowed needs no ledger
	b.world.ledger = nil
	b.decide(id, "bob", "x1", "main.desk.finish", "").refusedWith(t, http.StatusForbidden, "NOT_YOUR_ROLE")
	if len(b.refusals) != 1 {
		t.Errorf("%d lines", len(b.refusals))
	}
}

// Without an audit nothing is shown and nothing is done, on any route; also what is not shown stays the same.
func TestNoAuditNoAnswer(t *testing.T) {
	t.Parallel()
	for _, r := range routes() {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			before := s.snapshot()
			s.auditor = errors.New("audit is away")
			for _, who := range []string{"ann", "eve", "olga", "max", "ina"} {
				for _, o := range []object{own, foreign, missing} {
					got := s.ask(r, r.method, who, o)
					bad := got.status < 400 && !r.open
					if bad || got.status == http.StatusNotFound && r.aboutOne {
						t.Errorf("%s about %s: status %d: %s", who, o, got.status, got.body)
					}
				}
			}
			if after := s.snapshot(); after != before {
				t.Error("something was done")
			}
		})
	}
}

// Every route that asks for a token leaves a row that names it; one about a trajectory names that too.
func TestEveryRouteIsAudited(t *testing.T) {
	t.Parallel()
	who := map[string]string{"importTrajectory": "ina", "receiveMessage": "max"}
	for _, r := range routes() {
		if r.open {
			continue
		}
		s := newStage(t)
		name := who[r.name]
		switch {
		case name != "":
		case r.permission != "":
			name = "sam"
		default:
			name = "ann"
		}
		before := len(s.audits)
		s.ask(r, r.method, name, own)
		rows := s.audits[before:]
		if len(rows) == 0 {
			t.Errorf("%s leaves no trace", r.name)
		}
		for _, row := range rows {
			if row.Kind != r.name || row.Action != r.action || row.Actor.Person != "ref-"+name || !row.At.Equal(monday) || row.TraceID == "" || row.ClientAddress == "" || row.Result == "" {
				t.Errorf("%s: %+v", r.name, row)
			}
			if (r.aboutOne || r.name == "receiveMessage") && row.Trajectory != s.ids[own] {
				t.Errorf("%s: about %q", r.name, row.Trajectory)
			}
			if r.method == http.MethodPost && row.Result == AuditAsked && row.Event == "" && r.name != "validateDefinition" {
				t.Errorf("%s: no event", r.name)
			}
		}
		if r.name == "listTrajectories" && len(rows) != 3 { // the search, and each of the two that were shown
			t.Errorf("%d rows of a list", len(rows))
		}
	}
}

func TestAuditOfWhatWasDenied(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	before := len(s.audits)
	s.send(http.MethodGet, "/v1/trajectories/"+s.ids[foreign], "ann", "", "X-Purpose", "curiosity").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
	row := s.audits[before]
	if row.Result != AuditDenied || row.Code != "NOT_FOUND" || row.Trajectory != s.ids[foreign] || row.Purpose != "curiosity" || row.Actor.Person != "ref-ann" {
		t.Errorf("%+v", row)
	}
	s.send(http.MethodGet, "/v1/worklist", "ann", "", "X-Purpose", "two words").refusedWith(t, http.StatusBadRequest, "BAD_HEADER")
}

func TestWorldDown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		code   string
	}{
		"unavailable": {fmt.Errorf("dial: %w", ErrUnavailable), 503, "UNAVAILABLE"},
		"busy":        {ErrBusy, 429, "BUSY"},
		"unknown":     {ErrUnknown, 404, "NOT_FOUND"},
		"connection":  {fmt.Errorf("load: %w", &net.OpError{Op: "dial", Err: errors.New("connection refused")}), 503, "UNAVAILABLE"},
		"broken off":  {io.ErrUnexpectedEOF, 503, "UNAVAILABLE"},
		"deadline":    {context.DeadlineExceeded, 503, "UNAVAILABLE"},
		"surprise":    {errors.New("pq: relation journal does not exist"), 500, "INTERNAL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			id := b.loan("l1")
			b.decider = c.err
			got := b.decide(id, "bob", "x1", "main.block", "").refusedWith(t, c.status, c.code)
			if strings.Contains(fmt.Sprint(got), "journal") {
				t.Errorf("the answer tells of the inside: %+v", got)
			}
			if len(b.refusals) != 0 {
				t.Error("a fault of the world stands in the ledger")
			}
			b.decider = nil
			b.decide(id, "bob", "x1", "main.block", "").want(t, http.StatusCreated) // recovered, with the same id

			b.loading = c.err
			b.get("/v1/trajectories/"+id, "ann").refusedWith(t, c.status, c.code)
			b.decide(id, "bob", "x2", "main.block", "").refusedWith(t, c.status, c.code)
			if c.err != ErrUnknown {
				b.get("/v1/trajectories", "ann").refusedWith(t, c.status, c.code)
				b.get("/v1/worklist", "bob").refusedWith(t, c.status, c.code)
			}
		})
	}
}

func TestReceivedNotYetJudged(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.pending = true
	got := b.decide(id, "bob", "x1", "main.block", "").want(t, http.StatusAccepted)
	place := "/v1/trajectories/" + id + "/decisions/x1"
	if got.header.Get("Location") != place || read[ReceiptOut](t, got) != (ReceiptOut{ID: "x1", Trajectory: id, Status: "pending"}) {
		t.Errorf("%s %s", got.header.Get("Location"), got.body)
	}
	if out := read[DecisionOut](t, b.get(place, "bob").want(t, http.StatusOK)); out.Status != "pending" {
		t.Errorf("%+v", out)
	}
	b.pending = false
	b.decide(id, "bob", "x1", "main.block", "").want(t, http.StatusCreated)
	if out := read[DecisionOut](t, b.get(place, "bob").want(t, http.StatusOK)); out.Status != "accepted" || out.Seq == 0 || len(out.Lines) == 0 {
		t.Errorf("%+v", out)
	}
	b.get("/v1/trajectories/"+id+"/decisions/x9", "bob").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
}

// Four writes of one trajectory may be in flight; the fifth waits for none of them. Other trajectories go on.
func TestGate(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	one, two := b.loan("l1"), b.loan("l2")
	b.hold, b.entered = make(chan struct{}), make(chan struct{})
	var flying sync.WaitGroup
	for i := range MaxGate {
		flying.Go(func() { b.decide(one, "bob", fmt.Sprintf("x%d", i), "main.block", "") })
		<-b.entered
	}
	b.decide(one, "bob", "x9", "main.block", "").refusedWith(t, http.StatusTooManyRequests, "BUSY")
	b.get("/v1/trajectories/"+one, "bob").want(t, http.StatusOK)
	flying.Go(func() { b.decide(two, "bob", "y1", "main.block", "") })
	<-b.entered
	close(b.hold)
	flying.Wait()
	b.hold = nil
	b.decide(one, "bob", "x9", "main.block", "").want(t, http.StatusCreated)
	if len(b.server.gate.inside) != 0 {
		t.Errorf("the gate remembers %v", b.server.gate.inside)
	}
}

func TestTooManyInFlight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.build(func(c *Config) { c.MaxInFlight = 1 })
	b.hold, b.entered = make(chan struct{}), make(chan struct{})
	var flying sync.WaitGroup
	flying.Go(func() { b.decide(id, "bob", "x1", "main.block", "") })
	<-b.entered
	b.get("/v1/worklist", "bob").refusedWith(t, http.StatusServiceUnavailable, "UNAVAILABLE")
	b.get("/healthz", "").want(t, http.StatusOK)
	close(b.hold)
	flying.Wait()
	b.get("/v1/worklist", "bob").want(t, http.StatusOK)
}

// A request ends in its time, whatever is behind it; and minSeq waits no longer than it says.
func TestTimes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBench(t)
		id := b.loan("l1")
		b.hold, b.entered = make(chan struct{}), make(chan struct{}, 1)
		begin := time.Now()
		b.decide(id, "bob", "x1", "main.block", "").refusedWith(t, http.StatusServiceUnavailable, "UNAVAILABLE")
		if took := time.Since(begin); took != 15*time.Second {
			t.Errorf("it took %s", took)
		}

		begin = time.Now()
		b.get("/v1/trajectories/"+id+"?minSeq=9999", "ann").refusedWith(t, http.StatusServiceUnavailable, "NOT_YET")
		if took := time.Since(begin); took != MaxWait {
			t.Errorf("minSeq waited %s", took)
		}
		begin = time.Now()
		for _, o := range []string{id, "t-none"} { // a stranger cannot make us wait
			b.get("/v1/trajectories/"+o+"?minSeq=9999", "eve").refusedWith(t, http.StatusNotFound, "NOT_FOUND")
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("a stranger waited %s", took)
		}

		b.hold = nil
		next := b.trajectories[id].state.Seq + 1
		b.loads = 0
		b.onLoad = func(l *lived, n int) {
			if n == 4 {
				if refused := l.step(eventOf("x2", "bob", "main.block"), b.now); refused != nil {
					t.Error(refused)
				}
			}
		}
		begin = time.Now()
		got := read[Trajectory](t, b.get(fmt.Sprintf("/v1/trajectories/%s?minSeq=%d", id, next), "ann").want(t, http.StatusOK))
		if took := time.Since(begin); took != 3*pollEvery || got.Seq < next {
			t.Errorf("waited %s for seq %d, want %d", took, got.Seq, next)
		}
	})
}

func TestPanicIsOneAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.onLoad = func(*lived, int) { panic("engine: invariant broken at main.desk") }
	b.get("/v1/trajectories/"+id, "ann").refusedWith(t, http.StatusInternalServerError, "INTERNAL")
	if !strings.Contains(b.log.String(), "invariant broken") {
		t.Error("the panic was not logged")
	}
}

func TestBodySizes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	pad := func(body string, size int) string { return body + strings.Repeat(" ", size-len(body)) }
	block := `{"id":"x1","as":{"role":"keeper","organisation":"south"},"decision":"main.block"}`
	b.post("/v1/trajectories/"+id+"/decisions", "bob", pad(block, MaxBody+1)).refusedWith(t, http.StatusRequestEntityTooLarge, "TOO_LARGE")
	b.post("/v1/trajectories/"+id+"/decisions", "bob", pad(block, MaxBody)).want(t, http.StatusCreated)
	b.post("/v1/trajectories/_import", "ina", pad(`{}`, MaxImport+1)).refusedWith(t, http.StatusRequestEntityTooLarge, "TOO_LARGE")
	b.post("/v1/definitions/_validate", "ann", pad(`{}`, MaxDefinition+1)).refusedWith(t, http.StatusRequestEntityTooLarge, "TOO_LARGE")

	chunked := httptest.NewRequest(http.MethodPost, "/v1/trajectories/"+id+"/decisions", io.MultiReader(strings.NewReader(block), strings.NewReader(strings.Repeat(" ", MaxBody))))
	chunked.ContentLength = -1
	chunked.Header.Set("Content-Type", "application/json")
	chunked.Header.Set("Authorization", "Bearer "+b.token("bob"))
	b.do(chunked).refusedWith(t, http.StatusRequestEntityTooLarge, "TOO_LARGE")

	broken := httptest.NewRequest(http.MethodPost, "/v1/trajectories/"+id+"/decisions", io.MultiReader(strings.NewReader(`{"id":`), brokenPipe{}))
	broken.Header.Set("Content-Type", "application/json")
	broken.Header.Set("Authorization", "Bearer "+b.token("bob"))
	b.do(broken).refusedWith(t, http.StatusBadRequest, "BAD_SYNTAX")
}

type brokenPipe struct{}

func (brokenPipe) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// A client that goes away does not take its event back: it is judged, and its refusal is written down.
func TestClientGoneAway(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	b.hold, b.entered = make(chan struct{}), make(chan struct{})
	ctx, leave := context.WithCancel(t.Context())
	r := httptest.NewRequest(http.MethodPost, "/v1/trajectories/"+id+"/decisions",
		strings.NewReader(`{"id":"x1","as":{"role":"keeper","organisation":"south"},"decision":"main.desk.finish"}`)).WithContext(ctx)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+b.token("bob"))
	var flying sync.WaitGroup
	flying.Go(func() { b.do(r) })
	<-b.entered
	leave()
	close(b.hold)
	flying.Wait()
	if len(b.refusals) != 1 || b.refusals[0].Event.ID != "x1" {
		t.Errorf("%+v", b.refusals)
	}
}

// The same over a real connection: lengths, HEAD, and a body that is too large.
func TestOverTheWire(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	id := b.loan("l1")
	site := httptest.NewUnstartedServer(b.server)
	site.Config = b.server.HTTP("")
	site.Start()
	t.Cleanup(site.Close)
	ask := func(method, path, body string) (*http.Response, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, site.URL+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+b.token("bob"))
		r.Header.Set("Content-Type", "application/json")
		response, err := site.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		data, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return response, string(data)
	}
	get, body := ask(http.MethodGet, "/v1/trajectories/"+id, "")
	head, nothing := ask(http.MethodHead, "/v1/trajectories/"+id, "")
	if get.StatusCode != http.StatusOK || head.StatusCode != http.StatusOK || nothing != "" || get.ContentLength != int64(len(body)) || head.ContentLength != get.ContentLength {
		t.Errorf("GET %d of %d, HEAD %d of %d with %q", get.StatusCode, get.ContentLength, head.StatusCode, head.ContentLength, nothing)
	}
	large, problem := ask(http.MethodPost, "/v1/trajectories/"+id+"/decisions", strings.Repeat(" ", MaxBody+1))
	if large.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(problem, "TOO_LARGE") {
		t.Errorf("%d %s", large.StatusCode, problem)
	}
	done, _ := ask(http.MethodPost, "/v1/trajectories/"+id+"/decisions", `{"id":"x1","as":{"role":"keeper","organisation":"south"},"decision":"main.block"}`)
	if done.StatusCode != http.StatusCreated {
		t.Errorf("%d", done.StatusCode)
	}
}
