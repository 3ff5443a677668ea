package activities_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"stroom/activities"
	"stroom/rules"
	"stroom/workflows/engine"
)

// outbox is an outbox in memory that hands out what it was given once and writes down what it is told.
type outbox struct {
	mu   sync.Mutex
	due  []activities.Outgoing
	fail error
	said []string
}

func (o *outbox) Claim(_ context.Context, _ time.Time, limit int, _ time.Duration) ([]activities.Outgoing, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return nil, o.fail
	}
	n := min(limit, len(o.due))
	out := o.due[:n]
	o.due = o.due[n:]
	return out, nil
}

func (o *outbox) say(format string, args ...any) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.said = append(o.said, fmt.Sprintf(format, args...))
	return nil
}

func (o *outbox) Deliver(_ context.Context, out activities.Outgoing, at time.Time) error {
	return o.say("delivered %s at %s", out.ID, at.Format(time.TimeOnly))
}

func (o *outbox) Answered(_ context.Context, out activities.Outgoing, answer engine.Event) error {
	a := answer.Answer
	return o.say("answered %s with %s: call %d failed=%t code=%q size=%s", out.ID, answer.ID, a.Call, a.Failed, a.Code, a.Answer["size"])
}

func (o *outbox) Done(_ context.Context, out activities.Outgoing, at time.Time) error {
	return o.say("done %s at %s", out.ID, at.Format(time.TimeOnly))
}

func (o *outbox) Retry(_ context.Context, out activities.Outgoing, at time.Time, code string) error {
	wait := at.Sub(noon)
	if code == "UNANSWERED" { // the wait is drawn: at least half of the longest
		wait = wait.Truncate(time.Second)
	}
	return o.say("retry %s after %s: %s", out.ID, wait, code)
}

// world is every other system.
type world struct {
	answer engine.Values
	err    error
	alarms []string
}

func (w *world) Call(ctx context.Context, id string, ask engine.Ask) (engine.Values, error) {
	if ask.Service == "slow" {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return w.answer, w.err
}

func (w *world) Answer(context.Context, string, engine.Event) error { return w.err }

func (w *world) Alarm(_ context.Context, trajectory string, a engine.Alarm) {
	w.alarms = append(w.alarms, fmt.Sprintf("%s: %s at %s", trajectory, a.Code, a.Place))
}

func TestRelay(t *testing.T) {
	t.Parallel()
	ask := &engine.Ask{Call: 7, Service: "register", Tries: 3, Backoff: 2 * time.Minute, Timeout: time.Second}
	slow := &engine.Ask{Call: 7, Service: "slow", Tries: 3, Backoff: 2 * time.Minute, Timeout: time.Millisecond}
	answer := &engine.Event{ID: "answer-o", Kind: engine.Answered, Answer: &engine.AnsweredEvent{Call: 7}}
	refused := &engine.Rejection{Code: engine.UnknownItem}
	for _, test := range []struct {
		name  string
		out   activities.Outgoing
		world world
		want  string
	}{
		{"a notice", activities.Outgoing{Notify: &engine.Notify{}}, world{}, "delivered o at 12:00:00"},
		{"an alarm", activities.Outgoing{Alarm: &engine.Alarm{Code: "RULE_FAILED", Place: "main"}}, world{}, "done o at 12:00:00"},
		{"a call", activities.Outgoing{Ask: ask, Attempt: 1}, world{answer: engine.Values{"size": rules.IntOf(3)}},
			`answered o with answer-o: call 7 failed=false code="" size=3`},
		{"a call that fails", activities.Outgoing{Ask: ask, Attempt: 1}, world{err: &activities.ServiceError{Code: "BUSY"}},
			"retry o after 2m0s: BUSY"},
		{"a call that fails without a code", activities.Outgoing{Ask: ask, Attempt: 2}, world{err: errors.New("private text")},
			"retry o after 2m0s: SERVICE_FAILED"},
		{"a call that fails for the last time", activities.Outgoing{Ask: ask, Attempt: 3}, world{err: errors.New("private text")},
			`answered o with answer-o: call 7 failed=true code="SERVICE_FAILED" size=unset`},
		{"a call that fails for good", activities.Outgoing{Ask: ask, Attempt: 1}, world{err: &activities.ServiceError{Code: "NO_SUCH", Lasting: true}},
			`answered o with answer-o: call 7 failed=true code="NO_SUCH" size=unset`},
		{"a call that takes too long", activities.Outgoing{Ask: slow, Attempt: 1}, world{}, "retry o after 2m0s: SERVICE_TIMEOUT"},
		{"an answer", activities.Outgoing{Answer: answer, Attempt: 1}, world{}, "done o at 12:00:00"},
		{"an answer nobody waits for", activities.Outgoing{Answer: answer, Attempt: 1}, world{err: refused}, "done o at 12:00:00"},
		{"an answer to a trajectory that is gone", activities.Outgoing{Answer: answer, Attempt: 1}, world{err: activities.ErrGone}, "done o at 12:00:00"},
		{"an answer that cannot be handed over", activities.Outgoing{Answer: answer, Attempt: 1}, world{err: errors.New("no worker")},
			"retry o after 1s: UNANSWERED"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.out.ID, test.out.Trajectory = "o", "t-1"
			box := &outbox{due: []activities.Outgoing{test.out}}
			n, err := relayOver(box, &test.world).Once(context.Background())
			if n != 1 || err != nil {
				t.Fatal(n, err)
			}
			wantSame(t, "said", box.said, []string{test.want})
		})
	}
}

func relayOver(box *outbox, w *world) *activities.Relay {
	return &activities.Relay{Outbox: box, Services: w, Answerer: w, Alarms: w, Now: func() time.Time { return noon }}
}

func TestRelaySoundsAlarms(t *testing.T) {
	t.Parallel()
	w := &world{}
	box := &outbox{due: []activities.Outgoing{{ID: "o", Trajectory: "t-1", Alarm: &engine.Alarm{Code: "RULE_FAILED", Place: "main.plan"}}}}
	if _, err := relayOver(box, w).Once(context.Background()); err != nil {
		t.Fatal(err)
	}
	wantSame(t, "alarms", w.alarms, []string{"t-1: RULE_FAILED at main.plan"})
}

// The relay works off more than one claim without pausing, outlives a database that does not answer, and ends with its
// context.
func TestRelayRuns(t *testing.T) {
	t.Parallel()
	box := &outbox{}
	for i := range 45 {
		box.due = append(box.due, activities.Outgoing{ID: fmt.Sprint(i), Notify: &engine.Notify{}})
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- relayOver(box, &world{}).Run(ctx) }()
	for {
		box.mu.Lock()
		done := len(box.said)
		box.mu.Unlock()
		if done == 45 {
			break
		}
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}

	ctx, cancel = context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	if err := relayOver(&outbox{fail: errors.New("down")}, &world{}).Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}
