package activities

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"stroom/workflows/engine"
)

// Limits of the relay.
const (
	relayBatch  = 20              // things of one claim
	relayLease  = 5 * time.Minute // longer than everything in a claim may take
	relayPause  = 500 * time.Millisecond
	relayFaulty = 5 * time.Second  // pause after the database did not answer
	retryFirst  = 2 * time.Second  // wait before the second attempt
	retryMost   = 10 * time.Minute // longest wait between attempts
	callMost    = 1 * time.Minute  // longest time that one call to a service may take
)

// Codes of a call that failed without one of its own.
const (
	codeServiceFailed  = "SERVICE_FAILED"
	codeServiceTimeout = "SERVICE_TIMEOUT"
	codeUnanswered     = "UNANSWERED"
)

// Relay performs what has been decided: it delivers notices, calls services, hands their answers over, sounds alarms. Any
// number of relays may run; the outbox divides the work. A thing may be done twice after a crash, always under the same
// id; a notice never is.
type Relay struct {
	Outbox   Outbox
	Services Services
	Answerer Answerer
	Alarms   Alarms
	Log      *slog.Logger
	Now      func() time.Time // nil: the clock
}

// Run works until the context ends, and returns its error.
func (r *Relay) Run(ctx context.Context) error {
	for {
		done, err := r.Once(ctx)
		pause := relayPause
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			r.log().Warn("relay", "error", err.Error())
			pause = relayFaulty
		case done == relayBatch:
			continue // there is probably more
		}
		timer := time.NewTimer(pause/2 + rand.N(pause)) // relays that started together drift apart
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		}
	}
}

// Once claims what is due now, at most one batch, and performs it. It returns how many things it claimed.
//
// Errors: of the outbox. What a service or a trajectory does wrong puts off the one thing that it concerns.
func (r *Relay) Once(ctx context.Context) (int, error) {
	claimed, err := r.Outbox.Claim(ctx, r.now(), relayBatch, relayLease)
	if err != nil {
		return 0, err
	}
	// Each for itself: a service that is slow holds up nobody else.
	failed := make([]error, len(claimed))
	var all sync.WaitGroup
	for i, out := range claimed {
		all.Go(func() { failed[i] = r.perform(ctx, out) })
	}
	all.Wait()
	return len(claimed), errors.Join(failed...)
}

func (r *Relay) perform(ctx context.Context, out Outgoing) error {
	switch {
	case out.Notify != nil:
		return r.Outbox.Deliver(ctx, out, r.now())
	case out.Ask != nil:
		return r.ask(ctx, out)
	case out.Answer != nil:
		return r.answer(ctx, out)
	case out.Alarm != nil:
		r.Alarms.Alarm(ctx, out.Trajectory, *out.Alarm)
		return r.Outbox.Done(ctx, out, r.now())
	}
	panic(fmt.Sprintf("activities: outgoing %s is of no kind", out.ID))
}

// ask calls a service. Its answer is kept before it is handed over: a trajectory that cannot take it now does not make us
// ask again.
func (r *Relay) ask(ctx context.Context, out Outgoing) error {
	timeout := out.Ask.Timeout
	if timeout <= 0 || timeout > callMost {
		timeout = callMost
	}
	callCtx, cancel := context.WithTimeout(ctx, timeout)
	answer, err := r.Services.Call(callCtx, out.ID, *out.Ask)
	cancel()
	if ctx.Err() != nil {
		return ctx.Err() // we are stopping: nothing can be said about the service
	}
	if err == nil {
		return r.Outbox.Answered(ctx, out, r.answered(out, engine.AnsweredEvent{Call: out.Ask.Call, Answer: answer}))
	}
	code, lasting := serviceCode(err)
	if lasting || out.Attempt >= out.Ask.Tries {
		return r.Outbox.Answered(ctx, out, r.answered(out, engine.AnsweredEvent{Call: out.Ask.Call, Failed: true, Code: code}))
	}
	return r.Outbox.Retry(ctx, out, r.now().Add(out.Ask.Backoff), code)
}

func (r *Relay) answered(out Outgoing, answer engine.AnsweredEvent) engine.Event {
	ev := engine.Event{ID: prefixAnswer + out.ID, Kind: engine.Answered, At: r.now().UTC(), Answer: &answer}
	ev.Digest = engine.DigestOf(ev)
	return ev
}

func serviceCode(err error) (code string, lasting bool) {
	if e, ok := errors.AsType[*ServiceError](err); ok && e.Code != "" {
		return e.Code, e.Lasting
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return codeServiceTimeout, false
	}
	return codeServiceFailed, false
}

// answer hands an answer to its trajectory. A trajectory that refuses it does not wait for it any more, and one that is
// gone never will.
func (r *Relay) answer(ctx context.Context, out Outgoing) error {
	err := r.Answerer.Answer(ctx, out.Trajectory, *out.Answer)
	if _, refused := errors.AsType[*engine.Rejection](err); err == nil || refused || errors.Is(err, ErrGone) {
		return r.Outbox.Done(ctx, out, r.now())
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return r.Outbox.Retry(ctx, out, r.now().Add(waitFor(out.Attempt)), codeUnanswered)
}

// waitFor returns how long to wait after an attempt: twice as long each time, somewhere in its upper half.
func waitFor(attempt int) time.Duration {
	wait := retryMost
	if attempt < 10 {
		wait = min(retryFirst<<max(attempt-1, 0), retryMost)
	}
	return wait/2 + rand.N(wait/2)
}

func (r *Relay) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

func (r *Relay) log() *slog.Logger {
	if r.Log != nil {
		return r.Log
	}
	return slog.New(slog.DiscardHandler)
}
